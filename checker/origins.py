"""Where facts come from: their place in the document, and the facts of the document that derived ones rest on.

What is chosen here among several ways depends on the document alone, never on the order in which an engine found them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias

from checker.engine.interface import Match
from checker.facts import Fact, ReadFact
from checker.pointer import join, split

DocumentOrder: TypeAlias = tuple[int, ...]
FactOrder: TypeAlias = tuple[DocumentOrder, str]


class Origins:
    """The origins of the facts of one proposal. `matches`: all of its rules, those that derive facts included."""

    def __init__(self, document: Mapping[str, Any], matches: Sequence[Match]) -> None:
        self._document = document
        self._matches = matches
        self._orders: dict[str, tuple[str, DocumentOrder]] = {}
        self._pointers: dict[int, str] = {}
        self._chosen: dict[int, Match] = {}
        self._known_grounds: dict[int, Sequence[Fact]] = {}

    def pointer(self, fact: Fact) -> str:
        """Return the place of a fact.

        For a derived fact that was not given one: the first place, in the document, of those that it has through the
        first `match` of the rules that derive it; "" where it comes from no place at all.
        """
        if isinstance(fact, ReadFact):
            return fact.pointer
        if fact.pointer is not None:
            return self._placed(fact.pointer)[0]
        if id(fact) not in self._pointers:
            places = (self._placed(one.pointer) for one in self._first_sources(fact) if one.pointer is not None)
            self._pointers[id(fact)] = min(places, key=lambda place: place[1], default=("", ()))[0]
        return self._pointers[id(fact)]

    def order_of_match(self, match: Match) -> tuple[FactOrder, ...]:
        """Return what sorts the ways in which a rule matches: the places of the facts, in the order of the document.

        Rows of tables have no place, and derived facts may share one; their values sort those.
        """
        return tuple((self._placed(self.pointer(fact))[1], _values(fact)) for fact in match.facts)

    def read_facts(self, match: Match) -> list[Fact]:
        """Return the facts of the proposal that a match rests on, derived ones followed back to what they come from."""
        found: dict[Fact, None] = {}
        for fact in match.facts:
            if isinstance(fact, ReadFact):
                found[fact] = None
            else:
                found.update(dict.fromkeys(self._grounds(fact)))
        return list(found)

    def derivations(self, fact: Fact) -> Sequence[Match]:
        """Return all matches that a fact is derived by; none for one that was read."""
        return self._derivations.get(id(fact), ())

    def _grounds(self, fact: Fact) -> Sequence[Fact]:
        """Return the facts of the proposal that a fact rests on: itself, or what it was derived from."""
        grounds = self._known_grounds.get(id(fact))
        if grounds is None:
            if id(fact) in self._derivations:
                grounds = self.read_facts(self.derivation(fact))
            else:
                grounds = [fact] if fact.pointer is not None else []
            self._known_grounds[id(fact)] = grounds
        return grounds

    @cached_property
    def _derivations(self) -> dict[int, list[Match]]:
        """The matches that derive each derived fact."""
        derivations: dict[int, list[Match]] = {}
        for match in self._matches:
            for fact in match.derived:
                derivations.setdefault(id(fact), []).append(match)
        return derivations

    def derivation(self, fact: Fact) -> Match:
        """Return the match that shows where a derived fact comes from: the shortest way back to facts that are read."""
        derivations = self._derivations[id(fact)]
        if len(derivations) == 1:  # nothing has to be compared
            return derivations[0]
        if id(fact) not in self._chosen:
            self._choose(self._behind(fact))
        return self._chosen[id(fact)]

    def _behind(self, fact: Fact) -> set[int]:
        """Return the derived facts that a derived fact may come from, itself included."""
        behind = {id(fact)}
        following = [fact]
        while following:
            for match in self._derivations[id(following.pop())]:
                for source in match.facts:
                    if id(source) in self._derivations and id(source) not in behind:
                        behind.add(id(source))
                        following.append(source)
        return behind

    def _choose(self, left: set[int]) -> None:
        """Choose for each fact the match with the shortest way back to facts that are read, the first among equals.

        Level by level, so that following the choices always ends, also where facts are derived in circles.
        """
        while left:
            level: dict[int, Match] = {}
            for fact in left:
                grounded = [one for one in self._derivations[fact] if not any(id(each) in left for each in one.facts)]
                if grounded:
                    level[fact] = min(grounded, key=lambda one: (self.order_of_match(one), one.rule.id))
            if not level:
                raise ValueError("facts that are derived from nothing but each other")
            self._chosen.update(level)
            left -= level.keys()

    def _first_sources(self, fact: Fact) -> Iterator[Fact]:
        """Yield the facts with a place that a derived fact comes from through the first `match` of rules."""
        seen = {id(fact)}
        following = [fact]
        while following:
            for match in self._derivations.get(id(following.pop()), ()):
                for source in match.facts[:1]:
                    if source.pointer is not None:
                        yield source
                    elif id(source) not in seen:
                        seen.add(id(source))
                        following.append(source)

    def _placed(self, pointer: str) -> tuple[str, DocumentOrder]:
        """Return the pointer as far as the document has it, and what sorts it in the order of the document."""
        if pointer not in self._orders:
            node: Any = self._document
            order: list[int] = []
            tokens = split(pointer)
            for token in tokens:
                if isinstance(node, dict) and token in node:
                    order.append(list(node).index(token))
                    node = node[token]
                elif isinstance(node, list):
                    order.append(int(token))
                    node = node[int(token)]
                else:
                    break
            self._orders[pointer] = join("", *tokens[: len(order)]), tuple(order)
        return self._orders[pointer]


def _values(fact: Fact) -> str:
    """Return the values of a fact that was not read from the document, whatever order they were put in."""
    return "" if isinstance(fact, ReadFact) else repr(sorted(fact.values.items()))
