"""When the command can't do its work: what is told, to whom, and with which exit code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise

import click

from checker.cli.differences import DifferenceFound
from checker.cli.outputs import Target, open_target, pair
from checker.cli.streams import OutputRefused, tell
from checker.errors import Problem, Refused, UsageRefused
from checker.report import Exit, Failure
from checker.reporters import FORMATS, reporter


def failure_of(error: BaseException) -> Failure | None:
    """Return what an exception means for the user, None for one that only asks to exit."""
    match error:
        case SystemExit() | GeneratorExit():
            return None
        case DifferenceFound():
            return Failure(Exit.BUG, error.problems)
        case Refused():
            return Failure(Exit.REFUSED, error.problems)
        case click.UsageError():
            return Failure(Exit.REFUSED, (_usage_problem(error),))
        case click.Abort() | KeyboardInterrupt():
            return Failure(Exit.INTERRUPTED, (Problem("Interrupted.", "interrupted"),))
        case _:
            message = f"This is a bug in caveat: {type(error).__name__}: {error}"
            hint = "Please report it, with the command that you ran and what it says with --debug."
            return Failure(Exit.BUG, (Problem(message, "bug", hint=hint),))


@contextmanager
def reported_in(targets: Sequence[Target]) -> Iterator[None]:
    """Write a failure within the block in the machine formats among `targets` too, and let it pass on."""
    try:
        yield
    except BaseException as error:
        failure = failure_of(error)
        if failure is not None:
            # What must not be overwritten by a report must not be overwritten by a failure either.
            safe = [target for target in targets if target.path is None or not isinstance(error, OutputRefused)]
            write_failure(failure, safe)
        raise


def write_failure(failure: Failure, targets: Sequence[Target]) -> None:
    """Write a failure where programs wait for a report; what can't be written is told on standard error alone."""
    for target in targets:
        if FORMATS[target.format].machine:
            with suppress(Refused), open_target(target) as write:
                write(reporter(target.format).failure(failure))


def asked_for(arguments: Sequence[str]) -> tuple[Target, ...]:
    """Return where a report on standard output was asked for, in options that could not be understood as a whole."""
    formats, outputs = _values("--format", arguments), _values("--output", arguments)
    try:
        targets = pair([name for name in formats if name in FORMATS], outputs)
    except UsageRefused:
        return ()
    return tuple(target for target in targets if target.path is None)


def show(failure: Failure, note: str | None = None) -> None:
    """Tell a failure on standard error, and with a refusal what else may have to do with it."""
    from checker.reporters.text import failure as as_text

    with suppress(OSError):
        for line in as_text(failure).splitlines():
            tell(line)
        if note and failure.exit_code == Exit.REFUSED:
            tell(f"note: {note}")


def _values(option: str, arguments: Sequence[str]) -> list[str]:
    given = list(arguments[: arguments.index("--")] if "--" in arguments else arguments)
    following = [value for name, value in pairwise(given) if name == option]
    return following + [value.partition("=")[2] for value in given if value.startswith(f"{option}=")]


def _usage_problem(error: click.UsageError) -> Problem:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return Problem("No command is given.", "usage", hint="`caveat --help` lists the commands")
    command = error.ctx.command_path if error.ctx else "caveat"
    message = error.format_message().replace("\n\t", " ")  # click lists choices on lines of their own
    return Problem(message, "usage", hint=f"`{command} --help` lists the options")
