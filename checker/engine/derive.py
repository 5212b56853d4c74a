"""What follows from a match: derived facts, each made once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from checker.facts import Fact, Scalar
from checker.rulebook.model import Constant, Derive, FieldOf, Match, Operand, Rule, Today

_Identity: TypeAlias = tuple[str, tuple[tuple[str, Scalar], ...], str | None]


class Derivation:
    """A `derive` of a rule, ready to be applied to the facts of a match.

    fields: name, and where the value comes from: a fact of the match and its field, or a constant.
    """

    __slots__ = ("_at", "_fact", "_fields")

    def __init__(self, rule: Rule, derive: Derive, today: date) -> None:
        conditions = [one for one in rule.when if isinstance(one, Match)]
        positions = {one.name: position for position, one in enumerate(conditions) if one.name}
        self._fact = derive.fact
        self._fields = [(name, *_source(operand, positions, today)) for name, operand in sorted(derive.values.items())]
        self._at = (positions[derive.at.name], derive.at.field) if derive.at is not None else None

    def fact(self, facts: Sequence[Fact], known: dict[_Identity, Fact]) -> tuple[Fact, bool]:
        """Return the fact that follows from a match of `facts`, and whether it is new; `known` are those of the run.

        Two facts with the same type, values and place are one. What is absent where a value comes from is absent.
        """
        values: dict[str, Scalar] = {}
        for name, position, field, constant in self._fields:
            value = constant if position is None else facts[position].get(field)
            if value is not None:
                values[name] = value
        place = _place(facts[self._at[0]], self._at[1]) if self._at is not None else None
        identity = (self._fact, tuple(values.items()), place)
        found = known.get(identity)
        if found is not None:
            return found, False
        known[identity] = fact = Fact(self._fact, values, place)
        return fact, True


def _source(operand: Operand, positions: Mapping[str, int], today: date) -> tuple[int | None, str, Scalar | None]:
    match operand:
        case Constant(value):
            return None, "", value
        case Today():
            return None, "", today
        case FieldOf(name, field):
            return positions[name], field, None
    raise TypeError(f"{operand} has no value outside of a condition")


def _place(fact: Fact, field: str | None) -> str | None:
    """Return the place of a fact, or of its field where it was read from the proposal and has it.

    Fields of derived facts have no place of their own: a rule could derive longer and longer ones for ever.
    """
    if field is None or fact.pointer is None or fact.get("key") is None or fact.get(field) is None:
        return fact.pointer
    return f"{fact.pointer}/{field.replace('.', '/')}"
