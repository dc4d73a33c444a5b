"""OpenSMTPD on either side of Postern. As a server it is tried without TLS: Debian 12's has no private key there once
it is linked with OpenSSL 3."""

import smtplib

import message
import peers
import support
from certificates import Authority
from sink import Sink


class OpenSmtpd(support.TestCase):
    def setUp(self):
        super().setUp()
        self.key = message.Key()
        self.zone = self.write("zone", message.zone(self.key))
        self.sink = Sink()
        self.addCleanup(self.sink.close)
        self.signed = self.key.sign(message.plain_message(body="grüße\r\n.with a dot"))

    def send(self, server, recipients=(message.RECIPIENT,)):
        with smtplib.SMTP("127.0.0.1", server.port, local_hostname=message.HELO, timeout=60) as client:
            return client.sendmail(message.SENDER, list(recipients), self.signed, ["BODY=8BITMIME"])

    def arrived(self, server):
        """The one message at the next hop."""
        support.wait_until(lambda: self.sink.messages, f"a message at the next hop; {server.output()}")
        self.assertEqual(len(self.sink.messages), 1)
        data = self.sink.messages[0].data
        self.assertTrue(data.endswith(self.signed))
        self.assertIn("dkim=pass", message.results(data))
        return self.sink.messages[0]


class Upstream(OpenSmtpd):
    """client -> Postern -> OpenSMTPD -> next hop."""

    def test_a_message_arrives_whole(self):
        server = peers.start_opensmtpd(self, self.sink.port)
        self.send(self.start_postern(server.port, "--zone", self.zone))
        self.arrived(server)

    def test_a_refused_recipient_is_refused_and_the_others_get_the_message(self):
        server = peers.start_opensmtpd(self, self.sink.port)
        postern = self.start_postern(server.port, "--zone", self.zone)
        refused = self.send(postern, [message.RECIPIENT, "nobody@example.org"])
        self.assertEqual({address: reply[0] for address, reply in refused.items()}, {"nobody@example.org": 550})
        self.assertEqual(len(self.arrived(server).recipients), 1)


class Client(OpenSmtpd):
    """client -> OpenSMTPD -> Postern -> next hop."""

    def test_it_delivers(self):
        postern = self.start_postern(self.sink.port, "--zone", self.zone)
        server = peers.start_opensmtpd(self, postern.port)
        self.send(server)
        self.assertIn(" with ESMTP ", self.received(server))

    def test_it_delivers_over_starttls(self):
        self.deliver_with_tls("smtp+tls", "require", support.greeting)

    def test_it_delivers_over_tls_from_the_first_octet(self):
        self.deliver_with_tls("smtps", "implicit", support.tls_greeting)

    def deliver_with_tls(self, scheme, mode, greeting):
        certificate = Authority(self.directory).issue("mx.example.org")
        postern = self.start_postern(self.sink.port, "--zone", self.zone, "--tls", mode, "--certificate", certificate,
                                     greeting=greeting)
        server = peers.start_opensmtpd(self, postern.port, scheme=scheme, relay="tls no-verify")
        self.send(server)
        self.assertIn(" with ESMTPS ", self.received(server))

    def received(self, server):
        """Postern's field: the first from the top."""
        return dict(reversed(message.header_fields(self.arrived(server).data)))["received"]


if __name__ == "__main__":
    support.main("openssl", modules=["dkim"], peers=["smtpd"])
