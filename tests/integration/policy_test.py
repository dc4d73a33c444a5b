"""What the policy decides reaches the right ears: the sender before the queue, the hold queue behind it, another server."""

import signal
import smtplib

import message
import support
from postfix import Postfix, recipe
from sink import Sink

STRANGER = "192.0.2.66"


def forged(identity="forged"):
    """Says that it is of example.com, whose policy is reject, and has nothing that could prove it."""
    return message.plain_message(identity)


class PolicyCase(support.TestCase):
    def setUp(self):
        super().setUp()
        self.key = message.Key()
        self.sink = self.new_sink()
        self.zone = self.write("zone", message.zone(self.key))

    def new_sink(self):
        sink = Sink()
        self.addCleanup(sink.close)
        return sink

    def start_postfix(self, heading, settings="", **postern):
        ports = {name: support.free_port() for name in ("outside", "postern", "inside")}
        self.postfix = Postfix(self.directory / "postfix", self.sink.port, self.adapt(recipe(heading, ports)),
                               [ports["outside"], ports["inside"]], settings)
        self.addCleanup(self.postfix.stop)
        options = [word for name, value in postern.items() for word in (f"--{name.replace('_', '-')}", value)]
        self.postern = self.start_postern(ports["inside"], "--zone", self.zone, *options, port=ports["postern"])
        self.outside = ports["outside"]

    def adapt(self, services):
        return services

    def send(self, content, address=message.CLIENT):
        with smtplib.SMTP("127.0.0.1", self.outside, local_hostname="localhost", timeout=60) as client:
            client.ehlo()
            client.docmd("XCLIENT", f"ADDR={address} NAME={message.HELO}")
            client.ehlo(message.HELO)
            client.sendmail(message.SENDER, [message.RECIPIENT], content)


class BeforeQueue(PolicyCase):
    def setUp(self):
        super().setUp()
        self.start_postfix("With Postfix, before the queue", policy_preset="strict")

    def test_a_forged_message_is_refused_to_its_sender_and_an_honest_one_arrives(self):
        with self.assertRaises(smtplib.SMTPDataError) as refusal:
            self.send(forged(), STRANGER)
        self.assertEqual(refusal.exception.smtp_code, 550)
        self.assertIn(b"5.7.26", refusal.exception.smtp_error)
        self.assertIn(b"example.com", refusal.exception.smtp_error)
        self.send(self.key.sign(message.plain_message("honest")))
        support.wait_until(lambda: self.sink.messages, "the honest message")
        self.assertEqual(len(self.sink.messages), 1)
        self.assertIn(b"<honest@example.com>", self.sink.messages[0].data)
        self.assertNotIn("bounce", self.postfix.log())


class AfterQueue(PolicyCase):
    def setUp(self):
        super().setUp()
        hold = self.write("hold", "/^X-Disposition-Quarantine:/ HOLD\n")
        self.start_postfix("With Postfix, after the queue", f"header_checks = regexp:{hold}\n",
                           queue="after", policy_preset="strict")

    def adapt(self, services):
        """The inner smtpd looks at headers, and the outer one does not (docs/operations.md)."""
        inner = services.replace("no_header_body_checks,", "")
        self.assertNotEqual(inner, services)
        return inner.replace("no_address_mappings", "no_address_mappings,no_header_body_checks")

    def test_a_forged_message_is_put_on_hold_and_nobody_gets_a_bounce(self):
        self.send(forged(), STRANGER)
        support.wait_until(lambda: "hold: header X-Disposition-Quarantine:" in self.postfix.log(), "the message on hold")
        self.send(self.key.sign(message.plain_message("honest")))
        support.wait_until(lambda: any(b"<honest@" in one.data for one in self.sink.messages), "the honest message")
        held = [path for path in (self.postfix.home / "queue" / "hold").rglob("*") if path.is_file()]
        self.assertEqual(len(held), 1)
        self.assertFalse(any(b"<forged@" in one.data for one in self.sink.messages))


