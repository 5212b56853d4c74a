"""When two engines disagree: a file for the maintainers, and what the user is asked to do with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

from checker.errors import Problem, Refused
from checker.files import whole_file

if TYPE_CHECKING:
    from checker.verify import EnginesDiffer


class DifferenceFound(Refused):
    """Two engines gave different results: a bug of ours, of which a report lies in a file."""


@contextmanager
def difference_reported() -> Iterator[None]:
    """Write the report of a difference that is found within the block. Raises DifferenceFound instead of it."""
    try:
        yield
    except Exception as error:
        from checker.verify import EnginesDiffer

        if not isinstance(error, EnginesDiffer):
            raise
        raise DifferenceFound([_written(error)]) from error


def _written(error: EnginesDiffer) -> Problem:
    from checker.reporters.dump import dump

    text = dump(error.report, indent=True) + "\n"
    path = f"caveat-difference-{sha256(text.encode()).hexdigest()[:12]}.json"
    message = f"This is a bug in caveat: {error}."
    try:
        with whole_file(path) as file:
            file.write(text)
    except OSError as failed:
        hint = f"Please report it; `{path}`, which would say more, can't be written: {failed.strerror or failed}."
        return Problem(message, "engines-differ", hint=hint)
    hint = f"Please send us `{path}`: it says which warnings differ, and holds no text of the proposal."
    return Problem(message, "engines-differ", hint=hint)
