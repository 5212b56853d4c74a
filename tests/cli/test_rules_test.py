"""`caveat rules test`: what it prints, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.cli.entry import run
from tests.documents import ROOT
from tests.ruletests.conftest import OFTEN, RULES, SELDOM, with_cases


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a pack, which is the working folder; its tests are `reviews.test.yaml`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "proposals").mkdir()
    (tmp_path / "proposals" / "base.json").write_bytes((ROOT / "examples" / "minimal.json").read_bytes())
    (tmp_path / "reviews.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "reviews.test.yaml").write_text(with_cases(SELDOM, OFTEN), encoding="utf-8")
    return tmp_path


def test_all_is_well(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "test", ".", "--mutate"]) == 0
    assert capsys.readouterr() == (
        "Cases       2 of 1 pack, all passed\n"
        "Rules       1 of 1 seen to warn and to stay silent\n"
        "Conditions  1 of 1 decide some case\n"
        "Mutants     5 of 5 noticed\n",
        "",
    )


def test_a_case_that_fails_makes_the_exit_code_1(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = with_cases(SELDOM.replace("months]", "months, '']"), OFTEN)
    (pack / "reviews.test.yaml").write_text(cases, encoding="utf-8")
    assert run(["rules", "test", "."]) == 1
    assert capsys.readouterr().out.startswith(
        "reviews.test.yaml:6: Seven months are too many.\n"
        '  line 8: seldom: expected "", /governance/review_cycle_months, found /governance/review_cycle_months\n'
        "Cases       2 of 1 pack, 1 failed\n"
    )


def test_a_mutant_that_survives_makes_the_exit_code_1_only_where_mutants_are_asked_for(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pack / "reviews.test.yaml").write_text(with_cases(SELDOM, OFTEN.replace("6", "5")), encoding="utf-8")
    assert run(["rules", "test", "."]) == 0
    capsys.readouterr()
    assert run(["rules", "test", ".", "--mutate"]) == 1
    out = capsys.readouterr().out
    mutant = "shift governance.review_cycle_months: {gt: 6} to gte (match proposal as p)"
    assert out.startswith(f"reviews.yaml:11: seldom: {mutant}: no case notices\n")
    assert out.endswith("Mutants     3 of 5 noticed, 2 survived\n")


def test_a_rule_that_no_case_sees_warn_makes_the_exit_code_1(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pack / "reviews.test.yaml").write_text(with_cases(OFTEN), encoding="utf-8")
    assert run(["rules", "test", "."]) == 1
    assert "reviews.yaml:7: seldom: no case expects it to warn\n" in capsys.readouterr().out


def test_tests_that_are_refused_make_the_exit_code_2(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pack / "reviews.test.yaml").write_text(with_cases(OFTEN.replace("[seldom]", "[seldmo]")), encoding="utf-8")
    assert run(["rules", "test", "."]) == 2
    assert capsys.readouterr().err == (
        "caveat: reviews.test.yaml:8:14: there is no rule `seldmo`\ncaveat:   did you mean `seldom`?\n"
    )


def test_nothing_to_test_makes_the_exit_code_2(pack: Path) -> None:
    assert run(["rules", "test", "proposals"]) == 2


def test_programs_read_the_same_as_json(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pack / "reviews.test.yaml").write_text(with_cases(SELDOM), encoding="utf-8")
    assert run(["rules", "test", ".", "--format", "json", "--mutate"]) == 1
    found = json.loads(capsys.readouterr().out)
    place = {"path": "reviews.yaml", "line": 7, "column": 5}
    assert found["good"] is False
    assert found["cases"] == {"total": 1, "failed": 0, "mismatches": []}
    assert found["rules"] == {"total": 1, "uncovered": [{"rule": "seldom", "missing": "silent", **place}]}
    assert found["conditions"]["total"] == 1
    assert found["mutants"]["total"] == found["mutants"]["noticed"] + len(found["mutants"]["survived"])


def test_rules_may_need_those_of_another_folder(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of which the tests have to cover nothing."""
    rules = RULES.replace("    warn:", "      - {none: shares_people_data}\n    warn:")
    (pack / "reviews.yaml").write_text(rules, encoding="utf-8")
    assert run(["rules", "test", "."]) == 2
    assert "there is no fact `shares_people_data`" in capsys.readouterr().err
    assert run(["rules", "test", ".", "--rules", "builtin"]) == 0
    assert "Rules       1 of 1 seen" in capsys.readouterr().out
