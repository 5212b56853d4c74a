"""What would make the conditions of a rule fail for a match of it: the ways out of a warning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from checker.engine.interface import Match
from checker.explain.case import Case, bindings_of, slots_of
from checker.explain.changes import Change, Changes, Sort
from checker.explain.fulfil import Fulfil, Plan
from checker.explain.guide import Form, Guide
from checker.explain.values import MOST_VALUES, fitting, ids_like, is_dictated
from checker.explain.why import DEEPEST
from checker.facts import Fact, Kind, Origin, Scalar
from checker.rulebook.model import AnyOf, Condition, Constant, Count, FieldOf, NoneOf, Operator, SelfField, Test
from checker.rulebook.model import Match as MatchCondition

_CLOSED_KINDS = (Kind.DATE, Kind.NUMBER)


class Spoil:
    """Finds changes after which a match is none any more. What is found is only likely: a trial has to show it.

    words: the names in the advice of the rule; changes that it speaks of come first.
    """

    def __init__(self, case: Case, guide: Guide, words: frozenset[str]) -> None:
        self._case = case
        self._guide = guide
        self._changes = Changes(case, guide, words)
        self._fulfil = Fulfil(case, guide, self._changes)

    def plans(self, match: Match) -> list[Plan]:
        """Return the plans for a match, the best first, none twice."""
        found = {
            tuple(change.identity for change in plan): plan
            for plan in self._conditions_fail(match.rule.when, bindings_of(match.rule.when, match.facts))
        }
        return sorted(found.values(), key=standing)

    def _conditions_fail(
        self, conditions: Sequence[Condition], bindings: Mapping[str, Fact], depth: int = 0
    ) -> Iterator[Plan]:
        """Yield what makes one of several conditions fail. depth: derivations that were followed up to here."""
        for slot, match in slots_of(conditions).items():
            yield from self._fact_fails(match, bindings[slot], bindings, depth)
        for condition in conditions:
            match condition:
                case NoneOf():
                    yield from self._other_references(condition, bindings)
                    yield from self._fulfil.there_is(condition, bindings)
                case Count():
                    yield from self._count_fails(condition, bindings)
                case AnyOf():
                    yield from self._alternatives_fail(condition, bindings, depth)

    def _alternatives_fail(self, condition: AnyOf, bindings: Mapping[str, Fact], depth: int) -> Iterator[Plan]:
        """Yield what makes the first alternative fail that holds; the others are left for the next trial."""
        for alternative in condition.alternatives:
            for solution in self._case.evaluation.solutions(alternative, bindings):
                yield from self._conditions_fail(alternative, solution, depth)
                return

    def _count_fails(self, condition: Count, bindings: Mapping[str, Fact]) -> Iterator[Plan]:
        if condition.at_most is not None:
            yield from self._fulfil.there_is(MatchCondition(condition.fact, None, condition.where), bindings)
        if condition.at_least:
            for fact in self._case.evaluation.such(condition.fact, condition.where, bindings):
                yield from self._fact_fails(MatchCondition(condition.fact, None, condition.where), fact, bindings)

    def _fact_fails(
        self, match: MatchCondition, fact: Fact, bindings: Mapping[str, Fact], depth: int = 0
    ) -> Iterator[Plan]:
        """Yield what makes a fact be no such fact any more, or not be there at all."""
        fact_type = self._case.type(fact)
        if fact_type.origin is Origin.DERIVED:
            derivation = self._case.origins.derivation(fact)
            rule = derivation.rule
            if depth < DEEPEST:
                yield from self._conditions_fail(rule.when, bindings_of(rule.when, derivation.facts), depth + 1)
        elif fact_type.origin is Origin.PROPOSAL:
            for test in match.where:
                yield from ((change,) for change in self._test_fails(test, fact, bindings))
            if not fact_type.single:
                yield (self._changes.remove(fact),)

    def _test_fails(self, test: Test, fact: Fact, bindings: Mapping[str, Fact]) -> Iterator[Change]:
        fact_type = self._case.type(fact)
        if test.field in ("key", fact_type.around) or self._is_item(fact):
            return
        yield from self._values(test, fact, bindings)
        for operand in test.operands:
            if isinstance(operand, SelfField):
                yield from self._other_side(test, fact, operand.field, fact, bindings, None)
            elif isinstance(operand, FieldOf) and self._case.type(bindings[operand.name]).origin is Origin.PROPOSAL:
                yield from self._other_side(test, fact, operand.field, bindings[operand.name], bindings, operand.name)
        if not fact_type.fields[test.field].always and fact.get(test.field) is not None:
            yield self._changes.unset(fact, test.field)

    def _values(self, test: Test, fact: Fact, bindings: Mapping[str, Fact]) -> Iterator[Change]:
        pointer = self._changes.at(fact, test.field)
        values = fitting(self._case, self._guide, fact, test, bindings, pointer=pointer, holds=False)
        for value in values:
            dictated = is_dictated(test, value, holds=False)
            yield self._changes.set(
                fact, test.field, value, [one for one in values if one != value], is_dictated=dictated
            )

    def _other_side(
        self, test: Test, fact: Fact, field: str, other: Fact, bindings: Mapping[str, Fact], name: str | None
    ) -> Iterator[Change]:
        """Yield changes of what a value is compared with, where both are dates or numbers."""
        known = self._case.type(other).fields.get(field)
        if known is None or known.kind not in _CLOSED_KINDS or other.get(field) is None:
            return
        turned = _TURNED.get(test.operator)
        value = fact.get(test.field)
        if turned is None or value is None:
            return
        reversed_test = Test(field, turned, (Constant(value),))
        pointer = self._changes.at(other, field)
        for one in fitting(self._case, self._guide, other, reversed_test, bindings, pointer=pointer, holds=False):
            yield self._changes.set(other, field, one)

    def _other_references(self, condition: NoneOf, bindings: Mapping[str, Fact]) -> Iterator[Plan]:
        """Yield other ids in place of one for which there is nothing."""
        for test in condition.where:
            for operand in test.operands:
                if isinstance(operand, FieldOf) and operand.field != "key":
                    fact, field = self._read(bindings[operand.name], operand.field)
                    yield from ((change,) for change in self._references(fact, field))

    def _references(self, fact: Fact, field: str) -> Iterator[Change]:
        fact_type = self._case.type(fact)
        known = fact_type.fields.get(field)
        if fact_type.origin is not Origin.PROPOSAL or known is None or known.reference is None:
            return
        if field in ("key", fact_type.around):
            return
        ids: list[Scalar] = [
            one for one in ids_like(self._case, known.reference, fact.get(field)) if one != fact.get(field)
        ]
        for value in ids[:MOST_VALUES]:
            change = self._changes.set(fact, field, value, [one for one in ids if one != value])
            # An id that nothing has is always worth correcting, whatever the advice calls it.
            yield replace(change, advised=change.advised or self._leads_nowhere(fact, field))

    def _leads_nowhere(self, fact: Fact, field: str) -> bool:
        reference = self._case.type(fact).fields[field].reference
        value = fact.get(field)
        return value is not None and reference is not None and self._case.with_key(reference, value) is None

    def _read(self, fact: Fact, field: str) -> tuple[Fact, str]:
        """Return the fact of the proposal that a value was read from, and its field there."""
        while self._case.type(fact).origin is Origin.DERIVED:
            derivation = self._case.origins.derivation(fact)
            place = next(place for place, one in enumerate(derivation.derived) if one is fact)
            source = derivation.rule.derive[place].values.get(field)
            if not isinstance(source, FieldOf):
                break
            fact = bindings_of(derivation.rule.when, derivation.facts)[source.name]
            field = source.field
        return fact, field

    def _is_item(self, fact: Fact) -> bool:
        home = self._guide.homes.get(fact.type)
        return home is not None and home.form is Form.ITEM


_TURNED = {
    Operator.LT: Operator.GT,
    Operator.LTE: Operator.GTE,
    Operator.GT: Operator.LT,
    Operator.GTE: Operator.LTE,
}


def standing(plan: Plan) -> tuple[int, int, int]:
    """Return what sorts plans: what the advice speaks of first, what takes something away last."""
    sort = max(change.sort for change in plan)
    return (max(sort, Sort.ADD) if all(change.advised for change in plan) else Sort.REMOVE + sort, len(plan), sort)
