"""Which facts the engine needs: those that can take part in a match that somebody is told of.

A session of durable_rules copies some 7 KB per fact, whether anything comes of it or not. So a fact is kept outside
that passes the tests on itself of no pattern, or only of patterns whose rules have no work to do: where another pattern
has no fact at all, or a `none` without joins does not hold, or where a rule only derives what no other rule asks for
now. This never decides that something matches: the engine does all tests of what it is given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from checker.engine.compile import Conjunction, Layouts
from checker.engine.layout import ORDERINGS, Bits
from checker.engine.normal import Join, Lack, Lookup, Pattern
from checker.engine.selection import Order, Place, Selection, Selector, Selectors
from checker.facts import Origin, Vocabulary


@dataclass(frozen=True, slots=True)
class Task:
    """A rule as the engine has it, and what comes of it: the types of facts that it derives. is_told: or a warning."""

    rule: Conjunction
    derives: Sequence[str]
    is_told: bool


@dataclass(frozen=True, slots=True)
class _Chance:
    """A task as bits.

    needs: a fact per positive pattern. excluded_by: patterns of which there must be no fact. orders: of two facts that
        were read, one has to be before the other. gives: the patterns that may match what it derives. own: its rule,
        and the patterns of all that it asks for.
    """

    needs: Bits
    excluded_by: Bits
    orders: Sequence[Order]
    gives: Bits
    own: Bits
    is_told: bool


class Relevance:
    """Which rules may fire in a run, and which patterns matter then.

    flags: the names of flags, by the pattern that no fact may match where rules ask for the flag.
    selectors: what tells which patterns a fact may match.
    """

    def __init__(
        self, tasks: Sequence[Task], layouts: Layouts, vocabulary: Vocabulary, flags: Mapping[Pattern, str]
    ) -> None:
        self._bits: dict[Conjunction | Pattern, Bits] = {}
        lookups: dict[Lookup, None] = {}
        for pattern in flags:
            self._number(pattern, lookups)
        for task in tasks:
            self._number(task.rule, lookups)
            for pattern in task.rule.patterns:
                self._number(pattern, lookups)
        places = {lookup: Place(lookup.pattern.fact, lookup.fields, self._bits[lookup.pattern]) for lookup in lookups}
        read = {name for name, fact_type in vocabulary.items() if fact_type.origin is Origin.PROPOSAL}
        orders = [self._orders(task.rule, read, layouts) for task in tasks]
        sought: dict[str, list[str]] = {}
        for place in (*places.values(), *(side for some in orders for one in some for side in (one.left, one.right))):
            sought.setdefault(place.fact, []).extend(place.fields)
        by_type: dict[str, dict[Pattern, Bits]] = {}
        for thing, bit in self._bits.items():
            if isinstance(thing, Pattern):
                by_type.setdefault(thing.fact, {})[thing] = bit
        self._types = {fact_type: sum(patterns.values()) for fact_type, patterns in by_type.items()}
        self.selectors = Selectors(
            {
                fact_type: Selector(
                    layouts.of(fact_type), patterns, vocabulary, places, sought.get(fact_type, ()), layouts.codes
                )
                for fact_type, patterns in by_type.items()
            }
        )
        self._flags = {name: self._bits[pattern] for pattern, name in flags.items()}
        settled = {name for pattern, name in flags.items() if pattern.fact in read}
        chances = [self._chance(task, some, settled) for task, some in zip(tasks, orders, strict=True)]
        self._chances, self._assumed = _in_order(chances)

    def _number(self, thing: Conjunction | Pattern, lookups: dict[Lookup, None]) -> None:
        """Give a rule or pattern a bit, and the patterns of what it looks up."""
        if thing not in self._bits:
            self._bits[thing] = 1 << len(self._bits)
            for test in thing.tests if isinstance(thing, Pattern) else ():
                if isinstance(test, Lack):
                    lookups[test.lookup] = None
                    self._number(test.lookup.pattern, lookups)

    def bits(self, things: Iterable[Conjunction | Pattern]) -> Bits:
        """Return the bits of rules and patterns."""
        bits = 0
        for thing in things:
            bits |= self._bits[thing]
        return bits

    def of_type(self, fact_type: str) -> Bits:
        """Return the bits of all patterns of a type."""
        return self._types.get(fact_type, 0)

    def flag(self, name: str) -> Bits:
        """Return the pattern that a flag is about."""
        return self._flags[name]

    def _orders(self, rule: Conjunction, read: Collection[str], layouts: Layouts) -> list[Order]:
        """Return the comparisons of a rule between facts that were read: few rules of this kind can ever fire."""
        orders: list[Order] = []
        for pattern in rule.positives:
            for test in pattern.tests:
                if isinstance(test, Join) and test.operator in ORDERINGS:
                    other = rule.positives[test.position]
                    if pattern.fact in read and other.fact in read:
                        left, right = self._place(pattern, test.field), self._place(other, test.other)
                        number = partial(layouts.codes.fixed, layouts.of(pattern.fact).kind(test.field))
                        orders.append(Order(left, test.operator, right, number))
        return orders

    def _place(self, pattern: Pattern, field: str) -> Place:
        return Place(pattern.fact, (field,), self._bits[pattern])

    def _chance(self, task: Task, orders: Sequence[Order], settled: Collection[str]) -> _Chance:
        excluded_by = asked = gives = 0
        for flag in task.rule.flags:
            bit = self._flags[flag]
            asked |= bit
            excluded_by |= bit if flag in settled else 0  # of what is derived more may come
        for fact_type in task.derives:
            gives |= self.of_type(fact_type)
        own = asked | self.bits([task.rule, *task.rule.patterns])
        return _Chance(self.bits(task.rule.positives), excluded_by, orders, gives, own, task.is_told)

    def wanted(self, selection: Selection) -> Bits:
        """Return the rules that have work to do, with their patterns, given what the facts that were read may match."""
        there = selection.there | self._assumed
        possible: list[_Chance] = []
        for chance in self._chances:
            if there & chance.needs == chance.needs and not there & chance.excluded_by:
                if chance.orders and not all(map(selection.may_hold, chance.orders)):
                    continue
                there |= chance.gives
                possible.append(chance)
        wanted = self._assumed
        for chance in reversed(possible):
            if chance.is_told or chance.gives & wanted:
                wanted |= chance.own
        return wanted


def _in_order(chances: Sequence[_Chance]) -> tuple[list[_Chance], Bits]:
    """Put rules behind those that derive what they ask for; where they go round in circles, return what is assumed."""
    ordered: list[_Chance] = []
    left = list(chances)
    assumed = 0
    while left:
        coming = 0
        for chance in left:
            coming |= chance.gives
        ready = [chance for chance in left if not chance.own & coming & ~assumed]
        if ready:
            ordered += ready
            left = [chance for chance in left if chance not in ready]
        else:
            assumed |= coming
    return ordered, assumed
