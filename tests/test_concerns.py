"""The stakeholders of a proposal and how far their concerns are answered."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checker import Checker
from checker.concerns import with_concerns
from checker.stakeholders import Concern, ConcernState, Stakeholder
from tests.samples import CLEAN, INVALID, UNDECIDED, UNREADABLE

EXAMPLES = Path(__file__).parents[1] / "examples"


def found(proposal: Any) -> tuple[Stakeholder, ...]:
    return with_concerns(json.dumps(proposal).encode(), CLEAN).stakeholders


@pytest.mark.parametrize(
    ("response", "state"),
    [
        (None, ConcernState.OPEN),
        ({}, ConcernState.OPEN),
        ({"status": None}, ConcernState.OPEN),
        ({"status": "open"}, ConcernState.OPEN),
        ({"status": "planned"}, ConcernState.PLANNED),
        ({"status": "addressed"}, ConcernState.ADDRESSED),
        ({"status": "accepted"}, ConcernState.SET_ASIDE),
        ({"status": "dismissed"}, ConcernState.SET_ASIDE),
        ({"status": "not_applicable"}, ConcernState.SET_ASIDE),
        ({"status": "a word of another schema"}, ConcernState.OPEN),
    ],
)
def test_the_status_of_the_response_says_how_far_a_concern_is_answered(response: Any, state: ConcernState) -> None:
    concern = {"code": "safety", "response": response}
    (stakeholder,) = found({"stakeholders": [{"id": "s", "group": "public", "concerns": [concern]}]})
    assert stakeholder == Stakeholder("s", "s", "public", (Concern("safety", state),))


def test_every_status_of_the_schema_is_known() -> None:
    schema = json.loads((EXAMPLES.parent / "schemas" / "proposal.schema.json").read_bytes())
    statuses = schema["$defs"]["concern"]["properties"]["response"]["properties"]["status"]["enum"]
    concerns = [{"code": str(status), "response": {"status": status}} for status in statuses]
    (stakeholder,) = found({"stakeholders": [{"id": "s", "group": "public", "concerns": concerns}]})
    still_open = {concern.code for concern in stakeholder.concerns if concern.state is ConcernState.OPEN}
    assert still_open == {"open", "None"}


def test_a_stakeholder_is_called_by_its_name_on_one_line() -> None:
    (stakeholder,) = found({"stakeholders": [{"id": "s", "group": "public", "name": " All\nof us "}]})
    assert stakeholder.name == "All of us"


@pytest.mark.parametrize(
    "proposal",
    [
        [],
        {},
        {"stakeholders": None},
        {"stakeholders": {"id": "s"}},
        {"stakeholders": ["s", None, 3, {"id": "s"}, {"id": 3, "group": "public"}, {"id": "s", "group": ["public"]}]},
    ],
)
def test_what_another_schema_says_otherwise_is_left_alone(proposal: Any) -> None:
    assert found(proposal) == ()


def test_concerns_in_another_form_are_left_out_one_by_one() -> None:
    odd = [
        None,
        "safety",
        {"code": 3},
        {"code": "safety", "response": "none"},
        {"code": "x", "response": {"status": []}},
    ]
    (stakeholder,) = found({"stakeholders": [{"id": "s", "group": "public", "name": 3, "concerns": odd}]})
    assert [concern.code for concern in stakeholder.concerns] == ["safety", "x"]


@pytest.mark.parametrize("result", [INVALID, UNREADABLE])
def test_what_is_no_proposal_is_not_read(result: Any) -> None:
    assert with_concerns(b"{", result) == result


def test_a_proposal_that_the_engine_could_not_finish_has_its_concerns_all_the_same() -> None:
    document = (EXAMPLES / "typical.json").read_bytes()
    assert [one.id for one in with_concerns(document, UNDECIDED).stakeholders] == [
        "households",
        "power-company",
        "ministry",
    ]


def test_the_json_form_of_a_result_leaves_them_out() -> None:
    document = (EXAMPLES / "typical.json").read_bytes()
    result = Checker().check(document)
    filled = with_concerns(document, result)
    assert filled.stakeholders and filled.as_json() == replace(filled, stakeholders=()).as_json()
