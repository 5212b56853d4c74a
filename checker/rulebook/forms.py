"""What a rule file writes, before anybody knows whether it makes sense: the model's shapes, with places."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeAlias, TypeVar

from checker.facts import Scalar
from checker.rulebook.model import FieldOf, Operator, Presence, Reference, SelfField, Severity, Source, Template, Today

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Written(Generic[Value]):
    """A value and where it is written."""

    value: Value
    source: Source


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as the file writes it: text may turn out to be a date."""

    value: str | bool | int | Decimal


@dataclass(frozen=True, slots=True)
class ParameterName:
    """`$parameter`."""

    name: str


OperandForm: TypeAlias = Literal | ParameterName | Today | FieldOf | SelfField | Presence


@dataclass(frozen=True, slots=True)
class TestForm:
    """One operator on one field."""

    field: Written[str]
    operator: Operator
    operands: tuple[Written[OperandForm], ...]


@dataclass(frozen=True, slots=True)
class MatchForm:
    """`match`, with the name that `as` gives."""

    fact: Written[str]
    name: Written[str] | None
    where: tuple[TestForm, ...]


@dataclass(frozen=True, slots=True)
class NoneForm:
    """`none`."""

    fact: Written[str]
    where: tuple[TestForm, ...]


@dataclass(frozen=True, slots=True)
class CountForm:
    """`count`, with bounds that may be parameters."""

    fact: Written[str]
    where: tuple[TestForm, ...]
    at_least: Written[int | ParameterName] | None
    at_most: Written[int | ParameterName] | None


@dataclass(frozen=True, slots=True)
class AnyForm:
    """`any`."""

    alternatives: tuple[tuple[ConditionForm, ...], ...]


ConditionForm: TypeAlias = MatchForm | NoneForm | CountForm | AnyForm


@dataclass(frozen=True, slots=True)
class WarnForm:
    """`warn`."""

    message: Written[Template]
    advice: Written[Template]
    at: Written[Reference] | None
    cites: Written[FieldOf] | None


@dataclass(frozen=True, slots=True)
class DeriveForm:
    """One fact of `derive`."""

    fact: Written[str]
    values: tuple[tuple[str, Written[OperandForm]], ...]
    at: Written[Reference] | None


@dataclass(frozen=True, slots=True)
class RuleForm:
    """A rule."""

    id: Written[str]
    pack: str
    source: Source
    title: str
    severity: Severity | None
    cites: tuple[Written[str], ...]
    tags: tuple[str, ...]
    mandatory: bool
    since: str | None
    aliases: tuple[Written[str], ...]
    when: tuple[ConditionForm, ...]
    warn: WarnForm | None
    derive: tuple[DeriveForm, ...]

    @property
    def matches(self) -> tuple[MatchForm, ...]:
        """The `match` conditions outside of `any`: what they bind is visible in the whole rule."""
        return tuple(condition for condition in self.when if isinstance(condition, MatchForm))


@dataclass(frozen=True, slots=True)
class TableForm:
    """A table; every row has a cell per column, and a column's cells are of one type (dates already are dates)."""

    name: Written[str]
    columns: tuple[str, ...]
    rows: tuple[tuple[Written[Scalar], ...], ...]


@dataclass(frozen=True, slots=True)
class ParameterForm:
    """A parameter and its default."""

    name: Written[str]
    default: Scalar | tuple[Scalar, ...]
    description: str


@dataclass(frozen=True, slots=True)
class FileForm:
    """A rule file.

    complete: False where more was refused than the header, single rules, tables or parameters, so that any name may be
        missing.
    unsure: names of facts and parameters that refused parts of the file would have made known. Whoever uses such a name
        may be right.
    """

    path: str
    pack: Written[str]
    title: str
    guidance: tuple[Written[str], ...]
    parameters: tuple[ParameterForm, ...]
    tables: tuple[TableForm, ...]
    rules: tuple[RuleForm, ...]
    complete: bool
    unsure: frozenset[str]
