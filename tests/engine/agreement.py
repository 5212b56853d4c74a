"""What the engine on durable_rules makes of a program, and whether that is what the program means."""

from __future__ import annotations

from checker.engine.durable import DurableEngine
from checker.engine.reference import ReferenceEngine
from tests.engine.canonical import CanonicalMatch, canonical
from tests.engine.generate import Program


def durable_matches(program: Program) -> tuple[set[CanonicalMatch], frozenset[str]]:
    """Return the matches by durable_rules, and the rules whose matches it leaves out."""
    engine = DurableEngine(program.rulebook, program.today)
    return canonical(engine.run(program.facts)), engine.left_out


def without(matches: set[CanonicalMatch], left_out: frozenset[str]) -> set[CanonicalMatch]:
    """Return the matches of all rules but some."""
    return {match for match in matches if match[0] not in left_out}


def difference(program: Program) -> set[CanonicalMatch]:
    """Return the matches that only one of the two engines finds."""
    found, left_out = durable_matches(program)
    return found ^ without(canonical(ReferenceEngine(program.rulebook, program.today).run(program.facts)), left_out)
