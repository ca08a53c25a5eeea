"""Inputs of hundreds of tokens of which one that does not reach the answer has no finite result: the whole model must have one."""
import unittest

from checkers import ESTABLISHED, NOT_ESTABLISHED, by_both, certificate

ROLES = ("input", "score", "weight", "accumulator", "state", "output")


def counterexample(claim, tokens, observed, **roles):
    lines = "claim %s\nexact no\n" % claim
    lines += "".join("%s %s\n" % (role, roles.get(role, "binary32 nearest-even left-to-right unfused")) for role in ROLES)
    lines += "softmax two-pass\nexponential natural\nnormalisation quotient\nkeys first-to-last\n"
    return certificate("counterexample", lines + "input %s\nexpected 0\nobserved %s\n" % (tokens, observed))


class Undefined(unittest.TestCase):
    def both(self, text, outcome):
        self.assertEqual(by_both([text]), [(outcome, outcome)])

    def test_a_value_that_nobody_asks_for_cannot_be_stored(self):
        tokens = " ".join("1:%d:%d" % (i, 499 if i == 1 else 0) for i in range(500)) + " 0:0"
        for role in ("input", "state"):
            for observed, outcome in (("undefined", ESTABLISHED), ("0", NOT_ESTABLISHED)):
                text = counterexample("capacity\nmechanism linear\nn 500", tokens, observed, **{role: "e4m3 nearest-even left-to-right fused"})
                self.both(text, outcome)

    def test_the_query_of_zeros_of_a_token_that_has_arrived_meets_too_many_keys(self):
        tokens = " ".join("1:%d:0" % i for i in range(500)) + " 0:0 -1"
        for accumulator, outcome in (("e4m3 nearest-even pairwise unfused", ESTABLISHED), ("e4m3 nearest-even left-to-right unfused", NOT_ESTABLISHED)):
            self.both(counterexample("encoder-composition\nL 1\nsizes 500\nbeta 1*2^4", tokens, "undefined", accumulator=accumulator), outcome)


if __name__ == "__main__":
    unittest.main()
