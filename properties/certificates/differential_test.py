"""The two checkers on random texts: certificates from the grammar, and several mutations at once, as they are and with the hash set
right. They share no code, so where they agree on thousands of odd texts, both read FORMAT.md alike.

`python3 differential_test.py COUNT [SEED]` runs as many texts as wanted; a disagreement is printed in full.
"""
import collections
import os
import random
import sys
import unittest

import generate
from checkers import ESTABLISHED, MALFORMED, NOT_ESTABLISHED, agree, by_both, files, sealed

SEED = int(os.environ.get("ATTEST_TEST_SEED", "1"))
PIECES = (b"0", b"1", b"-1", b"-0", b"00", b"9223372036854775808", b"1*2^0", b"-1*2^3", b"binary32", b"p3", b"e8p4", b"fx(8,4)", b"exact", b"fused", b"online", b"63(1:5", b"0:1",
          b"grid", b"killer", b"cell", b"|", b">", b"-", b"\t", b"", b" ", b"\r", b"\xc3\xa9", b"\0", b"conclusion", b"established", b"refuted", b"yes", b"no", b"up", b"down", b"exact yes")


def scrambled(source, data, others):
    """One to six edits of words, lines and bytes; words and lines of other certificates come in."""
    lines = data.split(b"\n")
    for _ in range(source.choice((1, 1, 1, 2, 2, 3, 6))):
        i = source.randrange(len(lines))
        if source.random() < .3:
            edit = source.randrange(4)
            if edit == 0 and len(lines) > 1:
                del lines[i]
            elif edit == 1:
                lines.insert(i, lines[source.randrange(len(lines))])
            elif edit == 2:
                j = source.randrange(len(lines))
                lines[i], lines[j] = lines[j], lines[i]
            else:
                lines.insert(i, source.choice(source.choice(others).split(b"\n")))
            continue
        words = lines[i].split(b" ")
        j = source.randrange(len(words))
        edit = source.randrange(6)
        if edit == 0:
            words[j] = source.choice(PIECES)
        elif edit == 1:
            words[j] = source.choice(source.choice(source.choice(others).split(b"\n")).split(b" "))
        elif edit == 2 and words[j]:
            k = source.randrange(len(words[j]))
            words[j] = words[j][:k] + source.choice((b"", b"0", b"1", b"2", b"9", b"-", b":", b"(", b",", b"*", b"^", b"x")) + words[j][k + source.randrange(2):]
        elif edit == 3:
            words.insert(j, source.choice(words))
        elif edit == 4:
            del words[j]
        else:
            words[j] = source.choice(lines).split(b" ")[-1]
        lines[i] = b" ".join(words)
    return b"\n".join(lines)


def texts(source, count):
    """Half of them from the grammar, half scrambled, most of these with the hash set right."""
    seeds = list(files("valid").values())
    found = []
    while len(found) < count:
        made = generate.text(source)
        seeds[source.randrange(len(seeds))] = made
        found.append(made)
        changed = scrambled(source, source.choice(seeds), seeds)
        found.append(sealed(changed) if changed.strip() and source.random() < .9 else changed)
    return found


def differences(count, seed, seconds=10):
    outcomes, problems = collections.Counter(), []
    given = texts(random.Random(seed), count)
    for data, (cpp, python) in zip(given, by_both(given, 22, seconds)):
        outcomes[cpp] += 1
        if not agree(cpp, python):
            problems.append("C++ %s, Python %s:\n%s" % (cpp, python, data.decode("latin-1")))
    return outcomes, problems


class Differential(unittest.TestCase):
    def test_they_agree(self):
        outcomes, problems = differences(3000, SEED)
        print(dict(outcomes))
        self.assertEqual(problems, [], "\n".join(problems[:3]))
        for outcome in (ESTABLISHED, NOT_ESTABLISHED, MALFORMED):
            self.assertGreater(outcomes[outcome], 150, "hardly any text has this outcome: %s" % outcomes)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        found, different = differences(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else SEED)
        print(dict(found), len(different), "disagreements")
        print("\n".join(different[:20]))
        sys.exit(1 if different else 0)
    unittest.main()
