"""Which changes of a proposal made a warning come or go.

A cause is proven where that is possible: revisions with some of the changes are checked, until the fewest are found
that make the warning come or go. Where it is not (the documents are not at hand, other rules, too many checks), the
changes near the places that the warning rests on are named instead, and said to be no more than that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from checker.changes import Change, Revisions
from checker.report import Finding

MOST_CHECKS = 600
"""How many revisions in between are checked to find the causes of all warnings of a proposal."""

Mark: TypeAlias = str
"""What a warning is known by in both revisions."""

Look: TypeAlias = Callable[[Any], frozenset[Mark] | None]
"""Checks a revision and returns the marks of its warnings; None where it can't be checked."""


class Certainty(StrEnum):
    """How a cause is known.

    ALONE: each of the changes, by itself, is enough. TOGETHER: all of them are needed, and no other.
    NEARBY: the changes are where the warning looks, which proves nothing. UNKNOWN: there is nothing to name.
    """

    ALONE = "alone"
    TOGETHER = "together"
    NEARBY = "nearby"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Cause:
    """The changes that made a warning come or go, in the order of the document."""

    certainty: Certainty
    changes: tuple[Change, ...] = ()


class Causes:
    """Finds causes of the warnings that came or went between two revisions of one proposal."""

    def __init__(self, revisions: Revisions, look: Look | None, most_checks: int = MOST_CHECKS) -> None:
        """look: None where nothing can be checked."""
        self._revisions = revisions
        self._look = look
        self._left = most_checks
        self._seen: dict[frozenset[int], frozenset[Mark] | None] = {}
        self._all = frozenset(change.number for change in revisions.changes)

    def of(self, finding: Finding, mark: Mark, *, came: bool) -> Cause:
        """Return the cause why a warning came, or went. finding: as it is in the revision that has it."""
        if not self._all:
            return Cause(Certainty.UNKNOWN)
        try:
            proven = self._proven(mark, came)
        except _TooMany:
            proven = None
        return proven or self._nearby(finding, came)

    def _proven(self, mark: Mark, came: bool) -> Cause | None:
        if self._look is None or self._shows(frozenset(), mark, came) or not self._shows(self._all, mark, came):
            return None
        alone = [number for number in sorted(self._all) if self._shows(frozenset([number]), mark, came)]
        if alone:
            return Cause(Certainty.ALONE, self._named(alone))
        return Cause(Certainty.TOGETHER, self._named(self._fewest(mark, came)))

    def _fewest(self, mark: Mark, came: bool) -> frozenset[int]:
        """Leave out as many changes as possible, half of them at first, then smaller parts, at last one by one."""
        needed = self._all
        size = len(needed) // 2
        while size:
            numbers = sorted(needed)
            for start in range(0, len(numbers), size):
                fewer = needed - frozenset(numbers[start : start + size])
                if fewer and self._shows(fewer, mark, came):
                    needed = fewer
            size //= 2
        return needed

    def _shows(self, chosen: frozenset[int], mark: Mark, came: bool) -> bool:
        """Whether the warning has come, or gone, in the revision with these changes."""
        if chosen not in self._seen:
            if not self._left:
                raise _TooMany
            self._left -= 1
            assert self._look is not None
            self._seen[chosen] = self._look(self._revisions.between(chosen))
        marks = self._seen[chosen]
        return marks is not None and (mark in marks) == came

    def _nearby(self, finding: Finding, came: bool) -> Cause:
        """Return the changes at, inside or around the places that a warning rests on, but for the whole proposal."""
        looked_at = (finding.pointer, *(evidence.pointer for evidence in finding.because))
        places = {place for place in looked_at if place}
        near = [
            change.number
            for change in self._revisions.changes
            if any(_overlap(change.new if came else change.old, place) for place in places)
        ]
        return Cause(Certainty.NEARBY, self._named(near)) if near else Cause(Certainty.UNKNOWN)

    def _named(self, numbers: Iterable[int]) -> tuple[Change, ...]:
        return tuple(self._revisions.changes[number] for number in sorted(numbers))


class _TooMany(Exception):
    """No more revisions are checked."""


def _overlap(one: str, other: str) -> bool:
    """Whether a JSON Pointer leads to the same value as another, into it, or around it."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")
