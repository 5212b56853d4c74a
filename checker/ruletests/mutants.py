"""Rules that differ in one condition from those that are in force: would any case notice?

Each condition is dropped and negated, each test of `where` too; bounds and orderings are shifted, items of lists left
out. What the checker of rules would refuse is left out: names that nothing binds, and no condition at all. So is what
the schema shows to mean the same: `not` holds for an absent field too, which matters only where it can be absent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, TypeAlias

from checker.facts import Vocabulary
from checker.rulebook.model import (
    AnyOf,
    Condition,
    Constant,
    Count,
    FieldOf,
    Match,
    NoneOf,
    Operand,
    Operator,
    Presence,
    Rule,
    Test,
)
from checker.ruletests import written

_NEGATED: Final[Mapping[Operator, Operator]] = {
    Operator.EQUAL: Operator.NOT,
    Operator.NOT: Operator.EQUAL,
    Operator.IN: Operator.NOT_IN,
    Operator.NOT_IN: Operator.IN,
    Operator.LT: Operator.GTE,
    Operator.GTE: Operator.LT,
    Operator.GT: Operator.LTE,
    Operator.LTE: Operator.GT,
    Operator.PRESENT: Operator.ABSENT,
    Operator.ABSENT: Operator.PRESENT,
}
_SHIFTED: Final[Mapping[Operator, Operator]] = {
    Operator.LT: Operator.LTE,
    Operator.LTE: Operator.LT,
    Operator.GT: Operator.GTE,
    Operator.GTE: Operator.GT,
}


MutantKey: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed rule.

    place: where it was changed, a JSON Pointer into the rule as it is written.
    kind: what was changed there, free of values, so that it is the same whatever the parameters.
    change: the same for people; within a rule, no two are the same.
    flips: whether the condition at that place was taken away or turned round.
    """

    rule: Rule
    place: str
    kind: str
    change: str
    flips: bool

    @property
    def key(self) -> MutantKey:
        """The same mutant of the same rule, under other parameters too."""
        return self.rule.id, self.place, self.kind


@dataclass(frozen=True, slots=True)
class _Change:
    """What a condition becomes: other conditions, or none."""

    conditions: tuple[Condition, ...]
    place: str
    kind: str
    text: str
    flips: bool = False
    presence_of: tuple[str, str] | None = None

    def is_idle(self, vocabulary: Vocabulary) -> bool:
        """Whether it asks no more than that a field is there which every such fact has."""
        return self.presence_of is not None and vocabulary[self.presence_of[0]].fields[self.presence_of[1]].always


@dataclass(frozen=True, slots=True)
class _TestChange:
    """What a test becomes."""

    tests: tuple[Test, ...]
    place: str
    kind: str
    text: str
    flips: bool = False
    presence_of: str | None = None


def mutants(rule: Rule, vocabulary: Vocabulary) -> list[Mutant]:
    """Return the mutants of a rule that the checker of rules accepts; cycles are not looked for."""
    found = []
    texts: Counter[str] = Counter()
    for change in _conjunction(rule.when, "/when"):
        texts[change.text] += 1
        number = texts[change.text]
        text = change.text if number == 1 else f"{change.text} [{number}]"
        changed = replace(rule, when=change.conditions)
        if _is_complete(changed) and not change.is_idle(vocabulary):
            found.append(Mutant(changed, change.place, change.kind, text, change.flips))
    return found


def _conjunction(conditions: Sequence[Condition], place: str) -> Iterator[_Change]:
    for index, condition in enumerate(conditions):
        for change in _condition(condition, f"{place}/{index}"):
            yield replace(change, conditions=(*conditions[:index], *change.conditions, *conditions[index + 1 :]))


def _condition(condition: Condition, place: str) -> Iterator[_Change]:
    name = written.condition(condition)
    yield _Change((), place, "drop", f"drop {name}", flips=True)
    if isinstance(condition, AnyOf):
        yield from _alternatives(condition, place)
        return
    if isinstance(condition, Count):
        yield from _bounds(condition, place, name)
    else:
        other = (
            Match(condition.fact, None, condition.where)
            if isinstance(condition, NoneOf)
            else NoneOf(condition.fact, condition.where)
        )
        yield _Change((other,), place, "negate", f"negate {name}", flips=True)
    for index, test in enumerate(condition.where):
        for change in _test(test, f"{place}/where/{test.field}"):
            where = (*condition.where[:index], *change.tests, *condition.where[index + 1 :])
            text = f"{change.text} ({name})"
            presence_of = (condition.fact, change.presence_of) if change.presence_of else None
            changed = replace(condition, where=where)
            yield _Change((changed,), change.place, change.kind, text, change.flips, presence_of)


def _alternatives(condition: AnyOf, place: str) -> Iterator[_Change]:
    alternatives = condition.alternatives
    for index, alternative in enumerate(alternatives):
        here = f"{place}/any/{index}"
        before, after = alternatives[:index], alternatives[index + 1 :]
        if before or after:
            yield _Change((AnyOf((*before, *after)),), here, "drop", f"drop alternative {index + 1} of any", flips=True)
        for change in _conjunction(alternative, here):
            yield replace(change, conditions=(AnyOf((*before, change.conditions, *after)),))


