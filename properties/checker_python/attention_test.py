"""Sums on integers and rows of softmax attention against the formulas of FORMAT.md, step by step."""
import itertools
import random
import unittest
from fractions import Fraction

from reference import ROUNDINGS, arithmetic_lines, checker, fraction, guarded, plan_of, role, slow_attend, slow_dot, slow_sum

ORDERS = ("left-to-right", "pairwise", "blocked(3)", "blocked(1)", "exact")
FORMATS = ("binary32", "binary16", "bfloat16", "e4m3", "e5m2", "e2m1", "e3m2", "p3", "p24", "fx(8,4)", "fx(20,12)", "ufx(6,3)", "e8p5")


def nonnegative(source, role_of_terms):
    """A number of some role, of a size that makes sums round, stall, underflow and overflow."""
    return role_of_terms.convert(checker.number(source.getrandbits(12), source.choice((-24, -14, -12, -10, -8))))


class SumsOnIntegers(unittest.TestCase):
    def each_role(self):
        for form in FORMATS:
            for rounding in ROUNDINGS if not form.startswith(("fx", "ufx")) else ("down",):
                for order in ORDERS:
                    yield role(form, rounding, order)

    def test_totals(self):
        source, wide = random.Random(1), role("binary64")
        for a in self.each_role():
            for count in (1, 2, 3, 4, 7, 13):
                terms = [a.convert(nonnegative(source, wide)) for _ in range(count)]
                sums = checker.Sums(a, terms)
                found = guarded(lambda: sums.number(sums.total([sums.term(t) for t in terms])))
                self.assertEqual(found, guarded(slow_sum, a, terms), (a.format.name, a.rounding, a.order, terms))

    def test_copies_and_places(self):
        source, wide = random.Random(2), role("binary64")
        for a in self.each_role():
            for count in (1, 2, 5, 8, 40):
                light, heavy = sorted((a.convert(nonnegative(source, wide)) for _ in range(2)), key=fraction)
                sums = checker.Sums(a, [light, heavy])
                l, h = sums.term(light), sums.term(heavy)
                name = (a.format.name, a.rounding, a.order, light, heavy, count)
                self.assertEqual(guarded(lambda: sums.number(sums.equal(l, count))), guarded(slow_sum, a, [light] * count), name)
                places = [guarded(slow_sum, a, [light] * i + [heavy] + [light] * (count - 1 - i)) for i in range(count)]
                largest = None if None in places else max(places, key=fraction)
                self.assertEqual(guarded(lambda: sums.number(sums.heaviest(h, l, count))), largest, name)
                last = guarded(slow_sum, a, [light] * count + [heavy])
                self.assertEqual(guarded(lambda: sums.number(sums.then(l, count, h))), last, name)

    def test_long_copies_are_what_single_steps_are(self):
        source, wide = random.Random(3), role("binary64")
        for a in self.each_role():
            if a.order != "left-to-right":
                continue
            for _ in range(6):
                start, light = a.convert(nonnegative(source, wide)), a.convert(nonnegative(source, wide))
                sums = checker.Sums(a, [start, light])
                total = sums.term(start)
                for count in range(1, 300):
                    total = sums.add(total, sums.term(light))
                    if count in (1, 2, 3, 17, 64, 65, 299):
                        self.assertEqual(sums.copies(sums.term(light), count, sums.term(start)), total, (a.format.name, a.rounding, start, light, count))

    def test_orders_of_heavy_and_light(self):
        """Every order of visit, in every order of sums: the rows left to right, relative bounds and absorbed terms elsewhere too."""
        source, wide, bounded, absorbed = random.Random(4), role("binary64"), 0, 0
        for a in itertools.chain.from_iterable(self.each_role() for _ in range(3)):
            count, online = 5, a.order == "left-to-right" and source.random() < .5
            first, light, heavy, early = (a.convert(nonnegative(source, wide)) for _ in range(4))
            if source.random() < .5:
                heavy = max(heavy, light, key=fraction)
                light = a.convert((light[0], light[1] - source.randrange(30)))
            rescale = a.convert((source.randrange(1, 16), -4)) if online else None
            terms = checker.Terms(a, count, heavy, light, source.choice((None, first)), early if online else None, rescale)

            def total(hits, zeros=False):
                """The rounded sum with hits at these places, others 0 if `zeros`."""
                weights = [heavy if j in hits else checker.ZERO if zeros else light for j in range(count)]
                if not online:
                    return slow_sum(a, ([] if terms.first is None else [terms.first]) + weights)
                before, met = checker.ZERO if terms.first is None else terms.first, False
                for j, w in enumerate(weights):
                    if j in hits and not met:
                        before, met = a.mul(before, rescale), True
                    before = a.add(before, w if met or zeros else early)
                return before if met else a.mul(before, rescale)
            for i in (1, 2, count):
                every = [guarded(total, set(chosen)) for chosen in itertools.combinations(range(count), i)]
                most = None if None in every else max(every, key=fraction)
                case = (a.format.name, a.rounding, a.order, i, first, light, heavy, early, rescale)
                if a.order == "left-to-right":
                    found = guarded(lambda: (lambda pair: pair[0].number(pair[1][i]))(terms.rows(i)))
                    self.assertEqual(found, most, case)
                bound = terms.relative(i)
                if bound is not None:
                    bounded += 1
                    self.assertIsNotNone(most, case)
                    self.assertLessEqual(fraction(most), bound * Fraction(2) ** terms.scale, case)
                if guarded(terms.absorbed) and None not in every:
                    absorbed += 1
                    self.assertEqual(every, [total(set(chosen), True) for chosen in itertools.combinations(range(count), i)], case)
        self.assertGreater(bounded, 100)
        self.assertGreater(absorbed, 20)

    def test_terms_far_apart(self):
        a = role("p4", "up")
        terms = [(1, 0), (1, -100000), (1, -100000)]
        sums = checker.Sums(a, terms)
        self.assertFalse(sums.integers)
        self.assertEqual(sums.total([sums.term(t) for t in terms]), slow_sum(a, terms))
        self.assertEqual(sums.equal((1, -100000), 3), (3, -100000))
        self.assertEqual(sums.heaviest((1, 0), (1, -100000), 3), (5, -2))
        self.assertEqual(sums.heavy_and_light((1, 0), (1, -100000), [checker.ZERO, (1, -100000), (1, -99999)], 2)[1], (9, -3))


