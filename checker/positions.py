"""Where a value stands in the text: line and column for JSON Pointers, looked up only when a report needs them.

Lines end with a line feed, a carriage return, or both together. Lines and columns count from 1, columns in code points;
a byte order mark is not counted. Only the wanted branches are walked, the rest is skipped by regular expressions, so
that a report pays for what it shows and not for the size of the document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import count

from checker.pointer import split

_NESTED_AT_ONCE = 6
_SPACE = " \t\r\n"


@dataclass(slots=True)
class _Wanted:
    """A branch of the tree that the wanted pointers make: the pointer that ends here, and the branches below."""

    pointer: str | None = None
    branches: dict[str, _Wanted] = field(default_factory=dict)


@dataclass(slots=True)
class _Open:
    """An object or list that is being walked: what is still wanted in it, and the index of its next item."""

    branches: dict[str, _Wanted]
    is_object: bool
    index: int = 0


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What skips through text that is known to be JSON: each one ends where something has to be decided."""

    space: re.Pattern[str]
    next_item: re.Pattern[str]
    next_key: re.Pattern[str]
    scalar: re.Pattern[str]
    inside: re.Pattern[str]


def locate(data: bytes, pointers: Iterable[str], indented: bool = False) -> dict[str, tuple[int, int]]:
    """Return line and column of the beginning of each value that `pointers` name, in a document that parse() accepts.

    indented: whether the document is known to be indented, see `document.read`, which makes it faster.
    A pointer to nothing, or one that is no JSON Pointer, is left out.
    """
    text = data.decode("utf-8-sig")
    wanted = set(pointers)
    tree = _tree(wanted)
    offsets = _offsets_by_lines(text, tree) if indented else _offsets(text, tree, len(wanted))
    places = line_and_column(text, offsets.values())
    return {pointer: places[offset] for pointer, offset in offsets.items()}


