"""Exim on either side of Postern."""

import smtplib

import message
import peers
import support
from certificates import Authority
from sink import Sink


class Exim(support.TestCase):
    def setUp(self):
        super().setUp()
        self.key = message.Key()
        self.zone = self.write("zone", message.zone(self.key))
        self.sink = Sink()
        self.addCleanup(self.sink.close)

    def connect(self, server):
        client = smtplib.SMTP("127.0.0.1", server.port, local_hostname=message.HELO, timeout=60)
        self.addCleanup(client.close)
        client.ehlo()
        return client

    def arrived(self, server):
        """The one message at the next hop."""
        support.wait_until(lambda: self.sink.messages, f"a message at the next hop; {server.log_file.read_text()}")
        self.assertEqual(len(self.sink.messages), 1)
        return self.sink.messages[0]


class Upstream(Exim):
    """client -> Postern -> Exim -> next hop."""

    def setUp(self):
        super().setUp()
        self.exim = peers.start_exim(self, self.sink.port)
        self.postern = self.start_postern(self.exim.port, "--zone", self.zone)
        self.client = self.connect(self.postern)

    def acceptance(self):
        """Exim's log line of the message."""
        return next(line for line in self.exim.log_file.read_text().splitlines() if " <= " in line)

    def test_a_message_arrives_whole(self):
        signed = self.key.sign(message.plain_message(body="grüße\r\n.with a dot"))
        self.client.sendmail(message.SENDER, [message.RECIPIENT], signed, ["BODY=8BITMIME"])
        data = self.arrived(self.exim).data
        self.assertTrue(data.endswith(signed))
        self.assertTrue(self.key.verifies(data))
        self.assertIn("dkim=pass", message.results(data))

    def test_an_internationalized_message(self):
        content = message.plain_message().replace(b"Subject: Integration", "Subject: Prüfung".encode())
        self.client.sendmail("jürgen@example.com", [message.RECIPIENT], content, ["SMTPUTF8", "BODY=8BITMIME"])
        self.assertTrue(self.arrived(self.exim).data.endswith(content))
        self.assertIn("P=utf8esmtp", self.acceptance())

    def test_chunks_stay_chunks(self):
        content = message.plain_message(body="grüße")
        self.client.docmd("MAIL", f"FROM:<{message.SENDER}> BODY=8BITMIME")
        self.client.docmd("RCPT", f"TO:<{message.RECIPIENT}>")
        self.client.send(f"BDAT {len(content)} LAST\r\n".encode() + content)
        self.assertEqual(self.client.getreply()[0], 250)
        self.assertTrue(self.arrived(self.exim).data.endswith(content))
        self.assertIn(" K ", self.acceptance())

    def test_a_batch_goes_on_as_a_batch(self):
        content = message.plain_message()
        self.client.send(f"MAIL FROM:<{message.SENDER}>\r\nRCPT TO:<{message.RECIPIENT}>\r\n"
                         f"RCPT TO:<nobody@example.org>\r\nDATA\r\n".encode())
        self.assertEqual([self.client.getreply()[0] for _ in range(4)], [250, 250, 550, 354])
        self.client.send(content + b".\r\n")
        self.assertEqual(self.client.getreply()[0], 250)
        self.assertEqual(len(self.arrived(self.exim).recipients), 1)

    def test_a_refused_recipient_is_refused_and_the_others_get_the_message(self):
        refused = self.client.sendmail(message.SENDER, [message.RECIPIENT, "nobody@example.org"], message.plain_message())
        self.assertEqual(list(refused), ["nobody@example.org"])
        self.assertEqual(refused["nobody@example.org"][0], 550)
        self.assertIn(b"no such user here", refused["nobody@example.org"][1])
        self.assertEqual(len(self.arrived(self.exim).recipients), 1)


class Client(Exim):
    """client -> Exim -> Postern -> next hop."""

    def start_both(self, *options, transport="", files=None):
        self.postern = self.start_postern(self.sink.port, "--zone", self.zone, *options)
        self.exim = peers.start_exim(self, self.postern.port, transport=transport, files=files)

    def send(self, content, sender=message.SENDER, options=("BODY=8BITMIME",)):
        self.connect(self.exim).sendmail(sender, [message.RECIPIENT], content, list(options))
        return self.arrived(self.exim)

    def delivery(self):
        """Exim's log line of the delivery, which it writes after it has said QUIT."""
        return support.wait_until(lambda: next((line for line in self.exim.log_file.read_text().splitlines()
                                                if " => " in line), None), "the delivery in Exim's log")

    def test_it_delivers_in_chunks_and_the_signature_stays_whole(self):
        self.start_both()
        signed = self.key.sign(message.plain_message(body="grüße"))
        data = self.send(signed).data
        self.assertTrue(data.endswith(signed))
        self.assertIn("dkim=pass", message.results(data))
        self.assertIn(" K ", self.delivery())
        self.assertIn(" L ", self.delivery())

    def test_it_delivers_with_data_as_well(self):
        self.start_both(transport="  hosts_try_chunking =")
        signed = self.key.sign(message.plain_message(body="grüße\r\n.with a dot"))
        self.assertTrue(self.send(signed).data.endswith(signed))
        self.assertNotIn(" K ", self.delivery())

    def test_it_delivers_over_verified_tls(self):
        authority = Authority(self.directory)
        self.start_both("--tls", "require", "--certificate", authority.issue("mx.example.org"),
                        files={"ca.pem": authority.file.read_text()}, transport="""\
  hosts_require_tls = *
  tls_verify_certificates = /etc/ca.pem
  tls_verify_hosts = *
  tls_verify_cert_hostnames =""")
        self.send(message.plain_message())
        self.assertIn("X=TLS1.3:", self.delivery())
        self.assertIn("CV=yes", self.delivery())

    def test_an_internationalized_message(self):
        self.start_both()
        content = message.plain_message().replace(b"Subject: Integration", "Subject: Prüfung".encode())
        arrived = self.send(content, "jürgen@example.com", ["SMTPUTF8", "BODY=8BITMIME"])
        self.assertTrue(arrived.data.endswith(content))
        self.assertIn("SMTPUTF8", arrived.mail)


if __name__ == "__main__":
    support.main("openssl", modules=["dkim"], peers=["exim4"])