class Rows(unittest.TestCase):
    def test_rows_are_the_formula(self):
        source, tried = random.Random(5), 0
        for form, fused, order in itertools.product(("binary32", "e4m3", "e5m2", "p5", "fx(12,6)", "e3m2"), ("fused", "unfused"), ORDERS):
            for softmax, normalisation, keys in itertools.product(("naive", "two-pass", "online"), ("quotient", "weights-first"), ("first-to-last", "last-to-first")):
                if softmax == "online" and (order != "left-to-right" or normalisation != "quotient"):
                    continue
                rounding = source.choice(ROUNDINGS)
                other = source.choice((form, "binary16", "p11", "bfloat16"))
                plan = plan_of(arithmetic_lines(form, softmax, source.choice(("natural", "base-2")), normalisation, keys, rounding, order, fused,
                                                accumulator=other, weight=source.choice((form, "p8"))))
                for _ in range(3):
                    self.compare_row(plan, source)
                    tried += 1
        self.assertGreater(tried, 500)

    def compare_row(self, plan, source):
        n = source.randint(1, 9)
        distinct = [plan.score.convert(checker.number(source.randint(-64, 64), -3)) for _ in range(4)]
        values = [checker.ZERO, plan.input.convert(checker.ONE), plan.input.convert(checker.number(source.randint(-9, 9), -2))]
        classes = [source.randrange(4) for _ in range(n)]
        columns = [[source.randrange(2 if c < 2 else 3) for _ in range(n)] for c in range(3)]
        found = guarded(checker.attend, plan, distinct, classes, values, columns)
        expected = [guarded(slow_attend, plan, [distinct[c] for c in classes], [values[v] for v in column]) for column in columns]
        self.assertEqual(found, None if None in expected else expected, (vars(plan), classes, columns, distinct))

    def test_products_of_scores(self):
        source = random.Random(6)
        for order, fused in itertools.product(ORDERS, ("fused", "unfused")):
            for form in ("binary16", "e4m3", "p3", "fx(12,3)"):
                plan = plan_of(arithmetic_lines(form, sums=order, fused=fused))
                beta = checker.number(source.randint(1, 30) | 1, -3)
                table = checker.CodeScores(plan, 5, beta, 1)
                for _ in range(40):
                    x, y = source.randrange(32), source.randrange(32)
                    query = [plan.input.convert(beta) if b else checker.ZERO for b in digits(x, 5)] + [(1, 1)]
                    key = [checker.ONE if b else checker.ZERO for b in digits(y, 5)] + [checker.ZERO]
                    self.assertEqual(guarded(table.at, x, y), guarded(slow_dot, plan.score, query, key), (form, order, fused, x, y))

    def test_cosine_scores(self):
        for order, fused, rounding in itertools.product(ORDERS, ("fused", "unfused"), ROUNDINGS):
            for form, modulus in (("binary32", 13), ("binary16", 12), ("e5m2", 9), ("fx(20,9)", 8), ("e2m3", 7)):
                plan = plan_of(arithmetic_lines(form, rounding=rounding, sums=order, fused=fused))
                scores = checker.CosineScores(plan, modulus, (3, 1), (7, -3))
                alphabet = list(range(modulus))
                every = {(x, y): guarded(slow_dot, plan.score, scores.query(x), scores.key(y)) for x in alphabet for y in alphabet}
                if None in every.values():
                    self.assertRaises(checker.Undefined, lambda: list(scores.extremes(alphabet)))
                    continue
                seen = {}
                for x, *found in scores.extremes(alphabet):
                    seen[x] = found
                    seen.setdefault(-x % modulus, found)
                for x in alphabet:
                    row = [every[x, y] for y in alphabet]
                    others = [score for y, score in enumerate(row) if (x + y) % modulus]
                    self.assertEqual(seen[x][:2], [every[x, -x % modulus], max(others, key=fraction)], (form, order, fused, rounding, x))
                    self.assertIn(seen[x][2], (None, min(row, key=fraction)), (form, order, fused, rounding, x))


