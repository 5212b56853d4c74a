"""The built-in packs pass their tests, on both engines, and the tests see everything."""

from __future__ import annotations

from functools import cache

import pytest

from checker.resources import rules_folder
from checker.ruletests.model import Mismatch
from checker.ruletests.outcome import Outcome, run_suites
from checker.ruletests.run import run_cases
from checker.ruletests.suite import load_suites

pytestmark = pytest.mark.exhaustive

PACKS = sorted(path.name.partition(".")[0] for path in rules_folder().glob("*.test.yaml"))


def mismatches(engine: str) -> list[Mismatch]:
    return outcome().failed if engine == "reference" else mismatches_on_durable_rules()


@cache
def mismatches_on_durable_rules() -> list[Mismatch]:
    (suite,) = load_suites([rules_folder()], engine="durable")
    assert {case.pack for case in suite.cases} == set(PACKS)
    return run_cases(suite)


@cache
def outcome() -> Outcome:
    """Return what came out of all cases on the reference engine, which try the mutants as well."""
    (suite,) = load_suites([rules_folder()], engine="reference")
    assert {case.pack for case in suite.cases} == set(PACKS)
    return run_suites([suite], mutate=True)


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("engine", ["durable", "reference"])
def test_the_cases_of_a_pack_pass_on_an_engine(engine: str, pack: str) -> None:
    failed = [one for one in mismatches(engine) if one.case.pack == pack]
    assert [(one.case.name, one.expectation.rule, one.expectation.pointers, one.found) for one in failed] == []


def test_every_rule_is_seen_to_warn_and_to_stay_silent() -> None:
    assert outcome().rules > 70
    assert [(one.rule.id, one.missing) for one in outcome().one_sided] == []


def test_every_condition_decides_some_case() -> None:
    assert outcome().conditions > 300
    assert [(one.mutant.rule.id, one.mutant.change) for one in outcome().undecided] == []


def test_every_mutant_is_noticed_or_explained() -> None:
    assert (outcome().mutants or 0) > 600
    assert [(one.mutant.rule.id, one.mutant.change) for one in outcome().survivors] == []
    assert [(one.rule, one.mutant) for one in outcome().stale] == []
