"""Edits of valid certificates, from which the files of corpus/certificates/{invalid,malformed} are made. An edit (old, new) replaces the
one place where `old` stands; RAW leaves the hash as it was; a function is applied to the bytes behind everything else.
"""

RAW = object()


def line(text):
    """An edit that inserts a line before the conclusion."""
    return ("\nconclusion ", "\n%s\nconclusion " % text)


def binary32(role, new):
    return ("\n%s binary32 nearest-even left-to-right unfused" % role, "\n%s %s" % (role, new))


def bfloat16(role, new):
    return ("\n%s bfloat16 nearest-even left-to-right unfused" % role, "\n%s %s" % (role, new))


def p5(role, new):
    return ("\n%s p5 nearest-even left-to-right unfused" % role, "\n%s %s" % (role, new))


RETRIEVAL, BOUNDED, DISTANCES, REAL = "retrieval-rows", "retrieval-bounded", "retrieval-naive-distances-bounded", "retrieval-real-numbers-rows"
PIECES, HEAVY, COUNT = "two-sum-pieces", "match2-heavy-light", "counting-heavy-light"
AVERAGING, ABSORBED, SPARSE, CHANNEL = "averaging-bound", "averaging-absorbed-bound", "sparse-two-sum-derivation", "maximum-channel-14a-derivation"
COUNTER, GRID, GRIDS = "counterexample-retrieval", "exhaustion-retrieval", "exhaustion-two-sum-one-killer"
STACK, PAIR = "counterexample-stack-state-table", "fooling-pair-gla"
UNFUSED = " nearest-even left-to-right unfused"
COARSE, FOURS = "fx(4,-1) down left-to-right unfused", "fx(20,-2) down left-to-right unfused"
ROLES = "".join("%s %%s%s\n" % (role, UNFUSED) for role in ("input", "score", "weight", "accumulator", "state", "output"))
