"""What holds for every proposal: shown on random ones that use all of the proposal format.

Both engines find the same; what is in another order, or beside other proposals, changes no finding.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, lru_cache
from random import Random
from typing import Any

import pytest

from checker.check import Checker
from checker.engine.durable import DurableEngine
from checker.findings import Warnings
from checker.report import Finding, ProposalResult, Status
from checker.resources import rules_folder
from checker.rulebook.files import rule_files
from checker.validation import SchemaValidator
from checker.vocabulary import ProposalFacts
from tests.proposals import TODAY, Json, random_proposal, reordered, shrunk
from tests.schema_examples import PROPOSAL_SCHEMA, described_properties

PROPOSALS = int(os.environ.get("CAVEAT_PROPOSALS", "300"))
"""How many proposals both engines check; set the variable for a longer search."""

ENOUGH = 1500
"""How many proposals it takes at most for every rule to warn in some, and for all of the format to be used."""

MANY = 50
"""How many members an enumeration has that no place is expected to have all of; one in so many may be missing."""

BLOCKS = 10


@cache
def checker(engine: str = "durable") -> Checker:
    return Checker(today=TODAY, engine=engine)


@lru_cache(maxsize=ENOUGH)
def proposal(seed: int) -> Json:
    return random_proposal(Random(seed))


def written(proposal: Json) -> bytes:
    return json.dumps(proposal).encode()


@lru_cache(maxsize=ENOUGH)
def result(seed: int) -> ProposalResult:
    return checker().check(written(proposal(seed)))


@cache
def reordered_proposal(seed: int) -> tuple[Json, ProposalResult]:
    """Return a proposal in another order, and what is said of it."""
    other = reordered(proposal(seed), Random(seed))
    return other, checker().check(written(other))


@cache
def uses() -> Counter[tuple[str, str]]:
    """Return how often each place is used in each way, over all the proposals."""
    return Counter(use for seed in range(ENOUGH) for use in _uses(proposal(seed), ""))


def differ(proposal: Json) -> bool:
    """Whether the engines say different things of a valid proposal."""
    document = written(proposal)
    first = checker("durable").check(document)
    return first.status is not Status.INVALID and first != checker("reference").check(document)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_both_engines_say_the_same_of_every_proposal(block: int) -> None:
    for seed in range(block, PROPOSALS, BLOCKS):
        if result(seed) != checker("reference").check(written(proposal(seed))):
            smallest = shrunk(proposal(seed), differ)
            pytest.fail(f"seed {seed}, and its smallest part that the engines differ on:\n{json.dumps(smallest)}")


# The proposals are what these tests take them for


def test_random_proposals_are_valid() -> None:
    validator = SchemaValidator(PROPOSAL_SCHEMA)
    for seed in range(PROPOSALS):
        one = proposal(seed)
        assert validator.accepts(one), f"seed {seed}: {validator.problems(one)[0].message}"


@pytest.mark.exhaustive
def test_random_proposals_have_every_property_present_absent_and_null() -> None:
    used = uses()
    for place, schema in described_properties():
        assert used[place, "present"], f"{place} is never there"
        outer = place.rpartition(".")[0]
        holder = next((inner for where, inner in described_properties() if where == outer.removesuffix("[]")), {})
        holders = holder.get("items", holder) if outer else PROPOSAL_SCHEMA
        required = place.rpartition(".")[2] in _resolved_required(holders)
        assert required or used[place, "absent"], f"{place} is never absent"
        assert used[place, "null"] or "null" not in schema.get("type", ()), f"{place} is never null"


@pytest.mark.exhaustive
def test_random_proposals_have_every_member_of_every_enumeration() -> None:
    """Each in every place; of currencies and countries, which are many, nearly all in some place."""
    used = uses()
    for members, places in _enumerations().items():
        for together in [places] if len(members) > MANY else [[place] for place in places]:
            missing = [one for one in members if one and not any(used[place, f"={one}"] for place in together)]
            assert len(missing) <= len(members) // MANY, f"{together}: {missing}"


def _enumerations() -> dict[tuple[str | None, ...], list[str]]:
    """Return the enumerations of the format, each with the places where it is used."""
    found: dict[tuple[str | None, ...], list[str]] = {}
    for place, schema in described_properties():
        items = _definition(schema["items"]) if "items" in schema else {}
        for where, inner in ((place, schema), (f"{place}[]", items)):
            if "enum" in inner:
                found.setdefault(tuple(inner["enum"]), []).append(where)
    return found


@pytest.mark.exhaustive
def test_random_proposals_have_what_is_easily_overlooked() -> None:
    """References that lead nowhere, blank texts, today and the days beside it, decimals, what is there twice."""
    text = "".join(json.dumps(proposal(seed)) for seed in range(200))
    rules = {warning.rule for seed in range(200) for warning in result(seed).warnings}
    assert {"unknown-partner", "unknown-stakeholder", "unknown-measure"} <= rules
    for wanted in ('""', '"\\n\\t "', '"2026-05-04"', '"2026-05-03"', '"2026-05-05"', "1e-06", "1.25", '"x-own"'):
        assert wanted in text, wanted
    lists = [value for seed in range(200) for value in _lists(proposal(seed))]
    assert any(one in items[:index] for items in lists for index, one in enumerate(items) if isinstance(one, str))
    assert any(one in items[:index] for items in lists for index, one in enumerate(items) if isinstance(one, dict))


@pytest.mark.exhaustive
def test_every_rule_warns_about_some_random_proposal_and_not_about_all() -> None:
    rules = {rule.id for rule in checker().rulebook.warning_rules()}
    assert len(rules) == 78
    never, always = rules, rules
    for seed in range(ENOUGH):
        warned = {one.rule for one in result(seed).warnings}
        never, always = never - warned, always & warned
        if not never | always:
            break
    assert (never, always) == (set(), set())


def _uses(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Yield each place with how it is used there: "present", "null", "absent", or "=..." with what stands there."""
    if isinstance(value, dict):
        names = _names(place)
        yield from ((f"{place}.{name}" if place else name, "absent") for name in names if name not in value)
        for name, inner in value.items():
            here = f"{place}.{name}" if place else name
            yield here, "null" if inner is None else "present"
            if name in names:
                yield from _uses(inner, here)
    elif isinstance(value, list):
        for item in value:
            yield from _uses(item, f"{place}[]")
    if not isinstance(value, dict | list):
        yield place, f"={value}"


