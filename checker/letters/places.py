"""Where in a proposal an answer is to be written, in words that proposers understand, with the line in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from checker.naming import one_line
from checker.pointer import join, resolve, split
from checker.positions import locate
from checker.quoting import listed
from checker.report import Finding
from checker.rulebook.answers import Answer

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NAMES = ("name", "title", "id", "code", "stakeholder")
"""What an entry of a list is called by, the best first."""


class Places:
    """Puts the places of one document into words.

    document, proposal: as it was written, and as it was read. first_line: of the document in its file, from 1.
    """

    def __init__(self, document: bytes, proposal: Mapping[str, Any], first_line: int = 1) -> None:
        self._document = document
        self._proposal = proposal
        self._lines_before = first_line - 1

    def of(self, finding: Finding, answers: Sequence[Answer]) -> str:
        """Return where the answer to a warning belongs.

        answers: where something is missing, see `rulebook.answers`; the place that the warning points at where that
        says all.
        """
        elsewhere = [self._missing(answer) for answer in answers if not answer.inside]
        if elsewhere:
            return listed(elsewhere)
        if not finding.pointer:
            return "where it fits best"
        inside = [answer.path for answer in answers]
        entry = f"{self._words(finding.pointer)}, line {finding.line}"
        if not inside:
            return entry
        return f"{entry}: {listed([_property(path) for path in inside])}"

    def _missing(self, answer: Answer) -> str:
        """Return a place from the top of the proposal, with the line of as much of it as is there."""
        words = _property(answer.path)
        for length in range(len(answer.path), 0, -1):
            line = self._line(answer.path[:length])
            if line is not None:
                return f"{words} (line {line})" if length == len(answer.path) else f"{words} (to be added, line {line})"
        return f"{words} (to be added)"

    def _line(self, path: Sequence[str]) -> int | None:
        pointer = join("", *path)
        with suppress(LookupError):
            if resolve(self._proposal, pointer) is not None:
                return locate(self._document, {pointer})[pointer][0] + self._lines_before
        return None

    def _words(self, pointer: str) -> str:
        """Return a place such as: `partners`, second entry (City Power), `buy_in.level`."""
        words: list[str] = []
        names: list[str] = []
        tokens = split(pointer)
        for number, token in enumerate(tokens, start=1):
            inside = resolve(self._proposal, join("", *tokens[: number - 1]))
            if not isinstance(inside, list):
                names.append(token)
                continue
            if names:
                words.append(_property(names))
                names = []
            words.append(_entry(int(token), inside[int(token)]))
        return ", ".join([*words, *([_property(names)] if names else [])])


def _property(path: Sequence[str]) -> str:
    return f"`{'.'.join(path)}`"


def _entry(index: int, value: Any) -> str:
    """Return what an entry of a list is called: second entry (City Power)."""
    place = f"{_ORDINALS[index]} entry" if index < len(_ORDINALS) else f"entry {index + 1}"
    if isinstance(value, str):
        return f"{place} ({one_line(value)})"
    named = (value.get(name) for name in _NAMES) if isinstance(value, Mapping) else iter(())
    called = next((one_line(text) for text in named if isinstance(text, str) and text.strip()), None)
    return f"{place} ({called})" if called else place
