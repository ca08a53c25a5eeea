"""Random certificates from the grammar of FORMAT.md: small claims in small or odd arithmetics near their thresholds, inputs with
the answer that the Python checker finds or another one, grids, inequalities near equality. Any seed gives the same texts."""

import checkers  # noqa: F401  (it makes the next one findable)
import stack_test
from checkers import attest_checker as checker, certificate

FORMATS = ["binary64", "binary32", "tf32", "bfloat16", "binary16", "e4m3", "e5m2", "e2m3", "e3m2", "e2m1", "p1", "p2", "p3", "p5", "p11", "p64", "e8p2", "e8p4", "e8p24",
           "e8p55", "fx(6,2)", "fx(12,6)", "fx(62,30)", "fx(4,-1)", "ufx(5,3)", "ufx(14,7)", "ufx(1,0)", "ufx(62,20)"]
ROUNDINGS = ["nearest-even", "nearest-even", "toward-zero", "up", "down"]
ORDERS = ["left-to-right", "left-to-right", "pairwise", "blocked(1)", "blocked(2)", "blocked(3)", "exact"]

def dyadic(m, e):
    while m and m % 2 == 0:
        m, e = m // 2, e + 1
    return "%d*2^%d" % (m, e) if m else "0"

def role(source, form=None):
    form = form or source.choice(FORMATS)
    rounding = "down" if form[:2] in ("fx", "uf") and source.random() < .97 else source.choice(ROUNDINGS)
    return "%s %s %s %s" % (form, rounding, source.choice(ORDERS), source.choice(["unfused", "unfused", "fused"]))

def plan(source):
    if source.random() < .08:
        return "exact yes\nsoftmax %s\nexponential %s\nnormalisation quotient\nkeys first-to-last\n" % (source.choice(["naive", "two-pass", "online"]), source.choice(["natural", "base-2"]))
    form = source.choice(FORMATS)
    softmax = source.choice(["naive", "two-pass", "online"])
    text = "exact no\n"
    for name in ("input", "score", "weight", "accumulator", "state", "output"):
        line = role(source, form if source.random() < .75 else None)
        if softmax == "online" and name == "accumulator" and source.random() < .95:
            words = line.split()
            line = " ".join(words[:2] + ["left-to-right", words[3]])
        text += "%s %s\n" % (name, line)
    normalisation = "quotient" if softmax == "online" and source.random() < .97 else source.choice(["quotient", "quotient", "weights-first"])
    return text + "softmax %s\nexponential %s\nnormalisation %s\nkeys %s\n" % (softmax, source.choice(["natural", "base-2"]), normalisation,
                                                                           source.choice(["first-to-last", "first-to-last", "first-to-last", "last-to-first"]))

def positive(source, low, high):
    return dyadic(source.randint(max(1, low * 16), high * 16), -4) if source.random() < .95 else source.choice(["0", "-1*2^0", "1*2^-100000", "1*2^100000", "9223372036854775807*2^-60"])

def beta(source):
    return "beta %s\n" % positive(source, 0, 12)

def circle(source):
    modulus = source.choice([3, 4, 5, 6, 7, 8, 12])
    return modulus, "c %s\nkappa %s\n" % (positive(source, 0, 30), dyadic(source.randint(1, 17), -4))

def composition(source):
    L, sizes = source.choice([(1, "2"), (1, "3"), (2, "2 1"), (2, "2 2"), (3, "2 1 1"), (2, "3 1")])
    return "L %d\nsizes %s\n" % (L, sizes)

