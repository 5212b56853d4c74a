"""What a letter holds. Texts may have names of properties between backticks; everything else in them is plain text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Point:
    """Where in the proposal an answer is to be written, in words; and what is the matter there, "" where nothing is."""

    where: str
    matter: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that the proposers are asked for.

    number: through the whole letter, from 1. title: what it is about. reason: why it is asked; may be empty.
    request: what to do.
    essential: whether nothing can be decided without an answer. points: at least one.
    """

    number: int
    title: str
    reason: str
    request: str
    essential: bool
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The questions about one section of the proposal, the gravest first."""

    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Sections under a heading of their own; None where a letter has one part only."""

    heading: str | None
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A request for information.

    title, id: those of the proposal. document: what its file is called, None where it has none.
    written_on: the day of the letter. office: who asks. reply_by: until when.
    parts: those that have questions. settled: how many questions about an earlier version need no answer any more;
        None where there is no earlier version.
    """

    title: str
    id: str
    document: str | None
    written_on: date
    office: str | None
    reply_by: date | None
    parts: tuple[Part, ...]
    settled: int | None = None

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in the order of their numbers."""
        return tuple(one for part in self.parts for section in part.sections for one in section.questions)
