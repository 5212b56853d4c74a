"""How far a long run is, for whoever waits at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from time import monotonic

import click

from checker.report import ProposalResult

_PATIENCE = 1.0
"""Seconds that a run may take before anything is shown."""


def with_progress(results: Iterable[ProposalResult], files: int) -> Iterator[ProposalResult]:
    """Pass results on, and show on standard error how many of the files are done, once the run takes a while.

    With one file, which may hold any number of proposals, it is the proposals that are counted, without an end.
    """
    began = monotonic()
    bar = click.progressbar(
        None if files > 1 else iter(()), files if files > 1 else None, "Checking", show_pos=True, file=sys.stderr
    )
    done, path, shows = 0, None, False
    try:
        for result in results:
            if files == 1 or result.path != path:
                path = result.path
                done += 1
            if not shows and monotonic() - began > _PATIENCE:
                shows = True
                bar.render_progress()
            if shows and done - 1 > bar.pos:  # the file that this result is from may have more
                bar.update(done - 1 - bar.pos)
            yield result
    finally:
        if shows:
            bar.update(done - bar.pos)
            bar.render_finish()
