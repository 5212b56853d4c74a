"""The options of a check as a report records them, and back: what `caveat replay` runs again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from checker.cli.decisions import DecisionOptions
from checker.cli.job import Job
from checker.cli.options import CheckerOptions
from checker.report import Json, Run

if TYPE_CHECKING:
    from checker.saved import SavedReport


@dataclass(frozen=True, slots=True)
class Recorded:
    """What `caveat check` was asked for. outputs: the files that reports were written to."""

    paths: tuple[str, ...]
    checker: CheckerOptions
    decisions: DecisionOptions
    fail_on: str
    outputs: tuple[str, ...]

    @classmethod
    def of(cls, report: SavedReport) -> Recorded:
        """Return what a report, which has options, was asked for; the day is that of the report."""
        options = report.options
        checker = CheckerOptions(
            tuple(options["rules"]),
            tuple(options["select"]),
            tuple(options["ignore"]),
            options["set"],
            options["severity"],
            _path(options["schema"]),
            report.today,
            options["engine"],
            options["max_bytes"],
        )
        decisions = DecisionOptions(_path(options["waivers"]), _path(options["baseline"]))
        return cls(tuple(options["paths"]), checker, decisions, options["fail_on"], tuple(options["outputs"]))

    def as_json(self) -> Json:
        """Return the options as a report has them, in an order of their own; the day is elsewhere in it."""
        checker, decisions = self.checker, self.decisions
        return {
            "paths": sorted(set(self.paths)),
            "rules": sorted(set(checker.rules)),
            "select": sorted(set(checker.select)),
            "ignore": sorted(set(checker.ignore)),
            "set": dict(sorted(checker.parameters.items())),
            "severity": dict(sorted(checker.severities.items())),
            "schema": _text(checker.schema),
            "engine": checker.engine,
            "max_bytes": checker.max_bytes,
            "fail_on": self.fail_on,
            "waivers": _text(decisions.waivers),
            "baseline": _text(decisions.baseline),
            "outputs": sorted(set(self.outputs)),
        }


def replayable(job: Job, recorded: Recorded) -> Run:
    """Return what the results of a job have in common, with all that `caveat replay` needs."""
    from checker.inputs import inputs

    checked_with = inputs(job.checker.rulebook, recorded.checker.schema, job.waivers, job.baseline)
    return replace(job.run, inputs=checked_with, options=recorded.as_json())


def _path(text: str | None) -> Path | None:
    return None if text is None else Path(text)


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)
