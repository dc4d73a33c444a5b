"""Postfix queues first and then lets Postern look: smtpd -> queue -> Postern -> smtpd -> queue -> next hop."""

import smtplib

import message
import support
from postfix import Postfix, recipe
from sink import Sink


class AfterQueue(support.TestCase):
    def setUp(self):
        super().setUp()
        self.key = message.Key()
        self.sink = Sink()
        self.addCleanup(self.sink.close)
        ports = {name: support.free_port() for name in ("outside", "postern", "inside")}
        self.postfix = Postfix(self.directory / "postfix", self.sink.port,
                               recipe("With Postfix, after the queue", ports), [ports["outside"], ports["inside"]],
                               "virtual_alias_domains =\n"
                               "virtual_alias_maps = inline:{ support@example.org=robert@example.org }\n")
        self.addCleanup(self.postfix.stop)
        self.postern = self.start_postern(
            ports["inside"], "--queue", "after", "--zone", self.write("zone", message.zone(self.key)),
            port=ports["postern"])
        self.client = smtplib.SMTP("127.0.0.1", ports["outside"], local_hostname="localhost", timeout=60)
        self.addCleanup(self.client.close)
        self.client.ehlo()
        self.client.docmd("XCLIENT", f"ADDR={message.CLIENT} NAME={message.HELO}")
        self.client.ehlo(message.HELO)

    def send(self, content, sender=message.SENDER, recipient=message.RECIPIENT):
        """Returns the one message that reaches the next hop."""
        options = ["BODY=8BITMIME"] if not content.isascii() else []
        if not sender.isascii():
            options.append("SMTPUTF8")
        self.client.sendmail(sender, [recipient], content, options)
        support.wait_until(lambda: self.sink.messages, f"the message at the next hop; {self.postfix.log()}")
        self.assertEqual(len(self.sink.messages), 1)
        return self.sink.messages[0]

    def test_an_eight_bit_message_passes_and_its_signature_is_whole_afterwards(self):
        signed = self.key.sign(message.plain_message(body="grüße, naïve façade"))
        arrived = self.send(signed)
        self.assertEqual(message.results(arrived.data), message.ALL_PASS)
        self.assertIn("BODY=8BITMIME", arrived.mail)
        self.assertTrue(self.key.verifies(arrived.data))
        self.assertTrue(arrived.data.endswith(signed))

    def test_what_the_log_says_of_a_message_includes_the_queue_id_it_came_with(self):
        self.send(self.key.sign(message.plain_message()))
        queued = self.postfix.log().split("client=mail.example.com[192.0.2.10]")[0].split()[-1].rstrip(":")
        support.wait_until(lambda: queued in self.postern.output(), f"{queued} in the log of postern")

    def test_an_internationalized_message(self):
        content = message.plain_message(body="grüße").replace(b"Subject: Integration", "Subject: Prüfung".encode())
        arrived = self.send(content, sender="jürgen@example.com")
        self.assertTrue(arrived.data.endswith(content))
        self.assertIn("SMTPUTF8", arrived.mail)

    def test_an_alias_is_replaced_once_behind_postern(self):
        arrived = self.send(message.plain_message(), recipient="support@example.org")
        self.assertIn("<robert@example.org>", arrived.recipients[0])
        ours = next(value for name, value in message.header_fields(arrived.data)
                    if name == "received" and "by postern.example.org" in value)
        self.assertIn("for <support@example.org>", ours)

    def test_the_inner_smtpd_hears_of_the_original_client(self):
        self.send(message.plain_message())
        self.assertIn(f"orig_client={message.HELO}[{message.CLIENT}]", self.postfix.log())

    def test_a_message_of_nine_megabytes(self):
        content = message.plain_message(body="All work and no play makes a dull mailbox.\r\n" * 200000)
        self.assertTrue(self.send(content).data.endswith(content))


if __name__ == "__main__":
    support.main("postfix", "openssl", modules=["dkim"])
