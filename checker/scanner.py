"""The exact reading of JSON: decides what is refused and where, and finds as many mistakes at once as it can.

A loop over tokens with a stack of its own, so that no document is too deep for it. Two kinds of mistakes: one after
which nobody can say how the text goes on (it ends the reading), and one inside a value that is otherwise clear (a key
that stands twice, a number that can't be kept), after which the reading goes on to find the next.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

from checker import diagnosis
from checker.diagnosis import Expected, Mistake
from checker.errors import DocumentRefused, Problem
from checker.exact_numbers import exact
from checker.positions import line_and_column

MOST_PROBLEMS = 20

_WORDS = {"true": True, "false": False, "null": None}
_SPACE = re.compile(r"[ \t\r\n]*+")
_TOKEN = re.compile(
    r"""[ \t\r\n]*+(?:
        (?P<string>"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+")
      | (?P<number>-?+(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][-+]?+[0-9]++)?+)(?![\w.+-])
      | (?P<word>true|false|null)(?!\w)
      | (?P<open>[{\[])
      | (?P<close>[}\]])
      | (?P<comma>,)
      | (?P<colon>:)
    )""",
    re.VERBOSE,
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNICODE_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u([0-9a-fA-F]{4})|[^u])")


_VALUE_TOKENS = frozenset({"string", "number", "word", "open"})
_ALLOWED: dict[Expected, frozenset[str]] = {
    Expected.VALUE: _VALUE_TOKENS,
    Expected.VALUE_OR_CLOSE: _VALUE_TOKENS | {"close"},
    Expected.KEY: frozenset({"string"}),
    Expected.KEY_OR_CLOSE: frozenset({"string", "close"}),
    Expected.COLON: frozenset({"colon"}),
    Expected.COMMA_OR_CLOSE: frozenset({"comma", "close"}),
    Expected.END: frozenset(),
}


@dataclass(slots=True)
class _Open:
    """An object or list whose closing bracket has not come yet."""

    container: dict[str, Any] | list[Any]
    offset: int
    key: str = ""
    key_offsets: dict[str, int] = field(default_factory=dict)


def scan(data: bytes, max_depth: int, max_nodes: int) -> Any:
    """Return the JSON value in `data` (without a byte order mark); the arguments are those of document.Limits.

    Raises DocumentRefused with at most MOST_PROBLEMS problems, in the order of the text.
    """
    if mistake := diagnosis.wide_encoding_mistake(data):
        raise DocumentRefused(_problems("", [mistake]))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        raise DocumentRefused(_problems(before, [diagnosis.encoding_mistake(data, len(before), error.start)])) from None
    return _Scanner(text, max_depth, max_nodes).run()


def _problems(text: str, mistakes: list[Mistake]) -> list[Problem]:
    """Return the mistakes with their places; where one refers to an earlier place, the sentence names that as well."""
    places = line_and_column(text, [offset for found in mistakes for offset in (found.offset, found.earlier or 0)])
    return [found.problem(places) for found in mistakes]


class _Scanner:
    """One reading of one text."""

    def __init__(self, text: str, max_depth: int, max_nodes: int) -> None:
        self.text = text
        self.max_depth = max_depth
        self.max_nodes = max_nodes
        self.nodes = 0
        self.open: list[_Open] = []
        self.mistakes: list[Mistake] = []
        self.result: Any = None

    def run(self) -> Any:
        expected, position = Expected.VALUE, 0
        while token := _TOKEN.match(self.text, position):
            kind = token.lastgroup or ""
            if kind not in _ALLOWED[expected]:
                break
            expected = self.take(kind, token[kind], token.start(kind), expected)
            position = token.end()
        offset = _SPACE.match(self.text, position).end()  # type: ignore[union-attr]  # matches anywhere
        if expected is not Expected.END or offset < len(self.text):
            opened = self.open[-1].offset if self.open else None
            self.give_up(diagnosis.syntax_mistake(self.text, offset, expected, opened))
        if self.mistakes:
            raise DocumentRefused(_problems(self.text, self.mistakes))
        return self.result

    def take(self, kind: str, literal: str, offset: int, expected: Expected) -> Expected:
        """Use one token that may stand here; return what has to follow it."""
        if kind == "comma":
            return Expected.KEY if isinstance(self.open[-1].container, dict) else Expected.VALUE
        if kind == "colon":
            return Expected.VALUE
        if kind == "close":
            return self.close(literal, offset)
        if expected in (Expected.KEY, Expected.KEY_OR_CLOSE):
            self.take_key(literal, offset)
            return Expected.COLON
        return self.take_value(kind, literal, offset)

    def take_key(self, literal: str, offset: int) -> None:
        here = self.open[-1]
        here.key = self.string(literal, offset)
        if here.key in here.key_offsets:
            self.note(diagnosis.duplicate_key(here.key, offset, here.key_offsets[here.key]))
        else:
            here.key_offsets[here.key] = offset

    def take_value(self, kind: str, literal: str, offset: int) -> Expected:
        self.nodes += 1
        if self.nodes > self.max_nodes:
            self.give_up(diagnosis.too_many_nodes(offset, self.max_nodes))
        value: Any
        if kind == "open":
            value = {} if literal == "{" else []
        elif kind == "string":
            value = self.string(literal, offset)
        elif kind == "number":
            value = self.number(literal, offset)
        else:
            value = _WORDS[literal]
        self.put(value)
        if kind != "open":
            return self.after_value()
        if len(self.open) >= self.max_depth:
            self.give_up(diagnosis.too_deep(offset, self.max_depth))
        self.open.append(_Open(value, offset))
        return Expected.KEY_OR_CLOSE if literal == "{" else Expected.VALUE_OR_CLOSE

    def put(self, value: Any) -> None:
        if not self.open:
            self.result = value
        elif isinstance(self.open[-1].container, dict):
            self.open[-1].container[self.open[-1].key] = value
        else:
            self.open[-1].container.append(value)

    def close(self, literal: str, offset: int) -> Expected:
        opened = self.open.pop()
        if isinstance(opened.container, dict) != (literal == "}"):
            self.give_up(diagnosis.wrong_bracket(self.text, offset, opened.offset))
        return self.after_value()

    def after_value(self) -> Expected:
        return Expected.COMMA_OR_CLOSE if self.open else Expected.END

    def string(self, literal: str, offset: int) -> str:
        if "\\" not in literal:
            return literal[1:-1]
        value: str = json.loads(literal)
        if _SURROGATE.search(value):
            self.note_surrogates(literal, offset)
        return value

    def note_surrogates(self, literal: str, offset: int) -> None:
        for escape in _UNICODE_ESCAPE.finditer(literal):
            if escape[1] and _SURROGATE.match(chr(int(escape[1], 16))):
                self.note(diagnosis.lone_surrogate(escape[0], offset + escape.start()))

    def number(self, literal: str, offset: int) -> int | float | None:
        value = exact(literal)
        if value is None:
            self.note(diagnosis.inexact_number(literal, offset))
        return value

    def note(self, mistake: Mistake) -> None:
        """Remember a mistake after which the reading can go on."""
        self.mistakes.append(mistake)
        if len(self.mistakes) >= MOST_PROBLEMS:
            raise DocumentRefused(_problems(self.text, self.mistakes))

    def give_up(self, mistake: Mistake) -> NoReturn:
        raise DocumentRefused(_problems(self.text, [*self.mistakes, mistake]))
