"""What is in a program: which features of the rule language it uses, and which of them its matches rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.engine.interface import Match as Found
from checker.facts import Origin
from checker.rulebook.model import (
    AnyOf,
    Condition,
    Constant,
    Count,
    FieldOf,
    Match,
    NoneOf,
    Operator,
    Presence,
    Rule,
    Rulebook,
    SelfField,
    Test,
    Today,
)
from tests.engine.generate import Program

ORDERINGS = (Operator.LT, Operator.LTE, Operator.GT, Operator.GTE)


def features(program: Program, matches: Sequence[Found]) -> set[str]:
    """Return the features of the rules of a program that match something.

    "stratum N": a fact was derived by a rule that has to wait for N rounds of others, each of them asked by `none` or
    `count`. "recursion": a fact was derived from one of its own type.
    """
    rules = {id(match.rule): match.rule for match in matches}.values()
    found = {feature for rule in rules for feature in _of_rule(rule, program)}
    rounds = _rounds(program.rulebook)
    if matches:
        found.add("a match")
    for match in matches:
        if match.derived:
            found |= {f"stratum {number}" for number in range(1, _round(match.rule, rounds) + 1)}
            if {fact.type for fact in match.facts} & {fact.type for fact in match.derived}:
                found.add("recursion")
    return found


def _of_rule(rule: Rule, program: Program) -> Iterator[str]:
    for condition in _conditions(rule.when):
        if isinstance(condition, AnyOf):
            yield "any"
            continue
        origin = program.rulebook.vocabulary[condition.fact].origin
        if origin is Origin.TABLE:
            yield "a table"
        kind = {Match: "match", NoneOf: "none", Count: "count"}[type(condition)]
        if origin is Origin.DERIVED:
            yield f"{kind} of a derived fact"
        yield kind
        for test in condition.where:
            yield from _of_test(test, kind)
            if any(fact.type == condition.fact and fact.get(test.field) is None for fact in program.facts):
                yield "an absent field"


def _of_test(test: Test, kind: str) -> Iterator[str]:
    if test.operator in ORDERINGS:
        yield "an ordering"
    if test.operator in (Operator.IN, Operator.NOT_IN):
        yield "in"
    if test.operator in (Operator.PRESENT, Operator.ABSENT):
        yield "present or absent"
    for operand in test.operands:
        match operand:
            case FieldOf():
                yield f"a join in {kind}"
                if test.operator in ORDERINGS:
                    yield "a join that orders"
            case SelfField():
                yield "self"
            case Today():
                yield "today"
            case Constant():
                yield "a constant"
            case Presence():
                yield "present or absent in a list"


def _conditions(conditions: Sequence[Condition]) -> Iterator[Condition]:
    for condition in conditions:
        yield condition
        if isinstance(condition, AnyOf):
            for alternative in condition.alternatives:
                yield from _conditions(alternative)


def _rounds(rulebook: Rulebook) -> dict[str, int]:
    """Return for each derived type how often rules have to wait before all facts of it are known."""
    rounds = {derive.fact: 1 for rule in rulebook.rules for derive in rule.derive}
    changed = True
    while changed:
        changed = False
        for rule in rulebook.rules:
            for derive in rule.derive:
                needed = _round(rule, rounds)
                if needed > rounds[derive.fact]:
                    rounds[derive.fact], changed = needed, True
    return rounds


def _round(rule: Rule, rounds: dict[str, int]) -> int:
    """Return the stratum of a rule: 1 for one that asks `none` and `count` of no derived fact."""
    known = (one for one in _conditions(rule.when) if not isinstance(one, AnyOf) and one.fact in rounds)
    return max((rounds[one.fact] + (not isinstance(one, Match)) for one in known), default=1)
