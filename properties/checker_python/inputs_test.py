"""Explicit inputs: counterexamples, the killers of exhaustions, and inputs over real numbers."""
import itertools
import math
import unittest

from reference import arithmetic_lines, certificate, checker, dyadic, outcome


class Counterexamples(unittest.TestCase):
    """A weak head answers wrongly where the rows say so."""

    def test_observed_answers(self):
        weak = "claim retrieval\nn 4\ndigits 2\nvalue-bits 2\nbeta 1*2^-4\n" + arithmetic_lines("binary32")
        run = "input 1:0:0 1:1:3 1:2:0 1:3:0 0:1\nexpected %s\nobserved %s\n"
        self.assertEqual(outcome(certificate("counterexample", weak + run % (3, 0))), 0)
        for expected, observed in ((3, 1), (2, 0), (3, 3), (0, 0), (3, "undefined")):
            self.assertEqual(outcome(certificate("counterexample", weak + run % (expected, observed))), 4, (expected, observed))
        self.assertEqual(outcome(certificate("counterexample", weak + (run % (3, 0)).replace("1:3:0 ", ""))), 6)
        strong = weak.replace("1*2^-4", "1*2^3")
        self.assertEqual(outcome(certificate("counterexample", strong + run % (3, 0))), 4)

    def test_undefined(self):
        lines = "claim retrieval\nn 2\ndigits 1\nvalue-bits 1\nbeta 1*2^5\n" + arithmetic_lines("binary16", "naive")
        run = "input 2(1:0:0 0:0\n"
        self.assertEqual(outcome(certificate("counterexample", lines + run + "expected 0\nobserved undefined\n")), 6, "a function has each argument once")
        run = "input 1:0:1 1:1:0 0:0\nexpected 1\nobserved %s\n"
        self.assertEqual(outcome(certificate("counterexample", lines + run % "undefined")), 0)
        self.assertEqual(outcome(certificate("counterexample", lines + run % "0")), 4)

    def test_every_claim_with_inputs(self):
        plan = arithmetic_lines("e4m3")
        for lines, run, expected, wrong in (
                ("claim two-sum\nM 64\nn 3\nc 1*2^4\nkappa 1*2^0\nthreshold 1*2^-1\n", "input 2(1:3 1:5 0:60", 0, 1),
                ("claim match2\nM 64\nn 3\nc 1*2^4\nkappa 1*2^0\n", "input 2(1:3 1:60", 0, 1),
                ("claim two-sum-any\nM 64\nn 3\nc 1*2^4\nkappa 1*2^0\nbeta 1*2^3\n", "input 2(1:3 1:60", 0, 1),
                ("claim counting\nn 4\nK 4\ndigits 2\nt 3\nbeta 1*2^0\nblank 1*2^-2\nthreshold 1*2^-1\n", "input 3(1:1 1:2 0:1", 0, 1),
                ("claim equality\nn 2\ndigits 1\nbeta 1*2^-5\n", "input 2(1:1 2(2:0 0", 0, 1),
                ("claim disjointness\nn 2\ndigits 1\nbeta 1*2^-5\n", "input 1:1 1:0 2:1 2:0 0", 0, 1),
                ("claim averaging\nn 2\nq 1\nbeta 1*2^-2\nepsilon 1*2^-4\n", "input 1:1:0:0 1:-1:0:1", 1, 0),
                ("claim composition\nL 2\nsizes 2 1\norder standard\nfirst full\nbeta 1*2^-6\n", "input 2:0:1 2:1:0 1:0:1 1:1:1 0:1 -1:0", 0, 1),
                ("claim composition\nL 1\nsizes 4\norder merged\nfirst recurrent\nbeta 1*2^-6\n", "input 1:0:3 1:1:0 1:2:1 1:3:2 -2:0", 3, None),
                ("claim encoder-composition\nL 1\nsizes 4\nbeta 1*2^-6\n", "input 1:0:3 1:1:0 1:2:1 1:3:2 0:0 -1", 3, None),
                ("claim index\nn 3\ndigits 2\nvalue-bits 2\nbeta 1*2^-6\n", "input 1:3:3 1:0:0 1:2:0 0:3", 3, 0),
                ("claim maximum-channel\nvariant 14a\nm 2\nn_1 1\nbase 2\ndelta 1*2^-1\nnudge 1*2^-2\ndrop 1*2^0\nfar 1*2^3\nunderflow 5*2^1\noutside 1*2^5\nunit 1*2^-9\n",
                 "input 2:0:0 2:1:1 1:0:1 1:1:0 0:0 -1:0", 1, None),
                ("claim chain-of-thought\nL 1\nsizes 4\nbeta 1*2^-6\n", "input 1:0:3 1:1:0 1:2:1 1:3:2 0:0 -1", 3, None)):
            verdicts = {observed: outcome(certificate("counterexample", lines + plan + run + "\nexpected %d\nobserved %d\n" % (expected, observed)))
                        for observed in range(4) if observed != expected}
            self.assertEqual(sorted(verdicts.values()).count(0), 1, (lines, verdicts))
            if wrong is not None:
                self.assertEqual(verdicts[wrong], 0, lines)

    def test_claims_without_inputs_have_none(self):
        lines = "claim capacity\nmechanism linear\nn 4\n" + arithmetic_lines("binary32")
        self.assertEqual(outcome(certificate("counterexample", lines + "input 1:0\nexpected 0\nobserved 1\n")), 6)
        lines = "claim counting\nn 2\nK 2\ndigits 1\nt 1\nbeta 1*2^-4\nblank 1*2^-4\nthreshold 1*2^-1\n" + arithmetic_lines("exact")
        self.assertEqual(outcome(certificate("counterexample", lines + "input 1:0 1:1 0:0\nexpected 0\nobserved 1\n")), 6)


