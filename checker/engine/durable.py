"""The engine that runs: facts in, matches out, by durable_rules.

Per proposal all facts are asserted, then stratum by stratum its trigger; what the rules derive is asserted in turn until
nothing new follows. The library matches and chains; what is done here is to carry facts from one match to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from checker.engine.compile import Conjunction, Layouts, alias, compile_rule_sets, rule_name
from checker.engine.derive import Derivations
from checker.engine.interface import Match
from checker.engine.layout import Codes
from checker.engine.library import LOCK, Action, RuleSet, keep_session_memory, library_version, load_library
from checker.engine.normal import EXCEEDED, REACHED, FlatCount, flatten
from checker.errors import Undecided
from checker.facts import Fact
from checker.rulebook.model import Rule, Rulebook


class DurableEngine:
    """An Engine on durable_rules. Safe to use from several threads: one run waits for the other."""

    def __init__(self, rulebook: Rulebook, today: date) -> None:
        """Compile `rulebook`; `today` is the date that `$today` stands for.

        Raises LibraryMissing where durable_rules can't be imported, RulesRefused where a rule is beyond its limits.
        """
        library = load_library()
        self.name = f"durable_rules {library_version()}"
        self._program = _Program(rulebook, today, library)
        self._failure: type[Exception] = library.error

    def run(self, facts: Sequence[Fact]) -> list[Match]:
        """Return every match, as the interface says. Raises Undecided."""
        with LOCK:
            try:
                return _Run(self._program).matches(facts)
            except self._failure as error:
                raise Undecided(f"the rules engine failed: {error}") from None
            finally:
                self._program.end_sessions()


class _Program:
    """What is compiled once per rulebook."""

    def __init__(self, rulebook: Rulebook, today: date, library: Any) -> None:
        self.today = today
        layouts = Layouts()
        rules: list[Conjunction] = []
        counts: list[Conjunction] = []
        self.outer: dict[str, tuple[Rule, tuple[str, ...]]] = {}
        self.counts: dict[str, tuple[FlatCount, tuple[str, ...]]] = {}
        for stratum, stratum_rules in enumerate(rulebook.strata):
            for rule in stratum_rules:
                flat_rules, flat_counts = flatten(rule, today)
                for flat in flat_rules:
                    self.outer[rule_name(len(rules))] = rule, tuple(alias(position) for position in flat.outer)
                    rules.append(Conjunction(rule, stratum, flat.positives, flat.negatives))
                for count in flat_counts:
                    for counted in count.counted:
                        positives = (*count.positives, counted)
                        aliases = tuple(alias(position) for position in range(len(positives)))
                        self.counts[rule_name(len(counts))] = count, aliases
                        counts.append(Conjunction(rule, stratum, positives))
        rule_texts = compile_rule_sets(rules, layouts)
        count_texts = compile_rule_sets(counts, layouts)
        self.strata = range(len(rulebook.strata))
        self.codes = layouts.codes
        self.writers: dict[str, Callable[[Fact, int, Codes], str]] = {
            fact_type: layout.writer() for fact_type, layout in layouts
        }
        self.tables = [
            Fact(table.name, dict(zip(table.columns, row, strict=True)), None)
            for table in rulebook.tables.values()
            for row in table.rows
        ]
        with LOCK:
            keep_session_memory()
            self.rule_sets = [RuleSet(library, f"rules{number}", text) for number, text in enumerate(rule_texts)]
            self.count_sets = [RuleSet(library, f"counts{number}", text) for number, text in enumerate(count_texts)]

    def end_sessions(self) -> None:
        for rule_set in (*self.rule_sets, *self.count_sets):
            rule_set.end_session()


class _Run:
    """One proposal on its way through the engine."""

    def __init__(self, program: _Program) -> None:
        self._program = program
        self._codes = program.codes.fork()
        self._facts: list[Fact | None] = []
        self._matches: dict[tuple[str, tuple[int, ...]], Match] = {}
        self._derivations = Derivations(program.today)
        self._counted: dict[tuple[str, tuple[int, ...]], set[int]] = {}
        self._outcomes: set[tuple[str, str, tuple[int, ...]]] = set()

    def matches(self, facts: Sequence[Fact]) -> list[Match]:
        self._add([*self._program.tables, *facts])
        for stratum in self._program.strata:
            new = self._trigger(stratum)
            while new:
                new = self._add(new)
        return list(self._matches.values())

    def _add(self, facts: Iterable[Fact]) -> list[Fact]:
        """Assert facts, and return those that are derived from them. What is counted is known before it is asked for."""
        texts = self._texts(facts)
        outcomes = self._count(action for one in self._program.count_sets for action in one.assert_facts(texts))
        texts = self._texts(outcomes) + texts
        return self._collect(action for one in self._program.rule_sets for action in one.assert_facts(texts))

    def _trigger(self, stratum: int) -> list[Fact]:
        """Let the rules of a stratum run, and return the facts that they derive."""
        serial = self._serial(None)
        outcomes = self._count(action for one in self._program.count_sets for action in one.trigger(stratum, serial))
        texts = self._texts(outcomes)
        sets = self._program.rule_sets
        new = self._collect(action for one in sets for action in one.assert_facts(texts))
        return new + self._collect(action for one in sets for action in one.trigger(stratum, serial))

    def _serial(self, fact: Fact | None) -> int:
        self._facts.append(fact)
        return len(self._facts) - 1

    def _texts(self, facts: Iterable[Fact]) -> list[tuple[str, str]]:
        """Write the facts of types that some rule reads."""
        writers = self._program.writers
        return [
            (fact.type, writers[fact.type](fact, self._serial(fact), self._codes))
            for fact in facts
            if fact.type in writers
        ]

    def _collect(self, actions: Iterator[Action]) -> list[Fact]:
        """Keep the matches that are new, and return the facts derived from them that are new."""
        new: list[Fact] = []
        for name, matched in actions:
            outer = self._program.outer.get(name)
            if outer is None:
                continue
            rule, aliases = outer
            serials = tuple([int(matched[one]["id"]) for one in aliases])
            if (rule.id, serials) in self._matches:
                continue
            facts = tuple([self._known(serial) for serial in serials])
            derived, fresh = self._derivations.follow(rule, facts) if rule.derive else ((), [])
            self._matches[rule.id, serials] = Match(rule, facts, derived)
            new += fresh
        return new

    def _count(self, actions: Iterator[Action]) -> list[Fact]:
        """Count what was matched, and return the outcomes that are new."""
        reached: list[Fact] = []
        for name, matched in actions:
            count, aliases = self._program.counts[name]
            *of, counted = (int(matched[one]["id"]) for one in aliases)
            key = (count.name, tuple(of))
            tally = self._counted.setdefault(key, set())
            tally.add(counted)
            for field, bound in ((REACHED, count.at_least), (EXCEEDED, (count.at_most or 0) + 1)):
                if len(tally) >= bound and (field, *key) not in self._outcomes:
                    self._outcomes.add((field, *key))
                    values = {f"of{place}": serial for place, serial in enumerate(of)}
                    reached.append(Fact(count.name, {field: True, **values}, None))
        return reached

    def _known(self, serial: int) -> Fact:
        fact = self._facts[serial]
        assert fact is not None
        return fact
