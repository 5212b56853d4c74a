"""`caveat baseline update`: bring a baseline up to date, and show how it changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from checker.baseline import DEFAULT_NAME, Entries, parse_baseline, read_baseline, summarized
from checker.cli.baseline_create import current_entries, write_baseline
from checker.cli.decisions import DecisionOptions, decision_options
from checker.cli.failures import reported_in
from checker.cli.group import EXIT_CODES
from checker.cli.options import CheckerOptions, checker_options, debug_option
from checker.cli.outputs import Target
from checker.cli.streams import tell
from checker.cli.types import PathText
from checker.report import Exit
from checker.reporters.display import harmless


@click.command(epilog=EXIT_CODES)
@click.argument("paths", type=PathText("-"), nargs=-1, required=True, metavar="PATH...")
@checker_options
@decision_options
@debug_option
def command(paths: tuple[str, ...], checker_options: CheckerOptions, decisions: DecisionOptions) -> int:
    """Bring a baseline up to date, and show what that adds and drops.

    The file is caveat.baseline.json, unless --baseline names another. Warnings that are new are put into it (+), those
    that are gone are dropped (-). Proposals of the baseline that are not among PATH stay as they are, and are named.
    """
    with reported_in([Target("text", None)]):
        file = decisions.baseline or Path(DEFAULT_NAME)
        data = read_baseline(file)
        old = parse_baseline(file, data).entries
        current = current_entries(paths, checker_options, decisions, file)
        new = {**{proposal: dict(warnings) for proposal, warnings in old.items()}, **current}
        for line in _changes(old, new):
            click.echo(harmless(line))
        for proposal in sorted(old.keys() - current.keys()):
            tell(f"note: {proposal} is not among these proposals, and stays as it is")
        if new == old:
            tell(f"{file} is up to date: {summarized(new)}")
        else:
            write_baseline(file, new, data)
            tell(f"{file} now holds {summarized(new)}")
        return Exit.CLEAN


def _changes(old: Entries, new: Entries) -> Iterator[str]:
    """Yield a line for each warning that is added or dropped."""
    for proposal in sorted({*old, *new}):
        before, after = old.get(proposal, {}), new.get(proposal, {})
        for sign, gone, there in (("-", before, after), ("+", after, before)):
            for fingerprint in sorted(gone.keys() - there.keys()):
                entry = gone[fingerprint]
                yield f"{sign} {proposal}  {entry['rule']}  {entry['key']}: {entry['message']}"
