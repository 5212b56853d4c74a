"""Columns: the values that a field has in all facts of a type at once.

This is where a run spends its time. Going through a column is one step of Python per fact, and what is common to
several columns (the object that holds them, the fact that a key leads to) is looked up once for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from checker.engine.index import Index
from checker.engine.simplify import FOLLOW, resolved_type
from checker.facts import Fact, FactType, Kind, ReadFact, Vocabulary

Column: TypeAlias = list[Any]
"""The values of a field as `Codes` takes them: those of facts, or what the proposal writes for them, such as the text of
a date; None where one is absent."""

ColumnReader: TypeAlias = Callable[[Sequence[Fact], Index], list[Column]]
"""Returns the columns of several fields."""

_NOTHING: Mapping[str, Any] = {}


def column_reader(fact_type: str, fields: Sequence[str], vocabulary: Vocabulary) -> ColumnReader:
    """Return what reads fields of facts of a type, also those where keys of theirs lead, such as `stakeholder>group`."""
    places: dict[tuple[str, ...], list[int]] = {}
    for place, field in enumerate(fields):
        places.setdefault(tuple(field.split(FOLLOW)[:-1]), []).append(place)
    groups = [
        (_Steps(fact_type, steps, vocabulary), _members(fact_type, [fields[place] for place in alike], vocabulary), alike)
        for steps, alike in places.items()
    ]

    def read(facts: Sequence[Fact], index: Index) -> list[Column]:
        columns: list[Column] = [[]] * len(fields)
        for steps, members, alike in groups:
            for place, column in zip(alike, members.read(steps.follow(facts, index)), strict=True):
                columns[place] = column
        return columns

    return read


def _members(fact_type: str, fields: Sequence[str], vocabulary: Vocabulary) -> _Members:
    """Return what reads fields that have the same steps before them."""
    ends = [resolved_type(vocabulary[fact_type], field, vocabulary) for field in fields]
    return _Members([last for _, last in ends], ends[0][0])


class _Steps:
    """Where keys lead, for many facts at once."""

    __slots__ = ("_steps",)

    def __init__(self, fact_type: str, steps: Sequence[str], vocabulary: Vocabulary) -> None:
        self._steps: list[tuple[str, str, bool]] = []
        for step in steps:
            target = vocabulary[fact_type].fields[step].reference or ""
            self._steps.append((step, target, vocabulary[fact_type].around == step))
            fact_type = target

    def follow(self, facts: Sequence[Fact], index: Index) -> Sequence[Fact | None]:
        """Return for each fact the one at the end, None where a key leads nowhere."""
        found: Sequence[Fact | None] = facts
        for step, target, is_around in self._steps:
            if is_around and _are_read(found):
                found = [fact and fact.around for fact in found]  # type: ignore[attr-defined]
            else:
                with_key = index.by_key(target).get
                found = [fact and with_key(fact.get(step)) for fact in found]
        return found


class _Members:
    """Fields of facts of one type."""

    __slots__ = ("_around", "_fields")

    def __init__(self, fields: Sequence[str], fact_type: FactType) -> None:
        self._around = fact_type.around
        self._fields = [
            (field, tuple(field.split(".")[:-1]), field.rpartition(".")[2], fact_type.fields[field].kind is Kind.TEXT)
            for field in fields
        ]

    def read(self, facts: Sequence[Fact | None]) -> list[Column]:
        """Return a column for each field; where there is no fact, none of them has a value."""
        if not _are_read(facts):
            return [[fact and fact.get(field) for fact in facts] for field, *_ in self._fields]
        objects: dict[tuple[str, ...], list[Any]] = {(): [_NOTHING if fact is None else fact.node for fact in facts]}  # type: ignore[attr-defined]
        columns: list[Column] = []
        for field, outer, name, is_text in self._fields:
            if field == "key":
                columns.append([fact and fact.key for fact in facts])  # type: ignore[attr-defined]
            elif field == self._around:
                columns.append([fact and fact.around.key for fact in facts])  # type: ignore[attr-defined]
            else:
                column = [node.get(name) for node in _inside(objects, outer)]
                columns.append([_is_told(text) for text in column] if is_text else column)
        return columns


def _inside(objects: dict[tuple[str, ...], list[Any]], path: tuple[str, ...]) -> list[Any]:
    """Return the objects that a path leads to inside of others, and keep them in `objects`."""
    found = objects.get(path)
    if found is None:
        name = path[-1]
        found = objects[path] = [node.get(name) or _NOTHING for node in _inside(objects, path[:-1])]
    return found


def _is_told(text: str | None) -> bool | None:
    return True if text and not text.isspace() else None


def _are_read(facts: Sequence[Fact | None]) -> bool:
    """Whether facts, which are of one type and therefore alike, were read from objects of a proposal."""
    return isinstance(next((fact for fact in facts if fact is not None), None), ReadFact)
