"""What an engine is: compiled rules in, matches out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from checker.errors import Undecided
from checker.facts import Fact
from checker.rulebook.model import Rule

MOST_COMBINATIONS: Final = 250_000
"""Combinations of two facts or more, of all rules and one proposal. Each takes a kilobyte and some microseconds; a
hostile proposal could bring billions."""


def too_many_combinations(rule: str, lists: Iterable[tuple[str, int]]) -> Undecided:
    """Return the reason why a proposal is undecided: MOST_COMBINATIONS, and the rule with most of them.

    lists: the types of facts that the rule combines, each with the number of such facts.
    """
    combined = " with each ".join(f"`{fact_type}` ({size:,} here)" for fact_type, size in lists)
    message = (
        f"There are more than {MOST_COMBINATIONS:,} combinations to look at, most of them because the rule `{rule}` "
        f"combines each {combined}."
    )
    return Undecided(message, "Shorten these lists, or have the rule join them by what has to be equal.")


@dataclass(slots=True, eq=False)
class Match:
    """One way in which the conditions of a rule hold.

    facts: the fact of each `match` condition of the rule's `when` that stands outside of `any`, in the order written;
    `names` of the rule says what they are called. `derived`: the facts that follow from it, one per `Derive`.
    """

    rule: Rule
    facts: tuple[Fact, ...]
    derived: tuple[Fact, ...] = ()


class Engine(Protocol):
    """Evaluates the rules of one rulebook. Built once; safe to use from several threads (one waits for the other)."""

    @property
    def name(self) -> str:
        """What reports call it, with its version, such as "durable_rules 2.0.28"."""

    def run(self, facts: Sequence[Fact]) -> list[Match]:
        """Return every distinct match (rule and facts) exactly once, in no particular order.

        Of rules that only derive facts, those matches may be missing that no match of a rule that warns rests on.
        facts: those read from a proposal. Rows of tables are the engine's own business.
        The set is the one that Datalog with stratified negation defines. Raises Undecided where the engine failed, and
        where there are more than MOST_COMBINATIONS.
        """
