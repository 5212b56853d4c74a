"""Comma-separated values for a spreadsheet: RFC 4180, one row for each warning, error and notice.

A proposal without any has a row that says so, so that no proposal is missing. Two things are added for spreadsheets: a
byte order mark, without which some of them take UTF-8 for another encoding, and an apostrophe before what they could
take for a formula. Taking off one apostrophe where `GUARDED` matches gives the text back.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from checker.errors import Problem
from checker.report import Failure, Finding, ProposalResult, Run, Status
from checker.reporters import Options
from checker.reporters.display import harmless

BYTE_ORDER_MARK = "\ufeff"

COLUMNS = (
    "entry", "path", "index", "proposal", "title", "status", "severity", "rule", "pack", "message", "advice", "line",
    "column", "pointer", "key", "cites", "waived", "approver", "expires", "fingerprint",
)  # fmt: skip
"""`entry` says what a row is about: a `warning`, a `waived` one, an `error`, a `notice`, or `no warnings`.

`path`, `index`, `status`, `severity`, `line`, `column`, `pointer`, `key` and `fingerprint` are as in the JSON report;
`cites` has its ids separated by spaces. Of an error and a notice, `advice` is how to mend it and `key` the stable word.
"""

# Spreadsheets look past spaces, and where a comma is no separator they split at semicolons, within quotation marks too:
# a cell may begin there as well. What begins with an apostrophe gets one more, so that it is clear which was added.
_BEGINNING = r"""((?:^|;)[\s"\u200c\u200d]*)"""
_DANGEROUS = "(?=[=+\\-@'＝＋－＠])"
_BEGINS_FORMULA = re.compile(_BEGINNING + _DANGEROUS)
GUARDED = re.compile(f"{_BEGINNING}'{_DANGEROUS}")
"""Where an apostrophe was added: after its first group."""


def render(run: Run, results: Iterable[ProposalResult], options: Options) -> Iterator[str]:
    """Yield the names of the columns, then the rows of one proposal after the other."""
    yield _header()
    for result in results:
        yield "".join(_row({**_proposal(result), **entry}) for entry in _entries(result))
    yield ""


def failure(failure: Failure) -> str:
    """Return a table of what went wrong."""
    rows = ({"entry": "error", "status": "failed", **_problem(problem)} for problem in failure.problems)
    return _header() + "".join(_row(row) for row in rows)


def _entries(result: ProposalResult) -> Iterator[Mapping[str, object]]:
    for problem in result.errors:
        yield {"entry": "error", **_problem(problem)}
    for finding in result.warnings:
        yield _warning(finding)
    if result.status is Status.CHECKED and not result.warnings:
        yield {"entry": "no warnings"}
    for notice in result.notices:
        yield {"entry": "notice", **_problem(notice)}


def _proposal(result: ProposalResult) -> dict[str, object]:
    return {
        "path": result.path,
        "index": result.index,
        "proposal": result.id,
        "title": result.title,
        "status": result.status,
    }


def _warning(finding: Finding) -> dict[str, object]:
    row: dict[str, object] = {
        "entry": "warning",
        "severity": finding.severity,
        "rule": finding.rule,
        "pack": finding.pack,
        "message": finding.message,
        "advice": finding.advice,
        "line": finding.line,
        "column": finding.column,
        "pointer": finding.pointer,
        "key": finding.key,
        "cites": " ".join(finding.cites),
        "fingerprint": finding.fingerprint,
    }
    if finding.waived is not None:
        waived = finding.waived
        row |= {"entry": "waived", "waived": waived.reason, "approver": waived.approver, "expires": waived.expires}
    return row


def _problem(problem: Problem) -> dict[str, object]:
    row: dict[str, object] = {
        "message": problem.message,
        "advice": problem.hint,
        "line": problem.line,
        "column": problem.column,
        "pointer": problem.pointer,
        "key": problem.keyword,
    }
    return row if problem.path is None else {**row, "path": problem.path}


def _header() -> str:
    return BYTE_ORDER_MARK + _line(COLUMNS)


def _row(values: Mapping[str, object]) -> str:
    return _line([_cell(values.get(column)) for column in COLUMNS])


def _cell(value: object) -> str:
    return "" if value is None else _BEGINS_FORMULA.sub(r"\1'", harmless(str(value)))


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()
