"""The checker's rounded operations against the slow arithmetic: all pairs of the small formats, e^x and 2^x, cos and sin."""
import decimal
import random
import unittest
from fractions import Fraction

from reference import ROUNDINGS, SlowFormat, checker, fraction, guarded, magnitudes, pair, role


def all_numbers(name):
    positive = magnitudes(name)
    return [-x for x in positive[:0:-1]] + positive


class Pairs(unittest.TestCase):
    def compare_pairs(self, name, numbers, others):
        slow = SlowFormat(name)
        right = [(y, pair(y)) for y in others]
        for rounding in ROUNDINGS:
            fast = role(name, rounding)
            for x in numbers:
                a = pair(x)
                for y, b in right:
                    for operation, exact in ((fast.add, x + y), (fast.sub, x - y), (fast.mul, x * y)):
                        expected = slow.round(exact, rounding)
                        self.assertEqual(guarded(operation, a, b), None if expected is None else pair(expected), (name, rounding, x, y))
                    expected = slow.round(x / y, rounding) if y else None
                    self.assertEqual(guarded(fast.div, a, b), None if expected is None else pair(expected), (name, rounding, x, y))

    def test_all_pairs_of_fp4(self):
        self.compare_pairs("e2m1", all_numbers("e2m1"), all_numbers("e2m1"))

    def test_all_pairs_of_fp6_e2m3(self):
        self.compare_pairs("e2m3", all_numbers("e2m3"), all_numbers("e2m3"))

    def test_all_pairs_of_fp6_e3m2(self):
        self.compare_pairs("e3m2", all_numbers("e3m2"), all_numbers("e3m2"))

    def test_all_pairs_of_e5m2(self):
        self.compare_pairs("e5m2", all_numbers("e5m2"), all_numbers("e5m2"))

    def test_all_pairs_of_e4m3(self):
        self.compare_pairs("e4m3", all_numbers("e4m3"), all_numbers("e4m3"))

    def test_foreign_operands_are_not_rounded_first(self):
        self.compare_pairs("e2m3", all_numbers("e5m2")[::3], all_numbers("e2m1"))

    def test_fused_multiply_add(self):
        for name, step in (("e2m1", 1), ("e3m2", 3), ("e4m3", 29)):
            slow, numbers = SlowFormat(name), all_numbers(name)[::step]
            for rounding in ROUNDINGS:
                fast = role(name, rounding)
                for x in numbers:
                    for y in numbers:
                        for z in numbers:
                            expected = slow.round(x * y + z, rounding)
                            found = guarded(fast.fma, pair(x), pair(y), pair(z))
                            self.assertEqual(found, None if expected is None else pair(expected), (name, rounding, x, y, z))


def rounded(x, p, grid, rounding):
    """x to p bits (fixed point: p = None), never finer than 2^grid, no upper limit."""
    if x == 0:
        return x
    unit = Fraction(2) ** grid if grid is not None else None
    if p is not None:
        top = abs(x).numerator.bit_length() - abs(x).denominator.bit_length()
        exponent = top if abs(x) >= Fraction(2) ** top else top - 1
        own = Fraction(2) ** (exponent - p + 1)
        unit = own if unit is None else max(unit, own)
    steps = x / unit
    floor = steps.numerator // steps.denominator
    rest = steps - floor
    if rounding == "nearest-even":
        floor += rest > Fraction(1, 2) or (rest == Fraction(1, 2) and floor % 2 == 1)
    elif rounding == "up" or (rounding == "toward-zero" and x < 0):
        floor += rest > 0
    return floor * unit