@cache
def _names(place: str) -> frozenset[str]:
    places = [where for where, _ in described_properties()]
    outer = f"{place}." if place else ""
    return frozenset(
        where[len(outer) :] for where in places if where.startswith(outer) and "." not in where[len(outer) :]
    )


def _definition(schema: Json) -> Json:
    name = schema.get("$ref", "").removeprefix("#/$defs/")
    return {**_definition(PROPOSAL_SCHEMA["$defs"][name]), **schema} if name else schema


def _resolved_required(schema: Json) -> list[str]:
    required: list[str] = _definition(schema).get("required", [])
    return required


def _lists(value: Any) -> Iterator[list[Any]]:
    if isinstance(value, list):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _lists(inner)


# What changes no finding


def said(warnings: tuple[Finding, ...]) -> Counter[tuple[object, ...]]:
    """Return what warnings say, without where: twins that only their position tells apart are numbered by it."""
    return Counter(
        (one.rule, one.severity, one.key, one.message, one.advice, one.cites, one.fingerprint.partition(".")[0])
        for one in warnings
    )


def fingerprints(warnings: tuple[Finding, ...]) -> Counter[str]:
    return Counter(one.fingerprint for one in warnings)


@pytest.mark.exhaustive
def test_the_order_of_lists_and_properties_means_nothing() -> None:
    for seed in range(min(PROPOSALS, 1000)):
        _, other = reordered_proposal(seed)
        assert said(other.warnings) == said(result(seed).warnings), f"seed {seed}"
        assert fingerprints(other.warnings) == fingerprints(result(seed).warnings), f"seed {seed}"


