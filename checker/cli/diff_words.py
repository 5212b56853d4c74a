"""What `caveat diff` says, the same in text and in Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from checker.causes import Cause, Certainty
from checker.changes import Change, Kind
from checker.cli.diff_sides import Comparison
from checker.difference import Explained, Pair
from checker.quoting import counted, printable
from checker.report import Finding, ProposalResult
from checker.reporters.dump import dump

Reason: TypeAlias = tuple[str, str]
"""What introduces a reason, and the reason."""

_LONGEST_VALUE = 80

_BECAUSE = {
    Certainty.ALONE: "Because",
    Certainty.TOGETHER: "Because, together",
    Certainty.NEARBY: "Perhaps because",
    Certainty.UNKNOWN: "Cause",
}


def title(explained: Explained) -> str:
    """Return which proposal is meant."""
    old, new = explained.difference.old, explained.difference.new
    shown = next((result for result in (new, old) if result is not None and result.id is not None), None)
    if shown is None or shown.id is None:
        return "A proposal without an id"
    return f"{shown.title} ({shown.id})" if shown.title else shown.id


def counts(explained: Explained) -> str:
    """Return how many warnings came, went and stayed."""
    found = explained.difference
    return f"{len(found.resolved)} resolved, {len(found.added)} new, {len(found.unchanged)} unchanged"


def notes(comparison: Comparison, explained: Explained) -> list[str]:
    """Return what a reader has to know to take the comparison for what it is."""
    found = explained.difference
    said = []
    if found.old is None:
        said.append(f"This proposal is only in {comparison.new.name}: all of its warnings are new.")
    if found.new is None:
        said.append(f"This proposal is only in {comparison.old.name}: its warnings went with it.")
    if found.old is not None and found.new is not None:
        if found.is_renamed:
            ids = f"The id was {found.old.id} and is {found.new.id}"
            said.append(f"{ids}: warnings are compared by their rule, place and words.")
        if found.old.digest is not None and found.old.digest == found.new.digest:
            said.append("The document did not change.")
        elif explained.changes is None and found.is_complete:
            said.append("The documents of the reports are not at hand any more, so no causes can be named.")
    return said


def other_inputs(comparison: Comparison) -> str | None:
    """Return what else is different between the sides, which may have caused something as well."""
    if not comparison.inputs:
        return None
    listed = ", ".join(f"{name} {state}" for name, state in comparison.inputs.items())
    days = f" (as of {comparison.old.today}, then {comparison.new.today})" if "day" in comparison.inputs else ""
    return f"Not only proposals differ between these two: {listed}{days}."


def total(comparison: Comparison) -> str:
    """Return how many warnings of all proposals came, went and stayed."""
    found = [explained.difference for explained in comparison.proposals]
    incomplete = sum(not one.is_complete for one in found)
    sums = [
        f"{sum(len(one.resolved) for one in found)} resolved",
        f"{sum(len(one.added) for one in found)} new",
        f"{sum(len(one.unchanged) for one in found)} unchanged",
    ]
    not_compared = f", {incomplete} of them not compared" if incomplete else ""
    return f"{counted(len(found), 'proposal')}{not_compared}: {', '.join(sums)}"


def left_out(comparison: Comparison) -> str | None:
    """Return what was not compared because one side is about a single proposal."""
    if not comparison.left_out:
        return None
    return f"{counted(comparison.left_out, 'other proposal')} of the report left out: the other side is about one only."


def unchecked(result: ProposalResult | None) -> str | None:
    """Return why a proposal can't be compared, None where it can."""
    if result is None or not result.errors:
        return None
    first = result.errors[0]
    more = f", and {counted(len(result.errors) - 1, 'more problem')}" if len(result.errors) > 1 else ""
    line = f":{first.line}" if first.line else ""
    return f"{result.path}{line}: {result.status}, so nothing can be compared: {first.message}{more}"


def change(one: Change) -> str:
    """Return a change in words."""
    place = " › ".join(printable(name) for name in one.path) or "the whole proposal"
    match one.kind:
        case Kind.ADDED:
            return f"{place}: added {_value(one.after)}"
        case Kind.REMOVED:
            return f"{place}: removed {_value(one.before)}"
        case Kind.CHANGED:
            return f"{place}: {_value(one.before)} became {_value(one.after)}"


def with_reasons(explained: Explained, *, came: bool) -> list[tuple[Finding, list[Reason]]]:
    """Return the warnings that came, or went, each with its reasons; without any where causes can't be looked for."""
    found = explained.difference
    findings = (found.added if came else found.resolved).values()
    causes = explained.added if came else explained.resolved
    if not causes:
        return [(finding, []) for finding in findings]
    return [(finding, _reasons(cause, explained)) for finding, cause in zip(findings, causes, strict=True)]


def without_reasons(pairs: Iterable[Pair]) -> list[tuple[Finding, list[Reason]]]:
    """Return the warnings of pairs, as they are now, with their severity where that changed."""
    return [
        (pair.new, [] if pair.old.severity is pair.new.severity else [("Severity", f"it was {pair.old.severity}")])
        for pair in pairs
    ]


def _reasons(cause: Cause, explained: Explained) -> list[Reason]:
    label = _BECAUSE[cause.certainty]
    if not explained.changes:
        return [(label, "not the proposal, which did not change, but what else differs between these two")]
    if cause.certainty is Certainty.UNKNOWN:
        return [(label, "not known: no change of the proposal is near what this rests on")]
    several = cause.certainty is Certainty.ALONE and len(cause.changes) > 1
    return [(label, f"{change(one)}{' (enough by itself)' if several else ''}") for one in cause.changes]


def named(finding: Finding) -> str:
    """Return which warning is meant."""
    waived = " (waived)" if finding.waived is not None else ""
    return f"{finding.severity}  {finding.rule}  {finding.key}{waived}"


def _value(value: object) -> str:
    return printable(dump(value), _LONGEST_VALUE)