def digits(number, count):
    return [number >> i & 1 for i in range(count - 1, -1, -1)] + [1 - (number >> i & 1) for i in range(count - 1, -1, -1)]


class RealSums(unittest.TestCase):
    def test_signs(self):
        plan = plan_of(arithmetic_lines("exact", exponential="base-2"))
        half, one, two = checker.exactly((-1, 0)), checker.exactly(checker.ZERO), checker.exactly((1, 0))
        self.assertEqual(checker.sign_of_sum(plan, [((1, 0), one), ((-1, 1), half)]), 0)
        self.assertEqual(checker.sign_of_sum(plan, [((1, 0), two), ((-1, 1), half)]), 1)
        self.assertEqual(checker.sign_of_sum(plan, [((1, 0), half), ((-1, 0), one)]), -1)
        irrational = checker.exactly((1, -1))
        with self.assertRaises(checker.NotEstablished):  # sqrt 2 - sqrt 2
            checker.sign_of_sum(plan, [((1, 0), irrational), ((-1, 0), irrational)])

    def test_cosines(self):
        for n in (3, 7, 12, 100):
            for k in range(n):
                low, high = checker.cosine_interval(k, n, 128)
                self.assertLessEqual(fraction(high) - fraction(low), Fraction(1, 1 << 100))
                self.assertLessEqual(abs(float(fraction(low)) - __import__("math").cos(2 * 3.141592653589793 * k / n)), 1e-12)


if __name__ == "__main__":
    unittest.main()
