"""The templates of the page, its style and its script, and how they are filled in.

There is one way from text to markup: whatever a template shows is made harmless and escaped, unless it is `Markup`
already, which only this package makes.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from checker.quoting import counted
from checker.reporters import words
from checker.reporters.display import harmless

_CODE = re.compile("`([^`]+)`")


def render_template(name: str, **values: Any) -> str:
    """Return a template filled in: a whole page, without line ends of other systems."""
    return _environment().get_template(name).render(**values) + "\n"


def text(value: object) -> Markup:
    """Return text as markup: nothing in it moves, hides, turns the direction of reading, or is taken for a tag."""
    return escape(harmless(str(value)))


def prose(value: str) -> Markup:
    """Return text as markup, with what stands between backticks as code."""
    pieces = _CODE.split(value)
    return Markup("").join(
        Markup("<code>{}</code>").format(text(piece)) if number % 2 else text(piece)
        for number, piece in enumerate(pieces)
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__name__, ""),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"prose": prose, "counted": counted}
    style, script = _asset("page.css"), _asset("page.js")
    environment.globals |= {
        "words": words,
        "style": style,
        "script": script,
        "policy": f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'",
    }
    return environment


def _shown(value: object) -> Markup:
    return value if isinstance(value, Markup) else text(value)


def _asset(name: str) -> Markup:
    return Markup(files(__name__).joinpath(name).read_text(encoding="utf-8"))


def _digest(content: str) -> str:
    """Return what a content security policy calls the only style or script that a page may use."""
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
