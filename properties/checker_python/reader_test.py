"""The strict reader: whatever differs from the one text of a claim is malformed, or the claim it then makes is judged anew."""
import ast
import os
import subprocess
import sys
import tempfile
import unittest

from reference import PROGRAM, arithmetic_lines, certificate, checker, outcome

RETRIEVAL = "claim retrieval\nn 4\ndigits 2\nvalue-bits 2\nbeta 1*2^3\n" + arithmetic_lines("binary32") + "method rows\n"
COUNTER = ("claim retrieval\nn 4\ndigits 2\nvalue-bits 2\nbeta 1*2^-4\n" + arithmetic_lines("binary32")
           + "input 1:0:0 1:1:3 1:2:0 1:3:0 0:1\nexpected 3\nobserved 0\n")


class Grammar(unittest.TestCase):
    def test_the_valid_ones(self):
        self.assertEqual(outcome(certificate("all-inputs", RETRIEVAL)), 0)
        self.assertEqual(outcome(certificate("counterexample", COUNTER)), 0)

    def test_bytes(self):
        good = certificate("all-inputs", RETRIEVAL)
        for bad in (b"", b"\n", good[:-1], good + b"\n", good + good, good.replace(b"rows", b"rows "), good.replace(b"\n", b"\r\n"), b" " + good,
                    good.replace(b"n 4", b"n\t4"), good.replace(b"retrieval", b"retri\xc3\xa9val"), good.replace(b"claim", b"claim\x00"), b"\xff" * 100):
            self.assertEqual(outcome(bad), 6, bad[:40])

    def test_every_changed_byte_breaks_the_hash(self):
        good = certificate("all-inputs", RETRIEVAL)
        for i in range(0, len(good) - 1, 7):
            self.assertEqual(outcome(good[:i] + bytes([good[i] ^ 1]) + good[i + 1:]), 6, i)

    def test_the_hash_alone(self):
        good = certificate("all-inputs", RETRIEVAL)
        digit = good[-2:-1]
        self.assertEqual(outcome(good[:-2] + (b"0" if digit != b"0" else b"1") + b"\n"), 6)
        self.assertEqual(outcome(good[:-65] + good[-65:].upper()), 6)

    def test_lines_missing_repeated_or_exchanged(self):
        for kind, text in (("all-inputs", RETRIEVAL), ("counterexample", COUNTER)):
            lines = text.splitlines(True)
            for i in range(len(lines)):
                self.assertEqual(outcome(certificate(kind, "".join(lines[:i] + lines[i + 1:]))), 6, lines[i])
                self.assertEqual(outcome(certificate(kind, "".join(lines[:i + 1] + lines[i:]))), 6, lines[i])
                self.assertEqual(outcome(certificate(kind, "".join(lines[:i] + ["unknown 1\n"] + lines[i:]))), 6, lines[i])
                if i + 1 < len(lines):
                    self.assertEqual(outcome(certificate(kind, "".join(lines[:i] + [lines[i + 1], lines[i]] + lines[i + 2:]))), 6, lines[i])
            self.assertEqual(outcome(certificate(kind, text + "claim retrieval\n")), 6)

    def test_words(self):
        for old, new in (("n 4", "n 04"), ("n 4", "n +4"), ("n 4", "n 4 4"), ("n 4", "n"), ("n 4", "n  4"), ("n 4", "n 0"), ("n 4", "n 5"), ("n 4", "n 0x4"),
                         ("n 4", "n 131073"), ("digits 2", "digits 41"), ("value-bits 2", "value-bits 0"), ("1*2^3", "2*2^2"), ("1*2^3", "1*2^100001"),
                         ("1*2^3", "8"), ("1*2^3", "1*2^+3"), ("1*2^3", "9223372036854775809*2^0"), ("1*2^3", "-0"), ("1*2^3", "1.0*2^3"), ("1*2^3", "0*2^3"),
                         ("exact no", "exact maybe"), ("input binary32", "input binary33"), ("input binary32", "input Binary32"), ("input binary32", "input fp32"),
                         ("input binary32", "input p0"), ("input binary32", "input p65"), ("input binary32", "input p024"), ("input binary32", "input e8p1"),
                         ("input binary32 nearest-even", "input fx(8,4) nearest-even"), ("input binary32 nearest-even", "input fx(63,4) down"),
                         ("input binary32 nearest-even", "input fx(8) down"), ("input binary32 nearest-even", "input fx(8,513) down"), ("nearest-even", "nearest"),
                         ("left-to-right unfused", "blocked(0) unfused"), ("left-to-right unfused", "blocked unfused"), ("unfused", "maybe"),
                         ("softmax two-pass", "softmax three-pass"), ("exponential natural", "exponential base-3"), ("normalisation quotient", "normalisation none"),
                         ("keys first-to-last", "keys random"), ("method rows", "method pieces"), ("method rows", "method"), ("claim retrieval", "claim Retrieval")):
            self.assertIn(old, RETRIEVAL)
            self.assertEqual(outcome(certificate("all-inputs", RETRIEVAL.replace(old, new, 1))), 6, (old, new))

    def test_plans_that_are_not_defined(self):
        for options in ({"softmax": "online", "normalisation": "weights-first"}, {"softmax": "online", "sums": "pairwise"}):
            lines = "claim retrieval\nn 4\ndigits 2\nvalue-bits 2\nbeta 1*2^3\n" + arithmetic_lines("binary32", **options) + "method rows\n"
            self.assertEqual(outcome(certificate("all-inputs", lines)), 6, options)

    def test_flags_and_files(self):
        """As attest-checker takes them: --most-work anywhere, --version; no pipe without a writer is waited for."""
        with tempfile.TemporaryDirectory() as folder:
            good, pipe = os.path.join(folder, "good"), os.path.join(folder, "pipe")
            data = certificate("all-inputs", "claim capacity\nmechanism linear\nn 4\n" + arithmetic_lines("binary16") + "method derivation\n")
            with open(good, "wb") as file:
                file.write(data)
            os.mkfifo(pipe)

            def run(*arguments, **more):
                return subprocess.run([sys.executable, PROGRAM] + list(arguments), capture_output=True, timeout=60, **more)
            for arguments, code in (((good,), 0), (("--most-work", "20", good), 0), ((good, "--most-work", "20"), 0), ((good, "--most-work"), 2), ((good, "--most-work", "35"), 2),
                                    (("--most-work", "010", good), 2), ((good, "-q"), 2), ((), 2), (("--most-work", "20"), 2), ((pipe,), 8), ((folder,), 8), (("/dev/null",), 8), ((good, pipe), 8)):
                self.assertEqual(run(*arguments).returncode, code, arguments)
            self.assertEqual(run("-", input=data).returncode, 0)
            self.assertEqual(run(good, "--version").stdout, b"attest-certificate/2\n")

    def test_the_version_and_the_kind(self):
        good = certificate("all-inputs", RETRIEVAL)
        self.assertEqual(outcome(certificate("all-inputs", RETRIEVAL).replace(b"certificate/2", b"certificate/1")), 6)
        self.assertEqual(outcome(certificate("counterexample", RETRIEVAL)), 6)
        self.assertEqual(outcome(certificate("all-inputs", COUNTER)), 6)
        self.assertEqual(outcome(certificate("counting", RETRIEVAL)), 6)
        self.assertEqual(checker.verify(good)[:10], "all-inputs")

    def test_runs(self):
        run = "input 1:0:0 1:1:3 1:2:0 1:3:0 0:1"
        for bad in ("input", "input 1:0:0 1:1:3 1:2:0 1:3:0 0:1 ", "input 1(1:0:0 1:1:3 1:2:0 1:3:0 0:1", "input 1:0:0 1:1:3 1:2:0 1:3:0 0:4", "input 0:1 1:0:0 1:1:3 1:2:0 1:3:0",
                    "input 1:0:0 1:1:3 1:2:0 1:3:00 0:1", "input 1:0:0 1:1:3 1:2:0 1:3: 0:1", "input 1:0:0 1:1:4 1:2:0 1:3:0 0:1", "input 131072(1:0:0 1:1:3", "input 2(2(1:0:0 0:1",
                    "input 1:0:0 1:1:3 1:2:0 1:3:0:0 0:1", "input a 0:1"):
            self.assertEqual(outcome(certificate("counterexample", COUNTER.replace(run, bad))), 6, bad)
        two_sum = "claim two-sum\nM 8\nn 2\nc 1*2^0\nkappa 1*2^0\nthreshold 1*2^-1\n" + arithmetic_lines("binary32")
        for words, expected in (("2(1:1 0:1", 4), ("1:1 1:1 0:1", 6)):
            self.assertEqual(outcome(certificate("counterexample", two_sum + "input %s\nexpected 0\nobserved 1\n" % words)), expected)

    def test_long_lines(self):
        self.assertEqual(outcome(certificate("all-inputs", RETRIEVAL.replace("method rows", "method " + "r" * (1 << 16)))), 6)
        self.assertEqual(outcome(certificate("counterexample", COUNTER.replace("input 1:0:0", "input " + "1:0:0 " * 200000))), 6)


