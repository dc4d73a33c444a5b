"""Clients that people have deliver through Postern, plain and with TLS, what they like to send."""

import smtplib
import ssl
import subprocess

import message
import support
from certificates import Authority
from sink import Sink

NAME = "mx.example.org"
ADDED = ["authentication-results", "received"]


class Clients(support.TestCase):
    """A Postern with STARTTLS, self.port, and one with TLS from the first octet, self.tls_port, before one sink."""

    def setUp(self):
        super().setUp()
        self.sink = Sink()
        self.addCleanup(self.sink.close)
        self.authority = Authority(self.directory)
        self.key = message.Key()
        self.common = ["--zone", self.write("zone", message.zone(self.key)),
                       "--certificate", self.authority.issue(NAME, "127.0.0.1", "::1")]
        self.signed = self.key.sign(message.plain_message(body="grüße"))
        self.file = self.directory / "message.eml"
        self.file.write_bytes(self.signed)

    @property
    def port(self):
        return self.start_postern(self.sink.port, *self.common, "--tls", "may").port

    @property
    def tls_port(self):
        return self.start_postern(self.sink.port, *self.common, "--tls", "implicit",
                                  greeting=support.tls_greeting).port

    def run_client(self, *command, status=0, **options):
        done = subprocess.run(list(map(str, command)), capture_output=True, timeout=120, **options)
        self.assertEqual(done.returncode, status, (done.stdout + done.stderr).decode(errors="replace"))
        return done.stdout.decode(errors="replace")

    def assert_arrived(self, protocol, original=None):
        """One message, whole, received with `protocol`. Returns it."""
        self.assertEqual(len(self.sink.messages), 1)
        arrived = self.sink.messages[0]
        self.assertEqual(message.added(original or self.signed, arrived.data), ADDED, arrived.data[:2000])
        received = dict(message.header_fields(arrived.data))["received"]
        self.assertIn(f" with {protocol} ", received)
        self.assertEqual("TLSv1." in received, protocol.endswith("SMTPS"), received)
        return arrived


class Msmtp(Clients):
    def msmtp(self, port, *options):
        with open(self.file, "rb") as text:
            self.run_client("msmtp", "--host=127.0.0.1", f"--port={port}", f"--domain={message.HELO}",
                            f"--tls-trust-file={self.authority.file}", f"--from={message.SENDER}", *options,
                            message.RECIPIENT, stdin=text)

    def test_plain(self):
        self.msmtp(self.port, "--tls=off")
        self.assert_arrived("ESMTP")

    def test_starttls(self):
        self.msmtp(self.port, "--tls=on", "--tls-starttls=on")
        self.assert_arrived("ESMTPS")

    def test_tls(self):
        self.msmtp(self.tls_port, "--tls=on", "--tls-starttls=off")
        self.assert_arrived("ESMTPS")


class Curl(Clients):
    def curl(self, url, *options, recipient=message.RECIPIENT):
        return self.run_client("curl", "--silent", "--show-error", "--noproxy", "*", url, "--cacert", self.authority.file,
                               "--mail-from", message.SENDER, "--mail-rcpt", recipient, "--upload-file", self.file,
                               *options)

    def test_plain(self):
        self.curl(f"smtp://127.0.0.1:{self.port}/{message.HELO}")
        self.assert_arrived("ESMTP")

    def test_starttls(self):
        self.curl(f"smtp://127.0.0.1:{self.port}/{message.HELO}", "--ssl-reqd")
        self.assert_arrived("ESMTPS")

    def test_tls(self):
        self.curl(f"smtps://127.0.0.1:{self.tls_port}/{message.HELO}")
        self.assert_arrived("ESMTPS")

    def test_a_recipient_in_utf8(self):
        self.curl(f"smtp://127.0.0.1:{self.port}/{message.HELO}", recipient="jürgen@example.org")
        arrived = self.assert_arrived("UTF8SMTP")
        self.assertIn("SMTPUTF8", arrived.mail)

    def test_ipv6(self):
        port = support.free_port()
        self.common += ["--listen", f"[::1]:{port}"]
        self.start_postern(self.sink.port, *self.common, "--tls", "may")
        self.curl(f"smtp://[::1]:{port}/{message.HELO}", "--ssl-reqd")
        self.assert_arrived("ESMTPS")


