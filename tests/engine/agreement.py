"""Whether three evaluators that share nothing mean the same by a program: durable_rules, the reference and clingo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from checker.engine.durable import DurableEngine
from checker.engine.interface import Match as Found
from checker.engine.reference import ReferenceEngine
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


def durable_matches(program: Program) -> tuple[set[CanonicalMatch], frozenset[str]]:
    """Return the matches by durable_rules, and the rules whose matches it leaves out."""
    engine = DurableEngine(program.rulebook, program.today)
    return canonical(engine.run(program.facts)), engine.left_out


def reference_matches(program: Program) -> list[Found]:
    """Return the matches by the reference."""
    return ReferenceEngine(program.rulebook, program.today).run(program.facts)


def without(matches: set[CanonicalMatch], left_out: frozenset[str]) -> set[CanonicalMatch]:
    """Return the matches of all rules but some."""
    return {match for match in matches if match[0] not in left_out}


def difference(program: Program) -> set[CanonicalMatch]:
    """Return the matches that only one of the two engines finds."""
    found, left_out = durable_matches(program)
    return found ^ without(canonical(reference_matches(program)), left_out)


def _clingo_difference(program: Program) -> set[CanonicalMatch]:
    return clingo_matches(program) ^ canonical(reference_matches(program))


def dissenters(program: Program, expected: Sequence[Found]) -> list[str]:
    """Return who finds other matches than those expected: durable_rules, clingo, both or nobody."""
    wanted = canonical(expected)
    found, left_out = durable_matches(program)
    opinions = {"durable_rules": found == without(wanted, left_out), "clingo": clingo_matches(program) == wanted}
    return [name for name, agrees in opinions.items() if not agrees]


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
