"""The reference evaluator keeps each promise of the rule language: by hand, each case by agreement with clingo too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from checker.engine import reference
from checker.engine.interface import Engine
from checker.engine.interface import Match as Found
from checker.engine.reference import ReferenceEngine
from checker.facts import Fact, FactType, FieldType, Kind, Origin, Scalar
from checker.rulebook.model import (
    AnyOf,
    Condition,
    Constant,
    Count,
    Derive,
    FieldOf,
    Match,
    NoneOf,
    Operand,
    Operator,
    Presence,
    Reference,
    Rule,
    Rulebook,
    SelfField,
    Source,
    Table,
    Template,
    Today,
    Warn,
)
from checker.rulebook.model import Test as FieldTest  # by its own name, pytest would take it for a class of tests
from tests.engine.agreement import disagreement, durable_matches
from tests.engine.canonical import canonical
from tests.engine.clingo_program import clingo_matches
from tests.engine.generate import Program, random_program, shuffled
from tests.engine.typed import well_typed

TODAY = date(2024, 2, 29)
YESTERDAY = date(2024, 2, 28)
TOMORROW = date(2024, 3, 1)
SOURCE = Source("test.yaml", 1, 1)
SHUFFLED = 300
"""How many random programs are evaluated in two orders."""

NO = None
"""An absent field, in the tables below."""


def rule(id: str, *when: Condition, derive: Sequence[Derive] = ()) -> Rule:
    """Return a rule; it warns, so that all of its matches have to be found."""
    warn = Warn(Template(("Consider it.",)), Template(("Mend it.",)))
    return Rule(id=id, pack="test", when=when, source=SOURCE, warn=warn, derive=tuple(derive))


def rulebook(*strata: Sequence[Rule], tables: Sequence[Table] = ()) -> Rulebook:
    """Return a rulebook over the facts `a`, `b`, `c` of proposals, and `d` and `e`, which are derived."""
    fields = {field: FieldType(Kind.STRING) for field in ("key", "f", "g", "x.y")}
    types = {name: FactType(name, fields, Origin.PROPOSAL) for name in "abc"}
    types |= {name: FactType(name, fields, Origin.DERIVED) for name in "de"}
    types |= {table.name: FactType(table.name, fields, Origin.TABLE) for table in tables}
    return Rulebook(
        rules=tuple(rule for stratum in strata for rule in stratum),
        strata=tuple(tuple(stratum) for stratum in strata),
        vocabulary=types,
        tables={table.name: table for table in tables},
    )


def run(rules: Rulebook, *facts: Fact) -> list[Found]:
    """Return the matches, having made sure that clingo finds the same, and durable_rules too.

    The tables below compare values of different kinds too, which no loader lets through; durable_rules sees the rest.
    """
    program = Program(rules, facts, TODAY)
    found = ReferenceEngine(rules, TODAY).run(facts)
    assert canonical(found) == clingo_matches(program)
    typed = well_typed(program, found)
    if typed is not None:
        assert disagreement(durable_matches(typed), canonical(found), typed.rulebook) == set()
    return found


def matched(facts: Sequence[Fact], *when: Condition) -> list[tuple[str, ...]]:
    """Return the keys of the facts of each match of one rule, sorted."""
    found = run(rulebook([rule("r", *when)]), *facts)
    return sorted(tuple(str(fact.values["key"]) for fact in match.facts) for match in found)


def derived(found: Sequence[Found], type: str) -> list[Fact]:
    """Return the distinct facts of a type that follow from matches, sorted."""
    facts = {id(fact): fact for match in found for fact in match.derived if fact.type == type}
    return sorted(facts.values(), key=repr)


def fact(type: str, number: int, **values: Scalar | None) -> Fact:
    present = {field: value for field, value in values.items() if value is not None}
    return Fact(type, {"key": f"{type}{number}", **present}, f"/{type}/{number}")


def where(field: str, operator: Operator, *operands: Scalar | Operand | Presence) -> FieldTest:
    """Return a test; plain values become constants."""
    symbolic = (Constant, Today, FieldOf, SelfField, Presence)
    made = tuple(operand if isinstance(operand, symbolic) else Constant(operand) for operand in operands)
    return FieldTest(field, operator, made)


def equal(field: str, operand: Scalar | Operand) -> FieldTest:
    return where(field, Operator.EQUAL, operand)


# Operators. Each line: the operands, the value of the field, whether the test holds.

EQUALITY = [
    ("s", "s", True),
    ("s", "S", False),
    ("s", "s ", False),
    ("s", NO, False),
    (1, 1, True),
    (1, Decimal("1.0"), True),
    (Decimal("0.1"), Decimal("0.10"), True),
    (Decimal("0.1"), Decimal("0.10000000000000000000000000000000000001"), False),
    (10**12 - 1, 10**12, False),
    (True, True, True),
    (True, False, False),
    (True, 1, False),
    (1, True, False),
    (False, 0, False),
    (False, NO, False),
    (0, NO, False),
    ("", NO, False),
    ("1", 1, False),
    (1, "1", False),
    ("True", True, False),
    ("2024-02-29", TODAY, False),
    (TODAY, TODAY, True),
    (TODAY, YESTERDAY, False),
    ("none", NO, False),
]


@pytest.mark.parametrize(("operand", "value", "holds"), EQUALITY)
def test_equal_compares_exactly_and_never_across_kinds(operand: Scalar, value: Scalar | None, holds: bool) -> None:
    facts = [fact("a", 0, f=value)]
    assert bool(matched(facts, Match("a", "x", (equal("f", operand),)))) is holds


@pytest.mark.parametrize(("operand", "value", "holds"), EQUALITY)
def test_not_holds_exactly_where_equal_does_not(operand: Scalar, value: Scalar | None, holds: bool) -> None:
    facts = [fact("a", 0, f=value)]
    assert bool(matched(facts, Match("a", "x", (where("f", Operator.NOT, operand),)))) is not holds


@pytest.mark.parametrize(("operand", "value", "holds"), EQUALITY)
def test_two_fields_are_equal_as_a_field_and_a_constant_are(operand: Scalar, value: Scalar | None, holds: bool) -> None:
    """So says the join through a hash table too, in both directions, and `$self`."""
    facts = [fact("a", 0, f=value), fact("b", 0, f=operand), fact("c", 0, f=value, g=operand)]
    forward = [Match("a", "x"), Match("b", "y", (equal("f", FieldOf("x", "f")),))]
    backward = [Match("a", "x", (equal("f", FieldOf("y", "f")),)), Match("b", "y")]
    assert bool(matched(facts, *forward)) is holds
    assert bool(matched(facts, *backward)) is holds
    assert bool(matched(facts, Match("c", None, (equal("f", SelfField("g")),)))) is holds


MEMBERSHIP = [
    (("s", "t"), "t", True),
    (("s", "t"), "u", False),
    (("s", "t"), NO, False),
    (("s", Presence.ABSENT), NO, True),
    (("s", Presence.ABSENT), "s", True),
    (("s", Presence.ABSENT), "t", False),
    ((Presence.PRESENT,), "t", True),
    ((Presence.PRESENT,), NO, False),
    ((Presence.PRESENT, Presence.ABSENT), NO, True),
    (("absent",), NO, False),
    (("absent",), "absent", True),
    ((1, 2), Decimal("2.00"), True),
    ((1, 2), True, False),
    ((), "s", False),
    ((), NO, False),
]


@pytest.mark.parametrize(("operands", "value", "holds"), MEMBERSHIP)
def test_in_holds_where_one_item_does(
    operands: tuple[Scalar | Presence, ...], value: Scalar | None, holds: bool
) -> None:
    facts = [fact("a", 0, f=value)]
    assert bool(matched(facts, Match("a", "x", (where("f", Operator.IN, *operands),)))) is holds


@pytest.mark.parametrize(("operands", "value", "holds"), MEMBERSHIP)
def test_not_in_holds_exactly_where_in_does_not(
    operands: tuple[Scalar | Presence, ...], value: Scalar | None, holds: bool
) -> None:
    facts = [fact("a", 0, f=value)]
    assert bool(matched(facts, Match("a", "x", (where("f", Operator.NOT_IN, *operands),)))) is not holds


@pytest.mark.parametrize(
    ("value", "operand", "holding"),
    [
        (1, 2, {Operator.LT, Operator.LTE}),
        (2, Decimal("2.0"), {Operator.LTE, Operator.GTE}),
        (Decimal("0.3"), Decimal("0.1"), {Operator.GT, Operator.GTE}),
        (10, 9, {Operator.GT, Operator.GTE}),
        (-1, 0, {Operator.LT, Operator.LTE}),
        (YESTERDAY, TODAY, {Operator.LT, Operator.LTE}),
        (TODAY, TODAY, {Operator.LTE, Operator.GTE}),
        (NO, 2, set()),
        (2, NO, set()),
        (NO, NO, set()),
        (True, 2, set()),
        (0, True, set()),
        ("1", 2, set()),
        (TODAY, "2025-01-01", set()),
    ],
)
def test_an_ordering_holds_for_two_numbers_or_two_dates_that_are_there(
    value: Scalar | None, operand: Scalar | None, holding: set[Operator]
) -> None:
    facts = [fact("a", 0, f=value, g=operand)]
    orderings = (Operator.LT, Operator.LTE, Operator.GT, Operator.GTE)
    held = {each for each in orderings if matched(facts, Match("a", "x", (where("f", each, SelfField("g")),)))}
    assert held == holding


@pytest.mark.parametrize(("value", "present"), [(NO, False), ("s", True), (False, True), (0, True), ("", True)])
def test_present_and_absent_ask_only_whether_the_field_is_there(value: Scalar | None, present: bool) -> None:
    facts = [fact("a", 0, f=value)]
    assert bool(matched(facts, Match("a", "x", (where("f", Operator.PRESENT),)))) is present
    assert bool(matched(facts, Match("a", "x", (where("f", Operator.ABSENT),)))) is not present


@pytest.mark.parametrize(
    ("operator", "holds"),
    [(Operator.EQUAL, False), (Operator.IN, False), (Operator.NOT, True), (Operator.NOT_IN, True)],
)
@pytest.mark.parametrize("value", ["s", NO])
def test_a_field_that_is_absent_equals_nothing_not_even_another_absent_one(
    operator: Operator, holds: bool, value: Scalar | None
) -> None:
    facts = [fact("a", 0), fact("b", 0, f=value)]
    when = [Match("a", "x"), Match("b", "y", (where("f", operator, FieldOf("x", "f")),))]
    assert bool(matched(facts, *when)) is holds


def test_several_tests_of_one_condition_all_have_to_hold() -> None:
    facts = [fact("a", number, f=number) for number in range(5)]
    between = (where("f", Operator.GT, 1), where("f", Operator.LTE, 3))
    assert matched(facts, Match("a", "x", between)) == [("a2",), ("a3",)]


def test_today_is_the_day_that_the_evaluator_was_given() -> None:
    facts = [fact("a", 0, f=YESTERDAY), fact("a", 1, f=TODAY), fact("a", 2, f=TOMORROW)]
    assert matched(facts, Match("a", "x", (where("f", Operator.LT, Today()),))) == [("a0",)]
    assert matched(facts, Match("a", "x", (equal("f", Today()),))) == [("a1",)]


# Conditions


def test_matches_are_joined_through_names_whatever_their_order() -> None:
    facts = [*(fact("a", n) for n in range(3)), fact("b", 0, f="a1"), fact("b", 1, f="a1"), fact("b", 2)]
    a, b = Match("a", "x"), Match("b", "y", (equal("f", FieldOf("x", "key")),))
    assert matched(facts, a, b) == [("a1", "b0"), ("a1", "b1")]
    assert matched(facts, b, a) == [("b0", "a1"), ("b1", "a1")]


def test_matches_without_a_join_are_all_pairs_and_may_be_the_same_fact_twice() -> None:
    facts = [fact("a", 0), fact("a", 1)]
    assert matched(facts, Match("a", "x"), Match("a", None)) == [
        ("a0", "a0"),
        ("a0", "a1"),
        ("a1", "a0"),
        ("a1", "a1"),
    ]


def test_two_matches_may_refer_to_each_other() -> None:
    facts = [fact("a", 0, f="b0"), fact("a", 1, f="b1"), fact("b", 0, f="a0"), fact("b", 1, f="a0")]
    when = [Match("a", "x", (equal("f", FieldOf("y", "key")),)), Match("b", "y", (equal("f", FieldOf("x", "key")),))]
    assert matched(facts, *when) == [("a0", "b0")]


def test_equal_facts_at_two_places_are_two_facts() -> None:
    twins = [Fact("a", {"key": "same"}, "/a/0"), Fact("a", {"key": "same"}, "/a/1")]
    assert len(run(rulebook([rule("r", Match("a", "x"))]), *twins)) == 2
    assert matched(twins, Count("a", (), at_least=2, at_most=2)) == [()]


def test_none_holds_for_the_facts_matched_so_far_wherever_it_stands() -> None:
    facts = [fact("a", 0), fact("a", 1), fact("b", 0, f="a1")]
    match, none = Match("a", "x"), NoneOf("b", (equal("f", FieldOf("x", "key")),))
    assert matched(facts, none, match) == matched(facts, match, none) == [("a0",)]


def test_a_rule_without_a_match_holds_once_or_not_at_all() -> None:
    assert matched([], NoneOf("a")) == [()]
    assert matched([fact("a", 0)], NoneOf("a")) == []


@pytest.mark.parametrize(
    ("at_least", "at_most", "holding"),
    [
        (None, None, {0, 1, 2, 3}),
        (0, None, {0, 1, 2, 3}),
        (1, None, {1, 2, 3}),
        (2, 2, {2}),
        (None, 1, {0, 1}),
        (None, 0, {0}),
        (3, 2, set()),
    ],
)
def test_count_holds_between_its_bounds_and_counts_zero_too(
    at_least: int | None, at_most: int | None, holding: set[int]
) -> None:
    condition = Count("b", (equal("f", True),), at_least, at_most)
    others = [fact("b", 9, f=False)]
    held = {n for n in range(4) if matched([*others, *(fact("b", i, f=True) for i in range(n))], condition)}
    assert held == holding


def test_count_counts_for_each_match_on_its_own() -> None:
    facts = [fact("a", 0), fact("a", 1), *(fact("b", n, f="a0") for n in range(2)), fact("b", 2, f="a1")]
    several = Count("b", (equal("f", FieldOf("x", "key")),), at_least=2, at_most=None)
    assert matched(facts, Match("a", "x"), several) == [("a0",)]


def test_any_holds_where_one_alternative_does_and_never_multiplies_a_match() -> None:
    facts = [fact("a", 0), fact("a", 1), fact("a", 2), fact("b", 0, f="a0"), fact("b", 1, f="a0"), fact("c", 0, f="a1")]
    mine = (equal("f", FieldOf("x", "key")),)
    either = AnyOf(((Match("b", "y", mine),), (Match("b", None, mine),), (Match("c", "y", mine),)))
    assert matched(facts, Match("a", "x"), either) == [("a0",), ("a1",)]
    assert matched(facts, either, Match("a", "x")) == [("a0",), ("a1",)]


def test_an_alternative_is_a_conjunction_with_names_of_its_own() -> None:
    facts = [fact("a", 0), fact("a", 1), fact("b", 0, f="a0", g="c0"), fact("b", 1, f="a1", g="c1"), fact("c", 0)]
    joined = (Match("b", "y", (equal("f", FieldOf("x", "key")),)), Match("c", None, (equal("key", FieldOf("y", "g")),)))
    assert matched(facts, Match("a", "x"), AnyOf((joined,))) == [("a0",)]


def test_matches_without_names_inside_and_outside_of_any_are_not_mixed_up() -> None:
    facts = [fact("a", 0, f=1), fact("b", 0, f=2), fact("c", 0, f=2)]
    inside = (Match("b", None, (equal("f", FieldOf("y", "f")),)), Match("c", "y"))
    assert matched(facts, Match("a", None), AnyOf((inside,))) == [("a0",)]


def test_any_can_hold_none_and_count_and_any() -> None:
    facts = [fact("a", 0), fact("a", 1), fact("a", 2), fact("b", 0, f="a0"), fact("b", 1, f="a2"), fact("b", 2, f="a2")]
    mine = (equal("f", FieldOf("x", "key")),)
    nested = AnyOf(((NoneOf("b", mine),), (AnyOf(((Count("b", mine, 2, None),), (Match("c", "z"),))),)))
    assert matched(facts, Match("a", "x"), nested) == [("a1",), ("a2",)]


def test_none_inside_an_alternative_is_asked_once_its_names_are_bound() -> None:
    facts = [fact("b", 0, f="c0"), fact("b", 1, f="c1"), fact("c", 0)]
    alternative = (NoneOf("c", (equal("key", FieldOf("y", "f")),)), Match("b", "y"))
    assert matched(facts, AnyOf((alternative,))) == [()]
    assert matched([*facts, fact("c", 1)], AnyOf((alternative,))) == []


def test_rows_of_a_table_are_facts_without_a_place() -> None:
    table = Table("t", ("f", "g"), (("s", 1), ("u", 2)), SOURCE)
    rules = rulebook([rule("r", Match("a", "x"), Match("t", "y", (equal("f", FieldOf("x", "f")),)))], tables=[table])
    (match,) = run(rules, fact("a", 0, f="u"))
    assert match.facts[1].type == "t"
    assert (match.facts[1].values, match.facts[1].pointer) == ({"f": "u", "g": 2}, None)


# Derived facts


def test_the_same_values_derived_twice_are_one_fact() -> None:
    rules = rulebook(
        [rule("make", Match("a", "x"), derive=[Derive("d", {"f": FieldOf("x", "f")})])],
        [rule("one", Count("d", (), at_least=1, at_most=1)), rule("each", Match("d", "y"))],
    )
    found = run(rules, fact("a", 0, f=1), fact("a", 1, f=Decimal("1.0")))
    assert sorted(match.rule.id for match in found) == ["each", "make", "make", "one"]
    assert len(derived(found, "d")) == 1


def test_a_derived_one_is_not_a_derived_true_or_a_derived_text() -> None:
    rules = rulebook([rule("make", Match("a", "x"), derive=[Derive("d", {"f": FieldOf("x", "f")})])])
    found = run(rules, fact("a", 0, f=1), fact("a", 1, f=True), fact("a", 2, f="1"), fact("a", 3))
    assert len(derived(found, "d")) == 4


def test_an_operand_that_is_absent_leaves_the_derived_field_absent() -> None:
    values: dict[str, Operand] = {"f": FieldOf("x", "f"), "g": Today(), "key": Constant("k")}
    rules = rulebook([rule("make", Match("a", "x"), derive=[Derive("d", values)])])
    (made,) = derived(run(rules, fact("a", 0)), "d")
    assert made.values == {"g": TODAY, "key": "k"}


def test_derive_without_a_place_gives_none_and_with_one_tells_facts_apart() -> None:
    here = [Derive("d", {}), Derive("e", {}, at=Reference("x"))]
    rules = rulebook([rule("make", Match("a", "x"), derive=here)])
    found = run(rules, fact("a", 0), fact("a", 1))
    assert [made.pointer for made in derived(found, "d")] == [None]
    assert [made.pointer for made in derived(found, "e")] == ["/a/0", "/a/1"]


def test_the_place_of_a_field_is_below_the_fact_and_that_of_an_absent_field_is_the_fact() -> None:
    rules = rulebook([rule("make", Match("a", "x"), derive=[Derive("d", {}, at=Reference("x", "x.y"))])])
    root = Fact("a", {"key": "root", "x.y": 1}, "")
    found = run(rules, root, Fact("a", {"key": "k", "x.y": 1}, "/a/0"), Fact("a", {"key": "l"}, "/a/1"))
    assert sorted(str(made.pointer) for made in derived(found, "d")) == ["/a/0/x/y", "/a/1", "/x/y"]


def test_deriving_at_a_field_of_a_derived_fact_ends() -> None:
    """The place can't grow with each round, or there would be no last one."""
    again = Derive("d", {"f": FieldOf("x", "f")}, at=Reference("x", "f"))
    start = rule("start", Match("a", "x"), derive=[Derive("d", {"f": FieldOf("x", "key")}, at=Reference("x"))])
    found = ReferenceEngine(rulebook([start, rule("again", Match("d", "x"), derive=[again])]), TODAY).run(
        [fact("a", 0)]
    )
    assert [made.pointer for made in derived(found, "d")] == ["/a/0"]


