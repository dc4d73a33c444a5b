"""More than Postern takes at once: who comes too many hears so at once, and nothing leaks."""

import os
import socket

import support
from sink import Sink

HEADER = b"From: alice@example.com\r\nTo: bob@example.org\r\nSubject: large\r\n\r\n"


class Client:
    """A client behind a proxy, if it has an address."""

    def __init__(self, port, address=None):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=support.PATIENCE)
        self.replies = self.socket.makefile("rb")
        if address:
            family = "TCP6" if ":" in address else "TCP4"
            local = "2001:db8::25" if ":" in address else "192.0.2.25"
            self.socket.sendall(f"PROXY {family} {address} {local} 40000 25\r\n".encode())
        self.greeting = self.reply()

    def reply(self):
        line = self.replies.readline()
        while line[3:4] == b"-":
            line = self.replies.readline()
        return line.decode()

    def say(self, line):
        self.socket.sendall(line.encode() + b"\r\n")
        return self.reply()

    def begin_message(self):
        for line in ("EHLO client.example.com", "MAIL FROM:<a@example.com>", "RCPT TO:<b@example.org>", "DATA"):
            reply = self.say(line)
        assert reply.startswith("354"), reply
        self.socket.sendall(HEADER)

    def send_body(self, size):
        self.socket.sendall((b"x" * 98 + b"\r\n") * (size // 100))

    def finish(self):
        return self.say(".")

    def close(self):
        self.replies.close()
        self.socket.close()


class Overload(support.TestCase):
    def setUp(self):
        super().setUp()
        self.sink = Sink()
        self.addCleanup(self.sink.close)

    def start_limited(self, *options):
        self.zone = self.write("zone", "example.com. TXT \"v=spf1 -all\"\n")
        self.postern = self.start_postern(self.sink.port, "--zone", self.zone, *options)
        self.files = f"/proc/{self.postern.process.pid}/fd"

    def start_proxied(self, *options):
        """Postern that wants PROXY headers: its readiness is seen in the log."""
        zone = self.write("zone", "example.com. TXT \"v=spf1 -all\"\n")
        port = support.free_port()
        self.postern = self.start(support.POSTERN, "serve", "--listen", f"127.0.0.1:{port}", "--upstream",
                                  f"127.0.0.1:{self.sink.port}", "--zone", zone, "--threads", "2",
                                  "--proxy-protocol", *options)
        self.postern.port = port
        self.postern.wait_for_port(port)
        self.files = f"/proc/{self.postern.process.pid}/fd"
        support.wait_until(lambda: self.client("192.0.2.200").greeting.startswith("220"), "a greeting")

    def client(self, address=None):
        client = Client(self.postern.port, address)
        self.addCleanup(client.close)
        return client

    def open_files(self):
        return len(os.listdir(self.files))

    def greetings(self, count, address=None):
        """Of so many clients that are there at the same time."""
        clients = [self.client(address) for _ in range(count)]
        codes = [client.greeting[:9] if client.greeting.startswith("421") else client.greeting[:3] for client in clients]
        for client in clients:
            client.close()
        return codes

    def test_sessions_in_all(self):
        self.start_limited("--max-sessions", "5")
        before = self.open_files()
        for _ in range(3):
            def all_fit():
                codes = self.greetings(8)
                return sorted(codes) == ["220"] * 5 + ["421 4.3.2"] * 3
            support.wait_until(all_fit, "five sessions to be served and three refused")
        support.wait_until(lambda: self.open_files() <= before, "descriptors to be closed")

    def test_sessions_at_one_listener(self):
        other = support.free_port()
        file = self.write("postern.toml", f'[[listener]]\nlisten = "127.0.0.1:{other}"\nmax-listener-sessions = 2\n')
        self.postern = self.start(support.POSTERN, "serve", "--config", file, "--upstream",
                                  f"127.0.0.1:{self.sink.port}")
        self.postern.port = other
        self.postern.wait_for_port(other)
        support.wait_until(lambda: sorted(self.greetings(3)) == ["220", "220", "421 4.3.2"], "one to be refused")

    def test_sessions_of_one_network(self):
        self.start_proxied("--max-network-sessions", "2")
        greedy = [self.client("192.0.2.1") for _ in range(3)]
        self.assertEqual([client.greeting[:3] for client in greedy], ["220", "220", "421"])
        self.assertTrue(self.client("192.0.2.2").greeting.startswith("220"))
        ipv6 = [self.client(f"2001:db8::{host}") for host in range(1, 4)]
        self.assertEqual([client.greeting[:3] for client in ipv6], ["220", "220", "421"])
        self.assertTrue(self.client("2001:db8:0:1::1").greeting.startswith("220"))

    def test_octets_in_flight(self):
        self.start_limited("--max-flight", "1M", "--max-message-size", "10M", "--spool-memory", "64K")
        before = self.open_files()
        first, second = self.client(), self.client()
        first.begin_message()
        first.send_body(700_000)
        second.begin_message()
        second.send_body(700_000)
        replies = sorted([second.finish()[:9], first.finish()[:9]])
        self.assertEqual(replies, ["250 2.0.0", "452 4.3.1"])
        # What was refused or delivered is in flight no more.
        second.begin_message()
        second.send_body(700_000)
        self.assertTrue(second.finish().startswith("250"))
        first.close(), second.close()
        support.wait_until(lambda: self.open_files() <= before, "descriptors to be closed")

    def test_octets_of_clients_that_leave_are_given_back(self):
        self.start_limited("--max-flight", "1M")
        for _ in range(5):
            client = self.client()
            client.begin_message()
            client.send_body(900_000)
            client.close()

        def delivered():
            last = self.client()
            last.begin_message()
            last.send_body(900_000)
            reply = last.finish()
            last.close()
            return reply.startswith("250")

        support.wait_until(delivered, "a message to fit again")


if __name__ == "__main__":
    support.main()
