"""Every limit that FORMAT.md and the files beside it state, just inside and just outside, in both checkers. Inside the text is well-formed: what it claims
is true, or false in a way that is seen at once (a parameter of the wrong sign), so that nothing large is computed."""
import unittest

from checkers import ESTABLISHED, MALFORMED, NOT_ESTABLISHED, REFUSED, by_both, certificate, sealed

PLAN = "exact no\n" + "".join("%s %%s nearest-even left-to-right unfused\n" % r for r in ("input", "score", "weight", "accumulator", "state", "output")) \
    + "softmax two-pass\nexponential natural\nnormalisation quotient\nkeys first-to-last\n"
F32 = PLAN % (("binary32",) * 6)
REAL = "exact yes\nsoftmax two-pass\nexponential natural\nnormalisation quotient\nkeys first-to-last\n"


def claim(name, keys, method, plan=F32):
    return lambda value: certificate("all-inputs", "claim %s\n%s%smethod %s\n" % (name, keys.replace("?", str(value)), plan, method))


def counting(lines):
    return lambda value: certificate("counting", "claim bound\ntheorem " + lines.replace("?", str(value)))


def role(text):
    return lambda value: certificate("all-inputs", "claim retrieval\nn 4\ndigits 2\nvalue-bits 2\nbeta -1*2^0\n"
                                     + F32.replace("score binary32 nearest-even left-to-right unfused", "score " + text.replace("?", str(value))) + "method rows\n")


def grids(first, second):
    lines = "claim two-sum\nM 16\nn 1\ngrid c 1*2^0 3*2^0 %s\ngrid kappa 1*2^0 3*2^0 %s\nthreshold 1*2^-1\n" + F32 + "killer 0 0 1:5 0:10\ncell 0 0 0 0\n"
    return certificate("exhaustion", lines % (first, second))


WRONG = "beta -1*2^0\n"
CHANNEL = "variant 14a\nm ?\nn_1 ?\nbase ?\ndelta 1*2^0\nnudge 0\ndrop 1*2^0\nfar 1*2^0\nunderflow 1*2^0\noutside 1*2^0\nunit 1*2^0\n"
SPARSE = {"n": 2, "M": 9, "U": 4, "B": 2, "k": 1, "forced-initial": 0, "forced-local": 0, "message-bits": 0, "scale": 1}


def sparse(key):
    return claim("sparse-two-sum", "".join("%s %s\n" % (name, "?" if name == key else value) for name, value in SPARSE.items()), "derivation")


