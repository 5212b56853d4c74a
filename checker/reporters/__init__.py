"""Reports: one module per format, all with the same small interface, loaded only when its format is asked for.

A reporter yields one string before the results, exactly one for each result as it comes, and one after them; any of
them may be empty. So a run can write several reports at once, side by side, and none of them holds the results in
memory unless its format can't do without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import Protocol, cast

from checker.report import Failure, ProposalResult, Run
from checker.rulebook.model import Severity

GROUPINGS = ("proposal", "severity", "rule")
"""By proposal, each as it comes; or over all proposals of a run, by severity or by rule, at the end."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a report is shown.

    width: columns that text may take. color: whether the reader's terminal shows colours.
    verbose: everything that is known; quiet: only what went wrong, not the warnings.
    fail_on: the least severity that decides the exit code; None where none does.
    group_by: by what the text report puts warnings together; one of GROUPINGS.
    """

    width: int = 100
    color: bool = False
    verbose: bool = False
    quiet: bool = False
    fail_on: Severity | None = Severity.HIGH
    group_by: str = "proposal"


class Reporter(Protocol):
    """What a module in this folder offers."""

    def render(self, run: Run, results: Iterable[ProposalResult], options: Options) -> Iterator[str]:
        """Yield the report: its beginning, one string per result, its end."""

    def failure(self, failure: Failure) -> str:
        """Return what stands for a report where the command could not do its work."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its module, the endings of files that it is chosen for, and who reads it.

    machine: programs read it, so that a failure of the command is told in it as well.
    streams: what was written can be used before the end has come, so that it goes out at once.
    excerpts: it shows the lines of the document around each warning.
    concerns: it shows the stakeholders and how far their concerns are answered.
    replayable: it holds what `caveat replay` needs.
    """

    module: str
    endings: tuple[str, ...]
    machine: bool
    streams: bool
    excerpts: bool = False
    concerns: bool = False
    replayable: bool = False


FORMATS = {
    "text": Format("text", (".txt",), machine=False, streams=True, excerpts=True),
    "json": Format("json_report", (".json",), machine=True, streams=False, replayable=True),
    "jsonl": Format("jsonl", (".jsonl", ".ndjson"), machine=True, streams=True),
    "sarif": Format("sarif", (".sarif",), machine=True, streams=False, excerpts=True),
    "junit": Format("junit", (".xml",), machine=True, streams=False),
    "markdown": Format("markdown", (".md",), machine=True, streams=False),
    "csv": Format("csv_report", (".csv",), machine=True, streams=True),
    "github": Format("github", (), machine=True, streams=True),
    "html": Format("html", (".html", ".htm"), machine=False, streams=False, excerpts=True, concerns=True),
}


def reporter(format_name: str) -> Reporter:
    """Load the reporter of a format; `format_name` is one of FORMATS."""
    return cast(Reporter, import_module(f"{__name__}.{FORMATS[format_name].module}"))


def format_for(file_name: str) -> str | None:
    """Return the format that the ending of a file's name stands for, or None."""
    ending = PurePath(file_name).suffix.lower()
    return next((name for name, known in FORMATS.items() if ending in known.endings), None)
