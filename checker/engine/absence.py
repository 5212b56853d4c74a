"""Flat rules without the negations that can be answered when the facts are read.

Whether there is a fact for which a `none` asks can be told before the engine runs where facts of its type are read and
never derived. Where it joins nothing, that is one field of the trigger (`durable.py`). Where it is joined by equality
to one other pattern, it is a test on the facts of that pattern: that no fact has certain values that they name.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeGuard

from checker.engine.normal import ConstantTest, FlatRule, FlatTest, Join, Lack, Lookup, Pattern
from checker.engine.simplify import kind_of
from checker.facts import Kind, Origin, Vocabulary
from checker.rulebook.model import Operator

MOST_LACKS = 60
"""How many such tests there may be on facts of one type, each of which takes a field of them."""


class Absences:
    """Turns negations of a rulebook's flat rules into tests."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._tests: dict[str, set[Lack]] = {}

    def applied(self, flat: FlatRule) -> FlatRule:
        """Return a flat rule with the same matches and, where possible, fewer negations."""
        tests: list[tuple[FlatTest, ...]] = [pattern.tests for pattern in flat.positives]
        left: list[Pattern] = []
        for none in flat.negatives:
            position = self._position(none)
            lack = None if position is None else self._lack(none, flat.positives[position])
            if position is None or lack is None:
                left.append(none)
            elif lack not in tests[position]:
                tests[position] = (*tests[position], lack)
        positives = tuple(replace(pattern, tests=own) for pattern, own in zip(flat.positives, tests, strict=True))
        return replace(flat, positives=positives, negatives=tuple(left))

    def _position(self, none: Pattern) -> int | None:
        """Return the only pattern that a negation is joined to, by equality alone, if it can be answered before."""
        if none.fact not in self._vocabulary or self._vocabulary[none.fact].origin is not Origin.PROPOSAL:
            return None
        joins = [test for test in none.tests if isinstance(test, Join)]
        positions = {join.position for join in joins}
        if len(positions) != 1 or any(join.operator is not Operator.EQUAL for join in joins):
            return None
        return positions.pop()

    def _lack(self, none: Pattern, holder: Pattern) -> Lack | None:
        """Return the test on the facts of `holder`; equalities with constants are part of what is looked up."""
        if holder.fact not in self._vocabulary or self._vocabulary[holder.fact].origin is Origin.TABLE:
            return None  # the rows of tables are written once for all runs
        joins = [test for test in none.tests if isinstance(test, Join)]
        sides = [(holder.fact, join.other) for join in joins] + [(none.fact, join.field) for join in joins]
        if not all(self._has_one_form(*side) for side in sides):
            return None
        equal = [test for test in none.tests if self._is_equality(test, none.fact)]
        others = tuple(test for test in none.tests if not isinstance(test, Join) and test not in equal)
        lookup = Lookup(Pattern(none.fact, others), (*(join.field for join in joins), *(test.field for test in equal)))
        values = tuple(test.value for test in equal if test.value is not None)
        lack = Lack(lookup, tuple(join.other for join in joins), values)
        known = self._tests.setdefault(holder.fact, set())
        if lack not in known and len(known) >= MOST_LACKS:
            return None
        known.add(lack)
        return lack

    def _is_equality(self, test: FlatTest, fact_type: str) -> TypeGuard[ConstantTest]:
        return (
            isinstance(test, ConstantTest)
            and test.operator is Operator.EQUAL
            and self._has_one_form(fact_type, test.field)
        )

    def _has_one_form(self, fact_type: str, field: str) -> bool:
        """Whether equal values of a field are equal as they are written, and as facts have them.

        Dates and numbers are not: one may be a text, or have a decimal more.
        """
        return kind_of(fact_type, field, self._vocabulary) is Kind.STRING
