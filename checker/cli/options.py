"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from checker.cli import completion
from checker.cli.settings import Assignments, leave_out_configuration, take_configuration
from checker.cli.types import Assignment, Day, PathText, Seconds, Size, Workers
from checker.errors import Problem, UsageRefused
from checker.rulebook.model import Severity

if TYPE_CHECKING:
    from checker.check import Checker
    from checker.document import Limits

Command = TypeVar("Command", bound=Callable[..., Any])
SEVERITIES = [severity.value for severity in Severity]
ENGINES = ["auto", "durable", "reference"]


@dataclass(frozen=True, slots=True)
class Resources:
    """What a run may use; see `checker.workers.check_all`.

    timeout: seconds per proposal. memory: bytes per worker. verify: whether a second engine confirms each result.
    """

    workers: int | None = None
    timeout: float | None = None
    memory: int | None = None
    verify: bool = False


@dataclass(frozen=True, slots=True)
class CheckerOptions:
    """What a `Checker` is built with, as the options of a command say it."""

    rules: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    severities: Mapping[str, str] = field(default_factory=dict)
    schema: Path | None = None
    today: date | None = None
    engine: str = "auto"
    max_bytes: int | None = None

    @property
    def limits(self) -> Limits:
        """How large a document may be."""
        from checker.document import Limits

        return Limits() if self.max_bytes is None else Limits(max_bytes=self.max_bytes)

    def build(self) -> Checker:
        """Build the Checker. Raises what its constructor raises."""
        return make_checker(
            self.rules,
            schema=self.schema,
            parameters=self.parameters,
            select=self.select,
            ignore=self.ignore,
            severities=self.severities,
            today=self.today or current_day(),
            engine=self.engine,
            limits=self.limits,
        )


def checker_options(command: Command) -> Command:
    """Add the options that say how proposals are checked; the command gets them as `checker_options`."""

    @wraps(command)
    def with_checker_options(
        *arguments: Any, parameters: Sequence[tuple[str, str]], severities: Sequence[tuple[str, str]], **options: Any
    ) -> Any:
        taken = {one.name: options.pop(one.name) for one in fields(CheckerOptions) if one.name in options}
        chosen = CheckerOptions(
            **taken, parameters=unique("--set", parameters), severities=unique("--severity", severities)
        )
        return command(*arguments, checker_options=chosen, **options)

    return with_options(
        cast(Command, with_checker_options),
        RULES_OPTION,
        _SELECT_OPTION,
        click.option(
            "--ignore", multiple=True, metavar="NAMES", callback=separated, shell_complete=completion.rule_names,
            help="Not these rules: ids, packs or tags; repeatable, comma-separated.",
        ),
        click.option(
            "--set", "parameters", type=Assignment(), cls=Assignments, multiple=True, metavar="PARAMETER=VALUE",
            shell_complete=completion.parameters,
            help="Set a parameter of the rules. Repeatable.",
        ),
        click.option(
            "--severity", "severities", type=Assignment(), cls=Assignments, multiple=True, metavar="RULE=LEVEL",
            shell_complete=completion.severities,
            help="Give a rule another severity. Repeatable.",
        ),
        click.option(
            "--schema", type=PathText(path_type=Path), metavar="PATH",
            help="Another schema of proposals than the built-in one.",
        ),
        TODAY,
        click.option(
            "--engine", type=click.Choice(ENGINES), default="auto", show_default=True, help="What evaluates the rules."
        ),
        click.option(
            "--max-bytes", type=Size(min=1), metavar="N",
            help="The largest document to read (default: 16777216).",
        ),
        *CONFIGURATION_OPTIONS,
    )  # fmt: skip


