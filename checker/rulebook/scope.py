"""Which names a rule binds, and where they can be used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from checker.errors import did_you_mean
from checker.facts import FactType, Scalar
from checker.rulebook.forms import AnyForm, ConditionForm, MatchForm
from checker.rulebook.lookup import Lookup
from checker.rulebook.model import Source


class Scope:
    """The names that are visible in one conjunction: its own, and those of the conjunctions around it."""

    def __init__(self, conditions: Sequence[ConditionForm], lookup: Lookup, outer: Scope | None = None) -> None:
        """Bind the names of `conditions`; a name that is bound already is a problem."""
        self._lookup = lookup
        self._bound: dict[str, FactType | None] = dict(outer._bound) if outer else {}
        self._elsewhere = set(_names_in_alternatives(conditions))
        for condition in conditions:
            if isinstance(condition, MatchForm):
                self._bind(condition)

    def _bind(self, match: MatchForm) -> None:
        fact = self._lookup.fact(match.fact.value, match.fact.source)
        if match.name is None:
            return
        if match.name.value in self._bound:
            message = f"the name `{match.name.value}` is bound twice"
            self._lookup.problems.add(match.name.source, "duplicate-name", message, "give this fact another name")
        else:
            self._bound[match.name.value] = fact

    def fact(self, name: str, source: Source) -> FactType | None:
        """Return the type of the fact that `name` stands for; None where that is unknown, which is then a problem."""
        if name not in self._bound:
            hint = did_you_mean(name, self._bound)
            if name in self._elsewhere:
                hint = "a name that is bound inside of `any` is known only there"
            self._lookup.problems.add(source, "unbound-name", f"no `match` binds the name `{name}`", hint)
        return self._bound.get(name)

    def parameter(self, name: str, source: Source) -> Scalar | tuple[Scalar, ...] | None:
        """Return the value of `$name`; None where it is no parameter, which is then a problem."""
        if name in self._bound and name not in self._lookup.parameters:
            message = f"`${name}` is a fact, and a fact can't be compared"
            fact = self._bound[name]
            field = "key" if fact is None or "key" in fact.fields else next(iter(fact.fields), "field")
            self._lookup.problems.add(source, "reference", message, f"write `${name}.{field}`")
            return None
        found = self._lookup.parameter(name, source)
        return None if found is None else found.value


def _names_in_alternatives(conditions: Iterable[ConditionForm]) -> Iterator[str]:
    for condition in conditions:
        if isinstance(condition, AnyForm):
            for alternative in condition.alternatives:
                yield from (form.name.value for form in alternative if isinstance(form, MatchForm) and form.name)
                yield from _names_in_alternatives(alternative)
