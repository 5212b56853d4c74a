"""Random proposals: valid ones that use all of the proposal format, as the schema describes it.

Every property, every member of an enumeration, absent and null, blank texts, days around today, references that lead
nowhere, and what is there twice. Everything follows from the random generator that is handed in.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, TypeAlias

from tests.schema_examples import PROPOSAL_SCHEMA, resolved

Json: TypeAlias = dict[str, Any]
Step: TypeAlias = str | int

TODAY = date(2026, 5, 4)
IDS = ("a", "b", "c", "d.1", "e_2", "f-3", "g", "h")
TEXTS = ("Words of people.", "0", "", " ", "\n\t ", "\u00a0", 'a "quoted" {p} \\ \u2028 \U0001f600', "\u0000")
NUMBERS = (0, 0.0, 0.000001, 0.5, 1, 1.0, 1.25, 2, 99.999999)
DAYS = tuple((TODAY + timedelta(days=days)).isoformat() for days in (-800, -366, -1, 0, 1, 30, 366, 800))
EXTREME_DAYS = ("0001-01-01", "9999-12-31", "2024-02-29")


def random_proposal(rng: Random) -> Json:
    """Return a valid proposal; the same for the same state of `rng`."""
    maker = _Maker(
        rng, fullness=rng.choice((0.2, 0.6, 0.9, 1.0)), longest=rng.choice((2, 3, 4, 6)), few=rng.choice((1, 2, 3))
    )
    proposal: Json = maker.value(PROPOSAL_SCHEMA)
    return proposal


class _Maker:
    """Makes values for one proposal.

    fullness: how likely a property is to be there. longest: how many items a list has at most.
    few: how many members of an enumeration are chosen from mostly, so that they meet.
    """

    def __init__(self, rng: Random, fullness: float, longest: int, few: int) -> None:
        self._rng = rng
        self._fullness = fullness
        self._longest = longest
        self._few = few
        self._likelihoods: dict[str, float] = {}
        self._favourites: dict[int, list[Any]] = {}

    def value(self, unresolved: Json) -> Any:
        schema = resolved(unresolved)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._member(schema["enum"])
        if "properties" in schema:
            return self._object(schema)
        if "items" in schema:
            return self._list(schema)
        return self._scalar(schema)

    def _object(self, schema: Json) -> Json:
        made = {}
        for name, unresolved in schema["properties"].items():
            definition = resolved(unresolved)
            if name in schema.get("required", ()) or self._rng.random() < self._likelihood(name):
                made[name] = self.value(definition)
            elif _is_nullable(definition) and self._rng.random() < 0.3:
                made[name] = None
        if self._rng.random() < 0.05:
            made["x-" + self._rng.choice(("", "own", "id"))] = self._rng.choice((None, 1.5, [{"id": "a"}], "text"))
        return dict(self._rng.sample(list(made.items()), len(made)))

    def _likelihood(self, name: str) -> float:
        """Return how likely a property is, which is decided once per proposal: many are always there, some never."""
        if name not in self._likelihoods:
            self._likelihoods[name] = self._rng.choice((0.0, self._fullness, self._fullness, 1.0, 1.0, 1.0))
        return self._likelihoods[name]

    def _list(self, schema: Json) -> list[Any]:
        least = schema.get("minItems", 0)
        items = [
            self.value(schema["items"])
            for _ in range(max(least, self._rng.randint(self._rng.random() < 0.8, self._longest)))
        ]
        if "x-unique" in schema:
            for item, key in zip(items, self._rng.sample(IDS[: len(items) + 1], len(items)), strict=True):
                item[schema["x-unique"]] = key
        elif items and self._rng.random() < 0.1:
            items.append(copy.deepcopy(self._rng.choice(items)))
        return items

    def _member(self, members: list[Any]) -> Any:
        """Return a member of an enumeration: mostly one of a few, which are the same throughout the proposal."""
        if id(members) not in self._favourites:
            # The schema names the common ones first, and it takes common ones for some rules to warn.
            chosen = members if self._rng.random() < 0.5 else self._rng.sample(members, len(members))
            self._favourites[id(members)] = chosen[: self._few]
        return self._rng.choice(self._favourites[id(members)] if self._rng.random() < 0.7 else members)

    def _scalar(self, schema: Json) -> Any:
        types = schema["type"]
        if "boolean" in types:
            return self._rng.random() < 0.5
        if "number" in types:
            return self._rng.choice((*NUMBERS, schema["maximum"]))
        if "integer" in types:
            return self._rng.choice((schema["minimum"], 1, 12, 24, schema["maximum"]))
        if schema.get("format") == "date":
            return self._rng.choice(DAYS if self._rng.random() < 0.95 else EXTREME_DAYS)
        if "pattern" in schema:
            return self._rng.choice(IDS[: 1 + self._longest])
        return self._rng.choice(TEXTS if self._rng.random() < 0.4 else TEXTS[:1])


def _is_nullable(schema: Json) -> bool:
    return "null" in schema["type"] if "type" in schema else None in schema.get("enum", ())


def shrunk(proposal: Json, fails: Callable[[Json], bool]) -> Json:
    """Return a proposal that still fails and of which no single property or item can be left out.

    fails: whether a proposal shows what is looked for; it has to say False for an invalid one.
    """
    for path in _paths(proposal):
        smaller = _without(proposal, path)
        if fails(smaller):
            return shrunk(smaller, fails)
    return proposal


def _paths(value: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """Yield the paths of all properties and items, the outer ones first: they take most with them."""
    children: list[tuple[Step, Any]] = []
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    yield from ((*path, step) for step, _ in children)
    for step, child in children:
        yield from _paths(child, (*path, step))


def _without(proposal: Json, path: tuple[Step, ...]) -> Json:
    smaller = copy.deepcopy(proposal)
    around: Any = smaller
    for step in path[:-1]:
        around = around[step]
    del around[path[-1]]
    return smaller


def reordered(value: Any, rng: Random) -> Any:
    """Return a value with every list and the properties of every object in another order."""
    if isinstance(value, dict):
        return {name: reordered(inner, rng) for name, inner in rng.sample(list(value.items()), len(value))}
    if isinstance(value, list):
        return [reordered(inner, rng) for inner in rng.sample(value, len(value))]
    return value
