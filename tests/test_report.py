"""The result model: order, counts, exit code, JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import permutations

import pytest
from jsonschema import Draft202012Validator, ValidationError

from checker import __version__
from checker.errors import Problem
from checker.pointer import pointer_order
from checker.report import Exit, Failure, ProposalResult, Status, Summary, Waived, as_json, in_order
from checker.rulebook.model import Severity
from tests.samples import CLEAN, FINDING, INVALID, LOW, RESULTS, RUN, SCHEMA, UNDECIDED, UNREADABLE, WAIVED, WARNED
from tests.samples import validate_report as validate


def test_the_schema_of_reports_is_itself_valid_and_describes_every_property() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for name in ("proposal", "warning", "problem"):
        properties = SCHEMA["$defs"][name]["properties"].values()
        assert all("description" in part or "$ref" in part for part in properties), name


def test_a_report_with_every_status_is_valid_under_the_schema() -> None:
    validate(as_json(RUN, RESULTS))


def test_keys_stand_in_the_order_of_the_contract() -> None:
    report = as_json(RUN, [WARNED])
    assert list(report) == ["format", "tool", "rules", "engine", "today", "proposals", "summary"]
    assert list(report["proposals"][0]) == [
        "path", "index", "id", "status", "digest", "errors", "warnings", "notices",
    ]  # fmt: skip
    assert list(report["proposals"][0]["warnings"][0]) == [
        "rule", "pack", "severity", "pointer", "line", "column", "key", "message", "advice", "cites", "fingerprint",
        "waived", "because",
    ]  # fmt: skip
    assert list(report["summary"]) == [
        "proposals", "checked", "invalid", "unreadable", "undecided", "warnings", "waived",
    ]  # fmt: skip


def test_the_json_form_says_everything_that_is_known_of_a_run_and_its_proposals() -> None:
    notice = Problem("It has expired.", "expired", "/a", 3, 5, path="caveat.waivers.yaml")
    checked = replace(WARNED, index=4, digest="sha256:ff", warnings=(WAIVED,), notices=(notice,))
    run = replace(RUN, version="9.9", inputs={"schema": "sha256:aa"}, options={"fail_on": "high"})
    assert as_json(run, [checked]) == {
        "format": "caveat/report-1",
        "tool": {"name": "caveat", "version": "9.9"},
        "rules": {"digest": "sha256:0123", "packs": ["leadership", "stakeholders"], "parameters": {"min_staff": 0.5}},
        "engine": "stub 1.0",
        "today": "2026-11-22",
        "inputs": {"schema": "sha256:aa"},
        "options": {"fail_on": "high"},
        "proposals": [
            {
                "path": "mobility.json", "index": 4, "id": "mobility-2026", "status": "checked", "digest": "sha256:ff",
                "errors": [],
                "warnings": [
                    {
                        "rule": "public-concern-unaddressed", "pack": "stakeholders", "severity": "high",
                        "pointer": "/stakeholders/2/concerns/0", "line": 84, "column": 9,
                        "key": "concern residents privacy_loss",
                        "message": "The public's concern privacy_loss is unaddressed",
                        "advice": "Name a measure that answers it.", "cites": ["SR-17"], "fingerprint": "0f0f",
                        "waived": {
                            "reason": "The office reports on it", "approver": "Review board", "expires": "2027-03-01",
                        },
                        "because": [
                            {"fact": "concern", "pointer": "/stakeholders/2/concerns/0"},
                            {"fact": "typical_concern", "pointer": None},
                        ],
                    }
                ],
                "notices": [
                    {"pointer": "/a", "line": 3, "column": 5, "message": "It has expired.", "keyword": "expired",
                     "path": "caveat.waivers.yaml"},
                ],
            }
        ],
        "summary": {
            "proposals": 1, "checked": 1, "invalid": 0, "unreadable": 0, "undecided": 0,
            "warnings": {"critical": 0, "high": 0, "medium": 0, "low": 0}, "waived": 1,
        },
    }  # fmt: skip
    endless = replace(WAIVED, waived=Waived("It was there before"))
    (proposal,) = as_json(run, [replace(checked, warnings=(endless,))])["proposals"]
    assert proposal["warnings"][0]["waived"] == {"reason": "It was there before", "approver": None, "expires": None}


def test_a_failure_of_the_command_says_with_which_code_and_why() -> None:
    problem = Problem("`x` is unknown.", "unknown-rule", hint="perhaps `y`?")
    assert Failure(Exit.REFUSED, (problem,)).as_json() == {
        "format": "caveat/report-1",
        "tool": {"name": "caveat", "version": __version__},
        "error": {
            "exit_code": 2,
            "problems": [
                {"pointer": None, "line": None, "column": None, "message": "`x` is unknown.", "keyword": "unknown-rule",
                 "hint": "perhaps `y`?"},
            ],
        },
    }  # fmt: skip


def test_warnings_that_differ_in_nothing_else_are_sorted_by_message_and_fingerprint() -> None:
    expected = (
        replace(FINDING, message="a", fingerprint="2"),
        replace(FINDING, message="b", fingerprint="0"),
        replace(FINDING, message="b", fingerprint="1"),
    )
    assert all(in_order(shuffled) == expected for shuffled in permutations(expected))


def test_the_json_form_holds_only_values_that_json_has() -> None:
    report = as_json(RUN, RESULTS)
    assert json.loads(json.dumps(report)) == report


def test_an_error_has_a_hint_only_where_there_is_one() -> None:
    errors = as_json(RUN, [INVALID, UNREADABLE])["proposals"]
    assert errors[0]["errors"][0]["hint"] == "title?"
    assert "hint" not in errors[1]["errors"][0]


def test_the_schema_refuses_warnings_about_a_proposal_that_was_not_checked() -> None:
    with pytest.raises(ValidationError):
        validate(as_json(RUN, [replace(INVALID, warnings=(FINDING,))]))


def test_the_schema_refuses_a_proposal_that_could_not_be_checked_without_a_reason() -> None:
    with pytest.raises(ValidationError):
        validate(as_json(RUN, [replace(INVALID, errors=())]))


def test_a_failure_of_the_command_is_valid_under_the_schema() -> None:
    problem = Problem("`x` is unknown.", "unknown-rule", line=1, column=2, hint="perhaps `y`?", path="rules/a.yaml")
    validate(Failure(Exit.REFUSED, (problem,)).as_json())


def test_pointers_are_ordered_by_number_in_lists_and_what_contains_comes_first() -> None:
    pointers = ["", "/a", "/a/2", "/a/2/b", "/a/10", "/a/b", "/b"]
    for shuffled in (pointers[::-1], sorted(pointers)):
        assert sorted(shuffled, key=pointer_order) == pointers


def test_a_number_in_a_pointer_may_be_longer_than_python_converts() -> None:
    assert pointer_order("/a/" + "9" * 5000) > pointer_order("/a/" + "9" * 4999)


def test_warnings_are_sorted_by_severity_then_pointer_then_rule_whatever_order_they_come_in() -> None:
    expected = (
        replace(FINDING, severity=Severity.CRITICAL, pointer="/z"),
        replace(FINDING, pointer="/a/2", rule="b"),
        replace(FINDING, pointer="/a/10", rule="a", key="k1"),
        replace(FINDING, pointer="/a/10", rule="a", key="k2"),
        replace(FINDING, pointer="/a/10", rule="c"),
        LOW,
    )
    assert all(in_order(shuffled) == expected for shuffled in permutations(expected))


def test_waived_warnings_are_counted_apart() -> None:
    summary = Summary([WARNED])
    assert summary.warnings == {Severity.CRITICAL: 0, Severity.HIGH: 1, Severity.MEDIUM: 0, Severity.LOW: 1}
    assert summary.waived == 1


def test_counts_add_up_over_all_statuses() -> None:
    counts = Summary(RESULTS).as_json()
    assert counts == {
        "proposals": 5, "checked": 2, "invalid": 1, "unreadable": 1, "undecided": 1,
        "warnings": {"critical": 0, "high": 1, "medium": 0, "low": 1}, "waived": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("results", "fail_on", "code"),
    [
        ([], Severity.LOW, Exit.CLEAN),
        ([CLEAN], Severity.LOW, Exit.CLEAN),
        ([WARNED], Severity.HIGH, Exit.WARNINGS),
        ([WARNED], Severity.LOW, Exit.WARNINGS),
        ([WARNED], Severity.CRITICAL, Exit.CLEAN),
        ([WARNED], None, Exit.CLEAN),
        ([replace(WARNED, warnings=(WAIVED,))], Severity.LOW, Exit.CLEAN),
        ([WARNED, INVALID], Severity.HIGH, Exit.UNCHECKED),
        ([INVALID], None, Exit.UNCHECKED),
        ([UNREADABLE], None, Exit.UNCHECKED),
        ([UNDECIDED, CLEAN], None, Exit.UNCHECKED),
    ],
)
def test_the_highest_exit_code_that_applies_wins(
    results: list[ProposalResult], fail_on: Severity | None, code: Exit
) -> None:
    assert Summary(results).exit_code(fail_on) is code


def test_only_a_checked_proposal_counts_as_checked() -> None:
    for status in Status:
        assert Summary([replace(CLEAN, status=status)]).unchecked == (status is not Status.CHECKED)
