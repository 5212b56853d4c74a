"""Warnings become questions: each once, under the right section, the gravest first, with where to write the answer."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from checker import Checker
from checker.letters.compose import NEW, STILL_OPEN, Request, compose
from checker.letters.model import Letter, Question
from checker.report import ProposalResult, Run, Waived
from checker.rulebook.model import Severity
from tests.documents import ROOT

TYPICAL = json.loads((ROOT / "examples" / "typical.json").read_bytes())


@cache
def checker() -> Checker:
    return Checker(engine="reference", today=date(2026, 11, 22))


def run() -> Run:
    return Run(checker().rulebook, checker().engine_name, checker().today, checker().sections)


def checked(proposal: Any) -> tuple[ProposalResult, bytes]:
    document = json.dumps(proposal, indent=2).encode()
    return replace(checker().check(document), path="folder/proposal.json"), document


def letter(proposal: Any, earlier: Any = None, least: Severity = Severity.MEDIUM) -> Letter:
    result, document = checked(proposal)
    before = None if earlier is None else checked(earlier)[0]
    return compose(run(), result, document, Request(least), before)


def titles(proposal: Any, **options: Any) -> list[str]:
    return [section.title for part in letter(proposal, **options).parts for section in part.sections]


def question(proposal: Any, request: str) -> Question:
    """Return the question whose request begins like that."""
    (found,) = (one for one in letter(proposal, least=Severity.LOW).questions if one.request.startswith(request))
    return found


def test_sections_with_grave_questions_come_first_and_others_in_the_order_of_the_format() -> None:
    assert titles(TYPICAL) == ["Stakeholders", "Data", "Partners", "Leadership", "Governance", "Policy environment"]


def test_within_a_section_grave_questions_come_first_and_numbers_run_through_the_letter() -> None:
    sections = letter(TYPICAL, least=Severity.LOW).parts[0].sections
    for section in sections:
        essential = [one.essential for one in section.questions]
        assert essential == sorted(essential, reverse=True)
    numbers = [one.number for section in sections for one in section.questions]
    assert numbers == list(range(1, len(numbers) + 1))


def test_what_is_critical_or_high_is_essential_and_nothing_else() -> None:
    grave = [one for one in checked(TYPICAL)[0].warnings if one.severity in (Severity.CRITICAL, Severity.HIGH)]
    essential = [one.request for one in letter(TYPICAL, least=Severity.LOW).questions if one.essential]
    assert sorted(essential) == sorted(one.advice for one in grave)


def test_nothing_is_asked_twice_and_nothing_that_is_grave_enough_is_left_out() -> None:
    for example in sorted((ROOT / "examples").glob("*.json")):
        proposal = json.loads(example.read_bytes())
        requests = [one.request for one in letter(proposal, least=Severity.LOW).questions]
        assert len(requests) == len(set(requests))
        assert set(requests) == {one.advice for one in checked(proposal)[0].warnings}


def test_the_same_request_for_several_places_is_one_question_with_all_of_them() -> None:
    found = question(TYPICAL, "State the partner's costs")
    assert [point.where for point in found.points] == [
        "`partners`, second entry (City Power), line 39: `costs.staff_fte` or `costs.funding.amount`",
        "`partners`, third entry (Warm Homes), line 52: `costs.staff_fte` or `costs.funding.amount`",
    ]
    assert [point.matter for point in found.points] == [
        f'The proposal does not say what taking part costs the partner "{name}", in staff or in money.'
        for name in ("City Power", "Warm Homes")
    ]
    assert found.reason.startswith("Sharing data always costs extra")


def test_what_is_the_matter_at_one_place_only_is_told_once() -> None:
    found = question(TYPICAL, "Describe in `purpose.use_case`")
    assert found.reason.startswith("The proposal does not describe how the data will be used in practice. ")
    assert [point.matter for point in found.points] == [""]


def test_messages_with_different_reasons_are_told_in_full() -> None:
    result, document = checked(TYPICAL)
    other = replace(result.warnings[0], pointer="/data/0", message="Another thing. It matters.", fingerprint="x")
    both = replace(result, warnings=(result.warnings[0], other))
    (found,) = compose(run(), both, document, Request()).questions
    assert (found.reason, [point.matter for point in found.points]) == (
        "",
        [result.warnings[0].message, other.message],
    )


def test_warnings_about_one_place_that_say_the_same_are_one_point() -> None:
    result, document = checked(TYPICAL)
    twice = replace(result, warnings=(result.warnings[0], replace(result.warnings[0], fingerprint="x")))
    (found,) = compose(run(), twice, document, Request()).questions
    assert len(found.points) == 1


def test_only_what_is_grave_enough_is_asked_and_nothing_that_is_waived() -> None:
    result, document = checked(TYPICAL)
    grave = [one.advice for one in result.warnings if one.severity is Severity.CRITICAL]
    assert [one.request for one in letter(TYPICAL, least=Severity.CRITICAL).questions] == grave
    waived = replace(result, warnings=tuple(replace(one, waived=Waived("Agreed")) for one in result.warnings))
    assert compose(run(), waived, document, Request()).parts == ()


@pytest.mark.parametrize(
    ("request_", "where"),
    [
        ("Choose a lead who frames", "`leadership.leads` (line 48)"),
        ("Add `conflict_mediation`", "`governance.dispute_procedure` (to be added) or `leadership.leads` (line 48)"),
        ("Describe in `purpose.use_case`", "`purpose.use_case` (to be added, line 8)"),
        (
            "Say in the concern's `response` what is done",
            "`stakeholders`, first entry (Customers of City Power), `concerns`, first entry (privacy_loss), line 67: "
            "`response.status`",
        ),
        ("Get the agreement", "`partners`, second entry (City Power), line 24"),
    ],
)
def test_each_question_says_where_in_the_file_the_answer_is_written(request_: str, where: str) -> None:
    document = (ROOT / "examples" / "typical.json").read_bytes()
    questions = compose(run(), checker().check(document), document, Request(Severity.LOW)).questions
    (found,) = (one for one in questions if one.request.startswith(request_))
    assert [point.where for point in found.points] == [where]


def test_the_letter_knows_the_file_by_its_name_and_nothing_of_our_folders() -> None:
    assert letter(TYPICAL).document == "proposal.json"
    result, document = checked(TYPICAL)
    assert compose(run(), replace(result, path="-"), document, Request()).document is None
    lines = replace(result, path="a/all.jsonl", index=2)
    assert compose(run(), lines, document, Request()).document == "all.jsonl, line 3"


def revised() -> Any:
    """Return a new version: one concern is answered, and all leads are gone."""
    proposal = deepcopy(TYPICAL)
    proposal["stakeholders"][0]["concerns"][0]["response"] = {"status": "planned", "measures": ["support-only"]}
    proposal["leadership"]["leads"] = []
    return proposal


def test_after_an_earlier_letter_what_is_still_open_comes_first_and_what_is_new_stands_apart() -> None:
    found = letter(revised(), earlier=TYPICAL)
    before = {one.request for one in letter(TYPICAL).questions}
    still_open, new = found.parts
    assert (still_open.heading, new.heading) == (STILL_OPEN, NEW)
    assert {one.request for section in still_open.sections for one in section.questions} < before
    assert [one.title for section in new.sections for one in section.questions] == [
        "Nobody is named to lead the initiative"
    ]
    assert found.settled == len(before - {one.request for one in found.questions}) > 0


def test_a_new_version_that_changes_nothing_leaves_everything_open_and_a_perfect_one_nothing() -> None:
    same = letter(TYPICAL, earlier=TYPICAL)
    assert [part.heading for part in same.parts] == [STILL_OPEN]
    assert len(same.questions) == len(letter(TYPICAL).questions)
    assert same.settled == 0
    good = json.loads((ROOT / "examples" / "good-practice.json").read_bytes())
    assert letter(good, earlier=TYPICAL).parts == ()
