"""A proposal whose facts would make too many combinations is undecided at once, whichever engine runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from checker.check import Checker
from checker.engine import combinations, durable, reference
from checker.engine import program as program_module
from checker.engine.combinations import Product
from checker.engine.compile import Conjunction, compile_rule_sets, rule_name
from checker.engine.durable import DurableEngine
from checker.engine.interface import MOST_COMBINATIONS, Engine
from checker.engine.library import Action
from checker.engine.reference import ReferenceEngine
from checker.errors import Undecided
from checker.facts import Fact
from checker.report import Status
from checker.rulebook.model import AnyOf, Condition, Constant, Count, Derive, FieldOf, Match, NoneOf, Rule, Table
from tests.engine.agreement import SORTS
from tests.engine.test_reference import SOURCE, TODAY, equal, fact, rule, rulebook
from tests.small_rules import as_bytes, proposal, rule_file, warning

ENGINES = pytest.mark.parametrize("engine", [DurableEngine, ReferenceEngine])
MOST = 100
"""Of combinations, where a test bounds them itself."""


@pytest.fixture
def bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (combinations, reference):
        monkeypatch.setattr(module, "MOST_COMBINATIONS", MOST)


def facts(**sizes: int) -> list[Fact]:
    """Return so many facts of each type; all have the same `g`, and an `f` of their own that others have too."""
    return [fact(type, n, f=f"n{n}", g="same") for type, size in sizes.items() for n in range(size)]


def refused(engine: type[Engine], rules: Sequence[Rule], given: Sequence[Fact], *tables: Table) -> bool:
    """Whether an engine refuses to look at facts."""
    try:
        engine(rulebook(rules, tables=tables), TODAY).run(given)  # type: ignore[call-arg]  # both are built so
    except Undecided:
        return True
    return False


A, B, C = Match("a", "x"), Match("b", "y"), Match("c", "z")
SAME = Match("b", "y", (equal("g", FieldOf("x", "g")),))
OWN = Match("b", "y", (equal("f", FieldOf("x", "f")),))


@ENGINES
@pytest.mark.parametrize(
    ("when", "sizes", "over"),
    [
        pytest.param([A, B], {"a": 10, "b": 10}, False, id="just as many as there may be"),
        pytest.param([A, B], {"a": 1, "b": 101}, True, id="one more"),
        pytest.param([A], {"a": 1000}, False, id="one list is as long as it is"),
        pytest.param([A, SAME], {"a": 11, "b": 10}, True, id="an equality that narrows nothing"),
        pytest.param([A, OWN], {"a": 100, "b": 100}, False, id="an equality that leaves one each"),
        pytest.param([A, OWN], {"a": 101, "b": 101}, True, id="one each, and one more"),
        pytest.param([A, Match("a", "y")], {"a": 11}, True, id="a list with itself"),
        pytest.param([A, B, C], {"a": 6, "b": 6, "c": 6}, True, id="three lists"),
        pytest.param([A, Match("b", "y", (equal("f", Constant("n3")),))], {"a": 99, "b": 99}, False, id="a constant"),
        pytest.param([A, NoneOf("b", (equal("g", FieldOf("x", "key")),))], {"a": 99, "b": 99}, False, id="a negation"),
    ],
)
@pytest.mark.usefixtures("bounded")
def test_the_combinations_of_a_proposal_are_bounded(
    engine: type[Engine], when: list[Condition], sizes: dict[str, int], over: bool
) -> None:
    assert refused(engine, [rule("r", *when)], facts(**sizes)) == over


@ENGINES
@pytest.mark.usefixtures("bounded")
def test_the_combinations_of_all_rules_together_are_bounded(engine: type[Engine]) -> None:
    pair: list[Condition] = [A, SAME]
    assert not refused(engine, [rule("r", *pair)], facts(a=9, b=9))
    assert refused(engine, [rule("r", *pair), rule("s", *pair)], facts(a=9, b=9))


@ENGINES
@pytest.mark.usefixtures("bounded")
def test_facts_that_rules_derive_and_rows_of_tables_count_as_well(engine: type[Engine]) -> None:
    """They are known only while the rules run."""
    first = rule("first", A, derive=[Derive("d", {"f": FieldOf("x", "f")})])
    second = rule("second", Match("d", "x"), Match("d", "y"))
    assert not refused(engine, [first, second], facts(a=10))
    assert refused(engine, [first, second], facts(a=11))
    table = Table("t", ("f",), tuple((f"n{n}",) for n in range(50)), SOURCE)
    assert not refused(engine, [rule("r", A, Match("t", "y"))], facts(a=2), table)
    assert refused(engine, [rule("r", A, Match("t", "y"))], facts(a=3), table)


@pytest.mark.usefixtures("bounded")
def test_what_durable_rules_holds_while_it_tries_counts_too() -> None:
    """Combinations of which nothing comes, and those that are counted, take memory as well."""
    nothing: list[Condition] = [A, B, Match("c", "z", (equal("f", FieldOf("x", "f")), equal("g", FieldOf("y", "f"))))]
    assert refused(DurableEngine, [rule("r", *nothing)], facts(a=101, b=1, c=101))
    counted: list[Condition] = [A, Count("b", (equal("g", FieldOf("x", "g")),), 3, None)]
    assert not refused(DurableEngine, [rule("r", *counted)], facts(a=10, b=10))
    assert refused(DurableEngine, [rule("r", *counted)], facts(a=10, b=11))
    alternatives = AnyOf(((SAME,), (C,)))
    assert refused(DurableEngine, [rule("r", A, alternatives)], facts(a=10, b=6, c=6))


@pytest.mark.usefixtures("bounded")
def test_the_next_proposal_is_evaluated_as_ever() -> None:
    rules = rulebook([rule("r", A, B)])
    engine = DurableEngine(rules, TODAY)
    for _ in range(2):
        with pytest.raises(Undecided):
            engine.run(facts(a=11, b=10))
        assert len(engine.run(facts(a=2, b=3))) == 6


@pytest.mark.exhaustive
@pytest.mark.parametrize("sort", SORTS)
def test_what_is_counted_is_never_less_than_what_durable_rules_finds(
    sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shown on random programs: a bound on the former bounds the latter."""
    compiled: list[Conjunction] = []
    found: Counter[str] = Counter()
    collect = durable._Run._collect

    def compiling(some: Sequence[Conjunction], layouts: Any) -> Any:
        compiled[:] = compiled or some  # those of the rules come first, those of what they count second
        return compile_rule_sets(some, layouts)

    def collecting(run: Any, actions: Sequence[Action]) -> Any:
        found.update(name for name, _ in actions)
        return collect(run, actions)

    monkeypatch.setattr(program_module, "compile_rule_sets", compiling)
    monkeypatch.setattr(durable._Run, "_collect", collecting)
    combined = 0
    for seed in range(100):
        program = SORTS[sort](Random(seed))
        compiled.clear()
        found.clear()
        engine = DurableEngine(program.rulebook, program.today)
        run = durable._Run(engine._program)
        run.matches(program.facts)
        for number, conjunction in enumerate(compiled):
            product = Product(conjunction, program.rulebook.vocabulary)
            if len(product.types) > 1:
                combined += found[rule_name(number)]
                most = product.number(run._index, 10**9)
                assert found[rule_name(number)] <= most, f"seed {seed}, rule {product.rule}"
        engine._program.end_sessions()
    assert combined > 300, "it shows nothing"


