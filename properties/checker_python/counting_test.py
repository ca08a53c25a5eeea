"""Counting theorems against big powers and binomials, on both sides of each threshold."""
import math
import unittest

from reference import certificate, checker, outcome


def result(text):
    return outcome(certificate("counting", "claim bound\ntheorem " + text))


class Thresholds(unittest.TestCase):
    def both_sides(self, text, least_failing):
        """With fewer bits than `least_failing` the bound holds, with these no longer."""
        self.assertEqual(result(text % (least_failing - 1)), 0, text)
        self.assertEqual(result(text % least_failing), 4, text)

    def bits_for(self, count):
        return (count - 1).bit_length()  # the least s with 2^s >= count

    def test_states_and_messages(self):
        for n in (2, 3, 4, 7, 16, 100, 1000):
            self.both_sides("E\nn %d\nstate-bits %%d\n" % n, self.bits_for(n ** n))
            self.both_sides("F1\nm %d\nmessage-bits %%d\n" % n, self.bits_for(n ** n))
            self.both_sides("T\nU %d\nn %d\nstate-bits %%d\n" % (3 * n, n), self.bits_for(math.comb(3 * n, n)))
            self.both_sides("S\nU %d\nB %d\nn %d\nk 1\nmessage-bits %%d\n" % (3 * n, n, 2 * n), self.bits_for(math.comb(3 * n, n)))
        self.assertEqual(result("S\nU 10\nB 3\nn 6\nk 2\nmessage-bits 0\n"), 4, "every block is read")

    def test_log_linear(self):
        for n, live in ((7, 3), (8, 1), (11, 3)):
            for universe, count in (("", n ** n), ("U 40\n", math.comb(40, n))):
                least = -(-self.bits_for(count) // live)
                self.both_sides("LL\nn %d\nlevel-bits %%d\n%s" % (n, universe), least)

    def test_h2(self):
        for m, n_1, pre, post in ((8, 4, 0, 0), (8, 4, 9, 2), (16, 8, 32, 1), (16, 3, 20, 5)):
            x = next(x for x in range(1, m + 1) if x ** m << pre >= m ** m)
            holds = [b for b in range(0, 200) if 1 << (pre + n_1 * b + x * post) < (m * n_1) ** (n_1 * x)]
            self.both_sides("H2\nm %d\nn_1 %d\nmessage-bits %%d\npre-bits %d\npost-bits %d\n" % (m, n_1, pre, post), len(holds))

    def test_f2(self):
        for m, n_1 in ((16, 64), (8, 200), (32, 100)):
            def holds(b):
                coordinates = -((-n_1 * (m * m - b * (m - 1))) // m)
                return coordinates > 0 and 1 << (b * (2 * n_1 + 3 * m - 1)) < (m * n_1) ** coordinates
            least = next(b for b in range(1000) if not holds(b))
            self.assertGreater(least, 1)
            self.both_sides("F2\nm %d\nn_1 %d\nmessage-bits %%d\n" % (m, n_1), least)

    def test_h2_plus(self):
        text = "H2+\nm %d\nn_1 %d\nmessage-bits %%d\npre-bits %d\npost-bits %d\nx0 %d\ngains %s\n"
        # Without state before: x gains of x0 each.
        m, n_1, x0, x, post = 12, 6, 3, 4, 2
        u = x * x0
        holds = [b for b in range(400) if 1 << (min(x * post + x0 * b, x * x0 * post) + n_1 * b) < (m * n_1) ** (n_1 * u)]
        self.both_sides(text % (m, n_1, 0, post, x0, " ".join(["3"] * 4)), len(holds))
        self.assertEqual(result((text % (m, n_1, 0, post, x0, "3 3 3 3 3")) % 0), 4, "five gains in four columns")
        self.assertEqual(result((text % (m, n_1, 0, post, x0, "3 2")) % 0), 4)
        self.assertEqual(result((text % (m, n_1, 0, post, 13, "3")) % 0), 6)

    def test_sure_gains(self):
        # k = 4, y = 100: the sure gains at 0..: recomputed with floats away from the threshold.
        for k, y, pre in ((4, 100, 40), (16, 10, 30), (8, 1000, 5000), (2, 64, 6)):
            for marked in range(1, k * y, max(1, k * y // 37)):
                p = 1 - marked / (k * y)
                for g in range(1, k + 1):
                    a, b = g - 1, k - g + 1
                    if a >= k * p:
                        expected = False
                    else:
                        value = y * ((a * math.log2(a / (k * p)) if a else 0) + b * math.log2(b / (k * (1 - p))))
                        if abs(value - pre) < 1e-6:
                            continue
                        expected = value > pre
                    self.assertEqual(checker.gain_is_sure(g, marked, k, y, pre), expected, (k, y, pre, marked, g))
        self.assertTrue(checker.gain_is_sure(5, 0, 5, 3, 10))
        self.assertFalse(checker.gain_is_sure(6, 0, 5, 3, 10))
        self.assertFalse(checker.gain_is_sure(1, 15, 5, 3, 0))

    def test_ranges(self):
        for bad in ("E\nn 1\nstate-bits 0\n", "E\nn 1048577\nstate-bits 0\n", "E\nn 4\nstate-bits 1099511627777\n", "E\nn 4\nstate-bits -1\n", "E\nstate-bits 1\nn 4\n",
                    "T\nU 3\nn 4\nstate-bits 0\n", "S\nU 3\nB 4\nn 8\nk 1\nmessage-bits 0\n", "X\nn 4\nstate-bits 0\n", "E\nn 4\nstate-bits 0\nexact yes\n"):
            self.assertEqual(result(bad), 6, bad)
        self.assertEqual(result("E\nn 1048576\nstate-bits 20971519\n"), 0)
        self.assertEqual(result("E\nn 1048576\nstate-bits 20971520\n"), 4)
        self.assertEqual(result("H2\nm 1048576\nn_1 1048576\nmessage-bits 1000\npre-bits 1099511627776\npost-bits 0\n"), 4)
        self.assertEqual(result("H2\nm 1048576\nn_1 1048576\nmessage-bits 1000\npre-bits 1000\npost-bits 1000\n"), 0)


if __name__ == "__main__":
    unittest.main()
