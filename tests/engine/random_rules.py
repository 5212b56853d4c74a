"""Random rules over given types of facts, valid as the rule language says: names bound, comparisons typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TypeAlias

from checker.facts import FactType, FieldType, Kind, Origin
from checker.rulebook.model import (
    AnyOf,
    Condition,
    Constant,
    Count,
    Derive,
    FieldOf,
    Match,
    NoneOf,
    Operand,
    Operator,
    Presence,
    Reference,
    Rule,
    SelfField,
    Severity,
    Template,
    Test,
    Today,
    Warn,
)
from tests.engine.random_facts import SOURCE, random_value

EQUALITIES = (Operator.EQUAL, Operator.NOT, Operator.IN, Operator.IN, Operator.NOT_IN)
ORDERINGS = (Operator.LT, Operator.LTE, Operator.GT, Operator.GTE)
PRESENCES = (Operator.PRESENT, Operator.ABSENT)
BOUNDS = ((0, 0), (1, None), (1, None), (2, None), (None, 1), (None, 2), (1, 2), (0, 3), (2, 2))
TRUTH = FieldType(Kind.BOOLEAN)

Scope: TypeAlias = Mapping[str, FactType]
"""The facts that a test may refer to, by name."""


@dataclass(slots=True)
class RuleMaker:
    """Makes rules.

    settled: the types that `none` and `count` may ask for. readable: those that `match` may ask for.
    """

    rng: Random
    settled: Sequence[FactType]
    readable: Sequence[FactType]

    def rule(self, id: str, derived: Sequence[FactType]) -> Rule:
        """Return a rule that derives facts of the given types; one that derives none warns."""
        matches, scope = self._matches(self.rng.choice((0, 1, 1, 2, 2, 3)), {}, "x")
        if derived and not matches:
            matches, scope = self._matches(1, {}, "x")
        filters = [self._filter(scope, depth=0) for _ in range(self._number(0, 0, 0, 1, 1, 2) if matches else 1)]
        return Rule(
            id=id,
            pack="random",
            when=tuple(self.rng.sample([*matches, *filters], len(matches) + len(filters))),
            source=SOURCE,
            severity=None if derived else Severity.LOW,
            warn=None if derived else self._warn(scope),
            derive=tuple(self._derive(type, scope) for type in derived),
        )

    def waiting(self, rule: Rule, type: FactType, *kinds: str) -> Rule:
        """Return a rule that asks, besides, how many facts of a type there are: for each of its matches, mostly."""
        types = {type.name: type for type in self.readable}
        scope = {one.name: types[one.fact] for one in rule.when if isinstance(one, Match) and one.name}
        where = (*self.join(type, scope), *self.where(type, scope, 0, 0, 1)) if self.rng.random() < 0.8 else ()
        bounds = self.rng.choice(BOUNDS)
        asked = NoneOf(type.name, where) if self.rng.choice(kinds) == "none" else Count(type.name, where, *bounds)
        return replace(rule, when=(*rule.when, asked))

    def telling(self, id: str, type: FactType) -> Rule:
        """Return a rule that warns of each fact of a type."""
        return Rule(id, "random", (Match(type.name, "x"),), SOURCE, severity=Severity.LOW, warn=self._warn({"x": type}))

    def closure(self, id: str, type: FactType) -> Rule | None:
        """Return a rule that follows a type's first field to its second, again and again, where they are alike."""
        if len(type.fields) < 2 or not _comparable(*type.fields.values()):
            return None
        start, end = type.fields
        pair = (
            Match(type.name, "from", ()),
            Match(type.name, "to", (Test(start, Operator.EQUAL, (FieldOf("from", end),)),)),
        )
        derive = Derive(type.name, {start: FieldOf("from", start), end: FieldOf("to", end)})
        return Rule(id=id, pack="random", when=pair, source=SOURCE, derive=(derive,))

    def _number(self, *choices: int) -> int:
        return self.rng.choice(choices)

    def _matches(self, number: int, outer: Scope, prefix: str) -> tuple[list[Match], Scope]:
        """Return matches joined with each other, and the names that are bound then; some have no name."""
        types = [self.rng.choice(self.readable) for _ in range(number)]
        if number > 2:  # the product of three types of derived facts takes too long
            given = [type for type in self.readable if type.origin is not Origin.DERIVED]
            types[1:] = [self.rng.choice(given) for _ in types[1:]]
        names = [f"{prefix}{index}" if self.rng.random() < 0.85 else None for index in range(number)]
        scope = {**outer, **{name: type for name, type in zip(names, types, strict=True) if name}}
        matches = []
        for position, (name, type) in enumerate(zip(names, types, strict=True)):
            others = {other: its_type for other, its_type in scope.items() if other != name}
            join = self.join(type, others) if others and (position or outer) and self.rng.random() < 0.6 else []
            matches.append(Match(type.name, name, (*join, *self.where(type, others, 0, 0, 0, 1, 1))))
        return matches, scope

    def join(self, type: FactType, scope: Scope) -> list[Test]:
        """Return one equality with a field of another fact, if there is a field that it can be compared with."""
        keys = list(_keys(type, scope))
        if keys and self.rng.random() < 0.7:
            field, operand = self.rng.choice(keys)
            return [Test(field, Operator.EQUAL, (operand,))]
        fields = self.rng.sample(list(type.fields), len(type.fields))
        for field in fields:
            operands = list(_fields_of(type.fields[field], scope))
            if operands:
                return [Test(field, Operator.EQUAL, (self.rng.choice(operands),))]
        return []

    def where(self, type: FactType, scope: Scope, *numbers: int) -> tuple[Test, ...]:
        """Return some tests, one of `numbers` of them."""
        return tuple(self._test(type, scope) for _ in range(self._number(*numbers)))

    def _test(self, type: FactType, scope: Scope) -> Test:
        field = self.rng.choice(list(type.fields))
        of = type.fields[field]
        ordered = of.kind in (Kind.NUMBER, Kind.DATE)
        operator = self.rng.choice((*EQUALITIES, *PRESENCES, *(ORDERINGS if ordered else ())))
        if operator in PRESENCES:
            return Test(field, operator)
        if operator in (Operator.IN, Operator.NOT_IN):
            return Test(field, operator, tuple(self._item(field, type, scope) for _ in range(self._number(1, 2, 3))))
        return Test(field, operator, (self._operand(field, type, scope),))

    def _item(self, field: str, type: FactType, scope: Scope) -> Operand | Presence:
        return self.rng.choice(list(Presence)) if self.rng.random() < 0.25 else self._operand(field, type, scope)

    def _operand(self, field: str, type: FactType, scope: Scope) -> Operand:
        of = type.fields[field]
        others = {other: its for other, its in type.fields.items() if other != field}
        choices: list[list[Operand]] = [
            [self._constant(of)],
            list(_fields_of(of, scope)),
            [SelfField(other) for other, its in others.items() if _comparable(of, its)],
            [Today()] if of.kind is Kind.DATE else [],
        ]
        return self.rng.choice(self.rng.choice([choice for choice in choices if choice]))

    def _constant(self, of: FieldType) -> Constant:
        return Constant(random_value(self.rng, TRUTH if of.kind is Kind.TEXT else of))

    def _filter(self, scope: Scope, depth: int) -> Condition:
        """Return a condition that binds no name outside of itself."""
        kind = self.rng.choice(("none", "count", "any") if depth < 2 else ("none", "count"))
        if kind == "any":
            return AnyOf(tuple(self._alternative(scope, depth) for _ in range(self._number(1, 2, 2, 3))))
        type = self.rng.choice(self.settled)
        where = self.where(type, scope, 1, 1, 2) if self.rng.random() < 0.9 else ()
        return NoneOf(type.name, where) if kind == "none" else Count(type.name, where, *self.rng.choice(BOUNDS))

    def _alternative(self, scope: Scope, depth: int) -> tuple[Condition, ...]:
        """Return a conjunction; alternatives of one `any` use the same names, each for itself."""
        matches, inside = self._matches(self._number(0, 1, 1, 2), scope, f"y{depth}_")
        filters = [self._filter(inside, depth + 1) for _ in range(self._number(0, 0, 1) if matches else 1)]
        return tuple(self.rng.sample([*matches, *filters], len(matches) + len(filters)))

    def _warn(self, scope: Scope) -> Warn:
        mentioned = self.rng.sample(list(scope), self.rng.randint(0, len(scope)))
        message = Template(("Consider", *(Reference(name) for name in mentioned)))
        return Warn(message, Template(("Look again",)), Reference(mentioned[0]) if mentioned else None)

    def _derive(self, type: FactType, scope: Scope) -> Derive:
        sources = {field: self._source(of, scope) for field, of in type.fields.items() if self.rng.random() < 0.9}
        values = {field: source for field, source in sources.items() if source is not None}
        return Derive(type.name, values, self._place(scope) if scope and self.rng.random() < 0.4 else None)

    def _source(self, of: FieldType, scope: Scope) -> Operand | None:
        """Return where a derived value comes from: mostly a fact. None where it has to be a key and there is none."""
        operands: list[Operand] = list(_fields_of(of, scope))
        if of.reference is not None:
            keys = [FieldOf(name, key) for name, key in _references(of.reference, scope)]
            return self.rng.choice(keys) if keys else None
        if operands and self.rng.random() < 0.9:
            return self.rng.choice(operands)
        return Today() if of.kind is Kind.DATE and self.rng.random() < 0.5 else self._constant(of)

    def _place(self, scope: Scope) -> Reference:
        """Return a fact, or a field of one that was read from the proposal."""
        name = self.rng.choice(list(scope))
        has_places = scope[name].origin is Origin.PROPOSAL
        field = self.rng.choice(list(scope[name].fields)) if has_places and self.rng.random() < 0.5 else None
        return Reference(name, field)


