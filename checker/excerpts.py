"""The lines of a document around each warning, for reports that show them."""

from __future__ import annotations

import re
from dataclasses import replace

from checker.report import Excerpt, ProposalResult

LINES_AROUND = 1
"""Lines that are shown before and after the one with the place."""

LONGEST_LINE = 160
"""Characters that are shown of one line."""

_LINE_END = re.compile(r"\r\n|\n|\r")
_VALUE = re.compile(r'"(?:[^"\\]|\\.)*"?|[^\s,:\[\]{}"]+|.')


def with_excerpts(document: bytes, result: ProposalResult) -> ProposalResult:
    """Return the result of a document with an excerpt for each of its warnings."""
    if not result.warnings:
        return result
    lines = _LINE_END.split(document.decode("utf-8-sig"))
    return replace(
        result,
        warnings=tuple(
            replace(finding, excerpt=excerpt(lines, finding.line, finding.column)) for finding in result.warnings
        ),
    )


def excerpt(lines: list[str], line: int, column: int) -> Excerpt:
    """Return the lines around a place; `line` and `column` count from 1 and are in the text.

    Marked is the value that begins at the place, of an object or a list only the bracket that opens it. Where its line
    ends with the bracket, the lines that follow say more of it than the one before.
    """
    start = column - 1
    opens = lines[line - 1][start:].rstrip() in ("{", "[")
    first = line if opens else max(1, line - LINES_AROUND)
    around = lines[first - 1 : line + (2 if opens else 1) * LINES_AROUND]
    marked = line - first
    value = _VALUE.match(around[marked], start)
    end = value.end() if value else start
    text, start, end = _cut_around(around[marked], start, end)
    shown = [text if number == marked else _cut(one) for number, one in enumerate(around)]
    return Excerpt(first, tuple(shown), marked, start, end)


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


def _cut_around(line: str, start: int, end: int) -> tuple[str, int, int]:
    """Return what is shown of a long line, and the marked part of that."""
    if len(line) <= LONGEST_LINE:
        return line, start, end
    begin = max(0, min(start - LONGEST_LINE // 4, len(line) - LONGEST_LINE))
    text = line[begin : begin + LONGEST_LINE]
    if begin > 0:
        text = f"…{text[1:]}"
    if begin + LONGEST_LINE < len(line):
        text = f"{text[:-1]}…"
    return text, start - begin, min(end - begin, LONGEST_LINE)
