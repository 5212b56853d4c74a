"""`caveat rules test`: do rules say what their tests expect, and do the tests see enough?"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli.failures import reported_in
from checker.cli.options import ENGINES, debug_option
from checker.cli.outputs import Target
from checker.cli.types import PathText
from checker.discovery import shown_path
from checker.quoting import counted
from checker.report import Exit
from checker.reporters.display import harmless
from checker.resources import rules_folder
from checker.rulebook.model import Source

if TYPE_CHECKING:
    from checker.ruletests.model import Mismatch, Pointers
    from checker.ruletests.outcome import Outcome, Placed

_EXIT_CODES = """\b
Exit codes:
  0    every case passes, and the cases see enough
  1    a case failed; a rule or a condition is not covered; with --mutate, a
       mutant survived that nobody explained, or an explanation is out of date
  2    there is nothing to test, or rules or tests are refused
  70   a bug in caveat; --debug shows the traceback
  130  interrupted
"""


@click.command(epilog=_EXIT_CODES)
@click.argument("paths", type=PathText(), nargs=-1, metavar="[PATH...]")
@click.option(
    "--rules",
    type=PathText("builtin"),
    multiple=True,
    metavar="PATH",
    help="Rule files or folders that the tested rules need; `builtin` stands for the built-in packs. Repeatable.",
)
@click.option(
    "--mutate",
    is_flag=True,
    help="Change the rules, one condition at a time, and list what no case notices.",
)
@click.option("--engine", type=click.Choice(ENGINES), default="auto", show_default=True, help="What runs the cases.")
@click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@debug_option
def command(paths: tuple[str, ...], rules: tuple[str, ...], mutate: bool, engine: str, format: str) -> int:
    """Run the tests of rules.

    PATH is a file of tests (*.test.yaml), which lies beside the rule file that it tests, or a folder with such files;
    by default, the built-in packs. A condition is covered if some case notices that it is gone, or turned round.
    """
    with reported_in([Target(format, None)]):
        from checker.ruletests.outcome import run_suites
        from checker.ruletests.suite import load_suites

        suites = load_suites([Path(path) for path in paths] or [rules_folder()], rules, engine=engine)
        tell = _progress()
        outcome = run_suites(suites, mutate=mutate, progress=tell)
        tell("")
        if format == "json":
            from checker.reporters.dump import dump
            from checker.ruletests.report import as_json

            click.echo(dump(as_json(outcome), indent=True))
        else:
            click.echo("\n".join(harmless(line) for line in _lines(outcome)))
        return Exit.CLEAN if outcome.is_good else Exit.WARNINGS


def _progress() -> Callable[[str], object]:
    """Return what shows on a terminal what is being done, on one line; nothing elsewhere."""
    if sys.stderr is None or not sys.stderr.isatty():
        return lambda doing: None
    return lambda doing: click.echo(f"\r\x1b[K{harmless(doing)}", err=True, nl=False)


def _lines(outcome: Outcome) -> Iterator[str]:
    """Yield what is wrong, then how much there was."""
    yield from _failures(outcome.failed)
    for one in outcome.one_sided:
        missing = "expects it to warn" if one.missing else "expects it to stay silent"
        yield f"{_at(one.rule.source)}: {one.rule.id}: no case {missing}"
    for placed in outcome.undecided:
        yield f"{_mutant(placed)}: no case depends on this condition"
    for placed in outcome.survivors:
        yield f"{_mutant(placed)}: no case notices"
    for explanation in outcome.stale:
        mutant = f"{explanation.rule}: {explanation.mutant}"
        yield f"{_at(explanation.source)}: {mutant}: a case notices, so the explanation is wrong"
    for placed, explanation in outcome.explained:
        yield f"{_mutant(placed)}: explained: {explanation.why}"
    yield from _figures(outcome)


def _failures(failed: list[Mismatch]) -> Iterator[str]:
    shown = None
    for one in failed:
        if one.case is not shown:
            yield f"{_at(one.case.source)}: {one.case.name}"
            shown = one.case
        rule = one.expectation.rule
        line = one.expectation.source.line
        yield f"  line {line}: {rule}: expected {_pointers(one.expectation.pointers)}, found {_pointers(one.found)}"


def _figures(outcome: Outcome) -> Iterator[str]:
    failed = f"{outcome.failed_cases} failed" if outcome.failed else "all passed"
    yield f"Cases       {outcome.cases} of {counted(outcome.packs, 'pack')}, {failed}"
    covered = outcome.rules - len({one.rule.id for one in outcome.one_sided})
    yield f"Rules       {covered} of {outcome.rules} seen to warn and to stay silent"
    yield f"Conditions  {outcome.conditions - len(outcome.undecided)} of {outcome.conditions} decide some case"
    if outcome.mutants is not None:
        explained = f", {len(outcome.explained)} explained" if outcome.explained else ""
        survived = f", {len(outcome.survivors)} survived" if outcome.survivors else ""
        yield f"Mutants     {outcome.noticed} of {outcome.mutants} noticed{explained}{survived}"


def _mutant(placed: Placed) -> str:
    return f"{_at(placed.source)}: {placed.mutant.rule.id}: {placed.mutant.change}"


def _pointers(pointers: Pointers) -> str:
    return ", ".join(pointer or '""' for pointer in pointers) or "nothing"


def _at(source: Source) -> str:
    return f"{shown_path(source.path)}:{source.line}"
