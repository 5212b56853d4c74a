"""A second engine confirms each result; a difference is told, and told without the proposal's text."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from checker.check import Checker
from checker.errors import Problem
from checker.report import ProposalResult, Status
from checker.verify import EnginesDiffer, Verified
from tests.samples import StubChecker

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.json"))
TODAY = date(2026, 11, 22)


class Other(StubChecker):
    """One that gives another result for some documents."""

    engine_name = "other 1.0"

    def __init__(self, change: dict[str, object]) -> None:
        super().__init__()
        self.engine_name = "other 1.0"
        self._change = change

    def check(self, document: bytes) -> ProposalResult:
        return replace(super().check(document), **self._change)  # type: ignore[arg-type]  # fields of a result


def test_the_two_engines_agree_on_the_examples() -> None:
    verified = Verified(Checker(today=TODAY), Checker(today=TODAY, engine="reference"))
    for path in EXAMPLES:
        assert verified.check(path.read_bytes()).status is Status.CHECKED


def test_a_difference_is_raised_with_a_report_that_holds_no_text_of_the_proposal() -> None:
    secret = json.dumps({"id": "secret-id", "title": "Secret", "warn": ["high"]}).encode()
    with pytest.raises(EnginesDiffer) as raised:
        Verified(StubChecker(), Other({"warnings": ()})).check(secret)
    report = raised.value.report
    assert report["engines"] == ["stub 1.0", "other 1.0"]
    assert len(report["results"]["stub 1.0"]["warnings"]) == 1
    assert report["results"]["other 1.0"]["warnings"] == []
    assert "ecret" not in json.dumps(report)


def test_what_one_of_them_could_not_decide_is_undecided() -> None:
    undecided = {"status": Status.UNDECIDED, "errors": (Problem("No.", "undecided"),), "warnings": ()}
    document = b'{"id": "a", "warn": ["high"]}'
    assert Verified(StubChecker(), Other(undecided)).check(document).status is Status.UNDECIDED
    assert Verified(Other(undecided), StubChecker()).check(document).status is Status.UNDECIDED
