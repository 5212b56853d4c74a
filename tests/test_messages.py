"""The texts of the built-in packs keep to `docs/style-of-messages.md`, as far as a test can see it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker.check import Checker
from checker.errors import RulesRefused
from checker.facts import FactType, Kind
from checker.naming import NOT_STATED
from checker.report import Finding, Status
from checker.resources import rules_folder, schema_file
from checker.rulebook.model import Match, Reference, Rule, Template, Warn
from docs.generate_cases import cases
from docs.generate_cases import check as check_case

pytestmark = pytest.mark.exhaustive

RULEBOOK = Checker(today=date(2026, 11, 22)).rulebook
RULES = {rule.id: rule for rule in RULEBOOK.warning_rules()}
SCHEMA: Mapping[str, Any] = json.loads(schema_file("proposal").read_bytes())
EXAMPLES = sorted((Path(__file__).resolve().parent.parent / "examples").glob("*.json"))

LONGEST_TITLE, LONGEST_MESSAGE, LONGEST_ADVICE = 80, 220, 300

MACHINERY = re.compile(
    r"\b(facts?|match(es|ed)?|joins?|joined|rules?|engines?|fires?|schemas?|JSON|null|booleans?|pointers?|arrays?|"
    r"strings?|true|false|parameters?|placeholders?)\b",
    re.IGNORECASE,
)
NAMED_AS = {"partner": "partner", "stakeholder": "stakeholder", "data": "data set"}
"""What stands before the name of a fact."""


@pytest.fixture(params=RULES)
def rule(request: pytest.FixtureRequest) -> Rule:
    return RULES[request.param]


def warn_of(rule: Rule) -> Warn:
    assert rule.warn is not None
    return rule.warn


def written(template: Template) -> str:
    """Return a text as its author wrote it."""
    return "".join(part if isinstance(part, str) else placeholder(part) for part in template.parts)


def placeholder(reference: Reference) -> str:
    return "{" + reference.name + (f".{reference.field}" if reference.field else "") + "}"


def message_of(rule: Rule) -> str:
    return written(warn_of(rule).message)


def advice_of(rule: Rule) -> str:
    return written(warn_of(rule).advice)


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=\.) +", text)


def is_sentence(text: str) -> bool:
    """A capital first, or a name or code that is filled in; a full stop last."""
    return re.match(r"[A-Z]|[\"`]\{", text) is not None and text.endswith(".")


def in_backticks(text: str) -> list[str]:
    return re.findall(r"`([^`]*)`", text)


def without_backticks(text: str) -> str:
    return re.sub(r"`[^`]*`", "", text)


def bound(rule: Rule) -> dict[str, FactType]:
    """Return the types of the facts that a rule's texts can name."""
    return {one.name: RULEBOOK.vocabulary[one.fact] for one in rule.when if isinstance(one, Match) and one.name}


