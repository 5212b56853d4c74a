"""Which mutants of the rules do the cases notice?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from checker.rulebook.model import Rule, Rulebook, Source
from checker.rulebook.source import Node, read_bytes, read_tree
from checker.rulebook.strata import needs, negative_cycles
from checker.ruletests.model import Case, Pointers, Settings
from checker.ruletests.mutants import Mutant, MutantKey, mutants
from checker.ruletests.run import Evaluation, Part
from checker.ruletests.suite import Suite


class Mutation:
    """Holds mutants against the cases of a suite.

    A case notices a mutant where a rule that it names then warns elsewhere than it did before.
    """

    def __init__(self, suite: Suite) -> None:
        self._suite = suite
        self._evaluation = Evaluation(suite)
        self._usual: dict[int, Mapping[str, Pointers]] = {}
        self._whole: dict[Settings, Part] = {}
        self._variants: dict[tuple[Settings, str], Mapping[MutantKey, Mutant]] = {}
        self._noticed: dict[MutantKey, bool] = {}

    def mutants(self, rule: Rule) -> list[Mutant]:
        """Return the mutants of a rule that don't make rules wait for each other."""
        found = mutants(rule, self._suite.rulebook.vocabulary)
        if not rule.derive:
            return found
        return [one for one in found if not negative_cycles(_with(self._suite.rulebook.rules, one.rule))]

    def noticed(self, mutant: Mutant) -> bool:
        """Say whether any case notices a mutant."""
        if mutant.key not in self._noticed:
            self._noticed[mutant.key] = self._is_noticed(mutant)
        return self._noticed[mutant.key]

    def _is_noticed(self, mutant: Mutant) -> bool:
        concerned = warning_rules_behind(mutant.rule.id, self._suite.rulebook)
        parts: dict[tuple[Settings, frozenset[str]], Part] = {}
        for case in sorted(self._suite.cases, key=lambda case: -_interest(case, mutant.rule.id, concerned)):
            asked = case.rules & concerned
            if not asked:
                break  # and no later one asks either
            variant = self._variant(mutant, case.settings)
            if variant is None:
                continue
            key = case.settings, asked
            if key not in parts:
                rules = _with(self._evaluation.rulebook(case.settings).rules, variant.rule)
                parts[key] = self._evaluation.part(case.settings, rules, asked)
            usual = self._found_usually(case)
            if any(usual[rule] != found for rule, found in self._evaluation.found(case, parts[key]).items()):
                return True
        return False

    def _variant(self, mutant: Mutant, settings: Settings) -> Mutant | None:
        """Return the same mutant under the parameters of a case; None where there is none, as in a shorter list."""
        key = settings, mutant.rule.id
        if key not in self._variants:
            rules = self._evaluation.rulebook(settings).rules
            rule = next(rule for rule in rules if rule.id == mutant.rule.id)
            self._variants[key] = {one.key: one for one in mutants(rule, self._suite.rulebook.vocabulary)}
        return self._variants[key].get(mutant.key)

    def _found_usually(self, case: Case) -> Mapping[str, Pointers]:
        """Return where the rules that a case names warn as they are."""
        if id(case) not in self._usual:
            if case.settings not in self._whole:
                rulebook = self._evaluation.rulebook(case.settings)
                asked = (rule.id for rule in rulebook.warning_rules())
                self._whole[case.settings] = self._evaluation.part(case.settings, rulebook.rules, asked)
            self._usual[id(case)] = self._evaluation.found(case, self._whole[case.settings])
        return self._usual[id(case)]


def warning_rules_behind(rule_id: str, rulebook: Rulebook) -> frozenset[str]:
    """Return the rules whose warnings may change with a rule: it, and those that use what it derives, however far."""
    by_id = {rule.id: rule for rule in rulebook.rules}
    reached = {rule_id}
    waiting = [by_id[rule_id]]
    while waiting:
        derived = {derive.fact for derive in waiting.pop().derive}
        for rule in rulebook.rules:
            if rule.id not in reached and any(need.fact in derived for need in needs(rule)):
                reached.add(rule.id)
                waiting.append(rule)
    return frozenset(reached & {rule.id for rule in rulebook.warning_rules()})


def _interest(case: Case, rule: str, concerned: frozenset[str]) -> int:
    """Return how likely a case is to notice a mutant of a rule: 0 where it names no rule that is concerned."""
    named = {one.rule: one.pointers for one in case.expected}
    if rule in named:
        return 3 if named[rule] else 2
    return 1 if concerned & named.keys() else 0


def _with(rules: Iterable[Rule], changed: Rule) -> tuple[Rule, ...]:
    return tuple(changed if rule.id == changed.id else rule for rule in rules)


class Places:
    """Where mutants were changed: line and column in the rule file."""

    def __init__(self) -> None:
        self._rules: dict[Source, Node] = {}

    def of(self, mutant: Mutant) -> Source:
        """Return the place of the condition, or the nearest place around it that the file has."""
        source = mutant.rule.source
        if source not in self._rules:
            self._rules.update((node.place, node) for node in _rule_nodes(source.path))
        found = self._rules[source].find(mutant.place)
        return found.key_place


def _rule_nodes(path: str) -> Iterator[Node]:
    tree = read_tree(Path(path), read_bytes(Path(path)))
    yield from tree.entries["rules"].items


def conditions(found: Sequence[Mutant]) -> list[list[Mutant]]:
    """Return, for each condition and each test of a rule, the mutants in which just that one is flipped."""
    grouped: dict[str, list[Mutant]] = {}
    for mutant in found:
        if mutant.flips:
            grouped.setdefault(mutant.place, []).append(mutant)
    return list(grouped.values())
