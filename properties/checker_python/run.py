"""Runs all tests of a folder of properties (--folder NAME; this one), or the modules named, and ends with `N passed, N failed`.

A test that was found and did not succeed counts as failed: skipped ones and ones that could not be loaded too.
"""
import os
import sys
import unittest

sys.dont_write_bytecode = True


class Counting(unittest.TextTestResult):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


def main(names):
    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path.insert(0, folder)
    if names[:1] == ["--folder"]:
        folder, names = os.path.join(os.path.dirname(folder), names[1]), names[2:]
        sys.path.insert(0, folder)
    loader = unittest.TestLoader()
    tests = loader.loadTestsFromNames(names) if names else loader.discover(folder, "*_test.py")
    found = tests.countTestCases()
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=Counting, durations=None).run(tests) \
        if sys.version_info >= (3, 12) else unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=Counting).run(tests)
    failed = found - result.passed
    print("%d passed, %d failed" % (result.passed, failed))
    return 0 if failed == 0 and result.passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
