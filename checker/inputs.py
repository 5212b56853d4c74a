"""What the outcome of a run depends on, beside the documents: digests, so that a later run can tell what changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from checker.baseline import Baseline
from checker.report import Json
from checker.resources import schema_file
from checker.rulebook.model import Rulebook
from checker.rulebook.source import read_bytes
from checker.steps import digest
from checker.waivers import Waivers

INPUTS = ("tool", "rules", "schema", "parameters", "waivers", "baseline")

_PACKAGE = Path(__file__).resolve().parent
_DATA = frozenset({"rules", "schemas"})
"""Folders that lie inside the package where it is installed; each has a digest of its own."""


def inputs(rulebook: Rulebook, schema: Path | None, waivers: Waivers | None, baseline: Baseline | None) -> Json:
    """Return a digest for each of INPUTS; None where there is no such file.

    schema: the file that proposals are validated by; None for the built-in one. Raises RulesRefused where it is gone.
    """
    return {
        "tool": tool_digest(),
        "rules": rulebook.files_digest,
        "schema": digest(read_bytes(schema or schema_file("proposal"))),
        "parameters": _parameters_digest(rulebook.parameter_values()),
        "waivers": None if waivers is None else waivers.digest,
        "baseline": None if baseline is None else baseline.digest,
    }


@cache
def tool_digest() -> str:
    """Return a digest of the code that runs: the same in a checkout and installed."""
    files = (path for path in _PACKAGE.rglob("*.py") if path.relative_to(_PACKAGE).parts[0] not in _DATA)
    contents = [(path.relative_to(_PACKAGE).as_posix(), sha256(path.read_bytes()).hexdigest()) for path in files]
    return digest(json.dumps(sorted(contents)).encode())


def _parameters_digest(values: Mapping[str, object]) -> str:
    return digest(json.dumps(values, sort_keys=True).encode())
