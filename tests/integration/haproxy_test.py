"""HAProxy in front: Postern, and the checks it makes, hear of the client and not of HAProxy."""

import smtplib
import subprocess

import message
import support
from certificates import Authority
from sink import Sink

CONFIGURATION = """\
global
  maxconn 100
defaults
  mode tcp
  timeout connect 10s
  timeout client 60s
  timeout server 60s
listen smtp
  bind 127.0.0.1:{port} {bind}
  server postern 127.0.0.1:{postern} {server}
"""


class HaProxy(support.TestCase):
    def setUp(self):
        super().setUp()
        self.key = message.Key()
        self.sink = Sink()
        self.addCleanup(self.sink.close)
        self.postern = self.start_postern(
            self.sink.port, "--proxy-protocol", "--zone", self.write("zone", message.zone(self.key)),
            greeting=support.proxied_greeting)

    def start_haproxy(self, bind="", server="send-proxy-v2"):
        port = support.free_port()
        configuration = self.write("haproxy.cfg", CONFIGURATION.format(
            port=port, postern=self.postern.port, bind=bind, server=server))
        self.start(support.find_program("haproxy"), "-db", "-f", configuration).wait_for_port(port)
        return port

    def logged(self):
        """The log line of the one message that was delivered."""
        self.assertEqual(len(self.sink.messages), 1)
        return support.wait_until(lambda: next((line for line in self.postern.output().splitlines()
                                                if "ending=delivered" in line), None), "the log line")

    def test_the_log_names_the_client(self):
        port = self.start_haproxy()
        with smtplib.SMTP("127.0.0.1", port, timeout=60, source_address=("127.0.0.7", 0)) as client:
            client.sendmail(message.SENDER, [message.RECIPIENT], message.plain_message())
        line = self.logged()
        self.assertIn("client=127.0.0.7", line)
        self.assertIn("client-source=proxy", line)

    def test_spf_and_iprev_judge_the_client(self):
        # A client of 192.0.2.10 is on no test machine: another HAProxy has told this one of it.
        port = self.start_haproxy(bind="accept-proxy")
        signed = self.directory / "message.eml"
        signed.write_bytes(self.key.sign(message.plain_message()))
        subprocess.run(["swaks", "--server", "127.0.0.1", "--port", str(port), "--helo", message.HELO,
                        "--from", message.SENDER, "--to", message.RECIPIENT, "--data", f"@{signed}",
                        "--proxy-version", "1", "--proxy-family", "TCP4", "--proxy-source", message.CLIENT,
                        "--proxy-source-port", "4242", "--proxy-dest", "192.0.2.25", "--proxy-dest-port", "25"],
                       stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=60)
        self.assertIn(f"client={message.CLIENT}", self.logged())
        data = self.sink.messages[0].data
        self.assertEqual(message.results(data), message.ALL_PASS)
        self.assertIn(message.CLIENT, dict(message.header_fields(data))["authentication-results"])

    def test_a_header_that_tells_of_tls_is_understood(self):
        certificate = Authority(self.directory).issue("mx.example.org")
        both = self.directory / "both.pem"
        both.write_text(certificate.chain.read_text() + certificate.key.read_text())
        port = self.start_haproxy(bind=f"ssl crt {both}",
                                  server="send-proxy-v2-ssl-cn proxy-v2-options unique-id,authority")
        with smtplib.SMTP_SSL("127.0.0.1", port, timeout=60, source_address=("127.0.0.7", 0)) as client:
            client.sendmail(message.SENDER, [message.RECIPIENT], message.plain_message())
        self.assertIn("client=127.0.0.7", self.logged())


if __name__ == "__main__":
    support.main("haproxy", "swaks", "openssl", modules=["dkim"])
