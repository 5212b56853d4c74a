"""`caveat waivers`, and what a waiver does in `caveat check`. The stand-in knows the rules of tests/samples.py."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from checker.cli import waivers_add
from checker.waiver_file import load_waivers
from tests.cli.conftest import Caveat, write
from tests.samples import FINDING, validate_report

ROOT = Path(__file__).parents[2]
PROPOSAL = {"id": "mobility-2026", "warn": ["high"]}
RULE = FINDING.rule
DAY = ("--today", "2026-11-22")
ADD = ("waivers", "add", "--reason", "It is known.", "--approver", "Board", *DAY)
NAMED = ("--rule", RULE, "--proposal", "mobility-2026", "--expires", "2026-12-22")
FILE = "caveat.waivers.yaml"


@pytest.fixture
def waived(caveat: Caveat, folder: Path) -> Path:
    """A folder with a proposal whose warning is waived."""
    write(folder, a=PROPOSAL)
    assert caveat(*ADD, *NAMED).status == 0
    return folder


def test_a_waived_warning_does_not_count_and_is_shown_as_waived(caveat: Caveat, waived: Path) -> None:
    outcome = caveat("check", "a.json", *DAY, "--format", "json")
    assert outcome.status == 0
    validate_report(outcome.json)
    assert outcome.json["proposals"][0]["warnings"][0]["waived"] == {
        "reason": "It is known.", "approver": "Board", "expires": "2026-12-22",
    }  # fmt: skip
    assert outcome.json["summary"]["waived"] == 1
    text = caveat("check", "a.json", *DAY, "-v")
    assert "1 waived" in text.stdout and "It is known., Board, until 2026-12-22" in text.stdout


def test_the_file_in_the_working_folder_is_used_unless_another_is_named_and_that_is_told(
    caveat: Caveat, waived: Path
) -> None:
    assert f"note: waivers are read from {FILE}; --no-waivers leaves them out" in caveat("check", "a.json", *DAY).stderr
    without = caveat("check", "a.json", *DAY, "--no-waivers")
    assert (without.status, "waivers" in without.stderr) == (1, False)
    (waived / "none.yaml").write_text("format: caveat/waivers-1\nwaivers: []\n", encoding="utf-8")
    other = caveat("check", "a.json", *DAY, "--waivers", "none.yaml")
    assert (other.status, "waivers" in other.stderr) == (1, False)
    assert caveat("check", "a.json", *DAY, "--waivers", FILE, "--no-waivers").status == 2


def test_waivers_take_effect_in_worker_processes_too(caveat: Caveat, waived: Path) -> None:
    write(waived, b={**PROPOSAL, "id": "other"}, c=PROPOSAL)
    outcome = caveat("check", ".", *DAY, "--workers", "2", "--format", "json")
    assert [len([w for w in one["warnings"] if w["waived"]]) for one in outcome.json["proposals"]] == [1, 0, 1]


def test_a_waiver_without_effect_is_a_notice_of_its_proposal_with_its_place(caveat: Caveat, waived: Path) -> None:
    outcome = caveat("check", "a.json", "--today", "2026-12-23", "--format", "jsonl")
    assert outcome.status == 1
    assert outcome.json["warnings"][0]["waived"] is None
    (notice,) = outcome.json["notices"]
    assert (notice["keyword"], notice["path"], notice["line"], notice["column"]) == ("waiver-expired", FILE, 3, 5)


def test_a_waiver_file_that_is_refused_ends_the_command_with_2_and_all_that_is_wrong(
    caveat: Caveat, folder: Path
) -> None:
    write(folder, a=PROPOSAL)
    (folder / FILE).write_text("format: caveat/waivers-1\nwaivers:\n  - {rule: '*', proposal: '*'}\n", encoding="utf-8")
    outcome = caveat("check", "a.json", *DAY, "--format", "json")
    assert outcome.status == 2
    told = outcome.json["error"]["problems"]
    assert len(told) == 6
    assert {(problem["path"], problem["line"]) for problem in told} == {(FILE, 3)}
    assert f"caveat: {FILE}:3:12: " in outcome.stderr


def test_a_waiver_file_in_json_among_the_proposals_is_no_proposal(caveat: Caveat, folder: Path) -> None:
    write(folder, a=PROPOSAL)
    assert caveat(*ADD, *NAMED, "--waivers", "w.json").status == 0
    assert caveat("check", ".", *DAY, "--waivers", "w.json").status == 0


def test_add_keeps_what_is_there_and_says_what_it_did(caveat: Caveat, waived: Path) -> None:
    before = (waived / FILE).read_text(encoding="utf-8") + "  # until May\n"
    (waived / FILE).write_text(before, encoding="utf-8")
    outcome = caveat(*ADD, *NAMED, "--key", "concern residents cost")
    assert outcome.status == 0
    assert "(concern residents cost) is waived from 2026-11-22 to 2026-12-22" in outcome.stderr
    assert (waived / FILE).read_text(encoding="utf-8").startswith(before)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--rule", RULE, "--proposal", "p"), "--expires is missing."),
        (("--proposal", "p", "--expires", "2026-12-22"), "--rule is missing."),
        ((*NAMED[2:], "--rule", "no-ownr"), "did you mean `no-owner`?"),
        ((*NAMED[2:], "--rule", "no-champion"), "is mandatory"),
        ((*NAMED[:4], "--expires", "2026-11-21"), "expired already"),
        ((*NAMED, "--granted-on", "2026-12-23"), "would expire before it is granted"),
        ((*NAMED[:2], "--proposal", "mobility-*", "--expires", "2026-12-22"), "wildcards are not allowed"),
        ((*NAMED, "--granted-on", "2026-11-01"), "waived already, from 2026-11-22 to 2026-12-22"),
        ((*NAMED, "--warning", "0f0f", "a.json"), "--warning stands for"),
        (("--warning", "0f", "a.json", "--expires", "2026-12-22"), "is too short"),
        (("--warning", "abcdef", "a.json", "--expires", "2026-12-22"), "No warning of `a.json`"),
    ],
)
def test_add_refuses_what_would_not_do_what_was_meant(
    caveat: Caveat, waived: Path, arguments: tuple[str, ...], told: str
) -> None:
    before = (waived / FILE).read_bytes()
    outcome = caveat(*ADD, *arguments)
    assert outcome.status == 2
    assert told in outcome.stderr
    assert (waived / FILE).read_bytes() == before


def test_a_renewal_that_begins_after_the_old_one_ends_is_no_duplicate(caveat: Caveat, waived: Path) -> None:
    later = ("--granted-on", "2026-12-23", "--expires", "2027-12-23")
    assert caveat(*ADD, *NAMED[:4], *later).status == 0


def test_all_that_is_missing_is_told_at_once(caveat: Caveat) -> None:
    told = caveat("waivers", "add").stderr
    for option in ("--rule", "--proposal", "--reason", "--approver", "--expires"):
        assert f"{option} is missing." in told


def test_list_says_of_each_waiver_what_it_is_today(caveat: Caveat, waived: Path) -> None:
    assert "in force until 2026-12-22, for 30 more days" in caveat("waivers", "list", "--today", "2026-11-22").stdout
    assert "in force until today" in caveat("waivers", "list", "--today", "2026-12-22").stdout
    assert "expired on 2026-12-22" in caveat("waivers", "list", "--today", "2026-12-23").stdout
    assert "not in force before 2026-11-22" in caveat("waivers", "list", "--today", "2026-11-21").stdout
    listed = caveat("waivers", "list", "--today", "2026-11-22", "--format", "json").json
    assert [(one["rule"], one["key"], one["state"], one["line"]) for one in listed["waivers"]] == [
        (RULE, None, "in force", 3)
    ]


def test_list_without_a_file_says_how_to_make_one(caveat: Caveat) -> None:
    outcome = caveat("waivers", "list")
    assert outcome.status == 2
    assert "`caveat waivers add` makes it" in outcome.stderr


def test_audit_is_0_where_there_is_nothing_to_look_at_else_1(caveat: Caveat, waived: Path) -> None:
    clean = caveat("waivers", "audit", ".", "--today", "2026-11-21")
    assert (clean.status, clean.stdout) == (0, "1 waiver against 1 proposal: nothing to look at.\n")
    soon = caveat("waivers", "audit", ".", "--today", "2026-11-22")
    assert soon.status == 1
    assert f"{FILE}:3:5: The waiver of `{RULE}` expires on 2026-12-22: in 30 days." in soon.stdout
    assert caveat("waivers", "audit", ".", "--today", "2026-11-22", "--within", "29").status == 0
    found = caveat("waivers", "audit", ".", "--today", "2027-01-01", "--format", "json").json
    assert [one["keyword"] for one in found["findings"]] == ["waiver-expired"]


def test_audit_is_3_where_a_proposal_could_not_be_checked(caveat: Caveat, waived: Path) -> None:
    write(waived, broken={})
    outcome = caveat("waivers", "audit", ".", "--today", "2026-11-21")
    assert (outcome.status, "1 of them not checked" in outcome.stdout) == (3, True)


def test_what_another_program_puts_into_the_file_meanwhile_is_not_lost(
    caveat: Caveat, waived: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as a second `waivers add`, or somebody at an editor: nothing is written, and that is told."""
    other = (waived / FILE).read_text(encoding="utf-8") + "# A comment of somebody else's\n"
    original = waivers_add.lengthened

    def meanwhile(*arguments: Any) -> str:
        (waived / FILE).write_text(other, encoding="utf-8")
        return original(*arguments)

    monkeypatch.setattr(waivers_add, "lengthened", meanwhile)
    another = ("--rule", RULE, "--proposal", "other", "--expires", "2026-12-22")
    outcome = caveat(*ADD, *another)
    assert outcome.status == 2
    assert f"{FILE} can't be written: It has just been changed" in outcome.stderr
    assert (waived / FILE).read_text(encoding="utf-8") == other


def test_of_several_programs_that_make_the_file_at_once_each_has_its_waiver_there_or_is_refused(
    folder: Path,
) -> None:
    command = [sys.executable, "-m", "tests.stub_caveat", *ADD, "--rule", RULE, "--expires", "2026-12-22"]
    programs = [
        subprocess.Popen([*command, "--proposal", f"p{number}"], env=os.environ | {"PYTHONPATH": str(ROOT)})
        for number in range(4)
    ]
    written = [f"p{number}" for number, program in enumerate(programs) if program.wait() == 0]
    assert {program.returncode for program in programs} <= {0, 2}
    assert sorted(waiver.proposal for waiver in load_waivers(folder / FILE).entries) == written
