"""How messages quote what comes from a document: printable and cut; and how a character is written that is not shown.

A document may hold control characters, characters that change the direction of reading, or megabytes.
"""

from __future__ import annotations

from collections.abc import Mapping

QUOTED_LENGTH = 60
_SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
ENDLESS_NUMBER = "a number of more than 30 digits"


def printable(text: str, limit: int = QUOTED_LENGTH) -> str:
    """Return the text cut to `limit` characters, with everything that can't be seen written as an escape."""
    pieces: list[str] = []
    length = 0
    for character in text[: limit + 1]:
        piece = character if character.isprintable() else escaped(character)
        length += len(piece)
        if length > limit:
            return "".join(pieces) + "…"
        pieces.append(piece)
    return "".join(pieces)


def escaped(character: str) -> str:
    """Return the escape that TOML has for a character; JSON has the same, save that it writes those above FFFF as two.

    https://toml.io/en/v1.0.0#string
    """
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def name(word: object) -> str:
    """Return a name, or one of the values of a fixed choice, between backticks."""
    return f"`{printable(str(word))}`"


def value(anything: object) -> str:
    """Return a JSON value as it is spoken of: the text "yes", the number 5, true, a list."""
    if isinstance(anything, str):
        return f'the text "{printable(anything)}"'
    if isinstance(anything, bool):
        return "true" if anything else "false"
    if isinstance(anything, (int, float)):
        digits = number(anything)
        return digits if digits == ENDLESS_NUMBER else f"the number {digits}"
    if anything is None:
        return "null"
    return "a list" if isinstance(anything, list) else "an object" if isinstance(anything, Mapping) else "no JSON value"


def choice(anything: object) -> str:
    """Return a value that stands beside the values of a fixed choice."""
    return name(anything) if isinstance(anything, str) else value(anything)


def number(figure: float) -> str:
    """Return a number in digits, as long as a person can read them."""
    return ENDLESS_NUMBER if isinstance(figure, int) and abs(figure) >= 10**30 else str(figure)


def listed(words: list[str]) -> str:
    """Return words joined as in a sentence: a, b or c."""
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def counted(amount: int, noun: str) -> str:
    """Return how many there are of something: 1 item, 2 items, 2 properties, 2 days."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeiou" else f"{noun}s"
    return f"{amount} {noun if amount == 1 else plural}"


def called(path: list[str | int], noun: str | None = None) -> str:
    """Return how to call the value at a path: the document, `leadership`, partner 2, item 3 of `roles`."""
    if not path:
        return "the document"
    last = path[-1]
    if not isinstance(last, int):
        return name(last)
    return f"{noun} {last + 1}" if noun else f"item {last + 1} of {called(path[:-1])}"
