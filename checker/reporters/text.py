"""The report for people: a reviewer who has a quarter of an hour before the meeting.

The gravest comes first; each warning says where it stands, what would clear it and which guidance it rests on. The
words of a statement are given once per proposal. What comes from a proposal or a file name is escaped when shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from click import style

from checker.errors import Problem
from checker.quoting import counted
from checker.report import Failure, Finding, ProposalResult, Run, Status, Summary
from checker.reporters import Options, words
from checker.reporters.display import harmless, padded, shortened, width, wrap
from checker.rulebook.model import Severity

_COLORS = {Severity.CRITICAL: "magenta", Severity.HIGH: "red", Severity.MEDIUM: "yellow", Severity.LOW: "cyan"}
_PLACE_WIDTH = 7
_LONGEST_POINTER = 200  # columns; one that an unknown property ends may be as long as its name
_SENTENCE_END = re.compile(r"\.(?= [A-Z])")


def render(run: Run, results: Iterable[ProposalResult], options: Options) -> Iterator[str]:
    """Yield a section per proposal and a summary."""
    summary = Summary()
    yield ""
    for result in results:
        summary.add(result)
        if options.quiet and result.status is Status.CHECKED:
            yield ""
        else:
            yield _text(_Section(run, options).lines(result))
    yield "" if options.quiet else _text(_summary(run, summary, options))


def failure(failure: Failure) -> str:
    """Return what went wrong, one problem after another."""
    return _text(line for problem in failure.problems for line in problem_lines(problem))


def problem_lines(problem: Problem) -> Iterator[str]:
    """Yield a problem with its place and, below it, how to mend it."""
    place = ":".join(str(part) for part in (problem.path, problem.line, problem.column) if part is not None)
    yield harmless(f"{place}: {problem.message}" if place else problem.message)
    if problem.hint:
        yield harmless(f"  {problem.hint}")


class _Section:
    """The section of one proposal; remembers which statements it has already put into words."""

    def __init__(self, run: Run, options: Options) -> None:
        self.run = run
        self.options = options
        self.explained: set[str] = set()

    def lines(self, result: ProposalResult) -> Iterator[str]:
        yield from self.heading(result)
        if result.status is not Status.CHECKED:
            yield from self.errors(result)
        in_force = [finding for finding in result.warnings if finding.waived is None]
        if result.status is Status.CHECKED and not in_force:
            yield self.styled("No warnings.", fg="green")
        number = 0
        for severity, group in groupby(in_force, key=lambda finding: finding.severity):
            findings = list(group)
            yield ""
            yield self.styled(f"{severity.upper()} ({len(findings)})", fg=_COLORS[severity], bold=True)
            brief = severity is Severity.LOW and not self.options.verbose
            for finding in findings:
                number += 1
                yield from self.brief(number, finding) if brief else self.full(number, finding, result)
            if brief:
                hint = "(-v shows these in full: what to do about them, and the guidance)"
                yield from self.dim(wrap(hint, self.options.width, first="  "))
        yield from self.waived(result)
        yield ""

    def heading(self, result: ProposalResult) -> Iterator[str]:
        named = words.heading(result)
        title = wrap(harmless(named), self.options.width) if named else []
        place = wrap(harmless(words.document(result)), self.options.width)
        yield from (self.styled(line, bold=True) for line in title)
        yield from self.dim(place) if title else (self.styled(line, bold=True) for line in place)
        yield from self.dim(["-" * max(width(line) for line in [*title, *place])])

    def errors(self, result: ProposalResult) -> Iterator[str]:
        for line in wrap(words.NOT_CHECKED[result.status], self.options.width):
            yield self.styled(line, fg="red", bold=True)
        for number, problem in enumerate(result.errors, start=1):
            yield ""
            yield from self.numbered(number, problem.message, bold=True)
            if problem.line is not None:
                yield from self.place(
                    result, problem.line, problem.column, shortened(harmless(problem.pointer or ""), _LONGEST_POINTER)
                )
            if problem.hint:
                yield from self.labelled("Hint", problem.hint)

    def full(self, number: int, finding: Finding, result: ProposalResult) -> Iterator[str]:
        yield ""
        yield from self.numbered(number, finding.message, bold=True)
        yield from self.place(result, finding.line, finding.column, finding.rule)
        if finding.advice:
            yield from self.labelled("To do", finding.advice)
        for position, statement in enumerate(finding.cites):
            yield from self.labelled("" if position else "Why", self.statement(statement))
        if self.options.verbose and finding.because:
            seen = (f"{evidence.fact} {evidence.pointer or ''}".rstrip() for evidence in finding.because)
            yield from self.labelled("Read from", ", ".join(seen))

    def brief(self, number: int, finding: Finding) -> Iterator[str]:
        """Yield one line: the place, and as much of the first sentence as there is room for."""
        place = padded(f"{finding.line}:{finding.column}", _PLACE_WIDTH)
        yield shortened(harmless(f"{number:3}. {place} {_first_sentence(finding.message)}"), self.options.width)

    def waived(self, result: ProposalResult) -> Iterator[str]:
        waived = [(finding, finding.waived) for finding in result.warnings if finding.waived is not None]
        if not waived:
            return
        yield ""
        more = "" if self.options.verbose else " (-v lists what, and why)"
        yield from self.dim(wrap(f"{counted(len(waived), 'warning')} waived{more}", self.options.width))
        if self.options.verbose:
            for number, (finding, waiver) in enumerate(waived, start=1):
                yield from self.brief(number, finding)
                yield from self.labelled("Waived", words.waiver(waiver))

    def statement(self, name: str) -> str:
        if name in self.explained:
            return f"{name} (see above)"
        if name in self.run.statements:
            self.explained.add(name)
        return words.statement(name, self.run)

    def numbered(self, number: int, text: str, *, bold: bool = False) -> Iterator[str]:
        """Yield a numbered paragraph."""
        for line in wrap(harmless(text), self.options.width, first=f"{number:3}. "):
            yield self.styled(line, bold=bold)

    def labelled(self, label: str, text: str) -> Iterator[str]:
        first, *rest = wrap(harmless(text), self.options.width, first=padded(f"     {label}", 16))
        yield self.styled(first[:16], dim=bool(label)) + first[16:]
        yield from rest

    def place(self, result: ProposalResult, line: int, column: int | None, what: str) -> Iterator[str]:
        where = words.place(result, line, column)
        yield from self.dim(wrap(harmless(f"{where}  {what}".rstrip()), self.options.width, first="     "))

    def dim(self, lines: Iterable[str]) -> Iterator[str]:
        return (self.styled(line, dim=True) for line in lines)

    def styled(self, text: str, *, fg: str | None = None, bold: bool = False, dim: bool = False) -> str:
        if not self.options.color or not (fg or bold or dim):
            return text
        return style(text, fg=fg, bold=bold or None, dim=dim or None)


def _summary(run: Run, summary: Summary, options: Options) -> Iterator[str]:
    code = summary.exit_code(options.fail_on)
    rows = [
        ("Proposals", f"{summary.proposals}: {words.counts(summary.statuses)}"),
        ("Warnings", words.warnings(summary)),
        ("Checked", words.checked_by(run)),
        ("Exit code", f"{int(code)}: {words.reason(code, summary, options.fail_on)}"),
    ]
    yield style("Summary", bold=True) if options.color else "Summary"
    for label, text in rows:
        yield from wrap(harmless(text), options.width, first=padded(f"  {label}", 13))
    if options.verbose:
        yield padded("  Rules", 13) + harmless(run.rulebook.digest)  # never broken, so that it can be copied


def _first_sentence(message: str) -> str:
    """Return a message up to the first full stop that ends a sentence, and is not inside of a quoted name."""
    ends = (match.start() + 1 for match in _SENTENCE_END.finditer(message))
    return next((message[:end] for end in ends if message.count('"', 0, end) % 2 == 0), message)


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
