"""The page loads nothing, runs nothing of others, and is well-formed whatever proposals hold."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import pairwise
from xml.etree.ElementTree import Element

import pytest

from checker.errors import Problem
from checker.pointer import escape
from checker.report import Evidence, Excerpt, Exit, Failure, ProposalResult, Run, Waived
from checker.reporters import reporter
from checker.reporters.display import harmless
from checker.rulebook.model import Guidance, Table
from checker.stakeholders import Concern, ConcernState, Stakeholder
from tests.hostile_strings import each_string
from tests.reporters.html.reading import read, words, written
from tests.samples import FINDING, INVALID, LOW, RESULTS, RULEBOOK, RULES, RUN, WAIVED, WARNED

TABLE = Table("typical_concern", ("group", "code"), (("public", "privacy_loss"),), RULES[0].source)
GUIDANCE = {
    "resistance": Guidance("resistance", "Resistance", "Why people resist", "A publisher", "https://example.org")
}
REAL_RUN = replace(RUN, rulebook=replace(RULEBOOK, tables={TABLE.name: TABLE}, guidance=GUIDANCE))


def filled(text: str) -> list[ProposalResult]:
    """Return results that hold a text wherever a proposal, a file name or a rule can bring it."""
    finding = replace(
        FINDING, message=f"{text} {text}", advice=text, rule=text, pack=text, key=text, fingerprint=text, cites=(text,),
        pointer=f"/{escape(text)}/0",
        because=(Evidence(text, "/data/0"), Evidence(text, None)),
        excerpt=Excerpt(1, (text, text), 0, 0, len(text)),
    )  # fmt: skip
    waived = replace(finding, waived=Waived(text, text, date(2027, 1, 1)))
    problem = Problem(text, "x", "", 1, 1, text, text)
    stakeholder = Stakeholder(text, text, text, (Concern(text, ConcernState.OPEN),))
    return [
        replace(
            WARNED, title=text, id=text, path=text, warnings=(finding, replace(finding, severity=LOW.severity), waived),
            notices=(problem,), stakeholders=(stakeholder,),
        ),
        replace(INVALID, id=text, path=text, errors=(problem,)),
    ]  # fmt: skip


def shape(page: Element) -> list[str]:
    """Return the tags of a page, without those that mark code between backticks; packs are in order of their names."""
    return sorted(one.tag for one in page.iter() if one.tag != "code")


def every_page() -> Iterator[str]:
    yield written([])
    yield written([WARNED], REAL_RUN)
    yield written(
        [replace(WARNED, stakeholders=(Stakeholder("s", "S", "public"), Stakeholder("t", "T", "other")))], REAL_RUN
    )
    yield written([*RESULTS, *filled("x")], REAL_RUN, verbose=True)
    yield reporter("html").failure(Failure(Exit.REFUSED, (Problem("No.", "usage", hint="`Yes`."),)))


PAGES = list(every_page())
tree = cache(read)  # each of these pages is read once; no test changes what was read


@cache
def plain_shape(count: int) -> list[str]:
    return shape(read(written(filled("x")[:count], REAL_RUN)))


@pytest.mark.parametrize("count", [1, 2])
@each_string
def test_hostile_text_stays_text(text: str, count: int) -> None:
    page = read(written(filled(text)[:count], REAL_RUN))
    assert shape(page) == plain_shape(count)
    assert set("\x00\x1b\x85\u2028\u202e\ud800") & set("".join(page.itertext())) == set()
    shown = words(page).replace("`", "")  # what stands between backticks is code
    assert " ".join(harmless(text).replace("`", "").split()) in shown


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_loaded_and_only_sources_of_the_guidance_are_linked(page: str) -> None:
    for one in tree(page).iter():
        assert not {"src", "srcset", "action", "formaction", "style", "data", "background", "poster"} & set(one.keys())
        assert not [name for name in one.keys() if name.startswith("on")]  # noqa: SIM118, an element has no `in`
        if one.tag == "link":
            assert one.attrib == {"rel": "icon", "href": "data:,"}
        elif href := one.get("href"):
            assert href.startswith("#") or (one.tag, href) == ("a", "https://example.org")
    style = re.search("<style>(.*?)</style>", page, re.DOTALL)
    assert style and not re.search(r"url\(|@import|@font-face|expression", style[1])


@pytest.mark.parametrize("page", PAGES)
def test_the_policy_of_the_page_allows_its_own_style_and_script_and_nothing_else(page: str) -> None:
    (policy,) = [one.get("content", "") for one in tree(page).iter("meta") if one.get("http-equiv")]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert (rules["base-uri"], rules["form-action"], rules["img-src"]) == ("'none'", "'none'", "data:")
    for tag in ("style", "script"):
        for content in re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL):
            assert rules[f"{tag}-src"] == f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


@pytest.mark.parametrize("page", PAGES)
def test_ids_are_unique_links_lead_somewhere_and_no_level_of_headings_is_skipped(page: str) -> None:
    ids = [one.attrib["id"] for one in tree(page).iter() if "id" in one.attrib]
    assert len(ids) == len(set(ids))
    inner = {one.attrib["href"][1:] for one in tree(page).iter() if one.get("href", "").startswith("#")}
    assert inner <= set(ids)
    levels = [int(one.tag[1]) for one in tree(page).iter() if re.fullmatch("h[1-6]", one.tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("page", PAGES)
def test_tables_have_a_caption_and_say_what_their_heads_are_about(page: str) -> None:
    for table in tree(page).iter("table"):
        assert words(next(table.iter("caption")))
        assert {one.get("scope") for one in table.iter("th")} <= {"col", "row"}


def test_the_script_never_makes_markup() -> None:
    script = re.search("<script>(.*?)</script>", PAGES[1], re.DOTALL)
    assert script and "addEventListener" in script[1]
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(|fetch|XMLHttp", script[1])


@pytest.mark.parametrize("results", [RESULTS, RESULTS[:2]])
def test_the_same_results_are_the_same_bytes(results: Sequence[ProposalResult]) -> None:
    assert written(results, REAL_RUN) == written(list(results), _copied(REAL_RUN))


def _copied(run: Run) -> Run:
    return replace(run, rulebook=replace(run.rulebook, tables=dict(run.rulebook.tables)))


def test_waived_warnings_are_marked_for_the_filter() -> None:
    page = read(written([replace(WARNED, warnings=(FINDING, WAIVED))]))
    marks = [(one.get("data-severity"), "data-waived" in one.attrib) for one in page.iter("article")]
    assert marks == [("high", False), ("high", True)]
