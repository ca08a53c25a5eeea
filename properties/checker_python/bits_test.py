"""Claim stack: signed zeros and bits of numbers against the machine's own."""
import itertools
import random
import struct
import unittest
from fractions import Fraction

from reference import SMALL_FORMATS, checker, fraction, magnitudes, pair, role


def of_float(x):
    if x == 0:
        return checker.NEGATIVE_ZERO if struct.pack(">d", x)[0] else checker.ZERO
    return pair(Fraction(x))


def stored(code, x):
    data = struct.pack(code, x)
    return "".join(format(byte, "08b") for byte in data)


class SignedZeros(unittest.TestCase):
    def test_operations_are_the_machine_s(self):
        source = random.Random(1)
        a = checker.SignedRole(role("binary64"))
        tiny = 5e-324
        operands = [0.0, -0.0, 1.0, -1.0, tiny, -tiny, 3 * tiny, -7 * tiny, 0.1, -0.1, 2.0 ** -600, -2.0 ** -600, 1.5, -2.0 ** 500]
        for x, y in itertools.product(operands, repeat=2):
            for found, expected in ((a.add, x + y), (a.sub, x - y), (a.mul, x * y)) + (((a.div, x / y),) if y else ()):
                if expected in (float("inf"), float("-inf")):
                    continue
                self.assertEqual(found(of_float(x), of_float(y)), of_float(expected), (found, x, y))
        for _ in range(300):
            x, y, z = (source.choice(operands[:8]) for _ in range(3))
            exact = Fraction(x) * Fraction(y) + Fraction(z)
            found = a.fma(of_float(x), of_float(y), of_float(z))
            self.assertEqual(fraction(found), fraction(role("binary64").convert(pair(exact))))
            if exact == 0:  # as unfused: products of these are exact, or the sum is not 0
                self.assertEqual(found, of_float(x * y + z), (x, y, z))
            elif found[0] == 0:
                self.assertEqual(found == checker.NEGATIVE_ZERO, exact < 0)

    def test_rounding_down_makes_cancelled_zeros_negative(self):
        down = checker.SignedRole(role("binary32", "down"))
        self.assertEqual(down.add((1, 0), (-1, 0)), checker.NEGATIVE_ZERO)
        self.assertEqual(down.add(checker.ZERO, checker.NEGATIVE_ZERO), checker.NEGATIVE_ZERO)
        self.assertEqual(checker.SignedRole(role("fx(4,0)")).add((1, 0), (-1, 0)), checker.ZERO)
        self.assertEqual(checker.SignedRole(role("fx(4,0)")).mul((-1, 0), checker.ZERO), checker.ZERO)

    def test_exact_dots_have_positive_zeros(self):
        a = checker.SignedRole(role("binary32", sums="exact"))
        self.assertEqual(a.dot([checker.NEGATIVE_ZERO], [(1, 0)]), checker.ZERO)
        self.assertEqual(a.dot([(-1, -140)], [(1, -140)]), checker.NEGATIVE_ZERO)
        b = checker.SignedRole(role("binary32"))
        self.assertEqual(b.dot([checker.NEGATIVE_ZERO, checker.NEGATIVE_ZERO], [(1, 0), (1, 0)]), checker.NEGATIVE_ZERO)


class Bits(unittest.TestCase):
    def test_wide_formats_are_the_machine_s(self):
        source = random.Random(2)
        for name, code, width in (("binary64", ">d", 64), ("binary32", ">f", 32), ("binary16", ">e", 16)):
            a = checker.SignedRole(role(name))
            for _ in range(400):
                bits = source.getrandbits(width)
                x = struct.unpack(code, bits.to_bytes(width // 8, "big"))[0]
                if x != x or x in (float("inf"), float("-inf")):
                    continue
                self.assertEqual(a.bits(of_float(x)), format(bits, "0%db" % width), x)
            self.assertEqual(a.bits(checker.NEGATIVE_ZERO), "1" + "0" * (width - 1))

    def test_small_formats_count_their_numbers(self):
        for name in SMALL_FORMATS:
            a, numbers = checker.SignedRole(role(name)), magnitudes(name)
            width = sum(SMALL_FORMATS[name][:2])
            for code, x in enumerate(numbers):
                self.assertEqual(a.bits(pair(x)), "0" + format(code, "0%db" % width))
                if x:
                    self.assertEqual(a.bits(pair(-x)), "1" + format(code, "0%db" % width))

    def test_others(self):
        self.assertEqual(checker.SignedRole(role("bfloat16")).bits((1, 0)), stored(">f", 1.0)[:16])
        self.assertEqual(checker.SignedRole(role("tf32")).bits((-3, -1)), stored(">f", -1.5)[:19])
        self.assertEqual(checker.SignedRole(role("e8p24")).bits((5, -149)), stored(">f", 5 * 2.0 ** -149))
        self.assertEqual(checker.SignedRole(role("fx(4,1)")).bits((-5, -1)), "10101")
        self.assertEqual(checker.SignedRole(role("ufx(4,-1)")).bits((3, 1)), "0011")

    def test_hex(self):
        for bits, text in (("", "-"), ("1", "8"), ("0001", "1"), ("00011", "18"), ("101010101", "aa8")):
            self.assertEqual(checker.hex_of(bits), text)
            self.assertEqual(checker.parse_bits(text, len(bits)), bits)
        for text, length in (("9", 1), ("18", 4), ("0", 0), ("-", 1), ("A8", 8), ("1g", 8)):
            self.assertRaises(checker.Malformed, checker.parse_bits, text, length)


if __name__ == "__main__":
    unittest.main()
