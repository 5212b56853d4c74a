"""`caveat letter`: options, outputs, exit codes; with the real rules, which decide where answers are written."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.cli.entry import run
from tests.cli.conftest import Outcome, write
from tests.documents import ROOT

Letter = Callable[..., Outcome]


@pytest.fixture
def letter(folder: Path, capsys: pytest.CaptureFixture[str]) -> Letter:
    """Run `caveat letter` in a folder with some examples."""
    for name in ("typical", "minimal", "good-practice"):
        shutil.copy(ROOT / "examples" / f"{name}.json", folder)

    def letter(*arguments: str) -> Outcome:
        status = run(["letter", *arguments, "--engine", "reference", "--today", "2026-11-22"])
        return Outcome(status, *capsys.readouterr())

    return letter


def test_a_letter_goes_to_standard_output_as_markdown_whatever_there_is_to_ask(letter: Letter) -> None:
    asked, nothing = letter("typical.json"), letter("good-practice.json")
    assert (asked.status, nothing.status) == (0, 0)
    assert asked.stdout.startswith("# Questions about")
    assert "1. **" in asked.stdout
    assert "We have no questions" in nothing.stdout


def test_what_is_not_asked_about_is_said_and_how_to_ask_it(letter: Letter) -> None:
    told = "caveat: not asked about: 18 warnings of lower severity (--at-or-above low asks about all)\n"
    assert letter("typical.json").stderr == told
    assert letter("typical.json", "--at-or-above", "low").stderr == ""


@pytest.mark.parametrize(("name", "start"), [("a.html", "<!doctype"), ("a.md", "# Q"), ("a.txt", "Questions")])
def test_the_ending_of_the_output_decides_the_format(letter: Letter, folder: Path, name: str, start: str) -> None:
    outcome = letter("typical.json", "--output", name)
    assert outcome.stdout == ""
    assert outcome.stderr.endswith(f"caveat: {name} is written: 18 questions\n")
    assert (folder / name).read_text(encoding="utf-8").startswith(start)


def test_format_is_stronger_than_the_ending(letter: Letter, folder: Path) -> None:
    letter("typical.json", "--output", "a.dat", "--format", "html")
    assert (folder / "a.dat").read_text(encoding="utf-8").startswith("<!doctype")


def test_office_and_day_stand_in_the_letter(letter: Letter) -> None:
    text = letter("typical.json", "--office", "Review office", "--reply-by", "2026-12-15").stdout
    assert "- From: Review office\n- Reply by: 2026-12-15\n" in text
    assert text.endswith("With kind regards\n\nReview office\n")


def test_since_asks_only_what_is_still_open_and_apart_from_that_what_is_new(letter: Letter, folder: Path) -> None:
    proposal = json.loads((folder / "typical.json").read_bytes())
    proposal["leadership"]["leads"] = []
    write(folder, new=proposal)
    text = letter("new.json", "--since", "typical.json").stdout
    still_open, new = text.partition("## New with this version")[::2]
    assert "## Still open since the earlier version" in still_open
    assert "Nobody is named to lead the initiative" in new
    assert "Nobody leads on the vision" not in text


def test_one_line_of_a_json_lines_file_has_its_letter(letter: Letter, folder: Path) -> None:
    proposals = [json.loads((folder / f"{name}.json").read_bytes()) for name in ("minimal", "typical")]
    (folder / "all.jsonl").write_text("".join(json.dumps(one) + "\n" for one in proposals), encoding="utf-8")
    assert "- File: all.jsonl, line 2\n" in letter("all.jsonl", "--line", "2").stdout
    assert "`stakeholders` (line 2)" in letter("all.jsonl", "--line", "2").stdout
    assert "--line says which line is meant" in letter("all.jsonl").stderr
    outcome = letter("all.jsonl", "--line", "7")
    assert (outcome.status, outcome.stderr.splitlines()[0]) == (2, "caveat: `all.jsonl` has no proposal on line 7.")


def test_a_proposal_from_standard_input_has_no_file_name_in_its_letter(
    letter: Letter, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((folder / "typical.json").read_bytes())))
    from_file, piped = letter("typical.json").stdout, letter("-").stdout
    assert piped == from_file.replace("- File: typical.json\n", "")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["gone.json"], "`gone.json` does not exist."),
        (["."], "`.` is a folder, and this is about one proposal."),
        (["typical.json", "--since", "."], "`.` is a folder, and this is about one proposal."),
        (["typical.json", "--since", "minimal.json"], "`minimal.json` is no earlier version of `typical.json`"),
        (["typical.json", "--output", "a.pdf"], "The format of the letter `a.pdf` is not clear from its name."),
        (["typical.json", "--output", "typical.json", "--format", "text"], "`typical.json` is one of the proposals"),
        (["typical.json", "--since", "minimal.json", "--output", "minimal.json", "--format", "html"], "`minimal.json`"),
        (["typical.json", "--reply-by", "soon"], "Invalid value for '--reply-by'"),
        (["typical.json", "--select", "nothing"], "there is no rule, pack or tag `nothing`"),
    ],
)
def test_2_what_can_not_be_done_is_refused_in_words_and_nothing_is_written(
    letter: Letter, folder: Path, arguments: list[str], told: str
) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    outcome = letter(*arguments)
    assert outcome.status == 2
    assert outcome.stdout == ""
    assert outcome.stderr.startswith(f"caveat: {told}")
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("arguments", [["bad.json"], ["typical.json", "--since", "bad.json"]])
def test_3_a_proposal_that_can_not_be_checked_gets_no_letter_and_its_errors_are_told(
    letter: Letter, folder: Path, arguments: list[str]
) -> None:
    (folder / "bad.json").write_text('{"id": "a",\n "titel": "b"}', encoding="utf-8")
    outcome = letter(*arguments, "--output", "letter.md")
    assert outcome.status == 3
    assert outcome.stderr.startswith("caveat: bad.json: The proposal is invalid, so no letter can be written about it.")
    assert "bad.json:2:11: `titel` is not a property of the document\n" in outcome.stderr
    assert not (folder / "letter.md").exists()


def test_a_waived_warning_is_not_asked_about(letter: Letter, folder: Path) -> None:
    rule = "sensitive-data-unprotected"
    (folder / "w.yaml").write_text(
        "format: caveat/waivers-1\nwaivers:\n"
        f"  - {{rule: {rule}, proposal: energy-support, reason: x, approver: y, granted_on: 2026-11-22, "
        "expires: 2026-11-22}\n",
        encoding="utf-8",
    )
    question = "Describe what protects"
    assert question in letter("typical.json", "--select", rule).stdout
    assert question not in letter("typical.json", "--select", rule, "--waivers", "w.yaml").stdout
