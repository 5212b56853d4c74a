"""What the language can say, and the model that it becomes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from checker.facts import FieldType, Kind, Origin
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
    SelfField,
    Severity,
    Template,
    Today,
    Warn,
)
from checker.rulebook.model import Test as FieldTest
from tests.rulebook.conftest import Load, rule_file, warning_rule

PARAMETERS = """\
parameters:
  least: {default: 2, description: d}
  share: {default: 0.5, description: d}
  codes: {default: [safety, privacy_loss], description: d}
"""


def one(operator: Operator, *operands: Operand | Presence) -> list[tuple[Operator, tuple[Operand | Presence, ...]]]:
    return [(operator, operands)]


WHERE = [
    ("partner", "group", "public", one(Operator.EQUAL, Constant("public"))),
    ("partner", "group", "present", one(Operator.PRESENT)),
    ("partner", "group", "absent", one(Operator.ABSENT)),
    ("partner", "group", "{not: absent}", one(Operator.PRESENT)),
    ("partner", "group", "{not: present}", one(Operator.ABSENT)),
    ("partner", "group", "{not: public}", one(Operator.NOT, Constant("public"))),
    ("partner", "group", "{in: [public, absent]}", one(Operator.IN, Constant("public"), Presence.ABSENT)),
    ("partner", "group", "{not_in: [public]}", one(Operator.NOT_IN, Constant("public"))),
    ("partner", "costs.staff_fte", "0.5", one(Operator.EQUAL, Constant(Decimal("0.5")))),
    ("partner", "costs.staff_fte", "1.0", one(Operator.EQUAL, Constant(1))),
    ("partner", "costs.staff_fte", "{lt: $share}", one(Operator.LT, Constant(Decimal("0.5")))),
    (
        "partner",
        "costs.staff_fte",
        "{gt: 0, lte: $self.commitments.staff_fte}",
        [(Operator.GT, (Constant(0),)), (Operator.LTE, (SelfField("commitments.staff_fte"),))],
    ),
    ("partner", "costs.currency", "no", one(Operator.EQUAL, Constant("no"))),
    ("partner", "costs.currency", "2026-03-01", one(Operator.EQUAL, Constant("2026-03-01"))),
    ("partner", "costs.currency", "$$x", one(Operator.EQUAL, Constant("$x"))),
    ("partner", "costs.currency", "$$$x", one(Operator.EQUAL, Constant("$$x"))),
    ("partner", "key", "$w.partner", one(Operator.EQUAL, FieldOf("w", "partner"))),
    ("partner", "key", "{in: [$w.partner, x]}", one(Operator.IN, FieldOf("w", "partner"), Constant("x"))),
    ("partner", "plan", "true", one(Operator.EQUAL, Constant(True))),
    ("partner", "plan", "{not: true}", one(Operator.NOT, Constant(True))),
    ("stakeholder", "at_risk", "false", one(Operator.EQUAL, Constant(False))),
    ("stakeholder", "at_risk", "$self.name", one(Operator.EQUAL, SelfField("name"))),
    ("owner", "until", "{lt: $today}", one(Operator.LT, Today())),
    ("owner", "until", "{gte: 2026-03-01}", one(Operator.GTE, Constant(date(2026, 3, 1)))),
    ("owner", "until", "'2026-03-01'", one(Operator.EQUAL, Constant(date(2026, 3, 1)))),
    ("concern", "code", "{in: $codes}", one(Operator.IN, Constant("safety"), Constant("privacy_loss"))),
    ("concern", "response.status", "open", one(Operator.EQUAL, Constant("open"))),
]


@pytest.mark.parametrize(("fact", "field", "written", "tests"), WHERE, ids=[f"{row[1]}: {row[2]}" for row in WHERE])
def test_a_test_becomes_what_it_says(
    fact: str, field: str, written: str, tests: list[tuple[Operator, tuple[Operand, ...]]], load: Load
) -> None:
    """Each form of `where`, and its operands with values of the field's type."""
    text = warning_rule(f"[{{match: {fact}, where: {{{field}: {written}}}}}, {{match: owner, as: w}}]") + PARAMETERS
    condition = load({"pack.yaml": text}).rules[0].when[0]
    expected = tuple(FieldTest(field, operator, operands) for operator, operands in tests)
    assert condition == Match(fact, None, expected)
    for test, (_, operands) in zip(condition.where, tests, strict=True):
        assert [type(given.value) for given in test.operands if isinstance(given, Constant)] == [
            type(wanted.value) for wanted in operands if isinstance(wanted, Constant)
        ]


CONDITIONS: list[tuple[str, Condition]] = [
    ("{none: partner}", NoneOf("partner")),
    ("{count: partner, at_least: $least}", Count("partner", (), 2, None)),
    ("{count: partner, where: {group: present}, at_least: 0, at_most: 3}",
     Count("partner", (FieldTest("group", Operator.PRESENT),), 0, 3)),
    ("{any: [[{match: partner, as: p}, {none: concern, where: {stakeholder: $p.key}}], [{none: stakeholder}]]}",
     AnyOf(((Match("partner", "p"),
             NoneOf("concern", (FieldTest("stakeholder", Operator.EQUAL, (FieldOf("p", "key"),)),))),
            (NoneOf("stakeholder"),)))),
    ("{any: [[{any: [[{match: partner, as: p}], [{match: partner, as: p, where: {key: $w.partner}}]]}]]}",
     AnyOf(((AnyOf(((Match("partner", "p"),),
                    (Match("partner", "p", (FieldTest("key", Operator.EQUAL, (FieldOf("w", "partner"),)),)),))),),))),
]  # fmt: skip


