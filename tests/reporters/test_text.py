"""The report for people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from click import unstyle

from checker.errors import Problem
from checker.report import Excerpt, Exit, Failure, ProposalResult, Waived
from checker.reporters import Options, text
from checker.reporters.display import width
from checker.reporters.text_parts import first_sentence
from checker.rulebook.model import Severity
from tests.samples import CLEAN, FINDING, INVALID, LOW, RESULTS, RUN, UNDECIDED, UNREADABLE, WAIVED, WARNED


def shown(results: Iterable[ProposalResult], **options: Any) -> str:
    return "".join(text.render(RUN, results, Options(**options)))


def test_the_whole_report_of_a_proposal() -> None:
    excerpt = Excerpt(84, ('        {"code": "privacy_loss"}',), 0, 8, 9)
    found = replace(FINDING, excerpt=excerpt)
    assert (
        shown([replace(WARNED, warnings=(found, LOW, WAIVED))], width=72)
        == """\
Mobility data (mobility-2026)
mobility.json
-----------------------------
1 to decide, 0 to ask, 1 to note

TO DECIDE (1)  before this goes on

  1. HIGH: The public's concern privacy_loss is unaddressed
     mobility.json:84:9  public-concern-unaddressed
     84 |         {"code": "privacy_loss"}
        |         ^
     To do      Name a measure that answers it.
     Why        SR-17 (resistance 3.2): The public can stop an
                initiative.

TO NOTE (1)  by section; -v shows them in full
  Stakeholders    1  No champion

1 warning waived (-v lists what, and why)

Summary
  Proposals  1: 1 checked
  Warnings   2: 1 high, 1 low; 1 waived
  Checked    by stub 1.0, as of 2026-11-22, against the rules of
             leadership, stakeholders
  Exit code  1: 1 warning of severity high or graver (--fail-on high).
