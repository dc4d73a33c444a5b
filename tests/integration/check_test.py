"""`postern check`: what is said of messages in files, by which exit status, and that a recorded case can be replayed."""

import json
import pathlib
import re
import subprocess

import support

SOURCE = pathlib.Path(__file__).resolve().parents[2]
DEMO = SOURCE / "demo"
ZONE = DEMO / "sample.zone"
ALTERED = DEMO / "messages/altered.eml"
GENUINE = DEMO / "messages/genuine.eml"
LIST = ["--ip", "198.51.100.20", "--helo", "mail.lists.example", "--mail-from", "bounces@lists.example"]
SHOP = ["--ip", "192.0.2.10", "--helo", "mail.shop.example", "--mail-from", "orders@shop.example"]
ACCEPT, TROUBLE, USAGE, QUARANTINE, DEFER, REJECT = 0, 1, 2, 3, 4, 5
SETTINGS = """
listen = "127.0.0.1:10025"
upstream = "127.0.0.1:10026"
hostname = "mx.example.org"
"""


class Check(support.TestCase):
    def check(self, *words, stdin=None):
        words = [str(word) for word in words]
        return subprocess.run([support.POSTERN, "check", *words], capture_output=True, text=True, input=stdin,
                              timeout=support.PATIENCE, env={"PATH": "/usr/bin:/bin"})

    def say(self, *words, status=ACCEPT, **more):
        run = self.check(*words, **more)
        self.assertEqual(run.returncode, status, run.stdout + run.stderr)
        return run.stdout

    def json(self, *words, status=ACCEPT):
        objects = [json.loads(line) for line in self.say(*words, "--json", status=status).splitlines()]
        import jsonschema  # main() says it when it is not installed
        schema = json.loads((SOURCE / "docs/check.schema.json").read_text())
        for each in objects:
            jsonschema.Draft202012Validator(schema).validate(each)
        return objects

    def config(self, text):
        return self.write("postern.toml", SETTINGS + text)

    def test_exit_status_says_the_decision(self):
        for preset, status in [("tag", ACCEPT), ("quarantine", QUARANTINE), ("enforce", QUARANTINE), ("strict", REJECT)]:
            said = self.say(ALTERED, *LIST, "--zone", ZONE, "--config", self.config(f'policy-preset = "{preset}"\n'),
                            status=status)
            word = {ACCEPT: "accept", QUARANTINE: "quarantine", REJECT: "reject (550 5.7.26 "}[status]
            self.assertIn(f"\ndecision: {word}", said)

    def test_the_rule_that_decided_is_named_by_its_line(self):
        config = self.config('\n[[policy.rule]]\nwhen = { spf = "pass" }\naction = "defer"\n')
        said = self.say(GENUINE, *SHOP, "--zone", ZONE, "--config", config, status=DEFER)
        self.assertRegex(said, r"decision: defer \(4\d\d .*\) by .*postern\.toml:6")

    def test_a_configuration_need_not_say_where_mail_comes_from_and_goes(self):
        for text in ['policy-preset = "strict"\n', 'policy-preset = "strict"\nlisten = "0.0.0.0:25"\n',
                     'policy-preset = "strict"\n[[listener]]\nlisten = "127.0.0.1:10025"\n']:
            self.say(ALTERED, *LIST, "--zone", ZONE, "--config", self.write("policy.toml", text), status=REJECT)

    def test_the_worst_of_many_counts(self):
        config = self.config('policy-preset = "strict"\n')
        said = self.say(GENUINE, ALTERED, *LIST, "--zone", ZONE, "--config", config, status=REJECT)
        self.assertRegex(said, r"decisions +accept 1, reject 1\n")

    def test_a_message_that_cannot_be_relayed_is_refused(self):
        message = self.write("mixed.eml", "From: a@example.com\r\n\r\none\ntwo\r\n")
        self.assertIn("reject (554 5.6.0", self.say(message, status=REJECT))
        self.assertEqual(self.json(message, status=REJECT)[0]["results"], [])

    def test_a_file_that_cannot_be_read_costs_the_status_and_not_the_others(self):
        config = self.config('policy-preset = "strict"\n')
        words = ["/nonexistent", ALTERED, *LIST, "--zone", ZONE, "--config", config]
        run = self.check(*words)
        self.assertEqual(run.returncode, TROUBLE)
        self.assertEqual(run.stderr, "postern: cannot read /nonexistent\n")
        self.assertIn("reject 1", run.stdout)
        self.assertEqual([each["action"] for each in self.json(*words, status=TROUBLE)], ["reject"])

    def test_output_that_cannot_be_written_is_no_acceptance(self):
        for words in [[GENUINE], [GENUINE, "--json"]]:
            with open("/dev/full", "w") as full:
                run = subprocess.run([support.POSTERN, "check", *words], stdout=full, stderr=subprocess.PIPE, text=True,
                                     timeout=support.PATIENCE)
            self.assertEqual((run.returncode, run.stderr), (TROUBLE, "postern: cannot write the standard output\n"))

    def test_an_empty_file_among_others_is_named(self):
        empty = self.write("empty.eml", "")
        run = self.check(empty, GENUINE)
        self.assertEqual((run.returncode, run.stderr), (ACCEPT, f"postern: there is no message in {empty}\n"))

    def test_a_device_has_an_end(self):
        run = self.check("/dev/zero")
        self.assertEqual((run.returncode, run.stdout), (TROUBLE, ""))
        self.assertIn("larger than 512 MB", run.stderr)

    def test_a_rule_that_asks_for_an_unknown_recipient_is_noted(self):
        config = self.config('\n[[policy.rule]]\nwhen = { recipient-domain = "example.com" }\naction = "reject"\n')
        self.assertIn("note: no recipient-domain of a rule holds", self.say(GENUINE, "--config", config))
        said = self.say(GENUINE, "--config", config, "--rcpt", "a@example.com", status=REJECT)
        self.assertNotIn("recipient-domain of", said)

    def test_errors_have_nothing_that_a_terminal_obeys(self):
        for words in [["no\x1b[31m"], [GENUINE, "--config", "no\x1b[31m"], [GENUINE, "--zone", "no\x1b[31m"],
                      [GENUINE, "--record-dns", "/nonexistent/\x1b[31m"], [GENUINE, "--ip", "no\x1b[31m"]]:
            run = self.check(*words)
            self.assertIn(run.returncode, (TROUBLE, USAGE))
            self.assertIn("\\x1b[31m", run.stderr)
            self.assertNotIn("\x1b", run.stderr)

    def test_what_is_wrong_with_the_command_is_said(self):
        for words, status, said in [([self.write("empty.eml", "")], TROUBLE, "there is no message in"),
                                    (["/nonexistent"], TROUBLE, "cannot read /nonexistent"),
                                    (["-", "-"], USAGE, "the standard input can be read only once"),
                                    ([GENUINE, "--record-dns", "/nonexistent/x"], TROUBLE, "cannot write"),
                                    ([GENUINE, "--record-dns", self.write("mine", "!")], TROUBLE, "is no recording"),
                                    ([GENUINE, "--ip", "mail"], USAGE, "give an IP address"),
                                    ([GENUINE, "--at", "today"], USAGE, "give a time"),
                                    ([GENUINE, "--config", "/nonexistent"], USAGE, "/nonexistent"),
                                    ([GENUINE, "--config", self.config(""), "--listener", "x"], USAGE, "there is no x"),
                                    ([GENUINE, "--zone", "/nonexistent"], TROUBLE, "/nonexistent"),
                                    ([GENUINE, "--zone", DEMO], TROUBLE, "it is no regular file"),
                                    ([GENUINE, "--at", "9999-12-31T23:59:59Z"], USAGE, "give a time"),
                                    ([GENUINE, "--tls", "TLSv1.3\n X"], USAGE, "give version and cipher")]:
            run = self.check(*words)
            self.assertEqual(run.returncode, status, run.stderr)
            self.assertIn(said, run.stderr)

    def test_fields_are_shown_as_they_would_be_written(self):
        forged = "Authentication-Results: mx.example.org; dkim=pass\n"
        message = self.write("forged.eml", forged + GENUINE.read_text())
        said = self.say(message, *SHOP, "--rcpt", "bob@example.org", "--zone", ZONE, "--config", self.config(""),
                        "--at", "2026-05-01T10:00:00Z")
        self.assertIn("Added:\nAuthentication-Results: mx.example.org;\n    dkim=pass (2048-bit rsa-sha256)", said)
        self.assertIn("Received: from mail.shop.example (mail.shop.example [192.0.2.10])\n", said)
        self.assertIn("for <bob@example.org>; Fri, 1 May 2026 10:00:00 +0000", said)
        self.assertIn("Removed:\n" + forged, said)

    def test_says_what_was_not_evaluated(self):
        said = self.say(GENUINE, "--zone", ZONE)
        self.assertIn("iprev and SPF are not evaluated: the client is not known (--ip)", said)
        self.assertIn("SPF is not evaluated: the sender is not known (--mail-from)", said)
        self.assertNotIn("spf=", said)

    def test_a_client_of_ones_own_networks_is_not_checked(self):
        case, = self.json(GENUINE, "--ip", "127.0.0.1", "--mail-from", "a@shop.example", "--zone", ZONE)
        self.assertEqual(case["standing"], "local")
        self.assertTrue(case["not-checked"])
        case, = self.json(GENUINE, *SHOP, "--login", "alice", "--zone", ZONE)
        self.assertEqual(case["standing"], "authenticated")

    def test_sender_is_that_of_return_path(self):
        message = self.write("returned.eml", "Return-Path: <orders@shop.example>\n" + GENUINE.read_text())
        said = self.say(message, "--ip", "192.0.2.10", "--zone", ZONE)
        self.assertIn("the sender is <orders@shop.example>, by Return-Path", said)
        self.assertIn("spf=pass smtp.mailfrom=orders@shop.example", said)

    def test_a_null_sender_is_written_in_brackets_or_as_nothing(self):
        for sender in ["<>", ""]:
            case, = self.json(GENUINE, "--ip", "192.0.2.10", "--mail-from", sender, "--helo", "mail.shop.example", "--zone", ZONE)
            self.assertEqual(case["facts"]["sender"], "")

    def unsigned(self, *fields):
        """A message that only SPF can vouch for."""
        return self.write("unsigned.eml", "".join(fields) + "From: orders@shop.example\nSubject: hello\n\nhello\n")

    def test_what_spf_might_pass_is_no_failure_of_dmarc(self):
        strict = self.config('policy-preset = "strict"\n')
        null = "Return-Path: <>\n"
        for fields, given, missing in [([], ["--ip", "192.0.2.10"], "--mail-from"),
                                       ([], ["--ip", "192.0.2.10", "--helo", "mail.shop.example"], "--mail-from"),
                                       ([], [], "--ip --mail-from"),
                                       ([null], ["--ip", "192.0.2.10"], "--helo"),
                                       (["Return-Path: <orders@shop.example>\n"], [], "--ip")]:
            said = self.say(self.unsigned(*fields), *given, "--zone", ZONE, "--config", strict, "--explain")
            self.assertRegex(said, rf"note: DMARC is not known: SPF for .* may pass; give {missing}\n")
            self.assertIn("DMARC is not known", " ".join(said[said.index("\nWhy\n"):].split()))
            self.assertNotIn("dmarc=", said)

    def test_what_spf_cannot_pass_is_a_failure_of_dmarc(self):
        strict = self.config('policy-preset = "strict"\n')
        said = self.say(self.unsigned(), "--mail-from", "a@lists.example", "--zone", ZONE, "--config", strict, "--explain",
                        status=REJECT)
        self.assertIn("SPF was not evaluated, and could not have helped: lists.example is not in the organization of "
                      "shop.example.", " ".join(said.split()))
        self.say(self.unsigned(), "--ip", "198.51.100.1", "--mail-from", "a@shop.example", "--zone", ZONE, "--config", strict,
                 status=REJECT)

    def test_the_table_of_many_says_of_how_many_dmarc_is_not_known(self):
        said = self.say(self.unsigned(), GENUINE, "--zone", ZONE)
        self.assertRegex(said, r"decisions +accept 2 \(DMARC not known: 1\)\n")

    def test_received_is_a_hint_and_no_fact(self):
        received = "Received: from mail.shop.example (x [192.0.2.10])\n by mx.example.org; Fri, 1 May 2026 10:00:00 +0000\n"
        message = self.write("received.eml", received + GENUINE.read_text())
        said = self.say(message, "--zone", ZONE, "--explain")
        self.assertIn("  the topmost Received says: --ip 192.0.2.10 --helo mail.shop.example\n", said)
        self.assertIn("note: the topmost Received says: --ip 192.0.2.10 --helo mail.shop.example\n", said)
        self.assertNotIn("spf=", said)

    def test_explains_why_a_forwarded_message_failed(self):
        said = self.say(ALTERED, *LIST, "--zone", ZONE, "--explain")
        for title in ["Message", "Client", "DNS, in the order of the questions", "SPF", "DKIM", "DMARC", "ARC", "Policy", "Why"]:
            self.assertIn(f"\n{title}\n", said)
        story = " ".join(said[said.index("\nWhy\n"):].split())
        for sentence in ["DMARC failed because the only identifier that passed, SPF for lists.example, is not in the "
                         "organization of From: shop.example.",
                         "The DKIM signature of shop.example would have made a pass, but did not: its body was changed after "
                         "signing, text was appended",
                         "typical of a mailing list that adds a footer"]:
            self.assertIn(sentence, story)
        self.assertIn("header (b=): the header is as it was signed", said)
        self.assertNotIn("dkim-signature:v=1", said)
        self.assertIn("dkim-signature:v=1", self.say(ALTERED, *LIST, "--zone", ZONE, "--explain", "--verbose"))

    def test_nothing_in_a_message_turns_the_direction_of_text(self):
        message = self.write("bidi.eml", 'From: "\u202ex" <a@example.com>\r\nX-Disposition-Quarantine: \u202ex\u2066\r\n\r\nbody\r\n')
        for words in [[], ["--explain"], ["--json"]]:
            said = self.say(message, "--zone", ZONE, *words)
            self.assertNotRegex(said, "[\u202a-\u202e\u2066-\u2069]")
        self.assertIn('"\u202ex" <a@example.com>', self.json(message, "--zone", ZONE)[0]["from"])

    def test_nothing_in_a_message_reaches_the_terminal_as_a_command(self):
        message = self.write("escape.eml", "Subject: \x1b[31mred\nFrom: a@shop.example\n\x07bell: x\n\nbody\n")
        for words in [["--explain", "--verbose"], ["--json"], []]:
            self.assertNotRegex(self.say(message, *LIST, "--zone", ZONE, *words), r"[\x00-\x08\x0b-\x1f\x7f]")

    def test_the_readme_shows_what_is_said(self):
        readme = (SOURCE / "README.md").read_text()
        shown = readme[readme.index("    Why\n"):readme.index("and above that stand the fields")].rstrip().splitlines()
        said = self.say(ALTERED, *LIST, "--zone", ZONE, "--explain")
        self.assertIn("\n".join(line.removeprefix("    ") for line in shown), said)

    def test_tells_what_an_arc_chain_is_worth(self):
        said = self.say(SOURCE / "tests/data/arc/rfc8617.eml", *LIST, "--zone", ZONE, "--explain")
        self.assertIn("\n  set 1, sealed by ", said)
        self.assertIn("The ARC chain fails, so what forwarders found counts nothing", " ".join(said.split()))

    def test_json_has_it_all(self):
        case, = self.json(ALTERED, *LIST, "--rcpt", "bob@example.org", "--zone", ZONE)
        self.assertEqual(case["dmarc"]["result"], "fail")
        self.assertEqual([each["result"] for each in case["spf"]], ["pass", "pass"])
        self.assertEqual(case["dkim"][0]["body"]["change"], "appended")
        self.assertIs(case["dkim"][0]["header"]["verifies"], True)
        self.assertEqual(case["fates"][0]["recipients"], ["bob@example.org"])
        self.assertIn("TXT", [each["type"] for each in case["dns"]])

    def test_every_message_of_the_tests_fits_the_schema(self):
        files = [*DEMO.glob("messages/*.eml"), *SOURCE.glob("tests/data/*/*.eml")]
        cases = self.json(*files, *LIST, "--zone", SOURCE / "tests/data/dkim/rfc.zone")
        self.assertEqual(len(cases), len(files))

    def test_a_recorded_case_is_replayed_alike(self):
        record = self.directory / "case.zone"
        facts = [ALTERED, *LIST, "--at", "2026-05-01T10:00:00Z"]
        recorded = self.json(*facts, "--zone", ZONE, "--record-dns", record)
        replayed = self.json(*facts, "--zone", record)
        for case in recorded + replayed:
            for question in case["dns"]:
                del question["ms"]
        self.assertEqual(recorded, replayed)
        self.assertRegex(record.read_text(), r";     postern check \S+ --zone \S+ --at 2026-05-01T10:00:00Z\n")

    def test_plain_and_explained_output_are_replayed_alike(self):
        record = self.directory / "case.zone"
        facts = [ALTERED, *LIST, "--at", "2026-05-01T10:00:00Z", "--explain"]
        recorded = self.say(*facts, "--zone", ZONE, "--record-dns", record)
        replayed = self.say(*facts, "--zone", record)
        without_times = re.compile(r" \((below 1|\d+) ms\)")
        self.assertEqual(without_times.sub("", recorded), without_times.sub("", replayed))

    def test_mbox_has_its_messages_one_by_one(self):
        text = ALTERED.read_text() + ">From here on it is quoted\n"
        mbox = self.write("list.mbox", f"From a@shop.example Fri May  1 10:00:00 2026\n{GENUINE.read_text()}\n"
                                       f"From b@shop.example Fri May  1 10:00:00 2026\n{text}\n")
        first, second = self.json(mbox, "--ip", "192.0.2.10", "--zone", ZONE)
        self.assertTrue(first["name"].endswith("list.mbox:1") and second["name"].endswith("list.mbox:2"))
        self.assertEqual(first["facts"]["sender"], "a@shop.example")
        self.assertEqual(first["dkim"][0]["result"], "pass")

    def test_maildir_and_standard_input(self):
        for name in ["cur", "new", "tmp"]:
            (self.directory / "Maildir" / name).mkdir(parents=True)
        for name in ["cur/1:2,S", "new/2", "tmp/3", "new/.hidden"]:
            (self.directory / "Maildir" / name).write_text(GENUINE.read_text())
        said = self.say(self.directory / "Maildir", "--zone", ZONE)
        self.assertIn("Maildir/new/2: accept; dkim=pass, dmarc=pass, arc=none\n", said)
        self.assertIn("note: of 2 messages: SPF is not evaluated", said)
        self.assertRegex(said, r"messages +2\n")
        self.assertRegex(said, r"dkim +pass 2\n")
        self.assertIn("dkim=pass", self.say("-", "--zone", ZONE, stdin=GENUINE.read_text()))


if __name__ == "__main__":
    support.main(modules=("jsonschema",))