# (what, text of a value, values inside, values outside)
LIMITS = [
    ("retrieval n", claim("retrieval", "n ?\ndigits 40\nvalue-bits 1\n" + WRONG, "bounded"), (1, 131072), (0, 131073)),
    ("retrieval n and digits", claim("retrieval", "n ?\ndigits 3\nvalue-bits 1\n" + WRONG, "bounded"), (8,), (9,)),
    ("retrieval digits", claim("retrieval", "n 2\ndigits ?\nvalue-bits 1\n" + WRONG, "bounded"), (1, 40), (0, 41)),
    ("retrieval value-bits", claim("retrieval", "n 2\ndigits 1\nvalue-bits ?\n" + WRONG, "bounded"), (1, 40), (0, 41)),
    ("rows", claim("retrieval", "n ?\ndigits 12\nvalue-bits 1\n" + WRONG, "rows"), (4095,), (4096,)),
    ("recall n", claim("associative-recall", "n ?\nalphabet 131072\nshift recurrent\n" + WRONG, "bounded"), (2, 131072), (1, 131073)),
    ("recall alphabet", claim("associative-recall", "n 2\nalphabet ?\nshift recurrent\n" + WRONG, "bounded"), (1, 131072), (0, 131073)),
    ("recall n and alphabet", claim("associative-recall", "n ?\nalphabet 4\nshift recurrent\n" + WRONG, "bounded"), (5,), (6,)),
    ("composition L", claim("composition", "L ?\nsizes 2 1 1\norder standard\nfirst full\n" + WRONG, "bounded"), (3,), (2, 4)),
    ("composition tokens", claim("composition", "L 2\nsizes ? 1\norder standard\nfirst full\n" + WRONG, "bounded"), (65535,), (65536,)),
    ("composition tokens, merged", claim("composition", "L 1\nsizes ?\norder merged\nfirst recurrent\n" + WRONG, "bounded"), (131071,), (131072,)),
    ("encoder tokens", claim("encoder-composition", "L 1\nsizes ?\n" + WRONG, "bounded"), (131070,), (131071,)),
    ("chain of thought tokens", claim("chain-of-thought", "L 1\nsizes ?\n" + WRONG, "bounded"), (131070,), (131071,)),
    ("reversed product", claim("reversed-composition", "L 2\nsizes ? 2\nmemory no\nstate-bits 1\n", "derivation"), (2048,), (2049,)),
    ("reversed L", claim("reversed-composition", "L ?\nsizes 2 1 1\nmemory no\nstate-bits 1\n", "derivation"), (3,), (2, 4)),
    ("reversed state-bits", claim("reversed-composition", "L 1\nsizes 2\nmemory no\nstate-bits ?\n", "derivation"), (1, 1024), (0, 1025)),
    ("two-sum M", claim("two-sum", "M ?\nn 1\nc -1*2^0\nkappa 1*2^0\nthreshold 1*2^-1\n", "pieces"), (3, 65536), (2, 65537)),
    ("two-sum n", claim("two-sum", "M 3\nn ?\nc -1*2^0\nkappa 1*2^0\nthreshold 1*2^-1\n", "pieces"), (1, 131072), (0, 131073)),
    ("match2 M", claim("match2", "M ?\nn 1\nc -1*2^0\nkappa 1*2^0\n", "heavy-light"), (3, 65536), (2, 65537)),
    ("match2 n", claim("match2", "M 3\nn ?\nc -1*2^0\nkappa 1*2^0\n", "heavy-light"), (1, 131072), (0, 131073)),
    ("two-sum-any n", claim("two-sum-any", "M 3\nn ?\nc -1*2^0\nkappa 1*2^0\n" + WRONG, "heavy-light"), (1, 131072), (0, 131073)),
    ("counting n", claim("counting", "n ?\nK 1\ndigits 1\nt 0\n" + WRONG + "blank 0\nthreshold 1*2^-1\n", "heavy-light"), (1, 131072), (0, 131073)),
    ("counting K", claim("counting", "n 1\nK ?\ndigits 3\nt 0\n" + WRONG + "blank 0\nthreshold 1*2^-1\n", "heavy-light"), (1, 8), (0, 9)),
    ("counting largest K", claim("counting", "n 1\nK ?\ndigits 40\nt 0\n" + WRONG + "blank 0\nthreshold 1*2^-1\n", "heavy-light"), (131072,), (131073,)),
    ("counting t", claim("counting", "n 3\nK 1\ndigits 1\nt ?\n" + WRONG + "blank 0\nthreshold 1*2^-1\n", "heavy-light"), (0, 2), (-1, 3)),
    ("equality n", claim("equality", "n ?\ndigits 40\n" + WRONG, "heavy-light"), (1, 65535), (0, 65536)),
    ("disjointness n and digits", claim("disjointness", "n ?\ndigits 2\n" + WRONG, "heavy-light"), (4,), (5,)),
    ("averaging n", claim("averaging", "n ?\nq 1\n" + WRONG + "epsilon 1*2^0\n", "bound"), (1, 65536), (0, 65537)),
    ("averaging q", claim("averaging", "n 5\nq ?\n" + WRONG + "epsilon 1*2^0\n", "bound"), (1, 5), (0, 6)),
    ("indexer M", claim("indexer-two-sum", "M ?\nn 1\n", "derivation", PLAN % ("binary32", "e2m1", "e2m1", "e2m1", "e2m1", "e2m1")), (65536,), (2, 65537)),
    ("indexer n", claim("indexer-two-sum", "M 3\nn ?\n", "derivation"), (1, 131072), (0, 131073)),
    ("capacity n", claim("capacity", "mechanism linear\nn ?\n", "derivation", PLAN % (("e2m1",) * 6)), (1, 131072), (0, 131073)),
    ("capacity-set U", claim("capacity-set", "mechanism linear\nU ?\nM 3\nentries 1\nn 1\n", "derivation"), (1, 131072), (0, 131073)),
    ("capacity-set M", claim("capacity-set", "mechanism linear\nU 9\nM ?\nentries 1\nn 1\n", "derivation"), (3, 1 << 20), (2, (1 << 20) + 1)),
    ("capacity-set entries", claim("capacity-set", "mechanism linear\nU 9\nM 3\nentries ?\nn 1\n", "derivation"), (1, 131072), (0, 131073)),
    ("capacity-set n", claim("capacity-set", "mechanism linear\nU 9\nM 3\nentries 1\nn ?\n", "derivation"), (1, 131072), (0, 131073)),
    ("sparse n", sparse("n"), (1, 4096), (0, 4097)),
    ("sparse M", sparse("M"), (3, 1 << 20), (2, (1 << 20) + 1)),
    ("sparse U", sparse("U"), (2, 1024), (0, 1025)),
    ("sparse B", sparse("B"), (1, 1024), (0, 1025)),
    ("sparse k", sparse("k"), (1, 4096), (0, 4097)),
    ("sparse forced-initial", sparse("forced-initial"), (0, 4096), (-1, 4097)),
    ("sparse forced-local", sparse("forced-local"), (0, 4096), (-1, 4097)),
    ("sparse message-bits", sparse("message-bits"), (0, 1 << 20), (-1, (1 << 20) + 1)),
    ("sparse scale", sparse("scale"), (1, 1 << 20), (0, (1 << 20) + 1)),
    ("channel m", claim("maximum-channel", CHANNEL.replace("m ?", "m !").replace("?", "2").replace("!", "?"), "derivation"), (2, 32768), (1, 32769)),
    ("channel n_1", claim("maximum-channel", CHANNEL.replace("n_1 ?", "n_1 !").replace("?", "2").replace("!", "?"), "derivation"), (1, 4096), (0, 4097)),
    ("channel base", claim("maximum-channel", CHANNEL.replace("base ?", "base !").replace("?", "2").replace("!", "?"), "derivation"), (2, 1 << 20), (1, (1 << 20) + 1)),
    ("significand", claim("retrieval", "n 2\ndigits 1\nvalue-bits 1\nbeta ?*2^0\n", "rows"), (-(1 << 63) + 1,), (-(1 << 63) - 1, (1 << 63) + 1, -(1 << 63))),
    ("exponent", claim("retrieval", "n 2\ndigits 1\nvalue-bits 1\nbeta -1*2^?\n", "rows"), (-100000, 100000), (-100001, 100001)),
    ("real exponent", claim("retrieval", "n 2\ndigits 1\nvalue-bits 1\nbeta 1*2^?\n", "rows", REAL), (-100000,), (-100001,)),
    ("p<k>", role("p? nearest-even left-to-right unfused"), (1, 64), (0, 65)),
    ("e8p<k>", role("e8p? nearest-even left-to-right unfused"), (2, 55), (1, 56)),
    ("p of fx", role("fx(?,0) down left-to-right unfused"), (1, 62), (0, 63)),
    ("s of fx", role("fx(4,?) down left-to-right unfused"), (-512, 512), (-513, 513)),
    ("p of ufx", role("ufx(?,0) down left-to-right unfused"), (1, 62), (0, 63)),
    ("blocked(b)", role("binary32 nearest-even blocked(?) unfused"), (1, 1 << 30), (0, (1 << 30) + 1)),
    ("inputs of an enumeration", claim("two-sum", "M ?\nn 2\nc -1*2^0\nkappa -1*2^5\nthreshold 1*2^-1\n", "enumeration"), (101, 102), (103,)),
    ("points of two grids", lambda count: grids(1024, count), (1024,), (1025,)),
    ("points of one grid", lambda count: grids(1, count), (1, 1 << 20), (0, (1 << 20) + 1)),
    ("a number of a cell", lambda n: grids(1, 1).replace(b"cell 0 0 0 0", b"cell 0 0 %d 0" % n), (), (-1, (1 << 20) + 1)),
    ("counting n", counting("E\nn ?\nstate-bits 1099511627776\n"), (2, 1 << 20), (1, (1 << 20) + 1)),
    ("counting bits", counting("E\nn 2\nstate-bits ?\n"), (0, 1 << 40), (-1, (1 << 40) + 1)),
    ("counting U", counting("T\nU ?\nn 1\nstate-bits 40\n"), (1, 1 << 20), (0, (1 << 20) + 1)),
    ("counting n of a set", counting("T\nU 9\nn ?\nstate-bits 40\n"), (1, 9), (0, 10)),
    ("counting B", counting("S\nU 9\nB ?\nn 9\nk 1\nmessage-bits 40\n"), (1, 9), (0, 10)),
    ("counting k", counting("S\nU 9\nB 2\nn 9\nk ?\nmessage-bits 0\n"), (0, 1 << 20), (-1, (1 << 20) + 1)),
    ("counting m of H2", counting("H2\nm ?\nn_1 1\nmessage-bits 9\npre-bits 0\npost-bits 0\n"), (2, 1 << 20), (1, (1 << 20) + 1)),
    ("counting n_1 of F2", counting("F2\nm 2\nn_1 ?\nmessage-bits 9\n"), (1, 1 << 20), (0, (1 << 20) + 1)),
    ("counting n of LL", counting("LL\nn ?\nlevel-bits 1099511627776\n"), (1, 1 << 20), (0, (1 << 20) + 1)),
    ("counting x0", counting("H2+\nm 5\nn_1 1\nmessage-bits 9\npre-bits 0\npost-bits 0\nx0 ?\ngains 1\n"), (1, 5), (0, 6)),
    ("counting gain", counting("H2+\nm 5\nn_1 1\nmessage-bits 9\npre-bits 0\npost-bits 0\nx0 3\ngains ?\n"), (1, 1 << 62), (0, (1 << 62) + 1)),
]


