"""The words for what is wrong with a value: plain sentences for people who are no programmers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher

from checker.errors import Problem
from checker.quoting import called, choice, counted, listed, name, number, printable, value
from checker.validation.fault import Fault
from checker.validation.hints import hint_of
from checker.validation.verdict import UNIQUE_KEYWORD, repetitions

Phrase = Callable[[Fault], str]

VALUES_SHOWN = 8
WORD_LENGTH = 64  # no known value is longer

TYPES = {
    "string": "text", "number": "a number", "integer": "a whole number", "boolean": "true or false",
    "object": "an object", "array": "a list", "null": "null",
}  # fmt: skip
PROBLEM_KEYWORDS = {"additionalProperties": "unknown-property", UNIQUE_KEYWORD: "duplicate-id"}


def problem_of(fault: Fault) -> Problem:
    """Return the problem that a fault is for the reader.

    Its keyword is that of JSON Schema, except for "unknown-property" and "duplicate-id".
    """
    keyword = "format" if fault.is_misspelt_date else fault.keyword
    phrase = MESSAGES.get(keyword, _anything_else)
    return Problem(phrase(fault), PROBLEM_KEYWORDS.get(keyword, keyword), pointer(fault.path), hint=hint_of(fault))


def pointer(path: Iterable[str | int]) -> str:
    """Return the JSON Pointer (RFC 6901) of a path."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def _it(fault: Fault) -> str:
    return called(fault.path, fault.noun)


def _unknown_property(fault: Fault) -> str:
    *holder, unknown = fault.path
    return f"{name(unknown)} is not a property of {called(holder, fault.noun)}"


def _missing_property(fault: Fault) -> str:
    return f"{_it(fault)} has no {name(fault.expected)}"


def _wrong_type(fault: Fault) -> str:
    types = fault.expected if isinstance(fault.expected, list) else [fault.expected]
    words = [TYPES[each] for each in types if each != "null"] or [TYPES["null"]]
    return f"{_it(fault)} must be {listed(words)}, not {value(fault.given)}"


def _wrong_value(fault: Fault) -> str:
    values = fault.expected if fault.keyword == "enum" else [fault.expected]
    allowed = [each for each in values if each is not None] or [None]
    shown = ", ".join(map(choice, _nearest_values(fault.given, allowed)))
    others = f" or {len(allowed) - VALUES_SHOWN} others" if len(allowed) > VALUES_SHOWN else ""
    return f"{_it(fault)} must be {'one of ' if len(allowed) > 1 else ''}{shown}{others}, not {choice(fault.given)}"


def _nearest_values(given: object, allowed: list[object]) -> list[object]:
    """Return all allowed values where they are few, else those that are most like the given one."""
    if len(allowed) <= VALUES_SHOWN:
        return allowed
    text = given[:WORD_LENGTH].lower() if isinstance(given, str) else ""
    return sorted(allowed, key=lambda each: -SequenceMatcher(None, text, str(each).lower()).ratio())[:VALUES_SHOWN]


def _wrong_format(fault: Fault) -> str:
    if fault.is_misspelt_date:
        given = printable(str(fault.given)) if str(fault.given).strip() else value(fault.given)
        return f"{given} is not a date: write year-month-day, as in 2026-03-01"
    return f"{_it(fault)} must be a {fault.expected}, which {value(fault.given)} is not"


def _wrong_form(fault: Fault) -> str:
    return f"{_it(fault)} does not have the form that is needed here: {value(fault.given)}"


def _wrong_multiple(fault: Fault) -> str:
    step = fault.expected
    decimal = re.fullmatch(r"1e-0?(\d+)|0\.(0*1)", str(step))
    if not decimal:
        return f"{_it(fault)} must be a multiple of {step}, not {number(fault.given)}"
    places = int(decimal[1]) if decimal[1] else len(decimal[2])
    return f"{_it(fault)} must have at most {counted(places, 'decimal place')}, not {number(fault.given)}"


def _repeated(fault: Fault) -> str:
    *holder, place, key = fault.path
    first = dict(repetitions(fault.given, str(key)))[int(place)]
    text = printable(fault.given[first][key])
    return f'{called([*holder, place])} has the {name(key)} "{text}", which item {first + 1} has already'


def _anything_else(fault: Fault) -> str:
    if fault.keyword == "oneOf":
        return f"{_it(fault)} fits more than one of the forms that are possible here"
    if fault.keyword == "not" and isinstance(fault.expected, dict) and fault.expected.keys() == {"enum"}:
        return f"{_it(fault)} can be anything but {', '.join(map(choice, fault.expected['enum']))}"
    if fault.keyword in ("schema", "not"):
        return f"{_it(fault)} is not allowed here in this form"
    return f"{_it(fault)} does not keep to `{fault.keyword}` of its schema"


def _limit(words: str) -> Phrase:
    """Return the phrase for the limit of a number."""
    return lambda fault: f"{_it(fault)} must be {words} {fault.expected}, not {number(fault.given)}"


def _size(words: str, noun: str) -> Phrase:
    """Return the phrase for the limit of how many there are of something."""
    return lambda fault: f"{_it(fault)} must have {words} {counted(fault.expected, noun)}, not {len(fault.given)}"


MESSAGES: dict[str, Phrase] = {
    "additionalProperties": _unknown_property,
    "required": _missing_property,
    "type": _wrong_type,
    "enum": _wrong_value,
    "const": _wrong_value,
    "format": _wrong_format,
    "pattern": _wrong_form,
    "multipleOf": _wrong_multiple,
    "minimum": _limit("at least"),
    "maximum": _limit("at most"),
    "exclusiveMinimum": _limit("more than"),
    "exclusiveMaximum": _limit("less than"),
    "minLength": _size("at least", "character"),
    "maxLength": _size("at most", "character"),
    "minItems": _size("at least", "item"),
    "maxItems": _size("at most", "item"),
    "minProperties": _size("at least", "property"),
    "maxProperties": _size("at most", "property"),
    "uniqueItems": lambda fault: f"{_it(fault)} holds the same item twice",
    UNIQUE_KEYWORD: _repeated,
}
