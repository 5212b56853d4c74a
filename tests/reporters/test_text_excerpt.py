"""The lines of a document on a terminal: numbered, underlined in the right columns, never wider than asked for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.report import Excerpt
from checker.reporters import Options
from checker.reporters.display import width
from checker.reporters.text_excerpt import excerpt_lines
from checker.reporters.text_parts import Writer
from checker.rulebook.model import Severity


def shown(text: str, start: int, end: int, columns: int = 80, first: int = 7) -> tuple[str, str]:
    """Return a line and what is below it, without the margin."""
    lines = list(excerpt_lines(Excerpt(first, (text,), 0, start, end), Severity.HIGH, Writer(Options(width=columns))))
    line, mark = lines
    return line.partition("| ")[2], mark.partition("| ")[2]


def test_lines_have_their_numbers_and_the_place_is_underlined() -> None:
    excerpt = Excerpt(99, ('"a": [', '  "here",', ""), 1, 2, 8)
    assert list(excerpt_lines(excerpt, Severity.HIGH, Writer(Options()))) == [
        '      99 | "a": [',
        '     100 |   "here",',
        "         |   ^^^^^^",
        "     101 |",
    ]


@pytest.mark.parametrize(
    ("text", "start", "end", "line", "mark"),
    [
        ('\t"a"', 1, 4, '    "a"', "    ^^^"),
        ('ab\t"a"', 3, 6, 'ab  "a"', "    ^^^"),
        ('"交通": "区"', 6, 9, '"交通": "区"', "        ^^^^"),
        ('"👩": 5', 5, 6, '"👩": 5', "      ^"),
        ('"e\u0301": 5', 6, 7, '"e\u0301": 5', "     ^"),
        ("x\x1b[2J\u202e5", 6, 7, r"x\u001b[2J\u202e5", "                ^"),
        ("ab", 2, 2, "ab", "  ^"),
    ],
    ids=["tab", "tab-stop", "wide", "emoji", "combining", "escaped", "end-of-line"],
)
def test_the_mark_stands_below_its_characters_whatever_is_before_them(
    text: str, start: int, end: int, line: str, mark: str
) -> None:
    assert shown(text, start, end) == (line, mark)


@pytest.mark.parametrize("first", [7, 99, 1000])
def test_a_line_may_be_as_wide_as_the_terminal_and_is_cut_only_beyond(first: int) -> None:
    margin = len(f"     {first} | ")
    line, _ = shown("x" * (80 - margin), 0, 1, first=first)
    assert line == "x" * (80 - margin)
    longer, _ = shown("x" * (80 - margin + 1), 0, 1, first=first)
    assert longer.endswith("x…") and len(longer) <= 80 - margin


def test_a_line_without_room_is_cut_around_its_mark() -> None:
    text = f'{{"before": "{"x" * 100}", "here": "5", "after": "{"y" * 100}"}}'
    start = text.index('"5"')
    line, mark = shown(text, start, start + 3, columns=50)
    assert line.startswith("…") and line.endswith("…")
    assert line[mark.index("^") : mark.index("^") + 3] == '"5"'
    assert mark.count("^") == 3


def test_at_the_end_of_a_long_line_as_much_as_has_room_is_shown_before_the_mark() -> None:
    line, mark = shown("x" * 100 + "5", 100, 101, columns=50)
    assert line.startswith("…xx") and line.endswith("x5")
    assert line.index("5") == mark.index("^")
    assert width(line) >= 35


def test_the_mark_of_a_value_without_room_is_as_wide_as_what_is_shown_of_it() -> None:
    line, mark = shown(f'"{"交" * 100}"', 0, 102, columns=50)
    assert line.endswith("…")
    assert mark == "^" * (width(line) - 1)


@settings(max_examples=300)
@given(st.text(max_size=120), st.integers(0, 120), st.integers(0, 120), st.integers(40, 100))
def test_no_line_is_wider_than_asked_for_and_nothing_unsafe_is_shown(text: str, one: int, two: int, room: int) -> None:
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    excerpt = Excerpt(1, (text, text), 0, start, end)
    lines = list(excerpt_lines(excerpt, Severity.LOW, Writer(Options(width=room))))
    assert len(lines) == 3
    assert all(width(line) <= room and len(line.splitlines()) == 1 for line in lines)
    assert "^" in lines[1]
