"""Postfix asks Postern before it takes responsibility: client -> smtpd -> Postern -> smtpd -> queue -> next hop."""

import smtplib

import message
import support
from postfix import Postfix, recipe
from sink import Sink


class BeforeQueueCase(support.TestCase):
    """`given` is a recipe: a heading, and the document it is in where that is not the README."""

    given = ["With Postfix, before the queue"]

    def setUp(self):
        super().setUp()
        self.key = message.Key()
        self.sink = Sink()
        self.addCleanup(self.sink.close)
        ports = {name: support.free_port() for name in ("outside", "postern", "inside")}
        services = self.adapt(recipe(self.given[0], ports, *self.given[1:]))
        self.postfix = Postfix(self.directory / "postfix", self.sink.port, services,
                               [ports["outside"], ports["inside"]])
        self.addCleanup(self.postfix.stop)
        self.postern = self.start_postern(
            ports["inside"], "--zone", self.write("zone", message.zone(self.key)), port=ports["postern"])
        self.client = smtplib.SMTP("127.0.0.1", ports["outside"], local_hostname="localhost", timeout=60)
        self.addCleanup(self.client.close)
        self.client.ehlo()
        self.client.docmd("XCLIENT", f"ADDR={message.CLIENT} NAME={message.HELO}")
        self.client.ehlo(message.HELO)

    def adapt(self, services):
        return services

    def send(self, content, recipients=(message.RECIPIENT,), sender=message.SENDER):
        options = ["BODY=8BITMIME"] if not content.isascii() else []
        if not sender.isascii():
            options.append("SMTPUTF8")
        return self.client.sendmail(sender, list(recipients), content, options)

    def delivered(self, count):
        support.wait_until(lambda: len(self.sink.messages) >= count, f"{count} messages at the next hop")
        self.assertEqual(len(self.sink.messages), count)
        return self.sink.messages


class BeforeQueue(BeforeQueueCase):
    def adapt(self, services):
        """A recipient that only the inner smtpd refuses, and a size."""
        refusing = services.replace("_recipient_restrictions=", "_recipient_restrictions="
                                    "check_recipient_access,inline:{nobody@example.org=REJECT},")
        self.assertNotEqual(refusing, services)
        return refusing + "  -o message_size_limit=50000\n"

    def test_the_original_client_is_judged_and_the_message_arrives_once(self):
        self.send(self.key.sign(message.plain_message(body="grüße")))
        arrived = self.delivered(1)[0]
        self.assertEqual(message.results(arrived.data), message.ALL_PASS)
        self.assertTrue(self.key.verifies(arrived.data))
        self.assertIn(message.CLIENT, dict(message.header_fields(arrived.data))["authentication-results"])

    def test_a_second_message_in_the_same_session_is_its_own(self):
        for identity in ("first", "second"):
            self.send(self.key.sign(message.plain_message(identity)))
        # Behind the queue they may overtake each other.
        by_identity = sorted(self.delivered(2), key=lambda arrived: b"<second@" in arrived.data)
        for identity, arrived in zip(("first", "second"), by_identity):
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

    def test_a_message_too_large_for_the_inner_smtpd_is_refused_to_the_client(self):
        # Postfix asks the proxy about MAIL, and its SIZE, when the first RCPT comes.
        with self.assertRaises(smtplib.SMTPRecipientsRefused) as refusal:
            self.send(message.plain_message(body="All work and no play.\r\n" * 4000))
        self.assertEqual({code for code, _ in refusal.exception.recipients.values()}, {552})
        self.assertEqual(self.sink.messages, [])
        self.send(message.plain_message())
        self.delivered(1)

    def test_an_internationalized_message(self):
        content = message.plain_message(body="grüße").replace(b"Subject: Integration", "Subject: Prüfung".encode())
        self.send(content, sender="jürgen@example.com")
        arrived = self.delivered(1)[0]
        self.assertTrue(arrived.data.endswith(content))
        self.assertIn("SMTPUTF8", arrived.mail)

    def test_the_inner_smtpd_hears_of_the_original_client(self):
        self.send(message.plain_message())
        self.delivered(1)
        self.assertIn(f"orig_client={message.HELO}[{message.CLIENT}]", self.postfix.log())


class SpeedAdjust(BeforeQueueCase):
    """The recipe that lets Postfix receive a whole message before it takes a connection to Postern."""

    given = ["Fewer connections for slow clients", "docs/operations.md"]

    def test_every_recipient_gets_the_message_and_the_original_client_is_judged(self):
        recipients = [message.RECIPIENT, "carol@example.org"]
        self.assertEqual(self.send(self.key.sign(message.plain_message(body="grüße")), recipients), {})
        arrived = self.delivered(1)[0]
        self.assertEqual(message.results(arrived.data), message.ALL_PASS)
        self.assertTrue(self.key.verifies(arrived.data))
        self.assertEqual(len(arrived.recipients), 2)

    def test_postern_is_not_there_while_the_client_is_slow(self):
        self.client.docmd("MAIL", f"FROM:<{message.SENDER}>")
        self.client.docmd("RCPT", f"TO:<{message.RECIPIENT}>")
        self.assertEqual(self.client.docmd("DATA")[0], 354)
        before = self.postern.output().count("ending=")
        self.postern.stop()
        self.client.send(message.plain_message() + b".\r\n")
        self.assertEqual(self.client.getreply()[0], 451)
        self.assertEqual(self.postern.output().count("ending="), before)
        self.assertEqual(self.sink.messages, [])

    def test_an_internationalized_message(self):
        content = message.plain_message(body="grüße").replace(b"Subject: Integration", "Subject: Prüfung".encode())
        self.send(content, sender="jürgen@example.com")
        self.assertTrue(self.delivered(1)[0].data.endswith(content))


if __name__ == "__main__":
    support.main("postfix", "openssl", modules=["dkim"])
