"""Exim and OpenSMTPD, each in a root directory of its own.

Debian lets only one mail server be installed, and that is Postfix. So `./dev install` unpacks the others into
build/peers (or POSTERN_PEERS). Their users and paths are compiled in: a chroot gives each its own /etc/passwd and /var,
and the machine never hears of them. For that a test must run as root, as it must for Postfix.
"""

import os
import pathlib
import re
import shutil
import subprocess

from support import find_peer, free_port

USERS = {"root": 0, "nobody": 65534, "Debian-exim": 901, "opensmtpd": 902, "opensmtpq": 903}


class Root:
    """A directory that `programs`, paths of the unpacked packages, can run in by chroot."""

    def __init__(self, directory, *programs):
        self.path = pathlib.Path(directory)
        for name in ("dev", "etc", "run", "tmp", "var/run", "var/log", "var/spool", "var/mail"):
            (self.path / name).mkdir(parents=True)
        (self.path / "tmp").chmod(0o1777)
        self._write_etc()
        self._make_devices()
        for program in programs:
            self._install(find_peer(program))

    def write(self, name, text):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def own(self, name, user):
        path = self.path / name
        path.mkdir(parents=True, exist_ok=True)
        os.chown(path, USERS[user], USERS[user])

    def command(self, *words):
        return ["chroot", str(self.path), *map(str, words)]

    def _write_etc(self):
        self.write("etc/passwd", "".join(f"{name}:x:{number}:{number}::/var/lib/{name}:/bin/false\n"
                                         for name, number in USERS.items()))
        self.write("etc/group", "".join(f"{name}:x:{number}:\n" for name, number in USERS.items()))
        self.write("etc/hosts", "127.0.0.1 localhost\n::1 localhost\n")
        self.write("etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        self.write("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\nservices: files\n")

    def _make_devices(self):
        for name, minor in (("null", 3), ("urandom", 9)):
            device = self.path / "dev" / name
            os.mknod(device, 0o020666, os.makedev(1, minor))
            device.chmod(0o666)

    def _install(self, program):
        """The program under /usr/sbin, and the libraries it is linked with where it looks for them."""
        sbin = self.path / "usr/sbin"
        sbin.mkdir(parents=True, exist_ok=True)
        shutil.copy2(program, sbin)
        linked = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
        for library in re.findall(r"(/\S+) \(0x", linked):
            copy = self.path / library.lstrip("/")
            copy.parent.mkdir(parents=True, exist_ok=True)
            if not copy.exists():
                shutil.copy(library, copy)


EXIM = """\
primary_hostname = exim.example.org
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
{main}
acl_smtp_rcpt = recipients
host_lookup =
rfc1413_query_timeout = 0s
smtp_accept_max = 0
smtp_enforce_sync = true
smtputf8_advertise_hosts = *
chunking_advertise_hosts = *
timezone = UTC
log_selector = +tls_cipher +received_recipients +pipelining
keep_environment =

begin acl
recipients:
  deny message = no such user here
       local_parts = nobody
  accept

begin routers
next:
  driver = manualroute
  transport = next
  route_list = * 127.0.0.1 byname
  self = send

begin transports
next:
  driver = smtp
  port = {next_hop}
  allow_localhost
  hosts_try_dane =
{transport}

begin retry
* * F,1h,1s
"""


def start_exim(test, next_hop, *, main="", transport="", files=None):
    """An Exim that takes all mail but nobody's and sends it to 127.0.0.1:next_hop. `main` and `transport` are options
    for the head of the configuration and for its SMTP transport; `files` are name: text, kept in its /etc. Returns its
    program with .port, .root and .log_file, the path of its main log."""
    root = Root(test.directory / "exim", "exim4")
    for name in ("var/spool/exim4", "var/log/exim4"):
        root.own(name, "Debian-exim")
    for name, text in (files or {}).items():
        root.write(f"etc/{name}", text)
    port = free_port()
    root.write("etc/exim4/exim4.conf", EXIM.format(port=port, next_hop=next_hop, main=main, transport=transport))
    program = test.start(*root.command("/usr/sbin/exim4", "-bdf", "-q1s")).wait_for_port(port)
    program.port, program.root = port, root
    program.log_file = root.path / "var/log/exim4/mainlog"
    return program


OPENSMTPD = """\
table refused {{ "nobody@example.org" }}
listen on 127.0.0.1 port {port} hostname opensmtpd.example.org
action "next" relay host "{scheme}://127.0.0.1:{next_hop}" helo opensmtpd.example.org {relay}
match from any for rcpt-to <refused> reject
match from any for any action "next"
"""


def start_opensmtpd(test, next_hop, *, scheme="smtp", relay=""):
    """An OpenSMTPD that takes all mail but nobody's and relays it to 127.0.0.1:next_hop. Returns its program with .port."""
    root = Root(test.directory / "opensmtpd", "smtpd")
    (root.path / "var/lib/opensmtpd/empty").mkdir(parents=True)
    (root.path / "var/spool/smtpd").mkdir()
    (root.path / "var/spool/smtpd").chmod(0o711)
    port = free_port()
    root.write("etc/mailname", "opensmtpd.example.org\n")
    root.write("etc/smtpd.conf", OPENSMTPD.format(
        port=port, next_hop=next_hop, scheme=scheme, relay=relay))
    program = test.start(*root.command("/usr/sbin/smtpd", "-d", "-v")).wait_for_port(port)
    program.port = port
    return program
