"""The small words inside values: `$name.field`, `$parameter`, `$today`, `$$`, and the placeholders of messages."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from checker.rulebook.forms import Literal, OperandForm, ParameterName
from checker.rulebook.model import FieldOf, Presence, Reference, SelfField, Template, Today

_NAME: Final = r"[a-z][a-z0-9_]*"
_REFERENCE: Final = re.compile(rf"({_NAME})(?:\.({_NAME}(?:\.{_NAME})*))?", re.ASCII)
_BRACES: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_PRESENCES: Final = {presence.value: presence for presence in Presence}


def reference(text: str) -> Reference:
    """Return `name` or `name.field`: the first dot ends the name. Raises ValueError for anything else."""
    found = _REFERENCE.fullmatch(text)
    if found is None:
        raise ValueError(f"`{text}` is neither a name nor name.field")
    return Reference(found[1], found[2])


def operand(value: str | bool | int | Decimal) -> OperandForm:
    """Return what a value of `where` or `derive` means. Raises ValueError for a `$` that means nothing."""
    if not isinstance(value, str):
        return Literal(value)
    if value in _PRESENCES:
        return _PRESENCES[value]
    if not value.startswith("$"):
        return Literal(value)
    if value.startswith("$$"):
        return Literal(value[1:])
    return _dollar(value)


def _dollar(text: str) -> OperandForm:
    try:
        meant = reference(text[1:])
    except ValueError:
        raise ValueError(f"`{text}` is neither $name.field nor a $parameter; a literal $ is written $$") from None
    if meant.name == "today":
        if meant.field is not None:
            raise ValueError("`$today` is a date and has no fields")
        return Today()
    if meant.name == "self":
        if meant.field is None:
            raise ValueError("`$self` needs a field: $self.field")
        return SelfField(meant.field)
    return ParameterName(meant.name) if meant.field is None else FieldOf(meant.name, meant.field)


def template(text: str) -> Template:
    """Return the parts of a message. Raises ValueError for a brace that is neither doubled nor a placeholder's."""
    parts: list[str | Reference] = []
    literal = ""
    end = 0
    for found in _BRACES.finditer(text):
        literal += text[end : found.start()]
        end = found.end()
        if found[0] in ("{{", "}}"):
            literal += found[0][0]
        elif found[1] is None:
            raise ValueError(f"a `{found[0]}` without its partner; a literal brace is written twice")
        else:
            if literal:
                parts.append(literal)
            parts.append(reference(found[1]))
            literal = ""
    literal += text[end:]
    if literal:
        parts.append(literal)
    return Template(tuple(parts))
