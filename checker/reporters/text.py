"""The report for people: a reviewer who has a quarter of an hour before the meeting.

What has to be decided comes first; each warning says where it stands, what would clear it and which guidance it rests
on. What comes from a proposal or a file name is escaped when shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.errors import Problem
from checker.report import Failure, ProposalResult, Run, Status
from checker.reporters import Options
from checker.reporters.display import harmless
from checker.reporters.text_groups import Groups
from checker.reporters.text_parts import Context, as_text
from checker.reporters.text_section import Section
from checker.reporters.text_summary import BatchSummary


def render(run: Run, results: Iterable[ProposalResult], options: Options) -> Iterator[str]:
    """Yield a section per proposal and a summary; or where they are asked for, groups over all proposals before it."""
    context = Context(run, options)
    summary = BatchSummary(context)
    groups = None if options.group_by == "proposal" or options.quiet else Groups(context)
    yield ""
    for result in results:
        summary.add(result)
        if options.quiet and result.status is Status.CHECKED:
            yield ""
        elif groups is not None:
            yield as_text(groups.add(result))
        else:
            yield as_text(Section(context).lines(result))
    if options.quiet:
        yield ""
    else:
        yield as_text([*(groups.lines() if groups is not None else ()), *summary.lines()])


def failure(failure: Failure) -> str:
    """Return what went wrong, one problem after another."""
    return as_text(line for problem in failure.problems for line in problem_lines(problem))


def problem_lines(problem: Problem) -> Iterator[str]:
    """Yield a problem with its place and, below it, how to mend it."""
    place = ":".join(str(part) for part in (problem.path, problem.line, problem.column) if part is not None)
    yield harmless(f"{place}: {problem.message}" if place else problem.message)
    if problem.hint:
        yield harmless(f"  {problem.hint}")