def head(source, name):
    """The claim's lines before the arithmetic block, small enough that every input can be looked at."""
    n = source.choice([1, 2, 2, 3, 3, 4])
    if name == "retrieval":
        return "n %d\ndigits %d\nvalue-bits %d\n" % (n, source.choice([1, 2, 2, 3]), source.choice([1, 2, 2])) + beta(source)
    if name == "associative-recall":
        return "n %d\nalphabet %d\nshift %s\n" % (source.choice([2, 3, 3, 4]), source.choice([1, 2, 3, 4]), source.choice(["recurrent", "attention"])) + beta(source)
    if name == "composition":
        return composition(source) + "order %s\nfirst %s\n" % source.choice([("standard", "full"), ("standard", "recurrent"), ("merged", "recurrent"), ("merged", "full")]) + beta(source)
    if name in ("encoder-composition", "chain-of-thought"):
        return composition(source) + beta(source)
    if name in ("two-sum", "match2", "two-sum-any"):
        modulus, rest = circle(source)
        last = {"two-sum": "threshold %s\n" % source.choice(["1*2^-1", "1*2^-1", "3*2^-3", "1*2^-2", "0", "1*2^0"]), "match2": "", "two-sum-any": beta(source)}[name]
        return "M %d\nn %d\n" % (modulus, source.choice([1, 2, 3])) + rest + last
    if name == "counting":
        digits, b = source.choice([1, 2, 2]), source.randint(1, 12)
        return "n %d\nK %d\ndigits %d\nt %d\nbeta %s\nblank %s\nthreshold %s\n" % (n, source.choice([1, 2, 3, 4]), digits, source.randint(0, max(0, n - 1)), dyadic(b, 0), dyadic(16 * digits * b + source.randint(-16, 40), -4),
                                                                          source.choice(["1*2^-1", "3*2^-2", "5*2^-3", "1*2^-2"]))
    if name in ("equality", "disjointness"):
        return "n %d\ndigits %d\n" % (source.choice([1, 2, 3]), source.choice([1, 2, 2, 3])) + beta(source)
    if name == "averaging":
        return "n %d\nq %d\n" % (n, source.randint(1, n)) + beta(source) + "epsilon %s\n" % dyadic(source.randint(1, 15), source.choice([-12, -8, -5, -3]))
    if name == "indexer-two-sum":
        return "M %d\nn %d\n" % (source.choice([3, 4, 5, 8, 9, 16, 40, 99]), source.choice([1, 2, 3]))
    if name == "capacity":
        return "mechanism %s\nn %d\n" % (source.choice(["linear", "log-linear"]), source.choice([1, 2, 3, 4, 5, 8, 17]))
    if name == "capacity-set":
        u = source.choice([1, 2, 5, 9])
        return "mechanism %s\nU %d\nM %d\nentries %d\nn %d\n" % (source.choice(["linear", "log-linear"]), u, 2 * u + source.choice([0, 1, 2, 1]), u + source.choice([-1, 0, 0, 1]) or 1, source.randint(1, u + 1))
    if name == "reversed-composition":
        return "L %d\nsizes %s\nmemory %s\nstate-bits %d\n" % source.choice([(1, "4", "no", 2), (1, "4", "yes", 3), (2, "4 2", "yes", 5), (2, "2 2", "yes", 4), (2, "4 2", "no", 4), (3, "2 2 2", "yes", 6)])
    if name == "sparse-two-sum":
        u, b = source.choice([(4, 2), (6, 3), (8, 4), (9, 2)])
        keys = ("n", "M", "U", "B", "k", "forced-initial", "forced-local", "message-bits", "scale")
        values = (source.randint(1, u), 2 * u + source.choice([0, 1, 1, 3]), u, b, source.choice([1, 1, 2, 3]), source.choice([0, 0, 1]), source.choice([0, 1, 1]), source.choice([3, 5, 7, 8]), source.choice([1, 16, 64, 256]))
        return "".join("%s %d\n" % pair for pair in zip(keys, values))
    delta = source.choice([-2, -3, -4])
    keys = {"delta": dyadic(1, delta), "nudge": source.choice([dyadic(1, delta - 1), "0"]), "drop": source.choice(["1*2^0", "1*2^8"]), "far": source.choice(["1*2^8", "1*2^3"]),
            "underflow": source.choice(["75*2^1", "13*2^3", "151*2^0"]), "outside": "1*2^10", "unit": source.choice(["1*2^-149", "1*2^-133"])}
    return "variant %s\nm %d\nn_1 %d\nbase %d\n" % (source.choice(["14a", "14b"]), source.choice([2, 4, 8]), source.choice([1, 2, 4]), source.choice([4, 6])) + "".join("%s %s\n" % pair for pair in keys.items())

