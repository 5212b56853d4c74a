"""Each command that writes a file writes it whole or not at all; interrupted, it leaves no half file and no process."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from checker import files
from checker.cli.entry import run
from checker.reporters import FORMATS
from tests.built_once import build_once

ROOT = Path(__file__).parents[2]
RULE = "sensitive-data-unprotected"
WRITERS = {
    **{f"check, {name}": f"check p.json --fail-on never --format {name} --output new.out" for name in FORMATS},
    "check, two reports": "check p.json --fail-on never --output new.out --format html --output old.out --format json",
    "letter": "letter p.json --format text --output new.out",
    "letter in HTML": "letter p.json --format html --output new.out",
    "explain": "explain p.json --output new.out",
    "explain, patched": f"explain p.json --rule {RULE} --clear --format patch --patched new.out",
    "new": "new --output new.out",
    "baseline create": "baseline create p.json --baseline new.out",
    "waivers add": f"waivers add --rule {RULE} --proposal a --reason b --approver c --expires 2999-01-01 "
    "--waivers new.out",
}  # fmt: skip
CHANGERS = {
    "check": "check p.json --fail-on never --format json --output old.out",
    "letter": "letter p.json --format markdown --output old.out",
    "explain": "explain p.json --format json --output old.out",
    "explain, patched": f"explain p.json --rule {RULE} --clear --format patch --patched old.out",
    "baseline update": "baseline update p.json --baseline baseline.json",
    "waivers add": f"waivers add --rule {RULE} --proposal a --reason b --approver c --expires 2999-01-01 "
    "--waivers waivers.yaml",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    build_once(monkeypatch)
    (tmp_path / "p.json").write_bytes((ROOT / "examples" / "typical.json").read_bytes())
    (tmp_path / "old.out").write_text("old", encoding="utf-8")
    (tmp_path / "waivers.yaml").write_text("format: caveat/waivers-1\nwaivers: []\n", encoding="utf-8")
    (tmp_path / "baseline.json").write_text('{"format": "caveat/baseline-1", "proposals": {}}', encoding="utf-8")
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("command", [*WRITERS.values(), *CHANGERS.values()])
def test_without_a_failure_it_is_written(command: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(folder)
    assert run(command.split()) == 0, capsys.readouterr()
    assert contents(folder) != before


@pytest.mark.parametrize("call", ["open", "fdopen", "fsync", "replace"])
@pytest.mark.parametrize("command", [*WRITERS.values(), *CHANGERS.values()])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "ctrl-c"])
def test_where_a_write_fails_or_is_interrupted_everything_stays_as_it_was(
    error: BaseException,
    command: str,
    call: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The exit code is 2 for the one, and 130 for the other; a failure is never taken for a report."""
    before = contents(folder)
    original = getattr(os, call)

    class Failing:
        """The module `os`, for the writing of files alone, which fails for good once it has begun to."""

        def __getattr__(self, name: str) -> object:
            return fail if name == call else getattr(os, name)

    def fail(*arguments: object, **options: object) -> object:
        if call == "open" and arguments[1] == os.O_RDONLY:  # the folder, after the file has got its name
            return original(*arguments, **options)
        if call == "fdopen":
            os.close(int(str(arguments[0])))
        raise error

    monkeypatch.setattr(files, "os", Failing())
    code = run(command.split())
    told = capsys.readouterr().err
    assert (code, "No space left on device" in told) == ((2, True) if isinstance(error, OSError) else (130, False))
    assert contents(folder) == before


PROGRAM = """
import sys
import checker.check
from checker.cli import main
from tests.workers.faults import FaultyChecker
checker.check.Checker = FaultyChecker
main()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_run_that_is_ended_leaves_the_old_report_and_no_worker(
    number: signal.Signals, workers: str, folder: Path
) -> None:
    """In a whole process, while it is in the middle of a proposal; Ctrl-C ends it with 130."""
    os.mkfifo("at-work")
    Path("many.jsonl").write_text('{"id": "a"}\n{"fault": "announce", "file": "at-work"}\n', encoding="utf-8")
    before = contents_of_files(folder)
    command = [
        "check",
        "many.jsonl",
        "--workers",
        workers,
        "--timeout",
        "600",
        "--format",
        "text",
        "--output",
        "old.out",
    ]
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *command],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        preexec_fn=heed_signals,
    )
    at_work = int(Path("at-work").read_text(encoding="utf-8"))  # waits until it is
    assert (at_work == process.pid) == (workers == "0")
    descriptor = os.pidfd_open(at_work)
    process.send_signal(number)
    told = process.communicate(timeout=60)[1]
    ended, _, _ = select.select([descriptor], [], [], 60)
    os.close(descriptor)
    assert ended, "a worker still runs"
    expected = {signal.SIGINT: 130, signal.SIGTERM: 143}.get(number, -number)
    assert process.returncode == expected
    assert b"Traceback" not in told
    after = contents_of_files(folder)
    if number in (signal.SIGINT, signal.SIGTERM):  # whoever is ended by force can't tidy up
        assert after.keys() == before.keys()
    assert {name: after[name] for name in before} == before


def heed_signals() -> None:
    """Undo what keeps tests in the background, or under nohup, from being interrupted."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def contents_of_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
