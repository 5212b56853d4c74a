"""Each hostile string through each format, read back: it is text there, the same as before, and nothing else."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest

from checker.reporters import FORMATS
from checker.reporters.csv_report import GUARDED
from checker.reporters.display import harmless
from checker.reporters.markup import WORD_JOINER
from tests.hostile_strings import each_string, hostile_results
from tests.reporters.readers import blocks, is_formula, rows, shown, tokens, unsafe, written, xml
from tests.reporters.runner import OLDER_COMMAND, commands
from tests.reporters.schemas import validate_junit, validate_sarif

pytestmark = pytest.mark.exhaustive

PLAIN = "Plain words"


@cache
def report(name: str, text: str) -> str:
    """Return a report full of a text; it is written once for all tests."""
    return written(name, *hostile_results(text))


@each_string
@pytest.mark.parametrize("name", FORMATS)
def test_no_report_holds_what_moves_a_cursor_or_turns_the_reading(name: str, text: str) -> None:
    assert not unsafe(report(name, text))


@each_string
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "github"])
def test_no_report_in_the_log_of_a_ci_system_starts_a_command(name: str, text: str) -> None:
    for log in (report(name, text), written(name, *hostile_results(text), verbose=True, width=40)):
        assert commands(log)[0] == []
        assert not OLDER_COMMAND.search(log)


@each_string
@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_json_gives_every_text_back(name: str, text: str) -> None:
    proposals = json.loads(report(name, text))["proposals"] if name == "json" else map(json.loads, lines(name, text))
    checked, invalid = proposals
    assert checked["id"] == checked["warnings"][0]["message"] == checked["warnings"][1]["waived"]["reason"] == text
    assert invalid["errors"][0]["hint"] == text


def lines(name: str, text: str) -> list[str]:
    return report(name, text).splitlines()


@each_string
def test_sarif_gives_every_text_back_and_none_of_it_is_a_link_or_a_placeholder(text: str) -> None:
    log = json.loads(report("sarif", text))
    validate_sarif(log)
    [run] = log["runs"]
    warning, waived = run["results"]
    message = warning["message"]["text"]
    assert "](" not in message
    assert not re.search(r"\{\d+\}", message)
    assert without_marks(message) == without_marks(f"{harmless(text)} To do: {harmless(text)}")
    assert warning["properties"]["advice"] == harmless(text)
    assert waived["suppressions"][0]["justification"] == harmless(text)
    notifications = run["invocations"][0]["toolExecutionNotifications"]
    assert [one["level"] for one in notifications] == ["warning", "error"]
    for one in notifications:
        assert without_marks(one["message"]["text"]) == without_marks(harmless(f"{text} ({text})"))


def without_marks(text: str) -> str:
    """Return a message without the spaces that keep it text, `] (` and `{ 0}`, and without those that are like them."""
    return re.sub(r"\{ (?=\d)", "{", text).replace("] (", "](")


@cache
def plain_elements() -> list[str]:
    return [element.tag for element in xml(report("junit", PLAIN)).iter()]


@each_string
def test_junit_gives_every_text_back(text: str) -> None:
    root = xml(report("junit", text))
    validate_junit(root)
    assert [element.tag for element in root.iter()] == plain_elements()
    [failure] = root.iter("failure")
    assert failure.get("message") == harmless(text)
    assert f"\n{harmless(text)}\nTo do: {harmless(text)}\n" in (failure.text or "")
    [error] = root.iter("error")
    assert error.get("message") == harmless(text)
    assert [suite.get("package") for suite in root] == [harmless(text)] * 2
    assert harmless(text) in "".join(suite.findtext("system-err") or "" for suite in root)


@each_string
def test_github_runs_our_commands_and_no_others(text: str) -> None:
    log = report("github", text)
    assert not OLDER_COMMAND.search(log)
    found, plain = commands(log)
    assert [command.name for command in found] == ["error", "notice", "warning", "error"]
    assert [command.properties["title"] for command in found] == [
        "High: public-concern-unaddressed", "Waived: public-concern-unaddressed", "Notice", "Not checked: invalid"
    ]  # fmt: skip
    assert all(set(command.properties) <= {"file", "line", "col", "title"} for command in found)
    assert found[0].message.split("\n")[:2] == [harmless(text), harmless(f"To do: {text}")]
    assert found[3].message == harmless(text) + "\n" + harmless(f"Hint: {text}")
    assert len(plain) == 1
    assert plain[0].startswith("caveat: 2 proposals: 1 checked, 1 invalid; ")


@each_string
def test_csv_gives_every_text_back_and_no_cell_is_a_formula(text: str) -> None:
    found = rows(report("csv", text))
    assert [row["entry"] for row in found] == ["warning", "waived", "notice", "error"]
    for row in found:
        for cell in row.values():
            assert not any(is_formula(part) for part in [cell, *cell.split(";")]), cell
    assert without_apostrophes(found[0]["message"]) == harmless(text)
    assert without_apostrophes(found[1]["waived"]) == harmless(text)
    assert without_apostrophes(found[3]["advice"]) == harmless(text)
    assert without_apostrophes(found[3]["title"]) == harmless(text)


def without_apostrophes(cell: str) -> str:
    return GUARDED.sub(r"\1", cell)


ALLOWED_MARKUP = {
    "heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text", "code_inline", "hr",
    "ordered_list_open", "ordered_list_close", "bullet_list_open", "bullet_list_close", "list_item_open",
    "list_item_close", "strong_open", "strong_close", "hardbreak", "softbreak", "html_block", "table_open",
    "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close", "tr_open", "tr_close", "th_open",
    "th_close", "td_open", "td_close",
}  # fmt: skip


@cache
def plain_blocks() -> list[str]:
    return [block.type for block in blocks(tokens(report("markdown", PLAIN)))]


@each_string
def test_markdown_has_our_markup_and_no_other(text: str) -> None:
    found = tokens(report("markdown", text))
    assert {token.type for token in found} <= ALLOWED_MARKUP
    assert [block.type for block in blocks(found)] == plain_blocks()
    html = [token.content.strip() for token in found if token.type == "html_block"]
    assert html == ["<details><summary>1 warning waived</summary>", "</details>"]


@each_string
def test_markdown_shows_every_text_and_nothing_in_it_is_linked(text: str) -> None:
    seen = shown(report("markdown", text))
    expected = harmless(text).strip()
    readable = [block.replace(WORD_JOINER, "") for block in seen]
    assert expected in readable[readable.index("Waived") + 1]  # its row of the table
    assert f"To do: {expected}".strip() in readable
    outside = [token.content for token in tokens(report("markdown", text)) if token.type == "text"]
    assert not re.search(r'[@#!~&](?=["\w])|://|\bwww\.|\bGH-\d', "\n".join(outside), re.IGNORECASE)
