"""One proposal as the page shows it: what to decide, what to ask, what to note, and what was set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from checker.pointer import split
from checker.report import Excerpt, Finding, ProposalResult, Run, Summary
from checker.reporters import words
from checker.reporters.html.matrix import Matrix, in_words, matrices
from checker.reporters.html.templates import text
from checker.reporters.text_parts import first_sentence
from checker.rulebook.model import Severity, Statement
from checker.sections import Sections

IN_FULL = 1000
"""Warnings that the page tells of one proposal; of further ones it gives the numbers."""

_TAB = "    "


@dataclass(frozen=True, slots=True)
class Entry:
    """A warning with its number within the proposal, and its parts in words."""

    number: int
    finding: Finding
    _proposal: Proposal

    @property
    def headline(self) -> str:
        """The first sentence of its message."""
        return first_sentence(self.finding.message)

    @property
    def explanation(self) -> str:
        """The rest of its message."""
        return self.finding.message.removeprefix(self.headline).strip()

    @property
    def place(self) -> str:
        """The file, line and column."""
        return words.place(self._proposal.result, self.finding.line, self.finding.column)

    @property
    def section(self) -> str:
        """Where in the proposal that is."""
        return self._proposal.trail(self.finding.pointer)

    @property
    def title(self) -> str:
        """What its rule is called."""
        return self._proposal.rules.get(self.finding.rule, "")

    @property
    def excerpt(self) -> Sequence[tuple[int, Markup]] | None:
        """Numbered lines of the document; None where there is none, or all that it shows is how the file begins."""
        excerpt = self.finding.excerpt
        return None if excerpt is None or not self.finding.pointer else _lines(excerpt)

    @property
    def guidance(self) -> Sequence[Guidance]:
        """The statements that it rests on, by the text that they are from."""
        return self._proposal.guidance(self.finding.cites)

    @property
    def evidence(self) -> Sequence[tuple[str, str | None]]:
        """What it was read from: what that is called, and where it stands; None for what is in no proposal."""
        return [self._proposal.evidence(one.fact, one.pointer) for one in self.finding.because]


@dataclass(frozen=True, slots=True)
class Guidance:
    """A published text, and statements of it. url: where it can be read, of the web only; None where nobody says."""

    title: str
    url: str | None
    statements: Sequence[Statement]


class Proposal:
    """A result in the words of the page. number: its position in the run, from 1."""

    def __init__(self, result: ProposalResult, run: Run, sections: Sections, number: int) -> None:
        self.result = result
        self.number = number
        self.summary = Summary([result])
        self.rules = {rule.id: rule.title for rule in run.rulebook.warning_rules()}
        self._run = run
        self._sections = sections

    @property
    def name(self) -> str:
        """What people call it."""
        return self.result.title or self.result.id or self.document

    @property
    def document(self) -> str:
        """The file that it was read from."""
        return words.document(self.result)

    @cached_property
    def _told(self) -> Sequence[Entry]:
        waived = [finding for finding in self.result.warnings if finding.waived is not None]
        told = [*self.result.in_force, *waived][:IN_FULL]
        return [Entry(number, finding, self) for number, finding in enumerate(told, start=1)]

    def _of(self, *severities: Severity) -> Sequence[Entry]:
        return [one for one in self._told if one.finding.waived is None and one.finding.severity in severities]

    @property
    def to_decide(self) -> Sequence[Entry]:
        """The grave ones."""
        return self._of(Severity.CRITICAL, Severity.HIGH)

    @property
    def to_ask(self) -> Sequence[Entry]:
        """What the proposers are asked about."""
        return self._of(Severity.MEDIUM)

    @property
    def to_note(self) -> Sequence[tuple[str, Sequence[Entry]]]:
        """The rest, by section of the proposal, in the order of the schema."""
        sections: dict[str, list[Entry]] = {}
        for one in self._of(Severity.LOW):
            sections.setdefault(self._sections.of(one.finding), []).append(one)
        return [(self._sections.title(name), sections[name]) for name in sorted(sections, key=self._sections.order)]

    @property
    def waived(self) -> Sequence[Entry]:
        """What was set aside."""
        return [one for one in self._told if one.finding.waived is not None]

    @property
    def left_out(self) -> Sequence[tuple[str, int]]:
        """Rules with the number of warnings that the page has no room for, the most frequent first."""
        told = Counter(one.finding.rule for one in self._told)
        rest = Counter(finding.rule for finding in self.result.warnings) - told
        return sorted(rest.items(), key=lambda item: (-item[1], item[0]))

    @property
    def matrices(self) -> Sequence[Matrix]:
        """The concerns of each group of stakeholders."""
        return matrices(self.result, self._run)

    def trail(self, pointer: str) -> str:
        """Return the way to a place in words: "Stakeholders, item 3, concerns, item 1"."""
        first, *rest = [*split(pointer)] or [""]
        steps = [f"item {int(step) + 1}" if step.isdecimal() and len(step) < 9 else in_words(step) for step in rest]
        return ", ".join([self._sections.title(first), *steps])

    def guidance(self, cited: Iterable[str]) -> Sequence[Guidance]:
        """Return statements by the text that they are from; one whose words are not known has only its id."""
        sources: dict[str, list[Statement]] = {}
        for name in cited:
            statement = self._run.statements.get(name) or Statement(name, "", "", "", "")
            sources.setdefault(statement.guidance, []).append(statement)
        return [self._guidance(source, statements) for source, statements in sources.items()]

    def _guidance(self, source: str, statements: Sequence[Statement]) -> Guidance:
        known = self._run.rulebook.guidance.get(source)
        url = known.url if known and (known.url or "").startswith(("https://", "http://")) else None
        return Guidance(known.source_title if known else source, url, statements)

    def evidence(self, fact: str, pointer: str | None) -> tuple[str, str | None]:
        """Return what a fact is called, and the way to it."""
        known = self._run.rulebook.vocabulary.get(fact)
        return (known.noun if known else in_words(fact)), None if pointer is None else self.trail(pointer)


def _lines(excerpt: Excerpt) -> Sequence[tuple[int, Markup]]:
    """Return numbered lines as markup, what is meant in a `mark`."""
    lines = [_text(line) for line in excerpt.lines]
    marked, start, end = excerpt.lines[excerpt.marked], excerpt.start, excerpt.end
    lines[excerpt.marked] = Markup("{}<mark>{}</mark>{}").format(
        _text(marked[:start]), _text(marked[start:end]), _text(marked[end:])
    )
    return list(enumerate(lines, start=excerpt.first))


def _text(line: str) -> Markup:
    return text(line.replace("\t", _TAB))