class Alone(PolicyCase):
    """Postern between a client that speaks for others and servers that keep what they get."""

    def setUp(self):
        super().setUp()
        self.port = support.free_port()
        self.file = self.directory / "postern.toml"

    def configure(self, text):
        self.file.write_text(
            f'listen = "127.0.0.1:{self.port}"\nupstream = "127.0.0.1:{self.sink.port}"\nzone = "{self.zone}"\n'
            f'hostname = "mx.example.org"\n{text}')

    def start_with(self, text):
        self.configure(text)
        self.postern = self.start(support.POSTERN, "serve", "--config", self.file)
        self.postern.wait_for_port(self.port)
        support.wait_until(lambda: support.greeting(self.port).startswith(b"220"), "a greeting")

    def reload(self, text=None):
        if text is not None:
            self.configure(text)
        says = "the configuration is reloaded"
        before = self.postern.output().count(says)
        self.postern.process.send_signal(signal.SIGHUP)
        support.wait_until(lambda: self.postern.output().count(says) > before, "a reload")

    def send_as(self, address, content):
        """The reply to the message."""
        with smtplib.SMTP("127.0.0.1", self.port, local_hostname="localhost", timeout=60) as client:
            client.ehlo("localhost")
            self.assertEqual(client.docmd("XFORWARD", f"ADDR={address} HELO={message.HELO}")[0], 250)
            try:
                client.sendmail(message.SENDER, [message.RECIPIENT], content)
                return 250, b""
            except smtplib.SMTPDataError as refusal:
                return refusal.smtp_code, refusal.smtp_error

    def test_a_quarantine_server_gets_what_is_put_aside_and_the_usual_one_the_rest(self):
        other = self.new_sink()
        self.start_with(f"""
[[policy.rule]]
when = {{ dmarc = "fail" }}
action = "quarantine"
upstream = "127.0.0.1:{other.port}"
""")
        self.assertEqual(self.send_as(STRANGER, forged())[0], 250)
        self.assertEqual(self.send_as(message.CLIENT, self.key.sign(message.plain_message()))[0], 250)
        self.assertEqual([len(self.sink.messages), len(other.messages)], [1, 1])
        fields = dict(message.header_fields(other.messages[0].data))
        self.assertIn("x-disposition-quarantine", fields)
        self.assertIn(f"upstream=127.0.0.1:{other.port}", self.postern.output())
        # Four lines of settings and an empty one stand before the rule.
        self.assertIn(f"rule=postern.toml:6", self.postern.output())

    def test_a_quarantine_server_that_is_down_defers(self):
        self.start_with(f"""
[[policy.rule]]
when = {{ dmarc = "fail" }}
action = "quarantine"
upstream = "127.0.0.1:{support.free_port()}"
""")
        self.assertEqual(self.send_as(STRANGER, forged())[0], 451)
        self.assertEqual(self.sink.messages, [])

    def test_a_reload_reads_rules_and_lists_anew(self):
        deny = self.write("deny", "# nobody yet\n")
        settings = f'policy-preset = "enforce"\ndeny-file = "{deny}"\n'
        self.start_with(settings)
        self.assertEqual(self.send_as(STRANGER, forged("first"))[0], 250)
        deny.write_text(f"{STRANGER}\n")
        self.reload()
        self.assertEqual(self.send_as(STRANGER, forged("second"))[0], 550)
        self.reload('policy-preset = "tag"\n')
        self.assertEqual(self.send_as(STRANGER, forged("third"))[0], 250)
        self.assertEqual(len(self.sink.messages), 2)
        deny.write_text("no such entry!\n")
        self.configure(settings)
        self.postern.process.send_signal(signal.SIGHUP)
        support.wait_until(lambda: f"{deny}:1" in self.postern.output(), "the log to name the bad line")
        self.assertEqual(self.send_as(STRANGER, forged("fourth"))[0], 250)

    def test_a_dry_run_refuses_nothing_and_logs_what_it_would_have_done(self):
        self.start_with('policy-preset = "strict"\npolicy-dry-run = true\n')
        self.assertEqual(self.send_as(STRANGER, forged())[0], 250)
        self.assertNotIn(b"X-Disposition", self.sink.messages[0].data)
        self.assertIn("decision=reject", self.postern.output())
        self.assertIn("dry-run=true", self.postern.output())


if __name__ == "__main__":
    support.main("postfix", "openssl", modules=["dkim"])
