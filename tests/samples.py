"""Results to show, and a stand-in for the Checker, for tests of everything above it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from checker.errors import Problem, RulesRefused, did_you_mean
from checker.report import Evidence, Finding, ProposalResult, Run, Status, Waived
from checker.rulebook.model import (
    Pack,
    Parameter,
    Reference,
    Rule,
    Rulebook,
    Severity,
    Source,
    Statement,
    Template,
    Warn,
)
from tests.json_schema import Schema

SCHEMA = json.loads((Path(__file__).parent.parent / "schemas" / "report.schema.json").read_text(encoding="utf-8"))
_REPORT = Schema(SCHEMA)
_LINE = Schema({**SCHEMA, "oneOf": [{"$ref": "#/$defs/line"}]})

STATEMENTS = {
    "SR-08": Statement("SR-08", "1.5", "An owner with the right resources greatly helps.", "an owner", "resistance"),
    "SR-17": Statement("SR-17", "3.2", "The public can stop an initiative.", "concerns are answered", "resistance"),
}
TODAY = date(2026, 11, 22)
FINDING = Finding(
    rule="public-concern-unaddressed",
    pack="stakeholders",
    severity=Severity.HIGH,
    pointer="/stakeholders/2/concerns/0",
    line=84,
    column=9,
    key="concern residents privacy_loss",
    message="The public's concern privacy_loss is unaddressed",
    advice="Name a measure that answers it.",
    cites=("SR-17",),
    fingerprint="0f0f",
    because=(Evidence("concern", "/stakeholders/2/concerns/0"), Evidence("typical_concern", None)),
)
LOW = replace(FINDING, rule="no-champion", severity=Severity.LOW, message="A partner has no champion", cites=())
WAIVED = replace(FINDING, waived=Waived("The office reports on it", "Review board", date(2027, 3, 1)))

CLEAN = ProposalResult("clean.json", 0, "clean", Status.CHECKED, title="Nothing to say")
WARNED = ProposalResult(
    "mobility.json", 0, "mobility-2026", Status.CHECKED, warnings=(FINDING, LOW, WAIVED), title="Mobility data"
)
_UNKNOWN = Problem("`titel` is unknown.", "unknown-property", "/titel", 3, 5, "title?")
INVALID = ProposalResult("invalid.json", 0, "x", Status.INVALID, (_UNKNOWN,))
UNREADABLE = ProposalResult("broken.json", 0, None, Status.UNREADABLE, (Problem("The file is empty.", "syntax"),))
UNDECIDED = ProposalResult("hard.json", 0, "hard", Status.UNDECIDED, (Problem("The engine failed.", "engine"),))
RESULTS = (CLEAN, WARNED, INVALID, UNREADABLE, UNDECIDED)


def validate_report(report: Any) -> None:
    """Raise unless `report` is what schemas/report.schema.json describes."""
    _REPORT.validate(report)


def validate_line(line: Any) -> None:
    """Raise unless `line` is what the schema says of a line of JSON Lines."""
    _LINE.validate(line)


_SOURCE = Source("rules/stakeholders.yaml", 12, 5)
_MESSAGE = Template(("The concern ", Reference("c", "code"), " of ", Reference("s"), " is open"))
_WARN = Warn(_MESSAGE, Template(("Act",)))
RULES = (
    Rule(
        "public-concern-unaddressed", "stakeholders", (), _SOURCE, "A concern is unaddressed", Severity.HIGH,
        ("SR-17",), ("public",), aliases=("concern-open",), warn=_WARN, parameters=("min_staff",),
    ),
    Rule("no-champion", "leadership", (), _SOURCE, "No champion", Severity.LOW, warn=_WARN, mandatory=True),
    Rule("no-owner", "leadership", (), _SOURCE, "No owner", Severity.HIGH, ("SR-08",), warn=_WARN),
    Rule("data-about-people", "stakeholders", (), _SOURCE),
)  # fmt: skip
RULEBOOK = Rulebook(
    RULES,
    (RULES,),
    {},
    parameters={"min_staff": Parameter("min_staff", Decimal("0.5"), Decimal("0.50"), "Staff needed", _SOURCE)},
    statements=STATEMENTS,
    packs={name: Pack(name, name, _SOURCE) for name in ("stakeholders", "leadership")},
    digest="sha256:0123",
    files_digest="sha256:" + "0" * 64,
)


RUN = Run(RULEBOOK, "stub 1.0", TODAY, {"stakeholders": "Stakeholders", "data": "Data"})


class StubChecker:
    """The interface of `checker.check.Checker`; a document says itself what becomes of it.

    {"id": ..., "warn": ["high", ...]} is checked, {"crash": true} is a bug, {"interrupt": true} is Ctrl-C, any other
    JSON is invalid.
    """

    last: StubChecker

    def __init__(self, rules: Sequence[str | Path] | None = None, **options: Any) -> None:
        StubChecker.last = self
        self.rules = rules
        self.options: Mapping[str, Any] = options
        known = [rule.id for rule in RULES]
        unknown = [name for name in options.get("select", ()) if name not in known]
        if unknown:
            raise RulesRefused(
                Problem(f"`{name}` is unknown.", "unknown-rule", hint=did_you_mean(name, known)) for name in unknown
            )
        self.rulebook = RULEBOOK
        self.known_rules = {name: rule for rule in RULES if rule.warn for name in (rule.id, *rule.aliases)}
        self.today = options.get("today") or TODAY
        self.engine_name = "stub 1.0"
        self.notes = ("a note",)
        self.sections = RUN.sections

    def check(self, document: bytes) -> ProposalResult:
        try:
            proposal = json.loads(document)
        except ValueError:
            return ProposalResult("", 0, None, Status.UNREADABLE, (Problem("No JSON.", "syntax", line=1, column=1),))
        if "crash" in proposal:
            raise RuntimeError("crash \x1b[2J")
        if "interrupt" in proposal:
            raise KeyboardInterrupt
        if "id" not in proposal:
            return ProposalResult("", 0, None, Status.INVALID, (Problem("`id` is missing.", "required", "", 1, 1),))
        warnings = tuple(replace(FINDING, severity=Severity(name), line=1) for name in proposal.get("warn", ()))
        return ProposalResult("", 0, proposal["id"], Status.CHECKED, (), warnings, proposal.get("title"))
