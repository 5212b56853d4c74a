"""A cause is proven by checking revisions in between; where it can't be, what is near is named and said to be that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from checker.causes import Causes, Certainty
from checker.changes import Revisions
from checker.report import Evidence
from tests.samples import FINDING

OLD = {"a": 1, "b": 1, "c": 1, "d": 1, "concerns": [{"code": "x", "open": True}]}
NEW = {"a": 2, "b": 2, "c": 2, "d": 2, "concerns": [{"code": "x", "open": False}]}
HERE = replace(FINDING, pointer="/concerns/0", because=(Evidence("concern", "/concerns/0"), Evidence("proposal", "")))


def cause(warns: Callable[[Any], bool], *, came: bool, most_checks: int = 600) -> tuple[Certainty, list[str]]:
    """Return the cause where a warning is there if `warns` says so of a revision."""
    causes = Causes(
        Revisions.of(OLD, NEW), lambda document: frozenset(["m"] if warns(document) else []), most_checks=most_checks
    )
    found = causes.of(HERE, "m", came=came)
    return found.certainty, [change.path[-1] for change in found.changes]


def test_one_change_that_is_enough_is_the_cause() -> None:
    assert cause(lambda one: one["b"] == 2, came=True) == (Certainty.ALONE, ["b"])
    assert cause(lambda one: one["b"] == 1, came=False) == (Certainty.ALONE, ["b"])


def test_each_of_several_changes_that_are_enough_is_named() -> None:
    assert cause(lambda one: 2 in (one["a"], one["d"]), came=True) == (Certainty.ALONE, ["a", "d"])


def test_changes_that_are_needed_together_are_the_cause_and_no_other() -> None:
    assert cause(lambda one: one["a"] == one["c"] == 2, came=True) == (Certainty.TOGETHER, ["a", "c"])
    assert cause(lambda one: not one["b"] == one["c"] == one["d"] == 2, came=False) == (
        Certainty.TOGETHER, ["b", "c", "d"],
    )  # fmt: skip


def test_without_a_look_only_changes_where_the_warning_looks_are_named() -> None:
    found = Causes(Revisions.of(OLD, NEW), None).of(HERE, "m", came=True)
    assert (found.certainty, [change.path for change in found.changes]) == (
        Certainty.NEARBY, [("concerns", "x", "open")],
    )  # fmt: skip


def test_when_too_many_checks_would_be_needed_nothing_is_called_proven() -> None:
    assert cause(lambda one: one["b"] == 2, came=True, most_checks=3)[0] is Certainty.NEARBY


def test_what_the_documents_do_not_explain_is_not_called_proven() -> None:
    """The warning is there, or not, in both: other rules or another day made the difference."""
    assert cause(lambda one: True, came=True)[0] is Certainty.NEARBY
    assert cause(lambda one: False, came=True)[0] is Certainty.NEARBY


def test_a_revision_that_can_not_be_checked_proves_nothing() -> None:
    """The warning of a proposal that is invalid in between has not gone."""
    look = Causes(
        Revisions.of(OLD, NEW), lambda one: None if one["a"] == 2 != one["b"] else frozenset("m" * (one["b"] == 1))
    )
    found = look.of(HERE, "m", came=False)
    assert [change.path for change in found.changes] == [("b",)]


def test_where_nothing_changed_and_where_nothing_is_near_no_cause_is_named() -> None:
    assert Causes(Revisions.of(OLD, OLD), None).of(HERE, "m", came=True).certainty is Certainty.UNKNOWN
    whole = replace(HERE, pointer="", because=())
    assert Causes(Revisions.of(OLD, NEW), None).of(whole, "m", came=True).certainty is Certainty.UNKNOWN
