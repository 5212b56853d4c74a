"""Each hostile string through each command, wherever it can come from: what the commands say is text, and no more.

From a proposal, the name of a file, a waiver, a rule, guidance, a test of a rule, a configuration, a saved report, an
option.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import html5lib
import pytest
import yaml

from checker.cli.entry import run
from checker.cli.progress import with_progress
from checker.reporters.display import harmless
from tests.built_once import build_once
from tests.cli.conftest import Outcome
from tests.hostile_documents import file_name, full_of, refused, rule_folder
from tests.hostile_strings import each_string, each_string_in_documents, hostile_results
from tests.reporters.readers import tokens, unsafe
from tests.reporters.runner import OLDER_COMMAND, commands
from tests.schema_examples import minimal

pytestmark = pytest.mark.exhaustive

TODAY = ("--today", "2026-11-22")
CHECK = ("--rules", "rules", "--engine", "reference", *TODAY)


_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""What is written in C, where it is there, takes a tenth of the time for a long text."""

Say = Callable[..., Outcome]


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command in an empty folder and hold what it says against what a terminal and a CI system obey."""
    monkeypatch.chdir(tmp_path)
    build_once(monkeypatch)

    def say(*arguments: str, status: int = 0) -> Outcome:
        code = run(arguments)
        said = Outcome(code, *capsys.readouterr())
        assert code == status, said.stderr
        for log in (said.stdout, said.stderr):
            assert not unsafe(log), log
            assert commands(log)[0] == [], log
            assert not OLDER_COMMAND.search(log), log
        told = said.stderr.splitlines()
        assert "--debug" in arguments or all(line.startswith("caveat: ") for line in told), said.stderr
        return said

    return say


def written(path: str, content: Any) -> str:
    Path(path).write_text(json.dumps(content), encoding="utf-8")
    return path


def office(text: str) -> str:
    """Fill the working folder with what an office has: rules, waivers, a proposal; return the name of the proposal."""
    rule_folder(Path("rules"), text)
    waiver = {"rule": "named", "proposal": "p", "approver": text, "granted_on": "2026-01-01"}
    waivers = [
        {**waiver, "key": "partner a", "reason": text, "expires": "2027-01-01"},
        {**waiver, "key": text, "reason": text, "expires": "2027-01-01"},
        {**waiver, "reason": text, "expires": "2026-01-02"},
    ]
    content = {"format": "caveat/waivers-1", "waivers": waivers}
    text_of_waivers = yaml.dump(content, Dumper=_Dumper, default_style='"', allow_unicode=False)
    Path("caveat.waivers.yaml").write_text(text_of_waivers, encoding="utf-8")
    return written(file_name(text, ".json"), full_of(minimal(), text))


@each_string_in_documents
def test_check_and_what_comes_after_it(say: Say, text: str) -> None:
    """`check`, `waivers`, `baseline`, `replay`: a warning that is waived, one that is not, and notices of waivers."""
    name = office(text)
    for options in (["-v"], ["--group-by", "rule"], ["--group-by", "severity", "-v"]):
        say("check", name, *CHECK, *options, status=1)
    out = file_name(text, ".out")
    say("check", name, *CHECK, "--format", "json", "--output", out, status=1)
    summary = json.loads(Path(out).read_text(encoding="utf-8"))["summary"]
    assert (summary["warnings"]["high"], summary["waived"]) == (1, 1)
    say("replay", out)
    written(name, full_of({**minimal(), "partners": minimal()["partners"] * 2}, text))
    say("replay", out, status=3)
    written(name, full_of({**minimal(), "title": "T"}, f"{text} and more"))
    say("replay", out, status=1)
    assert [
        one["reason"] for one in say("waivers", "list", "--rules", "rules", "--format", "json").json["waivers"]
    ] == [text] * 3
    say("waivers", "list", "--rules", "rules", *TODAY)
    say("waivers", "audit", name, *CHECK, status=1)
    say("baseline", "create", name, *CHECK, "--baseline", f"{out}.b")
    written(name, full_of({**minimal(), "id": "q"}, text))
    say("baseline", "update", name, *CHECK, "--baseline", f"{out}.b")


@each_string_in_documents
def test_waivers_add_writes_a_file_that_reads_the_same(say: Say, text: str) -> None:
    rule_folder(Path("rules"), text)
    file, granted = file_name(text, ".yaml"), ["--granted-on", "2026-01-01", "--expires", "2027-01-01"]
    named = ["--rule", "named", "--proposal", "p", "--key", text, "--reason", text, "--approver", text]
    say("waivers", "add", "--waivers", file, "--rules", "rules", *TODAY, *named, *granted)
    (waiver,) = yaml.safe_load(Path(file).read_text(encoding="utf-8"))["waivers"]
    assert [str(waiver[name]) for name in ("key", "reason", "approver")] == [text] * 3  # what looks like a date is one


@pytest.fixture(scope="module")
def plain_letter(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The letter to the same proposal by the same rules, with plain words instead of a hostile text, by format."""
    folder = tmp_path_factory.mktemp("plain")
    rules = str(rule_folder(folder / "rules", "Plain words"))
    proposal = written(str(folder / "plain.json"), full_of(minimal(), "Plain words"))
    found = {}
    for name in ("markdown", "html"):
        out = folder / f"letter.{name}"
        letter = ("letter", proposal, "--rules", rules, "--engine", "reference", *TODAY, "--office", "x")
        assert run([*letter, "--no-waivers", "--format", name, "--output", str(out)]) == 0
        found[name] = out.read_text(encoding="utf-8")
    return found


