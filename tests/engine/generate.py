"""Random programs: rulebooks with facts, for comparing evaluators with each other and with themselves.

Everything follows from the random generator that is handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import TypeVar

from checker.facts import Fact, FactType
from checker.rulebook.model import AnyOf, Condition, Match, Rule, Rulebook
from tests.engine.random_facts import (
    TODAY,
    random_derived_type,
    random_proposal,
    random_proposal_types,
    random_table,
)
from tests.engine.random_rules import RuleMaker

LEVELS = 4
"""How many times `none` and `count` can stand on derived facts that stand on `none` and `count`."""

TOLD = 0.8
"""Of how many types of derived facts each fact is told: an engine may leave out what no warning rests on."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Program:
    """A rulebook, the facts of one proposal, and a day."""

    rulebook: Rulebook
    facts: tuple[Fact, ...]
    today: date


def random_program(rng: Random) -> Program:
    """Return a valid program; the same for the same state of `rng`."""
    read = random_proposal_types(rng)
    tables = [random_table(rng, f"table{number}") for number in range(rng.randint(0, 2))]
    given = [*read, *(type for type, _ in tables)]
    levels = [
        [random_derived_type(rng, f"derived{level}_{number}") for number in range(rng.randint(1, 2))]
        for level in range(LEVELS)
    ]
    strata = random_strata(rng, given, levels)
    rulebook = Rulebook(
        rules=permuted([rule for stratum in strata for rule in stratum], rng),
        strata=strata,
        vocabulary={type.name: type for level in (given, *levels) for type in level},
        tables={table.name: table for _, table in tables},
    )
    return Program(rulebook, permuted(random_proposal(rng, read), rng), TODAY)


def random_strata(
    rng: Random,
    given: Sequence[FactType],
    levels: Sequence[Sequence[FactType]],
    only_settled: Sequence[FactType] = (),
) -> tuple[tuple[Rule, ...], ...]:
    """Return rules by level: who derives a fact of a level may match that level too, but count only those below.

    only_settled: types that `none` and `count` may ask for and no `match` does.
    """
    strata: list[tuple[Rule, ...]] = []
    below = list(given)
    for number, level in enumerate(levels):
        recursive = RuleMaker(rng, [*below, *only_settled], [*below, *level])
        plain = RuleMaker(rng, [*below, *only_settled], below)
        rules = [plain.rule(f"start-{number}-{type.name}", [type]) for type in level]
        if number and rng.random() < 0.8:  # so that there are facts of many strata
            rules[0] = plain.waiting(rules[0], rng.choice(levels[number - 1]), "none", "none", "count")
        for extra in range(rng.randint(0, 2)):
            rules.append(recursive.rule(f"more-{number}-{extra}", rng.sample(level, rng.randint(1, len(level)))))
        closures = [recursive.closure(f"closure-{number}-{type.name}", type) for type in level]
        strata.append((*rules, *(rule for rule in closures if rule and rng.random() < 0.5)))
        below.extend(level)
    last = RuleMaker(rng, [*below, *only_settled], below)
    warn = [last.rule(f"warn-{number}", []) for number in range(rng.randint(1, 5))]
    told = [type for level in levels for type in level if rng.random() < TOLD]
    return (*strata, (*warn, *(last.telling(f"tell-{type.name}", type) for type in told)))


def permuted(items: Sequence[Item], rng: Random) -> tuple[Item, ...]:
    """Return the items in another order."""
    return tuple(rng.sample(items, len(items)))


def shuffled(program: Program, rng: Random) -> Program:
    """Return a program that says the same with everything in another order that has no meaning.

    That is all, except that the `match` conditions outside of `any` stay in order among themselves: a match lists its
    facts in that order.
    """
    rulebook = program.rulebook
    rules = {rule.id: replace(rule, when=_shuffled_rule(rule.when, rng)) for rule in rulebook.rules}
    strata = tuple(permuted([rules[rule.id] for rule in stratum], rng) for stratum in rulebook.strata)
    tables = {name: replace(table, rows=permuted(table.rows, rng)) for name, table in rulebook.tables.items()}
    reordered = replace(rulebook, rules=permuted(list(rules.values()), rng), strata=strata, tables=tables)
    return replace(program, rulebook=reordered, facts=permuted(program.facts, rng))


def _shuffled_rule(conditions: Sequence[Condition], rng: Random) -> tuple[Condition, ...]:
    matches = iter([condition for condition in conditions if isinstance(condition, Match)])
    in_order = (next(matches) if isinstance(item, Match) else item for item in permuted(conditions, rng))
    return tuple(_shuffled_condition(condition, rng) for condition in in_order)


def _shuffled_condition(condition: Condition, rng: Random) -> Condition:
    if isinstance(condition, AnyOf):
        alternatives = [
            permuted([_shuffled_condition(inner, rng) for inner in alternative], rng)
            for alternative in condition.alternatives
        ]
        return AnyOf(permuted(alternatives, rng))
    tests = [replace(test, operands=permuted(test.operands, rng)) for test in condition.where]
    return replace(condition, where=permuted(tests, rng))
