"""A rule whose matches explode ends with what it found, or is stopped by a bound; either way that is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.cli.entry import run

ROOT = Path(__file__).parents[2]


def rule(times: int) -> str:
    """Return a rule that matches any so many stakeholders, each with each."""
    names = "abcd"[:times]
    when = ", ".join(f"{{match: stakeholder, as: {name}}}" for name in names)
    message = " ".join(f"{{{name}}}" for name in names)
    warn = f"warn: {{message: '{message}', advice: n, at: a}}"
    return (
        f"format: caveat/rules-1\npack: x\ntitle: X\nrules:\n"
        f"  - {{id: exploding, title: T, when: [{when}], severity: low, {warn}}}\n"
    )


Check = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """Check a proposal with so many stakeholders by the rule, and return the exit code and what becomes of it."""
    monkeypatch.chdir(tmp_path)

    def check(times: int, stakeholders: int, *options: str) -> tuple[int, dict[str, Any]]:
        write(times, stakeholders)
        code = run(["check", "p.json", "--rules", "x.yaml", "--format", "json", "--fail-on", "never", *options])
        (result,) = json.loads(capsys.readouterr().out)["proposals"]
        return code, result

    return check


def write(times: int, stakeholders: int) -> None:
    proposal = json.loads((ROOT / "examples" / "typical.json").read_bytes())
    one = proposal["stakeholders"][0]
    proposal["stakeholders"] = [{**one, "id": f"s-{number}"} for number in range(stakeholders)]
    Path("p.json").write_text(json.dumps(proposal), encoding="utf-8")
    Path("x.yaml").write_text(rule(times), encoding="utf-8")


def test_of_what_a_rule_finds_the_first_thousand_are_told_and_how_many_there_are(check: Check) -> None:
    code, result = check(2, 40)
    assert (code, result["status"], len(result["warnings"])) == (0, "checked", 1000)
    assert "The rule `exploding` warns 1,600 times; only the first 1,000 are shown." in json.dumps(result["notices"])


def test_a_thousand_are_told_whole(check: Check) -> None:
    _, result = check(3, 10)
    assert len(result["warnings"]) == 1000
    assert result["notices"] == []


@pytest.mark.parametrize("workers", ["0", "1"])
@pytest.mark.parametrize("engine", ["durable", "reference"])
def test_four_unrelated_conditions_over_a_thousand_facts_are_not_even_begun(
    workers: str, engine: str, check: Check
) -> None:
    """A billion times a thousand matches: undecided in every kind of process, with the rule that is the reason."""
    code, result = check(4, 1000, "--workers", workers, "--engine", engine)
    assert (code, result["status"], result["warnings"]) == (3, "undecided", [])
    (error,) = result["errors"]
    assert error["keyword"] == "undecided"
    assert "more than 250,000 combinations" in error["message"]
    assert "`exploding`" in error["message"]
