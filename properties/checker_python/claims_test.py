"""Thresholds known in closed form over real numbers, and plausible claims that are not established."""
import math
import unittest
from fractions import Fraction
from types import SimpleNamespace

from reference import arithmetic_lines, certificate, checker, outcome


class Exact(unittest.TestCase):
    """Real numbers: thresholds known in closed form."""

    def test_retrieval_of_two(self):
        # D = 1: one key at distance 1 and one without a key: 2 e^-beta <= 1, so beta >= ln 2 = 0.693; 2^-beta: beta >= 1.
        for exponential, beta, expected in (("natural", "89*2^-7", 0), ("natural", "11*2^-4", 4), ("base-2", "1*2^0", 0), ("base-2", "127*2^-7", 4)):
            lines = "claim retrieval\nn 2\ndigits 1\nvalue-bits 1\nbeta %s\n" % beta + arithmetic_lines("exact", exponential=exponential)
            self.assertEqual(outcome(certificate("all-inputs", lines + "method rows\n")), expected, (exponential, beta))

    def test_bounded_needs_a_little_more(self):
        # 2·3·e^-beta < 1: beta > 1.7918
        for beta, expected in (("459*2^-8", 0), ("229*2^-7", 4)):
            lines = "claim retrieval\nn 2\ndigits 1\nvalue-bits 1\nbeta %s\n" % beta + arithmetic_lines("exact")
            self.assertEqual(outcome(certificate("all-inputs", lines + "method bounded\n")), expected, beta)

    def test_two_sum_with_kappa_1_has_the_threshold_1_2(self):
        for threshold, expected in (("1*2^-1", 0), ("129*2^-8", 4), ("1*2^-2", 0)):
            lines = "claim two-sum\nM 8\nn 4\nc 1*2^4\nkappa 1*2^0\nthreshold %s\n" % threshold + arithmetic_lines("exact")
            self.assertEqual(outcome(certificate("all-inputs", lines + "method pieces\n")), expected, threshold)

    def test_averaging(self):
        # n = 4, q = 2: 2·2/(2 e^beta + 2) <= epsilon: beta = 4: 0.0359...
        for epsilon, expected in (("5*2^-7", 0), ("9*2^-8", 4)):
            lines = "claim averaging\nn 4\nq 2\nbeta 1*2^2\nepsilon %s\n" % epsilon + arithmetic_lines("exact")
            self.assertEqual(outcome(certificate("all-inputs", lines + "method bound\n")), expected, epsilon)

    def test_heavy_light(self):
        # any-of n + 2 = 5 tokens: 4 <= e^beta; equality n = 2: any-of 5, and layer 1 needs 2·4·e^-beta < 1, beta > 2.0794.
        for beta, expected in (("17*2^-3", 0), ("1*2^1", 4)):
            lines = "claim equality\nn 2\ndigits 1\nbeta %s\n" % beta + arithmetic_lines("exact")
            self.assertEqual(outcome(certificate("all-inputs", lines + "method heavy-light\n")), expected, beta)
        lines = "claim match2\nM 8\nn 4\nc %s\nkappa 27*2^-5\n" + arithmetic_lines("exact") + "method heavy-light\n"
        self.assertEqual(outcome(certificate("all-inputs", lines % "1*2^5")), 0)
        self.assertEqual(outcome(certificate("all-inputs", lines % "1*2^3")), 4)
        # counting, D = 1, heavy = e^beta, light = 1: t = 1 of n = 2: (e^beta + 1)/(e^beta + 1 + B) < 3/4, 2e^beta/(2 e^beta + B) >= 3/4.
        lines = "claim counting\nn 2\nK 2\ndigits 1\nt 1\nbeta 1*2^3\nblank %s\nthreshold 3*2^-2\n" + arithmetic_lines("exact") + "method heavy-light\n"
        for blank, expected in (("1*2^3", 4), ("15*2^-1", 0), ("7*2^0", 0), ("13*2^-1", 4)):
            t, b = 2.718281828 ** 8, 2.718281828 ** float(Fraction(*[(int(m), 1) for m in [blank.split("*2^")[0]]][0]) * Fraction(2) ** int(blank.split("*2^")[1]))
            self.assertEqual(expected == 0, (t + 1) / (t + 1 + b) < .75 <= 2 * t / (2 * t + b))
            self.assertEqual(outcome(certificate("all-inputs", lines % blank)), expected, blank)


