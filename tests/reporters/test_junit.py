"""JUnit: valid, and what a CI system shows of it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import etree

from checker.errors import Problem
from checker.report import Exit, Failure, ProposalResult
from checker.reporters import reporter
from checker.rulebook.model import Severity
from tests.reporters.readers import written, xml
from tests.reporters.schemas import validate_junit
from tests.samples import CLEAN, FINDING, INVALID, LOW, RESULTS, UNDECIDED, UNREADABLE, WAIVED, WARNED


def suites(*results: ProposalResult, fail_on: Severity | None = Severity.HIGH) -> list[etree._Element]:
    root = xml(written("junit", *results, fail_on=fail_on))
    validate_junit(root)
    return list(root)


def outcomes(suite: etree._Element) -> dict[str | None, str]:
    """Return what became of each test: the name of the element in it."""
    cases = suite.findall("testcase")
    return {case.get("name"): case[0].tag if len(case) else "passed" for case in cases}


@pytest.mark.parametrize("results", [(), (CLEAN,), RESULTS])
def test_every_report_is_valid_under_the_schema_of_jenkins(results: tuple[ProposalResult, ...]) -> None:
    assert len(suites(*results)) == len(results)


def test_every_report_has_what_the_schema_of_ant_asks_for_beyond_that() -> None:
    """https://github.com/windyroad/JUnit-Schema: a suite has all of these, and a test at most one outcome."""
    for suite in suites(*RESULTS):
        for name in ("name", "package", "id", "hostname", "tests", "failures", "errors", "time"):
            assert suite.get(name)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp") or "")
        tags = [child.tag for child in suite]
        assert (tags[0], tags[-2:]) == ("properties", ["system-out", "system-err"])
        for case in suite.findall("testcase"):
            assert case.get("classname") and case.get("name") and case.get("time")
            assert len(case) <= 1
            assert all(outcome.get("type") for outcome in case if outcome.tag != "skipped")


def test_each_rule_is_a_test_of_each_proposal() -> None:
    clean, warned = suites(CLEAN, WARNED)
    assert outcomes(clean) == {"no-champion": "passed", "no-owner": "passed", "public-concern-unaddressed": "passed"}
    assert outcomes(warned) == {**outcomes(clean), "public-concern-unaddressed": "failure"}
    assert [(suite.get("tests"), suite.get("failures"), suite.get("errors")) for suite in (clean, warned)] == [
        ("3", "0", "0"), ("3", "1", "0")
    ]  # fmt: skip
    assert (warned.get("name"), warned.get("package"), warned.get("id")) == ("mobility.json", "mobility-2026", "1")


def test_a_failure_tells_where_what_to_do_and_why() -> None:
    [suite] = suites(WARNED)
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert (failure.get("message"), failure.get("type")) == (FINDING.message, "high")
    assert failure.text == (
        "mobility.json:84:9 public-concern-unaddressed (high)\n"
        "The public's concern privacy_loss is unaddressed\n"
        "To do: Name a measure that answers it.\n"
        "Why: SR-17 (resistance 3.2): The public can stop an initiative."
    )


def test_several_warnings_of_a_rule_are_one_failure_that_tells_all_of_them() -> None:
    [suite] = suites(replace(WARNED, warnings=(FINDING, replace(FINDING, message="Another one", line=90))))
    [failure] = suite.iter("failure")
    assert failure.get("message") == f"2 warnings, the first: {FINDING.message}"
    assert "mobility.json:90:9 public-concern-unaddressed (high)\nAnother one\n" in (failure.text or "")


def test_lesser_warnings_let_a_test_pass_and_stand_in_the_output_of_the_suite() -> None:
    [suite] = suites(WARNED)
    assert outcomes(suite)["no-champion"] == "passed"
    assert (suite.findtext("system-out") or "").startswith("mobility.json:84:9 no-champion (low)\nA partner has no")
    [strict] = suites(WARNED, fail_on=Severity.LOW)
    assert outcomes(strict)["no-champion"] == "failure"
    assert strict.findtext("system-out") == ""
    [lenient] = suites(WARNED, fail_on=None)
    assert "failure" not in outcomes(lenient).values()
    assert FINDING.message in (lenient.findtext("system-out") or "")


def test_a_rule_of_which_all_warnings_are_waived_is_skipped_with_the_reason() -> None:
    [suite] = suites(replace(WARNED, warnings=(WAIVED,)))
    assert outcomes(suite)["public-concern-unaddressed"] == "skipped"
    assert suite.get("skipped") == "1"
    skipped = suite.findtext("testcase/skipped") or ""
    assert "Waived: The office reports on it, Review board, until 2027-03-01" in skipped


@pytest.mark.parametrize("result", [INVALID, UNREADABLE, UNDECIDED])
def test_what_was_not_checked_is_an_error_and_no_rule_of_it_has_passed(result: ProposalResult) -> None:
    [suite] = suites(result)
    assert outcomes(suite) == {"the proposal can be checked": "error"}
    error = suite.find("testcase/error")
    assert error is not None
    assert (error.get("message"), error.get("type")) == (result.errors[0].message, result.status)
    assert suite.get("errors") == "1"


def test_notices_stand_in_the_errors_of_the_suite() -> None:
    [suite] = suites(replace(CLEAN, notices=(Problem("It has expired.", "expired", path="w.yaml", line=4),)))
    assert suite.findtext("system-err") == "w.yaml:4: It has expired."


def test_a_failure_of_the_command_is_a_valid_report_with_an_error() -> None:
    root = xml(reporter("junit").failure(Failure(Exit.REFUSED, (Problem("It can't be.", "usage"),))))
    validate_junit(root)
    [error] = root.iter("error")
    assert error.get("message") == "It can't be."


def test_the_schema_can_refuse() -> None:
    with pytest.raises(etree.DocumentInvalid):
        validate_junit(xml(written("junit", WARNED).replace("testcase", "tescase")))


def test_a_rule_whose_warning_is_low_passes_with_it_and_is_never_skipped() -> None:
    [suite] = suites(replace(WARNED, warnings=(LOW, replace(LOW, waived=WAIVED.waived))))
    assert outcomes(suite)["no-champion"] == "passed"