def _fields_of(of: FieldType, scope: Scope) -> Iterator[Operand]:
    """Yield all fields of named facts that a field can be compared with."""
    for name, type in scope.items():
        for field, its in type.fields.items():
            if _comparable(of, its):
                yield FieldOf(name, field)


def _keys(type: FactType, scope: Scope) -> Iterator[tuple[str, FieldOf]]:
    """Yield all ways in which a fact and a named one refer to each other: the field, and the named fact's field."""
    for name, other in scope.items():
        for field, of in type.fields.items():
            if of.reference == other.name and "key" in other.fields:
                yield field, FieldOf(name, "key")
        for field, of in other.fields.items():
            if of.reference == type.name and field != "key" and "key" in type.fields:
                yield "key", FieldOf(name, field)


def _references(target: str, scope: Scope) -> Iterator[tuple[str, str]]:
    """Yield all fields of named facts that hold keys of a type, which its own key does too."""
    for name, type in scope.items():
        for field, of in type.fields.items():
            if of.reference == target or (type.name == target and field == "key"):
                yield name, field


def _comparable(left: FieldType, right: FieldType) -> bool:
    def kind(of: FieldType) -> Kind:
        return Kind.BOOLEAN if of.kind is Kind.TEXT else of.kind

    return kind(left) is kind(right)
