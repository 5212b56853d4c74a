"""The audit names the waivers that somebody has to look at, and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.report import ProposalResult, Status
from checker.waiver_audit import audit
from checker.waivers import Waiver, Waiving
from tests.samples import CLEAN, TODAY, WARNED
from tests.test_waivers import DAY, KNOWN, SELECTED, WAIVER

NOW = [WARNED, CLEAN]
LONG = replace(WAIVER, expires=TODAY + 31 * DAY)


def audited(waiver: Waiver, results: list[ProposalResult] = NOW, within: int = 30) -> list[str]:
    waiving = Waiving([waiver], KNOWN, SELECTED, TODAY)
    return [problem.keyword for problem in audit([waiver], waiving, results, today=TODAY, within=within)]


@pytest.mark.parametrize(
    ("waiver", "found"),
    [
        (LONG, []),
        (replace(LONG, expires=TODAY + 30 * DAY), ["waiver-expires-soon"]),
        (replace(LONG, expires=TODAY), ["waiver-expires-soon"]),
        (replace(LONG, expires=TODAY - DAY), ["waiver-expired"]),
        (replace(LONG, granted_on=TODAY + DAY), []),
        (replace(LONG, rule="gone"), ["waiver-unknown-rule"]),
        (replace(LONG, rule="no-champion"), ["waiver-mandatory"]),
        (replace(LONG, rule="no-owner"), ["waiver-unused"]),
        (replace(WAIVER, rule="no-owner"), ["waiver-expires-soon", "waiver-unused"]),
        (replace(LONG, key="concern gone"), ["waiver-unused"]),
        (replace(LONG, proposal="mobility-2025"), ["waiver-unknown-proposal"]),
        (replace(LONG, proposal="gone", rule="gone"), ["waiver-unknown-proposal", "waiver-unknown-rule"]),
    ],
)
def test_what_is_to_be_looked_at(waiver: Waiver, found: list[str]) -> None:
    assert audited(waiver) == found


def test_how_soon_is_a_matter_of_choice() -> None:
    assert audited(LONG, within=31) == ["waiver-expires-soon"]
    assert audited(replace(LONG, expires=TODAY + DAY), within=0) == []


def test_a_waiver_that_one_revision_of_a_proposal_needs_is_used() -> None:
    other = replace(WARNED, path="old.json", warnings=())
    assert audited(LONG, [other, WARNED]) == audited(LONG, [WARNED, other]) == []
    assert audited(LONG, [other]) == ["waiver-unused"]


def test_a_waiver_of_a_proposal_that_was_not_checked_is_not_called_unused() -> None:
    unchecked = replace(WARNED, status=Status.INVALID, warnings=())
    assert audited(LONG, [unchecked]) == ["waiver-unchecked"]
