"""Where an answer is written, in words."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from checker.letters.places import Places
from checker.rulebook.answers import Answer
from tests.samples import FINDING

PROPOSAL = {
    "list": [{"name": "A\n  b", "id": "a"}, {"id": "b"}, {"code": "c"}, {"x": 1}, "text", *[{}] * 6],
    "one": {"two": {"three": None}},
}
PLACES = Places(json.dumps(PROPOSAL, indent=2).encode(), PROPOSAL, first_line=100)


def where(pointer: str, *answers: Answer) -> str:
    return PLACES.of(replace(FINDING, pointer=pointer, line=7), answers)


@pytest.mark.parametrize(
    ("pointer", "words"),
    [
        ("/list/0", "`list`, first entry (A b), line 7"),
        ("/list/1", "`list`, second entry (b), line 7"),
        ("/list/2", "`list`, third entry (c), line 7"),
        ("/list/3/x", "`list`, fourth entry, `x`, line 7"),
        ("/list/4", "`list`, fifth entry (text), line 7"),
        ("/list/10", "`list`, entry 11, line 7"),
        ("/one/two", "`one.two`, line 7"),
    ],
)
def test_an_entry_of_a_list_is_called_by_its_place_and_its_name(pointer: str, words: str) -> None:
    assert where(pointer) == words


def test_what_is_missing_inside_is_named_after_the_place() -> None:
    assert where("/list/1", Answer(("x", "y"), inside=True), Answer(("z",), inside=True)) == (
        "`list`, second entry (b), line 7: `x.y` or `z`"
    )


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("one", "two"), "`one.two` (line 124)"),
        (("one", "two", "three"), "`one.two.three` (to be added, line 124)"),
        (("one", "four", "five"), "`one.four.five` (to be added, line 123)"),
        (("six", "seven"), "`six.seven` (to be added)"),
    ],
)
def test_what_is_missing_elsewhere_is_named_with_the_line_of_what_is_there_already(
    path: tuple[str, ...], words: str
) -> None:
    assert PLACES.of(replace(FINDING, pointer=""), [Answer(path)]) == words


def test_where_nothing_says_where_it_is_left_to_the_proposers() -> None:
    assert where("") == "where it fits best"
