"""The letter to the proposers: what to ask them, where to write the answers; composed once, shown in several formats.

A letter is plain values (`model.py`), made of a result and its document (`compose.py`). A format is a module with a
function `render(letter)`, loaded only when it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import Protocol, cast

from checker.letters.model import Letter


class _Renderer(Protocol):
    def render(self, letter: Letter) -> str:
        """Return the letter as text in a format."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of letters: its module, and the endings of files that it is chosen for."""

    module: str
    endings: tuple[str, ...]


FORMATS = {
    "markdown": Format("markdown", (".md", ".markdown")),
    "html": Format("html", (".html", ".htm")),
    "text": Format("text", (".txt",)),
}


def format_for(file_name: str) -> str | None:
    """Return the format that the ending of a file's name stands for, or None."""
    ending = PurePath(file_name).suffix.lower()
    return next((name for name, known in FORMATS.items() if ending in known.endings), None)


def render(letter: Letter, format_name: str) -> str:
    """Return a letter in a format, one of FORMATS."""
    module = import_module(f"{__name__}.{FORMATS[format_name].module}")
    return cast(_Renderer, module).render(letter)
