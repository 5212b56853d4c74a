"""What a policy author sees of the library's limits: a rule file just within one is used, one beyond is refused.

The limits themselves are tried in test_limits.py: also that of fields, which the facts of our format don't reach.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.engine.compile import MOST_JOINS, MOST_NEGATIONS, MOST_PATTERNS
from checker.engine.normal import MOST_ALTERNATIVES
from tests.engine.test_limits import SECONDS
from tests.small_rules import as_bytes, proposal, rule_file, warning

Conditions = list[dict[str, Any]]

PARTNER = {"match": "partner", "as": "x0"}
ANOTHER = "let another rule derive a fact from some of them"
OTHERS = "let other rules derive a fact for its `any` and `in`, or put the values into a table"


def chain(size: int) -> Conditions:
    joined = ({"match": "partner", "as": f"x{n}", "where": {"key": f"$x{n - 1}.key"}} for n in range(1, size))
    return [PARTNER, *joined]


def joins(size: int) -> Conditions:
    return [PARTNER, {"none": "stakeholder", "where": {"key": {"not_in": ["$x0.key"] * size}}}]


def negations(size: int) -> Conditions:
    return [
        PARTNER,
        *({"none": "stakeholder", "where": {"key": {"not": "$x0.key"}, "id": f"s{n}"}} for n in range(size)),
    ]


def flags(size: int) -> Conditions:
    return [PARTNER, *({"none": "stakeholder", "where": {"id": f"s{n}"}} for n in range(size))]


def together(size: int) -> Conditions:
    nones = ({"none": "partner", "where": {"key": {"not": "$x0.key"}, "id": f"p{n}"}} for n in range(size))
    return [*chain(12), *nones]


def items(size: int) -> Conditions:
    return [{"match": "partner", "as": "x0", "where": {"key": {"in": [f"p{n}" for n in range(size)]}}}]


def alternatives(size: int) -> Conditions:
    return [PARTNER, {"any": [[{"match": "partner", "where": {"key": f"p{n}"}}] for n in range(size)]}]


LIMITS: list[tuple[Callable[[int], Conditions], int, str, str]] = [
    (chain, MOST_PATTERNS, "14 conditions that have to hold together; 13 is the most", ANOTHER),
    (joins, MOST_JOINS, "29 comparisons with other facts in one condition; 28 is the most", ANOTHER),
    (negations, MOST_NEGATIONS, "61 conditions of the kind `none`; 60 is the most", ANOTHER),
    (flags, MOST_NEGATIONS, "61 conditions of the kind `none`; 60 is the most", ANOTHER),
    (together, 49, "too many conditions of one kind of fact", ANOTHER),
    (items, MOST_ALTERNATIVES, "more than 128 combinations of alternatives", OTHERS),
    (alternatives, MOST_ALTERNATIVES, "more than 128 combinations of alternatives", OTHERS),
]
"""The rule, how large it may be, what is wrong with one that is larger by one, and how to mend it."""


def check(folder: Path, *rules: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """Check a small proposal by rules, in a process of its own: beyond its limits the library ends the process."""
    rule_file(folder, *rules)
    (folder / "p.json").write_bytes(as_bytes(proposal()))
    command = [sys.executable, "-m", "checker", "check", "p.json", "--rules", "small.yaml", "--engine", "durable"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)


@pytest.mark.exhaustive
@pytest.mark.parametrize(("when", "most", "too_large", "remedy"), LIMITS, ids=[one[0].__name__ for one in LIMITS])
def test_a_rule_that_is_too_large_is_refused_with_its_place_and_a_remedy(
    when: Callable[[int], Conditions], most: int, too_large: str, remedy: str, tmp_path: Path
) -> None:
    within = check(tmp_path, warning("M", when(most), at="x0"))
    assert (within.returncode in (0, 1), within.stderr) == (True, "")
    beyond = check(tmp_path, warning("M", when(most + 1), at="x0"))
    assert (beyond.returncode, beyond.stdout) == (2, "")
    first, second = beyond.stderr.splitlines()
    assert first.startswith("caveat: small.yaml:6:3: the rule `rule-0` has ")
    assert first.endswith(too_large)
    assert second == f"caveat:   {remedy}"
