"""Where derived facts are: their place in the document, and what they rest on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checker.engine.interface import Match
from checker.facts import Fact, ReadFact
from checker.origins import Origins
from checker.rulebook.model import Rule, Source
from tests.small_rules import findings, proposal, rule_file, warning

ENGINES = ("durable", "reference")
DOCUMENT = proposal(
    stakeholders=[
        {"id": "z", "group": "public", "concerns": [{"code": "safety"}]},
        {"id": "a", "group": "private_company", "concerns": [{"code": "safety"}, {"code": "privacy_loss"}]},
    ]
)
CONCERN = {"match": "concern", "as": "c"}
STAKEHOLDER = {"match": "stakeholder", "as": "s", "where": {"key": "$c.stakeholder"}}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    engine: str = request.param
    return engine


def places(folder: Path, engine: str, *rules: dict[str, Any], at: str = "d") -> list[str]:
    """Return where a rule that matches the derived fact `found` points."""
    warn = warning("Found", [{"match": "found", "as": "d"}], at=at)
    return [one.pointer for one in findings(rule_file(folder, *rules, warn), DOCUMENT, engine)]


def test_a_derived_fact_is_where_the_first_match_of_its_rule_is(tmp_path: Path, engine: str) -> None:
    derive = {"found": {"code": "$c.code", "who": "$s.key"}}
    assert places(tmp_path, engine, {"when": [CONCERN, STAKEHOLDER], "derive": derive}) == [
        "/stakeholders/0/concerns/0", "/stakeholders/1/concerns/0", "/stakeholders/1/concerns/1",
    ]  # fmt: skip
    assert places(tmp_path, engine, {"when": [STAKEHOLDER, CONCERN], "derive": derive}) == [
        "/stakeholders/0", "/stakeholders/1",
    ]  # fmt: skip


def test_a_fact_that_is_derived_in_several_ways_is_at_the_first_in_the_document(tmp_path: Path, engine: str) -> None:
    rules = {"when": [CONCERN], "derive": {"found": {"code": "$c.code"}}}
    assert places(tmp_path, engine, rules) == ["/stakeholders/0/concerns/0", "/stakeholders/1/concerns/1"]


def test_the_first_in_the_document_counts_over_all_rules(tmp_path: Path, engine: str) -> None:
    last = {"match": "concern", "as": "c", "where": {"code": "privacy_loss"}}
    rules = [
        {"when": [last], "derive": {"found": {"value": "$c.stakeholder"}}},
        {"when": [{"match": "stakeholder", "as": "s"}], "derive": {"found": {"value": "$s.key"}}},
    ]
    assert places(tmp_path, engine, *rules) == ["/stakeholders/0", "/stakeholders/1"]


def test_a_place_is_followed_through_facts_that_have_none(tmp_path: Path, engine: str) -> None:
    rules = [
        {"when": [CONCERN], "derive": {"first": {"code": "$c.code"}}},
        {"when": [{"match": "first", "as": "f"}], "derive": {"found": {"code": "$f.code"}}},
    ]
    assert places(tmp_path, engine, *rules) == ["/stakeholders/0/concerns/0", "/stakeholders/1/concerns/1"]


def test_a_fact_derived_from_a_row_of_a_table_is_nowhere(tmp_path: Path, engine: str) -> None:
    warn = warning("Found {d.word}", [{"match": "found", "as": "d"}], at="d")
    derive = {"when": [{"match": "word", "as": "w"}], "derive": {"found": {"word": "$w.word"}}}
    path = rule_file(tmp_path, derive, warn, tables={"word": {"columns": ["word"], "rows": [["b"], ["a"]]}})
    found = findings(path, DOCUMENT, engine)
    assert [(one.message, one.pointer, one.line, one.because) for one in found] == [
        ("Found a", "", 1, ()), ("Found b", "", 1, ()),
    ]  # fmt: skip


def test_at_gives_a_derived_fact_its_place_and_makes_it_another_fact(tmp_path: Path, engine: str) -> None:
    rule = {"when": [CONCERN], "derive": {"found": {"code": "$c.code"}, "at": "c"}}
    assert places(tmp_path, engine, rule) == [
        "/stakeholders/0/concerns/0", "/stakeholders/1/concerns/0", "/stakeholders/1/concerns/1",
    ]  # fmt: skip


def test_at_a_field_gives_the_place_of_the_field_as_far_as_the_document_has_it(tmp_path: Path, engine: str) -> None:
    rule = {"when": [CONCERN], "derive": {"found": {"who": "$c.stakeholder"}, "at": "c.code"}}
    assert places(tmp_path, engine, rule)[0] == "/stakeholders/0/concerns/0/code"
    rule["derive"]["at"] = "c.response.status"  # type: ignore[index]  # a dict of mixed values
    assert places(tmp_path, engine, rule)[0] == "/stakeholders/0/concerns/0"


RULE = Rule("r", "p", (), Source("p.yaml", 1, 1))


def test_the_shortest_way_back_is_found_where_facts_are_derived_in_circles() -> None:
    read = ReadFact("partner", "/partners/0", {}, "a", None, {})
    one, two = Fact("one", {}, None), Fact("two", {}, None)
    circle = [Match(RULE, (two,), (one,)), Match(RULE, (one,), (two,)), Match(RULE, (read,), (one,))]
    for matches in (circle, circle[::-1]):
        origins = Origins({"partners": [{}]}, matches)
        assert origins.read_facts(Match(RULE, (two,))) == [read]
        assert origins.pointer(two) == "/partners/0"


def test_each_fact_is_named_once_in_the_order_of_the_conditions() -> None:
    read = [ReadFact("partner", f"/partners/{number}", {}, "a", None, {}) for number in (1, 0)]
    derived = Fact("one", {}, None)
    origins = Origins({"partners": [{}, {}]}, [Match(RULE, (read[1], read[0]), (derived,))])
    assert origins.read_facts(Match(RULE, (read[0], derived, read[0]))) == read


def test_a_place_with_a_slash_in_a_name_stays_a_pointer() -> None:
    document = {"a/b": {"m~n": [1]}}
    assert Origins(document, []).pointer(Fact("found", {}, "/a~1b/m~0n/0/gone")) == "/a~1b/m~0n/0"
