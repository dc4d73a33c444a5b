"""Reads every #include of modules/ and src/ and refuses those that break the direction of dependency.

usage: layering_test.py SOURCE-DIRECTORY
"""

import pathlib
import re
import sys
import unittest

# What each folder may include of the others, directly or through them.
CHECKS = {"base", "mail", "net", "dns"}
MAY_INCLUDE = {
    "base": set(),
    "mail": {"base"},
    "smtp": {"base", "mail"},
    "net": {"base"},
    "dns": {"base", "net"},
    "iprev": CHECKS,
    "spf": CHECKS,
    "dkim": CHECKS,
    "arc": CHECKS | {"iprev", "spf", "dkim"},
    "dmarc": CHECKS | {"iprev", "spf", "dkim"},
    "checks": CHECKS | {"iprev", "spf", "dkim", "arc", "dmarc"},
}
MODULES = set(MAY_INCLUDE)

# Libraries by the first directory (or the whole name) of what is included, and the folders that may.
LIBRARIES = {
    "ldns": {"dns"},
    "idn2.h": {"mail"},
    "spf2": {"spf"},
    "opendkim": {"dkim"},
    "libpsl.h": {"dmarc"},
    "openssl": {"net", "dkim"},
    "CLI": {"src"},
    "spdlog": {"src"},
    "fmt": {"src"},
    "nlohmann": {"src"},
    # The pure core knows no Asio.
    "asio": MODULES - {"base", "mail", "smtp"} | {"src"},
    "asio.hpp": set(),
}
# These are C: their types and macros stay in sources and in headers that no other folder includes.
C_LIBRARIES = {"ldns", "idn2.h", "spf2", "opendkim", "libpsl.h", "openssl"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def folder_of(path):
    """The module that a path under modules/ or src/ belongs to; "src" for the program."""
    parts = pathlib.PurePosixPath(path).parts
    return parts[1] if parts[0] == "modules" else "src"


def violations(files):
    """files: path from the source directory -> text. Returns one sentence for each include that must not be."""
    found = []
    includers = {}
    for path, text in files.items():
        for _, name in INCLUDE.findall(text):
            includers.setdefault(name, set()).add(folder_of(path))

    for path, text in sorted(files.items()):
        folder = folder_of(path)
        if folder != "src" and folder not in MODULES:
            found.append(f"{path}: modules/{folder} is unknown to the layering test: say where it belongs")
            continue
        own_name = path.removeprefix("modules/")
        is_private = path.endswith(".cpp") or includers.get(own_name, set()) <= {folder}
        for quote, name in INCLUDE.findall(text):
            first = name.split("/")[0]
            if quote == '"' and folder in MODULES:
                if first not in MODULES:
                    found.append(f"{path}: includes \"{name}\", which is of no module")
                elif first != folder and first not in MAY_INCLUDE[folder]:
                    found.append(f"{path}: {folder} may not know {first} (\"{name}\")")
            if first in LIBRARIES:
                if folder not in LIBRARIES[first]:
                    found.append(f"{path}: <{name}> belongs to {', '.join(sorted(LIBRARIES[first])) or 'nobody'}")
                elif first in C_LIBRARIES and not is_private:
                    found.append(f"{path}: <{name}> in a header that other folders include")
    return found


class Rules(unittest.TestCase):
    """The checker itself: what it must refuse, and what it must let pass."""

    REFUSED = [
        {"modules/base/a.hpp": '#include "mail/b.hpp"'},
        {"modules/mail/a.cpp": '#include "smtp/b.hpp"'},
        {"modules/smtp/a.cpp": '#include "net/stream.hpp"'},
        {"modules/dns/a.cpp": '#include "spf/record.hpp"'},
        {"modules/spf/a.cpp": '#include "dkim/verifier.hpp"'},
        {"modules/dmarc/a.cpp": '#include "session.hpp"'},
        {"modules/new/a.cpp": "#include <string>"},
        {"modules/smtp/a.hpp": "#include <asio/awaitable.hpp>"},
        {"modules/net/a.cpp": "#include <asio.hpp>"},
        {"modules/spf/a.cpp": "#include <ldns/ldns.h>"},
        {"src/a.cpp": "#  include <openssl/evp.h>"},
        {"modules/dns/a.cpp": "#include <spdlog/spdlog.h>"},
        {"modules/dns/a.hpp": "#include <ldns/ldns.h>", "src/b.cpp": '#include "dns/a.hpp"'},
    ]
    ALLOWED = [
        {"modules/mail/a.cpp": '#include "mail/a.hpp"\n#include "base/b.hpp"\n#include <string>'},
        {"modules/dmarc/a.cpp": '#include "spf/outcome.hpp"\n#include <libpsl.h>'},
        {"src/a.cpp": '#include "smtp/reply.hpp"\n#include "session.hpp"\n#include <CLI/CLI.hpp>'},
        {"modules/dns/a.hpp": "#include <ldns/ldns.h>", "modules/dns/b.cpp": '#include "dns/a.hpp"'},
    ]

    def test_refused(self):
        for files in self.REFUSED:
            with self.subTest(files=files):
                self.assertEqual(len(violations(files)), 1)

    def test_allowed(self):
        for files in self.ALLOWED:
            with self.subTest(files=files):
                self.assertEqual(violations(files), [])


class Tree(unittest.TestCase):
    root = pathlib.Path()

    def test_every_include_follows_the_direction_of_dependency(self):
        files = {
            path.relative_to(self.root).as_posix(): path.read_text()
            for top in ("modules", "src")
            for path in (self.root / top).rglob("*.[ch]pp")
        }
        self.assertGreater(len(files), 10, "no sources were found")
        self.assertEqual(violations(files), [])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Tree.root = pathlib.Path(sys.argv.pop())
    unittest.main()
