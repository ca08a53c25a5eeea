"""Claim stack: mechanisms against their matrix formulas in rationals, and certificates that are written here from a run and then spoilt."""
import itertools
import random
import unittest
from fractions import Fraction

from reference import certificate, checker, fraction, outcome, pair


class Recorder(checker.Tables):
    """Tables that make each line up when it is first asked for: a run writes its own certificate."""

    def __init__(self, maps):
        super().__init__()
        self.maps, self.written = maps, {}

    def find(self, key, head, text=""):
        place = (key, head, text)
        if place not in self.written:
            self.written[place] = self.maps[key](*head, *([text] if text else []))
        value, words = self.written[place]
        return value

    def has(self, key, head):
        if key == "pass" and self.maps.get("pass", lambda *a: False)(*head):
            self.written[key, head, ""] = (True, "")
            return True
        return False

    def lines(self, layers):
        order = ["embed"] + [(key, l) for l in range(layers) for key in ("key", "message", "next", "fold", "query", "pass", "score", "emit", "advance")]
        text = ""
        for section in order + ["read", "generate"]:
            key, layer = section if isinstance(section, tuple) else (section, None)
            for place in sorted(p for p in self.written if p[0] == key and (layer is None or p[1][0] == layer)):
                words = [key, *map(str, place[1]), *([place[2]] if place[2] else []), *([self.written[place][1]] if self.written[place][1] else [])]
                if key == "advance":
                    words[-1] = "> " + words[-1]
                text += " ".join(words) + "\n"
        return text


def vector_text(numbers):
    return checker.runs_text([checker.number_text(x) for x in numbers])


class Written:
    """A stack with random keys, queries and values for a task, and the certificate lines of its runs."""

    def __init__(self, source, task, layers, generated=0, states=None):
        self.task_line, self.generated, self.layer_lines = task, generated, layers
        self.head = "claim stack\ntask %s\ngenerated %d\nlayers %d\n%s" % (task, generated, len(layers), "".join(layers))
        reader = checker.Reader(certificate("counterexample", self.head))
        reader.choice("kind", ("counterexample",))
        checker.is_stack(reader)
        self.claim = checker.StackClaim(reader)
        self.source, self.vectors, self.labels = source, {}, {}
        self.numbers = states or [-2, -1, 1, 2, 3]
        self.tables = Recorder({"embed": self.embed, "key": self.key, "query": self.query, "advance": self.advance, "read": self.read,
                                "generate": self.generate, "next": self.change, "fold": self.change, "emit": self.label})
        self.claim.tables = self.tables

    def label(self, *argument):
        value = self.labels.setdefault(argument[-2:], len(self.labels))
        return value, str(value)

    def embed(self, position, text):
        value, word = self.label("embed", text)
        return (None, value), word

    def vector(self, what, count):
        if what not in self.vectors:
            self.vectors[what] = [checker.number(self.source.choice(self.numbers)) for _ in range(count)]
        return self.vectors[what]

    def key(self, layer, h, position, rep):
        own = self.claim.layers[layer]
        parts = [self.vector(("key", layer, h, rep), own.d_k), self.vector(("value", layer, h, rep), own.d_v)]
        kind = getattr(own, "kind", "full")
        decay = beta = None
        if kind in ("gla", "gated-delta-net", "log-linear"):
            decay = self.vector(("decay", layer, h, rep), 1 if rep % 2 else own.d_k)
        if kind in ("delta-net", "gated-delta-net") and rep % 3:
            beta = self.vector(("beta", layer, h, rep), 1)[0]
        extra = [decay] * (decay is not None) + [[beta]] * (beta is not None)
        return tuple(parts) + ((decay, beta) if own.recurrent else ()), " | ".join(vector_text(v) for v in parts + extra)

    def query(self, layer, h, position, rep):
        value = self.vector(("query", layer, h, rep), self.claim.layers[layer].d_k)
        return value, vector_text(value)

    def advance(self, layer, position, rep, text):
        return self.label("advance", (layer, rep, text))

    def change(self, layer, text):
        bits = "".join(self.source.choice("01") for _ in range(self.claim.layers[layer].length))
        return bits, checker.hex_of(bits)

    def read(self, rep):
        return rep % 2, str(rep % 2)

    def generate(self, rep):
        return (1, rep), "1:%d" % rep

    def counterexample(self, tokens):
        """The lines, whether the answer is right or not, and the answers."""
        found, truth = self.claim.run(tokens), self.claim.task.oracle(tokens)
        lines = self.head + self.tables.lines(len(self.layer_lines)) + "input %s\nexpected %d\nobserved %d\n" % (run_words(tokens), truth, found)
        return lines, truth, found


