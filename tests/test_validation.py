"""What is refused, and how it is explained to people who are no programmers."""

from __future__ import annotations

import copy
import decimal
import random
import socket
import subprocess
import sys
from datetime import date
from functools import reduce
from typing import Any

import jsonschema_rs
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.errors import Problem
from checker.quoting import printable
from checker.validation import SchemaValidator
from checker.validation.explanations import Explainer
from tests.schema_examples import PROPOSAL_SCHEMA, complete, minimal

VALIDATOR = SchemaValidator(PROPOSAL_SCHEMA)
EXPLAINER = Explainer(PROPOSAL_SCHEMA)
NO_REASON = Problem("the document does not fit its schema; no closer reason was found", "schema", "")


def changed(pointer: str, value: Any) -> Any:
    """Return the complete proposal with one value set (or, beyond the end of a list, added)."""
    proposal, holder, last = opened(pointer)
    if isinstance(holder, list):
        holder[int(last) : int(last) + 1] = [value]
    else:
        holder[last] = value
    return proposal


def without(pointer: str) -> Any:
    """Return the complete proposal with one property left out."""
    proposal, holder, last = opened(pointer)
    del holder[last]
    return proposal


def opened(pointer: str) -> tuple[Any, Any, str]:
    """Return the complete proposal, what holds the value at `pointer` in it, and the last step there."""
    proposal = complete()
    *steps, last = pointer.split("/")[1:]
    holder: Any = reduce(lambda inner, step: inner[int(step) if isinstance(inner, list) else step], steps, proposal)
    return proposal, holder, last


GROUPS = (
    "`private_company`, `public_entity`, `civil_society`, `research_body`, `intermediary`, `international_organization`"
)
ID_FORM = (
    "A short name of your own choice: lower-case letters, digits, dots, underscores and hyphens, "
    "at most 64 characters, beginning with a letter or digit"
)
DATE_FORM = "is not a date: write year-month-day, as in 2026-03-01"

