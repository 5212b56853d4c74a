"""Why a rule did not warn: the conditions that fail, for each thing that it could have warned of, nearest first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checker.explain import why_not as module
from checker.explain.case import Case
from checker.explain.explanation import rule_called
from checker.explain.why_not import WhyNot, why_not
from tests.explain.cases import EXAMPLES, builtin, checked, example, small, told
from tests.small_rules import proposal, warning

RESIDENTS = {"id": "r", "group": "public", "name": "Residents"}
FIRM = {"id": "f", "group": "private_company", "name": "Firm"}


def misses(found: WhyNot) -> list[tuple[str, list[str]]]:
    return [(miss.about, told(miss.reasons)) for miss in found.misses]


def asked(case: Case, rule: str) -> WhyNot:
    return why_not(case, rule_called(case.rulebook, rule))


def test_a_failing_condition_is_told_with_the_value_that_was_found_and_its_place(tmp_path: Path) -> None:
    rule = warning(
        "W", [{"match": "concern", "as": "c", "where": {"response.status": {"in": ["open", "absent"]}}}], at="c"
    )
    concern = {"code": "safety", "response": {"status": "addressed"}}
    case = small(tmp_path, proposal(stakeholders=[{**RESIDENTS, "concerns": [concern]}]), rule)
    who = 'the concern `safety` of the stakeholder "Residents"'
    text = f"{who}: its `response.status` is `addressed`; the rule warns only where it is `open` or missing"
    assert misses(asked(case, "rule-0")) == [(who, [f"{text} @/stakeholders/0/concerns/0/response/status"])]


def test_the_nearest_miss_comes_first_then_the_order_of_the_document(tmp_path: Path) -> None:
    where = {"group": "public", "engagement": "none", "at_risk": True}
    rule = warning("W", [{"match": "stakeholder", "as": "s", "where": where}], at="s")
    stakeholders = [FIRM, {**RESIDENTS, "engagement": "none"}, {"id": "x", "group": "public", "engagement": "none"}]
    found = misses(asked(small(tmp_path, proposal(stakeholders=stakeholders), rule), "rule-0"))
    assert [(about, len(reasons)) for about, reasons in found] == [
        ('the stakeholder "Residents"', 1), ("the stakeholder `x`", 1), ('the stakeholder "Firm"', 3)
    ]  # fmt: skip


def test_what_is_not_there_to_be_asked_about_counts_as_further_away(tmp_path: Path) -> None:
    """A stakeholder without concerns is no nearer to a warning about concerns than one whose concern is answered."""
    when = [
        {"match": "stakeholder", "as": "s", "where": {"group": "public"}},
        {"match": "concern", "as": "c", "where": {"stakeholder": "$s.key"}},
        {"none": "measure"},
        {"none": "benefit", "where": {"stakeholder": "$s.key"}},
    ]
    stakeholders = [RESIDENTS, {"id": "x", "group": "public", "concerns": [{"code": "safety"}]}]
    document = proposal(
        stakeholders=stakeholders, measures=[{"id": "m", "kind": "audit"}], benefits=[{"stakeholder": "x"}]
    )
    found = asked(small(tmp_path, document, warning("{c.code}", when)), "rule-0")
    assert [(miss.about, len(miss.reasons)) for miss in found.misses] == [
        ("the concern `safety` of the stakeholder `x`", 2), ('the stakeholder "Residents"', 1)
    ]  # fmt: skip


def test_a_derived_fact_that_is_missing_is_traced_to_what_keeps_it_from_being_derived() -> None:
    found = misses(asked(checked(example("typical")), "public-concern-unaddressed"))
    misuse = 'the concern `data_misuse` of the stakeholder "Customers of City Power"'
    assert found[0] == (misuse, [
        f"“A concern is unanswered” does not hold for {misuse}",
        f"  {misuse}: its `response.status` is `planned`; the rule warns only where it is `open` or missing "
        "@/stakeholders/0/concerns/1/response/status",
    ])  # fmt: skip


def test_what_is_there_though_the_rule_wants_none_is_told_with_its_place() -> None:
    case = checked(example("typical"))
    assert misses(asked(case, "no-purpose-limitation")) == [("the proposal", [
        "there is the measure `support-only`: its `kind` is `purpose_limitation`; "
        "the rule warns only where there is none @/measures/0/kind"
    ])]  # fmt: skip
    protected = misses(asked(case, "sensitive-data-unprotected"))[0][1]
    assert protected[0].endswith("; the rule warns only where it does not")
    assert protected[1].endswith("@/data/0/measures/0")


def test_of_alternatives_it_is_told_what_fails_in_each(tmp_path: Path) -> None:
    ways = [[{"match": "stakeholder", "where": {"key": "$s.key", "at_risk": True}}],
            [{"match": "concern", "where": {"stakeholder": "$s.key"}}, {"none": "measure"}]]  # fmt: skip
    rule = warning("W", [{"match": "stakeholder", "as": "s"}, {"any": ways}], at="s")
    document = proposal(stakeholders=[RESIDENTS], measures=[{"id": "m", "kind": "audit"}])
    assert misses(asked(small(tmp_path, document, rule), "rule-0"))[0][1] == [
        "one of several things would have to hold, and none does",
        '  the stakeholder "Residents": its `at_risk` is missing; '
        "the rule warns only where it is `true` @/stakeholders/0",
        "  these together",
        '    there is no concern of the stakeholder "Residents"',
        "    there is the measure `m`; the rule warns only where there is none @/measures/0",
    ]


def test_a_count_that_is_not_reached_is_told_with_the_number_that_there_is(tmp_path: Path) -> None:
    rule = warning("W", [{"count": "stakeholder", "where": {"group": "public"}, "at_least": 3}])
    assert misses(asked(small(tmp_path, proposal(stakeholders=[RESIDENTS]), rule), "rule-0"))[0][1] == [
        "the rule warns only where the number of stakeholders whose `group` is `public` is at least 3; here it is 1"
    ]


def test_a_proposal_that_has_nothing_to_warn_of_is_told_so() -> None:
    found = misses(asked(checked(example("minimal")), "sensitive-data-unprotected"))
    assert found == [("the proposal", ["there is no data set"])]


def test_where_the_rule_does_warn_that_is_said_and_only_the_rest_is_told() -> None:
    found = asked(checked(example("typical")), "weak-buy-in")
    assert found.warnings == 1
    assert [miss.about for miss in found.misses] == [
        'the partner "Ministry of Social Affairs"', 'the partner "Warm Homes"'
    ]  # fmt: skip


def test_a_rule_is_found_by_an_earlier_id(tmp_path: Path) -> None:
    rule = {**warning("W", [{"match": "stakeholder", "as": "s"}], at="s"), "aliases": ["old-name"]}
    assert asked(small(tmp_path, proposal(), rule), "old-name").rule == "rule-0"


def test_not_all_combinations_are_looked_at_where_there_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_CANDIDATES", 5)
    people: list[Any] = [{"id": f"s{number}", "group": "public"} for number in range(6)]
    rule = warning("W", [{"match": "stakeholder", "as": "s", "where": {"at_risk": True}}], at="s")
    found = asked(small(tmp_path, proposal(stakeholders=people), rule), "rule-0")
    assert (len(found.misses), found.complete) == (5, False)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_rule_that_does_not_warn_of_an_example_has_a_reason(path: Path) -> None:
    case = Case(builtin(), path.read_bytes())
    warning_rules = {finding.rule for finding in case.result.warnings}
    for rule in case.rulebook.warning_rules():
        found = why_not(case, rule)
        assert all(miss.reasons for miss in found.misses)
        assert found.misses or rule.id in warning_rules, rule.id
        assert (found.warnings > 0) == (rule.id in warning_rules)
