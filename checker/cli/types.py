"""The types of values that options take."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
from click.shell_completion import CompletionItem

_MOST_WORKERS = 256
_MOST_SECONDS = 365 * 24 * 60 * 60
_MOST_OF_A_SIZE = 1 << 40
"""A thousand times what a machine has, in bytes or MiB, and no more than a system counts with."""


class Day(click.ParamType[date]):
    """A date as ISO 8601 has it: 2026-11-22."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date such as 2026-11-22.", param, ctx)
        if day.isoformat() != value:
            self.fail(f"{value!r} is no date such as {day.isoformat()}.", param, ctx)
        return day


class Assignment(click.ParamType[tuple[str, str]]):
    """NAME=VALUE, as a pair of texts."""

    name = "assignment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        left, sign, right = value.partition("=")
        if not sign or not left.strip() or not right.strip():
            self.fail(f"{value!r} has no name, no `=` or no value.", param, ctx)
        return left.strip(), right.strip()


class PathText(click.Path):
    """A path as it was written: shells complete it, and in a configuration it is relative to the file's folder.

    words: texts that are no paths though they stand where a path does.
    """

    def __init__(self, *words: str, path_type: type[Any] | None = None) -> None:
        # Whether it can be read is known when it is read: one proposal that can't be must not keep back the others.
        super().__init__(path_type=path_type, readable=False)
        self.words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        # Of a variable of the shell that is not set; as a path it would be the working folder.
        if value == "" and isinstance(param, click.Option):
            self.fail("it is empty.", param, ctx)
        return super().convert(value, param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        words = [CompletionItem(word) for word in self.words if word != "-" and word.startswith(incomplete)]
        return words if incomplete and words else super().shell_complete(ctx, param, incomplete)


class OutputFile(PathText):
    """The path of a file that is written, or `-` for standard output."""

    def __init__(self) -> None:
        super().__init__("-")


class Seconds(click.FloatRange):
    """A time that can be waited for."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        seconds = super().convert(value, param, ctx)
        if not seconds <= _MOST_SECONDS:  # nor is NaN
            self.fail(f"{value} is not at most {_MOST_SECONDS}, a year.", param, ctx)
        return seconds


class Size(click.IntRange):
    """A number of bytes, or of MiB."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        size = super().convert(value, param, ctx)
        if size > _MOST_OF_A_SIZE:
            self.fail(f"{value} is more than {_MOST_OF_A_SIZE}.", param, ctx)
        return size


class Workers(click.ParamType[int | None]):
    """A number of processes, or `auto` as None."""

    name = "workers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        if value is None or value == "auto":
            return None
        if not (value.isascii() and value.isdigit() and int(value) <= _MOST_WORKERS):
            self.fail(f"{value!r} is neither `auto` nor a number from 0 to {_MOST_WORKERS}.", param, ctx)
        return int(value)
