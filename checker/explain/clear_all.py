"""One patch for all grave warnings of a proposal, with blanks where only the proposers know what to write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from checker.explain.case import Case
from checker.explain.changes import Change, Sort
from checker.explain.clear import MOST_BYTES, Clearing, Way, clear
from checker.explain.guide import MARK, TODO, TODO_ID, Guide
from checker.patch import patched
from checker.pointer import join, split
from checker.report import Finding, Json
from checker.rulebook.model import Severity
from checker.rulebook.relations import words_for

MOST_TRIALS = 3_000
"""Checks that are made for one proposal, fewer for a large one; what is not cleared by then is left."""

_TRIALS_PER_WARNING = 80
_ENOUGH = 3
_MOST_CHOICES = 6


@dataclass(frozen=True, slots=True)
class Blank:
    """A place that somebody has to fill in. pointer: in the patched proposal; what: what belongs there."""

    pointer: str
    what: str

    def as_json(self) -> Json:
        return {"pointer": self.pointer, "what": self.what}


@dataclass(frozen=True, slots=True)
class Proposed:
    """One patch for all warnings of a severity or graver.

    cleared, left: the warnings of the proposal that it clears, and those that it does not. new: warnings of that
    severity that it brings. proposal: the patched proposal. complete: whether the search went on to its end.
    """

    severity: Severity
    changes: tuple[Change, ...]
    blanks: tuple[Blank, ...]
    cleared: tuple[Finding, ...]
    left: tuple[Finding, ...]
    new: tuple[Finding, ...]
    proposal: Any
    complete: bool = True

    @property
    def patch(self) -> list[Json]:
        """The JSON Patch (RFC 6902)."""
        return [operation for change in self.changes for operation in change.operations]

    def as_json(self) -> Json:
        return {
            "severity": self.severity.value,
            "changes": [change.text for change in self.changes],
            "blanks": [blank.as_json() for blank in self.blanks],
            "cleared": [finding.fingerprint for finding in self.cleared],
            "left": [finding.fingerprint for finding in self.left],
            "new": [{"rule": one.rule, "severity": one.severity.value, "message": one.message} for one in self.new],
            "complete": self.complete,
            "patch": self.patch,
        }


def clear_all(case: Case, severity: Severity, guide: Guide) -> Proposed:
    """Return one patch for all warnings at or above a severity.

    One warning after the other, the gravest first, in the proposal as it is by then; so a change that clears several
    is made once. Nothing that the proposers wrote is taken out or called something else for that: what can't be
    cleared otherwise is left.
    """
    current = case
    changes: list[Change] = []
    given_up: set[str] = set()
    trials_left = min(MOST_TRIALS, max(_TRIALS_PER_WARNING, 10 * MOST_BYTES // len(case.document)))
    while trials_left > 0:
        waiting = [one for one in _grave(current, severity) if one.fingerprint not in given_up]
        if not waiting:
            break
        clearing = clear(current, waiting[0], guide, most_trials=_TRIALS_PER_WARNING, enough=_ENOUGH)
        trials_left -= max(1, clearing.trials)
        way = _best(clearing, severity)
        if way is None:
            given_up.add(waiting[0].fingerprint)
            continue
        marked = [_marked(change, guide) for change in way.changes]
        changes += marked
        document = patched(current.proposal, [one for change in marked for one in change.operations])
        current = case.changed(document)
    before = {finding.fingerprint: finding for finding in _grave(case, severity)}
    after = {finding.fingerprint: finding for finding in _grave(current, severity)}
    return Proposed(
        severity,
        tuple(changes),
        tuple(_blanks(case.proposal, current.proposal, guide)),
        tuple(finding for name, finding in before.items() if name not in after),
        tuple(finding for name, finding in before.items() if name in after),
        tuple(finding for name, finding in after.items() if name not in before),
        current.proposal,
        trials_left > 0,
    )


def _grave(case: Case, severity: Severity) -> list[Finding]:
    return [finding for finding in case.result.warnings if finding.severity.rank <= severity.rank]


def _best(clearing: Clearing, severity: Severity) -> Way | None:
    """Return the first way that brings the fewest grave warnings, of those that change nothing that is stated."""
    fitting = [way for way in clearing.ways if max(change.sort for change in way.changes) <= Sort.ADD]
    return min(fitting, key=lambda way: sum(one.severity.rank <= severity.rank for one in way.brings), default=None)


def _marked(change: Change, guide: Guide) -> Change:
    """Return a change with a mark beside the value that it writes: nobody has said yet that it is so."""
    *around, name = split(change.at) if change.at else [""]
    if not name:
        return change
    if name.isdecimal():
        *around, name = around
    place = join("", *around, name)
    others = change.choices[1 : _MOST_CHOICES + 1]
    choice = f" It could also be {words_for(others, 'or')}." if others else ""
    text = f"{TODO}{guide.description(place)} Make sure that what stands here is so.{choice}"
    mark: Json = {"op": "add", "path": join("", *around, f"{MARK}{name}"), "value": text}
    return replace(change, operations=(*change.operations, mark))


def _blanks(before: Any, after: Any, guide: Guide, pointer: str = "") -> Iterator[Blank]:
    """Yield the blanks that are in the patched proposal and were not in the one before."""
    if isinstance(after, dict):
        for name, value in after.items():
            old = before.get(name) if isinstance(before, dict) else None
            if name.startswith(MARK) and isinstance(value, str) and value != old:
                yield Blank(join(pointer, name.removeprefix(MARK)), value.removeprefix(TODO))
            else:
                yield from _blanks(old, value, guide, join(pointer, name))
    elif isinstance(after, list):
        for index, value in enumerate(after):
            old = before[index] if isinstance(before, list) and index < len(before) else None
            yield from _blanks(old, value, guide, join(pointer, index))
    elif isinstance(after, str) and after != before and after.startswith(TODO):
        yield Blank(pointer, after.removeprefix(TODO))
    elif isinstance(after, str) and after != before and after.startswith(TODO_ID):
        yield Blank(pointer, f"{guide.description(pointer)} The same wherever `{after}` stands.")
