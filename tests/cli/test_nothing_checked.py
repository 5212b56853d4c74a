"""Nothing succeeds silently: where nothing was checked, or not what was meant, no command ends with 0 or 1.

Each case names what was asked for that does not exist; the nearest name that does is offered.
"""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from checker.cli.entry import run
from tests.built_once import build_once

EXAMPLES = Path(__file__).parents[2] / "examples"
WAIVER = "--reason c --approver d --expires 2999-01-01"

REFUSED = {
    # what to check
    "check": "No PATH is given.",
    "check gone.json": "`gone.json` does not exist.",
    "check p.jsno": "did you mean `p.json`?",
    "check p.json gone.json": "`gone.json` does not exist.",
    "check empty": "There is no proposal in the folder `empty`.",
    "check hidden": "There is no proposal in the folder `hidden`.",
    "check p.json empty": "There is no proposal in the folder `empty`.",
    "check ''": "`` does not exist.",
    "check --config no-paths.toml": "No PATH is given.",
    "explain gone.json": "`gone.json` does not exist.",
    "explain empty": "`empty` is a folder",
    "explain lines.jsonl --line 9": "has no proposal on line 9",
    "explain lines.jsonl": "holds several proposals",
    "letter gone.json": "`gone.json` does not exist.",
    "letter empty": "`empty` is a folder",
    "letter p.json --since gone.json": "`gone.json` does not exist.",
    "diff gone.json p.json": "`gone.json` does not exist.",
    "diff p.json gone.json": "`gone.json` does not exist.",
    "diff empty p.json": "There is no proposal in the folder `empty`.",
    "diff p.json empty": "There is no proposal in the folder `empty`.",
    "diff no-proposals.json p.json": "says nothing about the proposal",
    "replay gone.json": "no such file",
    "replay p.json": "This is no report of caveat.",
    "replay failure.json": "there is no report",
    "baseline create empty": "There is no proposal in the folder `empty`.",
    "baseline create gone.json": "`gone.json` does not exist.",
    "baseline create empty.json": "could not be checked",
    "baseline update empty": "There is no such baseline.",
    "waivers audit p.json": "There is no such waiver file.",
    "waivers audit --waivers w.yaml empty": "There is no proposal in the folder `empty`.",
    "waivers audit --waivers w.yaml gone.json": "`gone.json` does not exist.",
    # what to check it by
    "check p.json --rules gone.yaml": "there is no such file or folder",
    "check p.json --rules empty": "there is no rule file",
    "check p.json --rules hidden": "there is no rule file",
    "check p.json --rules silent.yaml": "no rule that can warn is selected",
    "check p.json --rules norules.yaml": "rules",
    "check p.json --select gone": "there is no rule, pack or tag `gone`",
    "check p.json --select sensitive-data-unprotectd": "did you mean `sensitive-data-unprotected`?",
    "check p.json --select safeguards --select gone": "there is no rule, pack or tag `gone`",
    "check p.json --select safeguards --ignore safeguards": "",
    "check p.json --select ''": "'' names nothing.",
    "check p.json --ignore ' , '": "names nothing.",
    "check p.json --ignore gone": "there is no rule, pack or tag `gone`",
    "check p.json --set gone=1": "gone",
    "check p.json --severity gone=low": "There is no rule `gone` that warns.",
    "check p.json --schema gone.json": "can't be read",
    "check p.json --waivers gone.yaml": "There is no such waiver file.",
    "check p.json --baseline gone.json": "There is no such baseline.",
    "check p.json --config gone.toml": "there is no such file",
    "check p.json --format gone": "gone",
    "check p.json --fail-on gone": "gone",
    "explain p.json --rule gone": "gone",
    "explain p.json --warning 0123456789": "0123456789",
    "explain p.json --why-not gone": "gone",
    "explain p.json --select gone": "there is no rule, pack or tag `gone`",
    "letter p.json --select gone": "there is no rule, pack or tag `gone`",
    "diff p.json p.json --select gone": "there is no rule, pack or tag `gone`",
    "baseline create p.json --select gone": "there is no rule, pack or tag `gone`",
    "waivers list": "There is no such waiver file.",
    "waivers list --waivers empty.yaml": "the file is empty",
    f"waivers add --rule gone --proposal b {WAIVER}": "There is no rule `gone` that warns.",
    f"waivers add --warning 0123456789 p.json {WAIVER}": "No warning of `p.json`",
    "rules list --rules empty": "there is no rule file",
    "rules list --rules gone.yaml": "there is no such file or folder",
    "rules show gone": "gone",
    "rules test empty": "there are no tests",
    "rules test gone.test.yaml": "there is no such file or folder",
    "rules test p.json": "the name of a file of tests",
    "rules test nocases": "no rule that can warn",
    "rules trace gone": "gone",
}  # fmt: skip
UNCHECKED = {
    "check empty.json": "The document is empty",
    "check blank.json": "The document is empty",
    "check empty.jsonl": "There is no proposal in it: every line is blank.",
    "check blank.jsonl": "There is no proposal in it: every line is blank.",
    "check p.json empty.jsonl --fail-on never": "There is no proposal in it: every line is blank.",
    "check object.json": "the document has no",
    "check list.json": "",
    "explain empty.json": "The document is empty",
    "letter empty.json": "The document is empty",
    "letter p.json --since empty.json": "The document is empty",
    "diff empty.json p.json": "",
    "diff p.json empty.jsonl": "",
}


