"""Workflow commands of GitHub Actions: each warning becomes an annotation of the file that it is about.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands describes them. The runner obeys each
line that begins with `::`, and the older form `##[...]` anywhere in a line, so no text may hold either unescaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.discovery import STANDARD_INPUT
from checker.errors import Problem
from checker.quoting import counted
from checker.report import Failure, Finding, ProposalResult, Run, Status, Summary
from checker.reporters import Options, words
from checker.reporters.display import harmless
from checker.rulebook.model import Severity

_LEVELS = {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "notice"}


def render(run: Run, results: Iterable[ProposalResult], options: Options) -> Iterator[str]:
    """Yield the commands of one proposal after the other, and a line that sums them up."""
    summary = Summary()
    yield ""
    for result in results:
        summary.add(result)
        yield "".join(f"{line}\n" for line in _lines(result, run))
    code = summary.exit_code(options.fail_on)
    proposals = f"{counted(summary.proposals, 'proposal')}: {words.counts(summary.statuses)}"
    yield _plain(
        f"{proposals}; warnings {words.warnings(summary)}. "
        f"Exit code {int(code)}: {words.reason(code, summary, options.fail_on)}"
    )


def failure(failure: Failure) -> str:
    """Return a command for each thing that went wrong."""
    return "".join(
        f"{_problem('error', 'caveat could not run', problem, problem.path)}\n" for problem in failure.problems
    )


def _lines(result: ProposalResult, run: Run) -> Iterator[str]:
    for problem in result.errors:
        yield _problem("error", f"Not checked: {result.status}", problem, result.path)
    for finding in result.warnings:
        if finding.waived is None:
            yield _warning(finding, result, run)
    for finding in result.warnings:
        if finding.waived is not None:
            text = f"Waived: {finding.message} ({words.waiver(finding.waived)})"
            yield _annotation("notice", f"Waived: {finding.rule}", [text], result.path, finding.line, finding.column)
    for notice in result.notices:
        yield _problem("warning", "Notice", notice, notice.path or result.path)
    if result.status is Status.CHECKED and not result.warnings:
        yield _plain(f"{words.document(result)}: no warnings").rstrip("\n")


def _warning(finding: Finding, result: ProposalResult, run: Run) -> str:
    text = [finding.message]
    if finding.advice:
        text.append(f"To do: {finding.advice}")
    text.extend(f"Why: {words.statement(name, run)}" for name in finding.cites)
    title = f"{finding.severity.capitalize()}: {finding.rule}"
    return _annotation(_LEVELS[finding.severity], title, text, result.path, finding.line, finding.column)


def _problem(level: str, title: str, problem: Problem, path: str | None) -> str:
    text = [problem.message, *([f"Hint: {problem.hint}"] if problem.hint else [])]
    return _annotation(level, title, text, path, problem.line, problem.column)


def _annotation(
    level: str, title: str, text: Iterable[str], path: str | None, line: int | None, column: int | None
) -> str:
    """Return a workflow command; without a file, the annotation stands by itself."""
    where = [("file", path), ("line", line), ("col", column)] if path not in (None, STANDARD_INPUT) else []
    properties = [*where, ("title", title)]
    shown = ",".join(f"{name}={_property(str(value))}" for name, value in properties if value is not None)
    return f"::{level} {shown}::{'%0A'.join(_data(line) for line in text)}"


def _data(text: str) -> str:
    """Escape the message of a command. `harmless` escapes line ends, and takes the older form apart."""
    return harmless(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _plain(text: str) -> str:
    """Return a line of the log that is no command, whatever it holds."""
    return f"caveat: {harmless(text)}\n"
