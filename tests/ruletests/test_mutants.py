"""Which mutants there are of a rule: each condition and each test, in every way that the rule language has."""

from __future__ import annotations

import pytest

from checker.ruletests.mutants import Mutant, mutants
from checker.ruletests.mutation import Places
from checker.ruletests.suite import load_suites
from tests.ruletests.conftest import OFTEN, SELDOM, Folder, with_cases

HEAD = "format: caveat/rules-1\npack: reviews\ntitle: Reviews\nrules:\n"


def mutants_with(folder: Folder, *conditions: str) -> list[Mutant]:
    """Return the mutants of a rule with these conditions besides `match proposal as p`."""
    when = "\n".join(f"      - {one}" for one in ("{match: proposal, as: p}", *conditions))
    rules = (
        f"{HEAD}  - id: seldom\n    title: A rule\n    severity: low\n    when:\n{when}\n"
        "    warn: {at: p, message: A message, advice: Mend it}\n"
    )
    (suite,) = load_suites([folder(with_cases(SELDOM, OFTEN), rules)], engine="reference")
    return mutants(suite.rulebook.rules[0], suite.rulebook.vocabulary)


CASES: list[tuple[str, set[str]]] = [
    ("{match: lead}", {"drop match lead", "negate match lead"}),
    ("{none: owner}", {"drop none owner", "negate none owner"}),
    (
        "{none: owner, where: {mandate: absent}}",
        {
            "drop none owner",
            "negate none owner",
            "drop mandate: absent (none owner)",
            "negate mandate: absent (none owner)",
        },
    ),
    (
        "{count: partner, at_least: 2}",
        {
            "drop count partner",
            "negate at_least: 2 (count partner)",
            "shift at_least: 2 to 1 (count partner)",
            "shift at_least: 2 to 3 (count partner)",
        },
    ),
    (
        "{count: partner, at_least: 1, at_most: 0}",
        {
            "drop count partner",
            "negate at_least: 1 (count partner)",
            "shift at_least: 1 to 2 (count partner)",
            "drop at_least: 1 (count partner)",
            "negate at_most: 0 (count partner)",
            "shift at_most: 0 to 1 (count partner)",
            "drop at_most: 0 (count partner)",
        },
    ),
    (
        "{any: [[{match: lead}], [{none: owner}]]}",
        {
            "drop any",
            "drop alternative 1 of any",
            "drop alternative 2 of any",
            "negate match lead",
            "negate none owner",
        },
    ),
    ("{any: [[{match: lead}]]}", {"drop any", "negate match lead"}),
    (
        "{match: partner, where: {costs.staff_fte: {lt: 0.5}}}",
        {
            "drop match partner",
            "negate match partner",
            "drop costs.staff_fte: {lt: 0.5} (match partner)",
            "negate costs.staff_fte: {lt: 0.5} (match partner)",
            "shift costs.staff_fte: {lt: 0.5} to lte (match partner)",
            "shift costs.staff_fte: {lt: 0.5} to 0.4 (match partner)",
            "shift costs.staff_fte: {lt: 0.5} to 0.6 (match partner)",
        },
    ),
    (
        "{match: partner, where: {buy_in.level: {in: [none, absent]}}}",
        {
            "drop match partner",
            "negate match partner",
            "drop buy_in.level: {in: [none, absent]} (match partner)",
            "negate buy_in.level: {in: [none, absent]} (match partner)",
            "drop none from buy_in.level: {in: [none, absent]} (match partner)",
            "drop absent from buy_in.level: {in: [none, absent]} (match partner)",
        },
    ),
    (
        "{match: partner, where: {buy_in.level: {not: none}}}",
        {
            "drop match partner",
            "negate match partner",
            "drop buy_in.level: {not: none} (match partner)",
            "negate buy_in.level: {not: none} (match partner)",
            "require presence: buy_in.level: {not: none} (match partner)",
        },
    ),
    # Every partner has a group, so that to require it changes nothing.
    (
        "{match: partner, where: {group: {not: public_entity}}}",
        {
            "drop match partner",
            "negate match partner",
            "drop group: {not: public_entity} (match partner)",
            "negate group: {not: public_entity} (match partner)",
        },
    ),
    (
        "{match: owner, where: {resources.funding.secured_until: {gte: $today}}}",
        {
            "drop match owner",
            "negate match owner",
            "drop resources.funding.secured_until: {gte: $today} (match owner)",
            "negate resources.funding.secured_until: {gte: $today} (match owner)",
            "shift resources.funding.secured_until: {gte: $today} to gt (match owner)",
        },
    ),
]


@pytest.mark.parametrize(("condition", "expected"), CASES)
def test_a_condition_is_dropped_negated_and_shifted(folder: Folder, condition: str, expected: set[str]) -> None:
    assert {one.change for one in mutants_with(folder, condition)} == expected


def test_a_fact_whose_name_is_used_is_neither_dropped_nor_negated(folder: Folder) -> None:
    """Its mutants would be refused: nothing would bind the name."""
    found = mutants_with(folder, "{match: partner, as: q}", "{none: partner.roles, where: {partner: $q.key}}")
    assert not [one for one in found if "partner as q" in one.change or "proposal as p" in one.change]


def test_the_names_of_mutants_of_one_rule_differ(folder: Folder) -> None:
    found = [one.change for one in mutants_with(folder, "{match: lead}", "{match: lead}")]
    assert found == ["drop match lead", "negate match lead", "drop match lead [2]", "negate match lead [2]"]


def test_a_mutant_is_placed_where_the_rule_file_has_the_condition(folder: Folder) -> None:
    found = mutants_with(folder, "{none: owner}", "{match: partner, where: {buy_in.level: {in: [none, absent]}}}")
    places = {one.change: (place.line, place.column) for one in found for place in [Places().of(one)]}
    assert places["drop none owner"] == (10, 9)
    assert places["negate match partner"] == (11, 9)
    test = "buy_in.level: {in: [none, absent]}"
    assert places[f"drop {test} (match partner)"] == (11, 49)
    assert places[f"drop absent from {test} (match partner)"] == (11, 60)
