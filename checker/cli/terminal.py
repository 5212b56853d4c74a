"""How text looks where it goes: in the terminal of the reader, or in a file."""

from __future__ import annotations

import shutil
import sys
from os import environ

_WIDEST = 100
_NARROWEST = 40


def width_and_color(path: str | None, color: str) -> tuple[int, bool]:
    """Return the columns that text may take, and whether it has colours; only on standard output the terminal matters.

    path: the file that it is written to, None for standard output. color: "auto", "always" or "never".
    """
    terminal = path is None and sys.stdout.isatty()
    shows_colors = terminal and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    columns = shutil.get_terminal_size((_WIDEST, 24)).columns if path is None else _WIDEST
    return max(_NARROWEST, min(_WIDEST, columns)), color == "always" or (color == "auto" and shows_colors)
