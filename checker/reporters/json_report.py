"""The report as one JSON document; `schemas/report.schema.json` describes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.report import Failure, Json, ProposalResult, Run, Summary
from checker.reporters import Options
from checker.reporters.dump import dump


def render(run: Run, results: Iterable[ProposalResult], options: Options) -> Iterator[str]:
    """Yield the document piece by piece; it is whole only after the last one."""
    summary = Summary()
    yield dump(run.as_json(), indent=True).removesuffix("\n}") + ',\n  "proposals": ['
    for result in results:
        separator = ",\n" if summary.proposals else "\n"
        summary.add(result)
        yield separator + "    " + _indented(result.as_json(), "    ")
    closing = "\n  ]" if summary.proposals else "]"
    yield f'{closing},\n  "summary": {_indented(summary.as_json(), "  ")}\n}}\n'


def failure(failure: Failure) -> str:
    """Return the document that stands for a report that could not be made."""
    return dump(failure.as_json(), indent=True) + "\n"


def _indented(value: Json, margin: str) -> str:
    return dump(value, indent=True).replace("\n", "\n" + margin)
