"""Parameters and tables: the values that a rule file brings along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from checker.errors import Problem, did_you_mean
from checker.facts import FactType, FieldType, Kind, Origin, Scalar
from checker.rulebook.events import number
from checker.rulebook.forms import ParameterForm, TableForm, Written
from checker.rulebook.model import Parameter
from checker.rulebook.problems import Problems
from checker.rulebook.source import Node

_ISO_DATE_LENGTH: Final = 10


def iso_date(text: str) -> date | None:
    """Return the date that `text` writes as YYYY-MM-DD, or None where it is no such date."""
    if len(text) != _ISO_DATE_LENGTH:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def kind_of(value: Scalar) -> Kind:
    """Return the kind of a value."""
    if isinstance(value, bool):
        return Kind.BOOLEAN
    if isinstance(value, str):
        return Kind.STRING
    return Kind.DATE if isinstance(value, date) else Kind.NUMBER


def parse_table(name: str, node: Node, problems: Problems) -> TableForm | None:
    """Return the form of a table, or None where its rows do not fit its columns."""
    columns = tuple(column.text for column in node.entries["columns"].items)
    rows = node.entries["rows"].items
    short = [row for row in rows if len(row.items) != len(columns)]
    for row in short:
        message = f"the table `{name}` has {len(columns)} columns, and this row has {len(row.items)} cells"
        problems.add(row.place, "row", message)
    if short:
        return None
    cells = [
        _column(name, column, [row.items[index] for row in rows], problems) for index, column in enumerate(columns)
    ]
    if not all(cells):
        return None
    return TableForm(Written(name, node.key_place), columns, tuple(zip(*cells, strict=True)))


def _column(table: str, column: str, cells: Sequence[Node], problems: Problems) -> list[Written[Scalar]]:
    """Return the cells of a column, dates as dates, or nothing where they are not of one kind."""
    values = [_scalar(cell) for cell in cells]
    first = kind_of(values[0])
    for cell, value in zip(cells, values, strict=True):
        if kind_of(value) is not first:
            message = f"`{table}.{column}` is a {first} in the first row, and a {kind_of(value)} here"
            problems.add(cell.place, "type", message, "the cells of a column are all of one type")
            return []
    dates = [iso_date(value) if isinstance(value, str) else None for value in values]
    typed = [day for day in dates if day] if all(dates) else values
    return [Written(value, cell.place) for cell, value in zip(cells, typed, strict=True)]


def _scalar(node: Node) -> Scalar:
    """Return the value of a node that the schema knows to be a scalar and not null."""
    assert isinstance(node.value, str | bool | int | Decimal)
    return node.value


def table_type(form: TableForm) -> FactType:
    """Return the type of the facts that are rows of a table."""
    fields = {}
    for index, column in enumerate(form.columns):
        values = [row[index].value for row in form.rows]
        texts = frozenset(value for value in values if isinstance(value, str))
        fields[column] = FieldType(kind_of(values[0]), texts or None)
    return FactType(form.name.value, fields, Origin.TABLE)


def parse_parameter(name: str, node: Node, problems: Problems) -> ParameterForm | None:
    """Return the form of a parameter, or None where its list mixes numbers and texts."""
    given = node.entries["default"]
    values = tuple(_scalar(item) for item in given.items)
    for item, value in zip(given.items, values, strict=True):
        if kind_of(value) is not kind_of(values[0]):
            problems.add(item.place, "type", f"the list `{name}` mixes numbers and texts")
            return None
    default = values if isinstance(given.value, list) else _scalar(given)
    return ParameterForm(Written(name, node.key_place), default, node.entries["description"].text)


def set_parameters(
    forms: Sequence[ParameterForm], overrides: Mapping[str, object], unsure: frozenset[str] | None
) -> tuple[dict[str, Parameter], list[Problem]]:
    """Return the parameters with the values in force, and what is wrong with the overrides.

    overrides: values by parameter; text as an option has it ("0.75"; "a,b" for a list), or a number or list.
    unsure: names that refused parts of files may have made known; None where that may be any name.
    """
    problems = []
    parameters = {}
    for form in forms:
        value = form.default
        if form.name.value in overrides:
            try:
                value = _override(form, overrides[form.name.value])
            except ValueError as error:
                problems.append(Problem(f"`{form.name.value}` can't be set: {error}", "parameter"))
        source = form.name.source
        parameters[form.name.value] = Parameter(form.name.value, form.default, value, form.description, source)
    for name in overrides:
        if name not in parameters and unsure is not None and name not in unsure:
            hint = did_you_mean(name, parameters)
            problems.append(Problem(f"there is no parameter `{name}`", "unknown-parameter", hint=hint))
    return parameters, problems


def _override(form: ParameterForm, given: object) -> Scalar | tuple[Scalar, ...]:
    """Return the value of a parameter of the type of its default. Raises ValueError where it does not fit."""
    if not isinstance(form.default, tuple):
        return _number(given)
    if isinstance(given, str):
        given = [item.strip() for item in given.split(",")] if given.strip() else []
    if not isinstance(given, list | tuple):
        raise ValueError("it is a list")
    if form.default and kind_of(form.default[0]) is Kind.NUMBER:
        return tuple(_number(item) for item in given)
    if not all(isinstance(item, str) for item in given):
        raise ValueError("it is a list of texts")
    return tuple(given)


def _number(given: object) -> int | Decimal:
    if isinstance(given, str | int | float | Decimal) and not isinstance(given, bool):
        value = number(str(given).strip())
        if value is not None:
            return value
    raise ValueError(f"`{given}` is no number")
