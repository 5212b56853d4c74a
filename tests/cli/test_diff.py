"""`caveat diff`: what changed in the warnings. In the stand-in's proposals `warn` is what they warn of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Caveat, write

CLEAN = {"id": "a", "title": "A | *plan*", "note": 1}
WARNED = {**CLEAN, "warn": ["high"]}


@pytest.fixture(autouse=True)
def proposals(folder: Path) -> None:
    """old.json has a warning, new.json has none; their reports are old.report and new.report."""
    write(folder, old=WARNED, new={**CLEAN, "note": 2})


def report(caveat: Caveat, name: str, *paths: str) -> None:
    caveat("check", *paths, "--format", "json", "--output", name, "--today", "2026-11-22")


def test_a_proposal_and_itself_have_no_difference(caveat: Caveat) -> None:
    outcome = caveat("diff", "old.json", "old.json")
    assert outcome.status == 0
    assert "0 resolved, 0 new, 1 unchanged" in outcome.stdout
    assert "The document did not change." in outcome.stdout


def test_what_is_resolved_is_told_with_its_proven_cause(caveat: Caveat) -> None:
    outcome = caveat("diff", "old.json", "new.json")
    assert outcome.status == 0
    assert "RESOLVED (1)\n  - high  public-concern-unaddressed  concern residents privacy_loss\n" in outcome.stdout
    assert '      Because           warn: removed ["high"]\n' in outcome.stdout
    assert "note" not in outcome.stdout
    assert "CHANGES WITHOUT AN EFFECT ON WARNINGS (1)\n    note: 1 became 2\n" in caveat(
        "diff", "old.json", "new.json", "-v"
    ).stdout  # fmt: skip


@pytest.mark.parametrize(("fail_on", "status"), [("critical", 0), ("high", 1), ("low", 1), ("never", 0)])
def test_1_is_for_a_new_warning_at_or_above_fail_on(caveat: Caveat, fail_on: str, status: int) -> None:
    outcome = caveat("diff", "new.json", "old.json", "--fail-on", fail_on)
    assert outcome.status == status
    assert "NEW (1)\n  + high  public-concern-unaddressed" in outcome.stdout


def test_reports_are_compared_as_they_are_and_causes_are_named_while_the_documents_are_there(
    caveat: Caveat, folder: Path
) -> None:
    report(caveat, "old.report", "old.json")
    report(caveat, "new.report", "new.json")
    assert 'Because           warn: removed ["high"]' in caveat("diff", "old.report", "new.report").stdout
    write(folder, old={**WARNED, "note": 3})
    outcome = caveat("diff", "old.report", "new.report")
    assert "1 resolved, 0 new" in outcome.stdout
    assert "not at hand any more" in outcome.stdout
    assert "Because" not in outcome.stdout


def test_a_report_of_many_proposals_is_compared_with_one_proposal_by_its_id(caveat: Caveat, folder: Path) -> None:
    write(folder, other={"id": "b", "warn": ["high"]})
    report(caveat, "all.report", "old.json", "other.json")
    outcome = caveat("diff", "all.report", "new.json", "--today", "2026-11-22")
    assert "1 other proposal of the report left out" in outcome.stdout
    assert "1 proposal: 1 resolved, 0 new, 0 unchanged" in outcome.stdout
    write(folder, third={"id": "ab"})
    nothing = caveat("diff", "all.report", "third.json")
    assert nothing.status == 2
    assert "says nothing about the proposal `ab`" in nothing.stderr


def test_proposals_that_are_in_one_folder_only_are_told(caveat: Caveat, folder: Path) -> None:
    for name in ("one", "two"):
        (folder / name).mkdir()
        write(folder / name, a=WARNED, **{name: {"id": name, "warn": ["high"]}})
    outcome = caveat("diff", "one", "two")
    assert outcome.status == 1
    assert "This proposal is only in one: its warnings went with it." in outcome.stdout
    assert "This proposal is only in two: all of its warnings are new." in outcome.stdout


def test_what_else_is_different_between_two_reports_is_told(caveat: Caveat) -> None:
    report(caveat, "old.report", "old.json")
    caveat("check", "old.json", "--format", "json", "--output", "later.report", "--today", "2027-01-01")
    outcome = caveat("diff", "old.report", "later.report")
    assert (
        "Not only proposals differ between these two: day changed (as of 2026-11-22, then 2027-01-01)" in outcome.stdout
    )


def test_another_id_is_told_and_warnings_are_compared_all_the_same(caveat: Caveat, folder: Path) -> None:
    write(folder, new={**WARNED, "id": "b"})
    outcome = caveat("diff", "old.json", "new.json")
    assert "0 resolved, 0 new, 1 unchanged" in outcome.stdout
    assert "The id was a and is b" in outcome.stdout


def test_3_where_one_side_could_not_be_checked_which_is_never_taken_for_resolved(caveat: Caveat, folder: Path) -> None:
    write(folder, new={})
    outcome = caveat("diff", "old.json", "new.json")
    assert outcome.status == 3
    assert "new.json:1: invalid, so nothing can be compared: `id` is missing." in outcome.stdout
    assert "RESOLVED" not in outcome.stdout


def test_a_warning_that_is_waived_since_is_told(caveat: Caveat, folder: Path) -> None:
    report(caveat, "old.report", "old.json")
    caveat(
        "waivers", "add", "--rule", "public-concern-unaddressed", "--proposal", "a", "--reason", "x", "--approver", "y",
        "--today", "2026-11-22", "--expires", "2026-11-23",
    )  # fmt: skip
    assert "WAIVED SINCE (1)" in caveat("diff", "old.report", "old.json", "--today", "2026-11-22").stdout
    report(caveat, "new.report", "old.json")
    ended = caveat("diff", "new.report", "old.json", "--today", "2027-01-01")
    assert ended.status == 1
    assert "NO LONGER WAIVED (1)" in ended.stdout


def test_json_says_the_same_for_programs(caveat: Caveat) -> None:
    found = caveat("diff", "old.json", "new.json", "--format", "json").json
    (proposal,) = found["proposals"]
    assert found["summary"] == {"resolved": 1, "new": 0, "unchanged": 0}
    (resolved,) = proposal["resolved"]
    assert resolved["warning"]["rule"] == "public-concern-unaddressed"
    assert resolved["cause"]["certainty"] == "alone"
    named = [proposal["changes"][number] for number in resolved["cause"]["changes"]]
    assert [(change["kind"], change["old"]) for change in named] == [("removed", "/warn")]


def test_markdown_holds_what_a_proposal_says_as_text(caveat: Caveat) -> None:
    told = caveat("diff", "old.json", "new.json", "--format", "markdown").stdout
    assert "### A \\| \\*plan\\* (a)\n" in told
    assert '  - Because: warn: removed \\["high"\\]\n' in told


def test_nothing_in_a_proposal_can_forge_a_line(caveat: Caveat, folder: Path) -> None:
    write(folder, new={**CLEAN, "title": "A\nRESOLVED (9)\x1b[2J", "note": "\n+ x\x1b[2J"})
    outcome = caveat("diff", "old.json", "new.json", "-v")
    assert "\x1b" not in outcome.stdout
    assert "\nRESOLVED (9)" not in outcome.stdout and "\n+ x" not in outcome.stdout


@pytest.mark.parametrize("arguments", [["old.json"], ["old.json", "gone.json"], ["lines.json", "new.json"]])
def test_2_where_a_side_is_missing_or_can_not_be_used(caveat: Caveat, folder: Path, arguments: list[str]) -> None:
    line = {"path": "a", "index": 0, "status": "checked", "warnings": []}
    (folder / "lines.json").write_text(f"{json.dumps(line)}\n{json.dumps(line)}\n", encoding="utf-8")
    assert caveat("diff", *arguments).status == 2
