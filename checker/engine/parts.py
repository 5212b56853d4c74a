"""How the columns of facts are written: all facts of a type at once, column by column.

This is where a run spends its time. Going through a column is one step of Python per fact, and what is common to
several columns (the object that holds them, the fact that a key leads to) is looked up once for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from checker.engine.codes import ABSENT, KINDS, Codes
from checker.engine.conditions import Condition, Index, Path
from checker.facts import Fact, Kind, ReadFact

Columns: TypeAlias = list[Iterable[str]]
PartWriter: TypeAlias = Callable[[Sequence[Fact], Codes, Index], Columns]
"""Returns some columns of facts: for each column the numbers in writing, a number per fact."""

_STRING = KINDS.index(Kind.STRING)
_TEXT = KINDS.index(Kind.TEXT)
_NOTHING: Mapping[str, Any] = {}


def own_part(outer: Sequence[str], fields: Sequence[tuple[str, int]]) -> PartWriter:
    """Fields, with their kinds, of one object: of the facts' own, or of the one that `outer` leads to in it."""
    names = [(field.rpartition(".")[2], kind) for field, kind in fields]

    def write(facts: Sequence[Fact], codes: Codes, index: Index) -> Columns:
        if not isinstance(facts[0], ReadFact):
            return [map(codes.of[kind], [fact.get(field) for fact in facts]) for field, kind in fields]
        nodes: list[Any] = [fact.node for fact in facts]  # type: ignore[attr-defined]  # facts of one type are alike
        for step in outer:
            nodes = [node.get(step) or _NOTHING for node in nodes]
        return [_column([node.get(name) for node in nodes], kind, codes) for name, kind in names]

    return write


def _column(values: list[Any], kind: int, codes: Codes) -> Iterable[str]:
    if kind == _TEXT:
        return ["1" if text and not text.isspace() else ABSENT for text in values]
    return map(codes.of[kind], values)


def key_part(field: str) -> PartWriter:
    """The key of a fact, or of the fact around it."""

    def write(facts: Sequence[Fact], codes: Codes, index: Index) -> Columns:
        return [map(codes.of[_STRING], [fact.get(field) for fact in facts])]

    return write


def followed_part(path: Path, fields: Sequence[tuple[str, int]]) -> PartWriter:
    """Fields, with their kinds, of the facts that keys lead to."""

    def write(facts: Sequence[Fact], codes: Codes, index: Index) -> Columns:
        targets = [path.fact(fact, index) for fact in facts]
        return [
            map(codes.of[kind], [None if target is None else target.get(field) for target in targets])
            for field, kind in fields
        ]

    return write


def asked_part(path: Path, kind: int, absent: str) -> PartWriter:
    """One field, with a number of its own for its absence."""

    def write(facts: Sequence[Fact], codes: Codes, index: Index) -> Columns:
        values = [path.value(fact, index) for fact in facts]
        return [[absent if value is None else codes.of[kind](value) for value in values]]

    return write


def computed_part(condition: Condition) -> PartWriter:
    """The outcome of a test."""

    def write(facts: Sequence[Fact], codes: Codes, index: Index) -> Columns:
        return [["1" if condition.holds(fact, index) else "0" for fact in facts]]

    return write
