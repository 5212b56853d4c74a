"""Where in a proposal the answer to a warning would be written, read off the conditions of the rule.

A rule warns of what is missing: a property that is absent, an entry that is not there. Its conditions say which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checker.facts import Origin, Vocabulary
from checker.rulebook.model import (
    AnyOf,
    Count,
    FieldOf,
    Match,
    NoneOf,
    Operator,
    Presence,
    Rule,
    Rulebook,
    Test,
)
from checker.rulebook.subjects import matches_in

_MISSED = {Operator.ABSENT, Operator.NOT, Operator.NOT_IN}


@dataclass(frozen=True, slots=True)
class Answer:
    """A place for an answer.

    path: the properties that lead there, up to the first list, such as ("leadership", "leads").
    inside: whether they begin at the place that the warning points at, and not at the top of the proposal.
    """

    path: tuple[str, ...]
    inside: bool = False


def answers(rule: Rule, rulebook: Rulebook) -> tuple[Answer, ...]:
    """Return the places where something is missing, in the order of the conditions.

    None where a warning points at a property, or where what it points at is all that can be said. For a warning about
    the proposal as a whole there is at least one, unless the rule asks for nothing that proposals hold.
    """
    search = _Search(rule, rulebook)
    if search.points_at_property:
        return ()
    return tuple(dict.fromkeys(search.missed())) or tuple(search.asked())


class _Search:
    """The search through one rule, which points at `at`, a fact of the type `fact` (None: the proposal as a whole)."""

    def __init__(self, rule: Rule, rulebook: Rulebook) -> None:
        assert rule.warn is not None
        self._rule = rule
        self._rulebook = rulebook
        self._vocabulary: Vocabulary = rulebook.vocabulary
        self._at = rule.warn.at
        names = {match.name: match.fact for match in matches_in(rule.when) if match.name is not None}
        self._fact = names[self._at.name] if self._at is not None else None
        self._whole = self._fact is None or self._vocabulary[self._fact].single

    @property
    def points_at_property(self) -> bool:
        """Whether the warning points at a property, its own or that which a derived fact was given as its place."""
        if self._at is None or self._fact is None:
            return False
        return self._at.field is not None or self._vocabulary[self._fact].origin is Origin.DERIVED

    def missed(self) -> Iterator[Answer]:
        """Yield what the conditions say is not there."""
        for condition in _flat(self._rule.when):
            fact_type = self._vocabulary[condition.fact]
            if isinstance(condition, Match):
                if fact_type.single:
                    yield from _fields(condition.where)
                elif self._is_same(condition):
                    yield from _fields(condition.where, inside=True)
            elif self._is_same(condition):
                yield from (_field(test.field, inside=True) for test in condition.where if test.field != "key")
                continue
            elif isinstance(condition, NoneOf) and fact_type.origin is Origin.PROPOSAL:
                yield self._place(condition)
            if fact_type.origin is Origin.DERIVED:
                yield from self._derived(condition)

    def asked(self) -> Iterator[Answer]:
        """Yield, for a warning about the whole proposal, what the rule looks at first."""
        for match in matches_in(self._rule.when) if self._whole else ():
            fact_type = self._vocabulary[match.fact]
            if fact_type.single and match.where:
                yield from (_field(test.field, inside=False) for test in match.where)
                return
            if fact_type.origin is Origin.PROPOSAL and not fact_type.single:
                yield self._at_the_top(match.fact)
                return

    def _place(self, missing: NoneOf) -> Answer:
        """Return where a fact would be that is not there."""
        fact_type = self._vocabulary[missing.fact]
        for test in missing.where:
            referred = self._referred(test)
            if referred is not None and test.field == "key" and referred != "key":
                return _field(referred, inside=True)  # an id that nothing has: the reference to it is what is wrong
            if referred == "key" and test.field == fact_type.around == self._fact:
                return Answer(fact_type.path, inside=True)
        return self._at_the_top(missing.fact)

    def _at_the_top(self, fact: str) -> Answer:
        fact_type = self._vocabulary[fact]
        while fact_type.around is not None and not self._vocabulary[fact_type.around].single:
            fact_type = self._vocabulary[fact_type.around]
        return Answer(fact_type.path)

    def _derived(self, condition: Match | NoneOf | Count) -> Iterator[Answer]:
        """Yield what makes a derived fact hold, or not, for the fact that the warning points at."""
        fields = {test.field for test in condition.where if self._referred(test) == "key"}
        for rule in self._rulebook.rules:
            facts = {match.name: match for match in matches_in(rule.when)}
            for derive in rule.derive:
                for field in fields if derive.fact == condition.fact else ():
                    operand = derive.values.get(field)
                    if not isinstance(operand, FieldOf):
                        continue
                    match = facts[operand.name]
                    if isinstance(condition, Match) and operand.field == "key" and match.fact == self._fact:
                        yield from _fields(match.where, inside=True)
                    elif isinstance(condition, NoneOf) and operand.field == self._fact:
                        yield Answer(self._vocabulary[match.fact].path, inside=True)

    def _is_same(self, condition: Match | NoneOf | Count) -> bool:
        """Whether a condition asks of the fact that the warning points at."""
        if isinstance(condition, Match) and self._at is not None and condition.name == self._at.name:
            return True
        return condition.fact == self._fact and any(
            test.field == "key" and self._referred(test) == "key" for test in condition.where
        )

    def _referred(self, test: Test) -> str | None:
        """Return the field of the fact pointed at that another field has to equal, None where it is something else."""
        operand = test.operands[0] if test.operator is Operator.EQUAL else None
        if isinstance(operand, FieldOf) and self._at is not None and operand.name == self._at.name:
            return operand.field
        return None


def _flat(conditions: Iterable[object]) -> Iterator[Match | NoneOf | Count]:
    """Yield conditions, those in alternatives too."""
    for condition in conditions:
        if isinstance(condition, AnyOf):
            for alternative in condition.alternatives:
                yield from _flat(alternative)
        elif isinstance(condition, Match | NoneOf | Count):
            yield condition


def _fields(where: Sequence[Test], *, inside: bool = False) -> Iterator[Answer]:
    """Yield the fields that tests of a fact say are missing."""
    for test in where:
        if test.operator in _MISSED or Presence.ABSENT in test.operands:
            yield _field(test.field, inside=inside)


def _field(name: str, *, inside: bool) -> Answer:
    return Answer(tuple(name.split(".")), inside)
