"""The result model: what a check found, how a run is summed up, and how both look as JSON.

Every surface (reports, exit code, waivers, a notebook) reads these values, so that all of them agree. The JSON form is
the contract that `schemas/report.schema.json` describes; `as_json` builds it as plain dicts, the keys in its order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from typing import Any, TypeAlias

from checker import __version__
from checker.errors import Problem
from checker.pointer import pointer_order
from checker.rulebook.model import Rulebook, Severity, Statement
from checker.stakeholders import Stakeholder

FORMAT = "caveat/report-1"

Json: TypeAlias = dict[str, Any]


class Status(StrEnum):
    """What became of a proposal. Only a `CHECKED` one can be taken for clean."""

    CHECKED = "checked"
    INVALID = "invalid"
    UNREADABLE = "unreadable"
    UNDECIDED = "undecided"


class Exit(IntEnum):
    """What the command tells the shell; the highest that applies wins."""

    CLEAN = 0
    WARNINGS = 1
    REFUSED = 2
    UNCHECKED = 3
    BUG = 70
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact that a warning rests on; `pointer` is None where it is not read from the proposal (a row of a table)."""

    fact: str
    pointer: str | None

    def as_json(self) -> Json:
        return {"fact": self.fact, "pointer": self.pointer}


@dataclass(frozen=True, slots=True)
class Waived:
    """Why a warning does not count: it was accepted, by whom (None: a baseline), and until when (None: no end)."""

    reason: str
    approver: str | None = None
    expires: date | None = None

    def as_json(self) -> Json:
        expires = None if self.expires is None else self.expires.isoformat()
        return {"reason": self.reason, "approver": self.approver, "expires": expires}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The lines of a document around a place.

    first: the number of the first of `lines`, from 1. lines: as they are written, without line ends; of a long line
        only what is near the place, an ellipsis where something was cut off.
    marked: which of `lines` has the place, from 0. start, end: the characters of that line that are marked.
    """

    first: int
    lines: tuple[str, ...]
    marked: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What users call a warning.

    pointer: the JSON Pointer (RFC 6901) of the place that it points at, "" for the proposal as a whole.
    line, column: that place in the file, from 1, columns in code points.
    key: what the place is called for people, whatever its position in a list.
    cites: ids of the statements of guidance that it rests on.
    fingerprint: the same for the same warning in another revision; made of no positions.
    excerpt: the lines of the document around the place, for reports that show them; the JSON form leaves it out.
    """

    rule: str
    pack: str
    severity: Severity
    pointer: str
    line: int
    column: int
    key: str
    message: str
    advice: str
    cites: tuple[str, ...]
    fingerprint: str
    waived: Waived | None = None
    because: tuple[Evidence, ...] = ()
    excerpt: Excerpt | None = None

    def as_json(self) -> Json:
        return {
            "rule": self.rule,
            "pack": self.pack,
            "severity": self.severity.value,
            "pointer": self.pointer,
            "line": self.line,
            "column": self.column,
            "key": self.key,
            "message": self.message,
            "advice": self.advice,
            "cites": list(self.cites),
            "fingerprint": self.fingerprint,
            "waived": None if self.waived is None else self.waived.as_json(),
            "because": [evidence.as_json() for evidence in self.because],
        }


@dataclass(frozen=True, slots=True)
class ProposalResult:
    """What became of one proposal.

    path: relative to the working folder, with forward slashes; "-" is standard input.
    index: the line, from 0, in a JSON Lines file; 0 elsewhere.
    id: the proposal's id, None where it could not be read.
    warnings: in order (see `in_order`); empty unless the status is `checked`.
    title: the proposal's title, for headings that people read; the JSON form leaves it out.
    digest: "sha256:..." of the document's bytes, None where they were not read whole.
    notices: what a reader should know beside the warnings, such as a waiver that has expired.
    stakeholders: with their concerns, for reports that show them; the JSON form leaves them out.
    """

    path: str
    index: int
    id: str | None
    status: Status
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Finding, ...] = ()
    title: str | None = None
    digest: str | None = None
    notices: tuple[Problem, ...] = ()
    stakeholders: tuple[Stakeholder, ...] = ()

    @property
    def in_force(self) -> list[Finding]:
        """The warnings that count: those that nobody has set aside."""
        return [finding for finding in self.warnings if finding.waived is None]

    def as_json(self) -> Json:
        return {
            "path": self.path,
            "index": self.index,
            "id": self.id,
            "status": self.status.value,
            "digest": self.digest,
            "errors": [problem_as_json(problem) for problem in self.errors],
            "warnings": [finding.as_json() for finding in self.warnings],
            "notices": [problem_as_json(notice) for notice in self.notices],
        }


