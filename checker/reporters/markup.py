"""Text in Markdown (CommonMark, and what GitHub and GitLab add) that stays text, whatever it holds.

Messages put names of properties and codes between backticks; those are shown as code, where nothing has a meaning.
Everything else is escaped: marks by a backslash, and what a forge would make a link of (@name, #1, an address) by a
WORD JOINER (U+2060), which nobody sees and which keeps it from being recognised.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from checker.reporters.display import harmless

WORD_JOINER = "\u2060"

CODE = re.compile(r"`([^`\s](?:[^`]*[^`\s])?)`")
_RUN_OF_BACKTICKS = re.compile("`+")
_MARK = re.compile(r"[\\`*_\[\]<>~&#$|]")
_LINKED = re.compile(
    r"""(?<=[@#!%~&$^])(?=["\w])    # @name, #1 and the other references of forges
    |   (?<=:)(?=//)                # https://example.org
    |   (?<=\bwww)(?=\.)            # www.example.org
    |   (?<=\bGH-)(?=\d)            # GH-1
    """,
    re.VERBOSE | re.IGNORECASE,
)
# With letters, digits and `-._~` what an address consists of (RFC 3986); without brackets, which make `##[` a command.
_OF_ADDRESSES = ":/?#@!$&'()*+,;=%"
_BEGINS_BLOCK = re.compile(r"^(?:[-+=]|\d+(?=[.)]))")


def prose(text: str) -> str:
    """Return text for within a paragraph, a heading or a list item; "" where there is nothing."""
    pieces: list[str] = []
    position = 0
    shown = harmless(text).strip()
    for found in CODE.finditer(shown):
        pieces += [_escaped(shown[position : found.start()]), found[0]]
        position = found.end()
    pieces.append(_escaped(shown[position:]))
    return _BEGINS_BLOCK.sub(_not_a_block, "".join(pieces))


def cell(text: str) -> str:
    """Return text for a cell of a table. Nothing is shown as code there: a cell would end within it."""
    return _escaped(harmless(text).strip())


def strong(text: str) -> str:
    """Return text that is emphasised."""
    shown = prose(text)
    return f"**{shown}**" if shown else ""


def link(text: str, address: str) -> str:
    """Return text that leads to an address of the web (https://...), which can't end the link whatever it holds."""
    return f"[{prose(text)}](<{quote(address, _OF_ADDRESSES, errors='replace')}>)"


def code(text: str) -> str:
    """Return text as it is written in a file, within a line."""
    shown = harmless(text).strip() or " "
    fence = "`" * (1 + max((len(run) for run in _RUN_OF_BACKTICKS.findall(shown)), default=0))
    padding = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{padding}{shown}{padding}{fence}"


def _escaped(text: str) -> str:
    return _MARK.sub(r"\\\g<0>", _LINKED.sub(WORD_JOINER, text))


def _not_a_block(found: re.Match[str]) -> str:
    """Return the beginning of a line so that it begins no list, no rule and no underline of a heading."""
    return f"\\{found[0]}" if not found[0].isdigit() else f"{found[0]}{WORD_JOINER}"
