"""The outcome of tests of rules as JSON, for programs."""

from __future__ import annotations

from typing import Final

from checker.discovery import shown_path
from checker.report import Json
from checker.rulebook.model import Source
from checker.ruletests.model import Mismatch
from checker.ruletests.outcome import Outcome, Placed

FORMAT: Final = "caveat/rule-tests-report-1"


def as_json(outcome: Outcome) -> Json:
    """Return the outcome as plain values. `mutants` is null where they were not asked for."""
    return {
        "format": FORMAT,
        "good": outcome.is_good,
        "packs": outcome.packs,
        "cases": {
            "total": outcome.cases,
            "failed": outcome.failed_cases,
            "mismatches": [_mismatch(one) for one in outcome.failed],
        },
        "rules": {
            "total": outcome.rules,
            "uncovered": [
                {"rule": one.rule.id, "missing": "warns" if one.missing else "silent", **place(one.rule.source)}
                for one in outcome.one_sided
            ],
        },
        "conditions": {"total": outcome.conditions, "uncovered": [_placed(one) for one in outcome.undecided]},
        "mutants": None if outcome.mutants is None else _mutants(outcome),
    }


def _mutants(outcome: Outcome) -> Json:
    return {
        "total": outcome.mutants,
        "noticed": outcome.noticed,
        "explained": [_placed(one) | {"why": explanation.why} for one, explanation in outcome.explained],
        "survived": [_placed(one) for one in outcome.survivors],
        "stale": [{"rule": one.rule, "mutant": one.mutant, **place(one.source)} for one in outcome.stale],
    }


def _mismatch(one: Mismatch) -> Json:
    return {
        "case": one.case.name,
        "rule": one.expectation.rule,
        "expected": list(one.expectation.pointers),
        "found": list(one.found),
        **place(one.expectation.source),
    }


def _placed(one: Placed) -> Json:
    return {"rule": one.mutant.rule.id, "mutant": one.mutant.change, **place(one.source)}


def place(source: Source) -> Json:
    """Return where something stands in a file."""
    return {"path": shown_path(source.path), "line": source.line, "column": source.column}