# what is set where -> the one problem: keyword, message, hint; the pointer is the same unless it is given
WRONG: list[tuple[str, Any, str, str, str | None]] = [
    ("/leadership/institutional_ower", {}, "unknown-property",
     "`institutional_ower` is not a property of `leadership`", "did you mean `institutional_owner`?"),
    ("/qqq", 1, "unknown-property", "`qqq` is not a property of the document", None),
    ("/partners/1/buyin", None, "unknown-property", "`buyin` is not a property of partner 2", "did you mean `buy_in`?"),
    ("/data/0/provder", "a", "unknown-property",
     "`provder` is not a property of data set 1", "did you mean `provider`?"),
    ("/sustainability/zzz", 1, "unknown-property", "`zzz` is not a property of `sustainability`",
     "known here: `plan`, `funded_until`, `effort`"),
    ("/partners/0/group", "privat_company", "enum", f"`group` must be one of {GROUPS}, not `privat_company`",
     "did you mean `private_company`?"),
    ("/status", "Draft", "enum",
     "`status` must be one of `draft`, `submitted`, `under_review`, `approved`, `rejected`, `withdrawn`, not `Draft`",
     "did you mean `draft`?"),
    ("/partners/0/roles/0", "data_usr", "enum",
     "item 1 of `roles` must be one of `data_provider`, `data_user`, `convenor`, `intermediary`, `funder`, "
     "`technical_support`, `oversight`, not `data_usr`", "did you mean `data_user`?"),
    ("/partners/0/costs/funding/currency", "eur", "enum",
     "`currency` must be one of `EUR`, `ERN`, `MUR`, `YER`, `AED`, `ARS`, `AUD`, `BRL` or 170 others, not `eur`",
     "did you mean `EUR`?"),
    ("/format", "caveat/proposal-2", "const", "`format` must be `caveat/proposal-1`, not `caveat/proposal-2`",
     "did you mean `caveat/proposal-1`?"),
    ("/stakeholders/0/at_risk", "yes", "type", '`at_risk` must be true or false, not the text "yes"',
     "write true or false, without quotes"),
    ("/stakeholders/0/at_risk", 0, "type", "`at_risk` must be true or false, not the number 0", None),
    ("/partners/0/costs/staff_fte", "1.5", "type", '`staff_fte` must be a number, not the text "1.5"',
     "write the number without quotes"),
    ("/partners/0/costs/staff_fte", True, "type", "`staff_fte` must be a number, not true", None),
    ("/data/0/retention_months", 1.5, "type", "`retention_months` must be a whole number, not the number 1.5", None),
    ("/version", 3, "type", "`version` must be text, not the number 3", "write it in quotes"),
    ("/title", None, "type", "`title` must be text, not null", None),
    ("/data/0/users", "statistics-office", "type", '`users` must be a list, not the text "statistics-office"',
     "write it between [ and ], even if it is the only one"),
    ("/purpose", "for statistics", "type", '`purpose` must be an object, not the text "for statistics"', None),
    ("/partners/1", "north-mobile", "type", 'partner 2 must be an object, not the text "north-mobile"', None),
    ("/data/0/users/0", None, "type", "item 1 of `users` must be text, not null", None),
    ("/submitted_on", "2026-02-30", "format", f"2026-02-30 {DATE_FORM}", None),
    ("/submitted_on", "1.3.2026", "format", f"1.3.2026 {DATE_FORM}", None),
    ("/submitted_on", "2026-03-01\n", "format", f"2026-03-01\\n {DATE_FORM}", None),
    ("/submitted_on", "", "format", f'the text "" {DATE_FORM}', None),
    ("/submitted_on", " ", "format", f'the text " " {DATE_FORM}', None),
    ("/submitted_on", "2026-W09-7", "format", f"2026-W09-7 {DATE_FORM}", None),
    ("/id", "My Id", "pattern", '`id` does not have the form that is needed here: the text "My Id"', ID_FORM),
    ("/id", "p\n", "pattern", '`id` does not have the form that is needed here: the text "p\\n"', ID_FORM),
    ("/partners/0/costs/staff_fte", -1, "minimum", "`staff_fte` must be at least 0, not -1", None),
    ("/partners/0/costs/staff_fte", 1e300, "maximum",
     "`staff_fte` must be at most 100000, not 1e+300", None),
    ("/partners/0/costs/staff_fte", 0.3333333333333333, "multipleOf",
     "`staff_fte` must have at most 6 decimal places, not 0.3333333333333333", None),
    ("/partners/0/costs/staff_fte", 1e-7, "multipleOf",
     "`staff_fte` must have at most 6 decimal places, not 1e-07", None),
    ("/partners", [], "minItems", "`partners` must have at least 2 items, not 0", None),
    ("/title", "x" * 1_048_577, "maxLength", "`title` must have at most 1048576 characters, not 1048577", None),
    ("/data/0/measures", ["a"] * 10_001, "maxItems", "`measures` must have at most 10000 items, not 10001", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("pointer", "value", "keyword", "message", "hint"),
    WRONG,
    ids=[f"{row[0]}-{number}" for number, row in enumerate(WRONG)],
)
def test_a_wrong_value_is_explained_where_it_stands(
    pointer: str, value: Any, keyword: str, message: str, hint: str | None
) -> None:
    assert VALIDATOR.problems(changed(pointer, value)) == [Problem(message, keyword, pointer, hint=hint)]


PLAIN: list[tuple[dict[str, Any], Any, str, str, str | None]] = [
    ({"exclusiveMinimum": 1}, 1, "exclusiveMinimum", "must be more than 1, not 1", None),
    ({"exclusiveMaximum": 1}, 1.5, "exclusiveMaximum", "must be less than 1, not 1.5", None),
    ({"minLength": 1}, "", "minLength", "must have at least 1 character, not 0", None),
    ({"minProperties": 2}, {"a": 1}, "minProperties", "must have at least 2 properties, not 1", None),
    ({"maxProperties": 1}, {"a": 1, "b": 2}, "maxProperties", "must have at most 1 property, not 2", None),
    ({"uniqueItems": True}, [1, 1], "uniqueItems", "holds the same item twice", None),
    ({"multipleOf": 5}, 7, "multipleOf", "must be a multiple of 5, not 7", None),
    ({"multipleOf": 0.1}, 0.25, "multipleOf", "must have at most 1 decimal place, not 0.25", None),
    ({"multipleOf": 0.02}, 0.01, "multipleOf", "must be a multiple of 0.02, not 0.01", None),
    ({"format": "ipv4"}, "1.2.3", "format", 'must be a ipv4, which the text "1.2.3" is not', None),
    ({"not": {"type": "string"}}, "a", "not", "is not allowed here in this form", None),
    ({"not": {"enum": ["a", 1]}}, "a", "not", "can be anything but `a`, the number 1", None),
    (False, 1, "schema", "is not allowed here in this form", None),
    ({"allOf": [False]}, 1, "schema", "is not allowed here in this form", None),
    ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, "dependentRequired",
     "does not keep to `dependentRequired` of its schema", None),
    ({"contains": {"const": 1}}, [2], "contains", "does not keep to `contains` of its schema", None),
    ({"type": "null"}, 1, "type", "must be null, not the number 1", None),
    ({"type": ["string", "null"]}, 1, "type", "must be text, not the number 1", "write it in quotes"),
    ({"type": ["string", "integer"]}, 1.5, "type", "must be text or a whole number, not the number 1.5", None),
    ({"type": "integer"}, " -12.5 ", "type", 'must be a whole number, not the text " -12.5 "',
     "write the number without quotes"),
    ({"type": "integer"}, "12 a", "type", 'must be a whole number, not the text "12 a"', None),
    ({"type": "array"}, None, "type", "must be a list, not null", None),
    ({"const": None}, 1, "const", "must be null, not the number 1", None),
    ({"enum": ["a", None]}, "b", "enum", "must be `a`, not `b`", None),
    ({"pattern": "^a$", "description": "One a. No more..."}, "b", "pattern",
     'does not have the form that is needed here: the text "b"', "One a. No more"),
    ({"pattern": "^a$"}, "b", "pattern", 'does not have the form that is needed here: the text "b"', None),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "value", "keyword", "message", "hint"), PLAIN)
