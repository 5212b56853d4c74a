"""The proposals in `examples/` do what their README says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker.check import Checker
from checker.report import Status
from checker.resources import schema_file
from checker.rulebook.model import Severity

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
SCHEMA = json.loads(schema_file("proposal").read_bytes())


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(today=date(2026, 11, 22))


def severities(checker: Checker, name: str) -> Counter[str]:
    result = checker.check((EXAMPLES / name).read_bytes())
    assert (result.status, result.errors) == (Status.CHECKED, ())
    return Counter(warning.severity for warning in result.warnings)


def unused(schema: Any, values: Sequence[Any], path: str = "") -> list[str]:
    """Return the properties of a schema that none of the values has, with their paths."""
    while "$ref" in schema:
        named = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
        schema = {**named, **{key: value for key, value in schema.items() if key != "$ref"}}
    if "items" in schema:
        return unused(schema["items"], [item for value in values for item in value], path + "[]")
    missing = []
    for name, inner in schema.get("properties", {}).items():
        found = [value[name] for value in values if name in value]
        missing += unused(inner, found, f"{path}.{name}") if found else [f"{path}.{name}"]
    return missing


def test_the_readme_lists_every_example_and_nothing_else() -> None:
    listed = [line.split("`")[1] for line in (EXAMPLES / "README.md").read_text().splitlines() if line[:3] == "| `"]
    assert sorted(listed) == sorted(path.name for path in EXAMPLES.glob("*.json"))


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2035, 12, 31)])
def test_good_practice_gives_no_warning_for_years_to_come(day: date) -> None:
    assert severities(Checker(today=day), "good-practice.json") == {}


def test_the_minimal_example_holds_only_what_is_required(checker: Checker) -> None:
    proposal = json.loads((EXAMPLES / "minimal.json").read_bytes())
    assert sorted(proposal) == sorted(SCHEMA["required"])
    assert all(sorted(one) == sorted(SCHEMA["$defs"]["partner"]["required"]) for one in proposal["partners"])
    assert max(severities(checker, "minimal.json"), key=lambda s: -Severity(s).rank) == Severity.HIGH


def test_the_typical_example_has_warnings_of_every_severity_and_one_critical(checker: Checker) -> None:
    found = severities(checker, "typical.json")
    assert set(found) == set(Severity)
    assert found[Severity.CRITICAL] == 1


def test_the_complete_example_uses_every_property_of_the_format() -> None:
    assert unused(SCHEMA, [json.loads((EXAMPLES / "complete.json").read_bytes())]) == []


def test_the_complete_example_has_a_few_warnings_none_above_medium(checker: Checker) -> None:
    found = severities(checker, "complete.json")
    assert set(found) == {Severity.MEDIUM, Severity.LOW}
    assert found.total() < 10
