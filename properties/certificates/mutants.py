"""Every one-token mutation of a text: words and lines deleted, doubled, exchanged, replaced by others of the file, and every
number in a word replaced by a neighbour, its negative, 0 and a huge one."""
import re

NUMBER = re.compile(r"-?\d+")
HUGE = (str(1 << 62), str((1 << 63) - 1), str(1 << 63), "1" + "0" * 25)


# Words that may stand in each other's place: most other exchanges are malformed at once.
ALIKE = [["binary64", "binary32", "bfloat16", "e4m3", "e2m1", "p4", "e8p5", "fx(8,4)", "ufx(5,0)"], ["nearest-even", "toward-zero", "up", "down"], ["left-to-right", "pairwise", "blocked(2)", "exact"],
         ["fused", "unfused"], ["naive", "two-pass", "online"], ["natural", "base-2"], ["quotient", "weights-first"], ["first-to-last", "last-to-first"], ["yes", "no"], ["linear", "log-linear"],
         ["rows", "bounded", "enumeration", "pieces", "heavy-light", "bound", "derivation"], ["recurrent", "attention", "full"], ["standard", "merged"], ["14a", "14b"], ["undefined", "0", "1", "2"],
         ["equality", "disjointness"], ["match2", "two-sum-any"], ["encoder-composition", "chain-of-thought"], ["linear", "gla", "delta-net", "gated-delta-net", "log-linear", "retnet"], ["identity", "relu", "elu+1"],
         ["normalised", "plain"], ["E", "F1"], ["T", "S"]]


def _joined(lines):
    return "".join(" ".join(words) + "\n" for words in lines)


def numbers_changed(word):
    for match in NUMBER.finditer(word):
        value = int(match.group())
        for other in (str(value + 1), str(value - 1), str(-value), "0", "-0", "0" + match.group(), str(2 * value)) + HUGE:
            if other != match.group():
                yield word[:match.start()] + other + word[match.end():]


def plausible(text):
    """The mutants that replace a word by one of its kind: another format, rounding, method, ..., or another number."""
    lines = [line.split(" ") for line in text.rstrip("\n").split("\n")]
    found = set()
    for i, line in enumerate(lines[:-1]):
        for j, word in enumerate(line):
            for other in [w for group in ALIKE if word in group for w in group if w != word] + list(numbers_changed(word)):
                found.add(_joined(lines[:i] + [line[:j] + [other] + line[j + 1:]] + lines[i + 1:]))
    return sorted(found - {text})


def mutants(text, others=None):
    """Distinct texts, without the text itself and without a changed hash; `others`: the words that replace (all of the text)."""
    lines = [line.split(" ") for line in text.rstrip("\n").split("\n")]
    conclusion = lines.pop()
    end = " ".join(conclusion) + "\n"
    known = sorted({word for line in lines for word in line} | {conclusion[1]}) if others is None else others
    seen = {text}

    def new(changed):
        found = _joined(changed) + end
        if found not in seen:
            seen.add(found)
            yield found
    for i, line in enumerate(lines):
        yield from new(lines[:i] + lines[i + 1:])
        yield from new(lines[:i] + [line, line] + lines[i + 1:])
        if i + 1 < len(lines):
            yield from new(lines[:i] + [lines[i + 1], line] + lines[i + 2:])
        for j, word in enumerate(line):
            def with_words(words):
                return lines[:i] + [line[:j] + words + line[j + 1:]] + lines[i + 1:]
            yield from new(with_words([]))
            yield from new(with_words([word, word]))
            if j + 1 < len(line):
                yield from new(lines[:i] + [line[:j] + [line[j + 1], word] + line[j + 2:]] + lines[i + 1:])
            alike = [other for group in ALIKE if word in group for other in group]
            for other in list(known) + alike + list(numbers_changed(word)) + [word + "x", "x" + word]:
                yield from new(with_words([other]))
    for word in ("established", "refuted", "impossible", "indistinguishable"):
        if word != conclusion[1]:
            yield _joined(lines) + " ".join([conclusion[0], word] + conclusion[2:]) + "\n"