class House(unittest.TestCase):
    def test_functions_fit_a_screen_and_lines_a_page(self):
        with open(PROGRAM, encoding="ascii") as file:
            text = file.read()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                self.assertLessEqual(node.end_lineno - node.lineno + 1, 70, node.name)
        for number, line in enumerate(text.splitlines(), 1):
            self.assertLessEqual(len(line), 160, number)


class TooMuchWork(unittest.TestCase):
    def test_it_is_refused_at_once(self):
        plan = arithmetic_lines("binary32")
        for lines in ("claim retrieval\nn 5000\ndigits 13\nvalue-bits 1\nbeta 1*2^5\n" + plan + "method rows\n",
                      "claim two-sum\nM 8\nn 8\nc 1*2^5\nkappa 1*2^0\nthreshold 1*2^-1\n" + plan + "method enumeration\n",
                      "claim retrieval\nn 8\ndigits 3\nvalue-bits 3\nbeta 1*2^5\n" + plan + "method enumeration\n",
                      "claim composition\nL 3\nsizes 100 100 100\norder standard\nfirst full\nbeta 1*2^5\n" + plan + "method bounded\n"):
            self.assertEqual(outcome(certificate("all-inputs", lines)), 6, lines)


def run(*arguments, **options):
    return subprocess.run([sys.executable, PROGRAM, *arguments], capture_output=True, text=True, timeout=120, **options)


