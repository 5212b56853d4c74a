"""Within the library's limits all is right; beyond, rules are spread over rule sets, or refused with their place.

Each shape of rulebook is tried just at its limit, just beyond it and far beyond, in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from checker.engine.absence import MOST_LACKS
from checker.engine.compile import MOST_JOINS, MOST_NEGATIONS, MOST_PATTERNS
from checker.engine.normal import MOST_ALTERNATIVES
from checker.engine.room import (
    MOST_AT_ONCE,
    MOST_FIELDS,
    MOST_OF_A_TYPE,
    MOST_RULES,
    MOST_TYPES,
    Load,
    Room,
    most_at_once,
)
from tests.engine.limits import SHAPES

ROOT = Path(__file__).parents[2]
SECONDS = 120
ONE, SEVERAL = "right in one", "right in several"
RULE, PAIR = (
    "refused at limits.yaml:1:5: the rule `rule-0` has",
    "refused at limits.yaml:201:5: up to the rule `rule-200`",
)

CASES: dict[str, dict[int, str]] = {
    "patterns": {MOST_PATTERNS: ONE, MOST_PATTERNS + 1: f"{RULE} 14 conditions that have to hold together; 13 is"},
    "unlike_patterns": {MOST_PATTERNS: ONE, MOST_PATTERNS + 1: RULE},
    "joins": {MOST_JOINS: ONE, MOST_JOINS + 1: f"{RULE} 29 comparisons with other facts in one condition; 28 is"},
    "rules": {MOST_OF_A_TYPE: ONE, MOST_OF_A_TYPE + 1: SEVERAL, 4097: SEVERAL},
    "rules_of_two_types": {MOST_RULES: ONE, MOST_RULES + 1: SEVERAL},
    "equal_rules": {MOST_AT_ONCE: ONE, MOST_AT_ONCE + 1: SEVERAL, 600: SEVERAL},
    "values": {MOST_OF_A_TYPE: ONE, MOST_OF_A_TYPE + 1: SEVERAL, 600: SEVERAL},
    "joining": {MOST_AT_ONCE: ONE, MOST_AT_ONCE + 1: SEVERAL, 200: SEVERAL},
    "negations": {MOST_NEGATIONS: ONE, MOST_NEGATIONS + 1: f"{RULE} 61 conditions of the kind `none`; 60 is"},
    "lacks": {
        MOST_LACKS: ONE,
        MOST_LACKS + 1: ONE,
        MOST_LACKS + MOST_NEGATIONS: ONE,
        121: f"{RULE} 61 conditions of the",
    },
    "matches_and_negations": {49: ONE, 50: f"{RULE} too many conditions of one kind", 60: RULE},
    "types": {MOST_TYPES - 1: ONE, MOST_TYPES: SEVERAL, 600: SEVERAL},
    "strata": {MOST_TYPES // 2: ONE, MOST_TYPES // 2 + 1: SEVERAL, 181: SEVERAL},
    "absences": {MOST_AT_ONCE: ONE, MOST_AT_ONCE + 1: SEVERAL, MOST_FIELDS: SEVERAL, MOST_FIELDS + 1: PAIR},
    "fields": {MOST_AT_ONCE: ONE, MOST_AT_ONCE + 1: SEVERAL, MOST_FIELDS: SEVERAL, MOST_FIELDS + 1: PAIR, 300: PAIR},
    "computed": {MOST_AT_ONCE: ONE, MOST_AT_ONCE + 1: SEVERAL, MOST_FIELDS: SEVERAL, MOST_FIELDS + 1: PAIR},
    "flags": {MOST_AT_ONCE: ONE, MOST_AT_ONCE + 1: SEVERAL, 600: SEVERAL},
    "flags_of_a_rule": {MOST_NEGATIONS: ONE, MOST_NEGATIONS + 1: RULE, 300: RULE},
    "tests": {MOST_FIELDS: ONE, MOST_FIELDS + 1: "refused at limits.yaml:1:5: up to the rule `rule-0`, more than 200"},
    "alternatives": {MOST_ALTERNATIVES: ONE, MOST_ALTERNATIVES + 1: f"{RULE} more than 128 combinations of alternat"},
    "items": {MOST_ALTERNATIVES: ONE, MOST_ALTERNATIVES + 1: f"{RULE} more than 128 combinations of alternatives"},
    "counts": {MOST_AT_ONCE: ONE, MOST_AT_ONCE + 1: SEVERAL, 200: SEVERAL},
}


@pytest.mark.exhaustive
@pytest.mark.parametrize("shape", CASES)
def test_rules_at_and_beyond_a_limit_are_right_or_refused(shape: str) -> None:
    sizes = map(str, CASES[shape])
    program = [sys.executable, "-m", "tests.engine.limits", shape, *sizes]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    outcomes = dict(zip(CASES[shape], done.stdout.splitlines(), strict=True))
    assert {size: outcomes[size][: len(wanted)] for size, wanted in CASES[shape].items()} == CASES[shape]


def test_every_shape_is_tried() -> None:
    assert CASES.keys() == SHAPES.keys()


@pytest.mark.parametrize(
    ("paths", "most"),
    [
        ([], 1),
        ([()], 1),
        ([(("a", 1),), (("a", 1),)], 1),
        ([(("a", 1),), (("a", 2),)], 1),
        ([(("a", 1),), (("b", 1),)], 2),
        ([(("", "a < 1"),), (("", "a < 2"),)], 2),
        ([(("a", 1), ("b", 1)), (("a", 1), ("c", 1)), (("a", 2), ("c", 1))], 2),
        ([(("a", 1), ("b", 1)), (("a", 1), ("c", 1)), (("d", 2), ("c", 1))], 3),
    ],
)
def test_tests_that_a_fact_may_pass_at_once_are_counted(paths: list[tuple[tuple[str, object], ...]], most: int) -> None:
    assert most_at_once(paths) == most


def test_a_trigger_has_no_more_flags_than_a_fact_may_have_fields() -> None:
    room = Room()
    loads = [Load(1, tuple(f"f{number}_{flag}" for flag in range(MOST_FIELDS // 4)), ()) for number in range(5)]
    for load in loads[:4]:
        assert room.takes(load)
        room.add(load)
    assert not room.takes(loads[4])
    assert room.takes(loads[0]), "the same flags take no more fields"
    assert room.takes(Load(2, loads[4].flags, ())), "another stratum has a trigger of its own"
