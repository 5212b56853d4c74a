"""What is wrong with a JSON text, in plain sentences for people who are no programmers.

The scanner says where it stopped and what it expected; here it is worked out what the writer most likely did, and what
to do about it. Nothing here decides what is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from checker.errors import Problem
from checker.exact_numbers import LARGEST_WHOLE, SMALLEST_WHOLE
from checker.quoting import printable


class Expected(Enum):
    """What may stand at a place in a JSON text."""

    VALUE = "a value"
    VALUE_OR_CLOSE = "a value or `]`"
    KEY = "a key in double quotes"
    KEY_OR_CLOSE = "a key in double quotes or `}`"
    COLON = "a colon"
    COMMA_OR_CLOSE = "a comma or a closing bracket"
    END = "the end of the document"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A problem whose place is still an offset in the text.

    earlier: the offset of another place that `message` speaks of as `{earlier}`.
    """

    message: str
    offset: int
    keyword: str = "syntax"
    hint: str | None = None
    earlier: int | None = None

    def problem(self, places: Mapping[int, tuple[int, int]]) -> Problem:
        """Return the problem, given line and column of its offsets."""
        line, column = places[self.offset]
        message = self.message
        if self.earlier is not None:
            # The last one is meant: text from the document, which comes first, may hold anything.
            before, _, after = message.rpartition("{earlier}")
            message = "{}line {}, column {}{}".format(before, *places[self.earlier], after)
        return Problem(message, self.keyword, line=line, column=column, hint=self.hint)


_USE_DOUBLE_QUOTES = 'JSON has text and keys in straight double quotes: "like this"'
_ADD_COMMA = 'put a comma after the value before it; a double quote inside text is written \\"'
_ADD_COMMA = 'put a comma after the value before it; a double quote inside text is written \\"'
_KEY_AND_VALUE = 'write "key": value'
_KEYS = (Expected.KEY, Expected.KEY_OR_CLOSE)
_VALUES = (Expected.VALUE, Expected.VALUE_OR_CLOSE)
_SAID_BETTER_AFTER_THE_END = ("//", "/*", "#", "\ufeff")
_NO_SUCH_NUMBER = "leave the property out where there is no number"

