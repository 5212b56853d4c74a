"""Conditions in the words of a rule file, for people."""

from __future__ import annotations

from checker.rulebook.model import (
    AnyOf,
    Condition,
    Constant,
    Count,
    FieldOf,
    Match,
    NoneOf,
    Operand,
    Operator,
    Presence,
    SelfField,
    Test,
    Today,
)


def condition(one: Condition) -> str:
    """Return what a condition begins with, such as "match stakeholder as s"."""
    match one:
        case Match(fact, None):
            return f"match {fact}"
        case Match(fact, name):
            return f"match {fact} as {name}"
        case NoneOf(fact):
            return f"none {fact}"
        case Count(fact):
            return f"count {fact}"
        case AnyOf():
            return "any"


def test(one: Test) -> str:
    """Return a test of `where`, such as "group: {not: public}"."""
    items = [operand(item) for item in one.operands]
    match one.operator:
        case Operator.PRESENT | Operator.ABSENT:
            return f"{one.field}: {one.operator}"
        case Operator.EQUAL:
            return f"{one.field}: {items[0]}"
        case Operator.IN | Operator.NOT_IN:
            return f"{one.field}: {{{one.operator}: [{', '.join(items)}]}}"
        case _:
            return f"{one.field}: {{{one.operator}: {items[0]}}}"


def operand(one: Operand | Presence) -> str:
    """Return a value of `where`."""
    match one:
        case Constant(value):
            if isinstance(value, bool):
                return "true" if value else "false"
            return f"${value}" if str(value).startswith("$") else str(value)
        case Today():
            return "$today"
        case FieldOf(name, field):
            return f"${name}.{field}"
        case SelfField(field):
            return f"$self.{field}"
        case Presence():
            return one.value
