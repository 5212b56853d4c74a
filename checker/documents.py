"""The documents of sources, read one at a time within bounds. What can't be read is a value, no exception."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from checker.discovery import STANDARD_INPUT, Source
from checker.errors import Problem
from checker.reading import NotOrdinary, ordinary_file, read_up_to

_CHUNK = 1 << 16
_MOST_SKIPPED = 64 * 1024 * 1024
"""Bytes of too long a line that are read over: what goes on longer may never end."""
_MOST_BLANK = 1024 * 1024
"""Bytes of blank lines in a row."""


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
        with ordinary_file(source.path) as file:
            if source.holds_lines:
                yield from _in_lines(source, file, max_bytes)
            elif (size := os.fstat(file.fileno()).st_size) > max_bytes:
                yield _unreadable(source, 0, _too_large("The file", size, max_bytes))
            else:
                yield _whole(source, read_up_to(file, max_bytes + 1), max_bytes)
    except NotOrdinary:
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
    blank = io.BytesIO()
    while (line := stream.readline(max_bytes + 1)) and not line.strip() and blank.tell() <= _MOST_BLANK:
        blank.write(line)
    begun = blank.getvalue()
    if len(line) <= max_bytes and _is_whole_value(line):
        yield from _in_lines(source, stream, max_bytes, chain(io.BytesIO(begun), [line]))
        return
    begun += line
    yield _whole(source, begun + read_up_to(stream, max_bytes + 1 - len(begun)), max_bytes)


def _whole(source: Source, content: bytes, max_bytes: int) -> Document:
    if len(content) > max_bytes:
        return _unreadable(source, 0, _too_large("It", None, max_bytes))
    return Document(source, 0, content)


def _in_lines(source: Source, file: BinaryIO, max_bytes: int, start: Iterable[bytes] = ()) -> Iterator[Document]:
    """Read each line that is not blank; `start` are lines that were read already."""
    empty = True
    blank = 0
    lines = chain(start, iter(lambda: file.readline(max_bytes + 1), b""))
    for index, line in enumerate(lines):
        ends = _skip_rest_of_line(file, line)
        content = line.rstrip(b"\r\n")
        if len(content) > max_bytes:
            yield _unreadable(source, index, _too_large("The line", None, max_bytes, line=index + 1))
        elif content.strip():
            yield Document(source, index, content)
        else:
            blank += len(line)
            if blank > _MOST_BLANK:
                yield _unreadable(source, index, _not_read("the blank lines before it go on", _MOST_BLANK, index + 1))
                return
            continue
        if not ends:
            yield _unreadable(source, index + 1, _not_read("the line before it goes on", _MOST_SKIPPED, index + 2))
            return
        empty, blank = False, 0
    if empty:
        message = "There is no proposal in it: every line is blank."
        yield _unreadable(source, 0, Problem(message, "no-proposal", line=1, column=1))


def _skip_rest_of_line(file: BinaryIO, line: bytes) -> bool:
    """Read on to the end of a line of which only the beginning was read; return whether it has one."""
    skipped = 0
    while line and not line.endswith(b"\n") and skipped <= _MOST_SKIPPED:
        line = file.readline(_CHUNK)
        skipped += len(line)
    return skipped <= _MOST_SKIPPED


def _not_read(why: str, size: int, line: int) -> Problem:
    """Say that the rest of a source is not read: it may be empty, and may hold proposals."""
    message = f"What follows was not read, because {why} for more than {size:,} bytes."
    return Problem(message, "not-read", line=line, column=1, hint="Take out what is no proposal, and check again.")


def _is_whole_value(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError, MemoryError):
        return False
    return True


def _unreadable(source: Source, index: int, problem: Problem) -> Document:
    return Document(source, index, b"", problem)


def _too_large(what: str, size: int | None, max_bytes: int, line: int = 1) -> Problem:
    measured = f"{what} has {size:,} bytes" if size is not None else f"{what} is too large"
    return Problem(
        f"{measured}; at most {max_bytes:,} are read.",
        "too-large",
        line=line,
        column=1,
        hint="A larger bound can be set with --max-bytes.",
    )
