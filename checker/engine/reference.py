"""What rules mean, in plain Python: a second evaluator that shares nothing with the first.

It follows the rule language and no engine: a stratum is evaluated again and again until no rule adds a fact. It is
there to be compared with, so it prefers clarity to speed; but equality tests use hash lookups, so that a join doesn't
cost the product of two lists.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from math import inf
from typing import Any, TypeAlias

from checker.engine.interface import MOST_COMBINATIONS, Match, too_many_combinations
from checker.engine.reference_plan import (
    Conjunction,
    CountOf,
    Filter,
    PlannedRule,
    Step,
    Wanted,
    known_equalities,
    plan,
    plan_rule,
)
from checker.facts import Fact, Kind, Origin, Scalar, Vocabulary
from checker.rulebook.model import (
    Condition,
    Constant,
    Derive,
    FieldOf,
    Operand,
    Operator,
    Presence,
    Reference,
    Rulebook,
    SelfField,
    Table,
    Test,
    Today,
)
from checker.rulebook.model import Match as MatchCondition

Bindings: TypeAlias = Mapping[str, Fact]
TypedValue: TypeAlias = tuple[Kind, Scalar]

_ORDERINGS: Mapping[Operator, Callable[[Any, Any], bool]] = {
    Operator.LT: lambda left, right: bool(left < right),
    Operator.LTE: lambda left, right: bool(left <= right),
    Operator.GT: lambda left, right: bool(left > right),
    Operator.GTE: lambda left, right: bool(left >= right),
}


class ReferenceEngine:
    """An `Engine` whose only claim is to be right."""

    def __init__(self, rulebook: Rulebook, today: date) -> None:
        self._strata = tuple(tuple(plan_rule(rule) for rule in stratum) for stratum in rulebook.strata)
        self._rows = tuple(row for table in rulebook.tables.values() for row in _rows(table))
        self._vocabulary = rulebook.vocabulary
        self._today = today

    @property
    def name(self) -> str:
        return "reference 1"

    def run(self, facts: Sequence[Fact]) -> list[Match]:
        """Return every distinct match of every rule, see `Engine.run`. Raises Undecided."""
        return self.evaluation(facts, MOST_COMBINATIONS)[0]

    def evaluation(self, facts: Sequence[Fact], most: float = inf) -> tuple[list[Match], Evaluation]:
        """Return what `run` does, with the state that it ends in: what is asked of that, explains the matches.

        most: how many matches of two facts or more there may be. Raises Undecided where there are more.
        """
        evaluation = Evaluation((*facts, *self._rows), self._vocabulary, self._today, most)
        return [match for stratum in self._strata for match in evaluation.fixed_point(stratum)], evaluation


def _rows(table: Table) -> Iterator[Fact]:
    for row in table.rows:
        yield Fact(table.name, dict(zip(table.columns, row, strict=True)), None)


def _typed(value: Scalar) -> TypedValue:
    """Return a value that equals another one exactly where the rule language says so: True is not 1, but 1 is 1.0."""
    if isinstance(value, bool):
        return Kind.BOOLEAN, value
    if isinstance(value, int | Decimal):
        return Kind.NUMBER, value
    if isinstance(value, date):
        return Kind.DATE, value
    return Kind.STRING, value


class _FactStore:
    """The facts known so far, found by type and by the value of a field."""

    def __init__(self) -> None:
        self._by_type: dict[str, list[Fact]] = defaultdict(list)
        self._indexes: dict[str, dict[str, dict[TypedValue, list[Fact]]]] = defaultdict(dict)

    def add(self, fact: Fact) -> None:
        self._by_type[fact.type].append(fact)
        for field, index in self._indexes[fact.type].items():
            if field in fact.values:
                index[_typed(fact.values[field])].append(fact)

    def candidates(self, type: str, wanted: Iterable[tuple[str, Scalar | None]]) -> Sequence[Fact]:
        """Return the facts of a type among which are all that have the wanted values; nothing equals None."""
        found: Sequence[Fact] = self._by_type[type]
        for field, value in wanted:
            equal = [] if value is None else self._index(type, field).get(_typed(value), [])
            found = min(found, equal, key=len)
        return found

    def _index(self, type: str, field: str) -> Mapping[TypedValue, list[Fact]]:
        indexes = self._indexes[type]
        if field not in indexes:
            index: dict[TypedValue, list[Fact]] = defaultdict(list)
            for fact in self._by_type[type]:
                if field in fact.values:
                    index[_typed(fact.values[field])].append(fact)
            indexes[field] = index
        return indexes[field]


@dataclass(frozen=True, slots=True)
class _FactIdentity:
    """What makes a derived fact the same as another one."""

    type: str
    values: frozenset[tuple[str, TypedValue]]
    pointer: str | None


class Evaluation:
    """One run: the facts of one proposal, and what has been derived from them so far."""

    def __init__(self, facts: Iterable[Fact], vocabulary: Vocabulary, today: date, most: float = inf) -> None:
        self._most = most
        self._combinations: dict[str, int] = {}
        self._store = _FactStore()
        self._derived: dict[_FactIdentity, Fact] = {}
        self._vocabulary = vocabulary
        self._today = today
        for fact in facts:
            self._store.add(fact)

    def such(self, fact: str, where: Sequence[Test], bindings: Bindings) -> list[Fact]:
        """Return the facts of a type for which all tests hold, in the order in which they came to be known."""
        candidates = self._candidates(known_equalities(where, bindings.keys()), fact, bindings)
        return [one for one in candidates if all(self.holds(test, one, bindings) for test in where)]

    def solutions(self, conditions: Sequence[Condition], bindings: Bindings) -> Iterator[Bindings]:
        """Yield every way to make conditions hold in which the names in `bindings` keep what they stand for."""
        return self._solutions(plan(conditions, frozenset(bindings)), bindings)

    def fixed_point(self, stratum: Sequence[PlannedRule]) -> Iterator[Match]:
        """Apply the rules until none of them adds a fact that another one reads; yield the matches of the last time."""
        matches: dict[str, list[Match]] = {}
        due = stratum
        while due:
            grown: set[str] = set()
            for planned in due:
                matches[planned.rule.id] = self._apply(planned, grown)
            due = [planned for planned in stratum if planned.reads & grown]
        for found in matches.values():
            yield from found

    def _apply(self, planned: PlannedRule, grown: set[str]) -> list[Match]:
        """Return the matches of a rule; add what it derives, and the types that are new facts of to `grown`."""
        rule = planned.rule
        matches = []
        for bindings in self._bounded(planned):  # a list, because deriving changes what is iterated
            derived = tuple(self._derive(derive, bindings, grown) for derive in rule.derive)
            matches.append(Match(rule, tuple(bindings[slot] for slot in planned.when.slots), derived))
        return matches

    def _bounded(self, planned: PlannedRule) -> list[Bindings]:
        """Return every way in which the conditions of a rule hold, unless that makes too many."""
        solutions = self._solutions(planned.when, {})
        if len(planned.when.slots) < 2 or self._most == inf:
            return list(solutions)
        rule = planned.rule
        self._combinations[rule.id] = 0
        left = int(self._most) - sum(self._combinations.values())
        found = list(islice(solutions, left + 1))
        self._combinations[rule.id] = len(found)
        if len(found) > left:
            types = [one.fact for one in rule.when if isinstance(one, MatchCondition)]
            raise too_many_combinations(rule.id, [(type, len(self._store.candidates(type, ()))) for type in types])
        return found

    def _derive(self, derive: Derive, bindings: Bindings, grown: set[str]) -> Fact:
        resolved = ((field, self.value(operand, None, bindings)) for field, operand in derive.values.items())
        values = {field: value for field, value in resolved if value is not None}
        pointer = None if derive.at is None else self._place(derive.at, bindings)
        typed = frozenset((field, _typed(value)) for field, value in values.items())
        identity = _FactIdentity(derive.fact, typed, pointer)
        if identity not in self._derived:
            fact = Fact(derive.fact, values, pointer)
            self._derived[identity] = fact
            self._store.add(fact)
            grown.add(fact.type)
        return self._derived[identity]

    def _place(self, at: Reference, bindings: Bindings) -> str | None:
        """Return where a fact, or a field of it, stands.

        A field of a derived fact has no place of its own in the document, so the fact's place is all there is to say.
        (And if it had one, a rule could derive facts at ever longer places.)
        """
        fact = bindings[at.name]
        read = self._vocabulary[fact.type].origin is Origin.PROPOSAL
        if at.field is None or fact.pointer is None or at.field not in fact.values or not read:
            return fact.pointer
        return f"{fact.pointer}/{at.field.replace('.', '/')}"

    def _solutions(self, conjunction: Conjunction, bindings: Bindings, done: int = 0) -> Iterator[Bindings]:
        """Yield every way to bind the matches of a conjunction, such that all of its conditions hold."""
        if done == len(conjunction.steps):
            if all(self._passes(condition, bindings) for condition in conjunction.filters):
                yield bindings
            return
        step = conjunction.steps[done]
        for fact in self._candidates(step.wanted, step.fact, bindings):
            extended = {**bindings, step.slot: fact}
            if self._step_holds(step, extended):
                yield from self._solutions(conjunction, extended, done + 1)

    def _step_holds(self, step: Step, bindings: Bindings) -> bool:
        return all(self.holds(test, bindings[slot], bindings) for slot, test in step.tests)

    def _passes(self, condition: Filter, bindings: Bindings) -> bool:
        """Say whether a condition that binds nothing holds for the facts bound so far."""
        if isinstance(condition, CountOf):
            number = sum(
                all(self.holds(test, fact, bindings) for test in condition.tests)
                for fact in self._candidates(condition.wanted, condition.fact, bindings)
            )
            return condition.at_least <= number and (condition.at_most is None or number <= condition.at_most)
        return any(True for alternative in condition for _ in self._solutions(alternative, bindings))

    def _candidates(self, wanted: Iterable[Wanted], type: str, bindings: Bindings) -> Sequence[Fact]:
        values = ((field, self.value(operand, None, bindings)) for field, operand in wanted)
        return self._store.candidates(type, values)

    def holds(self, test: Test, fact: Fact, bindings: Bindings) -> bool:
        """Say whether a test holds for a fact."""
        value = fact.values.get(test.field)
        match test.operator:
            case Operator.PRESENT:
                return value is not None
            case Operator.ABSENT:
                return value is None
            case Operator.EQUAL | Operator.IN:
                return any(self._equal(value, operand, fact, bindings) for operand in test.operands)
            case Operator.NOT | Operator.NOT_IN:
                return not any(self._equal(value, operand, fact, bindings) for operand in test.operands)
            case _:
                return all(self._ordered(test.operator, value, operand, fact, bindings) for operand in test.operands)

    def _equal(self, value: Scalar | None, operand: Operand | Presence, fact: Fact, bindings: Bindings) -> bool:
        if isinstance(operand, Presence):
            return (value is None) == (operand is Presence.ABSENT)
        other = self.value(operand, fact, bindings)
        return value is not None and other is not None and _typed(value) == _typed(other)

    def _ordered(
        self, operator: Operator, value: Scalar | None, operand: Operand | Presence, fact: Fact, bindings: Bindings
    ) -> bool:
        other = None if isinstance(operand, Presence) else self.value(operand, fact, bindings)
        if value is None or other is None:
            return False
        kind, other_kind = _typed(value)[0], _typed(other)[0]
        return kind == other_kind and kind in (Kind.NUMBER, Kind.DATE) and _ORDERINGS[operator](value, other)

    def value(self, operand: Operand, fact: Fact | None, bindings: Bindings) -> Scalar | None:
        """Return the value of an operand, None where it is a field that is absent. `fact` is the one `$self` means."""
        match operand:
            case Constant(value):
                return value
            case Today():
                return self._today
            case FieldOf(name, field):
                return bindings[name].values.get(field)
            case SelfField(field):
                if fact is None:
                    raise ValueError("$self has a meaning only in `where`")
                return fact.values.get(field)
