"""Forms -> the model: everything a rule names is looked up, and what can't be right is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from checker.facts import FactType, Kind, Origin
from checker.rulebook.comparisons import Comparisons
from checker.rulebook.forms import (
    AnyForm,
    ConditionForm,
    CountForm,
    DeriveForm,
    Literal,
    MatchForm,
    OperandForm,
    ParameterName,
    RuleForm,
    TestForm,
    WarnForm,
    Written,
)
from checker.rulebook.lookup import Lookup
from checker.rulebook.model import (
    AnyOf,
    Condition,
    Constant,
    Count,
    Derive,
    FieldOf,
    Match,
    NoneOf,
    Operand,
    Presence,
    Reference,
    Rule,
    SelfField,
    Source,
    Template,
    Test,
    Today,
    Warn,
)
from checker.rulebook.scope import Scope

_UNKNOWN_BOUND: Final = 0


class RuleChecker:
    """Checks rules one by one; problems go to the lookup's."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._problems = lookup.problems
        self._comparisons = Comparisons(lookup)

    def rule(self, form: RuleForm) -> Rule:
        """Return the rule. What is wrong with it is left out of it, and is among the problems."""
        scope = Scope(form.when, self._lookup)
        for cited in form.cites:
            self._lookup.statement(cited.value, cited.source)
        return Rule(
            id=form.id.value,
            pack=form.pack,
            when=self._conjunction(form.when, scope),
            source=form.source,
            title=form.title,
            severity=form.severity,
            cites=tuple(cited.value for cited in form.cites),
            tags=form.tags,
            mandatory=form.mandatory,
            since=form.since,
            aliases=tuple(alias.value for alias in form.aliases),
            warn=self._warn(form.warn, scope) if form.warn else None,
            derive=tuple(self._derive(derive, scope) for derive in form.derive),
            parameters=tuple(sorted(set(_parameters((form.when, form.derive))))),
        )

    def _conjunction(self, forms: Sequence[ConditionForm], scope: Scope) -> tuple[Condition, ...]:
        return tuple(self._condition(form, scope) for form in forms)

    def _condition(self, form: ConditionForm, scope: Scope) -> Condition:
        if isinstance(form, AnyForm):
            return AnyOf(tuple(self._alternative(alternative, scope) for alternative in form.alternatives))
        if isinstance(form, MatchForm):
            name = form.name.value if form.name else None
            fact = self._lookup.fact(form.fact.value, form.fact.source)
            return Match(form.fact.value, name, self._where(form.where, fact, scope, name))
        fact = self._lookup.fact(form.fact.value, form.fact.source)
        where = self._where(form.where, fact, scope, None)
        if isinstance(form, CountForm):
            return Count(form.fact.value, where, self._bound(form.at_least, scope), self._bound(form.at_most, scope))
        return NoneOf(form.fact.value, where)

    def _alternative(self, forms: Sequence[ConditionForm], outer: Scope) -> tuple[Condition, ...]:
        return self._conjunction(forms, Scope(forms, self._lookup, outer))

    def _where(
        self, forms: Sequence[TestForm], fact: FactType | None, scope: Scope, own_name: str | None
    ) -> tuple[Test, ...]:
        if fact is None:
            return ()
        tests = (self._comparisons.test(form, fact, scope, own_name) for form in forms)
        return tuple(test for test in tests if test is not None)

    def _bound(self, written: Written[int | ParameterName] | None, scope: Scope) -> int | None:
        """Return a bound of `count`."""
        if written is None:
            return None
        if isinstance(written.value, int):
            return written.value
        value = scope.parameter(written.value.name, written.source)
        if value is None:
            return _UNKNOWN_BOUND
        if not isinstance(value, int) or value < 0:
            message = f"`${written.value.name}` is no whole number from 0, as a bound of `count` has to be"
            self._problems.add(written.source, "type", message)
            return _UNKNOWN_BOUND
        return value

    def _warn(self, form: WarnForm, scope: Scope) -> Warn:
        for template in (form.message, form.advice):
            self._template(template, scope)
        if form.at:
            self._place(form.at, scope)
        if form.cites:
            self._cited_field(form.cites, scope)
        return Warn(
            form.message.value,
            form.advice.value,
            form.at.value if form.at else None,
            form.cites.value if form.cites else None,
        )

    def _template(self, written: Written[Template], scope: Scope) -> None:
        for reference in written.value.references:
            fact = scope.fact(reference.name, written.source)
            if fact is None:
                continue
            if reference.field is not None:
                self._lookup.field(fact, reference.field, written.source)
            elif fact.origin is not Origin.PROPOSAL:
                message = f"`{{{reference.name}}}` stands for a `{fact.name}`, which has no label of its own"
                hint = f"name a field: {', '.join(f'{{{reference.name}.{field}}}' for field in sorted(fact.fields))}"
                self._problems.add(written.source, "placeholder", message, hint)

    def _place(self, written: Written[Reference], scope: Scope) -> FactType | None:
        """Check what `at` points at, and return its fact type where it has a place."""
        reference = written.value
        fact = scope.fact(reference.name, written.source)
        if fact is None:
            return None
        if fact.origin is Origin.TABLE:
            message = f"`{reference.name}` is a row of the table `{fact.name}`, which is no part of a proposal"
            self._problems.add(written.source, "place", message, "point at a fact of the proposal")
            return None
        if reference.field is not None and fact.origin is Origin.DERIVED:
            message = f"`{fact.name}` is derived: its fields stand nowhere in a proposal"
            self._problems.add(written.source, "place", message, f"write `at: {reference.name}`")
            return None
        if reference.field is not None:
            self._lookup.field(fact, reference.field, written.source)
        return fact

    def _cited_field(self, written: Written[FieldOf], scope: Scope) -> None:
        """Check `warn.cites`: it names a column of a table, and each of the column's cells is a statement."""
        fact = scope.fact(written.value.name, written.source)
        if fact is None:
            return
        if fact.origin is not Origin.TABLE:
            message = f"`{written.value.name}` is no row of a table: only a table's column can hold statements"
            self._problems.add(written.source, "cites", message)
            return
        field = self._lookup.field(fact, written.value.field, written.source)
        if field and field.kind is not Kind.STRING:
            self._problems.add(written.source, "cites", f"`{fact.name}.{written.value.field}` holds no texts")
        elif field:
            table = self._lookup.tables[fact.name]
            column = table.columns.index(written.value.field)
            for row in table.rows:
                self._lookup.statement(str(row[column].value), row[column].source)

    def _derive(self, form: DeriveForm, scope: Scope) -> Derive:
        values = {field: found for field, value in form.values if (found := self._value(value, scope)) is not None}
        if form.at:
            fact = self._place(form.at, scope)
            if fact and fact.origin is Origin.DERIVED and fact.name not in self._lookup.placed:
                message = f"`{fact.name}` is derived, and not every rule that derives it gives it a place"
                self._problems.add(form.at.source, "place", message, "give it one with `at` wherever it is derived")
        return Derive(form.fact.value, values, form.at.value if form.at else None)

    def _value(self, written: Written[OperandForm], scope: Scope) -> Operand | None:
        match written.value:
            case Literal(value):
                return Constant(value)
            case Today():
                return Today()
            case FieldOf(name, field) as field_of:
                fact = scope.fact(name, written.source)
                found = self._lookup.field(fact, field, written.source) if fact else None
                return field_of if found else None
            case SelfField():
                message = "`$self` is the fact that a condition is about; `derive` has none"
                self._problems.add(written.source, "self", message, "name the fact with `as` and write $name.field")
                return None
            case ParameterName(parameter):
                return self._parameter(parameter, written.source, scope)
            case Presence():
                raise AssertionError("the parser makes words of these")

    def _parameter(self, name: str, source: Source, scope: Scope) -> Constant | None:
        value = scope.parameter(name, source)
        if isinstance(value, tuple):
            self._problems.add(source, "type", f"`${name}` is a list; a field has one value")
            return None
        return None if value is None else Constant(value)


def _parameters(form: object) -> Iterator[str]:
    """Yield the names of the parameters that a part of a rule uses, wherever they stand in it."""
    if isinstance(form, ParameterName):
        yield form.name
    elif isinstance(form, tuple):
        for item in form:
            yield from _parameters(item)
    else:
        for part in getattr(form, "__dataclass_fields__", ()):  # `fields` takes five times as long
            yield from _parameters(getattr(form, part))
