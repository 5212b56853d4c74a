"""How facts look to durable_rules: flat objects of whole numbers, with only the fields that some rule reads.

Every value becomes a number that means the same in all fields, so that equality and order hold exactly when they hold
for the values: truth values, codes for strings, days for dates, millionths for numbers, each kind in a range of its own.
No text of a document reaches the library.

An absent field is a number too where a rule looks at its absence or joins on it. The side that asks and the side that is
asked use different numbers, so that two absent fields are never equal, and none is ordered before or after anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias

from checker.engine.conditions import Condition, Index, Path
from checker.engine.normal import SERIAL, Membership, SelfTest
from checker.engine.simplify import FOLLOW, resolved_type
from checker.errors import Undecided
from checker.facts import Fact, FieldType, Kind, ReadFact, Scalar, Vocabulary
from checker.rulebook.model import Operator

_FIRST_STRING = 16
_FIRST_DATE = 10**12
LARGEST_NUMBER = 10**12

_NUMBER_SCALE = 10**6
_ABSENT = "-1"
_BOOLEANS: dict[Any, str] = {True: "1", False: "0", None: _ABSENT}
_MOST_REMEMBERED = 20_000

KINDS = (Kind.STRING, Kind.BOOLEAN, Kind.TEXT, Kind.NUMBER, Kind.DATE)
_TEXT = KINDS.index(Kind.TEXT)
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


class _Strings(dict[Any, str]):
    """Numbers for strings, given out as strings are met."""

    def __missing__(self, value: str) -> str:
        code = self[value] = str(_FIRST_STRING + len(self))
        return code


class _Dates(dict[Any, str]):
    """Numbers for dates, or for the ISO texts of dates: their days."""

    def __missing__(self, value: date | str) -> str:
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return _remembered(self, value, _FIRST_DATE + day.toordinal())


class _Numbers(dict[Any, str]):
    """Numbers for numbers: their millionths, none of them negative."""

    def __missing__(self, value: int | float | Decimal) -> str:
        exact = Decimal(repr(value)) if isinstance(value, float) else value
        if -LARGEST_NUMBER <= exact <= LARGEST_NUMBER and exact * _NUMBER_SCALE % 1 == 0:
            return _remembered(self, value, int(exact * _NUMBER_SCALE) + 2 * LARGEST_NUMBER * _NUMBER_SCALE)
        raise Undecided(f"the number {value} is larger than a trillion or has more than 6 decimals")


def _remembered(known: dict[Any, str], value: object, number: int) -> str:
    """Keep the code of a value for all runs, but not of endlessly many."""
    if len(known) >= _MOST_REMEMBERED:
        known.clear()
        known[None] = _ABSENT
    code = known[value] = str(number)
    return code


class Codes:
    """Numbers, in writing, for the values of facts. One for the rules; each run continues from it with `fork`.

    of: for each of KINDS the function from a value, or None, to its number. Raises Undecided for a number beyond
        LARGEST_NUMBER or with more than 6 decimals.
    """

    __slots__ = ("_dates", "_numbers", "_strings", "of")

    def __init__(self, strings: _Strings, dates: _Dates, numbers: _Numbers) -> None:
        self._strings = strings
        self._dates = dates
        self._numbers = numbers
        self.of: tuple[Callable[[Any], str], ...] = (
            strings.__getitem__,
            _BOOLEANS.__getitem__,
            _BOOLEANS.__getitem__,
            numbers.__getitem__,
            dates.__getitem__,
        )

    @classmethod
    def empty(cls) -> Codes:
        """Return codes that know no string yet."""
        absent = {None: _ABSENT}
        return cls(_Strings(absent), _Dates(absent), _Numbers(absent))

    def fork(self) -> Codes:
        """Return codes that begin with the same strings and go their own way."""
        return Codes(_Strings(self._strings), self._dates, self._numbers)


Writer: TypeAlias = Callable[[Fact, int, Codes, Index], str]


@dataclass(frozen=True, slots=True)
class _Column:
    """A field as the engine has it. source: the field, a comparison whose outcome it is, or None for the serial number."""

    name: str
    source: str | SelfTest | Membership | None
    side: Side


class FactLayout:
    """What a fact type is called in the engine, and its columns. Grows while rules are compiled.

    fact_type: its name in `vocabulary`.
    """

    def __init__(self, marker: str, fact_type: str, vocabulary: Vocabulary) -> None:
        self.marker = marker
        self._type = fact_type
        self._vocabulary = vocabulary
        self._columns: dict[tuple[str | SelfTest | Membership | None, Side], _Column] = {}

    def column(self, field: str, side: Side) -> str:
        """Return the engine's name for a field."""
        if field == SERIAL:
            return self._name(None, Side.ASKING)
        return self._name(field, Side.ASKING if self.always(field) else side)

    def computed(self, test: SelfTest | Membership) -> str:
        """Return the engine's name for the outcome (1 or 0) of a test that the engine does not do itself."""
        return self._name(test, Side.ASKING)

    def _name(self, source: str | SelfTest | Membership | None, side: Side) -> str:
        column = self._columns.get((source, side))
        if column is None:
            column = self._columns[source, side] = _Column(f"f{len(self._columns)}", source, side)
        return column.name

    def code(self, field: str, value: Scalar, codes: Codes) -> int:
        """Return the number for a constant that a field is compared with."""
        return int(codes.of[self._kind(field)](value))

    def always(self, field: str) -> bool:
        """Whether every fact of the type has a field."""
        return FOLLOW not in field and (field == SERIAL or self._field_type(field).always)

    def _field_type(self, field: str) -> FieldType:
        fact_type, last = resolved_type(self._vocabulary[self._type], field, self._vocabulary)
        return fact_type.fields[last]

    def _kind(self, field: str) -> int:
        return KINDS.index(self._field_type(field).kind)

    def writer(self) -> Writer:
        """Return the function that writes a fact with its serial number, as the text of a JSON object.

        Columns that are read alike are read together, by functions of Python's own that need no step per column: this
        is where a run spends its time.
        """
        groups: dict[tuple[tuple[str, ...], int], list[_Column]] = {}
        others: list[tuple[_Column, Callable[[Fact, int, Codes, Index], str]]] = []
        for column in self._columns.values():
            if isinstance(column.source, str) and self._is_grouped(column.source) and column.side is Side.ASKING:
                *outer, _ = column.source.split(".")
                groups.setdefault((tuple(outer), self._kind(column.source)), []).append(column)
            else:
                others.append((column, self._single_writer(column)))
        names = [column.name for columns in groups.values() for column in columns]
        names += [column.name for column, _ in others]
        template = f'{{"id":"%s","{self.marker}":1' + "".join(f',"{name}":%s' for name in names) + "}"
        nodes = [(outer, kind, _last_parts(columns)) for (outer, kind), columns in groups.items()]
        values = [(kind, [str(column.source) for column in columns]) for (_, kind), columns in groups.items()]
        singles = [single for _, single in others]

        def write(fact: Fact, serial: int, codes: Codes, index: Index) -> str:
            row: list[object] = [serial]
            if isinstance(fact, ReadFact):
                for outer, kind, parts in nodes:
                    node: Any = fact.node
                    for step in outer:
                        node = node.get(step) or _NOTHING
                    if kind == _TEXT:
                        row += ["1" if text and not text.isspace() else _ABSENT for text in map(node.get, parts)]
                    else:
                        row += map(codes.of[kind], map(node.get, parts))
            else:
                for kind, fields in values:
                    row += map(codes.of[kind], map(fact.values.get, fields))
            for single in singles:
                row.append(single(fact, serial, codes, index))
            return template % tuple(row)

        return write

    def _is_grouped(self, field: str) -> bool:
        """Whether a field is a property of the object that a fact is read from."""
        return FOLLOW not in field and field not in ("key", self._vocabulary[self._type].around)

    def _single_writer(self, column: _Column) -> Callable[[Fact, int, Codes, Index], str]:
        """Return the function that writes the value of one column."""
        source = column.source
        if source is None:
            return lambda fact, serial, codes, index: codes.of[KINDS.index(Kind.NUMBER)](serial)
        if not isinstance(source, str):
            test = Condition((source,), self._type, self._vocabulary)
            return lambda fact, serial, codes, index: "1" if test.holds(fact, index) else "0"
        path = Path(self._type, source, self._vocabulary)
        kind = self._kind(source)
        absent = str(column.side.value)

        def value(fact: Fact, serial: int, codes: Codes, index: Index) -> str:
            found = path.value(fact, index)
            return absent if found is None else codes.of[kind](found)

        return value


_NOTHING: Mapping[str, Any] = {}


def _last_parts(columns: Sequence[_Column]) -> list[str]:
    """Return what the columns' properties are called within the object that holds them."""
    return [str(column.source).rpartition(".")[2] for column in columns]
