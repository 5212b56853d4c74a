"""What facts are called: labels for people, keys that reordering leaves alone, and texts for messages."""

from __future__ import annotations

from typing import Any

import pytest

from checker.facts import Fact, FactType, FieldType, Kind, Origin
from checker.naming import LONGEST_TEXT, NOT_STATED, Naming, one_line
from checker.vocabulary import ProposalFacts
from tests.schema_examples import PROPOSAL_SCHEMA
from tests.small_rules import proposal

READER = ProposalFacts(PROPOSAL_SCHEMA)
RESIDENTS = {"id": "residents", "group": "public", "name": "People who live here"}


def named(document: dict[str, Any], schema: Any = PROPOSAL_SCHEMA) -> tuple[Naming, list[Fact]]:
    reader = ProposalFacts(schema)
    facts = reader.read(document)
    return Naming(document, facts, reader.vocabulary), facts


def labels(fact_type: str, **properties: Any) -> list[str]:
    naming, facts = named(proposal(**properties))
    return [naming.label(fact) for fact in facts if fact.type == fact_type]


def keys(fact_type: str, **properties: Any) -> list[str]:
    naming, facts = named(proposal(**properties))
    return [naming.key(fact) for fact in facts if fact.type == fact_type]


@pytest.mark.parametrize(
    ("fact_type", "properties", "label"),
    [
        ("stakeholder", {"stakeholders": [RESIDENTS]}, "People who live here"),
        ("stakeholder", {"stakeholders": [{**RESIDENTS, "name": None}]}, "residents"),
        ("stakeholder", {"stakeholders": [{**RESIDENTS, "name": " \n "}]}, "residents"),
        ("concern", {"stakeholders": [{**RESIDENTS, "concerns": [{"code": "safety"}]}]}, "safety"),
        ("concern.response.measures",
         {"stakeholders": [{**RESIDENTS, "concerns": [{"code": "safety", "response": {"measures": ["m"]}}]}]}, "m"),
        ("lead", {"leadership": {"leads": [{"name": "Amina", "partner": "a"}]}}, "Amina"),
        ("lead", {"leadership": {"leads": [{"partner": "a"}]}}, "lead"),
        ("owner", {"leadership": {"institutional_owner": {"partner": "a"}}}, "a"),
        ("owner", {"leadership": {"institutional_owner": {}}}, NOT_STATED),
        ("policy_risk", {"policy_environment": {"risks": [{"code": "legal"}]}}, "legal"),
        ("benefit", {"benefits": [{"stakeholder": "residents"}]}, "residents"),
        ("proposal", {}, "p"),
    ],
)  # fmt: skip
def test_a_label_is_the_name_else_the_id_else_what_the_schema_names(
    fact_type: str, properties: dict[str, Any], label: str
) -> None:
    assert labels(fact_type, **properties) == [label]


def test_the_label_of_a_derived_fact_is_its_values_in_the_order_of_its_fields() -> None:
    types = {
        "near": FactType("near", {one: FieldType(Kind.STRING) for one in ("b", "a", "c")}, Origin.DERIVED),
    }
    naming = Naming({"id": "p"}, [], types)
    assert naming.label(Fact("near", {"a": True, "b": "x"}, None)) == "x yes"


@pytest.mark.parametrize(
    ("fact_type", "properties", "key"),
    [
        ("proposal", {}, "proposal p"),
        ("stakeholder", {"stakeholders": [RESIDENTS]}, "stakeholder residents"),
        ("concern", {"stakeholders": [{**RESIDENTS, "concerns": [{"code": "safety"}]}]}, "concern residents safety"),
        ("lead", {"leadership": {"leads": [{"name": "Amina", "partner": "a"}]}}, "lead Amina a"),
        ("lead.functions", {"leadership": {"leads": [{"name": "Amina", "partner": "a", "functions": ["vision"]}]}},
         "lead.functions Amina a vision"),
        
        ("owner", {"leadership": {"institutional_owner": {}}}, f"owner {NOT_STATED}"),
        ("data.about", {"data": [{"id": "d", "provider": "a", "about": ["individuals"]}]}, "data.about d individuals"),
    ],
)  # fmt: skip
def test_a_key_is_made_of_what_the_schema_names(fact_type: str, properties: dict[str, Any], key: str | None) -> None:
    assert keys(fact_type, **properties) == ([key] if key else [])


LEGAL = {"code": "legal", "description": "One"}
OTHER = {"code": "legal", "description": "Two"}


def test_facts_that_share_what_identifies_them_are_told_apart_by_content_and_never_by_place() -> None:
    first, second = keys("policy_risk", policy_environment={"risks": [LEGAL, OTHER]})
    assert first != second
    assert first.startswith("policy_risk legal #")
    assert keys("policy_risk", policy_environment={"risks": [OTHER, LEGAL]}) == [second, first]
    more = [{"code": "political"}, OTHER, LEGAL]
    assert keys("policy_risk", policy_environment={"risks": more}) == ["policy_risk political", second, first]


