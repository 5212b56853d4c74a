"""Checks of small proposals by rules that a test writes itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from checker.check import Checker
from checker.report import Finding, Status
from tests.schema_examples import minimal

TODAY = date(2026, 11, 22)


def rule_file(folder: Path, *rules: dict[str, Any], **more: Any) -> Path:
    """Write a pack of rules; each has what every rule needs, and what is given here."""
    written = [{"id": f"rule-{number}", **rule} for number, rule in enumerate(rules)]
    content = {"format": "caveat/rules-1", "pack": "small", "title": "Small", **more, "rules": written}
    path = folder / "small.yaml"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def warning(message: str, when: Sequence[Any], advice: str = "Mend it.", **warn: str) -> dict[str, Any]:
    """Return a rule that warns."""
    return {
        "title": "A rule",
        "severity": "high",
        "when": list(when),
        "warn": {**warn, "message": message, "advice": advice},
    }


def proposal(**properties: Any) -> dict[str, Any]:
    """Return a small proposal with the given properties."""
    return {**minimal(), **properties}


def as_bytes(document: Any, indent: int | None = 1) -> bytes:
    return json.dumps(document, indent=indent, ensure_ascii=False).encode()


def findings(rules: Path, document: Any, engine: str = "auto", **options: Any) -> tuple[Finding, ...]:
    """Return the warnings that the rules of a file give about a proposal, which has to be valid."""
    result = Checker([rules], today=TODAY, engine=engine, **options).check(as_bytes(document))
    assert result.status is Status.CHECKED, result.errors
    return result.warnings