def stack(task="eva n=2", generated=0, layers="1", layer="state-table 1\n", tables="", run="1:0:0 1:1:0 0:0", more=""):
    """A counterexample whose tables lack a line: not established where all is within the limits."""
    return certificate("counterexample", "claim stack\ntask %s\ngenerated %s\nlayers %s\nlayer %s%s%sinput %s\nexpected 0\nobserved 1\n"
                       % (task, generated, layers, layer, tables, more, run))


def arithmetic(roles):
    return "".join("%s binary32 nearest-even left-to-right unfused\n" % name for name in roles.split())


RECURRENT = "\n" + arithmetic("input accumulator state output")
FULL = "\n" + arithmetic("input score weight accumulator output") + "softmax naive\nexponential natural\nnormalisation quotient\nkeys first-to-last\n"
SUM = "\nlayer linear %s identity plain" + RECURRENT
STACK = [
    ("generated", lambda v: stack(generated=v), (0, 64), (-1, 65)),
    ("layers", lambda v: stack(layers=v, layer="layer ".join(["state-table 1\n"] * max(1, min(v, 17)))), (1, 16), (0, 17)),
    ("HEADS", lambda v: stack(layer="linear %d 1 1 identity plain" % v + RECURRENT), (1, 64), (0, 65)),
    ("HEADS of full", lambda v: stack(layer="full %d 1 1" % v + FULL), (1, 64), (0, 65)),
    ("D_K", lambda v: stack(layer="gla 1 %d 1" % v + RECURRENT), (1, 4096), (0, 4097)),
    ("D_V", lambda v: stack(layer="full 1 1 %d" % v + FULL), (1, 4096), (0, 4097)),
    ("numbers of state", lambda v: stack(layers=2, layer="delta-net 64 64 63" + RECURRENT + "layer delta-net %d 64 1" % v + RECURRENT), (64,), ()),
    ("numbers of state, above", lambda v: stack(layers=2, layer="delta-net 64 64 64" + RECURRENT + "layer delta-net 1 1 %d" % v + RECURRENT), (), (1,)),
    ("BITS of a state table", lambda v: stack(layer="state-table %d\n" % v), (0, 64), (-1, 65)),
    ("BITS of a fold table", lambda v: stack(layer="fold-table %d\n" % v), (1, 64), (0, 65)),
    ("POSITION", lambda v: stack(tables="embed %d 1:0:0 0\n" % v), (1, (1 << 20) - 1), (-1, 1 << 20)),
    ("label", lambda v: stack(tables="embed 0 1:0:0 %d\n" % v), (0, (1 << 31) - 1), (-1, 1 << 31)),
    ("number of a layer", lambda v: stack(tables="pass %d 0 0\n" % v), (0,), (-1, 1)),
    ("number of a head", lambda v: stack(layer="linear 2 1 1 identity plain" + RECURRENT, tables="query 0 %d 0 0 1*2^0\n" % v), (0, 1), (-1, 2)),
    ("BLOCK", lambda v: stack(layer="sparse 1 1 %d 1 0 0 4" % v + FULL), (1, (1 << 20) - 1), (0, 1 << 20)),
    ("READ", lambda v: stack(layer="sparse 1 1 1 %d 0 0 4" % v + FULL), (1, (1 << 20) - 1), (0, 1 << 20)),
    ("FIRST", lambda v: stack(layer="sparse 1 1 1 1048575 %d 0 4" % v + FULL), (0, (1 << 20) - 1), (-1, 1 << 20)),
    ("FIRST + LAST", lambda v: stack(layer="sparse 1 1 1 4 2 %d 4" % v + FULL), (0, 2), (-1, 3)),
    ("BITS of a message", lambda v: stack(layer="sparse 1 1 1 1 0 0 %d" % v + FULL), (0, 65536), (-1, 65537)),
    ("numbers in a row", lambda v: stack(layer="full 1 4096 1" + FULL, tables="query 0 0 0 0 %d(0\n" % v), (4096,), (4095, 4097)),
    ("answer", lambda v: stack(tables="read 0 %d\n" % v), (0, (1 << 63) - 1), (-1, 1 << 63)),
    ("two-sum M", lambda v: stack(task="two-sum n=1 M=%d" % v, run="1:1 0:1"), (3, 1 << 40), (2, (1 << 40) + 1)),
    ("two-sum U", lambda v: stack(task="two-sum n=1 M=9 U=%d" % v, run="1:1 0:8"), (1, 4), (0, 5)),
    ("two-sum distinct", lambda v: stack(task="two-sum n=%d M=9 U=4 distinct=1" % v, run=" ".join("1:%d" % i for i in range(1, v + 1)) + " 0:8"), (4,), (5,)),
    ("index D", lambda v: stack(task="index n=1 D=%d V=1" % v, run="1:0:0 0:0"), (1, 40), (0, 41)),
    ("index n and D", lambda v: stack(task="index n=%d D=1 V=1" % v, run=" ".join("1:%d:0" % i for i in range(v)) + " 0:0"), (2,), (3,)),
    ("l-seqcomp m", lambda v: stack(task="l-seqcomp m=%d" % v, run=" ".join("1:%d:0" % i for i in range(v)) + " 0:0 -1"), (2,), (1,)),
]


