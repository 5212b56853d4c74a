"""The standard streams: UTF-8 whatever the locale, and at peace with a reader who leaves, or who takes their time.

Another program that has the same pipe or terminal may have set it not to block. We wait all the same: what can't be
read or written at once is no error, and no end.
"""

from __future__ import annotations

import io
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO, TypeAlias, cast

import click

from checker.errors import Problem, UsageRefused
from checker.reporters.display import harmless

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


_Count: TypeAlias = int | None
"""What a raw stream returns, None where it would block; its declared types leave that out."""


class OutputRefused(UsageRefused):
    """What was asked for can't be written where it was asked for."""


@contextmanager
def refusing(name: str) -> Iterator[None]:
    """Turn an error of the system into a refusal that names the output."""
    try:
        yield
    except OSError as error:
        raise OutputRefused([Problem(f"{name} can't be written: {error.strerror or error}.", "output")]) from error


class _Tolerant(io.FileIO):
    """A stream whose reader may leave (`| head`): what is written then is dropped, and the run goes on to its end.

    Any other error is raised once, where somebody can tell of it, and not again when the interpreter shuts down.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self.broken = False

    def write(self, data: ReadableBuffer, /) -> int:
        if not self.broken:
            try:
                while (written := cast(_Count, super().write(data))) is None:
                    select.select([], [self], [])
                return written
            except BrokenPipeError:
                self.broken = True
            except OSError:
                self.broken = True
                raise
        return memoryview(data).nbytes


class _Output(_Tolerant):
    """Standard output: that it can't be written is no bug, whoever writes there."""

    def write(self, data: ReadableBuffer, /) -> int:
        with refusing("Standard output"):
            return super().write(data)


class _Closed(io.TextIOBase):
    """Standard output that is closed: what is written there would be lost without a word."""

    def write(self, text: str, /) -> int:
        hint = "Direct it to a file, or leave it open."
        raise OutputRefused([Problem("Standard output is closed.", "output", hint=hint)])


class _Patient(io.FileIO):
    """A stream that ends where its writer says so, and not where the writer takes a while."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor, "r", closefd=False)

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        while (count := cast(_Count, super().readinto(buffer))) is None:
            select.select([self], [], [])
        return count


def prepare_streams() -> None:
    """Replace the standard streams of this process. Input and standard error that are closed stay None."""
    # The declared types leave out that they can be None.
    if sys.stdin is not None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(_Patient(sys.stdin.fileno())), encoding="utf-8")
    sys.stdout = _stream(_Output(sys.stdout.fileno())) if sys.stdout is not None else cast(TextIO, _Closed())
    if sys.stderr is not None:
        sys.stderr = _stream(_Tolerant(sys.stderr.fileno()))


def _stream(raw: _Tolerant) -> TextIO:
    # Half of a surrogate pair has no UTF-8: it is written as an escape.
    return io.TextIOWrapper(
        io.BufferedWriter(raw), encoding="utf-8", errors="backslashreplace", newline="\n", line_buffering=raw.isatty()
    )


def tell(text: str) -> None:
    """Say something on standard error, on a line of its own, whatever the names in it hold."""
    click.echo(f"caveat: {harmless(text)}", err=True)
