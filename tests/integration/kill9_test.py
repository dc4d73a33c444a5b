"""The client, the upstream or Postern dies at any octet of a session. Whenever it is: no fragment of a message is ever
delivered, and the client never hears a 250 for a message that the upstream has not accepted."""

import contextlib
import socket

import message
import support
from forwarder import Forwarder, end, reset
from sink import Sink

BODY = "A line of the message.\r\n..leading dots\r\n" * 40 + "the end of the message\r\n"
STEPS = 40  # moments over a session, beside each octet of its end


def content(identity):
    return message.plain_message(identity) + BODY.encode()


def session(identity):
    """What the client sends, step by step: each waits for a reply."""
    stuffed = content(identity).replace(b"\r\n.", b"\r\n..")
    return [b"EHLO mail.example.com\r\n", b"MAIL FROM:<alice@example.com>\r\n", b"RCPT TO:<bob@example.org>\r\n",
            b"DATA\r\n", stuffed + b".\r\n"]


def moments(length):
    """Offsets all over a session of `length` octets, and every one of its last eight."""
    step = max(1, length // STEPS)
    return sorted({*range(1, length, step), *range(length - 8, length + 1)})


def converse(port, identity):
    """Holds the session. Returns the code of the reply to the message, or None if none came."""
    with contextlib.suppress(OSError, EOFError), socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        with client.makefile("rb") as replies:
            code = read_reply(replies)
            for step in session(identity):
                if code >= 400:
                    return code
                client.sendall(step)
                code = read_reply(replies)
            return code
    return None


def read_reply(replies):
    while True:
        line = replies.readline()
        if not line.endswith(b"\r\n"):
            raise EOFError
        if line[3:4] != b"-":
            return int(line[:3])


class KillNine(support.TestCase):
    def setUp(self):
        super().setUp()
        self.sink = Sink()
        self.addCleanup(self.sink.close)
        self.zone = self.write("zone", message.zone(message.Key()))

    def postern_before(self, port):
        return self.start_postern(port, "--zone", self.zone)

    def forwarder_before(self, port):
        forwarder = Forwarder(port)
        self.addCleanup(forwarder.close)
        return forwarder

    def delivered(self, identity):
        """How often the message arrived; an error if what arrived of any message is not the whole of it."""
        for arrived in self.sink.messages:
            self.assertTrue(arrived.data.endswith(BODY.encode()), f"{identity}: a fragment was delivered")
        mark = f"Message-ID: <{identity}@".encode()
        mine = [arrived.data for arrived in self.sink.messages if mark in arrived.data]
        for data in mine:
            self.assertIsNotNone(message.added(content(identity), data), f"{identity}: delivered, but altered")
        return len(mine)

    def assert_truthful(self, identity, code):
        count = self.delivered(identity)
        self.assertLessEqual(count, 1, f"{identity}: delivered {count} times")
        if code is not None and code < 400:
            self.assertEqual(count, 1, f"{identity}: {code} to the client, but nothing upstream")

    def test_the_client_dies(self):
        postern = self.postern_before(self.sink.port)
        forwarder = self.forwarder_before(postern.port)
        length = sum(map(len, session("reset-9999")))
        for death in (reset, end):
            for offset in moments(length - 1):  # the last octet of the final dot never arrives
                identity = f"{death.__name__:_<5}-{offset:04}"
                forwarder.arm("up", offset, death)
                self.assertIsNone(converse(forwarder.port, identity))
        # Whatever was still under way is over when other sessions have been served.
        self.assertEqual(converse(postern.port, "last"), 250)
        self.assertEqual(self.delivered("last"), 1)
        self.assertEqual(len(self.sink.messages), 1)

    def test_the_upstream_dies(self):
        forwarder = self.forwarder_before(self.sink.port)
        postern = self.postern_before(forwarder.port)
        for direction in ("up", "down"):
            for death in (reset, end):
                for offset in moments(self.length_of_upstream_session(postern, forwarder, direction)):
                    identity = f"{direction}-{death.__name__}-{offset}"
                    forwarder.arm(direction, offset, death)
                    code = converse(postern.port, identity)
                    self.assertIsNotNone(code, f"{identity}: the client heard nothing")
                    self.assertTrue(code == 250 or 400 <= code < 500, f"{identity}: the client heard {code}")
                    self.assert_truthful(identity, code)

    def length_of_upstream_session(self, postern, forwarder, direction):
        """In octets, up to the reply to the message."""
        more_than_enough = 10**9
        forwarder.arm(direction, more_than_enough, end)
        self.assertEqual(converse(postern.port, "measured"), 250)
        length = more_than_enough - forwarder.left
        forwarder.disarm()
        self.sink.messages.clear()
        return length

    def test_postern_dies(self):
        for offset in moments(sum(map(len, session("postern-9999")))):
            identity = f"postern-{offset:04}"
            postern = self.postern_before(self.sink.port)
            forwarder = self.forwarder_before(postern.port)
            forwarder.arm("up", offset, lambda *_: postern.kill())
            self.assert_truthful(identity, converse(forwarder.port, identity))


if __name__ == "__main__":
    support.main("openssl", modules=["dkim"])
