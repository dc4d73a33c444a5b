"""`postern dns`, `spf`, `dmarc` and `dkim` over a zone file: what they say, and their exit status."""

import json
import os
import pty
import select
import subprocess
import time

import support

WELL, TROUBLE, USAGE, WARNINGS, ERRORS = 0, 1, 2, 3, 4

ZONE = r"""
good.example.                TXT "v=spf1 ip4:192.0.2.0/24 include:_spf.good.example -all"
_spf.good.example.           TXT "v=spf1 mx:good.example -all"
good.example.                MX 10 mail.good.example.
mail.good.example.           A 192.0.2.7
_dmarc.good.example.         TXT "v=DMARC1; p=reject; rua=mailto:d@good.example"
bad.example.                 TXT "v=spf1 ipv4:192.0.2.1 +all"
_dmarc.bad.example.          TXT "v=DMARC1; p=reject sp=none"
s1._domainkey.bad.example.   TXT "v=DKIM1; p="
soft.example.                TXT "v=spf1 mx:good.example ?all"
slow.example.                TIMEOUT
_dmarc.slow.example.         TIMEOUT
s1._domainkey.slow.example.  TIMEOUT
hostile.example.             TXT "v=spf1 \027[31m\027]0;owned\007 \155\013 -all"
*.deep.example.              TXT "v=spf1 include:a.%{d} include:b.%{d} include:c.%{d} -all"
long.example.                TXT """ + " ".join(['"' + "x" * 250 + '"'] * 16) + "\n" + \
    "long.example. TXT " + " ".join(['"' + ("v=spf1 " if i == 0 else "") + "foo " * 60 + '"' for i in range(16)]) + "\n"


