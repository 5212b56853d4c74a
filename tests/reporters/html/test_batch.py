"""What an office finds on the page about many proposals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest

from checker.report import Finding, ProposalResult, Status
from checker.rulebook.model import Severity
from tests.reporters.html.reading import of_class, part, rows, shown, words
from tests.samples import CLEAN, FINDING, INVALID, RESULTS, WAIVED, WARNED


def warning(rule: str, severity: Severity = Severity.HIGH) -> Finding:
    return replace(FINDING, rule=rule, severity=severity)


def result(name: str, *warnings: Finding) -> ProposalResult:
    return ProposalResult(f"{name}.json", 0, name, Status.CHECKED, warnings=warnings, title=f"Plan {name}")


MANY = (
    result("a", warning("no-champion", Severity.LOW)),
    result("b", warning("no-owner"), warning("no-owner"), warning("no-champion", Severity.LOW)),
    result("c", warning("own-rule", Severity.CRITICAL), WAIVED),
    INVALID,
    CLEAN,
)


def table_of_proposals(page: Element) -> list[list[str]]:
    return rows(next(part(page, "Proposals by gravity").iter("table")))[1:]


def heat_map(page: Element) -> list[list[str]]:
    return rows(next(part(page, "Proposals by rule").iter("table")))


def test_the_top_lists_what_to_decide_proposal_by_proposal_the_gravest_first() -> None:
    decide = part(shown(MANY), "To decide")
    assert [words(one) for one in decide.iter("h3")] == ["x", "Plan c", "Plan b"]
    assert "Not checked INVALID" in words(decide)
    assert words(decide).count("High The public's concern privacy_loss is unaddressed") == 2


def test_what_is_to_decide_leads_to_the_warning_in_full() -> None:
    page = shown(MANY)
    targets = {one.get("id"): one for one in page.iter()}
    links = [link for item in of_class(page, "decisions") for link in item.iter("a")]
    assert len(links) == 6
    for link in links:
        assert words(link) in words(targets[link.attrib["href"].removeprefix("#")])


def test_no_grave_warning_is_said_at_the_top() -> None:
    assert "No proposal has a critical or high warning." in words(part(shown([MANY[0], CLEAN]), "To decide"))


def test_each_proposal_has_a_row_with_its_numbers_the_gravest_first() -> None:
    assert table_of_proposals(shown(MANY)) == [
        ["x invalid.json", "Not checked: invalid"],
        ["Plan c c.json", "1", "0", "0", "0", "1", ""],
        ["Plan b b.json", "0", "2", "0", "1", "0", ""],
        ["Plan a a.json", "0", "0", "0", "1", "0", ""],
        ["Nothing to say clean.json", "0", "0", "0", "0", "0", ""],
    ]


def test_the_packs_are_summed_up() -> None:
    assert rows(next(part(shown(MANY), "At a glance").iter("table")))[1:] == [
        ["leadership", "0", "0", "0", "0", ""],
        ["stakeholders", "1", "2", "0", "2", ""],
    ]


def test_the_heat_map_counts_each_rule_for_each_proposal_that_was_checked() -> None:
    assert heat_map(shown(MANY)) == [
        ["Rule", "Severity", "Warnings", "Plan c", "Plan b", "Plan a", "Nothing to say"],
        ["own-rule own-rule", "Critical", "1", "1", "", "", ""],
        ["No owner no-owner", "High", "2", "", "2", "", ""],
        ["No champion no-champion", "Low", "2", "", "1", "1", ""],
    ]


def test_the_heat_map_agrees_with_the_results_and_a_hotter_cell_looks_hotter() -> None:
    frequent = result("d", *[warning("no-owner")] * 5)
    page = shown([*MANY, frequent])
    cells = [one for one in page.iter("td") if "cell" in one.get("class", "").split()]
    shown_sum = sum(int(words(cell) or 0) for cell in cells)
    counted = Counter(one.rule for each in (*MANY, frequent) for one in each.warnings if one.waived is None)
    assert shown_sum == sum(counted.values())
    heats = {words(cell): next(one for one in cell.get("class", "").split() if one[:5] == "heat-") for cell in cells}
    assert heats == {"": "heat-0", "1": "heat-1", "2": "heat-2", "5": "heat-3"}


def test_what_the_page_has_no_room_for_keeps_its_row_and_its_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.reporters.html.page.IN_FULL", 2)
    monkeypatch.setattr("checker.reporters.html.page.DECIDED_AT_THE_TOP", 1)
    monkeypatch.setattr("checker.reporters.html.overview.MAPPED", 1)
    page = shown(MANY)
    assert len(of_class(page, "proposal")) == 2
    assert len(table_of_proposals(page)) == len(MANY)
    assert "3 proposals more have only a line here" in words(part(page, "Proposals by gravity"))
    assert "2 proposals more with critical or high warnings" in words(part(page, "To decide"))
    assert [row[2] for row in heat_map(page)] == ["Warnings", "1", "2", "2"]
    assert "has room for the 1 gravest proposals; the sums count all of them, 3 more" in words(page)
    ids = {one.get("id") for one in page.iter()}
    assert {one.attrib["href"][1:] for one in page.iter("a") if one.attrib["href"][0] == "#"} <= ids


@pytest.mark.parametrize("results", [RESULTS, RESULTS[::-1]])
def test_the_order_of_proposals_of_one_gravity_is_that_of_the_run(results: Sequence[ProposalResult]) -> None:
    names = [row[0] for row in table_of_proposals(shown(results))]
    unchecked = [row.path for row in results if row.status is not Status.CHECKED]
    assert [name.split()[-1] for name in names[: len(unchecked)]] == unchecked


def test_a_run_without_results_is_a_page_that_says_so() -> None:
    assert "0 proposals" in words(next(shown([]).iter("h1")))


def test_a_file_that_is_no_proposal_is_told_in_full_and_not_only_counted() -> None:
    page = shown([WARNED, INVALID])
    assert "titel is unknown." in words(of_class(page, "proposal")[0])
