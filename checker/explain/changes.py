"""Changes of a proposal, each a sentence and the operations of a JSON Patch (RFC 6902) that make it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import orjson

from checker.explain.case import Case
from checker.explain.guide import TODO_ID, Form, Guide, as_json_value
from checker.explain.words import called
from checker.facts import Fact, Kind, Scalar
from checker.pointer import join, split
from checker.report import Json
from checker.rulebook.nouns import article
from checker.rulebook.relations import quoted, value_in_words

_SENTINEL = object()


class Sort(IntEnum):
    """What sort of change it is; the lower, the more readily it is proposed.

    FILL: something that is missing is stated, or stated otherwise. ADD: an element, or a reference to one.
    REDEFINE: what the thing is said to be. REMOVE: something is taken out.
    """

    FILL = 0
    ADD = 1
    REDEFINE = 2
    REMOVE = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One change. text: a sentence. operations: those that make it, one after the other.

    advised: whether it is what the advice of the rule speaks of.
    at: the place of the value that is set or added, "" where the change leaves a blank, or takes something out.
    choices: what could have stood there as well as what does, which comes first; none where there is no choice.
    """

    text: str
    operations: tuple[Json, ...]
    sort: Sort
    advised: bool = False
    choices: tuple[str, ...] = ()
    at: str = ""

    @property
    def identity(self) -> bytes:
        """The same for changes that do the same."""
        return orjson.dumps(self.operations)


