"""What the methods accept is true of every input: each accepted claim is run again on all inputs, by the model itself."""
import random
import unittest

from reference import ROUNDINGS, arithmetic_lines, certificate, checker, dyadic, fraction, outcome

FORMATS = ("binary32", "binary16", "bfloat16", "e4m3", "e5m2", "e3m2", "e2m3", "e2m1", "p4", "p11", "e8p6", "fx(12,6)", "fx(20,10)", "ufx(14,7)", "tf32")
ORDERS = ("left-to-right", "pairwise", "blocked(2)", "exact")


def some_plan(source, orders=ORDERS):
    """A random arithmetic block that section 2 defines."""
    form = source.choice(FORMATS)
    softmax = source.choice(("naive", "two-pass", "online"))
    norm = "quotient" if softmax == "online" else source.choice(("quotient", "quotient", "weights-first"))
    roles = {}
    if source.random() < 0.4:
        roles = {source.choice(("weight", "accumulator", "output", "score", "input")): source.choice(FORMATS)}
    sums = "left-to-right" if softmax == "online" else source.choice(orders)
    return arithmetic_lines(form, softmax, source.choice(("natural", "base-2")), norm, source.choice(("first-to-last", "first-to-last", "last-to-first")),
                            source.choice(ROUNDINGS), sums, source.choice(("unfused", "fused")), **roles)


