"""A letter as plain text, for an e-mail. What comes from a proposal can neither move a cursor nor forge a line."""

from __future__ import annotations

from collections.abc import Iterator

from checker.letters import wording
from checker.letters.model import Letter, Question
from checker.reporters.display import harmless, padded, width, wrap

COLUMNS = 72

_LABEL = 12


def render(letter: Letter) -> str:
    """Return the letter."""
    return "".join(f"{line}\n" for line in _lines(letter))


def _lines(letter: Letter) -> Iterator[str]:
    yield from _heading(wording.subject(letter), "=")
    yield ""
    for label, text in wording.facts(letter):
        yield from _paragraph(text, first=padded(f"{label}:", _LABEL))
    yield from ["", f"{wording.GREETING},"]
    for paragraph in wording.opening(letter):
        yield ""
        yield from _paragraph(paragraph)
    for part in letter.parts:
        if part.heading:
            yield ""
            yield from _heading(part.heading.upper(), "=")
        for section in part.sections:
            yield ""
            yield from _heading(section.title, "-")
            for question in section.questions:
                yield ""
                yield from _question(question)
    yield ""
    for line in wording.closing(letter):
        yield from _paragraph(line)


def _question(question: Question) -> Iterator[str]:
    essential = f" ({wording.ESSENTIAL})" if question.essential else ""
    yield from _paragraph(f"{question.title}{essential}", first=f"{question.number:2}. ")
    if question.reason:
        yield from _paragraph(question.reason, first="    ")
    yield from _labelled(wording.REQUEST, question.request)
    for number, point in enumerate(question.points):
        yield from _labelled("" if number else wording.WHERE, wording.point(point))


def _labelled(label: str, text: str) -> Iterator[str]:
    return _paragraph(text, first="    " + padded(f"{label}:" if label else "", _LABEL))


def _paragraph(text: str, *, first: str = "") -> Iterator[str]:
    yield from wrap(harmless(text), COLUMNS, first=first)


def _heading(text: str, underline: str) -> Iterator[str]:
    lines = wrap(harmless(text), COLUMNS)
    yield from lines
    yield underline * max(width(line) for line in lines)
