"""Postern's ARC against dkimpy's: each validates what the other sealed, and both judge the same altered chains.
With RSA alone: dkimpy 1.1 knows no ed25519 in ARC.

usage: differential_test.py ARC_TOOL KEY_DIRECTORY

Without dkimpy it is skipped (status 77), and fails when CI=true.
"""

import os
import pathlib
import random
import re
import subprocess
import sys
import unittest

try:
    import authres  # noqa: F401  dkimpy seals with it
    import dkim
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(1 if os.environ.get("CI") == "true" else 77)

MESSAGE = b"""From: Alice <alice@example.com>\r
To: list@example.org\r
Subject: A  subject\r
\tthat is folded\r
Message-ID: <1@example.com>\r
Date: Fri, 1 May 2026 10:00:00 +0000\r
\r
Body,  with\tblanks. \r
\r
End.\r
"""

def run(tool, *arguments, text=b""):
    return subprocess.run([tool, *arguments], input=text, capture_output=True, check=True).stdout


class Differential(unittest.TestCase):
    tool = ""
    keys = pathlib.Path()

    @classmethod
    def setUpClass(cls):
        lines = run(cls.tool, "zone").decode().splitlines()
        cls.zone = dict(line.split(" ", 1) for line in lines)

    def txt(self, name, timeout=5):
        return self.zone.get(name.decode().rstrip("."), "").encode() or None

    def ours(self, message):
        return run(self.tool, "validate", text=message).decode().split(" ", 2)[0]

    def theirs(self, message):
        result, _, _ = dkim.arc_verify(message, dnsfunc=self.txt)
        return "none" if result == dkim.CV_None else "pass" if result == dkim.CV_Pass else "fail"

    def sealed_by_us(self, message, sealer):
        return run(self.tool, "seal", str(sealer), text=message)

    def sealed_by_them(self, message, sealer):
        """dkimpy takes what it seals from an Authentication-Results field of the message."""
        found = b"none" if b"ARC-Seal:" not in message else self.theirs(message).encode()
        message = re.sub(rb"^Authentication-Results:.*\r\n", b"", message, flags=re.MULTILINE)
        message = b"Authentication-Results: mx.example; arc=" + found + b"\r\n" + message
        key = (self.keys / ("rsa2048.pem", "rsa1024.pem")[sealer]).read_bytes()
        key = subprocess.run(["openssl", "rsa", "-traditional"], input=key, capture_output=True, check=True).stdout
        fields = dkim.arc_sign(message, b"s%d" % sealer, b"d%d.example" % sealer, key, b"mx.example", timestamp=1)
        self.assertEqual(len(fields), 3)
        return b"".join(fields) + message

    def chain(self, choose):
        """A chain of sealers, each named "ours" or "theirs" and its number."""
        message = MESSAGE
        for whose, sealer in choose:
            seal = self.sealed_by_us if whose == "ours" else self.sealed_by_them
            message = seal(message, sealer)
        return message

    def test_an_unsealed_message_has_no_chain(self):
        self.assertEqual(self.ours(MESSAGE), "none")
        self.assertEqual(self.theirs(MESSAGE), "none")

    def test_each_passes_what_the_other_sealed(self):
        source = random.Random(1)
        for length in (1, 1, 2, 2, 3, 5, 8):
            choice = [(source.choice(("ours", "theirs")), source.randrange(2)) for _ in range(length)]
            with self.subTest(choice=choice):
                message = self.chain(choice)
                self.assertEqual(self.ours(message), "pass")
                self.assertEqual(self.theirs(message), "pass")

    def test_fifty_sets_of_ours_pass_there(self):
        message = self.chain([("ours", 1)] * 50)
        self.assertEqual(self.theirs(message), "pass")

    def test_both_judge_altered_chains_alike(self):
        message = self.chain([("ours", 0), ("theirs", 1), ("ours", 1)])
        for name, altered in self.alterations(message):
            with self.subTest(name):
                self.assertNotEqual(altered, message)
                self.assertEqual(self.ours(altered), self.theirs(altered))

    def test_fields_may_stand_in_any_order(self):
        """dkimpy wants those of a set in the order it puts them; RFC 8617 §5.2 goes by their instances alone."""
        message = self.chain([("ours", 0), ("theirs", 1)])
        for field in self.arc_fields(message):
            self.assertEqual(self.ours(message.replace(field, b"").replace(b"Date:", field + b"Date:")), "pass")

    @staticmethod
    def arc_fields(message):
        return re.findall(rb"ARC-[^\r]*\r\n(?:[ \t][^\r]*\r\n)*", message)

    def alterations(self, message):
        fields = self.arc_fields(message)
        self.assertEqual(len(fields), 9)
        for number, field in enumerate(fields):
            yield f"without field {number}", message.replace(field, b"")
            yield f"field {number} twice", message.replace(field, field + field)
            yield f"field {number} folded anew", message.replace(field, re.sub(rb"; ", b";\r\n  ", field))
            yield f"field {number} of instance 7", message.replace(field, re.sub(rb"i=\d", b"i=7", field))
            yield f"field {number} of instance 0", message.replace(field, re.sub(rb"i=\d", b"i=0", field))
            yield f"field {number} with another domain", message.replace(field, field.replace(b".example", b".test"))
        yield "another body", message.replace(b"End.", b"end.")
        yield "blanks in the body", message.replace(b"Body,  with", b"Body, \t with")
        yield "a line more", message + b"More\r\n"
        yield "an empty line more", message + b"\r\n"
        yield "another subject", message.replace(b"A  subject", b"Another subject")
        yield "a subject folded anew", message.replace(b"A  subject\r\n\tthat", b"A subject that")
        yield "a second From", message.replace(b"From: Alice", b"From: M <m@x.example>\r\nFrom: Alice")
        yield "a new field", b"X-New: 1\r\n" + message
        yield "cv none for pass", message.replace(b"cv=pass", b"cv=none")
        yield "cv pass for none", message.replace(b"cv=none", b"cv=pass")
        yield "cv unknown", message.replace(b"cv=pass", b"cv=maybe")
        yield "another hash", message.replace(b"rsa-sha256", b"rsa-sha1")

    def test_both_stop_at_a_chain_that_ended(self):
        broken = self.chain([("ours", 0), ("ours", 1)]).replace(b"End.", b"end.")
        ended = self.sealed_by_us(broken, 0)
        self.assertIn(b"cv=fail", ended)
        self.assertEqual(self.ours(ended), "fail")
        self.assertNotEqual(self.theirs(ended), "pass")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    Differential.keys = pathlib.Path(sys.argv.pop())
    Differential.tool = sys.argv.pop()
    unittest.main()
