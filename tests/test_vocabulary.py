"""The facts of the proposal format: exactly those that its table lists, and how they are read from a document."""

from __future__ import annotations

import copy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from checker.facts import Fact, FactType, FieldType, Kind, Origin
from checker.vocabulary import ProposalFacts
from tests.schema_examples import PROPOSAL_SCHEMA, complete, minimal

BUILT_IN = ProposalFacts(PROPOSAL_SCHEMA)

# Per fact: its fields beside `key` with the letter of their kind (s: string, n: number, b: boolean, d: date, t: text),
# and ">" with the fact that a reference leads to.
TABLE = {
    "proposal": """
        format:s id:s title:t version:t submitted_on:d status:s
        purpose.statement:t purpose.category:s purpose.use_case:t
        governance.decision_making:t governance.dispute_procedure:t governance.complaint_channel:t
        governance.exit_plan:t governance.public_representation:b governance.transparency.public_register:b
        governance.transparency.publication_plan:t governance.oversight.independent:b governance.oversight.body:t
        governance.review_cycle_months:n sustainability.plan:t sustainability.funded_until:d sustainability.effort:s
        policy_environment.legal_basis:t policy_environment.impact_assessment:s""",
    "proposal.policy_environment.jurisdictions": "proposal:s>proposal value:s",
    "partner": """
        id:s name:t group:s value_proposition:t buy_in.level:s buy_in.evidence:t buy_in.champion:t
        costs.staff_fte:n costs.funding.amount:n costs.funding.currency:s
        commitments.staff_fte:n commitments.funding.amount:n commitments.funding.currency:s
        culture.resistance:s culture.change_plan:t
        capacity.access:s capacity.processing:s capacity.analysis:s capacity.plan:t""",
    "partner.roles": "partner:s>partner value:s",
    "owner": """
        partner:s>partner unit:t mandate:t accountable_lead:t resources.staff_fte:n resources.funding.amount:n
        resources.funding.currency:s resources.funding.secured_until:d""",
    "lead": "name:t partner:s>partner seniority:s",
    "lead.functions": "lead:s>lead value:s",
    "stakeholder": "id:s group:s name:t description:t at_risk:b engagement:s analyzed_on:d engaged_on:d",
    "stakeholder.partners": "stakeholder:s>stakeholder value:s>partner",
    "motivation": "stakeholder:s>stakeholder code:s description:t",
    "concern": """
        stakeholder:s>stakeholder code:s description:t raised_by:t evidence:t raised_on:d severity:s
        response.status:s response.rationale:t response.evidence:t response.agreed:b""",
    "concern.response.measures": "concern:s>concern value:s>measure",
    "measure": "id:s kind:s description:t evidence:t status:s owner:s>partner due:d",
    "data": """
        id:s name:t provider:s>partner personal:b commercially_sensitive:b identifiability:s retention_months:n
        shared_from:d""",
    "data.users": "data:s>data value:s>partner",
    "data.about": "data:s>data value:s",
    "data.special_categories": "data:s>data value:s",
    "data.measures": "data:s>data value:s>measure",
    "benefit": "stakeholder:s>stakeholder description:t",
    "policy_risk": "code:s description:t response.status:s response.rationale:t",
    "policy_risk.response.measures": "policy_risk:s>policy_risk value:s>measure",
}


def read(document: Any, **wanted: list[str]) -> list[Fact]:
    facts = BUILT_IN if not wanted else ProposalFacts(PROPOSAL_SCHEMA, wanted)
    return facts.read(document)


def only(facts: list[Fact], fact_type: str) -> Fact:
    (found,) = [fact for fact in facts if fact.type == fact_type]
    return found


def test_the_facts_are_exactly_those_of_the_format() -> None:
    assert sorted(BUILT_IN.vocabulary) == sorted(TABLE)
    assert list(BUILT_IN.vocabulary) == sorted(TABLE), "in an order that does not depend on the schema's"


@pytest.mark.parametrize("name", TABLE)
def test_a_fact_has_exactly_the_fields_of_the_format(name: str) -> None:
    written = {
        f"{field}:{known.kind[0]}{f'>{known.reference}' if known.reference else ''}"
        for field, known in BUILT_IN.vocabulary[name].fields.items()
        if field != "key"
    }
    # "text" and "string" begin with different letters, as all kinds do.
    assert written == set(TABLE[name].split())


