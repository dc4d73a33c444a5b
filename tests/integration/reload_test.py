"""Changing the configuration under way, and ending in good order: SIGHUP and SIGTERM with sessions open."""

import os
import pathlib
import signal
import smtplib
import socket
import ssl
import subprocess
import time

import support
from sink import Sink

MESSAGE = b"From: alice@example.com\r\nTo: bob@example.org\r\nSubject: hello\r\n\r\nhello\r\n"


class Signals(support.TestCase):
    def setUp(self):
        super().setUp()
        self.sink = self.new_sink()
        self.port = support.free_port()
        self.file = self.directory / "postern.toml"
        zone = self.write("zone", "example.com. TXT \"v=spf1 -all\"\n")
        self.head = f'hostname = "postern.example.org"\nthreads = 2\nzone = "{zone}"\n'

    def new_sink(self, **how):
        sink = Sink(**how)
        self.addCleanup(sink.close)
        return sink

    def listener(self, port, sink=None, more=""):
        upstream = (sink or self.sink).port
        return f'[[listener]]\nlisten = "127.0.0.1:{port}"\nupstream = "127.0.0.1:{upstream}"\n{more}\n'

    def configure(self, *listeners, head=""):
        self.file.write_text(self.head + head + "".join(listeners))

    def start_with(self, *listeners, head=""):
        self.configure(*listeners, head=head)
        self.postern = self.start(support.POSTERN, "serve", "--config", self.file)
        self.postern.wait_for_port(self.port)
        support.wait_until(lambda: support.greeting(self.port).startswith(b"220"), "a greeting")

    def reload(self, *listeners, head="", says="the configuration is reloaded"):
        self.configure(*listeners, head=head)
        before = self.postern.output().count(says)
        self.postern.process.send_signal(signal.SIGHUP)
        support.wait_until(lambda: self.postern.output().count(says) > before, f"the log to say: {says}")

    def client(self, port=None):
        client = smtplib.SMTP("127.0.0.1", port or self.port, timeout=support.PATIENCE)
        self.addCleanup(client.close)
        client.ehlo("client.example.com")
        return client

    def begin(self, client):
        self.assertEqual(client.mail("alice@example.com")[0], 250)
        self.assertEqual(client.rcpt("bob@example.org")[0], 250)

    def send(self, client):
        self.begin(client)
        self.assertEqual(client.data(MESSAGE)[0], 250)


