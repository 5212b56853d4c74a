"""`python -m tests.without_privileges` runs commands, one a line of standard input, for whom permissions hold.

Root may read everything. So root gives that up here: the two capabilities that let it pass permissions by are dropped
for good, and the program is started again without them. For each command it prints a line of JSON: [exit code, told].
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import os
import sys

_DROP_FROM_BOUNDS = 24
_PASS_PERMISSIONS, _PASS_PERMISSIONS_TO_READ = 1, 2


def main() -> None:
    if os.geteuid() == 0 and sys.argv[1:] != ["dropped"]:
        for capability in (_PASS_PERMISSIONS, _PASS_PERMISSIONS_TO_READ):
            if ctypes.CDLL(None, use_errno=True).prctl(_DROP_FROM_BOUNDS, capability, 0, 0, 0) != 0:
                sys.exit(f"privileges can't be dropped: {os.strerror(ctypes.get_errno())}")
        os.execv(sys.executable, [sys.executable, "-m", "tests.without_privileges", "dropped"])
    import pytest

    from checker.cli.entry import run
    from tests.built_once import build_once

    build_once(pytest.MonkeyPatch())
    for line in sys.stdin.read().splitlines():
        told = io.StringIO()
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
            code = run(line.split())
        print(json.dumps([int(code), told.getvalue()]))


if __name__ == "__main__":
    main()