@pytest.mark.exhaustive
def test_warnings_point_at_the_same_things_wherever_they_stand() -> None:
    """A pointer of the reordered proposal leads to what the pointer of the other one led to."""
    for seed in range(100):
        other, again = reordered_proposal(seed)
        first = Counter(_canonical(_at(proposal(seed), one.pointer)) for one in result(seed).warnings)
        assert Counter(_canonical(_at(other, one.pointer)) for one in again.warnings) == first, f"seed {seed}"


def _at(value: Any, pointer: str) -> Any:
    for token in pointer.split("/")[1:]:
        value = value[int(token)] if isinstance(value, list) else value[token]
    return value


def _canonical(value: Any) -> str:
    """Return a text that is the same whatever the order of lists and properties."""
    if isinstance(value, dict):
        return "{" + ",".join(sorted(f"{name}:{_canonical(inner)}" for name, inner in value.items())) + "}"
    if isinstance(value, list):
        return "[" + ",".join(sorted(map(_canonical, value))) + "]"
    return json.dumps(value)


def test_the_order_of_rule_files_means_nothing() -> None:
    files = list(rule_files([rules_folder()]))
    for seed in range(3):
        other = Checker(Random(seed).sample(files, len(files)), today=TODAY, engine="durable")
        assert_same_results(other.check)


def test_the_order_of_rules_in_a_file_means_nothing() -> None:
    rulebook = checker().rulebook
    for seed in range(3):
        rng = Random(seed)
        rules = tuple(rng.sample(rulebook.rules, len(rulebook.rules)))
        strata = tuple(tuple(rng.sample(stratum, len(stratum))) for stratum in rulebook.strata)
        assert rules != rulebook.rules
        other = replace(rulebook, rules=rules, strata=strata)
        engine, warnings, facts = DurableEngine(other, TODAY), Warnings(other), ProposalFacts(PROPOSAL_SCHEMA)

        def check(document: bytes, engine: Any = engine, warnings: Any = warnings, facts: Any = facts) -> Any:
            one = json.loads(document)
            read = facts.read(one)
            found, _ = warnings.found(document, one, read, engine.run(read))
            return ProposalResult("", 0, one["id"], Status.CHECKED, (), found)

        assert_same_results(check)


def assert_same_results(check: Callable[[bytes], ProposalResult]) -> None:
    for seed in range(60):
        found = check(written(proposal(seed)))
        assert (found.status, found.warnings) == (Status.CHECKED, result(seed).warnings), f"seed {seed}"


def test_what_is_said_of_a_proposal_does_not_depend_on_those_that_were_checked_before() -> None:
    """Each of some proposals is checked alone, by a checker of its own, and again in the midst of others."""
    alone = {seed: Checker(today=TODAY, engine="durable").check(written(proposal(seed))) for seed in range(5)}
    others = checker()
    for seed in Random(0).sample(range(100), 100):
        others.check(written(proposal(seed)))
        others.check(b"{")
        others.check(b'{"format": "caveat/proposal-1"}')
        assert others.check(written(proposal(seed % 5))) == alone[seed % 5]


# Telling the smallest difference


def test_a_shrunk_proposal_has_nothing_that_could_be_left_out() -> None:
    def fails(one: Json) -> bool:
        return any(partner.get("name") for partner in one.get("partners", ())) and "id" in one

    smallest = shrunk(proposal(1), fails)
    assert fails(smallest)
    assert (set(smallest), len(smallest["partners"]), set(smallest["partners"][0])) == ({"id", "partners"}, 1, {"name"})
