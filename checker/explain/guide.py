"""What the schema says of a proposal that is to be changed: where facts stand, and what can hold a place in them.

A blank is obviously none of the proposers' words, and valid all the same: text begins with "TODO: ", an id with
"todo-", and whatever else can't say so itself has a property beside it, `x-todo-NAME`, that does. Such properties are
ignored by a check.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from checker.facts import Scalar
from checker.pointer import split
from checker.vocabulary import Path, ProposalFacts, Schema

TODO = "TODO: "
TODO_ID = "todo-"
MARK = "x-todo-"
BLANK_DATE = date(9999, 12, 31)
_BLANK_WORDS = ("other", "XXX")  # XXX is what ISO 4217 has for no currency


class Form(Enum):
    """How a fact stands in what is around it: as an object, as one of a list, or as a plain value in a list."""

    OBJECT = "object"
    ELEMENT = "element"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Home:
    """Where the facts of a type stand: in which type of fact, and on which path in that."""

    around: str
    path: Path
    form: Form


class Guide:
    """Answers for one schema. Built once; immutable."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._facts = ProposalFacts(schema)
        self.homes: Mapping[str, Home] = dict(self._homes())

    def _homes(self) -> Iterator[tuple[str, Home]]:
        for shape in self._facts.shapes.values():
            for path, nested in shape.objects:
                yield nested.type, Home(shape.type, path, Form.OBJECT)
            for path, nested in shape.lists:
                yield nested.type, Home(shape.type, path, Form.ELEMENT)
            for path, name, _ in shape.items:
                yield name, Home(shape.type, path, Form.ITEM)

    def definition(self, pointer: str) -> Schema:
        """Return what the schema says of the value at a place, whether it is there or not; {} of what it knows not."""
        found = self._facts.resolved(self._schema)
        for token in split(pointer):
            inner = found.get("properties", {}).get(token) if "properties" in found else found.get("items")
            found = self._facts.resolved(inner) if inner is not None else {}
        return found

    def description(self, pointer: str) -> str:
        """Return what belongs at a place."""
        definition = self.definition(pointer)
        return str(definition.get("description") or definition.get("title") or "fill this in")

    def values(self, pointer: str) -> list[str]:
        """Return the words that a value can be, in the order of the schema; none where anything can stand there."""
        return [word for word in self.definition(pointer).get("enum", ()) if isinstance(word, str)]

    def blank(self, pointer: str, ids: Mapping[str, str] | None = None) -> Any:
        """Return what holds the place of a value that nobody knows yet.

        ids: per type of fact one that a reference can name.
        """
        definition = self.definition(pointer)
        if "const" in definition:
            return definition["const"]
        if "properties" in definition:
            return self.filled(pointer, {}, ids)
        if "items" in definition:
            return []
        words = self.values(pointer)
        if words:
            return next((word for word in _BLANK_WORDS if word in words), words[0])
        if "x-reference" in definition:
            return (ids or {}).get(definition["x-reference"], f"{TODO_ID}{definition['x-reference']}")
        types = definition.get("type", ())
        if "boolean" in types:
            return False
        if "number" in types or "integer" in types:
            return definition.get("minimum", 0)
        if definition.get("format") == "date":
            return BLANK_DATE.isoformat()
        return f"{TODO_ID}id" if "pattern" in definition else f"{TODO}{self.description(pointer)}"

    def filled(self, pointer: str, values: Mapping[str, Any], ids: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return an object with some values and blanks for whatever else it has to have, and for a description."""
        definition = self.definition(pointer)
        properties = definition.get("properties", {})
        wanted = {*definition.get("required", ()), *self._own_words(pointer, definition)}
        found: dict[str, Any] = {}
        for name in properties:
            if name in values:
                found[name] = values[name]
            elif name in wanted:
                found[name] = self.blank(f"{pointer}/{name}", ids)
                found.update(self.mark(f"{pointer}/{name}", found[name]))
        return found | {name: value for name, value in values.items() if name not in found}

    def _own_words(self, pointer: str, definition: Schema) -> set[str]:
        """Return the texts that a new fact is described by: its description, or else all texts that it has."""
        properties = definition.get("properties", {})
        if "x-fact" not in definition:
            return set()
        if "description" in properties:
            return {"description"}
        return {name for name in properties if self._is_text(f"{pointer}/{name}")}

    def _is_text(self, pointer: str) -> bool:
        definition = self.definition(pointer)
        no_words = {"enum", "const", "format", "pattern", "x-ignored"}
        return "string" in definition.get("type", ()) and not no_words & definition.keys()

    def mark(self, pointer: str, value: Any) -> dict[str, str]:
        """Return the property that marks a value beside it as a blank; none where the value itself does."""
        if isinstance(value, dict | list) or (isinstance(value, str) and value.startswith((TODO, TODO_ID))):
            return {}
        text = f"{TODO}{self.description(pointer)}"
        words = self.values(pointer)
        choice = f" One of {', '.join(words)}." if 0 < len(words) <= 30 else ""
        return {f"{MARK}{split(pointer)[-1]}": f"{text}{choice} What stands there only holds the place."}


def as_json_value(value: Scalar) -> Any:
    """Return the value of a field as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | int | str):
        return value
    return int(value) if value == value.to_integral_value() else float(value)
