"""One test of `where`: does its field exist, and can its operands ever be equal to it, or be ordered with it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from checker.errors import did_you_mean
from checker.facts import FactType, FieldType, Kind, Scalar
from checker.rulebook.forms import Literal, OperandForm, ParameterName, TestForm, Written
from checker.rulebook.lookup import Lookup
from checker.rulebook.model import Constant, FieldOf, Operand, Operator, Presence, SelfField, Source, Test, Today
from checker.rulebook.reference_data import iso_date, kind_of
from checker.rulebook.scope import Scope

ORDERINGS: Final = frozenset({Operator.LT, Operator.LTE, Operator.GT, Operator.GTE})
LISTS: Final = frozenset({Operator.IN, Operator.NOT_IN})
_ORDERED_KINDS: Final = frozenset({Kind.NUMBER, Kind.DATE})
_NOUNS: Final[Mapping[Kind, str]] = {
    Kind.STRING: "a text",
    Kind.NUMBER: "a number",
    Kind.BOOLEAN: "true or false",
    Kind.DATE: "a date",
    Kind.TEXT: "free text, which conditions see only as present (true) or absent",
}


class Comparisons:
    """Checks the tests of conditions, and turns their operands into those of the model."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._problems = lookup.problems

    def test(self, form: TestForm, fact: FactType, scope: Scope, own_name: str | None) -> Test | None:
        """Return the test, or None where something is wrong with it.

        own_name: the name that the condition itself gives to the fact, which its own tests have to call `$self`.
        """
        field = self._lookup.field(fact, form.field.value, form.field.source)
        if field is None:
            return None
        if form.operator in ORDERINGS and field.kind not in _ORDERED_KINDS:
            message = f"`{fact.name}.{form.field.value}` is {_NOUNS[field.kind]}: only numbers and dates are ordered"
            self._problems.add(form.field.source, "type", message)
            return None
        found = [
            operand
            for written in form.operands
            for operand in self._operands(written, form, field, fact, scope, own_name)
        ]  # all of them, so that each that is wrong is told
        operands = tuple(operand for operand in found if operand is not None)
        return Test(form.field.value, form.operator, operands) if len(operands) == len(found) else None

    def _operands(
        self,
        written: Written[OperandForm],
        form: TestForm,
        field: FieldType,
        fact: FactType,
        scope: Scope,
        own_name: str | None,
    ) -> Iterator[Operand | Presence | None]:
        """Yield what one written operand stands for: one operand, or many where it is a parameter with a list.

        None where something is wrong with it.
        """
        name = f"{fact.name}.{form.field.value}"
        source = written.source
        match written.value:
            case Presence() as presence:
                yield presence
            case Literal(value):
                yield self._constant(value, name, field, source)
            case Today():
                yield Today() if self._comparable(name, field, "$today", FieldType(Kind.DATE), source) else None
            case SelfField(other) as self_field:
                yield self_field if self._matches_field(name, field, fact, other, source) else None
            case FieldOf(bound, other) as field_of:
                if bound == own_name:
                    hint = f"write `$self.{other}`"
                    self._problems.add(source, "self", f"`{bound}` is the fact that this condition is about", hint)
                    yield None
                    return
                owner = scope.fact(bound, source)
                yield field_of if owner and self._matches_field(name, field, owner, other, source) else None
            case ParameterName(parameter):
                yield from self._parameter(parameter, name, field, form, scope, source)

    def _matches_field(self, name: str, field: FieldType, owner: FactType, other: str, source: Source) -> bool:
        """Return whether a field can be compared with the field `other` of `owner`."""
        found = self._lookup.field(owner, other, source)
        return found is not None and self._comparable(name, field, f"{owner.name}.{other}", found, source)

    def _parameter(
        self, parameter: str, name: str, field: FieldType, form: TestForm, scope: Scope, source: Source
    ) -> Iterator[Operand | None]:
        value = scope.parameter(parameter, source)
        if value is None:
            yield None
        elif isinstance(value, tuple):
            if form.operator in LISTS and len(form.operands) == 1:
                yield from (self._constant(item, name, field, source, parameter) for item in value)
            else:
                self._problems.add(source, "type", f"`${parameter}` is a list", f"write `in: ${parameter}`")
                yield None
        else:
            yield self._constant(value, name, field, source, parameter)

    def _constant(
        self, value: Scalar, name: str, field: FieldType, source: Source, parameter: str | None = None
    ) -> Constant | None:
        """Return a constant of the kind of the field, or None where no value of the field can be equal to it."""
        shown = f"`{str(value).lower() if isinstance(value, bool) else value}`"
        given = f"{shown} (from `${parameter}`)" if parameter else shown
        if field.kind is Kind.DATE and isinstance(value, str):
            return self._date(value, name, given, source)
        kind = kind_of(value)
        if field.kind is Kind.TEXT and value is False:
            self._problems.add(source, "type", f"`{name}` is {_NOUNS[Kind.TEXT]}", "write `absent`")
            return None
        if kind is not field.kind and not (kind is Kind.BOOLEAN and field.kind is Kind.TEXT):
            message = f"`{name}` is {_NOUNS[field.kind]}, and {given} is {_NOUNS[kind]}: they are never equal"
            self._problems.add(source, "type", message, _quotes_hint(value, field.kind))
            return None
        if field.values is not None and isinstance(value, str) and value not in field.values:
            hint = did_you_mean(value, field.values) or f"one of {', '.join(sorted(field.values))}"
            self._problems.add(source, "unknown-value", f"`{name}` is never {given}", hint)
            return None
        return Constant(value)

    def _date(self, value: str, name: str, given: str, source: Source) -> Constant | None:
        day = iso_date(value)
        if day is None:
            message = f"`{name}` is a date, and {given} is none"
            self._problems.add(source, "type", message, "write a date as YYYY-MM-DD")
            return None
        return Constant(day)

    def _comparable(self, name: str, field: FieldType, other_name: str, other: FieldType, source: Source) -> bool:
        """Return whether two fields can ever have the same value; where they can't, that is a problem."""
        if not same_kind(field.kind, other.kind):
            kinds = f"`{name}` is {_NOUNS[field.kind]}, and `{other_name}` is {_NOUNS[other.kind]}"
            self._problems.add(source, "type", f"{kinds}: they are never equal")
            return False
        if field.values is not None and other.values is not None and not field.values & other.values:
            message = f"`{name}` and `{other_name}` have no value in common: they are never equal"
            self._problems.add(source, "type", message)
            return False
        return True


def same_kind(one: Kind, other: Kind) -> bool:
    """Return whether values of two kinds can be equal: free text that is there counts as `true`."""
    return one is other or {one, other} == {Kind.BOOLEAN, Kind.TEXT}


def _quotes_hint(value: Scalar, wanted: Kind) -> str | None:
    if wanted is Kind.STRING and not isinstance(value, date):
        return f'in quotes it is a text: "{str(value).lower() if isinstance(value, bool) else value}"'
    if isinstance(value, str) and wanted is Kind.NUMBER and value.replace(".", "", 1).isdecimal():
        return "a number stands without quotes"
    if wanted is Kind.BOOLEAN and str(value).lower() in ("yes", "no", "true", "false", "on", "off"):
        return "a boolean is `true` or `false`, without quotes"
    return None
