"""The proposal that `caveat new` writes: complete, valid, and empty wherever something may be missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from checker.check import Checker
from checker.report import Status
from checker.resources import schema_file
from checker.skeleton import skeleton
from checker.validation import SchemaValidator
from tests.test_examples import unused

SCHEMA = json.loads(schema_file("proposal").read_bytes())
SKELETON = skeleton(SCHEMA, "new-proposal", "A new proposal")


def objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from objects(item)


def without_prefix(value: Any) -> Any:
    """Return a value in which what is set aside as `x-NAME` is called NAME."""
    if isinstance(value, dict):
        return {name.removeprefix("x-"): without_prefix(inner) for name, inner in value.items()}
    return [without_prefix(item) for item in value] if isinstance(value, list) else value


def test_it_has_every_section_and_property_of_the_schema() -> None:
    assert unused(SCHEMA, [without_prefix(SKELETON)]) == []


def test_a_property_that_the_schema_gets_appears_in_it() -> None:
    """It is made from the schema, and not kept beside it."""
    more = {**SCHEMA, "properties": {**SCHEMA["properties"], "motto": {"$ref": "#/$defs/text"}}}
    assert skeleton(more, "new-proposal", "")["motto"] == ""


def test_it_is_valid() -> None:
    assert SchemaValidator(SCHEMA).problems(SKELETON) == []


def test_it_is_named_as_asked() -> None:
    assert (SKELETON["id"], SKELETON["title"]) == ("new-proposal", "A new proposal")


def test_each_object_says_what_belongs_there() -> None:
    assert [found for found in objects(SKELETON) if len(found.get("note", "")) < 20] == []


def test_a_note_names_the_properties_beside_it_with_their_words() -> None:
    note = SKELETON["leadership"]["leads"][0]["note"]
    assert note.startswith("A person who leads the initiative. ")
    assert "seniority: How high the person stands in their organization. Choose of: executive, senior, middle" in note
    assert "As year-month-day" in SKELETON["stakeholders"][0]["note"]


def test_nothing_that_may_be_left_out_counts_as_stated() -> None:
    """Only what the schema requires has a value; a placeholder for a reference leads nowhere."""
    filled = {
        value
        for found in objects(SKELETON)
        for name, value in found.items()
        if name != "note" and not isinstance(value, list | dict) and value not in ("", None)
    }
    assert filled == {
        "caveat/proposal-1", "new-proposal", "A new proposal", "partner-1", "partner-2", "private_company",
        "public_entity", "stakeholder-1", "other", "measure-1", "data-1", "id-of-a-partner", "id-of-a-stakeholder",
    }  # fmt: skip


@pytest.fixture(scope="module")
def warnings() -> dict[str, list[str]]:
    result = Checker(today=date(2026, 11, 22)).check(json.dumps(SKELETON).encode())
    assert (result.status, result.errors) == (Status.CHECKED, ())
    found: dict[str, list[str]] = {}
    for warning in result.warnings:
        found.setdefault(warning.pointer, []).append(warning.rule)
    return found


@pytest.mark.parametrize(
    "place",
    ["/partners/0", "/partners/1", "/leadership/institutional_owner", "/stakeholders/0", "/stakeholders/0/concerns/0",
     "/measures/0", "/data/0", "/data/0/provider", "/benefits/0/stakeholder", "/policy_environment/risks/0"],
)  # fmt: skip
def test_no_element_that_is_left_as_it_is_passes_unnoticed(warnings: dict[str, list[str]], place: str) -> None:
    assert warnings[place]
