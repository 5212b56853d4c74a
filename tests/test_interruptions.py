"""Whatever happens while a file is written, it is there whole or as it was before."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker import files
from checker.files import whole_file

ROOT = Path(__file__).parents[1]
CALLS = ["open", "fdopen", "chmod", "fsync", "replace"]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_of_any_call_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: BaseException
) -> None:
    """Each call that writing needs fails once, the one before the file gets its name included."""
    path = tmp_path / "report.txt"
    path.write_text("old", encoding="utf-8")
    original: Callable[..., Any] = getattr(os, call)
    failed = False

    def fail_once(*arguments: Any, **options: Any) -> Any:
        nonlocal failed
        if not failed:
            failed = True
            if call == "fdopen":
                os.close(arguments[0])
            raise error
        return original(*arguments, **options)

    monkeypatch.setattr(files.os, call, fail_once)
    with pytest.raises(type(error)), whole_file(str(path)) as file:
        file.write("new")
    assert failed
    assert path.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["report.txt"]


@pytest.mark.parametrize("call", CALLS)
def test_who_interrupts_a_call_that_has_done_its_work_finds_the_old_file_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """A signal that comes during a call of the system is heard right after it, before anything else is done."""
    path = tmp_path / "report.txt"
    path.write_text("old", encoding="utf-8")
    original: Callable[..., Any] = getattr(os, call)

    def interrupted(*arguments: Any, **options: Any) -> Any:
        done = original(*arguments, **options)
        if call == "fdopen":
            done.close()
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, call, interrupted)
    with pytest.raises(KeyboardInterrupt), whole_file(str(path)) as file:
        file.write("new")
    assert path.read_text(encoding="utf-8") == ("new" if call == "replace" else "old")
    assert os.listdir(tmp_path) == ["report.txt"]


def test_a_disk_that_is_full_is_told_and_the_old_report_stays(tmp_path: Path) -> None:
    """Here a limit on the size of files, which fails a write as a full disk does: in the middle."""
    (tmp_path / "p.json").write_bytes((ROOT / "examples" / "typical.json").read_bytes())
    (tmp_path / "r.json").write_text("old", encoding="utf-8")
    program = (
        "import resource, runpy, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "sys.argv = ['caveat', 'check', 'p.json', '--output', 'r.json']\n"
        "runpy.run_module('checker', run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "r.json can't be written: File too large." in done.stderr
    assert sorted(os.listdir(tmp_path)) == ["p.json", "r.json"]
    assert (tmp_path / "r.json").read_text(encoding="utf-8") == "old"


WRITER = """
import sys
from checker.files import whole_file
with whole_file("r.txt") as file:
    file.write("new" * 100000)
    file.flush()
    print("half", flush=True)
    sys.stdin.read()
"""


def test_a_process_that_is_killed_while_it_writes_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("old", encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", WRITER],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stdout.readline() == b"half\n"
        process.kill()
    assert (tmp_path / "r.txt").read_text(encoding="utf-8") == "old"


def test_a_command_that_is_asked_to_end_leaves_no_half_file(tmp_path: Path) -> None:
    """SIGTERM, as `kill` and an operating system that shuts down send it."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.stub_caveat", "check", "-", "--output", "r.txt", "--format", "text"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stderr
        assert process.stderr.readline() == b"caveat: note: a note\n"  # from here on it waits for standard input
        process.send_signal(signal.SIGTERM)
        process.stderr.read()
    assert process.returncode == 128 + signal.SIGTERM
    assert os.listdir(tmp_path) == []