def test_a_match_holds_the_same_fact_object_that_other_rules_match() -> None:
    rules = rulebook(
        [rule("make", Match("a", "x"), derive=[Derive("d", {"f": FieldOf("x", "f")})])], [rule("use", Match("d", "y"))]
    )
    found = run(rules, fact("a", 0, f="s"), fact("a", 1, f="s"))
    assert len({id(fact) for match in found for fact in (*match.derived, *match.facts) if fact.type == "d"}) == 1


def test_recursion_reaches_everything_and_ends_in_a_circle() -> None:
    edges = {(0, 1), (1, 2), (2, 3), (3, 1), (4, 4)}
    step = Derive("d", {"f": FieldOf("x", "f"), "g": FieldOf("x", "g")})
    join = Derive("d", {"f": FieldOf("x", "f"), "g": FieldOf("y", "g")})
    rules = rulebook(
        [
            rule("join", Match("d", "x"), Match("a", "y", (equal("f", FieldOf("x", "g")),)), derive=[join]),
            rule("step", Match("a", "x"), derive=[step]),
        ]
    )
    found = run(rules, *(fact("a", number, f=start, g=end) for number, (start, end) in enumerate(edges)))
    reached = {(made.values["f"], made.values["g"]) for made in derived(found, "d")}
    assert reached == {(0, n) for n in (1, 2, 3)} | {(m, n) for m in (1, 2, 3) for n in (1, 2, 3)} | {(4, 4)}


