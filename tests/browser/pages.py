"""The pages that are looked at in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from checker import Checker
from checker.concerns import with_concerns
from checker.errors import Problem
from checker.excerpts import with_excerpts
from checker.report import Exit, Failure, ProposalResult, Run, Waived
from checker.reporters import Options, reporter
from tests.hostile_strings import HOSTILE_STRINGS
from tests.reporters.html.test_safety import filled
from tests.samples import CLEAN, INVALID, RESULTS

EXAMPLES = Path(__file__).parents[2] / "examples"
WAIVER = Waived("The board has decided about it.", "Review board", date(2027, 3, 1))


@cache
def checker() -> Checker:
    return Checker(today=date(2026, 11, 22))


def checked(name: str) -> ProposalResult:
    """Return what becomes of an example, as the command has it; its last warning is waived."""
    path = EXAMPLES / name
    document = path.read_bytes()
    result = with_concerns(document, with_excerpts(document, checker().check(document)))
    warnings = [*result.warnings[:-1], *(replace(one, waived=WAIVER) for one in result.warnings[-1:])]
    return replace(result, path=f"examples/{name}", warnings=tuple(warnings))


def page(results: Iterable[ProposalResult]) -> str:
    run = Run(checker().rulebook, checker().engine_name, checker().today, checker().sections)
    return "".join(reporter("html").render(run, results, Options()))


def batch() -> str:
    return page([*(checked(f"{name}.json") for name in ("good-practice", "minimal", "typical")), *RESULTS])


PAGES: Mapping[str, Callable[[], str]] = {
    "single": lambda: page([checked("typical.json")]),
    "batch": batch,
    "clean": lambda: page([CLEAN]),
    "invalid": lambda: page([INVALID]),
    "empty": lambda: page([]),
    "hostile": lambda: page(filled(" ".join(text for text in HOSTILE_STRINGS.values() if len(text) < 1000))),
    "failure": lambda: reporter("html").failure(Failure(Exit.REFUSED, (Problem("No.", "usage", hint="`Yes`."),))),
}
