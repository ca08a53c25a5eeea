"""The examples of FORMAT.md are certificates, one of every kind, and both checkers verify them as they stand there."""
import os
import re
import unittest

from checkers import ESTABLISHED, ROOT, WORDS, by_both


class Examples(unittest.TestCase):
    def test_both_checkers_verify_them(self):
        with open(os.path.join(ROOT, "src", "evidence", "FORMAT.md"), encoding="utf-8") as file:
            blocks = re.findall(r"^```\n(attest-certificate/2\nkind .*?^conclusion .*?\n)```$", file.read(), re.MULTILINE | re.DOTALL)
        texts = [block.encode("ascii") for block in blocks if "KIND" not in block]
        self.assertEqual({re.search(rb"^kind (\S+)$", text, re.MULTILINE).group(1).decode() for text in texts}, set(WORDS))
        self.assertEqual(by_both(texts), [(ESTABLISHED, ESTABLISHED)] * len(texts))


if __name__ == "__main__":
    unittest.main()
