"""What every format promises, and the machine formats."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from checker.errors import Problem
from checker.report import Exit, Failure, ProposalResult, as_json, problem_as_json
from checker.reporters import FORMATS, Options, format_for, reporter
from tests.samples import CLEAN, FINDING, RESULTS, RUN, WARNED, validate_line, validate_report

HOSTILE = "a\x1b[2J\x85\u2028b\u202ec\ud800 </script>"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_yields_one_string_before_one_per_result_and_one_after(name: str) -> None:
    taken: list[ProposalResult] = []

    def results() -> Iterator[ProposalResult]:
        for result in RESULTS:
            taken.append(result)
            yield result

    pieces = reporter(name).render(RUN, results(), Options())
    next(pieces)
    assert taken == []
    for number in range(1, len(RESULTS) + 1):
        next(pieces)
        assert len(taken) == number
    assert len(list(pieces)) == 1


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_tell_a_failure_of_the_command(name: str) -> None:
    told = reporter(name).failure(Failure(Exit.REFUSED, (Problem("It is refused.", "usage", hint="Mend it."),)))
    assert "It is refused." in told
    assert "Mend it." in told
    assert told.endswith("\n")


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("r.json", "json"),
        ("R.JSONL", "jsonl"),
        ("a/r.ndjson", "jsonl"),
        ("r.txt", "text"),
        ("r.sarif", "sarif"),
        ("TEST-r.xml", "junit"),
        ("r.md", "markdown"),
        ("r.csv", "csv"),
        ("r.html", "html"),
        ("R.HTM", "html"),
        ("r", None),
    ],
)
def test_the_ending_of_a_file_decides_its_format(file: str, name: str | None) -> None:
    assert format_for(file) == name


@pytest.mark.parametrize("results", [(), (CLEAN,), RESULTS])
def test_the_json_report_holds_what_the_model_says(results: tuple[ProposalResult, ...]) -> None:
    text = "".join(reporter("json").render(RUN, results, Options()))
    assert json.loads(text) == as_json(RUN, results)
    validate_report(json.loads(text))
    assert text.startswith('{\n  "format": "caveat/report-1",\n')
    assert text.endswith("\n}\n")


@pytest.mark.parametrize("results", [(), (CLEAN,), RESULTS])
def test_the_json_report_is_indented_as_a_whole(results: tuple[ProposalResult, ...]) -> None:
    text = "".join(reporter("json").render(RUN, results, Options()))
    assert text == json.dumps(as_json(RUN, results), indent=2, ensure_ascii=False) + "\n"


def test_text_that_no_utf_8_can_hold_changes_nothing_of_how_json_is_laid_out() -> None:
    half = (replace(CLEAN, title=None, id="half \ud800"), CLEAN)
    written = "".join(reporter("json").render(RUN, half, Options()))
    assert written == json.dumps(as_json(RUN, half), indent=2) + "\n"
    lines = "".join(reporter("jsonl").render(RUN, half, Options())).splitlines()
    assert lines == [json.dumps(result.as_json(), separators=(",", ":")) for result in half]


def test_a_line_of_json_lines_is_an_entry_of_the_json_report() -> None:
    lines = "".join(reporter("jsonl").render(RUN, RESULTS, Options())).splitlines()
    assert [json.loads(line) for line in lines] == as_json(RUN, RESULTS)["proposals"]
    for line in lines:
        validate_line(json.loads(line))


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_a_failure_is_valid_under_the_schema_in_every_machine_format(name: str) -> None:
    failure = reporter(name).failure(Failure(Exit.BUG, (Problem("Oops.", "bug"),)))
    told = json.loads(failure)
    validate_report(told)
    validate_line(told)
    assert told["error"] == {"exit_code": 70, "problems": [problem_as_json(Problem("Oops.", "bug"))]}
    assert len(failure.splitlines()) == (1 if name == "jsonl" else len(json.dumps(told, indent=2).splitlines()))


@pytest.mark.parametrize("name", ["json", "jsonl"])
@pytest.mark.parametrize("text", [HOSTILE, HOSTILE.replace("\ud800", "")])
def test_hostile_text_comes_back_unchanged_from_json_but_is_harmless_where_it_is_shown(name: str, text: str) -> None:
    hostile = replace(WARNED, warnings=(replace(FINDING, message=text),))
    written = "".join(reporter(name).render(RUN, [hostile], Options()))
    proposals = json.loads(written)["proposals"] if name == "json" else [json.loads(written)]
    assert proposals[0]["warnings"][0]["message"] == text
    assert not set("\x1b\x85\u2028\u202e\ud800") & set(written)


def test_other_languages_stay_readable_in_json() -> None:
    assert "Behörde 交通" in "".join(reporter("json").render(RUN, [replace(CLEAN, id="Behörde 交通")], Options()))
