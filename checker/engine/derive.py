"""What follows from a match: derived facts, each made once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from checker.facts import Fact, Scalar
from checker.rulebook.model import Constant, Derive, FieldOf, Match, Operand, Reference, Rule, Today

_Identity: TypeAlias = tuple[str, frozenset[tuple[str, Scalar]], str | None]


class Derivations:
    """The facts that were derived in one run. Two with the same type, values and place are one fact."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._known: dict[_Identity, Fact] = {}

    def follow(self, rule: Rule, facts: tuple[Fact, ...]) -> tuple[tuple[Fact, ...], list[Fact]]:
        """Return the facts that a match of `rule` derives, and those among them that were not known before."""
        named = {
            condition.name: fact
            for condition, fact in zip((one for one in rule.when if isinstance(one, Match)), facts, strict=True)
            if condition.name
        }
        derived: list[Fact] = []
        new: list[Fact] = []
        for derive in rule.derive:
            values = _values(derive, named, self._today)
            place = _place(derive.at, named) if derive.at else None
            identity = (derive.fact, frozenset(values.items()), place)
            if identity not in self._known:
                self._known[identity] = Fact(derive.fact, values, place)
                new.append(self._known[identity])
            derived.append(self._known[identity])
        return tuple(derived), new


def _values(derive: Derive, named: Mapping[str, Fact], today: date) -> dict[str, Scalar]:
    """Return the values of a derived fact; what is absent where it comes from is absent."""
    values = {field: _value(operand, named, today) for field, operand in derive.values.items()}
    return {field: value for field, value in values.items() if value is not None}


def _value(operand: Operand, named: Mapping[str, Fact], today: date) -> Scalar | None:
    match operand:
        case Constant(value):
            return value
        case Today():
            return today
        case FieldOf(name, field):
            return named[name].values.get(field)
    raise TypeError(f"{operand} has no value outside of a condition")


def _place(at: Reference, named: Mapping[str, Fact]) -> str | None:
    """Return the place of a fact, or of its field where it was read from the proposal and has it.

    Fields of derived facts have no place of their own: a rule could derive longer and longer ones for ever.
    """
    fact = named[at.name]
    if at.field is None or at.field not in fact.values or fact.pointer is None or "key" not in fact.values:
        return fact.pointer
    return f"{fact.pointer}/{at.field.replace('.', '/')}"
