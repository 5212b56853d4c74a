"""Flat rules without the joins that the document itself answers.

A fact that is read from inside of another one always comes with it: a concern with its stakeholder. Where a rule joins
the two by the key, the outer pattern goes, and its tests are put to the inner fact, whose layout then has the fields
of the outer one too: `^group` is the field `group` of the fact around. And the fact of which every proposal has one
need not be matched where nothing is asked of it. Both change no match, and joins are what costs most.
"""

from __future__ import annotations

from dataclasses import replace

from checker.engine.normal import Bound, FlatRule, FlatTest, Join, Pattern, SelfTest
from checker.facts import Vocabulary
from checker.rulebook.model import Operator

AROUND = "^"
"""What stands before a field of the fact around; twice for the one around that."""


def simplified(flat: FlatRule, vocabulary: Vocabulary) -> FlatRule:
    """Return a flat rule with the same matches and fewer patterns."""
    while (pair := _inner_and_outer(flat, vocabulary)) is not None:
        flat = _without_outer(flat, *pair)
    for position, pattern in enumerate(flat.positives):
        single = pattern.fact in vocabulary and vocabulary[pattern.fact].single
        if single and not pattern.tests and not _is_joined(flat, position):
            return simplified(_without(flat, position, Bound(0, single=pattern.fact)), vocabulary)
    return flat


def _inner_and_outer(flat: FlatRule, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """Return the positions of two patterns of which the first is always read from inside of the second."""
    for position, pattern in enumerate(flat.positives):
        for test in pattern.tests:
            if isinstance(test, Join) and test.operator is Operator.EQUAL:
                here, there = (position, test.field), (test.position, test.other)
                for (inner, field), (outer, other) in ((here, there), (there, here)):
                    inner_type = vocabulary.get(flat.positives[inner].fact)
                    around = inner_type.around if inner_type is not None else None
                    if other == "key" and around is not None and field == around == flat.positives[outer].fact:
                        return inner, outer
    return None


def _without_outer(flat: FlatRule, inner: int, outer: int) -> FlatRule:
    """Let the pattern `inner` answer for the pattern `outer`, which goes."""
    around = flat.positives[outer].fact

    def renamed(position: int, field: str) -> tuple[int, str]:
        if position != outer:
            return position, field
        return inner, around if field == "key" else AROUND + field

    def moved(position: int, test: FlatTest) -> FlatTest:
        """Return a test of the pattern at `position` as it is after the outer pattern has gone."""
        field = renamed(position, test.field)[1]
        if isinstance(test, Join):
            other, other_field = renamed(test.position, test.other)
            if other == renamed(position, test.field)[0]:
                return SelfTest(field, test.operator, other_field)
            return Join(field, test.operator, other, other_field)
        if isinstance(test, SelfTest):
            return SelfTest(field, test.operator, renamed(position, test.other)[1])
        return replace(test, field=field)

    tests: list[list[FlatTest]] = [[] for _ in flat.positives]
    for position, pattern in enumerate(flat.positives):
        for test in pattern.tests:
            tests[inner if position == outer else position].append(moved(position, test))
    itself = SelfTest(around, Operator.EQUAL, around)
    positives = tuple(
        Pattern(pattern.fact, tuple(dict.fromkeys(test for test in tests[position] if test != itself)))
        for position, pattern in enumerate(flat.positives)
    )
    negatives = tuple(Pattern(none.fact, tuple(moved(-1, test) for test in none.tests)) for none in flat.negatives)
    bounds = tuple(
        Bound(inner, bound.climbs + 1) if bound.position == outer and bound.single is None else bound
        for bound in flat.outer
    )
    return _without(FlatRule(flat.rule, positives, negatives, bounds), outer, None)


def _is_joined(flat: FlatRule, position: int) -> bool:
    return any(
        isinstance(test, Join) and test.position == position
        for pattern in (*flat.positives, *flat.negatives)
        for test in pattern.tests
    )


def _without(flat: FlatRule, gone: int, instead: Bound | None) -> FlatRule:
    """Take a pattern away that nothing joins any more; `instead` is where its fact is found then."""

    def pattern(one: Pattern) -> Pattern:
        return Pattern(one.fact, tuple(_closed_up(test, gone) for test in one.tests))

    def bound(one: Bound) -> Bound:
        if one.single is not None or one.position < gone:
            return one
        return instead if one.position == gone and instead is not None else replace(one, position=one.position - 1)

    return FlatRule(
        flat.rule,
        tuple(pattern(one) for position, one in enumerate(flat.positives) if position != gone),
        tuple(pattern(one) for one in flat.negatives),
        tuple(bound(one) for one in flat.outer),
    )


def _closed_up(test: FlatTest, gone: int) -> FlatTest:
    if isinstance(test, Join) and test.position > gone:
        return replace(test, position=test.position - 1)
    return test
