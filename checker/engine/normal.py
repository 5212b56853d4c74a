"""Rules in normal form: flat conjunctions of patterns and negations, without `any`, `in`, `count` or names.

A rule becomes one or several flat rules that together match what the rule matches. `any` and `in` become alternatives;
a negated condition that has alternatives becomes several negations; a `count` becomes a pattern for its outcome, and
the counting itself is described by a `FlatCount`. What is left is: tests against constants, joins to patterns that
stand before, and comparisons within one fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import prod
from typing import TypeAlias

from checker.engine.scopes import with_unique_names
from checker.errors import Problem, RulesRefused
from checker.facts import Fact, FactType, FieldType, Kind, Origin, Scalar
from checker.rulebook.model import (
    AnyOf,
    Condition,
    Constant,
    Count,
    FieldOf,
    Match,
    NoneOf,
    Operand,
    Operator,
    Presence,
    Rule,
    SelfField,
    Test,
    Today,
)

MOST_ALTERNATIVES = 128
"""How many flat rules one rule may become."""

SERIAL = "#"
"""The field that every fact has in the engine besides its own: its number within a run. Counts are kept by it."""

REACHED, EXCEEDED = "reached", "exceeded"
"""The fields of a count's outcome: True where `at_least` is reached, or `at_most` exceeded."""


@dataclass(frozen=True, slots=True)
class ConstantTest:
    """`field` compared with a constant; `value` is None for PRESENT and ABSENT, which have none."""

    field: str
    operator: Operator
    value: Scalar | None = None


@dataclass(frozen=True, slots=True)
class SelfTest:
    """`field` compared with the field `other` of the same fact."""

    field: str
    operator: Operator
    other: str


@dataclass(frozen=True, slots=True)
class Join:
    """`field` compared with the field `other` of the pattern at `position`."""

    field: str
    operator: Operator
    position: int
    other: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """The values that `fields` have together, all of them, in the facts that fit a pattern without joins."""

    pattern: Pattern
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lack:
    """That a lookup does not have certain values; see `absence.py`.

    fields, constants: what is sought, in the order of the lookup's fields: values of the fact that is tested, then
        constants.
    """

    lookup: Lookup
    fields: tuple[str, ...]
    constants: tuple[Scalar, ...]


FlatTest: TypeAlias = "ConstantTest | SelfTest | Join | Lack"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A fact that is there; as a negation, one that is not."""

    fact: str
    tests: tuple[FlatTest, ...] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """Where a fact of a match is found: at the position of a pattern, or where fields lead that hold keys.

    path: those fields, from the pattern's fact on. single: instead, the type of fact of which every proposal has one.
    row: instead, a row of a table.
    """

    position: int
    path: tuple[str, ...] = ()
    single: str | None = None
    row: Fact | None = None

    @property
    def is_fixed(self) -> bool:
        """Whether it is found without looking at a pattern."""
        return self.single is not None or self.row is not None


@dataclass(frozen=True, slots=True)
class FlatRule:
    """A conjunction. `outer` tells where the fact of each `match` outside `any` is found, in the order of the rule."""

    rule: Rule
    positives: tuple[Pattern, ...]
    negatives: tuple[Pattern, ...]
    outer: tuple[Bound, ...]


@dataclass(frozen=True, slots=True)
class FlatCount:
    """What has to be counted: facts that fit any of `counted`, for every combination of facts at `positives`.

    The outcome is a fact called `name` with the fields REACHED and EXCEEDED, and "of0", "of1", ... for the serial
    numbers of the facts that it was counted for. Where nothing was counted there is no outcome.
    """

    name: str
    rule: Rule
    positives: tuple[Pattern, ...]
    counted: tuple[Pattern, ...]
    at_least: int
    at_most: int | None

    @property
    def outcome_type(self) -> FactType:
        """The type of the outcome."""
        fields = {REACHED: FieldType(Kind.BOOLEAN), EXCEEDED: FieldType(Kind.BOOLEAN)}
        of = {f"of{place}": FieldType(Kind.NUMBER, always=True) for place in range(len(self.positives))}
        return FactType(self.name, {**fields, **of}, Origin.DERIVED)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A conjunction while it grows, its conditions as written."""

    matches: tuple[Match, ...] = ()
    nones: tuple[NoneOf, ...] = ()
    counts: tuple[Count, ...] = ()

    def extended(self, conditions: Iterable[Condition]) -> _Draft:
        listed = list(conditions)
        return _Draft(
            self.matches + tuple(condition for condition in listed if isinstance(condition, Match)),
            self.nones + tuple(condition for condition in listed if isinstance(condition, NoneOf)),
            self.counts + tuple(condition for condition in listed if isinstance(condition, Count)),
        )

    @property
    def positions(self) -> dict[str, int]:
        return {match.name: position for position, match in enumerate(self.matches) if match.name}


def flatten(rule: Rule, today: date) -> tuple[list[FlatRule], list[FlatCount]]:
    """Return the flat rules of `rule`, and what they need to have counted.

    Raises RulesRefused where it would become more than MOST_ALTERNATIVES flat rules.
    """
    return _Flattener(rule, today).flatten()


