"""Facts: the small values that rules speak about, and the vocabulary that names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

Scalar: TypeAlias = str | bool | int | Decimal | date


class Kind(StrEnum):
    """The type of a fact's field. Values of different kinds are never equal and never ordered.

    STRING: ids, references, codes and enumerations. NUMBER: int, or Decimal where it is no whole number.
    BOOLEAN, DATE: bool, datetime.date. TEXT: free text of people, which appears as `true` where it holds more than
    white space and is absent otherwise; its only value is True, and it can be compared with booleans.
    """

    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class FieldType:
    """What is known of a field: its kind, the only values it can have (None: any), the fact whose key it holds."""

    kind: Kind
    values: frozenset[str] | None = None
    reference: str | None = None


class Origin(StrEnum):
    """Where the facts of a type come from."""

    PROPOSAL = "proposal"
    TABLE = "table"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class FactType:
    """A type of fact and its fields. Facts read from a proposal have the field `key`, of kind STRING."""

    name: str
    fields: Mapping[str, FieldType]
    origin: Origin


Vocabulary: TypeAlias = Mapping[str, FactType]


class Fact:
    """One fact, compared by identity.

    type: the name of its fact type. values: the fields that it has; an absent one is not in it.
    pointer: the JSON Pointer that it was read from, the place that `at` gave to a derived fact, or None
        (a row of a table, a derived fact without a place of its own).
    """

    __slots__ = ("pointer", "type", "values")

    def __init__(self, type: str, values: Mapping[str, Scalar], pointer: str | None) -> None:
        self.type = type
        self.values = values
        self.pointer = pointer

    def __repr__(self) -> str:
        return f"Fact({self.type!r}, {dict(self.values)!r}, {self.pointer!r})"