def line_and_column(text: str, offsets: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return line and column, both from 1, of each offset in `text`; one walk through the text for all of them."""
    result = {}
    line, line_start, previous = 1, 0, 0
    has_returns = "\r" in text
    for offset in sorted(set(offsets)):
        line += text.count("\n", previous, offset)
        line_start = max(line_start, text.rfind("\n", previous, offset) + 1)
        if has_returns:
            # A return before a line feed is part of one line end, which the line feed has counted or will count.
            line += text.count("\r", previous, offset) - text.count("\r\n", previous, offset + 1)
            inside_line_end = offset > 0 and text.startswith("\r\n", offset - 1)
            line_start = max(line_start, text.rfind("\r", previous, offset - inside_line_end) + 1)
        result[offset] = (line, offset - line_start + 1)
        previous = offset
    return result


def _tree(pointers: Iterable[str]) -> _Wanted:
    root = _Wanted()
    for pointer in pointers:
        try:
            tokens = split(pointer)
        except ValueError:
            continue
        branch = root
        for token in tokens:
            branch = branch.branches.setdefault(token, _Wanted())
        branch.pointer = pointer
    return root


def _offsets_by_lines(text: str, wanted: _Wanted) -> dict[str, int]:
    """Return where each wanted value begins in an indented document.

    There every key, item and closing bracket begins a line, and the indentation of the line tells what it belongs to:
    no string has a line end in it, as those are written `\\n`.
    """
    found: dict[str, int] = {}
    left = [(wanted, len(text) - len(text.lstrip(_SPACE)), "\n")]
    while left:
        branch, position, line = left.pop()
        if branch.pointer is not None:
            found[branch.pointer] = position
        if branch.branches and text.startswith(("{\n", "[\n"), position):
            find = _members if text[position] == "{" else _items
            left += [(inner, place, f"{line}  ") for inner, place in find(text, position, line, branch.branches)]
    return found


def _members(text: str, position: int, line: str, wanted: Mapping[str, _Wanted]) -> Iterator[tuple[_Wanted, int]]:
    """Yield what is wanted of an object, and where it begins; `line` is how the line begins that closes the object."""
    for key, inner in wanted.items():
        begin = f"{line}  {json.dumps(key, ensure_ascii=False)}: "
        place = text.find(begin, position)
        if place >= 0 and text.find(f"{line}}}", position, place) < 0:
            yield inner, place + len(begin)


def _items(text: str, position: int, line: str, wanted: Mapping[str, _Wanted]) -> Iterator[tuple[_Wanted, int]]:
    """Yield what is wanted of a list, and where it begins; `line` is how the line begins that closes the list."""
    place = position + len(line) + 3
    missing = len(wanted)
    for index in count():
        inner = wanted.get(str(index))
        if inner is not None:
            yield inner, place
            missing -= 1
        if not missing:
            return
        if text.startswith(("{\n", "[\n"), place):
            place = text.index(f"{line}  {'}' if text[place] == '{' else ']'}", place) + 1
        end = text.index("\n", place)
        if text[end - 1] != ",":
            return
        place = end + len(line) + 2


def _offsets(text: str, wanted: _Wanted, number: int) -> dict[str, int]:
    """Return where each wanted value begins: one pass, without recursion, that ends when `number` are found."""
    patterns = _patterns()
    found: dict[str, int] = {}
    path: list[_Open] = []
    position = patterns.space.match(text, 0).end()  # type: ignore[union-attr]  # matches anywhere
    branch: _Wanted | None = wanted
    while True:
        if branch is not None and branch.pointer is not None:
            found[branch.pointer] = position
            if len(found) == number:
                return found
        if branch is not None and branch.branches and text[position] in "{[":
            path.append(_Open(branch.branches, is_object=text[position] == "{"))
            position += 1
        else:
            position = _end_of_value(patterns, text, position)
        while path:
            here = path[-1]
            if here.branches and (item := _next_item(patterns, here, text, position)):
                branch, position = item
                break
            position = _end_of_container(patterns, text, position)
            path.pop()
        else:
            return found


def _next_item(patterns: _Patterns, here: _Open, text: str, position: int) -> tuple[_Wanted | None, int] | None:
    """Return what is wanted of the next value in the innermost container, and where it begins; None at its end."""
    if here.is_object:
        match = patterns.next_key.match(text, position)
        if match is None:
            return None
        key = match[1]
        return here.branches.pop(json.loads(key) if "\\" in key else key[1:-1], None), match.end()
    match = patterns.next_item.match(text, position)
    if match is None:
        return None
    here.index += 1
    return here.branches.pop(str(here.index - 1), None), match.end()


def _end_of_value(patterns: _Patterns, text: str, position: int) -> int:
    """Return the offset after a value."""
    if text[position] in "{[":
        return _end_of_container(patterns, text, position + 1)
    return patterns.scalar.match(text, position).end()  # type: ignore[union-attr]  # a value stands here


def _end_of_container(patterns: _Patterns, text: str, position: int) -> int:
    """Return the offset after the bracket that closes the container in which `position` is."""
    depth = 1
    while depth:
        position = patterns.inside.match(text, position).end()  # type: ignore[union-attr]  # matches anywhere
        depth += 1 if text[position] in "{[" else -1
        position += 1
    return position


@cache
def _patterns() -> _Patterns:
    """Compiled on first use, because most runs report nothing.

    Everything repeats possessively: the text is known to be JSON, so no pattern ever has to go back. `inside` runs
    through the rest of a container up to its closing bracket, or up to a bracket that opens something nested too
    deeply for one pattern, which is then entered step by step.
    """
    space = r"[ \t\r\n]*+"
    string = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
    flat = rf'[^"\[\]{{}}]*+(?:{string}[^"\[\]{{}}]*+)*+'
    inside = flat
    for _ in range(_NESTED_AT_ONCE):
        inside = rf"{flat}(?:[\[{{]{inside}[\]}}]{flat})*+"
    return _Patterns(
        space=re.compile(space),
        next_item=re.compile(rf"{space},?+{space}(?!\])"),
        next_key=re.compile(rf"{space},?+{space}({string}){space}:{space}", re.DOTALL),
        scalar=re.compile(rf"{string}|[^\s,\]}}]++", re.DOTALL),
        inside=re.compile(inside, re.DOTALL),
    )