@pytest.mark.parametrize("name", TABLE)
def test_every_fact_has_a_key_which_is_always_there(name: str) -> None:
    fact_type = BUILT_IN.vocabulary[name]
    key = fact_type.fields["key"]
    assert (key.kind, key.reference, key.always) == (Kind.STRING, name, True)
    assert fact_type.origin is Origin.PROPOSAL


def test_only_the_proposal_is_there_exactly_once() -> None:
    assert [name for name, fact_type in BUILT_IN.vocabulary.items() if fact_type.single] == ["proposal"]


def test_no_fact_is_identified_by_its_place() -> None:
    """What has no id is identified by other fields than its key, which holds its place."""
    assert [
        name
        for name, fact_type in BUILT_IN.vocabulary.items()
        if "key" in fact_type.identity and "id" not in fact_type.fields
    ] == []


def test_a_complete_proposal_has_every_fact_with_every_field() -> None:
    seen: dict[str, set[str]] = {}
    for fact in read(complete()):
        seen.setdefault(fact.type, set()).update(fact.values)
    assert seen == {name: set(fact_type.fields) for name, fact_type in BUILT_IN.vocabulary.items()}


def test_the_values_of_a_field_are_those_of_its_enumeration_without_null() -> None:
    fields = BUILT_IN.vocabulary["concern"].fields
    assert fields["severity"].values == {"low", "medium", "high"}
    assert fields["description"].values is None
    assert BUILT_IN.vocabulary["data.about"].fields["value"].values == {
        "individuals", "households", "companies", "public_bodies", "environment", "infrastructure",
    }  # fmt: skip


def nulled(value: Any) -> Any:
    """Return an object with its properties null instead of absent, as far as the minimal proposal has them not."""
    added = dict.fromkeys(PROPOSAL_SCHEMA["properties"])
    return {**added, **value}


def test_null_means_absent() -> None:
    plain, null = read(minimal()), read(nulled(minimal()))
    assert [(fact.type, fact.pointer, fact.values) for fact in plain] == [
        (fact.type, fact.pointer, fact.values) for fact in null
    ]


@pytest.mark.parametrize("value", [None, {}, {"status": None}, {"status": None, "measures": None, "rationale": None}])
def test_null_means_absent_at_every_depth(value: Any) -> None:
    document = {**minimal(), "stakeholders": [{"id": "s", "group": "public", "concerns": [{"code": "safety"}]}]}
    expected = [(fact.type, fact.values) for fact in read(document)]
    document["stakeholders"][0]["concerns"][0]["response"] = value
    assert [(fact.type, fact.values) for fact in read(document)] == expected


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("Words", True),
        ("0", True),
        ("", None),
        (" ", None),
        ("\t\r\n", None),
        ("\u00a0\u2003\u3000", None),
        ("\0", True),
    ],
)
def test_free_text_appears_as_whether_there_is_more_than_white_space(text: str, there: bool | None) -> None:
    proposal = only(read({**minimal(), "version": text}), "proposal")
    assert proposal.get("version") is there
    assert ("version" in proposal.values) is bool(there)


def test_no_free_text_is_ever_the_value_of_a_fact() -> None:
    texts = {
        (name, field)
        for name, fact_type in BUILT_IN.vocabulary.items()
        for field, known in fact_type.fields.items()
        if known.kind is Kind.TEXT
    }
    read_texts = [(fact.type, name) for fact in read(complete()) for name in fact.values if (fact.type, name) in texts]
    assert set(read_texts) == texts
    assert all(
        fact.get(name) is True for fact in read(complete()) for name in fact.values if (fact.type, name) in texts
    )


def test_dates_are_dates() -> None:
    proposal = only(read({**minimal(), "submitted_on": "2026-03-01"}), "proposal")
    assert proposal.get("submitted_on") == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("written", "value"),
    [(0.1, Decimal("0.1")), (2, 2), (2.0, 2), (-0.0, 0), (0.000001, Decimal("0.000001")), (99999.999999, None)],
)
def test_numbers_are_the_exact_decimals_that_the_document_writes(written: float, value: Any) -> None:
    document = minimal()
    document["partners"][0]["costs"] = {"staff_fte": written}
    found = read(document)[1].get("costs.staff_fte")
    assert found == (value if value is not None else Decimal(repr(written)))
    assert not isinstance(found, float)


def test_a_large_float_is_the_decimal_that_is_written_not_its_nearest_binary_number() -> None:
    schema = copy.deepcopy(PROPOSAL_SCHEMA)
    del schema["$defs"]["staff_fte"]["maximum"]
    document = minimal()
    document["partners"][0]["costs"] = {"staff_fte": 1e23}
    assert ProposalFacts(schema).read(document)[1].get("costs.staff_fte") == 10**23


