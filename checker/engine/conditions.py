"""Tests on one fact that are done before the engine sees it: where keys lead, `$self`, and whether there is any.

The engine does the matching; what it can't express, or only by many rules, is written for it as a field of a fact.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

from checker.engine.index import Index
from checker.engine.normal import ConstantTest, FlatTest, Join, Lack, SelfTest
from checker.engine.simplify import FOLLOW, steps_along
from checker.facts import Fact, ReadFact, Scalar, Vocabulary
from checker.rulebook.model import Operator


class Path:
    """A field of a fact, or one where its keys lead, such as `stakeholder>group`."""

    __slots__ = ("_last", "_steps")

    def __init__(self, fact_type: str, field: str, vocabulary: Vocabulary) -> None:
        *steps, self._last = field.split(FOLLOW)
        self._steps = steps_along(fact_type, steps, vocabulary)

    def fact(self, fact: Fact, index: Index) -> Fact | None:
        """Return the fact that has the field, None where a key leads nowhere."""
        found: Fact | None = fact
        for step, target, is_around in self._steps:
            if found is None:
                return None
            if is_around and isinstance(found, ReadFact):  # only facts that were read know the one around them
                found = found.around
            else:
                found = index.by_key(target).get(found.get(step))
        return found

    def value(self, fact: Fact, index: Index) -> Scalar | None:
        """Return the value of the field, None where it is absent or a key leads nowhere."""
        if not self._steps:
            return fact.get(self._last)
        found = self.fact(fact, index)
        return found.get(self._last) if found is not None else None


class Condition:
    """Tests on one fact, all of which have to hold; none of them joins it to another pattern."""

    __slots__ = ("_tests",)

    def __init__(self, tests: Sequence[FlatTest], fact_type: str, vocabulary: Vocabulary) -> None:
        self._tests = [_ready(test, fact_type, vocabulary) for test in tests]

    def holds(self, fact: Fact, index: Index) -> bool:
        """Tell whether all tests hold for a fact."""
        for test in self._tests:  # noqa: SIM110  (a generator costs more than the tests, and this is done for many facts)
            if not test(fact, index):
                return False
        return True


def _ready(test: FlatTest, fact_type: str, vocabulary: Vocabulary) -> Callable[[Fact, Index], bool]:
    if isinstance(test, Join | Lack):
        raise TypeError("it is about more than one fact")
    left = Path(fact_type, test.field, vocabulary)
    match test:
        case ConstantTest(_, Operator.PRESENT):
            return lambda fact, index: left.value(fact, index) is not None
        case ConstantTest(_, Operator.ABSENT):
            return lambda fact, index: left.value(fact, index) is None
        case ConstantTest(_, Operator.EQUAL, constant):
            return lambda fact, index: left.value(fact, index) == constant
        case ConstantTest(_, compared, constant):
            return lambda fact, index: _compared(left.value(fact, index), compared, constant)
        case SelfTest(_, compared, other):
            right = Path(fact_type, other, vocabulary)
            return lambda fact, index: _compared(left.value(fact, index), compared, right.value(fact, index))


def _compared(left: Scalar | None, compared: Operator, right: Scalar | None) -> bool:
    if left is None or right is None:
        return compared is Operator.NOT
    return _COMPARISONS[compared](left, right)


_COMPARISONS: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: operator.eq,
    Operator.NOT: operator.ne,
    Operator.LT: operator.lt,
    Operator.LTE: operator.le,
    Operator.GT: operator.gt,
    Operator.GTE: operator.ge,
}
