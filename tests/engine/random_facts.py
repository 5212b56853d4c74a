"""Random types of facts, and random facts of these types, as they could be read from a proposal or a table.

Values come from small domains, so that they collide often; fields are absent often.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from checker.facts import Fact, FactType, FieldType, Kind, Origin, Scalar
from checker.rulebook.model import Source, Table
from tests.engine.canonical import typed_text

TODAY = date(2024, 2, 29)
SOURCE = Source("random.yaml", 1, 1)
ROOT = "proposal"

STRINGS = ("k0", "k1", "k2", "open", "1", 'a "b"\\\n')
ENUMERATION = ("open", "absent", "done")
NUMBERS: tuple[Scalar, ...] = (0, 1, Decimal("1.0"), Decimal("0.1"), Decimal("0.10"), 10**12)
DATES = tuple(TODAY + timedelta(days=days) for days in (-1, 0, 1, 366))
KINDS = (Kind.STRING, Kind.STRING, Kind.NUMBER, Kind.NUMBER, Kind.BOOLEAN, Kind.DATE)


def random_value(rng: Random, type: FieldType) -> Scalar:
    """Return a value that a field of this type can have."""
    match type.kind:
        case Kind.STRING:
            return rng.choice(ENUMERATION if type.values else STRINGS)
        case Kind.NUMBER:
            return rng.choice(NUMBERS)
        case Kind.BOOLEAN:
            return rng.random() < 0.5
        case Kind.DATE:
            return rng.choice(DATES)
        case Kind.TEXT:
            return True


def random_field_type(rng: Random, kinds: Sequence[Kind] = KINDS) -> FieldType:
    """Return a type of field; some strings are enumerations."""
    kind = rng.choice(kinds)
    enumerated = kind is Kind.STRING and rng.random() < 0.3
    return FieldType(kind, values=frozenset(ENUMERATION) if enumerated else None)


def random_proposal_types(rng: Random) -> list[FactType]:
    """Return the root, types of objects in lists, and of what is nested inside of them: objects and scalars."""
    types = [_object_type(rng, ROOT, {})]
    for number in range(rng.randint(1, 3)):
        parent = _object_type(rng, f"item{number}", {})
        types.append(parent)
        owner = {parent.name: FieldType(Kind.STRING, reference=parent.name)}
        if rng.random() < 0.4:
            types.append(_object_type(rng, f"part{number}", owner))
        if rng.random() < 0.4:
            fields = {"key": FieldType(Kind.STRING), **owner, "value": random_field_type(rng)}
            types.append(FactType(f"{parent.name}.list", fields, Origin.PROPOSAL))
    return types


def _object_type(rng: Random, name: str, owner: Mapping[str, FieldType]) -> FactType:
    names = rng.sample(["a", "b", "c", "d", "x.y", "x.z.w"], rng.randint(1, 4))
    fields = {field: random_field_type(rng, (*KINDS, Kind.TEXT)) for field in names}
    return FactType(name, {"key": FieldType(Kind.STRING), **owner, **fields}, Origin.PROPOSAL)


def random_proposal(rng: Random, types: Sequence[FactType]) -> list[Fact]:
    """Return the facts of a proposal: keys are unique, nested facts hold the key of the object around them."""
    facts = [fact for type in types if not _owner(type) for fact in _objects(rng, type)]
    return [*facts, *(fact for type in types if _owner(type) for fact in _nested(rng, type, facts))]


def _owner(type: FactType) -> str | None:
    """Return the type of the objects that facts of this type are nested in."""
    return next((name for name, field in type.fields.items() if field.reference == name), None)


def _objects(rng: Random, type: FactType) -> Iterator[Fact]:
    if type.name == ROOT:
        yield _fact(rng, type, "", {"key": "k0"})
        return
    for index in range(rng.choice((0, 3, 4, 6, 8))):
        yield _fact(rng, type, f"/{type.name}/{index}", {"key": f"k{index}"})


def _nested(rng: Random, type: FactType, facts: Sequence[Fact]) -> Iterator[Fact]:
    owner = _owner(type)
    for parent in facts:
        if parent.type == owner:
            for index in range(rng.choice((0, 1, 1, 2))):
                pointer = f"{parent.pointer}/{type.name}/{index}"
                yield _fact(rng, type, pointer, {"key": pointer, owner: parent.values["key"]})


def _fact(rng: Random, type: FactType, pointer: str, known: Mapping[str, Scalar]) -> Fact:
    values = dict(known)
    for name, field in type.fields.items():
        if name not in values and (name == "value" or rng.random() < 0.75):
            values[name] = random_value(rng, field)
    return Fact(type.name, values, pointer)


def random_table(rng: Random, name: str) -> tuple[FactType, Table]:
    """Return a table without equal rows, and the type of its facts."""
    fields = {column: random_field_type(rng) for column in ("a", "b", "c")[: rng.randint(1, 3)]}
    rows = [tuple(random_value(rng, field) for field in fields.values()) for _ in range(rng.randint(1, 4))]
    distinct = {tuple(map(typed_text, row)): row for row in rows}
    return FactType(name, fields, Origin.TABLE), Table(name, tuple(fields), tuple(distinct.values()), SOURCE)


def random_derived_type(rng: Random, name: str, references: Sequence[str] = ()) -> FactType:
    """Return a type of facts for rules to derive; few fields, so that recursion stays small.

    references: types of facts whose keys its fields may hold.
    """

    def field_type() -> FieldType:
        if references and rng.random() < 0.4:
            return FieldType(Kind.STRING, reference=rng.choice(references))
        return random_field_type(rng)

    first = field_type()
    second = first if rng.random() < 0.5 else field_type()
    fields = {"a": first, "b": second} if rng.random() < 0.6 else {"a": first}
    return FactType(name, fields, Origin.DERIVED)
