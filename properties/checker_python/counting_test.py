"""Counting theorems against big powers and binomials, on both sides of each threshold."""
import math
import random
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
                    self.assertEqual(checker.gain_is_sure(g, marked, k, y, (pre, []), y), expected, (k, y, pre, marked, g))
        self.assertTrue(checker.gain_is_sure(5, 0, 5, 3, (10, []), 3))
        self.assertFalse(checker.gain_is_sure(6, 0, 5, 3, (10, []), 3))
        self.assertFalse(checker.gain_is_sure(1, 15, 5, 3, (0, []), 3))

    def test_sees_positions(self):
        self.assertEqual(result("S\nU 8\nB 2\nn 8\nk 1\nmessage-bits 3\nsees-positions yes\n"), 0)  # C(6, 2) = 15
        self.assertEqual(result("S\nU 8\nB 2\nn 8\nk 1\nmessage-bits 4\nsees-positions yes\n"), 4)
        self.assertEqual(result("S\nU 8\nB 2\nn 8\nk 1\nmessage-bits 4\n"), 0)
        self.assertEqual(result("S\nU 8\nB 2\nn 8\nk 1\nmessage-bits 4\nsees-positions no\n"), 6)
        self.assertEqual(result("S\nU 8\nB 2\nn 8\nk 4\nmessage-bits 0\nsees-positions yes\n"), 4)

    def test_ranges(self):
        for bad in ("E\nn 1\nstate-bits 0\n", "E\nn 1048577\nstate-bits 0\n", "E\nn 4\nstate-bits 1099511627777\n", "E\nn 4\nstate-bits -1\n", "E\nstate-bits 1\nn 4\n",
                    "T\nU 3\nn 4\nstate-bits 0\n", "S\nU 3\nB 4\nn 8\nk 1\nmessage-bits 0\n", "X\nn 4\nstate-bits 0\n", "E\nn 4\nstate-bits 0\nexact yes\n"):
            self.assertEqual(result(bad), 6, bad)
        self.assertEqual(result("E\nn 1048576\nstate-bits 20971519\n"), 0)
        self.assertEqual(result("E\nn 1048576\nstate-bits 20971520\n"), 4)
        self.assertEqual(result("H2\nm 1048576\nn_1 1048576\nmessage-bits 1000\npre-bits 1099511627776\npost-bits 0\n"), 4)
        self.assertEqual(result("H2\nm 1048576\nn_1 1048576\nmessage-bits 1000\npre-bits 1000\npost-bits 1000\n"), 0)



def sure(g, marked, k, y, deficit):
    """Lemma C with powers of integers; deficit: the power of 2 (and more) in front of the right side."""
    if not 1 <= g <= k:
        return False
    if marked == 0:
        return True
    free, used, rest = k * y - marked, g - 1, k - g + 1
    return used * y < free and (used * y) ** used * (rest * y) ** rest > deficit * free ** used * marked ** rest


def greatest_gains(count, k, y, deficit):
    gains = []
    for _ in range(count):
        g = next((g for g in range(k, 0, -1) if sure(g, sum(gains), k, y, deficit)), None)
        if g is None:
            return None
        gains.append(g)
    return gains


