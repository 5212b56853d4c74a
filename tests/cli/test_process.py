"""What only a whole process shows: pipes, signals, locale, imports."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

ROOT = Path(__file__).parents[2]
CAVEAT = [sys.executable, "-m", "tests.stub_caveat"]


def environment(**changes: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **changes}


@pytest.fixture
def proposals(tmp_path: Path) -> Path:
    lines = [json.dumps({"id": f"p{number}", "warn": ["high"] * 20}) for number in range(200)]
    (tmp_path / "many.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "one.json").write_text(json.dumps({"id": "one", "title": "Behörde 交通"}), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("format", ["text", "json", "jsonl"])
def test_a_reader_who_leaves_is_no_error_and_the_exit_code_is_as_usual(proposals: Path, format: str) -> None:
    with subprocess.Popen(
        [*CAVEAT, "check", "many.jsonl", "--format", format],
        cwd=proposals, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stderr
        process.stdout.read(10)
        process.stdout.close()
        told = process.stderr.read().replace(b"caveat: note: a note\n", b"")
    assert (process.returncode, told) == (1, b"")


def test_standard_output_that_cannot_be_written_is_told(proposals: Path) -> None:
    for format in ("text", "json", "jsonl"):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [*CAVEAT, "check", "one.json", "--format", format],
                cwd=proposals, env=environment(), stdout=full, stderr=subprocess.PIPE, check=False,
            )  # fmt: skip
        assert done.returncode == 2
        assert b"Standard output can't be written: No space left on device." in done.stderr


WITHOUT_REPORT = [
    ["--version"],
    ["check", "--help"],
    ["check", "--show-config"],
    ["rules", "list"],
    ["completion", "bash"],
]


@pytest.mark.parametrize("arguments", WITHOUT_REPORT, ids=" ".join)
def test_what_is_no_report_is_not_lost_without_a_word_either(proposals: Path, arguments: list[str]) -> None:
    command = [sys.executable, "-m", "checker", *arguments]
    with open("/dev/full", "wb") as full:
        unwritable = subprocess.run(
            command, cwd=proposals, env=environment(), stdout=full, stderr=subprocess.PIPE, check=False
        )
    closed = subprocess.run(
        command, cwd=proposals, env=environment(), stderr=subprocess.PIPE, preexec_fn=lambda: os.close(1), check=False
    )
    assert (unwritable.returncode, closed.returncode) == (2, 2)
    assert unwritable.stderr == b"caveat: Standard output can't be written: No space left on device.\n"
    assert closed.stderr.startswith(b"caveat: Standard output is closed.\n")


def test_output_is_utf8_whatever_the_locale(proposals: Path) -> None:
    done = subprocess.run(
        [*CAVEAT, "check", "one.json"],
        cwd=proposals, env=environment(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="ascii"),
        capture_output=True, check=True,
    )  # fmt: skip
    assert "Behörde 交通".encode() in done.stdout


def test_ctrl_c_ends_the_run_with_130_and_no_traceback(proposals: Path) -> None:
    with subprocess.Popen(
        [*CAVEAT, "check", "-", "--output", "r.json"],
        cwd=proposals, env=environment(), stdin=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # tests in the background are not interrupted
    ) as process:  # fmt: skip
        assert process.stderr
        assert process.stderr.readline() == b"caveat: note: a note\n"  # from here on it waits for standard input
        process.send_signal(signal.SIGINT)
        told = process.stderr.read()
    assert process.returncode == 130
    assert b"caveat: Interrupted." in told
    assert b"Traceback" not in told
    assert json.loads((proposals / "r.json").read_text(encoding="utf-8"))["error"]["exit_code"] == 130


@pytest.mark.parametrize("command", [[sys.executable, str(ROOT / "cli.py")], [sys.executable, "-m", "checker"]])
def test_the_command_can_be_started_in_every_documented_way(tmp_path: Path, command: list[str]) -> None:
    done = subprocess.run(
        [*command, "--version"], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("caveat ")
    assert f"Python {sys.version_info.major}.{sys.version_info.minor}" in done.stdout


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["rules", "list", "--help"]])
def test_help_imports_nothing_heavy_and_documents_the_exit_codes(tmp_path: Path, arguments: list[str]) -> None:
    program = (
        "import sys; from checker.cli.entry import run; code = run(sys.argv[1:]);"
        "print(*sorted({'jsonschema', 'jsonschema_rs', 'yaml', 'orjson', 'durable_rules_engine'} & set(sys.modules)));"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    *help_lines, imported = done.stdout.splitlines()
    assert imported == ""
    codes = [line.split()[0] for line in help_lines[help_lines.index("  Exit codes (the highest that applies):") + 1 :]]
    assert [code for code in codes if code.isdigit()] == ["0", "1", "2", "3", "70", "130"]


def test_workers_keep_to_a_smaller_limit_of_memory_that_was_set_from_outside(proposals: Path) -> None:
    limit = 8 << 30
    done = subprocess.run(
        [*CAVEAT, "check", "one.json", "--workers", "1", "--max-memory", "16384"],
        cwd=proposals, env=environment(), capture_output=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"caveat: note: a note\n")


@pytest.mark.parametrize("lines", [1, 2])
def test_standard_input_that_is_set_not_to_block_is_read_to_its_end(proposals: Path, lines: int) -> None:
    """As another program with the same pipe or terminal may have set it: that nothing has come yet is no end."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    with subprocess.Popen(
        [*CAVEAT, "check", "-", "--format", "jsonl"],
        cwd=proposals, env=environment(), stdin=reading, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        os.close(reading)
        assert process.stderr
        assert process.stderr.readline() == b"caveat: note: a note\n"  # from here on it waits for standard input
        wait_until_it_waits(process)
        for number in range(lines):
            os.write(writing, b'{"id": "p%d"}\n' % number)
            wait_until_it_waits(process)
        os.close(writing)
        printed, told = process.communicate()
    assert (process.returncode, told) == (0, b"")
    assert [json.loads(line)["id"] for line in printed.splitlines()] == [f"p{number}" for number in range(lines)]