def words_of(tokens):
    return checker.runs_text([":".join(map(str, token)) for token in tokens])

def tokens_of(source, claim):
    """An input of the claim's task, any of them, or nothing."""
    if isinstance(claim, checker.Averaging):
        return [(1, source.choice([1, -1, 1, 3]), source.choice([0, -1, -2, -3])) + tuple(sorted(source.sample(range(claim.n), claim.q))) for _ in range(claim.n)]
    try:
        if claim.count() > 200000:
            return None
        place = source.randrange(min(claim.count(), 3000))
    except checker.Malformed:
        return None
    for i, tokens in enumerate(claim.inputs()):
        if i == place:
            return tokens
    return None

def claim_of(kind, lines):
    """The Python checker's claim, or nothing where it is malformed."""
    try:
        reader = checker.Reader(certificate(kind, lines))
        reader.choice("kind", (kind,))
        return checker.read_claim(reader, kind == "exhaustion")[1]
    except checker.Malformed:
        return None

def answers(claim, tokens, parameters=None):
    """(the task's, the model's as a word); nothing where the tokens are no input."""
    try:
        expected = claim.oracle(tokens)
        found = checker.answer_with(claim, parameters or claim.parameters, tokens)
    except checker.Malformed:
        return None
    except checker.NotEstablished:
        return expected, "undefined"
    return expected, "undefined" if found is None else str(found)

def all_inputs(source, name):
    lines = "claim %s\n" % name + head(source, name) + plan(source)
    claim = checker.CLAIMS[name]
    methods = list(claim.methods) * 3 + ["enumeration"] * 2 + (["rows"] if source.random() < .03 else [])
    return certificate("all-inputs", lines + "method %s\n" % source.choice(methods))

def counterexample(source, name):
    lines = "claim %s\n" % name + head(source, name) + plan(source)
    claim = claim_of("counterexample", lines)
    tokens = tokens_of(source, claim) if claim and claim.has_inputs and not claim.plan.exact else None
    if tokens is None:
        return certificate("counterexample", lines + "input 1:0 0:0\nexpected 0\nobserved 1\n")
    found = answers(claim, tokens)
    if found is None:
        found = (0, "1")
    observed = found[1] if source.random() < .8 else source.choice(["undefined", "0", "1", "2"])
    return certificate("counterexample", lines + "input %s\nexpected %d\nobserved %s\n" % (words_of(tokens), found[0] if source.random() < .95 else 1 - min(found[0], 1), observed))

def exhaustion(source):
    """A grid of one parameter, cells for the first killer of two or three that kills a point."""
    name = source.choice(["retrieval", "two-sum", "match2", "composition", "equality", "counting"])
    lines = "claim %s\n" % name + head(source, name) + plan(source)
    free = "c" if name in ("two-sum", "match2") else "beta"
    plain = claim_of("counterexample", lines)
    if plain is None or plain.plan.exact or free not in plain.parameters:
        return certificate("exhaustion", lines)
    form = plain.plan.input.format
    try:
        first = plain.plan.input.convert(checker.number(source.randint(1, 40), -4))
    except checker.Undefined:
        return certificate("exhaustion", lines)
    if first == checker.ZERO and form.unbounded:
        return certificate("exhaustion", lines)
    form = checker.countable(form, first)
    index, count = checker.grid_index(form, first), source.randint(1, 5)
    points = [checker.grid_number(form, index + i) for i in range(count)]
    killers = [tokens for tokens in (tokens_of(source, plain) for _ in range(3)) if tokens]
    text, cells = [], []
    for i, tokens in enumerate(killers):
        found = answers(plain, tokens)
        text.append("killer %d %d %s\n" % (i, found[0] if found else 0, words_of(tokens)))
    for i, point in enumerate(points):
        wrong = [k for k, tokens in enumerate(killers) if (lambda a: a and a[1] != str(a[0]))(answers(plain, tokens, dict(plain.parameters, **{free: point})))]
        cells.append("cell %d %d %d\n" % (i, i, wrong[0] if wrong else 0))
    grid = "grid %s %s %s %d\n" % (free, dyadic(*points[0]), dyadic(*points[-1]), count + (source.random() < .05))
    old = next(line for line in lines.split("\n") if line.startswith(free + " "))
    return certificate("exhaustion", lines.replace(old + "\n", grid, 1) + "".join(text) + "".join(cells[:-1] if source.random() < .05 else cells))

