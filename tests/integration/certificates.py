"""A certificate authority of a test's own."""

import dataclasses
import pathlib
import subprocess

KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


@dataclasses.dataclass
class Certificate:
    """Two files in PEM."""

    chain: pathlib.Path
    key: pathlib.Path

    def __str__(self):
        """As `postern serve --certificate` wants it."""
        return f"{self.chain}:{self.key}"


class Authority:
    def __init__(self, directory):
        self._directory = pathlib.Path(directory) / "certificates"
        self._directory.mkdir()
        self._own = self._files("authority")
        _openssl("req", "-x509", *KEY, "-subj", "/CN=Authority of a test", "-days", "2",
                 "-keyout", self._own.key, "-out", self._own.chain)

    @property
    def file(self):
        """The authority's certificate, for those who are to believe it."""
        return self._own.chain

    def issue(self, *names):
        """A certificate for these names: hosts, or 127.0.0.1 and the like."""
        made = self._files(names[0])
        alternatives = ",".join(f"{'IP' if name[0].isdigit() or ':' in name else 'DNS'}:{name}" for name in names)
        _openssl("req", "-x509", "-CA", self._own.chain, "-CAkey", self._own.key, *KEY, "-subj", f"/CN={names[0]}",
                 "-addext", f"subjectAltName={alternatives}", "-addext", "basicConstraints=critical,CA:FALSE",
                 "-days", "2", "-keyout", made.key, "-out", made.chain)
        return made

    def _files(self, name):
        return Certificate(self._directory / f"{name}.pem", self._directory / f"{name}.key")


def _openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, stdin=subprocess.DEVNULL, capture_output=True)
