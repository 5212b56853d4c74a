"""`caveat explain`, with the real checker: what people and programs get, and what is refused."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonpatch
import pytest
from jsonschema import Draft202012Validator

from checker.cli.entry import run
from checker.resources import schema_file
from tests.built_once import build_once
from tests.cli.conftest import Outcome
from tests.explain.cases import EXAMPLES, example
from tests.samples import validate_report

VALIDATOR = Draft202012Validator(json.loads(schema_file("explanation").read_bytes()))
TODAY = ("--today", "2026-11-22")
Explain = Callable[..., Outcome]


@pytest.fixture
def explain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Explain:
    """Run the command on proposals that lie in an empty folder: typical.json and two.jsonl."""
    monkeypatch.chdir(tmp_path)
    build_once(monkeypatch)
    monkeypatch.setenv("COLUMNS", "90")
    (tmp_path / "typical.json").write_text(json.dumps(example("typical"), indent=2), encoding="utf-8")
    lines = [json.dumps(example(name)) for name in ("good-practice", "typical")]
    (tmp_path / "two.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def explain(*arguments: str, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = run(["explain", *arguments, *TODAY])
        return Outcome(status, *capsys.readouterr())

    return explain


def valid(explanation: Any) -> Any:
    VALIDATOR.validate(explanation)
    return explanation


def test_all_warnings_are_explained_the_gravest_first(explain: Explain) -> None:
    outcome = explain("typical.json")
    assert outcome.status == 0
    severities = [
        line.split()[1] for line in outcome.stdout.splitlines() if line[:5].strip(" .").isdigit() and ": " in line
    ]
    order = ["CRITICAL:", "HIGH:", "MEDIUM:", "LOW:"]
    assert len(severities) > 30
    assert severities == sorted(severities, key=order.index)


def test_one_warning_is_found_by_the_beginning_of_its_fingerprint(explain: Explain) -> None:
    warnings = explain("typical.json", "--format", "json").json["warnings"]
    chosen = warnings[3]
    found = explain("typical.json", "--warning", chosen["fingerprint"][:10], "--format", "json").json["warnings"]
    assert found == [chosen]


def test_a_beginning_that_several_fingerprints_share_is_refused_with_all_of_them(explain: Explain) -> None:
    names = [one["fingerprint"] for one in explain("typical.json", "--format", "json").json["warnings"]]
    shared = next(name[0] for name in names if sum(other.startswith(name[0]) for other in names) > 1)
    outcome = explain("typical.json", "--warning", shared)
    assert outcome.status == 2
    assert all(name in outcome.stderr for name in names if name.startswith(shared))


def test_an_unknown_fingerprint_is_refused_with_the_nearest_one(explain: Explain) -> None:
    name = explain("typical.json", "--format", "json").json["warnings"][0]["fingerprint"]
    wrong = name[:-1] + ("0" if name[-1] != "0" else "1")
    outcome = explain("typical.json", "--warning", wrong)
    assert (outcome.status, f"did you mean `{name}`?" in outcome.stderr) == (2, True)
    assert "36 warnings" in explain("typical.json", "--warning", "zzz").stderr


@pytest.mark.parametrize("option", ["--rule", "--why-not"])
def test_an_unknown_rule_is_refused_with_the_nearest_one(explain: Explain, option: str) -> None:
    outcome = explain("typical.json", option, "weak-buyin")
    assert (outcome.status, "did you mean `weak-buy-in`?" in outcome.stderr) == (2, True)


def test_a_rule_that_does_not_warn_leads_on_to_why_not(explain: Explain) -> None:
    assert "--why-not no-buy-in tells why" in explain("typical.json", "--rule", "no-buy-in").stdout
    told = explain("typical.json", "--why-not", "no-buy-in").stdout
    assert 'The partner "City Power": one condition fails' in told
    assert "its `buy_in.level` is `interest`; the rule warns only where it is `none`" in " ".join(told.split())


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["--clear", "--rule", "sensitive-data-unprotected"], ["--why-not", "no-buy-in"], ["--clear", "--all"],
        ["--clear", "--all", "--at-or-above", "medium"], ["--rule", "no-buy-in"],
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", EXAMPLES[:2] + EXAMPLES[-1:], ids=lambda path: path.stem)
def test_json_is_valid_under_its_schema(explain: Explain, path: Path, arguments: list[str]) -> None:
    outcome = explain(str(path), *arguments, "--format", "json")
    assert outcome.status == 0
    assert valid(outcome.json)["proposal"]["status"] == "checked"


def test_a_proposal_that_can_not_be_checked_is_told_as_check_tells_it(explain: Explain) -> None:
    text = explain("-", stdin=b'{"format": "caveat/proposal-1"')
    assert (text.status, "UNREADABLE" in text.stdout, "is not closed" in text.stdout) == (3, True, True)
    outcome = explain("-", "--format", "json", stdin=b'{"format": "caveat/proposal-1"}')
    assert outcome.status == 3
    found = valid(outcome.json)
    assert (found["proposal"]["status"], found["warnings"]) == ("invalid", [])
    assert "`id`" in found["proposal"]["errors"][0]["message"]


def test_a_failure_is_told_in_json_where_json_was_asked_for(explain: Explain) -> None:
    for name in ("json", "patch"):
        outcome = explain("typical.json", "--warning", "zzz", "--clear", "--format", name)
        validate_report(outcome.json)
        assert (outcome.status, outcome.json["error"]["exit_code"]) == (2, 2)


def test_a_line_of_json_lines_is_chosen_and_its_places_are_those_in_the_file(explain: Explain) -> None:
    outcome = explain("two.jsonl", "--line", "2", "--rule", "weak-buy-in", "--format", "json")
    (warning,) = valid(outcome.json)["warnings"]
    assert (outcome.json["proposal"]["index"], warning["line"]) == (1, 2)
    assert [place["line"] for reason in warning["reasons"] for place in reason["places"]] == [2]
    assert "two.jsonl, line 2" in explain("two.jsonl", "--line", "2", "--rule", "weak-buy-in").stdout


def test_which_line_is_meant_has_to_be_said_and_be_there(explain: Explain) -> None:
    assert "such as --line 1" in explain("two.jsonl").stderr
    assert "has no proposal on line 3" in explain("two.jsonl", "--line", "3").stderr
    assert explain("two.jsonl", "--line", "3").status == 2


def test_the_patch_alone_can_be_written_and_applied(explain: Explain, tmp_path: Path) -> None:
    for arguments in (["--rule", "weak-buy-in"], ["--all"]):
        outcome = explain("typical.json", "--clear", *arguments, "--format", "patch", "--patched", "new.json")
        assert outcome.status == 0
        patched = json.loads((tmp_path / "new.json").read_bytes())
        assert jsonpatch.apply_patch(example("typical"), outcome.json) == patched
        assert "new.json is the proposal with the patch" in outcome.stderr
        (tmp_path / "new.json").unlink()


def test_a_patch_is_refused_where_it_is_not_clear_which_is_meant(explain: Explain, tmp_path: Path) -> None:
    two = ("--select", "weak-buy-in,no-audit")
    assert "2 are chosen" in explain("typical.json", *two, "--clear", "--patched", "new.json").stderr
    assert "no are chosen" in explain("typical.json", "--clear", "--rule", "no-buy-in", "--format", "patch").stderr
    assert "Without --clear there is no patch" in explain("typical.json", "--format", "patch").stderr
    assert not (tmp_path / "new.json").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--warning", "a", "--rule", "b"], "--warning and --rule ask for different things"),
        (["--why-not", "a", "--rule", "b"], "--rule and --why-not ask for different things"),
        (["--why-not", "no-audit", "--clear"], "--why-not is about what does not warn"),
        (["--all"], "--all says what to do with --clear"),
        (["--clear", "--at-or-above", "low"], "--at-or-above says what to clear with --clear --all"),
        (["--output", "typical.json"], "the report would overwrite it"),
        (["--clear", "--all", "--output", "a", "--patched", "a"], "name the same file"),
    ],
)
def test_what_contradicts_itself_is_refused(explain: Explain, arguments: list[str], message: str) -> None:
    outcome = explain("typical.json", *arguments)
    assert (outcome.status, message in outcome.stderr) == (2, True)


def test_a_folder_is_refused(explain: Explain) -> None:
    assert "`.` is a folder" in explain(".").stderr


def test_the_text_of_a_proposal_can_not_disturb_a_terminal(explain: Explain, tmp_path: Path) -> None:
    hostile = example("typical")
    hostile["partners"][1]["name"] = "\x1b[2J\u202eCity\nPower"
    (tmp_path / "hostile.json").write_text(json.dumps(hostile, ensure_ascii=False), encoding="utf-8")
    for arguments in (
        ["--clear", "--rule", "weak-buy-in"],
        ["--why-not", "no-buy-in"],
        ["--clear", "--all", "--at-or-above", "low", "--select", "buy-in"],
    ):
        for form in ("text", "json"):
            outcome = explain("hostile.json", *arguments, "--format", form)
            assert (outcome.status, "City" in outcome.stdout) == (0, True)
            assert not set("\x1b\u202e") & set(outcome.stdout)


def test_options_of_check_count_here_too(explain: Explain) -> None:
    found = explain("typical.json", "--select", "weak-buy-in", "--severity", "weak-buy-in=critical", "--format", "json")
    assert [(one["rule"], one["severity"]) for one in found.json["warnings"]] == [("weak-buy-in", "critical")]
    assert explain("typical.json", "--select", "weak-buy-in", "--why-not", "no-audit").status == 2
