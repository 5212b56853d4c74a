"""What the tests of rules tell: failures, coverage, mutants; and whether that is enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from checker.errors import RulesRefused
from checker.rulebook.model import Rule, Source
from checker.rulebook.problems import Problems
from checker.ruletests.model import Explanation, Mismatch
from checker.ruletests.mutants import Mutant, MutantKey
from checker.ruletests.mutation import Mutation, Places, conditions
from checker.ruletests.run import run_cases
from checker.ruletests.suite import Suite

Progress = Callable[[str], object]
"""Is told what is being done."""


@dataclass(frozen=True, slots=True)
class OneSided:
    """A rule that no case expects to warn, or none to stay silent: `missing` is whether it is the warning."""

    rule: Rule
    missing: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A mutant, and where its rule file has what was changed."""

    mutant: Mutant
    source: Source


@dataclass(slots=True)
class Outcome:
    """What came out.

    undecided: conditions that decide no case, each as a mutant in which it is flipped.
    mutants: how many were tried, None where nobody asked. survivors: those that no case noticed and nobody explained.
    stale: explanations of mutants that cases do notice.
    """

    packs: int = 0
    cases: int = 0
    failed: list[Mismatch] = field(default_factory=list)
    rules: int = 0
    one_sided: list[OneSided] = field(default_factory=list)
    conditions: int = 0
    undecided: list[Placed] = field(default_factory=list)
    mutants: int | None = None
    survivors: list[Placed] = field(default_factory=list)
    explained: list[tuple[Placed, Explanation]] = field(default_factory=list)
    stale: list[Explanation] = field(default_factory=list)

    @property
    def failed_cases(self) -> int:
        return len({id(one.case) for one in self.failed})

    @property
    def noticed(self) -> int:
        """How many mutants some case noticed."""
        return (self.mutants or 0) - len(self.survivors) - len(self.explained)

    @property
    def is_good(self) -> bool:
        return not (self.failed or self.one_sided or self.undecided or self.survivors or self.stale)


def run_suites(suites: Sequence[Suite], *, mutate: bool = False, progress: Progress = lambda doing: None) -> Outcome:
    """Run the cases, and see what they cover. mutate: also try every mutant.

    Raises RulesRefused where the proposal of a case is invalid, or an explanation names no mutant.
    """
    outcome = Outcome(mutants=0 if mutate else None)
    for suite in suites:
        outcome.packs += len({case.pack for case in suite.cases})
        outcome.cases += len(suite.cases)
        progress(f"running {len(suite.cases)} cases")
        outcome.failed += run_cases(suite)
        _cover_rules(suite, outcome)
        _Conditions(suite, outcome).cover(mutate, progress)
    return outcome


def _cover_rules(suite: Suite, outcome: Outcome) -> None:
    """Is each rule that warns expected to warn by some case, and to stay silent by another?"""
    seen = {(one.rule, bool(one.pointers)) for case in suite.cases for one in case.expected}
    for rule in suite.rules:
        if rule.warn is not None:
            outcome.rules += 1
            outcome.one_sided += [OneSided(rule, warns) for warns in (True, False) if (rule.id, warns) not in seen]


class _Conditions:
    """Finds out which conditions, and which mutants, make a difference to the cases of one suite."""

    def __init__(self, suite: Suite, outcome: Outcome) -> None:
        self._outcome = outcome
        self._mutation = Mutation(suite)
        self._places = Places()
        self._mutants = {rule.id: self._mutation.mutants(rule) for rule in suite.rules}
        self._explanations = _by_mutant(suite, self._mutants)

    def cover(self, mutate: bool, progress: Progress) -> None:
        for number, (rule, found) in enumerate(self._mutants.items(), 1):
            progress(f"{'mutants' if mutate else 'conditions'} of {rule}, rule {number} of {len(self._mutants)}")
            self._decide(found)
            if mutate:
                self._try(found)

    def _decide(self, found: Sequence[Mutant]) -> None:
        """A condition decides a case if the case notices that it is gone, or turned round."""
        for flipped in conditions(found):
            self._outcome.conditions += 1
            unexplained = [one for one in flipped if one.key not in self._explanations]
            if unexplained and not any(self._mutation.noticed(one) for one in flipped):
                self._outcome.undecided.append(self._placed(unexplained[0]))

    def _try(self, found: Sequence[Mutant]) -> None:
        outcome = self._outcome
        for mutant in found:
            outcome.mutants = (outcome.mutants or 0) + 1
            explanation = self._explanations.get(mutant.key)
            if self._mutation.noticed(mutant):
                outcome.stale += [explanation] if explanation else []
            elif explanation:
                outcome.explained.append((self._placed(mutant), explanation))
            else:
                outcome.survivors.append(self._placed(mutant))

    def _placed(self, mutant: Mutant) -> Placed:
        return Placed(mutant, self._places.of(mutant))


def _by_mutant(suite: Suite, mutants: Mapping[str, Sequence[Mutant]]) -> dict[MutantKey, Explanation]:
    """Return the explanations by the mutants that they are about, of the rules that are tested."""
    problems = Problems()
    explanations = {}
    for explanation in suite.explanations:
        named = {mutant.change: mutant for mutant in mutants.get(explanation.rule, ())}
        if explanation.mutant in named:
            explanations[named[explanation.mutant].key] = explanation
        elif explanation.rule in mutants:
            problems.unknown(explanation.source, "mutant", explanation.mutant, named, of=explanation.rule)
    if problems:
        raise RulesRefused(problems.sorted())
    return explanations
