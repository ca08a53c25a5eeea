"""Every one-token mutation of a valid certificate is rejected by both checkers as it is; with its hash set right it is rejected
by both, or both verify it and what it then claims is true of attest's own model (confirm_certificates), of big integers, or, where
attest has no such model, of every input by both checkers' own models. What nobody else can judge is counted apart.

The tests run a seeded part; `python3 mutation_test.py --whole` runs all mutants of all valid files and prints the counts.
"""
import argparse
import collections
import fractions
import itertools
import math
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import unittest

from checkers import BUILD, ESTABLISHED, MALFORMED, NOT_ESTABLISHED, REFUSED, SLOW, agree, by_both, files, sealed
from mutants import mutants, plausible

CONFIRM = os.path.join(BUILD, "properties", "confirm_certificates")
SEED = int(os.environ.get("ATTEST_TEST_SEED", "1"))


def gain_is_sure(g, marked, k, y, pre):
    """With powers instead of logarithms; for small numbers."""
    if marked == 0:
        return g <= k
    p = 1 - fractions.Fraction(marked, k * y)
    if not g - 1 < k * p or g > k:
        return False
    value = y * sum(count * math.log2(count / part) for count, part in ((g - 1, k * p), (k - g + 1, k * (1 - p))) if count)
    assert abs(value - pre) > 1e-9 * max(1, pre)
    return value > pre


def least_values(m, pre):
    return next(x for x in range(1, m + 1) if x ** m << pre >= m ** m)


def attest_holds(theorem, keys, names, more):
    """attest bound on the same sizes, by src/bounds; None where it takes no such sizes."""
    arguments = [word for flag, key in names.items() for word in ("--" + flag, keys[key])]
    code = subprocess.run([os.path.join(BUILD, "attest"), "bound", theorem] + arguments + more, capture_output=True, timeout=60).returncode
    return {0: True, 3: False}.get(code)