def run_words(tokens):
    return checker.runs_text([":".join(map(str, token)) for token in tokens])


def wide(names, form="p64"):
    return "".join("%s %s nearest-even left-to-right unfused\n" % (name, form) for name in names)


RECURRENT = wide(("input", "accumulator", "state", "output"))


class Mechanisms(unittest.TestCase):
    """p64 holds all these integers: the states are the matrix formulas over rationals."""

    def run_layer(self, kind, extra="", n=6):
        source = random.Random(kind)
        written = Written(source, "eva n=%d" % n, ["layer %s 2 3 2%s\n%s" % (kind, extra, RECURRENT)], states=[-2, -1, 1, 2])
        tokens = [(1, i, (i * i) % n) for i in range(n)] + [(0, 2)]
        written.claim.run(tokens)
        layer = written.claim.layers[0]
        drives = [[layer.tables.find("key", (0, h, i, layer.tables.find("embed", (i,), run_words([t]))[1])) for h in range(2)] for i, t in enumerate(tokens)]
        return layer, [[[fraction_list(x) for x in drive] for drive in row] for row in drives]

    def matrix(self, layer, h):
        return [[fraction(x) for x in column] for column in layer.states[h]]

    def expected(self, drives, h, step):
        state = [[Fraction(0)] * 3 for _ in range(2)]  # by columns
        for row in drives:
            state = step(state, *row[h])
        return state

    def check(self, kind, step, extra=""):
        layer, drives = self.run_layer(kind, extra)
        for h in range(2):
            self.assertEqual(self.matrix(layer, h), self.expected(drives, h, lambda *a: step(h, *a)), kind)

    def test_linear(self):
        self.check("linear", lambda h, s, k, v, d, b: outer_added(s, k, v), " identity plain")

    def test_retnet(self):
        self.check("retnet", lambda h, s, k, v, d, b: outer_added(scaled(s, [[2, -3][h]] * 3), k, v), " 1*2^1 -3*2^0")

    def test_gla(self):
        self.check("gla", lambda h, s, k, v, d, b: outer_added(scaled(s, d if len(d) == 3 else d * 3), k, v))

    def test_delta_net(self):
        self.check("delta-net", lambda h, s, k, v, d, b: delta(s, k, v, b))

    def test_gated_delta_net(self):
        self.check("gated-delta-net", lambda h, s, k, v, d, b: delta(scaled(s, d if len(d) == 3 else d * 3), k, v, b))

    def test_log_linear(self):
        layer, drives = self.run_layer("log-linear")
        for h in range(2):
            levels = {}  # token by token: each remembers the product of the decays since
            total = [[Fraction(0)] * 3 for _ in range(2)]
            terms = []
            for row in drives:
                k, v, d, _ = row[h]
                terms = [scaled(term, d if len(d) == 3 else d * 3) for term in terms] + [outer_added(total, k, v)]
            t = len(drives)
            position = 0
            for bit in range(t.bit_length() - 1, -1, -1):  # the highest level holds the oldest tokens
                if t >> bit & 1:
                    levels[bit + 1] = summed(terms[position:position + (1 << bit)])
                    position += 1 << bit
            self.assertEqual({level: [[fraction(x) for x in c] for c in m] for level, m in layer.levels[h].items()}, levels)

    def test_normalised_linear_attention_with_relu(self):
        layer, drives = self.run_layer("linear", " relu normalised")
        for h in range(2):
            keys = [[max(Fraction(0), x) for x in row[h][0]] for row in drives]
            self.assertEqual([fraction(z) for z in layer.sums[h]], [sum(column) for column in zip(*keys)])


def fraction_list(x):
    return x if x is None else ([fraction(n) for n in x] if isinstance(x, list) else fraction(x))


def outer_added(state, k, v):
    return [[x + ki * vc for x, ki in zip(column, k)] for column, vc in zip(state, v)]


def scaled(state, factors):
    return [[f * x for f, x in zip(factors, column)] for column in state]


def summed(matrices):
    return [[sum(x) for x in zip(*columns)] for columns in zip(*matrices)]


def delta(state, k, v, beta):
    """(I - beta k k^T) S + beta k v^T, column by column."""
    beta = 1 if beta is None else beta
    result = []
    for column, vc in zip(state, v):
        kept = [sum((Fraction(i == j) - beta * k[i] * k[j]) * column[j] for j in range(3)) for i in range(3)]
        result.append([x + beta * ki * vc for x, ki in zip(kept, k)])
    return result