def test_standard_output_that_is_set_not_to_block_gets_the_whole_report(proposals: Path) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with subprocess.Popen(
        [*CAVEAT, "check", "many.jsonl", "--workers", "0"],
        cwd=proposals, env=environment(), stdout=writing, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        os.close(writing)
        wait_until_it_waits(process)
        with open(reading, "rb") as file:
            printed = file.read()
        assert process.stderr
        assert process.stderr.read() == b"caveat: note: a note\n"
    assert process.returncode == 1
    assert len(printed) > 1 << 16  # more than a pipe holds
    assert printed.splitlines()[-1].startswith(b"  Exit code  1: ")


PROGRAM = """
import os, runpy, signal, sys
from checker import files
unlink = os.unlink
def asked_again(path):
    os.kill(os.getpid(), signal.SIGTERM)
    unlink(path)
files.os.unlink = asked_again
runpy.run_module("tests.stub_caveat", run_name="__main__")
"""


def test_who_is_asked_to_end_a_second_time_tidies_up_all_the_same(proposals: Path) -> None:
    """The program `timeout` sends SIGTERM twice, with hardly any time between."""
    before = sorted(os.listdir(proposals))
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "check", "-", "--output", "r.txt"],
        cwd=proposals, env=environment(), stdin=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stderr
        assert process.stderr.readline() == b"caveat: note: a note\n"
        while sorted(os.listdir(proposals)) == before:  # until it has begun to write
            sleep(0.01)
        process.send_signal(signal.SIGTERM)
        told = process.stderr.read()
    assert (process.returncode, told) == (128 + signal.SIGTERM, b"")
    assert sorted(os.listdir(proposals)) == before


def wait_until_it_waits(process: subprocess.Popen[bytes]) -> None:
    """Return when a process has ended, or uses no processor for a while."""
    used = -1.0
    while process.poll() is None and used != (used := processor_time(process.pid)):
        sleep(0.3)


def processor_time(pid: int) -> float:
    """Return a measure of the processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return float(fields[11]) + float(fields[12])
