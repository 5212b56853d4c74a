"""`caveat check`: options, outputs, exit codes."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from checker.document import Limits
from tests.cli.conftest import Caveat, write
from tests.samples import StubChecker, validate_line, validate_report

CLEAN = {"id": "clean"}
WARNED = {"id": "warned", "warn": ["high"]}


def test_0_nothing_to_report(caveat: Caveat, folder: Path) -> None:
    write(folder, a=CLEAN)
    outcome = caveat("check", "a.json")
    assert outcome.status == 0
    assert "No warnings." in outcome.stdout
    assert outcome.stderr == "caveat: note: a note\n"


@pytest.mark.parametrize(
    ("fail_on", "status"), [("critical", 0), ("high", 1), ("medium", 1), ("low", 1), ("never", 0), (None, 1)]
)
def test_1_a_warning_at_or_above_fail_on(caveat: Caveat, folder: Path, fail_on: str | None, status: int) -> None:
    write(folder, a=WARNED)
    assert caveat("check", "a.json", *(["--fail-on", fail_on] if fail_on else [])).status == status


def test_1_is_for_high_unless_fail_on_says_otherwise(caveat: Caveat, folder: Path) -> None:
    write(folder, a={"id": "a", "warn": ["medium"]})
    assert caveat("check", "a.json").status == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "a.json", "--nonsense"],
        ["check", "a.json", "--format", "xml"],
        ["check", "a.json", "--fail-on", "hi"],
        ["check", "a.json", "--today", "yesterday"],
        ["check", "a.json", "--today", "20261122"],
        ["check", "a.json", "--max-bytes", "0"],
        ["check", "a.json", "--set", "min"],
        ["check", "a.json", "--set", "a=1", "--set", "a=2"],
        ["check", "a.json", "--severity", "rule=high", "--severity", "rule=low"],
        ["check", "a.json", "--select", "nochampion"],
        ["check", "gone.json"],
        ["check", "empty"],
        ["check", "a.json", "--output", "report"],
        ["check", "a.json", "--output", "no/report.json"],
        ["check", "a.json", "--format", "text", "--format", "json"],
        ["check", "a.json", "--output", "r.json", "--output", "./r.json"],
        ["chek"],
        [],
    ],
)
def test_2_the_command_could_not_run(caveat: Caveat, folder: Path, arguments: list[str]) -> None:
    write(folder, a=CLEAN)
    (folder / "empty").mkdir()
    (folder / "broken").write_text("{", encoding="utf-8")
    outcome = caveat(*arguments)
    assert outcome.status == 2
    assert outcome.stdout == ""
    assert outcome.stderr.startswith("caveat: ")
    assert sorted(path.name for path in folder.iterdir()) == ["a.json", "broken", "empty"]


@pytest.mark.parametrize("document", ["{", "{}"])
def test_3_a_proposal_could_not_be_checked(caveat: Caveat, folder: Path, document: str) -> None:
    write(folder, a=WARNED)
    (folder / "b.json").write_text(document, encoding="utf-8")
    assert caveat("check", ".").status == 3
    assert caveat("check", ".", "--fail-on", "never").status == 3


def test_70_a_bug_is_told_in_a_short_message_and_debug_shows_the_traceback(caveat: Caveat, folder: Path) -> None:
    write(folder, a={"crash": True})
    outcome = caveat("check", "a.json")
    assert outcome.status == 70
    assert r"This is a bug in caveat: RuntimeError: crash \u001b[2J" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert "Traceback" in caveat("check", "a.json", "--debug").stderr


def test_130_interrupted(caveat: Caveat, folder: Path) -> None:
    write(folder, a={"interrupt": True})
    outcome = caveat("check", "a.json", "--output", "r.txt")
    assert outcome.status == 130
    assert "Interrupted." in outcome.stderr
    assert not (folder / "r.txt").exists()


def test_the_nearest_name_is_suggested_for_whatever_is_misspelt(caveat: Caveat, folder: Path) -> None:
    write(folder, mobility=CLEAN)
    assert "did you mean `mobility.json`?" in caveat("check", "mobilty.json").stderr
    assert "did you mean `no-champion`?" in caveat("check", "mobility.json", "--select", "nochampion").stderr
    assert "did you mean `check`?" in caveat("chek").stderr


@pytest.mark.parametrize("format", ["json", "jsonl"])
@pytest.mark.parametrize(
    "arguments",
    [["gone.json"], ["a.json", "--nonsense"], ["a.json", "--select", "x"], ["crash.json"], ["interrupt.json"]],
)
def test_a_failure_is_also_written_in_the_machine_format_that_was_asked_for(
    caveat: Caveat, folder: Path, format: str, arguments: list[str]
) -> None:
    write(folder, a=CLEAN, crash={"crash": True}, interrupt={"interrupt": True})
    outcome = caveat("check", f"--format={format}", *arguments)
    validate_report(outcome.json)
    validate_line(outcome.json)
    assert outcome.json["error"]["exit_code"] == outcome.status
    assert outcome.json["error"]["problems"][0]["message"].split("\x1b")[0] in outcome.stderr


def test_a_failure_is_written_to_the_file_where_the_report_was_asked_for(caveat: Caveat, folder: Path) -> None:
    (folder / "r.json").write_text("an old report", encoding="utf-8")
    outcome = caveat("check", "gone.json", "--output", "r.json", "--output", "r.txt")
    assert outcome.stdout == ""
    validate_report(json.loads((folder / "r.json").read_text(encoding="utf-8")))
    assert not (folder / "r.txt").exists()


def test_json_on_standard_output_is_never_half_a_document(caveat: Caveat, folder: Path) -> None:
    write(folder, a=CLEAN, b={"crash": True})
    assert "error" in caveat("check", ".", "--format", "json").json


def test_json_goes_to_standard_output_only_when_every_file_has_been_written(
    caveat: Caveat, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, a=CLEAN)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    outcome = caveat("check", "a.json", "--format", "json", "--output", "-", "--format", "text", "--output", "r.txt")
    assert outcome.status == 2
    assert outcome.json["error"]["problems"][0]["message"] == "r.txt can't be written: No space left on device."


def test_json_lines_that_could_not_be_finished_end_in_the_failure(caveat: Caveat, folder: Path) -> None:
    write(folder, a=CLEAN, b={"crash": True})
    first, last = map(json.loads, caveat("check", ".", "--format", "jsonl").stdout.splitlines())
    assert first["id"] == "clean"
    assert last["error"]["exit_code"] == 70


def test_a_report_never_overwrites_a_proposal(caveat: Caveat, folder: Path) -> None:
    write(folder, a=CLEAN)
    (folder / "link.json").symlink_to("a.json")
    for output in ("a.json", "link.json"):
        outcome = caveat("check", "a.json", "--output", output)
        assert outcome.status == 2
        assert "overwrite" in outcome.stderr
        assert json.loads((folder / "a.json").read_text(encoding="utf-8")) == CLEAN


def test_the_report_of_the_last_run_is_no_proposal_of_this_one(caveat: Caveat, folder: Path) -> None:
    write(folder, a=CLEAN)
    for _ in range(2):
        assert caveat("check", ".", "--output", "r.json").status == 0
        report = json.loads((folder / "r.json").read_text(encoding="utf-8"))
        assert [proposal["path"] for proposal in report["proposals"]] == ["a.json"]


def test_one_run_writes_several_reports_and_tells_where(caveat: Caveat, folder: Path) -> None:
    write(folder, a=WARNED, b=CLEAN)
    outcome = caveat("check", ".", "--output", "r.json", "--output", "r.jsonl", "--output", "r.txt")
    assert outcome.stdout == ""
    assert outcome.stderr.endswith("caveat: 1 warning about 2 proposals; see r.json, r.jsonl, r.txt\n")
    report = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    lines = (folder / "r.jsonl").read_text(encoding="utf-8").splitlines()
    validate_report(report)
    assert [json.loads(line) for line in lines] == report["proposals"]
    assert "Summary" in (folder / "r.txt").read_text(encoding="utf-8")


def test_quiet_says_nothing_but_what_went_wrong(caveat: Caveat, folder: Path) -> None:
    write(folder, a=WARNED)
    outcome = caveat("check", "a.json", "-q")
    assert (outcome.status, outcome.stdout, outcome.stderr) == (1, "", "")
    write(folder, b={})
    assert "`id` is missing." in caveat("check", ".", "-q").stdout


def test_options_reach_the_checker(caveat: Caveat, folder: Path) -> None:
    write(folder, a=CLEAN, schema={})
    caveat(
        "check", "a.json", "--rules", "builtin", "--rules", "mine", "--select", "no-owner, no-champion",
        "--ignore", "x", "--ignore", "y,z", "--set", "staff=0.10", "--set", "names=a,b", "--set", "word=two words",
        "--schema", "schema.json", "--severity", "no-owner=low", "--today", "2026-02-28", "--engine", "reference",
        "--max-bytes", "99",
    )  # fmt: skip
    checker = StubChecker.last
    assert checker.rules == ["builtin", "mine"]
    assert checker.options == {
        "schema": Path("schema.json"),
        "parameters": {"staff": "0.10", "names": "a,b", "word": "two words"},
        "select": ("no-owner", "no-champion"),
        "ignore": ("x", "y", "z"),
        "severities": {"no-owner": "low"},
        "today": date(2026, 2, 28),
        "engine": "reference",
        "limits": Limits(max_bytes=99),
    }


def test_the_built_in_rules_are_checked_where_none_are_given(caveat: Caveat, folder: Path) -> None:
    write(folder, a=CLEAN)
    caveat("check", "a.json")
    assert StubChecker.last.rules is None


def test_max_bytes_bounds_what_is_read(caveat: Caveat, folder: Path) -> None:
    write(folder, a=CLEAN)
    outcome = caveat("check", "a.json", "--max-bytes", "5")
    assert outcome.status == 3
    assert "at most 5 are read" in outcome.stdout


def test_standard_input_is_a_proposal(caveat: Caveat) -> None:
    outcome = caveat("check", "-", "--format", "json", stdin=b'{"id": "piped"}')
    assert [(entry["path"], entry["id"]) for entry in outcome.json["proposals"]] == [("-", "piped")]


@pytest.mark.parametrize(
    ("choice", "environment", "colored"),
    [
        ("auto", {}, True),
        ("auto", {"NO_COLOR": "1"}, False),
        ("auto", {"TERM": "dumb"}, False),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {}, False),
    ],
)
def test_colour_is_shown_only_where_it_is_wanted(
    caveat: Caveat,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    choice: str,
    environment: dict[str, str],
    colored: bool,
) -> None:
    write(folder, a=WARNED)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True)
    assert ("\x1b[" in caveat("check", "a.json", "--color", choice).stdout) == colored


def test_no_colour_goes_into_a_pipe_or_a_file(caveat: Caveat, folder: Path) -> None:
    write(folder, a=WARNED)
    outcome = caveat("check", "a.json", "--output", "r.txt", "--output", "-")
    assert "\x1b[" not in outcome.stdout + (folder / "r.txt").read_text(encoding="utf-8")


def test_lines_are_as_wide_as_the_terminal_but_no_wider_than_can_be_read(
    caveat: Caveat, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, a={"id": "a", "title": "word " * 60})
    for columns, widest in (("60", 60), ("500", 100), ("1", 40)):
        monkeypatch.setenv("COLUMNS", columns)
        lines = caveat("check", "a.json").stdout.splitlines()
        assert widest - 6 < max(map(len, lines)) <= widest


def test_a_checker_that_cannot_be_imported_is_a_bug_and_not_a_crash(
    caveat: Caveat, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, a=CLEAN)
    monkeypatch.setitem(sys.modules, "checker.check", ModuleType("checker.check"))
    assert caveat("check", "a.json").status == 70