class Soundness(unittest.TestCase):
    def compare(self, claim, methods, least_accepted, cases=150, orders=ORDERS, seed=1):
        """claim(source) -> lines without arithmetic and method. Whatever a method establishes, the enumeration establishes."""
        source, accepted, refused = random.Random(seed), 0, 0
        for case in range(cases):
            lines = claim(source) + some_plan(source, orders)
            for method in methods:
                result = outcome(certificate("all-inputs", lines + "method %s\n" % method))
                self.assertNotEqual(result, 6, lines)
                if result == 0:
                    accepted += 1
                    self.assertEqual(outcome(certificate("all-inputs", lines + "method enumeration\n")), 0, method + "\n" + lines)
                else:
                    refused += 1
        self.assertGreaterEqual(accepted, least_accepted, "hardly anything was accepted: nothing is tested (%d refused)" % refused)
        self.assertGreater(refused, 0)

    def test_retrieval(self):
        def claim(source):
            n = source.choice((2, 3))
            return "claim retrieval\nn %d\ndigits %d\nvalue-bits 2\nbeta %s\n" % (n, source.choice((2, 3)), dyadic(source.randint(1, 15), source.choice((-2, -1, 0))))
        self.compare(claim, ("rows", "bounded"), 60, cases=300)

    def test_retrieval_rows_are_complete(self):
        """Both ways: with every function of [n] the two extremal rows occur, so rows and enumeration agree."""
        source = random.Random(8)
        for _ in range(120):
            lines = "claim retrieval\nn 2\ndigits 1\nvalue-bits 1\nbeta %s\n" % dyadic(source.randint(1, 9), -1) + some_plan(source)
            if "input ufx" in lines or "input fx" in lines:
                continue
            self.assertEqual(outcome(certificate("all-inputs", lines + "method rows\n")), outcome(certificate("all-inputs", lines + "method enumeration\n")), lines)

    def test_index(self):
        def claim(source):
            digits = source.choice((1, 2))
            return "claim index\nn %d\ndigits %d\nvalue-bits 1\nbeta %s\n" % (source.randint(1, 1 << digits), digits, dyadic(source.randint(1, 40), -3))
        self.compare(claim, ("bounded",), 20)

    def test_maximum_channel(self):
        def claim(source):
            natural = source.random() < 0.5
            keys = {"delta": "1*2^-2", "nudge": "0", "drop": "1*2^8", "far": "1*2^8", "underflow": "13*2^3", "outside": "1*2^10", "unit": "1*2^-149"} if natural else {
                "delta": "1*2^-1", "nudge": "1*2^-2", "drop": "1*2^0", "far": "1*2^8", "underflow": "75*2^1", "outside": "1*2^10", "unit": "1*2^-149"}
            if source.random() < 0.5:
                key = source.choice(("delta", "nudge", "drop", "far", "underflow", "outside"))
                keys[key] = dyadic(source.randint(1, 31), source.randint(-6, 6))
            plan = arithmetic_lines("binary32", source.choice(("two-pass", "online")), "natural" if natural else "base-2", keys=source.choice(("first-to-last", "last-to-first")),
                                    **({source.choice(("input", "score", "weight", "output")): source.choice(FORMATS)} if source.random() < 0.3 else {}))
            return "claim maximum-channel\nvariant %s\nm 2\nn_1 1\nbase 2\n" % ("14b" if natural else "14a") + "".join("%s %s\n" % pair for pair in keys.items()) + plan
        source, accepted, refused = random.Random(5), 0, 0
        for _ in range(120):
            lines = claim(source)
            result = outcome(certificate("all-inputs", lines + "method derivation\n"))
            self.assertNotEqual(result, 6, lines)
            if result == 0:
                self.assertEqual(outcome(certificate("all-inputs", lines + "method enumeration\n")), 0, lines)
            accepted, refused = accepted + (result == 0), refused + (result != 0)
        self.assertGreater(min(accepted, refused), 20)

    def test_associative_recall(self):
        def claim(source):
            n, alphabet = source.choice(((2, 1), (2, 3), (3, 2), (3, 4)))
            beta = dyadic(source.randint(1, 15), source.choice((-2, -1, 0)))
            return "claim associative-recall\nn %d\nalphabet %d\nshift %s\nbeta %s\n" % (n, alphabet, source.choice(("recurrent", "attention")), beta)
        self.compare(claim, ("bounded",), 30, cases=300)

    def test_composition(self):
        def claim(source):
            L, sizes = source.choice(((1, "2"), (2, "2 1"), (2, "2 2"), (3, "2 1 1")))
            order, first = source.choice((("standard", "full"), ("standard", "recurrent"), ("merged", "recurrent")))
            beta = dyadic(source.randint(1, 15), source.choice((-1, 0)))
            return "claim composition\nL %d\nsizes %s\norder %s\nfirst %s\nbeta %s\n" % (L, sizes, order, first, beta)
        self.compare(claim, ("rows", "bounded"), 30, cases=60)

    def test_encoder_and_chain_of_thought(self):
        def claim(source):
            name = source.choice(("encoder-composition", "chain-of-thought"))
            L, sizes = source.choice(((1, "2"), (2, "2 1")))
            return "claim %s\nL %d\nsizes %s\nbeta %s\n" % (name, L, sizes, dyadic(source.randint(1, 15), source.choice((-1, 0))))
        self.compare(claim, ("rows", "bounded"), 30, cases=60)

    def test_two_sum(self):
        def claim(source):
            modulus, n = source.choice(((3, 3), (4, 3), (5, 3), (6, 2), (7, 2)))
            c, kappa = dyadic(source.randint(1, 15), source.choice((-2, 0, 1))), dyadic(source.randint(1, 16), -4)
            return "claim two-sum\nM %d\nn %d\nc %s\nkappa %s\nthreshold %s\n" % (modulus, n, c, kappa, source.choice(("1*2^-1", "1*2^-1", "3*2^-3", "1*2^-2")))
        self.compare(claim, ("pieces",), 40, cases=400)

    def test_two_sum_in_other_orders_of_sums(self):
        """Few bits in the sums, exact scores: without the errors of K roundings, thresholds between the true and the rounded quotient pass."""
        source, accepted = random.Random(14), 0
        for case in range(2500):
            n = source.randint(2, 7)
            sums = source.choice(("exact", "pairwise", "pairwise", "blocked(2)", "blocked(3)"))
            role = "%s %s %s unfused" % (source.choice(("p2", "p3", "p4", "p5", "p6", "p8", "e4m3", "bfloat16")), source.choice(("nearest-even", "nearest-even", "up", "toward-zero")), sums)
            lines = "claim two-sum\nM %d\nn %d\nc %s\nkappa %s\nthreshold %s\n" % (source.randint(3, 5 if n < 5 else 4), n, dyadic(source.randint(1, 31), -3),
                                                                                  dyadic(source.randint(1, 20), -4), dyadic(source.randint(16, 60), -6))
            plan = arithmetic_lines("bfloat16", source.choice(("naive", "two-pass")))
            for name in ("weight", "accumulator"):
                plan = plan.replace("%s bfloat16 nearest-even left-to-right unfused" % name, "%s %s" % (name, role))
            if outcome(certificate("all-inputs", lines + plan + "method pieces\n")) == 0:
                accepted += 1
                self.assertEqual(outcome(certificate("all-inputs", lines + plan + "method enumeration\n")), 0, lines + plan)
        self.assertGreater(accepted, 300)

    def test_match2(self):
        def claim(source):
            modulus, n = source.choice(((3, 3), (4, 2), (4, 3), (5, 3)))
            c, kappa = dyadic(source.randint(1, 15), source.choice((-1, 0, 1))), dyadic(source.randint(1, 16), -4)
            return "claim match2\nM %d\nn %d\nc %s\nkappa %s\n" % (modulus, n, c, kappa)
        self.compare(claim, ("heavy-light",), 15, cases=300, orders=ORDERS[:1])

    def test_two_sum_any(self):
        def claim(source):
            modulus, n = source.choice(((3, 3), (4, 2), (5, 3)))
            c, kappa = dyadic(source.randint(1, 15), source.choice((0, 1))), dyadic(source.randint(1, 16), -4)
            return "claim two-sum-any\nM %d\nn %d\nc %s\nkappa %s\nbeta %s\n" % (modulus, n, c, kappa, dyadic(source.randint(2, 9), 0))
        self.compare(claim, ("heavy-light",), 12, cases=300, orders=ORDERS[:1])

    def test_counting(self):
        def claim(source):
            n, K = source.choice(((2, 2), (3, 2), (3, 3), (4, 2)))
            digits, t = 2, source.randrange(n)
            beta = source.randint(1, 12)
            blank = dyadic(16 * digits * beta + source.randint(-8, 40), -4)
            return "claim counting\nn %d\nK %d\ndigits %d\nt %d\nbeta %s\nblank %s\nthreshold %s\n" % (
                n, K, digits, t, dyadic(beta, 0), blank, source.choice(("1*2^-1", "3*2^-2", "5*2^-3", "3*2^-3", "1*2^-2")))
        self.compare(claim, ("heavy-light",), 12, cases=500, orders=ORDERS[:1])

    def test_equality_and_disjointness(self):
        def claim(source):
            n = source.choice((1, 2, 3))
            return "claim %s\nn %d\ndigits %d\nbeta %s\n" % (source.choice(("equality", "disjointness")), n, source.choice((2, 3)), dyadic(source.randint(1, 15), 0))
        self.compare(claim, ("heavy-light",), 15, cases=150, orders=ORDERS[:1])

    def test_averaging(self):
        source, accepted, refused = random.Random(3), 0, 0
        for _ in range(200):
            n = source.choice((1, 2, 3, 5, 8))
            q = source.randint(1, n)
            lines = "claim averaging\nn %d\nq %d\nbeta %s\nepsilon %s\n" % (n, q, dyadic(source.randint(2, 20), 0), dyadic(source.randint(1, 15), source.choice((-12, -8, -4))))
            lines += some_plan(source)
            result = outcome(certificate("all-inputs", lines + "method bound\n"))
            self.assertNotEqual(result, 6, lines)
            accepted, refused = accepted + (result == 0), refused + (result != 0)
            if result:
                continue
            reader = checker.Reader(certificate("all-inputs", lines + "method bound\n"))
            reader.choice("kind", ("all-inputs",))
            claim = checker.read_claim(reader)[1]
            model = claim.model(claim.parameters)
            numbers = []
            for _ in range(400):
                z = claim.plan.input.convert(checker.number(source.randint(-256, 256), -8))
                if abs(fraction(z)) <= 1 and z[1] <= 0:
                    numbers.append(z)
            numbers += [z for z in (checker.ONE, (-1, 0)) if claim.plan.input.holds(z)]
            for _ in range(12):
                extreme = source.random() < 0.5
                tokens = [(1,) + (source.choice(numbers[-2:] if extreme else numbers)) + tuple(sorted(source.sample(range(n), q))) for _ in range(n)]
                self.assertEqual(model(tokens), 1, (lines, tokens))
        self.assertGreater(accepted, 20)
        self.assertGreater(refused, 20)


if __name__ == "__main__":
    unittest.main()
