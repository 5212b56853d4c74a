"""What can go wrong, as values with a hint.

A `Problem` says what is wrong, where, and how to mend it. Whoever finds problems collects them and hands all of them
over at once: as a list where the finding of problems is the job (validation), as a `Refused` exception where the
caller can't go on (a document that is no JSON, a rule file that is refused, a wrong option).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    message: a plain sentence without the place, for a person who is no programmer.
    keyword: a stable word for programs, such as "syntax", "duplicate-key", "required", "unknown-fact".
    pointer: the JSON Pointer (RFC 6901) of the value, or None where there is no document to point into.
    line, column: from 1, columns in code points; None where unknown.
    hint: how to mend it, where the likely mistake is known.
    path: the file, where the problem does not belong to the document at hand (a rule file, an option's file).
    """

    message: str
    keyword: str
    pointer: str | None = None
    line: int | None = None
    column: int | None = None
    hint: str | None = None
    path: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)
        text = f"{place}: {self.message}" if place else self.message
        return f"{text} ({self.hint})" if self.hint else text


class Refused(Exception):
    """Something can't be used at all; `problems` holds every reason that was found, at least one.

    Compared by value, so that tests and callers can say what they expect.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        if not self.problems:
            raise ValueError("a refusal needs at least one problem")
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.problems == other.problems

    def __hash__(self) -> int:
        return hash((type(self), self.problems))


class DocumentRefused(Refused):
    """The bytes of a document are no JSON that we accept: the document is `unreadable`."""


class RulesRefused(Refused):
    """Rule files, or what was selected of them, can't be used."""


class UsageRefused(Refused):
    """The command was called in a way that it can't run."""


class Undecided(Exception):
    """The engine could not finish a proposal: never to be taken for a proposal without warnings."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known name that `word` most likely stands for, or None where none is close."""
    candidates = sorted(known)
    if word in candidates:
        return word
    lowered = {name.lower(): name for name in reversed(candidates)}
    close = get_close_matches(word.lower(), list(lowered), n=1, cutoff=0.6)
    return lowered[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return the hint "did you mean `x`?" for the nearest known name, or None."""
    match = nearest(word, known)
    return f"did you mean `{match}`?" if match and match != word else None
