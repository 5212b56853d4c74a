"""The one document that a command is about: a file, standard input, or a line of JSON Lines."""

from __future__ import annotations

import sys
from itertools import islice
from os.path import isdir
from typing import TYPE_CHECKING

from checker.cli.job import Job
from checker.errors import Problem, UsageRefused

if TYPE_CHECKING:
    from checker.documents import Document

_HINT = "Name one file; of JSON Lines, --line says which line is meant, such as --line 1."


def refuse_folder(path: str) -> None:
    """Raise UsageRefused where a path is a folder: there is no telling which of its files is meant."""
    if isdir(path):
        raise UsageRefused([Problem(f"`{path}` is a folder, and this is about one proposal.", "usage", hint=_HINT)])


def one_document(job: Job, line: int | None = None) -> Document:
    """Return the document that a job is about.

    line: which one, from 1, where a file has several. Raises UsageRefused where several could be meant, or none.
    """
    from checker.documents import documents

    standard_input = None if sys.stdin is None else sys.stdin.buffer
    found = documents(job.sources, max_bytes=job.options.limits.max_bytes, standard_input=standard_input)
    if line is None:
        meant = list(islice(found, 2))
    else:  # what follows it is not read: standard input may never end
        meant = list(islice((one for one in found if one.index >= line - 1), 1))
        meant = [one for one in meant if one.index == line - 1]
    named = "Standard input" if job.sources[0].path == "-" else f"`{job.sources[0].name}`"
    if not meant:
        hint = "Lines are counted from 1, blank ones too."
        raise UsageRefused([Problem(f"{named} has no proposal on line {line}.", "no-proposal", hint=hint)])
    if len(meant) > 1:
        raise UsageRefused([Problem(f"{named} holds several proposals.", "usage", hint=_HINT)])
    return meant[0]
