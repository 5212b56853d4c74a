"""A check of several documents, as `check` and its relatives set it up: the sources, the checker, what follows."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from os import path
from typing import TYPE_CHECKING

import click

from checker.cli.options import CheckerOptions
from checker.report import ProposalResult, Run

if TYPE_CHECKING:
    from checker.check import Checker
    from checker.discovery import Source
    from checker.steps import Step


@dataclass(frozen=True, slots=True)
class Job:
    """What to check, with what, and what is done with each result."""

    checker: Checker
    sources: list[Source]
    max_bytes: int
    steps: tuple[Step, ...]

    @classmethod
    def prepare(
        cls, paths: Iterable[str], options: CheckerOptions, *, leave_out: Iterable[str] = (), excerpts: bool = False
    ) -> Job:
        """Find the proposals and build the checker.

        leave_out: files that are no proposals though they may lie among them, such as reports of this run.
        excerpts: whether the lines around each warning are shown.
        Raises UsageRefused where nothing is found, and what building a Checker raises.
        """
        from checker.discovery import discover
        from checker.steps import with_digest

        sources = discover(paths, leave_out={path.realpath(file) for file in leave_out})
        steps: list[Step] = [with_digest]
        if excerpts:
            from checker.excerpts import with_excerpts

            steps.append(with_excerpts)
        return cls(options.build(), sources, options.limits.max_bytes, tuple(steps))

    @property
    def run(self) -> Run:
        """What all results have in common."""
        checker = self.checker
        return Run(checker.rulebook, checker.engine_name, checker.today, checker.sections)

    def results(self) -> Iterator[ProposalResult]:
        """Check, one document after the other."""
        from checker.batch import check_all
        from checker.steps import Checked

        checked = Checked(self.checker, self.steps)
        standard_input = None if sys.stdin is None else sys.stdin.buffer
        return check_all(checked, self.sources, max_bytes=self.max_bytes, standard_input=standard_input)

    def tell_notes(self) -> None:
        """Tell on standard error what the checker has to say about itself."""
        for note in self.checker.notes:
            click.echo(f"caveat: note: {note}", err=True)
