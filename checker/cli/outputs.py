"""Where reports go: which format to which output, and several of them in one run."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import tee
from tempfile import SpooledTemporaryFile

from checker.cli.streams import OutputRefused, refusing
from checker.errors import Problem, UsageRefused
from checker.files import whole_file
from checker.report import ProposalResult, Run
from checker.reporters import FORMATS, Options, format_for, reporter

Write = Callable[[str], object]

_KEPT_IN_MEMORY = 1 << 20


@dataclass(frozen=True, slots=True)
class Target:
    """A report to write: its format, and the file; None is standard output."""

    format: str
    path: str | None


def pair(formats: Sequence[str], outputs: Sequence[str]) -> tuple[Target, ...]:
    """Decide which report goes where; "-" is standard output.

    As many formats as outputs belong together in the order given. Otherwise the ending of an output's name decides its
    format, and a format that is then left over goes to standard output. Nothing given is text on standard output.
    Raises UsageRefused where that leaves a question open.
    """
    if len(formats) == len(outputs) > 0:
        targets = [Target(name, path) for name, path in zip(formats, outputs, strict=True)]
    else:
        targets = [Target(_by_ending(path), path) for path in outputs]
        left = list(formats)
        for target in targets:
            if target.format in left:
                left.remove(target.format)
        if not outputs and not left:
            left = ["text"]
        targets += [Target(name, "-") for name in left]
    named = [Target(target.format, None if target.path == "-" else target.path) for target in targets]
    _refuse_the_same_twice(named)
    return tuple(named)


def refuse_inputs(targets: Iterable[Target], inputs: Iterable[str]) -> None:
    """Raise OutputRefused where a report would overwrite a proposal that was given."""
    given = {os.path.realpath(path): path for path in inputs}
    for target in targets:
        if target.path is not None and os.path.realpath(target.path) in given:
            message = f"`{target.path}` is one of the proposals to check; the report would overwrite it."
            raise OutputRefused([Problem(message, "output", hint="Name another file with --output.")])


def write_reports(
    run: Run, results: Iterable[ProposalResult], targets: Sequence[Target], options: Mapping[Target, Options]
) -> None:
    """Write all reports side by side, so that no result is kept for the sake of a second report.

    Files appear, complete, at the end. Raises OutputRefused where one can't be written.
    """
    # Standard output is opened first, so that it is closed last: only when every file has been written.
    ordered = sorted(targets, key=lambda target: target.path is not None)
    with ExitStack() as stack:
        writers = [stack.enter_context(open_target(target)) for target in ordered]
        copies = tee(results, len(ordered))
        reports = [
            reporter(target.format).render(run, copy, options[target])
            for target, copy in zip(ordered, copies, strict=True)
        ]
        for pieces in zip(*reports, strict=True):
            for write, piece in zip(writers, pieces, strict=True):
                write(piece)


@contextmanager
def open_target(target: Target, *, replaces: bytes | None = None) -> Iterator[Write]:
    """Yield a function that writes to a target; raises OutputRefused, there and at the end.

    replaces: what a file has to hold still, see `whole_file`.
    """
    if target.path is not None:
        with ExitStack() as stack:
            with refusing(target.path):
                file = stack.enter_context(whole_file(target.path, replaces=replaces))
            yield refusing(target.path)(file.write)  # not within: what else goes wrong meanwhile is not its fault
            with refusing(target.path):
                stack.close()
    elif FORMATS[target.format].streams:
        yield _standard_output()
    else:
        with _complete_standard_output() as write:
            yield write


@contextmanager
def _complete_standard_output() -> Iterator[Write]:
    """Send out at the end what is of no use before it is complete."""
    with SpooledTemporaryFile(_KEPT_IN_MEMORY, "w+", encoding="utf-8", errors="backslashreplace", newline="") as file:
        yield refusing("A temporary file")(file.write)
        file.seek(0)
        write = _standard_output()
        for piece in iter(lambda: file.read(_KEPT_IN_MEMORY), ""):
            write(piece)


def _standard_output() -> Write:
    sys.stdout.write("")  # where it is closed, that is told before the work begins
    return sys.stdout.write


def _by_ending(path: str) -> str:
    name = "text" if path == "-" else format_for(path)
    if name is None:
        message = f"The format of the report `{path}` is not clear from its name."
        hint = f"Give each --output its own --format: {', '.join(FORMATS)}."
        raise UsageRefused([Problem(message, "output", hint=hint)])
    return name


def _refuse_the_same_twice(targets: Sequence[Target]) -> None:
    seen: set[str | None] = set()
    for target in targets:
        place = target.path and os.path.realpath(target.path)
        if place in seen:
            message = f"Two reports are to be written to {target.path or 'standard output'}."
            raise UsageRefused([Problem(message, "output", hint="Give each --format an --output of its own.")])
        seen.add(place)
