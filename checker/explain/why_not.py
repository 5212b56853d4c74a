"""Why a rule did not warn: for each thing that it could have warned of, the conditions that do not hold.

A rule is looked at for every combination of the facts that decide what it warns of, as far as their keys belong
together: each concern with its own stakeholder. For each, every condition is asked as the reference engine asks it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from checker.explain.case import Case, slots_of
from checker.explain.reasons import Reason, ReasonKind
from checker.explain.why import TOGETHER, Proof
from checker.explain.words import all_called, asked, called, missed
from checker.facts import Fact, Origin
from checker.report import Json
from checker.rulebook.model import AnyOf, Condition, Constant, Count, FieldOf, NoneOf, Operator, Rule, Test
from checker.rulebook.model import Match as MatchCondition
from checker.rulebook.subjects import in_order, names_needed, names_that_tell_apart

MOST_CANDIDATES = 2_000
"""Combinations that a rule is looked at for; a rule that compares every data set with every stakeholder has many."""

_MOST_WAYS = 200
"""Ways in which the first conditions hold that are followed on."""

_DEEPEST = 4
"""How many derivations are followed back, one behind the other."""

Bindings = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Miss:
    """Something that a rule does not warn of.

    about: what. reasons: the conditions that fail, at least one. unasked: how many could not be asked, because they
    are about something that is not there.
    """

    about: str
    reasons: tuple[Reason, ...]
    unasked: int = 0

    @property
    def distance(self) -> int:
        """How far the rule is from warning of it."""
        return len(self.reasons) + self.unasked

    def as_json(self) -> Json:
        return {"about": self.about, "failing": [reason.as_json() for reason in self.reasons]}


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a rule did not warn, or not more often.

    warnings: how often it did warn. misses: the nearest first, then in the order of the document.
    complete: whether all combinations were looked at.
    """

    rule: str
    title: str
    warnings: int
    misses: tuple[Miss, ...]
    complete: bool

    def as_json(self) -> Json:
        return {
            "rule": self.rule,
            "title": self.title,
            "warnings": self.warnings,
            "misses": [miss.as_json() for miss in self.misses],
            "complete": self.complete,
        }


def why_not(case: Case, rule: Rule) -> WhyNot:
    """Return what keeps a rule from warning of a proposal."""
    candidates = list(islice(_Look(case, rule).misses(), MOST_CANDIDATES + 1))
    misses = [miss for miss in candidates[:MOST_CANDIDATES] if miss.reasons]
    nearest_first = sorted(misses, key=lambda miss: miss.distance)  # stable: then in the order of the document
    warnings = sum(finding.rule == rule.id for finding, _ in case.warnings)
    return WhyNot(rule.id, rule.title, warnings, tuple(nearest_first), len(candidates) <= MOST_CANDIDATES)


