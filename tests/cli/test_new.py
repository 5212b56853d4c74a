"""`caveat new`."""

from __future__ import annotations

import json
from pathlib import Path

from checker.resources import schema_file
from checker.skeleton import skeleton
from tests.cli.conftest import Caveat

SCHEMA = json.loads(schema_file("proposal").read_bytes())


def test_the_skeleton_goes_to_standard_output(caveat: Caveat) -> None:
    outcome = caveat("new")
    assert (outcome.status, outcome.stderr) == (0, "")
    assert outcome.json == skeleton(SCHEMA, "my-proposal", "")


def test_it_goes_to_a_file_with_its_id_and_title_in_letters_that_people_read(caveat: Caveat, folder: Path) -> None:
    outcome = caveat("new", "--output", "new.json", "--id", "water-1", "--title", "Wasserstände für São Paulo")
    assert (outcome.status, outcome.stdout) == (0, "")
    assert "caveat check new.json" in outcome.stderr
    text = (folder / "new.json").read_text(encoding="utf-8")
    assert "São Paulo" in text
    assert json.loads(text) == skeleton(SCHEMA, "water-1", "Wasserstände für São Paulo")


def test_a_file_that_is_there_is_never_overwritten(caveat: Caveat, folder: Path) -> None:
    (folder / "mine.json").write_text("mine", encoding="utf-8")
    (folder / "nowhere.json").symlink_to(folder / "not-there.json")
    for name in ("mine.json", "nowhere.json"):
        outcome = caveat("new", "--output", name)
        assert (outcome.status, outcome.stdout) == (2, "")
        assert f"`{name}` is there already." in outcome.stderr
        assert "Name another file with --output" in outcome.stderr
    assert (folder / "mine.json").read_text(encoding="utf-8") == "mine"
    assert not (folder / "not-there.json").exists()


def test_an_id_that_no_proposal_may_have_is_refused_before_anything_is_written(caveat: Caveat, folder: Path) -> None:
    outcome = caveat("new", "--output", "new.json", "--id", "My Proposal")
    assert outcome.status == 2
    assert "--id: " in outcome.stderr
    assert list(folder.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(caveat: Caveat) -> None:
    outcome = caveat("new", "--output", "nowhere/new.json")
    assert outcome.status == 2
    assert "nowhere/new.json can't be written" in outcome.stderr
