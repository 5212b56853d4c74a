"""Many proposals side by side: a row for each, the numbers for each pack, and the heat map of proposals by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from checker.report import ProposalResult, Run, Status, Summary
from checker.reporters import words
from checker.reporters.html.charts import stacked
from checker.rulebook.model import Severity

MAPPED = 30
"""Proposals that the heat map has room for."""

_HEAT = (1, 2, 4)
"""From how many warnings on a cell of the heat map is how hot."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is kept of every proposal.

    gravity: a sort key, the gravest first; its last number is the proposal's position in the run, from 1.
    counts, rules: how many warnings in force there are, by severity and by rule.
    """

    gravity: tuple[int, ...]
    name: str
    document: str
    status: Status
    counts: Mapping[Severity, int]
    waived: int
    rules: Mapping[str, int]

    @property
    def number(self) -> int:
        """The proposal's position in the run, from 1; with that, links find it on the page."""
        return self.gravity[-1]

    @property
    def checked(self) -> bool:
        """Whether warnings are known."""
        return self.status is Status.CHECKED

    @property
    def total(self) -> int:
        """How many warnings in force there are."""
        return sum(self.counts.values())

    @property
    def gravest(self) -> Severity | None:
        """The severity of its gravest warning, None where it has none."""
        return next((severity for severity, count in self.counts.items() if count), None)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in the heat map. cells: how many warnings of it each proposal has, in the order of the columns."""

    id: str
    title: str
    severity: Severity
    total: int
    proposals: int
    cells: Sequence[int]


class Overview:
    """What is known of all proposals of a run; read when all results have been added."""

    def __init__(self, run: Run) -> None:
        self._rules = {rule.id: rule for rule in run.rulebook.warning_rules()}
        self._packs = run.rulebook.packs
        self._severities: dict[str, Severity] = {}
        self._by_pack: dict[str, Counter[Severity]] = {pack: Counter() for pack in run.packs}
        self._rows: list[Row] = []

    def add(self, result: ProposalResult) -> Row:
        """Take down what is kept of a result."""
        in_force = result.in_force
        for finding in in_force:
            self._by_pack.setdefault(finding.pack, Counter())[finding.severity] += 1
            self._severities[finding.rule] = min(
                finding.severity, self._severities.get(finding.rule, finding.severity), key=lambda one: one.rank
            )
        summary = Summary([result])
        gravity = (1 - summary.unchecked, *(-count for count in summary.warnings.values()), len(self._rows) + 1)
        name = result.title or result.id or words.document(result)
        rules = Counter(finding.rule for finding in in_force)
        row = Row(gravity, name, words.document(result), result.status, summary.warnings, summary.waived, dict(rules))
        self._rows.append(row)
        return row

    @cached_property
    def rows(self) -> Sequence[Row]:
        """All proposals, the gravest first."""
        return sorted(self._rows, key=lambda row: row.gravity)

    @cached_property
    def packs(self) -> Sequence[tuple[str, Mapping[Severity, int]]]:
        """How many warnings in force the rules of each pack gave, the title of the pack first."""
        titles = {name: pack.title for name, pack in self._packs.items()}
        return [(titles.get(name, name), {level: counts[level] for level in Severity})
                for name, counts in sorted(self._by_pack.items())]  # fmt: skip

    @cached_property
    def mapped(self) -> Sequence[Row]:
        """The columns of the heat map: the gravest proposals that could be checked."""
        return [row for row in self.rows if row.checked][:MAPPED]

    @property
    def unmapped(self) -> int:
        """How many proposals the heat map has no room for."""
        return max(0, sum(row.checked for row in self._rows) - MAPPED)

    @cached_property
    def heat_map(self) -> Sequence[RuleRow]:
        """The rows of the heat map: each rule that warned, the gravest and the most frequent first."""
        columns = self.mapped
        rows = []
        for rule, severity in self._severities.items():
            counts = [row.rules.get(rule, 0) for row in self._rows]
            title = self._rules[rule].title if rule in self._rules else ""
            cells = [row.rules.get(rule, 0) for row in columns]
            rows.append(RuleRow(rule, title or rule, severity, sum(counts), sum(map(bool, counts)), cells))
        return sorted(rows, key=lambda row: (row.severity.rank, -row.proposals, -row.total, row.id))

    @staticmethod
    def heat(count: int) -> int:
        """Return how hot a cell is: 0 for none, 3 for many."""
        return sum(count >= least for least in _HEAT)

    @staticmethod
    def bar(counts: Mapping[Severity, int], longest: int) -> str:
        """Return counts as a bar; one of `longest` warnings is as long as can be."""
        return stacked([(severity, count) for severity, count in counts.items()], longest)
