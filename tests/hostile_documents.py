"""Documents, rule files and names of files that hold a hostile text wherever their formats take one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.hostile_strings import IN_DOCUMENTS
from tests.schema_examples import PROPOSAL_SCHEMA, complete, described_properties, minimal, resolved

Json = dict[str, Any]
TEXTS = list(IN_DOCUMENTS.values())


def is_text(schema: Json) -> bool:
    """Whether a value may be any text."""
    return "string" in schema.get("type", ()) and not is_fixed(schema)


def is_fixed(schema: Json) -> bool:
    """Whether a value is a text of a certain form only: an id, a date, one of some names."""
    return any(name in schema for name in ("enum", "const", "pattern", "format"))


def text_places() -> Iterator[tuple[str, Json]]:
    """Yield each place of the proposal format that holds a text, such as `partners[].roles[]`, and its schema."""
    for place, schema in described_properties():
        if is_text(schema) or is_fixed(schema):
            yield place, schema
        elif "items" in schema and "properties" not in resolved(schema["items"]):
            yield f"{place}[]", resolved(schema["items"])


def rewritten(
    value: Any, write: Callable[[str, Json, Any], Any], more: Callable[[str], Json], place: str = "",
    unresolved: Json = PROPOSAL_SCHEMA,
) -> Any:  # fmt: skip
    """Return a proposal with other texts.

    write: what stands instead of a text, by its place, its schema and the text. more: further properties of an object.
    """
    schema = resolved(unresolved)
    if "properties" in schema and isinstance(value, dict):
        known = schema["properties"]
        texts = {name: "" for name, one in known.items() if is_text(resolved(one))}
        return {
            name: rewritten(inner, write, more, f"{place}.{name}".lstrip("."), known[name])
            for name, inner in {**texts, **value}.items()
            if name in known
        } | more(place)
    if "items" in schema and isinstance(value, list):
        return [rewritten(item, write, more, f"{place}[]", schema["items"]) for item in value]
    return write(place, schema, value) if is_text(schema) or is_fixed(schema) else value


def full_of(proposal: Json, text: str) -> Json:
    """Return a valid proposal with the same text everywhere."""
    return _with_texts(proposal, lambda place: text)


def rotated(proposal: Json, turn: int) -> Json:
    """Return a valid proposal with another text in each place; in as many turns as there are texts, each gets each."""
    places: dict[str, int] = {}
    return _with_texts(proposal, lambda place: TEXTS[(places.setdefault(place, len(places)) + turn) % len(TEXTS)])


def _with_texts(proposal: Json, text: Callable[[str], str]) -> Json:
    """Return a proposal with a text in each place that may hold any, and in properties that are ignored."""
    written: Json = rewritten(
        proposal,
        lambda place, schema, value: text(place) if is_text(schema) else value,
        lambda place: {f"x-{text(f'{place} name')}": text(f"{place} value")},
    )
    return written


def refused(text: str) -> Json:
    """Return what is no proposal: the text in each place that has a certain form, and as a name in each object."""
    written: Json = rewritten(complete(), lambda place, schema, value: text, lambda place: {f"{text} ": 1})
    return written


def file_name(text: str, ending: str) -> str:
    """Return a name that a file can have: no `/`, no zero byte, not too long; what is no UTF-8 is as Python has it."""
    possible = re.sub("[/\0\ud800-\udc7f\udd00-\udfff]", "_", text)
    return f"./{possible[:50]}{ending}"


def rule_folder(folder: Path, text: str) -> Path:
    """Write a pack with guidance and tests into a folder, each of their texts hostile, and return the folder."""
    template = text.replace("{", "{{").replace("}", "}}")
    statement = {"id": "ST-1", "locator": text, "text": text, "shows": text}
    source = {"title": text, "publisher": text, "url": address(text)}
    guidance = {"format": "caveat/guidance-1", "id": "leaflet", "title": text, "source": source}
    rule = {
        "id": "named", "title": text, "severity": "high", "cites": ["ST-1"], "tags": ["names"],
        "when": [
            {"match": "partner", "as": "p", "where": {"name": "present"}},
            {"any": [[{"match": "proposal", "where": {field: "present"}}] for field in ("title", "id")]},
            {"count": "partner", "at_least": "$least"},
        ],
        "warn": {"at": "p", "message": f"{template} {{p.name}} {{p}} {template}", "advice": template},
    }  # fmt: skip
    pack = {
        "format": "caveat/rules-1", "pack": "hostile", "title": text, "guidance": ["leaflet"],
        "parameters": {"least": {"default": 1, "description": text}, "words": {"default": [text], "description": text}},
        "rules": [rule],
    }  # fmt: skip
    case = {"name": text, "patch": {"title": text}, "warns": {"named": ["/x"]}}
    base = {"proposal": full_of(minimal(), text)}
    tests = {"format": "caveat/rule-tests-1", "pack": "hostile", "base": base, "today": "2026-11-22", "cases": [case]}
    (folder / "guidance").mkdir(parents=True)
    for name, content in (
        ("hostile.json", pack),
        ("hostile.test.json", tests),
        ("guidance/leaflet.json", {**guidance, "statements": [statement]}),
    ):
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return folder


def address(text: str) -> str:
    """Return an address of the web, which holds no blanks, not even those that only some take for one."""
    return "https://example.org/" + "".join(text.replace("\ufeff", "").split())
