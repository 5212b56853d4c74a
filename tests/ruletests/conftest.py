"""A small pack with tests, in a folder of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.documents import ROOT

RULES = """\
format: caveat/rules-1
pack: reviews
title: Reviews
parameters:
  longest: {default: 6, description: Months between two reviews}
rules:
  - id: seldom
    title: Reviewed too seldom
    severity: low
    when:
      - {match: proposal, as: p, where: {governance.review_cycle_months: {gt: $longest}}}
    warn: {at: p.governance.review_cycle_months, message: Too seldom, advice: More often}
"""

SELDOM = """\
  - name: Seven months are too many.
    patch: {governance: {review_cycle_months: 7}}
    warns: {seldom: [/governance/review_cycle_months]}
"""

OFTEN = """\
  - name: Six months are not.
    patch: {governance: {review_cycle_months: 6}}
    silent: [seldom]
"""

Folder = Callable[..., Path]
"""Writes a pack and its tests, and returns the folder."""


def with_cases(*cases: str, more: str = "", base: str = "proposals/base.json") -> str:
    """Return a file of tests with the given cases; `more` comes before them."""
    head = f"format: caveat/rule-tests-1\npack: reviews\nbase: {base}\ntoday: 2026-11-22\n{more}"
    return f"{head}cases:\n{''.join(cases)}"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    base = json.loads((ROOT / "examples" / "minimal.json").read_bytes())
    (tmp_path / "proposals").mkdir()
    (tmp_path / "proposals" / "base.json").write_text(json.dumps(base), encoding="utf-8")

    def write(tests: str, rules: str = RULES) -> Path:
        (tmp_path / "reviews.yaml").write_text(rules, encoding="utf-8")
        (tmp_path / "reviews.test.yaml").write_text(tests, encoding="utf-8")
        return tmp_path

    return write
