"""Charts as SVG. Colours come from the style of the page, so that they fit light, dark and paper.

Only numbers and words of our own are drawn: nothing from a proposal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import drawsvg  # type: ignore[import-untyped]  # it comes without types
from markupsafe import Markup

_LENGTH = 1000
_THICKNESS = 10
_GAP = 4  # between the parts of a bar, so that they can be told apart without colour

_COLUMN = 60
_HEIGHT = 110
_HEAD = 18
_FOOT = 22


@dataclass(frozen=True, slots=True)
class Bar:
    """A column of a chart. kind: the class that gives it its colour."""

    label: str
    count: int
    kind: str


def stacked(parts: Sequence[tuple[str, int]], longest: int) -> Markup:
    """Return a bar that is made of parts, each a class with a count; `longest` is the sum that fills the whole width.

    It is decoration beside a table that says the numbers, and hidden from screen readers.
    """
    drawing = drawsvg.Drawing(
        _LENGTH, _THICKNESS, preserveAspectRatio="none", class_="bar", aria_hidden="true", focusable="false"
    )
    begin = 0.0
    for kind, count in parts:
        length = _LENGTH * count / max(1, longest)
        if count:
            width = max(1.0, length - _GAP)
            drawing.append(drawsvg.Rectangle(_rounded(begin), 0, _rounded(width), _THICKNESS, class_=f"fill-{kind}"))
        begin += length
    return _inline(drawing)


def columns(title: str, bars: Sequence[Bar]) -> Markup:
    """Return a chart of columns with their numbers; its name for screen readers says all of them."""
    highest = max([1, *(bar.count for bar in bars)])
    numbers = ", ".join(f"{bar.label.lower()} {bar.count}" for bar in bars)
    drawing = drawsvg.Drawing(_COLUMN * len(bars), _HEAD + _HEIGHT + _FOOT, class_="columns", role="img")
    drawing.append_title(f"{title}: {numbers}")
    base = _HEAD + _HEIGHT
    for position, bar in enumerate(bars):
        middle = _COLUMN * position + _COLUMN / 2
        height = _rounded(_HEIGHT * bar.count / highest)
        drawing.append(
            drawsvg.Rectangle(middle - 20, _rounded(base - height), 40, height, rx=3, class_=f"fill-{bar.kind}")
        )
        drawing.append(_text(str(bar.count), middle, base - height - 5, "number"))
        drawing.append(_text(bar.label, middle, base + 16, "name"))
    drawing.append(drawsvg.Line(0, base, _COLUMN * len(bars), base, class_="axis"))
    return _inline(drawing)


def _text(words: str, x: float, y: float, kind: str) -> drawsvg.Text:
    return drawsvg.Text(words, 12, _rounded(x), _rounded(y), text_anchor="middle", class_=kind)


def _rounded(number: float) -> float:
    return round(number, 1)


def _inline(drawing: drawsvg.Drawing) -> Markup:
    """Return a drawing as part of a page: without the declaration of a file of its own."""
    return Markup(drawing.as_svg(header="", skip_css=True, skip_js=True, context=drawsvg.Context()))
