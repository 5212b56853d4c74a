"""Warnings -> questions: each asked once, under the section that its answer belongs to, the gravest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from posixpath import basename

from checker.discovery import STANDARD_INPUT
from checker.document import Limits, parse
from checker.letters.model import Letter, Part, Point, Question, Section
from checker.letters.places import Places
from checker.report import Finding, ProposalResult, Run
from checker.reporters import words
from checker.reporters.text_parts import first_sentence
from checker.rulebook.model import Severity
from checker.sections import Sections

STILL_OPEN = "Still open since the earlier version"
NEW = "New with this version"

_ESSENTIAL = (Severity.CRITICAL, Severity.HIGH)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for in a letter, and by whom.

    least: the least severity that is asked about. office, reply_by: see `Letter`.
    """

    least: Severity = Severity.MEDIUM
    office: str | None = None
    reply_by: date | None = None

    def asked(self, result: ProposalResult) -> list[Finding]:
        """Return the warnings that are asked about: those in force that are grave enough."""
        return [one for one in result.in_force if one.severity.rank <= self.least.rank]


def compose(
    run: Run, result: ProposalResult, document: bytes, request: Request, earlier: ProposalResult | None = None
) -> Letter:
    """Return the letter about a proposal that was checked.

    document: the bytes that the result is about. earlier: the result of an earlier version of the same proposal: then
    the letter asks first what is still open of what was asked then, and after that what is new.
    """
    found = request.asked(result)
    composer = _Composer(run, Places(document, parse(document, Limits(max_bytes=len(document))), result.index + 1))
    if earlier is None:
        parts = [composer.part(None, found)]
    else:
        before = {finding.fingerprint for finding in request.asked(earlier)}
        parts = [
            composer.part(STILL_OPEN, [finding for finding in found if finding.fingerprint in before]),
            composer.part(NEW, [finding for finding in found if finding.fingerprint not in before]),
        ]
    return Letter(
        title=result.title or result.id or result.path,
        id=result.id or "",
        document=_file(result),
        written_on=run.today,
        office=request.office,
        reply_by=request.reply_by,
        parts=tuple(part for part in parts if part.sections),
        settled=None if earlier is None else _settled(request.asked(earlier), found),
    )


def _file(result: ProposalResult) -> str | None:
    """Return what the proposers call the file: they know nothing of our folders."""
    return None if result.path == STANDARD_INPUT else words.document(replace(result, path=basename(result.path)))


def _settled(before: Iterable[Finding], now: Iterable[Finding]) -> int:
    """Return how many requests of an earlier letter need not be made any more."""
    return len({finding.advice for finding in before} - {finding.advice for finding in now})


@dataclass(slots=True)
class _Draft:
    """A question that is being put together: the warnings that ask for the same."""

    section: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def rank(self) -> int:
        return self.findings[0].severity.rank


class _Composer:
    """Makes questions of warnings, numbered through all parts of a letter."""

    def __init__(self, run: Run, places: Places) -> None:
        self._sections = Sections(run)
        self._places = places
        self._titles = {rule.id: rule.title for rule in run.rulebook.warning_rules()}
        self._numbers = count(1)

    def part(self, heading: str | None, findings: Iterable[Finding]) -> Part:
        """Return the questions that some warnings, in the order of reports, ask."""
        drafts: dict[str, _Draft] = {}
        for finding in findings:
            drafts.setdefault(finding.advice, _Draft(self._sections.of(finding))).findings.append(finding)
        sections: dict[str, list[_Draft]] = {}
        for draft in drafts.values():
            sections.setdefault(draft.section, []).append(draft)
        ordered = sorted(sections, key=lambda name: (sections[name][0].rank, self._sections.order(name)))
        return Part(heading, tuple(self._section(name, sections[name]) for name in ordered))

    def _section(self, name: str, drafts: Sequence[_Draft]) -> Section:
        return Section(self._sections.title(name), tuple(self._question(draft) for draft in drafts))

    def _question(self, draft: _Draft) -> Question:
        first = draft.findings[0]
        reason, matters = _told([finding.message for finding in draft.findings])
        points = dict.fromkeys(
            Point(self._places.of(finding, self._sections.answers(finding)), matter)
            for finding, matter in zip(draft.findings, matters, strict=True)
        )
        return Question(
            number=next(self._numbers),
            title=self._titles.get(first.rule) or first.message,
            reason=reason,
            request=first.advice,
            essential=first.severity in _ESSENTIAL,
            points=tuple(points),
        )


def _told(messages: Sequence[str]) -> tuple[str, list[str]]:
    """Return what some messages have in common, and what each says apart from that.

    A message says in its first sentence what is the matter, and then why that matters.
    """
    if len(set(messages)) == 1:
        return messages[0], [""] * len(messages)
    matters = [first_sentence(message) for message in messages]
    reasons = {message.removeprefix(matter).strip() for message, matter in zip(messages, matters, strict=True)}
    return (reasons.pop(), matters) if len(reasons) == 1 else ("", list(messages))