def resources_options(command: Command) -> Command:
    """Add the options that say what a run may use; the command gets them as `resources`."""

    @wraps(command)
    def with_resources(
        *arguments: Any,
        workers: int | None,
        timeout: float,
        max_memory: int | None,
        verify: bool,
        **options: Any,
    ) -> Any:
        memory = None if max_memory is None else max_memory << 20
        return command(*arguments, resources=Resources(workers, timeout or None, memory, verify), **options)

    return with_options(
        cast(Command, with_resources),
        click.option(
            "--workers", type=Workers(), default="auto", show_default=True, metavar="N",
            help="Processes that check at the same time, so that a crash costs one proposal; 0 is none but this one, "
            "`auto` is one per processor where there is much to check.",
        ),
        click.option(
            "--timeout", type=Seconds(min=0), default=30.0, show_default=True, metavar="SECONDS",
            help="The longest that one proposal may take; 0 is no limit.",
        ),
        click.option(
            "--max-memory", type=Size(min=64), metavar="MIB",
            help="The address space that each worker may use, in MiB (default: no limit).",
        ),
        click.option(
            "--verify", is_flag=True,
            help="Check each proposal with the reference engine as well; a difference is a bug (exit code 70).",
        ),
    )  # fmt: skip


def rules_options(command: Command) -> Command:
    """Add the options that say which rules are meant: --rules and --select."""
    return with_options(command, RULES_OPTION, _SELECT_OPTION, *CONFIGURATION_OPTIONS)


def rules_option(command: Command) -> Command:
    """Add the option that says where the rules are: --rules."""
    return with_options(command, RULES_OPTION, *CONFIGURATION_OPTIONS)


def with_options(command: Command, *options: Callable[[Command], Command]) -> Command:
    """Add options that `--help` lists in this order."""
    for option in reversed(options):
        command = option(command)
    return command


def fail_on_option(command: Command) -> Command:
    """Add --fail-on; the command gets a severity's name, or "never"."""
    option = click.option(
        "--fail-on", type=click.Choice([*SEVERITIES, "never"]), default="high", show_default=True,
        help="The least severity that makes the exit code 1.",
    )  # fmt: skip
    return option(command)


def least_severity(fail_on: str) -> Severity | None:
    """Return what --fail-on says, None where no severity counts."""
    return None if fail_on == "never" else Severity(fail_on)


def color_option(command: Command) -> Command:
    """Add --color, see `terminal.width_and_color`."""
    option = click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Colours in text; auto is where a terminal shows them, unless NO_COLOR is set.",
    )
    return option(command)


def debug_option(command: Command) -> Command:
    """Add --debug, which the end of the command (`entry.run`) looks for itself."""
    option = click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback when something fails.")
    return option(command)


def separated(_ctx: click.Context, _parameter: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """Take comma-separated values apart. Raises BadParameter for one that holds none: it can't have been meant."""
    for value in values:
        if not value.replace(",", "").strip():
            raise click.BadParameter(f"{value!r} names nothing.")
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def unique(option: str, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return assignments by name; raises UsageRefused where a name is given two values."""
    values: dict[str, str] = {}
    for name, value in pairs:
        if values.setdefault(name, value) != value:
            message = f"{option} gives `{name}` two values, {values[name]} and {value}."
            raise UsageRefused([Problem(message, "usage", hint="Give it once.")])
    return values


TODAY = click.option(
    "--today", type=Day(), metavar="DATE", help="The day that dates are compared with (default: today in UTC)."
)
RULES_OPTION = click.option(
    "--rules", type=PathText("builtin"), multiple=True, metavar="PATH",
    help="Rule files or folders, instead of the built-in packs; `builtin` stands for those. Repeatable.",
)  # fmt: skip
_SELECT_OPTION = click.option(
    "--select", multiple=True, metavar="NAMES", callback=separated, shell_complete=completion.rule_names,
    help="Only these rules: ids, packs or tags; repeatable, comma-separated.",
)  # fmt: skip
# Eager: they are read before the options that a configuration may stand in for, and after --help.
CONFIGURATION_OPTIONS = (
    click.option(
        "--no-config", is_flag=True, is_eager=True, expose_value=False, callback=leave_out_configuration,
        help="Take no settings from a configuration file.",
    ),
    click.option(
        "--config", type=PathText(path_type=Path), metavar="FILE", is_eager=True, expose_value=False,
        callback=take_configuration,
        help="Take what is not given here from this file (default: the nearest caveat.toml or pyproject.toml).",
    ),
)  # fmt: skip


def current_day() -> date:
    """Return today in UTC: the core reads no clock."""
    return datetime.now(UTC).date()


def make_checker(rules: Sequence[str], **options: Any) -> Checker:
    """Build a Checker; imported here because it brings everything heavy with it."""
    from checker.check import Checker

    return Checker(list(rules) or None, **options)
