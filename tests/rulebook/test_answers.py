"""Where the answer to a warning is written, read off the conditions of its rule."""

from __future__ import annotations

from functools import cache

import pytest

from checker import Checker
from checker.rulebook.answers import Answer, answers
from checker.rulebook.model import Rulebook


@cache
def rulebook() -> Rulebook:
    return Checker(engine="reference").rulebook


def found(rule_id: str) -> list[str]:
    """Return the answers to a rule: "/leadership.leads" from the top, "buy_in.level" from where the warning points."""
    rule = next(rule for rule in rulebook().warning_rules() if rule.id == rule_id)
    return [("" if one.inside else "/") + ".".join(one.path) for one in answers(rule, rulebook())]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("purpose-not-stated", ["/purpose.statement"]),
        ("no-conflict-mediation", ["/governance.dispute_procedure", "/leadership.leads"]),
        ("no-institutional-owner", ["/leadership.institutional_owner"]),
        ("no-vision-lead", ["/leadership.leads"]),
        ("policy-risks-not-stated", ["/policy_environment.risks"]),
        ("public-not-a-stakeholder", ["/stakeholders"]),
    ],
)
def test_of_a_warning_about_the_whole_proposal_what_is_absent_says_where(rule: str, expected: list[str]) -> None:
    assert found(rule) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("buy-in-not-stated", ["buy_in.level"]),
        ("costs-not-stated", ["costs.staff_fte", "costs.funding.amount"]),
        ("owner-without-staff", ["resources.staff_fte"]),
        ("stakeholder-without-concerns", ["concerns"]),
        ("partner-without-role", ["roles"]),
        ("measure-without-owner", ["owner"]),
    ],
)
def test_what_is_absent_in_the_thing_itself_is_found_inside_of_it(rule: str, expected: list[str]) -> None:
    assert found(rule) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("costs-not-covered", ["commitments.staff_fte", "commitments.funding.currency"]),
        ("concern-unaddressed", ["response.status"]),
        ("sensitive-data-unprotected", ["measures"]),
        ("addressed-without-measure", ["response.measures"]),
    ],
)
def test_alternatives_and_derived_facts_are_looked_into(rule: str, expected: list[str]) -> None:
    assert found(rule) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("public-shares-no-benefit", ["/benefits"]),
        ("people-at-risk-without-assessment", ["/policy_environment.impact_assessment", "/measures"]),
    ],
)
def test_what_is_missing_elsewhere_is_found_from_the_top(rule: str, expected: list[str]) -> None:
    assert found(rule) == expected


@pytest.mark.parametrize("rule", ["unknown-partner", "unknown-stakeholder", "weak-buy-in", "measure-overdue"])
def test_where_the_place_of_the_warning_says_all_there_is_nothing_to_add(rule: str) -> None:
    assert found(rule) == []


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("funding-lapsed", ["/sustainability.funded_until"]), ("public-resistance-likely", ["/stakeholders"])],
)
def test_where_nothing_is_absent_a_warning_about_the_whole_proposal_belongs_where_the_rule_looks(
    rule: str, expected: list[str]
) -> None:
    assert found(rule) == expected


def test_every_built_in_rule_leads_to_a_section_of_the_proposal() -> None:
    """Each answer from the top begins with a property of the format; each rule about the whole has one."""
    checker = Checker(engine="reference")
    for rule in checker.rulebook.warning_rules():
        places: tuple[Answer, ...] = answers(rule, checker.rulebook)
        assert all(one.inside or one.path[0] in checker.sections for one in places), rule.id
        if rule.warn is not None and rule.warn.at is not None and rule.warn.at.name == "p":
            assert places, rule.id
