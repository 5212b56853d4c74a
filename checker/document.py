"""Bytes to JSON, strictly: what a reader of a proposal could misunderstand is refused, with its place and a remedy.

Accepted is JSON as RFC 8259 has it, in UTF-8 (a byte order mark at the start is tolerated), within `Limits`, and in
addition: no key twice in one object, every number kept exactly as it is written, no halves of surrogate pairs.

The ordinary case runs at the speed of orjson, which silently keeps the last of two equal keys and rounds numbers. So
its result is used only where writing it out again proves that nothing was lost; whatever is not proven is read again by
the exact scanner (scanner.py), which alone decides what is refused, and why. Positions are in positions.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import orjson

from checker.errors import DocumentRefused, Problem

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_WHITE_SPACE = b" \t\r\n"

# An indented copy of a document of this size stays below 16 MiB even when it is as deep as orjson can write (254).
_INDENTED_UP_TO = 64 * 1024

# For finding numbers that need a closer look: digits and all that can stand between them become 0, E becomes e.
_NUMBER_SHAPES = bytes.maketrans(b"123456789.+-E", b"000000000000e")
_LONG_NUMBER = b"0" * 16
_EXPONENT = re.compile(rb"0e0(?<!\\u00e0)")  # but no escape such as \u00e9, which no number can follow directly


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a document may hold.

    max_bytes: its size in bytes.
    max_depth: objects and lists inside each other; `[]` has depth 1, a bare number depth 0.
    max_nodes: values of every kind, the objects and lists themselves included, keys not.
    """

    max_bytes: int = 16 * 1024 * 1024
    max_depth: int = 64
    max_nodes: int = 1_000_000


DEFAULT_LIMITS = Limits()


def parse(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Any:
    """Return the JSON value that `data` holds: dict, list, str, int (64 bits), float (finite), bool or None.

    Raises DocumentRefused with everything that is wrong up to where reading can't go on; each problem has a line and
    a column.
    """
    return read(data, limits)[0]


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> tuple[Any, bool]:
    """Return what `parse` does, and whether `data` is known to be written as most programs indent JSON.

    That is by two spaces, every item on a line of its own: so whatever is closed is closed on a line of its own
    indentation. Of larger documents it is not known: written out again they could take many times their size.
    """
    if len(data) > limits.max_bytes:
        raise DocumentRefused([_too_large(len(data), limits.max_bytes)])
    body = data[len(_BYTE_ORDER_MARK) :] if data.startswith(_BYTE_ORDER_MARK) else data
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return _parse_exactly(body, limits), False
    written = _written_again(body, document, limits)
    if written is not None:
        if body.strip(_WHITE_SPACE) == written:
            return document, len(body) <= _INDENTED_UP_TO
        if _same_but_for_space(body, written) or _same_keys_and_exact_numbers(body, written):
            return document, False
    return _parse_exactly(body, limits), False


def _parse_exactly(body: bytes, limits: Limits) -> Any:
    """Read with the exact scanner, which is slow; imported here because most runs never need it."""
    from checker.scanner import scan

    return scan(body, max_depth=limits.max_depth, max_nodes=limits.max_nodes)


def _written_again(body: bytes, document: Any, limits: Limits) -> bytes | None:
    """Return in writing what `body` was read as, indented if it is not large; None where that may be beyond limits."""
    if len(body) > limits.max_nodes and _most_nodes(body) > limits.max_nodes:
        return None
    try:
        if len(body) <= _INDENTED_UP_TO:
            written = orjson.dumps(document, option=orjson.OPT_INDENT_2)
            # What is inside max_depth brackets is indented by so much; but at depth 1, `[]` stands at no indentation.
            shallow = limits.max_depth > 0 and b"\n" + b"  " * limits.max_depth not in written
        else:
            written = orjson.dumps(document)
            shallow = _is_shallow(document, limits.max_depth)
    except orjson.JSONEncodeError:  # deeper than orjson can write
        return None
    return written if shallow else None


def _same_but_for_space(body: bytes, written: bytes) -> bool:
    """The usual proof: the document, written out again, is the same but for white space.

    A key that was dropped takes its colon along, and nothing brings a colon in; so both texts have the same tokens in
    the same order, and each number is spelled as the value that was kept is spelled.
    """
    return body.translate(None, _WHITE_SPACE) == written.translate(None, _WHITE_SPACE)


def _same_keys_and_exact_numbers(body: bytes, written: bytes) -> bool:
    """The proof for other spellings, such as "\\u00e9" for "é" or 1.50 for 1.5: the same colons, harmless numbers.

    A number of less than 16 characters has at most 15 digits, which a 64-bit float always keeps.
    """
    if body.count(b":") != written.count(b":"):
        return False
    if b"\\u003" in body:  # perhaps a colon written as \u003a, which could make up for a lost one
        return False
    shapes = body.translate(_NUMBER_SHAPES)
    return (_LONG_NUMBER not in shapes and _EXPONENT.search(shapes) is None) or _has_exact_numbers_only(body, shapes)


def _has_exact_numbers_only(body: bytes, shapes: bytes) -> bool:
    from checker.exact_numbers import all_exact

    return all_exact(body, shapes)


def _most_nodes(body: bytes) -> int:
    """Return an upper bound: each value but the first follows a comma or is the first one inside a bracket."""
    return 1 + body.count(b",") + body.count(b"[") + body.count(b"{")


def _is_shallow(document: Any, max_depth: int) -> bool:
    """Tell whether no more than `max_depth` objects and lists are inside each other; level by level, no recursion."""
    level = [document] if isinstance(document, dict | list) else []
    for _ in range(max_depth):
        level = [
            child
            for container in level
            for child in (container.values() if type(container) is dict else container)
            if type(child) is dict or type(child) is list
        ]
        if not level:
            return True
    return not level


def _too_large(size: int, limit: int) -> Problem:
    return Problem(
        f"The document is too large: it has {size:,} bytes, and {limit:,} are allowed.",
        keyword="too-large",
        line=1,
        column=1,
        hint="split the document, or allow more with --max-bytes",
    )
