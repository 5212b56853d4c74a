"""Reasons: what an explanation is made of, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from checker.report import Excerpt, Json


class ReasonKind(StrEnum):
    """What sort of thing a reason tells.

    FACT: something that the proposal says. ROW: something that a table of the rules says. DERIVED: what another rule
    concludes; its own reasons stand below it. NONE: something that the proposal does not have. COUNT: how many of
    something it has. ONE_OF: one of the reasons below it is enough; ALL_OF: it takes all of them.
    """

    FACT = "fact"
    ROW = "row"
    DERIVED = "derived"
    NONE = "none"
    COUNT = "count"
    ONE_OF = "one-of"
    ALL_OF = "all-of"

    @property
    def is_conclusion(self) -> bool:
        """Whether the reasons below it say why it is so, and are not what it lists."""
        return self in (ReasonKind.DERIVED, ReasonKind.NONE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the document: line and column from 1, columns in code points."""

    pointer: str
    line: int
    column: int
    excerpt: Excerpt

    def as_json(self) -> Json:
        return {
            "pointer": self.pointer,
            "line": self.line,
            "column": self.column,
            "excerpt": {
                "first": self.excerpt.first,
                "lines": list(self.excerpt.lines),
                "marked": self.excerpt.marked,
                "start": self.excerpt.start,
                "end": self.excerpt.end,
            },
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that a conclusion rests on.

    text: in words, to be read after "because". places: where it stands in the document; none for what is not there.
    because: what it rests on itself.
    """

    kind: ReasonKind
    text: str
    places: tuple[Place, ...] = ()
    because: tuple[Reason, ...] = ()

    def as_json(self) -> Json:
        return {
            "kind": self.kind.value,
            "text": self.text,
            "places": [place.as_json() for place in self.places],
            "because": [reason.as_json() for reason in self.because],
        }
