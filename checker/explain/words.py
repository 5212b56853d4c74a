"""What is said of the facts of one proposal: names in place of "that concern", values in place of "is one of".

The phrases are those of `rulebook/wording.py`, so that a proof reads like the page of its rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from checker.explain.case import Case
from checker.explain.guide import TODO
from checker.facts import Fact, Kind, Origin, ReadFact
from checker.naming import NOT_STATED
from checker.rulebook.model import Condition, FieldOf, Operator, Rule, SelfField, Test, Today
from checker.rulebook.nouns import Names
from checker.rulebook.relations import quoted, relation, value_in_words, words_for
from checker.rulebook.wording import sentence

_SAYS_THE_VALUE = {Operator.EQUAL, Operator.IN, Operator.PRESENT, Operator.ABSENT}
"""Operators after which the value itself is all that has to be told."""


def called(case: Case, fact: Fact) -> str:
    """Return what a fact is called in a sentence: the concern `safety` of the stakeholder "Residents"."""
    fact_type = case.type(fact)
    if fact_type.single:
        return "the proposal"
    if fact_type.origin is Origin.TABLE:
        cells = [f"{quoted(name)} {value_in_words(value)}" for name, value in fact.values.items()]
        return f"the row of the table {quoted(fact.type)} with {words_for(cells, 'and')}"
    if fact_type.origin is Origin.DERIVED:
        derivation = case.origins.derivation(fact)
        return f"“{derivation.rule.title}” ({all_called(case, derivation.facts) or 'the proposal'})"
    around = case.around(fact)
    of = f" of {called(case, around)}" if around is not None else ""
    if around is not None and fact.type.startswith(f"{around.type}."):
        return f"{value_in_words(fact.values['value'])} in the {quoted(fact.type.removeprefix(f'{around.type}.'))}{of}"
    label = case.naming.label(fact)
    if label.startswith(TODO):  # a blank that a change has left: whoever it will be
        return f"the new {fact_type.noun}{of}"
    return f"the {fact_type.noun}{_as_name(fact, label)}{of}"


def _as_name(fact: Fact, label: str) -> str:
    """Return what is said after the noun: a name in quotes, an id or a code in backticks."""
    if label == fact.type or NOT_STATED in label:
        return ""
    is_name = isinstance(fact, ReadFact) and bool(fact.node.get("name"))
    return f' "{label}"' if is_name else f" {quoted(label)}"


class _Instances(Names):
    """The names of a rule where they stand for facts of a proposal; what is not bound keeps its general name."""

    def __init__(self, rule: Rule, case: Case, bindings: Mapping[str, Fact]) -> None:
        super().__init__(rule, case.rulebook)
        self._case = case
        self._bindings = bindings

    def called(self, name: str | None) -> str:
        """Nothing has to be introduced that has a name of its own."""
        return "" if name in self._bindings else super().called(name)

    def known(self, name: str) -> str:
        """Return what the fact is called."""
        fact = self._bindings.get(name)
        return super().known(name) if fact is None else called(self._case, fact)

    def value_of(self, operand: FieldOf) -> str:
        """Return the value that `$name.field` has."""
        fact = self._bindings.get(operand.name)
        if fact is None or operand.field == "key":
            return super().value_of(operand)
        if operand.field == "value" and self.is_item(fact.type):
            return value_in_words(fact.values["value"])
        value = fact.get(operand.field)
        if value is None:
            return f"the {quoted(operand.field)} of {called(self._case, fact)}, which is missing"
        if self._case.type(fact).origin is not Origin.PROPOSAL:
            return value_in_words(value)
        return f"{value_in_words(value)}, the {quoted(operand.field)} of {called(self._case, fact)}"


def asked(case: Case, rule: Rule, condition: Condition, bindings: Mapping[str, Fact]) -> str:
    """Return what a condition asks, in words, for the facts that are bound."""
    return sentence(condition, rule, case.rulebook, _Instances(rule, case, bindings))


def told(case: Case, rule: Rule, test: Test, fact: Fact, bindings: Mapping[str, Fact]) -> str:
    """Return the value for which a test holds: its `due` is 2026-01-01, which is before today."""
    text = f"its {quoted(test.field)} {_is_value(case, fact, test.field)}"
    if test.operator in _SAYS_THE_VALUE or fact.get(test.field) is None:
        return text
    return f"{text}, which {_asks(case, rule, test, fact, bindings, is_there=True)}"


def missed(case: Case, rule: Rule, test: Test, fact: Fact, bindings: Mapping[str, Fact]) -> str:
    """Return the value for which a test does not hold, and what it would have to be."""
    text = f"its {quoted(test.field)} {_is_value(case, fact, test.field)}"
    return f"{text}; the rule warns only where it {_asks(case, rule, test, fact, bindings, is_there=False)}"


def tells_more(case: Case, test: Test, fact: Fact) -> bool:
    """Whether a test says more of a fact than what it is called: to which others it belongs, the value of an item."""
    if test.field == "value" and fact.type.startswith(f"{case.type(fact).around}."):
        return test.operator not in _SAYS_THE_VALUE
    if test.operator is not Operator.EQUAL or not isinstance(test.operands[0], FieldOf):
        return True
    field = case.type(fact).fields.get(test.field)
    return field is None or field.reference is None


def _is_value(case: Case, fact: Fact, field: str) -> str:
    value = fact.get(field)
    if value is None:
        return "is missing"
    known = case.type(fact).fields.get(field)
    if known is not None and known.kind is Kind.TEXT:
        return "is stated"
    return f"is {value_in_words(value)}"


def _asks(case: Case, rule: Rule, test: Test, fact: Fact, bindings: Mapping[str, Fact], *, is_there: bool) -> str:
    field = case.type(fact).fields.get(test.field)
    if field is not None and is_there:
        field = replace(field, always=True)  # "or is missing" need not be said of a value that is there
    text = relation(test, field, _Instances(rule, case, bindings).value_of)
    for operand in test.operands:
        if isinstance(operand, Today):
            text = text.replace("today", f"today ({case.checker.today.isoformat()})")
        elif isinstance(operand, SelfField) and (value := fact.get(operand.field)) is not None:
            text = text.replace(quoted(operand.field), f"{value_in_words(value)}, its {quoted(operand.field)}")
    return text


def listed(parts: Sequence[str]) -> str:
    """Return several things as a sentence has them."""
    return words_for(parts, "and")


def all_called(case: Case, facts: Iterable[Fact]) -> str:
    """Return what facts are called together; what the name of another one tells already is left out."""
    names = list(dict.fromkeys(called(case, fact) for fact in facts if not case.type(fact).single))
    return listed([name for name in names if not any(name in other for other in names if other != name)])
