"""What is compiled once per rulebook for runs on durable_rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from weakref import finalize

from checker.engine.combinations import Combinations
from checker.engine.compile import Conjunction, Layouts, RuleSetText, compile_rule_sets, rule_name
from checker.engine.conditions import Path
from checker.engine.derive import Derivation
from checker.engine.index import Index
from checker.engine.layout import Bits
from checker.engine.library import LOCK, RuleSet, WrittenFact, keep_session_memory
from checker.engine.normal import Bound, FlatCount, FlatRule, Join, Pattern
from checker.engine.relevance import Relevance, Task
from checker.engine.rewrite import rewritten
from checker.engine.selection import Selection
from checker.engine.simplify import FOLLOW
from checker.facts import Fact, Vocabulary
from checker.rulebook.model import Rule, Rulebook


class Place:
    """Where a fact of a match is found: at a pattern, or where its keys lead; or it is the only one of its type."""

    __slots__ = ("_path", "_position", "_row", "_single")

    def __init__(self, bound: Bound, flat: FlatRule, vocabulary: Vocabulary) -> None:
        # The serial numbers of a match begin with that of the trigger.
        self._position = bound.position + 1
        self._single = bound.single
        self._row = bound.row
        self._path = None
        if bound.path:
            self._path = Path(flat.positives[bound.position].fact, FOLLOW.join((*bound.path, "key")), vocabulary)

    def fact(self, serials: Sequence[str], facts: Sequence[Fact | None], index: Index) -> Fact:
        """Return the fact, given the serial numbers of a match and the facts that have them."""
        if self._row is not None:
            return self._row
        if self._single is not None:
            (only,) = index.of_type(self._single)
            return only
        fact = facts[int(serials[self._position])]
        if fact is not None and self._path is not None:
            fact = self._path.fact(fact, index)
        assert fact is not None
        return fact


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """What a match of a conjunction is a match of.

    places: where the facts of the rule's outer `match` conditions are found. repeats: whether the same ones may come
    several times. bit: that of the conjunction.
    """

    rule: Rule
    places: Sequence[Place]
    repeats: bool
    bit: Bits


@dataclass(frozen=True, slots=True)
class CompiledCount:
    """What a match of a conjunction counts. bit: that of the conjunction."""

    count: FlatCount
    bit: Bits


class Program:
    """The rule sets in the library, and what a run has to know to use them.

    rules, counts: by the name that the library reports. table_rows: those of all tables. rows: those that rules ask
    for, which are the first facts of every run, and as written_rows; rows_there: the patterns that they may match.
    views: the ids of rules that have no work to do, see `views.py`.

    Raises RulesRefused where a rule is beyond a limit.
    """

    def __init__(self, rulebook: Rulebook, today: date, library: Any) -> None:
        self.strata = range(len(rulebook.strata))
        self.table_rows = {
            table.name: [Fact(table.name, dict(zip(table.columns, row, strict=True)), None) for row in table.rows]
            for table in rulebook.tables.values()
            if table.rows
        }
        self.derivations = {
            rule.id: [Derivation(rule, derive, today) for derive in rule.derive] for rule in rulebook.rules
        }
        plan = rewritten(rulebook, today, self.table_rows)
        self.views = plan.views
        flags: dict[Pattern, str] = {}
        rules = [_conjunction(flat, stratum, flags) for flat, stratum, _ in plan.rules]
        counts = [
            (count, Conjunction(count.rule, stratum, (*count.positives, counted)))
            for count, stratum in plan.counts
            for counted in count.counted
        ]
        vocabulary = {**rulebook.vocabulary, **{count.name: count.outcome_type for count, _ in counts}}
        layouts = Layouts(vocabulary)
        rule_texts = compile_rule_sets(rules, layouts)
        count_texts = compile_rule_sets([one for _, one in counts], layouts)
        self.codes = layouts.codes
        asserted = [fact_type for fact_type, _ in layouts]
        tasks = [_task(one) for one in rules]
        tasks += [Task(one, [count.name], is_told=False) for count, one in counts]
        self.relevance = Relevance(tasks, layouts, vocabulary, flags)
        conjunctions = [*rules, *(one for _, one in counts)]
        self.combinations = Combinations(
            [(one, self.relevance.bits([one])) for one in conjunctions], rulebook.vocabulary
        )
        self.writers = {one: layouts.of(one).writer(self.relevance.selectors.of_type[one].computed) for one in asserted}
        self.rules = {
            rule_name(number): CompiledRule(
                flat.rule,
                [Place(bound, flat, rulebook.vocabulary) for bound in flat.outer],
                _repeats(flat, is_alternative),
                self.relevance.bits([one]),
            )
            for number, ((flat, _, is_alternative), one) in enumerate(zip(plan.rules, rules, strict=True))
        }
        self.counts = {
            rule_name(number): CompiledCount(count, self.relevance.bits([one]))
            for number, (count, one) in enumerate(counts)
        }
        self._write_rows()
        samples = [
            (self.relevance.of_type(fact_type), layout.sample(serial))
            for serial, (fact_type, layout) in enumerate(layouts)
        ]
        with LOCK:
            keep_session_memory()
            self.rule_sets, self.count_sets = (
                [
                    RuleSet(library, f"{name}{number}", text, *self._bits(text), samples)
                    for number, text in enumerate(texts)
                ]
                for name, texts in (("rules", rule_texts), ("counts", count_texts))
            )
        # What the library allocated is not Python's to free.
        finalize(self, _close, [*self.rule_sets, *self.count_sets]).atexit = False

    def _bits(self, text: RuleSetText) -> tuple[Bits, dict[int, tuple[Bits, dict[str, Bits]]]]:
        """Return the bits of the patterns of a rule set, and those of its rules and of its flags by stratum."""
        patterns = self.relevance.bits(pattern for rule in text.rules for pattern in rule.patterns)
        strata: dict[int, tuple[Bits, dict[str, Bits]]] = {}
        for stratum, names in text.flags.items():
            rules = self.relevance.bits(rule for rule in text.rules if rule.stratum == stratum)
            strata[stratum] = rules, {name: self.relevance.flag(name) for name in sorted(names)}
        return patterns, strata

    def _write_rows(self) -> None:
        self.rows: list[Fact] = []
        self.written_rows: list[WrittenFact] = []
        index = Index(row for rows in self.table_rows.values() for row in rows)
        selection = Selection(self.relevance.selectors, index)
        for name, passed in selection.select(self.table_rows).items():
            if name in self.writers:
                rows = self.table_rows[name]
                texts = self.writers[name](rows, passed, len(self.rows), self.codes, index)
                self.written_rows += zip(passed, texts, strict=True)
                self.rows += rows
        self.rows_there = selection.there

    def end_sessions(self) -> None:
        """Forget all facts."""
        for rule_set in (*self.rule_sets, *self.count_sets):
            rule_set.end_session()


def _close(rule_sets: Iterable[RuleSet]) -> None:
    with LOCK:
        for rule_set in rule_sets:
            rule_set.close()


def _conjunction(flat: FlatRule, stratum: int, flags: dict[Pattern, str]) -> Conjunction:
    """Return a flat rule for the compiler. A `none` that joins nothing is a flag: whether there is such a fact at all.

    flags: their names, by pattern; new ones are added.
    """
    joined = tuple(none for none in flat.negatives if any(isinstance(test, Join) for test in none.tests))
    own = tuple(flags.setdefault(none, f"e{len(flags)}") for none in flat.negatives if none not in joined)
    return Conjunction(flat.rule, stratum, flat.positives, joined, own)


def _task(conjunction: Conjunction) -> Task:
    rule = conjunction.rule
    is_told = rule.warn is not None or not rule.derive
    return Task(conjunction, [derive.fact for derive in rule.derive], is_told)


def _repeats(flat: FlatRule, is_alternative: bool) -> bool:
    """Whether different matches of a flat rule may be of the same facts.

    Several facts may lead to the same one, so only what is matched itself tells matches apart.
    """
    seen = {bound.position for bound in flat.outer if not bound.is_fixed and not bound.path}
    return is_alternative or len(flat.positives) > len(seen)
