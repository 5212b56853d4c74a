"""A letter as one HTML file: self-contained, without script, to be read on a screen or printed."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import Environment, PackageLoader, StrictUndefined

from checker.letters import wording
from checker.letters.model import Letter
from checker.reporters.display import harmless
from checker.reporters.markup import CODE


def render(letter: Letter) -> str:
    """Return the letter. Jinja2 escapes every value, and no value is ever marked as safe."""
    environment = Environment(
        loader=PackageLoader("checker.letters"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"harmless": harmless, "pieces": _pieces}
    return environment.get_template("letter.html").render(letter=letter, wording=wording)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a text, and of each whether it is code, which stands between backticks."""
    shown = harmless(text)
    position = 0
    for found in CODE.finditer(shown):
        yield shown[position : found.start()], False
        yield found[1], True
        position = found.end()
    yield shown[position:], False
