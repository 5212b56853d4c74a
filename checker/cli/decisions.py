"""Options about what was decided before: waivers and a baseline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, cast

import click

from checker.cli.options import CONFIGURATION_OPTIONS, RULES_OPTION, TODAY, Command, with_options
from checker.cli.types import PathText
from checker.errors import Problem, UsageRefused


@dataclass(frozen=True, slots=True)
class DecisionOptions:
    """What was decided about warnings before, as the options of a command say it.

    waivers, baseline: the files; None where there is none.
    found: whether nobody named the waiver file, and it was found in the working folder.
    """

    waivers: Path | None = None
    baseline: Path | None = None
    found: bool = False

    @property
    def files(self) -> tuple[str, ...]:
        """The files, which are no proposals though they may lie among them."""
        return tuple(str(file) for file in (self.waivers, self.baseline) if file is not None)


def decision_options(command: Command) -> Command:
    """Add the options that say what was decided about warnings; the command gets them as `decisions`."""

    @wraps(command)
    def with_decisions(
        *arguments: Any, waivers: Path | None, no_waivers: bool, baseline: Path | None, **options: Any
    ) -> Any:
        from checker.waiver_file import DEFAULT_NAME

        if waivers is not None and no_waivers:
            raise UsageRefused([Problem("--waivers and --no-waivers exclude each other.", "usage", hint="Give one.")])
        found = waivers is None and not no_waivers and Path(DEFAULT_NAME).is_file()
        decisions = DecisionOptions(Path(DEFAULT_NAME) if found else waivers, baseline, found)
        return command(*arguments, decisions=decisions, **options)

    return with_options(
        cast(Command, with_decisions),
        click.option(
            "--waivers", type=PathText(path_type=Path), metavar="FILE",
            help="Accepted warnings, which don't count (default: caveat.waivers.yaml in the working folder).",
        ),
        click.option("--no-waivers", is_flag=True, help="Use no waiver file, not even the one in the working folder."),
        click.option(
            "--baseline", type=PathText(path_type=Path), metavar="FILE",
            help="Warnings that were there before, which don't count; see `caveat baseline`.",
        ),
    )  # fmt: skip


def waiver_file_option(command: Command) -> Command:
    """Add the option that names the waiver file which a command is about; the command gets it as `file`."""
    return _WAIVER_FILE(command)


def waiver_file_options(command: Command) -> Command:
    """Add the options of commands about the waiver file itself: the file, the rules that there are, and the day."""
    return with_options(command, _WAIVER_FILE, RULES_OPTION, TODAY, *CONFIGURATION_OPTIONS)


_WAIVER_FILE = click.option(
    "--waivers", "file", type=PathText(path_type=Path), metavar="FILE", default="caveat.waivers.yaml",
    show_default=True, help="The waiver file.",
)  # fmt: skip
