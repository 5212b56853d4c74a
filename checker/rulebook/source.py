"""A rule file -> a tree of plain values, each of which knows its line and column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TypeAlias

from checker.errors import Problem, RulesRefused
from checker.reading import TooLarge, read_within
from checker.rulebook.events import Event, Scalar, Unreadable, json_events, yaml_events
from checker.rulebook.model import Source

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_DEPTH: Final = 64

Content: TypeAlias = "Scalar | list[Node] | dict[str, Node]"


class Node:
    """A value of a file and where it stands; the key's place too, where it is the value of a key."""

    __slots__ = ("column", "key_column", "key_line", "line", "path", "value")

    def __init__(self, path: str, value: Content, line: int, column: int) -> None:
        self.path = path
        self.value = value
        self.line = line
        self.column = column
        self.key_line = line
        self.key_column = column

    @property
    def place(self) -> Source:
        return Source(self.path, self.line, self.column)

    @property
    def key_place(self) -> Source:
        """Where its key stands; for an item of a list, where the item itself stands."""
        return Source(self.path, self.key_line, self.key_column)

    @property
    def entries(self) -> dict[str, Node]:
        """The entries of a mapping; no other node has any."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> list[Node]:
        """The items of a list; no other node has any."""
        return self.value if isinstance(self.value, list) else []

    @property
    def text(self) -> str:
        """The text of a node that a schema knows to be text."""
        return self.value if isinstance(self.value, str) else ""

    def find(self, pointer: str) -> Node:
        """Return the node at a JSON Pointer, or the nearest one around it where there is none."""
        node = self
        for token in pointer.split("/")[1:]:
            step = token.replace("~1", "/").replace("~0", "~")
            if step in node.entries:
                node = node.entries[step]
            elif step.isdecimal() and int(step) < len(node.items):
                node = node.items[int(step)]
            else:
                break
        return node

    def plain(self) -> Any:
        """Return the value as JSON has it, decimals as float: for a look at its structure, never for comparing."""
        value = self.value
        if isinstance(value, dict):
            return {key: node.plain() for key, node in value.items()}
        if isinstance(value, list):
            return [node.plain() for node in value]
        return float(value) if isinstance(value, Decimal) else value


def read_bytes(path: Path, max_bytes: int = MAX_BYTES) -> bytes:
    """Return the bytes of a file. Raises RulesRefused where it can't be read or is larger than `max_bytes`."""
    try:
        return read_within(path, max_bytes)
    except TooLarge:
        problem = Problem(f"the file is larger than {max_bytes} bytes", "too-large", path=str(path))
    except OSError as error:
        problem = _unreadable(path, error)
    raise RulesRefused([problem])


def _unreadable(path: Path, error: OSError) -> Problem:
    reason = (error.strerror or "unknown reason").lower()
    return Problem(f"the file can't be read: {reason}", "unreadable", path=str(path))


def read_tree(path: Path, data: bytes, max_depth: int = MAX_DEPTH) -> Node:
    """Return the tree of a file's contents; the path's ending says whether it is JSON or YAML.

    Raises RulesRefused with every problem that was found: no UTF-8, no YAML or JSON, aliases, anchors, tags, merge
    keys, duplicate keys, keys that are no text, several documents, nesting beyond `max_depth`.
    """
    problems: list[Problem] = []
    try:
        text = _decode(data)
        read_events = json_events if path.suffix.lower() == ".json" else yaml_events
        builder = _Builder(str(path), problems, max_depth)
        tree = builder.build(read_events(text, problems))
    except Unreadable as error:
        problems.append(error.problem)
    if problems:
        raise RulesRefused(replace(problem, path=str(path)) for problem in problems)
    return tree


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line_start = before.rfind(b"\n") + 1
        column = len(before[line_start:].decode("utf-8", "replace")) + 1
        message = f"the byte 0x{data[error.start]:02x} is no UTF-8"
        raise Unreadable(
            Problem(message, "encoding", line=before.count(b"\n") + 1, column=column, hint="save the file as UTF-8")
        ) from None


class _Builder:
    """Builds the tree from events."""

    def __init__(self, path: str, problems: list[Problem], max_depth: int) -> None:
        self._path = path
        self._problems = problems
        self._max_depth = max_depth

    def build(self, events: Iterator[Event]) -> Node:
        tree = self._node(next(events), events, 0)
        for _ in events:  # what follows the document is checked by the reader of events
            pass
        return tree

    def _node(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        value: Content = event.value
        if event.kind != "scalar":
            if depth >= self._max_depth:
                message = f"this is nested more than {self._max_depth} levels deep"
                raise Unreadable(Problem(message, "too-deep", line=event.line, column=event.column))
            value = self._mapping(events, depth + 1) if event.kind == "{" else self._list(events, depth + 1)
        return Node(self._path, value, event.line, event.column)

    def _list(self, events: Iterator[Event], depth: int) -> list[Node]:
        items = []
        while (event := next(events)).kind != "]":
            items.append(self._node(event, events, depth))
        return items

    def _mapping(self, events: Iterator[Event], depth: int) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        while (event := next(events)).kind != "}":
            key = self._key(event, events, depth)
            node = self._node(next(events), events, depth)
            node.key_line, node.key_column = event.line, event.column
            if key in entries:
                first = entries[key].key_place
                self._refuse(event, f"the key `{key}` is there twice (first in line {first.line})", "duplicate-key")
            entries[key] = node
        return entries

    def _key(self, event: Event, events: Iterator[Event], depth: int) -> str:
        """Return the text of a key; one that is none is a problem, and is read over."""
        key = self._node(event, events, depth).value
        if not isinstance(key, str):
            self._refuse(event, "a key is text", "key", "put it in quotes")
            return f"\0{event.line}:{event.column}"  # a key that no other one can equal
        if key == "<<":
            self._refuse(event, "`<<` merges mappings", "merge-key", "write the entries out")
        return key

    def _refuse(self, event: Event, message: str, keyword: str, hint: str | None = None) -> None:
        self._problems.append(Problem(message, keyword, line=event.line, column=event.column, hint=hint))
