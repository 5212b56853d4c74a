"""`caveat baseline create`: a baseline of the warnings that are there."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import click

from checker.baseline import DEFAULT_NAME, BaselineRefused, entries_of, summarized, written
from checker.cli.decisions import DecisionOptions, decision_options
from checker.cli.failures import reported_in
from checker.cli.group import EXIT_CODES
from checker.cli.job import Job, mandatory_rules
from checker.cli.options import CheckerOptions, checker_options, debug_option
from checker.cli.outputs import Target, open_target
from checker.cli.streams import tell
from checker.cli.types import PathText
from checker.errors import Problem
from checker.report import Exit, Json


@click.command(epilog=EXIT_CODES)
@click.argument("paths", type=PathText("-"), nargs=-1, required=True, metavar="PATH...")
@checker_options
@decision_options
@debug_option
def command(paths: tuple[str, ...], checker_options: CheckerOptions, decisions: DecisionOptions) -> int:
    """Write the warnings about proposals into a new baseline.

    The file is caveat.baseline.json, unless --baseline names another. PATH is as in `caveat check`. Left out are
    warnings that are waived, and those of mandatory rules. A proposal that can't be checked is refused.
    """
    with reported_in([Target("text", None)]):
        file = decisions.baseline or Path(DEFAULT_NAME)
        if os.path.lexists(file):
            hint = "`caveat baseline update` brings it up to date."
            raise BaselineRefused([Problem("This baseline is there already.", "output", path=str(file), hint=hint)])
        entries = current_entries(paths, checker_options, decisions, file)
        write_baseline(file, entries, b"")
        tell(f"{file} holds {summarized(entries)}; use it with: caveat check --baseline {file} …")
        return Exit.CLEAN


def current_entries(
    paths: tuple[str, ...], options: CheckerOptions, decisions: DecisionOptions, file: Path
) -> dict[str, dict[str, Json]]:
    """Check proposals and return what a baseline of them holds. Raises what `Job.prepare` raises, BaselineRefused."""
    job = Job.prepare(paths, options, decisions=replace(decisions, baseline=None), leave_out=[str(file)])
    job.tell_notes()
    return entries_of(job.results(), mandatory_rules(job.checker))


def write_baseline(file: Path, entries: dict[str, dict[str, Json]], before: bytes) -> None:
    """Write a baseline, whole or not at all. Raises OutputRefused, also where the file holds something else by now."""
    with open_target(Target("text", str(file)), replaces=before) as write:
        write(written(entries))
