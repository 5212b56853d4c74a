"""The order of evaluation."""

from __future__ import annotations

from itertools import permutations

import pytest

from checker.errors import RulesRefused
from tests.rulebook.conftest import Load, rule_file

RULES = [
    "  - {id: reach, when: [{match: partner, as: p}], derive: {reached: {p: $p.key}}}",
    "  - {id: spread, when: [{match: spread_to, as: r}], derive: {reached: {p: $r.p}}}",
    "  - {id: further, when: [{match: reached, as: r}], derive: {spread_to: {p: $r.p}}}",
    "  - {id: lonely, when: [{match: owner}, {any: [[{none: reached}], [{match: owner}]]}], derive: {alone: {}}}",
    "  - {id: few, when: [{count: alone, at_most: 1}], derive: {scarce: {}}}",
    "  - {id: plain, when: [{none: partner}], derive: {empty: {}}}",
    "  - {id: seen, when: [{match: alone}, {none: empty}], derive: {done: {}}}",
]


def text(rules: list[str]) -> str:
    return rule_file("rules:\n" + "\n".join(rules) + "\n")


def test_who_asks_none_or_count_comes_after_who_derives(load: Load) -> None:
    """There are as few strata as possible; facts of the proposal need none, and circles without negation share one."""
    strata = load({"pack.yaml": text(RULES)}).strata
    assert [sorted(rule.id for rule in stratum) for stratum in strata] == [
        ["further", "plain", "reach", "spread"],
        ["lonely", "seen"],
        ["few"],
    ]


def test_the_order_of_rules_changes_nothing(load: Load) -> None:
    """Strata and vocabulary are the same for every order of rules (every 97th of 5,040 is tried)."""
    expected = None
    for order in list(permutations(RULES))[::97]:
        rulebook = load({"pack.yaml": text(list(order))})
        found = ([sorted(rule.id for rule in stratum) for stratum in rulebook.strata], rulebook.vocabulary)
        expected = expected or found
        assert found == expected


def test_the_shortest_cycle_is_named_and_the_long_way_round_is_not(load: Load) -> None:
    """A cycle is a chain of rules, with the fact that each needs from the next."""
    rules = [
        "  - {id: a, when: [{none: y}], derive: {x: {}}}",
        "  - {id: b, when: [{match: x}], derive: {z: {}}}",
        "  - {id: c, when: [{match: z}], derive: {y: {}}}",
        "  - {id: d, when: [{match: x}], derive: {y: {}}}",
    ]
    with pytest.raises(RulesRefused) as refused:
        load({"pack.yaml": text(rules)})
    (problem,) = refused.value.problems
    assert problem.message.endswith(": a (none or count of y) -> d (x) -> a")
    assert (problem.keyword, problem.line) == ("cycle", 6)


def test_two_cycles_are_two_problems(load: Load) -> None:
    """Each one is named."""
    rules = [
        "  - {id: a, when: [{none: x}], derive: {x: {}}}",
        "  - {id: b, when: [{count: y, at_least: 1}], derive: {y: {}}}",
    ]
    with pytest.raises(RulesRefused) as refused:
        load({"pack.yaml": text(rules)})
    assert [problem.line for problem in refused.value.problems] == [6, 7]


def test_a_rule_that_only_warns_is_in_no_cycle(load: Load) -> None:
    """It may ask none of anything."""
    rules = ["  - {id: a, title: A, severity: low, when: [{none: x}], warn: {message: m, advice: n}}"]
    rules += ["  - {id: b, when: [{match: owner}], derive: {x: {}}}"]
    assert [[rule.id for rule in stratum] for stratum in load({"pack.yaml": text(rules)}).strata] == [["b"], ["a"]]
