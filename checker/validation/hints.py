"""How to mend what a schema refuses, where the likely mistake is known."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping

from checker.errors import did_you_mean
from checker.quoting import name
from checker.validation.fault import Fault
from checker.validation.verdict import UNIQUE_KEYWORD

Hint = Callable[[Fault], str | None]

NAMES_SHOWN = 12
WORD_LENGTH = 64  # no known name is longer, so nothing longer is near one

YES_OR_NO = re.compile(r"(?i)\s*(?:yes|no|y|n|true|false|on|off)\s*")
NUMBER = re.compile(r"\s*-?[0-9]+(?:\.[0-9]+)?\s*", re.ASCII)


def hint_of(fault: Fault) -> str | None:
    """Return how to mend a fault, or None."""
    hint = HINTS.get(fault.keyword)
    return hint(fault) if hint else None


def _near(word: object, known: Iterable[object]) -> str | None:
    if not isinstance(word, str) or len(word) > WORD_LENGTH:
        return None
    return did_you_mean(word, [each for each in known if isinstance(each, str)])


def near_property(fault: Fault) -> str | None:
    """Return the hint which known property was meant by the unknown one that the fault is about, or None."""
    return _near(fault.path[-1], _known_names(fault))


def _known_names(fault: Fault) -> list[str]:
    return [each for each in fault.properties if each != "note"]


def _unknown_property(fault: Fault) -> str | None:
    known = _known_names(fault)
    few = f"known here: {', '.join(map(name, known))}" if 0 < len(known) <= NAMES_SHOWN else None
    return near_property(fault) or few


def _missing_constant(fault: Fault) -> str | None:
    """Return what to write where there is only one possible value."""
    missing = fault.properties.get(fault.expected)
    if not isinstance(missing, Mapping) or "const" not in missing:
        return None
    return f'write "{fault.expected}": {json.dumps(missing["const"], ensure_ascii=False)}'


def _known_value(fault: Fault) -> str | None:
    return _near(fault.given, fault.expected)


def _only_value(fault: Fault) -> str | None:
    return _near(fault.given, [fault.expected])


def _other_writing(fault: Fault) -> str | None:
    types = set(fault.expected) - {"null"} if isinstance(fault.expected, list) else {fault.expected}
    if len(types) > 1:
        return None
    (expected,) = types
    given = fault.given[:WORD_LENGTH] if isinstance(fault.given, str) else fault.given
    if expected == "boolean" and isinstance(given, str) and YES_OR_NO.fullmatch(given):
        return "write true or false, without quotes"
    if expected in ("number", "integer") and isinstance(given, str) and NUMBER.fullmatch(given):
        return "write the number without quotes"
    if expected == "string" and isinstance(given, (bool, int, float)):
        return "write it in quotes"
    if expected == "array" and given is not None:
        return "write it between [ and ], even if it is the only one"
    return None


def _right_form(fault: Fault) -> str | None:
    """Return the schema's own words, which stand beside the pattern."""
    if fault.is_misspelt_date or "description" not in fault.schema:
        return None
    return str(fault.schema["description"]).rstrip(".")


HINTS: dict[str, Hint] = {
    "additionalProperties": _unknown_property,
    "required": _missing_constant,
    "enum": _known_value,
    "const": _only_value,
    "type": _other_writing,
    "pattern": _right_form,
    UNIQUE_KEYWORD: lambda fault: f"each item needs an {name(fault.path[-1])} of its own",
}
