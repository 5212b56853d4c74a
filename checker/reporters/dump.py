"""JSON text that is safe to show."""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

from checker.quoting import escaped

# Valid in JSON, but not harmless where it is shown or split into lines: control characters of terminals, line and
# paragraph separators, marks that reverse the direction of text.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
# `##[name]`, `##vso[name]`: commands in the log of a CI system, wherever they stand in a line.
_COMMAND = re.compile(r"##(?=\w*\[)")


def dump(value: Any, *, indent: bool = False) -> str:
    """Return `value` as JSON, on one line or indented, without a line end."""
    try:
        text = orjson.dumps(value, option=orjson.OPT_INDENT_2 if indent else None).decode()
    except orjson.JSONEncodeError:
        # A text that no UTF-8 can hold (half of a surrogate pair): written as an escape.
        text = json.dumps(value, indent=2 if indent else None, separators=None if indent else (",", ":"))
    if "##" in text:
        text = _COMMAND.sub(r"#\\u0023", text)
    return _UNSAFE.sub(lambda found: escaped(found[0]), text)
