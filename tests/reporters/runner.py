"""What the runner of GitHub Actions makes of a log, after its documentation: commands, and lines that are none."""

from __future__ import annotations

import re
from dataclasses import dataclass

OLDER_COMMAND = re.compile(r"##(vso|teamcity)?\[")
"""Also those of relatives: Azure Pipelines and TeamCity."""
_COMMAND = re.compile(r"::(?P<name>[\w-]+)(?: (?P<properties>.*?))?::(?P<message>.*)")


@dataclass(frozen=True)
class Command:
    """A workflow command, its escapes undone."""

    name: str
    properties: dict[str, str]
    message: str


def commands(log: str) -> tuple[list[Command], list[str]]:
    """Return the commands in a log, and the other lines. Whatever a terminal takes for a line end ends a line."""
    found, plain = [], []
    for line in log.splitlines():
        command = _COMMAND.fullmatch(line.lstrip())
        if command is None:
            plain.append(line)
            continue
        pairs = (pair.split("=", 1) for pair in command["properties"].split(","))
        properties = {name: _undone(value, {"%3A": ":", "%2C": ","}) for name, value in pairs}
        found.append(Command(command["name"], properties, _undone(command["message"], {})))
    return found, plain


def _undone(text: str, more: dict[str, str]) -> str:
    for escape, character in {"%0D": "\r", "%0A": "\n", **more, "%25": "%"}.items():
        text = text.replace(escape, character)
    return text
