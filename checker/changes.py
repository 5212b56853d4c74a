"""What changed between two revisions of a document, and the revisions in between that have some of the changes only.

The items of a list are aligned by what they are, not by where they stand: by their `id`, or by another property that
identifies them in its place. So an item that was moved did not change, and one that was put before others changes
nothing about those.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from checker.pointer import join

IDENTIFYING = ("id", "code", "name", "stakeholder", "partner", "kind")
"""Properties that identify an item of a list, the first that it has; two items with the same are aligned in order."""


class Kind(StrEnum):
    """What happened to a value."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One value that is in one revision only, or different in both.

    number: its position among all changes. path: names that lead to it, those of list items instead of their indexes.
    old, new: JSON Pointers (RFC 6901) to the value in each revision; where it is not there, to where it would be.
    before, after: the value in each revision, None where it is not there.
    """

    number: int
    kind: Kind
    path: tuple[str, ...]
    old: str
    new: str
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class _Kept:
    value: Any


@dataclass(frozen=True, slots=True)
class _Object:
    members: tuple[tuple[str, _Node], ...]


@dataclass(frozen=True, slots=True)
class _List:
    items: tuple[_Node, ...]


_Node: TypeAlias = _Kept | Change | _Object | _List
_Place: TypeAlias = tuple[tuple[str, ...], str, str]
"""Path, and pointers in the old and the new revision."""


@dataclass(slots=True)
class Revisions:
    """Two revisions of a document, aligned."""

    changes: list[Change] = field(default_factory=list)
    _root: _Node = field(default_factory=lambda: _Kept(None))

    @classmethod
    def of(cls, old: Any, new: Any) -> Revisions:
        """Align two JSON values."""
        revisions = cls()
        revisions._root = revisions._aligned(old, new, ((), "", ""))
        return revisions

    def between(self, chosen: Collection[int]) -> Any:
        """Return the old revision with the changes of these numbers; with all, the new one but for its order."""
        return _built(self._root, chosen)

    def _aligned(self, old: Any, new: Any, place: _Place) -> _Node:
        if _same(old, new):
            return _Kept(old)
        if isinstance(old, dict) and isinstance(new, dict):
            return _Object(tuple(self._members(old, new, place)))
        if isinstance(old, list) and isinstance(new, list):
            return _List(tuple(self._items(old, new, place)))
        return self._change(Kind.CHANGED, place, old, new)

    def _members(self, old: dict[str, Any], new: dict[str, Any], place: _Place) -> Iterator[tuple[str, _Node]]:
        for name in [*old, *(name for name in new if name not in old)]:
            here = _inside(place, name, name, name)
            if name not in new:
                yield name, self._change(Kind.REMOVED, here, before=old[name])
            elif name not in old:
                yield name, self._change(Kind.ADDED, here, after=new[name])
            else:
                yield name, self._aligned(old[name], new[name], here)

    def _items(self, old: list[Any], new: list[Any], place: _Place) -> Iterator[_Node]:
        pairs = partners(old, new, _content, _identity)
        for index, item in enumerate(old):
            partner = pairs.get(index)
            if partner is None:
                here = _inside(place, _called(item, index), index, "-")
                yield self._change(Kind.REMOVED, here, before=item)
            else:
                here = _inside(place, _called(new[partner], partner), index, partner)
                yield self._aligned(item, new[partner], here)
        aligned = set(pairs.values())
        for index, item in enumerate(new):
            if index not in aligned:
                here = _inside(place, _called(item, index), "-", index)
                yield self._change(Kind.ADDED, here, after=item)

    def _change(self, kind: Kind, place: _Place, before: Any = None, after: Any = None) -> Change:
        change = Change(len(self.changes), kind, *place, before, after)
        self.changes.append(change)
        return change


def _inside(place: _Place, name: str, old: str | int, new: str | int) -> _Place:
    return (*place[0], name), join(place[1], old), join(place[2], new)


def partners(old: Sequence[Any], new: Sequence[Any], *keys: Callable[[Any], Hashable]) -> dict[int, int]:
    """Return, for the items of one list, which of the other are the same thing.

    keys: what the same things have in common, the strictest first; None where a key says nothing. Each item has one
    partner at most, the first that is left.
    """
    found: dict[int, int] = {}
    left = dict.fromkeys(range(len(new)))
    for key in keys:
        alike: dict[Hashable, deque[int]] = {}
        for number in left:
            alike.setdefault(key(new[number]), deque()).append(number)
        alike.pop(None, None)
        for number, item in enumerate(old):
            if number not in found and (candidates := alike.get(key(item))):
                found[number] = candidates.popleft()
                del left[found[number]]
    return found


def _same(old: Any, new: Any) -> bool:
    """Whether two JSON values are equal; true and 1 are not, which Python takes for equal."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(_same(value, new[name]) for name, value in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_same, old, new))
    return isinstance(old, bool) == isinstance(new, bool) and bool(old == new)


def _content(item: Any) -> str:
    return json.dumps(item, sort_keys=True)


def _identity(item: Any) -> tuple[str, str] | None:
    if not isinstance(item, dict):
        return None
    return next(((name, item[name]) for name in IDENTIFYING if isinstance(item.get(name), str)), None)


def _called(item: Any, index: int) -> str:
    """Return what an item of a list is called: what identifies it, the text or number that it is, or its position."""
    identity = _identity(item)
    if identity is not None:
        return identity[1]
    return str(index + 1) if isinstance(item, dict | list) or item is None else str(item)


def _built(node: _Node, chosen: Collection[int]) -> Any:
    match node:
        case _Kept():
            return node.value
        case Change():
            return node.after if node.number in chosen else node.before
        case _Object():
            return {name: _built(one, chosen) for name, one in node.members if _is_there(one, chosen)}
        case _List():
            return [_built(one, chosen) for one in node.items if _is_there(one, chosen)]


def _is_there(node: _Node, chosen: Collection[int]) -> bool:
    if not isinstance(node, Change) or node.kind is Kind.CHANGED:
        return True
    return (node.kind is Kind.ADDED) == (node.number in chosen)
