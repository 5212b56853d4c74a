"""The stakeholders of a proposal and how far their concerns are answered, for reports that show them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from checker.document import Limits, parse
from checker.naming import one_line
from checker.report import ProposalResult, Status
from checker.stakeholders import Concern, ConcernState, Stakeholder

_STATES = {
    "planned": ConcernState.PLANNED,
    "addressed": ConcernState.ADDRESSED,
    "accepted": ConcernState.SET_ASIDE,
    "dismissed": ConcernState.SET_ASIDE,
    "not_applicable": ConcernState.SET_ASIDE,
}
"""What the status of a response stands for; any other, and none at all, leaves the concern open."""


def with_concerns(document: bytes, result: ProposalResult) -> ProposalResult:
    """Return the result of a document with the stakeholders of the proposal.

    Read is what has the form of proposal format 1; where another schema says it otherwise, there are none.
    """
    if result.status not in (Status.CHECKED, Status.UNDECIDED):
        return result
    proposal = parse(document, Limits(max_bytes=len(document)))
    return replace(result, stakeholders=tuple(_stakeholders(proposal)))


def _stakeholders(proposal: Any) -> Iterator[Stakeholder]:
    for node in _objects(proposal, "stakeholders"):
        name, group = node.get("id"), node.get("group")
        if isinstance(name, str) and isinstance(group, str):
            called = node.get("name")
            label = one_line(called) if isinstance(called, str) else ""
            yield Stakeholder(name, label or name, group, tuple(_concerns(node)))


def _concerns(stakeholder: dict[str, Any]) -> Iterator[Concern]:
    for node in _objects(stakeholder, "concerns"):
        if isinstance(code := node.get("code"), str):
            yield Concern(code, _state(node.get("response")))


def _state(response: Any) -> ConcernState:
    status = response.get("status") if isinstance(response, dict) else None
    return _STATES.get(status, ConcernState.OPEN) if isinstance(status, str) else ConcernState.OPEN


def _objects(node: Any, name: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a list that an object has under a name, as far as it has one."""
    found = node.get(name) if isinstance(node, dict) else None
    return (item for item in found if isinstance(item, dict)) if isinstance(found, list) else iter(())
