"""`python -m tests.stub_caveat ...` is the whole command with the stand-in for the Checker."""

import sys
from types import ModuleType

from checker.cli import main
from tests.samples import StubChecker

if __name__ == "__main__":
    module = ModuleType("checker.check")
    module.Checker = StubChecker  # type: ignore[attr-defined]  # a module made here has no declared attributes
    sys.modules["checker.check"] = module
    main()
