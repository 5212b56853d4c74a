"""The conditions of rules in words: what they say is what the conditions mean."""

from __future__ import annotations

import pytest

from checker import Checker
from checker.rulebook.model import Rule
from checker.rulebook.wording import Requirement, Wording, wording
from tests.rulebook.conftest import Load, rule_file, warning_rule

BUILT_IN = Checker(engine="reference").rulebook
RULES = {rule.id: rule for rule in BUILT_IN.rules}


def built_in(id: str) -> Wording:
    return wording(RULES[id], BUILT_IN)


def of(load: Load, when: str, message: str = "Something") -> Wording:
    rulebook = load({"pack.yaml": warning_rule(when, message=message)})
    return wording(rulebook.rules[0], rulebook)


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ("group: public", "`group` is `public`"),
        ("group: absent", "`group` is missing"),
        ("group: present", "`group` is stated"),
        ("group: {not: public}", "`group` is not `public` (or is missing)"),
        ("group: {in: [public, absent]}", "`group` is `public` or missing"),
        ("group: {in: [public, public_entity, private_company]}",
         "`group` is `public`, `public_entity` or `private_company`"),
        ("group: {not_in: [public, public_entity]}", "`group` is neither `public` nor `public_entity` (or is missing)"),
        ("group: {not_in: [public, absent]}", "`group` is neither `public` nor missing"),
        ("at_risk: true", "`at_risk` is `true`"),
        ("name: true", "`name` is stated"),
        ("analyzed_on: {lt: $today}", "`analyzed_on` is before today"),
        ("analyzed_on: {gte: 2026-01-31}", "`analyzed_on` is on or after 2026-01-31"),
        ("analyzed_on: {gt: $self.engaged_on}", "`analyzed_on` is after `engaged_on`"),
    ],
)  # fmt: skip
def test_each_operator_says_when_it_holds_missing_fields_included(load: Load, test: str, words: str) -> None:
    found = of(load, f"[{{match: stakeholder, as: s, where: {{{test}}}}}]", "{s}")
    assert found == Wording((f"each stakeholder whose {words}",), (), ())


@pytest.mark.parametrize(
    ("operator", "words"),
    [("lt", "less than"), ("lte", "at most"), ("gt", "more than"), ("gte", "at least")],
)
def test_numbers_are_more_or_less_and_not_before_or_after(load: Load, operator: str, words: str) -> None:
    found = of(load, f"[{{match: partner, as: q, where: {{costs.staff_fte: {{{operator}: 0.5}}}}}}]", "{q}")
    assert found.subjects == (f"each partner whose `costs.staff_fte` is {words} 0.5",)


def test_only_what_tells_warnings_apart_is_each_and_everything_else_is_there_is() -> None:
    """A rule warns once per concern here, however many of its measures are in place."""
    found = built_in("addressed-without-evidence")
    assert found.subjects == (
        "each concern whose `response.status` is `addressed`, and whose `response.evidence` is missing",
        "the stakeholder of that concern",
    )
    assert found.requirements[:2] == (
        Requirement("there is an item of `response.measures` of that concern"),
        Requirement("there is a measure whose id is that item, and whose `status` is `in_place`"),
    )


def test_what_a_subject_refers_to_is_told_before_it(load: Load) -> None:
    """Conditions may stand in any order."""
    found = of(load, "[{match: partner, as: q, where: {key: $o.partner}}, {match: owner, as: o}]", "{q}")
    assert found.subjects == ("each owner", "each partner whose id is the `partner` of that owner")


def test_two_facts_of_one_kind_are_told_apart_by_their_names(load: Load) -> None:
    found = of(load, "[{match: partner, as: q}, {match: partner, as: r, where: {group: $q.group}}]", "{q} {r}")
    assert found.subjects == ("each partner (called `q` here)", "each partner (called `r` here) whose `group` is the "
                              "`group` of `q`")  # fmt: skip


def test_counting_names_its_bounds(load: Load) -> None:
    def number(bounds: str) -> str:
        when = f"[{{match: owner, as: o}}, {{count: partner, where: {{group: public}}, {bounds}}}]"
        return of(load, when, "{o}").requirements[0].text

    which = "the number of partners whose `group` is `public` is"
    assert number("at_least: 2") == f"{which} at least 2"
    assert number("at_most: 3") == f"{which} at most 3"
    assert number("at_least: 2, at_most: 3") == f"{which} at least 2 and at most 3"
    assert number("at_least: 2, at_most: 2") == f"{which} exactly 2"


def test_a_name_that_two_alternatives_use_is_in_each_what_it_is_there(load: Load) -> None:
    first = "[{match: partner, as: x}, {match: stakeholder, where: {group: $x.group}}]"
    second = "[{match: owner, as: x}, {match: partner, where: {key: $x.partner}}]"
    found = of(load, f"[{{any: [{first}, {second}]}}]")
    assert found.requirements == (
        Requirement(
            "at least one of these holds:",
            (
                "there is a partner; and there is a stakeholder whose `group` is the `group` of that partner",
                "there is an owner; and there is a partner whose id is the `partner` of that owner",
            ),
        ),
    )


def test_asking_again_of_a_fact_at_hand_is_not_taken_for_another_fact() -> None:
    assert built_in("owner-without-staff").requirements == (
        Requirement("that institutional owner is not one whose `resources.staff_fte` is at least 0.5"),
    )
    assert built_in("capacity-not-stated").requirements[1].alternatives[0] == (
        "that partner is one whose `capacity.access` is missing"
    )


def test_a_derived_fact_is_spoken_of_by_the_rules_that_derive_it_and_explained() -> None:
    found = built_in("public-not-a-stakeholder")
    assert found == Wording(
        ("the proposal",),
        (
            Requirement("“The proposal shares data about people” holds"),
            Requirement("there is no stakeholder whose `group` is `public`"),
        ),
        (
            "“The proposal shares data about people” holds for the proposal, where “A data set is about individuals or "
            "households” or “A data set is personal” holds.",
            "“A data set is about individuals or households” holds for each item of `about` of a data set that is "
            "`individuals` or `households`; there, `data` is the data set of that item.",
            "“A data set is personal” holds for each data set whose `personal` is `true`.",
        ),
    )


def test_facts_that_derive_each_other_are_explained_once(load: Load) -> None:
    rules = """\
rules:
  - {id: direct, title: Direct, when: [{match: partner, as: q}], derive: {linked: {partner: $q.key}}}
  - {id: onwards, title: Onwards, when: [{match: linked, as: k}], derive: {linked: {partner: $k.partner}}}
  - id: asks
    title: Asks
    severity: low
    when: [{match: linked}]
    warn: {message: Something, advice: Mend it}
"""
    rulebook = load({"pack.yaml": rule_file(rules)})
    asks = next(rule for rule in rulebook.rules if rule.id == "asks")
    assert [text.partition(" holds")[0] for text in wording(asks, rulebook).definitions] == ["“Direct”", "“Onwards”"]


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in BUILT_IN.warning_rules()])
def test_the_words_of_a_built_in_rule_have_no_names_or_signs_of_the_rule_language(rule: Rule) -> None:
    found = wording(rule, BUILT_IN)
    texts = [*found.subjects, *found.definitions]
    texts += [text for one in found.requirements for text in (one.text, *one.alternatives)]
    for text in texts:
        assert not {"$", "{", "}", "_self"} & set(text)
        assert "None" not in text and "  " not in text