def test_whatever_a_schema_asks_for_is_said_in_words(
    schema: Any, value: Any, keyword: str, message: str, hint: str | None
) -> None:
    problems = SchemaValidator({"properties": {"x": schema}}).problems({"x": value})
    assert problems == [Problem(f"`x` {message}", keyword, "/x", hint=hint)]


def test_what_a_pattern_of_names_or_no_property_asks_for_is_explained_at_the_value() -> None:
    schema = {"patternProperties": {"^x-": {"type": "string"}}, "additionalProperties": {"type": "number"}}
    problems = SchemaValidator({"items": schema}).problems([{"x-y": 5, "x-z": "5", "q": "5", "r": 5}])
    assert [(problem.pointer, problem.message) for problem in problems] == [
        ("/0/x-y", "`x-y` must be text, not the number 5"), ("/0/q", '`q` must be a number, not the text "5"'),
    ]  # fmt: skip


def test_where_no_property_is_known_or_too_many_are_none_are_listed() -> None:
    for known, hint in ((0, None), (1, "known here: `long_name_0`"), (13, None)):
        properties = {f"long_name_{number}": True for number in range(known)}
        (problem,) = SchemaValidator({"properties": properties, "additionalProperties": False}).problems({"q": 1})
        assert problem.hint == hint


