"""`caveat baseline`, and `caveat check --baseline`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checker.cli import baseline_create
from tests.cli.conftest import Caveat, write

FILE = "caveat.baseline.json"
WARNED = {"id": "a", "warn": ["high"]}


@pytest.fixture
def baseline(caveat: Caveat, folder: Path) -> Path:
    """A folder with a proposal and a baseline of it."""
    write(folder, a=WARNED)
    assert caveat("baseline", "create", ".").status == 0
    return folder


def test_right_after_a_baseline_is_made_nothing_counts(caveat: Caveat, baseline: Path) -> None:
    outcome = caveat("check", ".", "--baseline", FILE, "--fail-on", "low", "--format", "json")
    assert outcome.status == 0
    assert [proposal["path"] for proposal in outcome.json["proposals"]] == ["a.json"]
    assert outcome.json["summary"]["waived"] == 1
    assert caveat("check", ".", "-q", "--baseline", FILE, "--workers", "2").status == 0


def test_only_what_is_new_counts(caveat: Caveat, baseline: Path) -> None:
    write(baseline, a={**WARNED, "id": "b"})
    assert caveat("check", "a.json", "--baseline", FILE).status == 1


def test_create_says_what_it_wrote_and_never_overwrites(caveat: Caveat, folder: Path) -> None:
    write(folder, a=WARNED)
    first = caveat("baseline", "create", "a.json", "--baseline", "b.json")
    assert "b.json holds 1 warning about 1 proposal; use it with: caveat check --baseline b.json" in first.stderr
    before = (folder / "b.json").read_bytes()
    again = caveat("baseline", "create", "a.json", "--baseline", "b.json")
    assert again.status == 2
    assert "`caveat baseline update` brings it up to date" in again.stderr
    assert (folder / "b.json").read_bytes() == before


def test_there_is_no_baseline_of_a_proposal_that_could_not_be_checked(caveat: Caveat, folder: Path) -> None:
    write(folder, a=WARNED, b={})
    outcome = caveat("baseline", "create", ".")
    assert outcome.status == 2
    assert "`b.json` could not be checked" in outcome.stderr
    assert not (folder / FILE).exists()


def test_update_shows_what_it_adds_and_drops_and_keeps_what_it_did_not_check(caveat: Caveat, baseline: Path) -> None:
    write(baseline, a={"id": "a"}, b={**WARNED, "id": "b"}, c={**WARNED, "id": "c"})
    outcome = caveat("baseline", "update", "a.json", "b.json")
    assert outcome.status == 0
    assert [line[:6] for line in outcome.stdout.splitlines()] == ["- a  p", "+ b  p"]
    assert caveat("baseline", "update", "c.json").stderr.count("is not among these proposals") == 2
    held = json.loads((baseline / FILE).read_bytes())["proposals"]
    assert {proposal: len(warnings) for proposal, warnings in held.items()} == {"a": 0, "b": 1, "c": 1}
    assert "is up to date" in caveat("baseline", "update", ".").stderr


def test_a_waived_warning_is_not_put_into_the_baseline(caveat: Caveat, folder: Path) -> None:
    write(folder, a=WARNED)
    caveat(
        "waivers", "add", "--rule", "public-concern-unaddressed", "--proposal", "a", "--reason", "x", "--approver", "y",
        "--today", "2026-11-22", "--expires", "2026-11-23",
    )  # fmt: skip
    caveat("baseline", "create", ".", "--today", "2026-11-22")
    assert json.loads((folder / FILE).read_bytes())["proposals"] == {"a": {}}


def test_a_baseline_that_is_not_there_is_refused(caveat: Caveat, folder: Path) -> None:
    write(folder, a=WARNED)
    for arguments in (("check", ".", "--baseline", FILE), ("baseline", "update", ".")):
        outcome = caveat(*arguments)
        assert outcome.status == 2
        assert "There is no such baseline." in outcome.stderr


@pytest.mark.parametrize("command", ["create", "update"])
def test_what_another_program_puts_into_the_file_meanwhile_is_not_lost(
    caveat: Caveat, folder: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    write(folder, a=WARNED)
    other = '{"format": "caveat/baseline-1", "proposals": {"b": {}}}'
    if command == "update":
        (folder / FILE).write_text('{"format": "caveat/baseline-1", "proposals": {}}', encoding="utf-8")
    original = baseline_create.entries_of

    def meanwhile(*arguments: Any) -> Any:
        (folder / FILE).write_text(other, encoding="utf-8")
        return original(*arguments)

    monkeypatch.setattr(baseline_create, "entries_of", meanwhile)
    outcome = caveat("baseline", command, "a.json")
    assert outcome.status == 2
    assert f"{FILE} can't be written: It has just been changed" in outcome.stderr
    assert (folder / FILE).read_text(encoding="utf-8") == other
