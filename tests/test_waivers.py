"""A waiver removes from account exactly what it names, while it is in force, and is told where it takes no effect."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.check import Checker
from checker.report import Finding, ProposalResult, Status, Waived
from checker.reporters.dump import dump
from checker.rulebook.model import Source
from checker.waivers import State, Waiver, Waiving
from tests.proposals import TODAY as DAY_OF_PROPOSALS
from tests.proposals import random_proposal
from tests.samples import CLEAN, FINDING, INVALID, LOW, RULES, TODAY, WARNED
from tests.test_random_proposals import written

CHECKER = Checker(today=DAY_OF_PROPOSALS)
KNOWN = {name: rule for rule in RULES if rule.warn for name in (rule.id, *rule.aliases)}
SELECTED = [rule.id for rule in RULES if rule.warn]
DAY = timedelta(days=1)
WAIVER = Waiver(
    "public-concern-unaddressed", "mobility-2026", None, "It is known.", "Board", TODAY - DAY, TODAY + DAY,
    Source("w.yaml", 4, 5),
)  # fmt: skip
RESULT = replace(WARNED, warnings=(FINDING, replace(FINDING, key="concern others cost", fingerprint="1"), LOW))


def waived(
    result: ProposalResult, *waivers: Waiver, today: date = TODAY, selected: list[str] = SELECTED
) -> ProposalResult:
    return Waiving(waivers, KNOWN, selected, today)(b"", result)


def in_force(result: ProposalResult) -> list[Finding]:
    return [finding for finding in result.warnings if finding.waived is None]


def keywords(result: ProposalResult) -> list[str]:
    return [notice.keyword for notice in result.notices]


def test_without_a_key_all_warnings_of_the_rule_about_the_proposal_are_waived_and_no_other() -> None:
    result = waived(RESULT, WAIVER)
    assert in_force(result) == [LOW]
    assert [finding.fingerprint for finding in result.warnings] == [one.fingerprint for one in RESULT.warnings]
    assert not result.notices


def test_with_a_key_only_the_warning_with_that_key_is_waived() -> None:
    result = waived(RESULT, replace(WAIVER, key="concern others cost"))
    assert in_force(result) == [FINDING, LOW]


def test_a_waived_warning_says_why_by_whom_and_until_when() -> None:
    found = waived(RESULT, WAIVER).warnings[0].waived
    assert found is not None
    assert (found.reason, found.approver, found.expires) == ("It is known.", "Board", TODAY + DAY)


def test_of_several_waivers_the_one_that_lasts_longest_is_shown() -> None:
    later = replace(WAIVER, reason="Again", expires=TODAY + 9 * DAY)
    for order in ((WAIVER, later), (later, WAIVER)):
        found = waived(RESULT, *order).warnings[0].waived
        assert found is not None and found.reason == "Again"


def test_an_earlier_id_of_a_rule_is_as_good_as_its_id() -> None:
    assert in_force(waived(RESULT, replace(WAIVER, rule="concern-open"))) == [LOW]


def test_a_waiver_of_another_proposal_does_nothing_and_says_nothing() -> None:
    assert waived(RESULT, replace(WAIVER, proposal="other")) == RESULT


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (WAIVER.granted_on - DAY, State.NOT_YET),
        (WAIVER.granted_on, State.IN_FORCE),
        (WAIVER.expires, State.IN_FORCE),
        (WAIVER.expires + DAY, State.EXPIRED),
    ],
)
def test_both_the_first_and_the_last_day_belong_to_a_waiver(today: date, state: State) -> None:
    assert WAIVER.state(KNOWN, today) is state
    assert (len(in_force(waived(RESULT, WAIVER, today=today))) == 1) == (state is State.IN_FORCE)


@pytest.mark.parametrize(
    ("waiver", "keyword", "hint"),
    [
        (replace(WAIVER, expires=TODAY - DAY), "waiver-expired", "Board"),
        (replace(WAIVER, granted_on=TODAY + DAY), "waiver-not-yet", "granted_on"),
        (replace(WAIVER, rule="no-chamion"), "waiver-unknown-rule", "`no-champion`"),
        (replace(WAIVER, rule="no-champion"), "waiver-mandatory", "clear the warning"),
        (replace(WAIVER, rule="no-owner"), "waiver-unused", "Remove it"),
        (replace(WAIVER, key="concern other cost"), "waiver-unused", "`concern others cost`"),
    ],
)
def test_a_waiver_that_takes_no_effect_hides_nothing_and_is_told_with_its_place(
    waiver: Waiver, keyword: str, hint: str
) -> None:
    result = waived(RESULT, waiver)
    assert in_force(result) == list(RESULT.warnings)
    (notice,) = result.notices
    assert (notice.keyword, notice.path, notice.line, notice.column) == (keyword, "w.yaml", 4, 5)
    assert hint in str(notice.hint)


def test_a_waiver_of_a_rule_that_was_not_selected_is_not_called_unused() -> None:
    assert keywords(waived(CLEAN, replace(WAIVER, proposal="clean", rule="no-owner"), selected=[])) == []
    assert keywords(waived(CLEAN, replace(WAIVER, proposal="clean", rule="no-owner"))) == ["waiver-unused"]


def test_nothing_is_said_about_waivers_of_a_proposal_that_could_not_be_checked() -> None:
    assert waived(INVALID, replace(WAIVER, proposal="x")) == INVALID


@given(
    st.lists(st.tuples(st.sampled_from(SELECTED), st.sampled_from(["a", "b", "c"])), unique=True),
    st.lists(st.tuples(st.sampled_from([*KNOWN, "gone"]), st.sampled_from([None, "a", "b", "z"]), st.booleans())),
)
def test_exactly_the_warnings_that_a_waiver_in_force_names_are_waived(
    warned: list[tuple[str, str]], named: list[tuple[str, str | None, bool]]
) -> None:
    """For any warnings and any waivers of their proposal."""
    findings = tuple(replace(FINDING, rule=rule, key=key, fingerprint=rule + key) for rule, key in warned)
    result = ProposalResult("p.json", 0, "p", Status.CHECKED, warnings=findings)
    waivers = [
        replace(WAIVER, rule=rule, proposal="p", key=key, expires=TODAY + DAY if valid else TODAY - DAY)
        for rule, key, valid in named
    ]
    expected = {
        finding.fingerprint
        for finding in findings
        for rule, key, valid in named
        if valid and rule in KNOWN and KNOWN[rule].id == finding.rule and key in (None, finding.key)
        and not KNOWN[rule].mandatory
    }  # fmt: skip
    found = waived(result, *waivers)
    assert {finding.fingerprint for finding in found.warnings if finding.waived} == expected
    assert [replace(finding, waived=None) for finding in found.warnings] == list(findings)


@settings(max_examples=25)
@given(st.integers(0, 5000))
def test_a_waiver_changes_the_warning_that_it_names_and_nothing_else(seed: int) -> None:
    """Each rule and key in a random proposal is waived alone: all else in the JSON is the same, byte for byte."""
    document = written(random_proposal(Random(seed)))
    plain = CHECKER.check(document)
    selected = {rule.id for rule in CHECKER.rulebook.warning_rules()}
    for finding in plain.warnings:
        rule = CHECKER.known_rules[finding.rule]
        waiver = replace(WAIVER, rule=rule.id, proposal=plain.id or "", key=finding.key)
        found = Waiving([waiver], CHECKER.known_rules, selected, TODAY)(document, plain)
        named = [] if rule.mandatory else [(finding.rule, finding.key)]
        waived_alone = replace(
            plain,
            warnings=tuple(
                replace(one, waived=Waived(WAIVER.reason, WAIVER.approver, WAIVER.expires))
                if (one.rule, one.key) in named
                else one
                for one in plain.warnings
            ),
            notices=(*plain.notices, *(found.notices if rule.mandatory else ())),
        )
        assert dump(found.as_json()) == dump(waived_alone.as_json())
