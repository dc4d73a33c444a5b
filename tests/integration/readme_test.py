"""The README says of `postern serve` what the program says of itself."""

import pathlib
import re
import subprocess

import support

README = pathlib.Path(__file__).resolve().parents[2] / "README.md"


class Readme(support.TestCase):
    def test_its_table_has_every_option_of_serve_and_no_other(self):
        told = subprocess.run([support.POSTERN, "serve", "--help"], capture_output=True, text=True, check=True).stdout
        options = set(re.findall(r"^  (--[a-z-]+)", told, re.MULTILINE))
        table = set(re.findall(r"^\| `(--[a-z-]+)` \|", README.read_text(), re.MULTILINE))
        self.assertGreater(len(options), 5)
        self.assertEqual(table, options)


if __name__ == "__main__":
    support.main()
