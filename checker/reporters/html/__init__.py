"""The report as one HTML page that needs nothing beside itself: read on a screen, printed, or handed on.

What to decide stands at the top, and for that all results have to be known, so that the page is written at the end.
Until then are kept: the results of the `page.IN_FULL` gravest proposals, and one small row for each of the others
(some 2 KB), whatever their number. 200 proposals with 49 warnings each make a page of 24 MB, for which a run takes some
110 MB more memory than one that streams.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.report import Failure, ProposalResult, Run
from checker.reporters import Options
from checker.reporters.html.page import Page
from checker.reporters.html.templates import render_template


def render(run: Run, results: Iterable[ProposalResult], options: Options) -> Iterator[str]:
    """Yield the page after the last result, nothing before."""
    page = Page(run, options)
    yield ""
    for result in results:
        page.add(result)
        yield ""
    yield render_template("report.html", page=page)


def failure(failure: Failure) -> str:
    """Return a page that says why there is no report."""
    return render_template("failure.html", problems=failure.problems)
