"""Groups of commands, each imported only when it is used, and what their helps have in common."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from checker.errors import Problem, UsageRefused, did_you_mean

EXIT_CODES = """\b
Exit codes (the highest that applies):
  0    nothing to report
  1    some proposal has a warning at or above --fail-on (waived ones and those of
       a baseline don't count), `diff` found such a warning that is new, `replay`
       had another outcome, `waivers audit` found a waiver to look at, `rules
       test` failed, or `rules trace` found a statement that no rule cites
  2    the command could not run: wrong options; rules, waivers, a baseline or a
       report that is refused; a path that does not exist, no proposal found, no
       rule selected
  3    some proposal could not be checked: unreadable, invalid or undecided
  70   a bug in caveat; --debug shows the traceback
  130  interrupted
"""


class CommandGroup(click.Group):
    """A group whose commands live in modules of their own, each as `command`."""

    def __init__(self, *args: Any, modules: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = self.modules.get(cmd_name)
        return None if module is None else import_module(module).command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in self.modules and not name.startswith("-") and not ctx.resilient_parsing:
            hint = did_you_mean(name, self.modules) or f"the commands are {', '.join(self.modules)}"
            message = f"There is no command `{ctx.command_path} {name}`."
            raise UsageRefused([Problem(message, "unknown-command", hint=hint)])
        return super().resolve_command(ctx, args)
