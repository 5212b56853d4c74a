"""A report that was saved as JSON -> the results that it holds, for commands that compare them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from checker.document import Limits, parse
from checker.errors import DocumentRefused, Problem, Refused, RulesRefused
from checker.reading import ordinary_file
from checker.report import FORMAT, Evidence, Finding, Json, ProposalResult, Status, Waived
from checker.resources import schema_file
from checker.rulebook.model import Severity
from checker.rulebook.source import read_bytes

_LIMITS = Limits(max_bytes=1 << 30, max_nodes=50_000_000)
_BEGINNING = 1 << 20
_NAME = FORMAT.rpartition("/")[2].encode()
_PROBLEMS_SHOWN = 10
_JSON_LINES = (
    "These are JSON Lines, which leave out what all proposals have in common.",
    "Save the report with --format json.",
)


class ReportRefused(Refused):
    """A file can't be used as a report."""


@dataclass(frozen=True, slots=True)
class SavedReport:
    """A report that was read.

    inputs, options: what `caveat replay` needs; empty where the report has none.
    """

    path: str
    version: str
    engine: str
    today: date
    rules: Json
    results: tuple[ProposalResult, ...]
    inputs: Json = field(default_factory=dict)
    options: Json = field(default_factory=dict)


def load_report(path: Path) -> SavedReport:
    """Return the report in a file. Raises ReportRefused where it is none, with the reason."""
    try:
        data, is_complete = _read(path)
        return report_of(path, parse(data, _LIMITS) if is_complete else _first_line(data))
    except RulesRefused as refused:
        raise ReportRefused(refused.problems) from None
    except DocumentRefused as refused:
        if _is_line(_first_line(data)):
            raise _refused(path, *_JSON_LINES) from None
        raise ReportRefused(replace(problem, path=str(path)) for problem in refused.problems) from None


def report_in(path: Path) -> SavedReport | None:
    """Return the report in a file, None where it is something else, such as a proposal.

    Raises ReportRefused where it is a report that can't be used.
    """
    try:
        data, is_complete = _read(path)
        document = parse(data, _LIMITS) if is_complete else _first_line(data)
    except RulesRefused:
        return None
    except DocumentRefused:
        document = _first_line(data)
    return report_of(path, document) if _is_report(document) or _is_line(document) else None


def _read(path: Path) -> tuple[bytes, bool]:
    """Return a file's content and True; of a large one that does not begin as reports do, the beginning and False.

    So a large file that was named by mistake costs nothing. Raises RulesRefused where it can't be read.
    """
    try:
        with ordinary_file(path) as file:
            start = file.read(_BEGINNING)
    except OSError:
        return read_bytes(path), True  # which says what is wrong
    if len(start) < _BEGINNING or _NAME in start:
        return read_bytes(path, _LIMITS.max_bytes), True
    return start, False


def _is_report(document: Any) -> bool:
    """Whether a JSON value says of itself that it is a report, or why there is none."""
    return isinstance(document, dict) and document.get("format") == FORMAT


def report_of(path: Path, document: Any) -> SavedReport:
    """Return the report that a JSON value holds; raises ReportRefused, see `load_report`."""
    from checker.validation import SchemaValidator

    if not _is_report(document):
        if _is_line(document):
            raise _refused(path, *_JSON_LINES)
        raise _refused(path, "This is no report of caveat.", "`caveat check … --output report.json` writes one.")
    if "error" in document:
        hint = "Repair what it tells, and write the report again."
        raise _refused(path, "This tells why there is no report: the command could not run.", hint)
    schema = json.loads(schema_file("report").read_bytes())
    validator = SchemaValidator({"$schema": schema["$schema"], "$ref": "#/$defs/report", "$defs": schema["$defs"]})
    if not validator.accepts(document):
        problems = validator.problems(document)[:_PROBLEMS_SHOWN]
        raise ReportRefused(
            Problem(f"{one.message} ({one.pointer})", one.keyword, one.pointer, hint=one.hint, path=str(path))
            for one in problems
        )
    return SavedReport(
        str(path),
        document["tool"]["version"],
        document["engine"],
        date.fromisoformat(document["today"]),
        document["rules"],
        tuple(_result(one) for one in document["proposals"]),
        document.get("inputs", {}),
        document.get("options", {}),
    )


def _refused(path: Path, message: str, hint: str | None = None) -> ReportRefused:
    return ReportRefused([Problem(message, "report", hint=hint, path=str(path))])


def _first_line(data: bytes) -> Any:
    try:
        return json.loads(data.split(b"\n", 1)[0])
    except (ValueError, RecursionError):
        return None


def _is_line(value: Any) -> bool:
    """Whether a JSON value is an entry of JSON Lines."""
    return isinstance(value, dict) and value.keys() >= {"path", "index", "status", "warnings"}


def _result(entry: Json) -> ProposalResult:
    return ProposalResult(
        entry["path"],
        entry["index"],
        entry["id"],
        Status(entry["status"]),
        tuple(_problem(one) for one in entry["errors"]),
        tuple(_finding(one) for one in entry["warnings"]),
        digest=entry["digest"],
        notices=tuple(_problem(one) for one in entry["notices"]),
    )


def _problem(entry: Json) -> Problem:
    place = (entry["pointer"], entry["line"], entry["column"])
    return Problem(entry["message"], entry["keyword"], *place, entry.get("hint"), entry.get("path"))


def _finding(entry: Json) -> Finding:
    return Finding(
        rule=entry["rule"],
        pack=entry["pack"],
        severity=Severity(entry["severity"]),
        pointer=entry["pointer"],
        line=entry["line"],
        column=entry["column"],
        key=entry["key"],
        message=entry["message"],
        advice=entry["advice"],
        cites=tuple(entry["cites"]),
        fingerprint=entry["fingerprint"],
        waived=_waived(entry["waived"]),
        because=tuple(Evidence(one["fact"], one["pointer"]) for one in entry["because"]),
    )


def _waived(entry: Json | None) -> Waived | None:
    if entry is None:
        return None
    expires = entry["expires"]
    return Waived(entry["reason"], entry["approver"], None if expires is None else date.fromisoformat(expires))
