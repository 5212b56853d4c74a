"""`caveat rules list` and `caveat rules show`."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Caveat
from tests.samples import StubChecker


def test_the_table_is_sorted_by_pack_and_gravity_and_leaves_out_rules_that_warn_nobody(caveat: Caveat) -> None:
    assert (
        caveat("rules", "list").stdout
        == """\
ID                          SEVERITY  PACK          TITLE
no-owner                    high      leadership    No owner
no-champion                 low       leadership    No champion
public-concern-unaddressed  high      stakeholders  A concern is unaddressed
"""
    )


def test_the_list_can_be_limited_to_packs_and_read_by_programs(caveat: Caveat) -> None:
    listed = caveat("rules", "list", "--pack", "stakeholders", "--format", "json").json
    assert listed == {
        "format": "caveat/rules-list-1",
        "rules": [
            {
                "id": "public-concern-unaddressed",
                "severity": "high",
                "pack": "stakeholders",
                "title": "A concern is unaddressed",
                "tags": ["public"],
            }
        ],
    }


def test_rules_and_selection_reach_the_loader(caveat: Caveat) -> None:
    caveat("rules", "list", "--rules", "mine", "--select", "no-owner,no-champion")
    assert StubChecker.last.rules == ["mine"]
    assert StubChecker.last.options["select"] == ("no-owner", "no-champion")


def test_show_says_what_a_rule_says_and_which_guidance_it_rests_on(caveat: Caveat) -> None:
    assert (
        caveat("rules", "show", "public-concern-unaddressed").stdout
        == """\
public-concern-unaddressed: A concern is unaddressed

Severity    high
Pack        stakeholders
Warns of    the proposal
Message     The concern {c.code} of {s} is open
Advice      Act
Guidance    SR-17 (resistance 3.2): The public can stop an initiative.
Parameters  min_staff = 0.50: Staff needed
Tags        public
Aliases     concern-open
Source      rules/stakeholders.yaml:12
"""
    )


def test_show_finds_a_rule_by_an_earlier_id(caveat: Caveat) -> None:
    assert caveat("rules", "show", "concern-open", "--format", "json").json["id"] == "public-concern-unaddressed"


def test_show_tells_that_a_rule_is_mandatory_or_warns_nobody(caveat: Caveat) -> None:
    assert "Mandatory   it can't be ignored or waived" in caveat("rules", "show", "no-champion").stdout
    assert "Severity    none: it derives facts" in caveat("rules", "show", "data-about-people").stdout


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["rules", "show", "no-champoin"], "did you mean `no-champion`?"),
        (["rules", "show", "zzzzz"], "`caveat rules list` shows all of them"),
        (["rules", "list", "--pack", "leadershp"], "did you mean `leadership`?"),
        (["rules", "list", "--select", "no-champoin"], "did you mean `no-champion`?"),
        (["rules", "lits"], "did you mean `list`?"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_one(caveat: Caveat, arguments: list[str], hint: str) -> None:
    outcome = caveat(*arguments)
    assert (outcome.status, outcome.stdout) == (2, "")
    assert hint in outcome.stderr
    if arguments[1] != "lits":
        assert caveat(*arguments, "--format", "json").json["error"]["exit_code"] == 2
