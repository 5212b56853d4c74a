"""What the parts of the text report are made of: headings, numbered paragraphs, labelled paragraphs, tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from click import style

from checker.report import ProposalResult, Run
from checker.reporters import Options, words
from checker.reporters.display import harmless, padded, shortened, width, wrap
from checker.rulebook.model import Severity
from checker.sections import Sections

COLORS = {Severity.CRITICAL: "magenta", Severity.HIGH: "red", Severity.MEDIUM: "yellow", Severity.LOW: "cyan"}
MARGIN = " " * 5
"""Under a numbered line, as wide as its number."""

_LONGEST_TITLE = 300  # columns; a title may hold a mebibyte
_SENTENCE_END = re.compile(r"\.(?= [A-Z])")


class Writer:
    """Makes lines of a width, coloured where that is wanted."""

    def __init__(self, options: Options) -> None:
        self.width = options.width
        self._color = options.color

    def styled(self, text: str, *, fg: str | None = None, bold: bool = False, dim: bool = False) -> str:
        """Return text in a colour, bold or dim."""
        if not self._color or not (fg or bold or dim):
            return text
        return style(text, fg=fg, bold=bold or None, dim=dim or None)

    def dim(self, lines: Iterable[str]) -> Iterator[str]:
        """Yield lines that stand back."""
        return (self.styled(line, dim=True) for line in lines)

    def paragraph(self, text: str, *, first: str = "", bold: bool = False, fg: str | None = None) -> Iterator[str]:
        """Yield text that hangs under `first`."""
        for line in wrap(harmless(text), self.width, first=first):
            yield self.styled(line, bold=bold, fg=fg)

    def heading(self, result: ProposalResult) -> Iterator[str]:
        """Yield what a proposal is called and where it is, underlined.

        What has no room in a line goes on in its middle: so no part of a long title can pass for what follows it.
        """
        title = result.title and shortened(harmless(result.title), _LONGEST_TITLE)
        called = words.heading(replace(result, title=title))
        named = wrap(harmless(called), self.width, rest=MARGIN) if called else []
        place = wrap(harmless(words.document(result)), self.width, rest=MARGIN)
        yield from (self.styled(line, bold=True) for line in named)
        yield from self.dim(place) if named else (self.styled(line, bold=True) for line in place)
        yield from self.dim(["-" * max(width(line) for line in [*named, *place])])

    def numbered(self, number: int, text: str) -> Iterator[str]:
        """Yield the paragraph that a numbered entry begins with."""
        return self.paragraph(text, first=f"{number:3}. ", bold=True)

    def labelled(self, label: str, text: str) -> Iterator[str]:
        """Yield a paragraph of an entry, with what it is about to its left."""
        first, *rest = wrap(harmless(text), self.width, first=padded(f"{MARGIN}{label}", 16))
        yield self.styled(first[:16], dim=bool(label)) + first[16:]
        yield from rest

    def place(self, *parts: object, about: str) -> Iterator[str]:
        """Yield where an entry is, and a word about it."""
        where = ":".join(str(part) for part in parts if part is not None)
        return self.dim(wrap(harmless(f"{where}  {about}".rstrip()), self.width, first=MARGIN))

    def one_line(self, text: str) -> str:
        """Return as much of a text as there is room for."""
        return shortened(harmless(text), self.width)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], *, right: Iterable[int] = ()) -> Iterator[str]:
        """Yield rows under a head; columns in `right` are numbers, and the last one is cut where it has no room."""
        cells = [[harmless(cell) for cell in row] for row in rows]
        widths = [max(width(row[column]) for row in [head, *cells]) for column in range(len(head))]
        numbers = set(right)
        for number, row in enumerate([head, *cells]):
            shown = [
                " " * (widths[column] - width(cell)) + cell if column in numbers else padded(cell, widths[column])
                for column, cell in enumerate(row)
            ]
            line = shortened(f"  {'  '.join(shown)}".rstrip(), self.width)
            yield self.styled(line, dim=number == 0)


class Context:
    """What all parts of one report have in common. `rules`: the titles of the rules, by id."""

    def __init__(self, run: Run, options: Options) -> None:
        self.run = run
        self.options = options
        self.writer = Writer(options)
        self.sections = Sections(run)
        self.rules = {rule.id: rule.title or rule.id for rule in run.rulebook.warning_rules()}

    def title(self, rule: str) -> str:
        """Return what a rule warns of, in a few words."""
        return self.rules.get(rule, rule)


def first_sentence(message: str) -> str:
    """Return a message up to the first full stop that ends a sentence, and is not inside of a quoted name."""
    ends = (match.start() + 1 for match in _SENTENCE_END.finditer(message))
    return next((message[:end] for end in ends if message.count('"', 0, end) % 2 == 0), message)


def as_text(lines: Iterable[str]) -> str:
    """Return lines as one text."""
    return "".join(f"{line}\n" for line in lines)
