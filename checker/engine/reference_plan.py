"""In which order the reference evaluator binds the conditions of a rule: it changes the cost, never the result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import TypeAlias

from checker.rulebook.model import (
    AnyOf,
    Condition,
    Count,
    FieldOf,
    Match,
    NoneOf,
    Operand,
    Operator,
    Presence,
    Rule,
    SelfField,
    Test,
)

Wanted: TypeAlias = tuple[str, Operand]
"""A field and the value that it must equal."""


@dataclass(frozen=True, slots=True)
class Step:
    """Bind one `match`.

    slot: its name, or a made-up one. wanted: equalities that find its facts, all implied by `tests`.
    tests: whatever can be decided once it is bound, each with the slot of the fact that it is about.
    """

    slot: str
    fact: str
    wanted: tuple[Wanted, ...]
    tests: tuple[tuple[str, Test], ...]


@dataclass(frozen=True, slots=True)
class CountOf:
    """`count`, and also `none`, which is a count of at most zero."""

    fact: str
    wanted: tuple[Wanted, ...]
    tests: tuple[Test, ...]
    at_least: int
    at_most: int | None


@dataclass(frozen=True, slots=True)
class Conjunction:
    """Conditions that hold together: first bind the matches, then ask the others.

    slots: those of the `match` conditions in the order written, which is not the order of the steps.
    """

    slots: tuple[str, ...]
    steps: tuple[Step, ...]
    filters: tuple[Filter, ...]


Filter: TypeAlias = CountOf | tuple[Conjunction, ...]
"""A condition that binds nothing: a count, or the alternatives of `any`."""


@dataclass(frozen=True, slots=True)
class PlannedRule:
    """A rule, the plan of its conditions, and the types of facts that it reads."""

    rule: Rule
    when: Conjunction
    reads: frozenset[str]


def plan_rule(rule: Rule) -> PlannedRule:
    """Plan how to evaluate a rule."""
    return PlannedRule(rule, plan(rule.when, frozenset()), frozenset(_types(rule.when)))


def _types(conditions: Sequence[Condition]) -> Iterator[str]:
    for condition in conditions:
        if isinstance(condition, AnyOf):
            for alternative in condition.alternatives:
                yield from _types(alternative)
        else:
            yield condition.fact


def slot_of(position: int, match: Match) -> str:
    """Return what the fact of a match is called among the facts that are bound: its name, or a made-up one."""
    return match.name or f"#{position}"


def plan(conditions: Sequence[Condition], outer: frozenset[str]) -> Conjunction:
    """Plan a conjunction inside of which the names `outer` are bound already."""
    matches = {
        slot_of(position, condition): condition
        for position, condition in enumerate(conditions)
        if isinstance(condition, Match)
    }
    steps = tuple(_steps(matches, outer))
    names = outer | {match.name for match in matches.values() if match.name}
    filters = tuple(_filter(condition, names) for condition in conditions if not isinstance(condition, Match))
    return Conjunction(tuple(matches), steps, filters)


def _steps(matches: dict[str, Match], outer: frozenset[str]) -> Iterator[Step]:
    """Yield the matches in an order in which each, where possible, is found through those before it."""
    bound = set(outer)
    waiting = [(slot, test) for slot, match in matches.items() for test in match.where]
    remaining = dict(matches)
    while remaining:
        slot = max(remaining, key=lambda candidate: _selectivity(candidate, matches, bound))
        wanted = tuple(_wanted(slot, matches, bound))
        bound.add(slot)
        tests = tuple((owner, test) for owner, test in waiting if {owner, *_names(test)} <= bound)
        waiting = [(owner, test) for owner, test in waiting if (owner, test) not in tests]
        yield Step(slot, remaining.pop(slot).fact, wanted, tests)


def _selectivity(slot: str, matches: dict[str, Match], bound: set[str]) -> tuple[bool, bool]:
    """Rank a match: joined with what is bound, else compared with a constant, else anything."""
    wanted = list(_wanted(slot, matches, bound))
    return any(isinstance(operand, FieldOf) for _, operand in wanted), bool(wanted)


def _wanted(slot: str, matches: dict[str, Match], bound: set[str]) -> Iterator[Wanted]:
    """Yield the equalities that find the facts of a slot, read in both directions: a.x = $b.y says b.y = $a.x too."""
    yield from known_equalities(matches[slot].where, bound)
    for other in bound & matches.keys():
        for test in matches[other].where:
            match test:
                case Test(field, Operator.EQUAL, (FieldOf(name, its_field),)) if name == slot:
                    yield its_field, FieldOf(other, field)


def known_equalities(where: Sequence[Test], bound: Set[str]) -> Iterator[Wanted]:
    """Yield the fields that must equal a value which is known when the names in `bound` stand for facts."""
    for test in where:
        if test.operator is Operator.EQUAL:
            (operand,) = test.operands
            if not isinstance(operand, Presence | SelfField) and set(_names(test)) <= bound:
                yield test.field, operand


def _names(test: Test) -> Iterator[str]:
    return (operand.name for operand in test.operands if isinstance(operand, FieldOf))


def _filter(condition: NoneOf | Count | AnyOf, names: frozenset[str]) -> Filter:
    if isinstance(condition, AnyOf):
        return tuple(plan(alternative, names) for alternative in condition.alternatives)
    wanted = tuple(known_equalities(condition.where, names))
    if isinstance(condition, NoneOf):
        return CountOf(condition.fact, wanted, condition.where, 0, 0)
    return CountOf(condition.fact, wanted, condition.where, condition.at_least or 0, condition.at_most)