def test_a_value_that_is_allowed_nowhere_is_explained_where_it_stands() -> None:
    schema = {"patternProperties": {"^x-": False}, "properties": {"inner": {"properties": {"old": False, "new": True}}}}
    problems = SchemaValidator(schema).problems({"inner": {"new": 1, "old": 1}, "x-y": 2})
    assert [(problem.pointer, problem.message) for problem in problems] == [
        ("/inner/old", "`old` is not allowed here in this form"), ("/x-y", "`x-y` is not allowed here in this form"),
    ]  # fmt: skip


def test_a_pointer_escapes_slashes_and_tildes() -> None:
    assert [problem.pointer for problem in VALIDATOR.problems({**minimal(), "a/b~c": 1})] == ["/a~1b~0c"]


MISSING = [
    ("/partners/1/name", "/partners/1", "partner 2 has no `name`", None),
    ("/data/0/provider", "/data/0", "data set 1 has no `provider`", None),
    ("/partners/0/costs/funding/currency", "/partners/0/costs/funding", "`funding` has no `currency`", None),
    ("/title", "", "the document has no `title`", None),
    ("/format", "", "the document has no `format`", 'write "format": "caveat/proposal-1"'),
]


@pytest.mark.parametrize(("removed", "pointer", "message", "hint"), MISSING)
def test_a_missing_property_is_explained_at_the_object_that_lacks_it(
    removed: str, pointer: str, message: str, hint: str | None
) -> None:
    assert VALIDATOR.problems(without(removed)) == [Problem(message, "required", pointer, hint=hint)]


def test_every_repeated_id_is_a_problem_that_names_the_first_place() -> None:
    proposal = minimal()
    proposal["partners"] = [{"id": same, "name": "N", "group": "public_entity"} for same in ("a", "b", "a", "a")]
    hint = "each item needs an `id` of its own"
    assert VALIDATOR.problems(proposal) == [
        Problem('item 3 of `partners` has the `id` "a", which item 1 has already', "duplicate-id",
                "/partners/2/id", hint=hint),
        Problem('item 4 of `partners` has the `id` "a", which item 1 has already', "duplicate-id",
                "/partners/3/id", hint=hint),
    ]  # fmt: skip


def test_the_same_id_in_different_lists_is_allowed() -> None:
    assert VALIDATOR.accepts({**minimal(), "stakeholders": [{"id": "a", "group": "public"}]})


def test_all_problems_come_at_once_in_the_order_of_the_document_and_none_twice() -> None:
    proposal = {"zzz": 1, "partners": [{"group": "x", "id": "A"}, {}], "title": 5, "format": "f"}
    assert [(problem.pointer, problem.keyword) for problem in VALIDATOR.problems(proposal)] == [
        ("", "required"), ("/zzz", "unknown-property"), ("/partners/0", "required"), ("/partners/0/group", "enum"),
        ("/partners/0/id", "pattern"), ("/partners/1", "required"), ("/partners/1", "required"),
        ("/partners/1", "required"), ("/title", "type"), ("/format", "const"),
    ]  # fmt: skip


def test_about_a_value_of_the_wrong_type_nothing_else_is_said() -> None:
    problems = VALIDATOR.problems(changed("/partners/0/group", 5))
    assert [problem.keyword for problem in problems] == ["type"]


def test_a_hundred_problems_are_shown_and_the_others_counted() -> None:
    proposal = {**minimal(), **{f"q{number}": number for number in range(250)}}
    problems = VALIDATOR.problems(proposal)
    assert len(problems) == 101
    assert problems[-1] == Problem("and 150 more", "more", "")


def test_a_document_with_very_many_problems_is_not_searched_to_the_end() -> None:
    problems = VALIDATOR.problems({**minimal(), "stakeholders": [{}] * 50_000})
    assert problems[-1] == Problem("and at least 9900 more", "more", "")


def test_what_is_quoted_is_printable_and_cut() -> None:
    (problem,) = VALIDATOR.problems(changed("/status", "\x1b[31m\u202eevil" + "x" * 1000))
    assert problem.message.endswith("not `\\u001b[31m\\u202eevil" + "x" * 40 + "…`")
    assert problem.message.isprintable()


