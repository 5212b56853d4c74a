"""Why a warning was given: its proof, from the conditions of its rule back to what the proposal says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from checker.engine.interface import Match
from checker.explain.case import Case, bindings_of, slots_of
from checker.explain.reasons import Place, Reason, ReasonKind
from checker.explain.words import all_called, asked, called, listed, tells_more, told
from checker.facts import Fact, Origin
from checker.quoting import counted
from checker.rulebook.model import AnyOf, Condition, Count, NoneOf, Rule, SelfField, Test
from checker.rulebook.model import Match as MatchCondition

DEEPEST = 8
"""How many derivations are followed back, one behind the other."""

MOST_ALIKE = 10
"""Facts that are counted, or ways in which an alternative holds, which are told one by one."""


TOGETHER = "these together"


def why(case: Case, match: Match, depth: int = 0) -> tuple[Reason, ...]:
    """Return what a match rests on, in the order of the rule's conditions. depth: derivations followed up to here."""
    return Proof(case, match.rule, depth).of(match.rule.when, bindings_of(match.rule.when, match.facts))


class Proof:
    """Tells the conditions of one rule for the facts of one proposal."""

    def __init__(self, case: Case, rule: Rule, depth: int = 0) -> None:
        self._case = case
        self._rule = rule
        self._depth = depth

    def of(self, conditions: Sequence[Condition], bindings: Mapping[str, Fact]) -> tuple[Reason, ...]:
        """Return the reasons for all conditions; that there is a proposal at all goes without saying."""
        slots = {id(one): slot for slot, one in slots_of(conditions).items()}
        reasons: list[Reason] = []
        for condition in conditions:
            match condition:
                case MatchCondition():
                    fact = bindings[slots[id(condition)]]
                    if condition.where or not self._case.type(fact).single:
                        reasons.append(self.fact(condition, fact, bindings))
                case NoneOf():
                    reasons.append(self._none(condition, bindings))
                case Count():
                    reasons.append(self._count(condition, bindings))
                case AnyOf():
                    reasons.extend(self._one_of(condition, bindings))
        return tuple(reasons)

    def fact(self, condition: MatchCondition | NoneOf | Count, fact: Fact, bindings: Mapping[str, Fact]) -> Reason:
        """Return what a fact says that makes a condition hold for it."""
        origin = self._case.type(fact).origin
        if origin is Origin.TABLE:
            return Reason(ReasonKind.ROW, called(self._case, fact))
        if origin is Origin.DERIVED:
            title = self._case.origins.derivation(fact).rule.title
            about = all_called(self._case, self._keys_of(fact))
            text = f"“{title}” holds{f' for {about}' if about else ''}"
            if self._depth == DEEPEST:
                return Reason(ReasonKind.DERIVED, f"{text} (its own reasons are too many steps away to be told)")
            because = why(self._case, self._case.origins.derivation(fact), self._depth + 1)
            return Reason(ReasonKind.DERIVED, text, (), because)
        tests = [test for test in condition.where if tells_more(self._case, test, fact)]
        values = [told(self._case, self._rule, test, fact, bindings) for test in tests]
        text = called(self._case, fact)
        return Reason(ReasonKind.FACT, f"{text}: {listed(values)}" if values else text, self.places(fact, tests))

    def places(self, fact: Fact, tests: Sequence[Test]) -> tuple[Place, ...]:
        """Return where the fields that are tested stand; where the document has none of them, where the fact does."""
        fields = [test.field for test in tests]
        fields += [one.field for test in tests for one in test.operands if isinstance(one, SelfField)]
        own = self._case.pointer(fact)
        pointers = dict.fromkeys(self._case.pointer(fact, field) for field in fields)
        there = [pointer for pointer in pointers if pointer != own] or [own]
        return tuple(self._case.place(pointer) for pointer in there)

    def _keys_of(self, fact: Fact) -> Iterator[Fact]:
        """Yield the facts whose keys a derived fact holds: what it is about."""
        fields = self._case.type(fact).fields
        for field, value in fact.values.items():
            wanted = fields[field].reference if field in fields else None
            fact_meant = self._case.with_key(wanted, value) if wanted is not None else None
            if fact_meant is not None:
                yield fact_meant

    def _none(self, condition: NoneOf, bindings: Mapping[str, Fact]) -> Reason:
        text = asked(self._case, self._rule, condition, bindings)
        return Reason(ReasonKind.NONE, f"{text}{self._how_many_there_are(condition)}")

    def _how_many_there_are(self, condition: NoneOf) -> str:
        """Say how many of the kind there are at all, so that nobody looks for one that was overlooked."""
        fact_type = self._case.rulebook.vocabulary[condition.fact]
        if fact_type.origin is not Origin.PROPOSAL or "." in condition.fact or not condition.where:
            return ""
        number = sum(1 for fact in self._case.facts if fact.type == condition.fact)
        if not number:
            return f" (the proposal has no {fact_type.noun} at all)"
        return f" (the proposal has {counted(number, fact_type.noun)})"

    def _count(self, condition: Count, bindings: Mapping[str, Fact]) -> Reason:
        text = asked(self._case, self._rule, condition, bindings)
        found = self._case.evaluation.such(condition.fact, condition.where, bindings)
        more = f", of which these are the first {MOST_ALIKE}" if len(found) > MOST_ALIKE else ""
        facts = tuple(self.fact(condition, one, bindings) for one in found[:MOST_ALIKE])
        return Reason(ReasonKind.COUNT, f"{text}: there are {len(found)}{more}", (), facts)

    def _one_of(self, condition: AnyOf, bindings: Mapping[str, Fact]) -> tuple[Reason, ...]:
        """Return the reasons of the only alternative that holds; of several, that each of them is enough."""
        ways = list(dict.fromkeys(islice(self._ways(condition, bindings), MOST_ALIKE)))
        if len(ways) == 1:
            return ways[0]
        together = (way[0] if len(way) == 1 else Reason(ReasonKind.ALL_OF, TOGETHER, (), way) for way in ways)
        return (Reason(ReasonKind.ONE_OF, "each of these is enough", (), tuple(together)),)

    def _ways(self, condition: AnyOf, bindings: Mapping[str, Fact]) -> Iterator[tuple[Reason, ...]]:
        for alternative in condition.alternatives:
            for solution in self._case.evaluation.solutions(alternative, bindings):
                yield self.of(alternative, solution)
