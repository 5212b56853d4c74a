"""Derived facts that need not be derived: those that only say of one fact what its own fields and keys say already.

Where a fact type is derived by one rule, from one pattern, and rules ask for nothing but its absence, the negation can
ask for the absence of that pattern. The deriving rule then has no work to do, and none of its matches is reported; no
warning rests on them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from checker.engine.normal import FlatRule, FlatTest, Join, Lack, Pattern, SelfTest
from checker.engine.simplify import FOLLOW
from checker.facts import Vocabulary
from checker.rulebook.model import Derive, FieldOf, Match, Rule


@dataclass(frozen=True, slots=True)
class View:
    """A derived fact type in terms of another one: the pattern, and the field of its fact for each derived field.

    suffices: whether nobody needs the derived facts themselves, so that the rule has no work to do.
    """

    rule: Rule
    pattern: Pattern
    fields: Mapping[str, str]
    suffices: bool


def find_views(rules: Sequence[Sequence[FlatRule]], asked: Iterable[str], vocabulary: Vocabulary) -> dict[str, View]:
    """Return the views among derived fact types.

    rules: the simplified flat rules of each rule. asked: fact types that have to be derived whoever asks for them.
    """
    needed = set(asked)
    needed.update(pattern.fact for flat_rules in rules for flat in flat_rules for pattern in flat.positives)
    derived = Counter(derive.fact for flat_rules in rules if flat_rules for derive in flat_rules[0].rule.derive)
    views: dict[str, View] = {}
    for flat_rules in rules:
        if len(flat_rules) == 1 and len(flat_rules[0].rule.derive) == 1:
            (derive,) = flat_rules[0].rule.derive
            if derived[derive.fact] == 1:
                suffices = flat_rules[0].rule.warn is None and derive.fact not in needed
                view = _view(flat_rules[0], derive, suffices)
                if view is not None and view.fields.keys() == vocabulary[derive.fact].fields.keys():
                    views[derive.fact] = view
    return views


def _view(flat: FlatRule, derive: Derive, suffices: bool) -> View | None:
    if len(flat.positives) != 1 or flat.negatives or derive.at is not None:
        return None
    conditions = [condition for condition in flat.rule.when if isinstance(condition, Match)]
    bounds = {condition.name: bound for condition, bound in zip(conditions, flat.outer, strict=True)}
    fields: dict[str, str] = {}
    for name, value in derive.values.items():
        if not isinstance(value, FieldOf) or bounds[value.name].is_fixed:
            return None
        fields[name] = FOLLOW.join((*bounds[value.name].path, value.field))
    return View(flat.rule, flat.positives[0], fields, suffices)


def with_views(flat: FlatRule, views: Mapping[str, View]) -> FlatRule:
    """Return a flat rule whose negations ask for what views stand for."""
    return replace(flat, negatives=tuple(_seen_through(none, views) for none in flat.negatives))


def _seen_through(none: Pattern, views: Mapping[str, View]) -> Pattern:
    view = views.get(none.fact)
    if view is None:
        return none
    return Pattern(view.pattern.fact, (*view.pattern.tests, *(_renamed(test, view.fields) for test in none.tests)))


def _renamed(test: FlatTest, fields: Mapping[str, str]) -> FlatTest:
    if isinstance(test, SelfTest):
        return SelfTest(fields[test.field], test.operator, fields[test.other])
    if isinstance(test, Lack):
        raise TypeError("of a derived fact nothing is settled before the engine runs")
    if isinstance(test, Join):
        return Join(fields[test.field], test.operator, test.position, test.other)
    return replace(test, field=fields[test.field])
