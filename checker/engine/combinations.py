"""How many combinations of facts durable_rules would have to hold at once, known before it is asked to.

It keeps every partial match in memory until the proposal is done, and nothing can stop it in between: two lists of ten
thousand that a rule compares each with each would take a hundred gigabytes. So they are counted first, as far as
needed: nearly always the lengths of the lists already say that there are few enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import TypeAlias

from checker.engine.compile import Conjunction
from checker.engine.conditions import Condition, Path
from checker.engine.index import Index
from checker.engine.interface import MOST_COMBINATIONS, too_many_combinations
from checker.engine.layout import Bits
from checker.engine.normal import SERIAL, Join, Lack, Pattern
from checker.facts import Fact, Scalar, Vocabulary
from checker.rulebook.model import Operator

_MOST_REMEMBERED = 1_000

Values: TypeAlias = tuple[Scalar | None, ...]


class Combinations:
    """What the conjunctions of a rulebook combine; they are given with their bits."""

    def __init__(self, conjunctions: Iterable[tuple[Conjunction, Bits]], vocabulary: Vocabulary) -> None:
        products = [(Product(one, vocabulary), bit) for one, bit in conjunctions]
        self._products = [(one, bit) for one, bit in products if len(one.types) > 1]
        self._asked = reduce(or_, (bit for _, bit in self._products), 0)
        self._wanted: dict[Bits, Sequence[Product]] = {}

    def check(self, index: Index, wanted: Bits) -> None:
        """Raise Undecided, with the rule that is the reason, where there would be more than MOST_COMBINATIONS.

        index: the facts of a run so far. wanted: the bits of the conjunctions that are to run.
        """
        numbers: dict[Product, int] = {}
        left = MOST_COMBINATIONS
        for product in self._of(wanted & self._asked):
            largest = _largest([len(index.of_type(fact_type)) for fact_type in product.types])
            numbers[product] = largest if largest <= left else product.number(index, MOST_COMBINATIONS)
            left -= numbers[product]
            if left < 0:
                worst = max(numbers, key=lambda one: numbers[one])
                sizes = [(fact_type, len(index.of_type(fact_type))) for fact_type in worst.types]
                raise too_many_combinations(worst.rule, sizes)

    def _of(self, wanted: Bits) -> Sequence[Product]:
        """Return what some conjunctions combine, and remember it: few sets of them are ever wanted."""
        known = self._wanted.get(wanted)
        if known is None:
            if len(self._wanted) >= _MOST_REMEMBERED:
                self._wanted.clear()
            known = self._wanted[wanted] = [one for one, bit in self._products if bit & wanted]
        return known


def _largest(sizes: Sequence[int]) -> int:
    """Return how many combinations there are where nothing narrows them: of the first two, the first three, ..."""
    total, product = 0, sizes[0]
    for size in sizes[1:]:
        product *= size
        total += product
    return total


class Product:
    """The positive patterns of a conjunction, from left to right.

    Outcomes of counts are left out: there is one at most for each combination of facts.
    """

    def __init__(self, conjunction: Conjunction, vocabulary: Vocabulary) -> None:
        kept = [at for at, pattern in enumerate(conjunction.positives) if pattern.fact in vocabulary]
        places = {at: place for place, at in enumerate(kept)}
        patterns = [conjunction.positives[at] for at in kept]
        self.rule = conjunction.rule.id
        self.types = tuple(pattern.fact for pattern in patterns)
        self._factors = [_Factor(pattern, conjunction.positives, places, vocabulary) for pattern in patterns]

    def number(self, index: Index, most: int) -> int:
        """Return how many combinations there are of the first two, the first three, ... patterns; beyond `most`, more.

        Of tests between facts, only an equality narrows them down: others are taken for true.
        """
        ready = [factor.ready(index) for factor in self._factors]
        chosen: list[Fact] = []

        def longer(limit: int) -> int:
            """Return how many combinations begin with those chosen."""
            factor, buckets = ready[len(chosen)]
            found = buckets.get(factor.wanted(chosen, index), ())
            number = len(found) if chosen else 0
            if len(chosen) + 1 < len(ready):
                for fact in found:
                    if number > limit:
                        break
                    chosen.append(fact)
                    number += longer(limit - number)
                    chosen.pop()
            return number

        return longer(most)


class _Factor:
    """One pattern: the facts that it takes, and which of them go with those before."""

    def __init__(
        self, pattern: Pattern, positives: Sequence[Pattern], places: Mapping[int, int], vocabulary: Vocabulary
    ) -> None:
        alone = [test for test in pattern.tests if not isinstance(test, Join | Lack)]
        joins = [
            test
            for test in pattern.tests
            if isinstance(test, Join) and test.operator is Operator.EQUAL and SERIAL not in (test.field, test.other)
        ]
        self._type = pattern.fact
        self._condition = Condition(alone, pattern.fact, vocabulary)
        self._own = [Path(pattern.fact, test.field, vocabulary) for test in joins]
        self._others = [
            (places[test.position], Path(positives[test.position].fact, test.other, vocabulary)) for test in joins
        ]

    def ready(self, index: Index) -> tuple[_Factor, Mapping[Values, Sequence[Fact]]]:
        """Return the pattern with the facts that it takes, by the values of what has to be equal."""
        buckets: dict[Values, list[Fact]] = defaultdict(list)
        for fact in index.of_type(self._type):
            if self._condition.holds(fact, index):
                values = tuple([path.value(fact, index) for path in self._own])
                if None not in values:
                    buckets[values].append(fact)
        return self, buckets

    def wanted(self, chosen: Sequence[Fact], index: Index) -> Values:
        """Return the values that have to be equal, of the facts before."""
        return tuple([path.value(chosen[place], index) for place, path in self._others])
