"""The report as it is used: seen in light and dark, wide and narrow, by keyboard, by ear, on paper, without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.pages import PAGES

NARROW, WIDE = 320, 1280
GRAVE = 4  # the warnings of examples/typical.json that are critical or high
MEDIUM = 14

Open = Callable[..., Any]


@pytest.fixture
def opened(browser: Any, pages: dict[str, Path]) -> Iterator[Open]:
    """Open a page in a browser without a past; whatever it says on the console fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_page(name: str, *, width: int = WIDE, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(pages[name].as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def visible_warnings(page: Any) -> int:
    """Return how many warnings are neither filtered out nor folded away."""
    count: int = page.locator(".warning").evaluate_all("all => all.filter(one => one.checkVisibility()).length")
    return count


def unfold(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")


# Contrast depends on the colours, room on the width: so each page is seen twice, not four times.
@pytest.mark.parametrize(("width", "scheme"), [(WIDE, "light"), (NARROW, "dark")])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation_however_it_is_seen(opened: Open, name: str, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(name, width=width, color_scheme=scheme)
    unfold(page)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_narrow_screen_needs_no_scrolling_to_the_side(opened: Open, name: str) -> None:
    page = opened(name, width=NARROW)
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_asked_of_any_network(browser: Any, pages: dict[str, Path], name: str) -> None:
    context = browser.new_context()
    asked: list[str] = []
    context.route("**/*", lambda route: (asked.append(route.request.url), route.continue_()))
    page = context.new_page()
    page.goto(pages[name].as_uri(), wait_until="networkidle")
    context.close()
    assert asked == [pages[name].as_uri()]


def test_hostile_proposals_run_nothing_and_show_no_images_or_forms(opened: Open) -> None:
    """An alert would wait for an answer, and be told on the console."""
    page = opened("hostile")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.reload()
    assert asked == []
    assert page.locator("img, iframe, object, embed").count() == 0
    assert page.locator("script").count() == page.locator("style").count() == page.locator("form").count() == 1


def test_without_script_all_can_be_read_and_nothing_is_offered_that_does_not_work(opened: Open) -> None:
    page = opened("single", java_script_enabled=False)
    assert not page.locator("#find").is_visible()
    assert page.locator(".decide .warning h3").first.is_visible()
    folds = page.locator("details.fold")
    assert folds.count() > 0
    assert not folds.first.locator(".warning").first.is_visible()
    folds.first.locator("> summary").click()
    assert folds.first.locator(".warning h3").first.is_visible()
    assert page.locator(".matrix table").first.is_visible()


def test_search_shows_the_warnings_that_hold_all_words_wherever_they_are_folded(opened: Open) -> None:
    page = opened("single")
    page.fill("#words", "CHAMPION warm")
    shown = page.locator(".warning:visible")
    texts = shown.all_text_contents()
    assert texts and all("champion" in text.lower() and "warm" in text.lower() for text in texts)
    assert page.inner_text("#shown") == f"{len(texts)} of 36 warnings are shown."
    assert not page.locator("#p1-decide").is_visible()
    page.fill("#words", "no such words")
    assert visible_warnings(page) == 0
    assert page.inner_text("#nothing-found") == "No warning fits what you look for."


def test_filters_by_severity_pack_and_waiver_work_together_and_can_be_taken_back(opened: Open) -> None:
    page = opened("single")
    assert page.inner_text("#shown") == "All 36 warnings are shown."
    page.uncheck("input[value=medium]")
    page.uncheck("input[value=low]")
    assert visible_warnings(page) == GRAVE
    assert page.inner_text("#shown") == f"{GRAVE} of 36 warnings are shown."
    page.select_option("#pack", "safeguards")
    assert (
        page.locator(".warning:visible").evaluate_all("all => all.map(one => one.dataset.pack)") == ["safeguards"] * 2
    )
    page.click("button[type=reset]")
    page.wait_for_function("document.getElementById('shown').textContent.startsWith('All 36')")
    page.uncheck("input[name=waived]")
    assert page.inner_text("#shown") == "35 of 36 warnings are shown."
    assert not page.locator("#p1-waived").is_visible()


def test_on_a_page_about_many_a_search_leads_straight_to_the_proposals(opened: Open) -> None:
    page = opened("batch")
    page.fill("#words", "arrears")
    assert not page.locator("#heat").is_visible()
    assert page.locator(".proposal:visible h3").all_text_contents() == [
        "Electricity use to find households that need support"
    ]


def test_the_number_of_warnings_shown_is_told_to_screen_readers(opened: Open) -> None:
    page = opened("single")
    assert page.locator("#shown").get_attribute("role") == "status"
    assert page.get_by_role("search", name="Find warnings").is_visible()
    assert page.get_by_label("Words").is_visible()


def test_the_keyboard_reaches_everything_and_shows_where_it_is(opened: Open) -> None:
    page = opened("single")
    reached = []
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("(one => one.id || one.name || one.textContent.trim())(document.activeElement)"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", reached[-1]
    assert reached[0] == "Skip to the warnings"
    assert {"words", "severity", "pack", "waived", "Show all", "Evidence and rule"} <= set(reached)


def test_the_skip_link_leads_past_the_filters(opened: Open) -> None:
    page = opened("single")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('content').contains(document.activeElement)")


def test_a_fold_is_opened_by_the_keyboard(opened: Open) -> None:
    page = opened("single")
    page.locator("details.fold > summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.fold .warning h3").first.is_visible()


def test_a_wide_table_can_be_scrolled_by_the_keyboard(opened: Open) -> None:
    page = opened("batch", width=NARROW)
    table = page.locator(".scroll", has=page.locator("table.heat"))
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.scroll:has(table.heat)').scrollLeft > 0")


@pytest.mark.parametrize("script", [True, False])
def test_on_paper_everything_is_unfolded_and_the_filters_are_gone(opened: Open, script: bool) -> None:
    page = opened("single", java_script_enabled=script)
    page.emulate_media(media="print")
    assert not page.locator(".side").is_visible()
    assert visible_warnings(page) == 36
    assert page.get_by_text("Fingerprint").first.is_visible()


@pytest.mark.parametrize("name", ["single", "batch"])
def test_it_can_be_printed_to_a_file_of_not_too_many_pages(opened: Open, name: str) -> None:
    paper = opened(name).pdf(format="A4")
    assert paper.startswith(b"%PDF-")
    assert 5 < paper.count(b"/Type /Page\n") < (20 if name == "single" else 90)


def test_dark_is_dark_and_light_is_light(opened: Open) -> None:
    def brightness(scheme: str) -> int:
        color = opened("single", color_scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(int(part) for part in color.removeprefix("rgb(").removesuffix(")").split(","))

    assert brightness("light") > 600
    assert brightness("dark") < 150
