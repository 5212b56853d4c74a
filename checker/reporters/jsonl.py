"""JSON Lines: an element of the JSON report's `proposals` on each line, as results come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.report import Failure, ProposalResult, Run
from checker.reporters import Options
from checker.reporters.dump import dump


def render(run: Run, results: Iterable[ProposalResult], options: Options) -> Iterator[str]:
    """Yield one line per result."""
    yield ""
    for result in results:
        yield dump(result.as_json()) + "\n"
    yield ""


def failure(failure: Failure) -> str:
    """Return the last line of a run that could not be finished."""
    return dump(failure.as_json()) + "\n"
