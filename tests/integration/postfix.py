"""A Postfix of a test's own: configuration, queue, data and log in one directory, ports on 127.0.0.1."""

import os
import pathlib
import re
import shutil
import subprocess

from support import find_program, wait_until, is_listening

MAIN = """\
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
maillog_file_prefixes = {home}
maillog_file = {home}/maillog
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.org
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
local_transport = error:no local mail
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
relay_domains = example.org
default_transport = smtp:[127.0.0.1]:{next_hop}
relay_transport = $default_transport
smtp_host_lookup = native
smtpd_authorized_xclient_hosts = 127.0.0.1
smtpd_peername_lookup = no
# Else XFORWARD says SOURCE=LOCAL of everyone who connects from this machine.
local_header_rewrite_clients =
append_dot_mydomain = no
"""

SERVICES = """\
postlog   unix-dgram n - n - 1   postlogd
cleanup   unix n - n - 0   cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n - -   trivial-rewrite
bounce    unix - - n - 0   bounce
defer     unix - - n - 0   bounce
trace     unix - - n - 0   bounce
verify    unix - - n - 1   verify
flush     unix n - n 1000? 0 flush
proxymap  unix - - n - -   proxymap
smtp      unix - - n - -   smtp
error     unix - - n - -   error
retry     unix - - n - -   error
anvil     unix - - n - 1   anvil
scache    unix - - n - 1   scache
"""

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


def recipe(heading, ports, document="README.md"):
    """The master.cf lines that the document gives under `heading`, on the ports "outside", "postern" and "inside" instead
    of 25, 10025 and 10026, and without Debian's chroot."""
    lines = (REPOSITORY / document).read_text().split(f"## {heading}\n")[1].split("```")[1]
    lines = re.sub(r"^smtp ", f"127.0.0.1:{ports['outside']} ", lines.lstrip("\n"), count=1)
    lines = re.sub(r"^(\S+ +(?:inet|unix) +\S+ +\S+ +)y ", r"\1n ", lines, flags=re.MULTILINE)
    return lines.replace("10025", str(ports["postern"])).replace("10026", str(ports["inside"]))


class Postfix:
    """`services`: master.cf lines beside the usual ones; `settings`: lines for main.cf. Running from construction to
    stop()."""

    def __init__(self, home, next_hop, services, ports, settings=""):
        self.home = pathlib.Path(home)
        self.config = self.home / "etc"
        for name in ("etc", "queue", "data"):
            (self.home / name).mkdir(parents=True)
        shutil.chown(self.home / "data", "postfix")
        (self.config / "main.cf").write_text(MAIN.format(home=self.home, next_hop=next_hop) + settings)
        (self.config / "master.cf").write_text(SERVICES + services)
        self._postfix("start")
        wait_until(lambda: all(map(is_listening, ports)), f"Postfix to listen on {ports}")

    def _postfix(self, command):
        program = find_program("postfix")
        environment = {**os.environ, "PATH": f"/usr/sbin:/usr/bin:/sbin:/bin:{os.environ.get('PATH', '')}"}
        done = subprocess.run([program, "-c", str(self.config), command], env=environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise AssertionError(f"postfix {command}: {done.stdout}\n{self.log()}")

    def log(self):
        path = self.home / "maillog"
        return path.read_text(errors="replace") if path.exists() else ""

    def stop(self):
        self._postfix("stop")