class Changes:
    """Makes changes of one proposal. words: the names in the advice of the rule."""

    def __init__(self, case: Case, guide: Guide, words: frozenset[str]) -> None:
        self.case = case
        self.guide = guide
        self._words = words
        self._ids = {fact.type: str(fact.get("key")) for fact in reversed(case.facts) if "." not in fact.type}

    def set(
        self, fact: Fact, field: str, value: Scalar, others: Sequence[Scalar] = (), *, is_dictated: bool = True
    ) -> Change:
        """State a field of a fact; `value` True of a text stands for a blank.

        others: what would do as well. is_dictated: whether a condition says that it is this date or number.
        """
        pointer = self.at(fact, field)
        known = self.case.type(fact).fields[field]
        is_text = known.kind is Kind.TEXT
        is_blank = is_text or (known.kind in (Kind.DATE, Kind.NUMBER) and not is_dictated)
        written = self.guide.blank(pointer) if is_text else as_json_value(value)
        operations = self._putting(pointer, written)
        thing = called(self.case, fact)
        if self._is_item(fact):
            text = f"Put {value_in_words(value)} in the place of {thing}."
        elif is_blank:
            holder = "" if is_text else f" ({value_in_words(value)} holds the place)"
            text = f"Fill in {quoted(field)} of {thing}{holder}."
            operations += self._marking(pointer, written)
        else:
            text = f"Set {quoted(field)} of {thing} to {value_in_words(value)}."
        choices = _choices(value, others)
        sort, advised = self._sort_of_setting(fact, field), self._advises(field, value, others)
        return Change(text, operations, sort, advised, choices, "" if is_blank else pointer)

    def _sort_of_setting(self, fact: Fact, field: str) -> Sort:
        fact_type = self.case.type(fact)
        if fact_type.fields[field].reference is not None:
            return Sort.ADD
        return Sort.REDEFINE if fact_type.fields[field].always or field in fact_type.identity else Sort.FILL

    def unset(self, fact: Fact, field: str) -> Change:
        """Take a field out."""
        pointer = self.at(fact, field)
        text = f"Take {quoted(field)} of {called(self.case, fact)} out."
        return Change(text, ({"op": "remove", "path": pointer},), Sort.REMOVE)

    def remove(self, fact: Fact) -> Change:
        """Take a fact out of the proposal."""
        pointer = self.case.pointer(fact)
        return Change(f"Take out {called(self.case, fact)}.", ({"op": "remove", "path": pointer},), Sort.REMOVE)

    def add_item(
        self, type: str, around: Fact, value: Scalar, others: Sequence[Scalar] = (), elsewhere: Sequence[Fact] = ()
    ) -> tuple[Change, Fact]:
        """Add a value to a list, and return the fact that it will be.

        others: what would do as well. elsewhere: the facts with lists in which it would do as well.
        """
        home = self.guide.homes[type]
        pointer = join(self.case.pointer(around), *home.path)
        place, operations = self._appending(pointer, as_json_value(value))
        text = f"Add {value_in_words(value)} to {quoted('.'.join(home.path))} of {called(self.case, around)}."
        made = Fact(type, {"key": place, home.around: _key(around), "value": value}, place)
        advised = self._advises(home.path[-1], value, others)
        choices = _choices(value, others)
        if elsewhere and not choices:
            choices = tuple(called(self.case, one) for one in (around, *elsewhere))
        return Change(text, operations, Sort.ADD, advised, choices, place), made

    def add(self, type: str, around: Fact | None, fields: Mapping[str, Scalar]) -> tuple[Change, Fact]:
        """Add an element with some fields, and return the fact that it will be.

        around: the fact that it stands in, None where that is the proposal. fields: True of a text is a blank.
        """
        home = self.guide.homes[type]
        pointer = join(self.case.pointer(around) if around is not None else "", *home.path)
        key = fields.get("key") or self._new_id(type)
        place = pointer if home.form is Form.OBJECT else f"{pointer}/{self._length(pointer)}"
        element = self._element(place, type, key, fields)
        operations = (
            self._putting(pointer, element) if home.form is Form.OBJECT else self._appending(pointer, element)[1]
        )
        of = f" of {called(self.case, around)}" if around is not None else ""
        what = f"{article(self.case.rulebook.vocabulary[type].noun)}{self._whose(type, fields)}"
        where = quoted(".".join(home.path))
        text = f"Describe {what} in {where}{of}." if home.form is Form.OBJECT else f"Add {what} to {where}{of}."
        outer = {home.around: _key(around)} if around is not None else {}
        advised = any(self._advises(one) for one in (home.path[-1], *fields))
        return Change(text, operations, Sort.ADD, advised), Fact(type, {**fields, **outer, "key": key}, place)

    def _whose(self, type: str, fields: Mapping[str, Scalar]) -> str:
        fact_type = self.case.rulebook.vocabulary[type]
        parts = []
        for name, value in fields.items():
            if name != fact_type.around:
                said = "filled in" if fact_type.fields[name].kind is Kind.TEXT else value_in_words(value)
                parts.append(f"{quoted('id' if name == 'key' else name)} is {said}")
        return f" whose {' and whose '.join(parts)}" if parts else ""

    def _element(self, place: str, type: str, key: Scalar, fields: Mapping[str, Scalar]) -> dict[str, Any]:
        fact_type = self.case.rulebook.vocabulary[type]
        element: dict[str, Any] = {}
        if "id" in self.guide.definition(place).get("properties", ()):
            element["id"] = key
        for name, value in fields.items():
            if name in ("key", fact_type.around):
                continue
            *outer, last = name.split(".")
            around = element
            for step in outer:
                around = around.setdefault(step, {})
            pointer = join(place, *name.split("."))
            around[last] = (
                self.guide.blank(pointer) if fact_type.fields[name].kind is Kind.TEXT else as_json_value(value)
            )
        return self.guide.filled(place, element, self._ids)

    def _new_id(self, type: str) -> str:
        taken = {fact.get("key") for fact in self.case.facts if fact.type == type}
        name = type.replace("_", "-")
        return next(one for number in range(1, len(taken) + 2) if (one := f"{TODO_ID}{name}-{number}") not in taken)

    def at(self, fact: Fact, field: str) -> str:
        """Return the place of a field, whether it is there or not."""
        pointer = self.case.pointer(fact)
        return pointer if self._is_item(fact) else join(pointer, *field.split("."))

    def _is_item(self, fact: Fact) -> bool:
        home = self.guide.homes.get(fact.type)
        return home is not None and home.form is Form.ITEM

    def _advises(self, field: str, value: Scalar = "", others: Sequence[Scalar] = ()) -> bool:
        """Whether the advice speaks of a field, and where it speaks of some of its values, of this one."""
        last = "id" if field == "key" else field.split(".")[-1]
        if not any(word.split(".")[-1] == last for word in self._words):
            return False
        named = {str(one) for one in (value, *others)} & self._words
        return not named or str(value) in named

    def _length(self, pointer: str) -> int:
        found = _found(self.case.proposal, split(pointer))
        return len(found) if isinstance(found, list) else 0

    def _appending(self, pointer: str, value: Any) -> tuple[str, tuple[Json, ...]]:
        place = f"{pointer}/{self._length(pointer)}"
        if isinstance(_found(self.case.proposal, split(pointer)), list):
            return place, ({"op": "add", "path": place, "value": value},)
        return place, self._putting(pointer, [value])

    def _putting(self, pointer: str, value: Any) -> tuple[Json, ...]:
        """Return what puts a value at a place; objects around it that are missing are put there too."""
        tokens = split(pointer)
        there = 0
        while there < len(tokens) - 1 and isinstance(_found(self.case.proposal, tokens[: there + 1]), dict | list):
            there += 1
        for depth in range(len(tokens) - 1, there, -1):
            value = self.guide.filled(join("", *tokens[:depth]), {tokens[depth]: value}, self._ids)
        place = join("", *tokens[: there + 1])
        exists = _found(self.case.proposal, tokens[: there + 1]) is not _SENTINEL
        return ({"op": "replace" if exists else "add", "path": place, "value": value},)

    def _marking(self, pointer: str, value: Any) -> tuple[Json, ...]:
        around = join("", *split(pointer)[:-1])
        return tuple(
            {"op": "add", "path": f"{around}/{name}", "value": text}
            for name, text in self.guide.mark(pointer, value).items()
        )


def _key(fact: Fact) -> Scalar:
    key = fact.get("key")
    assert key is not None  # every fact of a proposal has one
    return key


def _choices(value: Scalar, others: Sequence[Scalar]) -> tuple[str, ...]:
    """Return all values that do, the one that was taken first; none where there is no choice."""
    return tuple(str(as_json_value(one)) for one in (value, *others)) if others else ()


def _found(document: Any, tokens: Sequence[str]) -> Any:
    """Return what stands at a place, _SENTINEL where nothing does."""
    for token in tokens:
        if isinstance(document, dict) and token in document:
            document = document[token]
        elif isinstance(document, list) and token.isdecimal() and int(token) < len(document):
            document = document[int(token)]
        else:
            return _SENTINEL
    return document
