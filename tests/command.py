"""Runs the command in a process of its own, without the time that Python takes to start and to import.

A server, `python -m tests.command`, has imported the product, does nothing with it, and forks a process for each
command. Streams, environment, working folder and exit code are those of that process. What is different in a fresh
interpreter is tried in tests/cli/test_process.py.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import checker
from checker.cli import main

ROOT = Path(__file__).parents[1]
LONGEST = 300
"""Seconds that a command may take, on a machine however slow; then it is ended, with an exit code below 0."""


@dataclass(frozen=True)
class Done:
    """What became of a command: its exit code, and what it wrote."""

    returncode: int
    stdout: bytes
    stderr: bytes


def caveat(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], stdin: bytes = b"", together: bool = False
) -> Done:
    """Run the command in a folder; `together`: all that it writes, in its order, as if to standard output."""
    with tempfile.TemporaryDirectory() as around:
        streams = [Path(around, name) for name in ("stdin", "stdout", "stderr")]
        for path, content in zip(streams, (stdin, b"", b""), strict=True):
            path.write_bytes(content)
        request = {
            "arguments": [*arguments], "folder": str(folder), "environment": {**environment},
            "streams": [*map(str, streams[:2]), str(streams[1 if together else 2])],
        }  # fmt: skip
        server = _server()
        assert server.stdin and server.stdout
        print(json.dumps(request), file=server.stdin, flush=True)
        code = int(server.stdout.readline())
        return Done(code, streams[1].read_bytes(), streams[2].read_bytes())


@cache
def _server() -> subprocess.Popen[str]:
    """Return the server of this process; it ends with it, as nobody can ask it any more."""
    command = [sys.executable, "-m", "tests.command"]
    server = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(server.communicate)
    return server


def _serve() -> None:
    for module in pkgutil.walk_packages(checker.__path__, "checker."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    gc.freeze()  # so that a child does not look through what has been imported, and so copy it
    for line in iter(sys.stdin.readline, ""):
        child = os.fork()
        if child == 0:
            _become(json.loads(line))
        _end_after(child, LONGEST)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _end_after(child: int, seconds: float) -> None:
    """Wait for a child so long and then kill it. From outside: an alarm inside is what the product sets itself."""
    descriptor = os.pidfd_open(child)
    if not select.select([descriptor], [], [], seconds)[0]:
        os.kill(child, signal.SIGKILL)
    os.close(descriptor)


def _become(request: Any) -> NoReturn:
    for descriptor, path in enumerate(request["streams"]):
        os.dup2(os.open(path, os.O_RDONLY if descriptor == 0 else os.O_WRONLY | os.O_APPEND), descriptor)
    sys.stdin, sys.stdout, sys.stderr = (open(number, mode, closefd=False) for number, mode in enumerate("rww"))  # noqa: SIM115  # open to the end
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = ["caveat", *request["arguments"]]
    code = 1
    try:
        main()
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # to take down all that was imported takes as long as the command


if __name__ == "__main__":
    _serve()
