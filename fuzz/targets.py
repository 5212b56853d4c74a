"""What must hold for any bytes. Each target takes some and raises where a promise is broken."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from checker.check import Checker
from checker.document import Limits, parse
from checker.engine import build_engine
from checker.errors import DocumentRefused, RulesRefused, Undecided
from checker.facts import Fact, Vocabulary
from checker.positions import locate
from checker.report import ProposalResult, Run, Status
from checker.reporters import FORMATS, Options, reporter
from checker.resources import rules_folder, schema_file
from checker.rulebook.load import load_rulebook
from checker.rulebook.model import Rulebook
from checker.validation import SchemaValidator
from checker.vocabulary import ProposalFacts
from fuzz.seeds import ROOT

TODAY = date(2026, 11, 22)
COMPLETE = ROOT / "examples" / "complete.json"
LIMITS = Limits(max_bytes=1 << 16, max_depth=32, max_nodes=5_000)


def document(data: bytes) -> None:
    """Bytes are read as JSON has it, or refused with a place inside of the text."""
    try:
        value = parse(data, LIMITS)
    except DocumentRefused as refused:
        lines = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for problem in refused.problems:
            assert problem.message.isprintable()
            assert problem.line is not None and 1 <= problem.line <= len(lines)
            assert problem.column is not None and problem.column >= 1
        return
    assert repr(value) == repr(json.loads(data.decode("utf-8-sig")))
    assert locate(data, [""])[""][0] >= 1


def validation(data: bytes) -> None:
    """What is accepted has no problems, and what is refused has some, each with a sentence."""
    try:
        value = parse(data, LIMITS)
    except DocumentRefused:
        return
    validator = _validator()
    problems = validator.problems(value)
    assert validator.accepts(value) is (not problems)
    assert all(problem.message.isprintable() and problem.pointer is not None for problem in problems)


def rules(data: bytes) -> None:
    """A rule file is refused with reasons, or both engines find the same by it in a proposal, or can't tell."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "rules.yaml")
        path.write_bytes(data)
        try:
            rulebook = load_rulebook([path], _vocabulary(), guidance_folders=[rules_folder() / "guidance"])
            found = [_found(rulebook, engine) for engine in ("reference", "durable")]
            assert found[0] == found[1]
        except RulesRefused as refused:
            assert all(problem.message for problem in refused.problems)
        except Undecided as undecided:
            assert str(undecided).isprintable()


def _found(rulebook: Rulebook, engine: str) -> set[object]:
    """Return what the rules that warn match in a proposal in which every property is filled in."""
    matches = build_engine(rulebook, TODAY, engine)[0].run(_facts())
    return {
        (match.rule.id, *((fact.type, fact.pointer, str(sorted(fact.values.items()))) for fact in match.facts))
        for match in matches
        if match.rule.warn is not None
    }


def check(data: bytes) -> None:
    """Every document has a result; every format shows it; both engines agree on it."""
    results = [_checker(engine).check(data) for engine in ("durable", "reference")]
    assert results[0] == results[1]
    assert bool(results[0].errors) is (results[0].status is not Status.CHECKED)
    for name in FORMATS:
        shown(name, results[0])


def shown(format: str, result: ProposalResult) -> str:
    """Return a report of one result, which holds nothing that a terminal would obey."""
    text = "".join(reporter(format).render(_run(), [result], Options()))
    assert not set("\x1b\x07\x08\x7f\x85\x9b\u2028\u202e") & set(text)
    return text


TARGETS = {"document": document, "validation": validation, "rules": rules, "check": check}


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(schema_file("proposal").read_bytes())
    return schema


@cache
def _validator() -> SchemaValidator:
    return SchemaValidator(_schema())


@cache
def _vocabulary() -> Vocabulary:
    return ProposalFacts(_schema()).vocabulary


@cache
def _facts() -> Sequence[Fact]:
    return ProposalFacts(_schema()).read(parse(COMPLETE.read_bytes()))


@cache
def _checker(engine: str) -> Checker:
    return Checker(today=TODAY, engine=engine, limits=LIMITS)


@cache
def _run() -> Run:
    checker = _checker("durable")
    return Run(checker.rulebook, checker.engine_name, checker.today, checker.sections)
