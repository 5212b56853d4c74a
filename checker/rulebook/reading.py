"""Which facts and fields a rulebook reads: what nobody reads need not be read from a proposal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from checker.rulebook.model import AnyOf, Condition, FieldOf, Match, Rule, Rulebook, SelfField


def fields_read(rulebook: Rulebook) -> Mapping[str, frozenset[str]]:
    """Return, per fact type, the fields that conditions and derivations of the rules use."""
    read: dict[str, set[str]] = {}
    for rule in rulebook.rules:
        for fact, field in _uses_of_rule(rule):
            read.setdefault(fact, set()).update([field] if field else [])
    return {fact: frozenset(fields) for fact, fields in read.items()}


def _uses_of_rule(rule: Rule) -> Iterator[tuple[str, str | None]]:
    yield from _uses(rule.when, {})
    types = _types(rule.when)
    for derive in rule.derive:
        for value in derive.values.values():
            if isinstance(value, FieldOf):
                yield types[value.name], value.field
        if derive.at is not None:
            yield types[derive.at.name], derive.at.field


def _uses(conditions: Sequence[Condition], outer: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    """Yield the fact types that a conjunction looks at, with their fields; `outer` are the types of names around it."""
    types = {**outer, **_types(conditions)}
    for condition in conditions:
        if isinstance(condition, AnyOf):
            for alternative in condition.alternatives:
                yield from _uses(alternative, types)
            continue
        yield condition.fact, None
        for test in condition.where:
            yield condition.fact, test.field
            for operand in test.operands:
                if isinstance(operand, FieldOf):
                    yield types[operand.name], operand.field
                elif isinstance(operand, SelfField):
                    yield condition.fact, operand.field


def _types(conditions: Iterable[Condition]) -> dict[str, str]:
    return {one.name: one.fact for one in conditions if isinstance(one, Match) and one.name}