"""
    )


def test_what_to_decide_comes_first_then_what_to_ask_then_the_rest_by_section() -> None:
    severities = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.MEDIUM, Severity.LOW)
    found = tuple(replace(FINDING, severity=severity) for severity in severities)
    report = shown([replace(WARNED, warnings=found)])
    assert "\n2 to decide, 2 to ask, 1 to note\n" in report
    order = ["TO DECIDE (2)", "  1. CRITICAL: ", "  2. HIGH: ", "TO ASK (2)", "  3. The", "  4. The", "TO NOTE (1)"]
    assert [report.index(one) for one in order] == sorted(report.index(one) for one in order)


def test_low_warnings_are_one_line_for_each_section_in_the_order_of_the_format_with_what_is_frequent_first() -> None:
    here = [replace(LOW, pointer="/data/0"), replace(LOW, rule="no-owner"), LOW, LOW, replace(LOW, pointer="")]
    report = shown([replace(WARNED, warnings=tuple(here))])
    assert (
        "  The proposal as a whole    1  No champion\n"
        "  Stakeholders               3  No champion (2); No owner\n"
        "  Data                       1  No champion\n"
    ) in report
    assert FINDING.advice not in report


def test_a_section_line_without_room_for_its_rules_ends_in_an_ellipsis() -> None:
    report = shown([replace(WARNED, warnings=tuple(replace(LOW, rule="会" * one) for one in range(9, 30)))], width=40)
    line = next(line for line in report.splitlines() if "会" in line)
    assert line.endswith("…")
    assert width(line) <= 40


def test_the_lines_of_a_place_are_shown_once_and_for_the_proposal_as_a_whole_not_at_all() -> None:
    found = replace(FINDING, excerpt=Excerpt(1, ("{ here",), 0, 0, 1))
    assert shown([replace(WARNED, warnings=(found, found))]).count("{ here") == 1
    assert "{ here" not in shown([replace(WARNED, warnings=(replace(found, pointer=""),))])


def test_a_notice_is_shown_with_its_place_and_hint_whether_there_are_warnings_or_not() -> None:
    notice = Problem("The waiver has expired.", "expired", line=3, path="caveat.waivers.yaml", hint="Renew it.")
    for result in (CLEAN, WARNED, INVALID):
        report = shown([replace(result, notices=(notice,))])
        assert "\nNotice: caveat.waivers.yaml:3: The waiver has expired.\n        Renew it.\n" in report


def test_a_proposal_without_warnings_says_so() -> None:
    assert shown([CLEAN]).startswith("Nothing to say (clean)\nclean.json\n----------------------\nNo warnings.\n\n")


def test_a_proposal_of_which_all_warnings_are_waived_has_none_and_says_what_is_waived() -> None:
    report = shown([replace(WARNED, warnings=(WAIVED,))], verbose=True)
    assert "No warnings." in report
    assert "The office reports on it, Review board, until 2027-03-01" in report


@pytest.mark.parametrize("result", [INVALID, UNREADABLE, UNDECIDED])
def test_what_was_not_checked_never_looks_clean(result: ProposalResult) -> None:
    report = shown([result])
    assert "No warnings" not in report
    assert f"{result.status.upper()}: " in report
    assert result.errors[0].message in report
    assert "Exit code  3: 1 proposal could not be checked." in report


def test_an_error_has_its_place_and_its_hint() -> None:
    report = shown([INVALID])
    assert "     invalid.json:3:5  /titel\n     Hint       title?\n" in report


def test_verbose_shows_low_warnings_in_full_and_what_they_rest_on() -> None:
    report = shown([replace(WARNED, warnings=(LOW,))], verbose=True)
    assert "     mobility.json:84:9  no-champion\n     To do      Name a measure that answers it.\n" in report
    assert "\n  Stakeholders\n" in report
    assert "     Known as   0f0f\n" in report
    assert "Read from  concern /stakeholders/2/concerns/0, typical_concern\n" in report
    assert report.endswith("\n  Rules      sha256:0123\n")


def test_the_statements_that_a_warning_cites_stand_below_each_other() -> None:
    report = shown([replace(WARNED, warnings=(replace(FINDING, cites=("XX-1", "SR-17", "XX-2")),))], width=100)
    assert (
        "     Why        XX-1\n"
        "                SR-17 (resistance 3.2): The public can stop an initiative.\n"
        "                XX-2\n"
    ) in report


@pytest.mark.parametrize(
    ("message", "first"),
    [
        ("One. Two.", "One."),
        ("Only one", "Only one"),
        ("No end. of it", "No end. of it"),
        ('The "a. B" of "c. D". More.', 'The "a. B" of "c. D".'),
        ('Never "closed. At all', 'Never "closed. At all'),
    ],
)
def test_a_sentence_ends_at_a_full_stop_that_is_in_no_quoted_name(message: str, first: str) -> None:
    assert first_sentence(message) == first


@pytest.mark.parametrize(
    ("waived", "told"),
    [
        (Waived("It was there"), "It was there"),
        (Waived("Accepted", "Board"), "Accepted, Board"),
        (Waived("Accepted", None, date(2027, 3, 1)), "Accepted, until 2027-03-01"),
    ],
)
def test_a_waiver_says_who_and_until_when_as_far_as_that_is_known(waived: Waived, told: str) -> None:
    report = shown([replace(WARNED, warnings=(replace(FINDING, waived=waived),))], verbose=True)
    assert f"\n     Waived     {told}\n" in report


def test_the_words_of_a_statement_are_given_once_per_proposal() -> None:
    twice = replace(WARNED, warnings=(FINDING, replace(FINDING, cites=("SR-08", "SR-17"))))
    report = shown([twice, twice])
    assert report.count("The public can stop an initiative.") == 2
    assert report.count("SR-17 (see above)") == 2


def test_a_statement_whose_words_are_not_known_is_named_all_the_same() -> None:
    assert "Why        XX-1\n" in shown([replace(WARNED, warnings=(replace(FINDING, cites=("XX-1",)),))])


def test_an_entry_of_a_json_lines_file_says_which_line_it_is() -> None:
    assert "all.jsonl, line 1\n" in shown([replace(CLEAN, path="all.jsonl")])
    for index in (1, 2):
        assert f"standard input, line {index + 1}\n" in shown([replace(CLEAN, path="-", index=index)])
    assert "standard input\n" in shown([replace(CLEAN, path="-")])


def test_quiet_shows_only_what_went_wrong() -> None:
    assert shown([CLEAN, WARNED], quiet=True) == ""
    report = shown([WARNED, INVALID], quiet=True)
    assert "mobility" not in report
    assert "`titel` is unknown." in report


@pytest.mark.parametrize(
    ("results", "fail_on", "words"),
    [
        ([], Severity.HIGH, "0: no warning of severity high or graver (--fail-on high)."),
        ([WARNED], Severity.CRITICAL, "0: no warning of severity critical (--fail-on critical)."),
        ([WARNED], Severity.LOW, "1: 2 warnings of severity low or graver (--fail-on low)."),
        ([WARNED], None, "0: warnings don't count (--fail-on never)."),
        ([INVALID, UNREADABLE], None, "3: 2 proposals could not be checked."),
    ],
)
def test_the_summary_says_in_words_what_decides_the_exit_code(
    results: list[ProposalResult], fail_on: Severity | None, words: str
) -> None:
    assert f"Exit code  {words}\n" in shown(results, fail_on=fail_on)


@pytest.mark.parametrize(
    ("results", "counted"),
    [
        ([], "  Proposals  0: none\n  Warnings   none\n"),
        ([CLEAN], "  Proposals  1: 1 checked\n  Warnings   none\n"),
        ([replace(WARNED, warnings=(WAIVED,))], "  Proposals  1: 1 checked\n  Warnings   none; 1 waived\n"),
        ([WARNED, INVALID], "  Proposals  2: 1 checked, 1 invalid\n  Warnings   2: 1 high, 1 low; 1 waived\n"),
    ],
)
def test_the_summary_counts_what_there_is_and_says_where_there_is_none(
    results: list[ProposalResult], counted: str
) -> None:
    assert counted in shown(results)


@pytest.mark.parametrize("columns", [40, 80, 100])
def test_no_line_is_wider_than_the_terminal(columns: int) -> None:
    long = replace(FINDING, message="交通 " * 60 + "x" * 200, advice="word " * 60)
    report = shown([replace(WARNED, path="p/" * 60 + ".json", warnings=(long, LOW)), *RESULTS], width=columns)
    assert max(width(line) for line in report.splitlines()) <= columns


def test_colour_changes_nothing_but_colours() -> None:
    colored = shown(RESULTS, color=True)
    assert "\x1b[" in colored
    assert unstyle(colored) == shown(RESULTS)


STYLES = {"0": "/", "1": "bold", "2": "dim", "31": "red", "32": "green", "33": "yellow", "35": "magenta", "36": "cyan"}


def styled(results: Iterable[ProposalResult], **options: Any) -> str:
    """Return a report in colours, with the names of its styles in place of their escape sequences."""
    return re.sub(r"\x1b\[(\d+)m", lambda code: f"<{STYLES[code[1]]}>", shown(results, color=True, **options))


def test_severities_have_their_colours_and_what_stands_beside_the_text_stands_back() -> None:
    critical = replace(FINDING, severity=Severity.CRITICAL, excerpt=Excerpt(84, ('  "here"',), 0, 2, 8))
    ask = replace(FINDING, severity=Severity.MEDIUM, advice="", cites=())
    notice = Problem("The waiver has expired.", "expired", hint="Renew it.")
    report = styled([replace(WARNED, warnings=(critical, ask, LOW, WAIVED), notices=(notice,))], width=90)
    assert report.startswith(
        """\