class Reload(Signals):
    def test_a_transaction_keeps_what_it_began_with_and_the_next_has_what_is_new(self):
        other = self.new_sink()
        self.start_with(self.listener(self.port))
        client = self.client()
        self.begin(client)
        self.reload(self.listener(self.port, other))
        self.assertEqual(client.data(MESSAGE)[0], 250)
        self.assertEqual((len(self.sink.messages), len(other.messages)), (1, 0))
        # The new upstream is asked first what it offers; the old one is used until it has answered.
        support.wait_until(lambda: self.send(client) or other.messages, "a message at the new upstream")

    def test_the_log_says_what_has_changed(self):
        self.start_with(self.listener(self.port), head="max-sessions = 100\n")
        self.reload(self.listener(self.port, more="max-recipients = 5"), head="max-sessions = 50\n")
        said = self.postern.output()
        self.assertIn("changed: max-sessions: 100 -> 50", said)
        self.assertIn(f"changed: max-recipients of 127.0.0.1:{self.port}: 1000 -> 5", said)
        self.reload(self.listener(self.port, more="max-recipients = 5"), head="max-sessions = 50\n")
        self.assertEqual(self.postern.output().count("changed:"), 2)

    def test_an_upstream_that_is_not_there_is_not_used(self):
        self.start_with(self.listener(self.port))
        client = self.client()
        nobody = support.free_port()
        self.configure(f'[[listener]]\nlisten = "127.0.0.1:{self.port}"\nupstream = "127.0.0.1:{nobody}"\n')
        self.postern.process.send_signal(signal.SIGHUP)
        support.wait_until(lambda: "the settings before are in force until it does" in self.postern.output(),
                           "the log to say what is used meanwhile")
        self.send(client)
        self.send(self.client())
        self.assertEqual(len(self.sink.messages), 2)

    def test_the_next_transaction_of_a_session_has_the_new_limits(self):
        self.start_with(self.listener(self.port))
        client = self.client()
        self.send(client)
        self.reload(self.listener(self.port, more="max-recipients = 1"))
        self.begin(client)
        self.assertEqual(client.rcpt("carol@example.org")[0], 452)

    def test_listeners_come_and_go(self):
        other = support.free_port()
        self.start_with(self.listener(self.port))
        session = self.client()
        self.reload(self.listener(other))
        support.wait_until(lambda: not support.is_listening(self.port), "the old listener to be closed")
        self.send(self.client(other))
        # Who was there stays.
        self.send(session)
        self.reload(self.listener(self.port), self.listener(other))
        self.send(self.client(self.port))

    def test_an_invalid_file_changes_nothing(self):
        self.start_with(self.listener(self.port))
        self.reload(self.listener(self.port, more='queu = "after"'), says="the configuration stays as it was")
        self.assertIn("there is no setting 'queu'; did you mean 'queue'?", self.postern.output())
        self.send(self.client())

    def test_a_place_that_is_taken_changes_nothing(self):
        self.start_with(self.listener(self.port))
        with socket.create_server(("127.0.0.1", support.free_port())) as other:
            taken = other.getsockname()[1]
            self.reload(self.listener(taken), says=f"stays as it was: cannot listen on 127.0.0.1:{taken}")
        self.send(self.client())

    def test_a_new_certificate_is_shown_to_who_comes_next(self):
        pem = self.directory / "mx.pem"
        self.make_certificate(pem)
        listener = self.listener(self.port, more=f'tls = "may"\ncertificate = "{pem}"')
        self.start_with(listener)
        session, first = self.client_with_tls()
        self.make_certificate(pem)
        self.reload(listener)
        _, second = self.client_with_tls()
        self.assertNotEqual(first, second)
        self.send(session)
        # One that cannot be read changes nothing.
        pem.write_text("nonsense")
        self.reload(listener, says="the configuration stays as it was")
        self.assertEqual(self.client_with_tls()[1], second)

    def client_with_tls(self):
        """A client, and the certificate it was shown."""
        client = self.client()
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        client.starttls(context=context)
        client.ehlo("client.example.com")
        return client, client.sock.getpeercert(binary_form=True)

    def make_certificate(self, pem):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=mx",
                        "-addext", "subjectAltName=DNS:postern.example.org", "-keyout", f"{pem}.key", "-out", pem],
                       check=True, capture_output=True)
        with open(pem, "a") as both:
            both.write(pathlib.Path(f"{pem}.key").read_text())

    def test_what_needs_a_restart_is_named(self):
        self.start_with(self.listener(self.port))
        self.head = self.head.replace("threads = 2", "threads = 3")
        self.reload(self.listener(self.port))
        self.assertIn("threads is changed: this takes a restart", self.postern.output())
        self.assertNotIn("zone is changed", self.postern.output())

    def test_what_needs_a_restart_is_named_until_there_is_one(self):
        self.start_with(self.listener(self.port))
        self.head = self.head.replace("threads = 2", "threads = 3")
        for _ in range(2):
            self.reload(self.listener(self.port), says="threads is changed: this takes a restart")
        self.head = self.head.replace("threads = 3", "threads = 2")
        self.reload(self.listener(self.port))
        self.assertEqual(self.postern.output().count("threads is changed"), 2)

    def test_many_reloads_leave_nothing_open(self):
        self.start_with(self.listener(self.port))
        files = f"/proc/{self.postern.process.pid}/fd"
        other = support.free_port()
        self.reload(self.listener(self.port))
        before = self.count(files)
        for _ in range(10):
            self.reload(self.listener(self.port), self.listener(other))
            self.reload(self.listener(self.port))
        support.wait_until(lambda: self.count(files) <= before, "descriptors to be closed")

    @staticmethod
    def count(directory):
        return len(os.listdir(directory))


class Terminate(Signals):
    def test_a_message_on_its_way_is_finished_and_others_are_sent_away(self):
        self.start_with(self.listener(self.port))
        idle, busy = self.client(), self.client()
        self.begin(busy)
        busy.putcmd("data")
        self.assertEqual(busy.getreply()[0], 354)
        self.postern.process.send_signal(signal.SIGTERM)
        self.assertEqual(idle.getreply()[0], 421)
        support.wait_until(lambda: not support.is_listening(self.port), "the listener to be closed")
        busy.send(MESSAGE + b".\r\n")
        self.assertEqual(busy.getreply()[0], 250)
        self.assertEqual(self.postern.process.wait(support.PATIENCE), 0)
        self.assertEqual(len(self.sink.messages), 1)

    def test_a_message_that_does_not_end_is_given_up_after_grace(self):
        self.start_with(self.listener(self.port), head='grace = "1s"\n')
        busy = self.client()
        self.begin(busy)
        busy.putcmd("data")
        self.assertEqual(busy.getreply()[0], 354)
        began = time.monotonic()
        self.postern.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.postern.process.wait(support.PATIENCE), 0)
        self.assertGreaterEqual(time.monotonic() - began, 0.9)
        self.assertEqual(self.sink.messages, [])


if __name__ == "__main__":
    support.main("openssl")
