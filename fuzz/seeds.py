"""Where fuzzing begins: real documents and rule files, and inputs that once broke a promise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FINDINGS = ROOT / "fuzz" / "findings"


def seeds(target: str) -> Iterator[bytes]:
    """Yield the inputs that a target begins with."""
    if target == "rules":
        yield from (path.read_bytes() for path in sorted((ROOT / "rules").glob("*.yaml")))
        yield _SMALL_RULES
    else:
        yield from (path.read_bytes() for path in sorted((ROOT / "examples").glob("*.json")))
        yield from _DOCUMENTS
    yield from (path.read_bytes() for path in sorted((FINDINGS / target).glob("*")))


_DOCUMENTS = (
    b"",
    b"\xef\xbb\xbf{}",
    b'{"a": 1, "\\u0061": 2}',
    b'["\\ud83d\\ude00", "\\ud800"]',
    b"[1e400, -0.0, 12345678901234567890, 1.50]",
    b"[[[[[[[[]]]]]]]]",
    b'{"format": "caveat/proposal-1", "id": "a", "title": "A", "partners": []}',
    b'"\xed\xa0\x80"',
)

_SMALL_RULES = b"""
format: caveat/rules-1
pack: p
title: P
parameters: {most: {default: 0.5, description: D}}
tables: {t: {columns: [group, code], rows: [[public, safety]]}}
rules:
  - id: derives
    when: [{match: concern, as: c, where: {code: {not_in: [safety, absent]}}}]
    derive: {open: {of: $c.key}}
  - id: warns
    title: T
    severity: low
    when:
      - {match: stakeholder, as: s, where: {analyzed_on: {lt: $today}}}
      - {count: concern, where: {stakeholder: $s.key}, at_least: 2, at_most: 5}
      - any: [[{none: open, where: {of: $s.key}}], [{match: t, as: t, where: {group: $s.group}}]]
    warn: {at: s, message: "M {s}", advice: "A {s.name}"}
"""
