"""Standard input that never ends holds no command up, and takes no more memory than what is read of a proposal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_READ = 100 << 20
"""Bytes: a proposal, and what is read over of a line that is too long."""
MOST_MEMORY = 200 << 20
"""Bytes of address space beyond that of Python and the packages: a list of a billion elements takes eight gigabytes."""

PROGRAM = f"""
import resource, sys
from checker.cli import main
import checker.check
with open("/proc/self/statm") as file:
    used = int(file.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + {MOST_MEMORY},) * 2)
main()
"""

ENDLESS = {
    "no bytes but zeros": (b"", b"\0" * 65536),
    "brackets": (b"", b"[" * 65536),
    "a list": (b"[0", b",0" * 32768),
    "an object": (b'{"a": [', b"{}, " * 16384),
    "a text": (b'"', b"x" * 65536),
    "a number": (b"1", b"0" * 65536),
    "white space": (b"", b" " * 65536),
    "blank lines": (b"", b"\n" * 65536),
    "blank lines after a proposal": (b"{}\n", b"\n" * 65536),
    "a line after a proposal": (b"{}\n", b"x" * 65536),
    "a list after a proposal": (b"{}\n[0", b",0" * 32768),
}

OTHERS = {"explain": ["-"], "letter": ["-"], "diff": ["-", str(ROOT / "examples" / "typical.json")]}
"""Further commands that read a proposal, and what they are given."""


def feed(process: subprocess.Popen[bytes], begins: bytes, goes_on: bytes) -> int:
    """Write without end, until nobody reads it any more; return how many bytes that took."""
    assert process.stdin
    taken = 0
    try:
        os.write(process.stdin.fileno(), begins)
        while True:
            taken += os.write(process.stdin.fileno(), goes_on)
    except BrokenPipeError:
        return taken


def run(arguments: Sequence[str], begins: bytes, goes_on: bytes) -> tuple[int, str, int]:
    """Run a command whose standard input never ends; return its exit code, what it says, and how much it took."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        alarm = threading.Timer(120, process.kill)
        alarm.start()
        written: list[int] = []
        feeder = threading.Thread(target=lambda: written.append(feed(process, begins, goes_on)))
        feeder.start()
        assert process.stdout
        told = process.stdout.read().decode()
        process.wait()
        feeder.join()
        alarm.cancel()
    return process.returncode, told, written[0]


@pytest.mark.parametrize("kind", ENDLESS)
def test_a_proposal_that_never_ends_is_unreadable(kind: str) -> None:
    code, told, taken = run(["check", "-"], *ENDLESS[kind])
    assert code == 3, told
    assert "too large" in told or "was not read" in told
    assert taken < MOST_READ


@pytest.mark.parametrize("command", OTHERS)
@pytest.mark.parametrize("kind", ["no bytes but zeros", "a list", "blank lines"])
def test_no_other_command_waits_for_its_end(command: str, kind: str) -> None:
    code, told, taken = run([command, *OTHERS[command]], *ENDLESS[kind])
    assert (code, "too large" in told) == (3, True), told
    assert taken < MOST_READ


def test_of_json_lines_no_more_is_read_than_is_asked_for() -> None:
    code, told, taken = run(["explain", "-", "--line", "3"], b"{}\n", b"{}\n" * 1000)
    assert code == 3, told
    assert taken < 1 << 20


def test_proposals_that_never_end_are_reported_as_they_come_until_somebody_interrupts() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "check", "-", "--format", "jsonl"],
        env=os.environ | {"PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # tests in the background are not interrupted
    ) as process:  # fmt: skip
        feeder = threading.Thread(target=feed, args=(process, b"", b"{}\n" * 1000))
        feeder.start()
        assert process.stdout
        for _ in range(200):
            assert b'"status":' in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        process.wait(60)
        feeder.join()
    assert process.returncode == 130
