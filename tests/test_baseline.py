"""With a baseline only what is new counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from checker.baseline import BaselineRefused, Comparing, entries_of, load_baseline, written
from checker.report import Summary
from checker.rulebook.model import Severity
from tests.samples import CLEAN, FINDING, INVALID, LOW, WAIVED, WARNED

FIRST, SECOND = FINDING, replace(LOW, fingerprint="1a")
RESULT = replace(WARNED, warnings=(FIRST, SECOND))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "baseline.json"
    path.write_text(written(entries_of([RESULT], [])), encoding="utf-8")
    return path


def test_right_after_a_baseline_is_made_nothing_counts(file: Path) -> None:
    result = Comparing(load_baseline(file), [])(b"", RESULT)
    assert Summary([result]).at_or_above(Severity.LOW) == 0
    assert Summary([result]).waived == 2
    waived = result.warnings[0].waived
    assert waived is not None and waived.approver is None and str(file) in waived.reason


def test_a_new_warning_counts_and_so_does_the_same_about_another_proposal(file: Path) -> None:
    new = replace(FINDING, fingerprint="new")
    found = Comparing(load_baseline(file), [])(b"", replace(RESULT, warnings=(FIRST, new)))
    assert [finding.waived is None for finding in found.warnings] == [False, True]
    other = replace(RESULT, id="other")
    assert Comparing(load_baseline(file), [])(b"", other) == other


def test_only_the_fingerprint_is_compared(file: Path) -> None:
    moved = replace(FIRST, line=1, pointer="/x", message="Other words", severity=Severity.CRITICAL)
    found = Comparing(load_baseline(file), [])(b"", replace(RESULT, warnings=(moved,)))
    assert found.warnings[0].waived is not None


def test_a_waiver_says_more_than_a_baseline_and_stays(file: Path) -> None:
    found = Comparing(load_baseline(file), [])(b"", replace(RESULT, warnings=(WAIVED,)))
    assert found.warnings == (WAIVED,)


def test_a_warning_of_a_mandatory_rule_counts_and_that_is_told(file: Path) -> None:
    found = Comparing(load_baseline(file), [SECOND.rule])(b"", RESULT)
    assert [finding.waived is None for finding in found.warnings] == [False, True]
    (notice,) = found.notices
    assert (notice.keyword, notice.path) == ("baseline-mandatory", str(file))


def test_a_baseline_holds_neither_waived_warnings_nor_those_of_mandatory_rules() -> None:
    entries = entries_of(
        [replace(WARNED, warnings=(FIRST, replace(WAIVED, fingerprint="w"), SECOND)), CLEAN], [SECOND.rule]
    )
    assert entries["mobility-2026"].keys() == {FIRST.fingerprint}
    assert entries["clean"] == {}


def test_there_is_no_baseline_of_a_proposal_that_could_not_be_checked() -> None:
    with pytest.raises(BaselineRefused, match=r"invalid\.json"):
        entries_of([WARNED, INVALID], [])


def test_the_file_is_the_same_whatever_the_order_of_proposals_and_warnings() -> None:
    turned = [CLEAN, replace(RESULT, warnings=(SECOND, FIRST))]
    assert written(entries_of([RESULT, CLEAN], [])) == written(entries_of(turned, []))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "no JSON"),
        ("[]", "object"),
        ('{"format": "caveat/report-1", "proposals": {}}', "format"),
        ('{"format": "caveat/baseline-1", "proposals": {"p": {"f": {}}}}', "rule"),
    ],
)
def test_a_file_that_is_no_baseline_is_refused(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "b.txt").write_text(text, encoding="utf-8")
    with pytest.raises(BaselineRefused, match=told) as refused:
        load_baseline(tmp_path / "b.txt")
    assert {problem.path for problem in refused.value.problems} == {str(tmp_path / "b.txt")}


def test_a_baseline_that_is_not_there_is_refused_with_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(BaselineRefused, match="caveat baseline create"):
        load_baseline(tmp_path / "gone.json")
