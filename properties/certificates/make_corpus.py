"""corpus/certificates/{invalid,malformed} from corpus/certificates/valid: each file is a valid one with a few edits and the hash
set right again, so that one thing is wrong, which its name says. `python3 make_corpus.py` writes them; corpus_test.py compares.
"""
import os

from checkers import CORPUS, sealed
from corpus_edits import RAW
from corpus_invalid import INVALID
from corpus_malformed import MALFORMED


def made(entry):
    name, source, *edits = entry
    with open(os.path.join(CORPUS, "valid", source + ".txt"), "rb") as file:
        data = file.read()
    raw = RAW in edits
    for edit in edits:
        if isinstance(edit, tuple):
            old, new = (part.encode("ascii") for part in edit)
            if data.count(old) != 1:
                raise AssertionError("%s: %r stands %d times in %s" % (name, edit[0], data.count(old), source))
            data = data.replace(old, new)
    if not raw:
        data = sealed(data)
    for edit in edits:
        if callable(edit):
            data = edit(data)
    return data


def main():
    for folder, entries in (("invalid", INVALID), ("malformed", MALFORMED)):
        for entry in entries:
            with open(os.path.join(CORPUS, folder, entry[0] + ".txt"), "wb") as file:
                file.write(made(entry))


if __name__ == "__main__":
    main()
