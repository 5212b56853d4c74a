"""Hostile values in every property, through the command line: a clear error or no effect, and never more than that."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from checker.check import Checker
from checker.cli.entry import run
from checker.report import ProposalResult, Status
from checker.vocabulary import ProposalFacts
from tests.hostile_strings import IN_DOCUMENTS
from tests.schema_examples import PROPOSAL_SCHEMA, complete, described_properties, resolved
from tests.small_rules import TODAY, as_bytes

Steps = tuple[str | int, ...]

PROPERTIES = {
    place: schema
    for place, schema in described_properties()
    if "properties" not in schema and "items" not in schema and not place.endswith("note")
}
TEXTS = [
    place
    for place, schema in PROPERTIES.items()
    if "string" in schema.get("type", "") and not {"enum", "const", "pattern"} & schema.keys()
]
NAMES = [place for place, schema in PROPERTIES.items() if {"enum", "const", "pattern"} & schema.keys()]
LISTS = [
    place
    for place, schema in described_properties()
    if "items" in schema and "properties" not in resolved(schema["items"])
]

# Of the wrong type, or no value that the property can have: written as they stand, not all of them are JSON.
WRONG = ["true", "false", "0", "-0.0", "1e300", "1" + 40 * "0", "[]", "{}", "[[[[]]]]", '{"a": "b"}', '["a"]']
UNREADABLE = ['"\\ud800"', '"\\udc00\\ud800"', "1e999", "NaN", "Infinity", "-", "'a'", '"\x01"', '"\\x41"', "01"]
WRONG_NAMES = ['""', '" "', '"\\u0000"', '"a\\u0000"', '"../../etc/passwd"', '"A B"', '"é"', '"' + "a" * 100_000 + '"']


def first(place: str) -> Steps:
    """Return the way to the first value of a property such as `partners[].buy_in.level`."""
    steps: list[str | int] = []
    for name in place.split("."):
        steps += [name.removesuffix("[]"), 0] if name.endswith("[]") else [name]
    return tuple(steps)


def changed(steps: Steps, value: Any) -> Any:
    proposal = complete()
    inner = proposal
    for step in steps[:-1]:
        inner = inner[step]
    inner[steps[-1]] = value
    return proposal


def written(steps: Steps, literal: str) -> bytes:
    """Return the complete proposal with a value that is written as it stands."""
    return as_bytes(changed(steps, "@here@")).replace(b'"@here@"', literal.encode(errors="surrogatepass"))


@cache
def checker() -> Checker:
    return Checker(today=TODAY)


def essence(result: ProposalResult) -> Any:
    """Return what no wording changes: which warnings there are, where, and why."""
    return [
        (finding.rule, finding.severity, finding.pointer, finding.cites, finding.because) for finding in result.warnings
    ]


@pytest.mark.parametrize("place", TEXTS)
def test_no_free_text_changes_which_warnings_there_are(place: str) -> None:
    plain = checker().check(as_bytes(changed(first(place), "Plain words")))
    assert plain.status is Status.CHECKED
    for text in IN_DOCUMENTS.values():
        result = checker().check(as_bytes(changed(first(place), text)))
        assert result.status is Status.CHECKED, text[:40]
        assert essence(result) == essence(plain), text[:40]


@pytest.mark.parametrize("place", TEXTS)
def test_blank_text_is_the_same_as_none(place: str) -> None:
    schema = PROPERTIES[place]
    if "null" not in schema["type"]:
        return
    absent = checker().check(as_bytes(changed(first(place), None)))
    for blank in ("", " ", "\n\t\r", "\u00a0\u2003\u3000", "\x1c\x85", " " * 100_000):
        assert essence(checker().check(as_bytes(changed(first(place), blank)))) == essence(absent)


@pytest.mark.parametrize("place", [*TEXTS, *NAMES])
def test_a_value_of_another_type_is_an_error_at_its_place(place: str) -> None:
    steps = first(place)
    pointer = "".join(f"/{step}" for step in steps)
    for literal in WRONG + (WRONG_NAMES if place in NAMES else []):
        result = checker().check(written(steps, literal))
        if literal == "1" + 40 * "0":
            assert result.status is Status.UNREADABLE, "such a number can't be kept exactly"
            continue
        assert result.status is Status.INVALID, literal[:40]
        assert pointer in {error.pointer for error in result.errors}, literal[:40]
        assert all(error.line and error.line > 1 for error in result.errors)
        assert max(len(error.message) + len(error.hint or "") for error in result.errors) < 4000, literal[:40]


@pytest.mark.parametrize("literal", UNREADABLE)
def test_what_is_no_json_is_unreadable_wherever_it_stands(literal: str) -> None:
    for place in (*TEXTS, *NAMES, *LISTS):
        result = checker().check(written(first(place), literal))
        assert result.status is Status.UNREADABLE, place
        assert result.errors[0].line


@pytest.mark.parametrize("place", LISTS)
def test_a_list_with_something_else_in_it_is_an_error(place: str) -> None:
    for literal in (
        "[[]]",
        "[[[]]]",
        "[null]",
        "[true]",
        "[1e300]",
        "[{}]",
        '[""]',
        '["\\u0000"]',
        "{}",
        '"a"',
        "true",
    ):
        result = checker().check(written(first(place), literal))
        assert result.status is Status.INVALID, literal
        assert all(error.line and error.line > 1 for error in result.errors)


@pytest.mark.parametrize("place", [place for place, schema in PROPERTIES.items() if schema.get("format") == "date"])
def test_a_date_that_passes_is_a_date_that_rules_can_compare(place: str) -> None:
    for day in (
        "0000-01-01",
        "0001-01-01",
        "9999-12-31",
        "2026-02-29",
        "2024-02-29",
        "2026-13-01",
        "2026-1-1",
        "2026-W01-1",
    ):
        result = checker().check(as_bytes(changed(first(place), day)))
        assert result.status in (Status.CHECKED, Status.INVALID)
        readable = day in ("0001-01-01", "9999-12-31", "2024-02-29")
        assert (result.status is Status.CHECKED) is readable, day


@pytest.mark.parametrize(
    "place", [place for place, schema in PROPERTIES.items() if {"number", "integer"} & {*schema.get("type", [])}]
)
def test_a_number_is_within_its_bounds_or_an_error(place: str) -> None:
    plain = essence(checker().check(written(first(place), "0")))
    assert essence(checker().check(written(first(place), "-0.0"))) == plain
    assert essence(checker().check(written(first(place), "0e5"))) == plain
    for literal in ("1e300", "-1", "true", '"1"', "[1]", "1e-300", "0.0000001"):
        assert checker().check(written(first(place), literal)).status is Status.INVALID, literal


def properties_that_are_ignored() -> Iterator[Any]:
    for value in [*IN_DOCUMENTS.values(), 1e300, -0.0, True, [[[]]], {"id": {"key": 5}}, 2**64 - 1]:
        yield {"x-extra": value, "x-": value, "x-x-fact": value}


def test_properties_that_are_ignored_have_no_effect() -> None:
    document = complete()
    document["policy_environment"]["risks"] *= 2
    plain = essence(checker().check(as_bytes(document)))
    for extra in properties_that_are_ignored():
        other = copy.deepcopy(document)
        for holder in (other, other["partners"][0], *other["policy_environment"]["risks"], other["purpose"]):
            holder.update(extra)
        result = checker().check(as_bytes(other))
        assert (result.status, essence(result)) == (Status.CHECKED, plain)


def test_a_hostile_property_name_is_an_error_that_shows_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    for name in ("\x1b[2J", "a" * 100_000, "a/b~c", "", "é", "\u202e", "__class__", "id "):
        path.write_bytes(as_bytes({**complete(), name: 1}))
        assert run(["check", str(path), "--today", "2026-11-22"]) == 3
        shown = "".join(capsys.readouterr())
        assert "bug" not in shown
        assert "\x1b" not in shown
        assert len(shown) < 10_000


@pytest.mark.parametrize("format", ["text", "json", "jsonl"])
@pytest.mark.parametrize("length", [1, 1_048_576, 1_048_577])
def test_the_command_line_takes_hostile_texts_everywhere_at_once(
    format: str, length: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mebibyte of text is accepted, and one character more is an error; neither is a bug, or a control character."""
    document = complete()
    for place in TEXTS:
        inner = document
        *steps, last = first(place)
        for step in steps:
            inner = inner[step]
        inner[last] = '\x1b[2J\\"\n\u202e{s}🙂'
    document["title"] = "\x1b" * length
    path = tmp_path / "p.json"
    path.write_bytes(as_bytes(document))
    arguments = ["check", str(path), "--format", format, "--today", "2026-11-22", "--fail-on", "never", "--verbose"]
    assert run(arguments) == (3 if length > 1_048_576 else 0)
    printed = capsys.readouterr()
    assert printed.err == ""
    assert not {"\x1b", "\x07", "\u202e"} & set(printed.out if format == "text" else "")
    assert len(printed.out) < 200_000
    if format != "text":
        json.loads(printed.out)


def test_every_text_and_every_name_of_the_format_is_tried() -> None:
    kinds = {
        field: known.kind
        for name, fact_type in ProposalFacts(PROPOSAL_SCHEMA).vocabulary.items()
        for field, known in fact_type.fields.items()
        if name == "proposal" and field != "key"
    }
    texts = {field for field, kind in kinds.items() if kind == "text"}
    assert texts <= set(TEXTS)
    assert len(TEXTS) > 30
    assert len(NAMES) > 40
    assert len(LISTS) > 8
