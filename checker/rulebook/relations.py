"""What a test asks of a field, in words: "is missing", "is `public` or `other`", "is before today"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from checker.facts import FieldType, Kind, Scalar
from checker.rulebook.model import Constant, FieldOf, Operand, Operator, Presence, SelfField, Test, Today

ValueOf = Callable[[FieldOf], str]
"""What `$name.field` is called in a sentence."""

_NUMBERS: Final = {
    Operator.LT: "is less than",
    Operator.LTE: "is at most",
    Operator.GT: "is more than",
    Operator.GTE: "is at least",
}
_DATES: Final = {
    Operator.LT: "is before",
    Operator.LTE: "is on or before",
    Operator.GT: "is after",
    Operator.GTE: "is on or after",
}
_PRESENCE: Final = {Presence.PRESENT: "stated", Presence.ABSENT: "missing"}


def relation(test: Test, field: FieldType | None, value_of: ValueOf) -> str:
    """Return what a test asks of its field; `field` is None where nothing is known of it."""
    operands = [_operand(operand, field, value_of) for operand in test.operands]
    match test.operator:
        case Operator.PRESENT:
            return "is stated"
        case Operator.ABSENT:
            return "is missing"
        case Operator.EQUAL:
            return f"is {operands[0]}"
        case Operator.IN:
            return f"is {words_for(operands, 'or')}" if operands else "is one of no values"
        case Operator.NOT:
            return f"is not {operands[0]}{_also_missing(test, field)}"
        case Operator.NOT_IN:
            return f"is neither {' nor '.join(operands)}{_also_missing(test, field)}" if operands else "is anything"
    words = _DATES if field is not None and field.kind is Kind.DATE else _NUMBERS
    return f"{words[test.operator]} {operands[0]}"


def words_for(parts: Sequence[str], last: str) -> str:
    """Return a list as a sentence has it: a, b and c."""
    return f" {last} ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def quoted(name: str | None) -> str:
    """Return a name as messages have it."""
    return f"`{name}`"


def _also_missing(test: Test, field: FieldType | None) -> str:
    """Say that `not` holds for an absent field too, where a field can be absent and nothing else says so."""
    can_be_absent = field is None or not field.always
    return " (or is missing)" if can_be_absent and not any(one in _PRESENCE for one in test.operands) else ""


def _operand(operand: Operand | Presence, field: FieldType | None, value_of: ValueOf) -> str:
    match operand:
        case Presence():
            return _PRESENCE[operand]
        case Today():
            return "today"
        case FieldOf():
            return value_of(operand)
        case SelfField():
            return quoted(operand.field)
        case Constant(value) if field is not None and field.kind is Kind.TEXT:
            return "stated" if value is True else "missing"
        case Constant(value):
            return value_in_words(value)


def value_in_words(value: Scalar) -> str:
    """Return a value as sentences have it: words in backticks, dates and numbers plain."""
    if isinstance(value, bool):
        return quoted(str(value).lower())
    if isinstance(value, date):
        return value.isoformat()
    return quoted(value) if isinstance(value, str) else str(value)
