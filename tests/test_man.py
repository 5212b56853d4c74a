"""The manual pages are those of the commands as they are, and `man` can read them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from checker.cli.entry import caveat
from docs import generate_man

PAGES = sorted(generate_man.FOLDER.glob("*.1"))


def test_the_pages_are_made_from_the_commands_as_they_are() -> None:
    found = {page.name: page.read_text(encoding="utf-8") for page in PAGES}
    expected = generate_man.pages()
    assert sorted(found) == sorted(expected), "run `python -m docs.generate_man`"
    assert [name for name in expected if found[name] != expected[name]] == [], "run `python -m docs.generate_man`"


def test_every_command_has_a_page_with_each_of_its_options() -> None:
    def check(command: click.Command, path: list[str]) -> int:
        text = (generate_man.FOLDER / f"{'-'.join(path)}.1").read_text(encoding="utf-8").replace("\\-", "-")
        assert [name for one in command.params for name in one.opts if name[0] == "-" and name not in text] == []
        if not isinstance(command, click.Group):
            return 1
        context = click.Context(command)
        below = {name: command.get_command(context, name) for name in command.list_commands(context)}
        return 1 + sum(check(one, [*path, name]) for name, one in below.items() if one)

    assert check(caveat, ["caveat"]) == len(PAGES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_exit_code_of_the_help_is_in_the_page(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^\.TP\n\\fB(\d+)\\fR$", text, re.MULTILINE)[:2] == ["0", "1"]


@pytest.mark.parametrize(
    ("path", "line"), [(path, line) for path, lines in generate_man.EXAMPLES.items() for _, line in lines]
)
def test_an_example_is_a_command_that_can_be_understood(path: str, line: str) -> None:
    assert path in line
    if not line.startswith("eval"):
        import shlex

        words = shlex.split(line.partition(" > ")[0])[1:]
        command: click.Command = caveat
        context = click.Context(caveat, info_name="caveat")
        while isinstance(command, click.Group):
            name = words.pop(0)
            found = command.get_command(context, name)
            assert found is not None
            command, context = found, click.Context(found, parent=context, info_name=name)
        assert command.make_parser(context).parse_args(words)


@pytest.mark.skipif(shutil.which("mandoc") is None, reason="mandoc is not on this machine")
def test_mandoc_has_nothing_to_say_about_the_pages() -> None:
    """But that a date is missing: a page would change with each day that it is written."""
    done = subprocess.run(
        ["mandoc", "-T", "lint", "-W", "warning", *PAGES], capture_output=True, text=True, check=False
    )
    told = (done.stdout + done.stderr).splitlines()
    assert [line for line in told if 'missing date, using "": TH' not in line] == []


@pytest.mark.skipif(shutil.which("man") is None, reason="man is not on this machine")
def test_man_shows_a_page_without_breaking_what_is_copied_from_it() -> None:
    page = generate_man.FOLDER / "caveat-check.1"
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "MANWIDTH": "60", "LC_ALL": "C.UTF-8"}
    shown = subprocess.run(["man", "-l", page], capture_output=True, text=True, env=environment, check=True).stdout
    assert "caveat-check - check proposals and report warnings" in shown
    assert "--format text --output report.json" in shown
    assert not re.search(r"[\w-]+[‐\u00ad]\n", shown), "no word is broken"
