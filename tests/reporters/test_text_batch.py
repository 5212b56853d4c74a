"""Several proposals in the text report: groups over all of them, and what stands out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from checker.report import ProposalResult
from checker.reporters import Options, text
from checker.reporters.text_summary import TOP
from checker.rulebook.model import Severity
from tests.samples import CLEAN, FINDING, INVALID, LOW, RESULTS, RUN, WAIVED, WARNED

CRITICAL = replace(FINDING, severity=Severity.CRITICAL)
OTHER = replace(WARNED, id="other", path="other.json", title="Other data", warnings=(CRITICAL, LOW))


def shown(*results: ProposalResult, **options: Any) -> str:
    return "".join(text.render(RUN, results, Options(**options)))


def test_the_rules_of_a_batch_are_counted_the_most_frequent_first() -> None:
    twice = replace(WARNED, warnings=(FINDING, LOW, LOW, WAIVED))
    assert """\
Rules by count
  WARNINGS  PROPOSALS  SEVERITY  RULE                        TITLE
         3          2  low       no-champion                 No champion
         2          2  critical  public-concern-unaddressed  A concern is unaddressed
""" in shown(OTHER, twice)


def test_the_proposals_of_a_batch_are_listed_the_gravest_first() -> None:
    assert """\
Proposals by gravity
  CRITICAL  HIGH  MEDIUM  LOW  PROPOSAL
         1     0       0    1  other.json  Other data (other)
         0     1       0    1  mobility.json  Mobility data (mobility-2026)
  1 proposal without warnings
""" in shown(WARNED, CLEAN, INVALID, OTHER)


def test_a_single_proposal_needs_no_tables_and_neither_do_proposals_without_warnings() -> None:
    for report in (shown(WARNED), shown(CLEAN, CLEAN), shown(WARNED, OTHER, quiet=True)):
        assert "by gravity" not in report
        assert "by count" not in report


def test_only_the_gravest_of_many_are_listed_and_how_many_more_there_are_is_said() -> None:
    many = [
        replace(WARNED, path=f"{number:02}.json", warnings=tuple([FINDING] * (number % 30 + 1))) for number in range(60)
    ]
    report = shown(*many)
    listed = [line.split()[4] for line in report.splitlines() if line.endswith(".json  Mobility data (mobility-2026)")]
    gravest = [f"{number:02}.json" for top in range(29, 24, -1) for number in (top, top + 30)]
    assert listed == gravest
    assert len(gravest) == TOP
    assert "  and 50 more proposals (-v lists all)\n" in report
    assert "\x1b[2m  and 50 more proposals (-v lists all)\x1b[0m\n" in shown(*many, color=True)
    assert "more proposals" not in shown(*many, verbose=True)


def test_what_is_kept_for_the_list_of_proposals_does_not_grow_with_their_number() -> None:
    from checker.reporters.text_parts import Context
    from checker.reporters.text_summary import BatchSummary

    summary = BatchSummary(Context(RUN, Options()))
    for _ in range(10 * TOP):
        summary.add(WARNED)
    assert len(summary._proposals) <= 2 * TOP


def test_grouped_by_rule_a_rule_is_named_once_with_all_its_places() -> None:
    report = shown(WARNED, OTHER, group_by="rule")
    assert report.startswith(
        """\
CRITICAL: A concern is unaddressed
public-concern-unaddressed, 1 warning in 1 proposal
  1. The public's concern privacy_loss is unaddressed
     other.json:84:9  other

HIGH: A concern is unaddressed
public-concern-unaddressed, 1 warning in 1 proposal
  1. The public's concern privacy_loss is unaddressed
     mobility.json:84:9  mobility-2026

LOW
2 warnings in 2 proposals
        2  No champion
     (-v shows them one by one)

"""
    )


def test_grouped_by_severity_the_gravest_of_all_proposals_come_first() -> None:
    report = shown(WARNED, OTHER, group_by="severity")
    assert report.startswith(
        """\
