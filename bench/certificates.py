#!/usr/bin/env python3
# usage: bench/certificates.py [--repeat N] [--filter TEXT]
#
# What certificates cost, in one run: attest certify, then both checkers on what it wrote. Times are processor times, the least of N runs, so
# other work on the machine lengthens them little. `attest certify` lets the C++ checker read what it writes before it says so; the prover's
# time is what is left when the checker's is taken away. Goals (issue 3): retrieval n = 65,536 at most 10 s, 2-Sum M = 4,096 in binary32 at
# most 30 s, M = 256 in every named format at most 5 s, growth no faster than M^2, C++ checker at most 5 times the prover, Python at most
# 300 s and 1 GiB. Needs build/release/attest and build/release/attest-checker; not a test: nothing fails when a machine is slow.

import argparse
import math
import os
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
ATTEST, CHECKER = (os.path.join(ROOT, "build", "release", name) for name in ("attest", "attest-checker"))
PYTHON = os.path.join(ROOT, "src", "checker_python", "attest_checker.py")
NAMED = ("binary64", "binary32", "tf32", "bfloat16", "binary16", "e4m3", "e5m2", "e2m3", "e3m2", "e2m1")
GROWTH = (256, 512, 1024, 2048, 4096)

CASES = ([("eva", 65536, "binary32", 10)] + [("two-sum", M, "binary32", 30) for M in GROWTH] + [("two-sum", 256, form, 5) for form in NAMED if form != "binary32"]
         + [("match2", 256, "binary32", None), ("counting", 256, "binary32", None), ("l-seqcomp", "m=64:n1=16", "binary32", None), ("ar", 256, "bfloat16", None)])


def once(command):
    """(exit code, processor seconds, peak MiB)."""
    child = os.fork()
    if child == 0:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        os.execvp(command[0], command)
    _, status, used = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def least(command, repeat):
    runs = [once(command) for _ in range(repeat)]
    return runs[0][0], min(run[1] for run in runs), max(run[2] for run in runs)


def slope(points):
    """Of the least squares line through (log x, log y)."""
    xs, ys = [math.log(x) for x, _ in points], [math.log(y) for _, y in points]
    x_mean, y_mean = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys)) / sum((x - x_mean) ** 2 for x in xs)


def main():
    parser = argparse.ArgumentParser(description="What certificates cost: the comment at the head of this file.")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--filter", default="")
    options = parser.parse_args()
    print("load %s" % " ".join("%.1f" % load for load in os.getloadavg()))
    print("%-10s %-10s %-9s | %-22s %9s | %8s %8s %5s | %8s %6s | %8s %6s" % ("task", "size", "format", "certificate", "bytes", "certify", "prover", "goal", "C++ s", "ratio", "Python s", "MiB"))
    provers, checkers = [], []
    with tempfile.TemporaryDirectory() as folder:
        for task, size, form, goal in CASES:
            if options.filter not in "%s %s %s" % (task, size, form):
                continue
            path = os.path.join(folder, "certificate")
            if os.path.exists(path):
                os.remove(path)
            code, certify, _ = least([ATTEST, "certify", "--task", task, "--size", str(size), "--format", form, "--out", path], options.repeat)
            if not os.path.exists(path):
                print("%-10s %-10s %-9s | no certificate, exit code %d, %.2f s" % (task, size, form, code, certify))
                continue
            with open(path, encoding="ascii") as stream:
                lines = stream.read().split("\n")
            kind = " ".join(line.split(" ", 1)[1] for line in lines if line.startswith(("kind ", "method ")))
            native, python = least([CHECKER, path], options.repeat), least([sys.executable, PYTHON, path], 1)
            prover = max(certify - native[1], 1e-3)
            if task == "two-sum" and form == "binary32":
                provers.append((size, prover))
                checkers.append((size, native[1]))
            verdict = "" if native[0] == python[0] == 0 else "  NOT ESTABLISHED (exit codes %d and %d)" % (native[0], python[0])
            print("%-10s %-10s %-9s | %-22s %9d | %8.2f %8.2f %5s | %8.2f %6.2f | %8.2f %6.0f%s"
                  % (task, size, form, kind, os.path.getsize(path), certify, prover, goal or "", native[1], native[1] / prover, python[1], python[2], verdict), flush=True)
    if len(provers) > 2:
        print("2-Sum in binary32, M = %d..%d: time grows as M^%.2f (prover), M^%.2f (C++ checker)" % (provers[0][0], provers[-1][0], slope(provers), slope(checkers)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
