"""A letter in Markdown. What comes from a proposal is text, never markup."""

from __future__ import annotations

from collections.abc import Iterator

from checker.letters import wording
from checker.letters.model import Letter, Question
from checker.reporters.markup import prose, strong


def render(letter: Letter) -> str:
    """Return the letter."""
    return "\n".join(_lines(letter)) + "\n"


def _lines(letter: Letter) -> Iterator[str]:
    yield f"# {prose(wording.subject(letter))}"
    yield ""
    yield from (f"- {label}: {prose(text)}" for label, text in wording.facts(letter))
    yield from ["", f"{wording.GREETING},"]
    for paragraph in wording.opening(letter):
        yield from ["", prose(paragraph)]
    for part in letter.parts:
        if part.heading:
            yield from ["", f"## {part.heading}"]
        for section in part.sections:
            yield from ["", f"{'###' if part.heading else '##'} {prose(section.title)}"]
            for question in section.questions:
                yield ""
                yield from _question(question)
    for line in wording.closing(letter):
        yield from ["", prose(line)]


def _question(question: Question) -> Iterator[str]:
    essential = f" *({wording.ESSENTIAL})*" if question.essential else ""
    first, margin = f"{question.number}. ", " " * len(f"{question.number}. ")
    yield f"{first}{strong(question.title)}{essential}"
    if question.reason:
        yield from ["", f"{margin}{prose(question.reason)}"]
    yield from ["", f"{margin}{wording.REQUEST}: {prose(question.request)}", ""]
    if len(question.points) == 1:
        yield f"{margin}{wording.WHERE}: {prose(wording.point(question.points[0]))}"
        return
    yield f"{margin}{wording.WHERE}:"
    yield ""
    yield from (f"{margin}- {prose(wording.point(point))}" for point in question.points)
