"""Programs as a loader would let them through: with the kinds of fields that their facts have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from checker.engine.interface import Match as Found
from checker.facts import Fact, FieldType, Kind, Scalar
from checker.rulebook.model import (
    AnyOf,
    Condition,
    Constant,
    FieldOf,
    Match,
    Operand,
    Operator,
    Presence,
    SelfField,
    Test,
)
from tests.engine.generate import Program

DECIMALS = 6
"""As many as a number of a proposal may have."""


def well_typed(program: Program, found: Sequence[Found]) -> Program | None:
    """Return a program with the kinds that its fields have, None where a loader would refuse it.

    found: its matches, for the facts that are derived. A loader refuses comparisons of different kinds, an ordering of
    what has no order, and a field with values of two kinds; the schema refuses numbers with too many decimals.
    """
    tables = program.rulebook.tables.values()
    rows = [Fact(one.name, dict(zip(one.columns, row, strict=True)), None) for one in tables for row in one.rows]
    facts = [*program.facts, *rows, *(fact for match in found for fact in match.derived)]
    kinds: dict[tuple[str, str], set[Kind]] = {}
    for fact in facts:
        for field, value in fact.values.items():
            if isinstance(value, Decimal) and value != round(value, DECIMALS):
                return None
            kinds.setdefault((fact.type, field), set()).add(_kind(value))
    for pair in [pair for rule in program.rulebook.rules for pair in _compared(rule.when, {})]:
        _unite(kinds, *pair)
    if any(len(some) > 1 for some in kinds.values()) or not _orderable(program, kinds):
        return None
    vocabulary = {
        name: replace(
            type, fields={field: FieldType(min(kinds.get((name, field)) or {Kind.STRING})) for field in type.fields}
        )
        for name, type in program.rulebook.vocabulary.items()
    }
    return replace(program, rulebook=replace(program.rulebook, vocabulary=vocabulary))


def _kind(value: Scalar) -> Kind:
    if isinstance(value, bool):
        return Kind.BOOLEAN
    if isinstance(value, int | Decimal):
        return Kind.NUMBER
    return Kind.DATE if isinstance(value, date) else Kind.STRING


def _unite(kinds: dict[tuple[str, str], set[Kind]], field: tuple[str, str], other: tuple[str, str] | Kind) -> None:
    """Let both fields have the kinds of either, as what is compared has to be of one kind."""
    mine = kinds.setdefault(field, set())
    if isinstance(other, Kind):
        mine.add(other)
        return
    mine |= kinds.get(other, set())
    for one, some in kinds.items():
        if some is kinds.get(other):
            kinds[one] = mine
    kinds[other] = mine


def _compared(
    conditions: Sequence[Condition], names: dict[str, str]
) -> Iterator[tuple[tuple[str, str], tuple[str, str] | Kind]]:
    """Yield each field with what it is compared with: another field, or a constant of a kind."""
    names = {**names, **{one.name: one.fact for one in conditions if isinstance(one, Match) and one.name}}
    for condition in conditions:
        if isinstance(condition, AnyOf):
            for alternative in condition.alternatives:
                yield from _compared(alternative, names)
            continue
        for test in condition.where:
            for operand in test.operands:
                if not isinstance(operand, Presence):
                    yield (condition.fact, test.field), _other(operand, condition.fact, names)


def _other(operand: Operand, own: str, names: dict[str, str]) -> tuple[str, str] | Kind:
    match operand:
        case Constant(value):
            return _kind(value)
        case FieldOf(name, field):
            return names[name], field
        case SelfField(field):
            return own, field
    return Kind.DATE


def _orderable(program: Program, kinds: dict[tuple[str, str], set[Kind]]) -> bool:
    return all(
        kinds.get((fact, test.field), set()) <= {Kind.NUMBER, Kind.DATE}
        for rule in program.rulebook.rules
        for fact, test in _tests(rule.when)
        if test.operator in (Operator.LT, Operator.LTE, Operator.GT, Operator.GTE)
    )


def _tests(conditions: Sequence[Condition]) -> Iterator[tuple[str, Test]]:
    for condition in conditions:
        if isinstance(condition, AnyOf):
            yield from (found for alternative in condition.alternatives for found in _tests(alternative))
        else:
            yield from ((condition.fact, test) for test in condition.where)
