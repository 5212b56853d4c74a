"""Standard output and standard error: UTF-8 whatever the locale, and at peace with a reader who leaves."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, TextIO

import click

from checker.reporters.display import harmless

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


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
                return super().write(data)
            except BrokenPipeError:
                self.broken = True
            except OSError:
                self.broken = True
                raise
        return memoryview(data).nbytes


def prepare_streams() -> None:
    """Replace the standard streams of this process. One that is closed stays None."""
    if sys.stdout is not None:
        sys.stdout = _stream(sys.stdout)
    if sys.stderr is not None:
        sys.stderr = _stream(sys.stderr)


def _stream(original: TextIO) -> TextIO:
    raw = _Tolerant(original.fileno())
    # Half of a surrogate pair has no UTF-8: it is written as an escape.
    return io.TextIOWrapper(
        io.BufferedWriter(raw), encoding="utf-8", errors="backslashreplace", newline="\n", line_buffering=raw.isatty()
    )


def tell(text: str) -> None:
    """Say something on standard error, on a line of its own, whatever the names in it hold."""
    click.echo(f"caveat: {harmless(text)}", err=True)
