"""`caveat check --show-config`: what is in force and where it comes from, as a file that can be kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import click
from click.core import ParameterSource

from checker.cli.settings import is_setting, key, session, shown
from checker.cli.types import Assignment
from checker.config import NAME, Configuration
from checker.reporters.display import padded, width

_LONGEST_COLUMN = 60

Row = tuple[str, str]
"""What is set, and the comment that says by whom."""


def configuration_lines(context: click.Context) -> Iterator[str]:
    """Yield a configuration with the values that the options of a command have."""
    found = session(context).configuration
    source = f"settings from {shown(found.path)}" if found else f"no {NAME} is in force"
    yield f"# What holds for `{context.command_path}` in this folder: {source}."
    tables: list[click.Parameter] = []
    rows: list[Row] = []
    for parameter in filter(is_setting, context.command.params):
        if isinstance(parameter.type, Assignment):
            tables.append(parameter)
        else:
            rows.append(_row(context, parameter, found))
    yield from _aligned(rows)
    for parameter in tables:
        yield from ["", f"[{key(parameter)}]"]
        yield from _aligned(_table(context, parameter, found))


def _row(context: click.Context, parameter: click.Parameter, found: Configuration | None) -> Row:
    name = str(parameter.name)
    value = context.params[name]
    if value is None and isinstance(parameter.default, str):  # a word that stands for leaving something open: `auto`
        value = parameter.default
    source = context.get_parameter_source(name)
    written = f"# {key(parameter)} is not set" if value is None else f"{key(parameter)} = {_toml(value)}"
    return written, "" if value is None else _origin(source, found, key(parameter))


def _table(context: click.Context, parameter: click.Parameter, found: Configuration | None) -> Iterator[Row]:
    """Yield the names in a table: each may come from the command line, and the others from the configuration."""
    given = session(context).given.get(str(parameter.name), ())
    for name, value in context.params[str(parameter.name)]:
        source = ParameterSource.COMMANDLINE if name in given else ParameterSource.DEFAULT_MAP
        yield f"{_toml_key(name)} = {_toml(value)}", _origin(source, found, key(parameter), name)


def _origin(source: ParameterSource | None, found: Configuration | None, *names: str) -> str:
    if source is ParameterSource.DEFAULT_MAP and found:
        line = found.line(*names)
        return shown(found.path) + (f":{line}" if line else "")
    return "command line" if source is ParameterSource.COMMANDLINE else "default"


def _aligned(rows: Iterable[Row]) -> Iterator[str]:
    rows = list(rows)
    widest = max((width(written) for written, _ in rows), default=0)
    for written, origin in rows:
        yield padded(written, min(widest, _LONGEST_COLUMN)) + f"  # {origin}" if origin else written


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_toml, value))}]"
    return value.isoformat() if isinstance(value, date) else _text(str(value))


def _toml_key(name: str) -> str:
    bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if bare else _text(name)


def _text(text: str) -> str:
    """Return a basic string of TOML, which JSON writes in the same way (TOML 1.0, "String")."""
    from checker.reporters.dump import dump

    return dump(text)