def _bounds(count: Count, place: str, name: str) -> Iterator[_Change]:
    """Yield the changes of the bounds of `count`; none that is below zero, nor one that every number keeps to."""
    least, most = count.at_least, count.at_most
    if least is not None:
        here = f"{place}/at_least"
        if least > 0:
            negated = replace(count, at_least=None, at_most=least - 1)
            yield _Change((negated,), here, "negate", f"negate at_least: {least} ({name})", flips=True)
        for bound in (least - 1, least + 1):
            if bound > 0:
                text = f"shift at_least: {least} to {bound} ({name})"
                yield _Change((replace(count, at_least=bound),), here, f"shift{bound - least:+}", text)
    if most is not None:
        here = f"{place}/at_most"
        negated = replace(count, at_least=most + 1, at_most=None)
        yield _Change((negated,), here, "negate", f"negate at_most: {most} ({name})", flips=True)
        for bound in (most - 1, most + 1):
            if bound >= 0:
                text = f"shift at_most: {most} to {bound} ({name})"
                yield _Change((replace(count, at_most=bound),), here, f"shift{bound - most:+}", text)
    if least is not None and most is not None:
        yield _Change((replace(count, at_least=None),), f"{place}/at_least", "drop", f"drop at_least: {least} ({name})")
        yield _Change((replace(count, at_most=None),), f"{place}/at_most", "drop", f"drop at_most: {most} ({name})")


def _test(test: Test, place: str) -> Iterator[_TestChange]:
    here = f"{place}/{test.operator}"
    text = written.test(test)
    yield _TestChange((), here, "drop", f"drop {text}", flips=True)
    negated = replace(test, operator=_NEGATED[test.operator])
    yield _TestChange((negated,), here, "negate", f"negate {text}", flips=True)
    if test.operator in _SHIFTED:
        shifted = replace(test, operator=_SHIFTED[test.operator])
        yield _TestChange((shifted,), here, "shift", f"shift {text} to {shifted.operator}")
        yield from _thresholds(test, here, text)
    if test.operator in (Operator.IN, Operator.NOT_IN) and len(test.operands) > 1:
        yield from _members(test, here, text)
    if test.operator in (Operator.NOT, Operator.NOT_IN) and Presence.ABSENT not in test.operands:
        present = replace(test, operator=Operator.NOT_IN, operands=(*test.operands, Presence.ABSENT))
        yield _TestChange((present,), here, "present", f"require presence: {text}", presence_of=test.field)


def _members(test: Test, place: str, text: str) -> Iterator[_TestChange]:
    for index, operand in enumerate(test.operands):
        rest = replace(test, operands=test.operands[:index] + test.operands[index + 1 :])
        yield _TestChange((rest,), f"{place}/{index}", "member", f"drop {written.operand(operand)} from {text}")


def _thresholds(test: Test, place: str, text: str) -> Iterator[_TestChange]:
    """Yield the test with a constant threshold that is a little lower, and a little higher."""
    for operand in test.operands:
        for sign, shifted in zip("-+", _around(operand), strict=False):
            moved = replace(test, operands=(shifted,))
            yield _TestChange((moved,), place, f"threshold{sign}", f"shift {text} to {written.operand(shifted)}")


def _around(operand: Operand | Presence) -> tuple[Constant, ...]:
    """Return the constants next to one: a day, or 1 in its last digit. None for what is no constant."""
    match operand:
        case Constant(bool()):
            return ()
        case Constant(date() as day):
            return Constant(day - timedelta(days=1)), Constant(day + timedelta(days=1))
        case Constant(int() as whole):
            return Constant(whole - 1), Constant(whole + 1)
        case Constant(Decimal() as number):
            step = Decimal(1).scaleb(int(number.as_tuple().exponent))
            return Constant(number - step), Constant(number + step)
        case _:
            return ()


def _is_complete(rule: Rule) -> bool:
    """Whether a rule has conditions, also in each alternative, and binds every name that it uses."""
    names = {one.name for one in rule.when if isinstance(one, Match)}
    return _names_of_outcome(rule) <= names and _holds_together(rule.when, frozenset())


def _holds_together(conditions: Sequence[Condition], outer: frozenset[str | None]) -> bool:
    names = outer | {one.name for one in conditions if isinstance(one, Match)}
    for condition in conditions:
        if isinstance(condition, AnyOf):
            if not all(_holds_together(alternative, names) for alternative in condition.alternatives):
                return False
        elif any(
            isinstance(operand, FieldOf) and operand.name not in names
            for test in condition.where
            for operand in test.operands
        ):
            return False
    return bool(conditions)


def _names_of_outcome(rule: Rule) -> set[str]:
    """Return the names that a warning and derived facts use."""
    names = set()
    if rule.warn is not None:
        used = [*rule.warn.message.references, *rule.warn.advice.references, rule.warn.at, rule.warn.cites]
        names |= {one.name for one in used if one is not None}
    for derive in rule.derive:
        names |= {value.name for value in derive.values.values() if isinstance(value, FieldOf)}
        names |= {derive.at.name} if derive.at is not None else set()
    return names
