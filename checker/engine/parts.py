"""How the columns of a fact are written: those together that are read alike.

This is where a run spends its time, so lists of columns go through functions of Python's own (`map`, `dict.get`), and
what many facts share is written once per run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from checker.engine.codes import ABSENT, KINDS, Codes
from checker.engine.conditions import Condition, Index, Path
from checker.facts import Fact, Kind, ReadFact

PartWriter: TypeAlias = Callable[[Fact, Codes, Index], Iterable[str]]

_STRING = KINDS.index(Kind.STRING)
_TEXT = KINDS.index(Kind.TEXT)
_NOTHING: Mapping[str, Any] = {}


def own_part(outer: Sequence[str], kind: int, fields: Sequence[str]) -> PartWriter:
    """Fields of one kind that are properties of one object: of the fact's, or of the one that `outer` leads to in it."""
    names = [field.rpartition(".")[2] for field in fields]

    def write(fact: Fact, codes: Codes, index: Index) -> Iterable[str]:
        if not isinstance(fact, ReadFact):
            return map(codes.of[kind], map(fact.values.get, fields))
        node: Any = fact.node
        for step in outer:
            node = node.get(step) or _NOTHING
        if kind == _TEXT:
            return ["1" if text and not text.isspace() else ABSENT for text in map(node.get, names)]
        return map(codes.of[kind], map(node.get, names))

    return write


def key_part(field: str) -> PartWriter:
    """The fact's key, or the key of the fact around it."""

    def write(fact: Fact, codes: Codes, index: Index) -> Iterable[str]:
        return (codes.of[_STRING](fact.get(field)),)

    return write


def followed_part(name: object, path: Path, fields: Sequence[tuple[str, int]]) -> PartWriter:
    """Fields, with their kinds, of the fact that keys lead to. `name` tells these fields from others in a run."""

    def write(fact: Fact, codes: Codes, index: Index) -> Iterable[str]:
        target = path.fact(fact, index)
        written = codes.followed.get((name, target))
        if written is None:
            get = target.get if target is not None else _NOTHING.get
            written = codes.followed[name, target] = [codes.of[kind](get(field)) for field, kind in fields]
        return written

    return write


def asked_part(path: Path, kind: int, absent: str) -> PartWriter:
    """One field, with a number of its own for its absence."""

    def write(fact: Fact, codes: Codes, index: Index) -> Iterable[str]:
        value = path.value(fact, index)
        return (absent if value is None else codes.of[kind](value),)

    return write


def computed_part(condition: Condition) -> PartWriter:
    """The outcome of a test."""

    def write(fact: Fact, codes: Codes, index: Index) -> Iterable[str]:
        return ("1" if condition.holds(fact, index) else "0",)

    return write
