"""The rules in a SARIF log: whoever sees a warning in a forge sees what it asks and why, and no markup but ours."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from checker.reporters.sarif_rules import descriptor
from checker.rulebook.model import Severity, Template, Warn
from tests.reporters.readers import shown, tokens
from tests.samples import RULEBOOK, RULES

ODD = "Write <img src=x> or [a](http://evil.example) in `notes`"


@pytest.mark.parametrize(
    ("severity", "level", "rank"),
    [("critical", "error", 100), ("high", "error", 75), ("medium", "warning", 50), ("low", "note", 25)],
)
def test_a_rule_has_the_level_and_the_rank_of_its_warnings(severity: str, level: str, rank: int) -> None:
    found = descriptor(replace(RULES[0], severity=Severity(severity)), RULEBOOK)
    assert found["defaultConfiguration"] == {"level": level, "rank": Decimal(rank)}
    assert found["properties"]["severity"] == severity


def test_a_rule_is_told_in_words() -> None:
    found = descriptor(RULES[0], RULEBOOK)
    assert (found["id"], found["name"]) == ("public-concern-unaddressed", "PublicConcernUnaddressed")
    assert found["shortDescription"] == {"text": "A concern is unaddressed."}
    why = "The public can stop an initiative (SR-17, resistance 3.2)."
    assert found["fullDescription"] == {"text": f"A concern is unaddressed. {why}"}
    assert found["help"]["text"] == f"A concern is unaddressed.\nTo do: Act\nWhy: {why}"
    assert shown(found["help"]["markdown"]) == [
        "A concern is unaddressed", "What to do", "Act", "When it warns", "It warns of", "the proposal", "Why", why
    ]  # fmt: skip
    assert found["properties"]["tags"] == ["stakeholders", "public"]


def test_text_of_a_rule_is_text_in_its_help() -> None:
    rule = replace(RULES[0], title=ODD, warn=Warn(Template(("m",)), Template((ODD,))))
    markdown = descriptor(rule, RULEBOOK)["help"]["markdown"]
    assert not {"html_block", "html_inline", "link_open", "image"} & {token.type for token in tokens(markdown)}
    assert [text.replace("\u2060", "") for text in shown(markdown)].count(ODD) == 2


def test_a_placeholder_of_an_advice_is_shown_as_the_rule_file_has_it() -> None:
    rule = replace(RULES[0], warn=Warn(Template(("m",)), RULES[0].warn.message))
    assert "To do: The concern {c.code} of {s} is open" in descriptor(rule, RULEBOOK)["help"]["text"]
