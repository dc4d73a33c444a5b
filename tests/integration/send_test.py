"""`postern send` and `postern sink`: what they print, and their exit statuses."""

import subprocess

import support
from sink import Sink

MESSAGE = "From: alice@example.com\nTo: bob@example.org\nSubject: hello\n\nhello\n"


class Send(support.TestCase):
    def setUp(self):
        super().setUp()
        self.file = self.write("message.eml", MESSAGE)

    def send(self, port, *options):
        return subprocess.run([support.POSTERN, "send", "--to", f"127.0.0.1:{port}", "--from", "alice@example.com",
                               *options, self.file], capture_output=True, text=True, timeout=support.PATIENCE)

    def start_sink(self, *options):
        port = support.free_port()
        self.start(support.POSTERN, "sink", "--listen", f"127.0.0.1:{port}", *options).wait_for_port(port)
        return port

    def start_filter(self, *options):
        sink = Sink(refused=["nobody@"])
        self.addCleanup(sink.close)
        zone = self.write("zone", "example.com. TXT \"v=spf1 -all\"\n")
        return sink, self.start_postern(sink.port, "--zone", str(zone), *options).port

    def test_prints_the_reply_to_each_message(self):
        run = self.send(self.start_sink(), "--rcpt", "bob@example.org", "--rcpt", "carol@example.org", self.file)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertRegex(run.stdout, r"^(.*/message\.eml: 250 2\.0\.0 .* \(\d+ ms\)\n){2}$")

    def test_a_null_sender_is_written_in_brackets_or_as_nothing(self):
        port = self.start_sink()
        for sender in ["<>", ""]:
            run = subprocess.run([support.POSTERN, "send", "--to", f"127.0.0.1:{port}", "--from", sender, "--rcpt",
                                  "bob@example.org", self.file], capture_output=True, text=True, timeout=support.PATIENCE)
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def test_a_refused_recipient_ends_an_smtp_transaction(self):
        sink, port = self.start_filter()
        run = self.send(port, "--rcpt", "bob@example.org", "--rcpt", "nobody@example.org")
        self.assertEqual(run.returncode, 1)
        self.assertIn("message.eml: 550 5.1.1", run.stdout)
        self.assertEqual(sink.messages, [])

    def test_prints_the_lmtp_reply_of_each_recipient(self):
        port = self.start_sink("--lmtp")
        self.assertRegex(support.greeting(port), b"^220 .* LMTP ")
        run = self.send(port, "--lmtp", "--rcpt", "bob@example.org", "--rcpt", "carol@example.org")
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertRegex(run.stdout, r"message\.eml: <bob@example\.org>: 250 2\.0\.0 .* ms\)\n"
                                     r".*message\.eml: <carol@example\.org>: 250 2\.0\.0 .* ms\)\n$")

    def test_a_refused_recipient_leaves_an_lmtp_transaction_to_the_others(self):
        sink, port = self.start_filter("--protocol", "lmtp")
        run = self.send(port, "--lmtp", "--rcpt", "nobody@example.org", "--rcpt", "bob@example.org")
        self.assertEqual(run.returncode, 1)
        self.assertRegex(run.stdout, r"<nobody@example\.org>: 550 5\.1\.1 .*\n.*<bob@example\.org>: 250 ")
        self.assertEqual([one.recipients for one in sink.messages], [["RCPT TO:<bob@example.org>"]])

    def test_lmtp_with_nobody_left_sends_nothing(self):
        sink, port = self.start_filter("--protocol", "lmtp")
        run = self.send(port, "--lmtp", "--rcpt", "nobody@example.org")
        self.assertEqual(run.returncode, 1)
        self.assertRegex(run.stdout, r"^.*message\.eml: <nobody@example\.org>: 550 5\.1\.1 .*\n$")
        self.assertEqual(sink.messages, [])

    def test_an_smtp_server_is_no_lmtp_server(self):
        run = self.send(self.start_sink(), "--lmtp", "--rcpt", "bob@example.org")
        self.assertEqual(run.returncode, 1)
        self.assertIn("no session with", run.stdout)


if __name__ == "__main__":
    support.main()