class Smtplib(Clients):
    def setUp(self):
        super().setUp()
        self.trust = ssl.create_default_context(cafile=self.authority.file)

    def send(self, client, original=None, sender=message.SENDER, options=("BODY=8BITMIME",)):
        with client:
            client.sendmail(sender, [message.RECIPIENT], original or self.signed, list(options))

    def client(self, port):
        return smtplib.SMTP("127.0.0.1", port, local_hostname=message.HELO, timeout=60)

    def test_plain(self):
        self.send(self.client(self.port))
        arrived = self.assert_arrived("ESMTP")
        self.assertIn("dkim=pass", message.results(arrived.data))
        self.assertIn("BODY=8BITMIME", arrived.mail)

    def test_starttls(self):
        client = self.client(self.port)
        client.starttls(context=self.trust)
        self.send(client)
        self.assertIn("dkim=pass", message.results(self.assert_arrived("ESMTPS").data))

    def test_tls(self):
        self.send(smtplib.SMTP_SSL("127.0.0.1", self.tls_port, local_hostname=message.HELO, timeout=60,
                                   context=self.trust))
        self.assert_arrived("ESMTPS")

    def test_an_internationalized_message(self):
        original = message.plain_message().replace(b"Subject: Integration", "Subject: Prüfung".encode())
        original = original.replace(b"From: Alice <alice@example.com>", "From: Jürgen <jürgen@example.com>".encode())
        self.send(self.client(self.port), original, "jürgen@example.com", ["SMTPUTF8", "BODY=8BITMIME"])
        arrived = self.assert_arrived("UTF8SMTP", original)
        self.assertIn("SMTPUTF8", arrived.mail)

    def test_an_upstream_without_smtputf8_is_not_sent_such_mail(self):
        self.sink.extensions = [name for name in self.sink.extensions if name != "SMTPUTF8"]
        client = self.client(self.port)
        self.addCleanup(client.close)
        client.ehlo()
        self.assertFalse(client.has_extn("SMTPUTF8"))
        self.assertEqual(client.docmd("MAIL", "FROM:<alice@example.com> SMTPUTF8")[0], 555)

    def test_a_message_in_chunks(self):
        with self.client(self.port) as client:
            client.ehlo()
            self.assertTrue(client.has_extn("CHUNKING"))
            client.docmd("MAIL", f"FROM:<{message.SENDER}> BODY=8BITMIME")
            client.docmd("RCPT", f"TO:<{message.RECIPIENT}>")
            half = len(self.signed) // 2
            for command, octets in ((f"BDAT {half}", self.signed[:half]),
                                    (f"BDAT {len(self.signed) - half} LAST", self.signed[half:])):
                client.send(command.encode() + b"\r\n" + octets)
                self.assertEqual(client.getreply()[0], 250)
        self.assert_arrived("ESMTP")


class Openssl(Clients):
    """`openssl s_client`, by which administrators look at a server."""

    def converse(self, port, *options):
        self.client = subprocess.Popen(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-quiet", "-CAfile", self.authority.file,
             "-verify_return_error", "-verify_hostname", NAME, "-servername", NAME, *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(self.end_client)

    def end_client(self):
        self.client.kill()
        self.client.communicate()

    def say(self, octets, code):
        self.client.stdin.write(octets)
        self.client.stdin.flush()
        self.hear(code)

    def hear(self, code):
        while (line := self.client.stdout.readline())[3:4] == b"-":
            pass
        self.assertEqual(line[:3].decode(), code)

    def send(self):
        self.say(f"EHLO {message.HELO}\r\n".encode(), "250")
        self.say(f"MAIL FROM:<{message.SENDER}> BODY=8BITMIME\r\n".encode(), "250")
        self.say(f"RCPT TO:<{message.RECIPIENT}>\r\n".encode(), "250")
        self.say(b"DATA\r\n", "354")
        self.say(self.signed + b".\r\n", "250")
        self.say(b"QUIT\r\n", "221")

    def test_starttls(self):
        self.converse(self.port, "-starttls", "smtp", "-name", message.HELO)
        # It may or may not show the end of the reply to its own EHLO.
        self.client.stdin.write(b"NOOP\r\n")
        self.client.stdin.flush()
        while not self.client.stdout.readline().startswith(b"250 2.0.0 "):
            pass
        self.send()
        self.assert_arrived("ESMTPS")

    def test_tls(self):
        self.converse(self.tls_port)
        self.hear("220")
        self.send()
        self.assert_arrived("ESMTPS")


if __name__ == "__main__":
    support.main("msmtp", "curl", "openssl", modules=["dkim"])
