"""Where facts come from: their place in the document, and the facts of the document that derived ones rest on.

What is chosen here among several ways depends on the document alone, never on the order in which an engine found them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias

from checker.engine.interface import Match
from checker.facts import Fact, ReadFact
from checker.pointer import split

DocumentOrder: TypeAlias = tuple[int, ...]


class Origins:
    """The origins of the facts of one proposal. `matches`: all of its rules, those that derive facts included."""

    def __init__(self, document: Mapping[str, Any], matches: Sequence[Match]) -> None:
        self._document = document
        self._matches = matches
        self._orders: dict[str, tuple[str, DocumentOrder]] = {}
        self._pointers: dict[int, str] = {}

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

    def order_of_match(self, match: Match) -> tuple[DocumentOrder, ...]:
        """Return what sorts the ways in which a rule matches: the places of the facts, in the order of the document."""
        return tuple(self._placed(self.pointer(fact))[1] for fact in match.facts)

    def read_facts(self, match: Match) -> list[Fact]:
        """Return the facts of the proposal that a match rests on, derived ones followed back to what they come from."""
        if all(isinstance(fact, ReadFact) for fact in match.facts):
            return list(dict.fromkeys(match.facts))
        found: list[Fact] = []
        seen: set[int] = set()
        following = list(reversed(match.facts))
        while following:
            fact = following.pop()
            if id(fact) in seen:
                continue
            seen.add(id(fact))
            if id(fact) in self._derivation:
                following.extend(reversed(self._derivation[id(fact)].facts))
            elif fact.pointer is not None:
                found.append(fact)
        return found

    @cached_property
    def _derivations(self) -> dict[int, list[Match]]:
        """The matches that derive each derived fact."""
        derivations: dict[int, list[Match]] = {}
        for match in self._matches:
            for fact in match.derived:
                derivations.setdefault(id(fact), []).append(match)
        return derivations

    @cached_property
    def _derivation(self) -> dict[int, Match]:
        """For each derived fact the match with the shortest way back to facts that are read, the first among equals.

        Found level by level, so that following it always ends, also where facts are derived in circles.
        """
        chosen: dict[int, Match] = {}
        left = set(self._derivations)
        while left:
            level: dict[int, Match] = {}
            for fact in left:
                grounded = [
                    one for one in self._derivations[fact] if not any(id(source) in left for source in one.facts)
                ]
                if len(grounded) == 1:
                    level[fact] = grounded[0]
                elif grounded:
                    level[fact] = min(grounded, key=lambda one: (self.order_of_match(one), one.rule.id))
            chosen.update(level)
            left -= level.keys()
            if not level:
                raise ValueError("facts that are derived from nothing but each other")
        return chosen

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
            existing = "".join(f"/{token}" for token in tokens[: len(order)])
            self._orders[pointer] = existing, tuple(order)
        return self._orders[pointer]