<bold>Mobility data (mobility-2026)</>
<dim>mobility.json</>
<dim>-----------------------------</>
1 to decide, 1 to ask, 1 to note

<magenta><bold>TO DECIDE (1)</><dim>  before this goes on</>

<magenta><bold>  1. CRITICAL: </><bold>The public's concern privacy_loss is unaddressed</>
<dim>     mobility.json:84:9  public-concern-unaddressed</>
<dim>     84 |</>   "here"
<dim>        |</>   <magenta><bold>^^^^^^</>
<dim>     To do      </>Name a measure that answers it.
<dim>     Why        </>SR-17 (resistance 3.2): The public can stop an initiative.

<yellow><bold>TO ASK (1)</><dim>  the proposers</>

<bold>  2. </><bold>The public's concern privacy_loss is unaddressed</>
<dim>     mobility.json:84:9  public-concern-unaddressed</>

<cyan><bold>TO NOTE (1)</><dim>  by section; -v shows them in full</>
  Stakeholders    1  No champion

<yellow>Notice: The waiver has expired.</>
        Renew it.

<dim>1 warning waived (-v lists what, and why)</>

<bold>Summary</>
"""
    )
    assert "<red><bold>TO DECIDE (1)</>" in styled([WARNED])
    assert "\n<green>No warnings.</>\n" in styled([CLEAN])


def test_what_was_not_checked_is_red_and_a_file_without_a_name_of_its_own_is_bold() -> None:
    assert styled([replace(INVALID, id=None)], width=80).startswith(
        """\
