"""A saved report comes back as the results that it was made of; anything else is refused with the reason."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checker.report import as_json
from checker.reporters import Options, reporter
from checker.saved import ReportRefused, load_report, report_in
from tests.samples import RESULTS, RUN


def save(folder: Path, value: Any) -> Path:
    path = folder / "r.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def test_a_report_comes_back_as_it_was_but_for_titles(tmp_path: Path) -> None:
    report = load_report(save(tmp_path, as_json(RUN, RESULTS)))
    assert report.results == tuple(replace(result, title=None) for result in RESULTS)
    assert [one.as_json() for one in report.results] == as_json(RUN, RESULTS)["proposals"]
    assert (report.today, report.engine, report.version) == (RUN.today, RUN.engine, RUN.version)
    assert (report.inputs, report.options) == ({}, {})


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({}, "no report of caveat"),
        ([], "no report of caveat"),
        ("no JSON", "r.json"),
        ("", "r.json"),
        ({"format": "caveat/report-1", "error": {}}, "could not run"),
        ({**as_json(RUN, ()), "today": 1}, "/today"),
        ({**as_json(RUN, ()), "options": {"paths": []}}, "/options"),
        ("".join(reporter("jsonl").render(RUN, RESULTS, Options())), "JSON Lines"),
        ("".join(reporter("jsonl").render(RUN, RESULTS[:1], Options())), "JSON Lines"),
    ],
)
def test_what_is_no_report_is_refused_with_the_reason(tmp_path: Path, value: Any, told: str) -> None:
    with pytest.raises(ReportRefused, match=told):
        load_report(save(tmp_path, value))


def test_a_proposal_is_no_report_but_json_lines_and_failures_are_reports_that_can_not_be_used(tmp_path: Path) -> None:
    assert report_in(save(tmp_path, {"format": "caveat/proposal-1"})) is None
    assert report_in(save(tmp_path, "no JSON")) is None
    assert report_in(tmp_path / "gone.json") is None
    assert report_in(save(tmp_path, as_json(RUN, RESULTS))) is not None
    for value in ({"format": "caveat/report-1", "error": {}}, {"path": "", "index": 0, "status": "", "warnings": []}):
        with pytest.raises(ReportRefused):
            report_in(save(tmp_path, value))