class Exhaustions(unittest.TestCase):
    plan = arithmetic_lines("e2m1")
    # e2m1: 0.5, 1, 1.5, 2, 3, 4, 6. With n = 4 keys and 2 digits: which betas are right on all inputs?
    head = "claim retrieval\nn 4\ndigits 2\nvalue-bits 2\ngrid beta %s %s %d\n"
    one = "killer 0 3 1:0:3 3(1:1:0 0:0\n"

    def killers(self):
        """Two inputs: a 3 among zeros, a 0 among threes."""
        return ("killer 0 3 1:0:3 1:1:0 1:2:0 1:3:0 0:0\n", "killer 1 0 1:0:0 1:1:3 1:2:3 1:3:3 0:0\n")

    def kind(self, grid, killers, cells):
        return outcome(certificate("exhaustion", self.head % grid + self.plan + "".join(killers) + "".join("cell %s\n" % c for c in cells)))

    def test_a_grid_is_tiled(self):
        killers = self.killers()
        grid = ("1*2^-1", "1*2^0", 2)
        right = [cells for cells in itertools.product("01", repeat=2) if self.kind(grid, killers, ["0 0 " + cells[0], "1 1 " + cells[1]]) == 0]
        self.assertTrue(right, "no killer kills beta = 1/2 or 1 in e2m1")
        a, b = right[0]
        self.assertEqual(self.kind(grid, killers, ["1 1 " + b, "0 0 " + a]), 4, "out of order")
        self.assertEqual(self.kind(grid, killers, ["0 0 " + a]), 4, "a gap")
        self.assertEqual(self.kind(grid, killers, ["0 0 " + a, "0 0 " + a, "1 1 " + b]), 4, "twice")
        self.assertEqual(self.kind(grid, killers, ["0 0 " + a, "1 1 7"]), 4, "no such killer")
        self.assertEqual(self.kind(grid, killers, ["0 0 " + a, "1 2 " + b]), 4, "outside")
        self.assertEqual(self.kind(("1*2^-1", "1*2^0", 3), killers, ["0 0 " + a, "1 2 " + b]), 4, "a wrong COUNT")
        self.assertEqual(self.kind(("1*2^-1", "5*2^-2", 2), killers, ["0 0 " + a, "1 1 " + b]), 6, "5/4 is no number of e2m1")
        self.assertEqual(self.kind(("1*2^0", "1*2^-1", 2), killers, ["0 0 " + a, "1 1 " + b]), 6, "FIRST > LAST")
        wrong = (killers[0].replace("killer 0 3", "killer 0 2"), killers[1])
        self.assertEqual(self.kind(grid, wrong, ["0 0 0", "1 1 0"]), 4, "a killer with a wrong answer")

    def test_negative_numbers_and_zero_are_points(self):
        killers, grid = self.killers(), ("-1*2^0", "1*2^-1", 4)  # -1, -1/2, 0, 1/2
        self.assertEqual([self.kind(grid, killers, ["0 3 " + k]) for k in "01"].count(0) > 0 or
                         any(self.kind(grid, killers, ["0 2 " + k, "3 3 " + l]) == 0 for k in "01" for l in "01"), True)

    def test_formats_without_a_least_number_have_grids_too(self):
        def kind(first, last, count, cells):
            lines = self.head % (first, last, count) + arithmetic_lines("p2")
            return outcome(certificate("exhaustion", lines + "".join(self.killers()) + "".join("cell %s\n" % c for c in cells)))
        # 1/4, 3/8, 1/2, 3/4: far too small a beta for 3 others
        right = [k for k in "01" if kind("1*2^-2", "3*2^-2", 4, ["0 3 " + k]) == 0]
        self.assertTrue(right, "no killer kills beta <= 3/4 in p2")
        cell = ["0 3 " + right[0]]
        self.assertEqual(kind("1*2^-2", "3*2^-2", 3, ["0 2 " + right[0]]), 4, "a wrong COUNT")
        self.assertEqual(kind("3*2^-3", "3*2^-2", 4, cell), 4, "another FIRST")
        self.assertEqual(kind("1*2^-2", "3*2^0", 8, ["0 7 " + right[0]]), 4, "beta = 3 is right")
        self.assertEqual(kind("0", "3*2^-2", 4, cell), 6, "without end")
        self.assertEqual(kind("-1*2^-2", "3*2^-2", 4, cell), 6, "without end")

    def test_a_point_that_is_right_is_found(self):
        lines = self.head % ("1*2^-1", "3*2^1", 7) + arithmetic_lines("e2m1", weight="binary32", accumulator="binary32", output="binary32")
        killers = self.killers()
        results = [outcome(certificate("exhaustion", lines + "".join(killers) + "cell 0 6 %d\n" % k)) for k in (0, 1)]
        self.assertEqual(results, [4, 4], "beta = 6 is right on both")

    def test_two_grids(self):
        lines = "claim two-sum\nM 8\nn 2\ngrid c 1*2^-1 1*2^0 2\ngrid kappa 1*2^-1 3*2^-1 3\nthreshold 1*2^-1\n" + self.plan
        killers = "killer 0 1 1:1 1:3 0:7\nkiller 1 0 2(1:1 0:1\nkiller 2 0 2(1:1 0:6\n"
        base = certificate("exhaustion", lines + killers + "cell 0 0 2 0\ncell 1 0 2 0\n")
        self.assertIn(outcome(base), (0, 4))
        results = []
        for first, second in itertools.product(itertools.product("012", repeat=3), repeat=2):
            cells = "".join("cell %d %d %d %s\n" % (outer, i, i, k) for outer, row in enumerate((first, second)) for i, k in enumerate(row))
            results.append(outcome(certificate("exhaustion", lines + killers + cells)))
        self.assertNotIn(6, results)
        self.assertIn(0, results)
        self.assertEqual(outcome(certificate("exhaustion", lines + killers + "cell 0 0 2 0\n")), 4)
        self.assertEqual(outcome(certificate("exhaustion", lines + killers + "cell 0 0 2\n")), 6)


