"""The structure of rule files and guidance, as their schemas describe it."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import Problem
from checker.rulebook.source import Node

if TYPE_CHECKING:
    from checker.validation import SchemaValidator


def structure_problems(tree: Node, schema: str) -> list[Problem]:
    """Return how a file differs from what `schemas/<schema>.schema.json` describes, with line and column."""
    validator = _validator(schema)
    instance = tree.plain()
    if validator.accepts(instance):
        return []
    return [_located(problem, tree) for problem in validator.problems(instance)]


def _located(problem: Problem, tree: Node) -> Problem:
    node = tree.find(problem.pointer or "")
    place = node.key_place if problem.keyword == "unknown-property" else node.place
    return replace(problem, path=place.path, line=place.line, column=place.column)


@cache
def _validator(schema: str) -> SchemaValidator:
    from checker.validation import SchemaValidator

    return SchemaValidator(json.loads(_schema_path(schema).read_text(encoding="utf-8")))


def _schema_path(schema: str) -> Path:
    """Return where a schema is: beside `checker` in a checkout, inside of it where it is installed."""
    package = Path(__file__).resolve().parent.parent
    paths = [folder / "schemas" / f"{schema}.schema.json" for folder in (package, package.parent)]
    return next((path for path in paths if path.is_file()), paths[-1])
