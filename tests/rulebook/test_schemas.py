"""The schemas that editors use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
NAMES = ["rules", "guidance", "rule-tests", "waivers", "baseline"]


def properties(schema: Any) -> Iterator[tuple[str, Any]]:
    """Yield every property that a schema describes."""
    if isinstance(schema, dict):
        given = schema.get("properties")
        if isinstance(given, dict):
            yield from given.items()
        for value in schema.values():
            yield from properties(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from properties(value)


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_is_one(name: str) -> None:
    """It keeps to the metaschema of draft 2020-12."""
    Draft202012Validator.check_schema(json.loads((SCHEMAS / f"{name}.schema.json").read_text()))


@pytest.mark.parametrize("name", NAMES)
def test_what_a_schema_describes_has_a_title_for_editors(name: str) -> None:
    """Every property says what it is."""
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
    described = [(key, value) for key, value in properties(schema) if isinstance(value, dict)]
    referred = {key: schema["$defs"][value["$ref"].split("/")[-1]] for key, value in described if "$ref" in value}
    assert [key for key, value in described if "title" not in value and "title" not in referred.get(key, {})] == []
    assert len(described) >= 5
