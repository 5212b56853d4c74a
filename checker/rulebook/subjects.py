"""What a rule is about: which of its matches decide what it warns of, and in which order they are best told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from checker.rulebook.model import AnyOf, Condition, FieldOf, Match, Rule, Rulebook


def matches_in(conditions: Iterable[Condition]) -> Iterator[Match]:
    """Yield the matches among conditions, those in alternatives too."""
    for condition in conditions:
        if isinstance(condition, Match):
            yield condition
        elif isinstance(condition, AnyOf):
            for alternative in condition.alternatives:
                yield from matches_in(alternative)


def names_that_tell_apart(rule: Rule) -> set[str]:
    """Return the names that decide how often a rule warns, or which facts it derives."""
    if rule.warn is None:
        found = {operand.name for one in rule.derive for operand in one.values.values() if isinstance(operand, FieldOf)}
        return found | {one.at.name for one in rule.derive if one.at is not None}
    names = {reference.name for reference in rule.warn.message.references}
    names |= {rule.warn.at.name} if rule.warn.at is not None else set()
    return names | ({rule.warn.cites.name} if rule.warn.cites is not None else set())


def names_needed(matches: Sequence[Match], names: set[str]) -> set[str]:
    """Return `names` and those that their matches refer to, directly or through others."""
    needed = set(names)
    while more := {name for match in matches if match.name in needed for name in _referred(match)} - needed:
        needed |= more
    return needed


def _referred(match: Match) -> set[str]:
    return {operand.name for test in match.where for operand in test.operands if isinstance(operand, FieldOf)}


def in_order(matches: Sequence[Match]) -> list[Match]:
    """Return matches so that each comes after those that it refers to, where that can be; otherwise as written."""
    waiting, ordered = list(matches), []
    while waiting:
        unseen = {match.name for match in waiting}
        following = next((match for match in waiting if not _referred(match) & (unseen - {match.name})), waiting[0])
        waiting.remove(following)
        ordered.append(following)
    return ordered


def derivations(rule: Rule, rulebook: Rulebook) -> list[Rule]:
    """Return the rules that derive what a rule asks, directly or through others, in the order in which it is asked."""
    found: dict[str, Rule] = {}
    waiting = list(facts_asked(rule.when))
    while waiting:
        fact = waiting.pop(0)
        for other in rulebook.rules:
            if other.id not in found and any(derive.fact == fact for derive in other.derive):
                found[other.id] = other
                waiting.extend(facts_asked(other.when))
    return list(found.values())


def facts_asked(conditions: Iterable[Condition]) -> Iterator[str]:
    """Yield the facts that conditions ask, in their order."""
    for condition in conditions:
        if isinstance(condition, AnyOf):
            for alternative in condition.alternatives:
                yield from facts_asked(alternative)
        else:
            yield condition.fact
