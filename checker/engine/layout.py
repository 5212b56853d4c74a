"""How facts look to durable_rules: flat objects of whole numbers, with only the fields that some rule reads.

Every value becomes a number that means the same in all fields, so that equality and order hold exactly when they hold
for the values: truth values, codes for strings, days for dates, millionths for numbers, each kind in a range of its
own. No text of a document reaches the library.

An absent field is a number too where a rule looks at its absence or joins on it. The side that asks and the side that
is asked use different numbers, so that two absent fields are never equal, and none is ordered before or after anything.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias

from checker.engine.normal import SERIAL, SelfTest
from checker.engine.simplify import FOLLOW, resolved_type
from checker.errors import Undecided
from checker.facts import Fact, FieldType, Kind, ReadFact, Scalar, Vocabulary
from checker.rulebook.model import Operator

_FIRST_STRING = 16
_FIRST_DATE = 10**12
LARGEST_NUMBER = 10**12

_NUMBER_SCALE = 10**6

KINDS = (Kind.STRING, Kind.BOOLEAN, Kind.TEXT, Kind.NUMBER, Kind.DATE)
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
    """Numbers for values. One for the rules; each run continues from it with `fork`.

    texts: the numbers in writing of the values that were met, a dict for each of KINDS: the fast way to them.
    """

    __slots__ = ("_strings", "texts")

    def __init__(self, strings: dict[str, str] | None = None) -> None:
        self._strings: dict[str, str] = strings if strings is not None else {}
        self.texts: tuple[dict[Any, str], ...] = (self._strings, {True: "1", False: "0"}, {True: "1"}, {}, {})

    def fork(self) -> Codes:
        """Return codes that begin with the same strings and go their own way."""
        return Codes(self._strings.copy())

    def text(self, value: Scalar, kind: Kind) -> str:
        """Return the number for a value in writing.

        A number may be a float, and a date text, as a proposal has them. Raises Undecided for a number beyond
        LARGEST_NUMBER or with more than 6 decimals.
        """
        texts = self.texts[KINDS.index(kind)]
        found = texts.get(value)
        if found is None:
            found = texts[value] = str(self._code(value, kind))
        return found

    def _code(self, value: Any, kind: Kind) -> int:
        if kind is Kind.STRING:
            return _FIRST_STRING + len(self._strings)
        if kind is Kind.DATE:
            return _FIRST_DATE + (date.fromisoformat(value) if isinstance(value, str) else value).toordinal()
        exact = Decimal(repr(value)) if isinstance(value, float) else value
        if -LARGEST_NUMBER <= exact <= LARGEST_NUMBER and exact * _NUMBER_SCALE % 1 == 0:
            return int(exact * _NUMBER_SCALE) + 2 * LARGEST_NUMBER * _NUMBER_SCALE
        raise Undecided(f"the number {value} is larger than a trillion or has more than 6 decimals")


Index: TypeAlias = Mapping[str, Mapping[str, Fact]]
"""The facts of a run by type and key, of the types that keys are followed to."""

Writer: TypeAlias = Callable[[Fact, int, Codes, Index], str]


class Path:
    """A field of a fact, or one where its keys lead, such as `stakeholder>group`."""

    __slots__ = ("_last", "_steps")

    def __init__(self, fact_type: str, field: str, vocabulary: Vocabulary) -> None:
        *steps, self._last = field.split(FOLLOW)
        self._steps: list[tuple[str, str]] = []
        for step in steps:
            fact_type = vocabulary[fact_type].fields[step].reference or ""
            self._steps.append((step, fact_type))

    @property
    def types(self) -> list[str]:
        """The types of facts that it leads through."""
        return [fact_type for _, fact_type in self._steps]

    def fact(self, fact: Fact, index: Index) -> Fact | None:
        """Return the fact that has the field, None where a key leads nowhere."""
        found: Fact | None = fact
        for step, fact_type in self._steps:
            found = index[fact_type].get(str(found.get(step))) if found is not None else None
        return found

    def value(self, fact: Fact, index: Index) -> Scalar | None:
        """Return the value of the field, None where it is absent or a key leads nowhere."""
        found = self.fact(fact, index)
        return found.get(self._last) if found is not None else None


@dataclass(frozen=True, slots=True)
class _Column:
    """A field as the engine has it: the text that comes before its value, and the text where the fact has it not.

    source: the field, a comparison whose outcome it is, or None for the serial number.
    """

    name: str
    source: str | SelfTest | None
    prefix: str
    absent: str


class FactLayout:
    """What a fact type is called in the engine, and its columns. Grows while rules are compiled.

    fact_type: its name in `vocabulary`.
    """

    def __init__(self, marker: str, fact_type: str, vocabulary: Vocabulary) -> None:
        self.marker = marker
        self._type = fact_type
        self._vocabulary = vocabulary
        self._columns: dict[tuple[str, Side] | SelfTest, _Column] = {}
        self._noticed: set[str] = set()

    def column(self, field: str, side: Side, absence_is_noticed: bool) -> str:
        """Return the engine's name for a field. Where no rule notices that it is absent, it is left out then."""
        if field == SERIAL:
            return self._name((SERIAL, Side.ASKING), None, 0, False)
        if self.always(field):
            return self._name((field, Side.ASKING), field, 0, False)
        return self._name((field, side), field, side.value, absence_is_noticed)

    def code(self, field: str, value: Scalar, codes: Codes) -> int:
        """Return the number for a constant that a field is compared with."""
        return int(codes.text(value, self._field_type(field).kind))

    def computed(self, test: SelfTest) -> str:
        """Return the engine's name for the outcome (1 or 0) of a comparison between two fields of the fact."""
        return self._name(test, test, 0, False)

    def always(self, field: str) -> bool:
        """Whether every fact of the type has a field."""
        return FOLLOW not in field and (field == SERIAL or self._field_type(field).always)

    def _field_type(self, field: str) -> FieldType:
        fact_type, last = resolved_type(self._vocabulary[self._type], field, self._vocabulary)
        return fact_type.fields[last]

    def _name(self, key: tuple[str, Side] | SelfTest, source: str | SelfTest | None, absent: int, noticed: bool) -> str:
        column = self._columns.get(key)
        if column is None:
            name = f"f{len(self._columns)}"
            column = self._columns[key] = _Column(name, source, f',"{name}":', f',"{name}":{absent}')
        if noticed:
            self._noticed.add(column.name)
        return column.name

    def writer(self) -> Writer:
        """Return the function that writes a fact with its serial number, as the text of a JSON object."""
        marker = f'","{self.marker}":1'
        fields = [self._ready(one.source, one) for one in self._columns.values() if isinstance(one.source, str)]
        own = [one for one in fields if FOLLOW not in one[0]]
        further = [(self.path(one[0]), one[1], one[2], one[3]) for one in fields if FOLLOW in one[0]]
        computed = [
            (self.path(one.source.field), one.source.operator, self.path(one.source.other), one.prefix)
            for one in self._columns.values()
            if isinstance(one.source, SelfTest)
        ]
        numbered = self._columns.get((SERIAL, Side.ASKING))

        def write(fact: Fact, serial: int, codes: Codes, index: Index) -> str:
            texts = codes.texts
            parts = [f'{{"id":"{serial}{marker}']
            readers = fact.readers if isinstance(fact, ReadFact) else None
            values = fact.values if readers is None else None
            for field, kind, prefix, absent in own:
                # Told apart here, and not by a method of the two classes: this is the innermost loop.
                value = values.get(field) if values is not None else readers[field](fact)  # type: ignore[index, arg-type]
                if value is None:
                    parts.append(absent)
                else:
                    parts.append(prefix)
                    parts.append(texts[kind].get(value) or codes.text(value, KINDS[kind]))
            for path, kind, prefix, absent in further:
                value = path.value(fact, index)
                parts.append(absent if value is None else prefix + codes.text(value, KINDS[kind]))
            for left, compared, right, prefix in computed:
                outcome = _holds(left.value(fact, index), compared, right.value(fact, index))
                parts.append(prefix + ("1" if outcome else "0"))
            if numbered is not None:
                parts.append(numbered.prefix + codes.text(serial, Kind.NUMBER))
            parts.append("}")
            return "".join(parts)

        return write

    def path(self, field: str) -> Path:
        """Return how to get at a field, of the fact itself or where keys lead."""
        return Path(self._type, field, self._vocabulary)

    def _ready(self, field: str, column: _Column) -> tuple[str, int, str, str]:
        absent = column.absent if column.name in self._noticed else ""
        return field, KINDS.index(self._field_type(field).kind), column.prefix, absent


def _holds(left: Scalar | None, compared: Operator, right: Scalar | None) -> bool:
    """Tell whether a comparison between two fields of a fact holds."""
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