def test_names_of_properties_are_quoted_the_same_way() -> None:
    (problem,) = VALIDATOR.problems({**minimal(), "a\u0000\u2066b" * 100: 1})
    assert problem.message.isprintable() and len(problem.message) < 120


@given(st.text(max_size=200))
def test_any_text_becomes_printable_and_at_most_61_characters_long(text: str) -> None:
    assert printable(text).isprintable() and len(printable(text)) <= 61


JSON_VALUES: list[Any] = [None, True, 0, -1.5, 1e300, 10**5000, "x", "", [], [[]], {}, {"": {}}, [None] * 5]


def test_a_number_of_endless_digits_is_not_spelt_out() -> None:
    (problem,) = VALIDATOR.problems(10**5000)
    assert problem.message == "the document must be an object, not a number of more than 30 digits"


@pytest.mark.parametrize("value", JSON_VALUES, ids=range(len(JSON_VALUES)))
def test_any_json_value_is_refused_with_an_explanation(value: Any) -> None:
    problems = VALIDATOR.problems(value)
    assert problems and NO_REASON not in problems
    assert not VALIDATOR.accepts(value)


NO_JSON_VALUES: list[Any] = [float("nan"), "\ud800", {1: 2}, {"title": "\ud800"}, {"title": {1, 2}}, object()]


@pytest.mark.parametrize("value", NO_JSON_VALUES, ids=range(len(NO_JSON_VALUES)))
def test_what_is_no_json_value_is_refused_and_never_crashes(value: Any) -> None:
    assert not VALIDATOR.accepts(value)
    assert VALIDATOR.problems(value)


def test_a_text_that_json_cannot_hold_is_not_given_a_false_reason() -> None:
    assert SchemaValidator({"type": "string", "maxLength": 5}).problems("\ud800") == [NO_REASON]


def test_a_name_that_is_no_text_is_an_unknown_property() -> None:
    """Rule files are YAML, where a name may be a number."""
    proposal: dict[Any, Any] = {**minimal(), 1: 2}
    assert VALIDATOR.problems(proposal) == [Problem("`1` is not a property of the document", "unknown-property", "/1")]


def test_a_value_nested_as_deeply_as_json_is_read_never_crashes() -> None:
    nested: Any = orjson.loads("[" * 1000 + "]" * 1000)
    assert [problem.keyword for problem in VALIDATOR.problems({**minimal(), "title": nested})] == ["type"]
    recursive = SchemaValidator({"type": "array", "items": {"$ref": "#"}, "maxItems": 1})
    assert not recursive.accepts(orjson.loads("[" * 1000 + "1" + "]" * 1000))
    assert recursive.problems(orjson.loads("[" * 1000 + "1" + "]" * 1000)) == [NO_REASON]


# --- one opinion: jsonschema-rs decides, jsonschema explains ---

