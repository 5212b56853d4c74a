"""Facts: the small values that rules speak about, the vocabulary that names them, and how they are read from a proposal.

What becomes a fact is written in the schema (`x-fact`, see `vocabulary.py`) and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

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
    """A type of fact and its fields. Facts read from a proposal have the field `key`, of kind STRING.

    identity: the fields that tell a fact from others for people and for fingerprints, never by its place in a list.
    label: the fields that people call it by where it has neither a name nor an id.
    """

    name: str
    fields: Mapping[str, FieldType]
    origin: Origin
    identity: tuple[str, ...] = ()
    label: tuple[str, ...] = ()


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


class Step(Protocol):
    """What to do with the value of one property. Values of other types than the schema says are never given to it."""

    def __call__(self, value: Any, pointer: str, here: Reading) -> None: ...


class Reading:
    """The fact that is being read: where its values go, what its key is, and the list that all facts go to."""

    __slots__ = ("facts", "key", "values")

    def __init__(self, facts: list[Fact], values: dict[str, Scalar], key: str) -> None:
        self.facts = facts
        self.values = values
        self.key = key


def read_object(steps: Mapping[str, Step], node: Mapping[str, Any], pointer: str, here: Reading) -> None:
    """Read the properties of an object, in the order of the document; `null` means the same as absent."""
    for name, value in node.items():
        if value is not None and name in steps:
            steps[name](value, f"{pointer}/{name}", here)


def text_step(field: str) -> Step:
    """Free text: only whether there is any."""

    def read(value: str, pointer: str, here: Reading) -> None:
        if value and not value.isspace():
            here.values[field] = True

    return read


def value_step(field: str, convert: Callable[[Any], Scalar] | None = None) -> Step:
    """A scalar that rules can compare."""

    def read(value: Any, pointer: str, here: Reading) -> None:
        here.values[field] = convert(value) if convert else value

    return read


def number(value: float) -> Scalar:
    """Return the exact decimal that the document writes, the same for all ways of writing it."""
    if isinstance(value, int) or value.is_integer():
        return int(value)
    return Decimal(repr(value))


def object_step(steps: Mapping[str, Step]) -> Step:
    """An object that is flattened into the fact around it."""

    def read(value: Mapping[str, Any], pointer: str, here: Reading) -> None:
        read_object(steps, value, pointer, here)

    return read


def fact_step(fact_type: str, parent: str | None, steps: Mapping[str, Step]) -> Step:
    """An object that is a fact of its own, with its parent's key under the parent's name."""

    def read(value: Mapping[str, Any], pointer: str, here: Reading) -> None:
        key: str = value.get("id") or pointer
        values: dict[str, Scalar] = {"key": key}
        if parent is not None:
            values[parent] = here.key
        here.facts.append(Fact(fact_type, values, pointer))
        read_object(steps, value, pointer, Reading(here.facts, values, key))

    return read


def list_step(step: Step) -> Step:
    """A list of objects."""

    def read(value: Sequence[Any], pointer: str, here: Reading) -> None:
        for index, item in enumerate(value):
            step(item, f"{pointer}/{index}", here)

    return read


def items_step(fact_type: str, owner: str, convert: Callable[[Any], Scalar] | None) -> Step:
    """A list of scalars: a fact per item, with the owner's key under the owner's name."""

    def read(value: Sequence[Any], pointer: str, here: Reading) -> None:
        for index, item in enumerate(value):
            place = f"{pointer}/{index}"
            values = {"key": place, owner: here.key, "value": convert(item) if convert else item}
            here.facts.append(Fact(fact_type, values, place))

    return read
