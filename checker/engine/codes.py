"""Numbers for the values of facts: what durable_rules sees instead of them.

Every value becomes a number that means the same in all fields, so that equality and order hold exactly when they hold
for the values: truth values, codes for strings, days for dates, millionths for numbers, each kind in a range of its
own. No text of a document reaches the library.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from checker.errors import Undecided
from checker.facts import Kind

LARGEST_NUMBER = 10**12
"""Larger ones, and those with more than 6 decimals, have no exact number here."""

ABSENT = "-1"
"""What stands for an absent value on the side that asks; see `layout.Side`."""

KINDS = (Kind.STRING, Kind.BOOLEAN, Kind.TEXT, Kind.NUMBER, Kind.DATE)

_FIRST_STRING = 16
_FIRST_DATE = 10**12
_NUMBER_SCALE = 10**6
_MOST_REMEMBERED = 20_000
_ANY_OTHER = _FIRST_DATE - 1
_BOOLEANS: dict[Any, str] = {True: "1", False: "0", None: ABSENT}


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
        known[None] = ABSENT
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
        absent = {None: ABSENT}
        return cls(_Strings(absent), _Dates(absent), _Numbers(absent))

    def fixed(self, kind: int, value: Any) -> int:
        """Return the number of a value; all strings that the rules don't name have one in common."""
        if kind == KINDS.index(Kind.STRING):
            return int(self._strings.get(value, _ANY_OTHER))
        return int(self.of[kind](value))

    def fork(self) -> Codes:
        """Return codes that begin with the same strings and go their own way."""
        return Codes(_Strings(self._strings), self._dates, self._numbers)