def bits_near(source, value):
    return max(0, value + source.choice([-2, -1, -1, 0, 0, 1, 2]))

def counting(source):
    n, theorem = source.randint(1, 40), source.choice(["E", "T", "S", "F1", "H2", "F2", "LL", "H2+"])
    power = max(1, (max(n, 1) ** n - 1).bit_length())
    u = n + source.randint(0, 30)
    sets = (checker.math.comb(u, n) - 1).bit_length()
    m, n_1, pre, post = source.randint(1, 30), source.randint(1, 20), source.choice([0, 0, 5, 40]), source.choice([0, 0, 1, 4])
    if theorem == "E":
        lines = "n %d\nstate-bits %d\n" % (n, bits_near(source, power))
    elif theorem == "F1":
        lines = "m %d\nmessage-bits %d\n" % (n, bits_near(source, power))
    elif theorem == "T":
        lines = "U %d\nn %d\nstate-bits %d\n" % (u, n, bits_near(source, sets))
    elif theorem == "S":
        blocks = source.randint(1, 4)
        lines = "U %d\nB %d\nn %d\nk %d\nmessage-bits %d\n" % (u, n, n * blocks + source.randint(0, 1), bits_near(source, blocks - 1), bits_near(source, sets))
    elif theorem == "LL":
        live = bin(n).count("1")
        lines = source.choice(["n %d\nlevel-bits %d\n" % (n, bits_near(source, -(-power // live))), "n %d\nlevel-bits %d\nU %d\n" % (n, bits_near(source, -(-sets // live)), u)])
    elif theorem == "H2":
        lines = "m %d\nn_1 %d\nmessage-bits %d\npre-bits %d\npost-bits %d\n" % (m, n_1, source.randint(0, 60), pre, post)
    elif theorem == "F2":
        lines = "m %d\nn_1 %d\nmessage-bits %d\n" % (m, n_1, source.randint(0, 12))
    else:
        x0 = source.randint(1, 6)
        gains = " ".join(str(x0 if pre == 0 and source.random() < .9 else source.randint(1, x0)) for _ in range(source.randint(1, 6)))
        lines = "m %d\nn_1 %d\nmessage-bits %d\npre-bits %d\npost-bits %d\nx0 %d\ngains %s\n" % (m, n_1, source.randint(0, 30), pre, post, x0, gains)
    return certificate("counting", "claim bound\ntheorem %s\n%s" % (theorem, lines))

RECURRENT = ["linear %d %d %d %s %s", "retnet %d %d %d %s", "gla %d %d %d", "delta-net %d %d %d", "gated-delta-net %d %d %d", "log-linear %d %d %d"]
TASKS = [("eva n=2", [(1, 0, 1), (1, 1, 0), (0, 1)]), ("eva n=3", [(1, 0, 2), (1, 1, 0), (1, 2, 1), (0, 2)]), ("index n=2 D=2 V=1", [(1, 2, 1), (1, 0, 0), (0, 2)]),
         ("two-sum n=2 M=5", [(1, 1), (1, 4), (0, 1)]), ("two-sum n=3 M=9 U=4 distinct=1", [(1, 3), (1, 4), (1, 1), (0, 5)]), ("match2 n=3 M=5", [(1, 0), (1, 2), (1, 3)]),
         ("two-sum-any n=3 M=5", [(1, 1), (1, 2), (1, 4)]), ("l-seqcomp m=2", [(1, 0, 1), (1, 1, 0), (0, 1), (-1,)]), ("l-seqcomp m=2 n1=1 reversed=1", [(-1, 0), (0, 1), (1, 0, 1), (1, 1, 0), (2, 0, 1), (2, 1, 1)])]
PAIRS = [("eva n=2", [(1, 0, 0), (1, 1, 1)], [(1, 0, 1), (1, 1, 0)], [(0, 0)]), ("two-sum n=2 M=5", [(1, 1), (1, 2)], [(1, 2), (1, 1)], [(0, 3)]), ("eva n=2", [(1, 0, 1), (1, 1, 1)], [(1, 0, 0), (1, 1, 0)], [(0, 1)])]


def layer(source, narrow):
    """A layer with its arithmetic: matrices, softmax or a table."""
    kind = source.choice(["recurrent"] * 4 + ["full"] * 3 + ["table"])
    sizes = (source.choice([1, 1, 2]), source.choice([1, 2]), source.choice([1, 2])) if not narrow else (1, 1, 1)
    forms = ["e2m1", "e3m2", "fx(2,0)", "ufx(2,0)"] if narrow else [f for f in FORMATS if f[0] != "p" or source.random() < .1]

    def roles(names):
        form = source.choice(forms)
        return "".join("%s %s\n" % (name, role(source, form if source.random() < .8 else source.choice(forms))) for name in names.split())
    if kind == "table":
        return "layer %s %d\n" % source.choice([("state-table", source.randint(0, 3)), ("fold-table", source.randint(1, 3))])
    if kind == "full":
        text = "layer full %d %d %d\n" % sizes + roles("input score weight accumulator output")
        softmax = source.choice(["naive", "two-pass", "online", "online"])
        if softmax != "two-pass" and source.random() < .9:
            text = "\n".join(" ".join(line.split()[:3] + ["left-to-right"] + line.split()[4:]) if line.startswith("accumulator") else line for line in text.split("\n"))
        return text + "softmax %s\nexponential %s\nnormalisation %s\nkeys %s\n" % (softmax, source.choice(["natural", "base-2"]), "quotient" if softmax == "online" else source.choice(["quotient", "quotient", "weights-first"]),
                                                                                  source.choice(["first-to-last"] * 4 + ["last-to-first"]))
    name = source.choice(RECURRENT)
    if name.startswith("linear"):
        head = name % (sizes + (source.choice(["identity", "relu", "elu+1"]), source.choice(["normalised", "plain", "plain"])))
    elif name.startswith("retnet"):
        head = name % (sizes + (" ".join(source.choice(["1*2^0", "1*2^-1"]) for _ in range(sizes[0])),))
    else:
        head = name % sizes
    return "layer %s\n" % head + roles("input accumulator state output")


def stack(source):
    """A run of a random stack writes its tables: a counterexample or a pair, true or not."""
    pair = source.random() < .4
    layers = [layer(source, pair) for _ in range(source.choice([1, 1, 2]))]
    written = None
    try:
        if pair:
            task, first, second, query = source.choice(PAIRS)
            written = stack_test.Written(source, task, layers, states=source.choice([[1], [-1, 1], [1, 2]]))
            return certificate("fooling-pair", stack_test.FoolingPairs.pair_of(None, written, first, second, query)[0])
        task, tokens = source.choice(TASKS)
        written = stack_test.Written(source, task, layers, generated=source.choice([0, 0, 0, 1, 2]) if task.startswith("two-sum-any") else 0, states=[-2, -1, 1, 2] if source.random() < .5 else [1, 2, 3])
        return certificate("counterexample", written.counterexample(tokens)[0])
    except (checker.Malformed, checker.NotEstablished):
        # What is left of it: a run that ended somewhere.
        head = written.head + written.tables.lines(len(layers)) if written else "claim stack\ntask eva n=2\ngenerated 0\nlayers %d\n%s" % (len(layers), "".join(layers))
        return certificate("counterexample", head + "input 1:0:1 1:1:0 0:1\nexpected 0\nobserved undefined\n")


def text(source):
    kind = source.choice(["all-inputs"] * 5 + ["counterexample"] * 4 + ["exhaustion", "counting"] + ["stack"] * 3)
    name = source.choice(sorted(checker.CLAIMS))
    return {"all-inputs": lambda: all_inputs(source, name), "counterexample": lambda: counterexample(source, name),
            "exhaustion": lambda: exhaustion(source), "counting": lambda: counting(source), "stack": lambda: stack(source)}[kind]()
