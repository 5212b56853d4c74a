"""Values that would make a test hold, or fail: taken from the test, the schema and the proposal, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from difflib import SequenceMatcher

from checker.explain.case import Case
from checker.explain.guide import BLANK_DATE, Guide
from checker.facts import Fact, FieldType, Kind, Scalar
from checker.rulebook.model import Constant, Operator, Presence, Test, Today

MOST_VALUES = 8
"""Values that are tried for one field."""

_ORDERINGS = {Operator.LT, Operator.LTE, Operator.GT, Operator.GTE}


def fitting(
    case: Case, guide: Guide, fact: Fact, test: Test, bindings: Mapping[str, Fact], *, pointer: str, holds: bool
) -> list[Scalar]:
    """Return values for the field that a test is about, with which the test holds, or does not.

    pointer: where the field stands, or would stand. For a text the only value is True: that it is stated.
    """
    field = case.type(fact).fields[test.field]
    found = [
        value
        for value in dict.fromkeys(_candidates(case, guide, fact, field, test, bindings, pointer))
        if value != fact.get(test.field) and _would_hold(case, fact, test, value, bindings) is holds
    ]
    # Of dates and numbers one is enough: the nearest to what the condition names.
    return found[: 1 if field.kind in (Kind.DATE, Kind.NUMBER) else MOST_VALUES]


def is_dictated(test: Test, value: Scalar, *, holds: bool) -> bool:
    """Whether a test itself says which value it takes to make it hold or fail; a blank is dictated by nothing."""
    if value == BLANK_DATE:
        return False
    if test.operator in _ORDERINGS:
        return True
    return test.operator in ({Operator.EQUAL, Operator.IN} if holds else {Operator.NOT, Operator.NOT_IN})


def would_be(fact: Fact, field: str, value: Scalar) -> Fact:
    """Return a fact as it would be with another value."""
    return Fact(fact.type, {**fact.values, field: value}, fact.pointer)


def _would_hold(case: Case, fact: Fact, test: Test, value: Scalar, bindings: Mapping[str, Fact]) -> bool:
    return case.evaluation.holds(test, would_be(fact, test.field, value), bindings)


def _candidates(
    case: Case, guide: Guide, fact: Fact, field: FieldType, test: Test, bindings: Mapping[str, Fact], pointer: str
) -> Iterator[Scalar]:
    named = [_value(case, operand, fact, bindings) for operand in test.operands]
    match field.kind:
        case Kind.TEXT:
            yield True
        case Kind.BOOLEAN:
            yield from (True, False)
        case Kind.STRING if field.values is not None:
            yield from guide.values(pointer)
        case Kind.STRING:
            yield from (value for value in named if isinstance(value, str))
            if field.reference is not None:
                yield from ids_like(case, field.reference, fact.get(test.field))
        case Kind.NUMBER:
            numbers = [value for value in named if isinstance(value, int | Decimal) and not isinstance(value, bool)]
            yield from (number + step for number in numbers for step in (0, 1, -1))
            yield from (0, 1)
        case Kind.DATE:
            is_lasting = test.operator not in _ORDERINGS or not any(isinstance(one, Today) for one in test.operands)
            days = [value for value in named if isinstance(value, date) and is_lasting]
            yield from (day + timedelta(step) for day in days for step in (0, 1, -1) if date.min < day < date.max)
            yield BLANK_DATE


def _value(case: Case, operand: object, fact: Fact, bindings: Mapping[str, Fact]) -> Scalar | None:
    if isinstance(operand, Presence):
        return None
    return case.evaluation.value(operand, fact, bindings)  # type: ignore[arg-type]  # an operand, as no presence is left


def ids_like(case: Case, fact_type: str, like: Scalar | None) -> Sequence[str]:
    """Return the keys of a type of fact in the proposal: the one most like another word first, then as written."""
    keys = list(dict.fromkeys(str(fact.get("key")) for fact in case.facts if fact.type == fact_type))
    if isinstance(like, str):
        keys.sort(key=lambda key: -SequenceMatcher(None, like, key).ratio())
    return keys[:MOST_VALUES]


def constant(case: Case, test: Test, bindings: Mapping[str, Fact]) -> Test | None:
    """Return a test with the values of bound facts in place of `$name.field`; None where one is absent."""
    operands = []
    for operand in test.operands:
        if isinstance(operand, Presence | Constant):
            operands.append(operand)
            continue
        value = _value(case, operand, _NOWHERE, bindings)
        if value is None:
            return None
        operands.append(Constant(value))
    return Test(test.field, test.operator, tuple(operands))


_NOWHERE = Fact("", {}, None)
