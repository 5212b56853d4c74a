"""Where the command starts and ends: streams, the group of commands, exit codes."""

from __future__ import annotations

import signal
import sys
import traceback
from collections.abc import Sequence
from os import environ
from types import FrameType
from typing import NoReturn

import click

from checker import __version__
from checker.cli.failures import asked_for, failure_of, show, write_failure
from checker.cli.group import EXIT_CODES, CommandGroup
from checker.cli.settings import Session
from checker.cli.streams import prepare_streams
from checker.config import ConfigurationRefused
from checker.report import Exit
from checker.reporters.display import harmless

COMPLETE_VARIABLE = "_CAVEAT_COMPLETE"
"""The environment variable by which a shell asks; click derives it from the name of the command."""


def main() -> NoReturn:
    """Run the command line in this process and exit."""
    prepare_streams()
    signal.signal(signal.SIGTERM, _end)
    if COMPLETE_VARIABLE in environ:  # a shell asks what can follow
        from checker.cli import shells  # noqa: F401  # click knows them from here on
    sys.exit(run(sys.argv[1:]))


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """End this process, as somebody asks politely, and leave no temporary file behind, nor a worker.

    Once: `timeout` sends the signal twice, and the second time would interrupt the tidying up.
    """
    signal.signal(number, lambda _number, _frame: None)  # SIG_IGN would make Python complain of one that is under way
    sys.exit(128 + number)


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code; never raises."""
    session = Session()
    try:
        code = caveat.main(list(arguments), "caveat", standalone_mode=False, obj=session)
        sys.stdout.flush()
        return int(code or Exit.CLEAN)
    except BaseException as error:
        failure = failure_of(error)
        if failure is None:
            return error.code if isinstance(error, SystemExit) and isinstance(error.code, int) else Exit.BUG
        if isinstance(
            error, click.UsageError | ConfigurationRefused
        ):  # before the command began, so nobody has told it
            write_failure(failure, asked_for(arguments))
        if "--debug" in arguments:
            _show_traceback(error)
        show(failure, session.note)
        return failure.exit_code


def _show_traceback(error: BaseException) -> None:
    """Show where an error comes from; the text of an exception may hold what a proposal says."""
    for piece in traceback.format_exception(error):
        for line in piece.splitlines():
            click.echo(harmless(line), err=True)


def _show_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        engine = f"durable_rules {version('durable_rules')}"
    except PackageNotFoundError:
        engine = "durable_rules is not installed"
    python = ".".join(str(part) for part in sys.version_info[:3])
    click.echo(f"caveat {__version__} ({engine}, Python {python})")
    context.exit()


@click.group(
    cls=CommandGroup,
    modules={
        "check": "checker.cli.check",
        "explain": "checker.cli.explain",
        "letter": "checker.cli.letter",
        "diff": "checker.cli.diff",
        "replay": "checker.cli.replay",
        "waivers": "checker.cli.waivers",
        "baseline": "checker.cli.baseline",
        "new": "checker.cli.new",
        "rules": "checker.cli.rules",
        "completion": "checker.cli.completion_script",
    },
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show versions and exit."
)
def caveat() -> None:
    """Check proposals for data sharing against published guidance.

    caveat reads proposals and warns of what is missing or risky in them: who has not been heard, which data is
    unprotected, what nobody is responsible for. Each warning says what would clear it and which guidance it rests on.
    """
