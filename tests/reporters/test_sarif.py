"""SARIF: valid, whole, and what viewers and forges read in it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from checker.check import Checker
from checker.errors import Problem
from checker.excerpts import with_excerpts
from checker.report import Excerpt, Exit, Failure, ProposalResult, Run
from checker.reporters import Options, reporter
from checker.rulebook.model import Severity
from tests.reporters.readers import sarif, written
from tests.reporters.schemas import validate_sarif
from tests.samples import CLEAN, FINDING, INVALID, LOW, RESULTS, UNDECIDED, UNREADABLE, WAIVED, WARNED
from tests.schema_examples import complete
from tests.small_rules import TODAY, as_bytes

EXCERPT = Excerpt(83, ("  [", '    "code": "privacy_loss"', "  ]"), 1, 4, 10)


@pytest.mark.parametrize("results", [(), (CLEAN,), (CLEAN, WARNED, CLEAN, WARNED), RESULTS])
def test_every_log_is_valid_under_the_schema_of_oasis(results: tuple[ProposalResult, ...]) -> None:
    log = json.loads(written("sarif", *results))
    validate_sarif(log)
    assert len(log["runs"][0]["results"]) == sum(len(result.warnings) for result in results)


def test_the_log_about_a_real_proposal_is_valid_and_its_rules_explain_themselves() -> None:
    checker = Checker(today=TODAY, engine="reference")
    run = Run(checker.rulebook, checker.engine_name, checker.today, checker.sections)
    document = as_bytes(complete())
    result = replace(with_excerpts(document, checker.check(document)), path="a.json")
    log = json.loads("".join(reporter("sarif").render(run, [result], Options())))
    validate_sarif(log)
    rules = {rule["id"]: rule for rule in log["runs"][0]["tool"]["driver"]["rules"]}
    assert rules.keys() == {rule.id for rule in checker.rulebook.warning_rules()}
    protected = rules["sensitive-data-unprotected"]
    assert protected["name"] == "SensitiveDataUnprotected"
    assert protected["help"]["text"].startswith(
        protected["shortDescription"]["text"] + "\nTo do: Describe what protects"
    )
    assert "## What to do" in protected["help"]["markdown"]
    assert "SR-10, stakeholder-resistance 2.2" in protected["help"]["markdown"]
    assert log["runs"][0]["results"]
    for found in log["runs"][0]["results"]:
        place = found["locations"][0]["physicalLocation"]
        line = document.decode().splitlines()[place["region"]["startLine"] - 1]
        start, end = place["region"]["startColumn"] - 1, place["region"]["endColumn"] - 1
        assert line[start:end] == place["region"]["snippet"]["text"] != ""


@pytest.mark.parametrize(
    ("severity", "level", "rank"),
    [
        (Severity.CRITICAL, "error", 100.0),
        (Severity.HIGH, "error", 75.0),
        (Severity.MEDIUM, "warning", 50.0),
        (Severity.LOW, "note", 25.0),
    ],
)
def test_three_levels_hold_our_four_severities_and_the_rank_tells_them_apart(
    severity: Severity, level: str, rank: float
) -> None:
    [found] = sarif(replace(WARNED, warnings=(replace(FINDING, severity=severity),)))["results"]
    assert (found["level"], found["rank"], found["properties"]["severity"]) == (level, rank, severity)


def test_a_result_has_its_rule_its_message_with_the_advice_and_its_fingerprint() -> None:
    run = sarif(WARNED)
    found = run["results"][0]
    assert run["tool"]["driver"]["rules"][found["ruleIndex"]]["id"] == found["ruleId"] == "public-concern-unaddressed"
    assert found["message"]["text"] == f"{FINDING.message} To do: {FINDING.advice}"
    assert found["partialFingerprints"] == {"caveat/v1": "0f0f"}
    assert found["properties"]["proposal"] == "mobility-2026"
    assert found["properties"]["cites"] == ["SR-17"]


def test_a_rule_that_the_run_does_not_know_has_no_index() -> None:
    [found] = sarif(replace(WARNED, warnings=(replace(FINDING, rule="gone"),)))["results"]
    assert found["ruleId"] == "gone"
    assert "ruleIndex" not in found


def test_the_place_is_a_region_in_code_points_and_a_json_pointer() -> None:
    run = sarif(WARNED)
    [location] = run["results"][0]["locations"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert location["physicalLocation"]["region"] == {"startLine": 84, "startColumn": 9}
    assert location["logicalLocations"] == [
        {"name": "concern residents privacy_loss", "fullyQualifiedName": "/stakeholders/2/concerns/0"}
    ]
    [whole] = sarif(replace(WARNED, warnings=(replace(FINDING, pointer="", key="proposal a"),)))["results"]
    assert whole["locations"][0]["logicalLocations"] == [{"name": "proposal a"}]


def place_of(excerpt: Excerpt, column: int) -> dict[str, object]:
    finding = replace(FINDING, line=84, column=column, excerpt=excerpt)
    [found] = sarif(replace(WARNED, warnings=(finding,)))["results"]
    return found["locations"][0]["physicalLocation"]


def test_the_region_shows_its_text_and_the_lines_around_it() -> None:
    place = place_of(EXCERPT, 5)
    assert place["region"] == {"startLine": 84, "startColumn": 5, "endColumn": 11, "snippet": {"text": '"code"'}}
    context = {"startLine": 83, "endLine": 85, "snippet": {"text": '  [\n    "code": "privacy_loss"\n  ]'}}
    assert place["contextRegion"] == context


def test_what_is_cut_is_never_shown_as_the_text_of_the_file() -> None:
    cut = replace(EXCERPT, lines=("  [", '    "code": "priv…', "  ]"))
    assert place_of(cut, 5) == place_of(replace(EXCERPT, start=40, end=46), 50) | {
        "region": {"startLine": 84, "startColumn": 5}
    }
    beside = replace(EXCERPT, lines=("  […", '    "code": "privacy_loss"', "  ]"))
    assert "contextRegion" not in place_of(beside, 5)
    assert "snippet" in place_of(beside, 5)["region"]


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("a/b.json", {"uri": "a/b.json", "uriBaseId": "SRCROOT"}),
        ("a b/ä#?%.json", {"uri": "a%20b/%C3%A4%23%3F%25.json", "uriBaseId": "SRCROOT"}),
        ("a:b.json", {"uri": "a%3Ab.json", "uriBaseId": "SRCROOT"}),
        ("../a.json", {"uri": "../a.json", "uriBaseId": "SRCROOT"}),
        ("/tmp/a b.json", {"uri": "file:///tmp/a%20b.json"}),
        ("C:/a b.json", {"uri": "file:///C:/a%20b.json"}),
        ("-", {"uri": "-", "uriBaseId": "SRCROOT"}),
    ],
)
def test_paths_are_percent_encoded_and_relative_to_the_working_folder(path: str, location: dict[str, str]) -> None:
    run = sarif(replace(WARNED, path=path))
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"] == location
    assert run["originalUriBaseIds"].keys() == {"SRCROOT"}


def test_a_waived_warning_is_suppressed_with_its_reason_and_others_say_that_they_are_not() -> None:
    first, _, waived = sarif(WARNED)["results"]
    assert first["suppressions"] == []
    assert waived["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "The office reports on it",
            "properties": {"approver": "Review board", "expires": "2027-03-01"},
        }
    ]
    assert waived["level"] == first["level"]


def test_what_a_baseline_waives_has_neither_approver_nor_end() -> None:
    assert WAIVED.waived is not None
    known = replace(WAIVED, waived=replace(WAIVED.waived, approver=None, expires=None))
    [found] = sarif(replace(WARNED, warnings=(known,)))["results"]
    assert found["suppressions"][0]["properties"] == {}


def test_the_invocation_tells_the_exit_code_and_why() -> None:
    [invocation] = sarif(WARNED)["invocations"]
    assert invocation["executionSuccessful"] is True
    assert invocation["exitCode"] == 1
    assert invocation["exitCodeDescription"] == "1 warning of severity high or graver (--fail-on high)."
    assert invocation["toolExecutionNotifications"] == []
    assert sarif(WARNED, fail_on=None)["invocations"][0]["exitCode"] == 0


@pytest.mark.parametrize("result", [INVALID, UNREADABLE, UNDECIDED])
def test_what_was_not_checked_is_an_error_of_the_invocation(result: ProposalResult) -> None:
    [invocation] = sarif(CLEAN, result)["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 3
    [notification] = invocation["toolExecutionNotifications"]
    assert notification["level"] == "error"
    assert notification["message"]["text"].startswith(result.errors[0].message)
    assert notification["descriptor"] == {"id": result.errors[0].keyword}
    assert notification["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == result.path


def test_a_notice_is_a_warning_of_the_invocation_with_its_own_place() -> None:
    notice = Problem("It has expired.", "waiver-expired", hint="Renew it.", path="w.yaml", line=4)
    [invocation] = sarif(replace(WARNED, notices=(notice,)))["invocations"]
    [notification] = invocation["toolExecutionNotifications"]
    assert invocation["executionSuccessful"] is True
    assert notification["level"] == "warning"
    assert notification["message"]["text"] == "It has expired. (Renew it.)"
    place = notification["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "w.yaml", "uriBaseId": "SRCROOT"}, "region": {"startLine": 4}}


def test_a_failure_is_a_valid_log_of_an_invocation_without_success() -> None:
    problem = Problem("There is no rule `a`.", "unknown-rule", hint="`b`?", path="r.yaml")
    log = json.loads(reporter("sarif").failure(Failure(Exit.REFUSED, (problem,))))
    validate_sarif(log)
    [invocation] = log["runs"][0]["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    [notification] = invocation["toolConfigurationNotifications"]
    assert notification["message"]["text"] == "There is no rule `a`. (`b`?)"


def test_the_log_says_with_what_it_was_made_and_no_time() -> None:
    text = written("sarif", WARNED)
    assert json.loads(text)["runs"][0]["properties"] == {
        "today": "2026-11-22", "engine": "stub 1.0", "rulesDigest": "sha256:0123"
    }  # fmt: skip
    assert "TimeUtc" not in text
    assert text == written("sarif", WARNED)
    assert text.endswith("\n}\n")


def test_low_warnings_are_notes() -> None:
    assert sarif(replace(WARNED, warnings=(LOW,)))["results"][0]["level"] == "note"
