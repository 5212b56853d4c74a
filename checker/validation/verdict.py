"""Whether a value fits a JSON Schema (draft 2020-12), as jsonschema-rs sees it: fast, with formats, never online.

Beside the keywords of the draft there is one of our own, `x-unique: NAME`, for a list: no two objects in it may have
the same text under NAME.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import jsonschema_rs

UNIQUE_KEYWORD = "x-unique"
REFERENCES = ("$ref", "$dynamicRef")
NAMED_SCHEMAS = ("properties", "patternProperties", "dependentSchemas", "$defs")  # what stands in them is no keyword
PLAIN_VALUES = ("const", "enum", "default", "examples")  # what these hold is no schema, whatever it looks like


class Verdict:
    """Says whether values fit one schema.

    Raises ValueError where the schema is not valid, or refers to anything outside itself.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        for reference in _references(schema):
            if not reference.startswith("#"):
                raise ValueError(f"a schema may refer only to itself (#...), not to {reference!r}")
        self._validator = jsonschema_rs.Draft202012Validator(
            dict(schema),
            validate_formats=True,
            formats={"date": is_date},
            keywords={UNIQUE_KEYWORD: _Unique},
            offline=True,
        )

    def accepts(self, instance: object) -> bool:
        """Return whether `instance` fits; what can't be read as a JSON value (a date, say) does not."""
        return self._decide(instance) is True

    def refuses(self, instance: object) -> bool:
        """Return whether `instance` can be read as a JSON value and does not fit."""
        return self._decide(instance) is False

    def _decide(self, instance: object) -> bool | None:
        try:
            return self._validator.is_valid(instance)
        except ValueError:
            return None


def is_date(text: str) -> bool:
    """Return whether a text is a date that Python can hold, written YYYY-MM-DD; RFC 3339 also has a year 0000."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def repetitions(items: object, name: str) -> Iterator[tuple[int, int]]:
    """Yield (place, first place) for each object of a list whose text under `name` an earlier one has already."""
    if not isinstance(items, list):
        return
    first_places: dict[str, int] = {}
    for place, item in enumerate(items):
        value = item.get(name) if isinstance(item, dict) else None
        if isinstance(value, str):
            first = first_places.setdefault(value, place)
            if first != place:
                yield place, first


class _Unique:
    """The keyword `x-unique` in the form that jsonschema-rs asks for."""

    def __init__(self, parent_schema: object, value: str, schema_path: object) -> None:
        self._name = value

    def validate(self, instance: object) -> None:
        if any(True for _ in repetitions(instance, self._name)):
            raise ValueError(f"the same {self._name} twice")


def _references(schema: object) -> Iterator[str]:
    """Yield what a schema refers to, wherever it does."""
    if isinstance(schema, list):
        for inner in schema:
            yield from _references(inner)
    elif isinstance(schema, Mapping):
        for keyword, value in schema.items():
            if keyword in REFERENCES and isinstance(value, str):
                yield value
            elif keyword in NAMED_SCHEMAS and isinstance(value, Mapping):
                yield from _references(list(value.values()))
            elif keyword not in PLAIN_VALUES:
                yield from _references(value)
