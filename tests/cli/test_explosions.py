"""A rule whose matches explode ends with what it found, or is stopped by a bound; either way that is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

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


def check(folder: Path, times: int, stakeholders: int, *options: str) -> tuple[int, dict[str, object]]:
    """Check a proposal with so many stakeholders by the rule, and return the exit code and what becomes of it."""
    proposal = json.loads((ROOT / "examples" / "typical.json").read_bytes())
    one = proposal["stakeholders"][0]
    proposal["stakeholders"] = [{**one, "id": f"s-{number}"} for number in range(stakeholders)]
    (folder / "p.json").write_text(json.dumps(proposal), encoding="utf-8")
    (folder / "x.yaml").write_text(rule(times), encoding="utf-8")
    command = ["check", "p.json", "--rules", "x.yaml", "--format", "json", "--fail-on", "never", *options]
    done = subprocess.run(
        [sys.executable, "-m", "checker", *command],
        cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, timeout=240, check=False,
    )  # fmt: skip
    (result,) = json.loads(done.stdout)["proposals"]
    return done.returncode, result


def test_of_what_a_rule_finds_the_first_thousand_are_told_and_how_many_there_are(tmp_path: Path) -> None:
    code, result = check(tmp_path, 2, 40)
    assert (code, result["status"], len(result["warnings"])) == (0, "checked", 1000)  # type: ignore[arg-type]
    assert "The rule `exploding` warns 1,600 times; only the first 1,000 are shown." in json.dumps(result["notices"])


def test_a_thousand_are_told_whole(tmp_path: Path) -> None:
    _, result = check(tmp_path, 3, 10)
    assert len(result["warnings"]) == 1000  # type: ignore[arg-type]
    assert result["notices"] == []


@pytest.mark.parametrize("workers", ["0", "1"])
@pytest.mark.parametrize("engine", ["durable", "reference"])
def test_four_unrelated_conditions_over_a_thousand_facts_are_not_even_begun(
    workers: str, engine: str, tmp_path: Path
) -> None:
    """A billion times a thousand matches: undecided in every kind of process, with the rule that is the reason."""
    code, result = check(tmp_path, 4, 1000, "--workers", workers, "--engine", engine)
    assert (code, result["status"], result["warnings"]) == (3, "undecided", [])
    (error,) = result["errors"]  # type: ignore[misc]
    assert error["keyword"] == "undecided"
    assert "more than 250,000 combinations" in error["message"]
    assert "`exploding`" in error["message"]
