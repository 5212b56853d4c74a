"""The concerns of a group of stakeholders as a table: which concern of whom is answered, and how far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checker.report import ProposalResult, Run
from checker.stakeholders import ConcernState, Stakeholder

TYPICAL = "typical_concern"
"""The table of a rulebook that says which concerns a group usually has, in its columns `group` and `code`."""

WIDEST = 20
"""Stakeholders that a table has room for."""

LONGEST = 100
"""Concerns that a table has room for."""

_URGENCY = list(ConcernState)


@dataclass(frozen=True, slots=True)
class Line:
    """A concern. usual: whether the group usually has it. cells: its states for each stakeholder, urgent ones first."""

    concern: str
    usual: bool
    cells: Sequence[Sequence[ConcernState]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The concerns of one group; more_stakeholders, more_concerns: how many it has no room for."""

    group: str
    stakeholders: Sequence[Stakeholder]
    lines: Sequence[Line]
    more_stakeholders: int
    more_concerns: int

    @property
    def missed(self) -> int:
        """How many usual concerns no stakeholder of the group has on record."""
        nothing = [ConcernState.NOT_CONSIDERED]
        return sum(line.usual and all(list(cell) == nothing for cell in line.cells) for line in self.lines)

    @property
    def usual(self) -> int:
        """How many concerns the group usually has."""
        return sum(line.usual for line in self.lines)


def matrices(result: ProposalResult, run: Run) -> Sequence[Matrix]:
    """Return a matrix for each group that a proposal has stakeholders of, in its order."""
    groups: dict[str, list[Stakeholder]] = {}
    for stakeholder in result.stakeholders:
        groups.setdefault(stakeholder.group, []).append(stakeholder)
    return [_matrix(group, members, _usual_concerns(run, group)) for group, members in groups.items()]


def in_words(code: str) -> str:
    """Return a code as people say it: "privacy loss"."""
    return code.replace("_", " ")


def _matrix(group: str, members: Sequence[Stakeholder], usual: Sequence[str]) -> Matrix:
    shown = members[:WIDEST]
    raised = sorted({concern.code for member in members for concern in member.concerns} - set(usual))
    codes = [*usual, *raised]
    lines = [
        Line(in_words(code), code in usual, [_states(member, code) for member in shown]) for code in codes[:LONGEST]
    ]
    return Matrix(in_words(group), shown, lines, len(members) - len(shown), len(codes) - len(lines))


def _states(stakeholder: Stakeholder, code: str) -> Sequence[ConcernState]:
    found = {concern.state for concern in stakeholder.concerns if concern.code == code}
    return sorted(found, key=_URGENCY.index) or [ConcernState.NOT_CONSIDERED]


def _usual_concerns(run: Run, group: str) -> Sequence[str]:
    """Return the codes that the rules hold to be usual for a group, nothing where they have no such table."""
    table = run.rulebook.tables.get(TYPICAL)
    if table is None or not {"group", "code"} <= set(table.columns):
        return []
    groups, codes = table.columns.index("group"), table.columns.index("code")
    return _unique(str(row[codes]) for row in table.rows if row[groups] == group)


def _unique(words: Iterable[str]) -> Sequence[str]:
    return list(dict.fromkeys(words))
