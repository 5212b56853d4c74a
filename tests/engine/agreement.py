"""What the engine on durable_rules makes of a program, and whether that is what the program means."""

from __future__ import annotations

from collections.abc import Collection

from checker.engine.durable import DurableEngine
from checker.engine.reference import ReferenceEngine
from checker.rulebook.model import Rulebook
from tests.engine.canonical import CanonicalMatch, canonical
from tests.engine.generate import Program


def durable_matches(program: Program) -> set[CanonicalMatch]:
    """Return the matches by durable_rules."""
    return canonical(DurableEngine(program.rulebook, program.today).run(program.facts))


def difference(program: Program) -> set[CanonicalMatch]:
    """Return the matches that only one of the two engines finds, though both have to."""
    expected = canonical(ReferenceEngine(program.rulebook, program.today).run(program.facts))
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