def properties_of(schema: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each property, under its name and with as much of its path before it as one likes, and its schema."""
    schema = resolved(schema)
    if "items" in schema:
        yield from properties_of(schema["items"], path)
    for name, inner in schema.get("properties", {}).items():
        here = (*path, name)
        yield from ((".".join(here[start:]), resolved(inner)) for start in range(len(here)))
        yield from properties_of(inner, here)


def resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema


def values_of(schema: Mapping[str, Any]) -> set[str]:
    """Return the words that a property can have as its value, or as an item of it."""
    return {value for value in resolved(schema.get("items", schema)).get("enum", ()) if value is not None}


PROPERTIES = {name for name, _ in properties_of(SCHEMA)}
VALUES = {value for _, schema in properties_of(SCHEMA) for value in values_of(schema)}
WORDS = {*PROPERTIES, *VALUES, *RULEBOOK.parameters, "true", "false"}


def test_there_are_as_many_texts_as_the_packs_have_rules_that_warn() -> None:
    assert len(RULES) == 78


def test_no_text_is_longer_than_a_reader_takes_in(rule: Rule) -> None:
    assert len(rule.title) <= LONGEST_TITLE
    assert len(message_of(rule)) <= LONGEST_MESSAGE
    assert len(advice_of(rule)) <= LONGEST_ADVICE


def test_a_title_is_a_headline_without_names_and_codes(rule: Rule) -> None:
    assert rule.title[:1].isupper()
    assert not set(rule.title) & set("{}`")
    assert not rule.title.endswith(".")


def test_no_two_rules_have_the_same_title() -> None:
    titles = [rule.title for rule in RULES.values()]
    assert [title for title in titles if titles.count(title) > 1] == []


def test_message_and_advice_are_full_sentences(rule: Rule) -> None:
    assert [one for one in sentences(message_of(rule)) if not is_sentence(one)] == []
    assert [one for one in sentences(advice_of(rule)) if not is_sentence(one)] == []


def test_a_message_says_what_is_wrong_and_why_it_matters(rule: Rule) -> None:
    assert len(sentences(message_of(rule))) >= 2


def test_no_text_uses_words_of_the_machinery(rule: Rule) -> None:
    assert MACHINERY.search(without_backticks(f"{rule.title} {message_of(rule)} {advice_of(rule)}")) is None


def test_what_stands_in_backticks_is_a_property_a_value_or_a_placeholder(rule: Rule) -> None:
    found = in_backticks(message_of(rule)) + in_backticks(advice_of(rule))
    assert [one for one in found if one not in WORDS and not re.fullmatch(r"\{[a-z_.]+\}", one)] == []


def test_an_advice_names_a_property_to_fill_in(rule: Rule) -> None:
    assert set(in_backticks(advice_of(rule))) & PROPERTIES


def test_what_the_format_writes_with_an_underscore_stands_in_backticks(rule: Rule) -> None:
    plain = re.sub(r"\{[^}]*\}", "", without_backticks(f"{message_of(rule)} {advice_of(rule)}"))
    assert "_" not in plain


def test_a_name_is_quoted_after_what_it_names_and_used_once(rule: Rule) -> None:
    text = f"{message_of(rule)} {advice_of(rule)}"
    for reference in (*warn_of(rule).message.references, *warn_of(rule).advice.references):
        if reference.field is None:
            noun = NAMED_AS[bound(rule)[reference.name].name]
            assert f'{noun} "{placeholder(reference)}"' in text
            assert text.count(placeholder(reference)) == 1


def test_codes_and_ids_stand_in_backticks_dates_stand_plain_and_free_text_is_never_repeated(rule: Rule) -> None:
    for template in (warn_of(rule).message, warn_of(rule).advice):
        for reference in template.references:
            if reference.field is not None:
                kind = bound(rule)[reference.name].fields[reference.field].kind
                assert kind in (Kind.STRING, Kind.DATE)
                assert (f"`{placeholder(reference)}`" in written(template)) == (kind is Kind.STRING)


def test_an_advice_uses_only_what_the_place_or_the_message_settles(rule: Rule) -> None:
    """Two ways of matching that differ in the advice alone are one warning: it would show either of the two."""
    warn = warn_of(rule)
    settled = {reference.name for reference in warn.message.references if reference.field is None}
    settled |= {warn.at.name} if warn.at else set()
    for reference in warn.advice.references:
        assert reference.name in settled or reference in warn.message.references


def test_a_placeholder_that_nothing_binds_is_refused(tmp_path: Path) -> None:
    text = (rules_folder() / "buy-in.yaml").read_text(encoding="utf-8")
    (tmp_path / "buy-in.yaml").write_text(text.replace('"{q}" stands', '"{stranger}" stands', 1), encoding="utf-8")
    with pytest.raises(RulesRefused, match="stranger"):
        Checker([tmp_path])


def warnings() -> Iterator[Finding]:
    """Yield what the packs say about all examples and all documented cases."""
    checker = Checker(today=date(2026, 11, 22))
    for path in EXAMPLES:
        result = checker.check(path.read_bytes())
        assert result.status is Status.CHECKED
        yield from result.warnings
    for case in cases():
        yield from check_case(case).warnings


def test_with_real_names_no_text_has_a_gap_or_a_brace() -> None:
    texts = [text for warning in warnings() for text in (warning.message, warning.advice)]
    assert len(texts) > 500
    assert [text for text in texts if NOT_STATED in text or "{" in text or "}" in text] == []
