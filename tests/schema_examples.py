"""Proposals for tests, built from the examples that the schema gives for each property."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROPOSAL_SCHEMA: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "schemas" / "proposal.schema.json").read_text(encoding="utf-8")
)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema of the proposal schema with what it refers to laid beneath its own keywords."""
    if "$ref" not in schema:
        return schema
    name = schema["$ref"].removeprefix("#/$defs/")
    return {**resolved(PROPOSAL_SCHEMA["$defs"][name]), **schema}


def described_properties(
    schema: dict[str, Any] = PROPOSAL_SCHEMA, place: str = ""
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every property of the proposal format: its place, such as `partners[].buy_in.level`, and its schema."""
    for name, unresolved in resolved(schema).get("properties", {}).items():
        here = resolved(unresolved)
        path = f"{place}.{name}" if place else name
        yield path, here
        yield from described_properties(here, path)
        if "items" in here:
            yield from described_properties(here["items"], f"{path}[]")


def complete(schema: dict[str, Any] = PROPOSAL_SCHEMA) -> Any:
    """Return a new value that has every property the schema knows."""
    here = resolved(schema)
    if "properties" in here:
        return {name: complete(inner) for name, inner in here["properties"].items()}
    if "items" in here and "properties" in resolved(here["items"]):
        return [complete(here["items"]), *copy.deepcopy(here["examples"][0][1:])]
    return copy.deepcopy(here["const"] if "const" in here else here["examples"][0])


def minimal() -> dict[str, Any]:
    """Return a new proposal that has only what is required."""
    partners = [
        {"id": "a", "name": "A", "group": "public_entity"},
        {"id": "b", "name": "B", "group": "private_company"},
    ]
    return {"format": "caveat/proposal-1", "id": "p", "title": "P", "partners": partners}
