"""The manual pages and the completions that the program prints of itself, judged by the programs they are for."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

import support

PAGES = {"postern.1": ["man"], "postern.toml.5": ["man", "postern.toml"]}


class TestCase(support.TestCase):
    def postern(self, *words):
        run = subprocess.run([support.POSTERN, *words], capture_output=True, text=True, timeout=support.PATIENCE)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        return run.stdout

    def subcommands(self, *path):
        told = self.postern(*path, "--help")
        return re.findall(r"^  (\w+) ", told.partition("Subcommands:")[2], re.MULTILINE)


class Pages(TestCase):
    def test_mandoc_has_nothing_to_say(self):
        for name, words in PAGES.items():
            page = self.write(name, self.postern(*words))
            lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True)
            # Where the source is no repository, nobody knows its date.
            said = [line for line in lint.stdout.splitlines() if "missing date" not in line]
            self.assertEqual(said, [])

    def test_man_shows_them_without_a_warning(self):
        for name, words in PAGES.items():
            page = self.write(name, self.postern(*words))
            shown = subprocess.run(["man", "--warnings", "--local-file", "-E", "UTF-8", page], capture_output=True,
                                   text=True, env=os.environ | {"LC_ALL": "C.UTF-8", "MANWIDTH": "100"})
            self.assertEqual((shown.returncode, shown.stderr), (0, ""))
            self.assertIn("SEE ALSO", shown.stdout)

    def test_every_subcommand_is_in_the_manual(self):
        page = self.postern("man")
        names = self.subcommands()
        self.assertIn("serve", names)
        for name in names:
            below = self.subcommands(name)
            for path in [f"{name} {inner}" for inner in below] if below else [name]:
                self.assertIn(f'.SS "postern {path}"\n', page)

    def test_every_setting_is_in_the_file_manual(self):
        page = self.postern("man", "postern.toml")
        for name in re.findall(r"^\| `([^`]+)`", self.postern("config", "reference"), re.MULTILINE):
            self.assertIn("\\fB" + name.replace("-", "\\-") + "\\fR", page)


class Bash(TestCase):
    def complete(self, *words):
        """What bash is offered with the cursor behind the last word."""
        script = self.write("postern.bash", self.postern("completion", "bash"))
        probe = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _postern; '
                 'printf "%s\\n" "${COMPREPLY[@]}"')
        run = subprocess.run(["bash", "--norc", "-u", "-c", probe, "bash", script, *words], capture_output=True, text=True,
                             timeout=support.PATIENCE)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        return [word for word in run.stdout.split("\n") if word]

    def test_completes_subcommands(self):
        self.assertEqual(sorted(self.complete("postern", "")), sorted(self.subcommands()))
        self.assertEqual(self.complete("postern", "config", "s"), ["show"])

    def test_completes_options_of_the_subcommand(self):
        self.assertIn("--upstream-tls-name", self.complete("postern", "serve", "--upstream-"))
        self.assertEqual(self.complete("postern", "sink", "--upstream-"), [])

    def test_completes_choices(self):
        self.assertEqual(self.complete("postern", "serve", "--tls", ""), ["off", "may", "require", "implicit"])
        self.assertEqual(self.complete("postern", "serve", "--tls", "=", "im"), ["implicit"])
        self.assertEqual(self.complete("postern", "serve", "--dkim", "=", ""), ["true", "false"])
        self.assertEqual(self.complete("postern", "completion", "z"), ["zsh"])

    def test_offers_nothing_where_it_knows_nothing(self):
        self.assertEqual(self.complete("postern", "serve", "--listen", ""), [])


class Terminal:
    """A shell on a terminal of its own."""

    def __init__(self, test, *command):
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="vt100", HOME=str(test.directory), PS1="go:", INPUTRC="/dev/null")
            os.execvp(command[0], command)
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
        test.addCleanup(self.end)
        self.seen = ""
        self.wait_for("go:")  # what is typed before that may be lost

    def type(self, text):
        os.write(self.descriptor, text.encode())

    def wait_for(self, pattern):
        deadline = time.monotonic() + 4 * support.PATIENCE  # a shell reads many files when it starts
        while not re.search(pattern, self.seen):
            if time.monotonic() > deadline:
                raise AssertionError(f"not seen: {pattern}\n{self.seen}")
            if select.select([self.descriptor], [], [], 0.1)[0]:
                self.seen += os.read(self.descriptor, 65536).decode(errors="replace")
        self.seen = ""

    def end(self):
        os.close(self.descriptor)  # a shell whose terminal is gone ends
        os.waitpid(self.pid, 0)


class Typed(TestCase):
    """The key TAB, in the shells themselves."""

    def test_bash_completes_files_where_files_are_wanted(self):
        script = self.write("postern.bash", self.postern("completion", "bash"))
        file = self.write("a-file-of-this-test.toml", "")
        shell = Terminal(self, "bash", "--norc", "--noprofile", "-i")
        shell.type(f"source {script}; echo re''ady\n")
        shell.wait_for("ready")
        shell.type(f"postern serve --config {str(file)[:-12]}\t")
        shell.wait_for(re.escape(file.name[-12:]))
        shell.type("\x15postern serve --queue a\t")
        shell.wait_for("--queue after")

    def test_zsh_completes_subcommands_choices_and_files(self):
        script = self.write("_postern", self.postern("completion", "zsh"))
        file = self.write("a-file-of-this-test.toml", "")
        shell = Terminal(self, "zsh", "-f", "-i")
        shell.type(f"autoload -U compinit && compinit -u -D && source {script} && echo re''ady\n")
        shell.wait_for("ready")
        for typed, seen in (("postern config r\t", "config reference"),
                            ("postern serve --tls im\t", "--tls implicit"),
                            ("postern serve --queue=a\t", "--queue=after"),
                            (f"postern config check {str(file)[:-12]}\t", re.escape(file.name[-12:]))):
            shell.type(typed)
            shell.wait_for(self.drawn(seen))
            shell.type("\x15")

    @staticmethod
    def drawn(text):
        # A shell draws what is new, and may move its cursor over what is there.
        return text.split()[-1].rpartition("=")[2]


class Fish(TestCase):
    def complete(self, line):
        script = self.write("postern.fish", self.postern("completion", "fish"))
        run = subprocess.run(["fish", "--no-config", "-c", f"source {script}; complete -C '{line}'"], capture_output=True,
                             text=True, timeout=support.PATIENCE, env=os.environ | {"HOME": str(self.directory)})
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        return [candidate.split("\t")[0] for candidate in run.stdout.splitlines()]

    def test_completes_subcommands(self):
        self.assertEqual(sorted(self.complete("postern ")), sorted(self.subcommands()))
        self.assertEqual(self.complete("postern config s"), ["show"])

    def test_completes_options_choices_and_files(self):
        self.assertEqual(self.complete("postern serve --upstream-tls-"), ["--upstream-tls-name"])
        self.assertEqual(sorted(self.complete("postern serve --tls ")), ["implicit", "may", "off", "require"])
        self.assertEqual(self.complete("postern completion z"), ["zsh"])
        file = self.write("a-file-of-this-test.toml", "")
        self.assertEqual(self.complete(f"postern serve --config {str(file)[:-5]}"), [str(file)])


if __name__ == "__main__":
    support.main("man", "mandoc", "bash", "zsh", "fish")
