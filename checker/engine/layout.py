"""How facts look to durable_rules: flat objects of whole numbers, with only the fields that some rule reads.

An absent field is a number too where a rule looks at its absence or joins on it. The side that asks and the side that
is asked use different numbers, so that two absent fields are never equal, and none is ordered before or after anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from checker.engine.codes import KINDS, Codes
from checker.engine.columns import Column, ColumnReader
from checker.engine.index import Index
from checker.engine.normal import SERIAL, Lack, SelfTest
from checker.engine.simplify import FOLLOW, resolved_type
from checker.facts import Fact, FieldType, Kind, Scalar, Vocabulary
from checker.rulebook.model import Operator

_MOST_REMEMBERED = 10_000

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


Bits: TypeAlias = int
"""A set of patterns and rules, a bit for each; see `relevance.py`."""

Writer: TypeAlias = Callable[[Sequence[Fact], Sequence[Bits], int, Codes, Index], list[str]]
"""Writes facts, given the patterns that each may match and the number of the first, as the texts of JSON objects."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A field as the engine has it.

    source: the field, a comparison whose outcome it is, or None for the serial number.
    """

    name: str
    source: str | SelfTest | Lack | None
    side: Side


class FactLayout:
    """What a fact type is called in the engine, and its columns. Grows while rules are compiled.

    fact_type: its name in `vocabulary`.
    """

    def __init__(self, marker: str, fact_type: str, vocabulary: Vocabulary) -> None:
        self.marker = marker
        self.fact_type = fact_type
        self._vocabulary = vocabulary
        self._columns: dict[tuple[str | SelfTest | Lack | None, Side], _Column] = {}

    @property
    def width(self) -> int:
        """How many columns there are so far."""
        return len(self._columns)

    def column(self, field: str, side: Side) -> str:
        """Return the engine's name for a field."""
        if field == SERIAL:
            return self._name(None, Side.ASKING)
        return self._name(field, Side.ASKING if self.always(field) else side)

    def computed(self, test: SelfTest | Lack) -> str:
        """Return the engine's name for the outcome (1 or 0) of a test that the engine does not do itself."""
        return self._name(test, Side.ASKING)

    def _name(self, source: str | SelfTest | Lack | None, side: Side) -> str:
        column = self._columns.get((source, side))
        if column is None:
            column = self._columns[source, side] = _Column(f"f{len(self._columns)}", source, side)
        return column.name

    def code(self, field: str, value: Scalar, codes: Codes) -> int:
        """Return the number for a constant that a field is compared with."""
        return int(codes.of[self.kind(field)](value))

    def always(self, field: str) -> bool:
        """Whether every fact of the type has a field."""
        return FOLLOW not in field and (field == SERIAL or self._field_type(field).always)

    def _field_type(self, field: str) -> FieldType:
        fact_type, last = resolved_type(self._vocabulary[self.fact_type], field, self._vocabulary)
        return fact_type.fields[last]

    def kind(self, field: str) -> int:
        """Return which of KINDS the values of a field are."""
        return KINDS.index(self._field_type(field).kind)

    def sample(self, serial: int) -> str:
        """Return the text of a fact of this type, for trying rules."""
        columns = "".join(f',"{column.name}":1' for column in self._columns.values())
        return f'{{"id":"{serial}","{self.marker}":1{columns}}}'

    def writer(self, computed: Mapping[SelfTest | Lack, Bits]) -> Writer:
        """Return the function that writes facts of this type as the texts of JSON objects.

        computed: the patterns that do each of the tests which the engine does not do itself. Where a fact passes none
            of them, it does not matter whether the test holds: its field is left out.
        """
        sides: dict[str, list[_Column]] = {}
        for column in self._columns.values():
            if isinstance(column.source, str):
                sides.setdefault(column.source, []).append(column)
        reader = ColumnReader(self.fact_type, list(sides), self._vocabulary)
        coders = [[self._coder(column) for column in sides[field]] for field in reader.fields]
        names = [column.name for field in reader.fields for column in sides[field]]
        numbered = [column.name for column in self._columns.values() if column.source is None]
        template = f'{{"id":"%s","{self.marker}":1%s' + "".join(f',"{name}":%s' for name in (*names, *numbered)) + "}"
        tests = [
            (computed[one.source], one.name)
            for one in self._columns.values()
            if isinstance(one.source, SelfTest | Lack)
        ]
        known: dict[Bits, str] = {}

        def outcomes(bits: Bits) -> str:
            if bits not in known:
                if len(known) >= _MOST_REMEMBERED:
                    known.clear()
                known[bits] = "".join([f',"{name}":1' for asking, name in tests if bits & asking])
            return known[bits]

        def write(facts: Sequence[Fact], passed: Sequence[Bits], first: int, codes: Codes, index: Index) -> list[str]:
            serials = range(first, first + len(facts))
            read = zip(coders, reader.read(facts, index), strict=True)
            columns = [coder(column, codes) for alike, column in read for coder in alike]
            if numbered:
                columns.append(map(codes.of[KINDS.index(Kind.NUMBER)], serials))
            return [template % row for row in zip(serials, map(outcomes, passed), *columns, strict=True)]

        return write

    def _coder(self, column: _Column) -> Callable[[Column, Codes], Iterable[str]]:
        """Return what turns the values of a column into numbers, in writing."""
        kind = self.kind(str(column.source))
        absent = str(column.side.value)

        def asking(values: Column, codes: Codes) -> Iterable[str]:
            return map(codes.of[kind], values)

        def asked(values: Column, codes: Codes) -> Iterable[str]:
            code = codes.of[kind]
            return [absent if value is None else code(value) for value in values]

        return asking if column.side is Side.ASKING else asked
