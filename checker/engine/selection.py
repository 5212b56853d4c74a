"""Which patterns each fact may match, by the tests that look at nothing but the fact and what its fields lead to.

The engine does these tests again for the facts that it is given. They are done here so that it need not be given the
others (`relevance.py`), and because some it can't do: comparisons within a fact, and that a fact lacks another one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import compress
from operator import eq, ge, gt, le, lt, ne, or_
from typing import Any, TypeAlias

from checker.engine.codes import Codes
from checker.engine.columns import Column, ColumnReader
from checker.engine.conditions import Condition
from checker.engine.index import Index
from checker.engine.layout import Bits, FactLayout
from checker.engine.normal import ConstantTest, Lack, Lookup, Pattern, SelfTest
from checker.facts import Fact, Vocabulary
from checker.rulebook.model import Operator

_MOST_REMEMBERED = 10_000

_Check: TypeAlias = tuple[int, Callable[[Any, Any], bool], int]
"""A test on a number in a row: its place, the comparison and the constant."""


class Selector:
    """Tells which patterns facts of one type may match. Compiled once.

    patterns: those of the type, each with its bit. places: where its tests look something up. sought: fields of the
    type in which something is looked up.
    computed: the patterns that do each of the tests that the engine can't do.
    """

    def __init__(
        self,
        layout: FactLayout,
        patterns: Mapping[Pattern, Bits],
        vocabulary: Vocabulary,
        places: Mapping[Lookup, Place],
        sought: Iterable[str],
        codes: Codes,
    ) -> None:
        tests = [test for pattern in patterns for test in pattern.tests]
        tested = list(dict.fromkeys(test.field for test in tests if isinstance(test, ConstantTest)))
        asked = [field for test in tests if isinstance(test, Lack) for field in test.fields]
        self._tested = tested
        self._reader = ColumnReader(layout.fact_type, list(dict.fromkeys([*tested, *asked, *sought])), vocabulary)
        self._codes = codes
        self._kinds = [layout.kind(field) for field in self._tested]
        self._checks = [(bit, list(self._checks_of(pattern, layout, codes))) for pattern, bit in patterns.items()]
        self._known: dict[tuple[Any, ...], Bits] = {}
        self.computed: dict[SelfTest | Lack, Bits] = {}
        for pattern, bit in patterns.items():
            for test in pattern.tests:
                if isinstance(test, SelfTest | Lack):
                    self.computed[test] = self.computed.get(test, 0) | bit
        self._comparisons = [
            (bits, Condition((test,), layout.fact_type, vocabulary))
            for test, bits in self.computed.items()
            if isinstance(test, SelfTest)
        ]
        self.lacks = _grouped({test: bits for test, bits in self.computed.items() if isinstance(test, Lack)}, places)

    def columns(self, facts: Sequence[Fact], index: Index) -> dict[str, Column]:
        """Return what has to be known of some facts, by field."""
        return dict(zip(self._reader.fields, self._reader.read(facts, index), strict=True))

    def passed(self, facts: Sequence[Fact], columns: Mapping[str, Column], index: Index) -> list[Bits]:
        """Return for each fact the patterns whose tests it passes, but for what it has to lack."""
        known = self._known
        if self._tested:
            rows = zip(*[columns[field] for field in self._tested], strict=True)
            found = [(known.get(row), row) for row in rows]
            passed = [self._passed(row) if bits is None else bits for bits, row in found]
        else:
            passed = [self._passed(())] * len(facts)
        for asking, condition in self._comparisons:
            passed = [
                bits & ~asking if bits & asking and not condition.holds(fact, index) else bits
                for bits, fact in zip(passed, facts, strict=True)
            ]
        return passed

    def _passed(self, row: tuple[Any, ...]) -> Bits:
        """Return the patterns whose constants a row of values agrees with, and remember it: rows repeat."""
        numbers = [self._codes.fixed(kind, value) for kind, value in zip(self._kinds, row, strict=True)]
        passed = 0
        for bits, checks in self._checks:
            if all(compared(numbers[place], constant) for place, compared, constant in checks):
                passed |= bits
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        self._known[row] = passed
        return passed

    def _checks_of(self, pattern: Pattern, layout: FactLayout, codes: Codes) -> Iterable[_Check]:
        """Yield the tests for constants as tests of numbers; that of an absent field is negative."""
        for test in pattern.tests:
            if isinstance(test, ConstantTest):
                place = self._tested.index(test.field)
                if test.value is None:
                    yield place, ge if test.operator is Operator.PRESENT else lt, 0
                    continue
                if test.operator not in (Operator.EQUAL, Operator.NOT):
                    yield place, ge, 0
                yield place, _COMPARISONS[test.operator], layout.code(test.field, test.value, codes)


_COMPARISONS: Mapping[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: eq,
    Operator.NOT: ne,
    Operator.LT: lt,
    Operator.LTE: le,
    Operator.GT: gt,
    Operator.GTE: ge,
}


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where something is looked up: in fields of the facts of a type that pass the tests of a pattern, by its bit."""

    fact: str
    fields: tuple[str, ...]
    bit: Bits


