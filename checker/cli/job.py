"""A check of several documents, as `check` and its relatives set it up: the sources, the checker, what follows."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace
from os import path
from typing import TYPE_CHECKING

import click

from checker.cli.options import CheckerOptions, Resources
from checker.cli.settings import session
from checker.report import ProposalResult, Run

if TYPE_CHECKING:
    from checker.check import Checker
    from checker.discovery import Source
    from checker.steps import Checks, Step


@dataclass(frozen=True, slots=True)
class Job:
    """What to check, with what, and what is done with each result."""

    checker: Checker
    sources: list[Source]
    options: CheckerOptions
    resources: Resources
    steps: tuple[Step, ...]

    @classmethod
    def prepare(
        cls,
        paths: Iterable[str],
        options: CheckerOptions,
        resources: Resources | None = None,
        *,
        leave_out: Iterable[str] = (),
        excerpts: bool = False,
        concerns: bool = False,
    ) -> Job:
        """Find the proposals and build the checker.

        leave_out: files that are no proposals though they may lie among them, such as reports of this run.
        excerpts: whether the lines around each warning are shown.
        concerns: whether the concerns of the stakeholders are shown.
        Raises UsageRefused where nothing is found, and what building a Checker raises.
        """
        from checker.discovery import discover
        from checker.steps import with_digest

        sources = discover(paths, leave_out={path.realpath(file) for file in leave_out})
        steps: list[Step] = [with_digest]
        if excerpts:
            from checker.excerpts import with_excerpts

            steps.append(with_excerpts)
        if concerns:
            from checker.concerns import with_concerns

            steps.append(with_concerns)
        return cls(options.build(), sources, options, resources or Resources(), tuple(steps))

    @property
    def run(self) -> Run:
        """What all results have in common."""
        checker = self.checker
        return Run(checker.rulebook, checker.engine_name, checker.today, checker.sections)

    def results(self) -> Generator[ProposalResult]:
        """Check, and yield the results in the order of the sources."""
        from checker.documents import documents
        from checker.steps import Checked
        from checker.workers import check_all

        standard_input = None if sys.stdin is None else sys.stdin.buffer
        yield from check_all(
            Checked(self._checks(), self.steps),
            documents(self.sources, max_bytes=self.options.limits.max_bytes, standard_input=standard_input),
            workers=self.resources.workers,
            timeout=self.resources.timeout,
            memory=self.resources.memory,
        )

    def _checks(self) -> Checks:
        if not self.resources.verify:
            return self.checker
        from checker.verify import Verified

        return Verified(self.checker, replace(self.options, engine="reference").build())

    def tell_notes(self) -> None:
        """Tell on standard error where settings come from, and what the checker has to say about itself."""
        configured = session(click.get_current_context()).note
        for note in (*([configured] if configured else []), *self.checker.notes):
            click.echo(f"caveat: note: {note}", err=True)
