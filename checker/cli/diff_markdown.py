"""The comparison of `caveat diff` as Markdown, for a pull request or the minutes of a meeting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.cli import diff_words as words
from checker.cli.diff_sides import Comparison
from checker.difference import Explained
from checker.report import Finding
from checker.reporters.markup import code, prose, strong


def render(comparison: Comparison, verbose: bool) -> str:
    """Return the whole text."""
    return "\n".join(_lines(comparison, verbose)) + "\n"


def _lines(comparison: Comparison, verbose: bool) -> Iterator[str]:
    yield f"## {code(comparison.old.name)} → {code(comparison.new.name)}"
    for note in (words.other_inputs(comparison), words.left_out(comparison)):
        yield from ["", prose(note)] if note else ()
    for explained in comparison.proposals:
        yield from ["", f"### {prose(words.title(explained))}", ""]
        yield from _proposal(comparison, explained, verbose)


def _proposal(comparison: Comparison, explained: Explained, verbose: bool) -> Iterator[str]:
    found = explained.difference
    unchecked = [text for result in (found.old, found.new) if (text := words.unchecked(result))]
    if unchecked:
        yield from (f"- {prose(text)}" for text in unchecked)
        return
    yield strong(words.counts(explained))
    for note in words.notes(comparison, explained):
        yield from ["", prose(note)]
    yield from _section("Resolved", words.with_reasons(explained, came=False))
    yield from _section("New", words.with_reasons(explained, came=True))
    yield from _section("Waived since", words.without_reasons(found.waived_since))
    yield from _section("No longer waived", words.without_reasons(found.no_longer_waived))
    if verbose:
        yield from _section("Unchanged", words.without_reasons(found.decided_alike))
        if explained.other_changes:
            yield from ["", "#### Changes without an effect on warnings", ""]
            yield from (f"- {prose(words.change(change))}" for change in explained.other_changes)


def _section(title: str, findings: Sequence[tuple[Finding, Sequence[words.Reason]]]) -> Iterator[str]:
    if findings:
        yield from ["", f"#### {title} ({len(findings)})", ""]
    for finding, reasons in findings:
        severity = finding.severity.capitalize()
        waived = ", waived" if finding.waived is not None else ""
        yield f"- **{severity}{waived}:** {prose(finding.message)} ({code(finding.rule)}, {prose(finding.key)})"
        yield from (f"  - {label}: {prose(text)}" for label, text in reasons)
