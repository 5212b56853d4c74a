"""What is said of tests that fail, or that see too little."""

from __future__ import annotations

import pytest

from checker import RulesRefused
from checker.ruletests.outcome import Outcome, run_suites
from checker.ruletests.suite import load_suites
from tests.ruletests.conftest import OFTEN, RULES, SELDOM, Folder, with_cases

SHIFTED = "shift governance.review_cycle_months: {gt: 6} to gte (match proposal as p)"


def outcome(folder: Folder, *cases: str, more: str = "", rules: str = RULES) -> Outcome:
    return run_suites(load_suites([folder(with_cases(*cases, more=more), rules)], engine="reference"), mutate=True)


def explained(mutant: str, rule: str = "seldom") -> str:
    return f'equivalent: [{{rule: {rule}, mutant: "{mutant}", why: So it is.}}]\n'


def test_cases_on_both_sides_of_a_threshold_see_everything(folder: Folder) -> None:
    found = outcome(folder, SELDOM, OFTEN)
    assert found.is_good
    # The condition and its test each dropped or negated where that is possible, and three shifts.
    assert (found.cases, found.rules, found.conditions, found.mutants, found.noticed) == (2, 1, 1, 5, 5)


def test_a_case_that_fails_says_what_was_expected_and_what_was_found(folder: Folder) -> None:
    wrong = SELDOM.replace("[/governance/review_cycle_months]", '["", /governance]')
    (mismatch,) = outcome(folder, wrong, OFTEN).failed
    assert mismatch.expectation.pointers == ("", "/governance")
    assert mismatch.found == ("/governance/review_cycle_months",)
    assert mismatch.expectation.source.line == 8


def test_pointers_are_counted(folder: Folder) -> None:
    """A warning that is expected twice and found once is a failure."""
    place = "/governance/review_cycle_months"
    (mismatch,) = outcome(folder, SELDOM.replace(f"[{place}]", f"[{place}, {place}]"), OFTEN).failed
    assert mismatch.found == (place,)


def test_a_rule_that_no_case_expects_to_stay_silent_is_not_covered(folder: Folder) -> None:
    found = outcome(folder, SELDOM)
    assert [(one.rule.id, one.missing) for one in found.one_sided] == [("seldom", False)]
    assert not found.is_good


def test_a_condition_is_covered_where_a_case_depends_on_it(folder: Folder) -> None:
    """Another condition, which the cases take for granted, decides none of them."""
    rules = RULES.replace("    warn:", "      - {none: lead, where: {partner: nobody}}\n    warn:")
    found = outcome(folder, SELDOM, OFTEN, rules=rules)
    assert [one.mutant.change for one in found.undecided] == ["drop partner: nobody (none lead)"]
    assert not found.is_good


def test_a_mutant_that_no_case_notices_survives(folder: Folder) -> None:
    found = outcome(folder, SELDOM, OFTEN.replace("6", "5"))
    assert [one.mutant.change for one in found.survivors] == [SHIFTED, SHIFTED.replace("gte", "5")]
    assert [one.source.line for one in found.survivors] == [11, 11]
    assert not found.is_good


def test_a_survivor_that_is_explained_is_counted_apart(folder: Folder) -> None:
    found = outcome(folder, SELDOM, OFTEN.replace("6", "5"), more=explained(SHIFTED))
    assert [one.mutant.change for one, _ in found.explained] == [SHIFTED]
    assert (found.noticed, len(found.survivors)) == (3, 1)


def test_an_explanation_of_a_mutant_that_is_noticed_is_out_of_date(folder: Folder) -> None:
    found = outcome(folder, SELDOM, OFTEN, more=explained(SHIFTED))
    assert [one.mutant for one in found.stale] == [SHIFTED]
    assert not found.is_good


def test_an_explanation_of_what_is_no_mutant_is_refused(folder: Folder) -> None:
    with pytest.raises(RulesRefused) as refused:
        outcome(folder, SELDOM, OFTEN, more=explained(SHIFTED.replace("gte", "gto")))
    (problem,) = refused.value.problems
    assert (problem.keyword, problem.line) == ("unknown-mutant", 5)
    assert problem.hint == f"did you mean `{SHIFTED}`?"


def test_mutants_are_tried_with_the_parameters_of_a_case(folder: Folder) -> None:
    """The boundary is seen at another value of the parameter."""
    other = OFTEN.replace("6", "9").replace("    silent", "    parameters: {longest: 9}\n    silent")
    assert outcome(folder, SELDOM, other).survivors == []


def test_a_rule_that_warns_nobody_is_held_against_the_cases_of_those_that_need_it(folder: Folder) -> None:
    rules = RULES.replace("  - id: seldom", "  - id: derived\n    when: [{match: proposal, as: p}]\n"
                          "    derive: {known: {proposal: $p.key}}\n  - id: seldom").replace(
        "    warn:", "      - {match: known}\n      - {none: lead, where: {partner: nobody}}\n    warn:"
    )  # fmt: skip
    found = outcome(folder, SELDOM, OFTEN, rules=rules)
    assert found.conditions == 4
    assert {one.mutant.rule.id for one in found.survivors} == {"seldom"}


def test_a_rule_without_tests_is_not_covered_where_its_folder_is_tested(folder: Folder) -> None:
    place = folder(with_cases(SELDOM, OFTEN))
    (place / "more.yaml").write_text(
        RULES.replace("seldom", "other").replace("reviews", "more").replace("longest", "most")
    )
    whole = run_suites(load_suites([place], engine="reference"))
    assert {one.rule.id for one in whole.one_sided} == {"other"}
    assert run_suites(load_suites([place / "reviews.test.yaml"], engine="reference")).is_good
