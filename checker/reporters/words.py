"""What several reports for people say in the same words."""

from __future__ import annotations

from collections.abc import Mapping

from checker.discovery import LINES_ENDINGS
from checker.quoting import counted
from checker.report import Exit, ProposalResult, Run, Status, Summary, Waived
from checker.rulebook.model import Severity

NOT_CHECKED: Mapping[Status, str] = {
    Status.INVALID: "INVALID: this is no proposal as the format wants it, so it was not checked for warnings.",
    Status.UNREADABLE: "UNREADABLE: this can't be read, so it was not checked.",
    Status.UNDECIDED: "UNDECIDED: the check could not be finished, so nothing is known, neither good nor bad.",
}


def warnings(summary: Summary) -> str:
    """Return how many warnings there are: 3: 1 high, 2 low; 1 waived."""
    total = sum(summary.warnings.values())
    waived = f"; {summary.waived} waived" if summary.waived else ""
    return (f"{total}: {counts(summary.warnings)}" if total else "none") + waived


def counts(numbers: Mapping[Status, int] | Mapping[Severity, int]) -> str:
    """Return how many there are of what: 1 high, 2 low."""
    return ", ".join(f"{number} {name}" for name, number in numbers.items() if number) or "none"


def reason(code: Exit, summary: Summary, fail_on: Severity | None) -> str:
    """Say what decided the exit code."""
    if code is Exit.UNCHECKED:
        return f"{counted(summary.unchecked, 'proposal')} could not be checked."
    if fail_on is None:
        return "warnings don't count (--fail-on never)."
    count = summary.at_or_above(fail_on)
    amount = counted(count, "warning") if count else "no warning"
    graver = "" if fail_on is Severity.CRITICAL else " or graver"
    return f"{amount} of severity {fail_on}{graver} (--fail-on {fail_on})."


def checked_by(run: Run) -> str:
    """Say with what a run was made."""
    return f"by {run.engine}, as of {run.today}, against the rules of {', '.join(run.packs)}"


def waiver(waived: Waived) -> str:
    """Say why a warning is set aside, by whom and until when."""
    approved = f", {waived.approver}" if waived.approver else ""
    until = f", until {waived.expires}" if waived.expires else ""
    return f"{waived.reason}{approved}{until}"


def statement(name: str, run: Run) -> str:
    """Return a statement of the guidance with its source; only its name where its words are not known."""
    found = run.statements.get(name)
    return name if found is None else f"{name} ({found.guidance} {found.locator}): {found.text}"


def heading(result: ProposalResult) -> str | None:
    """Return what a proposal is called: its title and its id, as far as there are any."""
    name = result.title or result.id
    return f"{result.title} ({result.id})" if result.title and result.id else name


def file_name(result: ProposalResult) -> str:
    """Return what the file of a proposal is called."""
    return "standard input" if result.path == "-" else result.path


def document(result: ProposalResult) -> str:
    """Return what the document of a proposal is called: its file, and the line where each line is a document."""
    in_lines = result.index > 0 or result.path.lower().endswith(LINES_ENDINGS)
    return f"{file_name(result)}, line {result.index + 1}" if in_lines else file_name(result)


def place(result: ProposalResult, line: int | None, column: int | None) -> str:
    """Return file:line:column, as far as known."""
    return ":".join(str(part) for part in (file_name(result), line, column) if part is not None)
