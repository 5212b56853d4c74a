"""Which documents a run is about: files, folders and standard input, in the sorted order of their paths."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from checker.errors import Problem, UsageRefused, nearest
from checker.reading import is_missing, names_in

STANDARD_INPUT = "-"
LINES_ENDINGS = (".jsonl", ".ndjson")
ENDINGS = (".json", *LINES_ENDINGS)


@dataclass(frozen=True, slots=True)
class Source:
    """Where documents are read from.

    name: what reports call it: relative to the working folder, with forward slashes; outside of it, as it was given.
    path: what to open; "-" is standard input.
    problem: why it can't be opened, where that is known already.
    """

    name: str
    path: str
    problem: Problem | None = None

    @property
    def holds_lines(self) -> bool:
        """Whether each line is a document."""
        return self.path.lower().endswith(LINES_ENDINGS)


def discover(paths: Iterable[str], *, leave_out: Collection[str] = ()) -> list[Source]:
    """Return the sources that `paths` stand for, sorted by name, each file once.

    A folder is searched, with its subfolders, for files with one of ENDINGS; what begins with "." is skipped, and so
    are the real paths in `leave_out` (reports of this run, which may lie there from the last time). Links are followed.
    Raises UsageRefused where a path does not exist, or a folder holds no proposal.
    """
    problems: list[Problem] = []
    found: dict[str, Source] = {}
    for path in paths:
        before = len(problems)
        sources = list(_sources(path, leave_out, problems))
        if not sources and len(problems) == before:
            problems.append(_empty(path))
        for real, source in sources:
            known = found.get(real)
            if known is None or source.name < known.name:
                found[real] = source
    if problems:
        raise UsageRefused(problems)
    return sorted(found.values(), key=lambda source: source.name)


def _sources(path: str, leave_out: Collection[str], problems: list[Problem]) -> Iterator[tuple[str, Source]]:
    """Yield what one path stands for, with the real path that identifies it."""
    if path == STANDARD_INPUT:
        yield STANDARD_INPUT, Source(STANDARD_INPUT, STANDARD_INPUT)
    elif os.path.isdir(path):
        yield from _search(path, leave_out)
    elif is_missing(path):
        problems.append(_missing(path))
    else:
        yield os.path.realpath(path), Source(shown_path(path), path)


def _search(folder: str, leave_out: Collection[str]) -> Iterator[tuple[str, Source]]:
    """Yield the proposals of a folder; a folder that was searched already (through a link) is not searched again."""
    waiting = [(folder, os.path.realpath(folder))]
    searched: set[str] = set()
    while waiting:
        path, real = waiting.pop()
        if real in searched:
            continue
        searched.add(real)
        shown = shown_path(path)
        try:
            entries = _visible(path)
        except OSError as error:
            problem = Problem(f"The folder can't be read: {error.strerror or error}.", "unreadable-file")
            yield real, Source(shown, path, problem)
            continue
        prefix = "" if shown == os.curdir else f"{shown}/"
        folders = []
        for entry in entries:
            # Only links need to be resolved; for all others that would be wasted on every file of a large folder.
            entry_real = os.path.realpath(entry.path) if entry.is_symlink() else os.path.join(real, entry.name)
            if _is_folder(entry):
                folders.append((entry.path, entry_real))
            elif entry.name.lower().endswith(ENDINGS) and entry_real not in leave_out:
                yield entry_real, Source(prefix + _decoded(entry.name), entry.path)
        waiting.extend(reversed(folders))


def _visible(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads back to itself
        return False


def shown_path(path: str) -> str:
    """Return what reports call a path."""
    if not path:
        return path
    inside = os.path.relpath(path)
    shown = path if inside.split(os.sep, 1)[0] == os.pardir else inside
    return _decoded(shown.replace(os.sep, "/"))


def _decoded(name: str) -> str:
    """Show a byte that is no UTF-8 as an escape: reports are UTF-8."""
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "backslashreplace")


def _empty(folder: str) -> Problem:
    return Problem(
        f"There is no proposal in the folder `{shown_path(folder)}`.",
        "no-proposal",
        hint=f"Files whose names end in {', '.join(ENDINGS)} are looked for; names that begin with a dot are skipped.",
    )


def _missing(path: str) -> Problem:
    """Say that a path does not exist, with the nearest one that does."""
    if os.path.islink(path):
        return Problem(f"`{shown_path(path)}` is a link to a file that does not exist.", "missing-path")
    suggestion = _nearest_path(Path(path))
    hint = f"did you mean `{shown_path(str(suggestion))}`?" if suggestion else None
    return Problem(f"`{shown_path(path)}` does not exist.", "missing-path", hint=hint)


def _nearest_path(path: Path) -> Path | None:
    """Replace the first part that does not exist by the nearest name beside it, if the whole then exists."""
    missing = next((part for part in [*reversed(path.parents), path] if is_missing(part)), path)
    name = nearest(missing.name, names_in(missing.parent))
    if name is None:
        return None
    suggestion = missing.with_name(name) / path.relative_to(missing)
    return None if is_missing(suggestion) else suggestion
