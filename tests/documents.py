"""Reads the Markdown pages: their fenced blocks, each with what is said about it in a comment before it.

<!-- file: mine/rule.yaml -->      the block is the content of this file
<!-- part: mine/a.json -->         the properties of the block take the place of those in this JSON file
<!-- part: b.json<mine/a.json -->  the same, in a copy of the second file
<!-- refused: unknown-field -->    the block is a rule file that is refused, with a problem of this keyword
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = (ROOT, ROOT / "docs", ROOT / "docs" / "adr", ROOT / "docs" / "rules", ROOT / "examples")
PAGES = sorted(page for folder in FOLDERS for page in folder.glob("*.md"))

_BLOCK = re.compile(
    r"(?:<!-- (?P<mark>[a-z]+): (?P<value>[^ ]+) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.M | re.S
)


@dataclass(frozen=True)
class Block:
    """A fenced block: the line it begins on, its language, its text, and its mark with a value (or two empty texts)."""

    line: int
    language: str
    text: str
    mark: str
    value: str


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(text.count("\n", 0, found.start("language")) + 1, *found.group("language", "text"), *marks(found))
        for found in _BLOCK.finditer(text)
    ]


def marks(found: re.Match[str]) -> tuple[str, str]:
    return found["mark"] or "", found["value"] or ""


def commands(block: Block) -> list[tuple[str, list[str]]]:
    """Return the commands of a console block, each with the lines that it is shown to print."""
    shown: list[tuple[str, list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            shown.append((line[2:], []))
        else:
            assert shown, "a console block begins with a command"
            shown[-1][1].append(line)
    return shown


def agrees(shown: list[str], printed: list[str]) -> bool:
    """Return whether the printed lines are the shown ones; a line `...` stands for any number of lines."""
    pattern = "".join(".*" if line == "..." else re.escape(f"{line}\n") for line in shown)
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in printed), re.DOTALL) is not None
