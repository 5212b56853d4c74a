"""`caveat waivers audit`: which waivers somebody has to look at."""

from __future__ import annotations

from pathlib import Path

import click

from checker.cli.decisions import DecisionOptions, waiver_file_option
from checker.cli.failures import reported_in
from checker.cli.group import EXIT_CODES
from checker.cli.job import Job
from checker.cli.options import CheckerOptions, checker_options, debug_option
from checker.cli.outputs import Target
from checker.cli.types import PathText
from checker.errors import Problem
from checker.quoting import counted
from checker.report import Exit, Summary, problem_as_json
from checker.reporters.text import problem_lines
from checker.waiver_audit import audit
from checker.waivers import Waivers, Waiving


@click.command(epilog=EXIT_CODES)
@click.argument("paths", type=PathText("-"), nargs=-1, required=True, metavar="PATH...")
@waiver_file_option
@checker_options
@click.option(
    "--within",
    type=click.IntRange(min=0),
    default=30,
    show_default=True,
    metavar="DAYS",
    help="Also tell what expires in at most so many days.",
)
@click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@debug_option
def command(paths: tuple[str, ...], file: Path, checker_options: CheckerOptions, within: int, format: str) -> int:
    """Check proposals, and tell which of their waivers somebody has to look at.

    Those are waivers that have expired or will soon, that no warning needs any more, that are for a rule which is
    unknown or mandatory, or for a proposal that is none of these. PATH is as in `caveat check`; name all proposals that
    the waiver file is for. The exit code is 1 where there is such a waiver.
    """
    with reported_in([Target(format, None)]):
        job = Job.prepare(paths, checker_options, decisions=DecisionOptions(waivers=file))
        assert job.waivers is not None
        job.tell_notes()
        selected = {rule.id for rule in job.checker.rulebook.warning_rules()}
        waiving = Waiving(job.waivers.entries, job.checker.known_rules, selected, job.checker.today)
        results = list(job.results())
        found = audit(job.waivers.entries, waiving, results, today=job.checker.today, within=within)
        if format == "json":
            from checker.reporters.dump import dump

            report = {"format": "caveat/waivers-audit-1", "findings": [problem_as_json(one) for one in found]}
            click.echo(dump(report, indent=True))
        else:
            _tell(found, job.waivers, Summary(results))
        if Summary(results).unchecked:
            return Exit.UNCHECKED
        return Exit.WARNINGS if found else Exit.CLEAN


def _tell(found: list[Problem], waivers: Waivers, summary: Summary) -> None:
    for problem in found:
        for line in problem_lines(problem):
            click.echo(line)
    checked = f"{counted(len(waivers.entries), 'waiver')} against {counted(summary.proposals, 'proposal')}"
    unchecked = f", {summary.unchecked} of them not checked" if summary.unchecked else ""
    outcome = f"{counted(len(found), 'thing')} to look at" if found else "nothing to look at"
    click.echo(f"{checked}{unchecked}: {outcome}.")
