"""Programs translated for clingo, an answer set solver that knows nothing of this project.

A fact is an atom `t<type>(id, place, value, ...)` with one argument for each field of its type. Ids, places and values
are numbers given out here, one per distinct id, place and typed value; an absent value or place is `none`. So nothing
has to be quoted, and values of different kinds can't meet. How values are ordered is given as facts `less` and
`at_most`. `in` and `any` become one clingo rule per alternative: the atoms that follow are a set, which can't count how
often something was found. Strata are not mentioned: the program has one stable model, because it is stratified.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import count, product
from typing import Generic, TypeAlias, TypeVar

import clingo

from checker.facts import Fact, FactType, Scalar
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
    Test,
    Today,
)
from tests.engine.canonical import CanonicalMatch, Label, TypedText, label, typed_text
from tests.engine.generate import Program

Literals: TypeAlias = tuple[str, ...]
"""Literals that hold together."""

Branches: TypeAlias = list[Literals]
"""Alternatives, at least one of which holds."""

Columns: TypeAlias = Mapping[str, str]
"""The variable for each field of a fact; `@id` and `@place` are its id and its place."""

Key = TypeVar("Key", bound=Hashable)

NOTHING = "none"


def clingo_matches(program: Program) -> set[CanonicalMatch]:
    """Return what `canonical` makes of the matches that clingo finds."""
    translation = _Translation(program)
    control = clingo.Control(["--models=0", "--warn=none"])
    control.add("base", [], "\n".join(translation.text()))
    control.ground([("base", [])])
    models: list[list[clingo.Symbol]] = []
    control.solve(on_model=lambda model: models.append(list(model.symbols(shown=True))))
    assert len(models) == 1, f"a stratified program has exactly one stable model, not {len(models)}"
    return {translation.match(symbol) for symbol in models[0]}


class _Numbering(Generic[Key]):
    """Gives each distinct key a number, and gives the key back."""

    def __init__(self) -> None:
        self.numbers: dict[Key, int] = {}

    def number(self, key: Key) -> str:
        return str(self.numbers.setdefault(key, len(self.numbers)))

    def key(self, symbol: clingo.Symbol) -> Key:
        return list(self.numbers)[symbol.number]


class _Translation:
    """One program as clingo text, and the way back."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._types = list(program.rulebook.vocabulary.values())
        self._positions = {type.name: position for position, type in enumerate(self._types)}
        self._values: _Numbering[TypedText] = _Numbering()
        self._places: _Numbering[str] = _Numbering()
        self._samples: dict[str, Scalar] = {}
        self._given = [*program.facts, *self._rows()]
        self._fresh = count()

    def _rows(self) -> Iterator[Fact]:
        for table in self._program.rulebook.tables.values():
            for row in table.rows:
                yield Fact(table.name, dict(zip(table.columns, row, strict=True)), None)

    # From a program to text

    def text(self) -> list[str]:
        """Return the statements. Values are numbered on the way, so their order comes last."""
        lines = [self._given_fact(number, fact) for number, fact in enumerate(self._given)]
        for number, rule in enumerate(self._program.rulebook.rules):
            lines += self._rule(number, rule)
        return [*lines, *self._order(), "#show match/3."]

    def _given_fact(self, number: int, fact: Fact) -> str:
        type = self._program.rulebook.vocabulary[fact.type]
        values = {field: self._value(value) for field, value in fact.values.items()}
        place = NOTHING if fact.pointer is None else self._places.number(fact.pointer)
        return f"{self._atom(type, {'@id': str(number), '@place': place, **values})}."

    def _atom(self, type: FactType, columns: Columns) -> str:
        arguments = [columns["@id"], columns["@place"], *(columns.get(field, NOTHING) for field in type.fields)]
        return f"t{self._positions[type.name]}({','.join(arguments)})"

    def _value(self, value: Scalar) -> str:
        number = self._values.number(typed_text(value))
        self._samples[number] = value
        return number

    def _order(self) -> Iterator[str]:
        for number in self._samples:
            yield f"equal({number},{number})."
        for (left, first), (right, second) in product(self._samples.items(), repeat=2):
            if _ordered_kind(first) and _ordered_kind(first) is _ordered_kind(second):
                if first < second:  # type: ignore[operator]  # numbers or dates, as the line above says
                    yield f"less({left},{right})."
                if first <= second:  # type: ignore[operator]  # as above
                    yield f"at_most({left},{right})."

    def _rule(self, number: int, rule: Rule) -> Iterator[str]:
        """Yield how the conditions hold, alternative by alternative, and what follows from that."""
        yield "true."
        alternatives = list(self._conjunction(rule.when, {}))
        if not alternatives:
            return
        for literals, facts in alternatives:
            yield f"{_holds(number, facts)} :- {', '.join(literals) or 'true'}."
        bound = {
            condition.name: columns
            for condition, columns in zip(_matches(rule.when), facts, strict=True)
            if condition.name
        }
        for more, derived in self._derivations(rule.derive, bound):
            body = ", ".join((_holds(number, facts), *more))
            for derive, columns in zip(rule.derive, derived, strict=True):
                yield f"{self._atom(self._program.rulebook.vocabulary[derive.fact], columns)} :- {body}."
            yield f"match({number},{_tuple(facts)},{_tuple(derived)}) :- {body}."

    def _conjunction(
        self, conditions: Sequence[Condition], outer: Mapping[str, Columns]
    ) -> Iterator[tuple[Literals, list[Columns]]]:
        """Yield the alternatives of a conjunction, each with the variables of its `match` conditions."""
        matches = _matches(conditions)
        facts = [self._columns(match.fact) for match in matches]
        bound = {**outer, **{match.name: columns for match, columns in zip(matches, facts, strict=True) if match.name}}
        atoms = tuple(
            self._atom(self._program.rulebook.vocabulary[match.fact], columns)
            for match, columns in zip(matches, facts, strict=True)
        )
        parts = [self._where(match.where, its, bound) for match, its in zip(matches, facts, strict=True)]
        parts += [self._filter(condition, bound) for condition in conditions if not isinstance(condition, Match)]
        for branch in _all_of(parts):
            yield (*atoms, *branch), facts

    def _columns(self, type: str) -> Columns:
        fields = self._program.rulebook.vocabulary[type].fields
        return {column: self._variable() for column in ("@id", "@place", *fields)}

    def _variable(self) -> str:
        return f"V{next(self._fresh)}"

    def _filter(self, condition: NoneOf | Count | AnyOf, bound: Mapping[str, Columns]) -> Branches:
        if isinstance(condition, AnyOf):
            return [
                literals
                for alternative in condition.alternatives
                for literals, _ in self._conjunction(alternative, bound)
            ]
        columns = self._columns(condition.fact)
        atom = self._atom(self._program.rulebook.vocabulary[condition.fact], columns)
        branches = self._where(condition.where, columns, bound)
        elements = "; ".join(f"{columns['@id']} : {', '.join((atom, *branch))}" for branch in branches)
        number = f"#count {{ {elements} }}"
        if isinstance(condition, NoneOf):
            return [(f"{number} = 0",)]
        at_least = () if condition.at_least is None else (f"{number} >= {condition.at_least}",)
        at_most = () if condition.at_most is None else (f"{number} <= {condition.at_most}",)
        return [(*at_least, *at_most)]

    def _where(self, where: Sequence[Test], columns: Columns, bound: Mapping[str, Columns]) -> Branches:
        return _all_of([self._test(test, columns, bound) for test in where])

    def _test(self, test: Test, columns: Columns, bound: Mapping[str, Columns]) -> Branches:
        value = columns[test.field]
        operands = [
            operand if isinstance(operand, Presence) else self._operand(operand, columns, bound)
            for operand in test.operands
        ]
        match test.operator:
            case Operator.PRESENT:
                return [(f"{value} != {NOTHING}",)]
            case Operator.ABSENT:
                return [(f"{value} = {NOTHING}",)]
            case Operator.EQUAL | Operator.IN:
                return [(_equal(value, operand),) for operand in operands]
            case Operator.NOT | Operator.NOT_IN:
                return [tuple(_not_equal(value, operand) for operand in operands)]
            case Operator.LT:
                return [(f"less({value},{operands[0]})",)]
            case Operator.LTE:
                return [(f"at_most({value},{operands[0]})",)]
            case Operator.GT:
                return [(f"less({operands[0]},{value})",)]
            case Operator.GTE:
                return [(f"at_most({operands[0]},{value})",)]

    def _operand(self, operand: Operand, columns: Columns, bound: Mapping[str, Columns]) -> str:
        match operand:
            case Constant(value):
                return self._value(value)
            case Today():
                return self._value(self._program.today)
            case FieldOf(name, field):
                return bound[name][field]
            case SelfField(field):
                return columns[field]

    def _derivations(
        self, derive: Sequence[Derive], bound: Mapping[str, Columns]
    ) -> Iterator[tuple[Literals, list[Columns]]]:
        """Yield the alternatives of what a rule derives: they differ in the place, where that is one of a field."""
        for places in product(*(list(self._places_of(one.at, bound)) for one in derive)):
            literals = tuple(literal for more, _ in places for literal in more)
            yield literals, [self._derived(one, place, bound) for one, (_, place) in zip(derive, places, strict=True)]

    def _derived(self, derive: Derive, place: str, bound: Mapping[str, Columns]) -> Columns:
        type = self._program.rulebook.vocabulary[derive.fact]
        values = {field: self._operand(operand, {}, bound) for field, operand in derive.values.items()}
        identity = [str(self._positions[type.name]), place, *(values.get(field, NOTHING) for field in type.fields)]
        return {"@id": f"d({','.join(identity)})", "@place": place, **values}

    def _places_of(self, at: Reference | None, bound: Mapping[str, Columns]) -> Iterator[tuple[Literals, str]]:
        if at is None:
            yield (), NOTHING
            return
        columns = bound[at.name]
        if at.field is None:
            yield (), columns["@place"]
            return
        yield (f"{columns[at.field]} = {NOTHING}",), columns["@place"]
        for fact in self._given:  # only facts of a proposal have fields with a place
            if at.field in fact.values and fact.pointer is not None:
                below = self._places.number(f"{fact.pointer}/{at.field.replace('.', '/')}")
                place = self._places.number(fact.pointer)
                yield (f"{columns[at.field]} != {NOTHING}", f"{columns['@place']} = {place}"), below

    # From an answer back to matches

    def match(self, symbol: clingo.Symbol) -> CanonicalMatch:
        """Return the match that an atom of the answer stands for."""
        rule, facts, derived = symbol.arguments
        return (
            self._program.rulebook.rules[rule.number].id,
            tuple(self._label(fact) for fact in facts.arguments),
            tuple(self._label(fact) for fact in derived.arguments),
        )

    def _label(self, symbol: clingo.Symbol) -> Label:
        if symbol.type is clingo.SymbolType.Number:
            return label(self._given[symbol.number])
        position, place, *values = symbol.arguments
        type = self._types[position.number]
        present = {
            field: self._values.key(value)
            for field, value in zip(type.fields, values, strict=True)
            if value.type is clingo.SymbolType.Number
        }
        pointer = self._places.key(place) if place.type is clingo.SymbolType.Number else None
        return type.name, tuple(sorted(present.items())), pointer