class Program(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def file(self, name, data):
        path = os.path.join(self.folder.name, name)
        with open(path, "wb") as file:
            file.write(data)
        return path

    def test_exit_codes_and_lines(self):
        good = self.file("good", certificate("all-inputs", RETRIEVAL))
        weak = self.file("weak", certificate("all-inputs", RETRIEVAL.replace("1*2^3", "1*2^-3")))
        bad = self.file("bad", b"\x00\xff")
        empty = self.file("empty", b"")
        missing = os.path.join(self.folder.name, "missing")
        for files, code, starts in (([good], 0, ["VERIFIED"]), ([weak], 4, ["NOT established"]), ([bad], 6, ["malformed"]), ([empty], 6, ["malformed"]),
                                    ([good, weak], 4, ["VERIFIED", "NOT established"]), ([weak, bad, good], 6, ["NOT established", "malformed", "VERIFIED"]),
                                    ([good, missing], 8, ["VERIFIED"]), ([missing, bad], 6, ["malformed"]), ([missing, weak], 8, ["NOT established"]),
                                    ([self.folder.name], 8, [])):
            result = run(*files)
            self.assertEqual(result.returncode, code, (files, result))
            lines = result.stdout.splitlines()
            self.assertEqual([line.split(":")[0] for line in lines], starts)
            self.assertEqual(len(lines) + len(result.stderr.splitlines()), len(files))
            self.assertNotIn("Traceback", result.stderr)

    def test_usage(self):
        self.assertEqual(run().returncode, 2)
        self.assertEqual(run("--nonsense", "file").returncode, 2)
        self.assertEqual(len(run("--nonsense").stderr.splitlines()), 1)
        self.assertEqual(run("--help").returncode, 0)

    def test_it_runs_alone_and_isolated(self):
        with open(PROGRAM, "rb") as file:
            copy = self.file("copied.py", file.read())
        good = self.file("good", certificate("all-inputs", RETRIEVAL))
        result = subprocess.run([sys.executable, "-I", "-S", copy, good], capture_output=True, text=True, timeout=60, cwd=self.folder.name)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_only_the_standard_library(self):
        allowed = {"functools", "hashlib", "itertools", "math", "os", "sys", "fractions"}
        with open(PROGRAM, encoding="ascii") as file:
            tree = ast.parse(file.read())
        found = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
        found |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        self.assertLessEqual(found, allowed)
        self.assertIn("hashlib", found)


if __name__ == "__main__":
    unittest.main()
