"""The data that comes with the product: rule packs and schemas.

They stand beside the package in a checkout, where policy authors look for them, and inside of it where it is installed.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def rules_folder() -> Path:
    """Return the folder of the built-in policy packs."""
    return _folder("rules")


def schema_file(name: str) -> Path:
    """Return the file of a schema: "proposal", "rules", "rule-tests", "guidance", "report", "waivers" or "baseline"."""
    return _folder("schemas") / f"{name}.schema.json"


def _folder(name: str) -> Path:
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
