"""Reads reports back with readers that we did not write: the texts that somebody sees in them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.token import Token

from checker.report import ProposalResult
from checker.reporters import Options, reporter
from tests.samples import RUN

Row = dict[str, str]

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def written(name: str, *results: ProposalResult, **options: Any) -> str:
    """Return the report of some results in a format."""
    return "".join(reporter(name).render(RUN, results, Options(**options)))


def unsafe(text: str) -> list[str]:
    """Return the characters of a text that move a cursor, end a line where none of ours does, or turn the reading."""
    return _UNSAFE.findall(text)


def sarif(*results: ProposalResult, **options: Any) -> Any:
    """Return the only run of the log."""
    [run] = json.loads(written("sarif", *results, **options))["runs"]
    return run


def rows(text: str) -> list[Row]:
    """Return the rows of a table of comma-separated values."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet could take a cell for a formula."""
    return bool(re.match(r"[=+\-@＝＋－＠\t\r\n]", cell.strip(' "\u3000\u200c\u200d')))


def xml(text: str) -> etree._Element:
    """Return the root element; nothing outside of the text is read."""
    return etree.fromstring(text.encode("utf-8"), etree.XMLParser(resolve_entities=False, no_network=True))


@lru_cache(maxsize=4)
def tokens(text: str) -> tuple[Token, ...]:
    """Return what Markdown, with the tables of GitHub and with HTML, makes of a text: blocks and what is in them."""
    return tuple(_flat(MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)))


def blocks(found: Iterable[Token]) -> Iterator[Token]:
    """Yield the blocks; text that is blank leaves no emphasis behind."""
    inner = {"text", "code_inline", "strong_open", "strong_close", "softbreak", "hardbreak"}
    return (token for token in found if token.type not in inner)


def shown(text: str) -> list[str]:
    """Return the texts that a reader of Markdown sees, one per block."""
    return ["".join(_seen(inner) for inner in token.children or []) for token in tokens(text) if token.type == "inline"]


def _seen(token: Token) -> str:
    return {"text": token.content, "code_inline": f"`{token.content}`", "softbreak": "\n", "hardbreak": "\n"}.get(
        token.type, ""
    )


def _flat(found: list[Token]) -> Iterator[Token]:
    for token in found:
        yield token
        yield from _flat(token.children or [])
