"""`caveat check`: proposals in, reports out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

import click

from checker.cli.decisions import DecisionOptions, decision_options
from checker.cli.differences import difference_reported
from checker.cli.failures import reported_in
from checker.cli.group import EXIT_CODES
from checker.cli.job import Job
from checker.cli.options import (
    CheckerOptions,
    Resources,
    checker_options,
    color_option,
    debug_option,
    fail_on_option,
    least_severity,
    resources_options,
)
from checker.cli.outputs import Target, pair, refuse_inputs, write_reports
from checker.cli.progress import with_progress
from checker.cli.recorded import Recorded, replayable
from checker.cli.show_config import configuration_lines
from checker.cli.streams import tell
from checker.cli.terminal import width_and_color
from checker.cli.types import OutputFile, PathText
from checker.config import NAME
from checker.errors import Problem, UsageRefused
from checker.quoting import counted
from checker.report import Exit, ProposalResult, Summary
from checker.reporters import FORMATS, GROUPINGS, Options
from checker.rulebook.model import Severity


@click.command(epilog=EXIT_CODES)
@click.argument("paths", type=PathText("-"), nargs=-1, metavar="[PATH...]")
@checker_options
@decision_options
@resources_options
@click.option(
    "--format",
    "formats",
    type=click.Choice(list(FORMATS)),
    multiple=True,
    help="How the report looks: for people (text, markdown), a spreadsheet (csv) or programs (default: text).",
)
@click.option(
    "--output",
    "outputs",
    type=OutputFile(),
    multiple=True,
    metavar="FILE",
    help="Write the report to a file, whole or not at all; `-` is standard output.",
)
@fail_on_option
@color_option
@click.option(
    "--group-by",
    type=click.Choice(GROUPINGS),
    default="proposal",
    show_default=True,
    help="By what the text report puts warnings together.",
)
@click.option("-q", "--quiet", is_flag=True, help="Show nothing but errors in the text report; the exit code tells.")
@click.option("-v", "--verbose", is_flag=True, help="Show everything that is known about each warning.")
@click.option(
    "--show-config",
    is_flag=True,
    is_eager=True,  # so that no configuration can set it
    help="Show what is in force and where each value comes from, as a configuration file has it; check nothing.",
)
@debug_option
def command(
    paths: tuple[str, ...],
    checker_options: CheckerOptions,
    decisions: DecisionOptions,
    resources: Resources,
    formats: tuple[str, ...],
    outputs: tuple[str, ...],
    fail_on: str,
    color: str,
    group_by: str,
    quiet: bool,
    verbose: bool,
    show_config: bool,
) -> int:
    """Check proposals and report warnings.

    PATH is a file, a folder (searched for *.json, *.jsonl and *.ndjson; what begins with a dot is skipped), or `-` for
    standard input. Each line of a .jsonl or .ndjson file is a proposal.

    One run can write several reports. As many --format as --output belong together, in the order given. Otherwise the
    ending of an output's name decides its format, and a --format that is then left over goes to standard output:
    `--format text --output report.json` shows text and writes JSON.

    What is not given is taken from the nearest caveat.toml, or [tool.caveat] in pyproject.toml, if there is one in this
    folder or above: `fail-on = "medium"` for --fail-on, and `paths` for PATH.
    """
    if show_config:
        click.echo("\n".join(configuration_lines(click.get_current_context())))
        return Exit.CLEAN
    targets = pair(formats, outputs)
    with reported_in(targets):
        if not paths:
            hint = f"name files or folders, or `-` for standard input; or set `paths` in {NAME}"
            raise UsageRefused([Problem("No PATH is given.", "usage", hint=hint)])
        refuse_inputs(targets, paths)
        files = [target.path for target in targets if target.path is not None]
        least = least_severity(fail_on)
        options = {target: _options(target, least, color, group_by, quiet, verbose) for target in targets}
        wanted = [FORMATS[target.format] for target in targets]
        job = Job.prepare(
            paths,
            checker_options,
            resources,
            decisions=decisions,
            leave_out=files,
            excerpts=any(one.excerpts for one in wanted),
            concerns=any(one.concerns for one in wanted),
        )
        if not quiet:
            job.tell_notes()
        run = job.run
        if any(FORMATS[target.format].replayable for target in targets):
            run = replayable(job, Recorded(paths, checker_options, decisions, fail_on, tuple(files)))
        summary = Summary()
        with difference_reported(), closing(job.results()) as results:
            shown = with_progress(results, len(job.sources)) if _shows_progress(targets, quiet) else results
            write_reports(run, _noted(shown, summary), targets, options)
        if len(files) == len(targets) and not quiet:
            _tell(summary, files)
        return summary.exit_code(least)


def _shows_progress(targets: Sequence[Target], quiet: bool) -> bool:
    """Only on a terminal, and not in the middle of a report on that terminal."""
    report_is_seen = any(target.path is None for target in targets) and sys.stdout.isatty()
    return not quiet and not report_is_seen and sys.stderr is not None and sys.stderr.isatty()


def _noted(results: Iterable[ProposalResult], summary: Summary) -> Iterator[ProposalResult]:
    for result in results:
        summary.add(result)
        yield result


def _options(
    target: Target, fail_on: Severity | None, color: str, group_by: str, quiet: bool, verbose: bool
) -> Options:
    """Say how a report is shown."""
    width, shows_colors = width_and_color(target.path, color)
    return Options(
        width=width,
        color=shows_colors,
        verbose=verbose,
        quiet=quiet,
        fail_on=fail_on,
        group_by=group_by,
    )


def _tell(summary: Summary, files: Sequence[str]) -> None:
    """Where all reports went to files, say so: a command that says nothing leaves people in doubt."""
    warnings = counted(sum(summary.warnings.values()), "warning")
    found = f"{warnings} about {counted(summary.proposals, 'proposal')}"
    unchecked = f", {summary.unchecked} of them not checked" if summary.unchecked else ""
    tell(f"{found}{unchecked}; see {', '.join(files)}")
