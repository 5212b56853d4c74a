"""A small vocabulary, and a way to load rules from texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from checker.facts import FactType, FieldType, Kind, Origin, Vocabulary
from checker.rulebook.load import load_rulebook
from checker.rulebook.model import Rulebook

STRING, NUMBER, BOOLEAN, DATE, TEXT = (FieldType(kind) for kind in Kind)

GROUPS = frozenset({"private_company", "public_entity", "public"})
STATUSES = frozenset({"open", "planned", "addressed"})
CODES = frozenset({"privacy_loss", "safety", "trade_secret_exposure"})

FIELDS: Mapping[str, Mapping[str, FieldType]] = {
    "proposal": {"purpose.category": FieldType(Kind.STRING, frozenset({"research", "commercial"}))},
    "partner": {
        "name": TEXT,
        "group": FieldType(Kind.STRING, GROUPS),
        "plan": TEXT,
        "costs.staff_fte": NUMBER,
        "commitments.staff_fte": NUMBER,
        "costs.currency": STRING,
    },
    "owner": {"partner": FieldType(Kind.STRING, None, "partner"), "resources.staff_fte": NUMBER, "until": DATE},
    "stakeholder": {
        "name": TEXT,
        "group": FieldType(Kind.STRING, GROUPS),
        "at_risk": BOOLEAN,
        "analyzed_on": DATE,
        "engaged_on": DATE,
    },
    "concern": {
        "stakeholder": FieldType(Kind.STRING, None, "stakeholder"),
        "code": FieldType(Kind.STRING, CODES),
        "response.status": FieldType(Kind.STRING, STATUSES),
    },
    "data.about": {"data": FieldType(Kind.STRING, None, "data"), "value": STRING},
}

GUIDANCE = """\
format: caveat/guidance-1
id: leaflet
title: A leaflet
source: {title: A leaflet, publisher: An office, url: "https://example.org/leaflet"}
statements:
  - {id: LF-01, locator: "1.1", text: Say who owns it., shows: There is an owner.}
  - {id: LF-02, locator: "1.2", text: Ask the public.}
"""

Load = Callable[..., Rulebook]
"""Loads rule files from their texts, given by name ("pack.yaml")."""


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The facts that these tests speak about."""
    return {name: FactType(name, {"key": STRING, **fields}, Origin.PROPOSAL) for name, fields in FIELDS.items()}


@pytest.fixture
def load(tmp_path: Path, vocabulary: Vocabulary) -> Load:
    """Write the given texts to a folder that also has the guidance `leaflet`, and load the folder."""

    def load(texts: Mapping[str, str], **options: object) -> Rulebook:
        (tmp_path / "guidance").mkdir(exist_ok=True)
        (tmp_path / "guidance" / "leaflet.yaml").write_text(GUIDANCE, encoding="utf-8")
        for name, text in texts.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return load_rulebook([tmp_path], vocabulary, **options)  # type: ignore[arg-type]  # each test passes what it means

    return load


def rule_file(body: str, pack: str = "pack") -> str:
    """Return a rule file with the usual head and the given body."""
    return f"format: caveat/rules-1\npack: {pack}\ntitle: A pack\nguidance: [leaflet]\n{body}"


def warning_rule(when: str, id: str = "a-rule", message: str = "Something", more: str = "") -> str:
    """Return a rule file with one rule that warns; `when` is the list of conditions in flow style, after `when: `."""
    return rule_file(
        f"rules:\n  - id: {id}\n    title: A rule\n    severity: low\n    when: {when}\n"
        f'    warn: {{message: "{message}", advice: Mend it{more}}}\n'
    )
