"""The engine that runs: facts in, matches out, by durable_rules.

Per proposal the facts that rules need are asserted, then stratum by stratum its trigger; what the rules derive is
asserted in turn until nothing new follows. The library matches and chains; what is done here is to carry facts from one
match to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from checker.engine.compile import WARM_UP_RULE
from checker.engine.index import Index
from checker.engine.interface import Match
from checker.engine.layout import Bits
from checker.engine.library import LOCK, Action, WrittenFact, library_version, load_library
from checker.engine.normal import EXCEEDED, REACHED
from checker.engine.program import Program
from checker.engine.selection import Selection
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
        self._compile = partial(Program, rulebook, today, library)
        self._program = self._compile()
        self._is_clean = True
        self._failure: type[Exception] = library.error

    def run(self, facts: Sequence[Fact]) -> list[Match]:
        """Return every match, as the interface says. Raises Undecided."""
        with LOCK:
            if not self._is_clean:  # somebody was so impatient as to interrupt what is done after an interruption
                self._clean()
            self._is_clean = False
            try:
                matches = _Run(self._program).matches(facts)
                self._program.end_sessions()
            except BaseException as error:
                self._clean()
                if isinstance(error, self._failure):
                    raise Undecided(f"The rules engine failed: {error}.") from None
                raise
            self._is_clean = True
            return matches

    def _clean(self) -> None:
        """Start anew: what a run that broke off leaves in its sessions must not reach the next proposal."""
        self._program = self._compile()
        self._is_clean = True


class _Run:
    """One proposal on its way through the engine."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._codes = program.codes.fork()
        self._facts: list[Fact | None] = [*program.rows]
        self._matches: list[Match] = []
        self._repeated: set[tuple[str, tuple[int, ...]]] = set()
        self._derived: dict[Any, Fact] = {}
        self._counted: dict[tuple[str, tuple[int, ...]], set[int]] = {}
        self._index = Index(row for rows in program.table_rows.values() for row in rows)
        self._selection = Selection(program.relevance.selectors, self._index)
        self._selection.there = program.rows_there
        self._wanted: Bits = 0
        self._outcomes: set[tuple[str, str, tuple[int, ...]]] = set()

    def matches(self, facts: Sequence[Fact]) -> list[Match]:
        self._add([*self._program.written_rows, *self._relevant(facts)])
        for stratum in self._program.strata:
            new = self._trigger(stratum)
            while new:
                new = self._add(self._written(new))
        return self._matches

    def _relevant(self, facts: Iterable[Fact]) -> Iterable[WrittenFact]:
        """Write the facts that were read, of those that rules need; which these are is settled here."""
        by_type = self._index.add(facts)
        selected = self._selection.select(by_type)
        self._wanted = self._program.relevance.wanted(self._selection)
        return self._write(by_type, selected)

    def _add(self, facts: Sequence[WrittenFact]) -> list[Fact]:
        """Assert facts, and return those that follow. What is counted is known before somebody asks for it."""
        self._program.combinations.check(self._index, self._wanted)
        outcomes = [action for one in self._program.count_sets for action in one.assert_facts(facts, self._wanted)]
        facts = [*self._written(self._count(outcomes)), *facts]
        return self._collect(
            [action for one in self._program.rule_sets for action in one.assert_facts(facts, self._wanted)]
        )

    def _trigger(self, stratum: int) -> list[Fact]:
        """Let the rules of a stratum run, and return the facts that follow."""
        serial = len(self._facts)
        self._facts.append(None)
        wanted = self._wanted
        outcomes = [action for one in self._program.count_sets for action in one.trigger(stratum, serial, 0, wanted)]
        counted = self._written(self._count(outcomes))
        actions = [action for one in self._program.rule_sets for action in one.assert_facts(counted, wanted)]
        there = self._selection.there
        actions += [action for one in self._program.rule_sets for action in one.trigger(stratum, serial, there, wanted)]
        return self._collect(actions)

    def _written(self, facts: Iterable[Fact]) -> Sequence[WrittenFact]:
        """Write facts that followed from others, of those that rules need."""
        by_type = self._index.add(facts)
        return self._write(by_type, self._selection.select(by_type))

    def _write(self, facts: Mapping[str, Sequence[Fact]], selected: Mapping[str, Sequence[Bits]]) -> list[WrittenFact]:
        """Write the facts that a wanted pattern may match; `selected` tells for each which ones may."""
        wanted = self._wanted
        written: list[WrittenFact] = []
        for fact_type, selection in selected.items():
            passed = [bits for bits in selection if bits & wanted]
            if passed and fact_type in self._program.writers:
                needed = [fact for fact, bits in zip(facts[fact_type], selection, strict=True) if bits & wanted]
                texts = self._program.writers[fact_type](needed, passed, len(self._facts), self._codes, self._index)
                self._facts += needed
                written += zip(passed, texts, strict=True)
        return written

    def _collect(self, actions: Iterable[Action]) -> list[Fact]:
        """Keep the matches that are new, and return the facts derived from them that are new."""
        new: list[Fact] = []
        for name, serials in actions:
            if name == WARM_UP_RULE:
                continue
            compiled = self._program.rules[name]
            if not compiled.bit & self._wanted:
                continue  # it has not been given all facts that it asks for
            rule = compiled.rule
            facts = tuple([place.fact(serials, self._facts, self._index) for place in compiled.places])
            if compiled.repeats:
                key = (rule.id, tuple([id(fact) for fact in facts]))
                if key in self._repeated:
                    continue
                self._repeated.add(key)
            self._matches.append(Match(rule, facts, self._derive(rule, facts, new) if rule.derive else ()))
        return new

    def _derive(self, rule: Rule, facts: tuple[Fact, ...], new: list[Fact]) -> tuple[Fact, ...]:
        """Return what follows from a match, and add what is new of it to `new`."""
        derived: list[Fact] = []
        for derivation in self._program.derivations[rule.id]:
            fact, is_new = derivation.fact(facts, self._derived)
            derived.append(fact)
            if is_new:
                new.append(fact)
        return tuple(derived)

    def _count(self, actions: Iterable[Action]) -> list[Fact]:
        """Count what was matched, and return the outcomes that are new."""
        reached: list[Fact] = []
        for name, serials in actions:
            if not self._program.counts[name].bit & self._wanted:
                continue
            count = self._program.counts[name].count
            *of, counted = (int(serial) for serial in serials[1:])
            key = (count.name, tuple(of))
            tally = self._counted.setdefault(key, set())
            tally.add(counted)
            for field, bound in ((REACHED, count.at_least), (EXCEEDED, (count.at_most or 0) + 1)):
                if len(tally) >= bound and (field, *key) not in self._outcomes:
                    self._outcomes.add((field, *key))
                    values = {f"of{place}": serial for place, serial in enumerate(of)}
                    reached.append(Fact(count.name, {field: True, **values}, None))
        return reached
