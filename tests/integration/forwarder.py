"""A TCP forwarder that lets a set number of octets through and then strikes."""

import contextlib
import socket
import struct
import threading


class Forwarder:
    """Forwards to 127.0.0.1:target. Once armed, it counts the octets in one direction, "up" (towards the target) or
    "down", of one connection; after `limit` of them it calls strike(client, server), once, and is disarmed."""

    def __init__(self, target):
        self.target = target
        self.disarm()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def arm(self, direction, limit, strike):
        self.direction, self.left, self.strike = direction, limit, strike

    def disarm(self):
        self.arm(None, 0, None)

    def close(self):
        end(self._listener)

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                client.close()
                continue
            for direction, source, sink in (("up", client, server), ("down", server, client)):
                threading.Thread(target=self._pump, args=(direction, source, sink, client, server),
                                 daemon=True).start()

    def _pump(self, direction, source, sink, client, server):
        try:
            while octets := source.recv(4096):
                if direction != self.direction:
                    sink.sendall(octets)
                    continue
                sink.sendall(octets[: self.left])
                self.left -= len(octets)
                if self.left <= 0:
                    strike = self.strike
                    self.disarm()
                    strike(client, server)
                    return
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            end(client, server)


def reset(*sockets):
    """What is sent for a process that dies with octets unread: RST."""
    for one in sockets:
        with contextlib.suppress(OSError):
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            one.shutdown(socket.SHUT_RD)  # a thread that still reads would keep it open
        one.close()


def end(*sockets):
    """What is sent for a process that dies otherwise: FIN."""
    for one in sockets:
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