def test_keys_are_ids_and_else_pointers_and_pointers_lead_to_the_place() -> None:
    found = {(fact.type, fact.get("key"), fact.pointer) for fact in read(complete())}
    assert ("proposal", complete()["id"], "") in found
    assert ("partner", "north-mobile", "/partners/1") in found
    assert ("owner", "/leadership/institutional_owner", "/leadership/institutional_owner") in found
    assert ("concern", "/stakeholders/0/concerns/0", "/stakeholders/0/concerns/0") in found
    assert ("partner.roles", "/partners/0/roles/0", "/partners/0/roles/0") in found


def test_a_fact_inside_of_another_has_its_key_under_its_name() -> None:
    document = {
        **minimal(),
        "stakeholders": [
            {
                "id": "s",
                "group": "public",
                "partners": ["a"],
                "concerns": [{"code": "safety", "response": {"measures": ["m", "n"]}}],
            }
        ],
    }
    facts = read(document)
    assert only(facts, "stakeholder.partners").values == {
        "key": "/stakeholders/0/partners/0", "stakeholder": "s", "value": "a",
    }  # fmt: skip
    concern = only(facts, "concern")
    assert concern.get("stakeholder") == "s"
    measures = [fact.values for fact in facts if fact.type == "concern.response.measures"]
    assert [(one["concern"], one["value"]) for one in measures] == [
        (concern.get("key"), "m"),
        (concern.get("key"), "n"),
    ]


def test_only_wanted_fields_are_read() -> None:
    facts = read(complete(), concern=["severity"], partner=["group"])
    concern = next(fact for fact in facts if fact.type == "concern")
    # Its key, and what identifies it: names and messages need those, whatever rules read.
    assert set(concern.values) == {"key", "stakeholder", "code", "severity"}
    assert concern.get("raised_on") is None
    assert {fact.type for fact in facts} == {"proposal", "partner", "stakeholder", "concern"}


def test_nothing_of_a_branch_is_read_that_holds_no_wanted_fact() -> None:
    assert {fact.type for fact in read(complete(), partner=[])} == {"proposal", "partner"}


def test_what_is_wanted_does_not_change_the_vocabulary() -> None:
    assert ProposalFacts(PROPOSAL_SCHEMA, {"partner": ["group"]}).vocabulary == BUILT_IN.vocabulary


ID = {"type": "string", "pattern": "^[a-z]+$"}


def small(**properties: Any) -> dict[str, Any]:
    """Return a small schema with more properties than an id and a title."""
    basic = {"id": ID, "title": {"type": "string"}}
    return {"type": "object", "x-fact": "plan", "required": ["id", "title"], "properties": {**basic, **properties}}


def test_another_schema_has_other_facts() -> None:
    item = {"type": "object", "x-fact": "step", "properties": {"days": {"type": "number"}, "free": {"x-ignored": True}}}
    tags = {"type": ["array", "null"], "items": {"type": ["string", "null"], "enum": ["a", None]}}
    facts = ProposalFacts(small(steps={"type": "array", "items": item}, tags=tags))
    assert {name: set(known.fields) for name, known in facts.vocabulary.items()} == {
        "plan": {"key", "id", "title"}, "step": {"key", "days"}, "plan.tags": {"key", "plan", "value"},
    }  # fmt: skip
    found = facts.read({"id": "x", "title": "X", "steps": [{"days": 1.5}], "tags": [None, "a"]})
    assert [(fact.type, dict(fact.values)) for fact in found] == [
        ("plan", {"key": "x", "id": "x", "title": True}),
        ("step", {"key": "/steps/0", "days": Decimal("1.5")}),
        ("plan.tags", {"key": "/tags/1", "plan": "x", "value": "a"}),
    ]


