"""Both checkers on many texts at once: the C++ program over files, the Python one as a module of this process.

An outcome is 0 (verified), 4 (not established), 6 (malformed), REFUSED (malformed for the limit of work alone, which the
format leaves to a checker) or SLOW (not done within the time; only where a test allows for it). Anything else, an internal
error or a crash, is an error of the test.
"""
import hashlib
import os
import re
import signal
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("ATTEST_BUILD", os.path.join(ROOT, "build", "release"))
PROGRAM = os.path.join(BUILD, "attest-checker")
CORPUS = os.path.join(ROOT, "corpus", "certificates")
sys.path[:0] = [os.path.join(ROOT, "src", "checker_python"), os.path.join(ROOT, "properties", "checker_python")]

import attest_checker  # noqa: E402

REFUSED, SLOW = "refused", "slow"
ESTABLISHED, NOT_ESTABLISHED, MALFORMED = 0, 4, 6
STARTS = {"VERIFIED": ESTABLISHED, "NOT established": NOT_ESTABLISHED, "malformed": MALFORMED}
TOO_MUCH = re.compile(r": this needs more than \d+ rounded operations$")


class TooSlow(BaseException):
    """Not an Exception, which a checker might take for its own."""


def _alarm(number, frame):
    raise TooSlow()


def by_python(data, most_work=34, seconds=0):
    """`seconds` of this process's own time: a machine that has other things to do makes nothing slow."""
    attest_checker.MOST_WORK = 1 << most_work
    signal.signal(signal.SIGVTALRM, _alarm)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds or 0)
        try:
            attest_checker.verify(data)
            return ESTABLISHED
        except attest_checker.TooMuchWork:
            return REFUSED
        except attest_checker.Malformed:
            return MALFORMED
        except attest_checker.NotEstablished:
            return NOT_ESTABLISHED
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except TooSlow:  # also where the alarm came between the answer and its end
        return SLOW
    finally:
        attest_checker.MOST_WORK = 1 << 34


class Batch:
    """A run of the C++ program over texts, begun at once and waited for by outcomes()."""

    def __init__(self, texts, most_work=34, seconds=None):
        self.folder = tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
        self.texts, self.most_work, self.seconds = texts, most_work, seconds
        self.paths = []
        for i, text in enumerate(texts):
            self.paths.append(os.path.join(self.folder.name, "%06d" % i))
            with open(self.paths[-1], "wb") as file:
                file.write(text)
        self.process = subprocess.Popen([PROGRAM, "--most-work", str(most_work)] + self.paths, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def outcomes(self):
        with self.folder:
            try:
                output = self.process.communicate(timeout=self.seconds)[0]
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.communicate()
                if len(self.texts) == 1:
                    return [SLOW]
                return [Batch([text], self.most_work, self.seconds).outcomes()[0] for text in self.texts]
            lines = output.decode("ascii").splitlines()
            if len(lines) != len(self.texts):
                raise AssertionError("attest-checker wrote %d lines for %d files and ended with %d" % (len(lines), len(self.texts), self.process.returncode))
            found = []
            for line, path in zip(lines, self.paths):
                start, rest = line.split(": ", 1)
                if start not in STARTS or not rest.startswith(path + ": "):
                    raise AssertionError(line)
                found.append(REFUSED if TOO_MUCH.search(line) else STARTS[start])
            return found


def by_both(texts, most_work=34, seconds=None):
    """[(C++ outcome, Python outcome)]; `seconds` for one text in Python, and about as many for four of the program's."""
    found = []
    for first in range(0, len(texts), 400):
        part = texts[first:first + 400]
        batch = Batch(part, most_work, seconds and 60 + seconds * len(part) // 4)
        python = [by_python(text, most_work, seconds) for text in part]
        found += list(zip(batch.outcomes(), python))
    return found


def agree(cpp, python):
    """Equal, or one of them would not do the work (what it would say is then unknown, but that it was not malformed before)."""
    return cpp == python or cpp in (REFUSED, SLOW) or python in (REFUSED, SLOW)


WORDS = {"all-inputs": "established", "counterexample": "refuted", "exhaustion": "refuted", "counting": "impossible",
         "fooling-pair": "indistinguishable"}


def sealed(text):
    """The text (str or bytes, ending with a line `conclusion WORD ...`) with its hash set right."""
    data = text if isinstance(text, bytes) else text.encode("ascii")
    body, last = data[:data.rfind(b"\n", 0, len(data) - 1) + 1], data[data.rfind(b"\n", 0, len(data) - 1) + 1:].split()
    if len(last) < 2:
        return data
    return body + b" ".join([last[0], last[1], b"sha256", hashlib.sha256(body).hexdigest().encode()]) + b"\n"


def certificate(kind, lines, version="attest-certificate/2"):
    return sealed("%s\nkind %s\n%sconclusion %s\n" % (version, kind, lines, WORDS[kind]))


def files(folder):
    """{name: bytes} of corpus/certificates/FOLDER."""
    found = {}
    for name in sorted(os.listdir(os.path.join(CORPUS, folder))):
        with open(os.path.join(CORPUS, folder, name), "rb") as file:
            found[name] = file.read()
    return found
