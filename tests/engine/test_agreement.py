"""Three evaluators that share nothing mean the same by random programs, which use all of the rule language."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from checker.engine.reference import Bindings, Evaluation, ReferenceEngine
from checker.engine.reference_plan import CountOf, Filter
from checker.rulebook.model import AnyOf, Condition, Constant, FieldOf, Operator, Presence, SelfField, Today
from checker.rulebook.model import Test as FieldTest  # by its own name, pytest would take it for a class of tests
from tests.engine.agreement import SORTS, agreed, durable_matches, needed, reference_matches
from tests.engine.canonical import canonical
from tests.engine.features import features
from tests.engine.generate import Program, random_program

PROGRAMS = int(os.environ.get("CAVEAT_PROGRAMS", "60"))
"""How many random programs of each sort are compared; set the variable for a longer search."""

BLOCKS = 10
COUNTED = 100
"""How many random programs of each sort are looked into."""


@pytest.mark.parametrize("block", range(BLOCKS))
@pytest.mark.parametrize("sort", SORTS)
def test_durable_rules_the_reference_and_clingo_agree_on_random_programs(sort: str, block: int) -> None:
    for seed in range(block, PROGRAMS, BLOCKS):
        agreed(sort, seed)


# The programs are what these tests take them for

SHARES = {
    "a match": (90, 80),
    "a join in match": (60, 25),
    "a join in none": (25, 20),
    "a join in count": (15, 5),
    "a join that orders": (5, 1),
    "none": (55, 50),
    "none of a derived fact": (40, 30),
    "any": (35, 20),
    "count": (45, 30),
    "count of a derived fact": (20, 5),
    "in": (60, 40),
    "an ordering": (30, 10),
    "an absent field": (45, 20),
    "present or absent": (50, 30),
    "self": (40, 30),
    "today": (10, 2),
    "a table": (45, 15),
    "stratum 2": (50, 15),
    "stratum 3": (25, 5),
    "stratum 4": (8, 0),
    "recursion": (25, 5),
}
"""In how many of a hundred programs of each sort a feature is used by a rule that matches something, at least."""


@pytest.mark.parametrize(("sort", "position"), [("made up", 0), ("over a schema", 1)])
def test_matches_of_random_programs_rest_on_every_feature_often_enough(sort: str, position: int) -> None:
    used: Counter[str] = Counter()
    for seed in range(COUNTED):
        program = SORTS[sort](Random(seed))
        used.update(features(program, reference_matches(program)))
    shares = {feature: 100 * used[feature] // COUNTED for feature in SHARES}
    rare = {feature: share for feature, share in shares.items() if share < SHARES[feature][position]}
    assert rare == {}


@pytest.mark.parametrize("sort", SORTS)
def test_most_matches_of_random_programs_have_to_be_found(sort: str) -> None:
    """durable_rules may leave out those that no warning rests on; where it did nothing, nobody could differ."""
    every = wanted = 0
    for seed in range(100):
        program = SORTS[sort](Random(seed))
        matches = canonical(reference_matches(program))
        every, wanted = every + len(matches), wanted + len(needed(matches, program.rulebook))
    assert wanted > 0.8 * every, (wanted, every)


@pytest.mark.parametrize("sort", SORTS)
def test_durable_rules_has_an_opinion_on_random_programs(sort: str) -> None:
    """None of them has more combinations than are looked at; so agreement is no agreement to say nothing."""
    for seed in range(100):
        durable_matches(SORTS[sort](Random(seed)))


def test_random_programs_use_every_operator_and_every_kind_of_operand() -> None:
    rulebooks = [random_program(Random(seed)).rulebook for seed in range(100)]
    tests = [test for one in rulebooks for rule in one.rules for test in _tests(rule.when)]
    assert {test.operator for test in tests} == set(Operator)
    operands = {type(operand) for test in tests for operand in test.operands}
    assert operands == {Constant, Today, FieldOf, SelfField, Presence}


def _tests(conditions: tuple[Condition, ...]) -> list[FieldTest]:
    found: list[FieldTest] = []
    for condition in conditions:
        if isinstance(condition, AnyOf):
            found += [test for alternative in condition.alternatives for test in _tests(alternative)]
        else:
            found += condition.where
    return found


# A difference is noticed, and shown by a program that a person can read


def test_an_evaluator_that_ignores_negation_is_found_out_by_a_small_program(monkeypatch: pytest.MonkeyPatch) -> None:
    original = Evaluation._passes

    def wrong(evaluation: Evaluation, condition: Filter, bindings: Bindings) -> bool:
        is_none = isinstance(condition, CountOf) and condition.at_most == 0
        return is_none or original(evaluation, condition, bindings)

    monkeypatch.setattr(Evaluation, "_passes", wrong)
    with pytest.raises(AssertionError) as difference:
        for seed in range(1, 20):
            agreed("over a schema", seed)
    first, *lines = str(difference.value).splitlines()
    assert first.endswith(": durable_rules and clingo and the reference differ")
    assert sum("rule " in line for line in lines) == 1
    assert sum("NoneOf(" in line or "at_most=0" in line for line in lines) == 1
    assert len(lines) <= 6, difference.value


def test_a_random_program_that_nobody_matches_is_noticed() -> None:
    """So a test of agreement can't pass because there is nothing to agree on."""
    program = random_program(Random(0))
    nothing = Program(replace(program.rulebook, rules=(), strata=()), program.facts, program.today)
    assert features(nothing, ReferenceEngine(nothing.rulebook, nothing.today).run(nothing.facts)) == set()
