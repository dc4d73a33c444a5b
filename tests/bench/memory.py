"""What the memory benchmarks share: a Postern before an upstream that forgets what it gets, and its resident memory."""

import contextlib
import os
import pathlib
import resource
import socket
import socketserver
import subprocess
import tempfile
import threading
import time


class Forgetful(socketserver.StreamRequestHandler):
    """An SMTP server that accepts everything and keeps nothing."""

    def handle(self):
        self.say("220 forgetful.example.org")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"QUIT":
                return self.say("221 bye")
            if verb == b"EHLO":
                self.say("250-forgetful.example.org\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 500000000")
                continue
            if verb == b"DATA":
                self.say("354 go on")
                while (line := self.rfile.readline()) != b".\r\n" and line:
                    pass
            self.say("250 ok")

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")


class Upstream(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # Postern may go without QUIT


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def postern(**settings):
    """A Postern with these settings; gives its process id and its port."""
    allow_open_files()
    with contextlib.ExitStack() as stack:
        directory = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        upstream = stack.enter_context(Upstream(("127.0.0.1", 0), Forgetful))
        threading.Thread(target=upstream.serve_forever, daemon=True).start()
        stack.callback(upstream.shutdown)
        port = free_port()
        zone = directory / "zone"
        zone.write_text("")
        options = {"listen": f"127.0.0.1:{port}", "upstream": f"127.0.0.1:{upstream.server_address[1]}", "zone": zone,
                   "hostname": "postern.example.org", "threads": 2, "log-level": "warning", **settings}
        command = [os.environ["POSTERN"], "serve"]
        for name, value in options.items():
            command += [f"--{name.replace('_', '-')}", str(value)]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        stack.callback(process.wait)
        stack.callback(process.terminate)
        wait_for_greeting(port)
        yield process.pid, port


def allow_open_files():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def wait_for_greeting(port):
    for _ in range(200):
        with contextlib.suppress(OSError), Client(port) as client:
            if client.greeting.startswith(b"220"):
                return
        time.sleep(0.05)
    raise SystemExit("bench: postern did not start")


class Client:
    """A connection to 127.0.0.1:port, past the greeting."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.greeting = self.read_reply()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def read_reply(self):
        """Its octets, to the end of its last line."""
        reply = b""
        while octets := self.socket.recv(4096):
            reply += octets
            last = reply.rstrip(b"\r\n").rpartition(b"\n")[2]
            if reply.endswith(b"\r\n") and last[3:4] != b"-":
                return reply
        return reply

    def say(self, line, code):
        self.socket.sendall(line + b"\r\n")
        reply = self.read_reply()
        if not reply.startswith(code):
            raise SystemExit(f"bench: {line.decode()} was answered {reply.decode()}")


def resident(pid, name="VmRSS"):
    """In octets. VmHWM is the most it ever was."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    raise SystemExit(f"bench: no {name} of {pid}")


def forget_peak(pid):
    """VmHWM begins anew."""
    pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")
