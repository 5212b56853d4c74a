"""What a configuration sets, and what `--show-config` says of it."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import click
import pytest

from checker.cli.check import command as check
from checker.cli.entry import caveat as caveat_group
from checker.cli.settings import is_setting, key, settings
from checker.cli.types import PathText
from tests.cli.conftest import Caveat, write
from tests.samples import StubChecker

CLEAN = {"id": "clean"}
WARNED = {"id": "warned", "warn": ["medium"]}
NOTE = "caveat: note: settings are taken from caveat.toml (`--no-config` leaves them out)\n"


def configure(folder: Path, text: str) -> None:
    (folder / "caveat.toml").write_text(text, encoding="utf-8")


def test_what_is_not_given_is_taken_from_the_configuration(caveat: Caveat, folder: Path) -> None:
    write(folder, a=WARNED)
    assert caveat("check", "a.json").status == 0
    configure(folder, 'fail-on = "medium"')
    assert caveat("check", "a.json").status == 1


def test_what_is_given_wins(caveat: Caveat, folder: Path) -> None:
    write(folder, a=WARNED)
    configure(folder, 'fail-on = "medium"\nselect = ["no-owner"]\n')
    assert caveat("check", "a.json", "--fail-on", "high", "--select", "no-champion").status == 0
    assert StubChecker.last.options["select"] == ("no-champion",)


def test_every_kind_of_value_reaches_the_checker_as_from_the_command_line(caveat: Caveat, folder: Path) -> None:
    write(folder, a=CLEAN)
    (folder / "mine").mkdir()
    configure(
        folder,
        'rules = ["builtin", "mine/"]\nselect = "no-owner,no-champion"\ntoday = 2026-01-31\nmax-bytes = 1_000\n'
        'engine = "reference"\nquiet = true\n[set]\nfraction = 0.50\nlist = ["a", "b"]\nyes = true\n'
        '[severity]\n"no-owner" = "low"\n',
    )
    assert caveat("check", "a.json").status == 0
    built = StubChecker.last
    assert built.rules == ["builtin", "mine/"]
    assert built.options["select"] == ("no-owner", "no-champion")
    assert built.options["today"] == date(2026, 1, 31)
    assert built.options["limits"].max_bytes == 1000
    assert built.options["engine"] == "reference"
    assert built.options["parameters"] == {"fraction": "0.50", "list": "a,b", "yes": "true"}
    assert built.options["severities"] == {"no-owner": "low"}


def test_of_a_table_the_command_line_replaces_only_what_it_names(caveat: Caveat, folder: Path) -> None:
    write(folder, a=CLEAN)
    configure(folder, "[set]\na = 1\nb = 2\n")
    caveat("check", "a.json", "--set", "b=3", "--set", "c=4")
    assert StubChecker.last.options["parameters"] == {"a": "1", "b": "3", "c": "4"}


def test_the_paths_to_check_may_be_configured(caveat: Caveat, folder: Path) -> None:
    (folder / "proposals").mkdir()
    write(folder / "proposals", a=CLEAN, b=CLEAN)
    configure(folder, 'paths = ["proposals"]')
    assert "Proposals  2" in caveat("check").stdout
    assert "Proposals  1" in caveat("check", "proposals/a.json").stdout, "a path that is given wins"


def test_paths_are_relative_to_the_folder_of_the_configuration(
    caveat: Caveat, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "inner").mkdir()
    write(folder, a=CLEAN)
    configure(folder, 'paths = "a.json"\nrules = ["builtin", "mine"]\noutput = "inner/../reports.json"\n')
    monkeypatch.chdir(folder / "inner")
    assert caveat("check").status == 0
    assert StubChecker.last.rules == ["builtin", "../mine"]
    assert (folder / "reports.json").is_file()


def test_a_configuration_holds_for_every_command_with_the_same_option(caveat: Caveat, folder: Path) -> None:
    configure(folder, 'rules = "mine"\nselect = "no-owner"\nformat = "json"\n')
    outcome = caveat("rules", "list")
    assert (StubChecker.last.rules, StubChecker.last.options["select"]) == (["mine"], ("no-owner",))
    assert outcome.stdout.startswith("ID "), "its --format has other values, and is another option"
    caveat("rules", "show", "no-owner")
    assert StubChecker.last.rules == ["mine"]


def test_users_are_told_that_a_configuration_is_in_force_unless_they_want_quiet(caveat: Caveat, folder: Path) -> None:
    write(folder, a=CLEAN)
    configure(folder, 'fail-on = "low"')
    assert caveat("check", "a.json").stderr == NOTE + "caveat: note: a note\n"
    assert caveat("check", "a.json", "--quiet").stderr == ""


def test_a_refusal_says_that_a_configuration_may_have_to_do_with_it(caveat: Caveat, folder: Path) -> None:
    write(folder, a=CLEAN)
    configure(folder, 'select = "no-champoin"')
    outcome = caveat("check", "a.json")
    assert outcome.status == 2
    assert outcome.stderr.endswith(f"caveat:   did you mean `no-champion`?\n{NOTE}")


def test_no_config_and_config_say_which_one_holds(caveat: Caveat, folder: Path) -> None:
    write(folder, a=WARNED)
    configure(folder, 'fail-on = "medium"')
    (folder / "other.toml").write_text('fail-on = "low"')
    assert caveat("check", "a.json", "--no-config").status == 0
    assert caveat("check", "a.json", "--config", "other.toml").stderr.startswith(
        NOTE.replace("caveat.toml", "other.toml")
    )
    for order in (["--no-config", "--config", "other.toml"], ["--config", "other.toml", "--no-config"]):
        outcome = caveat("check", "a.json", *order)
        assert (outcome.status, outcome.stdout) == (2, "")
        assert "exclude each other" in outcome.stderr


def test_help_is_shown_even_where_the_configuration_is_broken(caveat: Caveat, folder: Path) -> None:
    configure(folder, "broken")
    assert caveat("check", "--help").status == 0
    assert caveat("check").status == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('\nfail_on = "low"', "caveat.toml:2: there is no setting `fail_on`.\ncaveat:   did you mean `fail-on`?"),
        ("xyzzy = 1", "there is no setting `xyzzy`.\ncaveat:   `caveat check --show-config` lists the settings"),
        ("debug = true", "there is no setting `debug`.\ncaveat:   it is for the command line only"),
        ("show-config = true", "there is no setting `show-config`.\ncaveat:   it is for the command line only"),
        ('config = "x"', "there is no setting `config`.\ncaveat:   it is for the command line only"),
        (
            'fail-on = "hi"',
            "caveat.toml:1: `fail-on`: 'hi' is not one of 'critical', 'high', 'medium', 'low', 'never'.",
        ),
        ('today = "2026-1-1"', "`today`: '2026-1-1' is no date such as 2026-11-22."),
        ("today = 2026-01-01T10:00:00", "`today` has to be a text, a number or a date."),
        ("max-bytes = 0", "`max-bytes`: 0 is not in the range x>=1."),
        ("max-bytes = true", "`max-bytes` has to be a text, a number or a date."),
        ('fail-on = ["low"]', "`fail-on` has to be a text, a number or a date."),
        ('quiet = "yes"', "`quiet` has to be true or false."),
        ("select = {a = 1}", '`select` has to be a text, or a list of texts such as ["one", "two"].'),
        ("select = true", '`select` has to be a text, or a list of texts such as ["one", "two"].'),
        ("set = 3", "`set` has to be a table: `[set]`, and in the lines below it `name = value`."),
        ("[set]\na = 1\nb = {c = 2}", "caveat.toml:3: `b` has to be a text, a number, a date or a list of them."),
        ("[set]\na = ''", "`set`: 'a=' has no name, no `=` or no value."),
        ("output = '../x.json'", "`output` is `../x.json`, outside of the folder of the configuration."),
        ("output = '/x.json'", "`output` is `/x.json`, outside of the folder of the configuration."),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_with_its_place(
    caveat: Caveat, folder: Path, text: str, told: str
) -> None:
    write(folder, a=CLEAN)
    configure(folder, text)
    outcome = caveat("check", "a.json")
    assert (outcome.status, outcome.stdout) == (2, "")
    assert told in outcome.stderr
    assert NOTE not in outcome.stderr


def test_all_that_is_wrong_is_told_at_once(caveat: Caveat, folder: Path) -> None:
    configure(folder, 'a = 1\nfail-on = "x"\nquiet = 1\n')
    assert [line for line in caveat("rules", "list").stderr.splitlines() if "caveat.toml:" in line] == [
        "caveat: caveat.toml:1: there is no setting `a`.",
        "caveat: caveat.toml:2: `fail-on`: 'x' is not one of 'critical', 'high', 'medium', 'low', 'never'.",
        "caveat: caveat.toml:3: `quiet` has to be true or false.",
    ]


def test_a_link_does_not_lead_a_report_out_of_the_folder(caveat: Caveat, folder: Path) -> None:
    (folder / "inner").mkdir()
    (folder / "inner" / "out").symlink_to(folder)
    (folder / "inner" / "caveat.toml").write_text('output = "out/x.json"')
    write(folder, a=CLEAN)
    assert caveat("check", "a.json", "--config", "inner/caveat.toml").status == 2
    assert not (folder / "x.json").exists()


def test_show_config_names_every_setting_with_its_value_and_its_source(caveat: Caveat, folder: Path) -> None:
    configure(folder, '# ours\nfail-on = "low"\n[set]\na = 1\nb = 2\n')
    outcome = caveat("check", "--show-config", "--ignore", "x,y", "--set", "b=3")
    assert (outcome.status, outcome.stderr) == (0, "")
    lines = outcome.stdout.splitlines()
    assert lines[0] == "# What holds for `caveat check` in this folder: settings from caveat.toml."
    for line in ('ignore = ["x", "y"]', 'fail-on = "low"', 'color = "auto"', 'a = "1"', 'b = "3"'):
        assert [one for one in lines if one.startswith(line)], line
    sources = {line.split(" ")[0]: line.partition("  # ")[2] for line in lines if " = " in line}
    assert (sources["ignore"], sources["fail-on"], sources["color"]) == ("command line", "caveat.toml:2", "default")
    assert (sources["a"], sources["b"]) == ("caveat.toml:4", "command line")
    assert "# today is not set" in lines
    named = {line.lstrip("# [").split(" ")[0].rstrip("]") for line in lines[1:] if line}
    assert named == {*settings(), "a", "b"}


def test_what_show_config_prints_is_a_configuration_with_the_same_meaning(caveat: Caveat, folder: Path) -> None:
    given = [
        "--rules",
        'a\\b "c" \x1b[2J \u202e é 😀',
        "--set",
        "x=1",
        "--today",
        "2026-01-02",
        "--max-bytes",
        "5",
        "-q",
    ]
    shown = caveat("check", "p.json", *given, "--show-config").stdout
    assert "\x1b" not in shown and "\u202e" not in shown
    assert tomllib.loads(shown)["today"] == date(2026, 1, 2)
    configure(folder, shown)
    again = caveat("check", "--show-config").stdout

    def values(text: str) -> list[str]:
        return [line.partition("  # ")[0].rstrip() for line in text.splitlines()[1:]]

    assert values(again) == values(shown)


def test_show_config_without_a_configuration_says_so(caveat: Caveat) -> None:
    shown = caveat("check", "--show-config")
    assert shown.status == 0
    assert shown.stdout.startswith("# What holds for `caveat check` in this folder: no caveat.toml is in force.\n")
    assert "caveat.toml:" not in shown.stdout


def commands(command: click.Command, context: click.Context) -> list[click.Command]:
    if not isinstance(command, click.Group):
        return [command]
    found = [command.get_command(context, name) for name in command.list_commands(context)]
    return [below for one in found if one for below in commands(one, context)]


COMMANDS = commands(caveat_group, click.Context(caveat_group))


PATHS = ("PATH", "FILE", "PROPOSAL", "OLD", "NEW", "REPORT")


def test_what_stands_for_a_path_is_completed_and_is_relative_to_the_configuration() -> None:
    """Both hang on the type of the parameter: one that takes a path has to have `PathText` or `OutputFile`."""
    named = [one for command in COMMANDS for one in command.params if str(one.metavar).strip("[].") in PATHS]
    assert named
    assert [one.name for one in named if not isinstance(one.type, PathText)] == []


def test_every_setting_has_a_name_of_its_own() -> None:
    names = [key(parameter) for parameter in check.params if is_setting(parameter)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("option", ["--rules", "--schema", "--waivers", "--baseline", "--config", "--output"])
def test_an_empty_path_is_refused_and_not_taken_for_the_working_folder(
    caveat: Caveat, folder: Path, option: str
) -> None:
    write(folder, a={"id": "a"})
    done = caveat("check", "a.json", option, "")
    assert (done.status, done.stderr.splitlines()[0]) == (2, f"caveat: Invalid value for '{option}': it is empty.")