<bold>invalid.json</>
<dim>------------</>
<red><bold>INVALID: this is no proposal as the format wants it, so it was not checked for</>
<red><bold>warnings.</>

<bold>  1. `titel` is unknown.</>
<dim>     invalid.json:3:5  /titel</>
<dim>     Hint       </>title?

"""
    )


def test_verbose_numbers_low_warnings_through_under_the_headings_of_their_sections() -> None:
    here = (FINDING, LOW, LOW, replace(LOW, pointer="/data/0"), WAIVED)
    report = styled([replace(WARNED, warnings=here)], verbose=True)
    headings = re.findall(r"\n\n<bold>  (\d\. |\w+)</>", report)
    assert headings == ["Stakeholders", "2. ", "3. ", "Data", "4. "]
    assert report.count("\n<dim>     Read from  </>concern /stakeholders/2/concerns/0, typical_concern\n") == 4
    assert (
        "\n\n<dim>1 warning waived</>\n  1. The public's concern privacy_loss is unaddressed\n"
        "<dim>     mobility.json:84:9  public-concern-unaddressed</>\n"
        "<dim>     Waived     </>The office reports on it, Review board, until 2027-03-01\n"
        "<dim>     Known as   </>0f0f\n"
    ) in report


def test_what_is_called_by_its_title_its_id_or_its_file() -> None:
    headings = {
        "Mobility data (mobility-2026)": WARNED,
        "mobility-2026": replace(WARNED, title=None),
        "Mobility data": replace(WARNED, id=None),
        "mobility.json": replace(WARNED, id=None, title=None),
    }
    for heading, result in headings.items():
        assert shown([result]).startswith(f"{heading}\n")


def test_a_failure_says_where_what_and_how_to_mend_it() -> None:
    problems = (
        Problem("`x` is unknown.", "unknown-rule", line=3, column=5, path="rules/a.yaml", hint="y?"),
        Problem("No rule is selected.", "no-rules"),
    )
    told = text.failure(Failure(Exit.REFUSED, problems))
    assert told == "rules/a.yaml:3:5: `x` is unknown.\n  y?\nNo rule is selected.\n"


def test_text_of_a_proposal_can_neither_move_the_cursor_nor_forge_a_line() -> None:
    evil = "x\x1b[2J\nNo warnings.\n\u202e\u2028y"
    finding = replace(FINDING, message=evil, advice=evil, rule=evil)
    error = replace(INVALID.errors[0], message=evil, hint=evil, pointer=evil)
    finding = replace(finding, fingerprint=evil, excerpt=Excerpt(1, (evil, evil), 0, 3, 9))
    low = replace(finding, severity=Severity.LOW, waived=None)
    results = [
        replace(WARNED, title=evil, id=evil, path=evil, warnings=(finding, low), notices=(error,)),
        replace(INVALID, id=evil, path=evil, errors=(error,)),
    ]
    for options in ({"verbose": True}, {}, {"group_by": "rule"}, {"group_by": "severity"}):
        report = shown(results, **options)
        assert not set("\x1b\u202e\u2028") & set(report)
        assert "No warnings." not in report.splitlines()
        assert r"x\u001b[2J\nNo warnings.\n\u202e\u2028y" in report
