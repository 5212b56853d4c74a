"""The documentation is true: its commands run and print what is shown, its rules load, its links lead somewhere."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import indent

import pytest

from checker import Checker, RulesRefused
from checker.cli.group import EXIT_CODES
from checker.report import Exit
from checker.resources import schema_file
from checker.validation import SchemaValidator
from docs import generate_proposal_format, generate_rules
from tests.command import Done, caveat
from tests.documents import PAGES, ROOT, Block, agrees, blocks, commands

START = "python3 scripts/start.py "
IDS = {page: str(page.relative_to(ROOT)) for page in PAGES}


def of_language(*languages: str) -> list[pytest.param]:
    return [
        pytest.param(page, block, id=f"{IDS[page]}:{block.line}")
        for page in PAGES
        for block in blocks(page)
        if block.language in languages
    ]


def with_block(*languages: str) -> list[pytest.param]:
    found = [page for page in PAGES if any(block.language in languages for block in blocks(page))]
    return [pytest.param(page, id=IDS[page]) for page in found]


def run(command: str, folder: Path) -> Done:
    """Run a command as a reader would who stands in a checkout, in a terminal of 88 columns."""
    words = shlex.split(command.replace(START, "caveat "))
    assert words[0] == "caveat", f"only caveat is run, not {words[0]}"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "88", "PYTHONUTF8": "1"}
    return caveat(words[1:], folder, environment, together=True)


@pytest.mark.exhaustive
@pytest.mark.parametrize("page", with_block("console", "python"))
def test_what_a_page_shows_is_what_happens(page: Path, tmp_path: Path) -> None:
    """All blocks of a page in their order, in one folder: files are written, commands and programs are run."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    status = 0
    expected_next = ""
    for block in blocks(page):
        if block.mark == "file":
            (tmp_path / block.value).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / block.value).write_text(block.text, encoding="utf-8")
        elif block.mark == "part":
            target, _, original = block.value.partition("<")
            whole = json.loads((tmp_path / (original or target)).read_bytes())
            (tmp_path / target).write_text(json.dumps(whole | json.loads(block.text), indent=2), encoding="utf-8")
        elif block.language == "console":
            for command, shown in commands(block):
                if command == "echo $?":
                    printed = [str(status)]
                else:
                    done = run(command, tmp_path)
                    status, printed = done.returncode, done.stdout.decode().splitlines()
                    assert status in (0, 1, 2, 3), printed
                assert agrees(shown, printed), f"line {block.line}: {command}\n" + "\n".join(printed)
        elif block.language == "python":
            environment = os.environ | {"PYTHONPATH": str(ROOT)}
            program = [sys.executable, "-P", "-c", block.text]
            done = subprocess.run(program, cwd=tmp_path, env=environment, text=True, capture_output=True, check=True)
            expected_next = done.stdout
        elif block.language == "text":
            assert block.text == expected_next


def test_a_shown_output_that_is_not_printed_is_noticed() -> None:
    """What the test above compares with can fail."""
    assert agrees(["a", "...", "c"], ["a", "b", "b", "c"])
    assert agrees(["...", "c"], ["c"])
    assert not agrees(["a", "c"], ["a", "b", "c"])
    assert not agrees([], ["a"])
    assert not agrees(["a", "..."], ["b", "a"])


def rule_file(block: Block) -> str:
    """Return a whole rule file: what is only a part of one is put into a frame."""
    name = f"example-{block.line}"
    head = f"format: caveat/rules-1\npack: {name}\ntitle: An example\nguidance: [stakeholder-resistance]\n"
    if block.text.startswith("format:"):
        return block.text
    if re.search(r"^rules:", block.text, re.MULTILINE):
        return head + block.text
    if block.text.startswith("- id:"):
        return f"{head}rules:\n{indent(block.text, '  ')}"
    rule = f"- id: {name}\n  title: An example\n  severity: low\n{indent(block.text, '  ')}"
    if "derive:" not in block.text and "warn:" not in block.text:
        rule += "  warn: {message: An example, advice: None}\n"
    return f"{head}rules:\n{indent(rule, '  ')}"


def is_rule(block: Block) -> bool:
    """Tests of rules and waivers are read by the commands on their page instead."""
    other = ("caveat/rule-tests-1", "caveat/waivers-1")
    return not any(format in block.text for format in other) and not block.text.startswith("equivalent:")


