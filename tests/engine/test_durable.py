"""The engine on durable_rules finds what the reference evaluator finds.

Random programs are compared in test_agreement.py. The hand-written tables of test_reference.py are run on it too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from checker.check import Checker
from checker.engine.durable import DurableEngine
from checker.engine.normal import flatten
from checker.engine.reference import ReferenceEngine
from checker.engine.simplify import simplified
from checker.errors import Undecided
from checker.facts import Fact, FactType, FieldType, Kind, Origin, ReadFact, Scalar
from checker.rulebook.model import (
    AnyOf,
    Condition,
    Constant,
    Count,
    Derive,
    FieldOf,
    Match,
    NoneOf,
    Operator,
    Presence,
    Reference,
    Rule,
    Rulebook,
    SelfField,
    Source,
)
from checker.rulebook.model import Test as FieldTest  # by its own name, pytest would take it for a class of tests
from checker.vocabulary import ProposalFacts
from tests.engine.agreement import difference, disagreement, durable_matches
from tests.engine.canonical import canonical
from tests.engine.generate import Program, random_program, shuffled
from tests.engine.random_schemas import kinds_read, random_schema_program, random_schema_programs
from tests.engine.test_reference import rule, rulebook, run
from tests.engine.typed import well_typed

SHUFFLED = 100
"""How many random programs of each sort are evaluated in two orders."""

FORGOTTEN = 60
"""How many random rulebooks are given several proposals in turn."""

TODAY = date(2024, 2, 29)
EXAMPLES = Path(__file__).parents[2] / "examples"


# Random programs


@pytest.mark.exhaustive
@pytest.mark.parametrize("make", [random_program, random_schema_program])
def test_the_order_of_rules_conditions_rows_and_facts_means_nothing(make: Callable[[Random], Program]) -> None:
    for seed in range(SHUFFLED):
        program = make(Random(seed))
        assert durable_matches(program) == durable_matches(shuffled(program, Random(seed))), f"seed {seed}"


def test_an_engine_forgets_each_proposal() -> None:
    for seed in range(FORGOTTEN):
        programs = random_schema_programs(Random(seed), 3)
        engine = DurableEngine(programs[0].rulebook, programs[0].today)
        for program in (*programs, *programs):
            expected = canonical(ReferenceEngine(program.rulebook, program.today).run(program.facts))
            found = canonical(engine.run(program.facts))
            assert disagreement(found, expected, program.rulebook) == set(), f"seed {seed}"


def test_an_engine_forgets_a_proposal_too_whose_run_was_interrupted_and_what_follows_that_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever is impatient presses Ctrl-C twice, and may go on with the same Checker in a notebook."""
    checker = Checker(today=date(2026, 11, 22), engine="durable")
    engine = checker._engine
    assert isinstance(engine, DurableEngine)

    def interrupted(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(type(engine._program), "end_sessions", interrupted)
        patched.setattr(engine, "_compile", interrupted)
        with pytest.raises(KeyboardInterrupt):
            checker.check((EXAMPLES / "typical.json").read_bytes())
    assert checker.check((EXAMPLES / "good-practice.json").read_bytes()).warnings == ()


def test_random_schemas_give_facts_all_that_the_compiler_makes_use_of() -> None:
    programs = [random_schema_program(Random(seed)) for seed in range(200)]
    types = [type for program in programs for type in program.rulebook.vocabulary.values()]
    read = [type for type in types if type.origin is Origin.PROPOSAL]
    fields = [(type, name, of) for type in read for name, of in type.fields.items() if name not in ("key", type.around)]
    assert {type.around is None for type in read} == {type.unique for type in read} == {True, False}
    assert {of.always for _, _, of in fields} == {of.reference is None for _, _, of in fields} == {True, False}
    assert any(type.single for type in read)
    assert any(of.reference in ("item0", "item1") and type.name.endswith(".values") for type, _, of in fields)
    assert frozenset.union(*map(kinds_read, programs)) == set(Kind)
    assert {fact.__class__ for program in programs for fact in program.facts} == {Fact, ReadFact}
    uses = Counter(use for program in programs for use in _uses(program))
    assert (
        min(uses[use] for use in ("followed", "followed twice", "single", "view", "flag", "lack", "joined none")) > 30
    ), uses
    assert min(uses[use] for use in ("followed from a derived fact", "lack inside of a lack")) > 10, uses


def _uses(program: Program) -> list[str]:
    """Return which of the compiler's special ways a program goes."""
    engine = DurableEngine(program.rulebook, program.today)
    relevance, vocabulary = engine._program.relevance, program.rulebook.vocabulary
    uses = ["view"] * len(engine._program.views) + ["flag"] * len(relevance._flags)
    uses += [("lack", "lack inside of a lack")[min(1, lacks.nesting)] for _, lacks in relevance.selectors.lacks]
    for one in program.rulebook.rules:
        for flat in flatten(one, program.today)[0]:
            simple = simplified(flat, vocabulary)
            for bound in simple.outer:
                uses += [("", "followed", "followed twice")[min(2, len(bound.path))], "single" if bound.single else ""]
                if bound.path and vocabulary[simple.positives[bound.position].fact].origin is Origin.DERIVED:
                    uses.append("followed from a derived fact")
            uses += ["joined none" for none in flat.negatives if any(hasattr(test, "position") for test in none.tests)]
    return uses


# What random programs showed, by hand

SCHEMA = {
    "x-fact": "proposal",
    "type": "object",
    "required": ["id", "title"],
    "properties": {
        "id": {"type": "string", "pattern": "."},
        "title": {"type": "string"},
        "as": {
            "type": "array",
            "x-unique": "id",
            "items": {
                "x-fact": "a",
                "type": "object",
                "required": ["id", "needed"],
                "properties": {
                    "id": {"type": "string", "pattern": "."},
                    "b": {"type": "string", "pattern": ".", "x-reference": "b"},
                    "needed": {"type": ["number", "null"]},
                    "words": {"type": "array", "items": {"type": "string"}},
                    "days": {"type": "array", "items": {"type": ["string", "null"], "format": "date"}},
                },
            },
        },
        "bs": {
            "type": "array",
            "x-unique": "id",
            "items": {
                "x-fact": "b",
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": {"type": "string", "pattern": "."},
                    "size": {"type": ["number", "null"]},
                    "since": {"type": ["string", "null"], "format": "date"},
                },
            },
        },
    },
}


