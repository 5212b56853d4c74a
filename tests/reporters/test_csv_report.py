"""Comma-separated values: one row for everything that there is to say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.errors import Problem
from checker.report import Exit, Failure
from checker.reporters import reporter
from checker.reporters.csv_report import COLUMNS, GUARDED
from tests.reporters.readers import Row, rows, written
from tests.samples import CLEAN, FINDING, INVALID, RESULTS, WARNED


def filled(row: Row) -> Row:
    return {name: value for name, value in row.items() if value}


def test_a_warning_is_a_row_with_everything_known_about_it() -> None:
    warning, low, waived = rows(written("csv", WARNED))
    assert filled(warning) == {
        "entry": "warning", "path": "mobility.json", "index": "0", "proposal": "mobility-2026",
        "title": "Mobility data", "status": "checked", "severity": "high",
        "rule": "public-concern-unaddressed", "pack": "stakeholders",
        "message": "The public's concern privacy_loss is unaddressed", "advice": "Name a measure that answers it.",
        "line": "84", "column": "9", "pointer": "/stakeholders/2/concerns/0", "key": "concern residents privacy_loss",
        "cites": "SR-17", "fingerprint": "0f0f",
    }  # fmt: skip
    assert (low["entry"], low["cites"]) == ("warning", "")
    assert [waived[name] for name in ("entry", "waived", "approver", "expires")] == [
        "waived", "The office reports on it", "Review board", "2027-03-01"
    ]  # fmt: skip


def test_every_proposal_has_a_row_whatever_became_of_it() -> None:
    entries = [(row["path"], row["entry"], row["status"]) for row in rows(written("csv", *RESULTS))]
    assert entries == [
        ("clean.json", "no warnings", "checked"),
        ("mobility.json", "warning", "checked"),
        ("mobility.json", "warning", "checked"),
        ("mobility.json", "waived", "checked"),
        ("invalid.json", "error", "invalid"),
        ("broken.json", "error", "unreadable"),
        ("hard.json", "error", "undecided"),
    ]


def test_an_error_has_its_place_and_how_to_mend_it() -> None:
    [row] = rows(written("csv", INVALID))
    assert [row[name] for name in ("message", "advice", "line", "column", "pointer", "key")] == [
        "`titel` is unknown.", "title?", "3", "5", "/titel", "unknown-property"
    ]  # fmt: skip


def test_a_notice_has_the_path_of_its_own_file() -> None:
    notice = Problem("It has expired.", "waiver-expired", path="w.yaml", line=4)
    _, row = rows(written("csv", replace(CLEAN, notices=(notice,))))
    assert [row[name] for name in ("entry", "path", "proposal", "line")] == ["notice", "w.yaml", "clean", "4"]


def test_it_is_written_as_rfc_4180_has_it_and_marked_as_utf_8() -> None:
    text = written("csv", replace(CLEAN, title='Über "a", b'))
    assert text.startswith("\ufeff" + ",".join(COLUMNS) + "\r\n")
    assert text.endswith(
        '\r\nno warnings,clean.json,0,clean,"Über ""a"", b",checked' + "," * (len(COLUMNS) - 6) + "\r\n"
    )
    assert text.count("\n") == text.count("\r\n") == 2


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("  @a", "  '@a"),
        ("＋1", "'＋1"),
        ("-", "'-"),
        ("a;=1", "a;'=1"),
        ('a;"=1', "a;\"'=1"),
        ("'a", "''a"),
        ("a-b; c = d", "a-b; c = d"),
        ("don't", "don't"),
    ],
)
def test_what_could_be_taken_for_a_formula_gets_an_apostrophe_that_can_be_taken_off(text: str, cell: str) -> None:
    [row] = rows(written("csv", replace(WARNED, warnings=(replace(FINDING, message=text),))))
    assert row["message"] == cell
    assert GUARDED.sub(r"\1", cell) == text


def test_a_failure_of_the_command_is_a_row() -> None:
    problems = (Problem("It can't be.", "usage", hint="Mend it."),)
    [row] = rows(reporter("csv").failure(Failure(Exit.REFUSED, problems)))
    assert filled(row) == {
        "entry": "error", "status": "failed", "message": "It can't be.", "advice": "Mend it.", "key": "usage"
    }  # fmt: skip
