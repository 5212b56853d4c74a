"""A file of tests -> its cases, each with its proposal, or everything that is wrong with them at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from checker.document import parse
from checker.errors import DocumentRefused, RulesRefused
from checker.exact_numbers import exact
from checker.patch import apply, merged
from checker.rulebook.model import Source
from checker.rulebook.problems import Problems
from checker.rulebook.reference_data import iso_date
from checker.rulebook.source import Node, read_bytes, read_tree
from checker.rulebook.structure import structure_problems
from checker.ruletests.model import Case, CaseFile, Expectation, Explanation, Settings


def read_case_file(path: Path, problems: Problems) -> CaseFile | None:
    """Return what a file of tests holds, without the cases that are wrong; None where its structure is wrong."""
    try:
        tree = read_tree(path, read_bytes(path))
    except RulesRefused as error:
        problems.extend(error.problems)
        return None
    found = structure_problems(tree, "rule-tests")
    problems.extend(found)
    return None if found else _Reader(tree, problems).file()


class _Refused(Exception):
    """What is wrong is among the problems already."""


class _Reader:
    """Reads one file whose structure is right."""

    def __init__(self, tree: Node, problems: Problems) -> None:
        self._tree = tree
        self._problems = problems
        self._bases: dict[Path, Any] = {}
        self._parameter_sources: dict[Settings, Source] = {}

    def file(self) -> CaseFile:
        entries = self._tree.entries
        cases = []
        names: dict[str, Source] = {}
        for node in entries["cases"].items:
            name = node.entries["name"]
            if name.text in names:
                message = f"there is a case of this name already, in line {names[name.text].line}"
                self._problems.add(name.place, "duplicate-case", message)
            names.setdefault(name.text, name.place)
            try:
                cases.append(self._case(node))
            except _Refused:
                continue
        explanations = entries["equivalent"].items if "equivalent" in entries else []
        return CaseFile(
            self._tree.path,
            entries["pack"].text,
            entries["pack"].place,
            tuple(cases),
            tuple(_explanation(node) for node in explanations),
            self._parameter_sources,
        )

    def _case(self, node: Node) -> Case:
        entries = node.entries
        document = self._patched(self._base(self._setting(node, "base")), entries["patch"])
        data = json.dumps(document).encode()
        return Case(
            entries["name"].text,
            self._tree.entries["pack"].text,
            node.place,
            data,
            document,
            self._settings(node),
            self._expected(entries),
        )

    def _setting(self, node: Node, key: str) -> Node:
        """Return what a case says for itself, or the file for all of its cases."""
        found = node.entries.get(key) or self._tree.entries.get(key)
        if found is None:
            self._refuse(node.place, "required", f"neither this case nor the file says `{key}`")
        return found

    def _base(self, node: Node) -> Any:
        if node.entries:
            return self._value(node.entries["proposal"])
        path = Path(self._tree.path).parent / node.text
        if path not in self._bases:
            try:
                self._bases[path] = parse(read_bytes(path))
            except (RulesRefused, DocumentRefused) as error:
                reason = "; ".join(problem.message for problem in error.problems)
                self._refuse(node.place, "base", f"the base `{node.text}` can't be used: {reason}")
        return self._bases[path]

    def _patched(self, base: Any, patch: Node) -> Any:
        if not isinstance(patch.value, list):
            return merged(base, self._value(patch))
        document = deepcopy(base)
        for operation in patch.items:
            document = self._changed(document, operation)
        return document

    def _changed(self, document: Any, operation: Node) -> Any:
        entries = operation.entries
        value = self._value(entries["value"]) if "value" in entries else None
        try:
            return apply(document, entries["op"].text, entries["path"].text, value)
        except (LookupError, ValueError) as error:
            message = str(error.args[0] if error.args else error)
            self._refuse(entries["path"].place, "patch", f"this change can't be made: {message}")

    def _settings(self, node: Node) -> Settings:
        today = self._setting(node, "today")
        parameters = node.entries.get("parameters")
        values = json.dumps(self._value(parameters), sort_keys=True) if parameters else "{}"
        settings = Settings(self._day(today), values)
        self._parameter_sources.setdefault(settings, parameters.place if parameters else node.place)
        return settings

    def _day(self, node: Node) -> date:
        day = iso_date(node.text)
        if day is None:
            self._refuse(node.place, "type", f"`{node.text}` is no date", "write a date as YYYY-MM-DD")
        return day

    def _expected(self, entries: Mapping[str, Node]) -> tuple[Expectation, ...]:
        warns = entries["warns"].entries if "warns" in entries else {}
        expected = {
            rule: Expectation(rule, tuple(sorted(item.text for item in node.items)), node.key_place)
            for rule, node in warns.items()
        }
        for item in entries["silent"].items if "silent" in entries else []:
            if item.text in expected:
                self._refuse(item.place, "duplicate-rule", f"this case says already where `{item.text}` warns")
            expected[item.text] = Expectation(item.text, (), item.place)
        return tuple(expected.values())

    def _value(self, node: Node) -> Any:
        """Return a value as a proposal has it: with numbers that are exactly those written."""
        value = node.value
        if isinstance(value, dict):
            return {key: self._value(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._value(item) for item in value]
        if isinstance(value, Decimal):
            number = exact(str(value))
            if number is None:
                self._refuse(node.place, "number", f"the number {value} has too many digits to be kept exactly")
            return number
        return value

    def _refuse(self, source: Source, keyword: str, message: str, hint: str | None = None) -> NoReturn:
        self._problems.add(source, keyword, message, hint)
        raise _Refused


def _explanation(node: Node) -> Explanation:
    entries = node.entries
    return Explanation(entries["rule"].text, entries["mutant"].text, entries["why"].text, entries["mutant"].place)
