"""A Dovecot of a test's own that speaks LMTP alone and keeps maildirs in the test's directory."""

import os
import shutil

from support import TestCase, find_program, free_port

CONFIGURATION = """\
base_dir = {home}/run
state_dir = {home}/state
log_path = /dev/stderr
protocols = lmtp
ssl = no
lmtp_hdr_delivery_address = none
default_internal_user = {user}
default_internal_group = {user}
mail_location = maildir:~/maildir
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = {home}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {home}/users
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {port}
  }}
  unix_listener lmtp {{
    path = {home}/lmtp
    mode = 0666
  }}
}}
"""

OWNER = 65534  # nobody


class Dovecot:
    """Running from construction on, with the users of `users`, addresses. Mail for `broken` cannot be stored."""

    def __init__(self, test: TestCase, users, broken=()):
        self.home = test.directory / "dovecot"
        self.port = free_port()
        self.socket = self.home / "lmtp"
        for name in ("run", "state"):
            (self.home / name).mkdir(parents=True)
        self.home.chmod(0o755)
        for user in users:
            home = self.maildir(user).parent
            home.mkdir()
            if user in broken:
                self.maildir(user).write_text("no directory")
            shutil.chown(home, OWNER, OWNER)
        (self.home / "users").write_text("".join(
            f"{user}:{{PLAIN}}x:{OWNER}:{OWNER}::{self.maildir(user).parent}\n" for user in users))
        configuration = test.write("dovecot.conf", CONFIGURATION.format(
            home=self.home, port=self.port, user="dovecot"))
        os.chmod(configuration, 0o644)
        self.program = test.start(find_program("dovecot"), "-F", "-c", configuration).wait_for_port(self.port)

    def maildir(self, user):
        return self.home / user / "maildir"

    def messages(self, user):
        """What the user has got, each message with the CRLF that it came with."""
        return [path.read_bytes().replace(b"\n", b"\r\n") for path in sorted(self.maildir(user).glob("new/*"))]
