"""What clears a warning: the smallest sets of changes, from the conditions of its rule, each of them tried out."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import orjson
import pytest

from checker.check import Checker
from checker.engine.reference import ReferenceEngine
from checker.explain.case import Case
from checker.explain.clear import MOST_WAYS, Clearing, Way, clear
from checker.report import Finding, ProposalResult, Status
from checker.resources import rules_folder
from checker.ruletests.model import Settings
from checker.ruletests.suite import Suite, load_suites
from tests.built_once import remembering
from tests.explain.cases import EXAMPLES, after, builtin, checked, example, guide, small, warning_of
from tests.small_rules import proposal, warning

RESIDENTS = {"id": "r", "group": "public", "name": "Residents"}


def cleared(case: Case, rule: str) -> Clearing:
    return clear(case, warning_of(case, rule), guide())


def sentences(found: Clearing) -> list[str]:
    return [" ".join(change.text for change in way.changes) for way in found.ways]


def base(finding: Finding) -> str:
    """Return a fingerprint without the number that tells twins apart."""
    return finding.fingerprint.partition(".")[0]


def assert_clears(case: Case, finding: Finding, way: Way) -> ProposalResult:
    """Apply the patch by an independent library, and check that it does what was promised."""
    result = case.checker.check(orjson.dumps(after(case, way.patch)))
    assert result.status is Status.CHECKED, result.errors
    before = [base(one) for one in case.result.warnings]
    assert [base(one) for one in result.warnings].count(base(finding)) < before.count(base(finding))
    new = [one for one in result.warnings if base(one) not in before]
    assert all(one.severity.rank >= finding.severity.rank for one in new)
    assert all((one.rule, one.pointer) != (finding.rule, finding.pointer) for one in new)
    assert sorted(one.rule for one in new) == sorted(one.rule for one in way.brings if base(one) not in before)
    return result


def test_a_value_that_a_condition_names_is_set() -> None:
    found = cleared(checked(example("typical")), "people-at-risk-without-assessment")
    assert found.ways[0].patch == [{"op": "replace", "path": "/policy_environment/impact_assessment", "value": "done"}]
    assert sentences(found)[0] == "Set `policy_environment.impact_assessment` of the proposal to `done`."


def test_values_that_do_equally_well_are_told_together() -> None:
    way = cleared(checked(example("typical")), "policy-risk-unanswered").ways[0]
    assert way.changes[0].text == "Set `response.status` of the policy risk `public_opinion` to `planned`."
    assert way.alternatives == ("addressed", "accepted", "dismissed", "not_applicable")


def test_a_missing_text_is_left_as_a_blank_that_says_what_belongs_there() -> None:
    way = cleared(checked(example("typical")), "no-conflict-mediation").ways[0]
    (operation,) = way.patch
    assert way.changes[0].text == "Fill in `governance.dispute_procedure` of the proposal."
    assert "TODO: How conflicts between partners are settled." in json.dumps(operation)


def test_a_missing_number_or_date_is_a_blank_that_is_marked_beside_it() -> None:
    case = checked(example("typical"))
    document = after(case, cleared(case, "funding-horizon-missing").ways[0].patch)
    assert document["sustainability"]["funded_until"] == "9999-12-31"
    assert document["sustainability"]["x-todo-funded_until"].startswith("TODO: The last day for which")


def test_a_number_that_a_condition_compares_with_is_dictated_and_not_marked() -> None:
    case = checked(example("typical"))
    found = cleared(case, "costs-not-covered")
    assert [way.patch for way in found.ways] == [
        [{"op": "replace", "path": "/partners/0/commitments/staff_fte", "value": 2}],
        [{"op": "replace", "path": "/partners/0/costs/staff_fte", "value": 1}],
    ]


def test_an_element_is_added_with_what_the_condition_asks_and_blanks_for_the_rest() -> None:
    (operation,) = cleared(checked(example("typical")), "no-audit").ways[0].patch
    assert operation["path"] == "/measures/2"
    assert operation["value"] == {
        "id": "todo-measure-1", "kind": "audit", "description": "TODO: What is done, in plain words."
    }  # fmt: skip


def test_a_reference_and_what_it_refers_to_are_added_together_where_there_is_nothing_to_refer_to() -> None:
    data = {"id": "d", "name": "D", "provider": "north-mobile", "commercially_sensitive": True}
    found = cleared(checked(proposal(data=[data], measures=[])), "sensitive-data-unprotected")
    assert sentences(found)[0] == 'Add a measure to `measures`. Add `todo-measure-1` to `measures` of the data set "D".'


def test_a_reference_to_nothing_is_corrected_to_the_id_most_like_it_or_the_missing_element_added() -> None:
    document = example("typical")
    document["leadership"]["leads"][1]["partner"] = "city-pover"
    found = cleared(checked(document), "unknown-partner")
    assert sentences(found)[0] == 'Set `partner` of the lead "Jonas Weber" to `city-power`.'
    assert any("whose `id` is `city-pover`" in text for text in sentences(found))


def test_as_many_changes_are_made_together_as_it_takes(tmp_path: Path) -> None:
    """Each concern is a reason of its own for the one warning."""
    concerns = [{"code": code} for code in ("safety", "privacy_loss", "data_misuse")]
    when = [{"match": "stakeholder", "as": "s"},
            {"match": "concern", "where": {"stakeholder": "$s.key", "severity": "absent"}}]  # fmt: skip
    case = small(tmp_path, proposal(stakeholders=[{**RESIDENTS, "concerns": concerns}]), warning("W", when, at="s"))
    found = clear(case, warning_of(case, "rule-0"), guide())
    assert len(found.ways[0].changes) == 3
    assert found.smallest


def test_beyond_the_sizes_that_are_searched_a_set_is_found_step_by_step_and_called_perhaps_not_the_smallest(
    tmp_path: Path,
) -> None:
    concerns = [{"code": "other"} for _ in range(7)]
    when = [{"match": "stakeholder", "as": "s"},
            {"match": "concern", "where": {"stakeholder": "$s.key", "severity": "absent"}}]  # fmt: skip
    case = small(tmp_path, proposal(stakeholders=[{**RESIDENTS, "concerns": concerns}]), warning("W", when, at="s"))
    finding = warning_of(case, "rule-0")
    found = clear(case, finding, guide())
    assert [len(way.changes) for way in found.ways] == [7]
    assert not found.smallest
    assert_clears(case, finding, found.ways[0])


def test_a_change_that_brings_a_graver_warning_is_completed_until_it_does_not() -> None:
    """A concern that is only added would be unanswered, which is graver than that nobody thought of it."""
    case = checked(example("typical"))
    finding = next(one for one in case.result.warnings if one.rule == "typical-concern-not-considered")
    way = clear(case, finding, guide()).ways[0]
    assert [change.text.split(" ")[0] for change in way.changes] == ["Add", "Set", "Fill"]
    assert_clears(case, finding, way)


def test_nothing_is_taken_out_or_redefined_where_something_else_clears() -> None:
    """The data set could be dropped, or the stakeholder said to be no part of the public."""
    case = checked(example("typical"))
    for rule in ("sensitive-data-unprotected", "public-resistance-likely"):
        patches = [way.patch for way in cleared(case, rule).ways]
        assert all(
            operation["op"] != "remove" and "/group" not in operation["path"] for one in patches for operation in one
        )


def test_something_is_taken_out_where_nothing_else_clears(tmp_path: Path) -> None:
    document = proposal(stakeholders=[{**RESIDENTS, "partners": ["north-mobile"]}])
    case = small(tmp_path, document, warning("W", [{"match": "stakeholder.partners", "as": "i"}], at="i"))
    found = clear(case, warning_of(case, "rule-0"), guide())
    assert [way.patch for way in found.ways] == [[{"op": "remove", "path": "/stakeholders/0/partners/0"}]]


def test_where_nothing_clears_that_is_said(tmp_path: Path) -> None:
    case = small(tmp_path, proposal(), warning("W", [{"match": "proposal", "as": "p"}]))
    assert clear(case, warning_of(case, "rule-0"), guide()).ways == ()


def test_what_only_the_conditions_and_not_the_advice_speak_of_comes_last_and_is_marked(tmp_path: Path) -> None:
    where = {"engagement": "none", "at_risk": True}
    rule = warning("W", [{"match": "stakeholder", "as": "s", "where": where}], "Set `engagement` to `involve`.", at="s")
    case = small(tmp_path, proposal(stakeholders=[{**RESIDENTS, **where}]), rule)
    found = clear(case, warning_of(case, "rule-0"), guide())
    assert [
        (way.advised, way.changes[0].text.partition(" of ")[0], way.changes[0].choices[:1]) for way in found.ways
    ] == [
        (True, "Set `engagement`", ("involve",)),
        (False, "Set `engagement`", ("inform",)),
        (False, "Set `at_risk`", ()),
    ]


def test_of_two_warnings_that_only_their_place_tells_apart_the_one_that_was_asked_about_is_cleared() -> None:
    case = checked(proposal(stakeholders=[{**RESIDENTS, "partners": ["nobody", "nobody"]}]))
    twins = [one for one in case.result.warnings if one.rule == "unknown-partner"]
    assert base(twins[0]) == base(twins[1])
    for finding in twins:
        way = clear(case, finding, guide()).ways[0]
        assert way.patch[0]["path"] == finding.pointer
        assert_clears(case, finding, way)


def test_no_more_ways_are_told_than_a_person_reads_and_the_rest_is_counted(tmp_path: Path) -> None:
    people = [{"id": f"s{number}", "group": "public"} for number in range(MOST_WAYS + 2)]
    rule = warning("W", [{"none": "stakeholder", "where": {"at_risk": True}}])
    case = small(tmp_path, proposal(stakeholders=people), rule)
    found = clear(case, warning_of(case, "rule-0"), guide())
    assert len(found.ways) == MOST_WAYS
    assert found.left_out > 0


def test_the_same_question_has_the_same_answer() -> None:
    answers = [
        [one.as_json() for one in cleared(checked(example("typical")), "public-resistance-likely").ways] for _ in "ab"
    ]
    assert answers[0] == answers[1]


@pytest.mark.exhaustive
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_way_that_is_offered_for_an_example_clears_its_warning(path: Path) -> None:
    case = Case(builtin(), path.read_bytes())
    first_of_rule = {finding.rule: finding for finding in reversed(case.result.warnings)}
    for finding in first_of_rule.values():
        found = clear(case, finding, guide(), enough=3)
        assert found.ways, finding.rule
        for way in found.ways:
            assert_clears(case, finding, way)


@cache
def suite() -> Suite:
    (found,) = load_suites([rules_folder()], engine="durable")
    for checker in found.checkers.values():
        remembering(checker)
    return found


@cache
def reference_engine(settings: Settings) -> ReferenceEngine:
    checker = suite().checkers[settings]
    return ReferenceEngine(checker.rulebook, checker.today)


@pytest.mark.exhaustive
@pytest.mark.parametrize("rule", sorted(rule.id for rule in Checker(engine="reference").rulebook.warning_rules()))
def test_a_way_is_found_for_every_rule_where_its_own_tests_let_it_warn(rule: str) -> None:
    """And the proof of each of those warnings says something."""
    from checker.explain.why import why

    seen = 0
    for one in suite().cases:
        if any(expectation.rule == rule and expectation.pointers for expectation in one.expected):
            case = Case(suite().checkers[one.settings], one.data, engine=reference_engine(one.settings))
            for finding, match in case.warnings:
                if finding.rule == rule:
                    assert why(case, match)
                    found = clear(case, finding, guide(), enough=1)
                    assert found.ways, one.name
                    assert_clears(case, finding, found.ways[0])
                    seen += 1
        if seen >= 2:
            return
    assert seen


def test_blanks_hold_no_words_but_those_of_the_schema() -> None:
    """What a patch writes is dictated by a condition, taken from the proposal, or marked as a blank."""
    case = checked(example("minimal"))
    invented = []
    for finding in case.result.warnings:
        for way in clear(case, finding, guide()).ways:
            texts = re.findall(r'"(?:[^"\\]|\\.)*"', json.dumps([one.get("value") for one in way.patch]))
            invented += [text for text in texts if " " in text and not text.startswith('"TODO: ')]
    assert invented == []
