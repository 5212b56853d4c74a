"""Whether a value fits a JSON Schema (draft 2020-12), as jsonschema-rs sees it: fast, with formats, never online.

Beside the keywords of the draft there is one of our own, `x-unique: NAME`, for a list: no two objects in it may have
the same text under NAME.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

UNIQUE_KEYWORD = "x-unique"
REFERENCES = ("$ref", "$dynamicRef")
NAMED_SCHEMAS = ("properties", "patternProperties", "dependentSchemas", "$defs")  # what stands in them is no keyword
PLAIN_VALUES = ("const", "enum", "default", "examples")  # what these hold is no schema, whatever it looks like

# Beyond the dates that Python can hold, jsonschema-rs takes the year 0000 for one and, in 0.52, signs among the digits.
# What is no text fits any pattern.
_SHAPE_OF_DATES = ({"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}, {"pattern": "^0{0,3}[1-9]"})


class Verdict:
    """Says whether values fit one schema.

    Raises ValueError where the schema is not valid, or refers to anything outside itself.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        for reference in _references(schema):
            if not reference.startswith("#"):
                raise ValueError(f"a schema may refer only to itself (#...), not to {reference!r}")
        lists = _members_with_unique(schema)
        only_there = len(lists) == sum(1 for _ in _uniques(schema))
        # Handing lists over to a keyword of our own costs as much as all the rest, so the usual case is done here.
        self._unique_in = lists if only_there else {}
        self._validator = jsonschema_rs.Draft202012Validator(
            _with_strict_dates(schema),
            validate_formats=True,
            keywords={} if only_there else {UNIQUE_KEYWORD: _Unique},
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
            fits = self._validator.is_valid(instance)
        except ValueError:
            return None
        return fits and not (self._unique_in and isinstance(instance, Mapping) and self._repeats(instance))

    def _repeats(self, instance: Mapping[str, object]) -> bool:
        return any(True for member, name in self._unique_in.items() for _ in repetitions(instance.get(member), name))


def _with_strict_dates(schema: Any) -> Any:
    """Return a schema that takes for dates only those that Python can hold, written YYYY-MM-DD.

    Patterns beside the validator's own dates take a fraction of the time of a format of ours, in Python.
    """
    if isinstance(schema, list):
        return [_with_strict_dates(inner) for inner in schema]
    if not isinstance(schema, Mapping):
        return schema
    changed: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in NAMED_SCHEMAS and isinstance(value, Mapping):
            changed[keyword] = {name: _with_strict_dates(inner) for name, inner in value.items()}
        else:
            changed[keyword] = value if keyword in PLAIN_VALUES else _with_strict_dates(value)
    if changed.get("format") == "date" and isinstance(changed.get("allOf", []), list):
        changed["allOf"] = [*changed.get("allOf", []), *_SHAPE_OF_DATES]
    return changed


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


def _members_with_unique(schema: Mapping[str, Any]) -> dict[str, str]:
    """Return the members of an object that are lists without repetitions, with the name of what is not repeated."""
    properties = schema.get("properties")
    found = properties.items() if isinstance(properties, Mapping) else ()
    return {name: one[UNIQUE_KEYWORD] for name, one in found if isinstance(one, Mapping) and UNIQUE_KEYWORD in one}


def _uniques(schema: object) -> Iterator[object]:
    """Yield each value of the keyword for repetitions, wherever it stands."""
    if isinstance(schema, list):
        for inner in schema:
            yield from _uniques(inner)
    elif isinstance(schema, Mapping):
        if UNIQUE_KEYWORD in schema:
            yield schema[UNIQUE_KEYWORD]
        for inner in schema.values():
            yield from _uniques(inner)


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