class Look(support.TestCase):
    def setUp(self):
        super().setUp()
        self.zone = self.write("zone", ZONE)

    def look(self, *words, **variables):
        return subprocess.run([support.POSTERN, *words, "--zone", str(self.zone)], capture_output=True, text=True,
                              timeout=support.PATIENCE, env=dict(os.environ, **variables))

    def assert_looks(self, status, said, *words):
        run = self.look(*words)
        self.assertEqual(run.returncode, status, run.stdout + run.stderr)
        for text in said:
            self.assertIn(text, run.stdout)

    def test_a_sound_domain_is_well(self):
        self.assert_looks(WELL, ["If nothing matches it costs 2 of 10 lookups", "192.0.2.7: pass",
                                 "Nothing is wrong with the record."],
                          "spf", "good.example", "--ip", "192.0.2.7", "--mail-from", "a@good.example")
        self.assert_looks(WELL, ["organizational domain: good.example", "reject (p=)", "All is well."],
                          "dmarc", "mail.good.example")
        self.assert_looks(WELL, ["10 mail.good.example"], "dns", "good.example", "MX")

    def test_a_client_that_fails_is_not_called_well(self):
        run = self.look("spf", "good.example", "--ip", "198.51.100.77")
        self.assertIn("198.51.100.77: fail", run.stdout)
        self.assertNotIn("All is well", run.stdout)
        self.assertIn("All is well.", self.look("spf", "good.example").stdout)

    def test_a_null_sender_is_written_in_brackets_or_as_nothing(self):
        for sender in ["<>", ""]:
            self.assert_looks(WELL, ["192.0.2.7: pass"], "spf", "good.example", "--ip", "192.0.2.7", "--mail-from", sender)

    def test_a_mistake_is_shown_where_it_stands(self):
        self.assert_looks(ERRORS, ["there is no such mechanism",
                                   "  v=spf1 ipv4:192.0.2.1 +all\n         ^^^^^^^^^^^^^^\n  Write 'ip4'.\n",
                                   "everybody may send"], "spf", "bad.example")
        self.assert_looks(ERRORS, ["no semicolon between two tags"], "dmarc", "bad.example")
        self.assert_looks(ERRORS, ["there is no key at this name"], "dkim", "bad.example", "s2")

    def test_warnings_have_a_status_of_their_own(self):
        self.assert_looks(WARNINGS, ["says nothing (neutral)", "1 warning."], "spf", "soft.example")
        self.assert_looks(WARNINGS, ["the key is revoked"], "dkim", "bad.example", "s1")
        self.assert_looks(WARNINGS, ["NXDOMAIN"], "dns", "none.example", "A")

    def test_trouble_is_not_taken_for_absence(self):
        for words in (["spf", "slow.example"], ["dmarc", "slow.example"], ["dkim", "slow.example", "s1"],
                      ["dns", "slow.example", "A"]):
            self.assert_looks(TROUBLE, ["time-out", "there may be more to say"], *words)

    def test_what_was_given_wrong_is_told(self):
        for words, said in ((["spf", "a..b"], "give a domain name"),
                            (["spf", "good.example", "--ip", "nowhere"], "give an IP address"),
                            (["spf", "good.example", "--helo", "x"], "--ip"),
                            (["dns", "good.example", "SOA"], "give one of A, NS"),
                            (["dkim", "good.example", "s 1"], "give a selector"),
                            (["dkim", "good.example"], "selector")):
            run = self.look(*words)
            self.assertEqual((run.returncode, run.stdout), (USAGE, ""))
            self.assertIn(said, run.stderr)
        run = subprocess.run([support.POSTERN, "dns", "a.example", "A", "--zone", "/nonexistent"], capture_output=True,
                             text=True, timeout=support.PATIENCE)
        self.assertEqual(run.returncode, USAGE)
        self.assertIn("/nonexistent", run.stderr)

    def test_nobody_who_answers_is_trouble(self):
        run = subprocess.run([support.POSTERN, "dns", "a.example", "A", "--dns", f"127.0.0.1:{support.free_port()}"],
                             capture_output=True, text=True, timeout=support.PATIENCE)
        self.assertEqual(run.returncode, TROUBLE, run.stdout)

    def test_hostile_records_do_not_reach_the_terminal(self):
        for words in (["spf", "hostile.example"], ["dns", "hostile.example", "TXT"], ["spf", "long.example"]):
            run = self.look(*words)
            self.assertTrue(all(c == "\n" or " " <= c < "\x7f" for c in run.stdout), run.stdout)
            self.assertLess(len(run.stdout), 20_000)
        self.assertIn(r"\x1b[31m\x1b]0;owned\x07", self.look("spf", "hostile.example").stdout)

    def test_a_tree_without_end_ends(self):
        self.assert_looks(ERRORS, ["or more terms ask the DNS", "more behind this policy"], "spf", "x.deep.example")

    def test_json_is_for_programs(self):
        run = self.look("spf", "bad.example", "--json")
        said = json.loads(run.stdout)
        self.assertEqual((said["status"], run.returncode), (ERRORS, ERRORS))
        first = said["findings"][0]
        place = first["place"]
        self.assertEqual(first["record"][place["begin"]:place["begin"] + place["length"]], "ipv4:192.0.2.1")

    def on_a_terminal(self, *words, **variables):
        parent, child = pty.openpty()
        environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        run = subprocess.Popen([support.POSTERN, *words, "--zone", str(self.zone)], stdout=child,
                               stderr=subprocess.DEVNULL, env=environment | variables)
        os.close(child)
        said = b""
        end = time.monotonic() + support.PATIENCE
        while time.monotonic() < end and select.select([parent], [], [], 1)[0]:
            try:
                said += os.read(parent, 4096)
            except OSError:  # the other side was closed
                break
        run.wait(timeout=support.PATIENCE)
        os.close(parent)
        return said

    def test_colour_is_for_terminals_that_want_it(self):
        self.assertIn(b"\x1b[31merror", self.on_a_terminal("spf", "bad.example", TERM="xterm"))
        self.assertNotIn(b"\x1b", self.on_a_terminal("spf", "bad.example", TERM="xterm", NO_COLOR="1"))
        self.assertNotIn(b"\x1b", self.on_a_terminal("spf", "bad.example", TERM="dumb"))
        self.assertNotIn("\x1b", self.look("spf", "bad.example", TERM="xterm").stdout)


if __name__ == "__main__":
    support.main()
