"""Annotations in GitHub Actions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.errors import Problem
from checker.report import Exit, Failure, ProposalResult
from checker.reporters import reporter
from checker.rulebook.model import Severity
from tests.reporters.readers import written
from tests.reporters.runner import Command, commands
from tests.samples import CLEAN, FINDING, INVALID, UNDECIDED, UNREADABLE, WARNED


def test_a_warning_is_an_annotation_at_its_place_with_what_to_do_and_why() -> None:
    [warning, low, waived], plain = commands(written("github", WARNED))
    assert warning == Command(
        "error",
        {"file": "mobility.json", "line": "84", "col": "9", "title": "High: public-concern-unaddressed"},
        "The public's concern privacy_loss is unaddressed\n"
        "To do: Name a measure that answers it.\n"
        "Why: SR-17 (resistance 3.2): The public can stop an initiative.",
    )
    assert (low.name, low.properties["title"]) == ("notice", "Low: no-champion")
    assert (waived.name, waived.properties["title"]) == ("notice", "Waived: public-concern-unaddressed")
    assert waived.message.endswith("(The office reports on it, Review board, until 2027-03-01)")
    assert plain == [
        "caveat: 1 proposal: 1 checked; warnings 2: 1 high, 1 low; 1 waived. "
        "Exit code 1: 1 warning of severity high or graver (--fail-on high)."
    ]


@pytest.mark.parametrize(
    ("severity", "name"), [("critical", "error"), ("high", "error"), ("medium", "warning"), ("low", "notice")]
)
def test_the_severity_decides_how_an_annotation_looks(severity: str, name: str) -> None:
    [command], _ = commands(
        written("github", replace(WARNED, warnings=(replace(FINDING, severity=Severity(severity)),)))
    )
    assert command.name == name


@pytest.mark.parametrize("result", [INVALID, UNREADABLE, UNDECIDED])
def test_what_was_not_checked_is_an_error(result: ProposalResult) -> None:
    [command], plain = commands(written("github", result))
    assert (command.name, command.properties["title"]) == ("error", f"Not checked: {result.status}")
    assert command.message.startswith(result.errors[0].message)
    assert "Exit code 3" in plain[0]


def test_a_clean_proposal_is_named_too() -> None:
    assert commands(written("github", CLEAN)) == ([], ["caveat: clean.json: no warnings", commands_summary(CLEAN)])


def commands_summary(result: ProposalResult) -> str:
    return written("github", result).splitlines()[-1]


def test_special_characters_are_escaped_as_github_wants_it() -> None:
    odd = replace(WARNED, path="a,b:c%.json", warnings=(replace(FINDING, message="50%, at: once"),))
    line = written("github", odd).splitlines()[0]
    assert line.startswith(
        "::error file=a%2Cb%3Ac%25.json,line=84,col=9,title=High%3A public-concern-unaddressed::50%25, at: "
    )


def test_standard_input_is_no_file_to_annotate() -> None:
    [command, *_], _ = commands(written("github", replace(WARNED, path="-")))
    assert command.properties == {"title": "High: public-concern-unaddressed"}


def test_a_notice_is_a_warning_at_its_own_place() -> None:
    notice = Problem("It has expired.", "waiver-expired", hint="Renew it.", path="w.yaml", line=4)
    [command], _ = commands(written("github", replace(CLEAN, notices=(notice,))))
    assert command == Command(
        "warning", {"file": "w.yaml", "line": "4", "title": "Notice"}, "It has expired.\nHint: Renew it."
    )


def test_a_failure_of_the_command_is_an_error() -> None:
    told = reporter("github").failure(Failure(Exit.REFUSED, (Problem("It can't be.", "usage", hint="Mend it."),)))
    assert told == "::error title=caveat could not run::It can't be.%0AHint: Mend it.\n"
