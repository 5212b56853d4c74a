"""A proposal under examination: its warnings with their matches, all that was derived, and where everything stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import orjson

from checker.check import Checker, Examination
from checker.engine.interface import Match
from checker.engine.reference import Evaluation, ReferenceEngine
from checker.engine.reference_plan import slot_of
from checker.excerpts import excerpt
from checker.explain.reasons import Place
from checker.facts import Fact, FactType, Origin, ReadFact
from checker.findings import Warnings
from checker.naming import Naming
from checker.origins import Origins
from checker.positions import locate
from checker.report import Finding, ProposalResult, Status
from checker.rulebook.model import Condition, Rulebook
from checker.rulebook.model import Match as MatchCondition

_LINE_END = re.compile(r"\r\n|\n|\r")


class Case:
    """One document, examined once. What is asked of it is only known where its status is `checked`.

    The reference engine evaluates here, whatever engine the checker has: both give the same warnings, and this one
    keeps every derived fact and can be asked about conditions that do not hold.

    lines_before: how many lines of the file stand before the document, in JSON Lines.
    """

    def __init__(
        self, checker: Checker, document: bytes, lines_before: int = 0, engine: ReferenceEngine | None = None
    ) -> None:
        self.checker = checker
        self._engine = engine or ReferenceEngine(checker.rulebook, checker.today)
        self.document = document
        self.rulebook: Rulebook = checker.rulebook
        self._lines_before = lines_before
        self._examination: Examination = checker.examine(document)
        self._places: dict[str, Place] = {}

    def changed(self, proposal: Any) -> Case:
        """Return the case of a proposal that changes have made of this one."""
        return Case(self.checker, orjson.dumps(proposal), engine=self._engine)

    @property
    def result(self) -> ProposalResult:
        """What the check says, lines counted within the document."""
        return self._examination.result

    @property
    def is_checked(self) -> bool:
        """Whether the document could be checked."""
        return self.result.status is Status.CHECKED

    @property
    def proposal(self) -> Any:
        """The proposal as it was read."""
        return self._examination.document

    @property
    def facts(self) -> Sequence[Fact]:
        """The facts that the rules in force ask for."""
        return self._examination.facts

    @cached_property
    def warnings(self) -> Sequence[tuple[Finding, Match]]:
        """The warnings in the order of reports, each with the match behind it."""
        found = Warnings(self.rulebook).with_matches(self.document, self.proposal, self.facts, self._evaluated[0])
        return list(found)

    @property
    def evaluation(self) -> Evaluation:
        """The state in which the evaluation of the rules ended."""
        return self._evaluated[1]

    @cached_property
    def origins(self) -> Origins:
        """Where facts come from."""
        return Origins(self.proposal, self._evaluated[0])

    @cached_property
    def naming(self) -> Naming:
        """What facts are called in messages."""
        return Naming(self.proposal, self.facts, self.rulebook.vocabulary)

    @cached_property
    def _evaluated(self) -> tuple[list[Match], Evaluation]:
        return self._engine.evaluation(self.facts)

    @cached_property
    def _lines(self) -> list[str]:
        return _LINE_END.split(self.document.decode("utf-8-sig"))

    @cached_property
    def _located(self) -> Mapping[str, tuple[int, int]]:
        """Where all facts and their fields stand: looking once for all of them is as cheap as for a few."""
        pointers = {fact.pointer for fact in self.facts if fact.pointer is not None}
        fields = {self.pointer(fact, field) for fact in self.facts for field in self.type(fact).fields}
        return locate(self.document, pointers | fields)

    def type(self, fact: Fact) -> FactType:
        """Return the type of a fact."""
        return self.rulebook.vocabulary[fact.type]

    def around(self, fact: Fact) -> Fact | None:
        """Return the fact inside of which a fact stands in the proposal, None where that is the proposal itself."""
        if isinstance(fact, ReadFact):
            return None if fact.around is None or self.type(fact.around).single else fact.around
        around = self.type(fact).around
        if around is None or self.type(fact).origin is not Origin.PROPOSAL:
            return None
        return self.with_key(around, fact.get(around))

    def with_key(self, fact_type: str, key: object) -> Fact | None:
        """Return the first fact of a type that has a key."""
        return self._by_key.get((fact_type, key))

    @cached_property
    def _by_key(self) -> Mapping[tuple[str, object], Fact]:
        return {(fact.type, fact.get("key")): fact for fact in reversed(self.facts)}

    def pointer(self, fact: Fact, field: str | None = None) -> str:
        """Return the place of a fact, or of a field of it where the document has that."""
        pointer = self.origins.pointer(fact)
        if field is not None and self.naming.has(fact, field):
            return f"{pointer}/{field.replace('.', '/')}"
        return pointer

    def place(self, pointer: str) -> Place:
        """Return where a value of the document stands."""
        if pointer not in self._places:
            known = self._located if pointer in self._located else locate(self.document, [pointer])
            line, column = known[pointer]
            around = excerpt(self._lines, line, column)
            in_file = replace(around, first=around.first + self._lines_before)
            self._places[pointer] = Place(pointer, line + self._lines_before, column, in_file)
        return self._places[pointer]


def slots_of(conditions: Sequence[Condition]) -> dict[str, MatchCondition]:
    """Return the `match` conditions in the order written, by their names or made-up ones."""
    return {slot_of(place, one): one for place, one in enumerate(conditions) if isinstance(one, MatchCondition)}


def bindings_of(conditions: Sequence[Condition], facts: Sequence[Fact]) -> Mapping[str, Fact]:
    """Return what the `match` conditions of a rule stand for in a match of it, by their names or made-up ones."""
    return dict(zip(slots_of(conditions), facts, strict=True))
