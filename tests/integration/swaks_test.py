"""Postern and the tools that mail administrators try a server with: swaks, smtp-source and smtp-sink."""

import socket
import subprocess

import message
import support
from sink import Sink


class Swaks(support.TestCase):
    def setUp(self):
        super().setUp()
        self.sink = Sink(refused=["nobody@"])
        self.addCleanup(self.sink.close)
        zone = self.write("zone", message.zone(message.Key()))
        self.postern = self.start_postern(self.sink.port, "--zone", zone)

    def swaks(self, *options):
        return subprocess.run(
            ["swaks", "--server", "127.0.0.1", "--port", str(self.postern.port), "--helo", message.HELO,
             "--from", message.SENDER, "--to", message.RECIPIENT, "--timeout", "60", *options],
            stdin=subprocess.DEVNULL, capture_output=True, text=True)

    def assert_delivered(self, run, count=1):
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertEqual(len(self.sink.messages), count)

    def test_delivers(self):
        self.assert_delivered(self.swaks())

    def test_delivers_what_is_pipelined(self):
        run = self.swaks("--pipeline")
        self.assert_delivered(run)
        self.assertIn("PIPELINING", run.stdout)

    def test_delivers_for_a_client_that_says_helo(self):
        self.assert_delivered(self.swaks("--protocol", "SMTP"))

    def test_delivers_to_several_recipients_less_one_refused(self):
        run = self.swaks("--to", "bob@example.org,nobody@example.org,carol@example.org")
        self.assertIn("550 5.1.1", run.stdout)
        self.assert_delivered(run)
        self.assertEqual([line.split("<")[1].split(">")[0] for line in self.sink.messages[0].recipients],
                         ["bob@example.org", "carol@example.org"])

    def test_offers_no_xclient(self):
        run = self.swaks("--xclient", "ADDR=192.0.2.10")
        self.assertNotEqual(run.returncode, 0)
        self.assertEqual(self.sink.messages, [])

    def test_hands_on_a_null_sender(self):
        self.assert_delivered(self.swaks("--from", "<>"))
        self.assertTrue(self.sink.messages[0].mail.startswith("MAIL FROM:<>"))


class SwaksAsProxy(support.TestCase):
    """Who the client is, told by those who may tell: it is that client that SPF and iprev judge."""

    def setUp(self):
        super().setUp()
        self.key = message.Key()
        self.zone = self.write("zone", message.zone(self.key))
        self.sink = Sink()
        self.addCleanup(self.sink.close)
        self.signed = self.directory / "message.eml"
        self.signed.write_bytes(self.key.sign(message.plain_message()))

    def swaks(self, postern, *options):
        run = subprocess.run(
            ["swaks", "--server", "127.0.0.1", "--port", str(postern.port), "--helo", message.HELO,
             "--from", message.SENDER, "--to", message.RECIPIENT, "--timeout", "60", "--data", f"@{self.signed}", *options],
            stdin=subprocess.DEVNULL, capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertEqual(message.results(self.sink.messages[-1].data), message.ALL_PASS)
        self.assertRegex(postern.output(), rf"\bclient=\S*{message.CLIENT}\b")

    def test_xclient(self):
        postern = self.start_postern(self.sink.port, "--zone", self.zone, "--xclient")
        self.swaks(postern, "--xclient-addr", message.CLIENT, "--xclient-name", message.HELO)

    def test_proxy(self):
        postern = self.start_postern(self.sink.port, "--zone", self.zone, "--proxy-protocol",
                                     greeting=support.proxied_greeting)
        for version in "1", "2":
            with self.subTest(version=version):
                options = ["--proxy-version", version, "--proxy-family", "TCP4" if version == "1" else "AF_INET",
                           "--proxy-source", message.CLIENT, "--proxy-source-port", "4242",
                           "--proxy-dest", "192.0.2.25", "--proxy-dest-port", "25"]
                if version == "2":
                    options += ["--proxy-protocol", "STREAM", "--proxy-command", "PROXY"]
                self.swaks(postern, *options)

    def test_a_client_without_a_proxy_header_is_not_served(self):
        postern = self.start_postern(self.sink.port, "--zone", self.zone, "--proxy-protocol",
                                     greeting=support.proxied_greeting)
        with socket.create_connection(("127.0.0.1", postern.port), timeout=60) as client:
            client.sendall(b"EHLO mail.example.com\r\n")
            self.assertFalse(client.recv(100).startswith(b"2"))


class SmtpSourceToSmtpSink(support.TestCase):
    def test_every_message_of_smtp_source_reaches_smtp_sink(self):
        port, store = support.free_port(), self.directory / "store"
        store.mkdir()
        store.chmod(0o777)  # smtp-sink gives up being root
        self.start(support.find_program("smtp-sink"), "-u", "nobody", "-d", f"{store}/message.",
                   f"127.0.0.1:{port}", "100").wait_for_port(port)
        postern = self.start_postern(port, "--zone", self.write("zone", message.zone(message.Key())))
        subprocess.run([support.find_program("smtp-source"), "-s", "10", "-m", "200", "-l", "5000", "-N",
                        "-f", message.SENDER, "-t", message.RECIPIENT, f"127.0.0.1:{postern.port}"],
                       check=True, timeout=120)
        stored = [path.read_bytes() for path in store.iterdir()]
        self.assertEqual(len(stored), 200)
        self.assertEqual(len({text.split(b"X-Rcpt-Args: ")[1].split(b"\n")[0] for text in stored}), 200)
        for text in stored:
            self.assertEqual(text.count(b"\nAuthentication-Results: mx.example.org"), 1)


if __name__ == "__main__":
    support.main("swaks", "smtp-source", "smtp-sink", "openssl", modules=["dkim"])
