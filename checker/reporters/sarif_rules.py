"""The rules in a SARIF log: what each asks, why, and what to do, for those who read the log and not our rule files."""

from __future__ import annotations

from collections.abc import Iterator

from checker.report import Json
from checker.reporters.markup import prose
from checker.rulebook.model import Rule, Rulebook, Severity
from checker.rulebook.trace import cited_statements
from checker.rulebook.wording import wording

LEVELS = {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
RANKS = {Severity.CRITICAL: 100.0, Severity.HIGH: 75.0, Severity.MEDIUM: 50.0, Severity.LOW: 25.0}
"""SARIF has three levels, we have four: the rank, out of 100, tells critical from high."""


def descriptor(rule: Rule, rulebook: Rulebook) -> Json:
    """Return the `reportingDescriptor` of a rule that warns."""
    assert rule.severity is not None
    title = _sentence(rule.title or rule.id)
    return {
        "id": rule.id,
        "name": "".join(part.capitalize() for part in rule.id.split("-")),
        "shortDescription": {"text": title},
        "fullDescription": {"text": " ".join([title, *_why(rule, rulebook)])},
        "help": {"text": "\n".join(_text(rule, rulebook)), "markdown": "\n".join(_markdown(rule, rulebook))},
        "defaultConfiguration": {"level": LEVELS[rule.severity], "rank": RANKS[rule.severity]},
        "properties": {
            "tags": list(dict.fromkeys([rule.pack, *rule.tags])),
            "precision": "very-high",
            "severity": rule.severity,
            "mandatory": rule.mandatory,
        },
    }


def _text(rule: Rule, rulebook: Rulebook) -> Iterator[str]:
    yield _sentence(rule.title or rule.id)
    yield f"To do: {_advice(rule)}"
    yield from (f"Why: {reason}" for reason in _why(rule, rulebook))


def _markdown(rule: Rule, rulebook: Rulebook) -> Iterator[str]:
    words = wording(rule, rulebook)
    yield from [f"# {prose(rule.title or rule.id)}", "", "## What to do", "", prose(_advice(rule)), ""]
    yield from ["## When it warns", "", "It warns of", ""]
    yield from (f"- {'with ' if number else ''}{prose(subject)}" for number, subject in enumerate(words.subjects))
    if words.requirements:
        yield from ["", "where", ""]
    for requirement in words.requirements:
        yield f"- {prose(requirement.text)}"
        yield from (f"  - {prose(alternative)}" for alternative in requirement.alternatives)
    reasons = list(_why(rule, rulebook))
    if reasons:
        yield from ["", "## Why", "", *(f"- {prose(reason)}" for reason in reasons)]


def _why(rule: Rule, rulebook: Rulebook) -> Iterator[str]:
    for name in cited_statements(rule, rulebook):
        statement = rulebook.statements[name]
        yield f"{statement.text.rstrip('.')} ({name}, {statement.guidance} {statement.locator})."


def _advice(rule: Rule) -> str:
    return rule.warn.advice.written if rule.warn is not None else ""


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
