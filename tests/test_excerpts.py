"""The lines around a warning: the right ones, the place marked, long lines cut."""

from __future__ import annotations

import json

import pytest

from checker.excerpts import LONGEST_LINE, excerpt, with_excerpts
from checker.report import Excerpt
from tests.samples import CLEAN, FINDING, WARNED, replace

LINES = ["{", '  "a": "x\\"y",', '  "b": [', "    12.5", "  ]", "}"]


@pytest.mark.parametrize(
    ("line", "column", "marked"),
    [(1, 1, "{"), (2, 8, '"x\\"y"'), (3, 8, "["), (4, 5, "12.5")],
)
def test_the_value_at_the_place_is_marked_and_of_a_list_or_object_its_bracket(
    line: int, column: int, marked: str
) -> None:
    found = excerpt(LINES, line, column)
    shown = found.lines[found.marked]
    assert shown == LINES[line - 1]
    assert shown[found.start : found.end] == marked


def test_the_lines_before_and_after_are_shown_as_far_as_there_are_any() -> None:
    assert excerpt(LINES, 4, 5) == Excerpt(3, ('  "b": [', "    12.5", "  ]"), 1, 4, 8)
    assert excerpt(["1", "2"], 1, 1) == Excerpt(1, ("1", "2"), 0, 0, 1)
    assert excerpt(LINES, 6, 1).lines == ("  ]", "}")


def test_of_an_object_or_list_that_goes_on_below_the_lines_that_follow_are_shown_in_place_of_the_one_before() -> None:
    assert excerpt(LINES, 3, 8) == Excerpt(3, ('  "b": [', "    12.5", "  ]"), 0, 7, 8)
    assert excerpt(["[", '{"a": 1},', "2]"], 2, 1).lines == ("[", '{"a": 1},', "2]")
    assert excerpt(["[", "{", "}]"], 2, 1).lines == ("{", "}]")


def test_of_a_long_line_what_is_near_the_place_is_shown_and_the_mark_stays_where_it_belongs() -> None:
    line = json.dumps({"before": "x" * 1000, "here": 5, "after": "y" * 1000})
    found = excerpt([line], 1, line.index("5") + 1)
    (shown,) = found.lines
    assert len(shown) == LONGEST_LINE
    assert shown.startswith("…") and shown.endswith("…")
    assert shown[found.start : found.end] == "5"


def test_a_value_that_is_longer_than_the_cut_line_is_marked_as_far_as_it_is_shown() -> None:
    found = excerpt(['"' + "x" * 1000 + '"'], 1, 1)
    assert (found.start, found.end) == (0, LONGEST_LINE)


def test_every_warning_of_a_result_gets_its_lines_whatever_ends_them() -> None:
    document = "\ufeff" + "\r\n".join(["[", *["1,"] * 82, " 2,3]"])
    result = with_excerpts(document.encode(), replace(WARNED, warnings=(replace(FINDING, line=84, column=2),)))
    assert result.warnings[0].excerpt == Excerpt(83, ("1,", " 2,3]"), 1, 1, 2)
    assert with_excerpts(b"", CLEAN) is CLEAN
