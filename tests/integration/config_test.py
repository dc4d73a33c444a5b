"""What the command line, the environment and configuration files say when they are wrong, and `postern config`."""

import os
import pathlib
import subprocess

import support

SOURCE = pathlib.Path(__file__).resolve().parents[2]
USAGE = 2


class CommandLine(support.TestCase):
    def run_postern(self, *words, **variables):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("POSTERN")}
        return subprocess.run([support.POSTERN, *words], capture_output=True, text=True, timeout=support.PATIENCE,
                              env=environment | variables)

    def assert_refused(self, run, *said):
        self.assertEqual(run.returncode, USAGE, run.stdout + run.stderr)
        for text in said:
            self.assertIn(text, run.stderr)

    def test_alone_prints_usage(self):
        self.assert_refused(self.run_postern(), "SUBCOMMAND", "serve")

    def test_says_its_version_and_commit(self):
        self.assertRegex(self.run_postern("--version").stdout, r"^postern \d+\.\d+\.\d+ \(commit [0-9a-z]+\)$")

    def test_names_what_does_not_exist(self):
        self.assert_refused(self.run_postern("serve", "--bogus"), "there is no option '--bogus'")
        self.assert_refused(self.run_postern("serve", "--upstraem=x"), "'--upstraem'; did you mean --upstream?")
        self.assert_refused(self.run_postern("send", "--form", "a@b"), "'--form'; did you mean --from?")
        self.assert_refused(self.run_postern("server"), "there is no subcommand 'server'; did you mean serve?")
        self.assert_refused(self.run_postern("config", "chekc"), "did you mean check?")

    def test_asks_for_what_is_missing(self):
        self.assert_refused(self.run_postern("serve"), "there is nowhere to listen")
        self.assert_refused(self.run_postern("serve", "--listen", "127.0.0.1:1"), "--listen", "there is no upstream")

    def test_refuses_values_that_are_not_valid(self):
        self.assert_refused(self.run_postern("serve", "--queue", "never"), "--queue: 'never' is not valid: give before")
        self.assert_refused(self.run_postern("serve", "--queue", "after", "--queue", "before"), "more than once")
        self.assert_refused(self.run_postern("serve", "--listen", "127.0.0.1:1", "--upstream", "127.0.0.1:1"),
                            "it is its own upstream")

    def test_reads_the_environment_with_care(self):
        serve = ["serve", "--listen", "127.0.0.1:1"]
        self.assert_refused(self.run_postern(*serve, POSTERN_UPSTREAM=""), "POSTERN_UPSTREAM: this variable is empty")
        self.assert_refused(self.run_postern(*serve, POSTERN_UPSTRAEM="a:25"), "did you mean POSTERN_UPSTREAM?")
        self.assert_refused(self.run_postern(*serve, POSTERN_UPSTREAM="25"), "POSTERN_UPSTREAM: '25' is not valid")

    def test_missing_and_bad_files_are_told_alike(self):
        serve = ["serve", "--listen", "127.0.0.1:1", "--upstream", "127.0.0.1:2"]
        self.assert_refused(self.run_postern(*serve, "--zone", "/nonexistent"), "/nonexistent")
        zone = self.write("zone", "good.example. A 192.0.2.1\nbad.example. A nonsense\n")
        self.assert_refused(self.run_postern(*serve, "--zone", str(zone)), f"{zone}:2:1: ")
        self.assert_refused(self.run_postern("serve", "--config", "/nonexistent"), "/nonexistent")

    def test_check_says_everything_that_is_wrong(self):
        file = self.write("bad.toml", 'queu = "after"\nthreads = "two"\n[[listener]]\nlisten = "25"\n')
        run = self.run_postern("config", "check", str(file))
        self.assert_refused(run, f"{file}:1:1: there is no setting 'queu'; did you mean 'queue'?",
                            f"{file}:2:11: threads: this string is not valid",
                            f"{file}:4:10: listen: '25' is not valid")

    def test_check_says_what_is_probably_not_meant(self):
        file = self.write("lmtp.toml", 'listen = "*:25"\nupstream = "127.0.0.1:24"\nupstream-protocol = "lmtp"\n')
        run = self.run_postern("config", "check", str(file))
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn(f"{file}:3:21: warning: ", run.stderr)
        self.assertIn("one recipient at a time", run.stderr)

    def test_check_reads_certificates(self):
        file = self.write("tls.toml", 'listen = "127.0.0.1:25"\nupstream = "127.0.0.1:26"\ntls = "may"\n'
                                      'certificate = "/nonexistent.pem"\n')
        self.assert_refused(self.run_postern("config", "check", str(file)), f"{file}:4:15: ", "/nonexistent.pem")

    def test_check_warns_of_a_certificate_that_expires(self):
        pem = self.directory / "soon.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3", "-subj", "/CN=mx",
                        "-addext", "subjectAltName=DNS:mx.example.org", "-keyout", pem, "-out", f"{pem}.crt"],
                       check=True, capture_output=True)
        file = self.write("tls.toml", 'listen = "127.0.0.1:25"\nupstream = "127.0.0.1:26"\ntls = "may"\n'
                                      f'certificate = "{pem}.crt:{pem}"\n')
        run = self.run_postern("config", "check", str(file))
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn(f"{file}:4:15: warning: ", run.stderr)

    def test_the_example_is_right(self):
        run = self.run_postern("config", "check", str(SOURCE / "packaging" / "postern.toml"))
        self.assertEqual((run.returncode, run.stderr), (0, ""))

    def test_show_reads_back_as_the_same(self):
        example = str(SOURCE / "packaging" / "postern.toml")
        shown = self.run_postern("config", "show", "--config", example, "--queue", "after").stdout
        self.assertIn('queue = "after"\n', shown)
        again = self.run_postern("config", "show", "--config", str(self.write("shown.toml", shown)))
        self.assertEqual(again.stdout, shown)

    def test_show_takes_the_file_as_its_argument(self):
        example = str(SOURCE / "packaging" / "postern.toml")
        shown = self.run_postern("config", "show", example)
        self.assertEqual((shown.returncode, shown.stdout),
                         (0, self.run_postern("config", "show", "--config", example).stdout))
        self.assertEqual(self.run_postern("config", "show", example, POSTERN_CONFIG="/nonexistent").stdout, shown.stdout)
        self.assert_refused(self.run_postern("config", "show", example, "--config", example), "--config: a file is given")

    def test_an_empty_variable_names_no_file(self):
        self.assert_refused(self.run_postern("config", "show", POSTERN_CONFIG=""), "POSTERN_CONFIG: this variable is empty")

    def test_paths_of_a_file_begin_at_its_directory(self):
        self.write("zone", "good.example. A 192.0.2.1\n")
        file = self.write("f.toml", 'listen = "127.0.0.1:25"\nupstream = "127.0.0.1:26"\nzone = "zone"\n')
        run = self.run_postern("config", "check", str(file))
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        # Those of options begin where the program is started.
        self.assert_refused(self.run_postern("serve", "--config", str(file), "--zone", "zone"), "zone: cannot read")

    def test_says_what_a_certificate_is(self):
        self.write("a.pem", "")
        file = self.write("tls.toml", 'listen = "127.0.0.1:25"\nupstream = "127.0.0.1:26"\ntls = "may"\n'
                                      'certificate = "a.pem,a.key"\n')
        self.assert_refused(self.run_postern("config", "check", str(file)),
                            "a certificate is CHAIN.PEM:KEY.PEM, or one file that has both")

    def test_show_prints_no_keys(self):
        key = self.write("secret.key", "-----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----\n")
        run = self.run_postern("config", "show", "--certificate", f"/mx.pem:{key}")
        self.assertIn(str(key), run.stdout)
        self.assertNotIn("SECRET", run.stdout)

    def test_help_shows_choices_and_kinds_of_values(self):
        told = self.run_postern("serve", "--help").stdout
        for text in ("--tls off|may|require|implicit", "--trusted-proxy NETWORK ...", "--listen ENDPOINT ...",
                     "--spool-directory DIRECTORY", "--upstream-ca-file FILE", "  NETWORK   an address, or a network"):
            self.assertIn(text, told)
        self.assertNotIn("VALUE", told.replace("Values:", ""))

    def test_reference_is_what_help_knows(self):
        told = self.run_postern("serve", "--help").stdout
        for line in self.run_postern("config", "reference").stdout.splitlines():
            if line.startswith("| `"):
                self.assertIn(f"--{line.split('`')[1]}", told)


if __name__ == "__main__":
    support.main("openssl")