def both(document: dict[str, object], *rules: Rule) -> list[tuple[str, ...]]:
    """Return the keys of the facts of each match, in order, having made sure that both engines agree."""
    reader = ProposalFacts(SCHEMA)
    facts = tuple(reader.read(document))
    program = Program(Rulebook(rules, (rules,), dict(reader.vocabulary)), facts, TODAY)
    assert difference(program) == set()
    found = durable_matches(program)
    return sorted(tuple(str(dict(values)["key"][1]) for _, values, _ in match[1]) for match in found)


@pytest.mark.parametrize(("since", "found"), [("2024-02-01", 1), ("2024-03-01", 0), (None, 0)])
def test_a_date_in_a_list_is_before_or_after_one_of_its_own_field(since: str | None, found: int) -> None:
    """Facts of the one are read from objects as texts, those of the other are dates already."""
    document: dict[str, object] = {
        "id": "p",
        "as": [{"id": "1", "needed": 1, "days": ["2024-01-01", None, "2024-02-29"]}],
    }
    later = FieldTest("value", Operator.GT, (FieldOf("b", "since"),))
    compared = rule("r", Match("b", "b"), Match("a.days", "day", (later,)))
    assert len(both({**document, "bs": [{"id": "x", "since": since}]}, compared)) == found


def equals(field: str, name: str, other: str) -> FieldTest:
    return FieldTest(field, Operator.EQUAL, (FieldOf(name, other),))


