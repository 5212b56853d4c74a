"""The text of a rule file -> a flat stream of events, the same for YAML and JSON, each with its line and column.

Nothing is ever constructed: YAML is read event by event, so that aliases are seen and refused before they multiply, and
nesting is counted before it costs anything. Of YAML, only what JSON can say too is accepted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Context, Decimal
from typing import Any, Final, Literal, NamedTuple, TypeAlias

import yaml

from checker.errors import Problem

Scalar: TypeAlias = str | bool | int | Decimal | None

MAX_NUMBER: Final = 10**12
MAX_DECIMALS: Final = 6

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
_EXACT: Final = Context(prec=100)
_LONGEST_NUMBER: Final = 64
_NOT_PRINTABLE: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_JSON_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|[^\s,:{}\[\]"]+')
# The C parser is not on every platform; the other one gives the same events, only more slowly.
_PARSER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Event(NamedTuple):
    """One step through a file: a mapping or list that opens or closes, or a scalar with its value."""

    kind: Literal["{", "}", "[", "]", "scalar"]
    line: int
    column: int
    value: Scalar = None


class Unreadable(Exception):
    """The text can't be read any further."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def number(text: str) -> int | Decimal | None:
    """Return the exact number that `text` writes (whole ones as int), or None where it is no number.

    Raises ValueError, with a message for people, for one that is beyond what rules can compare exactly.
    """
    if not _NUMBER.fullmatch(text):
        return None
    beyond = ValueError(f"a number has at most {MAX_DECIMALS} decimals and lies between -1e12 and 1e12")
    if len(text) > _LONGEST_NUMBER:
        raise beyond
    try:
        exact = Decimal(text).normalize(_EXACT)
    except ArithmeticError:
        raise beyond from None
    exponent = exact.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -MAX_DECIMALS or abs(exact) > MAX_NUMBER:
        raise beyond
    return int(exact) if exponent >= 0 else exact


def plain_scalar(text: str) -> Scalar:
    """Return what an unquoted scalar means: `no` and `on` are text, only `true` and `false` are booleans."""
    if text in ("true", "false"):
        return text == "true"
    if text in ("", "~", "null"):
        return None
    value = number(text)
    return text if value is None else value


def yaml_events(text: str, problems: list[Problem]) -> Iterator[Event]:
    """Yield the events of a YAML text; what YAML has beyond JSON is added to `problems`.

    Raises Unreadable where the text is no YAML or holds no document.
    """
    _refuse_control_characters(text)
    parser = _PARSER(text)
    try:
        documents = 0
        while parser.check_event():
            event = parser.get_event()
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise Unreadable(_at(event, "a file holds one document", "several-documents"))
            elif isinstance(event, yaml.NodeEvent):
                yield _node_event(event, problems)
            elif isinstance(event, yaml.MappingEndEvent):
                yield Event("}", 0, 0)
            elif isinstance(event, yaml.SequenceEndEvent):
                yield Event("]", 0, 0)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        if "nesting depth" in (error.problem or ""):  # of the library's own, which it looks for ahead of its events
            raise Unreadable(Problem("this is nested too deeply", "too-deep", line=line, column=column)) from None
        raise Unreadable(Problem(f"this is no YAML: {error.problem}", "syntax", line=line, column=column)) from None
    finally:
        parser.dispose()
    if not documents:
        raise Unreadable(Problem("the file is empty", "syntax", line=1, column=1))


def _node_event(event: Any, problems: list[Problem]) -> Event:
    """Return one event for a node; anchors, aliases and tags become problems."""
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    if isinstance(event, yaml.AliasEvent):
        problems.append(_at(event, f"`*{event.anchor}` is an alias", "alias", "write the value out where it is used"))
        return Event("scalar", line, column)
    if event.anchor is not None:
        problems.append(_at(event, f"`&{event.anchor}` is an anchor", "anchor", "leave it out"))
    if event.tag is not None:
        problems.append(_at(event, f"`{event.tag}` is a tag", "tag", "leave it out; put text in quotes"))
    if isinstance(event, yaml.MappingStartEvent):
        return Event("{", line, column)
    if isinstance(event, yaml.SequenceStartEvent):
        return Event("[", line, column)
    if event.style:  # quoted, or a block of text
        return Event("scalar", line, column, event.value)
    try:
        return Event("scalar", line, column, plain_scalar(event.value))
    except ValueError as error:
        problems.append(_at(event, str(error), "number"))
        return Event("scalar", line, column, 0)


def json_events(text: str, problems: list[Problem]) -> Iterator[Event]:
    """Yield the events of a JSON text. Raises Unreadable where the text is no JSON."""
    try:
        json.loads(text, parse_constant=_refuse_constant, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        message = f"this is no JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        raise Unreadable(Problem(message, "syntax", line=error.lineno, column=error.colno)) from None
    except ValueError as error:
        raise Unreadable(Problem(f"this is no JSON: {error}", "syntax", line=1, column=1)) from None
    except RecursionError:
        raise Unreadable(Problem("this is nested too deeply", "too-deep", line=1, column=1)) from None
    line, line_start, seen = 1, 0, 0
    for token in _JSON_TOKEN.finditer(text):  # the text is known to be JSON: the tokens only have to be found
        newlines = text.count("\n", seen, token.start())
        if newlines:
            line, line_start = line + newlines, text.rindex("\n", seen, token.start()) + 1
        seen = token.start()
        yield _json_event(token.group(), line, token.start() - line_start + 1, problems)


def _json_event(token: str, line: int, column: int, problems: list[Problem]) -> Event:
    match token:
        case "{" | "}" | "[" | "]":
            return Event(token, line, column)
        case _ if token.startswith('"'):
            text = str(json.loads(token))
            if _SURROGATE.search(text):
                message = "half of a surrogate pair stands in this text, which is no character"
                problems.append(
                    Problem(message, "surrogate", line=line, column=column, hint="write the character itself")
                )
            return Event("scalar", line, column, text)
    try:
        return Event("scalar", line, column, plain_scalar(token))
    except ValueError as error:
        problems.append(Problem(str(error), "number", line=line, column=column))
        return Event("scalar", line, column, 0)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"`{name}` is no number")


def _refuse_control_characters(text: str) -> None:
    found = _NOT_PRINTABLE.search(text)
    if found:
        line, column = text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())
        message = f"the character U+{ord(found.group()):04X} can't stand in a text"
        raise Unreadable(Problem(message, "syntax", line=line, column=column))


def _at(event: Any, message: str, keyword: str, hint: str | None = None) -> Problem:
    mark = event.start_mark
    return Problem(message, keyword, line=mark.line + 1, column=mark.column + 1, hint=hint)