@dataclass(frozen=True, slots=True)
class Order:
    """That some value at one place has to be before or after some value at another.

    number: what makes numbers of them, because a date may be a text at one of the places.
    """

    left: Place
    operator: Operator
    right: Place
    number: Callable[[Any], int]


class Lacks:
    """Tests that look for the same at the same place, but for constants, and the patterns that do each of them.

    nesting: how many others have to be done before, one after the other: the facts at the place may have to lack some.
    """

    __slots__ = ("_asking", "_fields", "_tests", "nesting", "place")

    def __init__(self, place: Place, nesting: int, fields: tuple[str, ...], tests: Mapping[Lack, Bits]) -> None:
        self.place = place
        self.nesting = nesting
        self._fields = fields
        self._tests = [(bits, test.constants) for test, bits in tests.items()]
        self._asking = reduce(or_, tests.values())

    def apply(self, passed: list[Bits], columns: Mapping[str, Column], known: Collection[tuple[Any, ...]]) -> None:
        """Take from what each fact passed the patterns for which something is found among what is `known`."""
        asking, tests = self._asking, self._tests
        for place, row in enumerate(zip(*[columns[field] for field in self._fields], strict=True)):
            bits = passed[place]
            if bits & asking and None not in row:  # what is absent is equal to nothing
                for own, constants in tests:
                    if bits & own and row + constants in known:
                        bits &= ~own
                passed[place] = bits


def _grouped(lacks: Mapping[Lack, Bits], places: Mapping[Lookup, Place]) -> list[Lacks]:
    groups: dict[tuple[Lookup, tuple[str, ...]], dict[Lack, Bits]] = {}
    for lack, bits in lacks.items():
        groups.setdefault((lack.lookup, lack.fields), {})[lack] = bits
    return [
        Lacks(places[lookup], _nesting(lookup.pattern), fields, group) for (lookup, fields), group in groups.items()
    ]


def _nesting(pattern: Pattern) -> int:
    return max((1 + _nesting(test.lookup.pattern) for test in pattern.tests if isinstance(test, Lack)), default=0)


class Selectors:
    """Those of all types. `of_type`: by fact type. `lacks`: with their types, in the order in which they are done."""

    def __init__(self, of_type: Mapping[str, Selector]) -> None:
        self.of_type = of_type
        lacks = [(fact_type, one) for fact_type, selector in of_type.items() for one in selector.lacks]
        self.lacks = sorted(lacks, key=lambda one: one[1].nesting)


class Selection:
    """What the facts of one run pass. `there`: the patterns that some fact may match."""

    def __init__(self, selectors: Selectors, index: Index) -> None:
        self.there: Bits = 0
        self._selectors = selectors
        self._index = index
        self._columns: dict[str, Mapping[str, Column]] = {}
        self._passed: dict[str, list[Bits]] = {}
        self._known: dict[Place, set[tuple[Any, ...]]] = {}

    def select(self, facts: Mapping[str, Sequence[Fact]]) -> dict[str, list[Bits]]:
        """Return for each fact the patterns that it may match, by type, of types that rules read.

        facts: by type; those that were read all at once, before any that are derived.
        """
        selected: dict[str, list[Bits]] = {}
        for fact_type, alike in facts.items():
            selector = self._selectors.of_type.get(fact_type)
            if selector is not None:
                columns = self._columns[fact_type] = selector.columns(alike, self._index)
                selected[fact_type] = selector.passed(alike, columns, self._index)
        self._passed |= selected
        for fact_type, lacks in self._selectors.lacks:
            if fact_type in selected:
                lacks.apply(selected[fact_type], self._columns[fact_type], self._known_at(lacks.place))
        for passed in selected.values():
            self.there = reduce(or_, passed, self.there)
        return selected

    def may_hold(self, order: Order) -> bool:
        """Whether there are two values in such an order."""
        compared = _COMPARISONS[order.operator]
        lefts = [order.number(value) for (value,) in self._known_at(order.left) if value is not None]
        rights = [order.number(value) for (value,) in self._known_at(order.right) if value is not None]
        if not lefts or not rights:
            return False
        is_before = order.operator in (Operator.LT, Operator.LTE)
        return compared(min(lefts), max(rights)) if is_before else compared(max(lefts), min(rights))

    def _known_at(self, place: Place) -> Collection[tuple[Any, ...]]:
        """Return what is at a place, absent values too."""
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = set()
            columns = self._columns.get(place.fact)
            if columns is not None:
                bit = place.bit
                rows = zip(*[columns[field] for field in place.fields], strict=True)
                known.update(compress(rows, [bits & bit for bits in self._passed[place.fact]]))
        return known
