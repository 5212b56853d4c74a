"""`caveat replay`: check what a saved report is about again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli.failures import reported_in
from checker.cli.group import EXIT_CODES
from checker.cli.job import Job
from checker.cli.options import debug_option, least_severity
from checker.cli.outputs import Target
from checker.cli.recorded import Recorded, replayable
from checker.cli.streams import tell
from checker.cli.types import PathText
from checker.discovery import STANDARD_INPUT
from checker.errors import Problem, Refused
from checker.report import Exit, problem_as_json
from checker.reporters.text import problem_lines

if TYPE_CHECKING:
    from checker.replay import Replay
    from checker.saved import ReportRefused, SavedReport

_AGAIN = "`caveat check` writes reports that do: run it again with --format json."
_ELSEWHERE = "Run this in the folder where the report was made. What was read from standard input is not kept."


@click.command(epilog=EXIT_CODES)
@click.argument("report", type=PathText(path_type=Path), metavar="REPORT")
@click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@debug_option
def command(report: Path, format: str) -> int:
    """Check the same again that a report is about, and say whether the outcome is the same.

    REPORT is what `caveat check --format json` wrote. Run this in the folder where the report was made. The day, the
    rules and all other options are those of the report. If the outcome is another one, the inputs that changed since
    are named: the tool, the rules, the schema, parameters, waivers, the baseline, documents. Nothing is written.

    The exit code is 0 where the outcome is the same, 1 where it is another one, and 3 where something can't be checked
    any more.
    """
    with reported_in([Target(format, None)]):
        from checker.cli.replay_shown import as_json, lines
        from checker.saved import load_report

        saved = load_report(report)
        if not saved.options or not saved.inputs:
            raise _refused(str(report), "This report does not say how it was made.", _AGAIN)
        try:
            replay = _replay(saved, Recorded.of(saved))
        except Refused as refused:
            _tell_refused(saved, refused, format)
            return Exit.UNCHECKED
        if format == "json":
            from checker.reporters.dump import dump

            click.echo(dump(as_json(replay), indent=True))
        else:
            click.echo("\n".join(lines(saved, replay)))
        if not replay.is_complete:
            return Exit.UNCHECKED
        return Exit.CLEAN if replay.is_same else Exit.WARNINGS


def _replay(saved: SavedReport, recorded: Recorded) -> Replay:
    """Check again; raises what `Job.prepare` raises. Paths that are gone leave their documents missing."""
    from checker.replay import compare

    there = [path for path in recorded.paths if path != STANDARD_INPUT and os.path.exists(path)]
    if not there:
        raise _refused(saved.path, "None of the paths that were checked is there any more.", _ELSEWHERE)
    left_out = [saved.path, *recorded.outputs]
    job = Job.prepare(there, recorded.checker, decisions=recorded.decisions, leave_out=left_out)
    job.tell_notes()
    return compare(saved, replayable(job, recorded).as_json(), job.results(), least_severity(recorded.fail_on))


def _refused(path: str, message: str, hint: str) -> ReportRefused:
    from checker.saved import ReportRefused

    return ReportRefused([Problem(message, "report", hint=hint, path=path)])


def _tell_refused(saved: SavedReport, refused: Refused, format: str) -> None:
    message = "This report can't be replayed any more, for the reasons that follow."
    problem = Problem(message, "replay", path=saved.path, hint="Run this in the folder where the report was made.")
    problems = (problem, *refused.problems)
    if format == "json":
        from checker.reporters.dump import dump

        found = {"format": "caveat/replay-1", "same": None, "problems": [problem_as_json(one) for one in problems]}
        click.echo(dump(found, indent=True))
    for one in problems:
        for line in problem_lines(one):
            tell(line)