def test_the_vocabulary_says_of_each_fact_what_it_is_called_by_and_where_it_is() -> None:
    part = {"type": "object", "x-fact": "part", "x-key": ["kind"], "properties": {"kind": {"enum": ["a", None]}}}
    task = {"type": "object", "x-fact": "task", "required": ["id"], "properties": {"id": ID}}
    tags = {"type": "array", "items": {**ID, "x-reference": "task"}}
    more = {"type": "object", "properties": {"tags": tags, "on": {"type": "string", "format": "date"}}}
    step = {
        "type": "object", "x-fact": "step", "title": "Work Step", "x-label": ["name"], "required": ["id", "done"],
        "properties": {"id": ID, "name": {"type": "string"}, "done": {"type": "boolean"}, "more": more, "part": part},
    }  # fmt: skip
    schema = small(
        steps={"type": "array", "x-unique": "id", "items": step}, work={"type": "object", "properties": {
            "tasks": {"type": "array", "items": task},
        }},
    )  # fmt: skip
    text, key = FieldType(Kind.TEXT), FieldType(Kind.STRING, always=True)

    def keys(*names: str) -> dict[str, FieldType]:
        return {"key" if not place else name: FieldType(Kind.STRING, reference=name, always=True)
                for place, name in enumerate(names)}  # fmt: skip

    expected = (
        FactType("part", {**keys("part", "step"), "kind": FieldType(Kind.STRING, frozenset("a"))}, Origin.PROPOSAL,
                 ("kind",), around="step", unique=True, path=("part",)),
        FactType("plan", {**keys("plan"), "id": key, "title": text}, Origin.PROPOSAL,
                 ("key",), single=True, unique=True),
        FactType("step", {**keys("step"), "id": key, "name": text, "done": FieldType(Kind.BOOLEAN, always=True),
                          "more.on": FieldType(Kind.DATE)}, Origin.PROPOSAL,
                 ("key",), ("name",), unique=True, title="Work Step", path=("steps",)),
        FactType("step.more.tags", {**keys("step.more.tags", "step"),
                                    "value": FieldType(Kind.STRING, reference="task", always=True)}, Origin.PROPOSAL,
                 ("step", "value"), ("value",), around="step", unique=True, path=("more", "tags")),
        FactType("task", {**keys("task"), "id": key}, Origin.PROPOSAL, ("key",), path=("work", "tasks")),
    )  # fmt: skip
    assert ProposalFacts({**schema, "title": "Plans"}).vocabulary == {one.name: one for one in expected}


def test_a_fact_shows_its_type_what_is_known_of_it_and_where_it_was_read() -> None:
    (plan,) = ProposalFacts(small()).read({"id": "x", "title": ""})
    assert repr(plan) == "ReadFact('plan', {'key': 'x', 'id': 'x'}, '')"
    assert repr(Fact("row", {"n": 1}, None)) == "Fact('row', {'n': 1}, None)"


FACT = {"type": "object", "x-fact": "step", "properties": {}}


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({}, "it marks no facts"),
        ({"x-fact": "plan", "type": "object"}, "does not require the property `id`"),
        ({**small(), "type": ["object", "array"]}, "`plan` needs one `type` (object)"),
        (small(anything=True), "`plan.anything` needs one `type` (string, number, integer, boolean), or the mark"),
        (small(anything={}), "`plan.anything` needs one `type`"),
        (small(mixed={"type": ["string", "number"]}), "`plan.mixed` needs one `type`"),
        (small(mixed={"enum": ["a", 1]}), "`plan.mixed` needs one `type`"),
        (small(inside={"properties": {"a": ID}}), "`plan.inside` needs one `type` (object)"),
        (small(list={"items": ID}), "`plan.list` needs one `type` (array)"),
        (small(list={"type": "array", "items": {}}), "`plan.list[]` needs one `type`"),
        (small(gone={"$ref": "#/$defs/gone"}), "`#/$defs/gone` leads to nothing"),
        ({**small(ring={"$ref": "#/$defs/a"}), "$defs": {"a": {"$ref": "#/$defs/a"}}}, "`#/$defs/a` refers to itself"),
        (
            {
                **small(ring={"$ref": "#/$defs/a"}),
                "$defs": {"a": {"type": "object", "properties": {"b": {"$ref": "#/$defs/a"}}}},
            },
            "`plan` holds objects inside of each other without end",
        ),
        (small(one={**FACT, "x-fact": 3}), "a fact is called `3`, which is no text"),
        (small(one=FACT, two=FACT), "the fact `step` is in more than one place"),
        (small(one={**FACT, "x-key": ["gone"]}), "`step` has no field `gone`"),
        (small(one={**FACT, "x-label": ["gone"]}), "`step` has no field `gone`"),
        (small(one={**FACT, "properties": {"id": ID}}), "the `id` of `step` has to be required"),
        (small(one={**FACT, "required": ["id"], "properties": {"id": {"type": "number"}}}), "the `id` of `step`"),
    ],
)
def test_a_schema_that_leaves_facts_unclear_is_refused_with_the_reason(schema: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError) as refused:
        ProposalFacts(schema)
    assert reason in str(refused.value)
