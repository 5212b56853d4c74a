"""Proposals under examination, for tests of explanations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonpatch

from checker.check import Checker
from checker.explain.case import Case
from checker.explain.guide import Guide
from checker.explain.reasons import Reason
from checker.report import Finding
from tests.built_once import remembering
from tests.small_rules import TODAY, as_bytes, rule_file

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted([*(ROOT / "examples").glob("*.json"), *(ROOT / "tests" / "cases").glob("*.json")])


@cache
def builtin() -> Checker:
    return remembering(Checker(today=TODAY))


@cache
def guide() -> Guide:
    return Guide(builtin().schema)


def example(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "examples" / f"{name}.json").read_bytes())
    return found


def checked(document: Any) -> Case:
    """Return the case of a valid proposal under the built-in packs."""
    case = Case(builtin(), as_bytes(document))
    assert case.is_checked, case.result.errors
    return case


def small(folder: Path, document: Any, *rules: dict[str, Any], **more: Any) -> Case:
    """Return the case of a valid proposal under rules that a test writes itself."""
    case = Case(Checker([rule_file(folder, *rules, **more)], today=TODAY), as_bytes(document))
    assert case.is_checked, case.result.errors
    return case


def warning_of(case: Case, rule: str) -> Finding:
    """Return the only warning of a rule."""
    (found,) = (finding for finding, _ in case.warnings if finding.rule == rule)
    return found


def told(reasons: Iterable[Reason], depth: int = 0) -> list[str]:
    """Return the texts of reasons, those below others indented, with the places of each."""
    lines = []
    for reason in reasons:
        places = "".join(f" @{place.pointer}" for place in reason.places)
        lines += [f"{'  ' * depth}{reason.text}{places}", *told(reason.because, depth + 1)]
    return lines


def after(case: Case, patch: Sequence[dict[str, Any]]) -> Any:
    """Return the proposal with a patch applied by a library that shares nothing with ours."""
    return jsonpatch.apply_patch(case.proposal, patch)
