"""Options that several commands share, and the types of their values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from checker.errors import Problem, UsageRefused
from checker.rulebook.model import Severity

if TYPE_CHECKING:
    from checker.check import Checker

Command = TypeVar("Command", bound=Callable[..., Any])
SEVERITIES = [severity.value for severity in Severity]
ENGINES = ["auto", "durable", "reference"]


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


def rules_options(command: Command) -> Command:
    """Add the options that say which rules are meant."""
    for option in reversed([
        click.option(
            "--rules", multiple=True, metavar="PATH",
            help="Rule files or folders, instead of the built-in packs; `builtin` stands for those. Repeatable.",
        ),
        click.option(
            "--select", multiple=True, metavar="NAMES", callback=separated,
            help="Only these rules: ids, packs or tags; repeatable, comma-separated.",
        ),
    ]):  # fmt: skip
        command = option(command)
    return command


def debug_option(command: Command) -> Command:
    """Add --debug, which the end of the command (`entry.run`) looks for itself."""
    option = click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback when something fails.")
    return option(command)


def separated(_ctx: click.Context, _parameter: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """Take comma-separated values apart."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def unique(option: str, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return assignments by name; raises UsageRefused where a name is given two values."""
    values: dict[str, str] = {}
    for name, value in pairs:
        if values.setdefault(name, value) != value:
            message = f"{option} gives `{name}` two values, {values[name]} and {value}."
            raise UsageRefused([Problem(message, "usage", hint="Give it once.")])
    return values


def current_day() -> date:
    """Return today in UTC: the core reads no clock."""
    return datetime.now(UTC).date()


def make_checker(rules: Sequence[str], **options: Any) -> Checker:
    """Build a Checker; imported here because it brings everything heavy with it."""
    from checker.check import Checker

    return Checker(list(rules) or None, **options)
