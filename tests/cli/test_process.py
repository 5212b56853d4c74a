"""What only a whole process shows: pipes, signals, locale, imports."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

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
