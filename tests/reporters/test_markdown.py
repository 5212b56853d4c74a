"""Markdown for a pull request or minutes: what to decide first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.errors import Problem
from checker.report import Exit, Failure, ProposalResult
from checker.reporters import reporter
from checker.reporters.markup import WORD_JOINER, cell, code, prose, strong
from checker.rulebook.model import Severity
from tests.reporters.readers import shown, tokens, written
from tests.samples import CLEAN, FINDING, INVALID, LOW, RESULTS, UNDECIDED, UNREADABLE, WARNED

MEDIUM = replace(FINDING, severity=Severity.MEDIUM, message="Ask for `measures`", pointer="/data/0")
CRITICAL = replace(FINDING, severity=Severity.CRITICAL, message="Decide")
MANY = replace(
    WARNED, path="many.json", title="Many", warnings=(CRITICAL, FINDING, MEDIUM, LOW, replace(LOW, pointer=""))
)


def test_the_whole_report_of_a_proposal() -> None:
    assert (
        written("markdown", WARNED)
        == """\
## 1 proposal checked by caveat

**Warnings** 2: 1 high, 1 low; 1 waived

| Proposal | Critical | High | Medium | Low | Waived |
| --- | ---: | ---: | ---: | ---: | ---: |
| Mobility data (mobility-2026) | 0 | 1 | 0 | 1 | 1 |

### Mobility data (mobility-2026)

`mobility.json`

#### To decide (1)

1. **The public's concern privacy\\_loss is unaddressed**
   - High, line 84, rule `public-concern-unaddressed`
   - To do: Name a measure that answers it.
   - Why: SR-17 (resistance 3.2): The public can stop an initiative.

<details><summary>1 warning of severity low, by section</summary>

**Stakeholders** (1)

- Line 84: A partner has no champion `no-champion`

</details>

<details><summary>1 warning waived</summary>

- Line 84: The public's concern privacy\\_loss is unaddressed `public-concern-unaddressed` (high), waived: The office reports on it, Review board, until 2027-03-01

</details>

---

Checked by stub 1.0, as of 2026-11-22, against the rules of leadership, stakeholders, `sha256:0123`.
Exit code 1: 1 warning of severity high or graver (--fail-on high).
"""  # noqa: E501  # lines of Markdown are not broken
    )


def test_what_to_decide_comes_before_what_to_ask_and_the_rest_is_folded_by_section() -> None:
    seen = shown(written("markdown", MANY))
    order = [
        seen.index(one) for one in ("To decide (2)", "To ask (1)", "The proposal as a whole (1)", "Stakeholders (1)")
    ]
    assert order == sorted(order)
    assert seen.count("Why: SR-17 (see above)") == 2
    assert "3. **Ask for `measures`**" in written("markdown", MANY)


def test_the_gravest_proposal_comes_first_and_what_was_not_checked_before_all() -> None:
    text = written("markdown", CLEAN, WARNED, MANY, UNREADABLE)
    table = [line for line in text.splitlines() if line.startswith("| ")]
    assert [line.split(" | ")[0] for line in table[2:]] == [
        "| broken.json", "| Many (mobility-2026)", "| Mobility data (mobility-2026)", "| Nothing to say (clean)"
    ]  # fmt: skip
    headings = [line for line in text.splitlines() if line.startswith("### ")]
    assert headings[0] == "### `broken.json`"
    assert headings[-1] == "### Nothing to say (clean)"


@pytest.mark.parametrize("result", [INVALID, UNREADABLE, UNDECIDED])
def test_what_was_not_checked_never_looks_clean(result: ProposalResult) -> None:
    text = written("markdown", result)
    assert f"| not checked: {result.status} |" in text
    assert "No warnings" not in text
    assert "**1 proposal could not be checked.**" in text
    assert result.errors[0].message in text
    assert "Exit code 3" in text


def test_a_clean_proposal_says_so() -> None:
    assert "\n`clean.json`\n\nNo warnings.\n" in written("markdown", CLEAN)


def test_notices_are_listed() -> None:
    notice = Problem("It has expired.", "waiver-expired", hint="Renew it.", path="w.yaml", line=4)
    text = written("markdown", replace(CLEAN, notices=(notice,)))
    assert "#### Notices\n\n- `w.yaml:4` It has expired. (Renew it.)\n" in text


def test_every_table_and_list_is_one_for_a_reader_of_markdown() -> None:
    found = [token.type for token in tokens(written("markdown", *RESULTS, MANY))]
    assert found.count("table_open") == 1
    assert found.count("tr_open") == 1 + len(RESULTS) + 1
    assert found.count("html_block") == 6


def test_a_failure_of_the_command_says_that_nothing_was_checked() -> None:
    told = reporter("markdown").failure(Failure(Exit.REFUSED, (Problem("It can't be.", "usage", hint="Mend it."),)))
    assert told == "## The proposals could not be checked\n\n- It can't be. (Mend it.)\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Set `owner` to `a_b`.", "Set `owner` to `a_b`."),
        ("a_b <c> [d](e) *f* ~g~ &amp;", r"a\_b \<c\> \[d\](e) \*f\* \~+g\~ \&+amp;"),
        ("a `` b ` c", r"a \`\` b \` c"),
        ("- a", r"\- a"),
        ("1. a", "1+. a"),
        ("@me #1 http://a www.a GH-1", r"@+me \#+1 http:+//a www+.a GH-+1"),
        (" \n", r"\\n"),
    ],
)  # fmt: skip
def test_prose_is_escaped_no_more_than_needed(text: str, expected: str) -> None:
    assert prose(text).replace(WORD_JOINER, "+") == expected


def test_code_is_shown_as_it_is_whatever_backticks_it_holds() -> None:
    for text in ("a", "`", "a``b`", "<b>@me"):
        assert shown(code(text)) == [f"`{text}`"]


def test_a_cell_never_ends_before_its_end() -> None:
    for text in ("a | b", "`a | b`", "\\|", "\\\\|", "a\\"):
        table = f"| a |\n| --- |\n| {cell(text)} |\n"
        assert shown(table) == ["a", text]


def test_blank_text_is_not_emphasised() -> None:
    assert strong(" ") == ""
