"""A second, slow and obvious arithmetic for the tests: formats decoded from their bit patterns, rounding by search in the list
of all numbers, formulas step by step as FORMAT.md writes them. Shares nothing with the checker but the pairs (m, e)."""
import bisect
import hashlib
import os
import sys
from fractions import Fraction

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, "src", "checker_python", "attest_checker.py")
sys.path.insert(0, os.path.dirname(PROGRAM))

import attest_checker as checker  # noqa: E402

ROUNDINGS = ("nearest-even", "toward-zero", "up", "down")

# Bits of exponent and fraction, bias, what the codes at the top mean: infinities and NaN, one NaN, or nothing.
SMALL_FORMATS = {"e5m2": (5, 2, 15, "ieee"), "e4m3": (4, 3, 7, "one"), "e2m3": (2, 3, 1, "none"), "e3m2": (3, 2, 3, "none"),
                 "e2m1": (2, 1, 1, "none"), "binary16": (5, 10, 15, "ieee")}


def magnitudes(name):
    """All finite numbers >= 0 of a format, ascending, from their codes."""
    exponent_bits, fraction_bits, bias, top = SMALL_FORMATS[name]
    found = []
    for code in range(1 << (exponent_bits + fraction_bits)):
        field, part = code >> fraction_bits, code & ((1 << fraction_bits) - 1)
        if top == "ieee" and field == (1 << exponent_bits) - 1 or top == "one" and code == (1 << (exponent_bits + fraction_bits)) - 1:
            continue
        if field == 0:
            found.append(Fraction(part, 1 << fraction_bits) * Fraction(2) ** (1 - bias))
        else:
            found.append((1 + Fraction(part, 1 << fraction_bits)) * Fraction(2) ** (field - bias))
    return found


class SlowFormat:
    """round(x, rounding): the number of the format nearest to a rational in the sense of the rounding; None: overflow."""

    def __init__(self, name):
        numbers = magnitudes(name)
        self.saturating = SMALL_FORMATS[name][3] == "none"
        self.unit = numbers[1]
        self.steps = [int(x / self.unit) for x in numbers]
        # One more number with the last spacing: what would come next decides whether a result overflows.
        self.steps.append(2 * self.steps[-1] - self.steps[-2])

    def round(self, x, rounding):
        negative, size = x < 0, abs(x) / self.unit
        up = {"up": not negative, "down": negative}.get(rounding, False)
        i = bisect.bisect_right(self.steps, size) - 1
        if self.steps[i] != size and i + 1 < len(self.steps):
            low, high = self.steps[i], self.steps[i + 1]
            if rounding == "nearest-even":
                i += 2 * size > low + high or (2 * size == low + high and i % 2 == 1)
            elif up:
                i += 1
        if i + 1 >= len(self.steps):
            if not (self.saturating or rounding == "toward-zero" or (rounding in ("up", "down") and not up)):
                return None
            i = len(self.steps) - 2
        return (-1 if negative else 1) * self.steps[i] * self.unit


def fraction(x):
    return Fraction(x[0]) * Fraction(2) ** x[1]


def pair(x):
    """The checker's form of a dyadic rational."""
    return checker.number(x.numerator, 1 - x.denominator.bit_length())


def role(form, rounding="nearest-even", sums="left-to-right", fused="unfused"):
    if form.startswith(("fx", "ufx")):
        rounding = "down"
    return checker.Role([form, rounding, sums, fused])


def guarded(operation, *arguments):
    """The result, or None where it is undefined."""
    try:
        return operation(*arguments)
    except checker.Undefined:
        return None


WORDS = {"all-inputs": "established", "counterexample": "refuted", "exhaustion": "refuted", "counting": "impossible",
         "fooling-pair": "indistinguishable"}


def certificate(kind, lines):
    text = "attest-certificate/2\nkind %s\n%s" % (kind, lines)
    return (text + "conclusion %s sha256 %s\n" % (WORDS[kind], hashlib.sha256(text.encode()).hexdigest())).encode()


