"""Commands that run in this process share what the built-in schema and rules become, instead of making it again each.

None of it changes after it is made: that is what `Checker` promises, and what each test that checks several proposals
with one Checker relies on. Whatever a test writes itself, a schema or a rule file, is read anew each time. Tests of how
the built-in files are read, and of whole processes, have no use for this.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

import checker.check
import checker.validation
from checker.check import BUILTIN, Checker
from checker.resources import rules_folder, schema_file

_prepare = Checker.__init__
_load_rulebook = checker.check.load_rulebook
_schema_parts = checker.check._schema_parts
_Facts = checker.check.ProposalFacts
_Validator = checker.validation.SchemaValidator

_made: dict[object, Any] = {}


def build_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the commands of a test take what is built-in from where all of them have it from."""
    monkeypatch.setattr(Checker, "__init__", _prepared)
    monkeypatch.setattr(checker.check, "load_rulebook", _rulebook)
    monkeypatch.setattr(checker.check, "_schema_parts", _parts)
    monkeypatch.setattr(checker.check, "ProposalFacts", _facts)
    monkeypatch.setattr(checker.validation, "SchemaValidator", _validator)


def remembering(made: Checker) -> Checker:
    """Let a Checker examine a document once: to check one is a function, and tests ask the same again and again."""
    made.examine = lru_cache(500)(made.examine)  # type: ignore[method-assign]
    return made


def _once(key: object, make: Callable[[], Any]) -> Any:
    """Return what is made for a key; what is refused instead is made, and refused, each time."""
    if key not in _made:
        _made[key] = make()
    return _made[key]


def _prepared(self: Checker, rules: Sequence[str | Path] | None = None, **options: Any) -> None:
    def checker_like_it() -> Checker:
        made = object.__new__(Checker)
        _prepare(made, rules, **options)
        return remembering(made)

    if options.get("schema") is None and set(map(str, rules or [BUILTIN])) == {BUILTIN}:
        key = ("checker", repr((rules, sorted(options.items()))))
        vars(self).update(vars(_once(key, checker_like_it)))
    else:
        _prepare(self, rules, **options)


def _rulebook(paths: Sequence[Path], vocabulary: Any, **options: Any) -> Any:
    def rulebook() -> Any:
        return _load_rulebook(paths, vocabulary, **options)

    is_built_in = list(paths) == [rules_folder()] and vocabulary is _parts(schema_file("proposal"))[1]
    return _once(("rulebook", repr(sorted(options.items()))), rulebook) if is_built_in else rulebook()


def _parts(path: Path) -> Any:
    return _once(path, lambda: _schema_parts(path)) if path == schema_file("proposal") else _schema_parts(path)


def _facts(schema: Any, wanted: Mapping[str, Collection[str]] | None = None) -> Any:
    if schema is not _made.get(schema_file("proposal"), (None,))[0]:
        return _Facts(schema, wanted)
    names = None if wanted is None else sorted((fact, sorted(fields)) for fact, fields in wanted.items())
    return _once(("facts", repr(names)), lambda: _Facts(schema, wanted))


def _validator(schema: Mapping[str, Any]) -> Any:
    return _once(("validator", json.dumps(schema)), lambda: _Validator(schema))
