"""Collecting problems of rule files, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from checker.errors import Problem, did_you_mean
from checker.rulebook.model import Source

Value = TypeVar("Value")


class Problems:
    """The problems found so far; a repeated one counts once."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, source: Source, keyword: str, message: str, hint: str | None = None) -> None:
        """Add a problem at a place of a rule file."""
        problem = Problem(message, keyword, line=source.line, column=source.column, hint=hint, path=source.path)
        self.extend([problem])

    def unknown(self, source: Source, kind: str, name: str, known: Iterable[str], of: str | None = None) -> None:
        """Add the problem that nothing of a kind (of the owner `of`) has this name, with the nearest known one."""
        message = f"`{of}` has no {kind} `{name}`" if of else f"there is no {kind} `{name}`"
        self.add(source, f"unknown-{kind}", message, did_you_mean(name, known))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add problems that know their place already."""
        self._found.update(dict.fromkeys(problems))

    def attempt(self, source: Source, keyword: str, read: Callable[[], Value]) -> Value | None:
        """Return what `read` returns, or None where it raises ValueError: its message is then a problem here."""
        try:
            return read()
        except ValueError as error:
            self.add(source, keyword, str(error))
            return None

    def sorted(self) -> list[Problem]:
        """The problems by file, line and column."""
        return sorted(
            self._found,
            key=lambda problem: (problem.path or "", problem.line or 0, problem.column or 0, problem.message),
        )
