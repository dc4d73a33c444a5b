"""The README says of `postern serve` what the program says of itself."""

import pathlib
import re
import subprocess

import support

README = pathlib.Path(__file__).resolve().parents[2] / "README.md"


class Readme(support.TestCase):
    def test_its_table_has_options_of_serve(self):
        told = subprocess.run([support.POSTERN, "serve", "--help"], capture_output=True, text=True, check=True).stdout
        options = set(re.findall(r"^  (--[a-z-]+)", told, re.MULTILINE))
        table = set(re.findall(r"^\| `(--[a-z-]+)` \|", README.read_text(), re.MULTILINE))
        self.assertGreater(len(table), 5)
        self.assertLessEqual(table, options)


if __name__ == "__main__":
    support.main()