class Refused(unittest.TestCase):
    """Plausible claims that are not established."""

    def check(self, lines, expected=4):
        self.assertEqual(outcome(certificate("all-inputs", lines)), expected, lines)

    def test_parameters_of_the_wrong_sign(self):
        plan = arithmetic_lines("binary32")
        for beta in ("0", "-1*2^4"):
            for method in ("rows", "bounded"):
                self.check("claim retrieval\nn 4\ndigits 2\nvalue-bits 2\nbeta %s\n" % beta + plan + "method %s\n" % method)
        for c, threshold in (("0", "1*2^-1"), ("-1*2^4", "1*2^-1"), ("1*2^5", "0"), ("1*2^5", "1*2^0"), ("1*2^5", "-1*2^-1")):
            self.check("claim two-sum\nM 5\nn 2\nc %s\nkappa 5*2^-3\nthreshold %s\n" % (c, threshold) + plan + "method pieces\n")

    def test_a_sum_with_the_blank_may_overflow(self):
        # Without a match R <= 2·2^9 and B = 2^14.. : the quotient is small, but 2^15 + 2^15 is beyond binary16.
        lines = "claim two-sum\nM 5\nn 2\nc 15*2^0\nkappa 1*2^0\nthreshold 1*2^-2\n"
        plan = arithmetic_lines("binary16", "naive", "base-2")
        self.check(lines + plan + "method pieces\n")
        self.check(lines + plan + "method enumeration\n")
        self.check(lines + arithmetic_lines("binary32", "naive", "base-2") + "method enumeration\n", 0)

    def test_weights_that_the_accumulator_does_not_hold(self):
        lines = "claim two-sum\nM 5\nn 2\nc 1*2^4\nkappa 5*2^-3\nthreshold 1*2^-1\n"
        self.check(lines + arithmetic_lines("binary32", accumulator="binary16") + "method pieces\n")
        self.check(lines + arithmetic_lines("binary32", weight="binary16") + "method pieces\n", 0)

    def test_one_must_be_a_number_of_the_input(self):
        for lines in ("claim retrieval\nn 1\ndigits 1\nvalue-bits 1\nbeta 1*2^2\n%smethod bounded\n",
                      "claim equality\nn 1\ndigits 1\nbeta 1*2^2\n%smethod heavy-light\n"):
            self.check(lines % arithmetic_lines("binary32", input="fx(4,4)"))
            self.check(lines % arithmetic_lines("binary32", input="fx(7,4)"), 0)

    def test_the_indexer_prefers_the_match(self):
        lines = "claim indexer-two-sum\nM 40\nn 4\n"
        self.check(lines + arithmetic_lines("binary32") + "method derivation\n", 0)
        self.check(lines + arithmetic_lines("binary32", score="e4m3") + "method derivation\n")
        self.check(lines + arithmetic_lines("e4m3") + "method derivation\n")

    def test_scores_on_the_circle_near_the_match_are_enough(self):
        for modulus in (20, 33, 64):
            for form in ("p7", "p9", "p12", "bfloat16", "e8p10", "binary16"):
                for rounding in ("nearest-even", "up", "down", "toward-zero"):
                    role = checker.Role([form, rounding, "left-to-right", "unfused"])
                    plan = SimpleNamespace(input=role, score=role, exact=False)
                    claim = checker.IndexerTwoSum.__new__(checker.IndexerTwoSum)
                    claim.plan, claim.M, claim.task = plan, modulus, checker.TwoSumTask("query", 1, modulus)
                    scores, near = claim.scores(), 0
                    error = scores.error()
                    for x, match, largest, least in scores.extremes(claim.alphabet()):
                        others = [scores.at(x, y) for y in claim.alphabet() if x + y != modulus]
                        self.assertEqual((match, largest), (scores.at(x, modulus - x), max(others, key=checker.rational)))
                        near += least is None
                        for y in range(modulus):
                            off = abs(float(checker.rational(scores.at(x, y))) - math.cos(2 * math.pi * (x + y) / modulus))
                            self.assertLess(off, float(error) + 1e-9)
                    self.assertTrue(near or form in ("p7", "bfloat16", "p9"))

    def test_capacity(self):
        lines = "claim capacity\nmechanism linear\nn 16\n"
        self.check(lines + arithmetic_lines("binary16") + "method derivation\n", 0)
        self.check(lines + arithmetic_lines("binary16", state="ufx(4,0)") + "method derivation\n", 0)
        self.check(lines + arithmetic_lines("binary16", state="ufx(3,0)") + "method derivation\n")
        self.check("claim capacity\nmechanism linear\nn 18\n" + arithmetic_lines("e4m3") + "method derivation\n")
        self.check("claim capacity\nmechanism linear\nn 17\n" + arithmetic_lines("e4m3") + "method derivation\n", 0)
        counters = "claim capacity-set\nmechanism log-linear\nU 9\nM %d\nentries %d\nn %d\n" + arithmetic_lines("e2m1") + "method derivation\n"
        self.check(counters % (19, 9, 4), 0)
        for broken in ((19, 9, 10), (18, 9, 4), (19, 8, 4)):
            self.check(counters % broken)

    def test_reversed_composition(self):
        lines = "claim reversed-composition\nL 3\nsizes 8 4 2\nmemory %s\nstate-bits %d\n"
        for plan in (arithmetic_lines("e4m3"), "exact yes\nsoftmax naive\nexponential natural\nnormalisation quotient\nkeys first-to-last\n"):
            self.check(lines % ("yes", 10) + plan + "method derivation\n", 0)
            self.check(lines % ("yes", 9) + plan + "method derivation\n")
            self.check(lines % ("no", 9) + plan + "method derivation\n")
        self.check(lines % ("yes", 10) + arithmetic_lines("fx(4,-1)", rounding="down") + "method derivation\n")

    def test_sparse_two_sum(self):
        def lines(n=16, M=49, U=24, B=4, k=1, initial=0, local=0, bits=14, scale=256):
            keys = ("n", "M", "U", "B", "k", "forced-initial", "forced-local", "message-bits", "scale")
            return "claim sparse-two-sum\n" + "".join("%s %d\n" % pair for pair in zip(keys, (n, M, U, B, k, initial, local, bits, scale)))
        plan, real = arithmetic_lines("binary32"), "exact yes\nsoftmax two-pass\nexponential natural\nnormalisation quotient\nkeys first-to-last\n"
        for options in ({}, {"n": 17, "k": 2, "local": 1}, {"k": 2, "initial": 1}, {"k": 4, "initial": 4}):
            self.check(lines(**options) + plan + "method derivation\n", 0)
            self.check(lines(**options) + real + "method derivation\n", 0)
        for options in ({"n": 17}, {"n": 25}, {"M": 48}, {"k": 5}, {"initial": 1}, {"bits": 13}, {"initial": 1, "local": 1, "k": 2}):
            self.check(lines(**options) + plan + "method derivation\n")
            self.check(lines(**options) + real + "method derivation\n")
        self.check(lines(scale=64) + plan + "method derivation\n")
        self.check(lines(scale=1) + real + "method derivation\n")
        self.check(lines() + arithmetic_lines("bfloat16") + "method derivation\n")
        self.check(lines() + arithmetic_lines("binary32", "naive") + "method derivation\n")
        self.check(lines() + arithmetic_lines("binary32", "online") + "method derivation\n", 0)
        # Each square below 1024 is held, the sum of two saturates: only pairs of nearest values show it.
        self.check(lines() + arithmetic_lines("binary32", accumulator="ufx(11,0)") + "method derivation\n", 0)
        self.check(lines() + arithmetic_lines("binary32", accumulator="ufx(10,0)") + "method derivation\n")

    def test_associative_recall(self):
        """Score with one significant bit: three digits score as much as two, so positions below 5 are not told apart."""
        lines = "claim associative-recall\nn 5\nalphabet 4\nshift %s\nbeta 1*2^2\n"
        coarse = arithmetic_lines("binary32").replace("score binary32 nearest-even", "score p1 toward-zero")
        self.check(lines % "recurrent" + coarse + "method bounded\n", 0)
        self.check(lines % "attention" + coarse + "method bounded\n")
        self.check(lines % "recurrent" + arithmetic_lines("binary32", state="fx(4,-1)") + "method bounded\n")

    def test_maximum_channel(self):
        def lines(variant="14a", **options):
            keys = {"delta": "1*2^-3", "nudge": "1*2^-4", "drop": "1*2^0", "far": "1*2^8", "underflow": "75*2^1", "outside": "1*2^10", "unit": "1*2^-149"}
            if variant == "14b":  # T = 1664/16 = 104 >= 150 ln 2 > 1663/16
                keys.update({"delta": "1*2^-4", "nudge": "0", "drop": "1*2^8", "underflow": "13*2^3"})
            for key in keys:
                keys[key] = options.pop(key, keys[key])
            form, base, base_e = options.pop("form", "binary32"), options.pop("base", 6), options.pop("exponential", "natural" if variant == "14b" else "base-2")
            return ("claim maximum-channel\nvariant %s\nm 8\nn_1 4\nbase %d\n" % (variant, base) + "".join("%s %s\n" % pair for pair in keys.items())
                    + arithmetic_lines(form, exponential=base_e, **options) + "method derivation\n")
        for variant in ("14a", "14b"):
            self.check(lines(variant), 0)
            self.check(lines(variant, keys="last-to-first", sums="left-to-right"), 0)
            self.check(lines(variant, keys="last-to-first", softmax="online"), 0)
            for broken in ({"delta": "1*2^0"}, {"far": "1*2^3"}, {"base": 5}, {"softmax": "naive"}, {"softmax": "online"}, {"form": "binary64"},
                           {"normalisation": "weights-first"}, {"unit": "1*2^-148"}, {"outside": "-1*2^10"}, {"underflow": "149*2^0"},
                           {"accumulator": "bfloat16"}, {"output": "bfloat16"}, {"state": "fx(4,-1)"},
                           {"exponential": "base-2" if variant == "14b" else "natural"}):
                self.check(lines(variant, **broken))
        self.check(lines(nudge="0"))
        self.check(lines(underflow="151*2^0"))
        self.check(lines("14b", underflow="1663*2^-4"))


if __name__ == "__main__":
    unittest.main()