CORNERS: list[tuple[dict[str, Any], Any, bool]] = [
    ({"pattern": "^a$"}, "a", True),
    ({"pattern": "^a$"}, "a\n", False),
    ({"pattern": r"^\d$"}, "\u0663", False),
    ({"pattern": "a"}, 5, True),
    ({"type": "integer"}, 1.0, True),
    ({"type": "integer"}, True, False),
    ({"type": "number"}, False, False),
    ({"enum": [1]}, True, False),
    ({"enum": [1]}, 1.0, True),
    ({"const": False}, 0, False),
    ({"const": {"a": [1]}}, {"a": [1.0]}, True),
    ({"uniqueItems": True}, [1, 1.0], False),
    ({"uniqueItems": True}, [1, True], True),
    ({"multipleOf": 0.01}, 4.35, True),
    ({"multipleOf": 0.01}, 1.1, True),
    ({"multipleOf": 0.01}, 0.015, False),
    ({"format": "date"}, "2026-02-30", False),
    ({"format": "date"}, "2026-02-28\n", False),
    ({"format": "date"}, "20260228", False),
    ({"format": "date"}, 5, True),
    ({"format": "date"}, "0000-01-01", False),
    ({"format": "date"}, "0001-01-01", True),
    ({"format": "date"}, "2-24-07-12", False),
    ({"type": ["string", "null"], "format": "date"}, None, True),
    ({"format": "date", "allOf": [{"const": "2026-01-01"}]}, "2026-01-02", False),
    ({"items": {"$ref": "#/$defs/day"}, "$defs": {"day": {"format": "date"}}}, ["0000-12-31"], False),
    ({"const": {"format": "date"}}, {"format": "date"}, True),
    ({"properties": {"format": {"const": "date"}}}, {"format": "date"}, True),
    ({"maxLength": 1}, "\U0001f600", True),
    ({"patternProperties": {"^a$": False}}, {"a\n": 1}, True),
    ({"patternProperties": {"^a$": True}, "additionalProperties": False}, {"a\n": 1}, False),
    ({"properties": {"a": False}}, {"a": 1}, False),
    ({"not": {"type": "string"}}, "a", False),
    ({"oneOf": [{"minimum": 1}, {"minimum": 2}]}, 3, False),
    ({"propertyNames": {"pattern": "^a$"}}, {"a\n": 1}, False),
    ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, False),
    ({"items": {"x-unique": "id"}}, [[{"id": "a"}, {"id": "a"}]], False),
    ({"properties": {"a": {"x-unique": "id"}}}, {"a": [{"id": "a"}, {"id": "a"}]}, False),
    ({"x-unique": "id"}, [{"id": 1}, {"id": 1}, {}, 5, {"id": None}, {"id": "a"}], True),
]


@pytest.mark.parametrize(("schema", "value", "fits"), CORNERS)
def test_verdict_and_explanation_agree_in_the_corners(schema: dict[str, Any], value: Any, fits: bool) -> None:
    assert SchemaValidator(schema).accepts(value) is fits
    assert (Explainer(schema).explain(value) == [NO_REASON]) is fits


def places(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value inside a value, its own first."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place, *(deeper for step, each in inner for deeper in places(each, (*place, step)))]


ODD_VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, False, 0, 1, 1.0, -1, 0.5, 1e-7, 4.35, 1e12, 1e13, 1e300, "", " ", "a", "a\n", "A b", "2026-02-28",
     "2026-02-30", "2026-02-28\n", "EUR", "GB", "high", "other", "none", "public_entity", [], ["a"], [None], {}, [{}],
     {"x-a": 1}, {"note": None}, {"amount": 1}, {"amount": 1.5, "currency": "EUR"}]
).map(copy.deepcopy)  # fmt: skip
NAMES = st.sampled_from(["id", "name", "note", "x-y", "X-y", "code", "partner", "measures", "status", "", "é", "a/b~c"])


@st.composite
def mutated_proposals(draw: st.DrawFn) -> Any:
    """Draw a complete proposal with one to four random changes."""
    proposal: Any = complete()
    for _ in range(draw(st.integers(1, 4))):
        *steps, last = draw(st.sampled_from(places(proposal)[1:] or [("format",)]))
        holder: Any = reduce(lambda inner, step: inner[step], steps, proposal)
        action = draw(st.sampled_from(["delete", "replace", "repeat", "add"]))
        if action == "delete":
            holder.pop(last, None) if isinstance(holder, dict) else holder.pop(last)
        elif action == "replace":
            holder[last] = draw(ODD_VALUES)
        elif isinstance(holder, list):
            holder.append(copy.deepcopy(holder[last]) if action == "repeat" else draw(ODD_VALUES))
        else:
            holder[draw(NAMES)] = draw(ODD_VALUES)
    return proposal


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(mutated_proposals())
def test_whatever_is_changed_verdict_and_explanation_agree(proposal: Any) -> None:
    accepted = VALIDATOR.accepts(proposal)
    problems = VALIDATOR.problems(proposal)
    assert (problems == []) is accepted
    # What is refused has been explained just now; what is accepted is never explained, so that it is done here.
    assert ((EXPLAINER.explain(proposal) if accepted else problems) == [NO_REASON]) is accepted


