"""Facts: the small values that rules speak about, and the vocabulary that names them.

What becomes a fact is written in the schema (`x-fact`, see `vocabulary.py`) and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

Scalar: TypeAlias = str | bool | int | Decimal | date
Reader: TypeAlias = Callable[["ReadFact"], Scalar | None]
"""Reads a field of a fact from the proposal; None where it is absent."""


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
    """What is known of a field: its kind, the only values it can have (None: any), the fact whose key it holds.

    always: whether every fact of the type has it.
    """

    kind: Kind
    values: frozenset[str] | None = None
    reference: str | None = None
    always: bool = False


class Origin(StrEnum):
    """Where the facts of a type come from."""

    PROPOSAL = "proposal"
    TABLE = "table"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class FactType:
    """A type of fact and its fields. Facts read from a proposal have the field `key`, of kind STRING.

    identity: the fields that tell a fact from others for people and for fingerprints, never by its place in a list.
    label: the fields that people call it by where it has neither a name nor an id.
    around: the type of fact that such a fact is read from inside of; the field of that name holds its key.
    single: whether every proposal has exactly one such fact. unique: whether no two of them have the same key.
    title: what the schema calls it, empty where nothing does.
    path: the properties that lead to it from the fact around it, or from the top of the proposal where there is none.
    """

    name: str
    fields: Mapping[str, FieldType]
    origin: Origin
    identity: tuple[str, ...] = ()
    label: tuple[str, ...] = ()
    around: str | None = None
    single: bool = False
    unique: bool = False
    title: str = ""
    path: tuple[str, ...] = ()

    @property
    def noun(self) -> str:
        """What people call such a fact in a sentence: "data set"."""
        return self.title.lower() or self.name.replace("_", " ")


Vocabulary: TypeAlias = Mapping[str, FactType]


class Fact:
    """One fact, compared by identity.

    type: the name of its fact type. values: the fields that it has; an absent one is not in it.
    pointer: the JSON Pointer that it was read from, the place that `at` gave to a derived fact, or None
        (a row of a table, a derived fact without a place of its own).
    """

    __slots__ = ("_values", "pointer", "type")

    def __init__(self, type: str, values: Mapping[str, Scalar], pointer: str | None) -> None:
        self.type = type
        self.pointer = pointer
        self._values: Mapping[str, Scalar] | None = values

    @property
    def values(self) -> Mapping[str, Scalar]:
        assert self._values is not None
        return self._values

    def get(self, field: str) -> Scalar | None:
        """Return the value of a field, or None where it is absent."""
        return self._values.get(field)  # type: ignore[union-attr]  # None only in facts whose values are read later

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.type!r}, {dict(self.values)!r}, {self.pointer!r})"


class ReadFact(Fact):
    """A fact that was read from an object of a proposal. Its values are read when somebody asks for them.

    node: the object. key: its id, or its pointer where it has none. around: the fact it was read from inside of.
    readers: what reads each of its fields.
    """

    __slots__ = ("around", "key", "node", "readers")
    pointer: str

    def __init__(
        self,
        type: str,
        pointer: str,
        node: Mapping[str, Any],
        key: str,
        around: ReadFact | None,
        readers: Mapping[str, Reader],
    ) -> None:
        self.type = type
        self.pointer = pointer
        self.node = node
        self.key = key
        self.around = around
        self.readers = readers
        self._values = None

    @property
    def values(self) -> Mapping[str, Scalar]:
        """The fields that it has."""
        if self._values is None:
            read = ((field, reader(self)) for field, reader in self.readers.items())
            self._values = {field: value for field, value in read if value is not None}
        return self._values

    def get(self, field: str) -> Scalar | None:
        """Return the value of a field, or None where it is absent."""
        reader = self.readers.get(field)
        return reader(self) if reader is not None else None
