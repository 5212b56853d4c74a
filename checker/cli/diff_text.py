"""The comparison of `caveat diff` as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.cli import diff_words as words
from checker.cli.diff_sides import Comparison
from checker.difference import Explained
from checker.report import Finding
from checker.reporters.display import harmless, padded, width, wrap

_WIDTH = 100
_LABEL = 24
_HANGING = " " * 4  # so that no part of a long title or name can pass for a line of its own


def render(comparison: Comparison, verbose: bool) -> str:
    """Return the whole text."""
    return "".join(f"{line}\n" for line in _lines(comparison, verbose))


def _lines(comparison: Comparison, verbose: bool) -> Iterator[str]:
    yield from _wrapped(f"{comparison.old.name} -> {comparison.new.name}")
    for note in (words.other_inputs(comparison), words.left_out(comparison)):
        yield from _wrapped(note) if note else ()
    for explained in comparison.proposals:
        yield ""
        yield from _proposal(comparison, explained, verbose)
    yield ""
    yield from _wrapped(words.total(comparison))


def _proposal(comparison: Comparison, explained: Explained, verbose: bool) -> Iterator[str]:
    found = explained.difference
    heading = list(_wrapped(words.title(explained)))
    yield from heading
    yield "-" * max(map(width, heading))
    unchecked = [text for result in (found.old, found.new) if (text := words.unchecked(result))]
    if unchecked:
        for text in unchecked:
            yield from _wrapped(text)
        return
    yield words.counts(explained)
    for note in words.notes(comparison, explained):
        yield from _wrapped(note)
    yield from _section("RESOLVED", "-", words.with_reasons(explained, came=False))
    yield from _section("NEW", "+", words.with_reasons(explained, came=True))
    yield from _section("WAIVED SINCE", "-", words.without_reasons(found.waived_since))
    yield from _section("NO LONGER WAIVED", "+", words.without_reasons(found.no_longer_waived))
    if verbose:
        yield from _section("UNCHANGED", " ", words.without_reasons(found.decided_alike))
        if explained.other_changes:
            yield from ["", f"CHANGES WITHOUT AN EFFECT ON WARNINGS ({len(explained.other_changes)})"]
            for change in explained.other_changes:
                yield from _wrapped(words.change(change), "    ")


def _section(title: str, sign: str, findings: Sequence[tuple[Finding, Sequence[words.Reason]]]) -> Iterator[str]:
    if findings:
        yield from ["", f"{title} ({len(findings)})"]
    for finding, reasons in findings:
        yield from _finding(sign, finding)
        for number, (label, text) in enumerate(reasons):
            yield from wrap(harmless(text), _WIDTH, first=padded("" if number else f"      {label}", _LABEL))


def _finding(sign: str, finding: Finding) -> Iterator[str]:
    yield from _wrapped(words.named(finding), f"  {sign} ")
    yield from _wrapped(finding.message, "      ")


def _wrapped(text: str, first: str = "") -> Iterator[str]:
    yield from wrap(harmless(text), _WIDTH, first=first, rest=None if first else _HANGING)