class _Look:
    """Looks at one rule. `wanted`: what its facts have to be in addition, by the names of its conditions."""

    def __init__(self, case: Case, rule: Rule, wanted: Mapping[str, Sequence[Test]] | None = None, depth: int = 0):
        self._case = case
        self._rule = rule
        self._wanted = wanted or {}
        self._depth = depth
        self._proof = Proof(case, rule)
        slots = slots_of(rule.when)
        matches = in_order(list(slots.values()))
        telling = names_needed(matches, names_that_tell_apart(rule) | self._wanted.keys())
        names = {id(match): slot for slot, match in slots.items()}
        self._subjects = [(names[id(match)], match) for match in matches if match.name in telling]
        self._rest = [(names[id(match)], match) for match in matches if match.name not in telling]
        self._filters = [condition for condition in rule.when if not isinstance(condition, MatchCondition)]

    def misses(self) -> Iterator[Miss]:
        """Yield a miss for each combination, without reasons where nothing fails."""
        yield from self._bound(self._subjects, {})

    def _bound(self, left: Sequence[tuple[str, MatchCondition]], bindings: Bindings) -> Iterator[Miss]:
        if not left:
            yield self._miss(
                [*self._failing_tests(bindings), *self._failing(self._rest, self._filters, bindings)], bindings
            )
            return
        slot, match = left[0]
        joining = [test for test in match.where if _joins(test, bindings)]
        found = self._case.evaluation.such(match.fact, [*joining, *self._wanted.get(slot, ())], bindings)
        for fact in found:
            yield from self._bound(left[1:], {**bindings, slot: fact})
        if not found:
            asked_for = MatchCondition(match.fact, match.name, (*joining, *self._wanted.get(slot, ())))
            failing = [*self._failing_tests(bindings), self._no_such(asked_for, bindings)]
            yield self._miss(failing, bindings, len(left) - 1 + len(self._rest) + len(self._filters))

    def _miss(self, reasons: Sequence[Reason], bindings: Bindings, unasked: int = 0) -> Miss:
        about = all_called(self._case, bindings.values()) or "the proposal"
        return Miss(about, tuple(dict.fromkeys(reasons)), unasked)

    def _failing_tests(self, bindings: Bindings) -> Iterator[Reason]:
        for slot, match in self._subjects:
            if slot in bindings:
                asked_now = [test for test in match.where if _names([test]) <= bindings.keys()]
                yield from self._tests_that_fail(asked_now, bindings[slot], bindings)

    def _tests_that_fail(self, where: Sequence[Test], fact: Fact, bindings: Bindings) -> Iterator[Reason]:
        for test in where:
            if not self._case.evaluation.holds(test, fact, bindings):
                text = f"{called(self._case, fact)}: {missed(self._case, self._rule, test, fact, bindings)}"
                yield Reason(ReasonKind.FACT, text, self._proof.places(fact, [test]))

    def _failing(
        self, matches: Sequence[tuple[str, MatchCondition]], filters: Sequence[Condition], bindings: Bindings
    ) -> Iterator[Reason]:
        """Yield why conditions do not hold together for the facts that are bound.

        Each is asked for the ways in which those before it hold; what asks about something that was not found is not
        asked any more.
        """
        ways: list[Bindings] = [bindings]
        for slot, match in matches:
            if _names(match.where) <= ways[0].keys():
                longer = list(islice(self._longer(slot, match, ways), _MOST_WAYS))
                if not longer:
                    yield self._no_such(match, ways[0])
                ways = longer or ways
        for condition in filters:
            if _asks_only(condition, ways[0].keys()):
                kept = [way for way in ways if self._passes(condition, way)]
                if not kept:
                    yield self._fails(condition, ways[0])
                ways = kept or ways

    def _longer(self, slot: str, match: MatchCondition, ways: Sequence[Bindings]) -> Iterator[Bindings]:
        for way in ways:
            for fact in self._case.evaluation.such(match.fact, match.where, way):
                yield {**way, slot: fact}

    def _passes(self, condition: Condition, bindings: Bindings) -> bool:
        match condition:
            case AnyOf(alternatives):
                return any(True for one in alternatives for _ in self._case.evaluation.solutions(one, bindings))
            case Count(fact, where, at_least, at_most):
                number = len(self._case.evaluation.such(fact, where, bindings))
                return (at_least or 0) <= number and (at_most is None or number <= at_most)
        return not self._case.evaluation.such(condition.fact, condition.where, bindings)

    def _fails(self, condition: Condition, bindings: Bindings) -> Reason:
        """Return why a condition that binds nothing does not hold."""
        if isinstance(condition, AnyOf):
            ways = tuple(self._alternative_fails(one, bindings) for one in condition.alternatives)
            return Reason(ReasonKind.ONE_OF, "one of several things would have to hold, and none does", (), ways)
        found = self._case.evaluation.such(condition.fact, condition.where, bindings)
        if isinstance(condition, Count):
            text = asked(self._case, self._rule, condition, bindings)
            return Reason(ReasonKind.COUNT, f"the rule warns only where {text}; here it is {len(found)}")
        assert isinstance(condition, NoneOf)
        there = self._proof.fact(condition, found[0], bindings)
        is_said = self._case.type(found[0]).origin is Origin.DERIVED
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        text = f"there is {there.text}{more}; the rule warns only where there is none"
        if is_said:
            text = f"{there.text}{more}; the rule warns only where it does not"
        return Reason(there.kind, text, there.places, there.because)

    def _alternative_fails(self, alternative: Sequence[Condition], bindings: Bindings) -> Reason:
        slots = {id(match): slot for slot, match in slots_of(alternative).items()}
        matches = in_order(list(slots_of(alternative).values()))
        filters = [condition for condition in alternative if not isinstance(condition, MatchCondition)]
        reasons = tuple(self._failing([(slots[id(match)], match) for match in matches], filters, bindings))
        return reasons[0] if len(reasons) == 1 else Reason(ReasonKind.ALL_OF, TOGETHER, (), reasons)

    def _no_such(self, match: MatchCondition, bindings: Bindings) -> Reason:
        """Return that there is no such fact; of one that is nearly such, what it lacks."""
        case = self._case
        text = asked(case, self._rule, NoneOf(match.fact, match.where), bindings)
        origin = case.rulebook.vocabulary[match.fact].origin
        if origin is Origin.DERIVED:
            return Reason(ReasonKind.NONE, text, (), tuple(self._not_derived(match, bindings)))
        joining = [test for test in match.where if _joins(test, bindings)]
        near = case.evaluation.such(match.fact, joining, bindings) if len(joining) < len(match.where) else []
        ways = [tuple(self._tests_that_fail(match.where, fact, bindings)) for fact in near]
        nearest = min(ways, key=len, default=())
        is_known = any(test.field == "key" for test in joining)
        if is_known and len(nearest) == 1:
            return nearest[0]
        if origin is Origin.TABLE or "." in match.fact:
            return Reason(ReasonKind.NONE, text)
        return Reason(ReasonKind.NONE, text, (), nearest)

    def _not_derived(self, match: MatchCondition, bindings: Bindings) -> Iterator[Reason]:
        """Yield why the rules that derive a fact do not derive it: of each, what is nearest to it."""
        if self._depth >= _DEEPEST:
            return
        for rule in self._case.rulebook.rules:
            for derive in rule.derive:
                if derive.fact == match.fact:
                    wanted = _translated(match.where, derive.values, self._case, bindings)
                    if wanted is not None:
                        found = islice(_Look(self._case, rule, wanted, self._depth + 1).misses(), MOST_CANDIDATES)
                        nearest = min(
                            (miss for miss in found if miss.reasons), key=lambda miss: miss.distance, default=None
                        )
                        yield from nearest.reasons if nearest is not None else ()


