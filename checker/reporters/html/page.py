"""What the page shows: the whole run, its proposals by gravity, and what all of them have in common."""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Sequence
from functools import cached_property

from checker.quoting import counted
from checker.report import ProposalResult, Run, Status, Summary
from checker.reporters import Options, words
from checker.reporters.html.charts import Bar, columns
from checker.reporters.html.overview import Overview, Row
from checker.reporters.html.proposal import Proposal
from checker.rulebook.model import Severity
from checker.sections import Sections

IN_FULL = 200
"""The gravest proposals, of which the page tells everything; of the others it gives the numbers."""

DECIDED_AT_THE_TOP = 25
"""Proposals whose grave warnings are listed at the top of a page about many."""


class Page:
    """The results of a run as the templates show them. Results are added one by one."""

    def __init__(self, run: Run, options: Options) -> None:
        self.run = run
        self.verbose = options.verbose
        self.summary = Summary()
        self.overview = Overview(run)
        self._fail_on = options.fail_on
        self._kept: list[tuple[tuple[int, ...], ProposalResult]] = []

    def add(self, result: ProposalResult) -> None:
        """Count a result, and keep it if it is among the gravest."""
        self.summary.add(result)
        row = self.overview.add(result)
        insort(self._kept, (row.gravity, result), key=lambda kept: kept[0])
        del self._kept[IN_FULL:]

    @property
    def single(self) -> bool:
        """Whether the page is about one proposal and nothing else."""
        return self.summary.proposals == 1

    @cached_property
    def proposals(self) -> Sequence[Proposal]:
        """The proposals that are told in full, the gravest first; read when all results have been added."""
        sections = Sections(self.run)
        return [Proposal(result, self.run, sections, gravity[-1]) for gravity, result in self._kept]

    @cached_property
    def told(self) -> Collection[int]:
        """The positions in the run of the proposals that are told in full."""
        return {proposal.number for proposal in self.proposals}

    @cached_property
    def rows(self) -> Sequence[Row]:
        """All proposals, the gravest first."""
        return self.overview.rows

    @property
    def grave(self) -> Sequence[Proposal]:
        """The proposals that have to be decided about, as far as the top of the page has room for them."""
        grave = [proposal for proposal in self.proposals if proposal.summary.unchecked or proposal.to_decide]
        return grave[:DECIDED_AT_THE_TOP]

    @property
    def more_grave(self) -> int:
        """How many more there are."""
        grave = sum(not row.checked or row.gravest in (Severity.CRITICAL, Severity.HIGH) for row in self.rows)
        return grave - len(self.grave)

    @property
    def has_warnings(self) -> bool:
        """Whether there is anything to search."""
        return any(proposal.result.warnings for proposal in self.proposals)

    @property
    def largest(self) -> int:
        """The most warnings that a proposal has."""
        return max((row.total for row in self.rows), default=0)

    @property
    def largest_pack(self) -> int:
        """The most warnings that the rules of a pack gave."""
        return max((sum(counts.values()) for _, counts in self.overview.packs), default=0)

    @property
    def left_out(self) -> int:
        """How many proposals have only a row."""
        return self.summary.proposals - len(self._kept)

    @property
    def title(self) -> str:
        """What the page is called."""
        if self.single:
            return self.proposals[0].name
        return counted(self.summary.proposals, "proposal")

    @property
    def packs(self) -> Sequence[str]:
        """The packs whose rules can warn, for the filter."""
        return self.run.packs

    @property
    def outcome(self) -> str:
        """The exit code with its reason."""
        code = self.summary.exit_code(self._fail_on)
        return f"{int(code)}: {words.reason(code, self.summary, self._fail_on)}"

    @property
    def severity_chart(self) -> str:
        """How many warnings there are of each severity."""
        bars = [Bar(severity.capitalize(), count, severity) for severity, count in self.summary.warnings.items()]
        return columns("Warnings by severity", bars)

    @property
    def gravity_chart(self) -> str:
        """How many proposals have which severity as their gravest."""
        gravest = [row.gravest for row in self.rows]
        unchecked = [Bar("Not checked", self.summary.unchecked, "unchecked")] if self.summary.unchecked else []
        bars = [*unchecked, *(Bar(severity.capitalize(), gravest.count(severity), severity) for severity in Severity)]
        bars.append(Bar("None", self.summary.statuses[Status.CHECKED] - sum(map(bool, gravest)), "clean"))
        return columns("Proposals by their gravest warning", bars)
