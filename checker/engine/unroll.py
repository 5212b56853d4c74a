"""Flat rules without the tables that are short: one for each row, with the row's values as constants.

The rows of a table are the same for every proposal. As facts they would be handed to the engine each time and joined
there; as constants they take no fact, and a fact that agrees with none of them need not be handed over either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checker.engine.conditions import Condition
from checker.engine.index import Index
from checker.engine.normal import SERIAL, Bound, ConstantTest, FlatRule, FlatTest, Join, Pattern
from checker.engine.order import MIRRORED
from checker.engine.simplify import kind_of, without
from checker.facts import Fact, Vocabulary

MOST_ROWS = 24
"""Rows of a table that is unrolled."""
MOST_RULES = 48
"""Flat rules that one becomes."""


def unrolled(flat: FlatRule, rows: Mapping[str, Sequence[Fact]], vocabulary: Vocabulary) -> list[FlatRule]:
    """Return flat rules that together match what `flat` matches. `rows`: those of all tables."""
    done: list[FlatRule] = []
    left = [flat]
    while left:
        one = left.pop()
        position = next((place for place in range(len(one.positives)) if _is_short(one, place, rows, vocabulary)), None)
        if position is None:
            done.append(one)
            continue
        left += [
            without(_with_constants(one, position, row), position, Bound(0, row=row))
            for row in rows[one.positives[position].fact]
            if _agrees(one.positives[position], row, vocabulary)
        ]
        if len(done) + len(left) > MOST_RULES:
            return [flat]
    return done


def _is_short(flat: FlatRule, position: int, rows: Mapping[str, Sequence[Fact]], vocabulary: Vocabulary) -> bool:
    """Whether a pattern asks for rows of a short table, and is compared with nothing that is no value of its kind."""
    pattern = flat.positives[position]
    if len(rows.get(pattern.fact, ())) not in range(1, MOST_ROWS + 1):
        return False
    for here, test in _joins(flat):
        if position not in (here, test.position):
            continue
        where, field, other = here, test.field, test.other
        if here == position:
            where, field, other = test.position, other, field
        holder = flat.negatives[-1 - where].fact if where < 0 else flat.positives[where].fact
        if SERIAL in (field, other) or holder not in vocabulary:
            return False
        if kind_of(holder, field, vocabulary) is not kind_of(pattern.fact, other, vocabulary):
            return False
    return True


def _joins(flat: FlatRule) -> Iterator[tuple[int, Join]]:
    """Yield the joins with the position of the pattern that has them; negations count from -1 downwards."""
    for position, pattern in enumerate(flat.positives):
        yield from ((position, test) for test in pattern.tests if isinstance(test, Join))
    for number, none in enumerate(flat.negatives):
        yield from ((-1 - number, test) for test in none.tests if isinstance(test, Join))


def _agrees(pattern: Pattern, row: Fact, vocabulary: Vocabulary) -> bool:
    own = [test for test in pattern.tests if not isinstance(test, Join)]
    return Condition(own, pattern.fact, vocabulary).holds(row, Index(()))


def _with_constants(flat: FlatRule, position: int, row: Fact) -> FlatRule:
    """Replace what is compared with the pattern at `position` by comparisons with the values of a row."""

    def constant(test: FlatTest) -> FlatTest:
        if isinstance(test, Join) and test.position == position:
            return ConstantTest(test.field, test.operator, row.values[test.other])
        return test

    tests: list[list[FlatTest]] = [[constant(test) for test in pattern.tests] for pattern in flat.positives]
    for test in flat.positives[position].tests:
        if isinstance(test, Join):
            mirrored = ConstantTest(test.other, MIRRORED[test.operator], row.values[test.field])
            tests[test.position].append(mirrored)
    tests[position] = []
    return FlatRule(
        flat.rule,
        tuple(Pattern(one.fact, tuple(own)) for one, own in zip(flat.positives, tests, strict=True)),
        tuple(Pattern(one.fact, tuple(constant(test) for test in one.tests)) for one in flat.negatives),
        flat.outer,
    )
