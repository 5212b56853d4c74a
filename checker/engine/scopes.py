"""The names that alternatives of an `any` bind, made unique within their rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from checker.rulebook.model import AnyOf, Condition, FieldOf, Match, Test


def with_unique_names(conditions: Sequence[Condition], names: Mapping[str, str], scope: str) -> list[Condition]:
    """Return the conditions with the names that alternatives bind made their own; `names` are those bound outside."""
    bound = {one.name: f"{scope}{one.name}" for one in conditions if isinstance(one, Match) and one.name}
    known = {**names, **bound}
    renamed: list[Condition] = []
    for place, condition in enumerate(conditions):
        if isinstance(condition, AnyOf):
            alternatives = (
                tuple(with_unique_names(alternative, known, f"{scope}{place}.{number}."))
                for number, alternative in enumerate(condition.alternatives)
            )
            renamed.append(AnyOf(tuple(alternatives)))
            continue
        where = tuple(_renamed(test, known) for test in condition.where)
        if isinstance(condition, Match) and condition.name:
            renamed.append(replace(condition, name=known[condition.name], where=where))
        else:
            renamed.append(replace(condition, where=where))
    return renamed


def _renamed(test: Test, names: Mapping[str, str]) -> Test:
    operands = tuple(
        FieldOf(names[operand.name], operand.field) if isinstance(operand, FieldOf) else operand
        for operand in test.operands
    )
    return replace(test, operands=operands)
