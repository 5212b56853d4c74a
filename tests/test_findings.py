"""Matches to warnings: how many, where they point, what they show, and what they are known by."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checker.check import Checker
from checker.engine.interface import Match
from checker.facts import Fact
from checker.findings import Warnings
from checker.naming import NOT_STATED
from checker.report import Finding, in_order
from checker.resources import schema_file
from checker.vocabulary import ProposalFacts
from tests.schema_examples import complete
from tests.small_rules import TODAY, as_bytes, findings, proposal, rule_file, warning

ENGINES = ("durable", "reference")
PEOPLE: dict[str, Any] = {
    "stakeholders": [
        {"id": "residents", "group": "public", "concerns": [{"code": "safety"}, {"code": "privacy_loss"}]},
        {"id": "patients", "group": "public", "concerns": [{"code": "safety"}]},
    ]
}
CONCERNS = [{"match": "stakeholder", "as": "s"}, {"match": "concern", "as": "c", "where": {"stakeholder": "$s.key"}}]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    engine: str = request.param
    return engine


def shown(found: Sequence[Finding]) -> list[tuple[str, str]]:
    return [(finding.message, finding.pointer) for finding in found]


def test_a_rule_warns_once_per_place_however_often_it_matches(tmp_path: Path, engine: str) -> None:
    rules = rule_file(tmp_path, warning("Concerned", CONCERNS, at="s"))
    found = findings(rules, proposal(**PEOPLE), engine)
    assert shown(found) == [("Concerned", "/stakeholders/0"), ("Concerned", "/stakeholders/1")]


def test_a_rule_warns_once_per_distinct_value_of_what_its_message_uses(tmp_path: Path, engine: str) -> None:
    rules = rule_file(tmp_path, warning("Concern {c.code}", CONCERNS))
    assert shown(findings(rules, proposal(**PEOPLE), engine)) == [("Concern privacy_loss", ""), ("Concern safety", "")]


def test_a_fact_in_the_message_is_as_distinct_as_the_fact(tmp_path: Path, engine: str) -> None:
    """Two people of the same name are two."""
    people = {"leadership": {"leads": [{"name": "Kim", "partner": "a"}, {"name": "Kim", "partner": "b"}]}}
    rules = rule_file(tmp_path, warning("Lead {l}", [{"match": "lead", "as": "l"}]))
    found = findings(rules, proposal(**people), engine)
    assert shown(found) == [("Lead Kim", ""), ("Lead Kim", "")]
    assert found[0].fingerprint != found[1].fingerprint
    assert not any("." in one.fingerprint for one in found), "told apart by their partners, not by a number"


def test_one_warning_about_the_whole_proposal_where_nothing_is_used(tmp_path: Path, engine: str) -> None:
    rules = rule_file(tmp_path, warning("Concerned", CONCERNS))
    (finding,) = findings(rules, proposal(**PEOPLE), engine)
    assert (finding.pointer, finding.line, finding.column, finding.key) == ("", 1, 1, "proposal p")


def test_what_is_shown_of_several_ways_is_the_first_in_the_document(tmp_path: Path, engine: str) -> None:
    rules = rule_file(tmp_path, warning("Concerned", CONCERNS, advice="See {s.id}: {c.code}."))
    (finding,) = findings(rules, proposal(**PEOPLE), engine)
    assert finding.advice == "See residents: safety."
    assert [one.pointer for one in finding.because] == ["/stakeholders/0", "/stakeholders/0/concerns/0"]


class Shuffled:
    """An engine that returns its matches in another order."""

    def __init__(self, engine: Any, seed: int) -> None:
        self._engine = engine
        self._random = random.Random(seed)
        self.name = "shuffled"

    def run(self, facts: Sequence[Fact]) -> list[Match]:
        matches: list[Match] = self._engine.run(facts)
        self._random.shuffle(matches)
        return matches


@pytest.mark.parametrize("seed", range(20))
def test_which_way_is_shown_does_not_depend_on_the_order_of_the_engine(tmp_path: Path, seed: int) -> None:
    """Rows of tables and derived facts have no place of their own to be sorted by, so their values count."""
    tables = {"hint": {"columns": ["code", "word"], "rows": [["safety", word] for word in "cabed"]}}
    rules = rule_file(
        tmp_path,
        warning(
            "Concern",
            [*CONCERNS, {"match": "hint", "as": "h", "where": {"code": "$c.code"}}],
            advice="{h.word}",
            at="c",
        ),
        {"when": CONCERNS, "derive": {"open": {"who": "$s.key", "code": "$c.code"}}},
        warning("Open", [{"match": "open", "as": "o"}], advice="{o.code} of {o.who}"),
        tables=tables,
    )
    checker = Checker([rules], today=TODAY, engine="reference")
    expected = checker.check(as_bytes(proposal(**PEOPLE))).warnings
    vars(checker)["_engine"] = Shuffled(checker._engine, seed)
    assert checker.check(as_bytes(proposal(**PEOPLE))).warnings == expected
    assert [one.advice for one in expected] == ["privacy_loss of residents", "a", "a"]


@pytest.mark.parametrize("seed", range(5))
def test_no_report_of_the_built_in_rules_depends_on_the_order_of_the_engine(seed: int) -> None:
    checker = Checker(today=TODAY, engine="reference")
    examples = Path(__file__).parents[1] / "examples"
    documents = [path.read_bytes() for path in sorted(examples.glob("*.json"))]
    expected = [checker.check(document) for document in documents]
    vars(checker)["_engine"] = Shuffled(checker._engine, seed)
    assert [checker.check(document) for document in documents] == expected


@pytest.mark.parametrize(
    ("at", "pointer", "key"),
    [
        ("c", "/stakeholders/0/concerns/0", "concern residents safety"),
        ("c.severity", "/stakeholders/0/concerns/0/severity", "concern residents safety"),
        ("c.response.status", "/stakeholders/0/concerns/0/response/status", "concern residents safety"),
        ("c.raised_on", "/stakeholders/0/concerns/0", "concern residents safety"),
        ("c.response.agreed", "/stakeholders/0/concerns/0", "concern residents safety"),
        ("c.raised_by", "/stakeholders/0/concerns/0/raised_by", "concern residents safety"),
        ("c.evidence", "/stakeholders/0/concerns/0", "concern residents safety"),
        ("s", "/stakeholders/0", "stakeholder residents"),
        ("s.name", "/stakeholders/0", "stakeholder residents"),
    ],
)
def test_at_points_at_a_fact_or_at_a_field_of_it_that_is_there(
    tmp_path: Path, engine: str, at: str, pointer: str, key: str
) -> None:
    concern = {
        "code": "safety",
        "severity": "high",
        "raised_by": "Kim",
        "evidence": None,
        "response": {"status": "open"},
    }
    document = proposal(stakeholders=[{"id": "residents", "group": "public", "concerns": [concern]}])
    (finding,) = findings(rule_file(tmp_path, warning("Concern", CONCERNS, at=at)), document, engine)
    assert (finding.pointer, finding.key) == (pointer, key)
    # Properties are one a line, so the line is where the property's value is written.
    line = as_bytes(document).decode().splitlines()[finding.line - 1]
    assert line[finding.column - 1 :].strip(",") in ('"high"', '"open"', '"Kim"', "{")


def test_message_and_advice_are_filled_from_the_document(tmp_path: Path, engine: str) -> None:
    document = proposal(title="Free\ntext", stakeholders=PEOPLE["stakeholders"])
    rule = warning("{s} {s.name} {c.code} {{}}", CONCERNS, advice="{c.severity} {p.title}", at="c")
    rule["when"] = [*rule["when"], {"match": "proposal", "as": "p"}]
    finding = findings(rule_file(tmp_path, rule), document, engine)[0]
    assert finding.message == f"residents {NOT_STATED} safety {{}}"
    assert finding.advice == f"{NOT_STATED} Free text"


def test_a_percent_sign_in_a_text_of_a_rule_is_a_percent_sign(tmp_path: Path, engine: str) -> None:
    rules = rule_file(tmp_path, warning("50% of {c.code}: %s", CONCERNS, advice="Up to 100%, {c.code}.", at="c"))
    finding = findings(rules, proposal(**PEOPLE), engine)[0]
    assert (finding.message, finding.advice) == ("50% of safety: %s", "Up to 100%, safety.")


def test_a_warning_cites_what_its_rule_and_the_row_of_its_table_cite_each_once(tmp_path: Path, engine: str) -> None:
    rule = warning(
        "{c.code}", [*CONCERNS, {"match": "typical", "as": "t", "where": {"code": "$c.code"}}], at="c", cites="$t.cites"
    )
    rows = [["safety", "SR-17"], ["privacy_loss", "SR-24"]]
    rules = rule_file(
        tmp_path, {**rule, "cites": ["SR-30", "SR-17"]},
        tables={"typical": {"columns": ["code", "cites"], "rows": rows}}, guidance=["stakeholder-resistance"],
    )  # fmt: skip
    found = findings(rules, proposal(**PEOPLE), engine)
    assert [finding.cites for finding in found[:2]] == [("SR-30", "SR-17"), ("SR-30", "SR-17", "SR-24")]


def test_because_names_the_facts_read_from_the_document_only(tmp_path: Path, engine: str) -> None:
    rules = rule_file(
        tmp_path,
        {"when": CONCERNS, "derive": {"open": {"who": "$s.key"}}},
        {"when": [{"match": "open", "as": "o"}], "derive": {"wide_open": {"who": "$o.who"}}},
        warning(
            "Wide open",
            [{"match": "wide_open", "as": "w"}, {"match": "word", "as": "h"}, {"match": "proposal", "as": "p"}],
            at="w",
        ),
        tables={"word": {"columns": ["word"], "rows": [["x"]]}},
    )
    found = findings(rules, proposal(**PEOPLE), engine)
    assert [finding.pointer for finding in found] == ["/stakeholders/0", "/stakeholders/1"]
    assert [(one.fact, one.pointer) for one in found[0].because] == [
        ("stakeholder", "/stakeholders/0"), ("concern", "/stakeholders/0/concerns/0"), ("proposal", ""),
    ]  # fmt: skip


def reordered(value: Any, random_: random.Random) -> Any:
    """Return the same content with lists and properties in another order."""
    if isinstance(value, dict):
        names = list(value)
        random_.shuffle(names)
        return {name: reordered(value[name], random_) for name in names}
    if isinstance(value, list):
        items = [reordered(item, random_) for item in value]
        random_.shuffle(items)
        return items
    return value


def known(checker: Checker, document: bytes) -> list[tuple[str, str, str, str]]:
    """Return what warnings are known by, however the document is written."""
    warnings = checker.check(document).warnings
    return sorted((one.rule, one.key, one.message, one.fingerprint) for one in warnings)


@pytest.fixture(scope="module")
def built_in() -> Checker:
    return Checker(today=TODAY)


def documents() -> list[Any]:
    examples = Path(__file__).parents[1] / "examples"
    twins = proposal(policy_environment={"risks": [{"code": "legal"}, {"code": "legal"}, {"code": "political"}]})
    return [complete(), twins, *(json.loads(path.read_bytes()) for path in sorted(examples.glob("*.json")))]


@pytest.mark.parametrize("seed", range(3))
def test_fingerprints_stay_when_a_proposal_is_reordered_or_indented_otherwise(built_in: Checker, seed: int) -> None:
    compared = 0
    for document in documents():
        expected = known(built_in, as_bytes(document))
        other = as_bytes(reordered(document, random.Random(seed)), indent=seed or None)
        assert known(built_in, other) == expected
        compared += len(expected)
    assert compared > 50


def test_different_warnings_have_different_fingerprints(built_in: Checker) -> None:
    for document in documents():
        prints = [finding.fingerprint for finding in built_in.check(as_bytes(document)).warnings]
        assert len(prints) == len(set(prints))
    one, other = (built_in.check(as_bytes(proposal(id=name))).warnings for name in ("p", "q"))
    assert not {finding.fingerprint for finding in one} & {finding.fingerprint for finding in other}


def test_a_fingerprint_does_not_follow_the_wording_of_its_own_place(tmp_path: Path, engine: str) -> None:
    """Correcting a text does not make another warning; another place does."""
    rules = rule_file(tmp_path, warning("{s.name}: {c.description}", CONCERNS, at="c"))

    def prints(description: str, name: str) -> str:
        people = [
            {**PEOPLE["stakeholders"][1], "name": name, "concerns": [{"code": "safety", "description": description}]}
        ]
        return findings(rules, proposal(stakeholders=people), engine)[0].fingerprint

    assert prints("One", "Kim") == prints("Two", "Kim")


def test_the_fields_that_a_rule_points_at_tell_its_warnings_apart(tmp_path: Path, engine: str) -> None:
    people = [{"id": "s", "group": "public", "name": "S", "description": "D"}]
    match = [{"match": "stakeholder", "as": "s"}]
    rules = rule_file(tmp_path, warning("S", match, at="s.name"))
    name = findings(rules, proposal(stakeholders=people), engine)[0]
    rules = rule_file(tmp_path, warning("S", match, at="s.description"))
    description = findings(rules, proposal(stakeholders=people), engine)[0]
    assert name.fingerprint != description.fingerprint


def test_warnings_are_sorted_by_severity_then_place_then_rule(built_in: Checker) -> None:
    for document in documents():
        found = list(built_in.check(as_bytes(document)).warnings)
        assert tuple(found) == in_order(reversed(found))
        ranks = [finding.severity.rank for finding in found]
        assert ranks == sorted(ranks)


def test_places_are_sorted_as_numbers(tmp_path: Path, engine: str) -> None:
    people = [{"id": f"s{number}", "group": "public"} for number in range(12)]
    rules = rule_file(tmp_path, warning("S", [{"match": "stakeholder", "as": "s"}], at="s"))
    found = findings(rules, proposal(stakeholders=people), engine)
    assert [finding.pointer for finding in found] == [f"/stakeholders/{number}" for number in range(12)]
    assert in_order(replace(one, line=0) for one in reversed(found)) == tuple(replace(one, line=0) for one in found)


def test_of_a_rule_that_warns_without_end_the_first_thousand_are_kept_and_a_notice_says_so(
    tmp_path: Path, engine: str
) -> None:
    rules = rule_file(
        tmp_path,
        warning("{p.name}", [{"match": "partner", "as": "p"}], at="p"),
        warning("Once", [{"match": "proposal", "as": "p"}], at="p"),
    )
    partners = [{"id": f"p{number}", "name": f"P {number}", "group": "civil_society"} for number in range(1200)]
    checker = Checker([rules], today=TODAY, engine=engine)
    result = checker.check(as_bytes(proposal(partners=partners)))
    many = [finding for finding in result.warnings if finding.message != "Once"]
    assert [finding.pointer for finding in many] == [f"/partners/{number}" for number in range(1000)]
    assert len(result.warnings) == 1001
    (notice,) = result.notices
    assert (notice.keyword, "1,200 times" in notice.message) == ("too-many-warnings", True)
    few = checker.check(as_bytes(proposal(partners=partners[:1000])))
    assert (len(few.warnings), few.notices) == (1001, ())


def test_each_warning_comes_with_the_match_that_it_is_made_of_and_its_place_can_be_had_alone(
    tmp_path: Path, engine: str
) -> None:
    rules = rule_file(
        tmp_path,
        warning("{c.code}", CONCERNS, at="c"),
        warning("Of {s.id}", [{"match": "stakeholder", "as": "s"}], at="s"),
        {"when": CONCERNS, "derive": {"open": {"who": "$s.key"}}},
    )
    checker = Checker([rules], today=TODAY, engine=engine)
    document = proposal(**PEOPLE)
    data = json.dumps(document).encode()  # on one line: it is not known to be indented
    facts = ProposalFacts(json.loads(schema_file("proposal").read_bytes())).read(document)
    matches = checker._engine.run(facts)
    warnings = Warnings(checker.rulebook)
    found, notices = warnings.found(data, document, facts, matches)
    pairs = warnings.with_matches(data, document, facts, matches)
    assert ([finding for finding, _ in pairs], notices) == (list(found), ())
    assert [finding.message for finding in found] == ["Of residents", "safety", "privacy_loss", "Of patients", "safety"]
    for finding, match in pairs:
        assert finding.rule == match.rule.id
        assert {one.pointer for one in finding.because} == {fact.pointer for fact in match.facts}
    places = warnings.places(document, facts, matches)
    assert sorted(places) == sorted((finding.rule, finding.pointer) for finding in found)
    assert list(found) == list(checker.check(data).warnings)
    assert {finding.line for finding in found} == {1}
