"""Nothing that a proposal says in its own words ever reaches durable_rules: only numbers, under names of our own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from checker.check import Checker
from checker.engine.library import load_library
from checker.report import Status
from tests.proposals import TODAY, random_proposal
from tests.schema_examples import complete
from tests.small_rules import proposal, rule_file, warning

FACT = re.compile(r'\{"id":"[0-9]+"(,"[a-z][0-9]*":-?[0-9]+)*\}')
"""A serial number, and fields that are called by a letter and a number and hold whole numbers."""

MARKER = "marker"


class Spy:
    """Stands for the library, and keeps every text that facts are handed to it in."""

    def __init__(self, library: Any) -> None:
        self._library = library
        self.texts: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library, name)

    def assert_fact(self, handle: int, text: str) -> Any:
        self.texts.append(text)
        return self._library.assert_fact(handle, text)

    def assert_facts(self, handle: int, text: str) -> Any:
        self.texts.append(text)
        return self._library.assert_facts(handle, text)

    def facts(self) -> Iterator[str]:
        """Yield the texts of single facts."""
        for text in self.texts:
            yield from re.findall(r"\{[^{}]*\}|[^][{},]+", text)


@pytest.fixture
def spied(monkeypatch: pytest.MonkeyPatch) -> tuple[Checker, Spy]:
    spy = Spy(load_library())
    monkeypatch.setattr("checker.engine.durable.load_library", lambda: spy)
    checker = Checker(today=TODAY, engine="durable")
    spy.texts.clear()  # the warm-up
    return checker, spy


def marked(value: Any, name: str = "") -> Any:
    """Return a value with a mark in every text that people choose: ids, references, free text, remarks."""
    if isinstance(value, dict):
        return {name: marked(inner, name) for name, inner in value.items()} | {f"x-{MARKER}": f"{MARKER} remark"}
    if isinstance(value, list):
        return [marked(inner, name) for inner in value]
    if not isinstance(value, str):
        return value
    chosen = re.fullmatch(r"[a-z0-9-]+", value) is not None and not re.fullmatch(r"[0-9-]+", value)
    if " " in value or name in FREE:
        return f'{MARKER} {value} {{"id": 1}}'
    return f"{MARKER}-{value}" if chosen and name in REFERENCES else value


REFERENCES = {"id", "partner", "owner", "provider", "users", "stakeholder", "partners", "measures"}
FREE = {"title", "name", "description", "statement", "use_case", "evidence", "champion", "version", "note", "unit"}


def test_no_text_of_a_proposal_reaches_the_library(spied: tuple[Checker, Spy]) -> None:
    checker, spy = spied
    document = json.dumps(marked(complete())).encode()
    assert document.count(MARKER.encode()) > 100
    result = checker.check(document)
    assert (result.status, len(result.warnings) > 0) == (Status.CHECKED, True)
    assert len(spy.texts) > 0
    assert [text for text in spy.texts if MARKER in text] == []


def test_only_numbers_under_names_of_our_own_reach_the_library(spied: tuple[Checker, Spy]) -> None:
    checker, spy = spied
    for seed in range(100):
        checker.check(json.dumps(random_proposal(Random(seed))).encode())
    facts = list(spy.facts())
    assert len(facts) > 2000
    assert [fact for fact in facts if not FACT.fullmatch(fact)] == []
    assert [text for text in spy.texts if re.sub(FACT, "", text).strip("[],")] == []


def test_the_numbers_of_a_proposal_are_the_same_whatever_its_words_are(spied: tuple[Checker, Spy]) -> None:
    checker, spy = spied
    plain = complete()
    checker.check(json.dumps(plain).encode())
    first = list(spy.texts)
    spy.texts.clear()
    other = marked(plain)
    checker.check(json.dumps(other).encode())
    assert spy.texts == first


def test_facts_that_no_warning_can_come_of_are_not_handed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Handing a fact to the library is what costs most. Where one condition finds nothing, no fact is needed."""
    spy = Spy(load_library())
    monkeypatch.setattr("checker.engine.durable.load_library", lambda: spy)
    when = [
        {"match": "partner", "as": "p", "where": {"group": "public_entity"}},
        {"match": "measure", "where": {"kind": "audit"}},
    ]
    rules = rule_file(tmp_path, warning("{p} is audited.", when, at="p"))
    checker = Checker(rules=[rules], today=TODAY, engine="durable")
    partners = [{"id": f"p-{number}", "name": "A", "group": "public_entity"} for number in range(20)]
    partners += [{"id": f"q-{number}", "name": "A", "group": "private_company"} for number in range(20)]
    measure = {"id": "m", "kind": "audit", "description": "x", "status": "planned"}
    handed = {}
    for kind in ("audit", "aggregation"):
        spy.texts.clear()
        result = checker.check(json.dumps(proposal(partners=partners, measures=[{**measure, "kind": kind}])).encode())
        assert result.status is Status.CHECKED
        handed[kind] = (len(result.warnings), sum("t" in fact for fact in spy.facts()))
    assert handed == {"audit": (20, 21), "aggregation": (0, 0)}
