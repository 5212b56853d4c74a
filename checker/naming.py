"""What facts are called: labels for people, keys that stay when a proposal is reordered, and texts for messages.

Rules never see free text; messages may show it. It is read from the document here, on one line and cut.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import orjson

from checker.facts import Fact, FactType, Kind, Origin, ReadFact, Vocabulary

LONGEST_TEXT = 80
"""Characters of one free text that a message or a key shows."""

NOT_STATED = "(not stated)"

_UNIQUE = ("key",)
"""The identity of facts with an id, which nothing has to be added to."""


class Naming:
    """Names the facts of one proposal. `facts`: those that were read from it."""

    def __init__(self, document: Mapping[str, Any], facts: Sequence[Fact], vocabulary: Vocabulary) -> None:
        self.proposal_id: str = document["id"]
        self._facts = facts
        self._vocabulary = vocabulary
        self._shown: dict[tuple[int, str | None], str] = {}
        self._keys: dict[int, str] = {}
        self._distinctions: dict[str, dict[int, str]] = {}

    def shown(self, fact: Fact, field: str | None) -> str:
        """Return what a message shows: a fact's label, or the value of a field."""
        known = self._shown.get((id(fact), field))
        if known is None:
            known = self._label(fact) if field is None else self.text(fact, field)
            self._shown[id(fact), field] = known
        return known

    def label(self, fact: Fact) -> str:
        """Return what people call a fact: its name, else its id, else what the schema names."""
        return self.shown(fact, None)

    def _label(self, fact: Fact) -> str:
        fact_type = self._vocabulary[fact.type]
        if fact_type.origin is not Origin.PROPOSAL:
            return " ".join(_shown(fact.values[field]) for field in fact_type.fields if field in fact.values)
        if isinstance(fact, ReadFact):
            for field in ("name", "id"):
                text = one_line(fact.node.get(field) or "")
                if text:
                    return text
        return " ".join(self.text(fact, field) for field in fact_type.label) or fact.type

    def has(self, fact: Fact, field: str) -> bool:
        """Whether the document has a field of a fact, so that a place can be pointed at."""
        return isinstance(fact, ReadFact) and _written(fact.node, field) is not None

    def text(self, fact: Fact, field: str) -> str:
        """Return the value of a field for a message, free text included; NOT_STATED where the fact has it not."""
        value = _written(fact.node, field) if isinstance(fact, ReadFact) else None
        if value is None:
            value = fact.get(field)
        if isinstance(value, str):
            return one_line(value) or NOT_STATED
        return NOT_STATED if value is None else _shown(value)

    def key(self, fact: Fact) -> str:
        """Return the type of a fact and what identifies it, such as "concern residents privacy_loss".

        Facts of a proposal that would share a key are told apart by a digest of their content, and those with the same
        content, which nothing tells apart, by a number.
        """
        if id(fact) not in self._keys:
            self._keys[id(fact)] = f"{fact.type} {self._identity(fact)}{self._distinction(fact)}"
        return self._keys[id(fact)]

    def _identity(self, fact: Fact) -> str:
        fact_type = self._vocabulary[fact.type]
        if fact_type.origin is not Origin.PROPOSAL:
            return self.label(fact)
        return " ".join([self._identifying(fact, field) for field in fact_type.identity])

    def _likeness(self, fact_type: FactType) -> Callable[[Fact], object]:
        """Return what is the same for facts with the same identity, and different for others; cheaper than that."""
        if any(fact_type.fields[field].kind is Kind.TEXT for field in fact_type.identity):
            return self._identity
        return lambda fact: tuple([fact.get(field) for field in fact_type.identity])

    def _identifying(self, fact: Fact, field: str) -> str:
        """Return an identifying value; where it is the key of a fact without an id, that fact's own identity."""
        key = fact.get(field)
        # Such a key is the pointer to that fact, so that others need not be looked for.
        is_pointer = isinstance(key, str) and (not key or key[0] == "/")
        around = self._around_without_id.get((field, key)) if is_pointer else None
        return self.shown(fact, field) if around is None else self.key(around).removeprefix(f"{around.type} ")

    @cached_property
    def _around_without_id(self) -> dict[tuple[str, Any], Fact]:
        """The facts whose key is the pointer that they were read from, by type and key."""
        return {
            (fact.type, fact.key): fact
            for fact in self._facts
            if isinstance(fact, ReadFact) and fact.key == fact.pointer
        }

    def _distinction(self, fact: Fact) -> str:
        fact_type = self._vocabulary[fact.type]
        if fact_type.origin is not Origin.PROPOSAL or fact_type.identity == _UNIQUE:
            return ""
        if fact.type not in self._distinctions:
            self._distinctions[fact.type] = self._told_apart(fact_type)
        return self._distinctions[fact.type].get(id(fact), "")

    def _told_apart(self, fact_type: FactType) -> dict[int, str]:
        """Return, for the facts of a type that share their identity with others, what has to be added to it."""
        additions: dict[int, str] = {}
        likeness = self._likeness(fact_type)
        facts = [fact for fact in self._facts if fact.type == fact_type.name]
        if len(set(map(likeness, facts))) == len(facts):
            return additions
        for equals in _grouped(facts, likeness):
            if len(equals) > 1:
                for twins in _grouped(equals, _content):
                    digest = hashlib.sha256(_content(twins[0]).encode()).hexdigest()[:8]
                    for number, twin in enumerate(twins, 1):
                        additions[id(twin)] = f" #{digest}" if len(twins) == 1 else f" #{digest}.{number}"
        return additions


def _grouped(facts: Iterable[Fact], key: Callable[[Fact], object]) -> Iterable[list[Fact]]:
    groups: dict[object, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(key(fact), []).append(fact)
    return groups.values()


def _content(fact: Fact) -> str:
    """Return what a fact is read from, written in one way whatever the order of its lists and properties."""
    node = fact.node if isinstance(fact, ReadFact) else None
    return orjson.dumps(_without_order(node), option=orjson.OPT_SORT_KEYS).decode()


def _written(node: Mapping[str, Any], field: str) -> Any:
    """Return the value of a property such as `resources.staff_fte` as the document has it, None where it has none."""
    value: Any = node
    for name in field.split("."):
        value = value.get(name)
        if value is None:
            return None
    return value


def one_line(text: str) -> str:
    """Return free text on one line, cut at LONGEST_TEXT characters."""
    # So many words, with what is between them, are longer than what is shown.
    line = " ".join(text.split(maxsplit=LONGEST_TEXT))
    return line if len(line) <= LONGEST_TEXT else f"{line[: LONGEST_TEXT - 1]}…"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _without_order(node: Any) -> Any:
    """Return the same content whatever the order of its lists."""
    if isinstance(node, dict):
        return {name: _without_order(value) for name, value in node.items()}
    if isinstance(node, list):
        return sorted(
            (_without_order(item) for item in node), key=lambda item: orjson.dumps(item, option=orjson.OPT_SORT_KEYS)
        )
    return node
