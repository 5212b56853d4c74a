"""The order of patterns in a flat rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from checker.engine.normal import ConstantTest, FlatRule, FlatTest, Join, Pattern
from checker.rulebook.model import Operator

MIRRORED = {
    Operator.EQUAL: Operator.EQUAL,
    Operator.NOT: Operator.NOT,
    Operator.LT: Operator.GT,
    Operator.LTE: Operator.GTE,
    Operator.GT: Operator.LT,
    Operator.GTE: Operator.LTE,
}


def in_joining_order(flat: FlatRule) -> FlatRule:
    """Return the same conjunction with its patterns in an order in which each joins to what stands before it.

    The order changes no match. Starting from the pattern with most tests, the next is the one with most equalities to
    those that are placed, so that an engine that works from left to right keeps few combinations.
    """
    if len(flat.positives) < 2:
        return flat
    order: list[int] = []
    while len(order) < len(flat.positives):
        left = (position for position in range(len(flat.positives)) if position not in order)
        order.append(max(left, key=lambda position: (_equalities(flat.positives, position, order), -position)))
    place = {position: index for index, position in enumerate(order)}
    tests: list[list[FlatTest]] = [[] for _ in order]
    for position, pattern in enumerate(flat.positives):
        for test in pattern.tests:
            if not isinstance(test, Join):
                tests[place[position]].append(test)
            elif place[test.position] < place[position]:
                tests[place[position]].append(Join(test.field, test.operator, place[test.position], test.other))
            else:
                mirrored = Join(test.other, MIRRORED[test.operator], place[position], test.field)
                tests[place[test.position]].append(mirrored)
    return FlatRule(
        flat.rule,
        tuple(Pattern(flat.positives[position].fact, tuple(tests[index])) for index, position in enumerate(order)),
        tuple(Pattern(none.fact, tuple(_moved(test, place) for test in none.tests)) for none in flat.negatives),
        tuple(bound if bound.is_fixed else replace(bound, position=place[bound.position]) for bound in flat.outer),
    )


def _equalities(patterns: Sequence[Pattern], position: int, placed: Sequence[int]) -> tuple[int, int]:
    """Return how many equalities join a pattern to the placed ones, and how many constants it is tested for."""
    joined = sum(
        test.operator is Operator.EQUAL
        for first, second in ((position, placed), *((other, (position,)) for other in placed))
        for test in patterns[first].tests
        if isinstance(test, Join) and test.position in second
    )
    constants = sum(isinstance(test, ConstantTest) for test in patterns[position].tests)
    return joined, constants


def _moved(test: FlatTest, place: Mapping[int, int]) -> FlatTest:
    if isinstance(test, Join):
        return Join(test.field, test.operator, place[test.position], test.other)
    return test
