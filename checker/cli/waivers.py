"""`caveat waivers`: warnings that somebody accepted."""

from __future__ import annotations

import click

from checker.cli.group import EXIT_CODES, CommandGroup


@click.group(
    cls=CommandGroup,
    modules={
        "list": "checker.cli.waivers_list",
        "add": "checker.cli.waivers_add",
        "audit": "checker.cli.waivers_audit",
    },
    epilog=EXIT_CODES,
)
def command() -> None:
    """Set warnings aside, for a reason and for a time.

    A waiver file says which warnings somebody accepted, why, who, and until when. `caveat check` shows these as waived,
    and they don't count for its exit code.
    """