DATE = SchemaValidator({"format": "date"})


@given(
    st.dates().map(str)
    | st.from_regex(r"[0-9]{4}-[01][0-9]-[0-3][0-9]", fullmatch=True)
    | st.text(alphabet="0123459-+ \nWTZ\u0663", max_size=12)
)
def test_a_date_is_one_that_python_can_hold_written_in_the_one_way(text: str) -> None:
    try:
        expected = date.fromisoformat(text).isoformat() == text
    except ValueError:
        expected = False
    assert DATE.accepts(text) is expected


def test_multiples_of_a_decimal_fraction_are_exact() -> None:
    """The schema's limit of six decimals rests on this property of jsonschema-rs."""
    validator = jsonschema_rs.Draft202012Validator({"multipleOf": 0.000001})
    source = random.Random(6)
    numbers = [round(source.uniform(0, 10 ** source.randint(0, 12)), source.randint(0, 9)) for _ in range(20_000)]
    with decimal.localcontext(prec=400):
        exact = [decimal.Decimal(repr(number)) % decimal.Decimal("0.000001") == 0 for number in numbers]
    assert [validator.is_valid(number) for number in numbers] == exact
    assert True in exact and False in exact


# --- alternatives ---

CONDITION: dict[str, Any] = {
    "$ref": "#/$defs/condition",
    "$defs": {
        "condition": {
            "oneOf": [
                {"type": "string", "enum": ["always", "never"]},
                {"$ref": "#/$defs/all"},
                {"$ref": "#/$defs/exists"},
            ]
        },
        "all": {
            "type": "object",
            "title": "Condition",
            "required": ["all"],
            "properties": {"all": {"type": "array", "items": {"$ref": "#/$defs/condition"}}},
            "additionalProperties": False,
        },
        "exists": {
            "type": "object",
            "required": ["exists"],
            "properties": {"exists": {"enum": ["partner", "measure"]}, "where": {"type": "object"}},
            "additionalProperties": False,
        },
    },
}

ALTERNATIVES: list[tuple[Any, list[tuple[str, str, str | None]]]] = [
    ({"all": [5, "nevr", 6]},
     [("/all/0", "item 1 of `all` must be text or an object, not the number 5", None),
      ("/all/1", "item 2 of `all` must be one of `always`, `never`, not `nevr`", "did you mean `never`?"),
      ("/all/2", "item 3 of `all` must be text or an object, not the number 6", None)]),
    (5, [("", "the document must be text or an object, not the number 5", None)]),
    ("alway", [("", "the document must be one of `always`, `never`, not `alway`", "did you mean `always`?")]),
    ({"exists": "partnr"},
     [("/exists", "`exists` must be one of `partner`, `measure`, not `partnr`", "did you mean `partner`?")]),
    ({"all": [{"exists": "partner", "wher": {}}]},
     [("/all/0/wher", "`wher` is not a property of item 1 of `all`", "did you mean `where`?")]),
    ({"exist": "partner"},
     [("", "the document has no `exists`", None),
      ("/exist", "`exist` is not a property of the document", "did you mean `exists`?")]),
    ({"all": [{"all": ["always", "nevr"]}]},
     [("/all/0/all/1", "item 2 of `all` must be one of `always`, `never`, not `nevr`", "did you mean `never`?")]),
]  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), ALTERNATIVES)
def test_of_several_alternatives_the_one_that_was_meant_is_explained(
    value: Any, expected: list[tuple[str, str, str | None]]
) -> None:
    problems = SchemaValidator(CONDITION).problems(value)
    assert [(problem.pointer, problem.message, problem.hint) for problem in problems] == expected