@each_string_in_documents
def test_letter(say: Say, text: str, plain_letter: dict[str, str]) -> None:
    name = office(text)
    letter = ("letter", name, *CHECK, "--no-waivers", "--office", text)
    plain = written("plain.json", full_of(minimal(), "Plain words"))
    seen, expected = (tokens(one) for one in (say(*letter, "--format", "markdown").stdout, plain_letter["markdown"]))
    assert [one.type for one in seen if one.block] == [one.type for one in expected if one.block]
    assert {one.type for one in seen} <= {*(one.type for one in expected), "code_inline", "softbreak"}
    page, expected = (
        html5lib.HTMLParser(strict=True).parse(one)
        for one in (say(*letter, "--format", "html").stdout, plain_letter["html"])
    )
    assert without_code(page) == without_code(expected)
    assert " ".join(harmless(text).replace("`", "").split()) in " ".join(
        "".join(page.itertext()).replace("`", "").split()
    )
    say(*letter, "--format", "text")
    say(*letter, "--since", plain)


def without_code(page: Any) -> list[str]:
    """Return the elements of a page, save those for what stands between backticks."""
    return [one.tag for one in page.iter() if not one.tag.endswith("}code")]


@each_string_in_documents
def test_explain(say: Say, text: str) -> None:
    name = office(text)
    explain = ("explain", name, *CHECK)
    say(*explain)
    say(
        *explain, "--clear", "--all", "--patched", file_name(text, ".patched.json"), "--output", file_name(text, ".txt")
    )
    assert say(*explain, "--format", "json").json["proposal"]["path"]
    assert say(*explain, "--clear", "--format", "json").json
    say(*explain, "--clear", "--all")
    say(*explain, "--why-not", "named")
    say(*explain, "--rule", text, status=2)
    say(*explain, "--warning", text, status=2)