class Wide(unittest.TestCase):
    """Random and structured operands in formats too large to list."""
    cases = (("binary64", 53, -1074), ("binary32", 24, -149), ("tf32", 11, -136), ("bfloat16", 8, -133), ("binary16", 11, -24),
             ("p1", 1, None), ("p24", 24, None), ("p64", 64, None), ("e8p2", 2, -127), ("e8p55", 55, -180), ("fx(30,12)", None, -12),
             ("fx(62,40)", None, -40))

    def operand(self, random_source, p, grid):
        m = random_source.choice((random_source.getrandbits(p or 20), 1, (1 << (p or 20)) - 1, (1 << ((p or 20) - 1)) + 1))
        low = -140 if grid is None else max(grid, -140)
        return checker.number(m * random_source.choice((1, -1)), random_source.randint(low, low + (12 if p is None else 60)))

    def test_operations_round_the_exact_result(self):
        source = random.Random(1)
        for name, p, grid in self.cases:
            for rounding in ROUNDINGS if p else ("down",):
                fast, largest = role(name, rounding), None
                if not fast.format.unbounded:
                    largest = fraction(fast.format.largest())
                for _ in range(300):
                    x, y, z = (self.operand(source, p, grid) for _ in range(3))
                    a, b, c = fraction(x), fraction(y), fraction(z)
                    cases = [(fast.add, (x, y), a + b), (fast.sub, (x, y), a - b), (fast.mul, (x, y), a * b), (fast.fma, (x, y, z), a * b + c)]
                    if b:
                        cases.append((fast.div, (x, y), a / b))
                    for operation, operands, exact in cases:
                        expected = rounded(exact, p, grid, rounding)
                        if largest is not None and p is None:
                            expected = max(-largest, min(largest, expected))
                        elif largest is not None and abs(expected) > largest:
                            continue
                        self.assertEqual(operation(*operands), pair(expected), (name, rounding, operands))

    def test_far_operands_leave_a_trace(self):
        for rounding, above in (("up", True), ("down", False), ("toward-zero", False), ("nearest-even", False)):
            a = role("p24", rounding)
            tiny = (1, -10 ** 6)
            self.assertEqual(a.add((1, 0), tiny), checker.number((1 << 23) + above, -23))
            self.assertEqual(a.add(tiny, (-1, 0)), checker.number(-(1 << 24) + (rounding in ("up", "toward-zero")), -24))

    def test_exact_sums_of_far_terms(self):
        """Against fractions: terms in up to four places that are further apart than any precision, which may cancel."""
        source = random.Random(3)
        ones = (1, 0)
        for rounding in ROUNDINGS:
            a = checker.Role(["p5", rounding, "exact", "unfused"])
            for _ in range(100):
                places = source.sample(range(0, 80000, 20000), source.randint(1, 4))
                terms = [checker.number(source.choice((1, -1, 3, -3, 31, 33, -(1 << 70) - 1)), source.choice(places) + source.randint(-3, 3)) for _ in range(source.randint(1, 7))]
                terms += [(-m, e) for m, e in terms if source.random() < 0.3]
                expected = rounded(sum(map(fraction, terms)), 5, None, rounding)
                self.assertEqual(a.dot(terms, [ones] * len(terms)), pair(expected), (rounding, terms))
            many = [(1, -5000 * i) for i in range(1000)]  # none far from the next one, the last 5 million bits below the first
            self.assertEqual(a.dot(many, [ones] * 1000), checker.number(17, -4) if rounding == "up" else ones)
            huge = [(1, 1 << 24), (1, 0), (-1, 1 << 24), (-1, -(1 << 24))]
            self.assertEqual(a.dot(huge, [ones] * 4), checker.number(31, -5) if rounding in ("down", "toward-zero") else ones)

    def test_unsigned_numbers_stop_at_zero(self):
        counter = role("ufx(3,0)")
        self.assertEqual(counter.sub((1, 0), (3, 0)), checker.ZERO)
        self.assertEqual(counter.add((5, 0), (5, 0)), (7, 0))

    def test_unbounded_formats_end_below_two_to_the_thirtieth(self):
        a = role("p8")
        self.assertEqual(a.mul((255, 1 << 29), (1, (1 << 29) - 8)), (255, (1 << 30) - 8))
        for x, y in (((1, 1 << 29), (1, 1 << 29)), ((1, -(1 << 29)), (1, -(1 << 29) - 1))):
            self.assertIsNone(guarded(a.mul, x, y))
        self.assertEqual(a.mul((1, -(1 << 29)), (1, -(1 << 29))), (1, -(1 << 30)))

    def test_containment(self):
        for outer, inner, contained in (("binary32", "binary16", True), ("binary16", "bfloat16", False), ("binary16", "e5m2", True),
                                        ("binary32", "p8", False), ("p24", "binary32", True), ("fx(40,30)", "e4m3", True),
                                        ("ufx(40,30)", "e4m3", False), ("e5m2", "e4m3", False), ("fx(8,8)", "e4m3", False)):
            self.assertEqual(checker.Format(outer).contains(checker.Format(inner)), contained, (outer, inner))