FULL = wide(("input", "score", "weight", "accumulator", "output"), "binary32") + "softmax %s\nexponential natural\nnormalisation %s\nkeys first-to-last\n"


class Certificates(unittest.TestCase):
    def stacks(self, source):
        online = "layer full 2 2 2\n" + FULL % ("online", "quotient")
        pairs = "layer full 1 2 3\n" + FULL % ("two-pass", "weights-first")
        gla = "layer gla 1 2 2\n" + wide(("input", "accumulator", "state", "output"), "binary16")
        log = "layer log-linear 1 2 1\n" + wide(("input", "accumulator", "state", "output"), "e4m3")
        yield Written(source, "eva n=4", [gla, online]), [(1, 0, 3), (1, 1, 1), (1, 2, 1), (1, 3, 0), (0, 1)]
        yield Written(source, "two-sum n=3 M=9 U=4 distinct=1", [online, log, pairs]), [(1, 3), (1, 4), (1, 1), (0, 5)]
        yield Written(source, "index n=2 D=2 V=1", ["layer state-table 5\n", "layer fold-table 3\n"]), [(1, 2, 1), (1, 0, 0), (0, 2)]
        yield Written(source, "l-seqcomp m=2 n1=1 reversed=1", [pairs, gla]), [(-1, 0), (0, 1), (1, 0, 1), (1, 1, 0), (2, 0, 1), (2, 1, 1)]
        yield Written(source, "match2 n=3 M=5", [log]), [(1, 0), (1, 2), (1, 4)]
        yield Written(source, "two-sum-any n=3 M=5", [online], generated=2), [(1, 0), (1, 2), (1, 4)]

    def test_runs_write_certificates_that_hold(self):
        wrong = 0
        for seed in range(6):
            for written, tokens in self.stacks(random.Random(seed)):
                lines, truth, found = written.counterexample(tokens)
                self.assertEqual(outcome(certificate("counterexample", lines)), 0 if truth != found else 4, lines)
                wrong += truth != found
        self.assertGreater(wrong, 8)

    def test_spoilt_lines_are_refused(self):
        """Every line dropped, doubled or exchanged with its neighbour, every number changed."""
        tried = 0
        for written, tokens in self.stacks(random.Random(1)):
            lines, truth, found = written.counterexample(tokens)
            valid = outcome(certificate("counterexample", lines))
            rows = lines.splitlines(True)
            for i in range(4, len(rows)):
                for spoilt in (rows[:i] + rows[i + 1:], rows[:i] + [rows[i], rows[i]] + rows[i + 1:], rows[:i] + rows[i + 1:i + 2] + rows[i:i + 1] + rows[i + 2:]):
                    if spoilt != rows:
                        self.assertNotEqual(outcome(certificate("counterexample", "".join(spoilt))), 0, rows[i])
                        tried += 1
            self.assertIn(valid, (0, 4))
        self.assertGreater(tried, 300)

    def test_an_unused_line_is_refused(self):
        written, tokens = next(self.stacks(random.Random(3)))
        lines, truth, found = written.counterexample(tokens)
        self.assertEqual((truth, outcome(certificate("counterexample", lines))), (1, 0 if truth != found else 4))
        if truth != found:
            self.assertEqual(outcome(certificate("counterexample", lines.replace("\ninput 1", "\nread 2147483647 0\ninput 1"))), 4)

    def test_all_inputs(self):
        """A stack that is right: one state bit that remembers f(0) xor of eva n = 2, its answer by a table."""
        head = "claim stack\ntask eva n=2\ngenerated 0\nlayers 1\nlayer state-table 2\n"
        embeds = "embed 0 1:0:0 0\nembed 0 1:0:1 1\nembed 1 1:1:0 2\nembed 1 1:1:1 3\nembed 2 0:0 4\nembed 2 0:1 5\n"
        changes = {}
        for f0, f1, x in itertools.product((0, 1), repeat=3):
            state = "00"
            for rep, new in ((f0, "%d0" % f0), (2 + f1, "%d%d" % (f0, f1)), (4 + x, "%d%d" % (f0, f1))):
                changes["%s %d" % (checker.hex_of(state), rep)] = checker.hex_of(new)
                state = new
        nexts = "".join("next 0 %s %s\n" % item for item in sorted(changes.items()))
        emits = {"%s %d" % (checker.hex_of("%d%d" % (f0, f1)), 4 + x): 10 + (f0, f1)[x] for f0, f1, x in itertools.product((0, 1), repeat=3)}
        lines = head + embeds + nexts + "".join("emit 0 2 %s %d\n" % item for item in sorted(emits.items())) + "read 10 0\nread 11 1\n"
        self.assertEqual(outcome(certificate("all-inputs", lines + "method enumeration\n")), 0)
        self.assertEqual(outcome(certificate("all-inputs", lines.replace("read 11 1", "read 11 0") + "method enumeration\n")), 4)
        self.assertEqual(outcome(certificate("all-inputs", lines + "method rows\n")), 6)


