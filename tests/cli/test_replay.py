"""`caveat replay`: the same again, and what changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Caveat, write
from tests.samples import validate_report

WARNED = {"id": "a", "warn": ["high"]}


@pytest.fixture
def report(caveat: Caveat, folder: Path) -> Path:
    """A report about two proposals, in the folder with them."""
    write(folder, a=WARNED, b={"id": "b"})
    caveat("check", ".", "--output", "r.json", "--output", "other.json", "--today", "2026-11-22")
    path = folder / "r.json"
    validate_report(json.loads(path.read_bytes()))
    return path


def edit(report: Path, **changes: Any) -> None:
    report.write_text(json.dumps({**json.loads(report.read_bytes()), **changes}), encoding="utf-8")


def test_right_after_the_check_the_outcome_is_the_same(caveat: Caveat, report: Path) -> None:
    before = {path.name: path.read_bytes() for path in report.parent.iterdir()}
    outcome = caveat("replay", "r.json")
    assert outcome.status == 0
    assert outcome.stdout.startswith("The outcome is the same.\n")
    assert "Documents   2 the same" in outcome.stdout
    assert {path.name: path.read_bytes() for path in report.parent.iterdir()} == before, "nothing is written"


def test_the_day_and_the_options_are_those_of_the_report(caveat: Caveat, folder: Path) -> None:
    write(folder, a=WARNED)
    caveat(
        "check", "a.json", "--output", "r.json", "--select", "no-owner", "--ignore", "x", "--set", "staff=1",
        "--severity", "no-owner=low", "--today", "2026-02-28", "--engine", "reference", "--max-bytes", "99",
        "--fail-on", "never", "--rules", "mine",
    )  # fmt: skip
    from tests.samples import StubChecker

    first = (StubChecker.last.rules, StubChecker.last.options)
    assert caveat("replay", "r.json").status == 0
    assert (StubChecker.last.rules, StubChecker.last.options) == first


def test_another_outcome_is_1_and_names_the_input_that_changed(caveat: Caveat, report: Path) -> None:
    write(report.parent, a={"id": "a"})
    outcome = caveat("replay", "r.json")
    assert outcome.status == 1
    assert outcome.stdout.startswith("The outcome is not the same. What changed: documents.\n")
    assert "a.json: changed" in outcome.stdout
    assert "- high public-concern-unaddressed (concern residents privacy_loss)" in outcome.stdout
    assert "Exit code of the check: 1 then, 0 now" in outcome.stdout
    found = caveat("replay", "r.json", "--format", "json").json
    assert (found["same"], found["inputs"]["rules"], found["exit_codes"]) == (False, "the same", {"was": 1, "is": 0})


def test_an_input_that_changed_without_an_effect_is_named_too(caveat: Caveat, report: Path) -> None:
    inputs = json.loads(report.read_bytes())["inputs"]
    edit(report, inputs={**inputs, "tool": f"sha256:{'1' * 64}", "schema": f"sha256:{'2' * 64}"})
    outcome = caveat("replay", "r.json")
    assert outcome.status == 0
    assert outcome.stdout.startswith("The outcome is the same, though tool and schema changed.\n")


def test_a_new_waiver_is_an_input_that_changed(caveat: Caveat, folder: Path) -> None:
    write(folder, a=WARNED)
    add = (
        "waivers", "add", "--proposal", "a", "--reason", "x", "--approver", "y", "--today", "2026-11-22",
        "--expires", "2026-11-23", "--rule",
    )  # fmt: skip
    caveat(*add, "no-owner")
    caveat("check", ".", "--output", "r.json", "--today", "2026-11-22")
    assert caveat("replay", "r.json").status == 0
    caveat(*add, "public-concern-unaddressed")
    outcome = caveat("replay", "r.json")
    assert outcome.status == 1
    assert "What changed: waivers." in outcome.stdout
    assert "(concern residents privacy_loss): waived now" in outcome.stdout


def test_a_document_that_is_gone_is_3_and_named(caveat: Caveat, report: Path) -> None:
    (report.parent / "b.json").unlink()
    outcome = caveat("replay", "r.json")
    assert outcome.status == 3
    assert "b.json: missing" in outcome.stdout


def test_a_document_that_can_not_be_checked_any_more_is_3(caveat: Caveat, report: Path) -> None:
    write(report.parent, b={})
    outcome = caveat("replay", "r.json")
    assert (outcome.status, "+ invalid, 0 warnings" in outcome.stdout) == (3, True)


def test_a_new_document_is_another_outcome(caveat: Caveat, report: Path) -> None:
    write(report.parent, c={"id": "c"})
    outcome = caveat("replay", "r.json")
    assert (outcome.status, "c.json: added" in outcome.stdout) == (1, True)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"select": ["gone"]}, "`gone` is unknown."),
        ({"waivers": "gone.yaml"}, "There is no such waiver file."),
        ({"paths": ["gone"]}, "None of the paths"),
        ({"paths": ["-"]}, "None of the paths"),
        ({"schema": "/dev/zero"}, "no ordinary file"),
        ({"waivers": "/dev/zero"}, "no ordinary file"),
    ],
)
def test_what_can_not_be_checked_any_more_is_3_with_the_reason(
    caveat: Caveat, report: Path, options: dict[str, Any], told: str
) -> None:
    edit(report, options={**json.loads(report.read_bytes())["options"], **options})
    outcome = caveat("replay", "r.json")
    assert outcome.status == 3
    assert told in outcome.stderr
    found = caveat("replay", "r.json", "--format", "json").json
    assert found["same"] is None and told in str(found["problems"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{}", "no report of caveat"),
        ('{"format": "caveat/report-1", "error": {}}', "could not run"),
        ('{"path": "a", "index": 0, "status": "checked", "warnings": []}', "JSON Lines"),
        ("", "r.json"),
    ],
)
def test_what_is_no_report_is_2_with_the_reason(caveat: Caveat, folder: Path, text: str, told: str) -> None:
    (folder / "r.json").write_text(text, encoding="utf-8")
    outcome = caveat("replay", "r.json")
    assert outcome.status == 2
    assert told in outcome.stderr
    assert caveat("replay", "gone.json").status == 2


def test_a_report_that_does_not_say_how_it_was_made_is_refused(caveat: Caveat, report: Path) -> None:
    kept = {name: value for name, value in json.loads(report.read_bytes()).items() if name not in ("inputs", "options")}
    report.write_text(json.dumps(kept), encoding="utf-8")
    outcome = caveat("replay", "r.json")
    assert (outcome.status, "does not say how it was made" in outcome.stderr) == (2, True)