class Positions(unittest.TestCase):
    def test_grids_count_the_numbers(self):
        for form in ("e2m1", "e4m3", "e5m2", "binary16", "fx(6,2)", "e8p3"):
            f = checker.Format(form)
            top = checker.grid_position(f, f.largest())
            numbers = [checker.grid_number(f, i) for i in range(min(top, 5000) + 1)]
            role = checker.Role([form, "down" if f.fixed else "nearest-even", "left-to-right", "unfused"])
            self.assertTrue(all(role.holds(x) for x in numbers))
            self.assertTrue(all(checker.less(x, y) for x, y in zip(numbers, numbers[1:])))
            self.assertEqual([checker.grid_position(f, x) for x in numbers[1:]], list(range(1, len(numbers))))
            up = checker.make_round(f, "up")
            for x, y in list(zip(numbers, numbers[1:]))[::7]:
                m, e = checker.sticky_sum(x[0], x[1], 1, f.grid - 30)
                self.assertEqual(up(m, e) if not f.fixed else y, y)



REAL = "exact yes\nsoftmax two-pass\nexponential natural\nnormalisation quotient\nkeys first-to-last\n"


class RealInputs(unittest.TestCase):
    """Explicit inputs over real numbers against floats, which tell the sides apart here."""

    def compare(self, lines, oracle, model, inputs):
        """Enumeration holds iff the model is right; every wrong input is a counterexample, right ones are none."""
        wrong, counted = 0, 0
        for tokens in inputs:
            right, found = oracle(tokens), model(tokens)
            counted += 1
            wrong += right != found
            if right != found and wrong > 3 or right == found and counted % 29:
                continue
            text = "input %s\nexpected %d\nobserved %d\n" % (" ".join(":".join(map(str, token)) for token in tokens), right, found)
            self.assertEqual(outcome(certificate("counterexample", lines + text)), 0 if right != found else 4, lines + text)
        self.assertEqual(outcome(certificate("all-inputs", lines + "method enumeration\n")), 4 if wrong else 0, lines)
        return wrong > 0

    def test_retrieval(self):
        sides = set()
        for m in range(4, 33, 3):
            beta = m / 8

            def model(tokens):
                keys, x = [token[1] for token in tokens[:-1]], tokens[-1][1]
                weights = [math.exp(beta * (2 - bin(key ^ x).count("1"))) for key in keys]
                total = sum(weights) + 1
                return sum((sum(w for w, token in zip(weights, tokens) if token[2] >> i & 1) >= total / 2) << i for i in range(2))
            inputs = [[(1, i, f[i]) for i in range(3)] + [(0, x)] for f in itertools.product(range(3), repeat=3) for x in range(3)
                      if len(set(f)) > 1]  # with distinct tokens, so that no runs are needed
            lines = "claim retrieval\nn 3\ndigits 2\nvalue-bits 2\nbeta %s\n%s" % (dyadic(m, -3), REAL)
            sides.add(self.compare(lines, lambda tokens: tokens[tokens[-1][1]][2], model, inputs))
        self.assertEqual(sides, {True, False})

    def test_two_sum(self):
        sides = set()
        for c in (1, 3, 6, 12):
            for kappa in (5, 6, 7, 8):
                def model(tokens):
                    weights = sum(math.exp(c * math.cos(2 * math.pi * (token[1] + tokens[-1][1]) / 7)) for token in tokens[:-1])
                    return int(weights / (weights + math.exp(c * kappa / 8)) >= 0.5)
                inputs = [[(1, x), (1, y), (0, q)] for x in range(1, 7) for y in range(1, 7) for q in range(1, 7) if x != y]
                lines = "claim two-sum\nM 7\nn 2\nc %s\nkappa %s\nthreshold 1*2^-1\n%s" % (dyadic(c, 0), dyadic(kappa, -3), REAL)
                result = outcome(certificate("all-inputs", lines + "method enumeration\n"))
                wrong = [tokens for tokens in inputs + [[(1, x), (1, x), (0, q)] for x in range(1, 7) for q in range(1, 7)]
                         if model(tokens) != int((tokens[0][1] + tokens[2][1]) % 7 == 0 or (tokens[1][1] + tokens[2][1]) % 7 == 0)]
                self.assertEqual(result, 4 if wrong else 0, lines)
                sides.add(bool(wrong))
        self.assertEqual(sides, {True, False})

    def test_sets(self):
        sides = set()
        inputs = [[(1, x), (1, y), (1, z), (0, 11 - t)] for x, y, z in itertools.permutations(range(1, 6), 3) for t in range(1, 6)]

        def oracle(tokens):
            return int(11 - tokens[-1][1] in [token[1] for token in tokens[:-1]])
        for entries in (4, 5, 6):
            def model(tokens):
                return sum((token[1] - 1) % entries == (10 - tokens[-1][1]) % entries for token in tokens[:-1])
            sides.add(self.compare("claim capacity-set\nmechanism linear\nU 5\nM 11\nentries %d\nn 3\n%s" % (entries, REAL), oracle, model, inputs))
        for k, initial, local in ((1, 0, 0), (2, 0, 1), (2, 1, 0), (1, 0, 1)):  # blocks of two: one complete, one of one token
            def model(tokens):
                t, values = 11 - tokens[-1][1], [token[1] for token in tokens[:-1]]
                blocks = [values[:2], values[2:]]
                read = ([0] if initial else []) + ([1] if local else [])
                for b in (0, 1):
                    if len(read) < k and b not in read:
                        read.append(b)
                return int(any(t in blocks[b] for b in read))
            lines = "claim sparse-two-sum\nn 3\nM 11\nU 5\nB 2\nk %d\nforced-initial %d\nforced-local %d\nmessage-bits 4\nscale 256\n%s" % (k, initial, local, REAL)
            sides.add(self.compare(lines, oracle, model, inputs))
        self.assertEqual(sides, {True, False})

    def test_finite_formats_are_stacks(self):
        plan = arithmetic_lines("binary32", "two-pass", "natural", "quotient", "first-to-last", "nearest-even", "left-to-right", "unfused")
        self.assertEqual(outcome(certificate("all-inputs", "claim capacity-set\nmechanism linear\nU 5\nM 11\nentries 5\nn 3\n" + plan + "method enumeration\n")), 6)
        self.assertEqual(outcome(certificate("all-inputs", "claim match2\nM 7\nn 2\nc 1*2^3\nkappa 7*2^-3\n" + REAL + "method enumeration\n")), 6)


if __name__ == "__main__":
    unittest.main()
