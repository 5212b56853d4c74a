"""Running cases: where do rules warn, and is it where they should?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from checker.check import Checker
from checker.engine.reference import ReferenceEngine
from checker.errors import Problem, RulesRefused
from checker.facts import Fact
from checker.findings import Warnings
from checker.report import ProposalResult, Status
from checker.resources import schema_file
from checker.rulebook.model import Rule, Rulebook
from checker.rulebook.reading import fields_read
from checker.rulebook.select import with_providers
from checker.rulebook.strata import stratify
from checker.ruletests.model import Case, Mismatch, Pointers, Settings
from checker.ruletests.suite import Suite
from checker.vocabulary import ProposalFacts


def run_cases(suite: Suite) -> list[Mismatch]:
    """Return what the cases of a suite find that they don't expect.

    Raises RulesRefused where the proposal of a case is invalid, or the engine could not finish it.
    """
    problems: list[Problem] = []
    mismatches = []
    for case in suite.cases:
        result = suite.checkers[case.settings].check(case.data)
        if result.status is not Status.CHECKED:
            problems.append(_not_checked(case, result))
        else:
            mismatches += mismatches_of(case, ((one.rule, one.pointer) for one in result.warnings))
    if problems:
        raise RulesRefused(problems)
    return mismatches


def mismatches_of(case: Case, warnings: Iterable[tuple[str, str]]) -> list[Mismatch]:
    """Return where the warnings (rule and pointer) differ from what a case expects."""
    found = by_rule(warnings, case.rules)
    return [Mismatch(case, one, found[one.rule]) for one in case.expected if found[one.rule] != one.pointers]


def by_rule(warnings: Iterable[tuple[str, str]], rules: Iterable[str]) -> dict[str, Pointers]:
    """Return where each of the rules warns."""
    found: dict[str, list[str]] = {rule: [] for rule in rules}
    for rule, pointer in warnings:
        if rule in found:
            found[rule].append(pointer)
    return {rule: tuple(sorted(pointers)) for rule, pointers in found.items()}


def _not_checked(case: Case, result: ProposalResult) -> Problem:
    first = result.errors[0]
    place = f"at {first.pointer}: " if first.pointer else ""
    message = f"the proposal of this case is {result.status}: {place}{first.message}"
    return Problem(message, "proposal", None, case.source.line, case.source.column, first.hint, case.source.path)


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the rules, ready to be run by the reference engine. `rules`: those whose warnings are asked for."""

    engine: ReferenceEngine
    warnings: Warnings
    rules: frozenset[str]


class Evaluation:
    """Runs cases on changed rules, quickly: the rules that are asked about, those that they need, and no words."""

    def __init__(self, suite: Suite) -> None:
        self._checkers: Mapping[Settings, Checker] = suite.checkers
        definition = json.loads(schema_file("proposal").read_bytes())
        self._reader = ProposalFacts(definition, fields_read(suite.rulebook))
        self._facts: dict[int, list[Fact]] = {}

    def rulebook(self, settings: Settings) -> Rulebook:
        """Return the rules with the parameters of a case."""
        return self._checkers[settings].rulebook

    def part(self, settings: Settings, rules: Sequence[Rule], asked: Iterable[str]) -> Part:
        """Return what is needed of `rules` to know where those that are asked for warn."""
        asked = frozenset(asked)
        kept = with_providers(rules, asked)
        checker = self._checkers[settings]
        rulebook = Rulebook(kept, stratify(kept), checker.rulebook.vocabulary, checker.rulebook.tables)
        return Part(ReferenceEngine(rulebook, checker.today), Warnings(rulebook), asked)

    def found(self, case: Case, part: Part) -> dict[str, Pointers]:
        """Return where the rules that a part was made for warn."""
        facts = self._facts.get(id(case))
        if facts is None:
            facts = self._facts[id(case)] = self._reader.read(case.document)
        places = part.warnings.places(case.document, facts, part.engine.run(facts))
        return by_rule(places, part.rules)
