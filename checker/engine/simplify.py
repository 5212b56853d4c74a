"""Flat rules without the joins that the document itself answers.

Many joins only follow a key: from a concern to its stakeholder, from an id to the partner that bears it, from a derived
fact to what it was derived from. Keys are unique, so there is at most one fact at the other end, and its fields can be
written with the fact that holds the key: `stakeholder>group` is the group of the stakeholder whose key the field
`stakeholder` holds. The pattern at the other end goes then; where the key may lead nowhere, a test that it leads
somewhere takes its place. And the fact of which every proposal has exactly one need not be matched where nothing is
asked of it. None of this changes what matches, and joins are what costs most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from checker.engine.normal import SERIAL, Bound, ConstantTest, FlatRule, FlatTest, Join, Lack, Pattern, SelfTest
from checker.facts import FactType, Kind, Origin, Vocabulary
from checker.rulebook.model import Operator

FOLLOW = ">"
"""What stands between a field that holds a key and a field of the fact that has it."""


def simplified(flat: FlatRule, vocabulary: Vocabulary) -> FlatRule:
    """Return a flat rule with the same matches and fewer patterns."""
    while (lookup := _lookup(flat, vocabulary)) is not None:
        flat = _followed(flat, *lookup, vocabulary)
    for position, pattern in enumerate(flat.positives):
        single = pattern.fact in vocabulary and vocabulary[pattern.fact].single
        if single and not pattern.tests and not _is_joined(flat, position):
            return simplified(without(flat, position, Bound(0, single=pattern.fact)), vocabulary)
    return flat


def resolved_type(fact_type: FactType, field: str, vocabulary: Vocabulary) -> tuple[FactType, str]:
    """Return the type at the end of a path such as `concern>stakeholder>group`, and the field of it."""
    *steps, last = field.split(FOLLOW)
    for step in steps:
        target = fact_type.fields[step].reference
        assert target is not None
        fact_type = vocabulary[target]
    return fact_type, last


def steps_along(fact_type: str, steps: Sequence[str], vocabulary: Vocabulary) -> list[tuple[str, str, bool]]:
    """Return for each step of a path the field, the type that its keys lead to, and whether that is the fact around."""
    found: list[tuple[str, str, bool]] = []
    for step in steps:
        target = vocabulary[fact_type].fields[step].reference or ""
        found.append((step, target, vocabulary[fact_type].around == step))
        fact_type = target
    return found


def kind_of(fact_type: str, field: str, vocabulary: Vocabulary) -> Kind:
    """Return the kind of a field, or of one at the end of a path."""
    found, last = resolved_type(vocabulary[fact_type], field, vocabulary)
    return found.fields[last].kind


def _leads_to(pattern: Pattern, field: str, target: str, vocabulary: Vocabulary) -> bool:
    """Whether a field of a pattern holds keys of the fact type `target`, and of no other."""
    if pattern.fact not in vocabulary or not vocabulary[target].unique:
        return False
    fact_type = vocabulary[pattern.fact]
    if fact_type.origin is Origin.TABLE or field == "key":
        return False
    fact_type, last = resolved_type(fact_type, field, vocabulary)
    return last != "key" and last in fact_type.fields and fact_type.fields[last].reference == target


def _lookup(flat: FlatRule, vocabulary: Vocabulary) -> tuple[int, str, int] | None:
    """Return a pattern, a field of it that holds a key, and the other pattern that this key leads to.

    What something was counted for has to stay a pattern, because only the engine's own facts have a number.
    """
    counted_for = {join.position for join in _joins(flat) if join.other == SERIAL}
    for position, pattern in enumerate(flat.positives):
        for test in pattern.tests:
            if isinstance(test, Join) and test.operator is Operator.EQUAL:
                here, there = (position, test.field), (test.position, test.other)
                for (holder, field), (target, other) in ((here, there), (there, here)):
                    fact = flat.positives[target].fact
                    known = other == "key" and fact in vocabulary and target not in counted_for
                    if known and _leads_to(flat.positives[holder], field, fact, vocabulary):
                        return holder, field, target
    return None


def _followed(flat: FlatRule, holder: int, key: str, target: int, vocabulary: Vocabulary) -> FlatRule:
    """Let the pattern at `holder`, whose field `key` leads to the pattern at `target`, answer for it."""

    def renamed(position: int, field: str) -> tuple[int, str]:
        if position != target:
            return position, field
        return holder, key if field == "key" else f"{key}{FOLLOW}{field}"

    def moved(position: int, test: FlatTest) -> FlatTest:
        """Return a test of the pattern at `position` as it is after the pattern at `target` has gone."""
        if isinstance(test, Lack):
            raise TypeError("what is lacking is settled after keys are followed")
        where, field = renamed(position, test.field)
        if isinstance(test, Join):
            other, other_field = renamed(test.position, test.other)
            if other == where:
                return SelfTest(field, test.operator, other_field)
            return Join(field, test.operator, other, other_field)
        if isinstance(test, SelfTest):
            return SelfTest(field, test.operator, renamed(position, test.other)[1])
        return replace(test, field=field)

    tests: list[list[FlatTest]] = [[] for _ in flat.positives]
    for position, pattern in enumerate(flat.positives):
        for test in pattern.tests:
            tests[renamed(position, "key")[0]].append(moved(position, test))
    itself = SelfTest(key, Operator.EQUAL, key)
    tests[holder] = [test for test in tests[holder] if test != itself]
    if not _always_leads(flat.positives[holder], key, vocabulary):
        tests[holder].append(ConstantTest(f"{key}{FOLLOW}key", Operator.PRESENT))
    followed = FlatRule(
        flat.rule,
        tuple(
            Pattern(pattern.fact, tuple(dict.fromkeys(tests[position])))
            for position, pattern in enumerate(flat.positives)
        ),
        tuple(Pattern(none.fact, tuple(moved(-1, test) for test in none.tests)) for none in flat.negatives),
        tuple(_led(bound, target, holder, key) for bound in flat.outer),
    )
    return without(followed, target, None)


def _led(bound: Bound, target: int, holder: int, key: str) -> Bound:
    """Return where a fact is found after the pattern at `target` has gone."""
    if bound.is_fixed or bound.position != target:
        return bound
    return Bound(holder, (*key.split(FOLLOW), *bound.path))


def _always_leads(pattern: Pattern, key: str, vocabulary: Vocabulary) -> bool:
    """Whether every step of `key` leads to the fact that the one before was read from inside of."""
    fact_type = vocabulary[pattern.fact]
    for step in key.split(FOLLOW):
        if fact_type.around != step:
            return False
        fact_type = vocabulary[step]
    return True


def _is_joined(flat: FlatRule, position: int) -> bool:
    return any(join.position == position for join in _joins(flat))


def _joins(flat: FlatRule) -> Iterator[Join]:
    for pattern in (*flat.positives, *flat.negatives):
        yield from (test for test in pattern.tests if isinstance(test, Join))


def without(flat: FlatRule, gone: int, instead: Bound | None) -> FlatRule:
    """Take a pattern away that nothing joins any more; `instead` is where its fact is found then."""

    def pattern(one: Pattern) -> Pattern:
        return Pattern(one.fact, tuple(_closed_up(test, gone) for test in one.tests))

    def bound(one: Bound) -> Bound:
        if one.is_fixed or one.position < gone:
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
