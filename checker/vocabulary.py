"""The proposal schema as rules see it: which facts there are, and how they are read.

The schema is the only place that lists properties. It marks an object that becomes a fact with `x-fact`; objects without
the mark are flattened into the fact around them, lists of scalars become a fact per item. `x-key` names the fields that
identify a fact which has no id, `x-label` those that people call it by, `x-reference` the fact whose id a string holds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from checker.facts import (
    Fact,
    FactType,
    FieldType,
    Kind,
    Origin,
    Reading,
    Scalar,
    Step,
    Vocabulary,
    fact_step,
    items_step,
    list_step,
    number,
    object_step,
    read_object,
    text_step,
    value_step,
)

Schema = Mapping[str, Any]

_NOTE = "note"
"""The property that every object may have for remarks of people: it is never a fact."""


class ProposalFacts:
    """Reads the facts of a proposal. Built once from the schema; immutable.

    schema: a JSON Schema with the annotations above; `$ref` only into its own `$defs`.
    wanted: per fact type the fields that somebody reads; facts and fields that nobody reads are left out, which is what
        makes it fast. None: everything.
    """

    def __init__(self, schema: Schema, wanted: Mapping[str, Collection[str]] | None = None) -> None:
        self._schema = schema
        self._wanted = wanted
        self._types: dict[str, FactType] = {}
        self._root_type = str(schema["x-fact"])
        self._steps = self._fact_steps(self._root_type, schema, None)
        self.vocabulary: Vocabulary = dict(sorted(self._types.items()))

    def read(self, document: Mapping[str, Any]) -> list[Fact]:
        """Return the facts of a document that the schema accepts, in the order of the document."""
        key: str = document["id"]
        values: dict[str, Scalar] = {"key": key}
        facts = [Fact(self._root_type, values, "")]
        read_object(self._steps, document, "", Reading(facts, values, key))
        return facts

    def _fact_steps(self, name: str, schema: Schema, parent: str | None) -> dict[str, Step]:
        """Return the steps for the properties of an object that is a fact, and enter its type in the vocabulary."""
        fields = {"key": FieldType(Kind.STRING, reference=name)}
        if parent is not None:
            fields[parent] = FieldType(Kind.STRING, reference=parent)
        identity = tuple(schema.get("x-key", ("key",)))
        self._types[name] = FactType(name, fields, Origin.PROPOSAL, identity, tuple(schema.get("x-label", ())))
        return self._object_steps(name, schema, "", fields)

    def _object_steps(self, name: str, schema: Schema, prefix: str, fields: dict[str, FieldType]) -> dict[str, Step]:
        steps = {
            member: self._step(name, self._resolved(value), f"{prefix}{member}", fields)
            for member, value in schema["properties"].items()
            if member != _NOTE
        }
        return {member: step for member, step in steps.items() if step is not None}

    def _step(self, name: str, schema: Schema, field: str, fields: dict[str, FieldType]) -> Step | None:
        """Return how to read one property of the fact `name`, or None where nobody reads anything of it."""
        if "properties" in schema:
            if "x-fact" in schema:
                return self._nested_fact(name, schema)
            steps = self._object_steps(name, schema, f"{field}.", fields)
            return object_step(steps) if steps else None
        if "items" in schema:
            return self._list(name, self._resolved(schema["items"]), field)
        fields[field] = _field_type(schema)
        if not self._is_wanted(name, field):
            return None
        if fields[field].kind is Kind.TEXT:
            return text_step(field)
        return value_step(field, _CONVERSIONS.get(fields[field].kind))

    def _nested_fact(self, name: str, schema: Schema) -> Step | None:
        parent = name if name != self._root_type else None
        nested = schema["x-fact"]
        steps = self._fact_steps(nested, schema, parent)
        return fact_step(nested, parent, steps) if steps or self._is_wanted(nested) else None

    def _list(self, name: str, items: Schema, field: str) -> Step | None:
        if "properties" in items:
            step = self._nested_fact(name, items)
            return list_step(step) if step else None
        item_fact = f"{name}.{field}"
        value = _field_type(items)
        fields = {
            "key": FieldType(Kind.STRING, reference=item_fact),
            name: FieldType(Kind.STRING, reference=name),
            "value": value,
        }
        self._types[item_fact] = FactType(item_fact, fields, Origin.PROPOSAL, (name, "value"), ("value",))
        return items_step(item_fact, name, _CONVERSIONS.get(value.kind)) if self._is_wanted(item_fact) else None

    def _is_wanted(self, fact: str, field: str | None = None) -> bool:
        if self._wanted is None:
            return True
        if fact not in self._wanted:
            return False
        return field is None or field in self._wanted[fact] or field in self._types[fact].identity

    def _resolved(self, schema: Schema) -> Schema:
        """Follow a local `$ref`; what stands beside it is about the property and not about its type."""
        while "$ref" in schema:
            target: Any = self._schema
            for part in schema["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            schema = target
        return schema


_CONVERSIONS: dict[Kind, Callable[[Any], Scalar]] = {Kind.DATE: date.fromisoformat, Kind.NUMBER: number}


def _field_type(schema: Schema) -> FieldType:
    types = schema.get("type", "string")
    kinds = {types} if isinstance(types, str) else set(types)
    if "boolean" in kinds:
        return FieldType(Kind.BOOLEAN)
    if kinds & {"number", "integer"}:
        return FieldType(Kind.NUMBER)
    if schema.get("format") == "date":
        return FieldType(Kind.DATE)
    if "enum" in schema or "const" in schema:
        allowed = schema.get("enum", [schema.get("const")])
        return FieldType(Kind.STRING, frozenset(value for value in allowed if value is not None))
    if "x-reference" in schema or "pattern" in schema:
        return FieldType(Kind.STRING, reference=schema.get("x-reference"))
    return FieldType(Kind.TEXT)
