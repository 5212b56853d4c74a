"""How facts look to durable_rules: flat objects of whole numbers, with only the fields that some rule reads.

Every value becomes a number that means the same in all fields, so that equality and order hold exactly when they hold
for the values: truth values, codes for strings, days for dates, millionths for numbers, each kind in a range of its own.
No text of a document reaches the library.

An absent field is a number too where a rule looks at its absence or joins on it. The side that asks and the side that is
asked use different numbers, so that two absent fields are never equal, and none is ordered before or after anything.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from checker.engine.normal import SERIAL, SelfTest
from checker.errors import Undecided
from checker.facts import Fact, Scalar
from checker.rulebook.model import Operator

_FIRST_STRING = 16
_FIRST_DATE = 10**12
_LARGEST_NUMBER = 10**12
_NUMBER_SCALE = 10**6

ORDERINGS = frozenset({Operator.LT, Operator.LTE, Operator.GT, Operator.GTE})


class Side(Enum):
    """For which side of a test a field is written; the value is what stands for its absence."""

    ASKING = -1
    ASKED = -2
    ASKED_FROM_ABOVE = 9 * 10**18
    """What a field is asked to be greater than: nothing is."""


def asked_side(compared: Operator) -> Side:
    """Return the side that the operand of a join stands on."""
    return Side.ASKED_FROM_ABOVE if compared in (Operator.GT, Operator.GTE) else Side.ASKED


class Codes:
    """Numbers for strings. One for the rules; each run continues from it with `fork`."""

    def __init__(self, known: dict[str, int] | None = None) -> None:
        self._known = known if known is not None else {}

    def fork(self) -> Codes:
        return Codes(self._known.copy())

    def of(self, value: Scalar) -> int:
        """Return the number for a value. Raises Undecided for a number out of bounds or with more than 6 decimals."""
        if isinstance(value, str):
            code = self._known.get(value)
            if code is None:
                code = self._known[value] = _FIRST_STRING + len(self._known)
            return code
        if value is True:
            return 1
        if value is False:
            return 0
        if isinstance(value, date):
            return _FIRST_DATE + value.toordinal()
        return _number_code(value)


def _number_code(value: int | Decimal) -> int:
    if -_LARGEST_NUMBER <= value <= _LARGEST_NUMBER:
        scaled = value * _NUMBER_SCALE
        if scaled == int(scaled):
            return int(scaled) + 2 * _LARGEST_NUMBER * _NUMBER_SCALE
    raise Undecided(f"the number {value} is larger than a trillion or has more than 6 decimals")


@dataclass(frozen=True, slots=True)
class _Column:
    """A field as the engine has it: the text that comes before its value, and the text where the fact has it not."""

    name: str
    source: str | SelfTest
    prefix: str
    absent: str


class FactLayout:
    """What a fact type is called in the engine, and its columns. Grows while rules are compiled."""

    def __init__(self, marker: str) -> None:
        self.marker = marker
        self._columns: dict[tuple[str, Side] | SelfTest, _Column] = {}
        self._noticed: set[str] = set()

    def column(self, field: str, side: Side, absence_is_noticed: bool) -> str:
        """Return the engine's name for a field. Where no rule notices that it is absent, it is left out then."""
        return self._name((field, side), field, side.value, absence_is_noticed)

    def computed(self, test: SelfTest) -> str:
        """Return the engine's name for the outcome (1 or 0) of a comparison between two fields of the fact."""
        return self._name(test, test, 0, False)

    def _name(self, key: tuple[str, Side] | SelfTest, source: str | SelfTest, absent: int, noticed: bool) -> str:
        column = self._columns.get(key)
        if column is None:
            name = f"f{len(self._columns)}"
            column = self._columns[key] = _Column(name, source, f',"{name}":', f',"{name}":{absent}')
        if noticed:
            self._noticed.add(column.name)
        return column.name

    def writer(self) -> Callable[[Fact, int, Codes], str]:
        """Return the function that writes a fact with its serial number, as the text of a JSON object."""
        marker = f'","{self.marker}":1'
        columns = [
            (column.source, column.prefix, column.absent if column.name in self._noticed else "")
            for column in self._columns.values()
        ]

        def write(fact: Fact, serial: int, codes: Codes) -> str:
            parts = ['{"id":"', str(serial), marker]
            values = fact.values
            for source, prefix, absent in columns:
                value: Scalar | None
                if isinstance(source, str):
                    value = values.get(source) if source != SERIAL else serial
                else:
                    value = _holds(source, values, codes)
                parts.append(absent if value is None else f"{prefix}{codes.of(value)}")
            parts.append("}")
            return "".join(parts)

        return write


def _holds(test: SelfTest, values: Mapping[str, Scalar], codes: Codes) -> bool:
    """Tell whether a comparison between two fields of a fact holds."""
    left, right = values.get(test.field), values.get(test.other)
    if left is None or right is None:
        return test.operator is Operator.NOT
    return _COMPARISONS[test.operator](codes.of(left), codes.of(right))


_COMPARISONS: dict[Operator, Callable[[int, int], bool]] = {
    Operator.EQUAL: operator.eq,
    Operator.NOT: operator.ne,
    Operator.LT: operator.lt,
    Operator.LTE: operator.le,
    Operator.GT: operator.gt,
    Operator.GTE: operator.ge,
}
