"""The lines of a document around a place, with their numbers, the place underlined.

Measured in columns of a terminal: tabs are filled up with spaces, wide characters take two, and what would disturb a
terminal is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checker.report import Excerpt
from checker.reporters.display import harmless_characters, width
from checker.reporters.text_parts import COLORS, MARGIN, Writer
from checker.rulebook.model import Severity

TAB = 4
"""Columns between two tab stops."""

_ELLIPSIS = "…"
_NARROWEST = 8


def excerpt_lines(excerpt: Excerpt, severity: Severity, writer: Writer) -> Iterator[str]:
    """Yield the lines of an excerpt, each at most as wide as the report."""
    digits = len(str(excerpt.first + len(excerpt.lines) - 1))
    room = max(_NARROWEST, writer.width - len(MARGIN) - digits - 3)
    for number, text in enumerate(excerpt.lines):
        marked = number == excerpt.marked
        line = _fitting(text, room, (excerpt.start, excerpt.end) if marked else (0, 0))
        gutter = writer.styled(f"{MARGIN}{excerpt.first + number:{digits}} |", dim=True)
        yield f"{gutter} {line.text}".rstrip()
        if marked:
            gutter = writer.styled(f"{MARGIN}{'':{digits}} |", dim=True)
            mark = writer.styled("^" * line.marked, fg=COLORS[severity], bold=True)
            yield f"{gutter} {' ' * line.before}{mark}"


@dataclass(frozen=True, slots=True)
class _Line:
    """What is shown of a line, the columns before its mark, and those of the mark itself."""

    text: str
    before: int
    marked: int


def _fitting(text: str, room: int, mark: tuple[int, int]) -> _Line:
    """Return as much of a line as has room, with the marked characters (from, to) in it."""
    cells = _cells(text)
    widths = [width(cell) for cell in cells]
    start, end = mark
    first, last = 0, len(cells)
    past_the_end = start == end == len(cells)  # where the mark needs a column of its own
    if sum(widths) + past_the_end > room:
        first, last = _window(widths, start, end, room)
    start, end = max(first, min(start, last)), max(first, min(end, last))
    before = (1 if first else 0) + sum(widths[first:start])
    shown = f"{_ELLIPSIS if first else ''}{''.join(cells[first:last])}{_ELLIPSIS if last < len(cells) else ''}"
    return _Line(shown, before, max(1, sum(widths[start:end])))


def _window(widths: list[int], start: int, end: int, room: int) -> tuple[int, int]:
    """Return from which character to which a line is shown that is too long: the mark, and what is before it."""
    room -= 2  # for the ellipses
    needed = min(sum(widths[start:end]), room)
    first, before = start, 0
    limit = max(room // 4, 0) if sum(widths[start:]) > room - room // 4 else room - sum(widths[start:])
    while first > 0 and before + widths[first - 1] <= min(limit, room - needed):
        first -= 1
        before += widths[first]
    last, used = first, 0
    while last < len(widths) and used + widths[last] <= room:
        used += widths[last]
        last += 1
    while first < start and widths[first] == 0:
        first += 1  # a mark over a letter that is cut off
    return first, last


def _cells(text: str) -> list[str]:
    """Return what each character is shown as."""
    cells: list[str] = []
    column = 0
    for character, shown in zip(text, harmless_characters(text), strict=True):
        cell = " " * (TAB - column % TAB) if character == "\t" else shown
        cells.append(cell)
        column += width(cell)
    return cells
