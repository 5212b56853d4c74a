"""What fits into one rule set of durable_rules.

Its limits are not checked by the library: beyond them it crashes, hangs, drops facts or fails when they arrive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

MOST_RULES = 200
"""Rules behind one trigger."""
MOST_AT_ONCE = 60
"""Tests on one fact that the library has to keep in mind at once: it has a stack of 64."""
MOST_OF_A_TYPE = 180
"""Patterns of one fact type."""
MOST_TYPES = 180
"""Fact types, triggers included."""
MOST_FIELDS = 200
"""Fields of one fact, those of the trigger too; the library has room for 255, and drops facts with more."""

Tests: TypeAlias = Sequence[Mapping[str, Any]]
"""The tests of one pattern, as the library reads them."""

_Path: TypeAlias = tuple[tuple[str, object], ...]
"""The tests of one pattern: each as its field with what it is equal to, or as its text."""


@dataclass(frozen=True, slots=True)
class Load:
    """What one rule takes: its stratum, the flags that it asks the trigger for, and its patterns by fact type."""

    stratum: int
    flags: tuple[str, ...]
    patterns: Sequence[tuple[str, Tests]]


class Room:
    """What a rule set holds so far."""

    def __init__(self) -> None:
        self.flags: dict[int, set[str]] = {}
        self._rules: Counter[int] = Counter()
        self._paths: dict[str, list[_Path]] = {}
        self._triggers: dict[int, list[_Path]] = {}

    def takes(self, load: Load) -> bool:
        """Whether one more rule keeps it within all limits."""
        added = self._added(load)
        return (
            self._rules[load.stratum] < MOST_RULES
            and len(self._paths.keys() | added.keys()) + len(self._rules.keys() | {load.stratum}) <= MOST_TYPES
            and len(self.flags.get(load.stratum, set()).union(load.flags)) <= MOST_FIELDS
            and _fit([*self._triggers.get(load.stratum, ()), _trigger_path(load)])
            and all(len(paths) <= MOST_OF_A_TYPE and _fit(paths) for paths in added.values())
        )

    def add(self, load: Load) -> None:
        """Put one more rule in."""
        self._paths |= self._added(load)
        self._triggers.setdefault(load.stratum, []).append(_trigger_path(load))
        self.flags.setdefault(load.stratum, set()).update(load.flags)
        self._rules[load.stratum] += 1

    def _added(self, load: Load) -> dict[str, list[_Path]]:
        """Return all paths, with those of one more rule, of the fact types that it reads."""
        added: dict[str, list[_Path]] = {}
        for fact_type, tests in load.patterns:
            paths = added.setdefault(fact_type, list(self._paths.get(fact_type, ())))
            paths.append(_path(tests, len(paths)))
        return added


def _fit(paths: Collection[_Path]) -> bool:
    """Whether no fact may pass too many tests. Few patterns need not be looked into: each is one test at most."""
    return len(paths) <= MOST_AT_ONCE or most_at_once(paths) <= MOST_AT_ONCE


def most_at_once(paths: Collection[_Path]) -> int:
    """Return how many tests, none of them behind another, one fact may pass: no more are ever on the library's stack.

    Patterns that begin with the same tests share them. A field equals one of several constants at most.
    """
    branches: dict[tuple[str, object], list[_Path]] = {}
    for path in paths:
        if path:
            branches.setdefault(path[0], []).append(path[1:])
    together = 0
    either: Counter[str] = Counter()
    for (field, value), rest in branches.items():
        size = most_at_once(rest)
        if isinstance(value, int):
            either[field] = max(either[field], size)
        else:
            together += size
    return max(1, together + either.total())


def _path(tests: Tests, number: int) -> _Path:
    """Return the path of a pattern; from its first join on it shares nothing with others, so `number` stands for it."""
    path: list[tuple[str, object]] = []
    for test in tests:
        ((name, value),) = test.items()
        if isinstance(value, int):
            path.append((name, value))
            continue
        if not name.startswith("$") or any(isinstance(operand, Mapping) for operand in value.values()):
            return (*path, ("", f"joins of {number}"))
        path.append(("", f"{name} {value}"))
    return tuple(path)


def _trigger_path(load: Load) -> _Path:
    return tuple((flag, 0) for flag in load.flags)
