"""Text on a terminal: harmless whatever it holds, measured in columns, wrapped with a hanging indent."""

from __future__ import annotations

import re
from unicodedata import category, combining, east_asian_width

# The joiners of emoji and of several scripts; every other format character is shown as an escape.
_HARMLESS_FORMAT = frozenset("\u200c\u200d")
_SHOWN_AS_ESCAPE = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})
_WITHOUT_WIDTH = frozenset({"Mn", "Me", "Cf"})
_PLAIN = re.compile(r"[ -~]*\Z")
_SHORT_ESCAPES = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def harmless(text: str) -> str:
    """Escape what could move the cursor, forge a line or turn the reading direction: "\\x1b", "\\u202e"."""
    if _PLAIN.match(text):
        return text
    return "".join(_harmless(character) for character in text)


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
    """Cut a word into pieces of at most `room` columns."""
    if width(word) <= room:
        return [word]
    pieces = [""]
    for character in word:
        if width(pieces[-1]) + _columns(character) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _harmless(character: str) -> str:
    if category(character) not in _SHOWN_AS_ESCAPE or character in _HARMLESS_FORMAT:
        return character
    code = ord(character)
    if code < 0x100:
        return _SHORT_ESCAPES.get(character) or f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _columns(character: str) -> int:
    if combining(character) or category(character) in _WITHOUT_WIDTH or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
