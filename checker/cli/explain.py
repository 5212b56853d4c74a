"""`caveat explain`: why each warning was given, why a rule did not warn, and what would clear a warning."""

from __future__ import annotations

from dataclasses import dataclass
from os import path
from typing import TYPE_CHECKING

import click

from checker.cli import completion
from checker.cli.failures import reported_in
from checker.cli.group import EXIT_CODES
from checker.cli.job import Job
from checker.cli.one_document import one_document, refuse_folder
from checker.cli.options import SEVERITIES, CheckerOptions, checker_options, color_option, debug_option
from checker.cli.outputs import Target, open_target, refuse_inputs
from checker.cli.streams import OutputRefused, tell
from checker.cli.terminal import width_and_color
from checker.cli.types import OutputFile, PathText
from checker.errors import Problem, UsageRefused
from checker.report import Exit, ProposalResult, Status
from checker.reporters import Options
from checker.rulebook.model import Severity

if TYPE_CHECKING:
    from checker.explain.case import Case
    from checker.explain.explanation import Explanation
    from checker.explain.question import Question


@click.command(epilog=EXIT_CODES)
@click.argument("proposal", type=PathText("-"), metavar="PROPOSAL")
@click.option("--warning", metavar="FINGERPRINT", help="Only this warning; the beginning of its fingerprint is enough.")
@click.option("--rule", metavar="ID", shell_complete=completion.rule_ids, help="Only the warnings of this rule.")
@click.option(
    "--why-not",
    metavar="RULE",
    shell_complete=completion.rule_ids,
    help="Why this rule does not warn, or not more often; the nearest miss first.",
)
@click.option("--clear", is_flag=True, help="Also the smallest sets of changes that clear each warning, all tried out.")
@click.option("--all", "together", is_flag=True, help="With --clear: one patch for all grave warnings, with blanks.")
@click.option("--at-or-above", type=click.Choice(SEVERITIES), help="With --all: the least severity (default: high).")
@click.option("--line", type=click.IntRange(min=1), metavar="N", help="Which line of a .jsonl or .ndjson file.")
@click.option(
    "--format",
    type=click.Choice(["text", "json", "patch"]),
    default="text",
    show_default=True,
    help="`patch` is the JSON Patch alone: that of --all, or of the first way to clear one warning.",
)
@click.option(
    "--output", type=OutputFile(), metavar="FILE", default="-", help="Write it to a file, whole or not at all."
)
@click.option(
    "--patched", type=PathText(), metavar="FILE", help="Write the proposal with that patch applied to another file."
)
@color_option
@checker_options
@debug_option
def command(
    proposal: str,
    warning: str | None,
    rule: str | None,
    why_not: str | None,
    clear: bool,
    together: bool,
    at_or_above: str | None,
    line: int | None,
    format: str,
    output: str,
    patched: str | None,
    color: str,
    checker_options: CheckerOptions,
) -> int:
    """Explain the warnings of a proposal: what each rests on, and what would clear it.

    PROPOSAL is one file, or `-` for standard input. Without --warning or --rule all warnings are explained, the gravest
    first. `caveat check -v` and reports in JSON show the fingerprint of each warning.

    Where only the proposers know what to write, a patch leaves a blank: a text that begins with TODO, an id that begins
    with todo-, or a property x-todo-NAME beside the NAME that it is about. A check ignores those properties.
    """
    target = Target(format, None if output == "-" else output)
    with reported_in([target if format == "text" else Target("json", target.path)]):
        _refuse_contradictions(warning, rule, why_not, clear, together, at_or_above)
        if (format == "patch" or patched) and not clear:
            raise UsageRefused([Problem("Without --clear there is no patch.", "usage", hint="Add --clear.")])
        _refuse_outputs(proposal, target.path, patched)
        refuse_folder(proposal)
        job = Job.prepare([proposal], checker_options)
        job.tell_notes()
        least = Severity(at_or_above or Severity.HIGH) if together else None
        case, explanation = _answer(job, line, _question(warning, rule, why_not, clear, least))
        is_checked = explanation.result.status is Status.CHECKED
        changed = _patched(case, explanation) if case is not None and patched and is_checked else None
        text = _written(explanation, job, format, Options(*width_and_color(target.path, color)))
        with open_target(Target("text" if format == "text" else "json", target.path)) as write:
            write(text)
        if changed is not None:
            with open_target(Target("json", patched)) as write:
                write(changed)
        _tell_files(target.path, patched if changed is not None else None)
        return Exit.CLEAN if is_checked else Exit.UNCHECKED


