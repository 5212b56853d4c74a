"""What the loader refuses, with the place, the keyword and the hint.

`»` stands right before the place that the problem has to point at; it is taken out before the file is loaded.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from checker.errors import RulesRefused
from tests.rulebook.conftest import Load, rule_file, warning_rule

PLACE = "»"


class Case(NamedTuple):
    """A file with one thing that is wrong."""

    name: str
    text: str
    keyword: str
    message: str
    hint: str | None = None


def derive(rules: str) -> str:
    """Return a rule file with rules that derive, in flow style."""
    return rule_file(f"rules:\n{rules}")


OWNER = "{match: owner, as: o}"
STRUCTURE = [
    Case("unknown key of the file", rule_file("rulez: []\nrules:\n").replace("rulez", "»rulez") +
         "  - {id: a, when: [{match: owner, as: o}], derive: {x: {v: $o.partner}}}\n",
         "unknown-property", "rulez", "did you mean `rules`?"),
    Case("unknown key of a condition", warning_rule("[{»mach: owner}]"), "unknown-property", "mach", "`match`"),
    Case("unknown operator", warning_rule("[{match: partner, where: {name: {»nott: absent}}}]"),
         "unknown-property", "nott", "`not`"),
    Case("null as a value", warning_rule("[{match: partner, where: {name: »null}}]"), "type", "name"),
    Case("a warning without a severity",
         rule_file("rules:\n  - »{id: a, title: A, when: [{match: owner}], warn: {message: m, advice: n}}\n"),
         "required", "severity"),
    Case("neither warning nor derived fact", rule_file("rules:\n  - »{id: a, when: [{match: owner}]}\n"),
         "required", "warn"),
    Case("neither rules nor tables nor parameters", "»format: caveat/rules-1\npack: p\ntitle: P\n", "required",
         "rules"),
    Case("a count without a bound", warning_rule("[»{count: owner}]"), "required", "at_least"),
    Case("an unknown severity", warning_rule("[{match: owner}]").replace("severity: low", "severity: »hihg"),
         "enum", "hihg", "`high`"),
]  # fmt: skip

NAMES = [
    Case("unknown fact", warning_rule("[{match: »stakehloder}]"), "unknown-fact", "`stakehloder`", "`stakeholder`"),
    Case("unknown fact in none", warning_rule("[{none: »ownr}]"), "unknown-fact", "`ownr`", "`owner`"),
    Case("unknown fact inside any", warning_rule("[{any: [[{match: »ownr}]]}]"), "unknown-fact", "`ownr`", "`owner`"),
    Case("unknown field", warning_rule("[{match: concern, where: {»response.statu: open}}]"),
         "unknown-field", "`concern` has no field `response.statu`", "`response.status`"),
    Case("unknown field of another fact", warning_rule(
         "[{match: stakeholder, as: s}, {match: concern, where: {stakeholder: »$s.kye}}]"),
         "unknown-field", "`kye`", "`key`"),
    Case("unknown $self field", warning_rule("[{match: partner, where: {costs.staff_fte: {gt: »$self.cost}}}]"),
         "unknown-field", "`cost`"),
    Case("unknown value", warning_rule("[{match: stakeholder, where: {group: »pubic}}]"),
         "unknown-value", "`stakeholder.group` is never `pubic`", "`public`"),
    Case("unknown value in a list", warning_rule("[{match: concern, where: {code: {in: [safety, »savety]}}}]"),
         "unknown-value", "`savety`", "`safety`"),
    Case("unknown value without a near one", warning_rule("[{match: stakeholder, where: {group: »zzz}}]"),
         "unknown-value", "`zzz`", "one of private_company, public, public_entity"),
    Case("unknown parameter", rule_file(
         "parameters: {min_fte: {default: 1, description: d}}\nrules:\n"
         "  - {id: a, when: [{match: owner, as: o, where: {resources.staff_fte: {lt: »$min_ftee}}}],"
         " derive: {x: {v: $o.partner}}}\n"),
         "unknown-parameter", "`min_ftee`", "`min_fte`"),
    Case("unknown statement", warning_rule("[{match: owner}]").replace("severity", "cites: [»LF-11]\n    severity"),
         "unknown-statement", "`LF-11`", "`LF-01`"),
    Case("unknown guidance", warning_rule("[{match: owner}]").replace("[leaflet]", "[»leafle]"),
         "unknown-guidance", "`leafle`", "`leaflet`"),
    Case("a name that nothing binds", warning_rule("[{match: concern, where: {stakeholder: »$s.key}}]"),
         "unbound-name", "`s`"),
    Case("a name of an alternative, used outside", warning_rule(
         "[{any: [[{match: owner, as: o}]]}, {match: partner, where: {key: »$o.partner}}]"),
         "unbound-name", "`o`", "only there"),
    Case("a name bound twice", warning_rule(f"[{OWNER}, {{match: partner, as: »o}}]"), "duplicate-name", "`o`"),
    Case("a name bound again inside any", warning_rule(f"[{OWNER}, {{any: [[{{match: partner, as: »o}}]]}}]"),
         "duplicate-name", "`o`"),
    Case("a fact where a field is meant", warning_rule(f"[{OWNER}, {{match: partner, where: {{key: »$o}}}}]"),
         "reference", "`$o` is a fact", "write `$o.key`"),
    Case("the fact's own name", warning_rule(
         "[{match: partner, as: p, where: {costs.staff_fte: {gt: »$p.commitments.staff_fte}}}]"),
         "self", "`p`", "write `$self.commitments.staff_fte`"),
    Case("a placeholder that nothing binds", warning_rule("[{match: owner}]", message="{s.key}").replace(
         'message: "', 'message: »"'), "unbound-name", "`s`"),
    Case("a placeholder bound inside any", warning_rule(f"[{{any: [[{OWNER}]]}}]", message="{o}").replace(
         'message: "', 'message: »"'), "unbound-name", "`o`", "only there"),
    Case("a placeholder with an unknown field", warning_rule(f"[{OWNER}]", message="{o.partnr}").replace(
         'message: "', 'message: »"'), "unknown-field", "`partnr`", "`partner`"),
    Case("a brace alone", warning_rule(f"[{OWNER}]", message="{o").replace('message: "', 'message: »"'),
         "placeholder", "`{`"),
    Case("a dollar that means nothing", warning_rule("[{match: data.about, where: {value: »$5}}]"), "reference", "$$"),
    Case("a duplicate id", derive(
         "  - {id: a, when: [{match: owner, as: o}], derive: {x: {v: $o.partner}}}\n"
         "  - {id: »a, when: [{match: owner, as: o}], derive: {y: {v: $o.partner}}}\n"), "duplicate-rule", "`a`"),
    Case("an id that another rule had before", derive(
         "  - {id: a, when: [{match: owner, as: o}], derive: {x: {v: $o.partner}}}\n"
         "  - {id: b, aliases: [»a], when: [{match: owner, as: o}], derive: {y: {v: $o.partner}}}\n"),
         "duplicate-rule", "`a`"),
]  # fmt: skip

TYPES = [
    Case("text against a number", warning_rule("[{match: partner, where: {costs.staff_fte: »'1'}}]"),
         "type", "`partner.costs.staff_fte` is a number, and `1` is a text", "without quotes"),
    Case("number against text", warning_rule("[{match: partner, where: {costs.currency: »5}}]"),
         "type", "never equal", 'in quotes it is a text: "5"'),
    Case("yes against a boolean", warning_rule("[{match: stakeholder, where: {at_risk: »yes}}]"),
         "type", "`stakeholder.at_risk` is true or false", "`true` or `false`"),
    Case("fields of different kinds", warning_rule(
         f"[{OWNER}, {{match: partner, where: {{costs.staff_fte: »$o.partner}}}}]"), "type",
         "`owner.partner` is a text"),
    Case("enumerations without a common value", warning_rule(
         "[{match: stakeholder, as: s}, {match: concern, where: {code: »$s.group}}]"), "type", "no value in common"),
    Case("an ordering of texts", warning_rule("[{match: stakeholder, where: {»group: {lt: public}}}]"),
         "type", "only numbers and dates are ordered"),
    Case("an ordering against absent", warning_rule("[{match: owner, where: {until: {lt: »absent}}}]"),
         "type", "neither greater nor less"),
    Case("today against a number", warning_rule("[{match: owner, where: {resources.staff_fte: »$today}}]"),
         "type", "`$today` is a date"),
    Case("a date that does not exist", warning_rule("[{match: owner, where: {until: {lt: »2026-02-30}}}]"),
         "type", "`2026-02-30` is none", "YYYY-MM-DD"),
    Case("the content of free text", warning_rule("[{match: partner, where: {plan: »soon}}]"), "type", "free text"),
    Case("false for free text", warning_rule("[{match: partner, where: {plan: »false}}]"), "type", "free text",
         "`absent`"),
    Case("a list where one value is meant", rule_file(
         "parameters: {codes: {default: [safety], description: d}}\nrules:\n"
         "  - {id: a, when: [{match: concern, as: c, where: {code: »$codes}}], derive: {x: {v: $c.code}}}\n"),
         "type", "`$codes` is a list", "in: $codes"),
    Case("a parameter with a value that the field never has", rule_file(
         "parameters: {codes: {default: [savety], description: d}}\nrules:\n"
         "  - {id: a, when: [{match: concern, as: c, where: {code: {in: »$codes}}}], derive: {x: {v: $c.code}}}\n"),
         "unknown-value", "`savety` (from `$codes`)", "`safety`"),
    Case("a parameter that is no bound", rule_file(
         "parameters: {least: {default: 0.5, description: d}}\nrules:\n"
         "  - {id: a, when: [{count: owner, at_least: »$least}], derive: {x: {}}}\n"), "type", "whole number"),
    Case("a number with seven decimals", warning_rule("[{match: owner, where: {resources.staff_fte: »0.1234567}}]"),
         "number", "6 decimals"),
    Case("a number beyond 1e12", warning_rule("[{match: owner, where: {resources.staff_fte: »1000000000001}}]"),
         "number", "1e12"),
]  # fmt: skip

DERIVED = [
    Case("a derived fact that the proposal has", derive(
         "  - {id: a, when: [{match: owner, as: o}], derive: {»partner: {v: $o.partner}}}\n"),
         "duplicate-fact", "`partner` is read from the proposal"),
    Case("a derived fact that is a table", derive(
         "  - {id: a, when: [{match: owner, as: o}], derive: {»t: {v: $o.partner}}}\n") +
         "tables: {t: {columns: [c], rows: [[x]]}}\n", "duplicate-fact", "`t` is a table"),
    Case("kinds that differ", derive(
         "  - {id: a, when: [{match: owner, as: o}], derive: {x: {v: $o.partner}}}\n"
         "  - {id: b, when: [{match: owner, as: o}], derive: {x: {v: »$o.resources.staff_fte}}}\n"),
         "type", "`x.v` is a number here, and a string at"),
    Case("a value that no rule derives", derive(
         "  - {id: a, when: [{match: owner}], derive: {x: {v: high}}}\n"
         "  - {id: b, when: [{match: owner}], derive: {x: {v: low}}}\n"
         "  - {id: c, when: [{match: x, where: {v: »hihg}}], derive: {y: {}}}\n"), "unknown-value", "`hihg`", "`high`"),
    Case("a value that only comes from itself", derive(
         "  - {id: a, when: [{match: x, as: x}], derive: {x: {v: »$x.v}}}\n"), "type", "only ever comes from itself"),
    Case("$self in derive", derive("  - {id: a, when: [{match: owner}], derive: {x: {v: »$self.partner}}}\n"),
         "self", "`derive` has none"),
    Case("a place at a row of a table", rule_file(
         "tables: {t: {columns: [c], rows: [[x]]}}\nrules:\n"
         "  - {id: a, when: [{match: t, as: t}], derive: {x: {v: $t.c}, at: »t}}\n"), "place", "row of the table"),
    Case("a warning at a row of a table", warning_rule("[{match: t, as: t}]", more=", at: »t") +
         "tables: {t: {columns: [c], rows: [[x]]}}\n", "place", "row of the table"),
    Case("a place at a derived fact that has none", derive(
         "  - {id: a, when: [{match: owner, as: o}], derive: {x: {v: $o.partner}}}\n"
         "  - {id: b, when: [{match: x, as: x}], derive: {y: {v: $x.v}, at: »x}}\n"), "place", "gives it a place"),
    Case("a place at a field of a derived fact", warning_rule("[{match: x, as: x}]", more=", at: »x.v") +
         "  - {id: b, when: [{match: owner, as: o}], derive: {x: {v: $o.partner}}}\n", "place", "stand nowhere",
         "`at: x`"),
    Case("the label of a table's row", warning_rule("[{match: t, as: t}]", message="{t}").replace(
         'message: "', 'message: »"') + "tables: {t: {columns: [c], rows: [[x]]}}\n", "placeholder", "no label",
         "{t.c}"),
]  # fmt: skip

TABLES = [
    Case("a row with a cell too few", warning_rule("[{match: t}]") +
         "tables: {t: {columns: [c, d], rows: [[x, y], »[x]]}}\n", "row", "2 columns, and this row has 1"),
    Case("a column with different kinds", warning_rule("[{match: t}]") +
         "tables: {t: {columns: [c], rows: [[x], [»1]]}}\n", "type",
         "`t.c` is a string in the first row, and a number"),
    Case("an empty cell", warning_rule("[{match: t}]") + "tables: {t: {columns: [c], rows: [[»null]]}}\n", "type", ""),
    Case("a table that is a fact of the proposal", warning_rule("[{match: owner}]") +
         "tables: {»owner: {columns: [c], rows: [[x]]}}\n", "duplicate-fact", "`owner`"),
    Case("a cited cell that is no statement", warning_rule("[{match: t, as: t}]", more=", cites: $t.s") +
         "tables: {t: {columns: [s], rows: [[LF-01], [»LF-20]]}}\n", "unknown-statement", "`LF-20`", "`LF-02`"),
    Case("cites of what is no table", warning_rule(f"[{OWNER}]", more=", cites: »$o.partner"), "cites",
         "no row of a table"),
    Case("cites of numbers", warning_rule("[{match: t, as: t}]", more=", cites: »$t.n") +
         "tables: {t: {columns: [n], rows: [[1]]}}\n", "cites", "holds no texts"),
    Case("a list of numbers and texts", warning_rule("[{match: owner}]") +
         "parameters: {p: {default: [1, »x], description: d}}\n", "type", "mixes"),
]  # fmt: skip

CYCLES = [
    Case("a cycle through none", derive(
         "  - »{id: a, when: [{none: y}], derive: {x: {}}}\n"
         "  - {id: b, when: [{match: x}], derive: {y: {}}}\n"), "cycle", "a (none or count of y) -> b (x) -> a"),
    Case("a cycle through count inside any", derive(
         "  - »{id: a, when: [{match: owner}, {any: [[{count: x, at_least: 1}]]}], derive: {x: {}}}\n"),
         "cycle", "a (none or count of x) -> a"),
]  # fmt: skip

ALL = STRUCTURE + NAMES + TYPES + DERIVED + TABLES + CYCLES


def marked(text: str) -> tuple[str, int, int]:
    """Return a text without its mark, and the line and column of the mark."""
    before, after = text.split(PLACE)
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_a_mistake_is_refused_once_with_its_place_and_a_hint(case: Case, load: Load, tmp_path: Path) -> None:
    """The one problem names file, line and column, says what is wrong, and offers the nearest name."""
    text, line, column = marked(case.text)
    with pytest.raises(RulesRefused) as refused:
        load({"pack.yaml": text})
    assert len(refused.value.problems) == 1, refused.value
    problem = refused.value.problems[0]
    place = (problem.path, problem.line, problem.column)
    assert (place, problem.keyword) == ((str(tmp_path / "pack.yaml"), line, column), case.keyword), problem
    assert case.message in problem.message
    assert (case.hint or "") in (problem.hint or "")


def test_all_mistakes_of_all_files_are_told_at_once(load: Load) -> None:
    """A syntax error hides nothing that is certain about other files; what it may have derived is not unknown."""
    with pytest.raises(RulesRefused) as refused:
        load(
            {
                "a.yaml": "rules: [",
                "b.yaml": warning_rule("[{match: owner, where: {until: soon}}]").replace("pack: pack", "pack: b"),
                "c.yaml": warning_rule("[{match: owner, as: o}, {match: partner, as: o}, {match: of_a}]", id="c"),
            }
        )
    assert [problem.keyword for problem in refused.value.problems] == ["syntax", "type", "duplicate-name"]


def test_what_a_refused_part_would_have_made_known_is_not_called_unknown(load: Load) -> None:
    """A mistake is told where it is, and not again at every use of the name."""
    text = rule_file(
        "parameters: {least: {default: 1}}\n"
        "tables: {t: {columns: [c], rows: [[x, y]]}}\n"
        "rules:\n"
        "  - {id: a, wen: [], when: [{match: owner}], derive: {x: {}}}\n"
        "  - {id: b, when: [{match: x}, {match: t, where: {c: x}}, {count: owner, at_least: $least}],"
        " derive: {y: {}}}\n"
    )
    with pytest.raises(RulesRefused) as refused:
        load({"pack.yaml": text})
    assert [(problem.line, problem.keyword) for problem in refused.value.problems] == [
        (5, "required"),
        (6, "row"),
        (8, "unknown-property"),
    ]


def test_a_word_that_is_none_hides_nothing_about_the_conditions_of_its_rule(load: Load) -> None:
    """Whoever mends the severity finds no further mistake in the same rule."""
    text = warning_rule("[{match: ownr, as: o}, {match: concern, where: {response.status: {in: [hi, low]}}}]")
    with pytest.raises(RulesRefused) as refused:
        load({"pack.yaml": text.replace("severity: low", "severity: hihg\n    tags: 3")})
    assert sorted(problem.keyword for problem in refused.value.problems) == [
        "enum",
        "type",
        "unknown-fact",
        "unknown-value",
        "unknown-value",
    ]


@pytest.mark.parametrize("wrong", ["warn: 3", "warn: {message: m}", "derive: 3", "id: A B", "cites: 3", "nothing: 3"])
def test_whatever_part_of_a_rule_is_refused_its_conditions_are_checked(load: Load, wrong: str) -> None:
    parts = {"id": "a", "title": "A", "severity": "low", "when": "[{match: ownr}]", "warn": "{message: m, advice: n}"}
    key, _, value = wrong.partition(": ")
    rule = ", ".join(f"{name}: {part}" for name, part in (parts | {key: value}).items())
    with pytest.raises(RulesRefused) as refused:
        load({"pack.yaml": rule_file(f"rules:\n  - {{{rule}}}\n")})
    assert "unknown-fact" in [problem.keyword for problem in refused.value.problems]


@pytest.mark.parametrize("header", ["title: T", "title: 3\npack: p", "pack: p\ntitle: T\nguidance: none"])
def test_a_mistake_in_the_header_hides_nothing_about_the_rules(load: Load, header: str) -> None:
    rules = "rules:\n  - {id: a, when: [{match: ownr, as: o}], derive: {x: {v: $o.partner}}}\n"
    with pytest.raises(RulesRefused) as refused:
        load({"pack.yaml": f"format: caveat/rules-1\n{header}\n{rules}"})
    assert len(refused.value.problems) == 2
    assert "unknown-fact" in [problem.keyword for problem in refused.value.problems]


def test_what_a_rule_with_another_mistake_derives_is_not_called_unknown(load: Load) -> None:
    text = rule_file(
        "rules:\n"
        "  - {id: a, when: [{match: owner, as: o}], derive: {x: {v: null}, y: {v: $o.partner}}}\n"
        "  - {id: b, title: [], when: [{match: x, where: {v: z}}, {match: y}], derive: {z: {v: z}}}\n"
        "  - {id: c, when: [{match: z, where: {v: 3}}], derive: {u: {v: z}}}\n"
    )
    with pytest.raises(RulesRefused) as refused:
        load({"pack.yaml": text})
    assert [(problem.line, problem.keyword) for problem in refused.value.problems] == [
        (6, "type"),
        (7, "type"),
        (8, "type"),
    ]


def test_more_mistakes_than_are_told_are_counted(load: Load) -> None:
    """What stands in the rules of which nothing is told is not looked at any further."""
    with pytest.raises(RulesRefused) as refused:
        load({"many.yaml": rule_file("rules: [" + "{name: a}, " * 200 + "]")})
    problems = refused.value.problems
    assert len(problems) == 101
    assert [problem.message[:4] for problem in problems if problem.keyword == "more"] == ["and "]


@pytest.mark.parametrize("part", ["tables", "parameters"])
def test_a_name_that_a_json_pointer_would_escape_is_refused_with_what_it_names(load: Load, part: str) -> None:
    with pytest.raises(RulesRefused) as refused:
        load({"odd.yaml": rule_file(f"{part}: {{a~b/c: none}}\nrules: []")})
    assert "type" in {problem.keyword for problem in refused.value.problems}


def test_a_pack_has_one_file(load: Load) -> None:
    """The same pack name in two files is refused."""
    with pytest.raises(RulesRefused) as refused:
        load({"a.yaml": warning_rule("[{match: owner}]"), "b.yaml": warning_rule("[{match: owner}]", id="b")})
    assert [problem.keyword for problem in refused.value.problems] == ["duplicate-pack"]


def test_a_parameter_belongs_to_one_file(load: Load) -> None:
    """The same parameter in two files is refused."""
    parameters = "parameters: {p: {default: 1, description: d}}\n"
    with pytest.raises(RulesRefused) as refused:
        load({"a.yaml": rule_file(parameters, "a"), "b.yaml": rule_file(parameters, "b")})
    assert [problem.keyword for problem in refused.value.problems] == ["duplicate-parameter"]
