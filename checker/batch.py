"""Many proposals: each document checked in turn. A broken one is a result, no exception.

Memory holds one document at a time, however many a file or a folder has. Several processes are in workers/.
"""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from types import FrameType

from checker.documents import Document
from checker.errors import Problem
from checker.report import Finding, ProposalResult, Status
from checker.steps import Checks


def check_documents(
    checker: Checks, documents: Iterable[Document], *, timeout: float | None = None
) -> Iterator[ProposalResult]:
    """Check documents in this process, in order, one at a time.

    timeout: the seconds after which a proposal is undecided, None for no limit. Only the main thread can stop what
    takes too long, and not inside of a single step of the engine; worker processes can always be stopped.
    """
    for document in documents:
        yield check_document(checker, document) if timeout is None else _check_within(timeout, checker, document)


def check_document(checker: Checks, document: Document) -> ProposalResult:
    """Return what becomes of a document; the only exceptions are bugs."""
    if document.problem is not None:
        return ProposalResult(document.source.name, document.index, None, Status.UNREADABLE, (document.problem,))
    try:
        return _in_file(checker.check(document.content), document)
    except MemoryError:
        return undecided(document, Problem("There was not enough memory to check this.", "out-of-memory"))


def undecided(document: Document, problem: Problem) -> ProposalResult:
    """Return what is said of a document whose check came to no end."""
    line = document.index + 1
    located = replace(problem, pointer="", line=line, column=1)
    return ProposalResult(document.source.name, document.index, None, Status.UNDECIDED, (located,))


def too_slow(document: Document, timeout: float) -> ProposalResult:
    """Return what is said of a document whose check took too long."""
    message = f"The check was stopped: it took longer than {timeout:g} seconds."
    return undecided(document, Problem(message, "timeout", hint="More time can be given with --timeout."))


def _in_file(result: ProposalResult, document: Document) -> ProposalResult:
    """Give a result its path and index; its positions become those in the file."""
    lines = document.index
    if not lines:
        return replace(result, path=document.source.name)
    return replace(
        result,
        path=document.source.name,
        index=lines,
        errors=tuple(replace(error, line=error.line and error.line + lines) for error in result.errors),
        warnings=tuple(_moved(finding, lines) for finding in result.warnings),
    )


def _moved(finding: Finding, lines: int) -> Finding:
    excerpt = finding.excerpt and replace(finding.excerpt, first=finding.excerpt.first + lines)
    return replace(finding, line=finding.line + lines, excerpt=excerpt)


class _TimeIsUp(BaseException):
    """Raised into whatever runs when the time limit has passed; no `except Exception` holds it up."""


@dataclass(slots=True)
class _Limit:
    """holds: whether what runs is to be stopped; the alarm may come after its end. passed: whether it was."""

    holds: bool = False
    passed: bool = False


def _check_within(seconds: float, checker: Checks, document: Document) -> ProposalResult:
    limit = _Limit()

    def stop(_number: int, _frame: FrameType | None) -> None:
        if limit.holds:
            limit.passed = True
            raise _TimeIsUp

    try:
        before = signal.signal(signal.SIGALRM, stop)
    except (AttributeError, ValueError):  # a system without it, or not the main thread
        return check_document(checker, document)
    result = None
    try:
        try:
            limit.holds = True
            signal.setitimer(signal.ITIMER_REAL, seconds)
            result = check_document(checker, document)
        finally:
            limit.holds = False
    except _TimeIsUp:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    # Whatever was made of the interruption on its way, such as an error that somebody caught, is no result.
    return too_slow(document, seconds) if limit.passed or result is None else result
