"""A letter in each format: the same questions, in plain words, and harmless whatever the proposal holds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from checker.letters import FORMATS, format_for, render
from checker.letters.model import Letter, Part, Point, Question, Section
from checker.reporters.display import width
from tests.letters.test_compose import TYPICAL, checked, checker, letter

ONE = Question(1, "Nobody leads", "Nobody is named.", "Name a lead in `leads`.", True, (Point("`leads`, line 3"),))
TWO = Question(
    2, "No costs", "", "State the `costs`.", False, (Point("`a`", "A has none."), Point("`b`", "B has none."))
)
LETTER = Letter(
    "Mobility data", "mobility", "mobility.json", date(2026, 11, 22), "Data office", date(2026, 12, 15),
    (Part(None, (Section("Leadership", (ONE,)), Section("Partners", (TWO,)))),),
)  # fmt: skip
NOTHING = replace(LETTER, parts=(), office=None, reply_by=None)
EVIL = "x\x1b[2J\u202e</p><script>alert(1)</script> [a](http://evil.example) `b\n# c"


class Reader(HTMLParser):
    """Reads a page: its elements with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_whole_letter_in_markdown() -> None:
    assert (
        render(LETTER, "markdown")
        == """\
# Questions about “Mobility data”

- Proposal: Mobility data (mobility)
- File: mobility.json
- Date: 2026-11-22
- From: Data office
- Reply by: 2026-12-15

To the partners of this proposal,

Thank you for your proposal. Before it can be decided on, we ask you for 2 answers. 1 of them is needed for a \
decision, and marked so.

Each question says where in the proposal the answer belongs. Please write it there, or say why it does not apply, and \
send us the new version by 2026-12-15.

## Leadership

1. **Nobody leads** *(needed for a decision)*

   Nobody is named.

   Please: Name a lead in `leads`.

   Answer in: `leads`, line 3

## Partners

2. **No costs**

   Please: State the `costs`.

   Answer in:

   - `a`. A has none.
   - `b`. B has none.

With kind regards

Data office
"""
    )


def test_the_whole_letter_as_text() -> None:
    questions = render(LETTER, "text").partition("by 2026-12-15.\n\n")[2]
    assert (
        questions
        == """\
Leadership
----------

 1. Nobody leads (needed for a decision)
    Nobody is named.
    Please:     Name a lead in `leads`.
    Answer in:  `leads`, line 3

Partners
--------

 2. No costs
    Please:     State the `costs`.
    Answer in:  `a`. A has none.
                `b`. B has none.

With kind regards
Data office
"""
    )


def test_the_letter_in_html_has_its_headings_in_order_its_language_and_nothing_from_elsewhere() -> None:
    page = Reader(render(LETTER, "html"))
    assert [tag for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)] == ["h1", "h2", "h2"]
    assert ("html", {"lang": "en"}) in page.elements
    assert not {tag for tag, _ in page.elements} & {"script", "link", "img", "iframe"}
    assert not any(name in ("src", "href", "onclick") for _, attributes in page.elements for name in attributes)
    assert [attributes["value"] for tag, attributes in page.elements if tag == "li" and "value" in attributes] == [
        "1",
        "2",
    ]
    for words in ("Nobody leads", "needed for a decision", "Nobody is named.", "B has none.", "Data office"):
        assert words in page.text


@pytest.mark.parametrize("name", FORMATS)
def test_in_every_format_all_questions_are_there_and_no_word_of_the_machinery(name: str) -> None:
    result = checked(TYPICAL)[0]
    text = Reader(render(letter(TYPICAL), name)).text if name == "html" else render(letter(TYPICAL), name)
    text = " ".join(text.replace("\\_", "_").replace("`", "").split())
    for question in letter(TYPICAL).questions:
        assert question.request.replace("`", "") in text
    for rule in checker().rulebook.warning_rules():
        assert rule.id not in text
    for finding in result.warnings:
        assert finding.fingerprint not in text
        assert not any(statement in text for statement in finding.cites)
    assert not re.search(r"\b(critical|severity: |medium severity|fingerprint|waive)", text, re.IGNORECASE)


@pytest.mark.parametrize("name", FORMATS)
def test_a_letter_with_nothing_to_ask_says_so(name: str) -> None:
    assert "We have no questions about it." in render(NOTHING, name)


@pytest.mark.parametrize("name", FORMATS)
def test_a_second_letter_has_a_heading_for_what_is_open_and_says_what_is_settled(name: str) -> None:
    second = replace(LETTER, parts=(replace(LETTER.parts[0], heading="Still open"),), settled=2)
    text = " ".join(render(second, name).split())
    assert "still open" in text.lower()
    assert "Thank you for the new version of your proposal. Of what we asked before, 2 questions need no answer" in text


@pytest.mark.parametrize("name", FORMATS)
def test_text_of_a_proposal_can_neither_move_the_cursor_nor_become_markup(name: str) -> None:
    point = Point(EVIL, EVIL)
    question = Question(1, EVIL, EVIL, EVIL, True, (point, replace(point, where="b")))
    evil = replace(
        LETTER, title=EVIL, id=EVIL, document=EVIL, office=EVIL, parts=(Part(None, (Section(EVIL, (question,)),)),)
    )
    written = render(evil, name)
    assert not set("\x1b\u202e") & set(written)
    assert "# c" not in written.splitlines()
    if name == "html":
        page = Reader(written)
        assert "script" not in {tag for tag, _ in page.elements}
        assert page.text.count("</p><script>alert(1)</script>") >= 7
    if name == "markdown":
        assert "<script>" not in written.replace("\\<script", "")
        assert "[a](" not in written.replace("\\[a\\](", "")


def test_no_line_of_the_text_is_wider_than_an_e_mail_allows() -> None:
    for one in (LETTER, NOTHING, letter(TYPICAL, earlier=TYPICAL)):
        assert all(width(line) <= 72 for line in render(one, "text").splitlines())


@pytest.mark.parametrize(
    ("file", "name"), [("a.md", "markdown"), ("a.HTML", "html"), ("b/a.htm", "html"), ("a.txt", "text"), ("a", None)]
)
def test_the_ending_of_a_file_decides_the_format(file: str, name: str | None) -> None:
    assert format_for(file) == name
