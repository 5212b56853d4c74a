"""Rulebooks just at and just beyond a limit of the library. A program: `python -m tests.engine.limits NAME SIZE ...`.

For each size it prints a line: "right" where durable_rules finds what the reference evaluator finds, and whether it
took one rule set or several; or the first problem for which the rulebook is refused. It is run in a process of its own,
because beyond its limits the library ends the process, or never ends.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date

from checker.engine.durable import DurableEngine
from checker.engine.reference import ReferenceEngine
from checker.errors import RulesRefused
from checker.facts import Fact, FactType, FieldType, Kind, Origin
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
    Rule,
    Rulebook,
    SelfField,
    Source,
    Template,
    Warn,
)
from checker.rulebook.model import Test as FieldTest
from tests.engine.canonical import canonical

TODAY = date(2024, 2, 29)
FIELDS = 300
WARN = Warn(Template(("Consider it.",)), Template(("Mend it.",)))

Strata = list[list[Rule]]


def rule(number: int, *when: Condition, derive: Sequence[Derive] = ()) -> Rule:
    """Return a rule; it warns, so that all of its matches have to be found."""
    source = Source("limits.yaml", number + 1, 5)
    return Rule(f"rule-{number}", "test", when, source, warn=WARN, derive=tuple(derive))


def equal(field: str, operand: Operand) -> FieldTest:
    return FieldTest(field, Operator.EQUAL, (operand,))


def patterns(size: int) -> Strata:
    """One rule that matches so many facts, each joined to the one before."""
    first = Match("a", "x0")
    rest = [Match("a", f"x{n}", (equal("f0", FieldOf(f"x{n - 1}", "f0")),)) for n in range(1, size)]
    return [[rule(0, first, *rest)]]


def unlike_patterns(size: int) -> Strata:
    """One rule that matches so many facts of different types."""
    return [[rule(0, *(Match(f"t{n}", None) for n in range(size)))]]


def joins(size: int) -> Strata:
    """One condition that is joined by so many fields, and a negation too."""
    tests = tuple(equal(f"f{n}", FieldOf("x", f"f{n}")) for n in range(size))
    return [[rule(0, Match("a", "x"), Match("b", "y", tests)), rule(1, Match("a", "x"), NoneOf("b", tests))]]


def rules(size: int) -> Strata:
    """So many rules with the same conditions but for a constant."""
    return [[rule(n, Match("a", "x", (equal("f1", Constant(n % 7)),))) for n in range(size)]]


def rules_of_two_types(size: int) -> Strata:
    """So many rules behind one trigger, half of them about facts of one type."""
    return [[rule(n, Match("ab"[n % 2], "x", (equal("f0", Constant(n)),))) for n in range(size)]]


def equal_rules(size: int) -> Strata:
    """So many rules that say the same."""
    return [[rule(n, Match("a", "x"), NoneOf("b", (equal("f0", FieldOf("x", "f0")),))) for n in range(size)]]


def values(size: int) -> Strata:
    """So many constants that one field is compared with."""
    return [[rule(n, Match("a", "x", (equal("f0", Constant(n)),))) for n in range(size)]]


def joining(size: int) -> Strata:
    """So many rules that join on one type of facts."""
    return [[rule(n, Match("a", "x"), Match("b", "y", (equal("f0", FieldOf("x", "f0")),))) for n in range(size)]]


def negations(size: int) -> Strata:
    """One rule with so many joined negations."""
    nones = (NoneOf("b", (equal("f0", FieldOf("x", "f0")), equal("f1", Constant(n + 9)))) for n in range(size))
    return [[rule(0, Match("a", "x"), *nones)]]


def lacks(size: int) -> Strata:
    """One rule with so many negations that are joined by a string: of each fact it is told whether they hold."""
    nones = (NoneOf("b", (equal("key", FieldOf("x", "key")), equal("f1", Constant(n)))) for n in range(size))
    return [[rule(0, Match("a", "x"), *nones)]]


def matches_and_negations(size: int) -> Strata:
    """One rule with twelve joined matches, and so many joined negations, all of one type of facts."""
    rest = (Match("a", f"x{n}", (equal("key", FieldOf(f"x{n - 1}", "key")),)) for n in range(1, 12))
    nones = (NoneOf("a", (equal("f0", FieldOf("x0", "f0")), equal("f1", Constant(n + 9)))) for n in range(size))
    return [[rule(0, Match("a", "x0"), *rest, *nones)]]


def types(size: int) -> Strata:
    """Rules that read so many types of facts."""
    return [[rule(n, Match(f"t{n}", "x")) for n in range(size)]]


def strata(size: int) -> Strata:
    """So many strata, each of which asks for the absence of what the one before derives."""
    start = [rule(0, Match("a", "x"), derive=[Derive("d0", {"f0": FieldOf("x", "f0")})])]
    rest = [
        [
            rule(
                n,
                Match("a", "x", (FieldTest("f0", Operator.NOT, (Constant(n % 3),)),)),
                NoneOf(f"d{n - 1}", (equal("f0", FieldOf("x", "f0")),)),
                derive=[Derive(f"d{n}", {"f0": FieldOf("x", "f0")})],
            )
        ]
        for n in range(1, size)
    ]
    return [start, *rest]


def absences(size: int) -> Strata:
    """So many rules that ask for the absence of a field, each of another."""
    return [[rule(n, Match("a", "x", (FieldTest(f"f{n % FIELDS}", Operator.ABSENT),))) for n in range(size)]]


def fields(size: int) -> Strata:
    """Rules that read so many fields of one type."""
    return [[rule(n, Match("a", "x", (FieldTest(f"f{n}", Operator.PRESENT),))) for n in range(size)]]


def computed(size: int) -> Strata:
    """Rules that compare so many pairs of fields of one fact; some are equal."""
    return [[rule(n, Match("a", "x", (equal(f"f{n}", SelfField(f"f{(n + 4) % FIELDS}")),))) for n in range(size)]]


def flags(size: int) -> Strata:
    """So many rules that ask, each for another constant, whether there is any such fact at all."""
    return [[rule(n, Match("b", "x"), NoneOf("a", (equal("f0", Constant(n)),))) for n in range(size)]]


def flags_of_a_rule(size: int) -> Strata:
    """One rule that asks so often whether there is any such fact at all."""
    return [[rule(0, Match("b", "x"), *(NoneOf("a", (equal("f0", Constant(n + 9)),)) for n in range(size)))]]


def tests(size: int) -> Strata:
    """One condition with so many tests against constants."""
    unlike = tuple(FieldTest(f"f{n % FIELDS}", Operator.NOT, (Constant(n + 9),)) for n in range(size))
    return [[rule(0, Match("a", "x", unlike))]]


def alternatives(size: int) -> Strata:
    """One rule with so many alternatives."""
    return [[rule(0, AnyOf(tuple((Match("a", "x", (equal("f0", Constant(n)),)),) for n in range(size))))]]


def items(size: int) -> Strata:
    """One `in` with so many items, one of them that the field is absent."""
    operands: tuple[Operand | Presence, ...] = (Presence.ABSENT, *(Constant(n) for n in range(1, size)))
    return [[rule(0, Match("a", "x", (FieldTest("f0", Operator.IN, operands),)))]]


def counts(size: int) -> Strata:
    """So many rules that count."""
    return [[rule(n, Match("a", "x"), Count("b", (equal("f0", FieldOf("x", "f0")),), 1, n)) for n in range(size)]]


SHAPES: dict[str, Callable[[int], Strata]] = {
    shape.__name__: shape
    for shape in (
        patterns, unlike_patterns, joins, rules, rules_of_two_types, equal_rules, values, joining, negations, lacks,
        matches_and_negations, types, strata, absences, fields, computed, flags, flags_of_a_rule, tests, alternatives,
        items, counts,
    )
}  # fmt: skip


def rulebook(made: Strata) -> Rulebook:
    numbers = {f"f{n}": FieldType(Kind.NUMBER) for n in range(FIELDS + 1)}
    named = {"key": FieldType(Kind.STRING), **numbers}
    names = {"a", "b"} | {name for stratum in made for one in stratum for name in _names(one.when)}
    vocabulary = {
        name: FactType(
            name, numbers if name[0] == "d" else named, Origin.DERIVED if name[0] == "d" else Origin.PROPOSAL
        )
        for name in names | {derive.fact for stratum in made for one in stratum for derive in one.derive}
    }
    return Rulebook(tuple(one for some in made for one in some), tuple(map(tuple, made)), vocabulary)


def _names(conditions: Sequence[Condition]) -> set[str]:
    return {
        name
        for one in conditions
        for name in (
            {name for inner in one.alternatives for name in _names(inner)} if isinstance(one, AnyOf) else {one.fact}
        )
    }


def facts(vocabulary: Rulebook) -> list[Fact]:
    """Return three facts of `a`, two of `b`, one of every other type; they have some fields each."""
    made = []
    for name, type in vocabulary.vocabulary.items():
        if type.origin is Origin.PROPOSAL:
            for index in range({"a": 3, "b": 2}.get(name, 1)):
                own = {f"f{n}": (n + index) % 4 for n in range(FIELDS + 1) if (n + index) % 5}
                made.append(Fact(name, {"key": f"k{index}", **own, "f0": index}, f"/{name}/{index}"))
    return made


def outcome(name: str, size: int) -> str:
    """Return "right" and whether it took one or several rule sets, "wrong", or why the rulebook is refused."""
    made = rulebook(SHAPES[name](size))
    try:
        engine = DurableEngine(made, TODAY)
    except RulesRefused as refused:
        one = refused.problems[0]
        return f"refused at {one.path}:{one.line}:{one.column}: {one.message}"
    expected = canonical(ReferenceEngine(made, TODAY).run(facts(made)))
    agree = all(canonical(engine.run(facts(made))) == expected for _ in range(2))
    assert expected, "it shows nothing"
    sets = len(engine._program.rule_sets)
    return f"{'right' if agree else 'wrong'} in {'several' if sets > 1 else 'one'}"


if __name__ == "__main__":
    for size in sys.argv[2:]:
        print(outcome(sys.argv[1], int(size)), flush=True)
