"""Warnings of two results are resolved, new or unchanged, whatever moved and whatever the proposal is called."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from checker import Checker
from checker.causes import Certainty
from checker.difference import difference, explained, paired
from checker.report import Finding, ProposalResult, Waived
from checker.rulebook.model import Severity
from tests.proposals import random_proposal, reordered
from tests.samples import CLEAN, FINDING, INVALID, LOW, WARNED

OTHER = replace(LOW, fingerprint="other")
TYPICAL: dict[str, Any] = json.loads((Path(__file__).parents[1] / "examples" / "typical.json").read_bytes())


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(today=date(2026, 11, 22), engine="reference")


def with_warnings(*warnings: Finding, **properties: Any) -> ProposalResult:
    return replace(WARNED, warnings=warnings, **properties)


def test_a_result_and_itself_have_no_difference() -> None:
    result = with_warnings(FINDING, OTHER)
    found = difference(result, result)
    assert (found.resolved, found.added) == ({}, {})
    assert [pair.old for pair in found.unchanged] == [FINDING, OTHER]


def test_warnings_are_matched_by_fingerprint() -> None:
    moved = replace(FINDING, pointer="/stakeholders/0", line=1, message="Other words")
    found = difference(with_warnings(FINDING), with_warnings(moved, OTHER))
    assert list(found.added.values()) == [OTHER]
    assert [(pair.old, pair.new) for pair in found.unchanged] == [(FINDING, moved)]
    assert list(difference(with_warnings(moved, OTHER), with_warnings(FINDING)).resolved.values()) == [OTHER]


def test_what_could_not_be_checked_is_never_taken_for_resolved() -> None:
    for pair in ((WARNED, INVALID), (INVALID, WARNED)):
        found = difference(*pair)
        assert not found.is_complete
        assert (found.resolved, found.added, found.unchanged) == ({}, {}, ())


def test_what_is_waived_now_or_no_longer_is_told_and_the_latter_counts() -> None:
    waived = replace(FINDING, waived=Waived("so"))
    since = difference(with_warnings(FINDING), with_warnings(waived))
    assert (len(since.waived_since), since.no_longer_waived, since.worse(Severity.LOW)) == (1, [], [])
    ended = difference(with_warnings(waived), with_warnings(FINDING))
    assert (ended.waived_since, ended.worse(Severity.HIGH)) == ([], [FINDING])
    assert ended.worse(Severity.CRITICAL) == ended.worse(None) == []


def test_a_new_warning_counts_by_its_severity_unless_it_is_waived() -> None:
    found = difference(CLEAN, with_warnings(OTHER, replace(FINDING, waived=Waived("so"))))
    assert found.worse(Severity.LOW) == [OTHER]
    assert found.worse(Severity.MEDIUM) == []


def test_results_of_two_runs_are_paired_by_id_then_by_path() -> None:
    a, b, unreadable = (replace(CLEAN, path=f"{name}.json", id=name) for name in ("a", "b", "c"))
    moved = replace(a, path="moved.json")
    broken = replace(unreadable, id=None)
    pairs = list(paired([a, b, unreadable], [broken, moved, replace(b, id="new", path="new.json")]))
    assert pairs == [(a, moved), (b, None), (unreadable, broken), (None, replace(b, id="new", path="new.json"))]


def test_two_single_proposals_belong_together_whatever_they_are_called() -> None:
    assert list(paired([CLEAN], [WARNED])) == [(CLEAN, WARNED)]


@pytest.mark.parametrize("seed", range(20))
def test_a_proposal_in_another_order_and_with_another_id_has_the_same_warnings(checker: Checker, seed: int) -> None:
    proposal = random_proposal(Random(seed))
    old = checker.check(json.dumps(proposal).encode())
    for new_id in (proposal["id"], "another-id"):
        other = reordered({**proposal, "id": new_id}, Random(seed + 1))
        found = difference(old, checker.check(json.dumps(other).encode()))
        assert found.is_complete
        assert (found.resolved, found.added) == ({}, {})
        assert len(found.unchanged) == len(old.warnings)


def test_the_causes_of_a_new_revision_are_proven_by_checking(checker: Checker) -> None:
    new = json.loads(json.dumps(TYPICAL))
    new["version"] = "second"
    new["stakeholders"].reverse()
    del new["partners"][0]["buy_in"]["champion"]
    before, after = (json.dumps(one).encode() for one in (TYPICAL, new))
    found = explained(difference(checker.check(before), checker.check(after)), before, after, checker)
    assert [finding.rule for finding in found.difference.added.values()] == ["no-champion"]
    (cause,) = found.added
    assert cause.certainty is Certainty.ALONE
    assert [change.path for change in cause.changes] == [("partners", "social-ministry", "buy_in", "champion")]
    assert [change.path for change in found.other_changes] == [("version",)]


def test_without_documents_there_are_no_causes(checker: Checker) -> None:
    found = explained(difference(CLEAN, with_warnings(OTHER)), None, b"{}", checker)
    assert (found.changes, list(found.added)) == (None, [])
