"""The waiver file: read with all that is wrong with it, and lengthened without touching what is there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from checker.errors import Problem, RulesRefused
from checker.quoting import escaped
from checker.reading import is_missing
from checker.rulebook.events import plain_scalar
from checker.rulebook.model import Source
from checker.rulebook.source import Node, read_bytes, read_tree
from checker.rulebook.structure import structure_problems
from checker.steps import digest
from checker.waivers import Waiver, Waivers, WaiversRefused

FORMAT = "caveat/waivers-1"
DEFAULT_NAME = "caveat.waivers.yaml"
"""The waiver file that is used where none is named and the working folder has it."""

PROPERTIES = tuple(field.name for field in fields(Waiver) if field.name != "source")
_NO_WILDCARDS = "A waiver is for one rule and one proposal: write their ids out, without `*`."
_PLAIN = re.compile(r"[A-Za-z0-9][\w.-]*(?: [\w.-]+)*", re.ASCII)
_EMPTY_LIST = re.compile(r"^waivers:[ \t]*(?:\[[ \t]*\])?[ \t]*(?:#.*)?$", re.MULTILINE)


def load_waivers(path: Path) -> Waivers:
    """Return the waivers of a file (YAML, or JSON where its name ends in .json).

    Raises WaiversRefused with everything that is wrong with it, each with line and column.
    """
    if is_missing(path):
        hint = "`caveat waivers add` makes it."
        raise WaiversRefused([Problem("There is no such waiver file.", "missing-path", path=str(path), hint=hint)])
    try:
        return parse_waivers(path, read_bytes(path))
    except RulesRefused as refused:
        raise WaiversRefused(refused.problems) from None


def parse_waivers(path: Path, data: bytes) -> Waivers:
    """Return the waivers that the bytes of a file hold; raises WaiversRefused, see `load_waivers`."""
    try:
        tree = read_tree(path, data)
    except RulesRefused as refused:
        raise WaiversRefused(_with_word_on_wildcards(data, refused.problems)) from None
    problems = structure_problems(tree, "waivers") or list(_wrong_periods(tree))
    if problems:
        raise WaiversRefused(problems)
    return Waivers(str(path), digest(data), tuple(_waiver(node) for node in tree.entries["waivers"].items))


def lengthened(path: Path, data: bytes, waiver: Waiver) -> str:
    """Return the text of a waiver file with one more waiver at its end; comments and everything else stay as they are.

    data: the file's bytes, empty for a new file. Raises WaiversRefused where the file is refused, or is written in a
    way that a waiver can't simply be put at its end.
    """
    entry = {name: _written(getattr(waiver, name)) for name in PROPERTIES if getattr(waiver, name) is not None}
    text = data.decode("utf-8-sig") if data else ""
    is_json = path.suffix.lower() == ".json"
    longer = _longer_json(text, entry) if is_json else _longer_yaml(path, text, data, entry)
    _refuse_anything_else(path, data, longer, entry)
    return longer


def _longer_json(text: str, entry: dict[str, str]) -> str:
    content: Any = json.loads(text) if text else {"format": FORMAT, "waivers": []}
    content["waivers"].append(entry)
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _longer_yaml(path: Path, text: str, data: bytes, entry: dict[str, str]) -> str:
    if not text:
        return f"format: {FORMAT}\nwaivers:\n{_item(entry, '  ')}"
    items = read_tree(path, data).entries["waivers"].items
    if not items:
        begun = _EMPTY_LIST.sub("waivers:", text, count=1)
        return _with_line_end(begun) + _item(entry, "  ")
    line = text.splitlines()[items[-1].line - 1]
    return _with_line_end(text) + _item(entry, line[: len(line) - len(line.lstrip(" "))])


def _item(entry: dict[str, str], margin: str) -> str:
    """Return an item of a list in YAML."""
    lines = [f"{name}: {_scalar(value)}" for name, value in entry.items()]
    return "".join(f"{margin}{'  ' if number else '- '}{line}\n" for number, line in enumerate(lines))


def _scalar(text: str) -> str:
    """Return a text as YAML has it: without quotes where it can be nothing else, what can't be seen as escapes."""
    if _PLAIN.fullmatch(text) and len(text) < 80:
        try:
            if plain_scalar(text) == text:
                return text
        except ValueError:  # looks like a number beyond all bounds
            pass
    quoted = "".join(character if character.isprintable() else escaped(character) for character in _backslashed(text))
    return f'"{quoted}"'


def _backslashed(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _refuse_anything_else(path: Path, data: bytes, longer: str, entry: dict[str, str]) -> None:
    """Raise WaiversRefused unless the longer text holds exactly what was there and the new entry."""
    before = _plain(path, data)["waivers"] if data else []
    try:
        after = _plain(path, longer.encode())["waivers"]
    except (RulesRefused, UnicodeEncodeError):
        after = None
    if after != [*before, entry]:
        message = "A waiver can't be put at the end of this file, because of the way it is written."
        hint = "Write `waivers:` as the last property, and each of its items on lines of its own, begun by `- `."
        raise WaiversRefused([Problem(message, "waivers", path=str(path), hint=hint)])
    parse_waivers(path, longer.encode())


def _plain(path: Path, data: bytes) -> Any:
    return read_tree(path, data).plain()


def _with_line_end(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"


def _written(value: str | date) -> str:
    return value.isoformat() if isinstance(value, date) else value


def _with_word_on_wildcards(data: bytes, problems: Iterable[Problem]) -> Iterator[Problem]:
    """YAML takes `*` for the beginning of something else, so what it says there helps nobody who meant a wildcard."""
    lines = data.split(b"\n")
    for problem in problems:
        starred = problem.line is not None and b"*" in b"".join(lines[problem.line - 1 : problem.line])
        yield replace(problem, hint=_NO_WILDCARDS) if starred and problem.keyword in ("syntax", "alias") else problem


def _waiver(node: Node) -> Waiver:
    values = {name: one.text for name, one in node.entries.items()}
    return Waiver(
        values["rule"],
        values["proposal"],
        values.get("key"),
        values["reason"],
        values["approver"],
        date.fromisoformat(values["granted_on"]),
        date.fromisoformat(values["expires"]),
        Source(node.path, node.line, node.column),
    )


def _wrong_periods(tree: Node) -> Iterator[Problem]:
    for node in tree.entries["waivers"].items:
        granted_on, expires = node.entries["granted_on"].text, node.entries["expires"]
        if expires.text < granted_on:
            message = f"This waiver would expire before it is granted, on {granted_on}."
            place = expires.place
            yield Problem(message, "waiver-period", line=place.line, column=place.column, path=place.path)
