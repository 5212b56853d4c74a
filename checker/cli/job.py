"""A check of several documents, as `check` and its relatives set it up: the sources, the checker, what follows."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from os import path
from typing import TYPE_CHECKING

import click

from checker.cli.decisions import DecisionOptions
from checker.cli.options import CheckerOptions, Resources
from checker.cli.settings import session
from checker.cli.streams import tell
from checker.report import ProposalResult, Run

if TYPE_CHECKING:
    from checker.baseline import Baseline
    from checker.check import Checker
    from checker.discovery import Source
    from checker.steps import Checks, Step
    from checker.waivers import Waivers


@dataclass(frozen=True, slots=True)
class Job:
    """What to check, with what, and what is done with each result.

    waivers, baseline: what takes warnings out of account; None where there is none.
    notes: what the user should know about how it was prepared.
    """

    checker: Checker
    sources: list[Source]
    options: CheckerOptions
    resources: Resources
    steps: tuple[Step, ...]
    waivers: Waivers | None = None
    baseline: Baseline | None = None
    notes: tuple[str, ...] = ()

    @classmethod
    def prepare(
        cls,
        paths: Iterable[str],
        options: CheckerOptions,
        resources: Resources | None = None,
        *,
        decisions: DecisionOptions | None = None,
        leave_out: Iterable[str] = (),
        excerpts: bool = False,
        concerns: bool = False,
    ) -> Job:
        """Find the proposals and build the checker.

        decisions: the waivers and the baseline that take effect; none by default.
        leave_out: files that are no proposals though they may lie among them, such as reports of this run.
        excerpts: whether the lines around each warning are shown.
        concerns: whether the concerns of the stakeholders are shown.
        Raises UsageRefused where nothing is found, WaiversRefused, BaselineRefused, and what building a Checker raises.
        """
        from checker.discovery import discover

        decisions = decisions or DecisionOptions()
        left_out = {path.realpath(file) for file in (*leave_out, *decisions.files)}
        sources = discover(paths, leave_out=left_out)
        waivers, baseline = _loaded(decisions)
        checker = options.build()
        steps = tuple(_steps(checker, waivers, baseline, excerpts, concerns))
        notes = [f"waivers are read from {decisions.waivers}; --no-waivers leaves them out"] if decisions.found else []
        return cls(
            checker, sources, options, resources or Resources(), steps, waivers, baseline, (*checker.notes, *notes)
        )

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

        options = replace(self.options, engine="reference", today=self.checker.today)  # the day may just have changed
        return Verified(self.checker, options.build())

    def tell_notes(self) -> None:
        """Tell on standard error where settings come from, and what is to be known about this check."""
        configured = session(click.get_current_context()).note
        for note in (*([configured] if configured else []), *self.notes):
            tell(f"note: {note}")


def _loaded(decisions: DecisionOptions) -> tuple[Waivers | None, Baseline | None]:
    """Read the files; each is imported only where it is used."""
    waivers, baseline = None, None
    if decisions.waivers is not None:
        from checker.waiver_file import load_waivers

        waivers = load_waivers(decisions.waivers)
    if decisions.baseline is not None:
        from checker.baseline import load_baseline

        baseline = load_baseline(decisions.baseline)
    return waivers, baseline


def _steps(
    checker: Checker, waivers: Waivers | None, baseline: Baseline | None, excerpts: bool, concerns: bool
) -> Iterator[Step]:
    """Yield what is done with each result, in this order: a waiver is told before a baseline hides the same."""
    from checker.steps import with_digest

    yield with_digest
    if waivers is not None:
        from checker.waivers import Waiving

        selected = {rule.id for rule in checker.rulebook.warning_rules()}
        yield Waiving(waivers.entries, checker.known_rules, selected, checker.today)
    if baseline is not None:
        from checker.baseline import Comparing

        yield Comparing(baseline, mandatory_rules(checker))
    if excerpts:
        from checker.excerpts import with_excerpts

        yield with_excerpts
    if concerns:
        from checker.concerns import with_concerns

        yield with_concerns


def mandatory_rules(checker: Checker) -> set[str]:
    """Return the ids of the rules whose warnings nobody can take out of account."""
    return {rule.id for rule in checker.known_rules.values() if rule.mandatory}