# What people see

LONG = 501


@pytest.mark.parametrize("engine", ["durable", "reference"])
@pytest.mark.parametrize("lists", [2, 3, 4])
def test_a_rule_that_combines_unrelated_lists_leaves_the_proposal_undecided_and_is_named(
    engine: str, lists: int, tmp_path: Path
) -> None:
    kinds = ["partner", "stakeholder", "measure", "data"]
    when = [{"match": kind, "as": f"x{number}"} for number, kind in enumerate(kinds[:lists])]
    path = rule_file(tmp_path, warning("{x0} and {x1}", when, at="x0"))
    document = proposal(
        partners=[{"id": f"p{n}", "name": "P", "group": "public_entity"} for n in range(LONG)],
        stakeholders=[{"id": f"s{n}", "name": "S", "group": "public"} for n in range(LONG)],
        measures=[{"id": f"m{n}", "kind": "audit"} for n in range(LONG)],
        data=[{"id": f"d{n}", "provider": "p0"} for n in range(LONG)],
    )
    result = Checker([path], today=TODAY, engine=engine).check(as_bytes(document))
    assert result.status is Status.UNDECIDED, result.errors
    (problem,) = result.errors
    assert "the rule `rule-0` combines each `partner` (501 here) with each `stakeholder` (501 here)" in problem.message
    assert f"more than {MOST_COMBINATIONS:,} combinations" in problem.message
    assert problem.hint == "Shorten these lists, or have the rule join them by what has to be equal."
