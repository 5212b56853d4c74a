"""The two sides of `caveat diff`: each checked now, or read from a saved report; and what comes of comparing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import path
from pathlib import Path
from typing import TYPE_CHECKING

from checker.cli.decisions import DecisionOptions
from checker.cli.job import Job
from checker.cli.options import CheckerOptions, Resources
from checker.cli.recorded import Recorded
from checker.difference import Difference, Explained, difference, explained, paired
from checker.discovery import LINES_ENDINGS, discover
from checker.document import DEFAULT_LIMITS
from checker.errors import Problem, Refused, UsageRefused, did_you_mean
from checker.inputs import inputs
from checker.quoting import name as quoted
from checker.reading import read_within
from checker.replay import Input, compare_inputs
from checker.report import Json, ProposalResult
from checker.saved import SavedReport, report_in
from checker.steps import digest

if TYPE_CHECKING:
    from checker.check import Checker


@dataclass(frozen=True, slots=True)
class Side:
    """One side: its name, its results, and what those depend on beside the documents (empty where that is unknown).

    documents: those that were checked now, by their digests. report: where the results were read from, if they were.
    """

    name: str
    results: tuple[ProposalResult, ...]
    today: str
    engine: str
    inputs: Json
    documents: Mapping[str, bytes] = field(default_factory=dict)
    report: SavedReport | None = None

    @property
    def is_one_proposal(self) -> bool:
        """Whether it is a single proposal, and no report, which may be about many."""
        return self.report is None and len(self.results) == 1

    def document(self, result: ProposalResult) -> bytes | None:
        """Return the document of a result; None where it is not what it was, or can't be read any more."""
        if self.report is None:
            return self.documents.get(result.digest or "")
        found = _read(result)
        return found if found is not None and digest(found) == result.digest else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `caveat diff` shows.

    inputs: what else is different between the sides, beside the documents.
    left_out: how many proposals of a report are not compared because the other side is about one proposal only.
    """

    old: Side
    new: Side
    proposals: Sequence[Explained]
    inputs: Mapping[str, Input]
    left_out: int


def compared(old: str, new: str, options: CheckerOptions, decisions: DecisionOptions) -> Comparison:
    """Read or check both sides, and compare them proposal by proposal.

    Raises ReportRefused for a report that can't be used, and what `Job.prepare` raises.
    """
    reports = {name: report_in(Path(name)) for name in (old, new) if path.isfile(name)}
    job = None
    sides = []
    for name in (old, new):
        report = reports.get(name)
        if report is not None:
            sides.append(_of_report(report))
            continue
        if job is None:
            job = Job.prepare([name], options, Resources(workers=0), decisions=decisions)
            job.tell_notes()
        else:  # the same checker, so that both sides are checked alike
            left_out = {path.realpath(file) for file in decisions.files}
            job = replace(job, sources=discover([name], leave_out=left_out))
        sides.append(_of_job(name, job, options))
    before, after = sides
    pairs = list(paired(before.results, after.results))
    kept = pairs
    if before.is_one_proposal or after.is_one_proposal:
        kept = [pair for pair in pairs if None not in pair]
        if not kept:
            raise _nothing_in_common(before, after)
    differences = [difference(*pair) for pair in kept]
    moved = any(one.resolved or one.added for one in differences)
    checker = job.checker if job is not None else _checker_of(after.report) if moved else None
    proposals = [_explained(one, before, after, checker) for one in differences]
    return Comparison(before, after, proposals, _other_inputs(before, after), len(pairs) - len(kept))


def _nothing_in_common(old: Side, new: Side) -> UsageRefused:
    report, proposal = (old, new) if new.is_one_proposal else (new, old)
    known = [result.id for result in report.results if result.id is not None]
    wanted = str(proposal.results[0].id)
    message = f"{report.name} says nothing about the proposal {quoted(wanted)} of {proposal.name}."
    return UsageRefused([Problem(message, "nothing-in-common", hint=did_you_mean(wanted, known))])


def _explained(found: Difference, old: Side, new: Side, checker: Checker | None) -> Explained:
    before = None if found.old is None else old.document(found.old)
    after = None if found.new is None else new.document(found.new)
    return explained(found, before, after, checker)


def _of_job(name: str, job: Job, options: CheckerOptions) -> Side:
    documents: dict[str, bytes] = {}

    def keep(document: bytes, result: ProposalResult) -> ProposalResult:
        documents[digest(document)] = document
        return result

    results = tuple(replace(job, steps=(*job.steps, keep)).results())
    known = inputs(job.checker.rulebook, options.schema, job.waivers, job.baseline)
    return Side(name, results, job.checker.today.isoformat(), job.checker.engine_name, known, documents)


def _of_report(report: SavedReport) -> Side:
    return Side(report.path, report.results, report.today.isoformat(), report.engine, report.inputs, report=report)


def _checker_of(report: SavedReport | None) -> Checker | None:
    """Return a checker as a report says, or None where it can't be built any more."""
    if report is None or not report.options:
        return None
    try:
        return Recorded.of(report).checker.build()
    except Refused:
        return None


def _other_inputs(old: Side, new: Side) -> dict[str, Input]:
    """Return what else is different between the sides, as far as both say it."""
    found = {
        "day": Input.SAME if old.today == new.today else Input.CHANGED,
        "engine": Input.SAME if old.engine == new.engine else Input.CHANGED,
    }
    if old.inputs and new.inputs:
        found |= compare_inputs(old.inputs, new.inputs)
    return {name: state for name, state in found.items() if state not in (Input.SAME, Input.NONE)}


def _read(result: ProposalResult) -> bytes | None:
    """Return what a report names as a document: a file, or a line of it; None where it is no ordinary file."""
    try:
        data = read_within(result.path, DEFAULT_LIMITS.max_bytes)
    except OSError:
        return None
    if not result.path.lower().endswith(LINES_ENDINGS):
        return data
    lines = data.split(b"\n")
    return lines[result.index].rstrip(b"\r") if result.index < len(lines) else None
