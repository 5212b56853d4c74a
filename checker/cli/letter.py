"""`caveat letter`: what to ask the proposers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from checker.cli.decisions import DecisionOptions, decision_options
from checker.cli.failures import show
from checker.cli.group import EXIT_CODES
from checker.cli.job import Job
from checker.cli.one_document import one_document, refuse_folder
from checker.cli.options import SEVERITIES, CheckerOptions, checker_options, debug_option
from checker.cli.outputs import Target, open_target, refuse_inputs
from checker.cli.streams import tell
from checker.cli.types import Day, OutputFile, PathText
from checker.errors import Problem, UsageRefused
from checker.letters import FORMATS, format_for, render
from checker.quoting import counted
from checker.report import Exit, Failure, ProposalResult, Status
from checker.rulebook.model import Severity

if TYPE_CHECKING:
    from checker.documents import Document
    from checker.letters.model import Letter


@click.command(epilog=EXIT_CODES)
@click.argument("path", type=PathText("-"), metavar="PROPOSAL")
@click.option(
    "--since",
    type=PathText(),
    metavar="OLD",
    help="An earlier version of the proposal: ask what is still open of it, and apart from that what is new.",
)
@click.option(
    "--line", type=click.IntRange(min=1), metavar="N", help="Which line of a JSON Lines file is the proposal, from 1."
)
@click.option(
    "--at-or-above",
    "least",
    type=click.Choice(SEVERITIES),
    default="medium",
    show_default=True,
    help="The least severity that is asked about.",
)
@click.option("--office", metavar="NAME", help="Who asks.")
@click.option("--reply-by", type=Day(), metavar="DATE", help="Until when the answers are needed.")
@click.option(
    "--format", "format_name", type=click.Choice(list(FORMATS)), help="How the letter looks (default: markdown)."
)
@click.option(
    "--output",
    type=OutputFile(),
    metavar="FILE",
    default="-",
    help="Write the letter to a file, whole or not at all.",
)
@checker_options
@decision_options
@debug_option
def command(
    path: str,
    since: str | None,
    line: int | None,
    least: str,
    office: str | None,
    reply_by: date | None,
    format_name: str | None,
    output: str,
    checker_options: CheckerOptions,
    decisions: DecisionOptions,
) -> int:
    """Write a letter to the proposers: what they are asked for, and where in the proposal to write it.

    PROPOSAL is one file, or `-` for standard input. The letter asks each question once, by section of the proposal, the
    gravest first, in plain words. Warnings that are waived, or in the baseline, are not asked about. The ending of the
    output's name decides the format (.md, .html, .txt) where --format does not.
    """
    from checker.discovery import discover
    from checker.letters.compose import Request, compose

    target = Target("text", None if output == "-" else output)
    chosen = format_name or _format_of(output)
    refuse_inputs([target], [path, *([since] if since else [])])
    for given in (path, since):
        refuse_folder(given or "")
    request = Request(Severity(least), office, reply_by)
    job = Job.prepare([path], checker_options, decisions=decisions)
    job.tell_notes()
    document = one_document(job, line)
    current = _checked(job, document)
    earlier = None
    if since is not None:
        earlier_job = replace(job, sources=discover([since]))
        earlier = _checked(earlier_job, one_document(earlier_job))
    unchecked = [one for one in (earlier, current) if one is not None and one.status is not Status.CHECKED]
    if unchecked:
        show(Failure(Exit.UNCHECKED, tuple(problem for result in unchecked for problem in _problems(result))))
        return Exit.UNCHECKED
    if earlier is not None:
        _refuse_another(earlier, current)
    for notice in current.notices:
        tell(f"note: {notice}")
    letter = compose(job.run, current, document.content, request, earlier)
    with open_target(target) as write:
        write(render(letter, chosen))
    _tell(letter, current, len(request.asked(current)), target)
    return Exit.CLEAN


def _checked(job: Job, document: Document) -> ProposalResult:
    from checker.batch import check_document
    from checker.steps import Checked

    return check_document(Checked(job.checker, job.steps), document)


def _format_of(output: str) -> str:
    """Return the format for an output's name. Raises UsageRefused where its ending stands for none."""
    if output == "-":
        return "markdown"
    name = format_for(output)
    if name is None:
        endings = ", ".join(ending for known in FORMATS.values() for ending in known.endings)
        message = f"The format of the letter `{output}` is not clear from its name."
        raise UsageRefused([Problem(message, "output", hint=f"Give --format, or a name that ends in {endings}.")])
    return name


def _problems(result: ProposalResult) -> Sequence[Problem]:
    """Return why there is no letter about a proposal that could not be checked, each with its file."""
    summary = Problem(f"The proposal is {result.status}, so no letter can be written about it.", "unchecked")
    return [replace(problem, path=result.path) for problem in (summary, *result.errors)]


def _refuse_another(earlier: ProposalResult, current: ProposalResult) -> None:
    if earlier.id != current.id:
        message = f"`{earlier.path}` is no earlier version of `{current.path}`: its id is `{earlier.id}`"
        hint = "--since takes an earlier version of the same proposal."
        raise UsageRefused([Problem(f"{message}, and not `{current.id}`.", "usage", hint=hint)])


def _tell(letter: Letter, result: ProposalResult, asked: int, target: Target) -> None:
    """Say on standard error what the letter holds, and what it leaves out."""
    left = len(result.in_force) - asked
    if left:
        amount = counted(left, "warning")
        tell(f"not asked about: {amount} of lower severity (--at-or-above low asks about all)")
    if target.path is not None:
        tell(f"{target.path} is written: {counted(len(letter.questions), 'question')}")
