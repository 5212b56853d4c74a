"""Every proposal checked twice, by engines that share nothing: a difference is a bug, and never goes unnoticed."""

from __future__ import annotations

from datetime import date
from typing import Final, Protocol

from checker import __version__
from checker.report import Json, ProposalResult, Status
from checker.rulebook.model import Rulebook

FORMAT: Final = "caveat/difference-1"


class EnginesDiffer(Exception):
    """Two engines gave different results for one proposal; `report` is what the maintainers need to know.

    The report holds no text of the proposal, which may be confidential: only rules, places and fingerprints.
    """

    def __init__(self, report: Json) -> None:
        super().__init__(report)
        self.report = report

    def __str__(self) -> str:
        return f"{' and '.join(self.report['engines'])} give different results for one proposal"


class Checks(Protocol):
    """What can be compared: a `Checker`."""

    rulebook: Rulebook
    today: date

    @property
    def engine_name(self) -> str: ...

    def check(self, document: bytes) -> ProposalResult: ...


class Verified:
    """A checker that has each of its results confirmed by another one. Raises EnginesDiffer where they disagree."""

    def __init__(self, checker: Checks, other: Checks) -> None:
        self._checkers = (checker, other)

    def check(self, document: bytes) -> ProposalResult:
        """Return the result that both checkers give."""
        first, second = (checker.check(document) for checker in self._checkers)
        # What one engine could not finish is told as undecided, whatever the other one says.
        if first != second and Status.UNDECIDED not in (first.status, second.status):
            raise EnginesDiffer(self._difference(first, second))
        return second if second.status is Status.UNDECIDED else first

    def _difference(self, *results: ProposalResult) -> Json:
        names = [checker.engine_name for checker in self._checkers]
        return {
            "format": FORMAT,
            "tool": {"name": "caveat", "version": __version__},
            "engines": names,
            "rules": self._checkers[0].rulebook.digest,
            "today": self._checkers[0].today.isoformat(),
            "results": {name: _bare(result) for name, result in zip(names, results, strict=True)},
        }


def _bare(result: ProposalResult) -> Json:
    warnings = [(finding.rule, finding.pointer, finding.fingerprint) for finding in result.warnings]
    return {"status": result.status.value, "warnings": [" ".join(parts) for parts in sorted(warnings)]}