def inequality_holds(text):
    """Section 7 with big integers, as long as they are not too big."""
    keys = dict(line.split(" ", 1) for line in text.split("\n") if " " in line)
    theorem = keys["theorem"]

    def n(name):
        return int(keys[name])

    def below(bits, count, base):
        """bits < count lg(base)"""
        return math.log2(base) * count > bits * (1 + 1e-12) if bits > 1 << 22 or count > 1 << 18 else 1 << bits < base ** count
    if theorem in ("E", "F1"):
        size, bits = (n("n"), n("state-bits")) if theorem == "E" else (n("m"), n("message-bits"))
        return below(bits, size, size)
    if theorem == "T":
        return n("state-bits") < 1 << 22 and 1 << n("state-bits") < math.comb(n("U"), n("n"))
    if theorem == "S":
        return n("message-bits") < 1 << 22 and 1 << n("message-bits") < math.comb(n("U"), n("B")) and n("n") // n("B") > n("k")
    if theorem == "LL":
        bits = n("level-bits") * bin(n("n")).count("1")
        return below(bits, n("n"), n("n")) if "U" not in keys else bits < 1 << 22 and 1 << bits < math.comb(n("U"), n("n"))
    if theorem == "F2U":
        return attest_holds("f2u", keys, {"m": "m", "n1": "n_1", "message-bits": "message-bits"}, ["--error", "%s/%s" % (keys["error-above"], keys["error-below"])])
    if theorem in ("H3", "FFR", "G"):  # what they found by searching is part of the certificate: attest finds its own, so it is no judge
        return None
    m, n_1, b = n("m"), n("n_1"), n("message-bits")
    if theorem == "H2":
        x = least_values(m, n("pre-bits"))
        return below(n("pre-bits") + n_1 * b + x * n("post-bits"), n_1 * x, m * n_1)
    if theorem == "F2":
        coordinates = -((-n_1 * (m * m - b * (m - 1))) // m)
        return coordinates > 0 and below(b * (2 * n_1 + 3 * m - 1), coordinates, m * n_1)
    if theorem == "H2+":
        x0, pre, post, gains = n("x0"), n("pre-bits"), n("post-bits"), [int(g) for g in keys["gains"].split()]
        x, y, u = len(gains), m // x0, 0
        for g in gains:
            if g != x0 if pre == 0 else not gain_is_sure(g, u, x0, y, pre):
                return False
            u += g
        if pre == 0 and x > y:
            return False
        zeta = min(x * post + x0 * b, x * x0 * post) if post else 0
        return below(pre + zeta + n_1 * min(x0, 1 << min(pre, 40)) * b, n_1 * u, m * n_1)
    return None


def averages_hold(text, source):
    """The claim averaging over real numbers, on extremal and random values."""
    keys = dict(line.split(" ", 1) for line in text.split("\n") if " " in line)
    n, q, (beta, epsilon) = int(keys["n"]), int(keys["q"]), [fractions.Fraction(int(m)) * fractions.Fraction(2) ** int(e) for m, e in ((keys[k] + "*2^0").split("*2^")[:2] for k in ("beta", "epsilon"))]
    light = math.exp(-float(min(beta, 700))) if keys["exponential"] == "natural" else 2.0 ** -float(min(beta, 1000))
    for _ in range(200):
        inside, outside = ([source.choice((-1, 1, source.uniform(-1, 1))) for _ in range(count)] for count in (q, n - q))
        if source.random() < .5:
            inside, outside = [1] * q, [-1] * (n - q)
        y = (sum(inside) + light * sum(outside)) / (q + light * (n - q))
        if abs(y - sum(inside) / q) > float(min(epsilon, 4)) + 1e-12:
            return False
    return True


def strings_hold(text):
    """The claims equality and disjointness over real numbers, on every input."""
    keys = dict(line.split(" ", 1) for line in text.split("\n") if " " in line)
    n, digits, equality = int(keys["n"]), int(keys["digits"]), keys["claim"] == "equality"
    beta = float(min(fractions.Fraction(int(keys["beta"].split("*2^")[0])) * fractions.Fraction(2) ** int(keys["beta"].split("*2^")[1]), 60))
    base = math.e if keys["exponential"] == "natural" else 2.0

    def reads(scores, bits):
        weights = [base ** (s - max(scores)) for s in scores]
        return sum(w for w, bit in zip(weights, bits) if bit) >= sum(weights) / 2 * (1 - 1e-12)
    for x in itertools.product((0, 1), repeat=n):
        for y in itertools.product((0, 1), repeat=n):
            fetched = [reads([beta * (digits - bin(i ^ j).count("1")) for j in range(n)] + [0.0] * (i + 1), list(x) + [0] * (i + 1)) for i in range(n)]
            u = [a != b if equality else a and b for a, b in zip(fetched, y)]
            if reads([0.0] * n + [beta * bool(bit) for bit in u] + [0.0], [0] * n + u + [0]) == (x == y if equality else not any(a and b for a, b in zip(x, y))):
                return False
    return True


def without_attest(texts):
    """Where attest has no such model or task (sizes that it does not take): every input, by both checkers' own models, or by
    floating-point numbers where the claim is about real ones."""
    found, listed = {}, []
    for text in texts:
        claim = re.search("\nclaim (.*)\n", text).group(1)
        if "\nkind all-inputs\n" in text and "\nexact no\n" in text:
            listed.append((text, sealed(re.sub("\nmethod .*\n", "\nmethod enumeration\n", text).encode("ascii"))))
        elif claim == "averaging" and "\nexact yes\n" in text:
            found[text] = "sampled 200" if averages_hold(text, random.Random(1)) else "refuted by real numbers"
        elif claim in ("equality", "disjointness") and "\nexact yes\n" in text and int(re.search("\nn (.*)\n", text).group(1)) <= 5:
            found[text] = "confirmed" if strings_hold(text) else "refuted by real numbers"
    for (text, _), outcomes in zip(listed, by_both([enumeration for _, enumeration in listed], 24, 20)):
        if outcomes == (ESTABLISHED, ESTABLISHED):
            found[text] = "confirmed by enumeration"
        elif NOT_ESTABLISHED in outcomes:
            found[text] = "refuted by enumeration"
    return found


def judged(texts):
    """What attest's own models say of certificates that both checkers verified: one word a text, and what stands behind it."""
    found = judged_by_attest(texts)
    found.update(without_attest([text for text, verdict in found.items() if verdict.startswith("no model")]))
    return found


def judged_by_attest(texts):
    found = {}
    others = []
    for text in texts:
        if "\nkind counting\n" in text:
            holds = inequality_holds(text)
            found[text] = "no model" if holds is None else "confirmed 1" if holds else "refuted by integers"
        else:
            others.append(text)
    for first in range(0, len(others), 200):
        part = others[first:first + 200]
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for i, text in enumerate(part):
                paths.append(os.path.join(folder, str(i)))
                with open(paths[-1], "w", encoding="ascii") as file:
                    file.write(text)
            result = subprocess.run([CONFIRM] + paths, capture_output=True, text=True)
            lines = result.stdout.splitlines()
            if len(lines) != len(part):
                raise AssertionError("confirm_certificates ended with %d after %d of %d: %s" % (result.returncode, len(lines), len(part), part[len(lines)]))
            found.update(zip(part, lines))
    return found


class Count(collections.Counter):
    """What became of mutants: rejected as malformed or not established, refused, accepted and confirmed, sampled or neither."""

    def take(self, name, texts, most_work, seconds, problems):
        """Both checkers on texts with their hashes set right; `problems` gets whatever must not be."""
        texts = sorted(set(texts))
        accepted = []
        for text, (cpp, python) in zip(texts, by_both([t.encode("ascii") for t in texts], most_work, seconds)):
            if not agree(cpp, python):
                problems.append("%s: C++ %s, Python %s:\n%s" % (name, cpp, python, text))
                self["disagreements"] += 1
            elif cpp == python == ESTABLISHED:
                accepted.append(text)
            elif REFUSED in (cpp, python) or SLOW in (cpp, python):
                self["too much work"] += 1
            else:
                self["malformed" if cpp == MALFORMED else "not established"] += 1
        for text, verdict in judged(accepted).items():
            kind = next(word for word in ("confirmed", "sampled", "refuted", "no model") if verdict.startswith(word))
            self["accepted, " + kind] += 1
            if kind == "refuted":
                problems.append("%s: both verify it, but %s:\n%s" % (name, verdict, text))
        return accepted


def part_of(name, text, share, source):
    """`share` mutants of one file, drawn anew from every run's seed."""
    words = sorted({word for line in text.split("\n") for word in line.split(" ")})
    some = source.sample(words, min(12, len(words)))
    found, likely = sorted(mutants(text, some)), plausible(text)
    return source.sample(found, min(share // 3, len(found))) + source.sample(likely, min(share - share // 3, len(likely)))


class Mutation(unittest.TestCase):
    def test_as_it_is_every_mutant_is_malformed(self):
        source, texts = random.Random(SEED), []
        for name, data in files("valid").items():
            texts += part_of(name, data.decode("ascii"), 12, source)
        outcomes = collections.Counter(by_both([text.encode("ascii") for text in texts]))
        self.assertEqual(set(outcomes), {(MALFORMED, MALFORMED)})
        self.assertGreater(len(texts), 1000)

    def test_with_the_hash_set_right_what_is_accepted_is_true(self):
        source, count, problems, tried = random.Random(SEED + 1), Count(), [], 0
        for name, data in files("valid").items():
            texts = [sealed(text).decode("ascii") for text in part_of(name, data.decode("ascii"), 40, source)]
            tried += len(texts)
            count.take(name, texts, 22, 10, problems)
        print("%d mutants: %s" % (tried, dict(count)))
        self.assertEqual(problems, [], "\n".join(problems[:3]))
        self.assertGreater(count["not established"], 100)
        self.assertGreater(count["malformed"], 1000)
        self.assertGreater(count["accepted, confirmed"], 50)
        # Real numbers and sizes that attest has no model of; both checkers agree on these, and no third judge is there.
        self.assertLess(count["accepted, no model"], 20)

    def test_what_is_not_true_is_seen(self):
        """Planted: certificates that no checker verifies, handed to the judges of those that both verify."""
        for name in ("counterexample-expected-wrong", "counterexample-observed-wrong", "counterexample-model-is-right", "exhaustion-a-point-is-right", "exhaustion-cell-gap",
                     "exhaustion-expected-wrong", "retrieval-beta-too-small", "two-sum-enumeration-threshold-too-high", "match2-c-too-small", "disjointness-enumeration-wrong",
                     "capacity-one-value-too-many", "counting-one-more-than-t", "reversed-without-memory", "counting-e-one-bit-more", "counting-f2-m-one-less", "counting-h2-too-few-columns",
                     "counting-t-one-bit-more", "counting-s-every-block-read", "counting-f1-one-bit-more", "counting-ll-one-bit-more", "counting-h2-plus-a-gain-not-sure"):
            text = files("invalid")[name + ".txt"].decode("ascii")
            self.assertTrue(judged([text])[text].startswith("refuted"), (name, judged([text])))


def whole(names, share, seconds):
    """All mutants of all files (of one file: a name), or `share` of each."""
    total, problems, accepted, began = Count(), [], 0, time.time()
    for name, data in files("valid").items():
        if names and name not in names:
            continue
        count, before, text = Count(), time.time(), data.decode("ascii")
        texts = sorted(mutants(text))
        if share and share < len(texts):
            texts = random.Random(name).sample(texts, share)
        as_it_is = collections.Counter(by_both([t.encode("ascii") for t in texts]))
        if set(as_it_is) != {(MALFORMED, MALFORMED)}:
            problems.append("%s: as it is: %s" % (name, as_it_is))
        accepted += len(count.take(name, [sealed(t).decode("ascii") for t in texts], 22, seconds, problems))
        total.update(count)
        total["mutants"] += len(texts)
        print("%s: %d mutants, %s, %.1f s, %d problems so far" % (name, len(texts), dict(count), time.time() - before, len(problems)), flush=True)
        for problem in problems[total["shown"]:total["shown"] + 3]:
            print(problem, flush=True)
        total["shown"] = len(problems)
    print("all: %s, %.0f s, %d problems" % (dict(total), time.time() - began, len(problems)))
    return 1 if problems else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--whole", action="store_true", help="all mutants, not a seeded part")
    parser.add_argument("--share", type=int, default=0, help="with --whole: at most so many of each file")
    parser.add_argument("names", nargs="*", help="files of corpus/certificates/valid")
    options = parser.parse_args()
    if options.whole:
        sys.exit(whole(options.names, options.share, 10))
    unittest.main(argv=sys.argv[:1])
