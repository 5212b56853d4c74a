"""`caveat diff`: what changed in the warnings between two revisions of a proposal, or two saved reports."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, cast

import click

from checker.cli.decisions import DecisionOptions, decision_options
from checker.cli.failures import reported_in
from checker.cli.group import EXIT_CODES
from checker.cli.options import CheckerOptions, checker_options, debug_option, fail_on_option, least_severity
from checker.cli.outputs import Target
from checker.cli.types import PathText
from checker.report import Exit

if TYPE_CHECKING:
    from checker.cli.diff_sides import Comparison

_MODULES = {"text": "diff_text", "json": "diff_json", "markdown": "diff_markdown"}


@click.command(epilog=EXIT_CODES)
@click.argument("old", type=PathText(), metavar="OLD")
@click.argument("new", type=PathText(), metavar="NEW")
@checker_options
@decision_options
@click.option("--format", type=click.Choice(list(_MODULES)), default="text", show_default=True)
@fail_on_option
@click.option("-v", "--verbose", is_flag=True, help="Also list what is unchanged, and changes that caused nothing.")
@debug_option
def command(
    old: str,
    new: str,
    checker_options: CheckerOptions,
    decisions: DecisionOptions,
    format: str,
    fail_on: str,
    verbose: bool,
) -> int:
    """Show which warnings were resolved, which are new, and which changes of the proposal caused that.

    OLD and NEW are two revisions of a proposal, or of a folder of them, which are checked now; or reports that `caveat
    check --format json` wrote, which are compared as they are. A cause is proven by checking revisions with only some
    of the changes; where that can't be done, the changes nearby are named instead.

    The exit code is 1 where warnings are new, or no longer waived, of the severity of --fail-on or graver.
    """
    with reported_in([Target("json" if format == "json" else "text", None)]):
        from checker.cli.diff_sides import compared

        comparison = compared(old, new, checker_options, decisions)
        render = cast("Callable[[Comparison, bool], str]", import_module(f"checker.cli.{_MODULES[format]}").render)
        click.echo(render(comparison, verbose), nl=False)
        differences = [explained.difference for explained in comparison.proposals]
        if not all(difference.is_complete for difference in differences):
            return Exit.UNCHECKED
        least = least_severity(fail_on)
        return Exit.WARNINGS if any(difference.worse(least) for difference in differences) else Exit.CLEAN
