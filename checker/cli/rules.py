"""`caveat rules`: for policy authors, and for whoever asks what a rule wants."""

from __future__ import annotations

import click

from checker.cli.group import EXIT_CODES, CommandGroup


@click.group(
    cls=CommandGroup,
    modules={
        "list": "checker.cli.rules_list",
        "show": "checker.cli.rules_show",
        "test": "checker.cli.rules_test",
        "trace": "checker.cli.rules_trace",
    },
    epilog=EXIT_CODES,
)
def command() -> None:
    """Look at the rules, and test them."""
