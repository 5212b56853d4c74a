"""What would make conditions hold that do not: existing elements changed a little, or new ones added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import TypeAlias

from checker.explain.case import Case, slots_of
from checker.explain.changes import Change, Changes
from checker.explain.guide import Form, Guide
from checker.explain.values import constant, fitting, ids_like, is_dictated, would_be
from checker.facts import Fact, Origin, Scalar
from checker.rulebook.model import Constant, Derive, FieldOf, NoneOf, Operator, Rule, Test
from checker.rulebook.model import Match as MatchCondition

Plan: TypeAlias = tuple[Change, ...]
"""Changes that are made together."""

_MOST_PER_CONDITION = 6
_MOST_PLANS = 40


class Fulfil:
    """Finds what has to change in a proposal so that there is such a fact."""

    def __init__(self, case: Case, guide: Guide, changes: Changes) -> None:
        self._case = case
        self._guide = guide
        self._changes = changes

    def there_is(self, condition: NoneOf | MatchCondition, bindings: Mapping[str, Fact]) -> Iterator[Plan]:
        """Yield the changes that would make such a fact be there, the ones with few changes first."""
        tests = [constant(self._case, test, bindings) for test in condition.where]
        known = [test for test in tests if test is not None]
        if len(known) < len(tests):  # what it would have to be like is not stated itself
            return
        origin = self._case.rulebook.vocabulary[condition.fact].origin
        if origin is Origin.PROPOSAL:
            yield from self._plans({"": MatchCondition(condition.fact, None, tuple(known))})
        elif origin is Origin.DERIVED:
            for rule in self._case.rulebook.rules:
                for derive in rule.derive:
                    if derive.fact == condition.fact:
                        yield from self._derived(rule, derive, known)

    def _derived(self, rule: Rule, derive: Derive, tests: Sequence[Test]) -> Iterator[Plan]:
        """Yield the changes that would make a rule derive a fact; whether its other conditions hold, a trial shows."""
        slots = slots_of(rule.when)
        wanted: dict[str, list[Test]] = {}
        for test in tests:
            source = derive.values.get(test.field)
            if isinstance(source, FieldOf):
                wanted.setdefault(source.name, []).append(Test(source.field, test.operator, test.operands))
            elif not (isinstance(source, Constant) and test.operands == (source,)):
                return
        more = {
            name: MatchCondition(match.fact, match.name, (*match.where, *wanted.get(name, ())))
            for name, match in slots.items()
        }
        if all(self._case.rulebook.vocabulary[match.fact].origin is Origin.PROPOSAL for match in more.values()):
            yield from self._plans(more)

    def _plans(self, slots: Mapping[str, MatchCondition]) -> Iterator[Plan]:
        # What is known comes before what has to fit it, and what is referred to before the items that refer to it.
        def order(name: str) -> tuple[bool, bool]:
            return self._home_form(slots[name].fact) is Form.ITEM, not _is_known(slots[name])

        names = sorted(slots, key=order)
        plans = islice(self._bound(names, slots, {}), _MOST_PLANS)
        yield from sorted((plan for plan in plans if plan), key=len)

    def _home_form(self, fact: str) -> Form:
        home = self._guide.homes.get(fact)
        return Form.OBJECT if home is None else home.form

    def _bound(
        self, names: Sequence[str], slots: Mapping[str, MatchCondition], bindings: Mapping[str, Fact]
    ) -> Iterator[Plan]:
        if not names:
            yield ()
            return
        name = names[0]
        tests = list(self._tests(name, slots, bindings))
        is_free = not _is_known(slots[name])
        for plan, fact in islice(self._ways(slots[name].fact, tests, bindings, is_free), _MOST_PER_CONDITION):
            for rest in self._bound(names[1:], slots, {**bindings, name: fact}):
                yield (*plan, *rest)

    def _tests(self, name: str, slots: Mapping[str, MatchCondition], bindings: Mapping[str, Fact]) -> Iterator[Test]:
        """Yield what is asked of a fact, by its own condition and by those of facts that are bound already."""
        for test in slots[name].where:
            if {one.name for one in test.operands if isinstance(one, FieldOf)} <= bindings.keys():
                yield test
        for other, fact in bindings.items():
            for test in slots[other].where:
                match test:
                    case Test(field, Operator.EQUAL, (FieldOf(referred, its_field),)) if referred == name:
                        value = fact.get(field)
                        if value is not None:
                            yield Test(its_field, Operator.EQUAL, (Constant(value),))

    def _ways(
        self, type: str, tests: Sequence[Test], bindings: Mapping[str, Fact], is_free: bool
    ) -> Iterator[tuple[Plan, Fact]]:
        """Yield the facts that could be the one: as it is, with one value changed, or new.

        is_free: whether what the fact refers to was chosen, and not asked for.
        """
        facts = self._case.evaluation.such(type, (), bindings)
        failing = [(fact, [test for test in tests if not self._holds(test, fact, bindings)]) for fact in facts]
        yield from (((), fact) for fact, tests_left in failing if not tests_left)
        for fact, tests_left in failing:
            if len(tests_left) == 1:
                yield from self._changed(fact, tests_left[0], bindings)
        yield from self._new(type, tests, bindings, is_free)

    def _holds(self, test: Test, fact: Fact, bindings: Mapping[str, Fact]) -> bool:
        return self._case.evaluation.holds(test, fact, bindings)

    def _changed(self, fact: Fact, test: Test, bindings: Mapping[str, Fact]) -> Iterator[tuple[Plan, Fact]]:
        fact_type = self._case.type(fact)
        field = fact_type.fields.get(test.field)
        if field is None or test.field in ("key", fact_type.around, "value") or field.always:
            return
        pointer = self._changes.at(fact, test.field)
        values = fitting(self._case, self._guide, fact, test, bindings, pointer=pointer, holds=True)
        for value in values:
            others = [one for one in values if one != value]
            dictated = is_dictated(test, value, holds=True)
            change = self._changes.set(fact, test.field, value, others, is_dictated=dictated)
            yield (change,), would_be(fact, test.field, value)

    def _new(
        self, type: str, tests: Sequence[Test], bindings: Mapping[str, Fact], is_free: bool
    ) -> Iterator[tuple[Plan, Fact]]:
        """Yield new facts of a type, in each of the places where there can be one."""
        home = self._guide.homes.get(type)
        fact_type = self._case.rulebook.vocabulary[type]
        if home is None:
            return
        of_around = [test for test in tests if test.field == home.around]
        own = [test for test in tests if test.field != home.around]
        if any(test.field == "key" and test.operator is not Operator.EQUAL for test in own):
            return
        arounds: Sequence[Fact | None] = [None]
        if fact_type.around is not None:
            asked = [Test("key", test.operator, test.operands) for test in of_around]
            arounds = self._case.evaluation.such(home.around, asked, bindings)
        for around in arounds:
            if home.form is Form.OBJECT and self._is_there(type, around):
                continue
            choices = list(islice(self._fields(type, own, around, bindings), _MOST_PER_CONDITION))
            for fields in choices:
                if home.form is Form.ITEM and around is not None:
                    value = fields["value"]
                    others = [one["value"] for one in choices if one is not fields] or self._other_ids(
                        type, value, is_free
                    )
                    elsewhere = [one for one in arounds if one is not None and one is not around]
                    change, made = self._changes.add_item(type, around, value, others, elsewhere)
                else:
                    change, made = self._changes.add(type, around, fields)
                yield (change,), made

    def _other_ids(self, type: str, value: Scalar, is_free: bool) -> list[Scalar]:
        """Return what else a reference could name, where nobody asks for this one."""
        reference = self._case.rulebook.vocabulary[type].fields["value"].reference
        if not is_free or reference is None:
            return []
        return [one for one in ids_like(self._case, reference, None) if one != value]

    def _is_there(self, type: str, around: Fact | None) -> bool:
        facts = self._case.evaluation.such(type, (), {})
        return any(around is None or self._case.around(fact) is around for fact in facts)

    def _fields(
        self, type: str, tests: Sequence[Test], around: Fact | None, bindings: Mapping[str, Fact]
    ) -> Iterator[dict[str, Scalar]]:
        """Yield what a new fact has to state, every choice of values in turn."""
        home = self._guide.homes[type]
        base = around.pointer if around is not None and around.pointer is not None else ""
        list_place = "/".join([base, *home.path])
        empty = Fact(type, {}, None)
        choices: dict[str, list[Scalar]] = {}
        for test in tests:
            if test.operator is Operator.ABSENT:
                continue
            place = f"{list_place}/0" if home.form is not Form.OBJECT else list_place
            pointer = place if home.form is Form.ITEM else "/".join([place, *test.field.split(".")])
            found = fitting(self._case, self._guide, empty, test, bindings, pointer=pointer, holds=True)
            before = choices.get(test.field)
            choices[test.field] = found if before is None else [value for value in found if value in before]
        if home.form is Form.ITEM and "value" not in choices:  # any will do
            choices["value"] = list(self._guide.values(f"{list_place}/0"))
        for values in product(*choices.values()):
            yield dict(zip(choices, values, strict=True))


def _is_known(match: MatchCondition) -> bool:
    """Whether a condition says itself with which value a fact is meant."""
    return any(isinstance(operand, Constant) for test in match.where for operand in test.operands)
