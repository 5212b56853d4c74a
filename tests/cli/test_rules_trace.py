"""`caveat rules trace`. The stand-in has the statements SR-08 and SR-17, and three rules that warn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.rulebook.model import Guidance
from tests import samples
from tests.cli.conftest import Caveat


@pytest.fixture(autouse=True)
def guidance(monkeypatch: pytest.MonkeyPatch) -> None:
    leaflet = Guidance(
        "resistance", "A leaflet", "A leaflet | on resistance", "An office", "https://example.org/leaflet"
    )
    monkeypatch.setattr(samples, "RULEBOOK", replace(samples.RULEBOOK, guidance={"resistance": leaflet}))


def test_text_shows_both_directions(caveat: Caveat) -> None:
    outcome = caveat("rules", "trace")
    assert outcome.status == 0
    assert (
        outcome.stdout
        == """\
A leaflet (resistance)
https://example.org/leaflet

SR-08 (1.5): An owner with the right resources greatly helps.
    -> no-owner
SR-17 (3.2): The public can stop an initiative.
    -> public-concern-unaddressed

Rules
  no-champion                 none
  no-owner                    SR-08
  public-concern-unaddressed  SR-17

2 of 2 statements are cited by some rule.
Rules that cite no statement (for information): no-champion.
"""
    )


def test_a_statement_that_no_rule_cites_is_named_and_decides_the_exit_code(
    caveat: Caveat, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = tuple(replace(rule, cites=()) if rule.id == "no-owner" else rule for rule in samples.RULES)
    monkeypatch.setattr(samples, "RULEBOOK", replace(samples.RULEBOOK, rules=rules))
    outcome = caveat("rules", "trace")
    assert outcome.status == 1
    assert "    -> no rule cites this statement\n" in outcome.stdout
    assert "1 of 2 statements are cited by some rule.\nCited by no rule: SR-08.\n" in outcome.stdout
    for format in ("json", "markdown"):
        assert caveat("rules", "trace", "--format", format).status == 1
    assert caveat("rules", "trace", "--format", "json").json["uncited"] == ["SR-08"]
    assert "| SR-08 | 1.5 | An owner with the right resources greatly helps. | **none** |" in (
        caveat("rules", "trace", "--format", "markdown").stdout
    )


def test_json_holds_locators_paraphrases_and_sources(caveat: Caveat) -> None:
    found = caveat("rules", "trace", "--format", "json").json
    assert found["format"] == "caveat/trace-1"
    assert found["guidance"][0]["source"] == {
        "title": "A leaflet | on resistance", "publisher": "An office", "url": "https://example.org/leaflet"
    }  # fmt: skip
    assert found["statements"][1] == {
        "id": "SR-17", "guidance": "resistance", "locator": "3.2", "text": "The public can stop an initiative.",
        "rules": ["public-concern-unaddressed"],
    }  # fmt: skip
    assert found["rules"][0] == {
        "id": "no-champion", "pack": "leadership", "severity": "low", "title": "No champion", "cites": []
    }  # fmt: skip
    assert (found["uncited"], found["without_cites"]) == ([], ["no-champion"])


def test_markdown_has_a_table_for_each_direction_that_no_text_breaks(
    caveat: Caveat, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = replace(samples.STATEMENTS["SR-17"], text="a | b <script> \\ c")
    statements = {**samples.STATEMENTS, "SR-17": hostile}
    monkeypatch.setattr(samples, "RULEBOOK", replace(samples.RULEBOOK, statements=statements))
    lines = caveat("rules", "trace", "--format", "markdown").stdout.splitlines()
    assert lines[0] == "## [A leaflet](<https://example.org/leaflet>)"
    assert "| SR-17 | 3.2 | a \\| b \\<script\\> \\\\ c | `public-concern-unaddressed` |" in lines
    assert "| `no-champion` | leadership | low | none |" in lines


def test_rules_without_any_guidance_are_refused(caveat: Caveat, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty matrix would look like a complete one."""
    monkeypatch.setattr(samples, "RULEBOOK", replace(samples.RULEBOOK, statements={}, guidance={}))
    outcome = caveat("rules", "trace")
    assert (outcome.status, outcome.stdout) == (2, "")
    assert "These rules name no guidance." in outcome.stderr
