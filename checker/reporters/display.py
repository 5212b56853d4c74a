"""Text on a terminal: harmless whatever it holds, measured in columns, wrapped with a hanging indent."""

from __future__ import annotations

import re
from unicodedata import category, combining, east_asian_width

from checker.quoting import escaped

# The joiners of emoji and of several scripts; every other format character is shown as an escape.
_HARMLESS_FORMAT = frozenset("\u200c\u200d")
_SHOWN_AS_ESCAPE = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})
_WITHOUT_WIDTH = frozenset({"Mn", "Me", "Cf"})
_PLAIN = re.compile(r"[ -~]*\Z")
# What CI systems obey in a log: `::name::` where a line begins, and any text may come to stand there (GitHub, Gitea);
# `##[name]` (GitHub), `##vso[name]` (Azure) and `##teamcity[name]` wherever they stand.
_COMMAND = re.compile(r"(?<!\S):(?=:[A-Za-z])|#(?=#\w*\[)")


def harmless(text: str) -> str:
    """Escape what could move the cursor, forge a line or turn the reading direction: "\\u001b", "\\u202e".

    What a CI system could take for a command in its log is taken apart by a space: ": :error::", "# #[error]".
    """
    if _PLAIN.match(text) and "::" not in text and "##" not in text:
        return text
    return "".join(harmless_characters(text))


def harmless_characters(text: str) -> list[str]:
    """Return what `harmless` makes of each character."""
    shown = [_harmless(character) for character in text]
    for command in _COMMAND.finditer(text):
        shown[command.start()] += " "
    return shown


def width(text: str) -> int:
    """Return how many columns a terminal needs for `text` (which is harmless)."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def padded(text: str, columns: int) -> str:
    """Fill up with spaces to a width."""
    return text + " " * max(0, columns - width(text))


def shortened(text: str, columns: int) -> str:
    """Return harmless text on one line of at most `columns`, an ellipsis in place of what has no room."""
    if width(text) <= columns:
        return text
    kept = text[:columns]
    while width(kept) > columns - 1:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def wrap(text: str | list[str], columns: int, *, first: str = "", rest: str | None = None) -> list[str]:
    """Break harmless text into lines of at most `columns`, led by `first`, then by `rest` (default: as many spaces).

    text: or its words, which may hold spaces. Only a single word that is wider than a line is broken inside.
    """
    following = " " * width(first) if rest is None else rest
    room = max(1, columns - max(width(first), width(following)))
    lines, used = [""], 0
    for word in text.split(" ") if isinstance(text, str) else text:
        for piece in _pieces(word, room):
            needed = width(piece)
            if not lines[-1]:
                lines[-1], used = piece, needed
            elif used + 1 + needed <= room:
                lines[-1] += f" {piece}"
                used += 1 + needed
            else:
                lines.append(piece)
                used = needed
    return [f"{following if number else first}{line}".rstrip(" ") for number, line in enumerate(lines)]


def _pieces(word: str, room: int) -> list[str]:
    """Cut a word into pieces of at most `room` columns; none begins with `::`, which would make a command of it."""
    if width(word) <= room:
        return [word]
    pieces = [""]
    for position, character in enumerate(word):
        if width(pieces[-1]) + _columns(character) > room:
            pieces.append("")
            if word.startswith("::", position) and len(pieces[-2]) > 1:
                pieces[-2:] = pieces[-2][:-1], pieces[-2][-1]
        pieces[-1] += character
    return pieces


def _harmless(character: str) -> str:
    is_harmless = category(character) not in _SHOWN_AS_ESCAPE or character in _HARMLESS_FORMAT
    return character if is_harmless else escaped(character)


def _columns(character: str) -> int:
    if combining(character) or category(character) in _WITHOUT_WIDTH or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
