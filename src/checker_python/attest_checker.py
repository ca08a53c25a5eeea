#!/usr/bin/env python3
"""attest_checker.py [--most-work K] FILE...: re-establishes attest certificates (attest-certificate/2) from their text alone.

One of two independent checkers. Specification: src/evidence/FORMAT.md of the attest repository. Python >= 3.9, its standard
library, no other file. Every value is recomputed with integers: a number is (m, e), meaning m*2^e with m odd, or (0, 0).

FILE: a regular file, or - for standard input. --most-work K, anywhere: what needs more than 2^K rounded operations is refused as
malformed (default and most: 34). --help; --version: the version of the format.
One line a file: VERIFIED, NOT established or malformed. Exit code, the first that applies: 7 internal error, 2 wrong usage,
6 malformed, 8 unreadable file, 4 not established, 0 everything established.
"""
import functools
import hashlib
import itertools
import math
import os
import sys
from fractions import Fraction

EXIT_ESTABLISHED, EXIT_USAGE, EXIT_NOT_ESTABLISHED, EXIT_MALFORMED, EXIT_INTERNAL, EXIT_UNREADABLE = 0, 2, 4, 6, 7, 8
MOST_BYTES, MOST_LINE, MOST_LONG_LINE, MOST_TOKENS = 1 << 24, 1 << 16, 1 << 21, 1 << 17
LONG_LINES = ("input", "killer", "cell", "gains")
MOST_WORK = 1 << 34
MOST_BITS = 4096


class Malformed(Exception):
    """Grammar, version, hash or limits: exit 6."""


class TooMuchWork(Malformed):
    """Nothing is wrong so far, but a checker may refuse it."""


class NotEstablished(Exception):
    """Well-formed, but what it claims was not re-established: exit 4."""


class Undefined(NotEstablished):
    """An operation without a finite result."""


class NotCovered(NotEstablished):
    """Something that FORMAT.md says nothing may rest on."""


def require(condition, message):
    if not condition:
        raise NotEstablished(message)


def limit(condition, message):
    if not condition:
        raise Malformed(message)


def limit_work(operations):
    if operations > MOST_WORK:
        raise TooMuchWork("this needs more than %d rounded operations" % MOST_WORK)


# ---------------------------------------------------------------------------------------------------------------------
# Numbers: (m, e) = m*2^e, m odd, or (0, 0). Equal numbers are equal tuples.

ZERO, ONE, HALF = (0, 0), (1, 0), (1, -1)


def number(m, e=0):
    """The canonical form of m*2^e."""
    if m == 0:
        return ZERO
    shift = (m & -m).bit_length() - 1
    return (m >> shift, e + shift)


def negative(x):
    return (-x[0], x[1])


def compare(x, y):
    """Negative, zero or positive, as x - y is. Never shifts by more than the numbers' own lengths."""
    m, e = x
    n, f = y
    if (m > 0) != (n > 0) or m == 0 or n == 0:
        return (m > 0) - (m < 0) - (n > 0) + (n < 0)
    top, other = m.bit_length() + e, n.bit_length() + f
    if top != other:
        return (1 if top > other else -1) * (1 if m > 0 else -1)
    return (m << (e - f)) - n if e >= f else m - (n << (f - e))


def less(x, y):
    return compare(x, y) < 0


def at_least(x, y):
    return compare(x, y) >= 0


def exact_sum(x, y):
    """x + y, not rounded; for numbers whose exponents are near."""
    (m, e), (n, f) = x, y
    low = min(e, f)
    return number((m << (e - low)) + (n << (f - low)), low)


def exact_product(x, y):
    return (x[0] * y[0], x[1] + y[1]) if x[0] and y[0] else ZERO


# ---------------------------------------------------------------------------------------------------------------------
# Enclosures of the few real functions there are, by integers: (lo, hi, e) means lo*2^e < value < hi*2^e.

_constants = {}


