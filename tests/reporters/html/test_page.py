"""What a reviewer finds on the page about one proposal."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest

from checker.errors import Problem
from checker.report import Excerpt, ProposalResult, Run
from checker.rulebook.model import Guidance, Severity
from tests.reporters.html.reading import of_class, part, rows, shown, with_id, words
from tests.samples import CLEAN, FINDING, INVALID, LOW, RULEBOOK, RUN, UNDECIDED, UNREADABLE, WAIVED, WARNED

MEDIUM = replace(FINDING, severity=Severity.MEDIUM, message="Nobody mediates. Somebody should.")
FULL = replace(WARNED, warnings=(FINDING, MEDIUM, LOW, WAIVED))


def with_guidance(url: str | None) -> Run:
    guidance = {"resistance": Guidance("resistance", "Resistance", "Why people resist", "A publisher", url)}
    return replace(RUN, rulebook=replace(RULEBOOK, guidance=guidance))


def headings(page: Element) -> list[str]:
    return [words(one) for one in page.iter("h2")]


def test_what_to_decide_stands_at_the_top_and_what_was_set_aside_below() -> None:
    page = shown([FULL])
    assert words(next(page.iter("h1"))) == "Mobility data"
    assert headings(page) == ["To decide 1", "To ask 1", "To note 1", "Waived 1", "About this report"]


def test_the_top_counts_the_warnings_in_force_by_severity_in_words() -> None:
    tiles = of_class(shown([FULL]), "tiles")[0]
    assert [words(tile) for tile in tiles] == ["0 Critical", "1 High", "1 Medium", "1 Low", "1 Waived"]


def test_a_grave_warning_says_at_once_what_where_why_and_what_to_do() -> None:
    excerpt = Excerpt(83, ('  "concerns": [', '    {"code": "privacy_loss"}', "  ]"), 1, 13, 27)
    page = shown(
        [replace(WARNED, warnings=(replace(FINDING, excerpt=excerpt),))], with_guidance("https://example.org/a")
    )
    (warning,) = of_class(part(page, "To decide"), "warning")
    folded = next(warning.iter("details"))
    warning.remove(folded)
    text = words(warning)
    assert "High Stakeholders, item 3, concerns, item 1" in text
    assert "1. The public's concern privacy_loss is unaddressed" in text
    assert "To do Name a measure that answers it." in text
    assert "Why The public can stop an initiative. SR-17, 3.2 From Why people resist" in text
    assert "mobility.json:84:9" in text
    assert [words(line) for line in of_class(warning, "line")][1] == '84 {"code": "privacy_loss"}'
    assert [words(mark) for mark in warning.iter("mark")] == ['"privacy_loss"']


def test_the_evidence_the_rule_and_the_fingerprint_are_one_click_away() -> None:
    (warning,) = of_class(part(shown([WARNED]), "To decide"), "warning")
    folded = next(warning.iter("details"))
    assert "open" not in folded.attrib
    assert [words(one) for one in of_class(folded, "evidence")[0].iter("li")] == [
        "concern Stakeholders, item 3, concerns, item 1",
        "typical concern",
    ]
    facts = {words(one[0]): words(one[1]) for one in folded.iter("div") if one[0].tag == "dt"}
    assert facts["Rule"] == "A concern is unaddressed public-concern-unaddressed"
    assert facts["Fingerprint"] == "0f0f"
    assert facts["Place"] == "/stakeholders/2/concerns/0"


def test_verbose_opens_everything() -> None:
    assert all("open" in one.attrib for one in next(shown([FULL], verbose=True).iter("main")).iter("details"))


def test_the_rest_is_folded_by_section_of_the_proposal_with_a_count() -> None:
    places = ("", "/data/0", "/stakeholders/1", "/data/3", "/x-own/0")
    lows = tuple(replace(LOW, pointer=place) for place in places)
    folds = of_class(part(shown([replace(WARNED, warnings=lows)]), "To note"), "fold")
    assert [words(next(fold.iter("summary"))) for fold in folds] == [
        "The proposal as a whole 1",
        "Stakeholders 1",
        "Data 2",
        "x-own 1",
    ]
    assert sum(len(of_class(fold, "warning")) for fold in folds) == len(lows)


def test_a_waived_warning_says_why_who_approved_and_until_when_and_is_not_to_decide() -> None:
    page = shown([replace(WARNED, warnings=(WAIVED,))])
    assert "No warnings." in words(part(page, "To decide"))
    (warning,) = of_class(part(page, "Waived"), "warning")
    assert "Waived The office reports on it Approved by Review board, until 2027-03-01" in words(warning)


def test_a_warning_that_a_baseline_set_aside_says_so() -> None:
    assert WAIVED.waived is not None
    known = replace(WAIVED, waived=replace(WAIVED.waived, approver=None, expires=None))
    assert "The office reports on it By a baseline" in words(
        part(shown([replace(WARNED, warnings=(known,))]), "Waived")
    )


def test_what_to_know_beside_the_warnings_comes_before_them() -> None:
    notice = Problem("A waiver has expired.", "expired", None, 4, 5, "Renew it.", "caveat.waivers.yaml")
    page = shown([replace(FULL, notices=(notice,))])
    assert headings(page)[0] == "To know beside the warnings"
    assert "A waiver has expired. caveat.waivers.yaml:4:5 Hint Renew it." in words(part(page, "To know"))


def test_a_proposal_without_warnings_says_so_and_that_this_is_no_verdict() -> None:
    page = shown([CLEAN])
    assert "No warnings." in words(part(page, "To decide"))
    assert "not a verdict" in words(page)
    assert not list(page.iter("form"))


@pytest.mark.parametrize("result", [INVALID, UNREADABLE, UNDECIDED])
def test_what_was_not_checked_never_looks_clean(result: ProposalResult) -> None:
    page = shown([result])
    assert "No warning" not in words(next(page.iter("main")))
    told = words(part(page, "Not checked"))
    assert f"{result.status.upper()}: " in told
    assert result.errors[0].message.replace("`", "") in told


def test_an_error_has_its_place_and_its_hint() -> None:
    assert "titel is unknown. invalid.json:3:5 Hint title?" in words(part(shown([INVALID]), "Not checked"))


@pytest.mark.parametrize(
    ("url", "links"),
    [
        ("https://example.org/a?b=1&c=2", ["https://example.org/a?b=1&c=2"]),
        ("javascript:alert(1)", []),
        ("data:text/html,x", []),
        (None, []),
    ],
)
def test_a_statement_leads_to_its_source_on_the_web_and_nowhere_else(url: str | None, links: list[str]) -> None:
    page = shown([WARNED], with_guidance(url))
    found = [one.get("href", "") for one in page.iter("a")]
    assert [link for link in dict.fromkeys(found) if not link.startswith("#")] == links
    assert "Why people resist" in words(page)


def test_a_statement_whose_words_are_not_known_is_named_all_the_same() -> None:
    page = shown([replace(WARNED, warnings=(replace(FINDING, cites=("XX-1",)),))])
    assert "Why XX-1" in words(of_class(page, "warning")[0])


def test_warnings_that_the_page_has_no_room_for_are_counted_by_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.reporters.html.proposal.IN_FULL", 2)
    page = shown([replace(WARNED, warnings=(FINDING, FINDING, MEDIUM, LOW, LOW))])
    assert len(of_class(page, "warning")) == 2
    more = words(part(page, "More than this page has room for"))
    assert "2 of no-champion" in more
    assert "1 of public-concern-unaddressed" in more


def test_the_end_tells_with_what_it_was_checked_and_what_the_command_returned() -> None:
    about = dict(zip(*[iter(words(one) for one in with_parent_of_about())] * 2, strict=True))
    assert about["Checked"] == "by stub 1.0, as of 2026-11-22, against the rules of leadership, stakeholders"
    assert about["Exit code"] == "1: 1 warning of severity high or graver (--fail-on high)."
    assert about["Rules"] == "sha256:0123"
    assert about["Document"] == "sha256:abc"


def with_parent_of_about() -> list[Element]:
    page = shown([replace(WARNED, digest="sha256:abc")])
    assert words(with_id(page, "about")) == "About this report"
    return [one for one in next(page.iter("footer")).iter() if one.tag in ("dt", "dd")]


def test_rows_reads_a_table() -> None:
    """What other tests compare with can fail."""
    page = shown([CLEAN, WARNED])
    assert rows(next(page.iter("table")))[0][:5] == ["Pack", "Critical", "High", "Medium", "Low"]
