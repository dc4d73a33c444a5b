"""What the integration tests share: programs started and stopped, ports, patience, and Postern itself.

Everything listens on 127.0.0.1 and lives in a temporary directory; whatever a test started is stopped when it ends.
"""

import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

POSTERN = os.environ.get("POSTERN", "postern")
PEERS = pathlib.Path(os.environ.get("POSTERN_PEERS") or pathlib.Path(__file__).resolve().parents[2] / "build/peers")
SKIPPED = 77
PATIENCE = 30  # seconds, for anything that must happen soon: a sanitized build on a busy machine is slow

_handed_out = set()


def free_port():
    """A TCP and UDP port that nothing uses now and that this test has not been given before."""
    for _ in range(100):
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind(("127.0.0.1", 0))
            port = tcp.getsockname()[1]
            try:
                udp.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in _handed_out:
            _handed_out.add(port)
            return port
    raise RuntimeError("no free port was found")


def wait_until(condition, what, seconds=PATIENCE):
    """Polls until condition() is true and returns its value."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"waited {seconds} s in vain: {what}")


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def tls_greeting(port):
    """Of a server with TLS from the first octet."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as plain, \
            context.wrap_socket(plain) as client, client.makefile("rb") as replies:
        return replies.readline()


def proxied_greeting(port):
    """Of a server that wants to hear a PROXY header first."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client, client.makefile("rb") as replies:
        client.sendall(b"PROXY UNKNOWN\r\n")
        return replies.readline()


def greeting(port):
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client, client.makefile("rb") as replies:
        return replies.readline()


class Program:
    """A running program whose output goes to a file."""

    def __init__(self, command, log):
        self.name = pathlib.Path(command[0]).name
        self.log = pathlib.Path(log)
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)

    def wait_for_port(self, port):
        def ready():
            if self.process.poll() is not None:
                raise AssertionError(f"{self.name} ended with {self.process.returncode}:\n{self.output()}")
            return is_listening(port)

        wait_until(ready, f"{self.name} to listen on {port}")
        return self

    def output(self):
        return self.log.read_text(errors="replace")

    def kill(self):
        """kill -9; returns when it is dead."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Asks it to end, and returns its exit code. One that does not end is killed and counts as a failure."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError(f"{self.name} did not end when asked to:\n{self.output()}") from None
        return self.process.returncode


class TestCase(unittest.TestCase):
    """A test with a directory of its own and programs that end with it."""

    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="postern-test-"))
        self.directory.chmod(0o755)  # servers that change their user must get in
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)

    def start(self, *command):
        command = [str(word) for word in command]
        log = self.directory / f"{pathlib.Path(command[0]).name}.log"
        program = Program(command, log)
        self.addCleanup(self.check_end, program)
        return program

    def check_end(self, program):
        code = program.stop()
        if program.process.args[0] == POSTERN and code not in (0, -signal.SIGTERM, -signal.SIGKILL):
            self.fail(f"postern ended with {code}:\n{program.output()}")

    def start_postern(self, upstream, *options, port=None, greeting=greeting):
        """`postern serve` before `upstream`, a port of 127.0.0.1 or where --upstream says. Its port is .port of what is
        returned; greeting(port) is its greeting, where more is needed than to connect."""
        port = port or free_port()
        program = self.start(
            POSTERN, "serve",
            "--listen", f"127.0.0.1:{port}",
            "--upstream", upstream if isinstance(upstream, str) else f"127.0.0.1:{upstream}",
            "--hostname", "postern.example.org",
            "--authserv-id", "mx.example.org",
            "--threads", "2",
            *options,
        )
        program.port = port
        program.wait_for_port(port)
        # It says 421 until it has met its upstream.
        wait_until(lambda: greeting(port).startswith(b"220"), "a greeting of postern")
        return program

    def write(self, name, text):
        path = self.directory / name
        path.write_text(text)
        return path


def find_program(name):
    """Its path, also where ordinary users do not look."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin", "/usr/lib/postfix/sbin"])
    return shutil.which(name, path=path)


def find_peer(name):
    """The path of a server that was unpacked instead of installed (docker/packages.peers)."""
    return shutil.which(name, path=str(PEERS / "usr/sbin"))


def main(*programs, modules=(), peers=()):
    """Runs the tests of the calling file, if what they need is installed: otherwise they are skipped, which
    continuous integration does not accept."""
    missing = [name for name in programs if not find_program(name)]
    missing += [name for name in peers if not find_peer(name)]
    for name in modules:
        try:
            __import__(name)
        except ImportError:
            missing.append(f"python3-{name}")
    if missing:
        print(f"not installed: {', '.join(missing)} (./dev install)")
        sys.exit(1 if os.environ.get("CI") == "true" else SKIPPED)
    if not find_program(POSTERN):
        sys.exit(f"no postern program at {POSTERN}: set POSTERN to one")
    # A connection that was killed is not closed with care: Python need not say so.
    unittest.main(module="__main__", verbosity=2, warnings="ignore")
