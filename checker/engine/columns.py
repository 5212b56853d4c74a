"""Columns: the values that a field has in all facts of a type at once.

This is where a run spends its time. Going through a column is one step of Python per fact, and what is common to
several columns (the object that holds them, the fact that a key leads to) is looked up once for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, TypeGuard

from checker.engine.index import Index
from checker.engine.simplify import FOLLOW, resolved_type, steps_along
from checker.facts import Fact, FactType, Kind, ReadFact, Vocabulary

Column: TypeAlias = list[Any]
"""The values of a field as `Codes` takes them: those of facts, or what the proposal writes for them, such as the text
of a date; None where one is absent."""

_NOTHING: Mapping[str, Any] = {}


class ColumnReader:
    """Reads fields of facts of one type, also those where keys of theirs lead, such as `stakeholder>group`."""

    __slots__ = ("_groups", "fields")

    def __init__(self, fact_type: str, fields: Sequence[str], vocabulary: Vocabulary) -> None:
        by_steps: dict[tuple[str, ...], list[str]] = {}
        for field in fields:
            by_steps.setdefault(tuple(field.split(FOLLOW)[:-1]), []).append(field)
        self._groups: list[tuple[_Steps, _Members]] = []
        self.fields: list[str] = []
        """The fields, in the order of the columns."""
        for steps, alike in by_steps.items():
            ends = [resolved_type(vocabulary[fact_type], field, vocabulary) for field in alike]
            members = _Members([last for _, last in ends], ends[0][0])
            self._groups.append((_Steps(fact_type, steps, vocabulary), members))
            self.fields += [FOLLOW.join((*steps, last)) for last in members.fields]

    def read(self, facts: Sequence[Fact], index: Index) -> list[Column]:
        """Return a column per field."""
        columns: list[Column] = []
        for steps, members in self._groups:
            columns += members.read(steps.follow(facts, index))
        return columns


class _Steps:
    """Where keys lead, for many facts at once."""

    __slots__ = ("_steps",)

    def __init__(self, fact_type: str, steps: Sequence[str], vocabulary: Vocabulary) -> None:
        self._steps = steps_along(fact_type, steps, vocabulary)

    def follow(self, facts: Sequence[Fact], index: Index) -> Sequence[Fact | None]:
        """Return for each fact the one at the end, None where a key leads nowhere."""
        found: Sequence[Fact | None] = facts
        for step, target, is_around in self._steps:
            if is_around and _are_read(found):
                found = [fact and fact.around for fact in found]
            else:
                with_key = index.by_key(target).get
                found = [fact and with_key(fact.get(step)) for fact in found]
        return found


class _Members:
    """Fields of facts of one type. `fields`: them in the order of the columns."""

    __slots__ = ("_keys", "_members", "fields")

    def __init__(self, fields: Sequence[str], fact_type: FactType) -> None:
        self._keys = [field for field in fields if field in ("key", fact_type.around)]
        # By the objects inside of the fact's own that lead to them.
        self._members: dict[tuple[str, ...], list[tuple[str, bool]]] = {}
        self.fields = [*self._keys]
        nested: dict[tuple[str, ...], list[str]] = {}
        for field in fields:
            if field not in self._keys:
                nested.setdefault(tuple(field.split(".")[:-1]), []).append(field)
        for outer, alike in nested.items():
            self.fields += alike
            self._members[outer] = [
                (field.rpartition(".")[2], fact_type.fields[field].kind is Kind.TEXT) for field in alike
            ]

    def read(self, facts: Sequence[Fact | None]) -> list[Column]:
        """Return a column for each field; where there is no fact, none of them has a value."""
        if not _are_read(facts):
            return [[fact and fact.get(field) for fact in facts] for field in self.fields]
        columns: list[Column] = []
        for field in self._keys:
            if field == "key":
                columns.append([fact and fact.key for fact in facts])
            else:
                columns.append([fact and fact.around and fact.around.key for fact in facts])
        for outer, members in self._members.items():
            objects = [_NOTHING if fact is None else fact.node for fact in facts]
            for step in outer:
                objects = [one.get(step) or _NOTHING for one in objects]
            for name, is_text in members:
                column = [one.get(name) for one in objects]
                columns.append([(text and not text.isspace()) or None for text in column] if is_text else column)
        return columns


def _are_read(facts: Sequence[Fact | None]) -> TypeGuard[Sequence[ReadFact | None]]:
    """Whether facts, which are of one type and therefore alike, were read from objects of a proposal."""
    for fact in facts:
        if fact is not None:
            return isinstance(fact, ReadFact)
    return False
