"""What the facts in the conditions of a rule are called, when they are introduced and when they are spoken of again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from checker.facts import FactType, Origin
from checker.rulebook.model import FieldOf, Match, Operand, Operator, Presence, Rule, Rulebook, Test
from checker.rulebook.relations import quoted, relation
from checker.rulebook.subjects import matches_in


class Names:
    """The names of one rule. `facts`: the fact that each name of the rule stands for."""

    def __init__(self, rule: Rule, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self.facts: dict[str, str] = {}
        self.enter(matches_in(rule.when))
        spoken_of = Counter(self._again(fact) for fact in self.facts.values())
        self._unclear = {name for name, fact in self.facts.items() if spoken_of[self._again(fact)] > 1}

    def enter(self, matches: Iterable[Match]) -> None:
        """Take the names of an alternative for what they are there: another one may use them for something else."""
        self.facts |= {match.name: match.fact for match in matches if match.name is not None}

    def called(self, name: str | None) -> str:
        """Return what introduces a name, where "that partner" would leave open which one."""
        return f" (called {quoted(name)} here)" if name in self._unclear else ""

    def thing_itself(self, test: Test) -> str | None:
        """Return "that concern" for a test that a field is the key of a fact that the rule has at hand."""
        if test.operator is Operator.EQUAL and isinstance(operand := test.operands[0], FieldOf):
            return self.known(operand.name) if operand.field == "key" else None
        return None

    def fact_with_key(self, operand: Operand | Presence) -> str | None:
        """Return the fact whose key an operand is, None where it is something else."""
        return self.facts[operand.name] if isinstance(operand, FieldOf) and operand.field == "key" else None

    def is_about_the_proposal(self, fact: str, test: Test) -> bool:
        """Whether a test only says that a derived fact is about the same proposal, of which there is one."""
        field = self.type(fact).fields.get(test.field)
        if test.operator is not Operator.EQUAL or field is None or field.reference is None:
            return False
        return isinstance(test.operands[0], FieldOf) and self.type(field.reference).single

    def field_test(self, fact: str, test: Test) -> str:
        """Return a test with its field: `group` is `public`."""
        return f"{'id' if test.field == 'key' else quoted(test.field)} {self.relation(fact, test)}"

    def relation(self, fact: str, test: Test) -> str:
        """Return what a test asks of its field: is `public`."""
        field = self.type(fact).fields.get(test.field)
        if field is not None and self.type(fact).origin is Origin.DERIVED:
            field = replace(field, always=self._is_always_derived(fact, test.field))
        return relation(test, field, self.value_of)

    def _is_always_derived(self, fact: str, field: str) -> bool:
        """Whether a derived fact has a field in any case, as far as one step back shows."""
        derivations = [(rule, one) for rule in self._rulebook.rules for one in rule.derive if one.fact == fact]
        return all(self._is_always_there(rule, one.values.get(field)) for rule, one in derivations)

    def _is_always_there(self, rule: Rule, operand: Operand | None) -> bool:
        if not isinstance(operand, FieldOf):
            return operand is not None
        facts = {match.fact for match in matches_in(rule.when) if match.name == operand.name}
        found = [self.type(fact).fields.get(operand.field) for fact in facts]
        return all(field is not None and field.always for field in found)

    def value_of(self, operand: FieldOf) -> str:
        """Return what `$name.field` is called: "the `group` of that stakeholder"."""
        fact_type = self.type(self.facts[operand.name])
        if operand.field == "key" or (operand.field == "value" and self.is_item(fact_type.name)):
            return self.known(operand.name)
        if operand.field == fact_type.around:
            return f"the {self.noun(operand.field)} of {self.known(operand.name)}"
        return f"the {quoted(operand.field)} of {self.known(operand.name)}"

    def known(self, name: str) -> str:
        """Return how a fact is spoken of that was named before."""
        return quoted(name) if name in self._unclear else self._again(self.facts[name])

    def _again(self, fact: str) -> str:
        fact_type = self.type(fact)
        if fact_type.single:
            return "the proposal"
        if self.is_item(fact):
            return "that item"
        if fact_type.origin is Origin.PROPOSAL:
            return f"that {fact_type.noun}"
        return "that row" if fact_type.origin is Origin.TABLE else "that case"

    def noun(self, fact: str) -> str:
        """Return what one such fact is called."""
        fact_type = self.type(fact)
        if fact_type.origin is Origin.TABLE:
            return f"row of the table {quoted(fact)}"
        if self.is_item(fact):
            return f"item of {quoted(fact.removeprefix(f'{fact_type.around}.'))}"
        return "case" if fact_type.origin is Origin.DERIVED else fact_type.noun

    def is_item(self, fact: str) -> bool:
        """Whether a fact is an item of a list of plain values."""
        fact_type = self.type(fact)
        return fact_type.around is not None and fact.startswith(f"{fact_type.around}.")

    def type(self, fact: str) -> FactType:
        """Return the type of a fact."""
        return self._rulebook.vocabulary[fact]


def article(noun: str) -> str:
    """Return a noun with its indefinite article."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def plural(noun: str) -> str:
    """Return the plural of a noun, of its first word where more is said of it: items of `roles`."""
    first, of, rest = noun.partition(" of ")
    return f"{first}s{of}{rest}"