# What stands where something else is expected: the first pattern that matches says what the writer most likely did.
# {0} is the text that matched.
_LIKELY: tuple[tuple[re.Pattern[str], str, str | None], ...] = tuple(
    (re.compile(pattern), message, hint)
    for pattern, message, hint in (
        (r"//|/\*|#|<!--", "A comment stands here, and JSON has no comments.", "remove it, or keep it in a `note`"),
        (r"'", "A single quote stands here.", _USE_DOUBLE_QUOTES),
        (
            "[\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019`]",
            "A quote of another kind stands here: {0}",
            _USE_DOUBLE_QUOTES,
        ),
        (
            r"None\b|NULL\b|Null\b|nil\b|undefined\b",
            "The word {0} stands here, which JSON does not know.",
            "write null",
        ),
        (r"True\b|TRUE\b", "The word {0} stands here, which JSON does not know.", "write true"),
        (r"False\b|FALSE\b", "The word {0} stands here, which JSON does not know.", "write false"),
        (r"[-+]?(?:NaN|nan|NAN)\b", "{0} is no number that can be compared.", _NO_SUCH_NUMBER),
        (r"[-+]?(?:Infinity|infinity|inf|Inf|INF)\b", "{0} is no number that can be compared.", _NO_SUCH_NUMBER),
        (r"-?0[xXoObB]\w*", "The number {0} is not written in decimal digits.", "write it in decimal digits"),
        (r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?", "The date {0} is not in double quotes.", _USE_DOUBLE_QUOTES),
        (r"-?0[0-9][\w.+-]*", "The number {0} begins with a needless zero.", "remove the zeros at its beginning"),
        (r"\+[0-9][\w.+-]*", "The number {0} has a plus sign before it.", "remove the plus sign"),
        (r"[-+]?\.[0-9][\w.+-]*", "The number {0} has no digit before its point.", "write 0 before the point"),
        (
            r"-?[0-9]+\.(?![0-9])[\w.+-]*",
            "The number {0} has no digit after its point.",
            "add a digit or remove the point",
        ),
        (r"-?[0-9]+(?:\.[0-9]+)?[eE][+-]?(?![0-9+-])", "The number {0} has no digit after its e.", None),
        (r"[-+]?[0-9][\w.+-]*", "{0} is not a number as JSON has it.", 'text needs double quotes: "like this"'),
        (r"[-+]", "A sign stands here without a number.", None),
        (r"\ufeff", "A byte order mark (an invisible character) stands inside the document.", "remove it"),
        (r"\x00", "A character with the code 0 stands here.", "save the document as text in UTF-8"),
        (r"[^\S \t\r\n]", "A space of an unusual kind stands here: {0}", "write an ordinary space"),
        (r";", "A semicolon stands here.", "JSON has commas between values"),
        (r"=", "An equals sign stands here.", "JSON has a colon between a key and its value"),
        (r"<", "The sign < stands here; this looks like HTML or XML.", "a proposal is a JSON document"),
        (r"\w[\w.-]*", "The word {0} is not in double quotes.", _USE_DOUBLE_QUOTES),
    )
)
_CODE_PAGE = "cp1252"
_STRING_START = re.compile(r'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+')
_NAMED_CONTROLS = {"\n": ("A line break", "\\n"), "\r": ("A line break", "\\n"), "\t": ("A tab", "\\t")}


def syntax_mistake(text: str, offset: int, expected: Expected, opened: int | None) -> Mistake:
    """Say what is wrong where reading could not go on.

    offset: where the character stands that can't be used; the text's length where it ends too early.
    opened: where the innermost object or list begins that is not closed, or None.
    """
    if offset == len(text):
        return _ends_too_early(text, offset, opened)
    char = text[offset]
    if char == '"' and expected in _KEYS + _VALUES:
        return _broken_string(text, offset)
    if expected is Expected.END and not text.startswith(_SAID_BETTER_AFTER_THE_END, offset):
        return _goes_on(char, offset)
    return _punctuation(text, offset, expected) or _likely(text, offset, expected)


def _punctuation(text: str, offset: int, expected: Expected) -> Mistake | None:
    """Say which comma, colon or quote is missing or needless, where that is clear."""
    char, before = text[offset], _last_before(text, offset)
    begins_value = char in '"{[-' or char.isalnum()
    shown = _shown(text, offset)
    if char in "}]" and text[before] == "," and expected in (Expected.KEY, Expected.VALUE):
        return Mistake(f"A comma stands before the closing `{char}`.", before, hint="remove the comma")
    if expected is Expected.COMMA_OR_CLOSE and begins_value:
        return Mistake(f"A comma is missing before {shown}.", offset, hint=_ADD_COMMA)
    if expected is Expected.COLON and begins_value:
        return Mistake(f"A colon is missing before {shown}.", offset, hint=_KEY_AND_VALUE)
    if expected is Expected.COLON and char in ",}]":
        return Mistake(f"The key before this {shown} has no value.", offset, hint=_KEY_AND_VALUE)
    if expected in _KEYS and char.isalnum():
        return Mistake(f"The key {shown} is not in double quotes.", offset, hint=_USE_DOUBLE_QUOTES)
    if char == ",":
        return Mistake(f"A comma stands where {expected.value} is expected.", offset, hint="remove the comma")
    return None


def _likely(text: str, offset: int, expected: Expected) -> Mistake:
    for pattern, message, hint in _LIKELY:
        if found := pattern.match(text, offset):
            return Mistake(message.replace("{0}", printable(found[0])), offset, hint=hint)
    return Mistake(f"Here stands {_shown(text, offset)} where {expected.value} is expected.", offset)


def wrong_bracket(text: str, offset: int, opened: int) -> Mistake:
    """Say that a bracket closes one of the other kind."""
    message = f"`{text[offset]}` stands here, but `{text[opened]}` was opened last, at {{earlier}}."
    right = "}" if text[opened] == "{" else "]"
    return Mistake(message, offset, earlier=opened, hint=f"write `{right}`, or look for a bracket that is missing")


def duplicate_key(key: str, offset: int, first: int) -> Mistake:
    """Say that a key stands twice in one object."""
    message = f"The key `{printable(key)}` stands twice in one object; it stands first at {{earlier}}."
    return Mistake(message, offset, "duplicate-key", "remove one of the two, or rename it", earlier=first)


def lone_surrogate(escape: str, offset: int) -> Mistake:
    """Say that an escape is half of a character."""
    message = f"The escape {escape} is one half of a character; the other half is missing."
    return Mistake(message, offset, "surrogate", "write the character itself")


def inexact_number(literal: str, offset: int) -> Mistake:
    """Say why a number can't be kept as it is written."""
    shown = printable(literal)
    if not any(mark in literal for mark in ".eE"):
        message = f"The whole number {shown} is out of range."
        return Mistake(message, offset, "number", f"the range is {SMALLEST_WHOLE} to {LARGEST_WHOLE}")
    value = float(literal)
    if abs(value) == float("inf"):
        return Mistake(f"The number {shown} is too large to be kept.", offset, "number")
    message = f"The number {shown} can't be kept exactly; it would become {value!r}."
    return Mistake(message, offset, "number", f"write {value!r} if that is precise enough")


def too_deep(offset: int, limit: int) -> Mistake:
    """Say that too many brackets are inside each other."""
    return Mistake(f"Objects and lists are inside each other more than {limit:,} deep.", offset, "too-deep")


def too_many_nodes(offset: int, limit: int) -> Mistake:
    """Say that the document holds too much."""
    return Mistake(f"The document holds more than {limit:,} values.", offset, "too-many-values")


def encoding_mistake(data: bytes, offset: int, byte_offset: int) -> Mistake:
    """Say why bytes are no UTF-8; `offset` counts characters, `byte_offset` bytes."""
    code = data[byte_offset]
    if wide := _wide_encoding(data):
        return _not_utf_8(f"The document is in {wide}.", offset)
    likely = bytes([code]).decode(_CODE_PAGE, errors="replace")
    sentence = f"The byte 0x{code:02X} that stands here is no UTF-8"
    if likely.isprintable() and likely != "\ufffd":
        sentence += f"; in Windows-1252 it is {likely}"
    return _not_utf_8(f"{sentence}.", offset)


def wide_encoding_mistake(data: bytes) -> Mistake | None:
    """Return the mistake of a document in UTF-16 or UTF-32, some of which are also valid UTF-8, or None."""
    wide = _wide_encoding(data)
    return _not_utf_8(f"The document is in {wide}.", 0) if wide else None


def _not_utf_8(message: str, offset: int) -> Mistake:
    return Mistake(message, offset, "encoding", "save it again with the encoding UTF-8")


def _wide_encoding(data: bytes) -> str | None:
    """Tell UTF-16 and UTF-32 by their byte order mark, or by the zero bytes beside the first ASCII character."""
    start = data[:4]
    if start in (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff") or re.fullmatch(rb"\x00{3}[^\x00]|[^\x00]\x00{3}", start):
        return "UTF-32"
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or re.match(rb"\x00[^\x00]|[^\x00]\x00", start):
        return "UTF-16"
    return None


def _ends_too_early(text: str, offset: int, opened: int | None) -> Mistake:
    if opened is not None:
        message = f"The document ends here, but the `{text[opened]}` at {{earlier}} is not closed."
        return Mistake(message, offset, hint="perhaps the end was lost in copying", earlier=opened)
    return Mistake("The document is empty.", 0, "empty", "a proposal is a JSON document that begins with `{`")


def _broken_string(text: str, start: int) -> Mistake:
    """Say what is wrong inside the text that begins with the quote at `start`."""
    begun = _STRING_START.match(text, start)
    offset = begun.end() if begun else start
    if text[offset:] in ("", "\\"):
        return Mistake("The text that begins here has no closing double quote.", start, hint='add the closing "')
    char = text[offset]
    if char == "\\":
        return _bad_escape(text, offset)
    if char in _NAMED_CONTROLS:
        name, escape = _NAMED_CONTROLS[char]
    else:
        name, escape = "An invisible character", f"\\u{ord(char):04x}"
    hint = f'close the text with " before it, or write {escape} for it'
    return Mistake(f"{name} stands inside text.", offset, hint=hint)


def _bad_escape(text: str, offset: int) -> Mistake:
    if text.startswith("\\u", offset):
        shown = printable(text[offset : offset + 6])
        return Mistake(f"{shown} is no character: \\u is followed by four digits from 0 to 9 and a to f.", offset)
    message = f"A backslash stands before {printable(text[offset + 1])}, which means nothing in JSON."
    return Mistake(message, offset, hint="write \\\\ for a backslash")


def _goes_on(char: str, offset: int) -> Mistake:
    if char in "{[":
        hint = "one file holds one proposal; several, one on each line, belong in a file named .jsonl"
        return Mistake("A second document begins here.", offset, hint=hint)
    return Mistake("The document is over, but the text goes on here.", offset, hint="remove what follows the end")


def _shown(text: str, offset: int) -> str:
    """Return the beginning of what stands at `offset`, for a message."""
    found = re.compile(r'"[^"\n\r]{0,40}+"?|[\w.+-]{1,40}+|.', re.DOTALL).match(text, offset)
    return f"`{printable(found[0] if found else '', 40)}`"


def _last_before(text: str, offset: int) -> int:
    """Return where the last character before `offset` stands that is no white space."""
    return max(len(text[:offset].rstrip(" \t\r\n")) - 1, 0)
