"""From guidance to rules and back: which rules rest on a statement, and which statements nothing rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checker.rulebook.model import AnyOf, Condition, Match, Rule, Rulebook


@dataclass(frozen=True, slots=True)
class Trace:
    """What cites what in some rules.

    rules_of: per id of a statement, in the order of the guidance, the ids of the rules that cite it, by pack and id.
    statements_of: per id of a rule that warns, by pack and id, the ids of the statements that it cites. Rules that only
        derive facts are left out: they say nothing that could rest on guidance.
    """

    rules_of: Mapping[str, tuple[str, ...]]
    statements_of: Mapping[str, tuple[str, ...]]

    @property
    def uncited(self) -> tuple[str, ...]:
        """The statements that no rule cites."""
        return tuple(statement for statement, rules in self.rules_of.items() if not rules)

    @property
    def without_cites(self) -> tuple[str, ...]:
        """The rules that cite no statement."""
        return tuple(rule for rule, statements in self.statements_of.items() if not statements)


def trace(rulebook: Rulebook) -> Trace:
    """Return what cites what in a rulebook."""
    rules = sorted(rulebook.warning_rules(), key=lambda rule: (rule.pack, rule.id))
    statements_of = {rule.id: cited_statements(rule, rulebook) for rule in rules}
    rules_of = {
        statement: tuple(rule for rule, cited in statements_of.items() if statement in cited)
        for statement in rulebook.statements
    }
    return Trace(rules_of, statements_of)


def cited_statements(rule: Rule, rulebook: Rulebook) -> tuple[str, ...]:
    """Return the ids of the statements that a rule can cite, each once, in the order of the guidance.

    A rule that cites a column of a table (`warn.cites: $t.statement`) cites all statements in that column: each warning
    cites one of them.
    """
    cited = {*rule.cites, *_cited_by_rows(rule, rulebook)}
    return tuple(statement for statement in rulebook.statements if statement in cited)


def _cited_by_rows(rule: Rule, rulebook: Rulebook) -> set[object]:
    if rule.warn is None or rule.warn.cites is None:
        return set()
    cites = rule.warn.cites
    table = rulebook.tables[_facts_by_name(rule.when)[cites.name]]
    column = table.columns.index(cites.field)
    return {row[column] for row in table.rows}


def _facts_by_name(conditions: tuple[Condition, ...]) -> dict[str, str]:
    """Return the fact that each name stands for."""
    names = {}
    for condition in conditions:
        if isinstance(condition, Match) and condition.name is not None:
            names[condition.name] = condition.fact
        elif isinstance(condition, AnyOf):
            for alternative in condition.alternatives:
                names |= _facts_by_name(alternative)
    return names
