"""Documented initiatives: the packs warn about what went wrong, before it did, and are calmer about what works."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from checker.check import Checker
from checker.report import ProposalResult, Status
from checker.rulebook.model import Severity
from docs.generate_cases import PAGE, TOP, Case, Expectation, cases, page
from docs.generate_cases import check as check_once

CASES = {case.name: case for case in cases()}
GRAVE = (Severity.CRITICAL, Severity.HIGH)


@cache
def check(name: str) -> ProposalResult:
    return check_once(CASES[name])


@cache
def known_rules() -> frozenset[str]:
    return frozenset(rule.id for rule in Checker().rulebook.warning_rules())


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


def result_of(case: Case) -> ProposalResult:
    return check(case.name)


def grave(case: Case) -> int:
    return sum(warning.severity in GRAVE for warning in result_of(case).warnings)


def notes(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from [value["note"]] if "note" in value else []
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from notes(item)


def facts_named_in(case: Case) -> set[int]:
    """Return the numbers of the facts that the notes of a proposal name: "Facts 1 and 4: ... (source)"."""
    beginnings = [re.split(r"[:;(]", note)[0] for note in notes(json.loads(case.proposal.read_bytes()))]
    return {int(number) for one in beginnings if one.startswith("Fact") for number in re.findall(r"\b\d+\b", one)}


def test_there_are_eight_cases_half_of_them_failures() -> None:
    assert [case.failed for case in CASES.values()] == [True] * 4 + [False] * 4


def test_every_proposal_of_a_case_belongs_to_a_case() -> None:
    kept = set((TOP / "tests" / "cases").glob("*.json"))
    assert kept <= {case.proposal for case in CASES.values()}


def test_the_proposal_of_a_case_is_valid(case: Case) -> None:
    assert (result_of(case).status, result_of(case).errors) == (Status.CHECKED, ())


def test_what_a_reviewer_should_have_seen_is_warned_about(case: Case) -> None:
    warned = {(warning.rule, warning.pointer) for warning in result_of(case).warnings}
    assert [one for one in case.must_warn if (one.rule, one.pointer) not in warned] == []


def test_what_the_facts_answer_is_not_warned_about(case: Case) -> None:
    warned = {warning.rule for warning in result_of(case).warnings}
    assert [one for one in case.must_not_warn if one.rule in warned] == []


def test_an_expectation_names_a_rule_that_exists(case: Case) -> None:
    assert {one.rule for one in (*case.must_warn, *case.must_not_warn)} <= known_rules()


def test_every_expectation_rests_on_documented_facts_and_every_fact_on_a_source(case: Case) -> None:
    expectations: list[Expectation] = [*case.must_warn, *case.must_not_warn]
    assert all(one.facts and set(one.facts) <= set(case.facts) for one in expectations)
    assert all(fact.sources and set(fact.sources) <= set(case.sources) for fact in case.facts.values())


def test_every_part_of_a_proposal_that_names_facts_names_documented_ones(case: Case) -> None:
    named = facts_named_in(case)
    assert named and named <= set(case.facts)


def test_the_outcome_of_a_failure_is_no_part_of_its_proposal(case: Case) -> None:
    if case.failed:
        assert not facts_named_in(case) & set(case.outcome_facts)


def test_inbloom_draws_the_gravest_warning() -> None:
    critical = [warning.rule for warning in check("inbloom").warnings if warning.severity is Severity.CRITICAL]
    assert critical == ["public-resistance-likely"]


def test_no_initiative_that_works_draws_a_critical_warning() -> None:
    working = [case for case in CASES.values() if not case.failed]
    assert [w.rule for case in working for w in result_of(case).warnings if w.severity is Severity.CRITICAL] == []


def test_every_failure_has_more_critical_and_high_warnings_than_any_success() -> None:
    failures = [grave(case) for case in CASES.values() if case.failed]
    successes = [grave(case) for case in CASES.values() if not case.failed]
    assert min(failures) > max(successes)


def test_the_page_of_cases_is_up_to_date() -> None:
    """If not, run `python -m docs.generate_cases`."""
    assert PAGE.read_text(encoding="utf-8") == page([(case, result_of(case)) for case in CASES.values()])
