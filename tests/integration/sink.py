"""An SMTP server for tests: accepts mail, keeps exactly what came, and says so only then."""

import dataclasses
import socketserver
import threading

EXTENSIONS = ("PIPELINING", "SIZE 20000000", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES",
              "XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT")


@dataclasses.dataclass
class Message:
    """One message whose final dot arrived."""

    mail: str
    recipients: list
    data: bytes  # as transmitted, less dot-stuffing
    xforward: dict = dataclasses.field(default_factory=dict)


class Session(socketserver.StreamRequestHandler):
    """One client's dialogue, in step with RFC 5321."""

    def handle(self):
        try:
            self.converse()
        except (OSError, EOFError):
            pass  # the client is gone: what it had not finished is forgotten

    def converse(self):
        self.xforward = {}
        self.forget()
        self.say("220 sink.example.org ESMTP")
        while True:
            line = self.read_line().decode("latin-1").rstrip("\r\n")
            verb = line.upper().split(" ")[0]
            if verb == "QUIT":
                self.say("221 2.0.0 bye")
                return
            self.obey(verb, line)

    def obey(self, verb, line):
        if verb == "EHLO":
            lines = ("sink.example.org", *self.server.extensions)
            for number, text in enumerate(lines, 1):
                self.say(f"250{'-' if number < len(lines) else ' '}{text}")
        elif verb == "XFORWARD":
            self.xforward.update(pair.upper().split("=", 1) for pair in line.split()[1:])
            self.say("250 2.0.0 ok")
        elif verb == "MAIL":
            self.forget()
            self.mail = line
            self.say("250 2.1.0 ok")
        elif verb == "RCPT":
            refused = any(word in line for word in self.server.refused)
            if not refused:
                self.recipients.append(line)
            self.say("550 5.1.1 no such user here" if refused else "250 2.1.5 ok")
        elif verb == "DATA":
            if self.recipients:
                self.receive()
            else:
                self.say("554 5.5.1 no recipients")
        else:
            if verb == "RSET":
                self.forget()
            self.say("250 2.0.0 ok")

    def receive(self):
        self.say("354 go on")
        lines = []
        while (line := self.read_line()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
        message = Message(self.mail, self.recipients, b"".join(lines), self.xforward)
        number = self.server.keep(message)
        self.forget()
        self.xforward = {}
        self.say(f"250 2.0.0 queued as {number}")

    def forget(self):
        self.mail, self.recipients = None, []

    def read_line(self):
        line = self.rfile.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        return line

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")


class Sink(socketserver.ThreadingTCPServer):
    """Serves from construction to close(). `refused`: words that make a RCPT be refused."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 200

    def __init__(self, extensions=EXTENSIONS, refused=()):
        super().__init__(("127.0.0.1", 0), Session)
        self.port = self.server_address[1]
        self.extensions, self.refused = extensions, refused
        self.messages = []
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def keep(self, message):
        with self._lock:
            self.messages.append(message)
            return len(self.messages)

    def handle_error(self, request, client_address):
        pass

    def close(self):
        self.shutdown()
        self.server_close()
