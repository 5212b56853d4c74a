"""The structure of rule files and guidance, as their schemas describe it."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from checker.errors import Problem
from checker.resources import schema_file
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

    return SchemaValidator(json.loads(schema_file(schema).read_text(encoding="utf-8")))
