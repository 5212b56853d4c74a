"""What a file of tests says, and what became of its cases: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from checker.rulebook.model import Source

Pointers: TypeAlias = tuple[str, ...]
"""Where the warnings of one rule point, sorted; a place that is warned about twice is there twice."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """Where a case wants a rule to warn: nowhere, if it has to stay silent."""

    rule: str
    pointers: Pointers
    source: Source


@dataclass(frozen=True, slots=True)
class Settings:
    """What a case sets beside the proposal. `parameters`: JSON text of their values, which can be compared."""

    today: date
    parameters: str = "{}"


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A proposal and what the rules have to say about it; compared by identity.

    data, document: the proposal, as JSON text and as it is read.
    """

    name: str
    pack: str
    source: Source
    data: bytes
    document: Mapping[str, Any]
    settings: Settings
    expected: tuple[Expectation, ...]

    @property
    def rules(self) -> frozenset[str]:
        """The rules that the case says something about."""
        return frozenset(one.rule for one in self.expected)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why no case can notice a mutant of a rule: it means the same."""

    rule: str
    mutant: str
    why: str
    source: Source


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file of tests."""

    path: str
    pack: str
    pack_source: Source
    cases: tuple[Case, ...]
    equivalent: tuple[Explanation, ...]
    parameter_sources: Mapping[Settings, Source]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A rule that warns elsewhere than a case expects."""

    case: Case
    expectation: Expectation
    found: Pointers
