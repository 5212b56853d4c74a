"""JSON Pointers (RFC 6901): "/stakeholders/2/concerns/0" names one value in a document, "" the whole document."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, TypeAlias

SegmentOrder: TypeAlias = tuple[int, int, str]

_INVALID_ESCAPE = re.compile(r"~(?![01])")
_INDEX = re.compile(r"0|[1-9][0-9]*")


def escape(token: str) -> str:
    """Return a key or index as it stands in a pointer: "~" becomes "~0" and "/" becomes "~1"."""
    return token.replace("~", "~0").replace("/", "~1")


def join(pointer: str, *tokens: str | int) -> str:
    """Return the pointer to what `tokens` (keys and indexes, not escaped) lead to from `pointer`."""
    return pointer + "".join(f"/{escape(str(token))}" for token in tokens)


def split(pointer: str) -> list[str]:
    """Return the tokens of a pointer, not escaped any more. Raises ValueError where it is no JSON Pointer."""
    if pointer and not pointer.startswith("/"):
        raise ValueError(f"a JSON Pointer is empty or begins with a slash: {pointer!r}")
    if "~" not in pointer:
        return pointer.split("/")[1:]
    if _INVALID_ESCAPE.search(pointer):
        raise ValueError(f"a tilde in a JSON Pointer is followed by 0 or 1: {pointer!r}")
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def resolve(document: Any, pointer: str) -> Any:
    """Return the value that `pointer` names.

    Raises LookupError where the document has no such value, ValueError where `pointer` is no JSON Pointer.
    """
    value = document
    for token in split(pointer):
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and _INDEX.fullmatch(token) and len(token) < 20 and int(token) < len(value):
            value = value[int(token)]
        else:
            raise LookupError(f"the document has nothing at {pointer!r}")
    return value


@lru_cache(maxsize=4096)
def pointer_order(pointer: str) -> tuple[SegmentOrder, ...]:
    """Return a sort key for JSON Pointers: what contains comes before what it contains, `/a/2` before `/a/10`."""
    return tuple(_segment_order(segment) for segment in pointer.split("/")[1:])


def _segment_order(segment: str) -> SegmentOrder:
    # Numbers are ordered by length, then by digits: the same as by value, and no hostile number is too long for it.
    if segment.isascii() and segment.isdigit():
        return (0, len(segment), segment)
    return (1, 0, segment)