def arithmetic_lines(form, softmax="two-pass", exponential="natural", normalisation="quotient", keys="first-to-last",
                     rounding="nearest-even", sums="left-to-right", fused="unfused", **roles):
    """The arithmetic block: one format for all roles but those named (accumulator="binary16")."""
    if form == "exact":
        text = "exact yes\n"
    else:
        text = "exact no\n"
        for name in ("input", "score", "weight", "accumulator", "state", "output"):
            own = roles.get(name, form)
            text += "%s %s %s %s %s\n" % (name, own, "down" if own.startswith(("fx", "ufx")) else rounding, sums, fused)
    return text + "softmax %s\nexponential %s\nnormalisation %s\nkeys %s\n" % (softmax, exponential, normalisation, keys)


def outcome(data):
    """0, 4 or 6, as the program would exit; anything else is an error of the test."""
    try:
        checker.verify(data)
        return 0
    except checker.Malformed:
        return 6
    except checker.NotEstablished:
        return 4


def plan_of(lines):
    reader = checker.Reader(certificate("all-inputs", lines))
    reader.choice("kind", ("all-inputs",))
    return checker.Plan(reader)


def slow_sum(a, terms):
    """accumulator.sum as FORMAT.md says it, term by term."""
    if a.order == "exact":
        total = sum((fraction(t) for t in terms), Fraction(0))
        return a.convert(pair(total))
    terms = [a.convert(t) for t in terms]
    if a.order == "pairwise" and len(terms) > 1:
        half = len(terms) // 2
        return a.add(slow_sum(a, terms[:half]), slow_sum(a, terms[half:]))
    if a.order == "blocked" and len(terms) > a.block:
        parts = [slow_sum(a, terms[i:i + a.block]) for i in range(0, len(terms), a.block)]
    else:
        parts = terms
    total = parts[0]
    for part in parts[1:]:
        total = a.add(total, part)
    return total


def slow_dot(a, xs, ys):
    if a.order == "exact":
        return a.convert(pair(sum((fraction(x) * fraction(y) for x, y in zip(xs, ys)), Fraction(0))))
    if not a.fused:
        return slow_sum(a, [a.mul(x, y) for x, y in zip(xs, ys)])
    block = a.block if a.order == "blocked" else len(xs)
    total = None
    for first in range(0, len(xs), block):
        part = a.mul(xs[first], ys[first])
        for x, y in list(zip(xs, ys))[first + 1:first + block]:
            part = a.fma(x, y, part)
        total = part if total is None else a.add(total, part)
    return total


def slow_attend(plan, scores, values):
    """One coordinate of one row; one score and one value a key, in token order."""
    if plan.last_to_first:
        scores, values = scores[::-1], values[::-1]
    a, w = plan.accumulator, plan.weight

    def power(x):
        return w.exp(x, plan.base_2)
    if plan.online:
        maximum = den = num = None
        for s, v in zip(scores, values):
            if maximum is None:
                maximum = s
                weight = power(w.sub(s, s))
                den, num = a.convert(weight), a.mul(weight, v)
                continue
            if fraction(s) > fraction(maximum):
                r = power(w.sub(maximum, s))
                den, num, maximum = a.mul(den, r), a.mul(num, r), s
            weight = power(w.sub(s, maximum))
            den = a.add(den, weight)
            num = a.fma(weight, v, num) if a.fused else a.add(num, a.mul(weight, v))
        return plan.output.div(num, den)
    if plan.two_pass:
        maximum = max(scores, key=fraction)
        weights = [power(w.sub(s, maximum)) for s in scores]
    else:
        weights = [power(w.convert(s)) for s in scores]
    if not plan.two_pass and not plan.weights_first and a.order == "left-to-right":
        den = a.convert(weights[0])
        for weight in weights[1:]:
            den = a.add(den, weight)
    else:
        den = slow_sum(a, weights)
    if den == checker.ZERO and a.format.fixed:
        return plan.output.div(slow_sum(a, values), plan.output.convert(checker.number(len(values))))
    if plan.weights_first:
        return plan.output.convert(slow_dot(a, [w.div(weight, den) for weight in weights], values))
    return plan.output.div(slow_dot(a, weights, values), den)


def dyadic(m, e):
    while m % 2 == 0 and m:
        m, e = m // 2, e + 1
    return "%d*2^%d" % (m, e) if m else "0"
