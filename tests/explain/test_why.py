"""The proof of a warning: what its rule's conditions found, in words, with places, back to what the proposal says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checker.explain.case import Case
from checker.explain.why import DEEPEST, MOST_ALIKE, why
from tests.explain.cases import EXAMPLES, builtin, checked, example, small, told, warning_of
from tests.small_rules import proposal, warning

PUBLIC = {"id": "p", "group": "public", "name": "Residents"}


def proof(case: Case, rule: str) -> list[str]:
    finding = warning_of(case, rule)
    return told(next(why(case, match) for one, match in case.warnings if one == finding))


def test_a_fact_is_told_with_the_value_that_was_found_and_its_place(tmp_path: Path) -> None:
    document = proposal(stakeholders=[{**PUBLIC, "engagement": "none"}])
    rule = warning("W", [{"match": "stakeholder", "as": "s", "where": {"engagement": {"in": ["none", "absent"]}}}])
    assert proof(small(tmp_path, document, rule), "rule-0") == [
        'the stakeholder "Residents": its `engagement` is `none` @/stakeholders/0/engagement'
    ]


def test_what_is_missing_is_told_at_the_fact_that_lacks_it(tmp_path: Path) -> None:
    rule = warning("W", [{"match": "stakeholder", "as": "s", "where": {"engagement": "absent", "group": "public"}}])
    assert proof(small(tmp_path, proposal(stakeholders=[PUBLIC]), rule), "rule-0") == [
        'the stakeholder "Residents": its `engagement` is missing and its `group` is `public` @/stakeholders/0/group'
    ]


def test_a_comparison_is_told_with_both_sides_and_both_places() -> None:
    case = checked(example("typical"))
    assert proof(case, "costs-not-covered")[1:] == [
        'the partner "Ministry of Social Affairs": its `commitments.staff_fte` is 1, which is less than 2, its '
        "`costs.staff_fte` @/partners/0/commitments/staff_fte @/partners/0/costs/staff_fte"
    ]


def test_a_derived_fact_is_traced_back_to_what_the_proposal_says() -> None:
    case = checked(example("typical"))
    assert proof(case, "benefits-told-concerns-open")[2:] == [
        '“A stakeholder has an unanswered concern” holds for the stakeholder "Customers of City Power"',
        '  “A concern is unanswered” holds for the concern `privacy_loss` of the stakeholder "Customers of City Power"',
        '    the concern `privacy_loss` of the stakeholder "Customers of City Power": its `response.status` is missing '
        "@/stakeholders/0/concerns/0",
    ]


def test_that_there_is_no_such_fact_is_told_with_how_many_there_are_at_all() -> None:
    case = checked(example("typical"))
    assert proof(case, "no-audit")[-1] == "there is no measure whose `kind` is `audit` (the proposal has 2 measures)"
    assert proof(case, "no-vision-lead")[-1] == "there is no item of `functions` of any lead that is `vision`"


def test_a_count_is_told_with_those_that_were_counted(tmp_path: Path) -> None:
    people = [{"id": f"s{number}", "group": "public"} for number in range(MOST_ALIKE + 2)]
    rule = warning("W", [{"count": "stakeholder", "where": {"group": "public"}, "at_least": 3}])
    count, *counted = proof(small(tmp_path, proposal(stakeholders=people), rule), "rule-0")
    assert count == (
        f"the number of stakeholders whose `group` is `public` is at least 3: there are {MOST_ALIKE + 2}, "
        f"of which these are the first {MOST_ALIKE}"
    )
    assert counted[0] == "  the stakeholder `s0`: its `group` is `public` @/stakeholders/0/group"
    assert len(counted) == MOST_ALIKE


def test_of_alternatives_those_that_hold_are_told_and_what_holds_only_together_is_kept_together() -> None:
    case = checked(example("typical"))
    arrears = 'the data set "Customers in arrears"'
    assert proof(case, "sensitive-data-unprotected") == [
        f"{arrears} @/data/1",
        f"“A measure protects a data set” does not hold for {arrears}",
        "each of these is enough",
        f"  `financial` in the `special_categories` of {arrears} @/data/1/special_categories/0",
        "  these together",
        f"    “A data set is personal” holds for {arrears}",
        f"      {arrears}: its `personal` is `true` @/data/1/personal",
        f"    {arrears}: its `identifiability` is `identifiable` @/data/1/identifiability",
    ]


def test_a_row_of_a_table_is_told_with_its_values() -> None:
    case = checked(example("typical"))
    one = next(match for finding, match in case.warnings if finding.rule == "typical-motivation-not-considered")
    assert (
        "the row of the table `typical_motivation` with `group` `private_company`, `code` `monetize_data`"
        in told(why(case, one))[1]
    )


def test_the_excerpt_marks_the_place_in_the_lines_of_the_file() -> None:
    case = Case(builtin(), (EXAMPLES[0].parent / "typical.json").read_bytes(), lines_before=10)
    finding = warning_of(case, "weak-buy-in")
    ((reason,),) = (why(case, match) for one, match in case.warnings if one == finding)
    (place,) = reason.places
    line = place.excerpt.lines[place.excerpt.marked]
    assert line[place.excerpt.start : place.excerpt.end] == '"interest"'
    assert place.line == place.excerpt.first + place.excerpt.marked == 40


def test_a_long_chain_of_derivations_ends_with_a_word_that_it_goes_on(tmp_path: Path) -> None:
    """Each link is derived from the one before it, in a circle of partners."""
    partners = [{"id": f"q{number}", "name": f"Q{number}", "group": "public_entity"} for number in range(DEEPEST + 4)]
    document = proposal(partners=partners)
    start = derived("link_0", "$q.key", {"match": "partner", "as": "q", "where": {"key": "q0"}})
    links = [derived(f"link_{n + 1}", "$l.partner", {"match": f"link_{n}", "as": "l"}) for n in range(DEEPEST + 2)]
    rule = warning("W", [{"match": f"link_{DEEPEST + 2}", "as": "l"}])
    lines = proof(small(tmp_path, document, start, *links, rule), f"rule-{DEEPEST + 3}")
    assert len(lines) == DEEPEST + 1
    assert lines[-1].endswith("(its own reasons are too many steps away to be told)")


def derived(fact: str, partner: str, match: dict[str, Any]) -> dict[str, Any]:
    return {"title": f"Derives {fact}", "when": [match], "derive": {fact: {"partner": partner}}}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_warning_of_every_example_is_explained_by_the_facts_that_the_report_names(path: Path) -> None:
    """The same warnings as the check gives, whatever engine it has; and each place is one that the document has."""
    case = Case(builtin(), path.read_bytes())
    assert [finding for finding, _ in case.warnings] == list(case.result.warnings)
    for finding, match in case.warnings:
        reasons = why(case, match)
        assert reasons or finding.pointer == ""
        places = "".join(told(reasons))
        fields = [evidence.pointer for evidence in finding.because if evidence.pointer]
        assert all(f"@{pointer}" in places for pointer in fields), (finding.rule, fields, places)
