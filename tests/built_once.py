"""Commands that run in this process share one Checker of the built-in rules, instead of making the same again each.

A Checker does not change after it is made, and to check is a function: so it also remembers what it examined. Rule
files and schemas that a test writes itself are read anew each time. Tests of whole processes have no use for this.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from checker.check import BUILTIN, Checker

_prepare = Checker.__init__
_made: dict[str, Checker] = {}


def build_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the commands of a test take Checkers of the built-in rules from where all of them have them from."""
    monkeypatch.setattr(Checker, "__init__", _prepared)


def remembering(made: Checker) -> Checker:
    """Let a Checker examine a document once: tests ask the same again and again."""
    vars(made)["examine"] = lru_cache(500)(made.examine)  # for this Checker alone
    return made


def _prepared(self: Checker, rules: Sequence[str | Path] | None = None, **options: Any) -> None:
    if options.get("schema") is not None or set(map(str, rules or [BUILTIN])) != {BUILTIN}:
        _prepare(self, rules, **options)
        return
    key = repr((rules, sorted(options.items())))
    if key not in _made:
        made = object.__new__(Checker)
        _prepare(made, rules, **options)  # what is refused is not remembered
        _made[key] = remembering(made)
    vars(self).update(vars(_made[key]))
