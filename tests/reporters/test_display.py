"""Text on a terminal: escaped, measured, wrapped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.reporters.display import harmless, padded, width, wrap
from tests.reporters.runner import OLDER_COMMAND, commands


@pytest.mark.parametrize(
    ("text", "shown"),
    [  # with a word in Persian, which needs its joiner
        ("plain text", "plain text"),
        ("Behörde 交通 👩\u200d🔬 e\u0301 می\u200cشود\u00a0x", "Behörde 交通 👩\u200d🔬 e\u0301 می\u200cشود\u00a0x"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x1b[2J\x07\x9b", r"\u001b[2J\u0007\u009b"),
        ("\u202eevil\u2066", r"\u202eevil\u2066"),
        ("\u2028\u2029\ufeff", r"\u2028\u2029\ufeff"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_only_what_could_disturb_a_terminal_is_escaped(text: str, shown: str) -> None:
    assert harmless(text) == shown


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("交通", 4), ("e\u0301", 1), ("한", 2), ("👍", 2), ("", 0)])
def test_width_counts_columns_and_not_characters(text: str, columns: int) -> None:
    assert width(text) == columns
    assert padded(text, 6) == text + " " * (6 - columns)


def test_lines_break_between_words_and_hang_under_the_first() -> None:
    assert wrap("one two three four", 11, first="1. ") == ["1. one two", "   three", "   four"]


def test_a_word_wider_than_the_line_is_cut() -> None:
    assert wrap("交通交通交", 6, first="> ", rest="> ") == ["> 交通", "> 交通", "> 交"]


@given(st.text(max_size=80).map(harmless), st.integers(8, 60))
def test_no_line_is_wider_than_asked_for_and_nothing_but_spaces_gets_lost(text: str, columns: int) -> None:
    lines = wrap(text, columns, first="12. ")
    assert all(width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == "12." + text.replace(" ", "")


@given(st.text(max_size=40))
def test_whatever_is_shown_stays_on_its_line(text: str) -> None:
    assert len(harmless(text).splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error file=a::b", ": :error file=a::b"),
        ("a ::stop-commands::x", "a : :stop-commands::x"),
        ("##[error]a ##vso[a] ##teamcity[a]", "# #[error]a # #vso[a] # #teamcity[a]"),
        ("std::vector ::1 ## [a] #1", "std::vector ::1 ## [a] #1"),
    ],
)
def test_what_a_ci_system_obeys_is_taken_apart(text: str, shown: str) -> None:
    assert harmless(text) == shown
    assert harmless(shown) == shown


@given(st.text("a:# [\u00a0\n", max_size=80), st.integers(1, 12))
def test_no_line_is_a_command_however_it_is_broken(text: str, columns: int) -> None:
    log = "\n".join(wrap(harmless(f"::a {text}::b ::"), columns + 3))
    assert commands(log)[0] == []
    assert not OLDER_COMMAND.search(log)
