"""The end of the text report: counts; and of several proposals, which rules warn most and which are the gravest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from checker.quoting import counted
from checker.report import Exit, ProposalResult, Run, Status, Summary
from checker.reporters import Options, words
from checker.reporters.display import harmless, padded
from checker.reporters.text_parts import Context
from checker.rulebook.model import Severity

Row = TypeVar("Row")
_WIDE_ENOUGH = 100
"""Columns from which on there is room for the titles of rules."""

TOP = 10
"""Rules and proposals that are listed unless -v asks for all."""


@dataclass(slots=True)
class _RuleCount:
    """How often a rule warns, in how many proposals, and how gravely."""

    severity: Severity
    warnings: int = 0
    proposals: int = 0


@dataclass(frozen=True, slots=True)
class _ProposalCount:
    """How many warnings of each severity a proposal has, the gravest first."""

    counts: tuple[int, ...]
    called: str


class BatchSummary:
    """Counts over a run: memory for each rule, and for no more proposals than are listed."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.summary = Summary()
        self._rules: dict[str, _RuleCount] = {}
        self._proposals: list[_ProposalCount] = []
        self._warned = 0

    def add(self, result: ProposalResult) -> None:
        """Count the result of one proposal."""
        self.summary.add(result)
        found = result.in_force
        rules: set[str] = set()
        counts = dict.fromkeys(Severity, 0)
        for finding in found:
            counts[finding.severity] += 1
            count = self._rules.setdefault(finding.rule, _RuleCount(finding.severity))
            count.warnings += 1
            count.proposals += finding.rule not in rules
            rules.add(finding.rule)
        if found:
            self._warned += 1
            called = words.heading(result)
            where = words.document(result)
            self._proposals.append(_ProposalCount(tuple(counts.values()), f"{where}  {called}" if called else where))
            if len(self._proposals) > 2 * TOP and not self._context.options.verbose:
                self._proposals = self._gravest()[:TOP]

    def lines(self) -> Iterator[str]:
        """Yield the tables, where there are several proposals, and the counts."""
        if self.summary.proposals > 1 and self._rules:
            yield from self._table_of_rules()
            yield ""
            yield from self._table_of_proposals()
            yield ""
        yield from summary_lines(self._context, self.summary)

    def _table_of_rules(self) -> Iterator[str]:
        ordered = sorted(self._rules.items(), key=lambda one: (-one[1].warnings, one[1].severity.rank, one[0]))
        shown = self._limited(ordered)
        yield self._context.writer.styled("Rules by count", bold=True)
        head = ["WARNINGS", "PROPOSALS", "SEVERITY", "RULE", "TITLE"]
        rows = [
            [str(count.warnings), str(count.proposals), count.severity.value, rule, self._context.title(rule)]
            for rule, count in shown
        ]
        if self._context.writer.width < _WIDE_ENOUGH:
            head, rows = head[:-1], [row[:-1] for row in rows]
        yield from self._context.writer.table(head, rows, right=(0, 1))
        yield from self._more(len(ordered) - len(shown), "rule")

    def _table_of_proposals(self) -> Iterator[str]:
        shown = self._limited(self._gravest())
        yield self._context.writer.styled("Proposals by gravity", bold=True)
        rows = [(*(str(count) for count in one.counts), one.called) for one in shown]
        head = (*(severity.upper() for severity in Severity), "PROPOSAL")
        yield from self._context.writer.table(head, rows, right=range(len(Severity)))
        yield from self._more(self._warned - len(shown), "proposal")
        clean = self.summary.statuses[Status.CHECKED] - self._warned
        if clean:
            yield self._context.writer.styled(f"  {counted(clean, 'proposal')} without warnings", dim=True)

    def _gravest(self) -> list[_ProposalCount]:
        """Return the proposals that are kept, the gravest first, and in the order of the run what is equally grave."""
        return sorted(self._proposals, key=lambda one: one.counts, reverse=True)

    def _limited(self, rows: list[Row]) -> list[Row]:
        return rows if self._context.options.verbose else rows[:TOP]

    def _more(self, amount: int, noun: str) -> Iterator[str]:
        if amount:
            yield self._context.writer.styled(f"  and {counted(amount, f'more {noun}')} (-v lists all)", dim=True)


def summary_lines(context: Context, summary: Summary) -> Iterator[str]:
    """Yield the counts of a run, what it was checked with, and what decides the exit code."""
    run, options = context.run, context.options
    code = summary.exit_code(options.fail_on)
    yield context.writer.styled("Summary", bold=True)
    for label, text in _rows(run, summary, options, code):
        yield from context.writer.paragraph(text, first=padded(f"  {label}", 13))
    if options.verbose:
        yield padded("  Rules", 13) + harmless(run.rulebook.digest)  # never broken, so that it can be copied


def _rows(run: Run, summary: Summary, options: Options, code: Exit) -> Iterator[tuple[str, str]]:
    yield "Proposals", f"{summary.proposals}: {words.counts(summary.statuses)}"
    yield "Warnings", words.warnings(summary)
    yield "Checked", words.checked_by(run)
    yield "Exit code", f"{int(code)}: {words.reason(code, summary, options.fail_on)}"
