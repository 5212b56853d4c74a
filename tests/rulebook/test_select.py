"""Selecting and ignoring rules."""

from __future__ import annotations

import pytest

from checker.errors import Problem, RulesRefused
from checker.rulebook.model import Rulebook
from checker.rulebook.select import select
from tests.rulebook.conftest import Load, rule_file

FIRST = rule_file(
    """\
rules:
  - {id: base, when: [{match: owner, as: o}], derive: {x: {v: $o.partner}}}
  - id: both
    title: Both
    severity: low
    tags: [owners]
    when: [{match: x, as: x}]
    warn: {message: m, advice: n}
    derive: {y: {v: $x.v}}
  - {id: other, when: [{match: owner}], derive: {unused: {}}}
  - id: last
    title: Last
    severity: low
    aliases: [formerly-last]
    tags: [late]
    when: [{match: owner}, {any: [[{none: y}], [{match: owner}]]}]
    warn: {message: m, advice: n}
""",
    "first",
)
SECOND = rule_file(
    """\
rules:
  - id: must
    title: Must
    severity: low
    tags: [late]
    mandatory: true
    when: [{match: owner}]
    warn: {message: m, advice: n}
  - {id: plain, title: P, severity: low, when: [{none: owner}], warn: {message: m, advice: n}}
""",
    "second",
)


@pytest.fixture
def rulebook(load: Load) -> Rulebook:
    return load({"first.yaml": FIRST, "second.yaml": SECOND})


def outcome(rulebook: Rulebook) -> tuple[set[str], set[str]]:
    """The rules that warn, and those that only derive."""
    warning = {rule.id for rule in rulebook.warning_rules()}
    return warning, {rule.id for rule in rulebook.rules} - warning


@pytest.mark.parametrize(
    ("selected", "ignored", "warning", "silent"),
    [
        ([], [], {"both", "last", "must", "plain"}, {"base"}),
        (["last"], [], {"last"}, {"both", "base"}),
        (["formerly-last"], [], {"last"}, {"both", "base"}),
        (["late"], [], {"last", "must"}, {"both", "base"}),
        (["second"], [], {"must", "plain"}, set()),
        (["second", "owners"], ["plain"], {"must", "both"}, {"base"}),
        ([], ["both"], {"last", "must", "plain"}, {"both", "base"}),
        ([], ["first"], {"must", "plain"}, set()),
        (["first"], ["formerly-last"], {"both"}, {"base"}),
    ],
)
def test_what_is_selected_warns_and_what_it_needs_derives(
    selected: list[str], ignored: list[str], warning: set[str], silent: set[str], rulebook: Rulebook
) -> None:
    """By id, earlier id, pack and tag; a rule that is needed for its facts only loses its warning."""
    found = select(rulebook, selected, ignored)
    assert outcome(found) == (warning, silent)
    assert {rule.id for stratum in found.strata for rule in stratum} == warning | silent


@pytest.mark.parametrize(
    ("selected", "ignored", "problem"),
    [
        (["bott"], [], Problem("there is no rule, pack or tag `bott`", "unknown-rule", hint="did you mean `both`?")),
        ([], ["frist"], Problem("there is no rule, pack or tag `frist`", "unknown-rule", hint="did you mean `first`?")),
        ([], ["must"], Problem("the rule `must` is mandatory and can't be ignored", "mandatory")),
        ([], ["late"], Problem("the rule `must` is mandatory and can't be ignored (`late` ignores it)", "mandatory")),
        (["last"], ["last"], Problem("no rule that can warn is selected", "no-rules")),
        (["base"], [], Problem("no rule that can warn is selected", "no-rules")),
    ],
)
def test_a_selection_that_cannot_be_meant_is_refused(
    selected: list[str], ignored: list[str], problem: Problem, rulebook: Rulebook
) -> None:
    """An unknown name, a mandatory rule that is ignored, and nothing left."""
    with pytest.raises(RulesRefused) as refused:
        select(rulebook, selected, ignored)
    assert refused.value == RulesRefused([problem])
