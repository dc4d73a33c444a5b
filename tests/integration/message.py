"""Messages to send, the DNS records that vouch for them, and the reading of what became of them."""

import base64
import email.parser
import email.policy
import re
import subprocess

import dkim

SENDER = "alice@example.com"
RECIPIENT = "bob@example.org"
CLIENT = "192.0.2.10"
HELO = "mail.example.com"
SELECTOR = "s1"

TEXT = b"""\
From: Alice <alice@example.com>
To: Bob <bob@example.org>
Subject: Integration
Date: Mon, 02 Mar 2026 10:00:00 +0000
Message-ID: <%(id)s@example.com>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: %(encoding)s

%(body)s
""".replace(b"\n", b"\r\n")


def plain_message(identity="plain", body="Nothing but ASCII."):
    encoding = "7bit" if body.isascii() else "8bit"
    return TEXT % {b"id": identity.encode(), b"encoding": encoding.encode(), b"body": body.encode()}


class Key:
    """A DKIM key made for one test run."""

    def __init__(self, bits=2048):
        self.private = _openssl("genrsa", "-traditional", str(bits))
        self.public = base64.b64encode(_openssl("rsa", "-pubout", "-outform", "DER", given=self.private)).decode()

    def sign(self, message):
        signature = dkim.sign(message, SELECTOR.encode(), b"example.com", self.private,
                              canonicalize=(b"relaxed", b"relaxed"), include_headers=[b"from", b"to", b"subject",
                                                                                     b"date", b"message-id"])
        return signature + message

    def record(self):
        return f"v=DKIM1; k=rsa; p={self.public}"

    def verifies(self, message):
        """What another implementation says of the signature."""
        return dkim.verify(message, dnsfunc=lambda name, timeout=5: self.record().encode())


def _openssl(*arguments, given=None):
    return subprocess.run(["openssl", *arguments], input=given, capture_output=True, check=True).stdout


def txt(text):
    """A TXT record's data: strings of at most 255 octets."""
    return " ".join(f'"{text[start:start + 255]}"' for start in range(0, len(text), 255))


def zone(key, spf_extra=""):
    """Master-file lines under which a message of ours from CLIENT passes every check."""
    return f"""\
$TTL 3600
example.com.                       IN TXT {txt("v=spf1 ip4:192.0.2.10 -all")}
mail.example.com.                  IN A 192.0.2.10
mail.example.com.                  IN TXT {txt("v=spf1 a -all")}
10.2.0.192.in-addr.arpa.           IN PTR mail.example.com.
_dmarc.example.com.                IN TXT {txt("v=DMARC1; p=reject")}
{SELECTOR}._domainkey.example.com. IN TXT {txt(key.record())}
{spf_extra}"""


def header_fields(message):
    """(name, unfolded value) from top to bottom."""
    parsed = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(message, headersonly=True)
    return [(name.lower(), re.sub(r"\r?\n", "", str(value))) for name, value in parsed.items()]


def results(message):
    """The method=result pairs of our Authentication-Results field, as a set; an error unless there is one."""
    ours = [value for name, value in header_fields(message)
            if name == "authentication-results" and value.split(";")[0].strip() == "mx.example.org"]
    if len(ours) != 1:
        raise AssertionError(f"{len(ours)} Authentication-Results of ours in\n{message[:2000].decode(errors='replace')}")
    return set(re.findall(r";\s*([a-z]+=[a-z]+)", ours[0]))


ALL_PASS = {"arc=none", "dkim=pass", "spf=pass", "dmarc=pass", "iprev=pass"}


def added(original, delivered):
    """The names of the fields that were put before `original` on its way, or None if it is not all there, octet
    for octet, at the end."""
    if not delivered.endswith(original):
        return None
    return [name for name, _ in header_fields(delivered[: len(delivered) - len(original)] + b"\r\n")]
