"""What would clear a warning: the smallest sets of changes after which it is gone, each tried out.

The changes come from the conditions of the rule (spoil.py). Sets are tried in the order of their size: one change, then
two, and so on; where a set is not enough, it is followed by what spoils the match that is left. A set counts where the
proposal stays valid, the warning is gone and has not come back under another name, and no graver one has come.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count, islice, product
from typing import Any

import orjson

from checker.explain.case import Case
from checker.explain.changes import Change, Sort
from checker.explain.fulfil import Plan
from checker.explain.guide import Guide
from checker.explain.spoil import Spoil, standing
from checker.patch import patched
from checker.report import Finding, Json, ProposalResult, Status

MOST_CHANGES = 4
"""Changes in one set, of those that are searched for systematically."""

MOST_TRIALS = 250
"""Checks that are made for one warning before the search for smaller sets is given up."""

MOST_BYTES = 1_500_000
"""Bytes that are checked for that at most: fewer trials of large proposals, but never fewer than _FEWEST_TRIALS."""

MOST_WAYS = 5
"""Sets that are told."""

_FEWEST_TRIALS = 12
_MOST_STEPS = 40
_NAME = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Way:
    """A verified way to clear a warning.

    changes: in the order in which they are made. alternatives: other values that do as well in the place of the one
    that is set, where a single change sets a value. brings: the warnings, none graver, that come with it.
    """

    changes: tuple[Change, ...]
    alternatives: tuple[str, ...] = ()
    brings: tuple[Finding, ...] = ()

    @property
    def patch(self) -> list[Json]:
        """The JSON Patch (RFC 6902) that makes the changes."""
        return [operation for change in self.changes for operation in change.operations]

    @property
    def advised(self) -> bool:
        """Whether the advice of the rule speaks of all of it."""
        return _is_advised(self.changes)

    def as_json(self) -> Json:
        return {
            "changes": [change.text for change in self.changes],
            "advised": self.advised,
            "alternatives": list(self.alternatives),
            "brings": [
                {"rule": one.rule, "severity": one.severity.value, "message": one.message} for one in self.brings
            ],
            "patch": self.patch,
        }


@dataclass(frozen=True, slots=True)
class Clearing:
    """How a warning can be cleared.

    ways: the smallest sets, what the advice speaks of first; none where no set of such changes clears it. Where the
    advice speaks of none of the smallest, the smallest ones of those that it speaks of are there too.
    left_out: how many more sets there are. smallest: whether it is sure that no smaller set would do.
    trials: how many checks that took.
    """

    finding: Finding
    ways: tuple[Way, ...]
    left_out: int = 0
    smallest: bool = True
    trials: int = 0

    def as_json(self) -> Json:
        return {"ways": [way.as_json() for way in self.ways], "left_out": self.left_out, "smallest": self.smallest}


def clear(
    case: Case, finding: Finding, guide: Guide, *, most_trials: int = MOST_TRIALS, enough: int | None = None
) -> Clearing:
    """Return how a warning of a case can be cleared.

    most_trials: checks before the search for smaller sets is given up. enough: sets after which it ends (None: all).
    """
    return _Search(case, finding, guide, most_trials).run(enough)


@dataclass(frozen=True, slots=True)
class _State:
    """A proposal after some changes, and what the check says of it then."""

    document: Any
    result: ProposalResult
    changes: tuple[Change, ...] = ()


class _Search:
    def __init__(self, case: Case, finding: Finding, guide: Guide, most_trials: int) -> None:
        self._case = case
        self._finding = finding
        self._guide = guide
        affordable = max(_FEWEST_TRIALS, MOST_BYTES // len(case.document))
        self._most_trials = self._trials_left = min(most_trials, affordable)
        self._trials = 0
        self._before = {one.fingerprint for one in case.result.warnings}
        self._words = _names(finding)
        self._sort = Sort.REMOVE
        self._advised = False
        self._seen: set[bytes] = set()

    def run(self, enough: int | None) -> Clearing:
        """Search without taking anything away or calling anything something else; only where that fails, with it.

        Where the advice speaks of none of the smallest sets, the smallest of those that it does speak of are told too.
        """
        found: list[_State] = []
        is_sure = True
        for sort, search in product((Sort.ADD, Sort.REMOVE), (self._smallest, self._step_by_step)):
            if not found:
                found = self._found(search, sort, enough)
                is_sure = is_sure and self._trials_left > 0 and search == self._smallest
        if found and not any(_is_advised(state.changes) for state in found):
            found += self._found(self._smallest, Sort.ADD, enough, advised=True)
        ways = _merged(self._way(state) for state in found)
        return Clearing(self._finding, tuple(ways[:MOST_WAYS]), max(0, len(ways) - MOST_WAYS), is_sure, self._trials)

    def _found(
        self, search: Callable[[_State], Iterator[_State]], sort: Sort, enough: int | None, *, advised: bool = False
    ) -> list[_State]:
        """Return the smallest sets that a search finds among changes up to a sort, or only among those advised."""
        self._sort, self._advised = sort, advised
        # All searches together may take twice what one of them may.
        self._trials_left = max(0, min(self._most_trials, 2 * self._most_trials - self._trials))
        self._seen = {orjson.dumps(self._case.proposal)}
        found = list(islice(search(_State(self._case.proposal, self._case.result)), enough))
        fewest = min((len(state.changes) for state in found), default=0)
        return [state for state in found if len(state.changes) == fewest]

    def _smallest(self, start: _State) -> Iterator[_State]:
        """Yield the states in which the warning is cleared, in the order of the number of changes."""
        order = count()
        waiting = [(0, next(order), start)]
        fewest = MOST_CHANGES
        while waiting and waiting[0][0] < fewest and self._trials_left > 0:
            _, _, state = heappop(waiting)
            for plan in self._plans(state):
                size = len(state.changes) + len(plan)
                following = self._tried(state, plan) if size <= fewest else None
                if following is None:
                    continue
                if self._is_done(following.result):
                    fewest = size
                    yield following
                else:
                    heappush(waiting, (size, next(order), following))

    def _step_by_step(self, state: _State) -> Iterator[_State]:
        """Yield a larger set: one plan after the other, until nothing is left to be cleared; then what is needed of it.

        Such a set is as small as leaving out single changes can make it.
        """
        for _ in range(_MOST_STEPS):
            reached = next((one for one in (self._tried(state, plan) for plan in self._plans(state)) if one), None)
            if reached is None:
                return
            state = reached
            if self._is_done(state.result):
                yield self._reduced(state)
                return

    def _reduced(self, state: _State) -> _State:
        kept = list(state.changes)
        for change in state.changes:
            fewer = [one for one in kept if one is not change]
            self._seen.clear()
            tried = self._tried(_State(self._case.proposal, self._case.result), tuple(fewer))
            if tried is not None and self._is_done(tried.result):
                kept, state = fewer, tried
        return state

    def _plans(self, state: _State) -> list[Plan]:
        """Return what spoils a match that the warning still has; once it is gone, one of what came that is graver."""
        case = self._case.changed(state.document) if state.changes else self._case
        target = self._finding if not self._is_cleared(state.result) else self._graver(state.result)[0]
        of_rule = [(one, match) for one, match in case.warnings if one.rule == target.rule]
        alike = [(one, match) for one, match in of_rule if _alike(one, target)]
        at_its_place = [(one, match) for one, match in alike or of_rule if one.pointer == target.pointer]
        for _, match in (at_its_place or alike)[:1]:
            words = self._words | _names(target)
            plans = Spoil(case, self._guide, words).plans(match)
            fitting = [plan for plan in plans if all(change.sort <= self._sort for change in plan)]
            return [plan for plan in fitting if _is_advised(plan)] if self._advised else fitting
        return []

    def _tried(self, state: _State, plan: Plan) -> _State | None:
        """Return the state after a plan; None where it can't be carried out, or leads where a trial was before."""
        try:
            document = patched(state.document, [operation for change in plan for operation in change.operations])
        except LookupError:  # one change of the plan has taken away what the other one changes
            return None
        written = orjson.dumps(document)
        if written in self._seen or self._trials_left <= 0:
            return None
        self._seen.add(written)
        self._trials_left -= 1
        self._trials += 1
        result = self._case.checker.check(written)
        if result.status is not Status.CHECKED:
            return None
        return _State(document, result, (*state.changes, *plan))

    def _new(self, result: ProposalResult) -> Sequence[Finding]:
        return [one for one in result.warnings if one.fingerprint not in self._before]

    def _graver(self, result: ProposalResult) -> list[Finding]:
        return [one for one in self._new(result) if one.severity.rank < self._finding.severity.rank]

    def _is_done(self, result: ProposalResult) -> bool:
        return self._is_cleared(result) and not self._graver(result)

    def _is_cleared(self, result: ProposalResult) -> bool:
        """Whether the warning is gone: one less of its kind, and none of its rule has come instead at its place."""
        before = sum(_alike(one, self._finding) for one in self._case.result.warnings)
        after = sum(_alike(one, self._finding) for one in result.warnings)
        instead = [
            one for one in self._new(result) if one.rule == self._finding.rule and one.pointer == self._finding.pointer
        ]
        return after < before and not instead

    def _way(self, state: _State) -> Way:
        return Way(state.changes, (), tuple(self._new(state.result)))


def _is_advised(changes: Sequence[Change]) -> bool:
    return all(change.advised for change in changes)


def _names(finding: Finding) -> frozenset[str]:
    """Return the names of properties and values that the advice speaks of."""
    return frozenset(_NAME.findall(finding.advice))


def _alike(one: Finding, other: Finding) -> bool:
    """Whether two warnings are the same but for their number: nothing but their places told them apart."""
    return one.fingerprint.partition(".")[0] == other.fingerprint.partition(".")[0]


def _merged(ways: Iterator[Way]) -> list[Way]:
    """Return the ways in their order, those that set one value and differ in nothing else as one."""
    merged: dict[object, Way] = {}
    for way in sorted(ways, key=lambda way: (standing(way.changes), len(way.brings))):
        first = way.changes[0]
        single = len(way.changes) == 1 and first.choices
        same = (first.at, way.advised, tuple(one.rule for one in way.brings)) if single else frozenset(
            change.identity for change in way.changes
        )  # fmt: skip
        known = merged.get(same)
        if known is None:
            merged[same] = way
        elif single:
            merged[same] = Way(known.changes, (*known.alternatives, first.choices[0]), known.brings)
    return list(merged.values())
