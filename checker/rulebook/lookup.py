"""Asking for facts, fields and parameters by name: what is unknown becomes a problem, with the nearest known name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from checker.facts import FactType, FieldType, Vocabulary
from checker.rulebook.forms import TableForm
from checker.rulebook.model import Parameter, Source
from checker.rulebook.problems import Problems


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is known by name. None is returned where nothing can be said; if that is a problem, it has been added.

    statements: those that a file's rules may cite; None where its guidance can't be read.
    unsure: names that only a refused part of a file would have made known, None where that may be any name.
    unsure_fields: fields (fact and field) whose type can't be told. Nothing is said about what is unsure, because the
        problem is elsewhere.
    placed: the derived facts that have a place of their own, because each rule that derives them gives one.
    """

    vocabulary: Vocabulary
    parameters: Mapping[str, Parameter]
    tables: Mapping[str, TableForm]
    statements: Collection[str] | None
    unsure: frozenset[str] | None
    unsure_fields: frozenset[tuple[str, str]]
    placed: frozenset[str]
    problems: Problems

    def fact(self, name: str, source: Source) -> FactType | None:
        """Return a fact type by its name."""
        found = self.vocabulary.get(name)
        if found is None and not self._is_unsure(name):
            self.problems.unknown(source, "fact", name, self.vocabulary)
        return found

    def field(self, fact: FactType, name: str, source: Source) -> FieldType | None:
        """Return the type of a field of a fact."""
        found = fact.fields.get(name)
        if found is None and not self._is_unsure(fact.name) and (fact.name, name) not in self.unsure_fields:
            self.problems.unknown(source, "field", name, fact.fields, of=fact.name)
        return found

    def parameter(self, name: str, source: Source) -> Parameter | None:
        """Return a parameter by its name."""
        found = self.parameters.get(name)
        if found is None and not self._is_unsure(name):
            self.problems.unknown(source, "parameter", name, self.parameters)
        return found

    def statement(self, name: str, source: Source) -> None:
        """Look for a statement by its id."""
        if self.statements is not None and name not in self.statements:
            self.problems.unknown(source, "statement", name, self.statements)

    def _is_unsure(self, name: str) -> bool:
        return self.unsure is None or name in self.unsure
