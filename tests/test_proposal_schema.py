"""What the proposal schema promises to those who write proposals, and to the code that reads facts off it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from checker.validation import SchemaValidator
from tests.schema_examples import PROPOSAL_SCHEMA, complete, described_properties, minimal, resolved

VALIDATOR = SchemaValidator(PROPOSAL_SCHEMA)
PROPERTIES = dict(described_properties())

OUTLINE = """
format id title version submitted_on status purpose.statement purpose.category purpose.use_case
partners[].id partners[].name partners[].group partners[].roles partners[].value_proposition
partners[].buy_in.level partners[].buy_in.evidence partners[].buy_in.champion
partners[].costs.staff_fte partners[].costs.funding.amount partners[].costs.funding.currency
partners[].commitments.staff_fte partners[].commitments.funding.amount partners[].commitments.funding.currency
partners[].culture.resistance partners[].culture.change_plan
partners[].capacity.access partners[].capacity.processing partners[].capacity.analysis partners[].capacity.plan
leadership.institutional_owner.partner leadership.institutional_owner.unit leadership.institutional_owner.mandate
leadership.institutional_owner.accountable_lead leadership.institutional_owner.resources.staff_fte
leadership.institutional_owner.resources.funding.amount leadership.institutional_owner.resources.funding.currency
leadership.institutional_owner.resources.funding.secured_until
leadership.leads[].name leadership.leads[].partner leadership.leads[].seniority leadership.leads[].functions
stakeholders[].id stakeholders[].group stakeholders[].name stakeholders[].description stakeholders[].partners
stakeholders[].at_risk stakeholders[].engagement stakeholders[].analyzed_on stakeholders[].engaged_on
stakeholders[].motivations[].code stakeholders[].motivations[].description
stakeholders[].concerns[].code stakeholders[].concerns[].description stakeholders[].concerns[].raised_by
stakeholders[].concerns[].evidence stakeholders[].concerns[].raised_on stakeholders[].concerns[].severity
stakeholders[].concerns[].response.status stakeholders[].concerns[].response.measures
stakeholders[].concerns[].response.rationale stakeholders[].concerns[].response.evidence
stakeholders[].concerns[].response.agreed
measures[].id measures[].kind measures[].description measures[].evidence measures[].status measures[].owner
measures[].due
data[].id data[].provider data[].name data[].users data[].about data[].personal data[].commercially_sensitive
data[].identifiability data[].special_categories data[].measures data[].retention_months data[].shared_from
benefits[].stakeholder benefits[].description
governance.decision_making governance.dispute_procedure governance.complaint_channel governance.exit_plan
governance.public_representation governance.transparency.public_register governance.transparency.publication_plan
governance.oversight.independent governance.oversight.body governance.review_cycle_months
sustainability.plan sustainability.funded_until sustainability.effort
policy_environment.jurisdictions policy_environment.legal_basis policy_environment.impact_assessment
policy_environment.risks[].code policy_environment.risks[].description policy_environment.risks[].response.status
policy_environment.risks[].response.measures policy_environment.risks[].response.rationale
"""

REQUIRED = {
    "": ["format", "id", "title", "partners"],
    "partners[]": ["id", "name", "group"],
    "partners[].costs.funding": ["amount", "currency"],
    "partners[].commitments.funding": ["amount", "currency"],
    "leadership.institutional_owner.resources.funding": ["amount", "currency"],
    "stakeholders[]": ["id", "group"],
    "stakeholders[].concerns[]": ["code"],
    "measures[]": ["id", "kind"],
    "data[]": ["id", "provider"],
    "benefits[]": ["stakeholder"],
}

FACTS = {
    "": ("proposal", None, None),
    "partners[]": ("partner", None, None),
    "leadership.institutional_owner": ("owner", ["partner"], ["partner"]),
    "leadership.leads[]": ("lead", ["name", "partner"], None),
    "stakeholders[]": ("stakeholder", None, None),
    "stakeholders[].motivations[]": ("motivation", ["stakeholder", "code"], ["code"]),
    "stakeholders[].concerns[]": ("concern", ["stakeholder", "code"], ["code"]),
    "measures[]": ("measure", None, None),
    "data[]": ("data", None, None),
    "benefits[]": ("benefit", ["stakeholder"], ["stakeholder"]),
    "policy_environment.risks[]": ("policy_risk", ["code"], ["code"]),
}

REFERENCES = {
    "leadership.institutional_owner.partner": "partner",
    "leadership.leads[].partner": "partner",
    "stakeholders[].partners[]": "partner",
    "stakeholders[].concerns[].response.measures[]": "measure",
    "measures[].owner": "partner",
    "data[].provider": "partner",
    "data[].users[]": "partner",
    "data[].measures[]": "measure",
    "benefits[].stakeholder": "stakeholder",
    "policy_environment.risks[].response.measures[]": "measure",
}


def every_schema() -> dict[str, dict[str, Any]]:
    """Return the schemas of the root, of all properties and of all list items, by place."""
    items = {f"{place}[]": resolved(schema["items"]) for place, schema in PROPERTIES.items() if "items" in schema}
    return {"": PROPOSAL_SCHEMA, **PROPERTIES, **items}


OBJECTS = {place: schema for place, schema in every_schema().items() if "properties" in schema}


def test_the_schema_is_valid_under_its_metaschema() -> None:
    Draft202012Validator.check_schema(PROPOSAL_SCHEMA)


def test_the_schema_knows_exactly_the_properties_of_the_format() -> None:
    lowest = {place for place, schema in PROPERTIES.items() if place not in OBJECTS and f"{place}[]" not in OBJECTS}
    assert {place for place in lowest if not place.endswith("note")} == set(OUTLINE.split())


@pytest.mark.parametrize("place", PROPERTIES)
def test_every_property_says_what_it_is_and_gives_examples_that_fit_it(place: str) -> None:
    schema = PROPERTIES[place]
    assert schema["title"] and schema["description"].endswith(".") and schema["examples"]
    validator = SchemaValidator({"$defs": PROPOSAL_SCHEMA["$defs"], **schema})
    assert [example for example in schema["examples"] if not validator.accepts(example)] == []


def test_only_what_identifies_things_is_required() -> None:
    assert {place: schema["required"] for place, schema in OBJECTS.items() if "required" in schema} == REQUIRED


@pytest.mark.parametrize("place", OBJECTS)
def test_null_is_admitted_exactly_where_a_property_is_optional(place: str) -> None:
    required = OBJECTS[place].get("required", [])
    for name, unresolved in OBJECTS[place]["properties"].items():
        validator = SchemaValidator({"$defs": PROPOSAL_SCHEMA["$defs"], **unresolved})
        assert validator.accepts(None) == (name not in required), name


@pytest.mark.parametrize("place", OBJECTS)
def test_every_object_is_closed_but_for_notes_and_extensions(place: str) -> None:
    schema = OBJECTS[place]
    assert schema["additionalProperties"] is False
    assert schema["patternProperties"] == {"^x-": True}
    assert schema["properties"]["note"] == {"$ref": "#/$defs/note"}


@pytest.mark.parametrize("place", [place for place in every_schema() if place.endswith("[]")])
def test_no_list_holds_null_and_every_list_is_bounded(place: str) -> None:
    validator = SchemaValidator({"$defs": PROPOSAL_SCHEMA["$defs"], **every_schema()[place]})
    assert not validator.accepts(None)
    assert every_schema()[place.removesuffix("[]")]["maxItems"] == 10_000


def test_the_facts_with_their_keys_and_labels_are_marked() -> None:
    marked = {place: schema for place, schema in every_schema().items() if "x-fact" in schema}
    assert {place: (s["x-fact"], s.get("x-key"), s.get("x-label")) for place, s in marked.items()} == FACTS


def test_what_holds_the_id_of_another_fact_is_marked() -> None:
    marked = {place: s["x-reference"] for place, s in every_schema().items() if "x-reference" in s}
    assert marked == REFERENCES


def test_the_lists_whose_items_have_ids_are_marked() -> None:
    marked = {place: s["x-unique"] for place, s in every_schema().items() if "x-unique" in s}
    assert marked == dict.fromkeys(["partners", "stakeholders", "measures", "data"], "id")


def test_every_reference_inside_the_schema_is_local() -> None:
    references = re.findall(r"'\$ref': '([^']*)'", str(PROPOSAL_SCHEMA))
    assert references and all(reference.startswith("#/$defs/") for reference in references)


def test_a_proposal_with_every_property_fits() -> None:
    assert VALIDATOR.problems(complete()) == []


def test_a_proposal_with_only_what_is_required_fits() -> None:
    assert VALIDATOR.problems(minimal()) == []


@pytest.mark.parametrize("amount", [0, 4.35, 0.3, 1.1, 123456.789, 999_999_999_999.99, 1_000_000_000_000, 1e-6])
def test_an_amount_of_up_to_six_decimals_fits_exactly(amount: float) -> None:
    funding = {"amount": amount, "currency": "EUR"}
    assert (
        VALIDATOR.problems({**minimal(), "leadership": {"institutional_owner": {"resources": {"funding": funding}}}})
        == []
    )


def test_a_megabyte_of_free_text_fits() -> None:
    assert VALIDATOR.accepts({**minimal(), "purpose": {"statement": "x" * 1_000_000}})


def test_blank_text_fits_because_what_is_missing_is_for_the_rules() -> None:
    assert VALIDATOR.accepts({**minimal(), "title": "", "purpose": {"statement": " "}})


def test_notes_and_extensions_are_ignored_whatever_extensions_hold() -> None:
    assert VALIDATOR.accepts({**minimal(), "note": "later", "x-ours": [{"anything": [None, 1e300]}]})