def test_none_of_a_derived_fact_is_asked_when_the_stratum_below_has_finished() -> None:
    """Over three strata: what is not marked by the first is marked by the second, and the third sees the rest."""
    marked = [Derive("d", {"f": FieldOf("x", "key")})]
    unmarked = [Derive("e", {"f": FieldOf("x", "key")})]
    rules = rulebook(
        [rule("mark", Match("a", "x", (equal("f", True),)), derive=marked)],
        [rule("rest", Match("a", "x"), NoneOf("d", (equal("f", FieldOf("x", "key")),)), derive=unmarked)],
        [rule("left", Match("a", "x"), NoneOf("e", (equal("f", FieldOf("x", "key")),)))],
    )
    found = run(rules, fact("a", 0, f=True), fact("a", 1), fact("a", 2, f=True))
    left = [match.facts[0].values["key"] for match in found if match.rule.id == "left"]
    assert sorted(map(str, left)) == ["a0", "a2"]


def test_a_run_leaves_nothing_behind_for_the_next() -> None:
    rules = rulebook(
        [rule("make", Match("a", "x"), derive=[Derive("d", {"f": FieldOf("x", "f")})])], [rule("use", Match("d", "y"))]
    )
    engine: Engine = ReferenceEngine(rules, TODAY)
    assert len(engine.run([fact("a", 0, f=1)])) == 2
    assert engine.run([]) == []


