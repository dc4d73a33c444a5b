"""Postfix asks Postern before it takes responsibility: client -> smtpd -> Postern -> smtpd -> queue -> next hop."""

import smtplib

import message
import support
from postfix import Postfix, recipe
from sink import Sink


class BeforeQueue(support.TestCase):
    def setUp(self):
        super().setUp()
        self.key = message.Key()
        self.sink = Sink()
        self.addCleanup(self.sink.close)
        ports = {name: support.free_port() for name in ("outside", "postern", "inside")}
        services = recipe("With Postfix, before the queue", ports)
        # A recipient that only the inner smtpd refuses.
        refusing = services.replace("_recipient_restrictions=", "_recipient_restrictions="
                                    "check_recipient_access,inline:{nobody@example.org=REJECT},")
        self.assertNotEqual(refusing, services)
        self.postfix = Postfix(self.directory / "postfix", self.sink.port, refusing,
                               [ports["outside"], ports["inside"]])
        self.addCleanup(self.postfix.stop)
        self.postern = self.start_postern(
            ports["inside"], "--zone", self.write("zone", message.zone(self.key)), port=ports["postern"])
        self.client = smtplib.SMTP("127.0.0.1", ports["outside"], local_hostname="localhost", timeout=60)
        self.addCleanup(self.client.close)
        self.client.ehlo()
        self.client.docmd("XCLIENT", f"ADDR={message.CLIENT} NAME={message.HELO}")
        self.client.ehlo(message.HELO)

    def send(self, content, recipients=(message.RECIPIENT,)):
        options = ["BODY=8BITMIME"] if not content.isascii() else []
        return self.client.sendmail(message.SENDER, list(recipients), content, options)

    def delivered(self, count):
        support.wait_until(lambda: len(self.sink.messages) >= count, f"{count} messages at the next hop")
        self.assertEqual(len(self.sink.messages), count)
        return self.sink.messages

    def test_the_original_client_is_judged_and_the_message_arrives_once(self):
        self.send(self.key.sign(message.plain_message(body="grüße")))
        arrived = self.delivered(1)[0]
        self.assertEqual(message.results(arrived.data), message.ALL_PASS)
        self.assertTrue(self.key.verifies(arrived.data))
        self.assertIn(message.CLIENT, dict(message.header_fields(arrived.data))["authentication-results"])

    def test_a_second_message_in_the_same_session_is_its_own(self):
        for identity in ("first", "second"):
            self.send(self.key.sign(message.plain_message(identity)))
        for identity, arrived in zip(("first", "second"), self.delivered(2)):
            self.assertEqual(message.results(arrived.data), message.ALL_PASS)
            self.assertIn(identity.encode(), arrived.data)

    def test_a_refused_recipient_is_refused_to_the_client_and_the_others_get_the_message(self):
        refused = self.send(self.key.sign(message.plain_message()), [message.RECIPIENT, "nobody@example.org"])
        self.assertEqual(set(refused), {"nobody@example.org"})
        self.assertEqual(refused["nobody@example.org"][0], 554)
        recipients = self.delivered(1)[0].recipients
        self.assertEqual(len(recipients), 1)
        self.assertIn("<bob@example.org>", recipients[0])

    def test_an_altered_message_is_marked(self):
        self.send(self.key.sign(message.plain_message()).replace(b"Nothing", b"Everything"))
        found = message.results(self.delivered(1)[0].data)
        self.assertIn("dkim=fail", found)
        self.assertIn("spf=pass", found)


if __name__ == "__main__":
    support.main("postfix", "openssl", modules=["dkim"])
