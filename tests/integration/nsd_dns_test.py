"""Postern asks a real name server, also when an answer is too large for a datagram."""

import smtplib
import subprocess

import message
import support
from nsd import start_nsd
from sink import Sink

# Beside the SPF record, so many others that the answer has to come by TCP.
OTHER_TEXTS = "".join(f'example.com. IN TXT "site-verification={number:02}-{"x" * 200}"\n' for number in range(20))


class NsdDns(support.TestCase):
    def setUp(self):
        super().setUp()
        self.key = message.Key(bits=4096)
        self.dns = start_nsd(self, message.zone(self.key, OTHER_TEXTS))
        self.sink = Sink()
        self.addCleanup(self.sink.close)
        self.postern = self.start_postern(self.sink.port, "--dns", f"127.0.0.1:{self.dns}")

    def send(self, content, sender=message.SENDER):
        with smtplib.SMTP("127.0.0.1", self.postern.port, local_hostname=message.HELO, timeout=60) as client:
            client.ehlo(message.HELO)
            self.assertEqual(client.docmd("XFORWARD", f"ADDR={message.CLIENT} HELO={message.HELO}")[0], 250)
            client.sendmail(sender, [message.RECIPIENT], content)
        return message.results(self.sink.messages[-1].data)

    def dig(self, *arguments):
        return subprocess.run(["dig", "@127.0.0.1", "-p", str(self.dns), *arguments],
                              capture_output=True, text=True, check=True).stdout

    def test_all_passes_although_an_answer_is_truncated(self):
        header = self.dig("+ignore", "+bufsize=1232", "example.com", "TXT").split("flags:")[1].split(";")[0]
        self.assertIn("tc", header.split())
        self.assertEqual(self.send(self.key.sign(message.plain_message())), message.ALL_PASS)

    def test_names_that_do_not_exist_are_none_and_not_errors(self):
        found = self.send(message.plain_message().replace(b"example.com", b"example.net"), "alice@example.net")
        self.assertLessEqual({"dkim=none", "spf=none", "dmarc=none"}, found)

    def test_many_messages_in_a_row_are_each_judged(self):
        for number in range(20):
            with self.subTest(number=number):
                signed = self.key.sign(message.plain_message(f"number-{number}"))
                self.assertEqual(self.send(signed), message.ALL_PASS)


class NoNameServer(support.TestCase):
    def test_a_name_server_that_is_gone_is_a_temporary_error_and_the_message_goes_on(self):
        sink = Sink()
        self.addCleanup(sink.close)
        postern = self.start_postern(sink.port, "--dns", f"127.0.0.1:{support.free_port()}")
        with smtplib.SMTP("127.0.0.1", postern.port, timeout=90) as client:
            client.ehlo(message.HELO)
            client.docmd("XFORWARD", f"ADDR={message.CLIENT} HELO={message.HELO}")
            client.sendmail(message.SENDER, [message.RECIPIENT], message.Key().sign(message.plain_message()))
        self.assertEqual(message.results(sink.messages[0].data),
                         {"arc=none", "dkim=temperror", "spf=temperror", "dmarc=temperror", "iprev=temperror"})


if __name__ == "__main__":
    support.main("nsd", "dig", "openssl", modules=["dkim"])
