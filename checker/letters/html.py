"""A letter as one HTML file: self-contained, without script, to be read on a screen or printed."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from checker.letters import wording
from checker.letters.model import Letter
from checker.reporters.display import harmless
from checker.reporters.markup import CODE


def render(letter: Letter) -> str:
    """Return the letter. Jinja2 escapes every value; `prose` is the only place that makes elements of text."""
    environment = Environment(
        loader=PackageLoader("checker.letters"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"prose": _prose, "harmless": harmless}
    return environment.get_template("letter.html").render(letter=letter, wording=wording)


def _prose(text: str) -> Markup:
    """Return text with what stands between backticks as code."""
    shown = harmless(text)
    pieces: list[Markup | str] = []
    position = 0
    for found in CODE.finditer(shown):
        pieces += [shown[position : found.start()], Markup("<code>{}</code>").format(found[1])]
        position = found.end()
    return Markup("").join([*pieces, shown[position:]])
