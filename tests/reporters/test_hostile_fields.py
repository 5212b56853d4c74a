"""Each hostile string through each property of a proposal, checked by the rules that come with caveat."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from checker.check import Checker
from checker.concerns import with_concerns
from checker.excerpts import with_excerpts
from checker.report import ProposalResult, Run, Status
from checker.reporters import FORMATS, Options, reporter
from checker.rulebook.model import Severity
from tests.hostile_documents import TEXTS, full_of, is_fixed, is_text, refused, rotated, text_places
from tests.hostile_strings import each_string_in_documents
from tests.reporters.html.reading import read
from tests.reporters.readers import blocks, is_formula, rows, tokens, unsafe, xml
from tests.reporters.runner import OLDER_COMMAND, commands
from tests.reporters.schemas import validate_junit, validate_sarif
from tests.samples import validate_report
from tests.schema_examples import complete
from tests.small_rules import as_bytes

pytestmark = pytest.mark.exhaustive

TYPICAL = json.loads((Path(__file__).parents[2] / "examples" / "typical.json").read_bytes())
PROPOSALS = (TYPICAL, complete())  # one with many warnings, and one that has every property
TODAY = date(2026, 11, 22)
PLAIN = "Plain words"


@cache
def checker() -> Checker:
    return Checker(today=TODAY)


def checked(proposal: Any) -> ProposalResult:
    document = as_bytes(proposal)
    return with_concerns(document, with_excerpts(document, replace(checker().check(document), path="p.json")))


def reports(*proposals: Any) -> dict[str, str]:
    """Return the reports about some proposals in all formats."""
    results = [checked(one) for one in proposals]
    run = Run(checker().rulebook, checker().engine_name, TODAY, checker().sections)
    options = Options(verbose=True, fail_on=Severity.LOW)
    return {name: "".join(reporter(name).render(run, results, options)) for name in FORMATS}


class Readings:
    """What the reader of each format makes of a report. Each report is read once, which is what takes the time."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.json = json.loads(texts["json"])
        self.lines = [json.loads(line) for line in texts["jsonl"].splitlines()]
        self.sarif = json.loads(texts["sarif"])
        self.junit = xml(texts["junit"])
        self.markdown = tokens(texts["markdown"])
        self.csv = rows(texts["csv"])
        self.commands, self.no_commands = commands(texts["github"])
        self.html = read(texts["html"])

    def structure(self) -> dict[str, Any]:
        """Return the elements, rows, blocks and commands, whatever their texts."""
        return {
            "json": skeleton(self.json),
            "jsonl": skeleton(self.lines),
            "sarif": [without_excerpts(result) for result in self.sarif["runs"][0]["results"]],
            "junit": [element.tag for element in self.junit.iter()],
            "markdown": [block.type for block in blocks(self.markdown)],
            "csv": [[row[column] for column in OURS] for row in self.csv],
            "github": [(command.name, command.properties["title"]) for command in self.commands],
            "other lines": len(self.no_commands),
        }

    def kinds(self) -> set[tuple[str, str]]:
        """Return the kinds of elements of the page, with their attributes."""
        return {(element.tag, name) for element in self.html.iter() for name in ["", *element.keys()]}


@cache
def plain() -> tuple[dict[str, Any], set[tuple[str, str]]]:
    """Return the structure of the reports and the kinds of elements of the page where all texts are plain words."""
    readings = Readings(reports(*(full_of(one, PLAIN) for one in PROPOSALS)))
    return readings.structure(), readings.kinds()


def flat(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text of a proposal with its place, such as `partners[].name`."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from flat(inner, f"{place}.{name}".lstrip("."))
    elif isinstance(value, list):
        for item in value:
            yield from flat(item, f"{place}[]")
    elif isinstance(value, str):
        yield place, value


def test_each_text_of_the_proposal_format_gets_each_hostile_string() -> None:
    """A property that is new in the schema is tried as well, or this fails."""
    got: dict[str, set[str]] = {}
    for turn in range(len(TEXTS)):
        for place, text in flat(rotated(complete(), turn)):
            got.setdefault(place, set()).add(text)
    in_any_form = [place for place, schema in text_places() if is_text(schema)]
    assert len(in_any_form) > 60
    for place in in_any_form:
        assert got[place] == set(TEXTS), place
    in_some_form = [place for place, schema in text_places() if is_fixed(schema)]
    assert len(in_some_form) > 40
    wrong = {place for place, text in flat(refused("@")) if text == "@"}
    assert wrong == {*in_any_form, *in_some_form}


@pytest.mark.parametrize("turn", range(len(TEXTS)))
def test_texts_stay_texts_in_every_format_whatever_the_property(turn: int) -> None:
    readings = assert_text_only(reports(*(rotated(one, turn) for one in PROPOSALS)))
    structure, kinds = plain()
    assert readings.structure() == structure
    # How much the page shows of a text depends on its length, so that only the kinds of elements can be the same.
    assert readings.kinds() <= kinds


@each_string_in_documents
def test_what_has_to_have_a_certain_form_is_refused_and_shown_as_text_in_every_format(text: str) -> None:
    """Ids, dates, members of enumerations and names of properties, which errors quote."""
    document = refused(text)
    result = checked(document)
    assert result.status is Status.INVALID
    pointers = {re.sub(r"/\d+(?=/|$)", "[]", error.pointer or "") for error in result.errors}
    told = {pointer.lstrip("/").replace("/", ".") for pointer in pointers}
    for place, schema in text_places():
        if is_fixed(schema) and not fits(schema, text):
            assert place in told, place
    assert_text_only(reports(document))


def fits(schema: dict[str, Any], text: str) -> bool:
    """Whether a text is a value of a property, such as the id "null"."""
    return Draft202012Validator({name: value for name, value in schema.items() if name != "$ref"}).is_valid(text)


def assert_text_only(found: dict[str, str]) -> Readings:
    """Nothing in a report moves the cursor, turns the reading, starts a command, is a formula or markup."""
    for name, report in found.items():
        assert not unsafe(report), name
        assert not OLDER_COMMAND.search(report), name
        assert name == "github" or commands(report)[0] == [], name
    readings = Readings(found)
    validate_report(readings.json)
    validate_sarif(readings.sarif)
    validate_junit(readings.junit)
    for row in readings.csv:
        assert not any(is_formula(part) for cell in row.values() for part in [cell, *cell.split(";")])
    return readings


OURS = ("entry", "status", "severity", "rule", "pack", "pointer", "key", "fingerprint")


def skeleton(value: Any) -> Any:
    """Return a JSON value with the type of each text and number in its place."""
    if isinstance(value, dict):
        return {name: skeleton(inner) for name, inner in value.items()}
    return [skeleton(item) for item in value] if isinstance(value, list) else type(value).__name__


def without_excerpts(result: Any) -> Any:
    return skeleton({name: value for name, value in result.items() if name != "locations"})
