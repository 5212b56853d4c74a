"""A replay says whether the outcome is the same, and which inputs changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from checker.inputs import INPUTS
from checker.replay import Input, Replay, compare, compare_inputs
from checker.report import Exit, ProposalResult, Waived
from checker.rulebook.model import Severity
from checker.saved import SavedReport
from tests.samples import CLEAN, FINDING, INVALID, LOW, RESULTS, TODAY, WARNED

DIGESTS: dict[str, str | None] = {**dict.fromkeys(INPUTS, "sha256:0"), "baseline": None}
RUN: dict[str, Any] = {"inputs": DIGESTS, "engine": "stub", "rules": {"parameters": {"staff": 0.5}}}


def replayed(before: tuple[ProposalResult, ...], after: tuple[ProposalResult, ...], **run: Any) -> Replay:
    report = SavedReport("r.json", "1", "stub", TODAY, RUN["rules"], before, DIGESTS, {"any": 1})
    return compare(report, {**RUN, **run}, after, Severity.HIGH)


def test_the_same_results_are_the_same_outcome() -> None:
    replay = replayed(RESULTS, RESULTS)
    assert replay.is_same and replay.is_complete and replay.changed_inputs == []
    assert replay.inputs["baseline"] is Input.NONE
    assert replay.exit_codes == (Exit.UNCHECKED, Exit.UNCHECKED)


def test_a_changed_input_is_named_even_where_the_outcome_is_the_same() -> None:
    for name in INPUTS:
        replay = replayed(RESULTS, RESULTS, inputs={**DIGESTS, name: "sha256:1"})
        assert replay.changed_inputs == [name]
        assert replay.is_same
    changed = replayed((CLEAN,), (replace(CLEAN, digest="sha256:1"),))
    assert changed.changed_inputs == ["documents"] and changed.is_same
    assert replayed((CLEAN,), (CLEAN,), engine="other").changed_inputs == ["engine"]


def test_parameters_are_named_with_both_values() -> None:
    replay = replayed((CLEAN,), (CLEAN,), rules={"parameters": {"staff": 1, "more": 2}})
    assert replay.parameters == {"more": (None, 2), "staff": (0.5, 1)}


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [("a", "a", Input.SAME), ("a", "b", Input.CHANGED), (None, "a", Input.ADDED), ("a", None, Input.MISSING)],
)
def test_what_became_of_an_input(before: str | None, after: str | None, state: Input) -> None:
    assert compare_inputs({**DIGESTS, "waivers": before}, {**DIGESTS, "waivers": after})["waivers"] is state


def test_warnings_that_are_gone_new_or_changed_are_told_apart() -> None:
    moved = replace(FINDING, line=1, severity=Severity.LOW, waived=Waived("so"))
    new = replace(LOW, fingerprint="n")
    gone = replace(LOW, fingerprint="g")
    replay = replayed((replace(WARNED, warnings=(FINDING, gone)),), (replace(WARNED, warnings=(moved, new)),))
    (deviation,) = replay.deviations
    assert (deviation.gone, deviation.new) == ((gone,), (new,))
    assert [names for _, _, names in deviation.changed] == [("severity", "line", "waived")]
    assert replay.exit_codes == (Exit.WARNINGS, Exit.CLEAN)
    assert not replay.is_same and replay.is_complete


def test_a_proposal_that_can_not_be_checked_any_more_makes_the_replay_incomplete() -> None:
    assert not replayed((CLEAN, WARNED), (CLEAN,)).is_complete
    assert not replayed((CLEAN,), (replace(INVALID, path=CLEAN.path),)).is_complete
    assert replayed((INVALID,), (INVALID,)).is_complete


def test_a_proposal_that_is_new_is_another_outcome() -> None:
    replay = replayed((CLEAN,), (CLEAN, WARNED))
    assert not replay.is_same and replay.is_complete
    assert replay.documents[WARNED.path, 0] is Input.ADDED
