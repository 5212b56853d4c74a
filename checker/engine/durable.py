"""The engine that runs: facts in, matches out, by durable_rules.

Per proposal all facts are asserted, then stratum by stratum its trigger; what the rules derive is asserted in turn
until nothing new follows. The library matches and chains; what is done here is to carry facts from one match to the
next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any
from weakref import finalize

from checker.engine.combinations import Combinations
from checker.engine.compile import WARM_UP_RULE, Conjunction, Layouts, compile_rule_sets, rule_name
from checker.engine.conditions import Condition, Index, Path
from checker.engine.derive import Derivation
from checker.engine.interface import Match
from checker.engine.library import LOCK, Action, RuleSet, keep_session_memory, library_version, load_library
from checker.engine.normal import EXCEEDED, REACHED, Bound, FlatCount, FlatRule, Join, Pattern, flatten
from checker.engine.order import in_joining_order
from checker.engine.simplify import FOLLOW, simplified
from checker.engine.views import find_views, with_views
from checker.errors import Undecided
from checker.facts import Fact, Scalar, Vocabulary
from checker.rulebook.model import Rule, Rulebook, Table


class DurableEngine:
    """An Engine on durable_rules. Safe to use from several threads: one run waits for the other."""

    def __init__(self, rulebook: Rulebook, today: date) -> None:
        """Compile `rulebook`; `today` is the date that `$today` stands for.

        Raises LibraryMissing where durable_rules can't be imported, RulesRefused where a rule is beyond its limits.
        """
        library = load_library()
        self.name = f"durable_rules {library_version()}"
        self._compile = partial(_Program, rulebook, today, library)
        self._program = self._compile()
        self.left_out = self._program.left_out
        """The rules that only derive, whose matches are not reported because no match of another rule rests on them."""
        self._failure: type[Exception] = library.error

    def run(self, facts: Sequence[Fact]) -> list[Match]:
        """Return every match, as the interface says. Raises Undecided."""
        with LOCK:
            try:
                matches = _Run(self._program).matches(facts)
                self._program.end_sessions()
            except BaseException as error:
                # What a run that broke off leaves in its sessions must not reach the next proposal.
                self._program = self._compile()
                if isinstance(error, self._failure):
                    raise Undecided(f"The rules engine failed: {error}.") from None
                raise
            return matches


def _close(rule_sets: Iterable[RuleSet]) -> None:
    with LOCK:
        for rule_set in rule_sets:
            rule_set.close()


class _Program:
    """What is compiled once per rulebook.

    rules: by the name that the library reports: the rule, where the facts of its outer `match` conditions are found,
        and whether the same facts may come several times. counts: what is counted, by such names.
    """

    def __init__(self, rulebook: Rulebook, today: date, library: Any) -> None:
        self.strata = range(len(rulebook.strata))
        self.vocabulary = rulebook.vocabulary
        self.rules: dict[str, tuple[Rule, list[_Place], bool]] = {}
        self._flags: dict[Pattern, tuple[str, str, Condition]] = {}
        self.flags: list[list[tuple[str, str, Condition]]] = [[] for _ in rulebook.strata]
        self.flagged: set[str] = set()
        self.counts: dict[str, FlatCount] = {}
        rules: list[Conjunction] = []
        counts: list[Conjunction] = []
        flattened = [(stratum, *flatten(rule, today)) for stratum, some in enumerate(rulebook.strata) for rule in some]
        flat_rules = [[simplified(one, rulebook.vocabulary) for one in flat] for _, flat, _ in flattened]
        counted_types = (
            pattern.fact for _, _, found in flattened for one in found for pattern in (*one.positives, *one.counted)
        )
        views = find_views(flat_rules, counted_types, rulebook.vocabulary)
        self.left_out = frozenset(view.rule.id for view in views.values())
        for (stratum, _, flat_counts), alternatives in zip(flattened, flat_rules, strict=True):
            for flat in alternatives:
                if flat.rule.id not in self.left_out:
                    self._add_rule(in_joining_order(with_views(flat, views)), stratum, len(alternatives) > 1, rules)
            for count in flat_counts:
                for counted in count.counted:
                    self.counts[rule_name(len(counts))] = count
                    counts.append(Conjunction(count.rule, stratum, (*count.positives, counted)))
        self.derivations = {
            rule.id: [Derivation(rule, derive, today) for derive in rule.derive] for rule in rulebook.rules
        }
        self.combinations = Combinations((*rules, *counts), rulebook.vocabulary)
        outcomes = {count.name: count.outcome_type for count in self.counts.values()}
        layouts = Layouts({**rulebook.vocabulary, **outcomes})
        rule_texts, count_texts = compile_rule_sets(rules, layouts), compile_rule_sets(counts, layouts)
        self.writers = {fact_type: layout.writer() for fact_type, layout in layouts}
        self.followed = {name for name, fact_type in rulebook.vocabulary.items() if fact_type.unique}
        self.codes = layouts.codes
        self._add_tables(rulebook.tables.values())
        samples = {fact_type: [layout.sample(serial)] for serial, (fact_type, layout) in enumerate(layouts)}
        with LOCK:
            keep_session_memory()
            self.rule_sets, self.count_sets = (
                [RuleSet(library, f"{name}{number}", text, samples) for number, text in enumerate(texts)]
                for name, texts in (("rules", rule_texts), ("counts", count_texts))
            )
        # What the library allocated is not Python's to free.
        finalize(self, _close, [*self.rule_sets, *self.count_sets]).atexit = False

    def _add_rule(self, flat: FlatRule, stratum: int, is_alternative: bool, rules: list[Conjunction]) -> None:
        # Several facts may lead to the same one, so only what is matched itself tells matches apart.
        seen = {bound.position for bound in flat.outer if bound.single is None and not bound.path}
        repeats = is_alternative or len(flat.positives) > len(seen)
        places = [_Place(bound, flat, self.vocabulary) for bound in flat.outer]
        self.rules[rule_name(len(rules))] = flat.rule, places, repeats
        joined = tuple(none for none in flat.negatives if any(isinstance(test, Join) for test in none.tests))
        flags = tuple(self._flag(none, stratum) for none in flat.negatives if none not in joined)
        rules.append(Conjunction(flat.rule, stratum, flat.positives, joined, flags))

    def _flag(self, pattern: Pattern, stratum: int) -> str:
        """Return the name of the field of the trigger that tells whether there is such a fact at all."""
        if pattern not in self._flags:
            condition = Condition(pattern.tests, pattern.fact, self.vocabulary)
            self._flags[pattern] = f"e{len(self._flags)}", pattern.fact, condition
            self.flagged.add(pattern.fact)
        flag = self._flags[pattern]
        if flag not in self.flags[stratum]:
            self.flags[stratum].append(flag)
        return flag[0]

    def _add_tables(self, tables: Iterable[Table]) -> None:
        """Write the rows of tables, which are the first facts of every run."""
        self.table_rows = [
            Fact(table.name, dict(zip(table.columns, row, strict=True)), None) for table in tables for row in table.rows
        ]
        self.rows = [row for row in self.table_rows if row.type in self.writers]
        self.row_texts: dict[str, list[str]] = {}
        for serial, row in enumerate(self.rows):
            self.row_texts.setdefault(row.type, []).extend(self.writers[row.type]([row], serial, self.codes, {}))

    def end_sessions(self) -> None:
        for rule_set in (*self.rule_sets, *self.count_sets):
            rule_set.end_session()


class _Place:
    """Where a fact of a match is found: at a pattern, or where its keys lead; or it is the only one of its type."""

    __slots__ = ("_path", "_position", "_single")

    def __init__(self, bound: Bound, flat: FlatRule, vocabulary: Vocabulary) -> None:
        # The serial numbers of a match begin with that of the trigger.
        self._position = bound.position + 1
        self._single = bound.single
        self._path = None
        if bound.path:
            self._path = Path(flat.positives[bound.position].fact, FOLLOW.join((*bound.path, "key")), vocabulary)

    def fact(self, serials: Sequence[str], facts: Sequence[Fact | None], index: Index) -> Fact:
        if self._single is not None:
            (only,) = index[self._single].values()
            return only
        fact = facts[int(serials[self._position])]
        if fact is not None and self._path is not None:
            fact = self._path.fact(fact, index)
        assert fact is not None
        return fact


class _Run:
    """One proposal on its way through the engine."""

    def __init__(self, program: _Program) -> None:
        self._program = program
        self._codes = program.codes.fork()
        self._facts: list[Fact | None] = [*program.rows]
        self._matches: list[Match] = []
        self._repeated: set[tuple[str, tuple[int, ...]]] = set()
        self._derived: dict[Any, Fact] = {}
        self._counted: dict[tuple[str, tuple[int, ...]], set[int]] = {}
        kept = program.flagged | program.combinations.fact_types
        self._by_type: dict[str, list[Fact]] = {fact_type: [] for fact_type in kept}
        for row in program.table_rows:
            if row.type in self._by_type:
                self._by_type[row.type].append(row)
        self._index: dict[str, dict[Scalar | None, Fact]] = {fact_type: {} for fact_type in program.followed}
        self._outcomes: set[tuple[str, str, tuple[int, ...]]] = set()

    def matches(self, facts: Sequence[Fact]) -> list[Match]:
        for fact in facts:
            if fact.type in self._index:
                self._index[fact.type][fact.get("key")] = fact
        self._add({**self._program.row_texts, **self._texts(facts)})
        for stratum in self._program.strata:
            new = self._trigger(stratum)
            while new:
                new = self._add(self._texts(new))
        return self._matches

    def _add(self, texts: Mapping[str, Sequence[str]]) -> list[Fact]:
        """Assert facts, and return those that follow. What is counted is known before somebody asks for it."""
        self._program.combinations.check(self._by_type, self._index)
        outcomes = [action for one in self._program.count_sets for action in one.assert_facts(texts)]
        texts = {**self._texts(self._count(outcomes)), **texts}
        return self._collect([action for one in self._program.rule_sets for action in one.assert_facts(texts)])

    def _trigger(self, stratum: int) -> list[Fact]:
        """Let the rules of a stratum run, and return the facts that follow."""
        serial = len(self._facts)
        self._facts.append(None)
        outcomes = [action for one in self._program.count_sets for action in one.trigger(stratum, serial, {})]
        texts = self._texts(self._count(outcomes))
        actions = [action for one in self._program.rule_sets for action in one.assert_facts(texts)]
        flags = {
            name: any(condition.holds(fact, self._index) for fact in self._by_type[fact_type])
            for name, fact_type, condition in self._program.flags[stratum]
        }
        actions += [action for one in self._program.rule_sets for action in one.trigger(stratum, serial, flags)]
        return self._collect(actions)

    def _texts(self, facts: Iterable[Fact]) -> dict[str, list[str]]:
        """Give facts their serial numbers and write them, by type; those of types that no rule reads are left out."""
        by_type: dict[str, list[Fact]] = {}
        for fact in facts:
            by_type.setdefault(fact.type, []).append(fact)
        texts: dict[str, list[str]] = {}
        for fact_type, alike in by_type.items():
            if fact_type in self._by_type:
                self._by_type[fact_type] += alike
            writer = self._program.writers.get(fact_type)
            if writer is not None:
                texts[fact_type] = writer(alike, len(self._facts), self._codes, self._index)
                self._facts += alike
        return texts

    def _collect(self, actions: Iterable[Action]) -> list[Fact]:
        """Keep the matches that are new, and return the facts derived from them that are new."""
        new: list[Fact] = []
        for name, serials in actions:
            if name == WARM_UP_RULE:
                continue
            rule, places, repeats = self._program.rules[name]
            facts = tuple([place.fact(serials, self._facts, self._index) for place in places])
            if repeats:
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
            count = self._program.counts[name]
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