def _joins(test: Test, bindings: Bindings) -> bool:
    """Whether a test only says which other fact a fact belongs to, or takes its value from."""
    return (
        test.operator is Operator.EQUAL and isinstance(test.operands[0], FieldOf) and _names([test]) <= bindings.keys()
    )


def _names(where: Sequence[Test]) -> set[str]:
    return {operand.name for test in where for operand in test.operands if isinstance(operand, FieldOf)}


def _asks_only(condition: Condition, bound: Collection[str]) -> bool:
    """Whether a condition asks about nothing but facts that are bound, by these names."""
    if isinstance(condition, AnyOf):
        return all(
            _asks_only(one, {*bound, *slots_of(alternative)})
            for alternative in condition.alternatives
            for one in alternative
        )
    return _names(condition.where) <= set(bound)


def _translated(
    where: Sequence[Test], values: Mapping[str, object], case: Case, bindings: Bindings
) -> dict[str, list[Test]] | None:
    """Return what tests on a derived fact ask of the facts that it is derived from, None where that can't be."""
    wanted: dict[str, list[Test]] = {}
    for test in where:
        source = values.get(test.field)
        operands = tuple(
            Constant(value)
            if isinstance(one, FieldOf) and (value := bindings[one.name].get(one.field)) is not None
            else one
            for one in test.operands
        )
        if isinstance(source, FieldOf):
            wanted.setdefault(source.name, []).append(Test(source.field, test.operator, operands))
        elif isinstance(source, Constant) and test.operator is Operator.EQUAL and operands != (source,):
            return None
    return wanted
