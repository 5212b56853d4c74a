"""The warnings of a whole run put together by severity or by rule, in place of a section per proposal.

What is kept until the end is the warnings alone; proposals that could not be checked are shown as they come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from checker.quoting import counted
from checker.report import Finding, ProposalResult, Status
from checker.reporters import words
from checker.reporters.text_parts import COLORS, MARGIN, Context, first_sentence
from checker.reporters.text_section import Section
from checker.rulebook.model import Severity


@dataclass(frozen=True, slots=True)
class _Entry:
    """A warning, with what its proposal is called and where that stands."""

    finding: Finding
    called: str
    id: str
    path: str
    number: int


class Groups:
    """Collects the warnings of a run."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._entries: list[_Entry] = []
        self._proposals = 0

    def add(self, result: ProposalResult) -> Iterator[str]:
        """Keep the warnings of a proposal, and yield what can't be put into a group: errors and notices."""
        self._proposals += 1
        for finding in result.in_force:
            kept = replace(finding, excerpt=None, because=())
            called, path = words.heading(result) or words.file_name(result), words.file_name(result)
            self._entries.append(_Entry(kept, called, result.id or "", path, self._proposals))
        section = Section(self._context)
        if result.status is not Status.CHECKED or result.notices:
            yield from section.heading(result)
            if result.status is not Status.CHECKED:
                yield from section.errors(result)
            yield from section.notices(result.notices)
            yield ""

    def lines(self) -> Iterator[str]:
        """Yield the groups."""
        by_rule = self._context.options.group_by == "rule"
        yield from self._by_rule() if by_rule else self._by_severity()

    def _by_severity(self) -> Iterator[str]:
        number = 0
        for severity, group in self._groups():
            yield from self._heading(severity.upper(), _amount(group), severity)
            if self._is_folded(severity):
                yield from self._folded(group)
                continue
            for _, entries in groupby(group, key=lambda entry: entry.number):
                of_proposal = list(entries)
                yield ""
                yield from self._context.writer.paragraph(of_proposal[0].called, first="  ", bold=True)
                for entry in of_proposal:
                    number += 1
                    yield from self._entry(number, entry, entry.finding.rule)
            yield ""

    def _by_rule(self) -> Iterator[str]:
        for severity, group in self._groups():
            if self._is_folded(severity):
                yield from self._heading(severity.upper(), _amount(group), severity)
                yield from self._folded(group)
                continue
            for rule, entries in _rules(group):
                title = f"{severity.upper()}: {self._context.title(rule)}"
                yield from self._heading(title, f"{rule}, {_amount(entries)}", severity)
                for number, entry in enumerate(entries, start=1):
                    yield from self._entry(number, entry, entry.id)
                yield ""

    def _groups(self) -> Iterator[tuple[Severity, list[_Entry]]]:
        """Yield what was kept by severity, the gravest first, in the order of the proposals."""
        ordered = sorted(self._entries, key=lambda entry: (entry.finding.severity.rank, entry.number))
        for severity, entries in groupby(ordered, key=lambda entry: entry.finding.severity):
            yield severity, list(entries)

    def _is_folded(self, severity: Severity) -> bool:
        return severity is Severity.LOW and not self._context.options.verbose

    def _heading(self, title: str, about: str, severity: Severity) -> Iterator[str]:
        yield from self._context.writer.paragraph(title, fg=COLORS[severity], bold=True)
        yield from self._context.writer.dim(self._context.writer.paragraph(about))

    def _entry(self, number: int, entry: _Entry, about: str) -> Iterator[str]:
        finding = entry.finding
        verbose = self._context.options.verbose
        text = finding.message if verbose else first_sentence(finding.message)
        yield from self._context.writer.paragraph(text, first=f"{number:3}. ")
        yield from self._context.writer.place(entry.path, finding.line, finding.column, about=about)
        if verbose:
            yield from self._context.writer.labelled("To do", finding.advice)
            yield from self._context.writer.labelled("Known as", finding.fingerprint)

    def _folded(self, group: Sequence[_Entry]) -> Iterator[str]:
        for rule, entries in _rules(group):
            yield self._context.writer.one_line(f"{MARGIN}{len(entries):4}  {self._context.title(rule)}")
        yield self._context.writer.styled(f"{MARGIN}(-v shows them one by one)", dim=True)
        yield ""


def _rules(group: Sequence[_Entry]) -> list[tuple[str, list[_Entry]]]:
    """Return the entries of each rule, those that warn most first."""
    rules: dict[str, list[_Entry]] = {}
    for entry in group:
        rules.setdefault(entry.finding.rule, []).append(entry)
    return sorted(rules.items(), key=lambda one: (-len(one[1]), one[0]))


def _amount(group: Sequence[_Entry]) -> str:
    proposals = len({entry.number for entry in group})
    return f"{counted(len(group), 'warning')} in {counted(proposals, 'proposal')}"