def _inverse_series(base, bits, alternating):
    """floor-ish of atan(1/base) (alternating) or atanh(1/base), times 2^bits; the error is below `bits` units."""
    power = (1 << bits) // base
    total, i, square = power, 1, base * base
    while power:
        power //= square
        i += 2
        total += -(power // i) if alternating and i % 4 == 3 else power // i
    return total


def _constant(name, bits):
    """ln 2 or pi times 2^bits: an integer within 1 of the truth."""
    known = _constants.get(name)
    if known is None or known[0] < bits:
        have = max(bits, 256)
        guarded = have + 40  # errors below 60*guarded units, that is 2^-20 of a unit of `have` bits
        if name == "ln 2":
            value = 2 * _inverse_series(3, guarded, False)
        else:
            value = 16 * _inverse_series(5, guarded, True) - 4 * _inverse_series(239, guarded, True)
        known = _constants[name] = (have, value >> 40)
    return known[1] >> (known[0] - bits)


def _small_exponential(r, w):
    """e^(r*2^-w) for 0 <= r < 2^w, r known within 3 units: (y, error) in units of 2^-w.

    Halve the argument s times, sum the series, square s times. Each term errs by at most 4 units; a squaring doubles the
    error (times the value itself, whose product over all squarings is at most e < 4) and adds one.
    """
    s = max(2, math.isqrt(w) // 2)
    t = r >> s
    term = total = 1 << w
    i = 0
    while term:
        i += 1
        term = (term * t >> w) // i
        total += term
    for _ in range(s):
        total = total * total >> w
    return total, (4 * i + 10 + s) << (s + 2)


def exponential_bounds(x, base_2, w):
    """Encloses e^x or 2^x for x != 0 (base 2: no integer) with |x| < 2^40, with about w - 20 - sqrt(w)/2 good bits."""
    m, e = x
    if base_2:
        k = m >> -e  # e < 0
        fraction = m - (k << -e)
        shift = w + e
        f = fraction << shift if shift >= 0 else fraction >> -shift
        r = f * _constant("ln 2", w) >> w
    else:
        high = w + 48
        ln_2 = _constant("ln 2", high)
        shift = high + e
        argument = m << shift if shift >= 0 else m >> -shift
        k = argument // ln_2
        r = (argument - k * ln_2) >> 48
    y, error = _small_exponential(max(r, 0), w)
    return y - error, y + error, k - w


def exponential_of_interval(lo, hi, base_2, w):
    """Encloses e^x or 2^x for x in [lo, hi] (dyadics); beyond 2^20 in magnitude it says no more than 2^(+-2^20)."""
    edge = number(1, 20)

    def bound(x, side):
        if less(edge, x):
            return (1, 1 << 20) if side == 0 else None
        if less(x, negative(edge)):
            return ZERO if side == 0 else (1, -(1 << 20))
        if x == ZERO:
            return ONE
        if base_2 and x[1] >= 0:
            return number(1, x[0] << x[1])
        enclosure = exponential_bounds(x, base_2, w)
        return number(max(enclosure[side], 0), enclosure[2])

    return bound(lo, 0), bound(hi, 1)


def _sine_or_cosine_bounds(sine, a, b, w):
    """sin or cos of 2*pi*a/b, 0 < a/b <= 1/8: series with terms that each err by at most 6 units."""
    theta = 2 * _constant("pi", w) * a // b
    square = theta * theta >> w
    term = theta if sine else 1 << w
    total, i = term, 1 if sine else 0
    while term:
        term = (term * square >> w) // ((i + 1) * (i + 2))
        i += 2
        total += -term if (i // 2) % 2 else term
    error = 3 * i + 20
    return total - error, total + error, -w


def cosine_of_turn(k, n):
    """cos(2*pi*k/n): a number where it is rational (Niven: 0, +-1/2, +-1), else (sign, w -> enclosure of |cos|)."""
    k %= n
    if 12 * k % n == 0:
        twelfth = 12 * k // n
        if twelfth in (1, 5, 7, 11):
            pass  # +-sqrt(3)/2
        else:
            return {0: ONE, 2: HALF, 3: ZERO, 4: negative(HALF), 6: negative(ONE), 8: negative(HALF), 9: ZERO, 10: HALF}[twelfth]
    if 2 * k > n:
        k = n - k
    sign, a, b = (-1, n - 2 * k, 2 * n) if 4 * k > n else (1, k, n)
    sine = 8 * a > b
    if sine:
        a, b = b - 4 * a, 4 * b
    return sign, lambda w: _sine_or_cosine_bounds(sine, a, b, w)


def cosine_interval(k, n, w):
    """Dyadics that enclose cos(2*pi*k/n)."""
    value = cosine_of_turn(k, n)
    if not callable(value[1]):
        return value, value
    lo, hi, e = value[1](w)
    ends = (number(lo, e), number(hi, e))
    return ends if value[0] > 0 else (negative(ends[1]), negative(ends[0]))


def logarithm_bounds(n, bits):
    """(lo, hi): lo <= lg(n)*2^bits <= hi for n >= 1, by repeated squaring with truncation; lo = hi for powers of two."""
    whole = n.bit_length() - 1
    if n & (n - 1) == 0:
        return whole << bits, whole << bits
    w = bits + 64
    lo = (n << w) >> whole
    hi, value = lo + 1, whole
    for done in range(bits):
        lo, hi = lo * lo >> w, (hi * hi >> w) + 1
        bit = lo >> (w + 1)
        if bit != (hi - 1) >> (w + 1):
            return value << (bits - done), (value + 1) << (bits - done)
        if bit:
            lo, hi = lo >> 1, (hi >> 1) + 1
        value = 2 * value + bit
    return value, value + 1


# ---------------------------------------------------------------------------------------------------------------------
# Formats and roles: correctly rounded operations.

FAR_EXPONENT = 1 << 30  # of p<k>
NO_GRID = -(1 << 60)

# name: precision, emin, emax, significand of the largest number, saturating
NAMED_FORMATS = {
    "binary64": (53, -1022, 1023, (1 << 53) - 1, False), "binary32": (24, -126, 127, (1 << 24) - 1, False),
    "tf32": (11, -126, 127, (1 << 11) - 1, False), "bfloat16": (8, -126, 127, (1 << 8) - 1, False),
    "binary16": (11, -14, 15, (1 << 11) - 1, False), "e4m3": (4, -6, 8, 0b1110, False), "e5m2": (3, -14, 15, 0b111, False),
    "e2m3": (4, 0, 2, 0b1111, True), "e3m2": (3, -2, 4, 0b111, True), "e2m1": (2, 0, 2, 0b11, True)}


class Format:
    """precision p; grid: the exponent of the least positive number; emax: of the largest (exponents of leading bits)."""

    def __init__(self, name):
        self.name = name
        self.fixed = self.unbounded = False
        self.signed = True
        if name in NAMED_FORMATS:
            self.p, emin, self.emax, self.top, self.saturating = NAMED_FORMATS[name]
            self.grid = emin - self.p + 1
        elif name.startswith(("fx(", "ufx(")) and name.endswith(")"):
            parts = name[name.index("(") + 1:-1].split(",")
            limit(len(parts) == 2, "a fixed-point format is fx(p,s)")
            self.p = parse_integer(parts[0], 1, 62, "p of fx(p,s)")
            self.grid = -parse_integer(parts[1], -512, 512, "s of fx(p,s)")
            self.emax, self.top = self.grid + self.p - 1, (1 << self.p) - 1
            self.fixed = self.saturating = True
            self.signed = name[0] == "f"
        elif name.startswith("e8p"):
            self.p = parse_integer(name[3:], 2, 55, "the precision of e8p<k>")
            self.emax, self.grid, self.top, self.saturating = 127, -125 - self.p, (1 << self.p) - 1, False
        elif name.startswith("p"):
            self.p = parse_integer(name[1:], 1, 64, "the precision of p<k>")
            self.emax, self.grid, self.top, self.saturating = FAR_EXPONENT - 1, NO_GRID, (1 << self.p) - 1, False
            self.unbounded = True
        else:
            raise Malformed("'%s' is not a format" % name)

    def largest(self):
        return number(self.top, self.emax - self.p + 1)

    def contains(self, other):
        """Every number of `other` is one of this format."""
        if self.unbounded:
            return self.p >= other.p
        if other.unbounded or (other.signed and not self.signed):
            return False
        return ((self.fixed or self.p >= other.p) and self.grid <= other.grid
                and not less(self.largest(), other.largest()))


def shift_right(m, k, rounding):
    """m*2^-k rounded to an integer, k > 0."""
    if rounding == "nearest-even":
        if k > m.bit_length() + 1:
            return 0
        return (m + (1 << (k - 1)) - 1 + ((m >> k) & 1)) >> k
    if rounding == "up" or (rounding == "toward-zero" and m < 0):
        return -(-m >> k)
    return m >> k


def make_round(form, rounding):
    """round(m, e): the number of the format for m*2^e."""
    p, grid, emax, top, saturating, unbounded = form.p, form.grid, form.emax, form.top, form.saturating, form.unbounded
    precision = 1 << 60 if form.fixed else p
    nearest = rounding == "nearest-even"

    def overflow(m):
        away = nearest or rounding == ("up" if m > 0 else "down")
        if unbounded or (away and not saturating):
            raise Undefined("overflow in " + form.name)
        return form.largest() if m > 0 else negative(form.largest())

    def round_number(m, e):
        if m == 0 or (m < 0 and not form.signed):
            return ZERO
        length = m.bit_length()
        if unbounded and length + e <= -FAR_EXPONENT:
            raise Undefined("underflow in " + form.name)
        k = length - precision
        if k < grid - e:
            k = grid - e
        if k > 0:
            if nearest and k <= length:
                m = (m + (1 << (k - 1)) - 1 + ((m >> k) & 1)) >> k
            else:
                m = shift_right(m, k, rounding)
            if m == 0:
                return ZERO
            e += k
        shift = (m & -m).bit_length() - 1
        m >>= shift
        e += shift
        beyond = m.bit_length() + e - emax - 1
        if beyond > 0 or (beyond == 0 and abs(m) << (e - emax + p - 1) > top):
            return overflow(m)
        return (m, e)

    return round_number


def sticky_sum(m, e, n, f):
    """A pair that rounds as m*2^e + n*2^f does, whatever the format: far below, only the sign of a term matters."""
    if m == 0 or n == 0:
        return (n, f) if m == 0 else (m, e)
    if e < f:
        m, e, n, f = n, f, m, e
    if e - f > 400:
        return (m << 200) + (1 if n > 0 else -1), e - 200
    return (m << (e - f)) + n, f


class Role:
    """One line of the arithmetic block: FORMAT ROUNDING SUMS FUSED."""

    def __init__(self, words):
        limit(len(words) == 4, "an arithmetic needs FORMAT ROUNDING SUMS FUSED")
        self.format = Format(words[0])
        self.rounding = words[1]
        limit(self.rounding in ("nearest-even", "toward-zero", "up", "down"), "'%s' is not a rounding" % words[1])
        limit(not self.format.fixed or self.rounding == "down", "fixed point rounds down")
        self.order, self.block = words[2], 0
        if self.order.startswith("blocked(") and self.order.endswith(")"):
            self.block = parse_integer(self.order[8:-1], 1, 1 << 30, "the block of sums")
            self.order = "blocked"
        else:
            limit(self.order in ("left-to-right", "pairwise", "exact"), "'%s' is not an order of sums" % words[2])
        limit(words[3] in ("fused", "unfused"), "fused or unfused must be said")
        # Pairwise sums round their products; exact sums have exact products anyway.
        self.fused = words[3] == "fused" and self.order != "pairwise"
        self.fma_updates = words[3] == "fused"  # single additions of a product
        self.round = make_round(self.format, self.rounding)
        self.known, self.turns = {}, {}

    def sequential(self):
        return self.order == "left-to-right"

    def symmetric(self):
        """round(-x) = -round(x)"""
        return self.format.signed and self.rounding in ("nearest-even", "toward-zero")

    def convert(self, x):
        return self.round(*x)

    def holds(self, x):
        """x is a number of the format."""
        try:
            return self.round(*x) == x
        except Undefined:
            return False

    def add(self, x, y):
        return self.round(*sticky_sum(x[0], x[1], y[0], y[1]))

    def sub(self, x, y):
        return self.round(*sticky_sum(x[0], x[1], -y[0], y[1]))

    def mul(self, x, y):
        return self.round(x[0] * y[0], x[1] + y[1])

    def fma(self, x, y, z):
        return self.round(*sticky_sum(x[0] * y[0], x[1] + y[1], z[0], z[1]))

    def div(self, x, y):
        (m, e), (n, f) = x, y
        if n == 0:
            raise Undefined("a division by 0")
        # At least 70 bits of quotient and a sticky bit determine every rounding to at most 64 bits (or 62 and saturation).
        shift = max(0, 70 + n.bit_length() - m.bit_length())
        quotient, rest = divmod(abs(m) << shift, abs(n))
        quotient = quotient << 1 | (rest != 0)
        return self.round(quotient if (m > 0) == (n > 0) else -quotient, e - f - shift - 1)

    def round_bounds(self, bounds, first_bits):
        """The rounding of an irrational number, given w -> enclosure: refine until both ends round alike."""
        w = first_bits
        while True:
            lo, hi, e = bounds(w)
            try:
                low = self.round(lo, e)
            except Undefined:
                if lo > 0:
                    raise
                low = None
            try:
                if low is not None and self.round(hi, e) == low:
                    return low
            except Undefined:
                if lo < 0:
                    raise
            w *= 2

    def exp(self, x, base_2):
        key = (x, base_2)
        if key not in self.known:
            self.known[key] = self.compute_exp(x, base_2)
        return self.known[key]

    def compute_exp(self, x, base_2):
        m, e = x
        if m == 0:
            return self.round(1, 0)
        if base_2 and e >= 0:
            exponent = m << e if m.bit_length() + e < 40 else (1 << 40) * (1 if m > 0 else -1)
            return self.round(1, exponent)
        length = m.bit_length() + e  # |x| < 2^length
        if length > 35:
            return self.round(3, (1 << 34) * (1 if m > 0 else -1))  # beyond every format, in either direction
        if length < -600:  # between 1 and 1 +- 2^-590: no format has a number or a midpoint there
            return self.round((1 << 590) + (1 if m > 0 else -1), -590)
        return self.round_bounds(lambda w: exponential_bounds(x, base_2, w), self.format.p + 48)

    def cosine(self, k, n):
        key = (k % n, n)
        if key not in self.turns:
            self.turns[key] = self.compute_cosine(k, n)
        return self.turns[key]

    def compute_cosine(self, k, n):
        value = cosine_of_turn(k, n)
        if not callable(value[1]):
            return self.convert(value)
        sign, bounds = value

        def signed(w):
            lo, hi, e = bounds(w)
            return (lo, hi, e) if sign > 0 else (-hi, -lo, e)
        return self.round_bounds(signed, self.format.p + 64)

    def sine(self, k, n):
        return self.cosine(4 * k - n, 4 * n)

    def ordered(self, count, part, add):
        """The sum of `count` terms in this role's order; part(first, last) sums one stretch left to right."""
        if self.order == "pairwise":
            def halves(first, last):
                if last - first < 2:
                    return part(first, last)
                middle = first + (last - first) // 2
                return add(halves(first, middle), halves(middle, last))
            return halves(0, count)
        if self.order == "blocked" and self.block < count:
            total = part(0, self.block)
            for first in range(self.block, count, self.block):
                total = add(total, part(first, min(count, first + self.block)))
            return total
        return part(0, count)

    def exact_dot(self, xs, ys):
        terms = [(x[0] * y[0], x[1] + y[1]) for x, y in zip(xs, ys) if x[0] and y[0]]
        if not terms:
            return ZERO
        if max(e for m, e in terms) - min(e for m, e in terms) <= FAR:
            return self.round(*summed(terms))
        settled = self.settled_early(sorted(terms, key=lambda term: -term[1]))
        if settled is not None:
            return settled
        heads = [total for total in map(summed, clusters(terms)) if total[0]]
        if len(heads) < 2:
            return self.round(*heads[0]) if heads else ZERO
        # The rest is smaller than any distance to where a rounding changes: only its sign counts.
        (m, e), rest = heads[0], heads[1]
        return self.round((m << 256) + (1 if rest[0] > 0 else -1), e - 256)

    def settled_early(self, terms):
        """From large to small: the rounded sum where the largest ones decide, whatever the rest may be."""
        head = [term for term in terms if terms[0][1] - term[1] <= 4 * FAR]
        rest = terms[len(head):]
        m, e = summed(head)
        top = max([e - FAR] + [m.bit_length() + e for m, e in rest]) + len(rest).bit_length()
        try:
            below, above = (self.round(*exact_sum((m, e), (sign, top))) for sign in (-1, 1))
        except Undefined:
            return None
        return below if below == above else None

    def dot(self, xs, ys):
        """Products, then their sum, as the role says."""
        if not xs:
            return ZERO
        if self.order == "exact":
            return self.exact_dot(xs, ys)

        def part(first, last):
            total = self.mul(xs[first], ys[first])
            for i in range(first + 1, last):
                if xs[i][0] and ys[i][0]:  # a product of 0 changes no sum
                    total = self.fma(xs[i], ys[i], total) if self.fused else self.add(total, self.mul(xs[i], ys[i]))
            return total
        return self.ordered(len(xs), part, self.add)

    def sum(self, xs):
        """Terms are rounded first, but for exact sums."""
        if self.order == "exact":
            return self.exact_dot(xs, [ONE] * len(xs))
        terms = [self.convert(x) for x in xs]

        def part(first, last):
            total = terms[first]
            for i in range(first + 1, last):
                total = self.add(total, terms[i])
            return total
        return self.ordered(len(terms), part, self.add)


FAR = 1 << 14  # bits; what lies so far below an exact sum does not reach its roundings


def summed(terms):
    low = min(e for m, e in terms)
    return sum(m << (e - low) for m, e in terms), low


def clusters(terms):
    """The terms from large to small, in lists that are far apart: a sum of one that is not 0 exceeds all later ones together."""
    groups, low = [], None
    for m, e in sorted(terms, key=lambda term: -term[1]):
        if low is None or low - (e + m.bit_length()) > FAR:
            groups.append([])
        groups[-1].append((m, e))
        low = e
        if groups[-1][0][1] - low > 1 << 22:
            raise NotCovered("an exact sum over exponents that are too close and too many")
    return groups


class Sums:
    """Sums of nonnegative terms in a role, on integers: every term, hence every partial sum, is a multiple of one power of 2.

    Terms beyond the grid's reach (exponents more than MOST_BITS apart, only in p<k>) are summed as numbers instead. Adding
    a nonnegative term never lowers a sum, so a sum that exceeds the largest number once is beyond it (or, saturating, at it)
    for good: testing at the end is enough.
    """

    def __init__(self, role, terms):
        exponents = [e for m, e in terms if m]
        tops = [m.bit_length() + e for m, e in terms if m]
        self.role = role
        f = role.format
        # The largest number, where saturating sums end, is a multiple too.
        self.low = min(exponents + ([] if f.unbounded else [f.largest()[1]]), default=0)
        self.integers = max(tops, default=self.low) - self.low <= MOST_BITS and f.grid - self.low <= MOST_BITS
        self.p = 1 << 60 if f.fixed else f.p
        self.least = max(0, f.grid - self.low)
        self.nearest, self.up = role.rounding == "nearest-even", role.rounding == "up"
        if not self.integers:
            self.zero, self.add, self.smaller = ZERO, role.add, less
            return
        self.zero, self.smaller = 0, int.__lt__
        self.clamps = f.saturating or not (self.nearest or self.up)
        self.top = None
        if not f.unbounded:
            m, e = f.largest()
            self.top = m << (e - self.low)
        self.add = self.add_integers

    def term(self, x):
        """The form of a number that `add` takes."""
        return (x[0] << (x[1] - self.low) if x[0] else 0) if self.integers else x

    def number(self, t):
        """The number of a sum; Undefined where it overflows."""
        if not self.integers:
            return t
        if self.top is not None and t > self.top:
            if not self.clamps:
                raise Undefined("overflow in " + self.role.format.name)
            return self.role.format.largest()
        return self.role.round(t, self.low) if self.role.format.unbounded else number(t, self.low)

    def add_integers(self, a, b):
        t = a + b
        k = t.bit_length() - self.p
        if k < self.least:
            k = self.least
        if k > 0:
            if self.nearest:
                t = ((t + (1 << (k - 1)) - 1 + ((t >> k) & 1)) >> k) << k
            elif self.up:
                t = -(-t >> k) << k
            else:
                t = (t >> k) << k
        return self.top if self.top is not None and t > self.top and self.clamps else t

    def larger(self, a, b):
        return b if self.smaller(a, b) else a

    def fold(self, terms, total=None):
        """Left to right, beginning with `total` or 0."""
        total = self.zero if total is None else total
        if not (self.integers and self.nearest):
            for t in terms:
                total = self.add(total, t)
            return total
        p, least = self.p, self.least
        for t in terms:
            total += t
            k = total.bit_length() - p
            if k < least:
                k = least
            if k > 0:
                total = ((total + (1 << (k - 1)) - 1 + ((total >> k) & 1)) >> k) << k
        return self.top if self.top is not None and total > self.top and self.clamps else total

    def total(self, terms):
        """In the role's order; exact sums are rounded once."""
        if self.role.order == "exact":
            if self.integers:
                return self.add(self.zero, sum(terms))
            return self.role.exact_dot(terms, [ONE] * len(terms))
        if self.role.order == "pairwise":
            return self.pairwise([self.add(self.zero, t) for t in terms], 0, len(terms))
        return self.role.ordered(len(terms), lambda first, last: self.fold(terms[first:last]), self.add)

    def pairwise(self, terms, first, last):
        if last - first == 1:
            return terms[first]
        middle = first + (last - first) // 2
        return self.add(self.pairwise(terms, first, middle), self.pairwise(terms, middle, last))

    def copies(self, t, count, total=None):
        """Left to right, `count` copies of t. Inside a binade all steps but the first are equal: a tie leaves an even sum, and
        from there the same thing happens again; so stretches of steps are taken at once."""
        total = self.zero if total is None else total
        while count > 0:
            one = self.add(total, t)
            count -= 1
            if one == total:
                return total
            if count == 0 or not self.integers:
                total = one
                continue
            two = self.add(one, t)
            count -= 1
            step, length = two - one, two.bit_length()
            if step == 0:
                return two
            if total.bit_length() == length and not (self.top is not None and two > self.top):
                jumps = min(count, ((1 << length) - 1 - two) // step)
                two += jumps * step
                count -= jumps
                if self.clamps and self.top is not None:
                    two = min(two, self.top)
            total = two
        return total

    def equal(self, t, count):
        """S(count): `count` copies of t in the role's order."""
        if count == 0:
            return self.zero
        order, block = self.role.order, self.role.block
        if order == "exact":
            return self.exact(t, count)
        if order == "pairwise":
            known = {0: self.zero, 1: self.copies(t, 1)}

            def halves(n):
                if n not in known:
                    known[n] = self.add(halves(n // 2), halves(n - n // 2))
                return known[n]
            return halves(count)
        if order == "blocked" and block < count:
            total = self.copies(self.copies(t, block), count // block)
            return self.add(total, self.copies(t, count % block)) if count % block else total
        return self.copies(t, count)

    def then(self, t, count, last):
        """count copies of t and then `last`, in the role's order."""
        order, block, n = self.role.order, self.role.block, count + 1
        if order == "exact":
            return self.exact(t, count, last)
        if order == "pairwise":
            total, sizes = self.copies(last, 1), []
            while n > 1:
                sizes.append(n // 2)
                n -= n // 2
            for size in reversed(sizes):
                total = self.add(self.equal(t, size), total)
            return total
        rest = n if order != "blocked" or block >= n else (n - 1) % block + 1
        total = self.add(self.copies(t, rest - 1), last)
        return total if rest == n else self.add(self.copies(self.copies(t, block), (n - rest) // block), total)

    def exact(self, t, count, other=None):
        """count copies of t, and `other`, rounded once."""
        if self.integers:
            return self.add(self.zero, count * t + (other or 0))
        terms = [(t[0] * count, t[1])] + ([other] if other else [])
        return self.role.exact_dot(terms, [ONE] * len(terms))

    def heaviest(self, heavy, light, count):
        """H(count): the largest sum of one heavy and count - 1 light terms over all places of the heavy one."""
        order, block = self.role.order, self.role.block
        if order == "exact":
            return self.exact(light, count - 1, heavy)
        if order == "pairwise":
            known = {1: self.copies(heavy, 1)}

            def halves(n):
                if n not in known:
                    a, b = n // 2, n - n // 2
                    known[n] = self.larger(self.add(halves(a), self.equal(light, b)), self.add(self.equal(light, a), halves(b)))
                return known[n]
            return halves(count)
        if order == "blocked" and block < count:
            sizes = [block] * (count // block) + ([count % block] if count % block else [])
            parts = {n: (self.copies(light, n), self.one_heavy(heavy, light, n)) for n in set(sizes)}
            return self.heavy_among([parts[n] for n in sizes])
        return self.one_heavy(heavy, light, count)

    def one_heavy(self, heavy, light, count):
        first = (self.add(self.zero, light), self.add(self.zero, heavy))
        return self.heavy_among([first] + [(light, heavy)] * (count - 1))

    def heavy_among(self, parts):
        """The largest left-to-right sum when one part is replaced by its heavy form; parts: (light form, heavy form)."""
        light, heavy = parts[0]
        for part, replaced in parts[1:]:
            heavy = self.larger(self.add(heavy, part), self.add(light, replaced))
            light = self.add(light, part)
        return heavy

    def heavy_and_light(self, heavy, light, none, most_heavy):
        """[F(i, count - i) for i = 0..most_heavy], count = len(none) - 1: the largest sum, over all orders, of i heavy and the rest
        light terms; none: [F(0, j) for j = 0..count]. F(i, j) = max(F(i-1, j) + heavy, F(i, j-1) + light). Rounding the larger exact
        sum gives the larger rounded one."""
        row = none[:1]
        for length in range(1, len(none)):
            last = min(length, most_heavy)
            after_light = row if last < length else row + [None]
            new = [none[length]]
            for i in range(1, last + 1):
                a = row[i - 1]
                b = after_light[i]
                if not self.integers:
                    a = self.add(a, heavy)
                    new.append(a if b is None else self.larger(a, self.add(b, light)))
                    continue
                a += heavy
                if b is not None and b + light > a:
                    a = b + light
                k = a.bit_length() - self.p
                if k < self.least:
                    k = self.least
                if k > 0 and self.nearest:
                    a = ((a + (1 << (k - 1)) - 1 + ((a >> k) & 1)) >> k) << k
                elif k > 0:
                    a = self.add_integers(a, 0)
                if self.top is not None and a > self.top and self.clamps:
                    a = self.top
                new.append(a)
            row = new
        return row


# ---------------------------------------------------------------------------------------------------------------------
# The text.

def parse_integer(text, least, most, what):
    digits = text[1:] if text.startswith("-") else text
    canonical = digits.isascii() and digits.isdigit() and (digits[0] != "0" or text == "0") and len(digits) <= 19
    limit(canonical, what + " is not a decimal integer")
    value = int(text)
    limit(least <= value <= most, "%s must be from %d to %d" % (what, least, most))
    return value


def parse_dyadic(text, what):
    if text == "0":
        return ZERO
    parts = text.split("*2^")
    limit(len(parts) == 2, what + " must be written m*2^e")
    m = parse_integer(parts[0], -(1 << 63) + 1, (1 << 63) - 1, what)
    e = parse_integer(parts[1], -100000, 100000, what)
    limit(m % 2 == 1, what + " must have an odd significand")
    return (m, e)


def printable(word):
    return word if len(word) <= 60 else word[:57] + "..."


class Reader:
    """The lines of a certificate in their one order. Version and hash are tested before anything else is read."""

    def __init__(self, data):
        limit(len(data) <= MOST_BYTES, "more than 16 MiB")
        limit(data.endswith(b"\n"), "it does not end with a newline")
        limit(data.startswith(b"attest-certificate/2\n"), "line 1 must be 'attest-certificate/2'")
        limit(not data.translate(None, bytes(range(32, 127)) + b"\n"), "it holds a byte that is no printable ASCII")
        start = data.rfind(b"\n", 0, len(data) - 1) + 1
        last = data[start:-1].decode("ascii").split(" ")
        limit(len(last) == 4 and last[0] == "conclusion" and last[2] == "sha256"
              and last[3] == hashlib.sha256(data[:start]).hexdigest(),
              "the last line must be a conclusion with the SHA-256 of all bytes before it")
        self.word_of_conclusion = last[1]
        self.lines = data.decode("ascii").split("\n")[:-1]
        for line in self.lines:
            long = line.split(" ", 1)[0] in LONG_LINES
            limit(len(line) <= (MOST_LONG_LINE if long else MOST_LINE), "a line is too long")
        self.next = 1

    def peek(self):
        """The key of the next line."""
        return self.lines[self.next].split(" ", 1)[0] if self.next < len(self.lines) else ""

    def words(self, key):
        limit(self.next < len(self.lines), "it ends where '%s' should stand" % key)
        self.next += 1
        parts = self.lines[self.next - 1].split(" ")
        limit(parts[0] == key, "line %d must begin with '%s'" % (self.next, key))
        limit(all(parts), "line %d has a stray blank" % self.next)
        return parts[1:]

    def word(self, key):
        parts = self.words(key)
        limit(len(parts) == 1, "line %d needs exactly one word after '%s'" % (self.next, key))
        return parts[0]

    def integer(self, key, least, most):
        return parse_integer(self.word(key), least, most, key)

    def choice(self, key, choices):
        text = self.word(key)
        limit(text in choices, "'%s' is no %s known here" % (printable(text), key))
        return text

    def finish(self, conclusion):
        limit(self.word_of_conclusion == conclusion, "this kind concludes '%s'" % conclusion)
        limit(self.peek() == "conclusion" and self.next == len(self.lines) - 1,
              "line %d should be the conclusion" % (self.next + 1))


class Plan:
    """The arithmetic block; in_stack: of a layer of full attention."""

    def __init__(self, reader, in_stack=False):
        self.known = {}
        self.exact = not in_stack and reader.choice("exact", ("no", "yes")) == "yes"
        if not self.exact:
            for role in ("input", "score", "weight", "accumulator") + (() if in_stack else ("state",)) + ("output",):
                setattr(self, role, Role(reader.words(role)))
        softmax = reader.choice("softmax", ("naive", "two-pass", "online"))
        self.two_pass, self.online = softmax == "two-pass", softmax == "online"
        self.base_2 = reader.choice("exponential", ("natural", "base-2")) == "base-2"
        self.weights_first = reader.choice("normalisation", ("quotient", "weights-first")) == "weights-first"
        self.last_to_first = reader.choice("keys", ("first-to-last", "last-to-first")) == "last-to-first"
        if self.online:
            limit(not self.weights_first, "online softmax has no weights to normalise first")
            limit(self.exact or self.accumulator.sequential(), "online softmax sums left to right")
        if not self.exact:
            # Naive softmax left to right is one pass, which adds weights to the denominator as they are.
            self.raw_den = not self.two_pass and not self.weights_first and self.accumulator.sequential()

    def naive(self):
        return not self.two_pass and not self.online

    def weight_of(self, score, maximum):
        """e^(score - maximum), or e^score under naive softmax."""
        shifted = self.weight.convert(score) if self.naive() else self.weight.sub(score, maximum)
        return self.weight.exp(shifted, self.base_2)

    def require_span(self, least, maximum):
        """All weights of scores between the two are defined; in p<k>, whose numbers end somewhere too, so is what sums and
        quotients make of at most 2^17 of them: fourth powers of the least and the largest are."""
        for w in (self.weight_of(least, maximum), self.weight_of(maximum, maximum)):
            for role in (self.weight, self.accumulator, self.output):
                if role.format.unbounded:
                    square = role.mul(w, w)
                    role.mul(square, square)

    def den_term(self, w):
        """What the accumulator's denominator adds for a weight."""
        return w if self.raw_den or self.online or self.accumulator.order == "exact" else self.accumulator.convert(w)

    def num_term(self, w, value):
        """What a numerator adds for a weight and a value."""
        a = self.accumulator
        return exact_product(w, value) if a.fused or a.order == "exact" else a.mul(w, value)


# ---------------------------------------------------------------------------------------------------------------------
# Softmax attention, one row: n visible keys in token order. Keys share few scores and values few numbers, so both come as
# lists of distinct numbers and one index a key.

def weighted_sum(plan, weights, classes, values, column):
    """accumulator.dot of weights[class] and values[index]; weights: by class."""
    a = plan.accumulator
    used = sorted(set(column))
    if any(values[v][0] < 0 for v in used):
        return a.dot([weights[c] for c in classes], [values[v] for v in column])
    table = {v: {c: plan.num_term(w, values[v]) for c, w in weights.items()} for v in used}
    sums = Sums(a, [t for row in table.values() for t in row.values()])
    terms = {v: {c: sums.term(t) for c, t in row.items()} for v, row in table.items()}
    if a.sequential():  # zero terms change nothing
        nonzero = {v for v in used if values[v][0]}
        return sums.number(sums.fold([terms[v][c] for c, v in zip(classes, column) if v in nonzero]))
    return sums.number(sums.total([terms[v][c] for c, v in zip(classes, column)]))


def attend(plan, scores, classes, values, columns):
    """One output a column; column[j] indexes the value of key j, classes[j] its score. Short rows are remembered: an
    enumeration of inputs meets few different ones."""
    if len(classes) > 32:
        return attend_row(plan, scores, classes, values, columns)
    row = tuple(scores[c] for c in classes)
    keys = [(row, tuple(values[v] for v in column)) for column in columns]
    if len(plan.known) > 1 << 16:
        plan.known.clear()
    missing = {key: column for key, column in zip(keys, columns) if key not in plan.known}
    if missing:
        plan.known.update(zip(missing, attend_row(plan, scores, classes, values, list(missing.values()))))
    return [plan.known[key] for key in keys]


def attend_row(plan, scores, classes, values, columns):
    if plan.last_to_first:
        classes, columns = classes[::-1], [column[::-1] for column in columns]
    if plan.online:
        return attend_online(plan, scores, classes, values, columns)
    a = plan.accumulator
    present = sorted(set(classes))
    maximum = ZERO
    if plan.two_pass:
        maximum = scores[present[0]]
        for c in present:
            if less(maximum, scores[c]):
                maximum = scores[c]
    weights = {c: plan.weight_of(scores[c], maximum) for c in present}
    dens = {c: plan.den_term(w) for c, w in weights.items()}
    sums = Sums(a, dens.values())
    terms = {c: sums.term(t) for c, t in dens.items()}
    den = sums.number(sums.total([terms[c] for c in classes]))
    if den == ZERO and a.format.fixed:
        count = plan.output.convert(number(len(classes)))
        return [plan.output.div(a.sum([values[v] for v in column]), count) for column in columns]
    if plan.weights_first:
        weights = {c: plan.weight.div(w, den) for c, w in weights.items()}
    outputs = []
    for column in columns:
        num = weighted_sum(plan, weights, classes, values, column)
        outputs.append(plan.output.convert(num) if plan.weights_first else plan.output.div(num, den))
    return outputs


def attend_online(plan, scores, classes, values, columns):
    """Between two new maxima den and num are plain sums, left to right."""
    a = plan.accumulator
    records, maximum = [], None
    for j, c in enumerate(classes):
        if maximum is None or less(scores[maximum], scores[c]):
            records.append(j)
            maximum = c
    den, nums = ZERO, [ZERO] * len(columns)
    for first, last in zip(records, records[1:] + [len(classes)]):
        top = classes[first]
        if first > 0:
            rescale = plan.weight_of(scores[maximum], scores[top])
            den, nums = a.mul(den, rescale), [a.mul(num, rescale) for num in nums]
        maximum = top
        part = classes[first:last]
        weights = {c: plan.weight_of(scores[c], scores[top]) for c in set(part)}
        sums = Sums(a, [den] + list(weights.values()))
        terms = {c: sums.term(w) for c, w in weights.items()}
        den = sums.number(sums.fold([terms[c] for c in part], sums.term(den)))
        for i, column in enumerate(columns):
            nums[i] = online_numerator(plan, weights, part, values, column[first:last], nums[i])
    return [plan.output.div(num, den) for num in nums]


def online_numerator(plan, weights, classes, values, column, num):
    a = plan.accumulator
    if num[0] < 0 or any(values[v][0] < 0 for v in set(column)):
        for c, v in zip(classes, column):
            num = a.add(num, plan.num_term(weights[c], values[v]))
        return num
    table = {(c, v): plan.num_term(weights[c], values[v]) for c, v in set(zip(classes, column)) if values[v][0]}
    sums = Sums(a, [num] + list(table.values()))
    terms = {pair: sums.term(t) for pair, t in table.items()}
    return sums.number(sums.fold([terms[pair] for pair in zip(classes, column) if pair in terms], sums.term(num)))


# ---------------------------------------------------------------------------------------------------------------------
# Retrieval over codes.

_popcounts = bytes(bin(i).count("1") for i in range(1 << 16))


def popcount(x):
    return _popcounts[x] if x < 1 << 16 else bin(x).count("1")


class CodeScores:
    """Scores of queries and keys of D binary digits. In left-to-right and exact sums only the number of matches counts."""

    def __init__(self, plan, digits, beta, more=0):
        """more: coordinates behind the digits in which the product is 0."""
        self.plan, self.digits, self.more = plan, digits, more
        self.query, self.one = (beta, ONE) if plan.exact else (plan.input.convert(beta), plan.input.convert(ONE))
        self.by_distance = plan.exact or plan.score.order in ("left-to-right", "exact")
        self.known, self.decided = {}, {}

    def matches(self, count):
        """The score of `count` matching digits (order of sums: by_distance)."""
        if count not in self.known:
            self.known[count] = (exact_product(self.query, number(count)) if self.plan.exact
                                 else self.plan.score.dot([self.query] * count, [self.one] * count))
        return self.known[count]

    def at(self, target, key):
        """The score of the query for `target` against a key; None: no code."""
        if target is None or key is None:
            return ZERO
        if self.by_distance:
            return self.matches(self.digits - popcount(target ^ key))
        both = (target & key, ~(target | key) & ((1 << self.digits) - 1))
        if both not in self.known:
            bits = [w >> i & 1 for w in both for i in range(self.digits - 1, -1, -1)] + [0] * self.more
            self.known[both] = self.plan.score.dot([self.query if b else ZERO for b in bits], [self.one] * len(bits))
        return self.known[both]

    def row(self, target, keys):
        """(distinct scores, one index a key)."""
        if self.by_distance and target is not None:
            table = [self.matches(self.digits - h) for h in range(self.digits + 1)] + [ZERO]
            return table, [self.digits + 1 if key is None else popcount(target ^ key) for key in keys]
        index, scores, classes = {}, [], []
        for key in keys:
            score = self.at(target, key)
            if score not in index:
                index[score] = len(scores)
                scores.append(score)
            classes.append(index[score])
        return scores, classes

    def read(self, target, keys, values, width):
        """What the head reads, as a number of `width` digits; values: numbers, or None for the zero vector."""
        scores, classes = self.row(target, keys)
        columns = [[0 if v is None else v >> i & 1 for v in values] for i in range(width - 1, -1, -1)]
        result = 0
        if self.plan.exact:
            for column in columns:
                result = 2 * result + self.reads_one(scores, classes, column)
            return result
        for y in attend(self.plan, scores, classes, [ZERO, self.one], columns):
            result = 2 * result + at_least(y, HALF)
        return result


    def reads_one(self, scores, classes, column):
        """Over real numbers: what weighs on digit 1 is at least what weighs on 0."""
        balance = [0] * len(scores)
        for score, digit in zip(classes, column):
            balance[score] += 1 if digit else -1
        case = (tuple(scores), tuple(balance))
        if case not in self.decided:
            terms = [(number(count), exactly(score)) for score, count in zip(scores, balance) if count]
            self.decided[case] = sign_of_sum(self.plan, terms, True) >= 0
        return self.decided[case]


def retrieval_rows(plan, keys, digits, beta):
    """method rows: hit 1 among 0s, hit 0 among 1s, for each key."""
    limit(len(keys) <= 4096, "method rows has at most 4096 tokens")
    require(beta[0] > 0, "beta must be positive")
    if plan.exact:
        return exact_rows(plan, keys, digits, beta)
    table, rows = CodeScores(plan, digits, beta), 0
    for hit, target in enumerate(keys):
        if target is None:
            continue
        scores, classes = table.row(target, keys)
        only, others = [0] * len(keys), [0 if key is None else 1 for key in keys]
        only[hit], others[hit] = 1, 0
        every = [0 if key is None else 1 for key in keys]  # defined for the largest numerator, hence for all
        one, zero, _ = attend(plan, scores, classes, [ZERO, table.one], [only, others, every])
        require(at_least(one, HALF), "code %d with digit 1 among zeros reads 0" % target)
        require(less(zero, HALF), "code %d with digit 0 among ones reads 1" % target)
        rows += 2
    return rows


def exact_rows(plan, keys, digits, beta):
    """With e the base, weights relative to the hit are e^(-beta h), and e^(-beta D) for tokens without a key."""
    keyless, known, rows = sum(key is None for key in keys), {}, 0
    for target in keys:
        if target is None:
            continue
        histogram = [0] * (digits + 1)
        for key in keys:
            if key is not None:
                histogram[popcount(target ^ key)] += 1
        found = tuple(histogram)
        if found not in known:
            known[found] = True
            require(real_row_holds(plan, beta, found, keyless), "the query for code %d can be answered wrongly" % target)
        rows += 2
    return rows


def sign_of_sum(plan, terms, at_least_zero=False):
    """The sign of the sum of coefficient*e^x over real numbers; terms: (dyadic coefficient, w -> (lo, hi) around x). at_least_zero: only
    whether it is negative is asked for, and 1 may stand for 0."""
    terms, w = [term for term in terms if term[0][0]], 128
    while w <= MOST_BITS:
        low, high = ZERO, ZERO  # None: without bound
        for coefficient, enclose in terms:
            bounds = exponential_of_interval(*enclose(w), plan.base_2, w)
            ends = [None if bound is None else exact_product(coefficient, bound) for bound in bounds]
            if coefficient[0] < 0:
                ends.reverse()
            low, high = (None if end is None or so_far is None else exact_sum(so_far, end) for so_far, end in zip((low, high), ends))
        if low is not None and low[0] > 0:
            return 1
        if high is not None and high[0] < 0:
            return -1
        if low is not None and low == high:
            return 0
        if at_least_zero and low is not None and low == ZERO:
            return 1
        w *= 2
    raise NotEstablished("undecided at %d bits" % MOST_BITS)


def exactly(x):
    return lambda w: (x, x)


def real_row_holds(plan, beta, counts, keyless):
    """counts[h]: keys at distance h; digit 1: others + rest <= 1; digit 0: others < 1 + rest."""
    def decay(distance):
        return exactly(number(-beta[0] * distance, beta[1]))
    others = [(number(counts[h]), decay(h)) for h in range(1, len(counts)) if counts[h]]
    minus = [(negative(count), x) for count, x in others]
    rest = [(number(keyless), decay(len(counts) - 1))] if keyless else []
    one = (ONE, exactly(ZERO))
    return (sign_of_sum(plan, [one] + minus + [(negative(c), x) for c, x in rest]) >= 0
            and sign_of_sum(plan, [one] + rest + minus) > 0)


def code_pairs(table, codes):
    """The distinct (score of the hit, largest score of a code that differs in one digit) of the queries for these codes."""
    digits = table.digits
    if table.by_distance:
        return [(table.matches(digits), table.matches(digits - 1))]
    limit_work(len(codes) * (digits + 1) * 4 * digits)
    pairs = set()
    for code in codes:
        light = ZERO
        for i in range(digits):
            light = max_number(light, table.at(code, code ^ (1 << i)))
        pairs.add((table.at(code, code), light))
    return sorted(pairs)


def max_number(x, y):
    return y if less(x, y) else x


def min_number(x, y):
    return x if less(x, y) else y


def retrieval_bounded(plan, digits, beta, codes, counts):
    """method bounded, for queries of these codes that meet any of these numbers of visible keys."""
    require(beta[0] > 0, "beta must be positive")
    if plan.exact:
        for n in counts:  # the other condition, (n-1)*light <= heavy, follows
            share = [(ONE, exactly(ZERO)), (number(-2 * n), exactly(negative(beta)))]
            require(sign_of_sum(plan, share) > 0, "the bound fails for %d visible keys" % n)
        return len(counts)
    require_one(plan)
    if distances_hold(plan, digits, beta, max(counts)):
        return len(counts)
    pairs = code_pairs(CodeScores(plan, digits, beta), codes)
    limit_work(len(pairs) * sum(counts) * 6)
    for heavy_score, lighter in pairs:
        lighter = max_number(ZERO, lighter)  # a token without a key scores 0
        require(at_least(heavy_score, lighter), "a token that is no hit scores more than the hit")
        plan.require_span(ZERO, heavy_score)  # no score is below 0
        for n in counts:
            bounded_case(plan, heavy_score, lighter, n)
    return len(pairs) * len(counts)


def distances_hold(plan, digits, beta, n):
    """Codes are distinct: at most C(digits, d) of the n - 1 other keys differ from the hit's code in d digits, and those without one
    score 0. Whether even so the digit is read; False also where this bound says nothing."""
    if plan.weights_first or not plan.accumulator.format.contains(plan.weight.format):
        return False
    try:
        return distances_read(plan, digits, beta, n)
    except NotEstablished:
        return False


def distances_read(plan, digits, beta, n):
    a, out = plan.accumulator, plan.output
    least, most = score_range(plan, digits, beta)
    hit, top = least[digits], most[digits]
    if less(hit, most[digits - 1]):
        return False
    if plan.online:
        return least == most and distances_read_online(plan, least, n)
    plan.require_span(ZERO, top)
    h = rational(plan.weight_of(hit, hit))
    others = nearest_first(n - 1, [None] + [plan.weight_of(most[digits - d], hit) for d in range(1, digits + 1)])
    low, high, most_times = sum_factors(a, n)
    if most_times is None or h == 0:
        return False

    def den(heavy):
        """On its way the hit meets sums of others, and fl(x + y) <= x + 2y, but where sums are rounded up."""
        bounds = [] if a.rounding == "up" else [heavy + 2 * most_times * others]
        return min(bounds + ([] if high is None else [high * (heavy + others)]))
    if not a.format.unbounded and den(rational(plan.weight_of(top, top))) > rational(a.format.largest()):
        return False
    zero = most_times * others / h
    if low is not None and low > 0:  # num and den have the others in common
        zero = min(zero, others / (h + others) * high / low)
    return zero < 1 and at_least(round_fraction(out, h / den(h)), HALF) and less(round_fraction(out, zero), HALF)


def nearest_first(count, weights):
    """The most that `count` keys with distinct codes weigh together; weights[d] at distance d do not grow."""
    total, digits = Fraction(0), len(weights) - 1
    for d in range(1, digits + 1):
        here = count if d == digits else min(count, math.comb(digits, d))
        if here:
            total += here * (weights[d] if isinstance(weights[d], Fraction) else rational(weights[d]))
        count -= here
    return total


def distances_read_online(plan, scores, n):
    """A key's weight is multiplied by further weights when the maximum moves on, at most `digits` times until it is the hit's: the largest
    product of any way there bounds it. Each such step rounds once, and may underflow. Before that den is a sum of at most n ones."""
    a, digits = plan.accumulator, len(scores) - 1
    if plan.weight.exp(ZERO, plan.base_2) != ONE:
        return False
    plan.require_span(ZERO, scores[digits])
    copies_of(a, ONE, n)
    brought = [Fraction(1)]
    for d in range(1, digits + 1):
        brought.append(max(rational(plan.weight_of(scores[digits - d], scores[digits - e])) * brought[e] for e in range(d)))
    for d in range(digits - 1, 0, -1):
        brought[d] = max(brought[d], brought[d + 1])
    (u, eta), (_, high, most_times) = error_units(a), sum_factors(a, n)
    if most_times is None:
        return False
    steps = (1 + u) ** digits
    others = steps * (nearest_first(n - 1, brought) + digits * eta)
    dens = ([] if a.rounding == "up" else [1 + 2 * most_times * others]) + ([] if high is None else [high * (steps + others)])
    if not a.format.unbounded and min(dens) > rational(a.format.largest()):
        return False
    zero = most_times * others
    return zero < 1 and at_least(round_fraction(plan.output, 1 / min(dens)), HALF) and less(round_fraction(plan.output, zero), HALF)


def sum_factors(role, n):
    """A rounded sum of n nonnegative numbers of the format is at least `low`, at most `high` times the exact one, K additions on the way
    of a term: (1-u)^K >= 1-Ku, (1+u)^K <= 1/(1-Ku). Also: s -> fl(s + w) adds at most 2w unless it rounds up, since s is a
    number: 2 times left to right, 4 over blocks of such sums. (low, high, the least upper factor), None where there is none."""
    (u, _), deep = error_units(role), additions_deep(role, n)
    low = high = None
    if deep <= 64:
        low, high = (1 - u) ** deep, (1 + u) ** deep
    elif deep * u < 1:
        low, high = 1 - deep * u, 1 / (1 - deep * u)
    counted = [] if role.rounding == "up" else {"left-to-right": [Fraction(2)], "blocked": [Fraction(4)]}.get(role.order, [])
    return low, high, min(counted + ([] if high is None else [high]), default=None)


def score_range(plan, digits, beta):
    """([least], [largest]) score of 0..digits matching digits, wherever the products stand among 2*digits places."""
    role = plan.score
    product = plan.input.convert(beta)  # times 1
    term, known = product if role.fused or role.order == "exact" else role.convert(product), {}

    def stretch(count):
        """Left to right: zeros change nothing."""
        sums = [ZERO]
        while len(sums) <= min(count, digits):
            sums.append(role.dot([term] * len(sums), [ONE] * len(sums)) if role.order == "exact" else role.add(sums[-1], term))
        return sums, sums

    def join(one, other):
        ends = []
        for which, better in enumerate((min_number, max_number)):
            sums = [None] * min(digits + 1, len(one[which]) + len(other[which]) - 1)
            for i, x in enumerate(one[which]):
                for j, y in enumerate(other[which][:len(sums) - i]):
                    both = role.add(x, y)
                    sums[i + j] = both if sums[i + j] is None else better(sums[i + j], both)
            ends.append(sums)
        return tuple(ends)

    def halves(count):
        if count not in known:
            known[count] = stretch(1) if count == 1 else join(halves(count // 2), halves(count - count // 2))
        return known[count]
    if role.order == "pairwise":
        return halves(2 * digits)
    if role.order != "blocked":
        return stretch(2 * digits)
    block = min(role.block, 2 * digits)
    total = stretch(block)
    for first in range(block, 2 * digits, block):
        total = join(total, stretch(min(block, 2 * digits - first)))
    return total


def bounded_case(plan, heavy_score, lighter, n):
    """One heavy weight among n - 1 light ones anywhere, and n light ones against it alone."""
    a, out = plan.accumulator, plan.output
    one = plan.input.convert(ONE)
    heavy, light = plan.weight_of(heavy_score, heavy_score), plan.weight_of(lighter, heavy_score)
    least_den, least_num = a.convert(heavy), a.convert(plan.num_term(heavy, one))
    if plan.online:
        most_num, most_den = online_extremes(plan, heavy, light, one, n)
    else:
        dens = [plan.den_term(heavy), plan.den_term(light)]
        sums = Sums(a, dens)
        most_den = sums.number(sums.heaviest(sums.term(dens[0]), sums.term(dens[1]), n))
    if plan.weights_first:
        share = a.convert(plan.num_term(plan.weight.div(heavy, most_den), one))
        require(at_least(out.convert(share), HALF), "digit 1 may read 0 among %d keys" % n)
        light = plan.weight.div(light, least_den)
    else:
        require(at_least(out.div(least_num, most_den), HALF), "digit 1 may read 0 among %d keys" % n)
    if not plan.online:
        term = plan.num_term(light, one)
        sums = Sums(a, [term])
        most_num = sums.number(sums.equal(sums.term(term), n))
    y = out.convert(most_num) if plan.weights_first else out.div(most_num, least_den)
    require(less(y, HALF), "digit 0 may read 1 among %d keys" % n)


def online_extremes(plan, heavy, light, one, n):
    """The largest num without the hit's value and the largest den, the hit being the j-th of n keys for every j."""
    a = plan.accumulator
    heavy_num, light_num = plan.num_term(heavy, one), plan.num_term(light, one)
    ones_num, ones_den = a.convert(heavy_num), a.convert(heavy)  # C_1
    num, den = ZERO, ones_den
    for _ in range(1, n):
        num = max_number(a.add(num, light_num), a.mul(ones_num, light))
        den = max_number(a.add(den, light), a.add(a.mul(ones_den, light), heavy))
        ones_num, ones_den = a.add(ones_num, heavy_num), a.add(ones_den, heavy)
    return num, den


# ---------------------------------------------------------------------------------------------------------------------
# Tasks: what an input is, its answer, and all inputs. Tokens are tuples of integers, the tag first.

def width_of(count):
    """Binary digits that tell `count` values apart, at least 1."""
    return max(1, (count - 1).bit_length())


def mixed_radix(radices):
    """All tuples with entry i below radices[i]."""
    choice = [0] * len(radices)
    while True:
        yield tuple(choice)
        i = len(radices) - 1
        while i >= 0 and choice[i] == radices[i] - 1:
            choice[i] = 0
            i -= 1
        if i < 0:
            return
        choice[i] += 1


def require_length(tokens, count):
    limit(len(tokens) == count, "%d tokens, not %d" % (len(tokens), count))


class Eva:
    """1:i:f(i) for i = 0..n-1, then 0:x; f(x)."""

    def __init__(self, n):
        self.n = n

    def oracle(self, tokens):
        n = self.n
        require_length(tokens, n + 1)
        for i, token in enumerate(tokens[:n]):
            limit(len(token) == 3 and token[:2] == (1, i) and 0 <= token[2] < n, "token %d is not 1:%d:f(%d)" % (i, i, i))
        limit(len(tokens[n]) == 2 and tokens[n][0] == 0 and 0 <= tokens[n][1] < n, "the last token is not 0:x")
        return tokens[tokens[n][1]][2]

    def count(self):
        return self.n ** (self.n + 1)

    def inputs(self):
        for choice in mixed_radix([self.n] * (self.n + 1)):
            yield [(1, i, v) for i, v in enumerate(choice[:-1])] + [(0, choice[-1])]


class Index:
    """1:a_i:b_i with distinct a_i of D bits and b_i of V bits, then 0:a with a one of them; its b."""

    def __init__(self, n, key_bits, value_bits):
        limit(n <= 1 << key_bits, "n distinct keys do not fit D bits")
        self.n, self.key_bits, self.value_bits = n, key_bits, value_bits

    def oracle(self, tokens):
        require_length(tokens, self.n + 1)
        stored = {}
        for i, token in enumerate(tokens[:-1]):
            limit(len(token) == 3 and token[0] == 1 and 0 <= token[1] < 1 << self.key_bits and 0 <= token[2] < 1 << self.value_bits
                  and token[1] not in stored, "token %d is not 1:a:b with a new a" % i)
            stored[token[1]] = token[2]
        last = tokens[-1]
        limit(len(last) == 2 and last[0] == 0 and last[1] in stored, "the last token is not 0:a with a stored a")
        return stored[last[1]]

    def count(self):
        return math.perm(1 << self.key_bits, self.n) * self.n << (self.value_bits * self.n)

    def inputs(self):
        for keys in itertools.permutations(range(1 << self.key_bits), self.n):
            for values in mixed_radix([1 << self.value_bits] * self.n):
                for a in keys:
                    yield [(1, key, v) for key, v in zip(keys, values)] + [(0, a)]


class TwoSumTask:
    """form query: 1:x_j, then 0:x; 1 iff some x_j + x = 0 mod M; [M] without 0 and M/2, or with U x_j in 1..U (distinct) and -x
    too. any: two positions; whole = False: without 0 and M/2. match2: the last position, itself allowed."""

    def __init__(self, form, n, modulus, most=0, distinct=False, whole=True):
        self.form, self.n, self.modulus, self.distinct = form, n, modulus, distinct
        self.query, self.most, self.whole = form == "query", most, whole and form != "query"

    def allowed(self, x, stored=True):
        """Whether x is a letter; no list of them, for M may be 2^40."""
        if self.most:
            return 1 <= (x if stored else self.modulus - x) <= self.most
        return 0 <= x < self.modulus and (self.whole or (x != 0 and 2 * x != self.modulus))

    def letters(self):
        return self.most or self.modulus - (0 if self.whole else 1 + (self.modulus % 2 == 0))

    @functools.cached_property
    def alphabet(self):
        return [x for x in (range(1, self.most + 1) if self.most else range(self.modulus)) if self.allowed(x)]

    def values(self, tokens):
        require_length(tokens, self.n + self.query)
        for i, token in enumerate(tokens):
            stored = i < self.n
            limit(len(token) == 2 and token[0] == int(stored) and self.allowed(token[1], stored), "token %d is not %d:x with x of the alphabet" % (i, stored))
        values = [token[1] for token in tokens]
        limit(not self.distinct or len(set(values[:self.n])) == self.n, "a value is repeated")
        return values

    def oracle(self, tokens):
        values = self.values(tokens)
        if self.form == "any":
            seen = set()
            for x in values:
                if -x % self.modulus in seen:
                    return 1
                seen.add(x)
            return 0
        return int(any((x + values[-1]) % self.modulus == 0 for x in (values[:-1] if self.query else values)))

    def count(self):
        size = self.letters()
        return (math.perm(size, self.n) if self.distinct else size ** self.n) * (size if self.query else 1)

    def inputs(self):
        stored = itertools.permutations(self.alphabet, self.n) if self.distinct else itertools.product(self.alphabet, repeat=self.n)
        for values in stored:
            tokens = [(1, x) for x in values]
            for last in ([self.modulus - x for x in self.alphabet] if self.most else self.alphabet) if self.query else (None,):
                yield tokens + ([(0, last)] if self.query else [])


class SeqComp:
    """L-SeqComp: functions l:argument:value; 0:z_0; -1:w_1:..; merged -2:z_0:w_1:... Orders: standard z_L .. z_1 z_0 w; merged
    z_L .. z_1 and one token; reversed w z_0 z_1 .. z_L."""

    def __init__(self, m, factors, order="standard"):
        self.L, self.factors, self.order = len(factors) + 1, list(factors), order
        self.domains = [m]  # of z_1, ..., z_L: N_0, ..., N_(L-1)
        for factor in factors:
            self.domains.append(self.domains[-1] * factor)
            limit(self.domains[-1] <= MOST_TOKENS, "more than 131072 tokens")
        limit(sum(self.domains) + (1 if order == "merged" else 2) <= MOST_TOKENS, "more than 131072 tokens")

    def assemble(self, z_0, w, functions):
        """functions[l]: the values of z_l; functions[0] is not used."""
        blocks = [[(tag, a, v) for a, v in enumerate(functions[tag])] for tag in range(1, self.L + 1)]
        if self.order == "reversed":
            return [(-1,) + w, (0, z_0)] + sum(blocks, [])
        end = [(-2, z_0) + w] if self.order == "merged" else [(0, z_0), (-1,) + w]
        return sum(reversed(blocks), []) + end

    def parse(self, tokens):
        """z_0, w, and the functions z_1.. as lists."""
        require_length(tokens, sum(self.domains) + (1 if self.order == "merged" else 2))
        functions, z_0, w = [[] for _ in range(self.L + 1)], 0, ()
        for token in tokens:
            tag = token[0]
            if 1 <= tag <= self.L:
                a, size = len(functions[tag]), self.domains[tag - 1]
                limit(len(token) == 3 and token[1] == a < size and 0 <= token[2] < size, "a token is not %d:%d:value" % (tag, a))
                functions[tag].append(token[2])
            elif tag in (0, -2) and len(token) == (2 if tag == 0 else self.L + 1):
                z_0, w = token[1], token[2:] if tag == -2 else w
            else:
                limit(tag == -1 and len(token) == self.L, "a token is none of the task")
                w = token[1:]
        limit(len(w) == self.L - 1 and 0 <= z_0 < self.domains[0] and all(0 <= x < n for x, n in zip(w, self.factors)), "z_0 or w is out of range")
        limit(all(len(f) == size for f, size in zip(functions[1:], self.domains)) and self.assemble(z_0, w, functions) == tokens,
              "the tokens are not in the order of the task")
        return z_0, w, functions

    def oracle(self, tokens):
        z_0, w, functions = self.parse(tokens)
        reached = functions[1][z_0]
        for tag in range(2, self.L + 1):
            reached = functions[tag][w[tag - 2] * self.domains[tag - 2] + reached]
        return reached

    def radices(self):
        return [self.domains[0]] + self.factors + [d for d in self.domains for _ in range(d)]

    def count(self):
        return math.prod(self.radices())

    def inputs(self):
        for choice in mixed_radix(self.radices()):
            w, values, functions = choice[1:self.L], choice[self.L:], [[]]
            for size in self.domains:
                functions.append(values[:size])
                values = values[size:]
            yield self.assemble(choice[0], w, functions)


# ---------------------------------------------------------------------------------------------------------------------
# Claims. Each reads its keys and the arithmetic block; `check` is about all inputs; oracle, model and inputs are about single
# ones, where the claim has them.

class Claim:
    methods = ()
    has_inputs = False  # single inputs can be judged: oracle, model
    has_exact_inputs = False  # over the real numbers too
    has_enumeration = True  # and listed: count, inputs
    quadratic = False  # every token of an input attends

    def __init__(self, reader, exhaustion):
        self.grids, self.exhaustion = [], exhaustion
        self.parameters = {}
        self.read(reader)

    def integer(self, reader, key, least, most):
        value = reader.integer(key, least, most)
        setattr(self, key.replace("-", "_"), value)
        return value

    def free(self, reader, name):
        """A parameter that exhaustion may replace by a grid."""
        if self.exhaustion and reader.peek() == "grid":
            words = reader.words("grid")
            limit(len(words) == 4 and words[0] == name, "'grid %s FIRST LAST COUNT' is needed here" % name)
            limit(len(self.grids) < 2, "more than two grids")
            self.grids.append((name, parse_dyadic(words[1], name), parse_dyadic(words[2], name),
                               parse_integer(words[3], 1, 1 << 20, "COUNT")))
        else:
            self.fixed(reader, name)

    def fixed(self, reader, name):
        self.parameters[name] = parse_dyadic(reader.word(name), name)

    def finish_plan(self, reader):
        self.plan = Plan(reader)

    def read(self, reader):
        raise NotImplementedError

    def check(self, method):
        raise NotImplementedError

    def takes_inputs(self):
        return self.has_exact_inputs if self.plan.exact else self.has_inputs

    def oracle(self, tokens):
        return self.task.oracle(tokens)

    def answers(self, parameters):
        """tokens -> (right, given): every answer of which the claim speaks; most speak of one."""
        model = self.model(parameters)
        return lambda tokens: (self.oracle(tokens), model(tokens))

    def count(self):
        return self.task.count()

    def inputs(self):
        return self.task.inputs()

    def work(self, tokens):
        """Rounded operations of one evaluation, about."""
        return 8 * len(tokens) * (len(tokens) if self.quadratic else 1)


class Retrieval(Claim):
    methods, has_inputs, has_exact_inputs = ("rows", "bounded"), True, True

    def read(self, reader):
        self.integer(reader, "n", 1, MOST_TOKENS)
        self.integer(reader, "digits", 1, 40)
        self.integer(reader, "value-bits", 1, 40)
        self.free(reader, "beta")
        self.finish_plan(reader)
        limit(self.n <= 1 << self.digits, "n keys do not fit the digits")
        self.task = Eva(self.n)

    def keys(self):
        return list(range(self.n)) + [None]

    def check(self, method):
        beta = self.parameters["beta"]
        if method == "rows":
            return "%d rows" % retrieval_rows(self.plan, self.keys(), self.digits, beta)
        return "%d bounds" % retrieval_bounded(self.plan, self.digits, beta, range(self.n), [self.n + 1])

    def oracle(self, tokens):
        limit(all(token[2] < 1 << self.value_bits for token in tokens if len(token) == 3), "a value does not fit value-bits")
        return super().oracle(tokens)

    def model(self, parameters):
        table, keys = CodeScores(self.plan, self.digits, parameters["beta"]), self.keys()

        def answer(tokens):
            values = [token[2] for token in tokens[:-1]] + [None]
            return table.read(tokens[-1][1], keys, values, self.value_bits)
        return answer

    def count(self):
        limit(self.n <= 1 << self.value_bits, "the functions of [n] do not fit value-bits")
        limit(self.n > 1, "the only function of [1] has no digit 1")  # from n = 2 on digit 0 takes every pattern
        return super().count()


class IndexRetrieval(Claim):
    """Retrieval where the input chooses the keys, any distinct codes in any order."""
    methods, has_inputs = ("bounded",), True

    def read(self, reader):
        self.integer(reader, "n", 1, MOST_TOKENS)
        self.integer(reader, "digits", 1, 17)
        self.integer(reader, "value-bits", 1, 40)
        limit(self.n <= 1 << self.digits, "n distinct keys do not fit the digits")
        self.free(reader, "beta")
        self.finish_plan(reader)
        self.task = Index(self.n, self.digits, self.value_bits)

    def check(self, method):
        return "%d bounds" % retrieval_bounded(self.plan, self.digits, self.parameters["beta"], range(1 << self.digits), [self.n + 1])

    def model(self, parameters):
        table = CodeScores(self.plan, self.digits, parameters["beta"])

        def answer(tokens):
            return table.read(tokens[-1][1], [token[1] for token in tokens[:-1]] + [None], [token[2] for token in tokens[:-1]] + [None], self.value_bits)
        return answer


def stored(plan, value):
    """A state of zeros that a number of the input entered once."""
    s, one = plan.state, plan.input.convert(ONE)
    return s.fma(one, value, ZERO) if s.fma_updates else s.add(ZERO, s.mul(one, value))


def carried(plan, value):
    """The same as it is read: linear attention with one key."""
    return plan.output.convert(plan.accumulator.mul(plan.input.convert(ONE), stored(plan, value)))


def carried_digits(plan, value, width):
    """The digits of a number, each carried and read."""
    one, result = plan.input.convert(ONE), 0
    for i in range(width - 1, -1, -1):
        result = 2 * result + at_least(carried(plan, one if value >> i & 1 else ZERO), HALF)
    return result


def survives(plan, value):
    """An integer enters a state exactly and is read exactly."""
    return carried(plan, plan.input.convert(number(value))) == number(value)


def nearest_integer(x):
    """Halves away from 0."""
    m, e = x
    return m << e if e >= 0 else ((abs(m) >> (-e - 1)) + 1) // 2 * (1 if m > 0 else -1)


def kept(plan, value):
    """The integer that is read where an integer entered a state of zeros once."""
    x = carried(plan, plan.input.convert(number(value)))
    require(x[1] < 64, "a number beyond 2^64 is read")
    return nearest_integer(x)


class Composition(Claim):
    """L-SeqComp: z_L, ..., z_1, z_0, w (merged: z_0 and w are one token). Codes: the tag in width_of(L+1) digits, then the
    argument in width_of(N_(L-1)) digits. Each layer asks for the code of the next argument, so if every query over these keys
    reads its own value, then by induction the last one reads i_L."""
    methods, has_inputs, has_exact_inputs = ("rows", "bounded"), True, True
    kind = "composition"

    def read(self, reader):
        self.integer(reader, "L", 1, 16)
        sizes = [parse_integer(word, 1, MOST_TOKENS, "sizes") for word in reader.words("sizes")]
        limit(len(sizes) == self.L, "L-SeqComp has L sizes m n_1 .. n_(L-1)")
        self.merged, self.full = False, True
        if self.kind == "composition":
            self.merged = reader.choice("order", ("standard", "merged")) == "merged"
            self.full = reader.choice("first", ("full", "recurrent")) == "full"
            limit(not (self.merged and self.full), "a merged token needs no first full layer: write 'first recurrent'")
        self.free(reader, "beta")
        self.finish_plan(reader)
        self.task = SeqComp(sizes[0], sizes[1:], "merged" if self.merged else "standard")
        self.domains, self.factors = self.task.domains, self.task.factors
        self.argument_width = width_of(self.domains[-1])
        self.digits = self.argument_width + width_of(self.L + 1)

    def code(self, tag, argument):
        return tag << self.argument_width | argument & ((1 << self.argument_width) - 1)

    def keys(self):
        keys = [self.code(tag, a) for tag in range(self.L, 0, -1) for a in range(self.domains[tag - 1])]
        if not self.merged:
            keys.append(self.code(0, 0) if self.full else None)
        return keys + [None]

    def check(self, method):
        plan, beta, keys = self.plan, self.parameters["beta"], self.keys()
        if not self.full and not self.merged and not plan.exact:
            digits = [at_least(carried(plan, plan.input.convert(number(digit))), HALF) for digit in (0, 1)]
            require(digits == [False, True], "a digit of z_0 does not survive the recurrent layer")
        if method == "rows":
            return "%d rows" % self.rows(keys, beta)
        return "%d bounds" % self.bounds(keys, beta)

    def rows(self, keys, beta):
        return retrieval_rows(self.plan, keys, self.digits, beta)

    def bounds(self, keys, beta):
        codes = [key for key in keys if key is not None]
        return retrieval_bounded(self.plan, self.digits, beta, codes, [len(keys)])

    def following(self, r, u, w):
        """The code to ask for after i_r = u; r = -1 before z_0 is known."""
        if r < 0:
            return self.code(0, 0)
        return self.code(r + 1, u if r == 0 else w[r - 1] * self.domains[r - 1] + u)

    def model(self, parameters):
        table, keys = CodeScores(self.plan, self.digits, parameters["beta"]), self.keys()

        def answer(tokens):
            z_0, w, functions = self.task.parse(tokens)
            values = [v for tag in range(self.L, 0, -1) for v in functions[tag]]
            values += ([] if self.merged else [z_0 if self.full else None]) + [None]
            r, u = (-1, 0) if self.full else (0, z_0 if self.merged else self.carry(z_0))
            while r < self.L:
                u = table.read(self.following(r, u, w), *self.visible(keys, values, r), self.argument_width)
                r += 1
            return u
        return answer

    def visible(self, keys, values, r):
        return keys, values

    def carry(self, z_0):
        if self.plan.exact:
            return z_0
        return carried_digits(self.plan, z_0, width_of(self.domains[0]))


class ChainOfThought(Composition):
    """One layer; generated tokens have no key, and g = 0..L of them are visible."""
    kind = "chain-of-thought"

    def rows(self, keys, beta):
        return sum(retrieval_rows(self.plan, keys + [None] * g, self.digits, beta) for g in range(self.L + 1))

    def bounds(self, keys, beta):
        codes = [key for key in keys if key is not None]
        return retrieval_bounded(self.plan, self.digits, beta, codes, [len(keys) + g for g in range(self.L + 1)])

    def visible(self, keys, values, r):
        return keys + [None] * (r + 1), values + [None] * (r + 1)


class EncoderComposition(Composition):
    """Layer 1 (L > 1): every token fetches w, whose one-digit key is the only one. Then pointer doubling, all tokens visible:
    a token whose chain has reached i_r = u asks for code(r+1, ...) and takes over (r', u') of that token; at r = L its query is 0."""
    quadratic = True
    kind = "encoder-composition"

    def only_w(self, keys):
        return [None] * (len(keys) - 1) + [1]

    def rows(self, keys, beta):
        first = retrieval_rows(self.plan, self.only_w(keys), 1, beta) if self.L > 1 else 0
        rows = first + retrieval_rows(self.plan, keys, self.digits, beta)
        self.read_idle(keys)
        return rows

    def bounds(self, keys, beta):
        codes = [key for key in keys if key is not None]
        first = retrieval_bounded(self.plan, 1, beta, [1], [len(keys)]) if self.L > 1 else 0
        bounds = first + retrieval_bounded(self.plan, self.digits, beta, codes, [len(keys)])
        self.read_idle(keys)
        return bounds

    def read_idle(self, keys):
        """What a query of zeros reads is not used, but defined; its num is largest where all digits are 1."""
        if not self.plan.exact:
            attend(self.plan, [ZERO], [0] * len(keys), [ZERO, self.plan.input.convert(ONE)], [[1] * (len(keys) - 1) + [0]])

    def model(self, parameters):
        one_digit, table = (CodeScores(self.plan, digits, parameters["beta"]) for digits in (1, self.digits))
        keys, widths = self.keys(), [width_of(factor) for factor in self.factors]
        reached_width = width_of(self.L + 1)

        def split(number_of_w):
            w = []
            for width in reversed(widths):
                w.append(number_of_w & ((1 << width) - 1))
                number_of_w >>= width
            return w[::-1]

        def answer(tokens):
            z_0, w, functions = self.task.parse(tokens)
            chains = [(tag, v) for tag in range(self.L, 0, -1) for v in functions[tag]] + [(0, z_0), (-1, 0)]
            if self.L > 1:
                packed = 0
                for width, x in zip(widths, w):
                    packed = packed << width | x
                fetched = one_digit.read(1, self.only_w(keys), [None] * (len(keys) - 1) + [packed], sum(widths))
                w = split(fetched)  # every token's query and keys are the same
            reach = 1
            while reach < self.L + 2:
                values = [None if key is None else (r << self.argument_width) + u for key, (r, u) in zip(keys, chains)]
                limit_work(len(keys) ** 2)
                if not self.plan.exact:  # tokens at r = L: defined
                    table.read(None, keys, values, reached_width + self.argument_width)
                new = []
                for r, u in chains:
                    if r < self.L:
                        both = table.read(self.following(r, u, w), keys, values, reached_width + self.argument_width)
                        r, u = both >> self.argument_width, both & ((1 << self.argument_width) - 1)
                    new.append((r, u))
                chains = new
                reach *= 2
            return chains[-1][1]
        return answer


# ---------------------------------------------------------------------------------------------------------------------
# 2-Sum by cosines.

class CosineScores:
    """Scores of queries (c cos x, c sin x, c) and keys (cos y, -sin y, 0); the blank's key is (0, 0, kappa)."""

    def __init__(self, plan, modulus, c, kappa):
        self.plan, self.modulus = plan, modulus
        self.c, self.kappa = plan.input.convert(c), plan.input.convert(kappa)
        self.cosine = [plan.input.cosine(x, modulus) for x in range(modulus)]
        self.sine = [plan.input.sine(x, modulus) for x in range(modulus)]
        self.blank = plan.score.dot([ZERO, ZERO, self.c], [ZERO, ZERO, self.kappa])
        self.known = {}

    def query(self, x):
        return [self.plan.input.mul(self.c, self.cosine[x]), self.plan.input.mul(self.c, self.sine[x]), self.c]

    def key(self, y):
        return [self.cosine[y], negative(self.sine[y]), ZERO]

    def at(self, x, y):
        if (x, y) not in self.known:
            self.known[x, y] = self.plan.score.dot(self.query(x), self.key(y))
        return self.known[x, y]

    def mirrored(self):
        """Query -x meets key -y in the very products in which x meets y."""
        m = self.modulus
        return all(self.cosine[m - x] == self.cosine[x] and self.sine[m - x] == negative(self.sine[x])
                   and self.query(m - x)[1] == negative(self.query(x)[1]) for x in range(1, m))

    def error(self):
        """How far a score may be from c cos(2 pi (x+y)/M); None if unknown. fl(t) errs by u|t| + v in the input, U|t| + V in the score.
        Codes stay within [-1, 1] if these are numbers of the input, and err by u + v; c times one by c(u + v) + uc + v, and stays
        within c. So an exact product of the two errs by at most 2c(u + v) + uc + v. Rounding the products adds Uc + V each, and
        rounding their sum, at most 2(c + Uc + V), the rest (the third product is 0). No such sum exceeds c + error: then it neither
        saturates nor overflows if the score reaches that far."""
        inputs, score = self.plan.input, self.plan.score
        if not (inputs.format.signed and score.format.signed and inputs.holds(ONE) and self.c[0] > 0):
            return None
        (u, v), (U, V), c = error_units(inputs), error_units(score), rational(self.c)
        error = 2 * (2 * c * (u + v) + u * c + v) + 2 * (U * c + V) + 2 * U * (c + U * c + V) + V
        return error if score.format.unbounded or rational(score.format.largest()) >= c + error else None

    def extremes(self, alphabet):
        """For each query x of the alphabet (or one of x and -x): the score of -x, the largest other one, or None, and the least, or None
        where only scores near the match were evaluated."""
        error, full, work = self.error(), None, 0
        near = NearRows(self, alphabet, error) if error is not None else None
        half = self.mirrored()
        for x in alphabet:
            if half and 2 * x > self.modulus:
                continue
            query = self.query(x)
            found = near and near.extremes(x, query)
            if not found:
                work += 12 * len(alphabet)
                limit_work(work)
                full = full or FastRows(self, alphabet)
                found = full.extremes(x, query) or self.slow_extremes(x, query, alphabet)
            yield (x,) + found

    def require_span(self, leasts, top, alphabet):
        """Plan.require_span from the least score. Where not all were evaluated, what no score lies below will do, if it is defined."""
        if None not in leasts:
            return self.plan.require_span(functools.reduce(min_number, leasts), top)
        try:
            lowest = self.plan.score.dot([negative(self.c), negative(self.c), self.c], [ONE, ONE, ZERO])
            return self.plan.require_span(lowest, top)
        except Undefined:
            pass
        limit_work(12 * len(alphabet) ** 2)
        full = FastRows(self, alphabet)
        rows = (full.extremes(x, self.query(x)) or self.slow_extremes(x, self.query(x), alphabet) for x in alphabet)
        self.plan.require_span(functools.reduce(min_number, (row[2] for row in rows)), top)

    def slow_extremes(self, x, query, alphabet):
        match = largest = least = None
        for y in alphabet:
            score = self.plan.score.dot(query, self.key(y))
            if (x + y) % self.modulus == 0:
                match = score
            elif largest is None or less(largest, score):
                largest = score
            least = score if least is None else min_number(least, score)
        return match, largest, least


class IndexScores(CosineScores):
    """The same with queries (cos x, sin x) and keys (cos y, -sin y)."""

    def __init__(self, plan, modulus):
        super().__init__(plan, modulus, ONE, ZERO)

    def query(self, x):
        return [self.cosine[x], self.sine[x]]

    def key(self, y):
        return [self.cosine[y], negative(self.sine[y])]


class NearRows:
    """From the match outwards: cosines fall with the distance of x + y from 0 mod M, so where c cos + error is below a score that was
    found, no farther value reaches it."""

    def __init__(self, scores, alphabet, error):
        self.scores, self.modulus, self.c, self.error = scores, scores.modulus, rational(scores.c), error
        self.keys = dict(zip(alphabet, map(scores.key, alphabet)))
        self.above, self.ceilings, self.known = Role(["p64", "up", "exact", "unfused"]), [], {}

    def reach(self, score):
        """The first distance at which nothing reaches the score any more."""
        if score not in self.known:
            bound, d = rational(score), 1
            while 2 * d <= self.modulus:
                while len(self.ceilings) <= d:
                    self.ceilings.append(self.c * rational(self.above.cosine(len(self.ceilings), self.modulus)) + self.error)
                if self.ceilings[d] < bound:
                    break
                d += 1
            self.known[score] = d
        return self.known[score]

    def extremes(self, x, query):
        """Nothing where a whole row is less work."""
        m, score, largest, d = self.modulus, self.scores.plan.score, None, 1
        match = score.dot(query, self.keys[-x % m])
        while 2 * d <= m and (largest is None or d < self.reach(largest)):
            if 20 * d > m + 100:
                return None
            for y in ((d - x) % m, (-d - x) % m):
                if y in self.keys:
                    other = score.dot(query, self.keys[y])
                    if largest is None or less(largest, other):
                        largest = other
            d += 1
        return match, largest, None


class FastRows:
    """All scores of one query at once, on integers, for scores rounded to nearest: products and sums are multiples of one power
    of 2. Says nothing (None) where a number leaves the range of the format; then each score is computed by itself."""

    def __init__(self, scores, alphabet):
        role = scores.plan.score
        self.role, self.alphabet, self.modulus = role, alphabet, scores.modulus
        pairs = [(scores.cosine[y], negative(scores.sine[y])) for y in alphabet]
        exponents = [n[1] for pair in pairs for n in pair if n[0]]
        self.low = min(exponents, default=0)
        self.usable = (role.rounding == "nearest-even" and not role.format.fixed
                       and max(exponents, default=0) - self.low <= MOST_BITS)
        if self.usable:
            self.cosines, self.sines = ([n[0] << (n[1] - self.low) if n[0] else 0 for n in column] for column in zip(*pairs))
        self.place = {y: i for i, y in enumerate(alphabet)}

    def rounded(self, integers, low):
        p, least, result = self.role.format.p, max(0, self.role.format.grid - low), []
        for m in integers:
            k = m.bit_length() - p
            if k < least:
                k = least
            result.append(((m + (1 << (k - 1)) - 1 + ((m >> k) & 1)) >> k) << k if k > 0 else m)
        return result

    def extremes(self, x, query):
        own = [n for n in query[:2] if n[0]]
        shared = min((n[1] for n in own), default=0)
        if not self.usable or any(n[1] - shared > MOST_BITS for n in own):
            return None
        low, role, form = self.low + shared, self.role, self.role.format
        a, b = (n[0] << (n[1] - shared) if n[0] else 0 for n in query[:2])
        first, second = [a * n for n in self.cosines], [b * n for n in self.sines]
        widest = max(max(map(abs, first)), max(map(abs, second)))
        if role.order != "exact":  # the third product is 0: every order adds the first two, fused unless each is a block
            first = self.rounded(first, low)
            if not (role.fused and (role.order != "blocked" or role.block > 1)):
                second = self.rounded(second, low)
        totals = self.rounded([m + n for m, n in zip(first, second)], low)
        widest = max(widest, max(map(abs, totals)))
        if not form.unbounded and widest.bit_length() + low > form.emax:
            return None
        if form.unbounded and (widest.bit_length() + low > FAR_EXPONENT - 2 or low < 2 - FAR_EXPONENT):
            return None
        least, hit = number(min(totals), low), self.place[-x % self.modulus]
        match = number(totals.pop(hit), low)
        return match, number(max(totals), low) if totals else None, least


def rational(x):
    require(not x[0] or -(1 << 20) <= binary_exponent(x) < 1 << 20, "a number is too large or too small for this bound")
    return Fraction(x[0]) * Fraction(2) ** x[1]


def error_units(role):
    """(u, eta): a rounded result errs by at most u of its size, or by eta."""
    nearest, form = role.rounding == "nearest-even", role.format
    if form.fixed:
        return Fraction(0), Fraction(2) ** form.grid
    eta = Fraction(0) if form.unbounded else Fraction(2) ** (form.grid - nearest)
    return Fraction(2) ** (1 - form.p - nearest), eta


def half_step(role):
    """What rounding to nearest errs by below 1."""
    u, eta = error_units(role)
    return max(u / 2, eta)


def additions_deep(role, n):
    """The most additions on the way from one of n terms to their sum (exact: 1, for its one rounding)."""
    if role.order == "pairwise":
        return (n - 1).bit_length()
    if role.order == "blocked":
        return min(role.block, n) - 1 + -(-n // role.block) - 1
    return n - 1 if role.sequential() else 1


REACH = 1024


def binary_exponent(x):
    """The e with 2^e <= |x| < 2^(e+1)."""
    return abs(x[0]).bit_length() - 1 + x[1]


def relative_value(x, scale):
    """x/2^scale; None outside 2^-1024..2^1024, so that no fraction grows with unbounded exponents."""
    return None if not x[0] or not -REACH <= binary_exponent(x) - scale <= REACH else Fraction(x[0]) * Fraction(2) ** (x[1] - scale)


def relative_bound(x, scale):
    """The same, from above: what is less than 2^-1024 counts as that."""
    small = not x[0] or binary_exponent(x) - scale < -REACH
    return Fraction(1, 1 << REACH) if small else relative_value(x, scale)


def round_fraction(role, x):
    """A fraction rounded into the role."""
    return role.div(number(x.numerator), number(x.denominator))


def last_roundings(role, n):
    """The additions that the last of n + 1 terms meets (exact: 1, for the rounding)."""
    if role.order == "pairwise":
        return n.bit_length()
    if role.order == "blocked":
        return (n % role.block > 0) + (n + 1 > role.block)
    return 1


def shared_sum_reads(plan, shared, blank, n, threshold, yes):
    """Where the blank, the last of n + 1 terms, is not added last to one sum: num and den meet the same sums of the subtrees beside its
    way, L in all, so they are within a factor (1 +- u)^K of L and L + blank. yes: every L >= shared reads yes, by
    L/(L + blank)*(1 - 2Ku) >= threshold; else every L <= shared reads no, by L/(L + blank)*(1 + 4Ku) < threshold, 4Ku <= 1."""
    error = last_roundings(plan.accumulator, n) * error_units(plan.accumulator)[0]
    if shared + blank <= 0 or (not yes and 4 * error > 1):
        return False
    bound = shared / (shared + blank) * (1 + (-2 if yes else 4) * error)
    return bound >= 0 and at_least(round_fraction(plan.output, bound), threshold) == yes


def require_one(plan):
    """Digits and stored values of 1 are 1."""
    require(plan.input.holds(ONE), "1 is no number of the input")


def require_contained(plan):
    require_one(plan)
    require(plan.accumulator.format.contains(plan.weight.format), "the accumulator does not hold every weight")


def pieces_hold(plan, lo, hi, blank, threshold, yes):
    """Every number R of the accumulator in [lo, hi] gives R/(R+blank) >= threshold (yes) or less (no)."""
    a, out = plan.accumulator, plan.output
    floor = make_round(a.format, "down")
    a.add(hi, blank)  # defined for the largest R, hence for all
    todo = [(lo, hi, 60)]
    while todo:
        lo, hi, depth = todo.pop()
        y = out.div(lo, a.add(hi, blank)) if yes else out.div(hi, a.add(lo, blank))
        if at_least(y, threshold) == yes:
            continue
        if depth == 0 or lo == hi:
            return False
        m, e = sticky_sum(lo[0], lo[1], hi[0], hi[1])
        middle = floor(m, e - 1)
        if middle in (lo, hi):
            todo += [(lo, lo, 0), (hi, hi, 0)]
        else:
            todo += [(middle, hi, depth - 1), (lo, middle, depth - 1)]
    return True


def copies_of(role, term, count, total=ZERO):
    """Left to right: total and `count` copies of a number."""
    sums = Sums(role, [term, total])
    return sums.number(sums.copies(sums.term(term), count, sums.term(total)))


def sum_of_equal(role, term, count):
    """The sum of `count` copies of a number in the role's order."""
    sums = Sums(role, [term])
    return sums.number(sums.equal(sums.term(term), count))


class TwoSum(Claim):
    methods, has_inputs, has_exact_inputs = ("pieces",), True, True

    def read(self, reader):
        self.integer(reader, "M", 3, 1 << 16)
        self.integer(reader, "n", 1, MOST_TOKENS)
        self.free(reader, "c")
        self.free(reader, "kappa")
        self.fixed(reader, "threshold")
        self.finish_plan(reader)
        self.task = TwoSumTask("query", self.n, self.M)

    def alphabet(self):
        return self.task.alphabet

    def check(self, method):
        p, threshold = self.parameters, self.parameters["threshold"]
        require(p["c"][0] > 0, "c must be positive")
        require(threshold[0] > 0 and less(threshold, ONE), "the threshold must lie between 0 and 1")
        if self.plan.exact:
            return self.check_exactly(p["c"], p["kappa"], threshold)
        plan = self.plan
        require(not plan.weights_first and not plan.last_to_first, "pieces are about a quotient, the blank visited last")
        require_contained(plan)
        if plan.online:
            require(plan.weight.exp(ZERO, plan.base_2) == ONE, "e^0 is not 1 in the format of weights")
        scores, known = CosineScores(plan, self.M, p["c"], p["kappa"]), {}
        top, leasts = scores.blank, set()
        for x, match, largest, least in scores.extremes(self.alphabet()):
            top = max_number(top, match)
            leasts.add(least)
            if (match, largest) not in known:
                known[match, largest] = self.check_query(x, match, largest, scores.blank)
        scores.require_span(leasts, top, self.alphabet())
        return "%d queries, %d of them different" % (len(self.alphabet()), len(known))

    def check_query(self, x, match, largest, blank):
        plan, threshold = self.plan, self.parameters["threshold"]
        if largest is not None:
            require(plan.naive() or at_least(blank, largest), "query %d: a score without a match exceeds the blank's" % x)
            light, bar = plan.weight_of(largest, blank), plan.weight_of(blank, blank)
            require(self.no_match_holds(light, bar, threshold), "query %d can be answered 1 without a match" % x)
        maximum = max_number(match, blank)
        require(plan.naive() or largest is None or at_least(maximum, largest), "query %d: another score exceeds the match's and the blank's" % x)
        require(not plan.online or at_least(match, blank), "query %d: online, a match must reach the blank" % x)
        hit, bar = plan.weight_of(match, maximum), plan.weight_of(blank, maximum)
        most = hit if largest is None else max_number(hit, plan.weight_of(largest, maximum))
        require(self.match_holds(hit, most, bar, threshold), "query %d can be answered 0 despite a match" % x)
        return True

    def no_match_holds(self, light, blank, threshold):
        plan, a = self.plan, self.plan.accumulator
        if plan.online:
            return pieces_hold(plan, ZERO, a.mul(copies_of(a, ONE, self.n), light), blank, threshold, False)
        if a.sequential():
            return pieces_hold(plan, ZERO, copies_of(a, light, self.n), blank, threshold, False)
        total, den = self.total(light, ZERO)[1], self.total(light, blank)[1]
        if less(plan.output.div(total, blank), threshold):
            return True
        scale = binary_exponent(blank)
        shared, blank = relative_bound(total, scale), relative_value(blank, scale)
        return shared is not None and self.below_largest(den) and shared_sum_reads(
            plan, shared * (1 + 2 * self.last_error()), blank, self.n, threshold, False)

    def match_holds(self, hit, most, blank, threshold):
        plan, a = self.plan, self.plan.accumulator
        if plan.online:
            return pieces_hold(plan, ONE, copies_of(a, ONE, self.n), blank, threshold, True)
        if a.sequential():
            return pieces_hold(plan, hit, copies_of(a, most, self.n), blank, threshold, True)
        require(self.below_largest(self.total(most, blank)[1]), "the sum reaches the largest number")
        require(hit[0] > 0, "the match weighs nothing")
        scale = binary_exponent(hit)
        blank = relative_bound(blank, scale)
        return blank is not None and shared_sum_reads(plan, relative_value(hit, scale), blank, self.n, threshold, True)

    def last_error(self):
        """Ku, K the roundings on the way of the last term of a sum."""
        return last_roundings(self.plan.accumulator, self.n) * error_units(self.plan.accumulator)[0]

    def total(self, w, blank):
        """(sums, T(w, blank)): n terms w, then the blank, in the accumulator's order."""
        sums = Sums(self.plan.accumulator, [w, blank])
        return sums, sums.number(sums.then(sums.term(w), self.n, sums.term(blank)))

    def below_largest(self, total):
        """No sum on the way was cut down to the largest number."""
        form = self.plan.accumulator.format
        return form.unbounded or not (form.saturating or self.plan.accumulator.rounding in ("down", "toward-zero")) or less(total, form.largest())

    def check_exactly(self, c, kappa, threshold):
        """R/(R+B) increases in R; R <= n e^(c cos(2 pi/M)) without a match, R >= e^c with one, B = e^(c kappa)."""
        plan, rest = self.plan, exact_sum(ONE, negative(threshold))

        bar = (negative(threshold), exactly(ZERO))
        near_miss, match = self.above_blank(c, kappa, 1), self.above_blank(c, kappa, 0)
        require(sign_of_sum(plan, [(exact_product(number(self.n), rest), near_miss), bar]) < 0, "n near misses are answered 1")
        require(sign_of_sum(plan, [(rest, match), bar]) >= 0, "one match is answered 0")
        return "2 real inequalities"

    def above_blank(self, c, kappa, step):
        """Encloses the score at this distance on the circle, less the blank's."""
        def enclose(w):
            lo, hi = cosine_interval(step, self.M, w + 20)
            return tuple(exact_product(c, exact_sum(end, negative(kappa))) for end in (lo, hi))
        return enclose

    def exact_model(self, parameters):
        """R/(R+B) >= threshold iff R*(1-threshold) - B*threshold >= 0."""
        threshold, known = self.parameters["threshold"], {}
        rest = exact_sum(ONE, negative(threshold))

        def answer(tokens):
            counts = {}
            for token in tokens[:-1]:
                step = (token[1] + tokens[-1][1]) % self.M
                counts[min(step, self.M - step)] = counts.get(min(step, self.M - step), 0) + 1
            case = tuple(sorted(counts.items()))
            if case not in known:
                terms = [(exact_product(number(count), rest), self.above_blank(parameters["c"], parameters["kappa"], step)) for step, count in case]
                known[case] = int(sign_of_sum(self.plan, terms + [(negative(threshold), exactly(ZERO))], True) >= 0)
            return known[case]
        return answer

    def model(self, parameters):
        if self.plan.exact:
            return self.exact_model(parameters)
        scores = CosineScores(self.plan, self.M, parameters["c"], parameters["kappa"])
        one, threshold = self.plan.input.convert(ONE), self.parameters["threshold"]

        def answer(tokens):
            values = sorted({token[1] for token in tokens[:-1]})
            place = {y: i + 1 for i, y in enumerate(values)}
            row = [scores.blank] + [scores.at(tokens[-1][1], y) for y in values]
            classes = [place[token[1]] for token in tokens[:-1]] + [0]
            column = [1] * self.n + [0]
            return int(at_least(attend(self.plan, row, classes, [ZERO, one], [column])[0], threshold))
        return answer


# ---------------------------------------------------------------------------------------------------------------------
# Method heavy-light.

def require_heavy_light(plan):
    if plan.exact:
        return
    require(not plan.weights_first and not plan.last_to_first, "heavy-light is about quotients, keys first to last")
    require_contained(plan)
    require(plan.output.holds(HALF), "1/2 is no number of the output")


def require_weight_one(plan, score):
    require(plan.weight_of(score, score) == ONE, "online, e^0 is not 1 in the format of weights")


class Terms:
    """What a row sums over n keys in unknown order: `first` before all others, hits at `heavy`, others at most `light`; until the first
    hit, which multiplies the sum so far by `rescale`, at most `early`. F(k, n-k): the largest sum with k hits."""

    MOST_ROWS = 4096

    def __init__(self, role, n, heavy, light, first=None, early=None, rescale=None):
        self.role, self.n, self.heavy, self.light, self.first, self.rescale = role, n, heavy, light, first, rescale
        self.early = light if early is None else early
        self.scale = binary_exponent(heavy) if heavy[0] else 0

    @classmethod
    def online(cls, role, n, light):
        """Relative to a hit, whose weight is 1; before it weights are at most 1."""
        return cls(role, n, ONE, light, early=ONE, rescale=light)

    def absorbed(self):
        """In every order but exact: all light terms together are less than half a unit of heavy, so they change no sum with a hit in
        it, and F(k, n-k) is the sum of k hits."""
        if self.first is not None or self.role.order == "exact":
            return False
        total = sum_of_equal(self.role, self.early, self.n)
        if self.rescale is not None:
            total = self.role.mul(total, self.rescale)
        return at_least(total, self.light) and self.role.add(self.heavy, number(total[0], total[1] + 1)) == self.heavy

    def slack(self):
        """1 - Ku: a sum of numbers of the role is between that times the exact one and the exact one divided by it."""
        deep = additions_deep(self.role, self.n + (self.first is not None)) + (self.rescale is not None)
        return 1 - deep * error_units(self.role)[0]

    def relative(self, hits):
        """At least F(hits, n - hits)/2^scale; None where the bound is void."""
        slack, form = self.slack(), self.role.format
        heavy, early, light = (relative_bound(x, self.scale) for x in (self.heavy, self.early, self.light))
        first = Fraction(0) if self.first is None else relative_bound(self.first, self.scale)
        if slack <= 0 or None in (heavy, early, light, first):
            return None
        before = first
        if self.rescale is not None:
            rescale = relative_bound(self.rescale, 0)
            before = first * rescale + (0 if form.unbounded else error_units(self.role)[1] * Fraction(2) ** -self.scale)
            light = max(light, early * rescale)
        total = (before + hits * heavy + (self.n - hits) * light) / slack
        if not form.unbounded:
            largest = rational(form.largest()) * Fraction(2) ** -self.scale
            if total > largest or self.rescale is not None and (first + self.n * early) / slack > largest:
                return None
        return total

    def relative_least(self, hits, others):
        """At most every sum of at least `hits` hits and others of at least `others`, over 2^scale; None where relative(n) is."""
        heavy, other = relative_value(self.heavy, self.scale), relative_value(others, self.scale)
        if heavy is None or self.relative(self.n) is None:
            return None
        return (hits * heavy + (self.n - hits) * (other or 0)) * self.slack()

    def rounded(self, bound):
        """The rounding of a bound, for a number of the role; unbounded exponents are shifted past the fraction."""
        unbounded = self.role.format.unbounded
        top = round_fraction(self.role, bound if unbounded else bound * Fraction(2) ** self.scale)
        return number(top[0], top[1] + self.scale) if unbounded else top

    def has_rows(self):
        return self.role.sequential() and self.n <= self.MOST_ROWS

    def rows(self, most):
        """(sums, [F(k, n-k) for k = 0..most])"""
        first = ZERO if self.first is None else self.first
        before = Sums(self.role, [first, self.early])
        none = [before.term(first)]
        for _ in range(self.n):
            none.append(before.add(none[-1], before.term(self.early)))
        none = [before.number(t) for t in none]
        if self.rescale is not None:
            none = [self.role.mul(t, self.rescale) for t in none]
        sums = Sums(self.role, [self.heavy, self.light] + none)
        return sums, sums.heavy_and_light(sums.term(self.heavy), sums.term(self.light), [sums.term(t) for t in none], most)

    def win_at_once(self, most):
        """Whether F(k, n-k) <= 2*(sum of k hits) for k = 1..most, without any rows: then num/den >= 1/2."""
        if not self.heavy[0]:
            return False
        if self.absorbed():
            sum_of_equal(self.role, self.heavy, self.n)
            return True
        den, heavy = self.relative(1), relative_value(self.heavy, self.scale)
        return den is not None and heavy is not None and self.relative(most) is not None and den <= 2 * heavy * self.slack()

    def win_by_rows(self, most):
        sums, row = self.rows(most)
        own = sums.zero
        for k in range(1, most + 1):
            own = sums.add(own, sums.term(self.heavy))
            total = sums.number(row[k])
            if less(exact_product(number(2), sums.number(own)), total) or not self.heavy[0]:
                return False
        return True

    def some_bound(self, hits, enough):
        """Left to right: whether `enough` of some bound of F(hits, n - hits)."""
        if self.absorbed():
            return enough(sum_of_equal(self.role, self.heavy, hits))
        bound = self.relative(hits)
        if bound is not None and enough(self.rounded(bound)):  # a sum at most the bound is at most its rounding
            return True
        if not self.has_rows():
            return False
        limit_work(2 * (hits + 1) * (self.n + 1))
        sums, row = self.rows(hits)
        return enough(sums.number(row[hits]))


def any_of_holds(plan, count, most, beta):
    """The layer that asks whether any of `most` bits among `count` tokens is 1."""
    require(beta[0] > 0, "beta must be positive")
    if plan.exact:  # k heavy + (count - k) light <= 2k heavy is hardest at k = 1
        return sign_of_sum(plan, [(ONE, exactly(beta)), (number(1 - count), exactly(ZERO))]) >= 0
    a, one = plan.accumulator, plan.input.convert(ONE)
    score = plan.score.dot([plan.input.convert(beta)], [one])
    plan.require_span(ZERO, score)
    light = plan.weight_of(ZERO, score)
    if plan.online:
        require_weight_one(plan, score)
        terms = Terms.online(a, count, light)
    else:
        terms = Terms(a, count, plan.weight_of(score, score), light)
    if not terms.win_at_once(most):
        if not terms.has_rows():
            return False
        limit_work(2 * count * most)
        if not terms.win_by_rows(most):
            return False
    require(sum_of_equal(terms.role, plan.weight_of(ZERO, ZERO), count)[0] > 0, "no bit is 1: all weights vanish")  # no bit is 1: num = 0, den must not be
    return True


class Match2(Claim):
    methods, has_inputs = ("heavy-light",), True

    def read(self, reader):
        self.integer(reader, "M", 3, 1 << 16)
        self.integer(reader, "n", 1, MOST_TOKENS)
        self.free(reader, "c")
        self.free(reader, "kappa")
        self.finish_rest(reader)

    def finish_rest(self, reader):
        self.finish_plan(reader)
        self.task = TwoSumTask("match2", self.n, self.M)

    def alphabet(self):
        return self.task.alphabet

    def check(self, method):
        return "%d queries, %d of them different" % self.check_layer()

    def check_layer(self):
        plan, p = self.plan, self.parameters
        require(p["c"][0] > 0, "c must be positive")
        require_heavy_light(plan)
        if plan.exact:
            self.check_exactly(p["c"], p["kappa"])
            return 1, 1
        scores = CosineScores(plan, self.M, p["c"], p["kappa"])
        queries = list(scores.extremes(self.alphabet()))
        different = {}  # with a query that does not complete itself, if there is one
        for x, match, largest, _ in queries:
            if 2 * x % self.M or (match, largest) not in different:
                different[match, largest] = x
        scores.require_span({q[3] for q in queries}, functools.reduce(max_number, (q[1] for q in queries), scores.blank), self.alphabet())
        hard = []
        for (match, largest), x in different.items():
            if largest is not None and 2 * x % self.M:  # else it completes itself
                self.require_none(x, largest, scores.blank)
            terms = self.matches(x, match, largest, scores.blank)
            if not terms.win_at_once(self.n):
                require(terms.has_rows(), "query %d can be answered 0 despite a match" % x)
                hard.append((x, terms))
        limit_work(len(hard) * self.n * self.n)
        for x, terms in hard:
            require(terms.win_by_rows(self.n), "query %d can be answered 0 despite a match" % x)
        return len(self.alphabet()), len(different)

    def require_none(self, x, largest, blank):
        """Without a match: den >= B, num <= the sum of n light terms."""
        plan, a = self.plan, self.plan.accumulator
        require(plan.naive() or at_least(blank, largest), "query %d: a score without a match exceeds the blank's" % x)
        light, bar = plan.weight_of(largest, blank), a.convert(plan.weight_of(blank, blank))
        if plan.online:
            require_weight_one(plan, blank)
        if a.sequential():
            copies_of(a, light, self.n, bar)  # den is defined
            if less(plan.output.div(copies_of(a, light, self.n), bar), HALF):
                return
        # R = all weights but the blank's, exactly, at most n light: num <= R/(1 - Ku) and den >= (R + B)(1 - Ku), K the depth of n + 1
        # terms; the quotient increases with R. The blank is the heavy one of weights whose sum does not overflow.
        terms = Terms(a, self.n + 1, bar, light)
        blank, each = relative_value(bar, terms.scale), relative_bound(light, terms.scale)
        holds = None not in (terms.relative(1), blank, each)
        if holds:
            rest = self.n * each
            holds = less(round_fraction(plan.output, rest / (rest + blank) / terms.slack() ** 2), HALF)
        require(holds, "query %d can be answered 1 without a match" % x)

    def matches(self, x, match, largest, blank):
        """What den sums with a match. Online the blank weighs 1, until the first match above it comes."""
        plan, maximum = self.plan, max_number(match, blank)
        most = blank if plan.online else maximum
        require(plan.naive() or largest is None or at_least(most, largest), "query %d: another score exceeds the match's and the blank's" % x)
        hit, bar = plan.weight_of(match, maximum), plan.weight_of(blank, maximum)
        light = hit if largest is None else plan.weight_of(largest, maximum)
        if plan.online:
            require_weight_one(plan, maximum)
            require_weight_one(plan, blank)
            if less(blank, match):
                return Terms(plan.accumulator, self.n, hit, light, ONE, ZERO if largest is None else plan.weight_of(largest, blank), bar)
        return Terms(plan.accumulator, self.n, hit, light, plan.accumulator.convert(bar))

    def check_exactly(self, c, kappa):
        """None: n*light < B. A match: it alone is at least the blank, and the other weights count for the answer 1."""
        def gap(w):
            lo, hi = cosine_interval(1, self.M, w + 20)
            return tuple(exact_product(c, exact_sum(end, negative(kappa))) for end in (lo, hi))
        require(sign_of_sum(self.plan, [(number(self.n), gap), (negative(ONE), exactly(ZERO))]) < 0, "n near misses are answered 1")
        require(at_least(ONE, kappa), "a match is answered 0")

    def bit(self, scores, x, visible):
        """What the position of x reads among the blank and the visible values."""
        place, row = {}, [scores.blank]
        for y in visible:
            if y not in place:
                place[y] = len(row)
                row.append(scores.at(x, y))
        classes, column = [0] + [place[y] for y in visible], [0] + [1] * len(visible)
        y = attend(self.plan, row, classes, [ZERO, self.plan.input.convert(ONE)], [column])[0]
        return int(at_least(y, HALF))

    def model(self, parameters):
        scores = CosineScores(self.plan, self.M, parameters["c"], parameters["kappa"])

        def answer(tokens):
            values = self.task.values(tokens)
            return self.bit(scores, values[-1], values)
        return answer

    def answers(self, parameters):
        """At every position: moving a value to the end, where it is asked for, would move it among the keys too."""
        scores = CosineScores(self.plan, self.M, parameters["c"], parameters["kappa"])

        def at_every_position(tokens):
            values = self.task.values(tokens)
            return [int(any((x + y) % self.M == 0 for y in values)) for x in values], [self.bit(scores, x, values) for x in values]
        return at_every_position


def read_any_of(plan, beta, bits):
    """What the any-of layer reads; bits: one a token, in token order."""
    one = plan.input.convert(ONE)
    score = plan.score.dot([plan.input.convert(beta)], [one])
    y = attend(plan, [ZERO, score], bits, [ZERO, one], [bits])[0]
    return int(at_least(y, HALF))


class TwoSumAny(Match2):
    """Layer 1: causal match2 behind the blank, no value completing itself; layer 2: the end token asks for any bit among n + 2."""

    quadratic = True

    def finish_rest(self, reader):
        self.fixed(reader, "beta")
        self.finish_plan(reader)
        self.task = TwoSumTask("any", self.n, self.M, whole=False)

    def check(self, method):
        counts = self.check_layer()
        require(any_of_holds(self.plan, self.n + 2, self.n, self.parameters["beta"]), "layer 2 can overlook a bit")
        return "%d queries, %d of them different, and layer 2" % counts

    def model(self, parameters):
        scores = CosineScores(self.plan, self.M, parameters["c"], parameters["kappa"])

        def answer(tokens):
            values = self.task.values(tokens)
            bits = [self.bit(scores, x, values[:i + 1]) for i, x in enumerate(values)]
            return read_any_of(self.plan, self.parameters["beta"], [0] + bits + [0])
        return answer

    answers = Claim.answers  # one, of its last token


class Counting(Claim):
    methods, has_inputs = ("heavy-light",), True

    def read(self, reader):
        self.integer(reader, "n", 1, MOST_TOKENS)
        self.integer(reader, "K", 1, MOST_TOKENS)
        self.integer(reader, "digits", 1, 40)
        self.integer(reader, "t", 0, MOST_TOKENS)
        self.free(reader, "beta")
        self.free(reader, "blank")
        self.fixed(reader, "threshold")
        self.finish_plan(reader)
        limit(self.K <= 1 << self.digits, "K values do not fit the digits")
        limit(self.t < self.n, "t must be below n")

    def blank_score(self, blank):
        return self.plan.score.dot([self.plan.input.convert(blank)], [self.plan.input.convert(ONE)])

    def check(self, method):
        plan, p = self.plan, self.parameters
        require(p["beta"][0] > 0, "beta must be positive")
        require(p["threshold"][0] > 0 and less(p["threshold"], ONE), "the threshold must lie between 0 and 1")
        require_heavy_light(plan)
        if plan.exact:
            self.check_exactly(p["beta"], p["blank"], p["threshold"])
            return "3 real inequalities"
        table = CodeScores(plan, self.digits, p["beta"], 1)
        pairs = {(heavy, light) for heavy, light in code_pairs(table, range(self.K))}
        for heavy, light in sorted(pairs):
            self.check_scores(heavy, light, self.blank_score(p["blank"]))
        return "%d pairs of scores" % len(pairs)

    def check_scores(self, match, other, blank):
        plan, maximum = self.plan, max_number(match, blank)
        require(plan.naive() or at_least(blank, other), "a score without a match exceeds the blank's")
        plan.require_span(ZERO, maximum)  # no token's score is below 0
        (self.check_online if plan.online else self.check_plain)(match, other, blank, maximum)

    def answered(self, holds, hits, answer):
        require(holds, "%d matches can be answered %d" % (hits, answer))

    def check_plain(self, match, other, blank, maximum):
        plan, a, t = self.plan, self.plan.accumulator, self.t
        far, far_bar = plan.weight_of(other, blank), plan.weight_of(blank, blank)
        heavy, light, bar, least = (plan.weight_of(s, maximum) for s in (match, other, blank, ZERO))  # no token's score is below 0
        if not a.sequential():
            self.answered(self.shared_holds(far, far, far_bar, 0, False), 0, 1)
            if t > 0:
                self.answered(self.shared_holds(heavy, light, bar, t, False), t, 1)
            self.answered(self.shared_holds(heavy, light, bar, t + 1, True, least), t + 1, 0)
            return
        threshold = self.parameters["threshold"]
        self.answered(pieces_hold(plan, ZERO, copies_of(a, far, self.n), far_bar, threshold, False), 0, 1)
        terms = Terms(a, self.n, heavy, light)
        if t > 0:
            zero = functools.partial(pieces_hold, plan, ZERO, blank=bar, threshold=threshold, yes=False)
            self.answered(terms.some_bound(t, zero), t, 1)
        lo, bound = copies_of(a, heavy, t + 1), terms.relative_least(t + 1, least)
        if bound is not None:  # a sum at least the bound is at least its rounding
            lo = max_number(lo, terms.rounded(bound))
        self.answered(pieces_hold(plan, lo, copies_of(a, heavy, self.n), bar, threshold, True), t + 1, 0)

    def check_online(self, match, other, blank, maximum):
        """R is relative to the largest score of the tokens until the blank comes; without a hit all their weights are at most 1."""
        plan, a, t = self.plan, self.plan.accumulator, self.t
        for score in (match, other, blank):
            require_weight_one(plan, score)
        require(at_least(match, other), "a score that is no match exceeds the match's")
        ones = copies_of(a, ONE, self.n)
        self.answered(self.after_blank(other, blank, ZERO, ones, False), 0, 1)
        if t > 0:
            terms = Terms.online(a, self.n, plan.weight_of(other, match))
            self.answered(terms.some_bound(t, lambda top: self.after_blank(match, blank, ZERO, top, False)), t, 1)
        self.answered(self.after_blank(match, blank, copies_of(a, ONE, t + 1), ones, True), t + 1, 0)

    def after_blank(self, top, blank, lo, hi, yes):
        """A blank above the score `top` rescales R, in num as in den, and weighs 1."""
        plan, threshold = self.plan, self.parameters["threshold"]
        if at_least(top, blank):
            return pieces_hold(plan, lo, hi, plan.weight_of(blank, top), threshold, yes)
        rescale = plan.weight_of(top, blank)
        return pieces_hold(plan, plan.accumulator.mul(lo, rescale), plan.accumulator.mul(hi, rescale), ONE, threshold, yes)

    def shared_holds(self, heavy, light, bar, hits, yes, least=ZERO):
        """Other orders: what lies beside the blank's way sums to within a factor of 1 - Ku of exact, K the depth of all n + 1 terms."""
        if less(heavy, light):
            return False
        terms = Terms(self.plan.accumulator, self.n, heavy, light, bar)
        most, some = terms.relative(self.n), terms.relative(hits)
        blank, enough = relative_value(bar, terms.scale), terms.relative_least(hits, least)
        if None in (most, some, blank, enough):
            return False
        shared = enough if yes else some - blank / terms.slack()
        return shared_sum_reads(self.plan, shared, blank, self.n, self.parameters["threshold"], yes)

    def check_exactly(self, beta, blank, threshold):
        plan, rest = self.plan, exact_sum(ONE, negative(threshold))

        def times(score, count):
            return (exact_product(number(count), rest), exactly(exact_sum(score, negative(blank))))
        match, other = (number(beta[0] * d, beta[1]) for d in (self.digits, self.digits - 1))
        bar = (negative(threshold), exactly(ZERO))
        no = [times(match, self.t), times(other, self.n - self.t)] if self.t else [times(other, self.n)]
        require(sign_of_sum(plan, no + [bar]) < 0, "%d matches can be answered 1" % self.t)
        require(sign_of_sum(plan, [times(match, self.t + 1), bar]) >= 0, "%d matches can be answered 0" % (self.t + 1))

    def parse(self, tokens):
        limit(len(tokens) == self.n + 1, "%d tokens, not %d" % (len(tokens), self.n + 1))
        for i, token in enumerate(tokens):
            limit(len(token) == 2 and token[0] == (i < self.n) and 0 <= token[1] < self.K, "token %d is not %d:x with x of [K]" % (i, i < self.n))
        return [token[1] for token in tokens]

    def oracle(self, tokens):
        values = self.parse(tokens)
        return int(values[:-1].count(values[-1]) > self.t)

    def model(self, parameters):
        table, blank = CodeScores(self.plan, self.digits, parameters["beta"], 1), self.blank_score(parameters["blank"])

        def answer(tokens):
            values = self.parse(tokens)
            scores, classes = table.row(values[-1], values[:-1])
            y = attend(self.plan, list(scores) + [blank], classes + [len(scores)], [ZERO, table.one], [[1] * self.n + [0]])[0]
            return int(at_least(y, self.parameters["threshold"]))
        return answer

    def count(self):
        return self.K ** (self.n + 1)

    def inputs(self):
        for choice in mixed_radix([self.K] * (self.n + 1)):
            yield [(1, x) for x in choice[:-1]] + [(0, choice[-1])]


class Equality(Claim):
    """Layer 1: y_i fetches x_i by its code, n+1 to 2n keys visible; layer 2: the end token asks whether any u_i is 1."""
    quadratic = True
    methods, has_inputs = ("heavy-light",), True
    both = False  # disjointness: u_i = x_i and y_i

    def read(self, reader):
        self.integer(reader, "n", 1, 65535)
        self.integer(reader, "digits", 1, 40)
        self.free(reader, "beta")
        self.finish_plan(reader)
        limit(self.n <= 1 << self.digits, "n keys do not fit the digits")

    def check(self, method):
        require_heavy_light(self.plan)
        beta = self.parameters["beta"]
        # The bounds for 2n keys are the strictest, but for pairwise sums, whose shape changes.
        counts = range(self.n + 1, 2 * self.n + 1) if not self.plan.exact and self.plan.accumulator.order == "pairwise" else [2 * self.n]
        bounds = retrieval_bounded(self.plan, self.digits, beta, range(self.n), counts)
        require(any_of_holds(self.plan, 2 * self.n + 1, self.n, beta), "layer 2 can overlook a bit")
        return "%d bounds and layer 2" % bounds

    def parse(self, tokens):
        n = self.n
        limit(len(tokens) == 2 * n + 1 and tokens[-1] == (0,), "the input is not %d bits twice and 0" % n)
        for i, token in enumerate(tokens[:-1]):
            limit(len(token) == 2 and token[0] == (1 if i < n else 2) and token[1] in (0, 1), "token %d is not %d:bit" % (i, 1 if i < n else 2))
        return [token[1] for token in tokens[:n]], [token[1] for token in tokens[n:-1]]

    def mark(self, x, y):
        return x & y if self.both else x ^ y

    def oracle(self, tokens):
        return int(not any(self.mark(x, y) for x, y in zip(*self.parse(tokens))))

    def model(self, parameters):
        beta = parameters["beta"]
        table = CodeScores(self.plan, self.digits, beta)

        def answer(tokens):
            xs, ys = self.parse(tokens)
            marks = []
            for i, y in enumerate(ys):
                keys, values = list(range(self.n)) + [None] * (i + 1), xs + [None] * (i + 1)
                marks.append(self.mark(table.read(i, keys, values, 1), y))
            return 1 - read_any_of(self.plan, beta, [0] * self.n + marks + [0])
        return answer

    def count(self):
        return 1 << (2 * self.n)

    def inputs(self):
        n = self.n
        for choice in mixed_radix([2] * (2 * n)):
            yield [(1, x) for x in choice[:n]] + [(2, y) for y in choice[n:]] + [(0,)]


class Disjointness(Equality):
    both = True


class Averaging(Claim):
    methods, has_inputs, has_enumeration = ("bound",), True, False

    def read(self, reader):
        self.integer(reader, "n", 1, 1 << 16)
        self.integer(reader, "q", 1, 1 << 16)
        self.free(reader, "beta")
        self.fixed(reader, "epsilon")
        self.finish_plan(reader)
        limit(self.q <= self.n, "q must be at most n")

    def scores(self, beta):
        """A member of the q-set's score, and any other's."""
        return self.plan.score.dot([self.plan.input.convert(beta)], [self.plan.input.convert(ONE)])

    def check(self, method):
        plan, n, q, beta, epsilon = self.plan, self.n, self.q, self.parameters["beta"], self.parameters["epsilon"]
        require(beta[0] > 0, "beta must be positive")
        if plan.exact:  # 2(n-q) <= epsilon (q e^beta + n - q)
            terms = [(exact_product(epsilon, number(q)), exactly(beta)),
                     (exact_product(exact_sum(epsilon, number(-2)), number(n - q)), exactly(ZERO))]
            require(sign_of_sum(plan, terms) >= 0, "the weights of others are too large")
            return "1 real inequality"
        require(not plan.weights_first and plan.accumulator.format.signed and plan.output.format.signed,
                "the bound is about a quotient of signed sums, and signed outputs")
        member = self.scores(beta)
        heavy, light = plan.weight_of(member, member), plan.weight_of(ZERO, member)
        # Online: what comes before the first member weighs e^0 and is multiplied once by e^(0 - score) = light, nothing ever after.
        rescalings = int(plan.online)
        require(not rescalings or heavy == ONE, "e^0 is not 1 in the weights")
        if self.absorbed_bound_holds(heavy, light, epsilon):
            return "1 error bound"
        w_1, w_0 = rational(heavy), rational(light)
        total = q * w_1 + (n - q) * w_0
        require(total > 0, "all weights are 0")
        leak = (n - q) * w_0 / total
        u, eta = error_units(plan.accumulator)
        k = additions_deep(plan.accumulator, n) + (plan.accumulator.order != "exact") + rescalings
        require(k * u < 1, "too many roundings")
        gamma = k * u / (1 - k * u)
        lost = (n + rescalings) * eta * (1 + gamma)
        rho = gamma + lost / total
        require(rho < 1, "the relative error reaches 1")
        bound = 2 * leak + 2 * rho / (1 - rho)
        sums = (max(total, n - q) if rescalings else total) * (1 + gamma) + lost
        for role, most in ((plan.accumulator, sums), (plan.output, 1 + bound)):
            require(role.format.unbounded or most <= rational(role.format.largest()), "a sum or an output may overflow")
        require(bound + self.output_error(bound) <= rational(epsilon), "the error bound exceeds epsilon")
        return "1 error bound"

    def absorbed_bound_holds(self, w_1, w_0, epsilon):
        """Nearest-even, w_1 = 1, and nothing but the members counts in den, which is q. num lies within `error` of the members' sum and
        within q, so that outputs are at most 1."""
        plan, q, a, out = self.plan, self.q, self.plan.accumulator, self.plan.output
        if not (not plan.naive() and w_1 == ONE and a.rounding == out.rounding == "nearest-even"
                and a.format.contains(plan.weight.format) and a.format.contains(plan.input.format)):
            return False
        error = (self.error_in_sequence if a.sequential() else self.error_of_exact_sum if a.order == "exact" else self.error_in_trees)(a, w_0)
        if error is None:
            return False
        bound, last = error / q, half_step(out)
        if q == 1 and out.format.contains(plan.input.format):
            last = min(last, bound)
        return bound + last <= rational(epsilon)

    def errors_of_members(self, a):
        """q-1 additions of members have at most 2, 3, ..., q of them: half a unit below k is u 2^(ceil(lg k) - 1)."""
        u, eta = error_units(a)
        return sum(max(u * 2 ** ((k - 1).bit_length() - 1), eta) for k in range(2, self.q + 1))

    def error_in_sequence(self, a, w_0):
        """Left to right. What stands before the first member is at most S: the sum of n-q terms w_0, online of
        n-q ones, times w_0. If S + 1 rounds to 1, k-1 + 1 to k and k + w_0 to k for k = 1..q, then den = q, and after k members of
        the set |s| <= k, since rounded sums are monotone. s minus the exact sum of the members: s begins within S (online), a term
        of the rest moves it by at most 2 w_0; a member's rounding errs by half a unit below k, and where
        s + z exceeds k, it is rounded to k, which is no farther away from the exact sum; the first member's by |s| at most."""
        plan, n, q = self.plan, self.n, self.q
        before = copies_of(a, ONE if plan.online else w_0, n - q)
        if plan.online:
            before = a.mul(before, w_0)
        if a.add(before, ONE) != ONE:
            return None
        for k in range(1, q + 1):
            if a.add(number(k - 1), ONE) != number(k) or q < n and a.add(number(k), w_0) != number(k):
                return None
        leak = 2 * (n - q) * rational(w_0) + (rational(before) if plan.online else 0)
        return leak + min(half_step(a), leak) + self.errors_of_members(a)

    def error_in_trees(self, a, w_0):
        """Pairwise, blocks. P, all n terms w_0, is at least the sum of any subtree without members, and less than half a unit of
        1 where 1 + 2P rounds to 1: there den is the number of members of every subtree, and bounds |num|. Each of the at most n-q subtrees
        without members moves num by 2P at most; of the additions of members no more than q-s+1 have s of them or more."""
        n, q = self.n, self.q
        together = sum_of_equal(a, w_0, n)
        if q < n and a.add(ONE, number(together[0], together[1] + 1)) != ONE or not all(a.holds(number(k)) for k in range(1, q + 1)):
            return None
        return 2 * (n - q) * rational(together) + self.errors_of_members(a)

    def error_of_exact_sum(self, a, w_0):
        """One rounding: of den, which must give q, and of num, at most q + (n-q) w_0: half a unit below q, or as far beyond q as that
        is; for q = 1 the member is a number, to which it is not nearer than that."""
        n, q = self.n, self.q
        if not a.holds(number(q)) or a.exact_dot([w_0, number(q)], [number(n - q), ONE]) != number(q):
            return None
        u, eta = error_units(a)
        leak = (n - q) * rational(w_0)
        return 2 * leak if q == 1 else leak + max(u * 2 ** ((q - 1).bit_length() - 1), eta, leak)

    def output_error(self, bound):
        """Of what lies within `bound` of [-1, 1]. To nearest: half a unit below 1, or the distance from 1, which is a number."""
        out = self.plan.output
        u, eta = error_units(out)
        anywhere = u * (1 + bound) + eta
        if out.format.fixed or out.rounding != "nearest-even" or not out.holds(ONE):
            return anywhere
        return min(anywhere, max(half_step(out), bound))

    def parse(self, tokens):
        n = self.n
        limit(len(tokens) == n, "%d tokens, not %d" % (len(tokens), n))
        values, sets, known = [], [], None
        for token in tokens:
            if token != known:
                z, members, known = *self.parse_token(token), token
            values.append(z)
            sets.append(members)
        return values, sets

    def parse_token(self, token):
        n, q = self.n, self.q
        limit(len(token) == 3 + q and token[0] == 1, "a token is not 1:m:e:j_1:..:j_q")
        limit(abs(token[1]) < 1 << 53 and -1100 <= token[2] <= 0, "m or e is out of range")
        z, members = number(token[1], token[2]), token[3:]
        limit(compare((abs(z[0]), z[1]), ONE) <= 0 and self.plan.input.holds(z), "z is no number of the input in [-1, 1]")
        limit(all(0 <= j < n for j in members) and all(i < j for i, j in zip(members, members[1:])), "the positions of a token are not ascending")
        return z, members

    def work(self, tokens):
        return 8 * len(tokens) * len({token[3:] for token in tokens})

    def oracle(self, tokens):
        self.parse(tokens)
        return 1

    def model(self, parameters):
        member = self.scores(parameters["beta"])
        epsilon = self.parameters["epsilon"]

        def answer(tokens):
            values, sets = self.parse(tokens)
            distinct = sorted(set(values))
            column = [distinct.index(z) for z in values]
            for members in dict.fromkeys(sets):  # equal sets ask the same of the same tokens
                chosen = set(members)
                y = attend(self.plan, [ZERO, member], [int(j in chosen) for j in range(self.n)], distinct, [column])[0]
                # |q y - sum of z| <= q epsilon
                off = number(y[0] * self.q, y[1])
                for j in members:
                    off = exact_sum(off, negative(values[j]))
                if less(number(self.q * epsilon[0], epsilon[1]), (abs(off[0]), off[1])):
                    return 0
            return 1
        return answer


def grid_position(form, x):
    """How many positive numbers of a bounded format are at most x > 0, a number of it."""
    m, e = x
    top = m.bit_length() + e - form.grid  # leading bit, counted from the least number's
    if form.fixed or top <= form.p:
        return m << (e - form.grid)
    binade = top - form.p  # numbers of binade b >= 1 are (2^(p-1) + i)*2^b on the grid
    return (binade << (form.p - 1)) + (m << (e - form.grid - binade) if e >= form.grid + binade else m >> (form.grid + binade - e))


def grid_number(form, position):
    """The inverse of grid_position; 0 for 0."""
    if form.fixed or position < 1 << form.p:
        return number(position, form.grid)
    binade = (position >> (form.p - 1)) - 1
    return number((1 << (form.p - 1)) + (position & ((1 << (form.p - 1)) - 1)), form.grid + binade)


# ---------------------------------------------------------------------------------------------------------------------
# Claims by derivation.

class IndexerTwoSum(TwoSum):
    """DSA that reads one token, exactly: if the match scores more than every other value and more than 0, it is read whenever
    there is one, and without one no token completes the query."""
    methods, has_exact_inputs = ("derivation",), False

    def read(self, reader):
        self.integer(reader, "M", 3, 1 << 16)
        self.integer(reader, "n", 1, MOST_TOKENS)
        self.finish_plan(reader)
        self.task = TwoSumTask("query", self.n, self.M)

    def scores(self):
        return IndexScores(self.plan, self.M)

    def check(self, method):
        # Real numbers: the score is cos(2 pi (x+y)/M), 1 at a match and less elsewhere.
        if not self.plan.exact:
            for x, match, largest, _ in self.scores().extremes(self.alphabet()):
                require(match[0] > 0 and (largest is None or less(largest, match)), "query %d: the match is not preferred" % x)
        return "%d queries" % len(self.alphabet())

    def model(self, parameters):
        scores = self.scores()

        def answer(tokens):
            best, read = None, None
            for token in tokens[:-1]:
                score = max_number(scores.at(tokens[-1][1], token[1]), ZERO)
                if best is None or less(best, score):
                    best, read = score, token[1]
            return int((read + tokens[-1][1]) % self.M == 0)
        return answer


class Capacity(Retrieval):
    """Linear or log-linear attention with one-hot keys: entry i only ever receives 1*f(i) and zeros."""
    methods, value_bits = ("derivation",), 62
    count = Claim.count

    def read(self, reader):
        reader.choice("mechanism", ("linear", "log-linear"))
        self.integer(reader, "n", 1, MOST_TOKENS)
        self.finish_plan(reader)
        self.task = Eva(self.n)

    def check(self, method):
        for v in range(0 if self.plan.exact else self.n):
            require(survives(self.plan, v), "the value %d does not survive storing and reading" % v)
        return "%d values" % self.n

    def model(self, parameters):
        if self.plan.exact:
            return lambda tokens: tokens[tokens[-1][1]][2]

        def answer(tokens):
            for v in {token[2] for token in tokens[:-1]}:
                stored(self.plan, self.plan.input.convert(number(v)))  # defined
            return kept(self.plan, tokens[tokens[-1][1]][2])
        return answer


def distinct_values(claim):
    """The task of these claims, once n, M and U fit it."""
    limit(claim.n <= claim.U and 2 * claim.U < claim.M, "n distinct values of {1..U}, U < M/2, are the task")
    return TwoSumTask("query", claim.n, claim.M, claim.U, True)


class CapacitySet(Claim):
    """A set of distinct values of {1..U} as counters of 0 or 1; value v has entry (v-1) mod entries, the query M-v asks for it."""
    methods, has_exact_inputs = ("derivation",), True

    def read(self, reader):
        reader.choice("mechanism", ("linear", "log-linear"))
        self.integer(reader, "U", 1, MOST_TOKENS)
        self.integer(reader, "M", 3, 1 << 20)
        self.integer(reader, "entries", 1, MOST_TOKENS)
        self.integer(reader, "n", 1, MOST_TOKENS)
        self.finish_plan(reader)

    def check(self, method):
        require(self.n <= self.U, "n distinct values do not fit the universe")
        require(self.M >= 2 * self.U + 1, "M must be at least 2U+1")
        require(self.entries >= self.U, "two values share an entry")
        require(self.plan.exact or (survives(self.plan, 0) and survives(self.plan, 1)), "a counter of 0 or 1 does not survive")
        return "2 values"

    def oracle(self, tokens):
        return distinct_values(self).oracle(tokens)

    def count(self):
        return distinct_values(self).count()

    def inputs(self):
        return distinct_values(self).inputs()

    def model(self, parameters):
        def answer(tokens):
            asked = (self.M - tokens[-1][1] - 1) % self.entries
            return sum((token[1] - 1) % self.entries == asked for token in tokens[:-1])
        return answer


class AssociativeRecall(Claim):
    """The token after the query's: a shift, then retrieval by the predecessors' codes, which the input chooses in any order."""
    quadratic = True
    methods, has_inputs, has_exact_inputs = ("bounded",), True, True

    def read(self, reader):
        self.integer(reader, "n", 2, MOST_TOKENS)
        self.integer(reader, "alphabet", 1, MOST_TOKENS)
        limit(self.n - 1 <= self.alphabet, "n-1 distinct tokens do not fit the alphabet")
        self.recurrent = reader.choice("shift", ("recurrent", "attention")) == "recurrent"
        self.free(reader, "beta")
        self.finish_plan(reader)
        self.digits, self.places = width_of(self.alphabet), width_of(self.n)

    def shifted(self, digit):
        plan = self.plan
        return digit if plan.exact else int(at_least(plan.output.convert(plan.state.convert(plan.input.convert(number(digit)))), HALF))

    def check(self, method):
        beta, plan = self.parameters["beta"], self.plan
        if not self.recurrent:
            # More keys never make a sum smaller, but for pairwise ones, whose shape changes.
            every = not plan.exact and plan.accumulator.order == "pairwise"
            retrieval_bounded(plan, self.places, beta, range(self.n), range(2, self.n + 1) if every else [self.n])
        elif not plan.exact:
            require(self.shifted(0) == 0 and self.shifted(1) == 1, "a digit does not survive the shift")
        return "%d bounds" % retrieval_bounded(plan, self.digits, beta, range(self.alphabet), [self.n + 1])

    def oracle(self, tokens):
        n = self.n
        limit(len(tokens) == n + 1, "%d tokens, not %d" % (len(tokens), n + 1))
        for i, token in enumerate(tokens):
            limit(len(token) == 2 and token[0] == (1 if i < n else 0) and 0 <= token[1] < self.alphabet, "token %d is none of the task" % i)
        before = [token[1] for token in tokens[:n - 1]]
        limit(len(set(before)) == n - 1, "two tokens before the last are equal")
        limit(tokens[n][1] in before, "no token before the last is the query's")
        return tokens[before.index(tokens[n][1]) + 1][1]

    def predecessors(self, values, beta):
        """None: no predecessor."""
        if not self.recurrent:
            table = CodeScores(self.plan, self.places, beta)
            return [None] + [table.read(i - 1, list(range(i + 1)), values[:i + 1], self.digits) for i in range(1, self.n)]
        zero = 0 if self.plan.exact else int(at_least(self.plan.output.convert(self.plan.state.convert(ZERO)), HALF))
        read = (self.shifted(0), self.shifted(1))
        codes = [(1 << self.digits) - 1 if zero else None]
        for value in values[:-1]:
            code = sum(read[value >> i & 1] << i for i in range(self.digits))
            codes.append(code if read[1] else None)
        return codes

    def model(self, parameters):
        beta = parameters["beta"]
        table = CodeScores(self.plan, self.digits, beta)

        def answer(tokens):
            values = [token[1] for token in tokens[:-1]]
            keys = self.predecessors(values, beta)
            return table.read(tokens[-1][1], keys + [None], [None if k is None else v for k, v in zip(keys, values)] + [None], self.digits)
        return answer

    def count(self):
        return math.perm(self.alphabet, self.n - 1) * self.alphabet * (self.n - 1)

    def inputs(self):
        for before in itertools.permutations(range(self.alphabet), self.n - 1):
            for last in range(self.alphabet):
                for q in before:
                    yield [(1, x) for x in before] + [(1, last), (0, q)]


class ReversedComposition(Claim):
    """L-SeqComp in the order w, z_0, z_1, .., z_L by one recurrent layer of integers: w, the value reached, and a bit that the
    present function was applied. Each function is run on every argument that can be asked for, with values left open: the
    value taken from the right argument must not be taken for an argument itself, whatever it is."""
    methods = ("derivation",)

    def read(self, reader):
        self.integer(reader, "L", 1, 16)
        self.sizes = [parse_integer(word, 1, 4096, "sizes") for word in reader.words("sizes")]
        limit(len(self.sizes) == self.L, "L-SeqComp has L sizes m n_1 .. n_(L-1)")
        limit(math.prod(self.sizes) <= 4096, "more than 4096 arguments of a function")
        self.memory = reader.choice("memory", ("yes", "no")) == "yes"
        self.integer(reader, "state-bits", 1, 1024)
        self.finish_plan(reader)

    def check(self, method):
        if not self.plan.exact:
            require(self.plan.input.holds(ZERO) and self.plan.input.holds(ONE), "a digit is no number of the input format")
        before, bits, cases = self.sizes[0], int(self.memory), 0
        for l, factor in enumerate(self.sizes):
            ways = 1 if l == 0 else factor
            size = before * ways
            bits += width_of(ways) if l > 0 else 0
            for target in range(size):  # w * before + reached
                offset = target // before * before
                later = range(max(target + 1, offset), size)
                require(self.memory or not any(a - offset < size for a in later), "a value can be taken for an argument after %d" % target)
                cases += 1
            before = size
        require(self.state_bits == bits + width_of(before), "the state is not that many bits")
        return "%d arguments" % cases


class SparseTwoSum(Claim):
    """(B,k)-sparse attention whose messages are the numbers of its blocks' sets: the selection is run for every place of the
    value t that completes the query, and the answer for every nearest value and pair."""
    methods, has_exact_inputs = ("derivation",), True
    oracle, count, inputs = CapacitySet.oracle, CapacitySet.count, CapacitySet.inputs

    def read(self, reader):
        for key, least, most in (("n", 1, 4096), ("M", 3, 1 << 20), ("U", 1, 1024), ("B", 1, 1024), ("k", 1, 4096), ("forced-initial", 0, 4096),
                                 ("forced-local", 0, 4096), ("message-bits", 0, 1 << 20), ("scale", 1, 1 << 20)):
            self.integer(reader, key, least, most)
        self.finish_plan(reader)
        self.blocks = -(-self.n // self.B)

    def check(self, method):
        require(self.n <= self.U and self.B <= self.U, "distinct values do not fit the universe")
        require(self.M >= 2 * self.U + 1, "M must be at least 2U+1")
        require(self.k <= self.blocks and self.forced_initial + self.forced_local <= self.k, "k counts forced blocks and is at most the number of blocks")
        require(1 << self.message_bits >= math.comb(self.U, self.B), "fewer messages than sets")
        for place in range(self.n):
            require(place // self.B in self.selected(place // self.B), "the block of place %d is not read" % place)
        if self.plan.exact:
            terms = [(HALF, exactly(ZERO))] + [(number(-2 * d * d), exactly(number(-self.scale * d * d))) for d in range(1, self.U)]
            require(sign_of_sum(self.plan, terms) > 0, "other values can hide a match")
            return "%d places" % self.n
        require((self.plan.two_pass or self.plan.online) and not self.plan.weights_first, "blocks are read by two-pass or online softmax with a quotient")
        self.check_scores()
        for t in range(1, self.U + 1):
            for x in range(1, self.U + 1):
                require(self.answers_one(t, (x,)) == (x == t), "the query for %d is answered wrongly next to %d" % (t, x))
                if x != t and 1 <= 2 * t - x <= self.U:
                    require(not self.answers_one(t, (x, 2 * t - x)), "the query for %d is answered wrongly between %d and its mirror" % (t, x))
        return "%d places, %d^2 values" % (self.n, self.U)

    def selected(self, holding):
        """The blocks read when this one holds t."""
        complete = self.n // self.B
        taken = set(range(min(self.forced_initial, self.blocks))) | set(range(max(0, self.blocks - self.forced_local), self.blocks))
        for block in sorted(range(self.blocks), key=lambda b: (b >= complete, b != holding, b)):
            if len(taken) < self.k:
                taken.add(block)
        return taken

    def model(self, parameters):
        """Real numbers: 1 iff the weighted mean of (x-t)^2 over the values read is below 1/2."""
        known = {}

        def answer(tokens):
            t, values = self.M - tokens[-1][1], [token[1] for token in tokens[:-1]]
            holding = values.index(t) // self.B if t in values else None
            read = [values[i] for b in self.selected(holding) for i in range(b * self.B, min((b + 1) * self.B, self.n))]
            case = tuple(sorted((x - t) ** 2 for x in read))
            if case not in known:
                terms = [(number(2 * square - 1), exactly(number(-self.scale * square))) for square in case]
                known[case] = int(sign_of_sum(self.plan, terms) < 0)
            return known[case]
        return answer

    def check_scores(self):
        plan = self.plan

        def whole(x):
            return plan.input.convert(number(x))
        require(less(plan.score.convert(ZERO), plan.score.convert(ONE)), "the table's scores are not told apart")
        for t in range(1, self.U + 1):
            require(plan.input.holds(number(2 * self.scale * t)), "the query's entry is not exact")
            for x in (t, t * t):
                require(plan.input.holds(number(x)) and plan.accumulator.holds(number(x)), "a value is not exact")
        keys = [(whole(x * x), whole(x), whole(1)) for x in range(1, self.U + 1)]
        for t in range(1, self.U + 1):
            query = [whole(-self.scale), whole(2 * self.scale * t), whole(-self.scale * t * t)]
            for x, key in enumerate(keys, 1):
                require(plan.score.dot(query, list(key)) == number(-self.scale * (x - t) ** 2), "the score of value %d for %d is not exact" % (x, t))
        step = plan.weight.convert(plan.score.convert(number(-self.scale)))
        require(plan.weight.exp(step, plan.base_2) == ZERO, "a value one step behind the nearest weighs something")
        plan.weight_of(number(-self.scale * (self.U - 1) ** 2), ZERO)  # defined, so are all between

    def answers_one(self, t, nearest):
        """The values `nearest` weigh 1 each, all others nothing."""
        a, out = self.plan.accumulator, self.plan.output
        one = a.convert(self.plan.weight.convert(ONE))
        count, first, second = ZERO, ZERO, ZERO
        for x in nearest:
            count = a.add(count, one)
            first = a.add(first, a.mul(one, self.plan.input.convert(number(x))))
            second = a.add(second, a.mul(one, self.plan.input.convert(number(x * x))))
        cross = out.mul(out.convert(number(-2 * t)), out.div(first, count))
        return less(out.add(out.add(out.div(second, count), cross), out.convert(number(t * t))), HALF)


class MaximumChannel(Claim):
    """14a (base 2) and 14b (base e): one full layer solves 2-SeqComp where the maximum is known before z_2 is summed: two-pass,
    or online from the last key to the first. It carries v = z_1(z_0) backwards.

    Queries of w for z_0 = a, head h: (-F a^2, 2F a, -F, -D w^2 +- nudge, 2D w, -D, 1), + in head 0. Keys: z_1's token (i, v)
    (1, i, i^2, 0, 0, 0, last), last = delta v, 14b: T - delta + delta (v+h), T = underflow; z_2's token of row w', column v'
    (0, 0, 0, 1, w', w'^2, last), last = delta v' - T, 14b: delta v'; z_0 and w (0, .., 0, -outside). On the rounded scores:
    token a of z_1 is the maximum, S_h(v) whatever a is, increasing; row w of z_2 scores s_h(v') whatever w is, not decreasing,
    and weighs `unit` iff v' >= v + h, else 0; all other tokens weigh 0. So den = 1, every partial num is an exact multiple of
    the unit, and the heads differ by the digits of z_2(w, v). Online: what was summed before the maximum is multiplied by 0.
    """
    methods, has_inputs = ("derivation",), True

    def read(self, reader):
        self.natural = reader.choice("variant", ("14a", "14b")) == "14b"
        self.integer(reader, "m", 2, 1 << 15)
        self.integer(reader, "n_1", 1, 1 << 12)
        self.integer(reader, "base", 2, 1 << 20)
        for name in ("delta", "nudge", "drop", "far", "underflow", "outside", "unit"):
            self.fixed(reader, name)
        self.finish_plan(reader)

    @property
    def task(self):
        return SeqComp(self.m, [self.n_1])

    def whole(self, factor, times):
        return self.plan.input.convert(exact_product(factor, number(times)))

    def query(self, a, w, h):
        far, drop, nudge = (self.parameters[name] for name in ("far", "drop", "nudge"))
        fourth = exact_sum(exact_product(drop, number(-w * w)), nudge if h == 0 else negative(nudge))
        return [self.whole(far, -a * a), self.whole(far, 2 * a), self.whole(far, -1), self.plan.input.convert(fourth), self.whole(drop, 2 * w),
                self.whole(drop, -1), self.plan.input.convert(ONE)]

    def key(self, token, h):
        def code(i):
            return [self.plan.input.convert(number(x)) for x in (1, i, i * i)]
        if token[0] == 1:
            return code(token[1]) + [ZERO] * 3 + [self.plan.input.convert(self.last_z1(token[2], h))]
        if token[0] == 2:
            return [ZERO] * 3 + code(token[1] // self.m) + [self.plan.input.convert(self.last_z2(token[1] % self.m))]
        return [ZERO] * 6 + [self.whole(self.parameters["outside"], -1)]

    def digit(self, first, second):
        """The whole number nearest to (first - second)/unit, halves upwards, brought into 0..base-1."""
        for x in (first, second, self.parameters["unit"]):
            require(not x[0] or -(1 << 20) <= binary_exponent(x) < 1 << 20, "a number is too large or too small to be read")
        (m, e), (u, f) = exact_sum(first, negative(second)), self.parameters["unit"]
        low = min(e, f)
        m, u = m << e - low, u << f - low
        return min(max((2 * m + u) // (2 * u), 0), self.base - 1)

    def model(self, parameters):
        def answer(tokens):
            require(self.parameters["unit"][0] > 0, "the unit must be positive")
            z_0, w, _ = self.task.parse(tokens)
            a, outputs = carried_digits(self.plan, z_0, width_of(self.m)), []
            values = [divmod(token[2], self.base) if token[0] == 2 else (0, 0) for token in tokens]
            used = sorted({digit for pair in values for digit in pair})
            places = {digit: place for place, digit in enumerate(used)}
            columns = [[places[pair[side]] for pair in values] for side in (0, 1)]
            for h in (0, 1):
                query, scores = self.query(a, w[0], h), []
                for token in tokens:
                    scores.append(self.plan.score.dot(query, self.key(token, h)))
                distinct = sorted(set(scores))
                classes = {score: place for place, score in enumerate(distinct)}
                numbers = [self.plan.input.convert(number(digit)) for digit in used]
                outputs.append(attend(self.plan, distinct, [classes[score] for score in scores], numbers, columns))
            return self.base * self.digit(outputs[0][0], outputs[1][0]) + self.digit(outputs[0][1], outputs[1][1])
        return answer

    def codes_score(self, query, i):
        """(1, i, i^2) against three coordinates of a query; all others before the last meet zeros."""
        s = self.plan.score
        return s.dot(query, [self.plan.input.convert(number(n)) for n in (1, i, i * i)])

    def with_last(self, codes, last):
        s, one, key = self.plan.score, self.plan.input.convert(ONE), self.plan.input.convert(last)
        return s.fma(one, key, codes) if s.fused else s.add(codes, s.mul(one, key))

    def last_z1(self, v, h):
        step = exact_product(self.parameters["delta"], number(v + h - 1 if self.natural else v))
        return exact_sum(step, self.parameters["underflow"]) if self.natural else step

    def last_z2(self, v):
        step = exact_product(self.parameters["delta"], number(v))
        return step if self.natural else exact_sum(step, negative(self.parameters["underflow"]))

    def check(self, method):
        plan, p, m = self.plan, self.parameters, self.m
        require(not plan.exact and not plan.weights_first and (plan.two_pass or (plan.online and plan.last_to_first)),
                "the maximum is a channel under two-pass softmax, or online from the last key to the first, with a quotient, in finite formats")
        require(plan.base_2 != self.natural, "14a is of base 2, 14b of base e")
        require(self.base ** 2 >= m * self.n_1, "two digits do not hold a value of z_2")
        require(plan.score.sequential(), "scores are summed left to right here")
        exact = self.exact_codes()
        require(exact or m <= 2048, "codes of more than 2048 arguments must be summed without rounding")
        limit_work(7 * ((m if exact else m * m) + 2 * self.n_1 ** 2))
        for digit in (0, 1):
            require(at_least(carried(plan, plan.input.convert(number(digit))), HALF) == (digit == 1), "a digit of z_0 does not survive the recurrent layer")
        far_queries = ((self.whole(p["far"], -a * a), self.whole(p["far"], 2 * a), self.whole(p["far"], -1)) for a in range(m))
        if exact:  # -far (a-i)^2
            query = next(far_queries)
            own, others, farthest = (self.codes_score(query, i) for i in (0, 1, m - 1))
        else:
            own, others, farthest = self.own_and_others(far_queries, m)
        outside, tops, rows = [self.with_last(plan.score.convert(ZERO), self.whole(p["outside"], -1))], [], []
        for h in (0, 1):
            top = [self.with_last(own, self.last_z1(v, h)) for v in range(m)]
            require(all(less(x, y) for x, y in zip(top, top[1:])), "two values share a maximum")
            outside += [self.with_last(others, self.last_z1(m - 1, h)), self.with_last(farthest, self.last_z1(0, h))]
            tops.append(top)
            rows.append(self.row_scores(h, outside))
        least = min_number(tops[0][0], tops[1][0])
        for h in (0, 1):
            require(less(rows[h][-1], least), "a token of z_2 exceeds the maximum")
            self.check_weights(h, rows[h], tops[h])
        most = max_number(tops[0][-1], tops[1][-1])
        for score in outside + [rows[0][0], rows[1][0]]:
            plan.weight_of(score, most)  # defined
        for score in outside:
            require(less(score, least) and plan.weight_of(score, least) == ZERO, "a token outside the row weighs something")
        self.check_sums()
        return "%d scores" % ((3 if exact else m * m) + 2 * self.n_1 ** 2)

    def exact_codes(self):
        """-far a^2 + 2 far a i - far i^2 without any rounding: far = f 2^e, f odd; its multiples up to f (m-1)^2 <= 2^p, integers up to (m-1)^2,
        partial sums, far times i^2 - (a-i)^2, and twice the largest multiple are numbers of input and score."""
        far, square = self.parameters["far"], (self.m - 1) ** 2
        largest = exact_product(far, number(square))
        if self.m < 3 or far[0] <= 0:
            return False
        for role in (self.plan.input, self.plan.score):
            if role.format.fixed or far[0] * square > 1 << role.format.p:
                return False
            if not all(role.holds(x) for x in (far, ONE, number(square), negative(largest), exact_product(largest, number(2)))):
                return False
        return True

    def row_scores(self, h, outside):
        p, nudge = self.parameters, self.parameters["nudge"] if h == 0 else negative(self.parameters["nudge"])

        def queries():
            for w in range(self.n_1):
                first = exact_sum(exact_product(p["drop"], number(-w * w)), nudge)
                yield self.plan.input.convert(first), self.whole(p["drop"], 2 * w), self.whole(p["drop"], -1)
        own, others, farthest = self.own_and_others(queries(), self.n_1)
        scores = [self.with_last(own, self.last_z2(v)) for v in range(self.m)]
        require(all(at_least(y, x) for x, y in zip(scores, scores[1:])), "the scores of a row decrease")
        if others is not None:
            outside += [self.with_last(others, self.last_z2(self.m - 1)), self.with_last(farthest, self.last_z2(0))]
        return scores

    def own_and_others(self, queries, count):
        own = others = farthest = None
        for a, query in enumerate(queries):
            for i in range(count):
                score = self.codes_score(query, i)
                if i != a:
                    others = score if others is None else max_number(others, score)
                    farthest = score if farthest is None else min_number(farthest, score)
                elif own is None:
                    own = score
                else:
                    require(score == own, "a score depends on the argument")
        return own, others, farthest

    def check_weights(self, h, scores, top):
        unit = self.parameters["unit"]
        for v in range(self.m):
            cases = [(v + h - 1, ZERO), (v + h, unit), (self.m - 1, unit if v + h < self.m else ZERO)]
            for argument, weight in cases:
                if 0 <= argument < self.m:
                    found = self.plan.weight_of(scores[argument], top[v])
                    require(found == weight, "head %d, z_1(z_0) = %d: the weight of argument %d is wrong" % (h, v, argument))

    def check_sums(self):
        plan, a, unit = self.plan, self.plan.accumulator, self.parameters["unit"]
        most = a.convert(exact_product(unit, number(self.m)))
        require(a.convert(ONE) == ONE and a.add(most, ONE) == ONE and a.add(ONE, unit) == ONE, "the denominator is not 1")
        a.convert(number(2 * self.m + 4))  # online, relative to an earlier maximum: defined
        digits = self.m * (self.base - 1)
        require(digits < 1 << min(a.format.p, 62) and plan.output.format.p >= a.format.p, "sums of digits do not fit the accumulator or the output")
        for role in (plan.weight, a, plan.output):
            require(role.holds(unit) and role.holds(exact_product(unit, number(digits))), "multiples of the unit are not numbers of every role")
        require(plan.input.holds(number(self.base - 1)), "a digit does not fit the input format")


# ---------------------------------------------------------------------------------------------------------------------
# Kind counting.

def sign_of_logarithms(constant, terms):
    """The sign of constant + sum of c*lg(n) for integers; terms: (c, n), n >= 1. 0 only where all n are powers of two."""
    bits = 64
    while bits <= MOST_BITS:
        low = high = constant << bits
        for c, n in terms:
            lo, hi = logarithm_bounds(n, bits)
            low, high = low + c * (lo if c > 0 else hi), high + c * (hi if c > 0 else lo)
        if low > 0:
            return 1
        if high < 0:
            return -1
        if low == high:
            return 0
        bits *= 2
    raise NotEstablished("undecided at %d bits" % MOST_BITS)


def below_power(bits, exponent, n):
    """2^bits < n^exponent."""
    return sign_of_logarithms(-bits, [(exponent, n)]) > 0


def below_binomial(bits, n, k):
    """2^bits < C(n, k)."""
    binomial = math.comb(n, k)
    return bits < binomial.bit_length() and 1 << bits < binomial


def least_values(m, pre):
    """The least x with x^m*2^pre >= m^m."""
    low, high = 1, m if pre < m * m.bit_length() else 1
    while low < high:
        x = (low + high) // 2
        # Equality needs 2^(pre/m) to be rational.
        enough = x << (pre // m) >= m if pre % m == 0 else sign_of_logarithms(pre, [(m, x), (-m, m)]) > 0
        low, high = (low, x) if enough else (x + 1, high)
    return low


def gain_is_sure(g, marked, k, y, deficit, divisor=1):
    """THEOREMS.md; p = 1 - marked/(ky), deficit (as in `below`)/divisor in the place of pre/y."""
    if marked == 0:
        return g <= k
    if not 1 <= g <= k or (g - 1) * y >= k * y - marked:
        return False
    a, b = g - 1, k - g + 1
    logs = [(divisor * b, b * y), (-divisor * b, marked)]
    if a > 0:
        logs += [(divisor * a, a * y), (-divisor * a, k * y - marked)]
    return below(deficit, (0, logs))


def check_counting(reader):
    reader.choice("claim", ("bound",))
    theorem = reader.choice("theorem", ("E", "T", "S", "F1", "H2", "F2", "LL", "H2+", "F2U", "H3", "FFR", "G"))

    def size(key, least=1):
        return reader.integer(key, least, 1 << 20)

    def bits(key):
        return reader.integer(key, 0, 1 << 40)
    if theorem == "E":
        n, s = size("n", 2), bits("state-bits")
        finish_counting(reader, lambda: below_power(s, n, n))
    elif theorem == "T":
        universe, n, s = size("U"), size("n"), bits("state-bits")
        limit(n <= universe, "n distinct values do not fit the universe")
        finish_counting(reader, lambda: below_binomial(s, universe, n))
    elif theorem == "S":
        universe, block, n, k, b = size("U"), size("B"), size("n"), size("k", 0), bits("message-bits")
        limit(block <= universe, "B distinct values do not fit the universe")
        positions = reader.peek() == "sees-positions" and bool(reader.choice("sees-positions", ("yes",)))

        def too_many_sets():
            told = k * block * universe // (n // block * block) if positions else 0  # values that their places may tell
            return below_binomial(b, universe - told, block)
        finish_counting(reader, lambda: n // block > k and too_many_sets())
    elif theorem == "F1":
        m, b = size("m", 2), bits("message-bits")
        finish_counting(reader, lambda: below_power(b, m, m))
    elif theorem == "H2":
        m, n_1, b, pre, post = size("m", 2), size("n_1"), bits("message-bits"), bits("pre-bits"), bits("post-bits")

        def holds():
            x = least_values(m, pre)
            return below_power(pre + n_1 * b + x * post, n_1 * x, m * n_1)
        finish_counting(reader, holds)
    elif theorem == "F2":
        m, n_1, b = size("m", 2), size("n_1"), bits("message-bits")
        coordinates = n_1 * m - n_1 * b * (m - 1) // m
        finish_counting(reader, lambda: coordinates > 0 and below_power(b * (2 * n_1 + 3 * m - 1), coordinates, m * n_1))
    elif theorem == "LL":
        n, s = size("n"), bits("level-bits")
        universe = size("U") if reader.peek() == "U" else 0
        limit(universe == 0 or n <= universe, "n distinct values do not fit the universe")
        total = s * bin(n).count("1")
        finish_counting(reader, lambda: below_binomial(total, universe, n) if universe else below_power(total, n, n))
    elif theorem == "H2+":
        check_h2_plus(reader, size, bits)
    else:
        finish_counting(reader, {"F2U": read_f2u, "H3": read_h3, "FFR": read_ffr, "G": read_g}[theorem](reader))
    return "theorem %s" % theorem


def check_h2_plus(reader, size, bits):
    m, n_1, b, pre, post = size("m", 2), size("n_1"), bits("message-bits"), bits("pre-bits"), bits("post-bits")
    x0 = size("x0")
    limit(x0 <= m, "x0 must be at most m")
    gains = read_gains(reader)

    def holds():
        y, x = m // x0, len(gains)
        if pre:
            marked = cover(gains, x0, y, (pre, []), y)
        else:
            require(x <= y and set(gains) == {x0}, "a gain is not sure")
            marked = x * x0
        rho = x0 if pre >= x0.bit_length() else min(x0, 1 << pre)
        zeta = min(x * post + x0 * b, x * x0 * post) if post else 0
        return below_power(pre + zeta + n_1 * rho * b, n_1 * marked, m * n_1)
    finish_counting(reader, holds)


def finish_counting(reader, holds):
    reader.finish("impossible")
    require(holds(), "the inequality does not hold")


def read_gains(reader):
    gains = [parse_integer(word, 1, 1 << 62, "gains") for word in reader.words("gains")]
    limit(0 < len(gains) <= 20000, "there must be from 1 to 20000 gains")
    return gains


def below(left, right):
    """left < right; each (whole, [(count, number), ...]): whole + the sum of count*lg(number)."""
    return sign_of_logarithms(right[0] - left[0], right[1] + [(-c, n) for c, n in left[1]]) > 0


def scaled(factor, bits):
    return factor * bits[0], [(factor * c, n) for c, n in bits[1]]


def joined(*parts):
    return sum(whole for whole, _ in parts), [log for _, logs in parts for log in logs]


def cover(gains, k, y, deficit, divisor=1):
    """The pairs that these gains mark; each must be sure after those before it."""
    marked = 0
    for g in gains:
        require(gain_is_sure(g, marked, k, y, deficit, divisor), "the gain %d after %d is not sure" % (g, marked))
        marked += g
    return marked


def require_members(members, values, arguments, state):
    require(members <= values and (members == 1 or below((state, [(arguments, members - 1)]), (0, [(arguments, values)]))),
            "the members are not guaranteed")


def require_hidden(groups, m, q, t, i, members, loss):
    """Lemma P_q: members - 1 < groups*(1 + (m-1)*(psi - 1)/(q-1)) with psi >= i + A/D, the line through i and i+1."""
    if members <= groups:
        return
    d = (0, [(t, i + 1), (-t, i)])
    a = (-loss, [(t, q), (-t, i)])
    whole_part = scaled(groups * (q - 1) + groups * (m - 1) * (i - 1), d)
    require(below(scaled((members - 1) * (q - 1), d), joined(whole_part, scaled(groups * (m - 1), a))), "S members are not guaranteed")


def large(reader, key, least=1):
    return reader.integer(key, least, 1 << 62)


def large_list(reader, key, count, least=1):
    words = reader.words(key)
    limit(len(words) == count, "%s needs %d numbers" % (key, count))
    return [parse_integer(word, least, 1 << 62, key) for word in words]


def read_f2u(reader):
    m, n_1, b = large(reader, "m", 2), large(reader, "n_1"), large(reader, "message-bits", 0)
    wrong, of = large(reader, "error-above", 0), large(reader, "error-below")

    def holds():
        answers, right = m * n_1, of - wrong
        if right <= 0 or b >= answers.bit_length() or of << b >= right * answers:
            return False
        logs = [(m * right, right * answers), (-m * right, of << b)]
        if wrong:
            logs += [(m * wrong, wrong * answers), (-m * wrong, of * (answers - (1 << b)))]
        return below((2 * b * of, []), (0, logs))
    return holds


def read_h3(reader):
    m, n_1, n_2 = large(reader, "m", 2), large(reader, "n_1"), large(reader, "n_2")
    b, pre, mid, post = (large(reader, key, 0) for key in ("message-bits", "pre-bits", "mid-bits", "post-bits"))
    x_1, h, t_1, y = (large(reader, key) for key in ("X1", "h", "t1", "y"))
    gains = read_gains(reader)

    def holds():
        require(m >= h * y and m >= t_1 and m >= h, "m is too small for h, y and t1")
        require_members(x_1, h, t_1, pre)
        x, queries, k, z_1 = len(gains), n_1 * n_2, n_1 * x_1, m + (x_1 - 1) * t_1
        of_z_2 = n_1 * pre + queries * b + (min(x_1 * mid, mid + b + z_1 * b) if mid else 0)
        u = cover(gains, k, y, (of_z_2, []))
        inside = h * (x if pre else min(x, y))
        messages = 1 + queries + z_1 + n_1 * (m - h + inside) + queries * x_1
        left = (pre + mid + messages * b + x * x_1 * post, [(x * k, y)] if mid else [])
        return below(left, (0, [(n_2 * u, m * queries)]))
    return holds


def read_ffr(reader):
    m, n_1, b, s = large(reader, "m", 2), large(reader, "n_1"), large(reader, "message-bits", 0), large(reader, "post-bits", 0)
    g, q, t, i, members = large(reader, "g"), large(reader, "q", 2), large(reader, "t"), large(reader, "i"), large(reader, "S")

    def holds():
        require(n_1 % g == 0 and q <= m and t <= m and i < q, "g must divide n_1, q and t be at most m, i less than q")
        require_hidden(n_1 // g, m, q, t, i, members, g * b)
        tokens = 2 * m - t + (t - 1) * q
        tail = min(members * s, s + b * (members + m - t + t * members))
        return below((b * (2 * n_1 + 1 + tokens) + tail, []), (0, [(g * members, m * n_1)]))
    return holds


def read_g(reader):
    form = reader.choice("form", ("hybrid", "hybrid-eager", "full"))
    length, full = reader.integer("L", 2, 12), form == "full"
    b = large_list(reader, "message-bits", length if full else length - 1, 0)
    s = large_list(reader, "state-bits", 1 if full else length, 0)
    rows = large_list(reader, "rows", length - 1)
    m, t = large(reader, "m", 2), large(reader, "t1")
    g = q = i = 1
    if full:
        g, q, i, members = large(reader, "g"), large(reader, "q", 2), large(reader, "i"), large(reader, "S")
    else:
        members = large(reader, "x1")
    y = large_list(reader, "y", length - 2) if length > 2 else []
    gains = [read_gains(reader) for _ in range(length - 2)]

    def holds():
        require(t <= m, "t1 exceeds m")
        if full:
            require(rows[0] % g == 0 and q <= m and i < q, "g must divide n'_1, q be at most m, i less than q")
            require_hidden(rows[0] // g, m, q, t, i, members, g * math.prod(rows[1:]) * b[0])
        else:
            require_members(members, m, t, s[0])
        return TheoremG(form, m, t, g, q, members, rows, y, gains, b, s).holds()
    return holds


class TheoremG:
    """Signatures of Theorem G (bounds_general.md section 1). Members of level l: `members` (x_1 or S_1), then one a gain."""

    def __init__(self, form, m, t, g, q, members, rows, y, gains, b, s):
        self.full, self.lazy = form == "full", form == "hybrid"
        self.m, self.t, self.g, self.q, self.rows, self.y, self.gains, self.b, self.s = m, t, g, q, rows, y, gains, b, s
        self.levels = len(rows) + 1
        self.members = [None, members] + [len(steps) for steps in gains]
        self.domains = [m]  # N_0, N_1, ...
        for row, factor in zip(rows, y + [1]):
            self.domains.append(self.domains[-1] * row * factor)
        self.free = [None, t] + [rows[l - 2] * self.domains[l - 2] for l in range(2, self.levels)]

    def runs(self, first, last):
        return math.prod(self.members[first:last + 1]) if last >= first else 1

    def queries(self, j):
        """Contexts of w at level j."""
        everyone = math.prod(self.rows)
        if not self.full:
            return everyone * self.runs(1, j)
        if j <= 1:
            return everyone
        return self.g * self.members[1] * math.prod(self.rows[1:]) * self.runs(2, j - 1)

    def reaching(self, last, block):
        """Contexts of z_block (0: z_0) that may depend on the members of its own level up to `last`."""
        if block == 0:
            return self.runs(1, last)
        fixed, free = self.domains[block - 1] - self.free[block], self.free[block]
        return (fixed + free * self.members[block]) * self.runs(block + 1, last)

    def tokens(self, j, blocks):
        """Contexts at level j of z_0 and of z_1, ..., z_(blocks-1)."""
        last = j + 1 if self.lazy and j else j
        counts = [self.reaching(last, block) for block in range(blocks)]
        if self.full and j == 0:
            counts[1] = self.m - self.t + (self.t - 1) * self.q + self.m
        return sum(counts)

    def signature(self, l):
        top = self.levels
        if self.full:
            total = sum(self.b[j] * self.queries(j) for j in range(l)) + sum(self.b[j] * self.tokens(j, l) for j in range(l - 1))
            if l == top:
                total += min(self.runs(1, l - 1) * self.s[0], self.s[0] + self.b[l - 1] * self.tokens(l - 1, l))
            return total
        total = sum(self.b[j] * self.queries(j) + self.s[j] for j in range(l - 1))
        each, once = self.runs(1, l - 1) * self.s[l - 1], self.s[l - 1]
        if self.lazy:
            total += sum(self.b[j] * self.tokens(j, l) for j in range(l - 2))
            if l == top:
                each = min(each, once + self.b[l - 2] * sum(self.reaching(l - 1, block) for block in range(l)))
            return total + each
        total += sum(self.b[j] * self.tokens(j, l) for j in range(l - 2))
        once += self.b[l - 2] * self.tokens(l - 2, l)
        return total + (min(once, each) if l == top else once)

    def holds(self):
        k = (self.g if self.full else self.rows[0]) * self.members[1]
        tuples = (0, [])
        for l in range(2, self.levels):
            k = self.rows[l - 1] * cover(self.gains[l - 2], k, self.y[l - 2], joined((self.signature(l), []), tuples))
            if l == 2:
                tuples = self.first_tuple()
            tuples = joined(tuples, (0, [(self.members[l] * self.free[l], self.y[l - 2])]))
        return below(joined((self.signature(self.levels), []), tuples), (0, [(k, self.domains[-1])]))

    def first_tuple(self):
        if self.full:
            return math.prod(self.rows) * self.b[0], []
        listed = (0, [(1, self.t), (self.members[1] * self.t, self.m)])
        return listed if not below((self.s[0], []), listed) else (self.s[0], [])


# ---------------------------------------------------------------------------------------------------------------------
# Claim stack: numbers with signed zeros, their bits, mechanisms, tables.

NEGATIVE_ZERO = (0, -1)


def sign_bit(x):
    return x[0] < 0 or x == NEGATIVE_ZERO


class SignedRole:
    """A role's operations with the sign of a zero as IEEE 754 has it; formats without -0 only have +0."""

    def __init__(self, role):
        self.role, self.format = role, role.format
        self.fma_updates = role.fma_updates

    def zero(self, negative_sign):
        return NEGATIVE_ZERO if negative_sign and not self.format.fixed else ZERO

    def convert(self, x):
        result = self.role.round(*x)
        return result if result[0] else self.zero(sign_bit(x))

    def neg(self, x):
        return (-x[0], x[1]) if x[0] else (ZERO if x == NEGATIVE_ZERO else NEGATIVE_ZERO)

    def of_two_zeros(self, x_negative, y_negative):
        return self.zero(x_negative if x_negative == y_negative else self.role.rounding == "down")

    def add(self, x, y):
        if x[0] and y[0]:
            m, e = sticky_sum(x[0], x[1], y[0], y[1])
            result = self.role.round(m, e)
            return result if result[0] else self.zero(m < 0 if m else self.role.rounding == "down")
        if x[0] or y[0]:
            return self.convert(x if x[0] else y)
        return self.of_two_zeros(sign_bit(x), sign_bit(y))

    def sub(self, x, y):
        return self.add(x, self.neg(y))

    def mul(self, x, y):
        if x[0] and y[0]:
            result = self.role.round(x[0] * y[0], x[1] + y[1])
            if result[0]:
                return result
        return self.zero(sign_bit(x) != sign_bit(y))

    def fma(self, x, y, z):
        if x[0] and y[0] and z[0]:
            m, e = sticky_sum(x[0] * y[0], x[1] + y[1], z[0], z[1])
            result = self.role.round(m, e)
            return result if result[0] else self.zero(m < 0 if m else self.role.rounding == "down")
        if x[0] and y[0]:
            return self.mul(x, y)
        if z[0]:
            return self.convert(z)
        return self.of_two_zeros(sign_bit(x) != sign_bit(y), sign_bit(z))

    def div(self, x, y):
        result = self.role.div(x, y)
        return result if result[0] else self.zero(sign_bit(x) != sign_bit(y))

    def exp(self, x, base_2):
        return self.role.exp(x if x[0] else ZERO, base_2)

    def accumulate(self, total, x, y):
        """total + x*y, by fma where the role is fused."""
        return self.fma(x, y, total) if self.fma_updates else self.add(total, self.mul(x, y))

    def exactly_rounded(self, terms):
        """One rounding of the sum of products; a zero sum is +0."""
        result = self.role.exact_dot(*zip(*terms)) if terms else ZERO
        if result[0]:
            return result
        total = sum(Fraction(x[0] * y[0]) * Fraction(2) ** (x[1] + y[1]) for x, y in terms if x[0] and y[0])
        return self.zero(total < 0)

    def dot(self, xs, ys):
        role = self.role
        if role.order == "exact":
            return self.exactly_rounded(list(zip(xs, ys)))

        def part(first, last):
            total = self.mul(xs[first], ys[first])
            for i in range(first + 1, last):
                total = self.fma(xs[i], ys[i], total) if role.fused else self.add(total, self.mul(xs[i], ys[i]))
            return total
        return role.ordered(len(xs), part, self.add)

    def sum(self, xs):
        if self.role.order == "exact":
            return self.exactly_rounded([(x, ONE) for x in xs])
        terms = [self.convert(x) for x in xs]

        def part(first, last):
            total = terms[first]
            for x in terms[first + 1:last]:
                total = self.add(total, x)
            return total
        return self.role.ordered(len(terms), part, self.add)

    def bits(self, x):
        """The stored bits of a number of the format, as text."""
        form = self.format
        require(not form.unbounded, "numbers of %s have no stored bits" % form.name)
        if form.fixed:
            return ("1" if x[0] < 0 else "0") * form.signed + binary(abs(x[0]) << (x[1] - form.grid) if x[0] else 0, form.p)
        fraction_bits = form.p - 1
        exponent_bits = EXPONENT_BITS.get(form.name, 8)
        sign = "1" if sign_bit(x) else "0"
        if x[0] == 0:
            return sign + "0" * (exponent_bits + fraction_bits)
        steps = abs(x[0]) << (x[1] - form.grid) if x[1] - form.grid < form.p + 2 else None
        if steps is not None and steps < 1 << fraction_bits:
            return sign + "0" * exponent_bits + binary(steps, fraction_bits)
        top = abs(x[0]).bit_length() + x[1]  # one more than the exponent
        field = top - (form.grid + form.p) + 1
        significand = abs(x[0]) << (form.p - abs(x[0]).bit_length())
        return sign + binary(field, exponent_bits) + binary(significand & ((1 << fraction_bits) - 1), fraction_bits)


EXPONENT_BITS = {"binary64": 11, "binary32": 8, "tf32": 8, "bfloat16": 8, "binary16": 5, "e4m3": 4, "e5m2": 5, "e2m3": 2, "e3m2": 3, "e2m1": 2}


def binary(value, width):
    return format(value, "0%db" % width) if width else ""


def hex_of(bits):
    """First bit most significant, zeros up to a whole digit; - for no bits."""
    padded = bits + "0" * (-len(bits) % 4)
    return "".join("%x" % int(padded[i:i + 4], 2) for i in range(0, len(padded), 4)) or "-"


def parse_bits(text, length):
    """The text of `length` bits in hex."""
    if length == 0:
        limit(text == "-", "no bits are written -")
        return ""
    digits = -(-length // 4)
    limit(len(text) == digits and all(c in "0123456789abcdef" for c in text), "'%s' are not %d bits in hex" % (printable(text), length))
    bits = "".join(binary(int(c, 16), 4) for c in text)
    limit("1" not in bits[length:], "the digits that fill up bits must be 0")
    return bits[:length]


def number_text(x):
    return "%d*2^%d" % x if x[0] else ("-0" if x == NEGATIVE_ZERO else "0")


def runs_text(words):
    """Equal neighbours as COUNT(WORD."""
    text = []
    for word, group in itertools.groupby(words):
        count = sum(1 for _ in group)
        text.append(word if count == 1 else "%d(%s" % (count, word))
    return " ".join(text)


def expand_runs(words, most):
    """The inverse; equal neighbours must be one run."""
    found = []
    for word in words:
        count = 1
        if "(" in word:
            head, word = word.split("(", 1)
            count = parse_integer(head, 2, MOST_TOKENS, "a COUNT")
        limit(not found or found[-1] != word, "equal neighbours must be written as COUNT(WORD")
        limit(len(found) + count <= most, "too many words in a line")
        found += [word] * count
    return found


def parse_number(text):
    return NEGATIVE_ZERO if text == "-0" else parse_dyadic(text, "a number")


def split_groups(words, separator="|"):
    groups = [[]]
    for word in words:
        if word == separator:
            groups.append([])
        else:
            groups[-1].append(word)
    return groups


MOST_LAYERS, MOST_POSITION, MOST_LABEL = 16, (1 << 20) - 1, (1 << 31) - 1


def drive_limits(heads):
    """Of the numbers of a line `key L h POSITION REP ...` or `query ...`."""
    return (MOST_LAYERS, heads - 1, MOST_POSITION, MOST_LABEL)


class Tables:
    """Lines by (kind, numbers of the argument, rest of the argument as text); each is used or the certificate is not established."""

    def __init__(self):
        self.rows, self.unused = {}, set()

    def section(self, reader, key, layer, limits, read):
        """The lines `key [layer] ...`, ascending; first a number up to each of `limits`, then the rest, which read(words) splits
        into (text, value)."""
        before, numbers = None, len(limits)
        while reader.peek() == key and (layer is None or reader.lines[reader.next].split(" ")[1:2] == [str(layer)]):
            words = reader.words(key)
            limit(len(words) >= numbers, "line %d is too short" % reader.next)
            head = tuple(parse_integer(word, 0, most, "a number of the argument") for word, most in zip(words, limits))
            text, value = read(words[numbers:])
            place = (head, text)
            limit(before is None or before < place, "line %d is not in ascending order" % reader.next)
            before = place
            self.rows[key, head, text] = value
            self.unused.add((key, head, text))

    def find(self, key, head, text=""):
        place = (key, head, text)
        require(place in self.rows, "there is no line '%s %s'" % (key, printable(" ".join(map(str, head)) + " " + text)))
        self.unused.discard(place)
        return self.rows[place]

    def has(self, key, head):
        if (key, head, "") not in self.rows:
            return False
        self.unused.discard((key, head, ""))
        return True

    def require_used(self):
        if self.unused:
            key, head, _ = min(self.unused)
            raise NotEstablished("a line is not used: '%s ...'" % " ".join(map(str, (key,) + head)))


def read_nothing(words):
    limit(not words, "a line is too long")
    return "", True


def read_label(words):
    limit(len(words) == 1, "a line needs one label at its end")
    return "", parse_label(words[0])


def parse_label(text):
    return parse_integer(text, 0, MOST_LABEL, "a label")


def read_token_line(words):
    """[TOKEN] REP"""
    limit(len(words) == 2, "'TOKEN REP' is needed")
    limit("(" not in words[0], "'%s' is not one token" % printable(words[0]))
    return words[0], (parse_run(words[0])[1], parse_label(words[1]))


def read_text_and_label(count):
    def read(words):
        limit(len(words) == count + 1, "a line has another number of words")
        return " ".join(words[:-1]), parse_label(words[-1])
    return read


class Fold:
    """Softmax attention key by key, naive or online: what a prefix of keys leaves behind is its message."""

    def __init__(self, layer):
        self.layer, self.maximum, self.den = layer, None, None
        self.nums = [ZERO] * layer.d_v

    def step(self, score, value):
        layer, a = self.layer, self.layer.accumulator
        plan = layer.plan
        if plan.online and self.maximum is None:
            self.maximum = score
        elif plan.online and less(self.maximum, score):
            rescale = plan.weight_of(self.maximum, score)
            self.den = a.mul(self.den, rescale)
            self.nums = [a.mul(num, rescale) for num in self.nums]
            self.maximum = score
        w = plan.weight_of(score, self.maximum)
        self.den = a.convert(w) if self.den is None else a.add(self.den, w)
        self.nums = [a.accumulate(num, w, v) for num, v in zip(self.nums, value)]

    def bits(self):
        layer = self.layer
        head = layer.score.bits(self.maximum or ZERO) if layer.plan.online else ""
        return head + "".join(layer.accumulator.bits(x) for x in [self.den or ZERO] + self.nums)


class FullLayer:
    recurrent = False

    def __init__(self, reader, index, words):
        limit(len(words) == 3, "layer full HEADS D_K D_V")
        self.index, self.heads, self.d_k, self.d_v = index, *parse_sizes(words)
        self.plan = Plan(reader, in_stack=True)
        self.wrap()

    def wrap(self):
        plan = self.plan
        self.score, self.weight, self.accumulator, self.output = (SignedRole(r) for r in (plan.score, plan.weight, plan.accumulator, plan.output))
        self.input = SignedRole(plan.input)

    def read_tables(self, reader, tables):
        tables.section(reader, "key", self.index, drive_limits(self.heads), lambda words: ("", self.read_vectors(words, (self.d_k, self.d_v))))
        tables.section(reader, "query", self.index, drive_limits(self.heads), lambda words: ("", self.read_vectors(words, (self.d_k,))[0]))
        tables.section(reader, "pass", self.index, (MOST_LAYERS, MOST_POSITION, MOST_LABEL), read_nothing)
        read_advance_lines(reader, tables, self.index, self.heads, self.d_v)

    def read_vectors(self, words, lengths):
        groups = split_groups(words)
        limit(len(groups) == len(lengths), "a line has another number of vectors")
        return [parse_vector(group, self.input, (length,)) for group, length in zip(groups, lengths)]

    def start(self, tables):
        self.tables, self.keys = tables, []

    def step(self, position, rep, needed):
        self.keys.append([self.tables.find("key", (self.index, h, position, rep)) for h in range(self.heads)])
        if not needed or self.tables.has("pass", (self.index, position, rep)):
            return rep
        queries = [self.tables.find("query", (self.index, h, position, rep)) for h in range(self.heads)]
        outputs = [self.attend(h, query, [row[h] for row in self.keys]) for h, query in enumerate(queries)]
        return find_advance(self.tables, self.index, position, rep, outputs)

    def message(self, position, rep, count):
        """The bits of this position's query over the first `count` keys; none where it passes."""
        if self.tables.has("pass", (self.index, position, rep)):
            return ""
        plan = self.plan
        require(not plan.two_pass and not plan.weights_first and not plan.last_to_first and plan.accumulator.sequential()
                and not (plan.naive() and plan.accumulator.format.fixed), "under this plan a prefix of keys is no message")
        text = ""
        for h in range(self.heads):
            query, fold = self.tables.find("query", (self.index, h, position, rep)), Fold(self)
            for row in self.keys[:count]:
                fold.step(self.score.dot(query, row[h][0]), row[h][1])
            text += fold.bits()
        return text

    def attend(self, h, query, keys):
        """Section 2, one head; keys: (key, value) in token order."""
        plan, a = self.plan, self.accumulator
        if plan.last_to_first:
            keys = keys[::-1]
        known = {}
        for key, _ in keys:
            if tuple(key) not in known:
                known[tuple(key)] = self.score.dot(query, key)
        scores, values = [known[tuple(key)] for key, _ in keys], [value for _, value in keys]
        if plan.online or (plan.raw_den and not a.format.fixed):
            fold = Fold(self)
            for score, value in zip(scores, values):
                fold.step(score, value)
            return [self.output.div(num, fold.den) for num in fold.nums]
        maximum = scores[0]
        for score in scores:
            maximum = max_number(maximum, score)
        weights = [plan.weight_of(score, maximum) for score in scores]
        den = a.sum(weights)
        if den[0] == 0 and a.format.fixed:
            count = self.output.convert(number(len(keys)))
            return [self.output.div(a.sum(column), count) for column in zip(*values)]
        if plan.weights_first:
            weights = [self.weight.div(w, den) for w in weights]
            return [self.output.convert(a.dot(weights, column)) for column in zip(*values)]
        return [self.output.div(a.dot(weights, column), den) for column in zip(*values)]


def parse_sizes(words):
    heads = parse_integer(words[0], 1, 64, "HEADS")
    return heads, parse_integer(words[1], 1, 4096, "D_K"), parse_integer(words[2], 1, 4096, "D_V")


def parse_vector(words, role, lengths):
    """Numbers of the role's format, as many as one of `lengths` says."""
    numbers = [parse_number(word) for word in expand_runs(words, max(lengths))]
    limit(len(numbers) in lengths, "a vector has another length")
    limit(all(role_holds(role, x) for x in numbers), "a number is none of the format %s" % role.format.name)
    return numbers


def role_holds(role, x):
    return role.role.holds(x) if x[0] else role.zero(sign_bit(x)) == x


def read_advance_lines(reader, tables, index, heads, d_v):
    def read(words):
        limit(len(words) >= 3 and words[-2] == ">", "'OUTPUT ... > REP' is needed")
        groups = split_groups(words[:-2])
        limit(len(groups) == heads, "an advance line has the outputs of all heads")
        for group in groups:
            numbers = [parse_number(word) for word in expand_runs(group, d_v)]
            limit(len(numbers) == d_v, "a head has %d outputs" % d_v)
        return " ".join(words[:-2]), parse_label(words[-1])
    tables.section(reader, "advance", index, (MOST_LAYERS, MOST_POSITION, MOST_LABEL), read)


def find_advance(tables, index, position, rep, outputs):
    text = " | ".join(runs_text([number_text(x) for x in head]) for head in outputs)
    return tables.find("advance", (index, position, rep), text)


class RecurrentLayer:
    recurrent = True

    def __init__(self, reader, index, words):
        self.kind, self.index = words[0], index
        limit(len(words) >= 4, "layer %s HEADS D_K D_V ..." % self.kind)
        self.heads, self.d_k, self.d_v = parse_sizes(words[1:4])
        more = words[4:]
        self.normalised, self.map, decays = False, "identity", []
        if self.kind == "linear":
            limit(len(more) == 2 and more[0] in ("identity", "relu", "elu+1") and more[1] in ("normalised", "plain"),
                  "layer linear HEADS D_K D_V identity|relu|elu+1 normalised|plain")
            self.map, self.normalised = more[0], more[1] == "normalised"
        elif self.kind == "retnet":
            decays = more
            limit(len(decays) == self.heads, "retnet has one DECAY a head")
        else:
            limit(not more, "a layer line is too long")
        self.input, self.accumulator, self.state, self.output = (SignedRole(Role(reader.words(r))) for r in ("input", "accumulator", "state", "output"))
        self.decays = [parse_number(word) for word in decays]
        limit(all(role_holds(self.state, x) for x in self.decays), "a DECAY is no number of the state format")

    def read_tables(self, reader, tables):
        tables.section(reader, "key", self.index, drive_limits(self.heads), lambda words: ("", self.read_key(words)))
        tables.section(reader, "query", self.index, drive_limits(self.heads), lambda words: ("", parse_vector(words, self.input, (self.d_k,))))
        tables.section(reader, "pass", self.index, (MOST_LAYERS, MOST_POSITION, MOST_LABEL), read_nothing)
        read_advance_lines(reader, tables, self.index, self.heads, self.d_v)

    def read_key(self, words):
        """(key, value, decay or None, beta or None)"""
        groups = split_groups(words)
        limit(len(groups) >= 2, "'KEY ... | VALUE ...' is needed")
        key, value = parse_vector(groups[0], self.input, (self.d_k,)), parse_vector(groups[1], self.input, (self.d_v,))
        more, decay, beta = groups[2:], None, None
        if self.kind in ("gla", "gated-delta-net") or (self.kind == "log-linear" and more):
            limit(more, "a DECAY is needed")
            decay = parse_vector(more.pop(0), self.input, (1, self.d_k))
        if self.kind in ("delta-net", "gated-delta-net") and more:
            beta = parse_vector(more.pop(0), self.input, (1,))[0]
        limit(not more, "a key line has too many vectors")
        return key, value, decay, beta

    def start(self, tables):
        self.tables = tables
        self.states = [[[ZERO] * self.d_k for _ in range(self.d_v)] for _ in range(self.heads)]
        self.sums = [[ZERO] * self.d_k for _ in range(self.heads)]
        self.levels = [{} for _ in range(self.heads)]
        self.consumed = 0

    def step(self, position, rep, needed):
        drives = [self.tables.find("key", (self.index, h, position, rep)) for h in range(self.heads)]
        active = needed and not self.tables.has("pass", (self.index, position, rep))
        queries = [self.tables.find("query", (self.index, h, position, rep)) for h in range(self.heads)] if active else []
        owns = [self.take(h, *drive) for h, drive in enumerate(drives)]
        outputs = [self.read(h, owns[h], query) for h, query in enumerate(queries)]
        self.consumed += 1
        if self.kind == "log-linear":
            for h in range(self.heads):
                self.merge(h, owns[h])
        return find_advance(self.tables, self.index, position, rep, outputs) if active else rep

    def mapped(self, x):
        if self.map == "identity":
            return x
        if self.map == "relu":
            return [n if n[0] > 0 else ZERO for n in x]
        return [self.input.add(n, ONE) if n[0] > 0 else self.input.exp(n, False) for n in x]

    def decayed(self, matrix, decay):
        """S_ic = state.mul(decay_i, S_ic)"""
        factors = decay if len(decay) > 1 else decay * self.d_k
        return [[self.state.mul(f, x) for f, x in zip(factors, column)] for column in matrix]

    def added(self, matrix, key, value):
        return [[self.state.accumulate(x, k, v) for k, x in zip(key, column)] for column, v in zip(matrix, value)]

    def take(self, h, key, value, decay, beta):
        """The state after one more token; log-linear: that token's own level 0."""
        a = self.accumulator
        if self.kind == "log-linear":
            if decay is not None:
                self.levels[h] = {level: self.decayed(matrix, decay) for level, matrix in self.levels[h].items()}
            return self.added([[ZERO] * self.d_k for _ in range(self.d_v)], key, value)
        if self.kind == "retnet":
            decay = [self.decays[h]]
        if decay is not None:
            self.states[h] = self.decayed(self.states[h], decay)
        if self.kind in ("delta-net", "gated-delta-net"):
            value = [a.sub(v, a.dot(key, column)) for v, column in zip(value, self.states[h])]
            if beta is not None:
                value = [a.mul(beta, e) for e in value]
        key = self.mapped(key)
        self.states[h] = self.added(self.states[h], key, value)
        if self.normalised:
            self.sums[h] = [self.state.add(z, k) for z, k in zip(self.sums[h], key)]
        return None

    def read(self, h, own, query):
        a, query = self.accumulator, self.mapped(query)
        if self.normalised:
            den = a.dot(query, self.sums[h])
            return [self.output.div(a.dot(query, column), den) for column in self.states[h]]
        if self.kind != "log-linear":
            return [self.output.convert(a.dot(query, column)) for column in self.states[h]]
        matrices = [own] + [self.levels[h][level] for level in sorted(self.levels[h])]
        outputs = []
        for c in range(self.d_v):
            total = a.dot(query, matrices[0][c])
            for matrix in matrices[1:]:
                total = a.add(total, a.dot(query, matrix[c]))
            outputs.append(self.output.convert(total))
        return outputs

    def merge(self, h, carried_matrix):
        """After t tokens: levels 0..j, j the trailing zeros of t, become level j + 1."""
        level = 1
        while self.consumed >> (level - 1) & 1 == 0:
            other = self.levels[h].pop(level)
            carried_matrix = [[self.state.add(x, y) for x, y in zip(*columns)] for columns in zip(carried_matrix, other)]
            level += 1
        self.levels[h][level] = carried_matrix

    def bits(self):
        text = ""
        for h in range(self.heads):
            matrices = [self.levels[h][level] for level in sorted(self.levels[h])] if self.kind == "log-linear" else [self.states[h]]
            text += "".join(self.state.bits(x) for matrix in matrices for column in matrix for x in column)
            if self.normalised:
                text += "".join(self.state.bits(z) for z in self.sums[h])
        return text


class SparseLayer(FullLayer):
    """One query, the last token's, over the blocks that the table of scores picks."""

    def __init__(self, reader, index, words):
        limit(len(words) == 7, "layer sparse D_K D_V BLOCK READ FIRST LAST BITS")
        self.index, self.heads = index, 1
        _, self.d_k, self.d_v = parse_sizes(["1"] + words[:2])
        self.block, self.reads, self.first, self.last = (
            parse_integer(word, least, MOST_POSITION, "BLOCK, READ, FIRST or LAST") for word, least in zip(words[2:6], (1, 1, 0, 0)))
        self.length = parse_integer(words[6], 0, 1 << 16, "BITS")
        limit(self.reads >= self.first + self.last, "READ must be at least FIRST + LAST")
        self.plan = Plan(reader, in_stack=True)
        self.wrap()

    def read_tables(self, reader, tables):
        def read_message(words):
            labels = [parse_label(word) for word in expand_runs(words[:-1], self.block)]
            limit(len(labels) == self.block, "a message is about BLOCK tokens")
            return " ".join(words[:-1]), parse_bits(words[-1], self.length)

        def read_score(words):
            limit(len(words) == 2, "'MESSAGE NUMBER' is needed")
            parse_bits(words[0], self.length)
            return words[0], parse_number(words[1])
        tables.section(reader, "key", self.index, drive_limits(self.heads), lambda words: ("", self.read_vectors(words, (self.d_k, self.d_v))))
        tables.section(reader, "message", self.index, (MOST_LAYERS, MOST_POSITION), read_message)
        tables.section(reader, "query", self.index, drive_limits(self.heads), lambda words: ("", self.read_vectors(words, (self.d_k,))[0]))
        tables.section(reader, "score", self.index, (MOST_LAYERS, MOST_LABEL), read_score)
        read_advance_lines(reader, tables, self.index, 1, self.d_v)

    def evaluate(self, reps, rep):
        """(messages, indices of the blocks read, the last token's new representation)."""
        position, size = len(reps), self.block
        keys = [self.tables.find("key", (self.index, 0, i, r)) for i, r in enumerate(reps)]
        messages = [self.tables.find("message", (self.index, b), runs_text([str(r) for r in reps[b * size:(b + 1) * size]]))
                    for b in range(position // size)]
        blocks = -(-position // size)
        require(self.reads <= blocks, "READ exceeds the number of blocks")
        scores = [self.tables.find("score", (self.index, rep), hex_of(message)) for message in messages]
        taken = set(range(min(self.first, blocks))) | set(range(blocks - min(self.last, blocks), blocks))
        by_score = functools.cmp_to_key(lambda b, c: compare(scores[c], scores[b]) or b - c)
        rest = sorted((b for b in range(len(messages)) if b not in taken), key=by_score)
        rest += [b for b in range(len(messages), blocks) if b not in taken]
        taken |= set(rest[:self.reads - len(taken)])
        read = [keys[i] for b in sorted(taken) for i in range(b * size, min(position, (b + 1) * size))]
        output = self.attend(0, self.tables.find("query", (self.index, 0, position, rep)), read)
        return messages, sorted(taken), find_advance(self.tables, self.index, position, rep, [output])


class TableLayer:
    """state-table and fold-table: bits by tables alone."""

    def __init__(self, reader, index, words):
        limit(len(words) == 2, "layer %s BITS" % words[0])
        self.index, self.recurrent = index, words[0] == "state-table"
        self.length = parse_integer(words[1], 0 if self.recurrent else 1, 64, "BITS")

    def read_tables(self, reader, tables):
        def read_change(labels):
            def read(words):
                limit(len(words) == labels + 2, "a line has another number of words")
                parse_bits(words[0], self.length)
                for word in words[1:-1]:
                    parse_label(word)
                return " ".join(words[:-1]), parse_bits(words[-1], self.length)
            return read

        def read_emit(words):
            limit(len(words) == 3, "'STATE REP REP' is needed")
            parse_bits(words[0], self.length)
            parse_label(words[1])
            return " ".join(words[:-1]), parse_label(words[-1])
        if self.recurrent:
            tables.section(reader, "next", self.index, (MOST_LAYERS,), read_change(1))
        else:
            tables.section(reader, "fold", self.index, (MOST_LAYERS,), read_change(2))
        tables.section(reader, "pass", self.index, (MOST_LAYERS, MOST_POSITION, MOST_LABEL), read_nothing)
        tables.section(reader, "emit", self.index, (MOST_LAYERS, MOST_POSITION), read_emit)

    def start(self, tables):
        self.tables, self.state, self.keys = tables, "0" * self.length, []

    def folded(self, rep, keys):
        state = "0" * self.length
        for key in keys:
            state = self.tables.find("fold", (self.index,), "%s %d %d" % (hex_of(state), rep, key))
        return state

    def step(self, position, rep, needed):
        if self.recurrent:
            self.state = self.tables.find("next", (self.index,), "%s %d" % (hex_of(self.state), rep))
        self.keys.append(rep)
        if not needed or self.tables.has("pass", (self.index, position, rep)):
            return rep
        state = self.state if self.recurrent else self.folded(rep, self.keys)
        return self.tables.find("emit", (self.index, position), "%s %d" % (hex_of(state), rep))

    def message(self, position, rep, count):
        return "" if self.tables.has("pass", (self.index, position, rep)) else self.folded(rep, self.keys[:count])

    def bits(self):
        return self.state


RECURRENT_KINDS = ("linear", "retnet", "gla", "delta-net", "gated-delta-net", "log-linear")


def read_layer(reader, index):
    words = reader.words("layer")
    limit(words, "a layer needs a KIND")
    if words[0] == "full":
        return FullLayer(reader, index, words[1:])
    if words[0] == "sparse":
        return SparseLayer(reader, index, words[1:])
    if words[0] in ("state-table", "fold-table"):
        return TableLayer(reader, index, words)
    limit(words[0] in RECURRENT_KINDS, "'%s' is no layer" % printable(words[0]))
    return RecurrentLayer(reader, index, words)


def read_task(words):
    """task NAME SIZE=N ..."""
    limit(words, "a task needs a name")
    sizes = {}
    for word in words[1:]:
        parts = word.split("=")
        limit(len(parts) == 2 and parts[0] not in sizes, "'%s' is no size" % printable(word))
        sizes[parts[0]] = parse_integer(parts[1], 0, 1 << 40, parts[0])
    names = tuple(sizes)

    def has(*expected):
        return names == expected

    def size(name, least, most):
        limit(least <= sizes[name] <= most, "%s must be from %d to %d" % (name, least, most))
        return sizes[name]
    if words[0] == "eva" and has("n"):
        return Eva(size("n", 1, MOST_TOKENS))
    if words[0] == "index" and has("n", "D", "V"):
        return Index(size("n", 1, MOST_TOKENS), size("D", 1, 40), size("V", 1, 40))
    if words[0] in ("two-sum-any", "match2") and has("n", "M"):
        form = "any" if words[0] == "two-sum-any" else "match2"
        return TwoSumTask(form, size("n", 2 if form == "any" else 1, MOST_TOKENS), size("M", 3, 1 << 40))
    if words[0] == "two-sum" and (has("n", "M") or has("n", "M", "U") or has("n", "M", "U", "distinct")):
        n, modulus = size("n", 1, MOST_TOKENS), size("M", 3, 1 << 40)
        most = size("U", 1, (modulus - 1) // 2) if "U" in sizes else 0
        distinct = "distinct" in sizes and size("distinct", 1, 1) == 1
        limit(not distinct or n <= most, "n distinct values do not fit U")
        return TwoSumTask("query", n, modulus, most, distinct)
    if words[0] == "l-seqcomp" and names[:1] == ("m",):
        order = names[-1] if names[-1] in ("reversed", "merged") and size(names[-1], 1, 1) else "standard"
        factors = names[1:] if order == "standard" else names[1:-1]
        limit(factors == tuple("n%d" % i for i in range(1, len(factors) + 1)) and len(factors) <= 7, "l-seqcomp has the sizes m n1 n2 ...")
        return SeqComp(size("m", 2, 1 << 20), [size(name, 1, 1 << 20) for name in factors], order)
    raise Malformed("'%s' is no task with its sizes" % printable(" ".join(words)))


class StackClaim:
    """A stack whose position-wise maps are tables."""

    def __init__(self, reader):
        self.task = read_task(reader.words("task"))
        self.generated = reader.integer("generated", 0, 64)
        count = reader.integer("layers", 1, 16)
        self.layers = [read_layer(reader, index) for index in range(count)]
        self.sparse = any(isinstance(layer, SparseLayer) for layer in self.layers)
        limit(not self.sparse or (count == 1 and self.generated == 0), "a sparse layer stands alone, and generates nothing")
        limit(sum(layer.heads * layer.d_k * layer.d_v for layer in self.layers if isinstance(layer, RecurrentLayer)) <= 1 << 18,
              "the recurrent layers have more than 2^18 numbers of state")
        self.tables = Tables()
        self.tables.section(reader, "embed", None, (MOST_POSITION,), read_token_line)
        for layer in self.layers:
            layer.read_tables(reader, self.tables)
        self.tables.section(reader, "read", None, (MOST_LABEL,), lambda words: ("", self.read_answer(words)))
        self.tables.section(reader, "generate", None, (MOST_LABEL,), lambda words: ("", self.read_generated(words)))

    @staticmethod
    def read_answer(words):
        limit(len(words) == 1, "'read REP ANSWER' is needed")
        return parse_answer(words[0], "ANSWER")

    @staticmethod
    def read_generated(words):
        limit(len(words) == 1 and "(" not in words[0], "'generate REP TOKEN' is needed")
        return parse_run(words[0])[1]

    def embed(self, position, token):
        return self.tables.find("embed", (position,), ":".join(map(str, token)))[1]

    def run(self, tokens, watch=None):
        """The answer; `watch(position, layer index or None, rep)` sees each token before it and before each layer."""
        if self.sparse:
            return self.run_sparse(tokens)[2]
        for layer in self.layers:
            layer.start(self.tables)
        rep, total = None, len(tokens) + self.generated
        for position in range(total):
            token = tokens[position] if position < len(tokens) else self.tables.find("generate", (rep,))
            if watch:
                watch(position, None, None)
            rep = self.embed(position, token)
            for index, layer in enumerate(self.layers):
                before = rep
                rep = layer.step(position, rep, index + 1 < len(self.layers) or position >= len(tokens) - 1)
                if watch:
                    watch(position, index, before)
        return self.tables.find("read", (rep,))

    def run_sparse(self, tokens):
        layer = self.layers[0]
        layer.tables = self.tables
        reps = [self.embed(i, token) for i, token in enumerate(tokens)]
        messages, read, rep = layer.evaluate(reps[:-1], reps[-1])
        return messages, read, self.tables.find("read", (rep,))

    def work(self, tokens):
        """Rounded operations of one evaluation, about."""
        n, work = len(tokens) + self.generated, 0
        for index, layer in enumerate(self.layers):
            size = getattr(layer, "d_k", 1) + 2 * getattr(layer, "d_v", 1) if not layer.recurrent else 5 * getattr(layer, "d_k", 1) * getattr(layer, "d_v", 1)
            queries = n if index + 1 < len(self.layers) else 1 + self.generated
            work += n * getattr(layer, "heads", 1) * size * (1 if layer.recurrent else queries)
        return work

    def states(self, layers):
        return "".join(layer.bits() for layer in layers if layer.recurrent)

    def prefix_state(self, tokens):
        """Recurrent layers only: the joint state after these tokens."""
        for layer in self.layers:
            layer.start(self.tables)
        for position, token in enumerate(tokens):
            rep = self.embed(position, token)
            for index, layer in enumerate(self.layers):
                rep = layer.step(position, rep, index + 1 < len(self.layers))
        return self.states(self.layers)

    def crossing(self, tokens, cut):
        """With full layers: (what crosses the cut, the answer)."""
        last_full = max(i for i, layer in enumerate(self.layers) if not layer.recurrent)
        found, messages = {}, [[] for _ in self.layers]

        def watch(position, index, rep):
            if index is None:
                if position == cut:
                    found["before"] = self.states(self.layers[:last_full])
                if position == len(tokens) - 1:
                    found["after"] = self.states(self.layers[last_full + 1:])
            elif position >= cut and not self.layers[index].recurrent and (index < last_full or position == len(tokens) - 1):
                messages[index].append(self.layers[index].message(position, rep, cut))
        answer = self.run(tokens, watch)
        return found["before"] + "".join("".join(row) for row in messages) + found["after"], answer


def check_stack_counterexample(reader):
    claim = StackClaim(reader)
    tokens = parse_runs(reader.words("input"))
    expected = parse_answer(reader.word("expected"), "expected")
    observed = reader.word("observed")
    observed = None if observed == "undefined" else parse_answer(observed, "observed")
    reader.finish("refuted")
    truth = claim.task.oracle(tokens)
    require(truth == expected, "the right answer is %d" % truth)
    require(observed != expected, "the observed answer is the expected one")
    limit_work(claim.work(tokens))
    found = answer_of(claim.run, tokens)
    require(found == observed, "the model answers %s" % ("undefined" if found is None else found))
    claim.tables.require_used()
    return "stack, %d tokens answered %s instead of %d" % (len(tokens), "undefined" if found is None else found, expected)


def check_stack_inputs(reader):
    claim = StackClaim(reader)
    reader.choice("method", ("enumeration",))
    reader.finish("established")
    count, done = claim.task.count(), 0
    limit(count <= 10 ** 6, "more than 10^6 inputs")
    for tokens in claim.task.inputs():
        if done == 0:
            limit_work(count * claim.work(tokens))
        expected, found = claim.task.oracle(tokens), claim.run(tokens)
        require(found == expected, "an input is answered %d instead of %d" % (found, expected))
        done += 1
    require(done == count, "the enumeration is not complete")
    claim.tables.require_used()
    return "stack, all %d inputs" % count


def check_fooling_pair(reader):
    reader.choice("claim", ("stack",))
    claim = StackClaim(reader)
    first, second, query = (parse_runs(reader.words(key)) for key in ("first", "second", "query"))
    words = reader.words("state")
    limit(len(words) == 2, "'state LENGTH HEX' is needed")
    state = parse_bits(words[1], parse_integer(words[0], 0, MOST_BYTES * 4, "LENGTH"))
    truths = [parse_answer(reader.word(key), key) for key in ("first-truth", "second-truth")]
    reader.finish("indistinguishable")
    full = any(not layer.recurrent for layer in claim.layers)
    limit(not full or claim.generated == 0, "with full layers nothing is generated")
    limit(len(first) == len(second), "the prefixes have different lengths")
    inputs = (first + query, second + query)
    for right, truth in zip([claim.task.oracle(tokens) for tokens in inputs], truths):
        require(right == truth, "a right answer is %d" % right)
    require(truths[0] != truths[1], "the right answers are the same")
    limit_work(2 * claim.work(inputs[0]))
    if claim.sparse:
        check_sparse_pair(claim, inputs, len(first), state)
    elif full:
        (one, answer), (two, other) = (claim.crossing(tokens, len(first)) for tokens in inputs)
        require(one == two == state, "what crosses the cut is not the state that is stated")
        require(answer == other, "the answers differ")
    else:
        require(claim.prefix_state(first) == state == claim.prefix_state(second), "the joint states are not the one that is stated")
    claim.tables.require_used()
    return "stack, %d tokens each, %d bits" % (len(first), len(state))


def check_sparse_pair(claim, inputs, cut, state):
    require(cut == len(inputs[0]) - 1, "the prefixes must be all stored tokens")
    size = claim.layers[0].block
    (messages, read, _), (others, also, _) = (claim.run_sparse(tokens) for tokens in inputs)
    require("".join(messages) == state == "".join(others), "the messages are not the state that is stated")
    require(read == also, "different blocks are read")
    for b in set(read) | {len(messages)}:
        require(inputs[0][:cut][b * size:(b + 1) * size] == inputs[1][:cut][b * size:(b + 1) * size], "block %d differs" % b)


# ---------------------------------------------------------------------------------------------------------------------
# Kinds.

CLAIMS = {
    "retrieval": Retrieval, "index": IndexRetrieval, "composition": Composition, "encoder-composition": EncoderComposition,
    "chain-of-thought": ChainOfThought, "two-sum": TwoSum, "match2": Match2, "two-sum-any": TwoSumAny, "counting": Counting,
    "equality": Equality, "disjointness": Disjointness, "averaging": Averaging, "indexer-two-sum": IndexerTwoSum,
    "capacity": Capacity, "capacity-set": CapacitySet, "associative-recall": AssociativeRecall,
    "reversed-composition": ReversedComposition, "sparse-two-sum": SparseTwoSum, "maximum-channel": MaximumChannel}


def read_claim(reader, exhaustion=False):
    name = reader.word("claim")
    limit(name in CLAIMS, "'%s' is no claim known here" % printable(name))
    return name, CLAIMS[name](reader, exhaustion)


def is_stack(reader):
    """The next line is `claim stack`, which is then read."""
    found = reader.next < len(reader.lines) and reader.lines[reader.next] == "claim stack"
    reader.next += found
    return found


def parse_run(word):
    """(count, token) of a:b:c or COUNT(a:b:c."""
    count = 1
    if "(" in word:
        head, word = word.split("(", 1)
        count = parse_integer(head, 2, MOST_TOKENS, "a COUNT")
    entries = word.split(":")
    limit(len(entries) <= MOST_TOKENS, "a token is too long")
    return count, tuple(parse_integer(entry, -(1 << 63), (1 << 63) - 1, "an entry of a token") for entry in entries)


def parse_runs(words):
    tokens, before = [], None
    for word in words:
        count, token = parse_run(word)
        limit(token != before, "equal neighbours must be written as COUNT(TOKEN")
        before = token
        limit(len(tokens) + count <= MOST_TOKENS, "more than 131072 tokens")
        tokens += [token] * count
    limit(tokens, "an input without tokens")
    return tokens


def parse_answer(text, what):
    return parse_integer(text, 0, (1 << 63) - 1, what)


def answer_of(model, tokens):
    """The model's answer, or None where an operation is undefined."""
    try:
        return model(tokens)
    except Undefined:
        return None


def answer_with(claim, parameters, tokens):
    """The same of a claim's model: the rounding of its parameters into `input` is one of the operations."""
    return answer_of(lambda tokens: claim.model(parameters)(tokens), tokens)


def check_all_inputs(reader):
    if is_stack(reader):
        return check_stack_inputs(reader)
    name, claim = read_claim(reader)
    listed = claim.takes_inputs() and claim.has_enumeration
    method = reader.choice("method", claim.methods + (("enumeration",) if listed else ()))
    reader.finish("established")
    if method == "enumeration":
        return "%s, %s" % (name, enumerate_inputs(claim))
    return "%s, %s, %s" % (name, method, claim.check(method))


def enumerate_inputs(claim):
    count, done = claim.count(), 0
    limit(count <= 10 ** 6, "more than 10^6 inputs")
    answers = claim.answers(claim.parameters)
    for tokens in claim.inputs():
        if done == 0:
            limit_work(count * claim.work(tokens))
        expected, found = answers(tokens)
        require(found == expected, "an input is answered %s instead of %s" % (found, expected))
        done += 1
    require(done == count, "the enumeration is not complete")
    return "all %d inputs" % count


def check_counterexample(reader):
    if is_stack(reader):
        return check_stack_counterexample(reader)
    name, claim = read_claim(reader)
    limit(claim.takes_inputs(), "this claim has no counterexamples here")
    tokens = parse_runs(reader.words("input"))
    expected = parse_answer(reader.word("expected"), "expected")
    observed = reader.word("observed")
    observed = None if observed == "undefined" else parse_answer(observed, "observed")
    reader.finish("refuted")
    truth = claim.oracle(tokens)
    require(truth == expected, "the right answer is %d" % truth)
    require(observed != expected, "the observed answer is the expected one")
    limit_work(claim.work(tokens))
    found = answer_with(claim, claim.parameters, tokens)
    require(found == observed, "the model answers %s" % ("undefined" if found is None else found))
    return "%s, %d tokens answered %s instead of %d" % (name, len(tokens), "undefined" if found is None else found, expected)


def countable(form, first):
    """The format; where exponents are unbounded, one that has the same numbers from `first` > 0 on and a least number below it."""
    if not form.unbounded:
        return form
    limit(first[0] > 0, "without a least number only positive ones are counted")
    counted = Format(form.name)
    counted.grid = first[0].bit_length() + first[1] - form.p - 1
    return counted


def grid_index(form, x):
    """A signed count of the numbers between 0 and x, a number of the format."""
    if x == ZERO:
        return 0
    return grid_position(form, x) if x[0] > 0 else -grid_position(form, negative(x))


def read_killers(reader, claim):
    killers = []
    while reader.peek() == "killer":
        words = reader.words("killer")
        limit(len(words) >= 3 and words[0] == str(len(killers)), "killers are numbered 0, 1, ...: 'killer ID EXPECTED RUN ...'")
        tokens, expected = parse_runs(words[2:]), parse_answer(words[1], "EXPECTED")
        killers.append((tokens, expected, claim.oracle(tokens)))
    return killers


def read_cells(reader, counts):
    """(outer, first, last, killer); one grid: outer = 0."""
    cells = []
    while reader.peek() == "cell":
        words = reader.words("cell")
        limit(len(words) == len(counts) + 2, "a cell has %d numbers" % (len(counts) + 2))
        numbers = [parse_integer(word, 0, 1 << 20, "a number of a cell") for word in words]
        outer, first, last, killer = ([0] if len(counts) == 1 else []) + numbers
        cells.append((outer, first, last, killer))
    return cells


def check_exhaustion(reader):
    name, claim = read_claim(reader, exhaustion=True)
    limit(claim.has_inputs and not claim.plan.exact and claim.grids, "this is no exhaustion of a grid in finite arithmetic")
    counts = [grid[3] for grid in claim.grids]
    limit(math.prod(counts) <= 1 << 20, "more than 2^20 points")
    for _, first, last, _ in claim.grids:
        limit(claim.plan.input.holds(first) and claim.plan.input.holds(last) and at_least(last, first),
              "a grid needs FIRST <= LAST, numbers of the input format")
    forms = [countable(claim.plan.input.format, grid[1]) for grid in claim.grids]
    killers = read_killers(reader, claim)
    cells = read_cells(reader, counts)
    reader.finish("refuted")
    for form, (_, first, last, count) in zip(forms, claim.grids):
        require(grid_index(form, last) - grid_index(form, first) + 1 == count, "a grid has another number of points than it says")
    for tokens, expected, truth in killers:
        require(truth == expected, "the right answer of a killer is %d" % truth)
    require_tiling(cells, counts, len(killers))
    work = [claim.work(tokens) for tokens, _, _ in killers]
    limit_work(sum((last - first + 1) * work[killer] for _, first, last, killer in cells))
    for outer, first, last, killer in cells:
        tokens, expected, _ = killers[killer]
        for inner in range(first, last + 1):
            place = [inner] if len(counts) == 1 else [outer, inner]
            parameters = dict(claim.parameters)
            for form, (grid, low, _, _), i in zip(forms, claim.grids, place):
                index = grid_index(form, low) + i
                parameters[grid] = grid_number(form, index) if index >= 0 else negative(grid_number(form, -index))
            require(answer_with(claim, parameters, tokens) != expected, "the point %s is right on killer %d" % (place, killer))
    return "%s, %d points" % (name, math.prod(counts))


def require_tiling(cells, counts, killers):
    expected = (0, 0)
    rows = 1 if len(counts) == 1 else counts[0]
    for outer, first, last, killer in cells:
        require((outer, first) == expected and first <= last < counts[-1] and outer < rows, "the cells do not tile the grid")
        require(killer < killers, "a cell names a killer that is not there")
        expected = (outer, last + 1) if last + 1 < counts[-1] else (outer + 1, 0)
    require(expected == (rows, 0), "the cells do not tile the grid")


KINDS = {"all-inputs": check_all_inputs, "counterexample": check_counterexample, "exhaustion": check_exhaustion, "counting": check_counting,
         "fooling-pair": check_fooling_pair}


def verify(data):
    """One line about what the certificate establishes; raises Malformed or NotEstablished."""
    reader = Reader(data)
    kind = reader.choice("kind", tuple(KINDS))
    return "%s: %s" % (kind, KINDS[kind](reader))


def read_file(path):
    """A byte more than the limit at most. A pipe might wait for a writer for ever, a device end never."""
    if path == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    if os.path.exists(path) and not os.path.isfile(path):
        raise OSError(0, "no regular file")
    with open(path, "rb") as file:
        return file.read(MOST_BYTES + 1)


def verdict(path):
    """(exit code, line) of one file, its name without control characters."""
    name = "".join(c if " " <= c != "\x7f" and c.isprintable() else "?" for c in path)
    try:
        data = read_file(path)
    except OSError as problem:
        return EXIT_UNREADABLE, "cannot read: %s: %s" % (name, problem.strerror or problem)
    try:
        return EXIT_ESTABLISHED, "VERIFIED: %s: %s" % (name, verify(data))
    except Malformed as problem:
        return EXIT_MALFORMED, "malformed: %s: %s" % (name, problem)
    except NotEstablished as problem:
        return EXIT_NOT_ESTABLISHED, "NOT established: %s: %s" % (name, problem)
    except Exception as problem:  # whatever it is: one line and no verdict
        return EXIT_INTERNAL, "internal error: %s: %s: %s" % (name, type(problem).__name__, problem)


def wrong_usage(what):
    print("attest_checker.py: %s (usage: attest_checker.py [--most-work K] FILE...)" % what, file=sys.stderr)
    return EXIT_USAGE


def main(arguments):
    global MOST_WORK
    paths, rest = [], iter(arguments)
    for word in rest:
        if word in ("--help", "--version"):
            print(__doc__.strip() if word == "--help" else "attest-certificate/2")
            return EXIT_ESTABLISHED
        if word == "--most-work":
            exponent = next(rest, "")
            if exponent not in map(str, range(1, 35)):
                return wrong_usage("--most-work needs a number from 1 to 34")
            MOST_WORK = 1 << int(exponent)
        elif word.startswith("-") and word != "-":
            return wrong_usage("unknown flag '%s'" % word)
        else:
            paths.append(word)
    if not paths:
        return wrong_usage("no file is given")
    worst = EXIT_ESTABLISHED
    order = (EXIT_INTERNAL, EXIT_MALFORMED, EXIT_UNREADABLE, EXIT_NOT_ESTABLISHED, EXIT_ESTABLISHED)
    for path in paths:
        code, line = verdict(path)
        print(line, flush=True, file=sys.stderr if code in (EXIT_INTERNAL, EXIT_UNREADABLE) else sys.stdout)
        worst = min(worst, code, key=order.index)
    return worst


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        os._exit(130)
    except OSError:  # nobody reads the lines any more
        os._exit(EXIT_UNREADABLE)