def test_an_absence_may_rest_on_another_absence() -> None:
    """The derived fact is not derived: the second rule sees through it, to a `none` that stands in the first."""
    items = {"type": "string", "pattern": "."}
    lists = {
        f"{name}s": {
            "type": "array",
            "x-unique": "id",
            "items": {"x-fact": name, "type": "object", "required": ["id"], "properties": {"id": items, "of": items}},
        }
        for name in "abc"
    }
    schema = {**SCHEMA, "properties": {"id": items, "title": {"type": "string"}, **lists}}
    document = {"id": "p", "as": [{"id": "1"}], "bs": [{"id": "2", "of": "1"}], "cs": [{"id": "3", "of": "2"}]}
    reader = ProposalFacts(schema)
    derived = FactType("open", {"of": FieldType(Kind.STRING)}, Origin.DERIVED)
    source = Source("x", 1, 1)
    first = Rule(
        "first", "test", (Match("b", "x"), NoneOf("c", (equals("of", "x", "key"),))), source,
        derive=(Derive("open", {"of": FieldOf("x", "of")}),),
    )  # fmt: skip
    second = Rule("second", "test", (Match("a", "y"), NoneOf("open", (equals("of", "y", "key"),))), source)
    rulebook = Rulebook((first, second), ((first,), (second,)), {**reader.vocabulary, "open": derived})
    program = Program(rulebook, tuple(reader.read(document)), TODAY)
    assert difference(program) == set()
    assert len(durable_matches(program)) == 1


def test_what_is_counted_for_may_be_where_a_key_leads() -> None:
    count = Count("a", (equals("b", "y", "key"),), at_least=2, at_most=None)
    when = (Match("a", "x"), Match("b", "y", (equals("key", "x", "b"),)), count)
    document: dict[str, object] = {
        "id": "p",
        "as": [
            {"id": "1", "needed": 1, "b": "1"},
            {"id": "2", "needed": 1, "b": "1"},
            {"id": "3", "needed": 1, "b": "2"},
            {"id": "4", "needed": 1, "b": "nowhere"},
        ],
        "bs": [{"id": "1"}, {"id": "2"}],
    }
    assert both(document, rule("r", *when)) == [("1", "1"), ("2", "1")]


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        (Operator.EQUAL, [("2", "b")]),
        (Operator.NOT, [("1", "b"), ("3", "b"), ("4", "c")]),
        (Operator.LT, [("3", "b")]),
        (Operator.LTE, [("2", "b"), ("3", "b")]),
        (Operator.GT, [("1", "b")]),
        (Operator.GTE, [("1", "b"), ("2", "b")]),
    ],
)
def test_a_field_is_compared_with_one_of_the_fact_that_a_key_leads_to(
    operator: Operator, expected: list[tuple[str, ...]]
) -> None:
    where = (equals("key", "x", "b"), FieldTest("size", operator, (FieldOf("x", "needed"),)))
    led_to = (("1", 1, "b"), ("2", 2, "b"), ("3", 3, "b"), ("4", 2, "c"), ("5", 2, "nowhere"))
    document: dict[str, object] = {
        "id": "p",
        "as": [{"id": id, "needed": needed, "b": key} for id, needed, key in led_to],
        "bs": [{"id": "b", "size": 2}, {"id": "c", "size": None}],
    }
    assert both(document, rule("r", Match("a", "x"), Match("b", "y", where))) == expected


def test_a_key_that_a_derived_fact_holds_leads_on_or_nowhere() -> None:
    """The engine matches the derived fact alone; the match is of both, and once for each of them."""
    derived = FactType("led", {"to": FieldType(Kind.STRING, reference="b")}, Origin.DERIVED)
    source = Source("x", 1, 1)
    first = Rule("first", "test", (Match("a", "x"),), source, derive=(Derive("led", {"to": FieldOf("x", "b")}),))
    large = (equals("key", "l", "to"), FieldTest("size", Operator.GT, (Constant(1),)))
    second = rule("second", Match("led", "l"), Match("b", "y", large))
    held = ("b", "b", "c", "nowhere", None)
    document: dict[str, object] = {
        "id": "p",
        "as": [{"id": id, "needed": 1, "b": key} for id, key in zip("12345", held, strict=True)],
        "bs": [{"id": "b", "size": 2}, {"id": "c", "size": 1}, {"id": "d", "size": 3}],
    }
    reader = ProposalFacts(SCHEMA)
    rulebook = Rulebook((first, second), ((first, second),), {**reader.vocabulary, "led": derived})
    program = Program(rulebook, tuple(reader.read(document)), TODAY)
    assert difference(program) == set()
    engine = DurableEngine(rulebook, TODAY)
    (match,) = [match for match in engine.run(program.facts) if match.rule is second]
    assert [fact.get("to") or fact.get("key") for fact in match.facts] == ["b", "b"]
    (flat,) = flatten(second, TODAY)[0]
    assert [pattern.fact for pattern in simplified(flat, rulebook.vocabulary).positives] == ["led"]