def exponential_reference(x, base_2):
    """Rationals below and above e^x or 2^x, by decimal's correctly rounded exp and ln at 80 digits."""
    with decimal.localcontext(decimal.Context(prec=80, Emin=-10 ** 8, Emax=10 ** 8)):
        argument = decimal.Decimal(x.numerator) / decimal.Decimal(x.denominator)
        value = Fraction((argument * decimal.Decimal(2).ln() if base_2 else argument).exp())
    return value * (1 - Fraction(1, 10 ** 60)), value * (1 + Fraction(1, 10 ** 60))


class Exponentials(unittest.TestCase):
    def compare(self, name, inputs, roundings=ROUNDINGS):
        slow = SlowFormat(name)
        for base_2 in (False, True):
            for rounding in roundings:
                fast = role(name, rounding)
                for x in inputs:
                    if x == 0 or (base_2 and x.denominator == 1):
                        exact = Fraction(2) ** int(x)
                        ends = [slow.round(exact, rounding)] * 2
                    else:
                        ends = [slow.round(end, rounding) for end in exponential_reference(x, base_2)]
                    self.assertEqual(ends[0], ends[1], "the reference does not decide")
                    self.assertEqual(guarded(fast.exp, pair(x), base_2), None if ends[0] is None else pair(ends[0]), (name, rounding, base_2, x))

    def test_all_of_e5m2(self):
        self.compare("e5m2", [x for x in all_numbers("e5m2") if abs(x) <= 4096])

    def test_all_of_e4m3(self):
        self.compare("e4m3", all_numbers("e4m3"))

    def test_binary16_sampled(self):
        self.compare("binary16", all_numbers("binary16")[::97] + [Fraction(1, 1 << 24), Fraction(-1, 1 << 24)])

    def test_wide_formats(self):
        source = random.Random(2)
        for name, p, grid in (("binary64", 53, -1074), ("binary32", 24, -149), ("p64", 64, None), ("fx(62,40)", None, -40)):
            for rounding in ROUNDINGS if p else ("down",):
                fast = role(name, rounding)
                for _ in range(60):
                    x = checker.number(source.randint(-(1 << 24), 1 << 24) | 1, source.randint(-40, -21))
                    for base_2 in (False, True):
                        low, high = (rounded(end, p, grid, rounding) for end in exponential_reference(fraction(x), base_2))
                        self.assertEqual(low, high)
                        self.assertEqual(fast.exp(x, base_2), pair(low), (name, rounding, base_2, x))

    def test_beyond_every_format(self):
        self.assertIsNone(guarded(role("binary64").exp, (1, 90000), False))
        self.assertEqual(role("binary64").exp((-1, 90000), False), checker.ZERO)
        self.assertEqual(role("binary64", "up").exp((-1, 90000), True), (1, -1074))
        self.assertEqual(role("fx(8,4)").exp((1, 90000), False), (255, -4))
        self.assertIsNone(guarded(role("p8").exp, (-1, 31), True))
        self.assertEqual(role("p8").exp((-1, 30), True), (1, -(1 << 30)))

    def test_close_to_one(self):
        for e in (-700, -100, -30):
            above, below = checker.number((1 << 52) + 1, -52), checker.number((1 << 53) - 1, -53)
            self.assertEqual(role("binary64", "up").exp((1, e - 60), False), above)
            self.assertEqual(role("binary64", "down").exp((1, e - 60), False), (1, 0))
            self.assertEqual(role("binary64", "down").exp((-1, e - 60), False), below)
            self.assertEqual(role("binary64").exp((-1, e - 60), True), (1, 0))

    def test_enclosures_of_intervals_hold_the_value(self):
        source = random.Random(3)
        for _ in range(200):
            x = checker.number(source.randint(-(1 << 30), 1 << 30) | 1, -24)
            for w in (128, 300):
                low, high = checker.exponential_of_interval(x, x, False, w)
                below, above = exponential_reference(fraction(x), False)
                self.assertLess(fraction(low), above)
                self.assertGreater(fraction(high), below)
                self.assertLess(fraction(high) / fraction(low) - 1, Fraction(1, 1 << (w - 40)))


