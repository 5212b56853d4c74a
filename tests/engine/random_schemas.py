"""Random schemas and documents, and programs over the facts that are read from them.

Here facts have what only a schema gives them: an owner around them, keys that are unique or not, references that lead
to a fact or nowhere, fields that are always there, and a root of which there is exactly one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from checker.facts import Fact, FactType, FieldType, Kind, Origin
from checker.rulebook.model import Derive, FieldOf, Match, Operator, Rule, Rulebook
from checker.rulebook.model import Test as FieldTest  # by its own name, pytest would take it for a class of tests
from checker.vocabulary import ProposalFacts
from tests.engine.generate import Program, permuted, random_strata
from tests.engine.random_facts import DATES, ENUMERATION, SOURCE, random_derived_type, random_table
from tests.engine.random_rules import RuleMaker

KEYS = tuple(f"k{number}" for number in range(6))
FIELDS = ("a", "b", "c", "d", "e")
TEXTS = ("words", "", " \n\t", " w ")
NUMBERS = (0, 1, 1.0, 0.1, 2.5, 1e12, -1)
REFERENCES = "^[a-z0-9]*$"
VIEWS = 3
LENGTHS, NESTED = (0, 2, 3, 4, 5), (0, 1, 2, 3)
"""How long lists are, and lists inside of their items."""


def random_schema(rng: Random) -> dict[str, Any]:
    """Return a schema: a root with fields and lists of items, which refer to each other and hold parts and lists."""
    names = [f"item{number}" for number in range(rng.randint(2, 3))]
    lists = {f"{name}s": _list(rng, name, names) for name in names}
    known = {"id": {"type": "string", "pattern": REFERENCES}, "title": {"type": "string"}}
    root = {**known, **_fields(rng, names), **lists}
    return {"x-fact": "proposal", "type": "object", "required": ["id", "title"], "properties": root}


def _list(rng: Random, name: str, names: Sequence[str]) -> dict[str, Any]:
    """Return a list of items; those with an id have one of their own, mostly."""
    has_id = rng.random() < 0.85
    own = {"id": {"type": "string", "pattern": REFERENCES}} if has_id else {}
    fields = {**own, **_fields(rng, names)}
    if rng.random() < 0.6:
        part = _object(rng, f"{name}_part", {**_fields(rng, names), **_values(rng, names)})
        fields["parts"] = {"type": ["array", "null"], "items": part}
    if rng.random() < 0.3:
        fields["only"] = _object(rng, f"{name}_only", _fields(rng, names))
    if rng.random() < 0.5:
        fields |= _values(rng, names)
    found = {"type": ["array", "null"], "items": _object(rng, name, fields)}
    return {**found, "x-unique": "id"} if has_id and rng.random() < 0.8 else found


def _object(rng: Random, name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    required = [one for one in properties if one == "id" or (one in FIELDS and rng.random() < 0.25)]
    return {"x-fact": name, "type": "object", "properties": dict(properties), "required": required}


def _values(rng: Random, names: Sequence[str]) -> dict[str, Any]:
    return {"values": {"type": ["array", "null"], "items": _scalar(rng, names)}}


def _fields(rng: Random, names: Sequence[str]) -> dict[str, Any]:
    fields = {field: _scalar(rng, names) for field in rng.sample(FIELDS, rng.randint(1, 4))}
    if rng.random() < 0.4:
        fields["deep"] = {
            "type": ["object", "null"],
            "properties": {"x": _scalar(rng, names), "y": _scalar(rng, names)},
        }
    return fields


def _scalar(rng: Random, names: Sequence[str]) -> dict[str, Any]:
    """Return the schema of a scalar; some may be null, even where they are required."""
    schema = _plain_scalar(rng, names)
    return {**schema, "type": [schema["type"], "null"]} if rng.random() < 0.2 else schema


def _plain_scalar(rng: Random, names: Sequence[str]) -> dict[str, Any]:
    choices: tuple[dict[str, Any], ...] = (
        {"type": "boolean"},
        {"type": "number"},
        {"type": "number"},
        {"type": "string", "format": "date"},
        {"type": "string", "enum": list(ENUMERATION)},
        {"type": "string", "pattern": REFERENCES},
        {"type": "string"},
        *({"type": "string", "pattern": REFERENCES, "x-reference": name} for name in names),
        *({"type": "string", "pattern": REFERENCES, "x-reference": name} for name in names),
    )
    return rng.choice(choices)


def random_document(rng: Random, schema: Mapping[str, Any], lengths: Sequence[int] = LENGTHS) -> dict[str, Any]:
    """Return a document that fits a schema of `random_schema`; what is not required is absent or null at times."""
    document = {}
    for name, definition in schema["properties"].items():
        if name in schema.get("required", ()) or rng.random() < 0.8:
            document[name] = _value(rng, definition, lengths)
        elif rng.random() < 0.3:
            document[name] = None
    return document


def _value(rng: Random, schema: Mapping[str, Any], lengths: Sequence[int]) -> Any:
    if "null" in schema.get("type", ()) and rng.random() < 0.2:
        return None
    if "properties" in schema:
        return random_document(rng, schema, lengths)
    if "items" in schema:
        items = [_value(rng, schema["items"], NESTED) for _ in range(rng.choice(lengths))]
        if "x-unique" in schema:
            for item, key in zip(items, rng.sample(KEYS, len(items)), strict=True):
                item["id"] = key
        return items
    if "enum" in schema:
        return rng.choice(schema["enum"])
    if schema.get("format") == "date":
        return rng.choice(DATES).isoformat()
    if "boolean" in schema["type"]:
        return rng.random() < 0.5
    if "number" in schema["type"]:
        return rng.choice(NUMBERS)
    return rng.choice(KEYS if "pattern" in schema else TEXTS)


def random_schema_program(rng: Random) -> Program:
    """Return a valid program over a random schema and the facts of a random document; the same for the same `rng`."""
    return random_schema_programs(rng, 1)[0]


def random_schema_programs(rng: Random, documents: int) -> list[Program]:
    """Return programs with the same rules, each with the facts of a document of its own."""
    schema = random_schema(rng)
    reader = ProposalFacts(schema)
    tables = [random_table(rng, f"table{number}") for number in range(rng.randint(0, 1))]
    given = [*reader.vocabulary.values(), *(type for type, _ in tables)]
    views = [_view(rng, f"view{number}", list(reader.vocabulary.values())) for number in range(rng.randint(0, VIEWS))]
    seen = [type for type, _ in views]
    known_by_key = [type.name for type in reader.vocabulary.values() if type.unique]
    levels = [
        [random_derived_type(rng, f"derived{level}", known_by_key)] for level in range(rng.choice((0, 1, 2, 3, 3)))
    ]
    above = random_strata(rng, given, levels, only_settled=seen)
    denied = RuleMaker(rng, given, given)
    last = [denied.waiting(denied.rule(f"deny-{number}", []), type, "none") for number, type in enumerate(seen)]
    strata = (tuple(rule for _, rule in views), *above[:-1], (*above[-1], *last))
    rulebook = Rulebook(
        rules=permuted([rule for stratum in strata for rule in stratum], rng),
        strata=strata,
        vocabulary={type.name: type for type in (*given, *seen, *(type for level in levels for type in level))},
        tables={table.name: table for _, table in tables},
    )
    read = [reader.read(random_document(rng, schema)) for _ in range(documents)]
    return [Program(rulebook, permuted(facts, rng), DATES[1]) for facts in read]


def with_plain_facts(program: Program) -> Program:
    """Return a program whose facts have the same values and know nothing of the document."""
    return replace(program, facts=tuple(Fact(fact.type, dict(fact.values), fact.pointer) for fact in program.facts))


def _view(rng: Random, name: str, read: Sequence[FactType]) -> tuple[FactType, Rule]:
    """Return a type of facts, and the one rule that derives them from one fact, or from one and those it refers to.

    It may ask for the absence of a fact besides.
    """
    when: list[Match] = []
    chain = list(_chain(rng, read))
    maker = RuleMaker(rng, read, read)
    for position, (type, test) in enumerate(chain):
        where = maker.where(type, {}, 0, 0, 1)
        when.append(Match(type.name, f"v{position}", (*([test] if test else []), *where)))
    fields: dict[str, FieldType] = {}
    sources: dict[str, FieldOf] = {}
    for field in ("a", "b")[: rng.randint(1, 2)]:
        position = rng.randrange(len(chain))
        of = rng.choice(sorted(chain[position][0].fields))
        fields[field] = replace(chain[position][0].fields[of], always=False)
        sources[field] = FieldOf(f"v{position}", of)
    derived = FactType(name, fields, Origin.DERIVED)
    rule = Rule(f"make-{name}", "random", permuted(when, rng), SOURCE, derive=(Derive(name, dict(sources)),))
    return derived, maker.waiting(rule, rng.choice(read), "none") if rng.random() < 0.5 else rule


def _chain(rng: Random, read: Sequence[FactType]) -> Iterator[tuple[FactType, FieldTest | None]]:
    """Yield types, each with the test that its key is what a field of the one before holds."""
    types = {type.name: type for type in read}
    type, test = rng.choice(read), None
    yield type, test
    for position in range(rng.choice((0, 1, 1, 2))):
        keys = [(name, field.reference) for name, field in type.fields.items() if name != "key" and field.reference]
        if not keys:
            return
        name, target = rng.choice(keys)
        type = types[target]
        yield type, FieldTest("key", Operator.EQUAL, (FieldOf(f"v{position}", name),))


def kinds_read(program: Program) -> frozenset[Kind]:
    """Return the kinds of the fields of a program's facts."""
    types = program.rulebook.vocabulary
    return frozenset(types[fact.type].fields[field].kind for fact in program.facts for field in fact.values)