@each_string_in_documents
def test_diff(say: Say, text: str) -> None:
    name = office(text)
    new = written(
        f"{name}.new.json",
        full_of({**minimal(), "partners": [*minimal()["partners"], {**minimal()["partners"][0], "id": "c"}]}, text),
    )
    said = say("diff", name, new, *CHECK, "-v", status=1)
    assert "NEW (1)" in said.stdout
    assert say("diff", name, new, *CHECK, "--format", "json", status=1).json["summary"]["new"] == 1
    plain = [
        written(f"{one}.json", full_of(json.loads(Path(one_name).read_text(encoding="utf-8")), "x"))
        for one, one_name in (("a", name), ("b", new))
    ]
    shown = [
        tokens(say("diff", *two, *CHECK, "-v", "--format", "markdown", status=1).stdout) for two in ((name, new), plain)
    ]
    assert [one.type for one in shown[0] if one.block][:40] == [one.type for one in shown[1] if one.block][:40]
    assert not any(one.type in ("html_block", "html_inline", "link_open", "image") for one in shown[0])


@each_string_in_documents
def test_rules(say: Say, text: str) -> None:
    """Texts of rules, of their guidance and of their tests, and the ids that they must not have."""
    rule_folder(Path("rules"), text)
    assert say("rules", "list", "--rules", "rules", "--format", "json").json["rules"][0]["title"] == text
    say("rules", "list", "--rules", "rules")
    say("rules", "show", "named", "--rules", "rules")
    assert say("rules", "show", "named", "--rules", "rules", "--format", "json").json["title"] == text
    say("rules", "trace", "--rules", "rules")
    markdown = tokens(say("rules", "trace", "--rules", "rules", "--format", "markdown").stdout)
    assert [one.attrs["href"].startswith("https://example.org/") for one in markdown if one.type == "link_open"] == [
        True
    ]
    assert not any(one.type in ("html_block", "html_inline", "image") for one in markdown)
    assert sum(one.type == "tr_open" for one in markdown) == 4
    say("rules", "test", "rules", status=1)
    assert say("rules", "test", "rules", "--format", "json", status=1).json["cases"]["mismatches"][0]["case"] == text
    pack = json.loads(Path("rules/hostile.json").read_text(encoding="utf-8"))
    for wrong in (
        {"pack": f"{text} "},
        {text: 1},
        {"guidance": [f"{text} "]},
        {"rules": [{**pack["rules"][0], "id": f"{text} "}]},
    ):
        written("rules/hostile.json", pack | wrong)
        say("rules", "list", "--rules", "rules", status=2)


@each_string
def test_options_and_names_of_files_are_shown_in_errors_as_text(say: Say, text: str) -> None:
    """Names that are no UTF-8 too."""
    rule_folder(Path("rules"), "x")
    name = file_name(text, ".json")
    say("check", name, *CHECK, status=2)
    Path(name).mkdir()
    say("check", name, *CHECK, status=2)
    Path(name).rmdir()
    Path(name).write_text('{"a": ', encoding="utf-8")
    say("check", name, *CHECK, status=3)
    say("check", name, "--rules", name, status=2)
    say("check", name, "--waivers", name, status=2)
    say("check", name, "--baseline", name, status=2)
    say("check", name, "--config", name, status=2)
    say("check", name, "--schema", name, status=2)
    say("check", name, "--output", name, status=2)
    say("check", name, "--output", f"{name}/x.txt", status=2)
    say("letter", name, *CHECK, status=3)
    say("explain", name, *CHECK, status=3)
    say("replay", name, status=2)
    say("diff", name, f"{name}.gone", status=2)
    argument = f"{text[:1000]}?"
    for option in (
        "--select",
        "--ignore",
        "--set",
        "--severity",
        "--today",
        "--format",
        "--engine",
        "--workers",
        f"--{argument}",
    ):
        say("check", name, "--rules", "rules", option, argument, status=2)
    say(f"no{argument}", status=2)
    say("rules", "show", argument, "--rules", "rules", status=2)


@each_string_in_documents
def test_new_writes_the_title_as_it_is(say: Say, text: str) -> None:
    said = say("new", "--title", text)
    assert said.json["title"] == text
    say("new", "--title", text, "--output", file_name(text, ".json"))
    say("new", "--id", f"{text} ", status=2)