CRITICAL
1 warning in 1 proposal

  Other data (other)
  1. The public's concern privacy_loss is unaddressed
     other.json:84:9  public-concern-unaddressed

HIGH
1 warning in 1 proposal

  Mobility data (mobility-2026)
  2. The public's concern privacy_loss is unaddressed
     mobility.json:84:9  public-concern-unaddressed

"""
    )


@pytest.mark.parametrize("grouping", ["rule", "severity"])
def test_no_grouping_loses_what_was_not_checked_or_shows_what_is_waived(grouping: str) -> None:
    report = shown(*RESULTS, replace(WARNED, warnings=(WAIVED,)), group_by=grouping)
    for result in RESULTS[2:]:
        assert f"{result.status.upper()}: " in report
        assert result.errors[0].message in report
    assert report.count("     mobility.json:84:9") == 1
    assert "Exit code  3" in report


@pytest.mark.parametrize("grouping", ["rule", "severity"])
def test_verbose_shows_every_warning_of_a_group_with_its_advice_and_fingerprint(grouping: str) -> None:
    report = shown(WARNED, OTHER, group_by=grouping, verbose=True)
    assert report.count("To do      Name a measure that answers it.\n") == 4
    assert report.count("Known as   0f0f\n") == 4


def test_grouped_by_severity_a_proposal_is_named_once_and_the_order_of_the_run_is_kept() -> None:
    first, second = replace(FINDING, message="First"), replace(FINDING, message="Second. And more about it.")
    namesake = replace(WARNED, path="z.json", warnings=(first,))
    report = shown(replace(WARNED, warnings=(first, second)), OTHER, namesake, group_by="severity")
    assert (
        """\
HIGH
3 warnings in 2 proposals

  Mobility data (mobility-2026)
  2. First
     mobility.json:84:9  public-concern-unaddressed
  3. Second.
     mobility.json:84:9  public-concern-unaddressed

  Mobility data (mobility-2026)
  4. First
     z.json:84:9  public-concern-unaddressed
"""
        in report
    )


def test_grouped_by_rule_those_that_warn_most_come_first_then_the_names_in_order() -> None:
    rules = ("c-rule", "b-rule", "d-rule", "d-rule", "a-rule")
    many = replace(WARNED, warnings=tuple(replace(FINDING, rule=rule) for rule in rules))
    headings = [line for line in shown(many, group_by="rule").splitlines() if line.startswith("HIGH: ")]
    assert headings == ["HIGH: d-rule", "HIGH: a-rule", "HIGH: b-rule", "HIGH: c-rule"]


@pytest.mark.parametrize("grouping", ["rule", "severity"])
def test_groups_show_the_first_sentence_of_a_warning_and_verbose_all_of_it(grouping: str) -> None:
    long = replace(WARNED, warnings=(replace(FINDING, message="First. Second."),))
    assert "  1. First.\n" in shown(long, group_by=grouping)
    assert "  1. First. Second.\n" in shown(long, group_by=grouping, verbose=True)


def test_in_groups_too_headings_have_the_colour_of_their_severity() -> None:
    high = replace(WARNED, warnings=(FINDING, LOW))
    report = shown(high, group_by="severity", color=True)
    bold, dim, end = "\x1b[1m", "\x1b[2m", "\x1b[0m"
    assert report.startswith(
        f"\x1b[31m{bold}HIGH{end}\n{dim}1 warning in 1 proposal{end}\n\n{bold}  Mobility data (mobility-2026){end}\n"
    )
    assert f"\n\n\x1b[36m{bold}LOW{end}\n" in report
    assert f"\n{dim}     (-v shows them one by one){end}\n\n" in report


@pytest.mark.parametrize("grouping", ["rule", "severity"])
def test_in_groups_what_was_not_checked_has_its_section_with_an_empty_line_after_it(grouping: str) -> None:
    report = shown(INVALID, INVALID, group_by=grouping)
    assert "     Hint       title?\n\nx\ninvalid.json\n" in report