@dataclass(frozen=True, slots=True)
class Run:
    """What all results of one run have in common: the rules, the engine and the day that they were checked with.

    sections: what the schema calls the top-level properties of a proposal, in its order, such as "data": "Data sets".
    inputs, options: digests of what the outcome depends on, and the options of the command, so that it can be
        replayed; None where a report does without.
    """

    rulebook: Rulebook
    engine: str
    today: date
    sections: Mapping[str, str] = field(default_factory=dict)
    version: str = __version__
    inputs: Json | None = None
    options: Json | None = None

    @property
    def packs(self) -> tuple[str, ...]:
        """The names of the packs whose rules can warn, in alphabetical order."""
        return tuple(sorted({rule.pack for rule in self.rulebook.warning_rules()}))

    @property
    def statements(self) -> Mapping[str, Statement]:
        """The guidance that warnings cite, by id, for reports that show its words."""
        return self.rulebook.statements

    def as_json(self) -> Json:
        return {
            "format": FORMAT,
            "tool": _tool(self.version),
            "rules": {
                "digest": self.rulebook.digest,
                "packs": list(self.packs),
                "parameters": self.rulebook.parameter_values(),
            },
            "engine": self.engine,
            "today": self.today.isoformat(),
            **({} if self.inputs is None else {"inputs": self.inputs}),
            **({} if self.options is None else {"options": self.options}),
        }


class Summary:
    """Counts results one by one, so that a run over millions needs no more memory than one over hundreds.

    `warnings` counts those in force by severity; what is waived is counted in `waived` alone.
    """

    def __init__(self, results: Iterable[ProposalResult] = ()) -> None:
        self.statuses: dict[Status, int] = dict.fromkeys(Status, 0)
        self.warnings: dict[Severity, int] = dict.fromkeys(Severity, 0)
        self.waived = 0
        for result in results:
            self.add(result)

    def add(self, result: ProposalResult) -> None:
        self.statuses[result.status] += 1
        for finding in result.warnings:
            if finding.waived is None:
                self.warnings[finding.severity] += 1
            else:
                self.waived += 1

    @property
    def proposals(self) -> int:
        return sum(self.statuses.values())

    @property
    def unchecked(self) -> int:
        """How many proposals could not be checked, for whatever reason."""
        return self.proposals - self.statuses[Status.CHECKED]

    def at_or_above(self, severity: Severity) -> int:
        """How many warnings in force are of this severity or graver."""
        return sum(count for level, count in self.warnings.items() if level.rank <= severity.rank)

    def exit_code(self, fail_on: Severity | None) -> Exit:
        """Return what the run tells the shell; `fail_on` is the least severity that counts, None where none does."""
        if self.unchecked:
            return Exit.UNCHECKED
        if fail_on is not None and self.at_or_above(fail_on):
            return Exit.WARNINGS
        return Exit.CLEAN

    def as_json(self) -> Json:
        return {
            "proposals": self.proposals,
            **{status.value: count for status, count in self.statuses.items()},
            "warnings": {severity.value: count for severity, count in self.warnings.items()},
            "waived": self.waived,
        }


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the command itself could not do its work, with the exit code that says so."""

    exit_code: Exit
    problems: tuple[Problem, ...]

    def as_json(self) -> Json:
        problems = [problem_as_json(problem) for problem in self.problems]
        return {
            "format": FORMAT,
            "tool": _tool(__version__),
            "error": {"exit_code": int(self.exit_code), "problems": problems},
        }


def as_json(run: Run, results: Iterable[ProposalResult]) -> Json:
    """Return the whole report as plain values; reports for files are streamed instead (`reporters/json_report.py`)."""
    summary = Summary()
    proposals = []
    for result in results:
        summary.add(result)
        proposals.append(result.as_json())
    return {**run.as_json(), "proposals": proposals, "summary": summary.as_json()}


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort warnings: severity (gravest first), place, rule; then key and message, so that the order is total."""
    return tuple(sorted(findings, key=_order))


def problem_as_json(problem: Problem) -> Json:
    """Return a problem as a report has it: `hint` and `path` only where there is one."""
    found: Json = {
        "pointer": problem.pointer,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "keyword": problem.keyword,
    }
    if problem.hint is not None:
        found["hint"] = problem.hint
    if problem.path is not None:
        found["path"] = problem.path
    return found


def _order(finding: Finding) -> tuple[object, ...]:
    place = pointer_order(finding.pointer)
    return (finding.severity.rank, place, finding.rule, finding.key, finding.message, finding.fingerprint)


def _tool(version: str) -> Json:
    return {"name": "caveat", "version": version}
