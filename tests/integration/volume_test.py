"""Many messages over many sessions at once: none lost, none doubled, none changed but for the fields added.

POSTERN_VOLUME is the number of messages (default 10,000).
"""

import collections
import os
import re
import subprocess

import message
import support
from sink import Sink

MESSAGES = int(os.environ.get("POSTERN_VOLUME", "10000"))
SESSIONS = 100
VARIABLE = re.compile(rb"^(Date|Message-Id): .*\r\n", re.MULTILINE | re.IGNORECASE)


def send(port, count):
    subprocess.run([support.find_program("smtp-source"), "-s", str(min(SESSIONS, count)), "-m", str(count),
                    "-l", "4000", "-N", "-f", message.SENDER, "-t", message.RECIPIENT, f"127.0.0.1:{port}"],
                   check=True, timeout=270)


def constant_part(text):
    return VARIABLE.sub(b"", text)


class Volume(support.TestCase):
    def test_every_message_arrives_once_and_unchanged(self):
        sink = Sink()
        self.addCleanup(sink.close)
        send(sink.port, 1)
        direct = sink.messages.pop()
        first_field = direct.data[: direct.data.index(b":")] + b":"
        self.assertEqual(len(VARIABLE.findall(direct.data)), 2)

        postern = self.start_postern(sink.port, "--zone", self.write("zone", message.zone(message.Key())),
                                     "--log-level", "warning")
        send(postern.port, MESSAGES)

        recipients = collections.Counter(line for arrived in sink.messages for line in arrived.recipients)
        self.assertEqual(len(recipients), MESSAGES, "a message was lost")
        self.assertEqual(max(recipients.values()), 1, "a message was doubled")
        for arrived in sink.messages:
            start = arrived.data.index(b"\r\n" + first_field) + 2
            original = arrived.data[start:]
            self.assertEqual(constant_part(original), constant_part(direct.data))
            self.assertEqual(message.added(original, arrived.data), ["authentication-results", "received"])


if __name__ == "__main__":
    support.main("smtp-source", "openssl", modules=["dkim"])
