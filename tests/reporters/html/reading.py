"""Pages made for tests, and read by html5lib: the way of browsers, written by somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

from checker.report import ProposalResult, Run
from checker.reporters import Options, reporter
from tests.samples import RUN


def written(results: Iterable[ProposalResult], run: Run = RUN, **options: Any) -> str:
    """Return the page as it is written."""
    return "".join(reporter("html").render(run, results, Options(**options)))


def read(page: str) -> Element:
    """Return a page as a tree. Raises where a browser would have to guess what was meant."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


def shown(results: Iterable[ProposalResult], run: Run = RUN, **options: Any) -> Element:
    """Return the page as a reader gets it."""
    return read(written(results, run, **options))


def words(element: Element) -> str:
    """Return the text in an element, on one line; what is no text for people is left out."""
    return " ".join("".join(_text(element)).split())


def of_class(element: Element, name: str) -> list[Element]:
    """Return the elements of a class, in the order of the page."""
    return [one for one in element.iter() if name in one.get("class", "").split()]


def with_id(element: Element, name: str) -> Element:
    """Return the element with an id; raises where there is not exactly one."""
    (found,) = (one for one in element.iter() if one.get("id") == name)
    return found


def part(page: Element, title: str) -> Element:
    """Return the first part of a page whose heading begins with some words; raises where there is none."""
    return next(
        one
        for one in page.iter("section")
        if any(child.tag in ("h2", "h3", "h4") and words(child).startswith(title) for child in one)
    )


def rows(table: Element) -> list[list[str]]:
    """Return the cells of a table, line by line."""
    return [[words(cell) for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]


def _text(element: Element) -> Iterator[str]:
    if element.tag in ("style", "script", "title") or "hidden" in element.attrib:
        return
    yield element.text or ""
    for child in element:
        yield from _text(child)
        yield child.tail or ""
    if element.tag in ("p", "li", "h1", "h2", "h3", "h4", "div", "td", "th"):
        yield " "
