"""What is done with the result of a document after the check: the same for every command and every worker.

A step is a function from the document and its result to the result that counts. Steps add what a report shows (a
digest, excerpts) and take out of account what was decided before (waivers, a baseline).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Protocol, TypeAlias

from checker.report import ProposalResult

Step: TypeAlias = Callable[[bytes, ProposalResult], ProposalResult]


class Checks(Protocol):
    """What checks one document: a `Checker`."""

    def check(self, document: bytes) -> ProposalResult:
        """Return what becomes of the document; never raises because of what it holds."""


class Checked:
    """A checker whose results go through some steps, one after the other."""

    def __init__(self, checker: Checks, steps: Iterable[Step]) -> None:
        self._checker = checker
        self._steps = tuple(steps)

    def check(self, document: bytes) -> ProposalResult:
        """Return what becomes of the document."""
        result = self._checker.check(document)
        for step in self._steps:
            result = step(document, result)
        return result


def with_digest(document: bytes, result: ProposalResult) -> ProposalResult:
    """Return the result with the digest of its document."""
    return replace(result, digest=digest(document))


def digest(content: bytes) -> str:
    """Return what identifies some bytes, as reports have it."""
    return f"sha256:{sha256(content).hexdigest()}"