def test_the_order_of_properties_and_of_lists_inside_is_no_content() -> None:
    measures = {"code": "legal", "response": {"measures": ["m", "n"], "status": "open"}}
    turned = {"response": {"status": "open", "measures": ["n", "m"]}, "code": "legal"}
    both = keys("policy_risk", policy_environment={"risks": [measures, OTHER]})
    assert keys("policy_risk", policy_environment={"risks": [turned, OTHER]}) == both


def test_twins_that_nothing_tells_apart_are_numbered() -> None:
    found = keys("policy_risk", policy_environment={"risks": [LEGAL, LEGAL, OTHER]})
    assert [key.rpartition(".")[2] for key in found[:2]] == ["1", "2"]
    assert found[0].rpartition(".")[0] == found[1].rpartition(".")[0]
    assert len(set(found)) == 3


def test_what_is_inside_of_twins_is_told_apart_as_they_are() -> None:
    risks = [{**LEGAL, "response": {"measures": ["m"]}}, {**OTHER, "response": {"measures": ["m"]}}]
    found = keys("policy_risk.response.measures", policy_environment={"risks": risks})
    turned = keys("policy_risk.response.measures", policy_environment={"risks": risks[::-1]})
    assert len(set(found)) == 2
    assert turned == found[::-1]


def test_the_same_item_twice_in_a_list_is_numbered() -> None:
    about = {"data": [{"id": "d", "provider": "a", "about": ["individuals", "individuals"]}]}
    first, second = keys("data.about", **about)
    assert first != second


def test_without_anything_that_identifies_it_a_fact_is_known_by_its_content() -> None:
    schema = {
        "type": "object",
        "x-fact": "plan",
        "required": ["id", "title"],
        "properties": {
            "id": {"type": "string", "pattern": "^/?[a-z]+$"},
            "title": {"type": "string"},
            "steps": {
                "type": "array",
                "items": {"type": "object", "x-fact": "step", "properties": {"days": {"type": "number"}}},
            },
        },
    }
    steps = [{"days": 1}, {"days": 2}]
    naming, facts = named({"id": "/plan", "title": "", "steps": steps}, schema)
    turned, others = named({"id": "/plan", "title": "", "steps": steps[::-1]}, schema)
    assert naming.key(facts[0]) == "plan /plan"
    assert [naming.key(fact) for fact in facts[1:]] == [turned.key(fact) for fact in others[:0:-1]]
    assert len({naming.key(fact) for fact in facts}) == 3


def text(field: str, **properties: Any) -> str:
    naming, facts = named(proposal(**properties))
    return naming.text(facts[0], field)


@pytest.mark.parametrize(
    ("field", "properties", "shown"),
    [
        ("title", {"title": "Free text\n\n in  lines"}, "Free text in lines"),
        ("version", {}, NOT_STATED),
        ("version", {"version": None}, NOT_STATED),
        ("version", {"version": " \n"}, NOT_STATED),
        ("purpose.use_case", {}, NOT_STATED),
        ("purpose.use_case", {"purpose": None}, NOT_STATED),
        ("purpose.use_case", {"purpose": {"use_case": "Bus lines"}}, "Bus lines"),
        ("governance.public_representation", {"governance": {"public_representation": False}}, "no"),
        ("governance.public_representation", {"governance": {"public_representation": True}}, "yes"),
        ("governance.review_cycle_months", {"governance": {"review_cycle_months": 0}}, "0"),
        ("submitted_on", {"submitted_on": "2026-03-01"}, "2026-03-01"),
        ("key", {}, "p"),
    ],
)
def test_a_field_is_shown_as_people_write_it(field: str, properties: dict[str, Any], shown: str) -> None:
    assert text(field, **properties) == shown


def test_free_text_can_be_shown_that_no_rule_reads() -> None:
    document = proposal(stakeholders=[RESIDENTS | {"concerns": [{"code": "safety", "raised_by": "A neighbour"}]}])
    reader = ProposalFacts(PROPOSAL_SCHEMA, {"concern": []})
    facts = reader.read(document)
    naming = Naming(document, facts, reader.vocabulary)
    assert naming.text(facts[-1], "raised_by") == "A neighbour"
    assert naming.text(facts[-1], "stakeholder") == "residents"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a" * LONGEST_TEXT, "a" * LONGEST_TEXT),
        ("a" * (LONGEST_TEXT + 1), "a" * (LONGEST_TEXT - 1) + "…"),
        ("a " * LONGEST_TEXT, ("a " * LONGEST_TEXT)[: LONGEST_TEXT - 1] + "…"),
        (" " * 10_000 + "a", "a"),
        ("a" + " " * 10_000 + "b", "a b"),
        ("a\u2028b\x85c\td\r\ne\x1cf", "a b c d e f"),
        ("\n" * 1_000_000, ""),
    ],
)
def test_text_is_put_on_one_line_and_cut(given: str, shown: str) -> None:
    assert one_line(given) == shown
