"""Explanations for people: the warning, what it rests on with the lines of the document, what would clear it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from checker.explain.changes import Change
from checker.explain.clear import Clearing, Way
from checker.explain.clear_all import Proposed
from checker.explain.explanation import Explained, Explanation
from checker.explain.reasons import Place, Reason
from checker.explain.why_not import Miss, WhyNot
from checker.quoting import counted
from checker.report import Finding, Json, ProposalResult, Run
from checker.reporters import Options, words
from checker.reporters.display import harmless, wrap
from checker.reporters.dump import dump
from checker.reporters.text_excerpt import excerpt_lines
from checker.reporters.text_parts import COLORS, MARGIN, Writer, as_text
from checker.rulebook.model import Severity
from checker.rulebook.relations import quoted, words_for

_MOST_MISSES = 10
_NESTED = "  "
_MOST_CHOICES = 6


def text(explanation: Explanation, run: Run, options: Options) -> str:
    """Return an explanation of a proposal that was checked."""
    return as_text(_Text(explanation.result, run, options).lines(explanation))


class _Text:
    def __init__(self, result: ProposalResult, run: Run, options: Options) -> None:
        self._result = result
        self._run = run
        self._options = options
        self._writer = Writer(options)
        self._file = words.file_name(result)

    def lines(self, explanation: Explanation) -> Iterator[str]:
        """Yield the heading and the answer."""
        yield from self._heading()
        if explanation.why_not is not None:
            yield from self._why_not(explanation.why_not)
        elif explanation.proposed is not None:
            yield from self._proposed(explanation.proposed)
        elif explanation.warnings:
            for number, one in enumerate(explanation.warnings, start=1):
                yield from self._warning(number, one)
        elif explanation.rule is not None:
            told = f"`{explanation.rule}` does not warn of this proposal: --why-not {explanation.rule} tells why."
            yield from self._writer.paragraph(told)
        else:
            yield self._writer.styled("No warnings.", fg="green")

    def _heading(self) -> Iterator[str]:
        yield from self._writer.heading(self._result)

    def _warning(self, number: int, one: Explained) -> Iterator[str]:
        finding = one.finding
        yield ""
        yield from self._message(number, finding)
        yield from self._writer.place(self._file, finding.line, finding.column, about=finding.rule)
        yield from self._writer.labelled("Known as", finding.fingerprint)
        yield from self._part("Because")
        yield from self._reasons(one.reasons, f"{MARGIN}- ", finding.severity)
        if one.guidance:
            yield from self._part("Guidance")
        for statement in one.guidance:
            yield from self._writer.paragraph(words.statement(statement.id, self._run), first=f"{MARGIN}- ")
        yield from self._part("To do")
        yield from self._writer.paragraph(finding.advice, first=MARGIN)
        if one.clearing is not None:
            yield from self._clearing(one.clearing)

    def _message(self, number: int, finding: Finding) -> Iterator[str]:
        label = f"{number:3}. {finding.severity.upper()}: "
        first, *rest = wrap(
            harmless(f"{finding.severity.upper()}: {finding.message}"), self._options.width, first=label[:5]
        )
        colored = self._writer.styled(label, fg=COLORS[finding.severity], bold=True)
        yield colored + self._writer.styled(first[len(label) :], bold=True)
        yield from (self._writer.styled(line, bold=True) for line in rest)

    def _part(self, title: str) -> Iterator[str]:
        yield ""
        yield from self._writer.paragraph(title, first=MARGIN, bold=True)

    def _reasons(self, reasons: Sequence[Reason], first: str, severity: Severity) -> Iterator[str]:
        indentation = " " * len(first)
        for reason in reasons:
            ending = ", because" if reason.because and reason.kind.is_conclusion else ":" if reason.because else ""
            yield from self._writer.paragraph(f"{reason.text}{ending}", first=first)
            for place in reason.places:
                yield from self._place(place, indentation, severity)
            yield from self._reasons(reason.because, f"{indentation}- ", severity)

    def _place(self, place: Place, indentation: str, severity: Severity) -> Iterator[str]:
        where = f"{self._file}:{place.line}:{place.column}"
        yield from self._writer.dim(wrap(harmless(where), self._options.width, first=indentation))
        # Of the proposal as a whole, the lines would show its first bracket.
        if place.pointer:
            further = indentation[len(MARGIN) :]
            narrower = Writer(replace(self._options, width=self._options.width - len(further)))
            yield from (further + line for line in excerpt_lines(place.excerpt, severity, narrower))

    def _clearing(self, clearing: Clearing) -> Iterator[str]:
        ways = clearing.ways
        if not ways:
            yield from self._part("What would clear it")
            told = (
                "No set of changes to values and elements was found that clears it; the advice above says what to do."
            )
            yield from self._writer.paragraph(told, first=MARGIN)
            if not clearing.smallest:
                yield from self._writer.paragraph("Not all sets were tried: that would take too long.", first=MARGIN)
            return
        enough = "one of these is enough; each was checked" if len(ways) > 1 else "this is enough; it was checked"
        yield from self._part(f"What would clear it ({enough})")
        for number, way in enumerate(ways):
            yield from self._way(chr(ord("a") + number), way)
        if clearing.left_out:
            more = f"Found, but not shown: {counted(clearing.left_out, 'other way')}."
            yield from self._writer.paragraph(more, first=MARGIN)
        if not clearing.smallest:
            yield from self._writer.paragraph("There may be a smaller set: not all of them were tried.", first=MARGIN)

    def _way(self, letter: str, way: Way) -> Iterator[str]:
        first = f"{MARGIN}{letter}) "
        indentation = " " * len(first)
        yield from self._writer.paragraph(" ".join(_sentences(way)), first=first)
        if not way.advised:
            yield from self._writer.paragraph(
                "Only where that is so: the advice does not ask for it.", first=indentation
            )
        if way.brings:
            brought = ", ".join(f"{one.rule} ({one.severity})" for one in way.brings)
            yield from self._writer.paragraph(
                f"It brings {counted(len(way.brings), 'other warning')}: {brought}", first=indentation
            )
        yield from self._patch(way.patch, indentation)

    def _patch(self, patch: Sequence[Json], indentation: str) -> Iterator[str]:
        """Yield a JSON Patch, an operation on each line, whole so that it can be copied."""
        for number, operation in enumerate(patch):
            start, end = "[" if number == 0 else " ", "]" if number == len(patch) - 1 else ","
            yield self._writer.styled(f"{indentation}{start}{dump(operation)}{end}", dim=True)

    def _proposed(self, proposed: Proposed) -> Iterator[str]:
        graver = "" if proposed.severity is Severity.CRITICAL else " or graver"
        about = f"of severity {proposed.severity}{graver}"
        if not proposed.cleared and not proposed.left:
            yield from self._writer.paragraph(f"There is no warning {about}.", fg="green")
            return
        total = len(proposed.cleared) + len(proposed.left)
        cleared = f"One patch clears {len(proposed.cleared)} of {counted(total, 'warning')} {about}"
        yield from self._writer.paragraph(f"{cleared}. The proposal was checked again with it.")
        if proposed.changes:
            yield ""
            yield self._writer.styled("Changes", bold=True)
            for number, change in enumerate(proposed.changes, start=1):
                yield from self._writer.paragraph(f"{change.text}{_choice(change)}", first=f"{number:3}. ")
        if proposed.blanks:
            yield ""
            yield self._writer.styled("Left for you to fill in or to confirm", bold=True)
            for blank in proposed.blanks:
                yield from self._writer.paragraph(f"{blank.pointer}: {blank.what}", first="   - ")
        yield from self._findings("Not cleared without taking out or redefining what the proposal says", proposed.left)
        yield from self._findings("New with these changes", proposed.new)
        if not proposed.complete:
            yield ""
            yield from self._writer.paragraph("So many changes were tried that the search was ended before its time.")
        if proposed.changes:
            yield ""
            yield self._writer.styled("Patch", bold=True)
            yield from self._patch(proposed.patch, "")

    def _findings(self, title: str, findings: Sequence[Finding]) -> Iterator[str]:
        if findings:
            yield ""
            yield self._writer.styled(title, bold=True)
        for finding in findings:
            yield from self._writer.paragraph(f"{finding.severity.upper()}: {finding.message}", first="   - ")

    def _why_not(self, found: WhyNot) -> Iterator[str]:
        yield from self._writer.paragraph(f"{found.rule}: {found.title}", bold=True)
        yield ""
        if found.warnings:
            told = f"It does warn, {counted(found.warnings, 'time')}: --rule {found.rule} tells why."
            yield from self._writer.paragraph(told)
        if not found.misses:
            if not found.warnings:
                yield from self._writer.paragraph("The proposal has nothing that this rule could warn of.")
            return
        rest = "Of everything else it" if found.warnings else "It"
        yield from self._writer.paragraph(f"{rest} does not warn, the nearest miss first:")
        for miss in found.misses[:_MOST_MISSES]:
            yield from self._miss(miss)
        left = len(found.misses) - _MOST_MISSES
        if left > 0:
            yield ""
            yield from self._writer.paragraph(f"And {left} more; --format json has all of them.")
        if not found.complete:
            yield from self._writer.paragraph("There are so many combinations that not all of them were looked at.")

    def _miss(self, miss: Miss) -> Iterator[str]:
        yield ""
        about = miss.about[0].upper() + miss.about[1:]
        fails = "one condition fails" if len(miss.reasons) == 1 else f"{len(miss.reasons)} conditions fail"
        yield from self._writer.paragraph(f"{about}: {fails}", bold=True)
        yield from self._reasons(miss.reasons, f"{MARGIN}- ", Severity.LOW)


def _sentences(way: Way) -> Iterator[str]:
    """Yield the changes in words; of one that sets a value, the other values that do as well."""
    for change in way.changes:
        yield change.text
    if way.alternatives:
        yield f"Or to {words_for([quoted(one) for one in way.alternatives], 'or')}."


def _choice(change: Change) -> str:
    """Say what could have been chosen as well."""
    others = change.choices[1 : _MOST_CHOICES + 1]
    return f" (a choice; it could also be {words_for(others, 'or')})" if others else ""
