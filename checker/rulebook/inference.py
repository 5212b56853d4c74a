"""The types of tables and derived facts: read off the cells, and off the rules that derive them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.facts import FactType, FieldType, Kind, Origin, Scalar, Vocabulary
from checker.rulebook.forms import Literal, OperandForm, ParameterName, RuleForm, TableForm, Written
from checker.rulebook.model import FieldOf, Parameter, Source, Today
from checker.rulebook.problems import Problems
from checker.rulebook.reference_data import kind_of, table_type

FieldName = tuple[str, str]
"""A fact and a field of it."""

_TRUTHS = {Kind.BOOLEAN, Kind.TEXT}


@dataclass(frozen=True, slots=True)
class _Contribution:
    """One value that a rule gives to a field of a derived fact; `fact` is what `name` in `$name.field` stands for."""

    target: FieldName
    value: Written[OperandForm]
    fact: str | None


def infer(
    vocabulary: Vocabulary,
    tables: Sequence[TableForm],
    rules: Sequence[RuleForm],
    parameters: Mapping[str, Parameter],
    problems: Problems,
) -> tuple[dict[str, FactType], dict[FieldName, Source]]:
    """Return the vocabulary with tables and derived facts added, and the derived fields whose type can't be told."""
    known = dict(vocabulary)
    for table in tables:
        if table.name.value in known:
            message = f"`{table.name.value}` is a fact already: a table needs a name of its own"
            problems.add(table.name.source, "duplicate-fact", message)
        else:
            known[table.name.value] = table_type(table)
    contributions = list(_contributions(rules, known, problems))
    types = _fixed_point(contributions, known, parameters)
    _compare_kinds(contributions, known, types, parameters, problems)
    fields: dict[str, dict[str, FieldType]] = {
        form.fact.value: {} for rule in rules for form in rule.derive if form.fact.value not in known
    }
    for (fact, field), found in types.items():
        fields[fact][field] = found
    derived = {fact: FactType(fact, found, Origin.DERIVED) for fact, found in fields.items()}
    unsure = {each.target: each.value.source for each in reversed(contributions) if each.target not in types}
    return known | derived, unsure


def _contributions(rules: Sequence[RuleForm], known: Vocabulary, problems: Problems) -> Iterator[_Contribution]:
    for rule in rules:
        bound = {match.name.value: match.fact.value for match in rule.matches if match.name}
        for form in rule.derive:
            if form.fact.value in known:
                origin = "a table" if known[form.fact.value].origin is Origin.TABLE else "read from the proposal"
                message = f"`{form.fact.value}` is {origin}: a derived fact needs a name of its own"
                problems.add(form.fact.source, "duplicate-fact", message)
                continue
            for field, value in form.values:
                fact = bound.get(value.value.name) if isinstance(value.value, FieldOf) else None
                yield _Contribution((form.fact.value, field), value, fact)


def _fixed_point(
    contributions: Sequence[_Contribution], known: Vocabulary, parameters: Mapping[str, Parameter]
) -> dict[FieldName, FieldType]:
    """Return the type of each derived field: the union of what is given to it, until nothing is added any more."""
    types: dict[FieldName, FieldType] = {}
    while True:
        before = dict(types)
        for each in contributions:
            given = _type(each, known, types, parameters)
            if given is not None:
                types[each.target] = _united(types[each.target], given) if each.target in types else given
        if types == before:
            return types


def _type(
    each: _Contribution,
    known: Vocabulary,
    types: Mapping[FieldName, FieldType],
    parameters: Mapping[str, Parameter],
) -> FieldType | None:
    """Return the type of a value as far as it is known by now."""
    match each.value.value:
        case Literal(value):
            return _constant_type(value)
        case Today():
            return FieldType(Kind.DATE)
        case ParameterName(name):
            parameter = parameters.get(name)
            if parameter is None or isinstance(parameter.value, tuple):
                return None
            return _constant_type(parameter.value)
        case FieldOf(_, field) if each.fact is not None:
            if each.fact in known:
                return known[each.fact].fields.get(field)
            return types.get((each.fact, field))
    return None


def _constant_type(value: Scalar) -> FieldType:
    return FieldType(kind_of(value), frozenset([value]) if isinstance(value, str) else None)


def _united(one: FieldType, other: FieldType) -> FieldType:
    kind = Kind.BOOLEAN if {one.kind, other.kind} == _TRUTHS else one.kind
    values = None if one.values is None or other.values is None else one.values | other.values
    return FieldType(kind, values, one.reference if one.reference == other.reference else None)


def _compare_kinds(
    contributions: Sequence[_Contribution],
    known: Vocabulary,
    types: Mapping[FieldName, FieldType],
    parameters: Mapping[str, Parameter],
    problems: Problems,
) -> None:
    """Add a problem for each value whose kind is another than that of the first one for the same field."""
    first: dict[FieldName, tuple[Kind, Source]] = {}
    for each in contributions:
        given = _type(each, known, types, parameters)
        if given is None:
            continue
        kind, source = first.setdefault(each.target, (given.kind, each.value.source))
        if given.kind is not kind and {given.kind, kind} != _TRUTHS:
            name = ".".join(each.target)
            message = f"`{name}` is a {given.kind} here, and a {kind} at {source.path}:{source.line}:{source.column}"
            problems.add(each.value.source, "type", message, "a field has one type wherever it is derived")


def facts_with_places(rules: Sequence[RuleForm]) -> frozenset[str]:
    """Return the derived facts that have a place of their own: each rule that derives them gives one with `at`."""
    derivations = [form for rule in rules for form in rule.derive]
    without = {form.fact.value for form in derivations if form.at is None}
    return frozenset(form.fact.value for form in derivations) - without
