"""Markdown for a pull request or the minutes of a meeting: a table of the proposals, then what to decide about each.

The gravest comes first, so all results are waited for. What is critical or high is to decide, what is medium to ask;
the rest is folded, by section of the proposal. What comes from a proposal is text, never markup (`markup.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checker.errors import Problem
from checker.quoting import counted
from checker.report import Failure, Finding, ProposalResult, Run, Status, Summary
from checker.reporters import Options, words
from checker.reporters.markup import cell, code, prose, strong
from checker.rulebook.model import Severity
from checker.sections import Sections

_TO_DECIDE = (Severity.CRITICAL, Severity.HIGH)
_TO_ASK = (Severity.MEDIUM,)


@dataclass(frozen=True, slots=True)
class _Part:
    """What the report has of one proposal. gravity: a sort key, the gravest first."""

    gravity: tuple[object, ...]
    row: str
    section: str


def render(run: Run, results: Iterable[ProposalResult], options: Options) -> Iterator[str]:
    """Yield the report at the end; until then, only what it will show is kept."""
    summary = Summary()
    sections = Sections(run)
    parts: list[_Part] = []
    yield ""
    for result in results:
        summary.add(result)
        parts.append(_part(result, run, sections))
        yield ""
    parts.sort(key=lambda part: part.gravity)
    yield _text([*_overview(summary, parts), *(part.section for part in parts), *_footer(run, summary, options)])


def failure(failure: Failure) -> str:
    """Return what went wrong, as a list."""
    return _text(["## The proposals could not be checked", "", *(_problem(one) for one in failure.problems)])


def _overview(summary: Summary, parts: Sequence[_Part]) -> Iterator[str]:
    yield from [f"## {counted(summary.proposals, 'proposal')} checked by caveat", ""]
    if summary.unchecked:
        yield from [f"**{counted(summary.unchecked, 'proposal')} could not be checked.**", ""]
    yield from [f"**Warnings** {words.warnings(summary)}", ""]
    yield f"| Proposal | {' | '.join(severity.capitalize() for severity in Severity)} | Waived |"
    yield f"| --- |{' ---: |' * (len(Severity) + 1)}"
    yield from (part.row for part in parts)


def _part(result: ProposalResult, run: Run, sections: Sections) -> _Part:
    summary = Summary([result])
    name = cell(words.heading(result) or words.document(result))
    if result.status is Status.CHECKED:
        numbers = [str(number) for number in (*summary.warnings.values(), summary.waived)]
    else:
        numbers = [f"not checked: {result.status}", *[""] * len(Severity)]
    gravity = (summary.unchecked == 0, *(-number for number in summary.warnings.values()), result.path, result.index)
    return _Part(gravity, f"| {name} | {' | '.join(numbers)} |", _text(_section(result, run, sections)).rstrip("\n"))


def _section(result: ProposalResult, run: Run, sections: Sections) -> Iterator[str]:
    heading = words.heading(result)
    document = code(words.document(result))
    yield from ["", f"### {prose(heading)}", "", document] if heading else ["", f"### {document}"]
    if result.status is not Status.CHECKED:
        yield from ["", f"**{words.NOT_CHECKED[result.status]}**", ""]
        yield from (_problem(problem) for problem in result.errors)
    in_force = result.in_force
    waived = [finding for finding in result.warnings if finding.waived is not None]
    if result.status is Status.CHECKED and not in_force:
        yield from ["", "No warnings."]
    listed = _List(run)
    for title, severities in (("To decide", _TO_DECIDE), ("To ask", _TO_ASK)):
        findings = [finding for finding in in_force if finding.severity in severities]
        if findings:
            yield from ["", f"#### {title} ({len(findings)})"]
            yield from listed.lines(findings)
    rest = [finding for finding in in_force if finding.severity not in (*_TO_DECIDE, *_TO_ASK)]
    if rest:
        yield from _folded(f"{counted(len(rest), 'warning')} of severity low, by section", _by_section(rest, sections))
    if waived:
        yield from _folded(f"{counted(len(waived), 'warning')} waived", (_waived(finding) for finding in waived))
    if result.notices:
        yield from ["", "#### Notices", "", *(_problem(notice) for notice in result.notices)]


class _List:
    """Warnings in full, numbered through, so that a meeting can speak of the fifth; each statement in words once."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.number = 0
        self.explained: set[str] = set()

    def lines(self, findings: Iterable[Finding]) -> Iterator[str]:
        for finding in findings:
            self.number += 1
            margin = " " * len(f"{self.number}. ")
            yield from ["", f"{self.number}. {strong(finding.message)}"]
            yield f"{margin}- {finding.severity.capitalize()}, line {finding.line}, rule {code(finding.rule)}"
            if finding.advice:
                yield f"{margin}- To do: {prose(finding.advice)}"
            yield from (f"{margin}- Why: {prose(self.statement(name))}" for name in finding.cites)

    def statement(self, name: str) -> str:
        if name in self.explained:
            return f"{name} (see above)"
        self.explained.add(name)
        return words.statement(name, self.run)


def _by_section(findings: Iterable[Finding], sections: Sections) -> Iterator[str]:
    """Yield warnings in one line each, by the section of the proposal that they belong to."""
    for number, (title, group) in enumerate(sections.grouped(findings)):
        yield from [*([""] if number else []), f"{strong(title)} ({len(group)})", ""]
        yield from (_brief(finding) for finding in group)


def _brief(finding: Finding) -> str:
    return f"- Line {finding.line}: {prose(finding.message)} {code(finding.rule)}"


def _waived(finding: Finding) -> str:
    assert finding.waived is not None
    return f"{_brief(finding)} ({finding.severity}), waived: {prose(words.waiver(finding.waived))}"


def _problem(problem: Problem) -> str:
    place = ":".join(str(part) for part in (problem.path, problem.line, problem.column) if part is not None)
    shown = [code(place if problem.path else f"line {place}")] if place else []
    return "- " + " ".join([*shown, prose(problem.message), *([f"({prose(problem.hint)})"] if problem.hint else [])])


def _folded(summary: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield lines that a forge shows when one asks for them; the blank lines make them Markdown and not HTML."""
    yield from ["", f"<details><summary>{summary}</summary>", "", *lines, "", "</details>"]


def _footer(run: Run, summary: Summary, options: Options) -> Iterator[str]:
    result = summary.exit_code(options.fail_on)
    yield from ["", "---", "", f"Checked {prose(words.checked_by(run))}, {code(run.rulebook.digest)}."]
    yield f"Exit code {int(result)}: {prose(words.reason(result, summary, options.fail_on))}"


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