class Compositions(unittest.TestCase):
    """F2U, H3, FFR and G against powers of integers, written out, with random small numbers."""

    def setUp(self):
        self.random = random.Random(7)
        self.seen = {True: 0, False: 0}

    def tearDown(self):
        if self.seen[True] + self.seen[False]:
            self.assertGreater(min(self.seen.values()), 20, self.seen)

    def compare(self, theorem, keys, expected):
        text = theorem + "\n" + "".join("%s %s\n" % (key, " ".join(map(str, value)) if isinstance(value, list) else value) for key, value in keys)
        self.assertEqual(result(text), 0 if expected else 4, text)
        self.seen[expected] += 1

    def draw(self, *ranges):
        return [self.random.randint(low, high) for low, high in ranges]

    def test_f2u(self):
        for _ in range(400):
            m, n_1, b, e, f = self.draw((2, 30), (1, 40), (0, 8), (0, 4), (4, 20))
            answers, right = m * n_1, f - e
            expected = f << b < right * answers
            if expected:
                left = 2 ** (2 * b * f) * (f << b) ** (right * m) * (f * (answers - (1 << b))) ** (e * m)
                expected = left < (right * answers) ** (right * m) * (e * answers) ** (e * m)
            self.compare("F2U", [("m", m), ("n_1", n_1), ("message-bits", b), ("error-above", e), ("error-below", f)], expected)

    def test_h3(self):
        for _ in range(400):
            h, y, n_1, n_2, b, pre, mid, post, x_1, t, x = self.draw((2, 6), (1, 6), (1, 3), (5, 40), (0, 2), (0, 2), (0, 1), (0, 2), (1, 3), (1, 8), (1, 3))
            m = max(h * y, t, 2)
            tokens, k = m - t + x_1 * t, n_1 * x_1
            inside = n_1 * pre + n_1 * n_2 * b + (min(x_1 * mid, mid + (tokens + 1) * b) if mid else 0)
            gains = greatest_gains(x, k, y, 2 ** inside)
            expected = gains is not None and x_1 <= h and (x_1 - 1) ** t * 2 ** pre < h ** t
            if expected:
                reached = x if pre else min(x, y)
                sigma = pre + mid + (1 + n_1 * n_2) * b + tokens * b + n_1 * (m - h + reached * h) * b + x * x_1 * post + n_1 * n_2 * x_1 * b
                expected = 2 ** sigma * y ** (x * k if mid else 0) < (m * n_1 * n_2) ** (n_2 * sum(gains))
            self.compare("H3", [("m", m), ("n_1", n_1), ("n_2", n_2), ("message-bits", b), ("pre-bits", pre), ("mid-bits", mid), ("post-bits", post),
                                ("X1", x_1), ("h", h), ("t1", t), ("y", y), ("gains", gains or [k + 1])], expected)

    def test_ffr(self):
        for _ in range(300):
            g, groups, m, b, s, t = self.draw((1, 3), (1, 6), (8, 40), (0, 2), (0, 6), (1, 8))
            members = groups + -(-groups * (m - 1) * max(0, t - g * b) // t)
            tokens = 2 * m - t + (t - 1) * 2
            left = b * (2 * g * groups + 1 + tokens) + min(members * s, s + b * (members + m - t + t * members))
            keys = [("m", m), ("n_1", g * groups), ("message-bits", b), ("post-bits", s), ("g", g), ("q", 2), ("t", t), ("i", 1), ("S", members)]
            self.compare("FFR", keys, 2 ** left < (m * g * groups) ** (g * members))
            self.compare("FFR", keys[:-1] + [("S", members + 1)], False)

    def test_more_values_of_a_pad(self):
        # psi_q is convex, so every line is below it: S by the best line is the greatest, and one more is sure by none.
        for q, loss, t, m, groups in ((3, 2, 4, 9, 2), (5, 3, 4, 20, 1), (6, 7, 5, 30, 3), (4, 0, 3, 12, 2)):
            e = math.log2(q) - loss / t
            i = max(1, min(q - 1, int(2 ** e + 1e-9)))
            psi = max(1.0, i + (e - math.log2(i)) / (math.log2(i + 1) - math.log2(i)))
            members = math.ceil(groups * (1 + (m - 1) * (psi - 1) / (q - 1)) - 1e-9)
            for line in range(1, q):
                keys = [("m", m), ("n_1", groups), ("message-bits", loss), ("post-bits", 0), ("g", 1), ("q", q), ("t", t), ("i", line)]
                text = "FFR\n" + "".join("%s %d\n" % pair for pair in keys)
                self.assertNotEqual(result(text + "S %d\n" % (members + 1)), 0, text)
            if members > groups:
                checker.require_hidden(groups, m, q, t, i, members, loss)
            with self.assertRaises(checker.NotEstablished):
                checker.require_hidden(groups, m, q, t, i, members + 1, loss)

    def test_g_for_two_functions(self):
        for _ in range(400):
            m, n_1, b, pre, post, x = self.draw((2, 12), (1, 6), (0, 6), (0, 6), (0, 6), (1, 8))
            t = self.random.randint(1, m)
            form, after = self.random.choice((("hybrid", x), ("hybrid-eager", 1)))
            last = min(x * post, post + b * (after + m - t + t * x))
            sure_members = x <= m and (x - 1) ** t * 2 ** pre < m ** t
            expected = sure_members and 2 ** (n_1 * b + pre + last) < (m * n_1) ** (n_1 * x)
            self.compare("G", [("form", form), ("L", 2), ("message-bits", b), ("state-bits", [pre, post]), ("rows", n_1), ("m", m), ("t1", t), ("x1", x)], expected)

    def test_g_for_three_functions(self):
        """Hybrid forms of bounds_general.md section 1 by hand; b_1 != b_2."""
        for _ in range(400):
            b_1, b_2, s_0, s_1, s_2, rows, n_2, m, y, x_2 = self.draw((0, 3), (0, 3), (0, 3), (0, 3), (0, 3), (1, 3), (1, 12), (3, 9), (1, 3), (1, 2))
            lazy = self.random.random() < 0.5
            t = m
            x_1 = next(x for x in range(m, 0, -1) if (x - 1) ** t * 2 ** s_0 < m ** t)
            w, n1, f, a = rows * n_2, m * rows * y, rows * m, m - t + t * x_1
            c = n1 - f + f * x_2
            inside = b_1 * w + s_0 + x_1 * s_1 if lazy else b_1 * w + b_1 * (1 + a) + s_0 + s_1
            gains = greatest_gains(x_2, rows * x_1, y, 2 ** inside)
            if gains is None:
                continue
            both = x_1 * x_2
            last = min(both * s_2, s_2 + b_2 * (both + a * x_2 + c)) if lazy else min(s_2 + b_2 * (x_1 + a + c), both * s_2)
            sigma = b_1 * w + b_2 * w * x_1 + b_1 * (1 + a + c) + s_0 + s_1 + last
            tuples = min(2 ** s_0, t * m ** (x_1 * t)) * y ** (x_2 * f)
            expected = 2 ** sigma * tuples < (n1 * n_2) ** (n_2 * sum(gains))
            self.compare("G", [("form", "hybrid" if lazy else "hybrid-eager"), ("L", 3), ("message-bits", [b_1, b_2]), ("state-bits", [s_0, s_1, s_2]),
                               ("rows", [rows, n_2]), ("m", m), ("t1", t), ("x1", x_1), ("y", y), ("gains", gains)], expected)

    def test_g_for_three_full_layers(self):
        """bounds_general.md section 4, written out, at q = 2."""
        for _ in range(400):
            b, g, groups, m, n_2, y, x = self.draw((0, 1), (1, 2), (1, 2), (3, 12), (1, 30), (1, 3), (1, 2))
            t = self.random.randint(1, m)
            rows = g * groups
            members = groups + -(-groups * (m - 1) * max(0, t - g * n_2 * b) // t)
            tokens, f, n1 = 2 * m - t + (t - 1) * 2, rows * m, m * rows * y
            c = n1 - f + f * x
            gains = greatest_gains(x, g * members, y, 2 ** (b * (2 * rows * n_2 + 1 + tokens)))
            if gains is None:
                continue
            left = b * (3 * rows * n_2 + g * members * n_2 + 1 + tokens + members + m - t + t * members + 2 * c)
            expected = 2 ** left * y ** (x * f) < (n1 * n_2) ** (n_2 * sum(gains))
            self.compare("G", [("form", "full"), ("L", 3), ("message-bits", [b, b, b]), ("state-bits", 0), ("rows", [rows, n_2]), ("m", m), ("t1", t), ("g", g),
                               ("q", 2), ("i", 1), ("S", members), ("y", y), ("gains", gains)], expected)

    def test_ranges(self):
        good = "G\nform hybrid\nL 3\nmessage-bits 0 0\nstate-bits 0 0 0\nrows 1 4\nm 4\nt1 1\nx1 4\ny 1\ngains 4\n"
        self.assertEqual(result(good), 0)
        for old, new, code in (("gains 4", "gains 5", 4), ("x1 4", "x1 5", 4), ("t1 1", "t1 5", 4), ("L 3", "L 13", 6), ("L 3", "L 1", 6), ("rows 1 4", "rows 1", 6),
                               ("rows 1 4", "rows 0 4", 6), ("gains 4", "gains 0", 6), ("gains 4", "gains", 6), ("gains 4", "gains 4611686018427387905", 6),
                               ("m 4", "m 1", 6), ("y 1\n", "", 6), ("hybrid", "half", 6), ("gains 4", "gains" + " 1" * 20001, 6)):
            self.assertEqual(result(good.replace(old, new)), code, new[:40])


if __name__ == "__main__":
    unittest.main()
