"""A part of a rulebook: what somebody selected, without what somebody ignored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from checker.errors import Problem, RulesRefused, did_you_mean
from checker.rulebook.model import Rule, Rulebook
from checker.rulebook.strata import needs, stratify


def select(rulebook: Rulebook, select: Sequence[str], ignore: Sequence[str]) -> Rulebook:
    """Return the rulebook with the warnings of the selected rules only, and the derivations that they need.

    select, ignore: rule ids, earlier ids, packs or tags; nothing selected means everything.

    Raises RulesRefused for an unknown name, a mandatory rule that is ignored, and where no rule is left that warns.
    """
    named = _rules_by_name(rulebook)
    problems = [_unknown(name, named) for name in (*select, *ignore) if name not in named]
    ignored = {rule.id: name for name in ignore for rule in named.get(name, ())}
    for rule in rulebook.warning_rules():
        if rule.mandatory and rule.id in ignored:
            by = "" if ignored[rule.id] == rule.id else f" (`{ignored[rule.id]}` ignores it)"
            problems.append(Problem(f"the rule `{rule.id}` is mandatory and can't be ignored{by}", "mandatory"))
    if problems:
        raise RulesRefused(problems)
    wanted = {rule.id for name in select for rule in named[name]} if select else {rule.id for rule in rulebook.rules}
    warning = {rule.id for rule in rulebook.warning_rules()} & (wanted - ignored.keys())
    if not warning:
        raise RulesRefused([Problem("no rule that can warn is selected", "no-rules")])
    rules = with_providers(rulebook.rules, warning)
    return replace(rulebook, rules=rules, strata=stratify(rules))


def _rules_by_name(rulebook: Rulebook) -> Mapping[str, list[Rule]]:
    named: dict[str, list[Rule]] = defaultdict(list)
    for pack in rulebook.packs:
        named[pack] = []
    for rule in rulebook.rules:
        for name in dict.fromkeys((rule.id, *rule.aliases, rule.pack, *rule.tags)):
            named[name].append(rule)
    return dict(named)


def _unknown(name: str, known: Iterable[str]) -> Problem:
    return Problem(f"there is no rule, pack or tag `{name}`", "unknown-rule", hint=did_you_mean(name, known))


def with_providers(rules: Sequence[Rule], warning: Iterable[str]) -> tuple[Rule, ...]:
    """Return the rules in `warning`, and without their warnings those that derive what they need, however far."""
    kept = set(warning)
    providers: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        for derive in rule.derive:
            providers[derive.fact].append(rule)
    silent: set[str] = set()
    waiting = [rule for rule in rules if rule.id in kept]
    while waiting:
        for need in needs(waiting.pop()):
            for provider in providers[need.fact]:
                if provider.id not in kept | silent:
                    silent.add(provider.id)
                    waiting.append(provider)
    return tuple(
        rule if rule.id in kept else replace(rule, warn=None) for rule in rules if rule.id in kept or rule.id in silent
    )
