"""`caveat baseline`: begin to count from here."""

from __future__ import annotations

import click

from checker.cli.group import EXIT_CODES, CommandGroup


@click.group(
    cls=CommandGroup,
    modules={"create": "checker.cli.baseline_create", "update": "checker.cli.baseline_update"},
    epilog=EXIT_CODES,
)
def command() -> None:
    """Write down the warnings that are there today, so that only new ones count.

    `caveat check --baseline FILE` shows the warnings of the baseline as waived, and they don't count for its exit code.
    A warning is recognized in later revisions of its proposal, wherever it then stands.
    """