@pytest.mark.parametrize(("written", "condition"), CONDITIONS, ids=[row[0] for row in CONDITIONS])
def test_a_condition_becomes_what_it_says(written: str, condition: Condition, load: Load) -> None:
    """Each kind of condition; names of an alternative are its own, those around it are visible in it."""
    rulebook = load({"pack.yaml": warning_rule(f"[{written}, {{match: owner, as: w}}]") + PARAMETERS})
    assert rulebook.rules[0].when[0] == condition


def test_a_whole_rule_becomes_the_model(load: Load) -> None:
    """Everything that a rule can say of itself arrives."""
    text = rule_file(
        """\
tables:
  typical:
    columns: [group, code, statement, since, weight]
    rows:
      - [public, safety, LF-02, 2020-01-31, 0.5]
rules:
  - id: a-rule
    title: A rule
    severity: high
    cites: [LF-01]
    tags: [public]
    mandatory: true
    since: "1.0"
    aliases: [an-older-id]
    when:
      - {match: stakeholder, as: s, where: {analyzed_on: {lt: $t.since}}}
      - {match: typical, as: t, where: {group: $s.group}}
    warn:
      at: s.group
      message: "{{{s}}} is {s.group}: {t.code}{s.name}"
      advice: Mend it
      cites: $t.statement
    derive:
      seen: {stakeholder: $s.key, on: $today, text: absent, heavy: $t.weight, named: $s.name}
      at: s
"""
    )
    rulebook = load({"pack.yaml": text})
    (rule,) = rulebook.rules
    assert (rule.id, rule.pack, rule.title, rule.severity) == ("a-rule", "pack", "A rule", Severity.HIGH)
    assert (rule.cites, rule.tags, rule.mandatory, rule.since, rule.aliases) == (
        ("LF-01",), ("public",), True, "1.0", ("an-older-id",)
    )  # fmt: skip
    assert (rule.source.line, rule.source.column) == (11, 5)
    message = Template(
        (
            "{", Reference("s"), "} is ", Reference("s", "group"), ": ", Reference("t", "code"), Reference("s", "name"),
        )
    )  # fmt: skip
    assert rule.warn == Warn(message, Template(("Mend it",)), Reference("s", "group"), FieldOf("t", "statement"))
    values: dict[str, Operand] = {
        "stakeholder": FieldOf("s", "key"), "on": Today(), "text": Constant("absent"), "heavy": FieldOf("t", "weight"),
        "named": FieldOf("s", "name"),
    }  # fmt: skip
    assert rule.derive == (Derive("seen", values, Reference("s")),)
    assert rulebook.tables["typical"].rows == (("public", "safety", "LF-02", date(2020, 1, 31), Decimal("0.5")),)
    assert rulebook.vocabulary["typical"].origin is Origin.TABLE
    assert rulebook.vocabulary["typical"].fields == {
        "group": FieldType(Kind.STRING, frozenset({"public"})),
        "code": FieldType(Kind.STRING, frozenset({"safety"})),
        "statement": FieldType(Kind.STRING, frozenset({"LF-02"})),
        "since": FieldType(Kind.DATE),
        "weight": FieldType(Kind.NUMBER),
    }
    assert rulebook.vocabulary["seen"].origin is Origin.DERIVED
    assert rulebook.vocabulary["seen"].fields == {
        "stakeholder": FieldType(Kind.STRING),
        "on": FieldType(Kind.DATE),
        "text": FieldType(Kind.STRING, frozenset({"absent"})),
        "heavy": FieldType(Kind.NUMBER),
        "named": FieldType(Kind.TEXT),
    }
    statement = rulebook.statements["LF-01"]
    assert (statement.locator, statement.guidance, statement.shows) == ("1.1", "leaflet", "There is an owner.")
    assert rulebook.packs["pack"].title == "A pack"


def test_the_values_of_a_derived_field_are_those_of_all_its_derivations(load: Load) -> None:
    """Value sets are united through other derived facts, in circles too; one open set opens the union."""
    text = rule_file(
        """\
rules:
  - {id: a, when: [{match: concern, as: c}], derive: {x: {v: $c.code, w: high, u: high}}}
  - {id: b, when: [{match: y, as: y}], derive: {x: {v: $y.v, w: $y.w, u: low}}}
  - {id: c, when: [{match: x, as: x}], derive: {y: {v: $x.v, w: $x.w}}}
  - {id: d, when: [{match: owner, as: o}], derive: {y: {w: $o.partner}}}
"""
    )
    vocabulary = load({"pack.yaml": text}).vocabulary
    assert vocabulary["x"].fields["u"].values == frozenset({"high", "low"})
    for fact in ("x", "y"):
        assert vocabulary[fact].fields["v"].values == frozenset({"privacy_loss", "safety", "trade_secret_exposure"})
        assert vocabulary[fact].fields["w"].values is None


def test_a_place_may_be_that_of_a_derived_fact_that_has_one(load: Load) -> None:
    """Where every derivation gives a place, `at` can hand it on."""
    text = rule_file(
        """\
rules:
  - {id: a, when: [{match: owner, as: o}], derive: {x: {v: $o.partner}, at: o.partner}}
  - {id: b, when: [{match: x, as: x}], derive: {y: {v: $x.v}, at: x}}
"""
    )
    assert load({"pack.yaml": text}).rules[1].derive[0].at == Reference("x")


def test_a_rule_knows_which_parameters_it_uses(load: Load) -> None:
    when = "[{match: partner, as: p}, {count: concern, where: {code: {in: $codes}}, at_least: $least}]"
    rulebook = load({"pack.yaml": warning_rule(when) + PARAMETERS})
    assert [rule.parameters for rule in rulebook.rules] == [("codes", "least")]
