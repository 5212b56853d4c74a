"""Which rules rest on which statements, with one guidance and with two."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker import Checker
from checker.rulebook.trace import trace
from tests.rulebook.conftest import Load, rule_file, warning_rule

SECOND = """\
format: caveat/guidance-1
id: handbook
title: A handbook
source: {title: The handbook of an office}
statements:
  - {id: HB-01, locator: "7", text: Keep it short.}
"""
BY_TABLE = """\
tables:
  typical:
    columns: [group, statement]
    rows: [[public, LF-02], [public_entity, LF-01], [private_company, LF-02]]
rules:
  - id: by-table
    title: A rule
    severity: low
    when: [{match: stakeholder, as: s}, {match: typical, as: t, where: {group: $s.group}}]
    warn: {message: "{s} {t.group}", advice: Mend it, cites: $t.statement}
"""
OWNER = "[{none: owner}]"


def test_a_rule_is_traced_to_its_statement_and_back(load: Load) -> None:
    found = trace(
        load({"pack.yaml": warning_rule(OWNER).replace("severity: low", "severity: low\n    cites: [LF-01]")})
    )
    assert found.rules_of == {"LF-01": ("a-rule",), "LF-02": ()}
    assert found.statements_of == {"a-rule": ("LF-01",)}
    assert (found.uncited, found.without_cites) == (("LF-02",), ())


def test_a_rule_that_cites_a_column_of_a_table_cites_every_statement_in_it(load: Load) -> None:
    found = trace(load({"pack.yaml": rule_file(BY_TABLE)}))
    assert found.statements_of == {"by-table": ("LF-01", "LF-02")}
    assert found.uncited == ()


def test_a_rule_without_cites_is_listed_and_one_that_warns_nobody_is_not(load: Load) -> None:
    deriving = "  - {id: quiet, when: [{match: owner, as: o}], derive: {owned: {by: $o.key}}}\n"
    found = trace(load({"pack.yaml": warning_rule(OWNER) + deriving}))
    assert found.without_cites == ("a-rule",)
    assert found.uncited == ("LF-01", "LF-02")


def test_statements_of_a_second_guidance_stand_beside_those_of_the_first(load: Load, tmp_path: Path) -> None:
    (tmp_path / "guidance").mkdir()
    (tmp_path / "guidance" / "handbook.yaml").write_text(SECOND, encoding="utf-8")
    both = warning_rule(OWNER).replace("[leaflet]", "[leaflet, handbook]")
    rulebook = load({"pack.yaml": both.replace("severity: low", "severity: low\n    cites: [HB-01, LF-02]")})
    assert trace(rulebook).rules_of == {"LF-01": (), "LF-02": ("a-rule",), "HB-01": ("a-rule",)}
    assert [(guidance.id, guidance.url) for guidance in rulebook.guidance.values()] == [
        ("leaflet", "https://example.org/leaflet"),
        ("handbook", None),
    ]


@pytest.mark.parametrize("pack", ["buy-in", "leadership", "safeguards", "stakeholders"])
def test_no_rule_of_the_built_in_packs_on_guidance_goes_without_a_statement(pack: str) -> None:
    """The pack on consistency is about the proposal agreeing with itself, of which the guidance says nothing."""
    rulebook = Checker(engine="reference").rulebook
    without = trace(rulebook).without_cites
    assert [rule.id for rule in rulebook.rules if rule.id in without and rule.pack == pack] == []


def test_every_statement_of_the_guidance_is_cited_by_a_built_in_rule() -> None:
    found = trace(Checker(engine="reference").rulebook)
    assert len(found.rules_of) == 41
    assert found.uncited == ()
