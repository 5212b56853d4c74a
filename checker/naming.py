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

from checker.facts import Fact, FactType, Kind, Origin, Vocabulary
from checker.pointer import resolve

LONGEST_TEXT = 80
"""Characters of one free text that a message or a key shows."""

NOT_STATED = "(not stated)"


class Naming:
    """Names the facts of one proposal. `facts`: those that were read from it."""

    def __init__(self, document: Mapping[str, Any], facts: Sequence[Fact], vocabulary: Vocabulary) -> None:
        self._document = document
        self._facts = facts
        self._vocabulary = vocabulary
        self._keys: dict[int, str] = {}
        self._distinctions: dict[str, dict[int, str]] = {}

    def label(self, fact: Fact) -> str:
        """Return what people call a fact: its name, else its id, else what the schema names."""
        fact_type = self._vocabulary[fact.type]
        if fact_type.origin is not Origin.PROPOSAL:
            return " ".join(_shown(fact.values[field]) for field in fact_type.fields if field in fact.values)
        node = self._node(fact)
        if isinstance(node, dict):
            for field in ("name", "id"):
                text = one_line(node.get(field) or "")
                if text:
                    return text
        return " ".join(self.text(fact, field) for field in fact_type.label) or fact.type

    def text(self, fact: Fact, field: str) -> str:
        """Return the value of a field for a message, free text included; NOT_STATED where the fact has it not."""
        value: Any = fact.values.get(field)
        if fact.pointer is not None and self._vocabulary[fact.type].origin is Origin.PROPOSAL:
            try:
                value = resolve(self._document, place_of_field(fact.pointer, field))
            except LookupError:
                pass
        if isinstance(value, str):
            return one_line(value) or NOT_STATED
        return NOT_STATED if value is None else _shown(value)

    def key(self, fact: Fact) -> str:
        """Return the type of a fact and what identifies it, such as "concern residents privacy_loss".

        Facts of a proposal that would share a key are told apart by a digest of their content, and those with the same
        content, which nothing tells apart, by a number.
        """
        if id(fact) not in self._keys:
            self._keys[id(fact)] = f"{fact.type} {self._identity(fact)}{self._distinction(fact)}".rstrip()
        return self._keys[id(fact)]

    def _identity(self, fact: Fact) -> str:
        fact_type = self._vocabulary[fact.type]
        if fact_type.origin is not Origin.PROPOSAL:
            return self.label(fact)
        return " ".join(self._identifying(fact, fact_type, field) for field in fact_type.identity)

    def _identifying(self, fact: Fact, fact_type: FactType, field: str) -> str:
        value = fact.values.get(field)
        if fact_type.fields[field].kind is Kind.TEXT:
            return self.text(fact, field)
        if isinstance(value, str) and value.startswith("/"):
            parent = self._by_key.get((field, value))
            return self.key(parent).removeprefix(f"{parent.type} ") if parent else field
        return NOT_STATED if value is None else _shown(value)

    @cached_property
    def _by_key(self) -> dict[tuple[str, Any], Fact]:
        return {(fact.type, fact.values["key"]): fact for fact in self._facts}

    def _distinction(self, fact: Fact) -> str:
        if self._vocabulary[fact.type].origin is not Origin.PROPOSAL:
            return ""
        if fact.type not in self._distinctions:
            self._distinctions[fact.type] = self._told_apart(one for one in self._facts if one.type == fact.type)
        return self._distinctions[fact.type].get(id(fact), "")

    def _told_apart(self, facts: Iterable[Fact]) -> dict[int, str]:
        """Return, for the facts that share their identity with others, what has to be added to it."""
        additions: dict[int, str] = {}
        for equals in _grouped(facts, self._identity):
            if len(equals) > 1:
                for twins in _grouped(equals, self._content):
                    digest = hashlib.sha256(self._content(twins[0])).hexdigest()[:8]
                    for number, twin in enumerate(twins, 1):
                        additions[id(twin)] = f" #{digest}" if len(twins) == 1 else f" #{digest}.{number}"
        return additions

    def _content(self, fact: Fact) -> bytes:
        return orjson.dumps(_without_order(self._node(fact)), option=orjson.OPT_SORT_KEYS)

    def _node(self, fact: Fact) -> Any:
        return resolve(self._document, fact.pointer) if fact.pointer is not None else None


def _grouped(facts: Iterable[Fact], key: Callable[[Fact], str | bytes]) -> Iterable[list[Fact]]:
    groups: dict[str | bytes, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(key(fact), []).append(fact)
    return groups.values()


def place_of_field(pointer: str, field: str) -> str:
    """Return the pointer to a field, such as `resources.staff_fte`, of the fact at `pointer`."""
    return f"{pointer}/{field.replace('.', '/')}"


def one_line(text: str) -> str:
    """Return free text on one line, cut at LONGEST_TEXT characters."""
    line = " ".join(text[: 4 * LONGEST_TEXT].split())
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
