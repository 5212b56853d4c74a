"""Completion, in the shells themselves: what stands on the line, and what may follow."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import pytest

from checker.cli.entry import caveat

ROOT = Path(__file__).parents[2]

# `compopt` is refused outside of a completion that readline asked for; here it tells what it was asked.
_BASH = r"""
source script.bash
compopt() { echo "compopt $*"; }
COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDBREAKS=$' \t\n"\'><=;|&(:'
_caveat_completion caveat
[[ ${#COMPREPLY[@]} == 0 ]] || printf '%s\n' "${COMPREPLY[@]}"
"""
# The key TAB in an interactive zsh, after each of the lines; then the line is printed.
_ZSH = r"""
zmodload zsh/zpty
zpty shell "PS1= zsh -f -i"
zpty -w shell "autoload -Uz compinit; compinit -u -D; unsetopt beep zle_bracketed_paste 2>/dev/null"
zpty -w shell 'show() { print -r -- "<<$BUFFER>>"; BUFFER=; zle accept-line }; zle -N show; bindkey "^X" show'
zpty -w shell 'source script.zsh; print REA""DY'
zpty -r -m shell output '*READY*'
for line in "$@"; do
    zpty -n -w shell "$line"$'\t\C-x'
    zpty -r -m shell output '*<<*>>*'
    print -r -- "${${output##*<<}%%>>*}"
done
zpty -d shell
"""
_FISH = "source script.fish; complete -C $argv[1]"


@pytest.fixture(scope="module")
def scripts() -> dict[str, str]:
    """What `caveat completion` writes for each shell."""
    command = [sys.executable, "-P", "-m", "checker", "completion"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return {
        shell: subprocess.run([*command, shell], env=environment, capture_output=True, text=True, check=True).stdout
        for shell in ("bash", "zsh", "fish")
    }


@pytest.fixture
def folder(tmp_path: Path, scripts: dict[str, str]) -> Path:
    """A folder with a command `caveat` in `bin`, the scripts, and things to name."""
    for shell, script in scripts.items():
        (tmp_path / f"script.{shell}").write_text(script)
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "caveat"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m checker "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    (tmp_path / "proposals").mkdir()
    (tmp_path / "mine.yaml").write_text(
        "format: caveat/rules-1\npack: mine\ntitle: Ours\nrules:\n"
        "  - id: own-rule\n    title: A rule of ours, not built in\n    severity: low\n"
        "    when: [{match: proposal, as: p}]\n    warn: {at: p, message: A, advice: B}\n"
    )
    return tmp_path


def run(command: list[str], folder: Path) -> str:
    environment = {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "HOME": str(folder)}
    done = subprocess.run(
        command, cwd=folder, env=environment | {"TERM": "dumb"}, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr == ""
    return done.stdout


def in_bash(line: str, folder: Path) -> list[str]:
    return run(["bash", "--norc", "-c", _BASH, "bash", line], folder).splitlines()


def in_fish(line: str, folder: Path) -> list[str]:
    return run(["fish", "--no-config", "-c", _FISH, line], folder).splitlines()


def in_zsh(lines: Iterable[str], folder: Path) -> list[str]:
    return run(["zsh", "-f", "-c", _ZSH, "zsh", *lines], folder).splitlines()


needs_zsh = pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not on this machine")
needs_fish = pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not on this machine")


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("caveat ch", ["check"]),
        ("caveat rules show no-cha", ["no-champion"]),
        ("caveat check --select no-cha", ["no-champion"]),
        ("caveat check --select=no-cha", ["no-champion"]),
        ("caveat check --select leadership,no-cha", ["leadership,no-champion"]),
        ("caveat check --select no-champion,no-cha", []),
        ("caveat check --ignore lead", ["leadership"]),
        ("caveat check --severity no-cha", ["compopt -o nospace", "no-champion="]),
        ("caveat check --severity no-champion=m", ["medium"]),
        ("caveat check --severity=no-champion=m", ["medium"]),
        ("caveat check --set min_", ["compopt -o nospace", "min_owner_staff_fte="]),
        ("caveat check --fail-on ", ["critical", "high", "medium", "low", "never"]),
        ("caveat rules list --pack saf", ["safeguards"]),
        ("caveat check prop", ["compopt -o default"]),
        ("caveat check --rules bui", ["builtin"]),
        ("caveat check --rules mine.yaml --select own", ["own-rule"]),
        ("caveat rules show --rules mine.yaml ", ["own-rule"]),
    ],
)
def test_bash_completes(folder: Path, line: str, offered: list[str]) -> None:
    assert in_bash(line, folder) == offered


@needs_zsh
def test_zsh_completes(folder: Path) -> None:
    """All lines in one shell: it takes seconds to start."""
    completed = {
        "caveat rules show no-cha": "caveat rules show no-champion ",
        "caveat check --select=no-cha": "caveat check --select=no-champion ",
        "caveat check --select leadership,no-cha": "caveat check --select leadership,no-champion ",
        "caveat check --severity no-champion=m": "caveat check --severity no-champion=medium ",
        "caveat check --set min_": "caveat check --set min_owner_staff_fte=",
        "caveat check prop": "caveat check proposals/",
        "caveat check --output=prop": "caveat check --output=proposals/",
        "caveat check --rules mine.yaml --select own": "caveat check --rules mine.yaml --select own-rule ",
    }
    assert in_zsh(completed, folder) == list(completed.values())


@needs_fish
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("caveat rules show no-cha", ["no-champion\tlow: A partner has no champion"]),
        ("caveat check --select=no-cha", ["--select=no-champion\tlow: A partner has no champion"]),
        ("caveat check --select buy-in,no-cha", ["buy-in,no-champion\tlow: A partner has no champion"]),
        ("caveat check --severity no-champion=m", ["no-champion=medium"]),
        ("caveat check prop", ["proposals/"]),
        ("caveat check --rules mine.yaml --select own", ["own-rule\tlow: A rule of ours, not built in"]),
    ],
)
def test_fish_completes(folder: Path, line: str, offered: list[str]) -> None:
    assert in_fish(line, folder) == offered


def parameters(command: click.Command) -> Iterator[tuple[click.Command, click.Parameter]]:
    """Yield each parameter of a command and of all below it, with its command."""
    yield from ((command, parameter) for parameter in command.params)
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below
            yield from parameters(below)


def test_wherever_the_id_of_a_rule_is_wanted_it_is_completed() -> None:
    asked = [
        (command, one) for command, one in parameters(caveat)
        if one.name in ("rule", "why_not", "select", "ignore") or (one.name == "id" and isinstance(one, click.Argument))
    ]  # fmt: skip
    assert asked
    offered = {one.name: one.shell_complete(click.Context(command), "no-cha") for command, one in asked}
    assert [name for name, items in offered.items() if [item.value for item in items] != ["no-champion"]] == []


def test_rules_of_the_configuration_are_completed(folder: Path) -> None:
    (folder / "caveat.toml").write_text('rules = "mine.yaml"')
    assert in_bash("caveat rules show ", folder) == ["own-rule"]


@pytest.mark.parametrize(
    "line", ["caveat nonsense ", "caveat check --rules gone.yaml --select no-", "caveat check --nonsense --select no-",
             "caveat check --today x --select zzz", "caveat rules nonsense x"]
)  # fmt: skip
def test_what_can_not_be_understood_prints_nothing_into_the_shell(folder: Path, line: str) -> None:
    """Nothing on standard error either, which `run` looks at; with the words themselves, too."""
    offered = in_bash(line, folder)
    assert not [one for one in offered if "caveat:" in one or "Traceback" in one]
    words = {
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
        "COMP_WORDBREAKS": "=",
        "_CAVEAT_COMPLETE": "bash_complete",
    }
    done = subprocess.run(
        ["caveat"], cwd=folder, capture_output=True, check=False,
        env={"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)} | words,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_broken_configuration_is_not_told_while_somebody_types(folder: Path) -> None:
    (folder / "caveat.toml").write_text("broken")
    assert in_bash("caveat rules show no-cha", folder) == ["no-champion"]