@pytest.fixture(scope="module")
def report_without_proposals(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.json"
    run(["check", str(EXAMPLES / "typical.json"), "--output", str(path), "--no-config"])
    report = json.loads(path.read_bytes())
    return json.dumps({**report, "proposals": []})


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, report_without_proposals: str) -> Path:
    monkeypatch.chdir(tmp_path)
    build_once(monkeypatch)
    for name in ("empty", "hidden", "nocases"):
        (tmp_path / name).mkdir()
    tests = "format: caveat/rule-tests-1\npack: x\ntoday: 2026-11-22\ncases: []\n"
    pack = "format: caveat/rules-1\npack: x\ntitle: X\n"
    rule = "rules: [{id: a, when: [{match: owner, as: o}], derive: {b: {c: $o.partner}}}]\n"
    failure = {"exit_code": 2, "problems": [{"message": "m", "keyword": "usage"}]}
    texts = {
        "p.json": (EXAMPLES / "typical.json").read_text(encoding="utf-8"),
        "hidden/.p.json": "{}",
        "empty.json": "",
        "empty.jsonl": "",
        "empty.yaml": "",
        "blank.json": " \n\t",
        "blank.jsonl": "\n \n\n",
        "object.json": "{}",
        "list.json": "[]",
        "lines.jsonl": "{}\n{}\n",
        "no-paths.toml": "paths = []\n",
        "silent.yaml": pack + rule,
        "norules.yaml": pack,
        "w.yaml": "format: caveat/waivers-1\nwaivers: []\n",
        "nocases/x.yaml": pack + rule,
        "nocases/x.test.yaml": tests,
        "failure.json": json.dumps({"format": "caveat/report-1", "tool": {}, "error": failure}),
        "no-proposals.json": report_without_proposals,
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", REFUSED)
def test_what_is_not_there_is_2_and_named(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    code = run(shlex.split(command))
    told = capsys.readouterr().err
    assert code == 2, told
    assert told.startswith("caveat: ")
    assert REFUSED[command] in told


@pytest.mark.parametrize("command", UNCHECKED)
def test_a_document_that_holds_no_proposal_is_3_and_says_so(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    code = run(shlex.split(command))
    printed = capsys.readouterr()
    assert code == 3, printed
    assert UNCHECKED[command] in printed.out + printed.err


@pytest.mark.parametrize("standard_input", ["", "\n\n", " ", "\ufeff"])
@pytest.mark.parametrize("command", ["check -", "explain -", "letter -", "diff - p.json"])
def test_standard_input_that_is_empty_is_3(
    command: str, standard_input: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(standard_input.encode())))
    assert run(command.split()) == 3
    monkeypatch.setattr("sys.stdin", None)
    assert run(command.split()) == 3


@pytest.mark.parametrize("format", ["json", "sarif", "junit", "markdown", "csv", "github", "html", "jsonl"])
def test_in_no_format_does_a_failure_pass_for_a_report(format: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("check gone.json", "check empty", "check p.json --select gone"):
        capsys.readouterr()
        assert run([*command.split(), "--format", format]) == 2
        assert '"checked"' not in capsys.readouterr().out
