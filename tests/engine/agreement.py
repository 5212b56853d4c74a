"""Whether three evaluators that share nothing mean the same by a program: durable_rules, the reference and clingo."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from random import Random

from checker.engine.durable import DurableEngine
from checker.engine.interface import Match as Found
from checker.engine.reference import ReferenceEngine
from checker.errors import RulesRefused, Undecided
from checker.rulebook.model import Rulebook
from tests.engine.canonical import CanonicalMatch, canonical
from tests.engine.clingo_program import clingo_matches
from tests.engine.generate import Program, random_program
from tests.engine.random_schemas import random_schema_program, with_plain_facts
from tests.engine.smallest import described, smallest

SORTS: dict[str, Callable[[Random], Program]] = {
    "made up": random_program,
    "over a schema": random_schema_program,
    "over a schema, with plain facts": lambda rng: with_plain_facts(random_schema_program(rng)),
}
"""The sorts of random programs. The facts of the second know the document that they were read from."""


def durable_matches(program: Program) -> set[CanonicalMatch]:
    """Return the matches by durable_rules."""
    return canonical(DurableEngine(program.rulebook, program.today).run(program.facts))


def reference_matches(program: Program) -> list[Found]:
    """Return the matches by the reference."""
    return ReferenceEngine(program.rulebook, program.today).run(program.facts)


def difference(program: Program) -> set[CanonicalMatch]:
    """Return the matches that only one of the two engines finds, though both have to."""
    expected = canonical(reference_matches(program))
    return disagreement(durable_matches(program), expected, program.rulebook)


def disagreement(
    found: Collection[CanonicalMatch], expected: Collection[CanonicalMatch], rulebook: Rulebook
) -> set[CanonicalMatch]:
    """Return what was found and is not expected, and what has to be found and was not.

    Matches that no warning rests on need not be found: those of rules that only derive facts, of which none is in
    another match.
    """
    return (set(found) - set(expected)) | (needed(expected, rulebook) - set(found))


def needed(matches: Collection[CanonicalMatch], rulebook: Rulebook) -> set[CanonicalMatch]:
    """Return the matches of rules that warn, or derive nothing, and all matches that derive a fact of one of these."""
    derive_only = {rule.id for rule in rulebook.rules if rule.derive and rule.warn is None}
    new = {match for match in matches if match[0] not in derive_only}
    found: set[CanonicalMatch] = set()
    while new:
        found |= new
        facts = {fact for match in new for fact in match[1]}
        new = {match for match in matches if match not in found and not facts.isdisjoint(match[2])}
    return found


def _clingo_difference(program: Program) -> set[CanonicalMatch]:
    return clingo_matches(program) ^ canonical(reference_matches(program))


def dissenters(program: Program, expected: Sequence[Found]) -> list[str]:
    """Return who finds other matches than those expected: durable_rules, clingo, both or nobody.

    A program of which durable_rules would have to hold too many combinations, or with a rule that is beyond its limits,
    is none that it has an opinion on.
    """
    wanted = canonical(expected)
    opinions = {"clingo": clingo_matches(program) ^ wanted}
    with suppress(Undecided, RulesRefused):
        opinions = {"durable_rules": disagreement(durable_matches(program), wanted, program.rulebook), **opinions}
    return [name for name, differing in opinions.items() if differing]


def agreed(sort: str, seed: int) -> tuple[Program, list[Found]]:
    """Return a random program and its matches, on which all evaluators agree.

    Raises AssertionError where they don't, with the smallest part of the program that shows it.
    """
    program = SORTS[sort](Random(seed))
    matches = reference_matches(program)
    others = dissenters(program, matches)
    if others:
        differs = difference if "durable_rules" in others else _clingo_difference
        part = smallest(program, lambda one: bool(differs(one)))
        raise AssertionError(f"{sort}, seed {seed}: {' and '.join(others)} and the reference differ\n{described(part)}")
    return program, matches
