"""Which section of a proposal a warning belongs to: the one that its answer is written in."""

from __future__ import annotations

from collections.abc import Iterable

from checker.pointer import split
from checker.report import Finding, Run
from checker.rulebook.answers import Answer, answers

WHOLE = ""
"""The section of what is about the proposal as a whole."""


class Sections:
    """The sections of the proposals of one run."""

    def __init__(self, run: Run) -> None:
        self._titles = run.sections
        self._order = {name: position for position, name in enumerate(run.sections)}
        self._answers = {rule.id: answers(rule, run.rulebook) for rule in run.rulebook.warning_rules()}

    def answers(self, finding: Finding) -> tuple[Answer, ...]:
        """Return where something is missing that the warning is about, see `rulebook.answers`."""
        return self._answers.get(finding.rule, ())

    def of(self, finding: Finding) -> str:
        """Return the top-level property of the proposal that a warning is about, WHOLE where none is."""
        if finding.pointer:
            return split(finding.pointer)[0]
        return next((answer.path[0] for answer in self.answers(finding) if not answer.inside), WHOLE)

    def grouped(self, findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
        """Return the titles of the sections that warnings belong to, in order, each with its warnings as they come."""
        sections: dict[str, list[Finding]] = {}
        for finding in findings:
            sections.setdefault(self.of(finding), []).append(finding)
        return [(self.title(section), sections[section]) for section in sorted(sections, key=self.order)]

    def title(self, section: str) -> str:
        """Return what people call a section."""
        return self._titles.get(section, section) if section else "The proposal as a whole"

    def order(self, section: str) -> tuple[int, str]:
        """Return a sort key: sections in the order of the schema, what is about the whole first."""
        return (-1 if section == WHOLE else self._order.get(section, len(self._order)), section)
