"""Hostile values in every property, through the command line: a clear error or no effect, and never more than that."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
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


def changed(values: Mapping[str, Any]) -> Any:
    """Return the complete proposal with other values, by their places."""
    proposal = complete()
    for place, value in values.items():
        *steps, last = first(place)
        inner = proposal
        for step in steps:
            inner = inner[step]
        inner[last] = value
    return proposal


def written(places: Sequence[str], literal: str) -> bytes:
    """Return the complete proposal with a value in some places that is written as it stands."""
    return _marked(tuple(places)).replace(b'"@here@"', literal.encode(errors="surrogatepass"))


@cache
def _marked(places: tuple[str, ...]) -> bytes:
    return as_bytes(changed(dict.fromkeys(places, "@here@")))


@cache
def checker() -> Checker:
    return Checker(today=TODAY)


def essence(result: ProposalResult) -> Any:
    """Return what no wording changes: which warnings there are, where, and why."""
    return [
        (finding.rule, finding.severity, finding.pointer, finding.cites, finding.because) for finding in result.warnings
    ]


@cache
def plain() -> ProposalResult:
    return checker().check(as_bytes(changed(dict.fromkeys(TEXTS, "Plain words"))))


@pytest.mark.parametrize("turn", range(len(IN_DOCUMENTS)))
def test_no_free_text_changes_which_warnings_there_are(turn: int) -> None:
    """Each text in each place: in one proposal every place has another text, and in every turn another one."""
    assert plain().status is Status.CHECKED
    result = checker().check(as_bytes(changed(rotated(turn))))
    assert result.status is Status.CHECKED
    assert essence(result) == essence(plain())


def rotated(turn: int) -> dict[str, str]:
    """Return a text for each place; in as many turns as there are texts, each place gets each."""
    texts = list(IN_DOCUMENTS.values())
    return {place: texts[(number + turn) % len(texts)] for number, place in enumerate(TEXTS)}


def test_in_all_turns_together_each_place_gets_each_text() -> None:
    got = {(place, text) for turn in range(len(IN_DOCUMENTS)) for place, text in rotated(turn).items()}
    assert got == {(place, text) for place in TEXTS for text in IN_DOCUMENTS.values()}


@pytest.mark.parametrize("place", TEXTS)
def test_blank_text_is_the_same_as_none(place: str) -> None:
    schema = PROPERTIES[place]
    if "null" not in schema["type"]:
        return
    absent = checker().check(as_bytes(changed({place: None})))
    for blank in ("", " ", "\n\t\r", "\u00a0\u2003\u3000", "\x1c\x85", " " * 100_000):
        assert essence(checker().check(as_bytes(changed({place: blank})))) == essence(absent)


@pytest.mark.parametrize(
    ("literal", "places"),
    [
        *(pytest.param(literal, [*TEXTS, *NAMES], id=literal) for literal in WRONG),
        *(pytest.param(literal, NAMES, id=f"name-{literal[:20]}") for literal in WRONG_NAMES),
    ],
)
def test_a_value_of_another_type_is_an_error_at_its_place(literal: str, places: Sequence[str]) -> None:
    """In all places at once; each has an error of its own."""
    result = checker().check(written(places, literal))
    if literal == "1" + 40 * "0":
        assert result.status is Status.UNREADABLE, "such a number can't be kept exactly"
        return
    assert result.status is Status.INVALID
    pointers = {"".join(f"/{step}" for step in first(place)) for place in places}
    assert pointers <= {error.pointer for error in result.errors}
    assert all(error.line and error.line > 1 for error in result.errors)
    assert max(len(error.message) + len(error.hint or "") for error in result.errors) < 4000


@pytest.mark.parametrize("literal", UNREADABLE)
def test_what_is_no_json_is_unreadable_wherever_it_stands(literal: str) -> None:
    for place in (*TEXTS, *NAMES, *LISTS):
        result = checker().check(written([place], literal))
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
        result = checker().check(written([place], literal))
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
        result = checker().check(as_bytes(changed({place: day})))
        assert result.status in (Status.CHECKED, Status.INVALID)
        readable = day in ("0001-01-01", "9999-12-31", "2024-02-29")
        assert (result.status is Status.CHECKED) is readable, day


@pytest.mark.parametrize(
    "place", [place for place, schema in PROPERTIES.items() if {"number", "integer"} & {*schema.get("type", [])}]
)
def test_a_number_is_within_its_bounds_or_an_error(place: str) -> None:
    plain = essence(checker().check(written([place], "0")))
    assert essence(checker().check(written([place], "-0.0"))) == plain
    assert essence(checker().check(written([place], "0e5"))) == plain
    for literal in ("1e300", "-1", "true", '"1"', "[1]", "1e-300", "0.0000001"):
        assert checker().check(written([place], literal)).status is Status.INVALID, literal


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
    names = ("\x1b[2J", "a" * 100_000, "a/b~c", "", "é", "\u202e", "__class__", "id ")
    for number, name in enumerate(names):
        (tmp_path / f"{number}.json").write_bytes(as_bytes({**complete(), name: 1}))
    assert run(["check", str(tmp_path), "--today", "2026-11-22"]) == 3
    printed = capsys.readouterr()
    assert f"{len(names)} proposals could not be checked" in printed.out
    shown = "".join(printed)
    assert "bug" not in shown
    assert "\x1b" not in shown
    assert len(shown) < 10_000


@pytest.mark.parametrize("length", [1, 1_048_576, 1_048_577])
def test_the_command_line_takes_hostile_texts_everywhere_at_once(
    length: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mebibyte of text is accepted, and one character more is an error; neither is a bug, or a control character."""
    path = tmp_path / "p.json"
    texts = dict.fromkeys(TEXTS, '\x1b[2J\\"\n\u202e{s}🙂')
    path.write_bytes(as_bytes(changed({**texts, "title": "\x1b" * length})))
    files = [tmp_path / "report.json", tmp_path / "report.jsonl"]
    outputs = [word for file in files for word in ("--output", str(file))]
    arguments = ["check", str(path), "--format", "text", *outputs]
    arguments += ["--today", "2026-11-22", "--fail-on", "never", "--verbose"]
    assert run(arguments) == (3 if length > 1_048_576 else 0)
    printed = capsys.readouterr()
    assert printed.err == ""
    assert not {"\x1b", "\x07", "\u202e"} & set(printed.out)
    reports = [file.read_text(encoding="utf-8") for file in files]
    for report in reports:
        json.loads(report)
    assert max(map(len, [printed.out, *reports])) < 200_000


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