def test_alternatives_are_told_apart_by_their_kind() -> None:
    schema = {
        "anyOf": [
            {"properties": {"kind": {"const": "a"}, "size": {"type": "number"}}, "required": ["kind", "size"]},
            {"properties": {"kind": {"const": "b"}, "colour": {"type": "string"}}, "required": ["kind", "colour"]},
        ]
    }
    assert [problem.message for problem in SchemaValidator(schema).problems({"kind": "b", "size": 1})] == [
        "the document has no `colour`"
    ]


def test_single_values_and_lists_of_values_are_told_together() -> None:
    either = SchemaValidator({"anyOf": [{"const": "first"}, {"enum": ["second", "first"]}, {"const": "third"}]})
    assert either.problems("secnd") == [
        Problem("the document must be one of `first`, `second`, `third`, not `secnd`", "enum", "",
                hint="did you mean `second`?")
    ]  # fmt: skip


def test_an_alternative_that_does_not_know_a_property_is_farther_than_one_that_wants_another_value() -> None:
    closed = [{"properties": {name: {"type": "string"}}, "additionalProperties": False} for name in ("a", "b")]
    problems = SchemaValidator({"anyOf": closed}).problems({"b": 5})
    assert [problem.message for problem in problems] == ["`b` must be text, not the number 5"]


def test_what_fits_more_than_one_of_exclusive_alternatives_is_explained() -> None:
    problems = SchemaValidator({"oneOf": [{"minimum": 1}, {"minimum": 2}]}).problems(3)
    assert problems == [Problem("the document fits more than one of the forms that are possible here", "oneOf", "")]


# --- offline ---


@pytest.mark.parametrize("keyword", ["$ref", "$dynamicRef"])
@pytest.mark.parametrize("around", [lambda schema: schema, lambda schema: {"properties": {"const": schema}}])
def test_a_schema_that_refers_to_the_network_is_refused_without_asking_it(keyword: str, around: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        remote = f"http://127.0.0.1:{server.getsockname()[1]}/schema.json"
        with pytest.raises(ValueError, match="may refer only to itself"):
            SchemaValidator(around({keyword: remote}))
        with pytest.raises(BlockingIOError):  # nobody called
            server.accept()


def test_even_past_that_check_neither_validator_asks_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.validation.verdict._references", lambda schema: iter(()))
    asked: list[object] = []
    monkeypatch.setattr("urllib.request.urlopen", asked.append)  # what jsonschema would ask with
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        schema = {"$ref": f"http://127.0.0.1:{server.getsockname()[1]}/schema.json"}
        with pytest.raises(ValueError, match="Retrieval is disabled"):
            SchemaValidator(schema)
        with pytest.raises(Exception, match="Unresolvable"):
            Explainer(schema).explain({})
        assert asked == []
        with pytest.raises(BlockingIOError):
            server.accept()


def test_explaining_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    assert SchemaValidator(PROPOSAL_SCHEMA).problems({})


def test_values_that_look_like_references_are_no_references() -> None:
    schema = {"const": {"$ref": "https://example.org"}, "examples": [{"$ref": "https://example.org"}]}
    assert SchemaValidator(schema).accepts({"$ref": "https://example.org"})


@pytest.mark.parametrize("schema", [{"type": "text"}, {"$ref": "#/$defs/nowhere"}, {"pattern": "("}])
def test_a_wrong_schema_is_refused_at_once(schema: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        SchemaValidator(schema)


def test_what_fits_is_accepted_without_importing_the_slow_validator() -> None:
    program = (
        "import sys; from checker.validation import SchemaValidator; v = SchemaValidator({'type': 'string'});"
        "assert v.problems('a') == []; assert 'jsonschema' not in sys.modules;"
        "assert v.problems(1); assert 'jsonschema' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