def turn_reference(k, n):
    """cos(2 pi k/n) within 10^-60, by decimals: pi from the arctangent of 1/5 and 1/239, the series of cos."""
    with decimal.localcontext(decimal.Context(prec=90)):
        def arctan(inverse):
            term = total = decimal.Decimal(1) / inverse
            i = 1
            while abs(term) > decimal.Decimal(10) ** -88:
                term = -term / (inverse * inverse)
                i += 2
                total += term / i
            return total
        angle = 8 * (4 * arctan(5) - arctan(239)) * (k % n) / n
        term = total = decimal.Decimal(1)
        i = 0
        while abs(term) > decimal.Decimal(10) ** -80 or i < 8:
            i += 2
            term = -term * angle * angle / (i * (i - 1))
            total += term
        return Fraction(total)


class Turns(unittest.TestCase):
    def test_cosines_and_sines(self):
        off = Fraction(1, 10 ** 60)
        for n in (3, 4, 5, 6, 8, 12, 16, 17, 24, 60, 97):
            for name, p, grid in (("binary32", 24, -149), ("binary64", 53, -1074), ("fx(20,16)", None, -16)):
                for rounding in ROUNDINGS if p else ("down",):
                    fast = role(name, rounding)
                    for k in range(n):
                        for found, quarter in ((fast.cosine(k, n), 0), (fast.sine(k, n), 1)):
                            exact = turn_reference(4 * k - quarter * n, 4 * n)
                            if abs(exact * 2 - round(exact * 2)) < off:
                                ends = [Fraction(round(exact * 2), 2)] * 2
                            else:
                                ends = [exact - off, exact + off]
                            low, high = (rounded(end, p, grid, rounding) for end in ends)
                            self.assertEqual(low, high)
                            self.assertEqual(found, pair(low), (n, k, name, rounding, quarter))

    def test_small_angles_of_large_moduli(self):
        for k in (1, 2, 16383, 16384, 32767, 65535):
            exact = turn_reference(4 * k - 65536, 4 * 65536)
            self.assertEqual(role("binary64").sine(k, 65536), pair(rounded(exact, 53, -1074, "nearest-even")))


class Constants(unittest.TestCase):
    def test_logarithms(self):
        with decimal.localcontext(decimal.Context(prec=60)):
            for n in (1, 2, 3, 10, 4096, 12345678901234567890, (1 << 200) + 1):
                for bits in (1, 64, 130):
                    low, high = checker.logarithm_bounds(n, bits)
                    exact = Fraction(decimal.Decimal(n).ln() / decimal.Decimal(2).ln()) * (1 << bits)
                    self.assertLessEqual(low, exact + Fraction(1, 10 ** 12))
                    self.assertGreaterEqual(high, exact - Fraction(1, 10 ** 12))
                    self.assertLessEqual(high - low, 2)


if __name__ == "__main__":
    unittest.main()
