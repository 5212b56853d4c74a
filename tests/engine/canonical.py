"""Match lists of different evaluators as sets that can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from checker.engine.interface import Match
from checker.facts import Fact, Scalar

TypedText: TypeAlias = tuple[str, str]
"""A value as its kind and its text: equal exactly where the rule language calls the values equal."""

Label: TypeAlias = tuple[str, tuple[tuple[str, TypedText], ...], str | None]
"""A fact as its type, its sorted values and its place: what tells facts of one proposal apart."""

CanonicalMatch: TypeAlias = tuple[str, tuple[Label, ...], tuple[Label, ...]]
"""A match as the rule's id, the labels of the facts, and the labels of what follows."""


def typed_text(value: Scalar) -> TypedText:
    """Return a value's kind and a text that is the same for equal values: 1, 1.0 and 1.00 are all "1"."""
    if isinstance(value, bool):
        return "boolean", str(value)
    if isinstance(value, int | Decimal):
        text = format(Decimal(value), "f")  # not normalize(), which rounds to 28 digits
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "number", "0" if text == "-0" else text
    if isinstance(value, date):
        return "date", value.isoformat()
    return "string", value


def label(fact: Fact) -> Label:
    """Return what identifies a fact, whoever made the object."""
    return fact.type, tuple(sorted((field, typed_text(value)) for field, value in fact.values.items())), fact.pointer


def canonical(matches: Sequence[Match]) -> set[CanonicalMatch]:
    """Return matches as a set that can be compared; an evaluator that reports a match twice fails here."""
    found = {(match.rule.id, tuple(map(label, match.facts)), tuple(map(label, match.derived))) for match in matches}
    assert len(found) == len(matches), "a match was reported more than once"
    return found
