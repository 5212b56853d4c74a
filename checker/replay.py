"""Is the outcome of a saved report still the same, and if not, which input changed?

Compared are results: a saved report's, and those of checking the same again. Of a proposal everything counts that a
report says about it, but for the digest of its document, which is an input.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from checker.inputs import INPUTS
from checker.report import Exit, Finding, Json, ProposalResult, Status, Summary
from checker.rulebook.model import Severity
from checker.saved import SavedReport

Place: TypeAlias = tuple[str, int]
"""The path of a proposal, and its index in the file."""


class Input(StrEnum):
    """What became of an input since the report was made."""

    SAME = "the same"
    CHANGED = "changed"
    ADDED = "added"
    MISSING = "missing"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Deviation:
    """How the outcome for one proposal differs. None in `was` and `now`: the proposal was, or is, not there.

    gone, new: warnings that are no longer there, or were not there before.
    changed: warnings that are there both times, with the names of what differs, such as "line".
    """

    place: Place
    was: ProposalResult | None
    now: ProposalResult | None
    gone: tuple[Finding, ...] = ()
    new: tuple[Finding, ...] = ()
    changed: tuple[tuple[Finding, Finding, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Replay:
    """A report compared with checking the same again.

    inputs: what became of each of INPUTS and of the engine. parameters: those with another value, then and now.
    documents: what became of each document. exit_codes: then and now.
    """

    inputs: Mapping[str, Input]
    parameters: Mapping[str, tuple[object, object]]
    documents: Mapping[Place, Input]
    deviations: tuple[Deviation, ...]
    exit_codes: tuple[Exit, Exit]

    @property
    def is_same(self) -> bool:
        """Whether the outcome is the same, whatever became of the inputs."""
        return not self.deviations and self.exit_codes[0] == self.exit_codes[1]

    @property
    def is_complete(self) -> bool:
        """Whether every proposal that was checked could be checked again."""
        return not any(
            one.was and one.was.status is Status.CHECKED and (one.now is None or one.now.status is not Status.CHECKED)
            for one in self.deviations
        )

    @property
    def changed_inputs(self) -> list[str]:
        """The names of inputs that changed; "documents" where any of those did."""
        names = [name for name, state in self.inputs.items() if state not in (Input.SAME, Input.NONE)]
        changed = any(state is not Input.SAME for state in self.documents.values())
        return [*names, "documents"] if changed else names


def compare(report: SavedReport, run: Json, results: Iterable[ProposalResult], fail_on: Severity | None) -> Replay:
    """Compare a report, which has inputs, with the results of checking the same again.

    run: what those have in common, as a report has it, inputs included.
    """
    before = {_place(result): result for result in report.results}
    after = {_place(result): result for result in results}
    places = sorted({*before, *after})
    found = [_deviation(place, before.get(place), after.get(place)) for place in places]
    return Replay(
        {**compare_inputs(report.inputs, run["inputs"]), "engine": _state(report.engine, run["engine"])},
        _other_values(report.rules.get("parameters", {}), run["rules"]["parameters"]),
        {place: _document(before.get(place), after.get(place)) for place in places},
        tuple(deviation for deviation in found if deviation is not None),
        (Summary(before.values()).exit_code(fail_on), Summary(after.values()).exit_code(fail_on)),
    )


def compare_inputs(before: Mapping[str, str | None], after: Mapping[str, str | None]) -> dict[str, Input]:
    """Return what became of each of INPUTS, given their digests."""
    return {name: _state(before.get(name), after.get(name)) for name in INPUTS}


def _state(before: str | None, after: str | None) -> Input:
    if before == after:
        return Input.NONE if before is None else Input.SAME
    return Input.ADDED if before is None else Input.MISSING if after is None else Input.CHANGED


def _document(before: ProposalResult | None, after: ProposalResult | None) -> Input:
    if before is None:
        return Input.ADDED
    if after is None:
        return Input.MISSING
    return Input.SAME if before.digest == after.digest else Input.CHANGED


def _other_values(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    names = sorted({*before, *after})
    return {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}


def _place(result: ProposalResult) -> Place:
    return result.path, result.index


def _deviation(place: Place, was: ProposalResult | None, now: ProposalResult | None) -> Deviation | None:
    if was is None or now is None:
        return Deviation(place, was, now)
    if _outcome(was) == _outcome(now):
        return None
    before = {finding.fingerprint: finding for finding in was.warnings}
    after = {finding.fingerprint: finding for finding in now.warnings}
    both = [(finding, after[mark]) for mark, finding in before.items() if mark in after]
    return Deviation(
        place,
        was,
        now,
        tuple(finding for mark, finding in before.items() if mark not in after),
        tuple(finding for mark, finding in after.items() if mark not in before),
        tuple((old, new, names) for old, new in both if (names := _other_fields(old, new))),
    )


def _outcome(result: ProposalResult) -> Json:
    return {**result.as_json(), "digest": None}


def _other_fields(before: Finding, after: Finding) -> tuple[str, ...]:
    old, new = before.as_json(), after.as_json()
    return tuple(name for name in old if old[name] != new[name])
