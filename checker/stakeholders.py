"""The stakeholders of a proposal and their concerns, as results hold them for reports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ConcernState(StrEnum):
    """How far a concern is answered, the most urgent first."""

    NOT_CONSIDERED = "not considered"
    OPEN = "open"
    PLANNED = "planned"
    ADDRESSED = "addressed"
    SET_ASIDE = "set aside"


@dataclass(frozen=True, slots=True)
class Concern:
    """A concern that a proposal has on record. code: which kind, such as "privacy_loss"."""

    code: str
    state: ConcernState


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """A stakeholder of a proposal with its concerns. group: which kind, such as "public_entity"."""

    id: str
    name: str
    group: str
    concerns: tuple[Concern, ...] = ()