@pytest.mark.parametrize(("page", "block"), [one for one in of_language("yaml") if is_rule(one.values[1])])
def test_each_rule_shown_can_be_loaded_with_the_built_in_packs(page: Path, block: Block, tmp_path: Path) -> None:
    """Except where the page says that it is refused, and why."""
    (tmp_path / "example.yaml").write_text(rule_file(block), encoding="utf-8")
    if block.mark == "refused":
        with pytest.raises(RulesRefused) as refused:
            Checker(["builtin", tmp_path], engine="reference")
        assert {problem.keyword for problem in refused.value.problems} == {block.value}
    else:
        Checker(["builtin", tmp_path])


@pytest.mark.parametrize("page", [pytest.param(page, id=IDS[page]) for page in PAGES])
def test_each_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("https://", "http://")):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.exists(), f"{target} is not there"
        if anchor:
            assert anchor in anchors(file.read_text(encoding="utf-8")), f"{target}: no such heading"


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)"', text))


def test_the_page_about_the_format_is_made_from_the_schema_as_it_is() -> None:
    page = generate_proposal_format.PAGE.read_text(encoding="utf-8")
    assert page == generate_proposal_format.page(), "run `python -m docs.generate_proposal_format`"


def test_the_pages_about_the_rules_are_made_from_the_rules_as_they_are() -> None:
    found = {page.name: page.read_text(encoding="utf-8") for page in generate_rules.FOLDER.glob("*.md")}
    expected = generate_rules.pages()
    assert sorted(found) == sorted(expected), "run `python -m docs.generate_rules`"
    stale = [name for name in expected if found[name] != expected[name]]
    assert stale == [], "run `python -m docs.generate_rules`"


def test_every_rule_has_a_page_with_an_example_of_each_kind_and_a_way_to_clear_it() -> None:
    rules = [rule.id for rule in Checker(engine="reference").rulebook.warning_rules()]
    pages = generate_rules.pages()
    assert sorted(pages) == sorted(["index.md", *(f"{rule}.md" for rule in rules)])
    for rule in rules:
        page = pages[f"{rule}.md"]
        assert f"({rule}.md)" in pages["index.md"]
        headings = ["When it warns", "What it says", "How to clear it", "Why", "Examples"]
        assert re.findall(r"^## (.+)$", page, re.MULTILINE) == headings
        assert "\nIt warns. " in page and "\nIt does not warn. " in page


GUIDE = ROOT / "docs" / "writing-a-proposal.md"


@pytest.mark.parametrize("block", [pytest.param(one, id=str(one.line)) for one in blocks(GUIDE) if one.text[0] == "{"])
def test_each_excerpt_of_a_proposal_is_valid(block: Block) -> None:
    """Put into the least that is a proposal."""
    least = json.loads((ROOT / "examples" / "minimal.json").read_bytes())
    schema = json.loads(schema_file("proposal").read_bytes())
    assert SchemaValidator(schema).problems(least | json.loads(block.text)) == []


def test_the_guide_goes_through_every_section_of_the_format() -> None:
    schema = json.loads(schema_file("proposal").read_bytes())
    shown = {name for block in blocks(GUIDE) if block.mark == "part" for name in json.loads(block.text)}
    of_the_proposal_itself = {"format", "id", "title", "version", "submitted_on", "status", "note"}
    assert shown == set(schema["properties"]) - of_the_proposal_itself


def test_the_index_names_every_page() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"index.md"}
    assert [name for name in sorted(pages) if f"({name}" not in index] == []


def test_the_index_of_decisions_names_every_decision() -> None:
    index = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    decisions = {page.name for page in (ROOT / "docs" / "adr").glob("0*.md")}
    assert set(re.findall(r"\((0[\w.-]+)\)", index)) == decisions


def test_the_table_of_exit_codes_is_complete() -> None:
    """In README and in `--help`, the same codes as in the program."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    codes = [int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)]
    assert codes == [int(code) for code in Exit]
    assert [int(code) for code in re.findall(r"^  (\d+)  ", EXIT_CODES, re.MULTILINE)] == codes


def test_what_checks_everything_runs_the_two_commands_of_the_readme() -> None:
    """The tests can't run themselves, and no set-up: `.ci/run` does."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    checks = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for command in ("scripts/start.py check examples/", "scripts/start.py test"):
        assert f"python3 {command}" in readme
        assert f'"$newest" {command}' in checks
