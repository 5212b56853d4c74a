"""A proposal to start from: every property of the schema, empty, with a note in each object that says what to write.

It is made from the schema, so that it never misses a property. Whatever may be left out is empty in a way that counts
as missing: "" for text, null, or a list without items. What has to be there gets a placeholder: a reference, for
example, an id that nothing has, so that a check points at it until somebody has filled it in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

Schema: TypeAlias = Mapping[str, Any]

MOST_CHOICES: Final = 30
"""More words than that, currencies and countries, are no help in a note."""


def skeleton(schema: Schema, id: str, title: str) -> dict[str, Any]:
    """Return the skeleton of a proposal with this id and title.

    schema: the JSON Schema of proposals; `$ref` only into its own `$defs`.
    """
    found = _Skeleton(schema).object(schema, number=1)
    return {**found, "id": id, "title": title}


class _Skeleton:
    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    def object(self, schema: Schema, number: int) -> dict[str, Any]:
        """Return an object with all properties; `number` tells it from others in its list."""
        found: dict[str, Any] = {"note": self._note(schema) if number == 1 else "As in the first of this list."}
        for name, given in schema["properties"].items():
            value = self._resolved(given)
            if name == "note":
                continue
            if name in schema.get("required", ()):
                found[name] = self._required(value, schema, number)
            elif self._can_not_be_empty(value):
                found[f"x-{name}"] = self._set_aside(name, value, number)
            else:
                found[name] = self._optional(value, number)
        return found

    def _required(self, value: Schema, around: Schema, number: int) -> Any:
        if "const" in value:
            return value["const"]
        if "items" in value:
            return self._list(value)
        if "x-reference" in value:
            return f"id-of-a-{value['x-reference']}"
        if "enum" in value:
            return "other" if "other" in value["enum"] else value["enum"][number - 1]
        return f"{around.get('x-fact', 'item')}-{number}" if "pattern" in value else ""

    def _optional(self, value: Schema, number: int) -> Any:
        if "properties" in value:
            return self.object(value, number)
        if "items" in value:
            return self._list(value)
        return "" if _is_text(value) else None

    def _list(self, value: Schema) -> list[Any]:
        """Return one element, or as many as are required, of a list of objects; other lists are empty."""
        item = self._resolved(value["items"])
        if "properties" not in item:
            return []
        return [self.object(item, number) for number in range(1, max(1, value.get("minItems", 0)) + 1)]

    def _can_not_be_empty(self, value: Schema) -> bool:
        """Whether an object, once it is there, has to be filled in: to be stated as a whole or not at all."""
        return "properties" in value and bool(value.get("required"))

    def _set_aside(self, name: str, value: Schema, number: int) -> dict[str, Any]:
        """Return such an object under a name that is ignored (`x-...`), to be filled in and renamed."""
        described = f"{self._note(value)} " if number == 1 else ""
        note = f"{described}To state it, fill this in and call it `{name}` in place of `x-{name}`."
        return {"note": note, **{inner: None for inner in value["properties"] if inner != "note"}}

    def _note(self, schema: Schema) -> str:
        """Return what an object is, and what belongs into each of its properties."""
        lines = [schema.get("description", "")]
        for name, given in schema["properties"].items():
            value = self._resolved(given)
            item = self._resolved(value.get("items", {}))
            if name != "note" and "properties" not in value and "properties" not in item and "const" not in value:
                lines.append(f"{name}: {value.get('description', '')}{_choices(item if item else value)}")
        return " ".join(line for line in lines if line)

    def _resolved(self, schema: Schema) -> Schema:
        """Follow a local `$ref`; what stands beside it wins over what it refers to."""
        while "$ref" in schema:
            target = self._schema["$defs"][schema["$ref"].removeprefix("#/$defs/")]
            schema = {**target, **{name: value for name, value in schema.items() if name != "$ref"}}
        return schema


def _is_text(value: Schema) -> bool:
    return "string" in value.get("type", ()) and not {"enum", "format", "pattern"} & set(value)


def _choices(value: Schema) -> str:
    words = [word for word in value.get("enum", ()) if word is not None]
    if "boolean" in value.get("type", ()):
        words = ["true", "false"]
    if value.get("format") == "date":
        return " As year-month-day, such as 2026-11-22."
    return f" Choose of: {', '.join(words)}." if 0 < len(words) <= MOST_CHOICES else ""
