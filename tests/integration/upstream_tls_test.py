"""Postern asks for TLS, and for the right certificate, of the servers it hands mail to."""

import smtplib

import message
import peers
import support
from certificates import Authority
from postfix import Postfix
from sink import Sink

NAME = "inside.example.org"
OVER_TLS = rb"by exim\.example\.org with esmtps +\(TLS1\.3\)"  # as Exim's Received says


class UpstreamTls(support.TestCase):
    def setUp(self):
        super().setUp()
        self.sink = Sink()
        self.addCleanup(self.sink.close)
        self.authority = Authority(self.directory)
        self.right, self.wrong = self.authority.issue(NAME), self.authority.issue("other.example.org")
        self.zone = self.write("zone", message.zone(message.Key()))

    def exim(self):
        """Returns an Exim that reads its certificate for each connection anew."""
        return peers.start_exim(self, self.sink.port, files=self.files_of(self.right), main="""\
tls_advertise_hosts = *
tls_certificate = ${if exists{/etc/chain.pem}{/etc/chain.pem}}
tls_privatekey = ${if exists{/etc/key.pem}{/etc/key.pem}}""")

    def files_of(self, certificate):
        return {"chain.pem": certificate.chain.read_text(), "key.pem": certificate.key.read_text()}

    def postfix(self):
        port = support.free_port()
        postfix = Postfix(self.directory / "postfix", self.sink.port, f"""\
127.0.0.1:{port} inet n - n - - smtpd
  -o smtpd_tls_security_level=may
  -o smtpd_tls_received_header=yes
  -o smtpd_tls_chain_files={self.right.key},{self.right.chain}
tlsmgr    unix - - n 1000? 1 tlsmgr
""", [port])
        self.addCleanup(postfix.stop)
        return port

    def options(self, mode, authority=None, name=NAME):
        return ["--zone", self.zone, "--upstream-tls", mode, "--upstream-tls-name", name,
                "--upstream-ca-file", (authority or self.authority).file]

    def send(self, postern):
        """Returns the reply to the message, or to what was refused before."""
        with smtplib.SMTP("127.0.0.1", postern.port, local_hostname=message.HELO, timeout=60) as client:
            try:
                client.sendmail(message.SENDER, [message.RECIPIENT], message.plain_message())
            except smtplib.SMTPSenderRefused as refusal:
                return refusal.smtp_code, refusal.smtp_error
        return 250, b""

    def arrived(self, count=1):
        support.wait_until(lambda: len(self.sink.messages) >= count, "the message at the next hop")
        self.assertEqual(len(self.sink.messages), count)
        return self.sink.messages[-1].data

    def test_exim_with_the_right_name(self):
        self.assertEqual(self.send(self.start_postern(self.exim().port, *self.options("verify")))[0], 250)
        self.assertRegex(self.arrived(), OVER_TLS)

    def test_postfix_with_the_right_name(self):
        self.assertEqual(self.send(self.start_postern(self.postfix(), *self.options("verify")))[0], 250)
        self.assertIn(b"(using TLSv1.3 ", self.arrived())

    def test_a_name_that_has_become_wrong_is_451_and_the_client_keeps_the_message(self):
        exim = self.exim()
        postern = self.start_postern(exim.port, *self.options("verify"))
        self.install(exim, self.wrong)
        code, text = self.send(postern)
        self.assertEqual(code, 451)
        self.assertTrue(text.startswith(b"4.7.5 "), text)
        self.assertEqual(self.sink.messages, [])
        self.install(exim, self.right)
        self.assertEqual(self.send(postern)[0], 250)
        self.arrived()

    def install(self, exim, certificate):
        for name, text in self.files_of(certificate).items():
            exim.root.write(f"etc/{name}", text)

    def test_who_is_not_believed_from_the_start_is_never_given_mail(self):
        other = self.directory / "other"
        other.mkdir()
        stranger = Authority(other)
        upstream = self.postfix()
        for mistrust in ({"name": "other.example.org"}, {"authority": stranger}):
            with self.subTest(**mistrust):
                self.assert_unavailable(upstream, *self.options("verify", **mistrust))

    def test_an_upstream_without_starttls_gets_mail_only_where_it_may(self):
        self.assert_unavailable(self.sink.port, *self.options("require"))
        self.assertEqual(self.send(self.start_postern(self.sink.port, *self.options("may")))[0], 250)
        self.arrived()

    def assert_unavailable(self, upstream, *options):
        """Clients are told 421: they keep their mail and come again."""
        postern = self.start_postern(upstream, *options, greeting=lambda port: b"220")
        support.wait_until(lambda: "does not answer yet" in postern.output(), "the log to say so")
        self.assertTrue(support.greeting(postern.port).startswith(b"421 4.3.2 "))
        self.assertEqual(self.sink.messages, [])

    def test_a_certificate_of_anyone_will_do_where_none_is_verified(self):
        exim = self.exim()
        self.install(exim, self.wrong)
        for count, mode in enumerate(("may", "require"), 1):
            with self.subTest(mode=mode):
                self.assertEqual(self.send(self.start_postern(exim.port, *self.options(mode)))[0], 250)
                self.assertRegex(self.arrived(count), OVER_TLS)


if __name__ == "__main__":
    support.main("postfix", "openssl", modules=["dkim"], peers=["exim4"])
