"""Which files are meant by the paths that somebody names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from checker.errors import Problem, RulesRefused, did_you_mean
from checker.reading import is_missing, names_in

ENDINGS: Final = (".yaml", ".yml", ".json")
GUIDANCE_FOLDER: Final = "guidance"

_GUIDANCE_NAME = re.compile(r"[a-z][a-z0-9-]{0,99}")


def rule_files(paths: Iterable[Path]) -> list[Path]:
    """Return the rule files that `paths` name, each once: files, and what stands directly in folders, sorted.

    Tests of rules (`*.test.yaml`) and hidden files are left out of a folder; a link that leads nowhere is not, so that
    no rules are lost in silence. Raises RulesRefused where a path is not there, or no rule file is found.
    """
    problems = []
    files: dict[str, Path] = {}
    for path in paths:
        if is_missing(path):
            problems.append(Problem("there is no such file or folder", "not-found", path=str(path), hint=_near(path)))
            continue
        try:
            found = _in_folder(path) if os.path.isdir(path) else [path]
        except OSError as error:
            problems.append(unreadable_folder(path, error))
            continue
        if not found:
            problems.append(
                Problem(f"there is no rule file ({', '.join(ENDINGS)}) in this folder", "no-files", path=str(path))
            )
        for file in found:
            files.setdefault(os.path.realpath(file), file)
    if not files and not problems:
        problems.append(Problem("no rule file is given", "no-files"))
    if problems:
        raise RulesRefused(problems)
    return list(files.values())


def unreadable_folder(folder: Path, error: OSError) -> Problem:
    """Say why a folder can't be searched."""
    return Problem(
        f"the folder can't be read: {(error.strerror or str(error)).lower()}", "unreadable", path=str(folder)
    )


def _in_folder(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if _is_rule_file(path) and not os.path.isdir(path))


def _is_rule_file(path: Path) -> bool:
    hidden = path.name.startswith(".")
    return path.suffix.lower() in ENDINGS and not hidden and not path.stem.lower().endswith(".test")


def _near(path: Path) -> str | None:
    return did_you_mean(path.name, names_in(path.parent))


def is_guidance_name(name: str) -> bool:
    """Whether guidance can have a name, see guidance.schema.json; no other one is ever looked for."""
    return _GUIDANCE_NAME.fullmatch(name) is not None


def guidance_file(name: str, folders: Sequence[Path]) -> Path | None:
    """Return the file with the statements called `name`, from the first folder that has it."""
    candidates = (folder / f"{name}{ending}" for folder in folders for ending in ENDINGS)
    return next((path for path in candidates if os.path.isfile(path)), None)


def guidance_names(folders: Iterable[Path]) -> list[str]:
    """Return the names of the guidance in these folders."""
    return sorted(path.stem for folder in folders if folder.is_dir() for path in _in_folder(folder))
