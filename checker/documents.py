"""The documents of sources, read one at a time within bounds. What can't be read is a value, no exception."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from checker.discovery import STANDARD_INPUT, Source
from checker.errors import Problem

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a source, or why it could not be read.

    index: the line, from 0, in a file of JSON Lines; 0 elsewhere. content: its bytes; empty where there is a problem.
    """

    source: Source
    index: int
    content: bytes
    problem: Problem | None = None


def documents(
    sources: Iterable[Source], *, max_bytes: int, standard_input: BinaryIO | None = None
) -> Iterator[Document]:
    """Read every document of every source, in order.

    max_bytes: the bound for one document (a file, or a line of JSON Lines). standard_input: what "-" reads.
    """
    for source in sources:
        if source.problem:
            yield _unreadable(source, 0, source.problem)
        elif source.path == STANDARD_INPUT:
            yield from _in_stream(source, standard_input, max_bytes)
        else:
            yield from _in_file(source, max_bytes)


def _in_file(source: Source, max_bytes: int) -> Iterator[Document]:
    try:
        with _regular_file(source.path) as file:
            if source.holds_lines:
                yield from _in_lines(source, file, max_bytes)
            elif (size := os.fstat(file.fileno()).st_size) > max_bytes:
                yield _unreadable(source, 0, _too_large("The file", size, max_bytes))
            else:
                yield _whole(source, file.read(max_bytes + 1), max_bytes)
    except _NotAFile:
        hint = "To check what a program writes, pipe it into `caveat check -`."
        yield _unreadable(source, 0, Problem("This is no ordinary file.", "unreadable-file", hint=hint))
    except OSError as error:
        reason = error.strerror or str(error)
        yield _unreadable(source, 0, Problem(f"The file can't be read: {reason}.", "unreadable-file"))


def _in_stream(source: Source, stream: BinaryIO | None, max_bytes: int) -> Iterator[Document]:
    """Read standard input: JSON Lines where its first line is a whole JSON value, else one document."""
    if stream is None:
        yield _unreadable(source, 0, Problem("Standard input is closed.", "unreadable-file"))
        return
    start: list[bytes] = []
    while not b"".join(start).strip() and (line := stream.readline(max_bytes + 1)):
        start.append(line)
    if start and _is_whole_value(start[-1]):
        yield from _in_lines(source, stream, max_bytes, start)
        return
    begun = b"".join(start)
    yield _whole(source, begun + stream.read(max(0, max_bytes + 1 - len(begun))), max_bytes)


def _whole(source: Source, content: bytes, max_bytes: int) -> Document:
    if len(content) > max_bytes:
        return _unreadable(source, 0, _too_large("It", None, max_bytes))
    return Document(source, 0, content)


def _in_lines(source: Source, file: BinaryIO, max_bytes: int, start: Iterable[bytes] = ()) -> Iterator[Document]:
    """Read each line that is not blank; `start` are lines that were read already."""
    empty = True
    lines = chain(start, iter(lambda: file.readline(max_bytes + 1), b""))
    for index, line in enumerate(lines):
        _skip_rest_of_line(file, line)
        content = line.rstrip(b"\r\n")
        if len(content) > max_bytes:
            yield _unreadable(source, index, _too_large("The line", None, max_bytes, line=index + 1))
        elif content.strip():
            yield Document(source, index, content)
        else:
            continue
        empty = False
    if empty:
        yield _unreadable(source, 0, Problem("There is no proposal in it: every line is blank.", "no-proposal"))


def _skip_rest_of_line(file: BinaryIO, line: bytes) -> None:
    """Read on to the end of a line of which only the beginning was read."""
    while line and not line.endswith(b"\n"):
        line = file.readline(_CHUNK)


def _is_whole_value(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _unreadable(source: Source, index: int, problem: Problem) -> Document:
    return Document(source, index, b"", problem)


def _too_large(what: str, size: int | None, max_bytes: int, line: int | None = None) -> Problem:
    measured = f"{what} has {size:,} bytes" if size is not None else f"{what} is too large"
    return Problem(
        f"{measured}; at most {max_bytes:,} are read.",
        "too-large",
        line=line,
        column=line and 1,
        hint="A larger bound can be set with --max-bytes.",
    )


class _NotAFile(Exception):
    """A FIFO, a device, a socket: reading it could block or never end."""


@contextmanager
def _regular_file(path: str) -> Iterator[BinaryIO]:
    """Open a regular file for reading; raises _NotAFile or OSError. Opening itself never blocks."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _NotAFile
        yield file
