"""The section of one proposal in the text report: what to decide, what to ask, and the rest folded.

A short proposal easily gets forty warnings. What is critical or high comes first and in full, then what is medium;
what is low is counted by section of the proposal, one line each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from checker.errors import Problem
from checker.quoting import counted
from checker.report import Finding, ProposalResult, Status
from checker.reporters import words
from checker.reporters.display import harmless, padded, shortened, width, wrap
from checker.reporters.text_excerpt import excerpt_lines
from checker.reporters.text_parts import COLORS, Context, first_sentence
from checker.rulebook.model import Severity

_LONGEST_POINTER = 200  # columns; one that an unknown property ends may be as long as its name


class Section:
    """The section of one proposal; remembers which statements and lines of the document it has already shown."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.writer = context.writer
        self.options = context.options
        self.sections = context.sections
        self._explained: set[str] = set()
        self._shown: set[str] = set()

    def lines(self, result: ProposalResult) -> Iterator[str]:
        """Yield all of it, an empty line at the end."""
        yield from self.heading(result)
        if result.status is not Status.CHECKED:
            yield from self.errors(result)
        else:
            yield from self.warnings(result)
        yield from self.notices(result.notices)
        yield from self.waived(result)
        yield ""

    def heading(self, result: ProposalResult) -> Iterator[str]:
        yield from self.writer.heading(result)

    def errors(self, result: ProposalResult) -> Iterator[str]:
        yield from self.writer.paragraph(words.NOT_CHECKED[result.status], fg="red", bold=True)
        for number, problem in enumerate(result.errors, start=1):
            yield ""
            yield from self.writer.numbered(number, problem.message)
            if problem.line is not None:
                pointer = shortened(harmless(problem.pointer or ""), _LONGEST_POINTER)
                yield from self.writer.place(words.file_name(result), problem.line, problem.column, about=pointer)
            if problem.hint:
                yield from self.writer.labelled("Hint", problem.hint)

    def warnings(self, result: ProposalResult) -> Iterator[str]:
        findings = result.in_force
        decide = [finding for finding in findings if finding.severity in (Severity.CRITICAL, Severity.HIGH)]
        ask = [finding for finding in findings if finding.severity is Severity.MEDIUM]
        note = [finding for finding in findings if finding.severity is Severity.LOW]
        if not findings:
            yield self.writer.styled("No warnings.", fg="green")
            return
        yield from self.writer.paragraph(f"{len(decide)} to decide, {len(ask)} to ask, {len(note)} to note")
        if decide:
            yield from self._part("TO DECIDE", "before this goes on", decide)
            for number, finding in enumerate(decide, start=1):
                yield from self.full(number, finding, result, f"{finding.severity.upper()}: ")
        if ask:
            yield from self._part("TO ASK", "the proposers", ask)
            for number, finding in enumerate(ask, start=len(decide) + 1):
                yield from self.full(number, finding, result)
        if note:
            unfolded = self.options.verbose
            yield from self._part("TO NOTE", "by section" if unfolded else "by section; -v shows them in full", note)
            number = len(decide) + len(ask)
            yield from self.unfolded(note, result, number) if unfolded else self.folded(note)

    def _part(self, title: str, about: str, findings: Sequence[Finding]) -> Iterator[str]:
        yield ""
        heading = f"{title} ({len(findings)})"
        first, *rest = wrap(about, self.options.width, first=f"{heading}  ")
        colored = self.writer.styled(heading, fg=COLORS[findings[0].severity], bold=True)
        yield colored + self.writer.styled(first.removeprefix(heading), dim=True)
        yield from self.writer.dim(rest)

    def full(self, number: int, finding: Finding, result: ProposalResult, label: str = "") -> Iterator[str]:
        """Yield all about a warning that a reviewer has to know; with -v also what it rests on."""
        yield ""
        first, *rest = self.writer.paragraph(f"{label}{finding.message}", first=f"{number:3}. ")
        color = COLORS[finding.severity] if label else None
        yield self.writer.styled(first[: 5 + len(label)], fg=color, bold=True) + self.writer.styled(
            first[5 + len(label) :], bold=True
        )
        yield from (self.writer.styled(line, bold=True) for line in rest)
        yield from self.writer.place(words.file_name(result), finding.line, finding.column, about=finding.rule)
        # Of the proposal as a whole, the lines would show its first bracket.
        if finding.excerpt is not None and finding.pointer and finding.pointer not in self._shown:
            self._shown.add(finding.pointer)
            yield from excerpt_lines(finding.excerpt, finding.severity, self.writer)
        if finding.advice:
            yield from self.writer.labelled("To do", finding.advice)
        for position, statement in enumerate(finding.cites):
            yield from self.writer.labelled("" if position else "Why", self.statement(statement))
        if self.options.verbose:
            if finding.because:
                seen = (f"{evidence.fact} {evidence.pointer or ''}".rstrip() for evidence in finding.because)
                yield from self.writer.labelled("Read from", ", ".join(seen))
            yield from self.writer.labelled("Known as", finding.fingerprint)

    def folded(self, findings: Sequence[Finding]) -> Iterator[str]:
        """Yield a line per section: how many warnings, and of what."""
        grouped = self.sections.grouped(findings)
        columns = max(width(harmless(title)) for title, _ in grouped)
        for title, group in grouped:
            counts = Counter(self.context.title(finding.rule) for finding in group)
            told = "; ".join(f"{title} ({count})" if count > 1 else title for title, count in counts.most_common())
            yield self.writer.one_line(f"  {padded(harmless(title), columns)}  {len(group):3}  {told}")

    def unfolded(self, findings: Sequence[Finding], result: ProposalResult, number: int) -> Iterator[str]:
        for title, group in self.sections.grouped(findings):
            yield ""
            yield self.writer.styled(self.writer.one_line(f"  {title}"), bold=True)
            for finding in group:
                number += 1
                yield from self.full(number, finding, result)

    def notices(self, notices: Sequence[Problem]) -> Iterator[str]:
        """Yield what a reader should know beside the warnings."""
        if notices:
            yield ""
        for notice in notices:
            place = ":".join(str(part) for part in (notice.path, notice.line, notice.column) if part is not None)
            text = f"{place}: {notice.message}" if place else notice.message
            yield from self.writer.paragraph(text, first="Notice: ", fg="yellow")
            if notice.hint:
                yield from self.writer.paragraph(notice.hint, first=" " * 8)

    def waived(self, result: ProposalResult) -> Iterator[str]:
        waived = [(finding, finding.waived) for finding in result.warnings if finding.waived is not None]
        if not waived:
            return
        yield ""
        more = "" if self.options.verbose else " (-v lists what, and why)"
        yield from self.writer.dim(wrap(f"{counted(len(waived), 'warning')} waived{more}", self.options.width))
        if self.options.verbose:
            for number, (finding, waiver) in enumerate(waived, start=1):
                yield self.writer.one_line(f"{number:3}. {first_sentence(finding.message)}")
                yield from self.writer.place(words.file_name(result), finding.line, finding.column, about=finding.rule)
                yield from self.writer.labelled("Waived", words.waiver(waiver))
                yield from self.writer.labelled("Known as", finding.fingerprint)

    def statement(self, name: str) -> str:
        """Return a statement of the guidance with its words, which are given once per proposal."""
        if name in self._explained:
            return f"{name} (see above)"
        if name in self.context.run.statements:
            self._explained.add(name)
        return words.statement(name, self.context.run)