@each_string_in_documents
def test_show_config_writes_values_as_toml_that_reads_the_same(say: Say, text: str) -> None:
    quoted = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")  # a string of JSON is one of TOML
    if "\0" in text:  # no path has it
        Path("caveat.toml").write_text(f"paths = {quoted}\n", encoding="utf-8")
        say("check", "--show-config", status=2)
        text, quoted = text.replace("\0", ""), quoted.replace("\\u0000", "")
    Path("caveat.toml").write_text(f'paths = ["x", {quoted}]\n[set]\n"n" = "x{quoted[1:]}\n', encoding="utf-8")
    said = say("check", "--show-config")
    settings = tomllib.loads(said.stdout)
    assert settings["paths"] == ["x", text]
    assert settings["set"]["n"] == f"x{text}".strip()
    Path("caveat.toml").write_text(f"{quoted} = 1\n", encoding="utf-8")
    say("check", "--show-config", status=2)
    Path("caveat.toml").write_text(f'select = "x{quoted[1:]}\n', encoding="utf-8")
    written("p.json", minimal())
    say("check", "p.json", status=2)
    Path("caveat.toml").write_text(f"{text}\n=", encoding="utf-8")
    say("check", "--show-config", status=2)


@each_string_in_documents
def test_what_is_refused_in_a_proposal_is_told_as_text(say: Say, text: str) -> None:
    rule_folder(Path("rules"), "x")
    name = written(file_name(text, ".json"), refused(text))
    for command in ("check", "letter", "explain"):
        said = say(command, name, *CHECK, status=3)
        assert "partner 1" in said.stdout + said.stderr


@each_string_in_documents
def test_a_bug_is_told_as_text_with_its_traceback(say: Say, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*arguments: object) -> None:
        raise RuntimeError(text)

    monkeypatch.setattr("checker.check.Checker.check", crash)
    rule_folder(Path("rules"), "x")
    name = written("p.json", minimal())
    said = say("check", name, *CHECK, "--debug", status=70)
    assert "Traceback" in said.stderr


def test_progress_names_no_document(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.cli.progress._PATIENCE", 0)
    assert len(list(with_progress(hostile_results("evil\x1b[2J"), 2))) == 2
    shown = capsys.readouterr().err
    assert "Checking" in shown
    assert "evil" not in shown


@pytest.mark.parametrize("name", ["../secret", "/etc/secret", "x" * 300, "a\0b"])
def test_no_file_is_looked_for_that_guidance_can_not_be_called(say: Say, name: str) -> None:
    rule_folder(Path("rules"), "x")
    written("rules/secret.json", {"secret": "4711"})
    pack = json.loads(Path("rules/hostile.json").read_text(encoding="utf-8"))
    written("rules/hostile.json", pack | {"guidance": [name]})
    said = say("rules", "list", "--rules", "rules/hostile.json", status=2)
    assert "secret.json" not in said.stderr
    assert "does not have the form" in said.stderr or "characters" in said.stderr


def test_waivers_add_says_where_a_key_stands_for_more_than_the_warning_that_was_named(say: Say) -> None:
    examples = Path(__file__).parents[2] / "examples"
    report = say("check", str(examples / "typical.json"), *TODAY, "--format", "json", status=1).json
    warnings = report["proposals"][0]["warnings"]
    alike = [one for one in warnings if one["rule"] == "typical-concern-not-considered"]
    assert len({one["key"] for one in alike}) < len(alike)
    shared = next(one for one in alike if sum(one["key"] == other["key"] for other in alike) > 1)
    amount = sum(one["key"] == shared["key"] for one in alike)
    add = ("waivers", "add", "--reason", "r", "--approver", "a", "--expires", "2027-01-01", *TODAY)
    said = say(*add, "--warning", shared["fingerprint"], str(examples / "typical.json"))
    assert f"this rule has {amount} warnings with this key" in said.stderr