class _Flattener:
    def __init__(self, rule: Rule, today: date) -> None:
        self.rule = rule
        self.today = today
        self.counts: dict[tuple[Count, tuple[str, ...]], FlatCount] = {}

    def flatten(self) -> tuple[list[FlatRule], list[FlatCount]]:
        outer = sum(isinstance(condition, Match) for condition in self.rule.when)
        rules: list[FlatRule] = []
        for draft in self._drafts(_Draft(), with_unique_names(self.rule.when, {}, "")):
            rules += self._flat_rules(draft, outer)
            self._check_bound(len(rules))
        return rules, list(self.counts.values())

    def _check_bound(self, alternatives: int) -> None:
        if alternatives > MOST_ALTERNATIVES:
            source = self.rule.source
            raise RulesRefused(
                [
                    Problem(
                        f"the rule `{self.rule.id}` has more than {MOST_ALTERNATIVES} combinations of alternatives",
                        "too-many-alternatives",
                        line=source.line,
                        column=source.column,
                        path=source.path,
                        hint="let other rules derive a fact for its `any` and `in`, or put the values into a table",
                    )
                ]
            )

    def _drafts(self, draft: _Draft, conditions: Sequence[Condition]) -> list[_Draft]:
        """Return `draft` with `conditions`, once per way of choosing one alternative of each `any`."""
        drafts = [draft.extended(conditions)]
        for condition in conditions:
            if isinstance(condition, AnyOf):
                drafts = [
                    longer
                    for shorter in drafts
                    for alternative in condition.alternatives
                    for longer in self._drafts(shorter, alternative)
                ]
                self._check_bound(len(drafts))
        return drafts

    def _flat_rules(self, draft: _Draft, outer: int) -> list[FlatRule]:
        positions = draft.positions
        choices = [
            self._alternatives(match.where, positions, own=position) for position, match in enumerate(draft.matches)
        ]
        self._check_bound(prod(len(choice) for choice in choices))
        negatives = [
            Pattern(none.fact, tests) for none in draft.nones for tests in self._alternatives(none.where, positions)
        ]
        reached: list[Pattern] = []
        for count in draft.counts:
            used, outcome = self._outcome(count, draft)
            joins = [Join(f"of{place}", Operator.EQUAL, position, SERIAL) for place, position in enumerate(used)]
            if outcome.at_least > 0:
                reached.append(Pattern(outcome.name, (ConstantTest(REACHED, Operator.EQUAL, True), *joins)))
            if outcome.at_most is not None:
                negatives.append(Pattern(outcome.name, (ConstantTest(EXCEEDED, Operator.EQUAL, True), *joins)))
        return [
            FlatRule(
                self.rule,
                (
                    *(Pattern(match.fact, tests) for match, tests in zip(draft.matches, chosen, strict=True)),
                    *reached,
                ),
                tuple(negatives),
                tuple(Bound(position) for position in range(outer)),
            )
            for chosen in product(*choices)
        ]

    def _outcome(self, count: Count, draft: _Draft) -> tuple[list[int], FlatCount]:
        """Return the positions of the facts that a count depends on, and the count; equal ones are counted once."""
        used = sorted({draft.positions[name] for name in _names(count.where)})
        moved = {name: used.index(position) for name, position in draft.positions.items() if position in used}
        facts = tuple(draft.matches[position].fact for position in used)
        key = (count, facts)
        if key not in self.counts:
            self.counts[key] = FlatCount(
                f"count {len(self.counts)} of {self.rule.id}",
                self.rule,
                tuple(Pattern(fact) for fact in facts),
                tuple(Pattern(count.fact, tests) for tests in self._alternatives(count.where, moved)),
                count.at_least or 0,
                count.at_most,
            )
        return used, self.counts[key]

    def _alternatives(
        self, where: Sequence[Test], positions: Mapping[str, int], own: int | None = None
    ) -> list[tuple[FlatTest, ...]]:
        """Return the conjunctions of flat tests of which at least one holds where all of `where` hold."""
        choices = [self._choices(test, positions, own) for test in where]
        self._check_bound(prod(len(choice) for choice in choices))
        return [tuple(test for tests in chosen for test in tests) for chosen in product(*choices)]

    def _choices(self, test: Test, positions: Mapping[str, int], own: int | None) -> list[tuple[FlatTest, ...]]:
        """Return the alternatives of one test; each is a conjunction."""
        match test.operator:
            case Operator.PRESENT | Operator.ABSENT:
                return [(ConstantTest(test.field, test.operator),)]
            case Operator.IN:
                return [
                    (self._flat_test(test.field, Operator.EQUAL, operand, positions, own),) for operand in test.operands
                ]
            case Operator.NOT_IN:
                return [
                    tuple(
                        self._flat_test(test.field, Operator.NOT, operand, positions, own) for operand in test.operands
                    )
                ]
            case _:
                return [(self._flat_test(test.field, test.operator, test.operands[0], positions, own),)]

    def _flat_test(
        self,
        field: str,
        operator: Operator,
        operand: Operand | Presence,
        positions: Mapping[str, int],
        own: int | None,
    ) -> FlatTest:
        match operand:
            case Presence():
                wanted = (operand is Presence.PRESENT) == (operator is Operator.EQUAL)
                return ConstantTest(field, Operator.PRESENT if wanted else Operator.ABSENT)
            case Constant(value):
                return ConstantTest(field, operator, value)
            case Today():
                return ConstantTest(field, operator, self.today)
            case SelfField(other):
                return SelfTest(field, operator, other)
            case FieldOf(name, other):
                position = positions[name]
                return SelfTest(field, operator, other) if position == own else Join(field, operator, position, other)


def _names(where: Iterable[Test]) -> set[str]:
    return {operand.name for test in where for operand in test.operands if isinstance(operand, FieldOf)}