def test_a_join_looks_at_no_more_pairs_than_it_has_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two lists of 1,000, joined by equality in either direction, take thousands of tests and not a million."""
    tests = 0
    original = reference.Evaluation.holds

    def counting(evaluation: reference.Evaluation, test: FieldTest, fact: Fact, bindings: reference.Bindings) -> bool:
        nonlocal tests
        tests += 1
        return original(evaluation, test, fact, bindings)

    monkeypatch.setattr(reference.Evaluation, "holds", counting)
    facts = [*(fact("a", n) for n in range(1000)), *(fact("b", n, f=f"a{n}") for n in range(1000))]
    joined = Match("b", "y", (equal("f", FieldOf("x", "key")),))
    for when in ([Match("a", "x"), joined], [joined, Match("a", "x")]):
        assert len(ReferenceEngine(rulebook([rule("r", *when)]), TODAY).run(facts)) == 1000
    assert tests <= 4000


# Random programs


def test_the_order_of_rules_conditions_rows_and_facts_means_nothing() -> None:
    for seed in range(SHUFFLED):
        program = random_program(Random(seed))
        other = shuffled(program, Random(seed))
        found = ReferenceEngine(program.rulebook, program.today).run(program.facts)
        again = ReferenceEngine(other.rulebook, other.today).run(other.facts)
        assert canonical(found) == canonical(again), f"seed {seed}"


def test_the_same_seed_makes_the_same_program() -> None:
    first, second = random_program(Random(7)), random_program(Random(7))
    assert first.rulebook == second.rulebook
    assert repr(first.facts) == repr(second.facts)