def _matches(conditions: Sequence[Condition]) -> list[Match]:
    return [condition for condition in conditions if isinstance(condition, Match)]


def _all_of(parts: Sequence[Branches]) -> Branches:
    """Return the alternatives of a conjunction of alternatives."""
    return [tuple(literal for branch in chosen for literal in branch) for chosen in product(*parts)]


def _equal(value: str, operand: str | Presence) -> str:
    if isinstance(operand, Presence):
        return f"{value} = {NOTHING}" if operand is Presence.ABSENT else f"{value} != {NOTHING}"
    return f"equal({value},{operand})"


def _not_equal(value: str, operand: str | Presence) -> str:
    if isinstance(operand, Presence):
        return _equal(value, Presence.PRESENT if operand is Presence.ABSENT else Presence.ABSENT)
    return f"not equal({value},{operand})"


def _holds(number: int, facts: Sequence[Columns]) -> str:
    """Return the atom that says that the conditions of a rule hold for facts."""
    return f"holds({number},({''.join(f'{variable},' for columns in facts for variable in columns.values())}))"


def _tuple(facts: Sequence[Columns]) -> str:
    """Return a clingo tuple of ids; the comma makes one of a single id, too."""
    return f"({','.join(columns['@id'] for columns in facts)}{',' if len(facts) == 1 else ''})"


def _ordered_kind(value: Scalar) -> type | None:
    """Return what a value can be ordered with: numbers or dates, None for everything else."""
    if isinstance(value, bool | str):
        return None
    return date if isinstance(value, date) else Decimal
