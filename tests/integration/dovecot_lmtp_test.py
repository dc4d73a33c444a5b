"""Postern before a mail store that speaks LMTP, whose verdict is another for each recipient."""

import smtplib

import message
import support
from dovecot import Dovecot

BOB, CAROL, BROKEN, NOBODY = (f"{name}@example.org" for name in ("bob", "carol", "broken", "nobody"))


class DovecotLmtp(support.TestCase):
    def setUp(self):
        super().setUp()
        self.key = message.Key()
        self.zone = self.write("zone", message.zone(self.key))
        self.signed = self.key.sign(message.plain_message(body="grüße\r\n.with a dot"))
        self.dovecot = Dovecot(self, [BOB, CAROL, BROKEN], broken=[BROKEN])

    def postern(self, protocol, upstream=None):
        return self.start_postern(upstream or self.dovecot.port, "--zone", self.zone, "--protocol", protocol,
                                  "--upstream-protocol", "lmtp")

    def connect(self, postern, kind):
        client = kind("127.0.0.1", postern.port, local_hostname=message.HELO, timeout=60)
        self.addCleanup(client.close)
        client.ehlo()
        return client

    def assert_stored(self, user):
        stored = self.dovecot.messages(user)
        self.assertEqual(len(stored), 1, self.dovecot.program.output())
        self.assertTrue(stored[0].endswith(self.signed))
        self.assertTrue(self.key.verifies(stored[0]))
        self.assertIn("dkim=pass", message.results(stored[0]))


class LmtpInLmtpOut(DovecotLmtp):
    def send(self, client, recipients):
        """The codes of the replies to each RCPT, and to the message."""
        client.docmd("MAIL", f"FROM:<{message.SENDER}> BODY=8BITMIME")
        accepted = [client.docmd("RCPT", f"TO:<{name}>")[0] for name in recipients]
        self.assertEqual(client.docmd("DATA")[0], 354)
        client.send(self.signed.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        return accepted, [client.getreply()[0] for code in accepted if code == 250]

    def test_each_recipient_has_its_own_reply(self):
        client = self.connect(self.postern("lmtp"), smtplib.LMTP)
        accepted, final = self.send(client, [BOB, NOBODY, BROKEN, CAROL])
        self.assertEqual(accepted, [250, 550, 250, 250])
        self.assertEqual([code // 100 for code in final], [2, 4, 2])
        self.assert_stored(BOB)
        self.assert_stored(CAROL)
        self.assertEqual(client.docmd("NOOP")[0], 250)

    def test_chunks(self):
        client = self.connect(self.postern("lmtp"), smtplib.LMTP)
        client.docmd("MAIL", f"FROM:<{message.SENDER}> BODY=8BITMIME")
        for name in (BOB, BROKEN):
            self.assertEqual(client.docmd("RCPT", f"TO:<{name}>")[0], 250)
        client.send(f"BDAT {len(self.signed)} LAST\r\n".encode() + self.signed)
        self.assertEqual([client.getreply()[0] // 100 for _ in range(2)], [2, 4])
        self.assert_stored(BOB)


class SmtpInLmtpOut(DovecotLmtp):
    def test_one_recipient_at_a_time(self):
        client = self.connect(self.postern("smtp"), smtplib.SMTP)
        self.assertIn("RCPTMAX=1", client.esmtp_features.get("limits", ""))
        refused = client.sendmail(message.SENDER, [BOB, CAROL], self.signed, ["BODY=8BITMIME"])
        self.assertEqual(list(refused), [CAROL])
        self.assertEqual(refused[CAROL][0], 452)
        self.assertTrue(refused[CAROL][1].startswith(b"4.5.3 "))
        self.assert_stored(BOB)
        self.assertEqual(self.dovecot.messages(CAROL), [])
        self.assertEqual(client.sendmail(message.SENDER, [CAROL], self.signed, ["BODY=8BITMIME"]), {})
        self.assert_stored(CAROL)

    def test_an_unknown_user_is_refused(self):
        client = self.connect(self.postern("smtp"), smtplib.SMTP)
        with self.assertRaises(smtplib.SMTPRecipientsRefused) as refusal:
            client.sendmail(message.SENDER, [NOBODY], self.signed, ["BODY=8BITMIME"])
        self.assertEqual(refusal.exception.recipients[NOBODY][0], 550)

    def test_a_message_that_cannot_be_stored_is_not_accepted(self):
        client = self.connect(self.postern("smtp"), smtplib.SMTP)
        with self.assertRaises(smtplib.SMTPDataError) as refusal:
            client.sendmail(message.SENDER, [BROKEN], self.signed, ["BODY=8BITMIME"])
        self.assertEqual(refusal.exception.smtp_code // 100, 4)

    def test_over_a_unix_socket(self):
        postern = self.postern("smtp", upstream=f"unix:{self.dovecot.socket}")
        self.connect(postern, smtplib.SMTP).sendmail(message.SENDER, [BOB], self.signed, ["BODY=8BITMIME"])
        self.assert_stored(BOB)


if __name__ == "__main__":
    support.main("dovecot", "openssl", modules=["dkim"])