def test_a_fact_that_several_others_lead_to_is_matched_once() -> None:
    alternative = (Match("a.words", "y", (equals("a", "x", "key"),)),)
    document: dict[str, object] = {"id": "p", "as": [{"id": "1", "needed": 1, "words": ["one", "two"]}]}
    assert both(document, rule("r", Match("a", "x"), AnyOf((alternative,)))) == [("1",)]


def test_a_property_that_is_required_and_null_is_absent() -> None:
    document: dict[str, object] = {"id": "p", "as": [{"id": "1", "needed": None}, {"id": "2", "needed": 1}]}
    less = Match("a", "y", (FieldTest("needed", Operator.LTE, (FieldOf("x", "needed"),)),))
    assert both(document, rule("r", Match("a", "x"), less)) == [("2", "2")]
    unlike = Match("a", "y", (FieldTest("needed", Operator.NOT, (FieldOf("x", "needed"),)),))
    assert both(document, rule("r", Match("a", "x"), unlike)) == [("1", "1"), ("1", "2"), ("2", "1")]


def test_no_fact_holds_an_absent_value() -> None:
    """Not even where an item of a list is blank, or null: a place in it would be one of nothing."""
    facts = ProposalFacts(SCHEMA).read({"id": "p", "as": [{"id": "1", "words": [" ", "w"], "days": [None]}]})
    assert [fact for fact in facts if None in fact.values.values()] == []
    assert "/as/0/words/1" in [fact.pointer for fact in facts]


# The engine's own limits on values


@pytest.mark.parametrize("value", [10**12 + 1, Decimal("0.0000001"), -(10**12) - 1])
def test_a_number_that_the_engine_can_not_hold_exactly_leaves_a_proposal_undecided(value: Scalar) -> None:
    """The schema refuses such numbers, so this happens only with another schema; the next proposal is checked again."""
    rules = rulebook([rule("r", Match("a", "x", (FieldTest("f", Operator.GT, (Constant(0),)),)))])
    program = well_typed(Program(rules, (Fact("a", {"key": "1", "f": 1}, "/a/0"),), TODAY), [])
    assert program is not None
    engine = DurableEngine(program.rulebook, TODAY)
    with pytest.raises(Undecided, match=f"the number {value} is larger than a trillion or has more than 6 decimals"):
        engine.run([Fact("a", {"key": "1", "f": value}, "/a/0")])
    assert len(engine.run(program.facts)) == 1


def test_hand_written_tables_reach_durable_rules() -> None:
    """What they compare is of one kind nearly everywhere, so that `run` shows it to both engines."""
    conditions: list[Condition] = [
        NoneOf("b", (equals("f", "x", "key"), FieldTest("g", Operator.IN, (Presence.ABSENT, SelfField("f"))))),
        Count("b", (), 0, 0),
    ]
    derive = Derive("d", {"f": FieldOf("x", "f")}, Reference("x"))
    rules = rulebook([Rule("r", "test", (Match("a", "x"), *conditions), Source("x", 1, 1), derive=(derive,))])
    facts = (Fact("a", {"key": "1", "f": 2}, "/a/0"),)
    typed = well_typed(Program(rules, facts, TODAY), run(rules, *facts))
    assert typed is not None
    assert typed.rulebook.vocabulary["d"].fields["f"].kind is Kind.NUMBER
    assert well_typed(Program(rules, (*facts, Fact("a", {"key": 1}, None)), TODAY), []) is None
