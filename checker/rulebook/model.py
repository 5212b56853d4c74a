"""What a rule is: plain values that a loader makes and an engine evaluates.

Names and meanings follow the rule language, format 1 (`docs/rule-language.md`). Parameters are already replaced by
their values here; `$today` stays symbolic, because it belongs to a check and not to a rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from checker.facts import Scalar, Vocabulary


class Severity(StrEnum):
    """How grave a warning is, the gravest first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Operator(StrEnum):
    """The operators of `where`. `NOT` and `NOT_IN` hold for an absent field too; an ordering never does."""

    EQUAL = "equal"
    NOT = "not"
    IN = "in"
    NOT_IN = "not_in"
    LT = "lt"
    LTE = "lte"
    GT = "gt"
    GTE = "gte"
    PRESENT = "present"
    ABSENT = "absent"


class Presence(StrEnum):
    """`present` or `absent` as an item of `in` and `not_in`."""

    PRESENT = "present"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is the same for every proposal: str, bool, int, Decimal or date."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Today:
    """`$today`, a date."""


@dataclass(frozen=True, slots=True)
class FieldOf:
    """`$name.field`: a field of the fact that another condition binds to `name`."""

    name: str
    field: str


@dataclass(frozen=True, slots=True)
class SelfField:
    """`$self.field`: another field of the same fact."""

    field: str


Operand: TypeAlias = Constant | Today | FieldOf | SelfField


@dataclass(frozen=True, slots=True)
class Test:
    """One operator on one field. `operands` has one item, any number for IN and NOT_IN, none for PRESENT and ABSENT."""

    field: str
    operator: Operator
    operands: tuple[Operand | Presence, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """For every such fact. `name` is None where the rule gives none."""

    fact: str
    name: str | None
    where: tuple[Test, ...] = ()


@dataclass(frozen=True, slots=True)
class NoneOf:
    """There is no such fact, for the facts matched so far."""

    fact: str
    where: tuple[Test, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many such facts there are, zero included, for the facts matched so far; None is no bound."""

    fact: str
    where: tuple[Test, ...]
    at_least: int | None
    at_most: int | None


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these conjunctions holds; names that an alternative binds are its own."""

    alternatives: tuple[tuple[Condition, ...], ...]


Condition: TypeAlias = Match | NoneOf | Count | AnyOf


@dataclass(frozen=True, slots=True)
class Reference:
    """`name` or `name.field`, as in `at:` and in placeholders; `field` is None for the fact itself."""

    name: str
    field: str | None = None

    @property
    def written(self) -> str:
        """The reference as the rule file has it."""
        return self.name if self.field is None else f"{self.name}.{self.field}"


@dataclass(frozen=True, slots=True)
class Template:
    """A message with placeholders: `parts` are literal text and references in turn."""

    parts: tuple[str | Reference, ...]

    @property
    def references(self) -> tuple[Reference, ...]:
        return tuple(part for part in self.parts if isinstance(part, Reference))

    @property
    def written(self) -> str:
        """The message as the rule file has it, with its placeholders in braces."""
        return "".join(part if isinstance(part, str) else f"{{{part.written}}}" for part in self.parts)


@dataclass(frozen=True, slots=True)
class Warn:
    """What a rule says. `at` is None for the proposal as a whole; `cites` is the field that holds a statement's id."""

    message: Template
    advice: Template
    at: Reference | None = None
    cites: FieldOf | None = None


@dataclass(frozen=True, slots=True)
class Derive:
    """A fact that a rule adds: one per distinct values (and place, where `at` is given)."""

    fact: str
    values: Mapping[str, Operand]
    at: Reference | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where something stands in a rule file; line and column from 1."""

    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: conditions, and what follows from them (a warning, derived facts, or both)."""

    id: str
    pack: str
    when: tuple[Condition, ...]
    source: Source
    title: str = ""
    severity: Severity | None = None
    cites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    mandatory: bool = False
    since: str | None = None
    aliases: tuple[str, ...] = ()
    warn: Warn | None = None
    derive: tuple[Derive, ...] = ()
    parameters: tuple[str, ...] = ()  # names of those that it uses


@dataclass(frozen=True, slots=True)
class Table:
    """Reference facts, the same for every proposal; a cell is a scalar of its column's type."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Scalar, ...], ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that an institution may set for itself: a number, or a list of numbers or texts."""

    name: str
    default: Scalar | tuple[Scalar, ...]
    value: Scalar | tuple[Scalar, ...]
    description: str
    source: Source


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of published guidance, in our own words."""

    id: str
    locator: str
    text: str
    shows: str
    guidance: str


@dataclass(frozen=True, slots=True)
class Guidance:
    """A published text whose statements rules cite; `publisher` and `url` are None where the file does not say."""

    id: str
    title: str
    source_title: str
    publisher: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """What a rule file says of itself."""

    name: str
    title: str
    source: Source


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Checked rules, ready for an engine.

    rules: in file order; the order means nothing.
    strata: the rules again, grouped so that a rule that asks `none` or `count` of a fact comes after all rules that
        derive it; within a stratum facts may be derived in circles.
    vocabulary: the facts of proposals, tables and derivations together.
    digest: "sha256:..." over the contents of all files that were loaded, and the parameters in force.
    files_digest: the same without the parameters.
    """

    rules: tuple[Rule, ...]
    strata: tuple[tuple[Rule, ...], ...]
    vocabulary: Vocabulary
    tables: Mapping[str, Table] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    statements: Mapping[str, Statement] = field(default_factory=dict)
    guidance: Mapping[str, Guidance] = field(default_factory=dict)
    packs: Mapping[str, Pack] = field(default_factory=dict)
    digest: str = ""
    files_digest: str = ""

    def parameter_values(self) -> dict[str, object]:
        """The values of the parameters in force, by name, as JSON has them."""
        return {name: _as_json(parameter.value) for name, parameter in sorted(self.parameters.items())}

    def warning_rules(self) -> Iterator[Rule]:
        """The rules that can warn."""
        return (rule for rule in self.rules if rule.warn is not None)


def _as_json(value: Scalar | tuple[Scalar, ...]) -> object:
    if isinstance(value, tuple):
        return [_as_json(item) for item in value]
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value