def _refuse_contradictions(
    warning: str | None, rule: str | None, why_not: str | None, clear: bool, together: bool, at_or_above: str | None
) -> None:
    """Raise UsageRefused for options that ask for different things at once."""
    chosen = {"--warning": warning, "--rule": rule, "--why-not": why_not, "--all": together or None}
    given = [option for option, value in chosen.items() if value is not None]
    if len(given) > 1:
        message = f"{' and '.join(given)} ask for different things."
    elif together and not clear:
        message = "--all says what to do with --clear."
    elif at_or_above and not together:
        message = "--at-or-above says what to clear with --clear --all."
    elif why_not is not None and clear:
        message = "--why-not is about what does not warn, and --clear about what does."
    else:
        return
    raise UsageRefused([Problem(message, "usage", hint="`caveat explain --help` shows which belong together")])


def _refuse_outputs(proposal: str, output: str | None, patched: str | None) -> None:
    """Raise OutputRefused where one file would overwrite another one."""
    files = [name for name in (output, patched) if name is not None]
    refuse_inputs([Target("text", name) for name in files], [proposal])
    if len({path.realpath(name) for name in files}) < len(files):
        raise OutputRefused([Problem("--output and --patched name the same file.", "output")])


def _tell_files(output: str | None, patched: str | None) -> None:
    """Say on standard error what was written: a command that says nothing leaves people in doubt."""
    if output is not None:
        tell(f"{output} is written")
    if patched is not None:
        tell(f"{patched} is the proposal with the patch; look for TODO and todo- in it")


def _question(
    warning: str | None, rule: str | None, why_not: str | None, clear: bool, least: Severity | None
) -> Question:
    from checker.explain.question import Question

    return Question(warning, rule, why_not, clear, least)


def _answer(job: Job, line: int | None, question: Question) -> tuple[Case | None, Explanation]:
    from checker.batch import check_document
    from checker.explain.case import Case
    from checker.explain.explanation import Explanation
    from checker.steps import Checked

    document = one_document(job, line)
    if document.problem is not None:
        return None, Explanation(check_document(job.checker, document))
    case = Case(job.checker, document.content, document.index)
    return case, question.answer(case, check_document(Checked(_Examined(case), job.steps), document))


@dataclass(frozen=True, slots=True)
class _Examined:
    """Hands out what the check of a case said, so that it is not made twice."""

    case: Case

    def check(self, document: bytes) -> ProposalResult:
        return self.case.result


def _patched(case: Case, explanation: Explanation) -> str:
    from checker.explain.question import patched_by
    from checker.reporters.dump import dump

    return f"{dump(patched_by(case, explanation), indent=True)}\n"


def _written(explanation: Explanation, job: Job, format: str, options: Options) -> str:
    """Return the answer in a format; a document that could not be checked is told as `caveat check` tells it."""
    is_checked = explanation.result.status is Status.CHECKED
    if format != "text":
        from checker.explain.question import patch_of
        from checker.reporters.dump import dump

        only_patch = format == "patch" and is_checked
        return f"{dump(patch_of(explanation) if only_patch else explanation.as_json(job.run), indent=True)}\n"
    if not is_checked:
        from checker.reporters.text import render

        return "".join(render(job.run, [explanation.result], options))
    from checker.cli.explain_text import text

    return text(explanation, job.run, options)
