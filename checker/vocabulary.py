"""The proposal schema as rules see it: which facts there are, and how they are read.

The schema is the only place that lists properties. It marks an object that becomes a fact with `x-fact`; objects
without the mark are flattened into the fact around them, and lists of scalars become a fact per item. `x-key` names the
fields that identify a fact which has no id, `x-label` those that people call it by, `x-reference` the fact whose id a
string holds, and `x-ignored` a property that is no fact at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, TypeAlias

from checker.facts import Fact, FactType, FieldType, Kind, Origin, Reader, ReadFact, Scalar, Vocabulary

Schema: TypeAlias = Mapping[str, Any]
Path: TypeAlias = tuple[str, ...]


@dataclass(slots=True)
class Shape:
    """How the facts of one type are read from the objects that hold them.

    parent: the type of the fact around it, None where that is the proposal as a whole.
    fields: the path within the object of each field that is a property of it.
    readers: of the fields that somebody reads.
    objects, lists: where further facts are, one or a list of them. items: where lists of scalars are, each a fact.
    """

    type: str
    parent: str | None
    fields: dict[str, Path] = field(default_factory=dict)
    readers: dict[str, Reader] = field(default_factory=dict)
    objects: list[tuple[Path, Shape]] = field(default_factory=list)
    lists: list[tuple[Path, Shape]] = field(default_factory=list)
    items: list[tuple[Path, str, Kind]] = field(default_factory=list)

    @property
    def is_read(self) -> bool:
        """Whether somebody reads anything of it, or of what is inside of it."""
        return bool(self.readers or self.objects or self.lists or self.items)


class ProposalFacts:
    """Reads the facts of a proposal. Built once from the schema; immutable.

    schema: a JSON Schema with the annotations above; `$ref` only into its own `$defs`.
    wanted: per fact type the fields that somebody reads; facts and fields that nobody reads are left out, which makes
        it fast. None: everything.

    Raises ValueError, with a text that names the place, where a schema that is valid by itself marks no facts, or says
    of a field that becomes one not which type it has.
    """

    def __init__(self, schema: Schema, wanted: Mapping[str, Collection[str]] | None = None) -> None:
        self._schema = schema
        self._wanted = wanted
        self._types: dict[str, FactType] = {}
        self.shapes: dict[str, Shape] = {}
        if "x-fact" not in schema:
            raise ValueError("it marks no facts: a schema of proposals has `x-fact` at its top")
        self._root_type: str = schema["x-fact"]
        self._root = self._shape(schema, None)
        require(schema, "id")
        self.vocabulary: Vocabulary = dict(sorted(self._types.items()))

    def read(self, document: Mapping[str, Any]) -> list[Fact]:
        """Return the facts of a document that the schema accepts."""
        facts: list[Fact] = []
        _read(self._root, document, "", None, facts)
        return facts

    def _shape(self, schema: Schema, parent: str | None, unique_fields: Collection[str] = (), path: Path = ()) -> Shape:
        """Return how to read the objects that `schema` describes, and enter their type in the vocabulary."""
        name = schema["x-fact"]
        if not isinstance(name, str):
            raise ValueError(f"a fact is called `{name}`, which is no text")
        if name in self._types:
            raise ValueError(f"the fact `{name}` is in more than one place")
        _only_type(schema, name, "object")
        shape = self.shapes[name] = Shape(name, parent)
        fields = {"key": FieldType(Kind.STRING, reference=name, always=True)}
        if parent is not None:
            fields[parent] = FieldType(Kind.STRING, reference=parent, always=True)
        properties = schema.get("properties", {})
        around = (parent,) if parent is not None else ()
        identity = tuple(schema.get("x-key", ("key",) if "id" in properties else around))
        label = tuple(schema.get("x-label", ()))
        single = name == self._root_type
        unique = single or "id" not in properties or "id" in unique_fields
        title = "" if single else schema.get("title", "")  # the schema's own title is that of the format
        self._types[name] = FactType(
            name, fields, Origin.PROPOSAL, identity, label,
            around=parent, single=single, unique=unique, title=title, path=path,
        )  # fmt: skip
        self._add_properties(shape, schema, (), fields)
        for unknown in {*identity, *label} - fields.keys():
            raise ValueError(f"`{name}` has no field `{unknown}`, which its `x-key` or `x-label` names")
        if "id" in fields and fields["id"] != FieldType(Kind.STRING, always=True):
            raise ValueError(f"the `id` of `{name}` has to be required, a string with a `pattern`")
        shape.readers = {one: read for one, read in _readers(shape, fields).items() if self._is_wanted(name, one)}
        return shape

    def _add_properties(self, shape: Shape, schema: Schema, path: Path, fields: dict[str, FieldType]) -> None:
        if len(path) > _DEEPEST:
            raise ValueError(f"`{shape.type}` holds objects inside of each other without end")
        for name, value in schema.get("properties", {}).items():
            definition = self.resolved(value)
            here = (*path, name)
            place = f"{shape.type}.{'.'.join(here)}"
            if "x-ignored" in definition:
                continue
            if "x-fact" in definition:
                self._add_nested(shape.objects, shape, definition, here)
            elif "properties" in definition:
                _only_type(definition, place, "object")
                self._add_properties(shape, definition, here, fields)
            elif "items" in definition:
                _only_type(definition, place, "array")
                self._add_list(shape, self.resolved(definition["items"]), here, definition.get("x-unique"))
            else:
                _only_type(definition, place, *_SCALARS)
                always = not path and name in schema.get("required", ())
                fields[".".join(here)] = _field_type(definition, always)
                shape.fields[".".join(here)] = here

    def _add_list(self, shape: Shape, items: Schema, path: Path, unique: str | None) -> None:
        if "x-fact" in items:
            self._add_nested(shape.lists, shape, items, path, [unique] if unique else [])
            return
        name = f"{shape.type}.{'.'.join(path)}"
        _only_type(items, f"{name}[]", *_SCALARS)
        value = _field_type(items, True)
        fields = {
            "key": FieldType(Kind.STRING, reference=name, always=True),
            shape.type: FieldType(Kind.STRING, reference=shape.type, always=True),
            "value": value,
        }
        self._types[name] = FactType(
            name, fields, Origin.PROPOSAL, (shape.type, "value"), ("value",),
            around=shape.type, unique=True, path=path,
        )  # fmt: skip
        if self._is_wanted(name):
            shape.items.append((path, name, value.kind))

    def _add_nested(
        self,
        places: list[tuple[Path, Shape]],
        around: Shape,
        schema: Schema,
        path: Path,
        unique_fields: Collection[str] = (),
    ) -> None:
        parent = around.type if around.type != self._root_type else None
        nested = self._shape(schema, parent, unique_fields, path)
        if nested.is_read:
            places.append((path, nested))

    def _is_wanted(self, fact: str, name: str | None = None) -> bool:
        if self._wanted is None:
            return True
        if fact not in self._wanted:
            return False
        if name is None or name in self._wanted[fact]:
            return True
        # Names and messages may show these, whatever rules read.
        fact_type = self._types[fact]
        return name in ("key", fact_type.around) or name in fact_type.identity

    def resolved(self, schema: Schema) -> Schema:
        """Follow a local `$ref`; what stands beside it wins over what it refers to."""
        if not isinstance(schema, Mapping):  # `true`: anything
            return {}
        followed = set()
        while "$ref" in schema:
            reference = schema["$ref"]
            if reference in followed:
                raise ValueError(f"`{reference}` refers to itself")
            followed.add(reference)
            target = _target(self._schema, reference)
            schema = {**target, **{name: value for name, value in schema.items() if name != "$ref"}}
        return schema


def require(schema: Schema, name: str) -> None:
    """Raise ValueError where a schema does not require a property that a proposal is called by."""
    if name not in schema.get("properties", ()) or name not in schema.get("required", ()):
        raise ValueError(f"it does not require the property `{name}`, by which a proposal is called")


def _read(shape: Shape, node: Mapping[str, Any], pointer: str, around: ReadFact | None, facts: list[Fact]) -> None:
    """Add the fact that an object is, and all that are inside of it."""
    key = node.get("id") or pointer
    fact = ReadFact(shape.type, pointer, node, key, around, shape.readers)
    facts.append(fact)
    for path, nested in shape.objects:
        found = _found(node, path)
        if found is not None:
            _read(nested, found, f"{pointer}/{'/'.join(path)}", fact, facts)
    for path, nested in shape.lists:
        found = _found(node, path)
        if found:
            place = f"{pointer}/{'/'.join(path)}/"
            for index, item in enumerate(found):
                if item is not None:
                    _read(nested, item, f"{place}{index}", fact, facts)
    for path, name, kind in shape.items:
        found = _found(node, path)
        if found:
            convert = _CONVERSIONS.get(kind)
            for index, item in enumerate(found):
                value = convert(item) if convert and item is not None else item
                if value is not None:
                    place = f"{pointer}/{'/'.join(path)}/{index}"
                    facts.append(Fact(name, {"key": place, shape.type: key, "value": value}, place))


def _found(node: Any, path: Path) -> Any:
    """Return what stands at a path, None where it is absent or null."""
    for name in path:
        node = node.get(name)
        if node is None:
            return None
    return node


def _readers(shape: Shape, fields: Mapping[str, FieldType]) -> dict[str, Reader]:
    readers: dict[str, Reader] = {"key": attrgetter("key")}
    if shape.parent is not None:
        readers[shape.parent] = attrgetter("around.key")
    for name, path in shape.fields.items():
        readers[name] = _reader(path, fields[name].kind)
    return readers


def _reader(path: Path, kind: Kind) -> Reader:
    """Return what reads a field: a member of the object, or a member of an object in it."""
    convert = _CONVERSIONS.get(kind)
    *outer, name = path

    def read_plain_member(fact: ReadFact) -> Scalar | None:
        value: Scalar | None = fact.node.get(name)
        return value

    def read_member(fact: ReadFact) -> Scalar | None:
        value: Scalar | None = fact.node.get(name)
        return value if value is None or convert is None else convert(value)

    def read_deeper(fact: ReadFact) -> Scalar | None:
        node: Any = fact.node
        for step in outer:
            node = node.get(step)
            if node is None:
                return None
        value: Scalar | None = node.get(name)
        return value if value is None or convert is None else convert(value)

    if outer:
        return read_deeper
    return read_plain_member if convert is None else read_member


def number(value: float) -> Scalar:
    """Return the exact decimal that the document writes, the same for all ways of writing it."""
    if isinstance(value, int):
        return value
    exact = Decimal(repr(value))
    return int(exact) if value.is_integer() else exact


def _text(value: str) -> bool | None:
    """Free text: only whether there is any."""
    return True if value and not value.isspace() else None


_CONVERSIONS: dict[Kind, Callable[[Any], Any]] = {
    Kind.DATE: date.fromisoformat,
    Kind.NUMBER: number,
    Kind.TEXT: _text,
}


_DEEPEST = 16
_SCALARS = ("string", "number", "integer", "boolean")


def _only_type(schema: Schema, place: str, *expected: str) -> None:
    """Refuse a schema whose values are not all of one of the expected types, or null: nothing is read of others."""
    types = schema.get("type", [])
    types = {types} if isinstance(types, str) else set(types)
    if not types:
        values = schema.get("enum", [schema["const"]] if "const" in schema else [])
        types = {"string" for value in values if isinstance(value, str)} if all(map(_is_text, values)) else set()
    types.discard("null")
    if len(types) != 1 or not types <= set(expected):
        raise ValueError(f"`{place}` needs one `type` ({', '.join(expected)}), or the mark `x-ignored`")


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


def _target(schema: Schema, reference: str) -> Schema:
    """Return what a `$ref` such as "#/$defs/id" leads to."""
    target: Any = schema
    for part in reference.removeprefix("#/").split("/"):
        target = target.get(part) if isinstance(target, Mapping) else None
    if not isinstance(target, Mapping):
        raise ValueError(f"`{reference}` leads to nothing that facts can be read off")
    return target


def _field_type(schema: Schema, always: bool) -> FieldType:
    types = schema.get("type", "string")
    kinds = {types} if isinstance(types, str) else set(types)
    always = always and "null" not in kinds and None not in schema.get("enum", ())
    if "boolean" in kinds:
        return FieldType(Kind.BOOLEAN, always=always)
    if kinds & {"number", "integer"}:
        return FieldType(Kind.NUMBER, always=always)
    if schema.get("format") == "date":
        return FieldType(Kind.DATE, always=always)
    if "enum" in schema or "const" in schema:
        allowed = schema.get("enum", [schema.get("const")])
        return FieldType(Kind.STRING, frozenset(value for value in allowed if value is not None), always=always)
    if "x-reference" in schema or "pattern" in schema:
        return FieldType(Kind.STRING, reference=schema.get("x-reference"), always=always)
    return FieldType(Kind.TEXT)
