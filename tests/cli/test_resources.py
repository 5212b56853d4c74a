"""Workers, time limits and verification, as the command offers them."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker.report import ProposalResult
from tests.cli.conftest import Caveat, write
from tests.samples import StubChecker
from tests.workers.faults import FaultyChecker


@pytest.fixture
def faulty(caveat: Caveat, monkeypatch: pytest.MonkeyPatch) -> Caveat:
    """The command with a checker that does what documents say."""
    monkeypatch.setattr(sys.modules["checker.check"], "Checker", FaultyChecker)
    return caveat


class TwoMinds(StubChecker):
    """A checker whose reference engine finds nothing."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.engine_name = str(options["engine"])

    def check(self, document: bytes) -> ProposalResult:
        result = super().check(document)
        return replace(result, warnings=()) if self.engine_name == "reference" else result


def test_a_worker_that_dies_makes_the_exit_code_3_and_the_others_are_reported(faulty: Caveat, folder: Path) -> None:
    write(folder, a={"id": "a"}, b={"fault": "exit"}, c={"id": "c"})
    done = faulty("check", ".", "--workers", "2", "--format", "json")
    assert done.status == 3
    assert [(one["path"], one["status"]) for one in done.json["proposals"]] == [
        ("a.json", "checked"), ("b.json", "undecided"), ("c.json", "checked"),
    ]  # fmt: skip


def test_a_proposal_that_takes_too_long_makes_the_exit_code_3(faulty: Caveat, folder: Path) -> None:
    write(folder, a={"fault": "hang"})
    done = faulty("check", "a.json", "--timeout", "0.3", "--format", "json")
    assert done.status == 3
    assert done.json["proposals"][0]["errors"][0]["keyword"] == "timeout"


def test_the_report_is_the_same_for_any_number_of_workers(caveat: Caveat, folder: Path) -> None:
    write(folder, **{f"p{number}": {"id": f"p{number}", "warn": ["low"]} for number in range(150)})
    reports = {
        caveat("check", ".", "--workers", workers, "--format", "json").stdout for workers in ("0", "1", "3", "auto")
    }
    assert len(reports) == 1
    assert json.loads(reports.pop())["summary"]["checked"] == 150


@pytest.mark.parametrize("value", ["-1", "many", "1000", "1.5"])
def test_workers_are_a_number_or_auto(caveat: Caveat, folder: Path, value: str) -> None:
    write(folder, a={"id": "a"})
    done = caveat("check", "a.json", "--workers", value)
    assert done.status == 2
    assert "`auto`" in done.stderr


def test_verify_is_silent_where_both_engines_agree(caveat: Caveat, folder: Path) -> None:
    write(folder, a={"id": "a"})
    assert caveat("check", "a.json", "--verify").status == 0


@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_difference_between_engines_is_a_bug_with_a_report_to_send(
    caveat: Caveat, folder: Path, monkeypatch: pytest.MonkeyPatch, workers: str
) -> None:
    monkeypatch.setattr(sys.modules["checker.check"], "Checker", TwoMinds)
    write(folder, a={"id": "a", "warn": ["high"]})
    done = caveat("check", "a.json", "--verify", "--workers", workers, "--format", "json")
    assert done.status == 70
    assert done.json["error"]["problems"][0]["keyword"] == "engines-differ"
    (report,) = folder.glob("caveat-difference-*.json")
    assert report.name in done.stderr
    assert json.loads(report.read_bytes())["engines"] == ["auto", "reference"]


@pytest.mark.parametrize("value", ["nan", "inf", "1e300", "1e10"])
def test_a_time_limit_that_no_clock_has_is_refused(caveat: Caveat, folder: Path, value: str) -> None:
    write(folder, a={"id": "a"})
    done = caveat("check", "a.json", "--timeout", value)
    assert done.status == 2
    assert "'--timeout'" in done.stderr


@pytest.mark.parametrize("option", ["--max-bytes", "--max-memory"])
def test_more_bytes_than_a_system_counts_are_refused(caveat: Caveat, folder: Path, option: str) -> None:
    write(folder, a={"id": "a"})
    done = caveat("check", "a.json", option, str(1 << 63))
    assert done.status == 2
    assert f"'{option}'" in done.stderr


def test_a_bound_for_bytes_takes_no_memory_by_itself(caveat: Caveat, folder: Path) -> None:
    write(folder, a={"id": "a"})
    assert caveat("check", "a.json", "--max-bytes", str(1 << 40)).status == 0


class Dated(StubChecker):
    """A checker whose results depend on the day."""

    def check(self, document: bytes) -> ProposalResult:
        return replace(super().check(document), title=self.today.isoformat())


def test_a_day_that_ends_meanwhile_is_no_difference_between_engines(
    caveat: Caveat, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = iter([date(2026, 11, 22), date(2026, 11, 23)])
    monkeypatch.setattr("checker.cli.options.current_day", lambda: next(days))
    monkeypatch.setattr(sys.modules["checker.check"], "Checker", Dated)
    write(folder, a={"id": "a"})
    assert caveat("check", "a.json", "--verify").status == 0
