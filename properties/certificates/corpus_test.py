"""Every file of corpus/certificates has the outcome of its folder in both checkers, and the folder has a file for everything."""
import os
import re
import subprocess
import sys
import tempfile
import unittest

import make_corpus
from checkers import CORPUS, ESTABLISHED, MALFORMED, NOT_ESTABLISHED, PROGRAM, ROOT, attest_checker, by_both, files

FOLDERS = {"valid": ESTABLISHED, "invalid": NOT_ESTABLISHED, "malformed": MALFORMED}
PYTHON = os.path.join(ROOT, "src", "checker_python", "attest_checker.py")


def key(data, name):
    found = re.search(rb"^%s (\S+)" % name.encode(), data, re.MULTILINE)
    return found.group(1).decode() if found else ""


class Corpus(unittest.TestCase):
    def test_every_file_has_the_outcome_of_its_folder(self):
        for folder, expected in FOLDERS.items():
            named = files(folder)
            for name, outcomes in zip(named, by_both(list(named.values()))):
                self.assertEqual(outcomes, (expected, expected), "%s/%s: (C++, Python)" % (folder, name))

    def test_one_line_and_the_exit_code_of_the_worst(self):
        for folder, expected in FOLDERS.items():
            names = [os.path.join(CORPUS, folder, name) for name in files(folder)]
            for program in ([PROGRAM], [sys.executable, PYTHON]):
                result = subprocess.run(program + names, capture_output=True, text=True, timeout=300)
                self.assertEqual(result.returncode, expected, program)
                self.assertEqual(len(result.stdout.splitlines()), len(names), program)
                self.assertEqual(result.stderr, "")

    def test_names_of_files_reach_the_terminal_on_one_line(self):
        with tempfile.TemporaryDirectory() as folder:
            name = os.path.join(folder, "x\nVERIFIED: \x1b[31m")
            with open(name, "wb") as file:
                file.write(b"nonsense\n")
            for program in ([PROGRAM], [sys.executable, PYTHON]):
                result = subprocess.run(program + [name], capture_output=True, text=True, timeout=60)
                self.assertEqual((result.returncode, len(result.stdout.splitlines()), "\x1b" in result.stdout), (MALFORMED, 1, False), program)

    def test_the_files_are_the_ones_that_are_made(self):
        for folder, entries in (("invalid", make_corpus.INVALID), ("malformed", make_corpus.MALFORMED)):
            self.assertEqual(files(folder), {entry[0] + ".txt": make_corpus.made(entry) for entry in entries}, folder)
            self.assertEqual(len(entries), len({entry[0] for entry in entries}))
        self.assertGreaterEqual(len(make_corpus.INVALID) + len(make_corpus.MALFORMED), 60)

    def test_there_is_a_valid_file_of_every_kind_claim_and_method(self):
        valid = files("valid").values()
        found = {(key(data, "kind"), key(data, "claim"), key(data, "method")) for data in valid}
        for name, claim in attest_checker.CLAIMS.items():
            for method in claim.methods + (("enumeration",) if claim.has_inputs and claim.has_enumeration else ()):
                self.assertIn(("all-inputs", name, method), found)
            if claim.has_inputs:
                self.assertIn(("counterexample", name, ""), found)
        for kind, method in (("all-inputs", "enumeration"), ("counterexample", ""), ("fooling-pair", "")):
            self.assertIn((kind, "stack", method), found)
        self.assertIn(("exhaustion", "retrieval", ""), found)
        self.assertIn(("exhaustion", "two-sum", ""), found)
        theorems = {key(data, "theorem") for data in valid}
        with open(os.path.join(ROOT, "src", "evidence", "THEOREMS.md"), encoding="utf-8") as file:
            named = re.findall(r"^\| ([A-Z][A-Z0-9]*\+?) \|", file.read(), re.MULTILINE)
        self.assertGreaterEqual(len(named), 8)
        self.assertLessEqual(set(named), theorems)
        layers = {word for data in valid for word in re.findall(r"^layer (\S+)", data.decode(), re.MULTILINE)}
        self.assertGreaterEqual(layers, set(attest_checker.RECURRENT_KINDS) | {"full", "sparse", "state-table", "fold-table"})

    def test_it_stays_small(self):
        size = sum(len(data) for folder in FOLDERS for data in files(folder).values())
        self.assertLess(size, 2 << 20)


if __name__ == "__main__":
    unittest.main()