class Limits(unittest.TestCase):
    def check(self, table):
        texts, expected = [], []
        for what, text, inside, outside in table:
            for value in inside:
                texts.append(sealed(text(value)))
                expected.append((what, value, True))
            for value in outside:
                texts.append(sealed(text(value)))
                expected.append((what, value, False))
        for (what, value, well_formed), found in zip(expected, by_both(texts, seconds=30)):
            if well_formed:
                self.assertEqual(found[0], found[1], (what, value))
                self.assertIn(found[0], (0, NOT_ESTABLISHED), (what, value))
            else:
                self.assertEqual(found, (MALFORMED, MALFORMED), (what, value))

    def test_of_claims_and_kinds(self):
        self.check(LIMITS)

    def test_of_stacks(self):
        self.check(STACK)

    def two_sum(self, tokens, modulus=9, n=None):
        lines = "claim two-sum\nM %d\nn %d\nc 1*2^0\nkappa 1*2^0\nthreshold 1*2^-1\n" % (modulus, n or len(tokens) - 1) + F32
        return lines + "input %s\nexpected 0\nobserved 0\n" % " ".join(tokens)

    def test_of_tokens(self):
        inside, outside = (certificate("counterexample", self.two_sum([run, "0:1"], n=n)) for run, n in (("131071(1:1", 131071), ("131072(1:1", 131072)))
        self.assertEqual(by_both([inside, outside]), [(NOT_ESTABLISHED,) * 2, (MALFORMED,) * 2])

    def test_of_lines(self):
        """At most 20000 gains, `input` up to 2 MiB."""
        def gains(count):
            return counting("H2+\nm 5\nn_1 1\nmessage-bits 9\npre-bits 0\npost-bits 0\nx0 1\ngains" + " 1" * count + "\n")(0)

        def run(length):
            """Averages over four positions, of values with as many digits as it takes."""
            n, places = 65536, [":10000:10001:10002:1000%d" % (3 + i % 2) for i in range(65536)]
            values = ["1:1:0"] * n
            rest = length - len("input " + " ".join(map("".join, zip(values, places))))
            values[:rest // 9] = ["1:16777215:-24"] * (rest // 9)
            if rest % 9:
                values[-1] = "1:3:-2" if rest % 9 == 1 else "1:%s:-24" % ("1" * (rest % 9 - 1))
            text = certificate("counterexample", "claim averaging\nn %d\nq 4\nbeta 1*2^0\nepsilon 1*2^-4\n" % n + F32
                               + "input %s\nexpected 1\nobserved 0\n" % " ".join(map("".join, zip(values, places))))
            assert max(len(line) for line in text.split(b"\n")) == length, length
            return text
        texts = [gains(20000), gains(20001), run(1 << 21), run((1 << 21) + 1)]
        self.assertEqual(by_both(texts), [(NOT_ESTABLISHED,) * 2, (MALFORMED,) * 2, (NOT_ESTABLISHED,) * 2, (MALFORMED,) * 2])

    def test_of_the_file(self):
        """Killers that no cell names are read too: 16 MiB of them, and one byte more."""
        n = 100000
        head = "claim two-sum\nM 65536\nn %d\ngrid c 1*2^0 1*2^0 1\nkappa 1*2^0\nthreshold 1*2^-1\n" % n + F32
        tail = "cell 0 0 1000\n"  # there is no such killer: not established

        def killer(number, length):
            """A line of this length: letters of one digit, some of them with up to four more."""
            start, end = "killer %d 0 " % number, " 0:9\n"
            more = length - len(start) - len(end) - (4 * n - 1)
            assert 0 <= more <= 4 * n, more
            letters = ["1:%d" % ((10001, 20002)[i % 2] // 10 ** (4 - min(4, max(0, more - 4 * i)))) for i in range(n)]
            return start + " ".join(letters) + end
        empty = len(certificate("exhaustion", head + tail))
        full = [killer(i, 799000) for i in range(20)]
        texts = [certificate("exhaustion", head + "".join(full) + killer(20, size - empty - sum(map(len, full))) + tail) for size in (1 << 24, (1 << 24) + 1)]
        self.assertEqual([len(text) for text in texts], [1 << 24, (1 << 24) + 1])
        self.assertEqual(by_both(texts), [(NOT_ESTABLISHED,) * 2, (MALFORMED,) * 2])

    def test_of_work(self):
        large = stack(task="two-sum n=131071 M=9", layers=2, layer="full 1 1 1" + FULL + "layer full 1 1 1" + FULL, run="131071(1:1 0:1")
        self.assertEqual(by_both([large], seconds=60), [(REFUSED, REFUSED)])
        small = certificate("all-inputs", "claim two-sum\nM 5\nn 3\nc 1*2^4\nkappa 5*2^-3\nthreshold 1*2^-1\n" + F32 + "method enumeration\n")
        self.assertEqual(by_both([small], most_work=34) + by_both([small], most_work=8), [(0, 0), (REFUSED, REFUSED)])

    def test_of_unbounded_exponents(self):
        """Numbers of p<k> end below 2^(2^30), and at 2^-(2^30)."""
        roles = "".join("%s p53 nearest-even left-to-right unfused\n" % role for role in ("input", "score", "weight", "accumulator", "state", "output"))
        for base, beta, outcome in (("base-2", "1*2^30", NOT_ESTABLISHED), ("base-2", "1073741823*2^0", ESTABLISHED), ("natural", "372130559*2^1", NOT_ESTABLISHED), ("natural", "1*2^29", ESTABLISHED)):
            plan = "exact no\n" + roles + "softmax naive\nexponential %s\nnormalisation quotient\nkeys first-to-last\n" % base
            for method in ("rows", "enumeration"):
                text = certificate("all-inputs", "claim retrieval\nn 2\ndigits 1\nvalue-bits 1\nbeta %s\n" % beta + plan + "method %s\n" % method)
                self.assertEqual(by_both([text]), [(outcome, outcome)], (base, beta, method))


if __name__ == "__main__":
    unittest.main()
