"""Revisions are aligned by what things are, and each revision in between has exactly the changes that it is said to."""

from __future__ import annotations

import copy
import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.changes import Change, Kind, Revisions, partners
from checker.pointer import resolve
from tests.proposals import random_proposal, reordered

OLD: dict[str, Any] = {
    "title": "A", "staff": 1, "open": True,
    "partners": [{"id": "a", "name": "A", "roles": ["user", "provider"]}, {"id": "b", "name": "B"}],
    "leads": [{"name": "Rosa", "partner": "a"}, {"name": "Jonas"}],
}  # fmt: skip
ROLES = "/partners/0/roles"


def without_order(value: Any) -> str:
    """Return what is the same for the same content, whatever the order of lists and properties; 0 and 0.0 are one."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(float(value))
    if isinstance(value, dict):
        return "{" + ",".join(sorted(f"{json.dumps(name)}:{without_order(one)}" for name, one in value.items())) + "}"
    return "[" + ",".join(sorted(map(without_order, value))) + "]" if isinstance(value, list) else json.dumps(value)


def changed(**properties: Any) -> list[Change]:
    return Revisions.of(OLD, {**copy.deepcopy(OLD), **properties}).changes


def test_nothing_changed_between_a_document_and_itself_in_another_order() -> None:
    assert Revisions.of(OLD, reordered(OLD, Random(1))).changes == []


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"title": "B"}, (Kind.CHANGED, ("title",), "/title", "/title", "A", "B")),
        ({"note": [1]}, (Kind.ADDED, ("note",), "/note", "/note", None, [1])),
        ({"open": 1}, (Kind.CHANGED, ("open",), "/open", "/open", True, 1)),
        (
            {"leads": OLD["leads"][1:]},
            (Kind.REMOVED, ("leads", "Rosa"), "/leads/0", "/leads/-", OLD["leads"][0], None),
        ),
        (
            {"partners": [{"id": "c"}, *OLD["partners"]]},
            (Kind.ADDED, ("partners", "c"), "/partners/-", "/partners/0", None, {"id": "c"}),
        ),
        (
            {"partners": [{"id": "b", "name": "New"}, OLD["partners"][0]]},
            (Kind.CHANGED, ("partners", "b", "name"), "/partners/1/name", "/partners/0/name", "B", "New"),
        ),
        (
            {"partners": [{**OLD["partners"][0], "roles": ["provider"]}, OLD["partners"][1]]},
            (
                Kind.REMOVED,
                ("partners", "a", "roles", "user"),
                "/partners/0/roles/0",
                "/partners/0/roles/-",
                "user",
                None,
            ),
        ),
    ],
)
def test_a_change_is_told_where_it_is(properties: dict[str, Any], expected: tuple[Any, ...]) -> None:
    assert [(one.kind, one.path, one.old, one.new, one.before, one.after) for one in changed(**properties)] == [
        expected
    ]


def test_only_the_chosen_changes_are_made() -> None:
    revisions = Revisions.of(OLD, {**OLD, "title": "B", "staff": 2, "leads": []})
    assert [change.path[0] for change in revisions.changes] == ["title", "staff", "leads", "leads"]
    assert revisions.between([]) == OLD
    assert revisions.between([1, 2]) == {**OLD, "staff": 2, "leads": OLD["leads"][1:]}


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.data())
def test_with_no_change_it_is_the_old_revision_and_with_all_the_new_one(first: int, second: int, data: Any) -> None:
    """But for the order of lists, for any two proposals; and what a change says is what the revisions hold."""
    old, new = random_proposal(Random(first)), random_proposal(Random(second))
    revisions = Revisions.of(old, new)
    assert revisions.between(frozenset()) == old
    everything = range(len(revisions.changes))
    assert without_order(revisions.between(frozenset(everything))) == without_order(new)
    for change in revisions.changes:
        if change.kind is not Kind.ADDED:
            assert resolve(old, change.old) == change.before
        if change.kind is not Kind.REMOVED:
            assert resolve(new, change.new) == change.after
    chosen = data.draw(st.sets(st.sampled_from(everything))) if everything else set()
    json.dumps(revisions.between(chosen))


def test_ten_thousand_items_are_aligned_without_comparing_each_with_each() -> None:
    """A hostile list would take minutes otherwise; here each item is looked at a few times."""
    looked = 0

    def key(item: int) -> int:
        nonlocal looked
        looked += 1
        return item

    items = list(range(10_000))
    assert partners(items, items[::-1], key)[0] == 9_999
    assert looked == 20_000
