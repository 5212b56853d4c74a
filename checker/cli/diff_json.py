"""The comparison of `caveat diff` as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from checker.causes import Cause
from checker.changes import Change
from checker.cli.diff_sides import Comparison, Side
from checker.difference import Explained
from checker.report import Finding, Json, ProposalResult, problem_as_json
from checker.reporters.dump import dump

FORMAT = "caveat/diff-1"


def render(comparison: Comparison, verbose: bool) -> str:
    """Return the document; it always holds everything."""
    found = [explained.difference for explained in comparison.proposals]
    return (
        dump(
            {
                "format": FORMAT,
                "old": _side(comparison.old),
                "new": _side(comparison.new),
                "left_out": comparison.left_out,
                "inputs": {name: state.value for name, state in comparison.inputs.items()},
                "proposals": [_proposal(explained) for explained in comparison.proposals],
                "summary": {
                    "resolved": sum(len(one.resolved) for one in found),
                    "new": sum(len(one.added) for one in found),
                    "unchanged": sum(len(one.unchanged) for one in found),
                },
            },
            indent=True,
        )
        + "\n"
    )


def _side(side: Side) -> Json:
    return {"name": side.name, "today": side.today, "report": side.report is not None}


def _proposal(explained: Explained) -> Json:
    found = explained.difference
    changes = explained.changes
    return {
        "old": _result(found.old),
        "new": _result(found.new),
        "changes": None if changes is None else [_change(change) for change in changes],
        "resolved": _warnings(list(found.resolved.values()), explained.resolved),
        "added": _warnings(list(found.added.values()), explained.added),
        "unchanged": [{"old": pair.old.as_json(), "new": pair.new.as_json()} for pair in found.unchanged],
    }


def _result(result: ProposalResult | None) -> Json | None:
    if result is None:
        return None
    return {
        "path": result.path,
        "index": result.index,
        "id": result.id,
        "status": result.status.value,
        "errors": [problem_as_json(error) for error in result.errors],
    }


def _change(change: Change) -> Json:
    return {
        "number": change.number,
        "kind": change.kind.value,
        "path": list(change.path),
        "old": change.old,
        "new": change.new,
        "before": change.before,
        "after": change.after,
    }


def _warnings(findings: Sequence[Finding], causes: Sequence[Cause]) -> list[Json]:
    """Return the warnings, each with its cause: how it is known, and the numbers of changes."""
    return [
        {"warning": finding.as_json(), "cause": _cause(causes[number]) if causes else None}
        for number, finding in enumerate(findings)
    ]


def _cause(cause: Cause) -> Json:
    return {"certainty": cause.certainty.value, "changes": [change.number for change in cause.changes]}
