"""Which facts the engine needs: those that can take part in a match that somebody is told of.

A session of durable_rules copies some 7 KB per fact, whether anything comes of it or not. So a fact is kept outside
that passes the tests on itself of no pattern, or only of patterns whose rules have no work to do: where another pattern
has no fact at all, or a `none` without joins does not hold, or where a rule only derives what no other rule asks for
now. This never decides that something matches: the engine does all tests of what it is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from checker.engine.compile import Conjunction, Layouts
from checker.engine.layout import Bits
from checker.engine.normal import Lack, Lookup, Pattern
from checker.engine.selection import Place, Selector
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

    needs: a fact per positive pattern. excluded_by: patterns of which there must be no fact. gives: the patterns that
        may match what it derives. own: its rule, and the patterns of all that it asks for.
    """

    needs: Bits
    excluded_by: Bits
    gives: Bits
    own: Bits
    is_told: bool


class Relevance:
    """Which rules may fire in a run, and which patterns matter then.

    flags: the names of flags, by the pattern that no fact may match where rules ask for the flag.
    selectors: what tells, by fact type, which patterns a fact may match.
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
        places = {lookup: Place(lookup, self._bits[lookup.pattern]) for lookup in lookups}
        by_type: dict[str, dict[Pattern, Bits]] = {}
        for thing, bit in self._bits.items():
            if isinstance(thing, Pattern):
                by_type.setdefault(thing.fact, {})[thing] = bit
        self._types = {fact_type: sum(patterns.values()) for fact_type, patterns in by_type.items()}
        self.selectors = {
            fact_type: Selector(layouts.of(fact_type), patterns, vocabulary, places, layouts.codes)
            for fact_type, patterns in by_type.items()
        }
        self._flags = {name: (self._bits[pattern], pattern) for pattern, name in flags.items()}
        read = {
            name for name, (_, pattern) in self._flags.items() if vocabulary[pattern.fact].origin is Origin.PROPOSAL
        }
        self._chances, self._assumed = _in_order([self._chance(task, read) for task in tasks])

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

    def flags(self, there: Bits) -> dict[str, bool]:
        """Return the flags by name; `there` are the patterns that have a fact."""
        return {name: there & bit != 0 for name, (bit, _) in self._flags.items()}

    def _chance(self, task: Task, read: Iterable[str]) -> _Chance:
        excluded_by = asked = gives = 0
        for flag in task.rule.flags:
            bit, _ = self._flags[flag]
            asked |= bit
            excluded_by |= bit if flag in read else 0  # of what is derived more may come
        for fact_type in task.derives:
            gives |= self.of_type(fact_type)
        own = asked | self.bits([task.rule, *task.rule.patterns])
        return _Chance(self.bits(task.rule.positives), excluded_by, gives, own, task.is_told)

    def wanted(self, there: Bits) -> Bits:
        """Return the rules that have work to do, with their patterns; `there` are the patterns that have a fact."""
        there |= self._assumed
        possible: list[_Chance] = []
        for chance in self._chances:
            if there & chance.needs == chance.needs and not there & chance.excluded_by:
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
