"""caveat.toml: which one is meant, and what it says, each value with its line.

A configuration is looked for from the working folder upwards: `caveat.toml`, or a `pyproject.toml` with a table
`[tool.caveat]`. The first that is found holds, and nothing is taken from another one. The search ends at the top of a
repository (a folder with `.git`), so that a repository is checked in the same way wherever it lies.

What the settings mean is not known here: they are the options of the commands (cli/settings.py).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from checker.errors import Problem, UsageRefused, did_you_mean
from checker.reading import TooLarge, names_in, read_within

NAME: Final = "caveat.toml"
_SHARED_NAME = "pyproject.toml"
_SHARED_TABLE = ("tool", "caveat")
_LARGEST = 1 << 20

# `[tool.caveat.set]` and `name = ...`, with bare, quoted and dotted names.
_NAME = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_DOTTED = rf"({_NAME}(?:\s*\.\s*{_NAME})*)"
_HEADER = re.compile(rf"\s*\[\s*{_DOTTED}\s*\]")
_ASSIGNMENT = re.compile(rf"\s*{_DOTTED}\s*=")
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

_SYNTAX_HINT: Final = 'a setting is written `fail-on = "medium"`; `--no-config` checks without the file'


class ConfigurationRefused(UsageRefused):
    """A configuration can't be used."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of a file.

    path: the file. settings: values by key, as TOML has them, but a number with a fraction is the text that is written.
    lines: the line (from 1) of each key, and of each name in a table, as a path of names.
    """

    path: Path
    settings: Mapping[str, Any]
    lines: Mapping[tuple[str, ...], int] = field(default_factory=dict)

    def line(self, *names: str) -> int | None:
        """Return the line where a key is written, or a name in the table of a key; of what holds it, where unknown."""
        held = (names[:length] for length in range(len(names), 0, -1))
        return next((self.lines[one] for one in held if one in self.lines), None)

    def problem(self, message: str, *names: str, keyword: str = "setting", hint: str | None = None) -> Problem:
        """Return a problem with a setting, placed at its line."""
        return Problem(message, keyword, line=self.line(*names), hint=hint, path=str(self.path))


def find_configuration(folder: Path) -> Configuration | None:
    """Return the configuration that holds in a folder, or None; its path is the way from the working folder.

    folder: an absolute path. Raises ConfigurationRefused where the file can't be used.
    """
    for candidate in (folder, *folder.parents):
        for name in (NAME, _SHARED_NAME):
            if os.path.lexists(candidate / name) and not os.path.isdir(candidate / name):
                found = read_configuration(Path(os.path.relpath(candidate / name)))
                if name == NAME or found.settings:
                    return found
        if os.path.exists(candidate / ".git"):
            break
    return None


def read_configuration(path: Path) -> Configuration:
    """Return what a file says: its `[tool.caveat]` if it is called pyproject.toml. Raises ConfigurationRefused."""
    import tomllib  # most runs find no configuration

    text = _text(path)
    try:
        settings = tomllib.loads(text, parse_float=str)
    except RecursionError as error:
        raise ConfigurationRefused([_unusable(path, "it is nested too deeply")]) from error
    except ValueError as error:  # a TOMLDecodeError, or a number with thousands of digits
        place = _PLACE.search(str(error))
        line, column = (int(number) for number in place.groups()) if place and place[1] else (None, None)
        problem = Problem(
            f"this is no TOML: {_PLACE.sub('', str(error))}.", "syntax", line=line, column=column,
            hint=_SYNTAX_HINT, path=str(path),
        )  # fmt: skip
        raise ConfigurationRefused([problem]) from error
    table = _SHARED_TABLE if path.name == _SHARED_NAME else ()
    for name in table:
        found = settings.get(name, {})
        if not isinstance(found, dict):
            raise ConfigurationRefused([_unusable(path, f"`{'.'.join(table)}` is no table")])
        settings = found
    lines = {names[len(table) :]: line for names, line in _lines(text) if names[: len(table)] == table}
    return Configuration(path, settings, lines)


def _text(path: Path) -> str:
    try:
        content = read_within(path, _LARGEST)
    except FileNotFoundError as error:
        problem = Problem("there is no such file", "missing-path", hint=_near(path), path=str(path))
        raise ConfigurationRefused([problem]) from error
    except TooLarge as error:
        raise ConfigurationRefused([_unusable(path, f"it is larger than {_LARGEST} bytes")]) from error
    except OSError as error:
        raise ConfigurationRefused([_unusable(path, (error.strerror or str(error)).lower())]) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationRefused([_unusable(path, "it is no UTF-8 text")]) from error


def _near(path: Path) -> str | None:
    return did_you_mean(path.name, names_in(path.parent))


def _unusable(path: Path, reason: str) -> Problem:
    return Problem(f"the configuration can't be used: {reason}", "configuration", path=str(path))


def _lines(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield each name that is given a value or a table, as a path from the top, with its line.

    tomllib says no places. This reads lines that look like headers and assignments, and is for people only: within a
    text of several lines it may be wrong.
    """
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _names(header[1])
            yield table, number
        elif assignment := _ASSIGNMENT.match(line):
            yield (*table, *_names(assignment[1])), number


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, dotted))


def as_text(value: object) -> str | None:
    """Return a value as it is written on a command line; None for a table, a list and a time."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return str(value)
    return value.isoformat() if type(value) is date else None