class FoolingPairs(unittest.TestCase):
    def pair_of(self, written, first, second, query):
        claim = written.claim
        inputs = (first + query, second + query)
        truths = [claim.task.oracle(tokens) for tokens in inputs]
        if any(not layer.recurrent for layer in claim.layers):
            (state, answer), (other, also) = (claim.crossing(tokens, len(first)) for tokens in inputs)
            same = state == other and answer == also
        else:
            state, other = claim.prefix_state(first), claim.prefix_state(second)
            same = state == other
        lines = written.head + written.tables.lines(len(written.layer_lines))
        tail = "first %s\nsecond %s\nquery %s\nstate %d %s\nfirst-truth %d\nsecond-truth %d\n"
        return lines + tail % (run_words(first), run_words(second), run_words(query), len(state), checker.hex_of(state), *truths), same

    def test_small_states_collide(self):
        """gla in e2m1 and a fold-table of one bit: some of these pairs share all that crosses, and these alone are accepted."""
        verdicts = []
        narrow = wide(("input", "accumulator", "state", "output"), "e2m1")
        for seed, layers in itertools.product(range(40), (["layer gla 1 1 1\n" + narrow], ["layer fold-table 1\n"], ["layer state-table 1\n", "layer fold-table 2\n", "layer state-table 1\n"],
                                                          ["layer gla 1 1 1\n" + narrow, "layer full 1 1 1\n" + FULL.replace("binary32", "e2m1") % ("online", "quotient")])):
            written = Written(random.Random(seed), "eva n=2", layers, states=[-1, 1])
            lines, same = self.pair_of(written, [(1, 0, 0), (1, 1, 1)], [(1, 0, 1), (1, 1, 0)], [(0, 0)])
            found = outcome(certificate("fooling-pair", lines))
            self.assertEqual(found, 0 if same else 4, lines)
            verdicts.append(found)
            if same:
                rows = lines.splitlines(True)
                for i in range(3, len(rows)):
                    self.assertNotEqual(outcome(certificate("fooling-pair", "".join(rows[:i] + rows[i + 1:]))), 0, rows[i])
                state = [row for row in rows if row.startswith("state ")][0]
                flipped = state[:-2] + ("7" if state[-2] != "7" else "3") + "\n"
                self.assertNotEqual(outcome(certificate("fooling-pair", lines.replace(state, flipped))), 0)
        self.assertGreater(verdicts.count(0), 10)
        self.assertGreater(verdicts.count(4), 10)

    def test_equal_truths_are_no_pair(self):
        written = Written(random.Random(1), "eva n=2", ["layer state-table 0\n"])
        lines, same = self.pair_of(written, [(1, 0, 1), (1, 1, 1)], [(1, 0, 1), (1, 1, 0)], [(0, 0)])
        self.assertTrue(same)
        self.assertEqual(outcome(certificate("fooling-pair", lines)), 4)
        written = Written(random.Random(1), "eva n=2", ["layer state-table 0\n"])
        lines, _ = self.pair_of(written, [(1, 0, 1), (1, 1, 1)], [(1, 0, 0), (1, 1, 0)], [(0, 0)])
        self.assertEqual(outcome(certificate("fooling-pair", lines)), 0)

    def test_prefixes_that_are_no_messages(self):
        for softmax, norm, expected in (("online", "quotient", 0), ("naive", "quotient", 0), ("two-pass", "quotient", 4), ("naive", "weights-first", 4)):
            layer = "layer full 1 1 1\n" + FULL % (softmax, norm)
            written = Written(random.Random(1), "eva n=2", [layer], states=[1])  # all values are 1: nothing can be told apart
            try:
                lines, same = self.pair_of(written, [(1, 0, 1), (1, 1, 1)], [(1, 0, 0), (1, 1, 0)], [(0, 0)])
            except checker.NotEstablished:
                self.assertEqual(expected, 4)
                continue
            self.assertEqual((outcome(certificate("fooling-pair", lines)), same), (expected, True))


if __name__ == "__main__":
    unittest.main()
