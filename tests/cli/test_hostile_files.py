"""Whatever stands where a file is expected, a command ends at once, with a reason, and it is no bug."""

from __future__ import annotations

import os
import re
import select
import signal
import threading
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from types import FrameType

import pytest

from checker.cli.entry import run
from tests.built_once import build_once

EXAMPLE = Path(__file__).parents[2] / "examples" / "typical.json"
SECONDS = 60
"""Far more than any of this takes: whatever reaches it would have gone on for ever."""

RULES = (
    "format: caveat/rules-1\npack: x\ntitle: X\nrules:\n"
    "  - {id: a, title: A, when: [{match: owner}], severity: low, warn: {message: m, advice: n}}\n"
)
WAIVER = "--rule a --proposal b --reason c --approver d --expires 2999-01-01"
READ = {
    "a rule file": "check p.json --rules X",
    "a rule file among others": "check p.json --rules builtin --rules X",
    "rules to list": "rules list --rules X",
    "a rule to show": "rules show a --rules X",
    "a test of rules": "rules test X",
    "waivers": "check p.json --waivers X",
    "waivers to list": "waivers list --waivers X",
    "waivers to audit": "waivers audit p.json --waivers X",
    "waivers to lengthen": f"waivers add --waivers X {WAIVER}",
    "a baseline": "check p.json --baseline X",
    "a baseline to update": "baseline update p.json --baseline X",
    "a configuration": "check p.json --config X",
    "a schema": "check p.json --schema X",
    "a saved report": "replay X",
}
DOCUMENTS = {
    "a proposal": "check X",
    "one proposal of two": "check p.json X",
    "a proposal to explain": "explain X",
    "a proposal for a letter": "letter X",
    "an earlier version": "letter p.json --since X",
    "the old side": "diff X p.json",
    "the new side": "diff p.json X",
    "a proposal for a baseline": "baseline create X --baseline new.json",
}
WRITTEN = {
    "a report": "check p.json --format json --output X",
    "a letter": "letter p.json --format text --output X",
    "an explanation": "explain p.json --output X",
    "a patched proposal": "explain p.json --clear --all --patched X",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    build_once(monkeypatch)
    (tmp_path / "p.json").write_bytes(EXAMPLE.read_bytes())
    return tmp_path


@pytest.fixture(autouse=True)
def nothing_hangs() -> Iterator[None]:
    def fail(_number: int, _frame: FrameType | None) -> None:
        raise AssertionError("this hangs")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def fifo(name: str) -> str:
    os.mkfifo(name)
    return name


def huge(name: str) -> str:
    """Make a file of a gigabyte that takes no room on the disk."""
    Path(name).touch()
    os.truncate(name, 1 << 30)
    return name


def loop(name: str) -> str:
    os.symlink(os.path.basename(name), name)
    return name


def nothing(name: str) -> str:
    """Make a link that leads nowhere."""
    os.symlink("gone", name)
    return name


STRANGE: dict[str, Callable[[str], str]] = {
    "a FIFO that nobody writes to": fifo,
    "a device that never ends": lambda _: "/dev/zero",
    "a device that is empty": lambda _: "/dev/null",
    "a gigabyte": huge,
    "a link to itself": loop,
    "a link to nothing": nothing,
    "nothing": lambda name: name,
    "a name that is too long": lambda name: f"{name}{'a' * 300}.test.yaml",
    "a file as a folder": lambda name: f"p.json/{name}",
}

NOWHERE = ("a link to nothing", "nothing", "a file as a folder")


def name_for(command: str) -> str:
    """Return a name with the ending that the command expects."""
    os.mkdir("in")
    Path("in/x.yaml").write_text(RULES, encoding="utf-8")  # for a test of rules to stand beside
    return "in/x.test.yaml" if "rules test" in command else "in/x.json"


def outcome(command: str, path: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = run([path if word == "X" else word for word in command.split()])
    printed = capsys.readouterr()
    told = printed.out + printed.err
    assert "bug" not in told, told
    assert "Traceback" not in told, told
    return code, told


MADE = {("waivers to lengthen", nowhere) for nowhere in NOWHERE}
"""Where there is no file to lengthen, one is made."""


@pytest.mark.parametrize(("place", "strange"), [pair for pair in product(READ, STRANGE) if pair not in MADE])
def test_a_file_that_can_t_be_read_is_refused(place: str, strange: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = STRANGE[strange](name_for(READ[place]))
    code, told = outcome(READ[place], path, capsys)
    assert code == 2
    assert os.path.basename(path)[:50] in told or f"--config {path}" in told


@pytest.mark.parametrize("strange", STRANGE)
@pytest.mark.parametrize("place", DOCUMENTS)
def test_a_document_that_can_t_be_read_is_unreadable_or_refused(
    place: str, strange: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It has exit code 3, or 2 where nothing is there at all; there is no baseline of it."""
    path = STRANGE[strange]("x.json")
    code, told = outcome(DOCUMENTS[place], path, capsys)
    assert code == (2 if strange in NOWHERE or "baseline" in place else 3)
    assert os.path.basename(path)[:50] in told
    if place == "one proposal of two" and code == 3:
        assert "2: 1 checked, 1 unreadable" in re.sub(" +", " ", told)
    assert not os.path.exists("new.json")


@pytest.mark.parametrize("place", WRITTEN)
def test_a_fifo_that_nobody_reads_is_no_place_for_a_report(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = outcome(WRITTEN[place], fifo("x.fifo"), capsys)
    assert (code, "x.fifo can't be written: No program reads from it." in told) == (2, True)


def test_a_fifo_that_somebody_reads_gets_the_whole_report(capsys: pytest.CaptureFixture[str]) -> None:
    """More of it than fits into a pipe at once."""
    fifo("x.fifo")
    descriptor = os.open("x.fifo", os.O_RDONLY | os.O_NONBLOCK)
    pieces: list[bytes] = []

    def read() -> None:
        with open(descriptor, "rb") as file:
            select.select([file], [], [])  # until somebody has begun to write
            os.set_blocking(descriptor, True)
            pieces.append(file.read())

    reader = threading.Thread(target=read)
    reader.start()
    Path("many.jsonl").write_bytes(b"{}\n" * 500)
    code, _ = outcome("check many.jsonl --format json --output X", "x.fifo", capsys)
    reader.join()
    assert code == 3
    assert len(pieces[0]) > 1 << 17
    assert pieces[0].endswith(b"}\n")


@pytest.mark.parametrize("command", ["check .", "baseline create . --baseline new.json", "diff . ."])
def test_in_a_folder_each_of_them_is_an_entry_and_the_others_are_checked(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fifo("fifo.json")
    fifo("lines.jsonl")
    huge("huge.json")
    huge("lines-huge.jsonl")
    loop("loop.json")
    nothing("nothing.json")
    os.symlink("/dev/zero", "zero.json")
    os.symlink(".", "circle")
    os.mkdir("folder.json")
    code, told = outcome(command, "", capsys)
    assert code == (2 if "baseline" in command else 3)
    for name in ("fifo.json", "lines.jsonl", "huge.json", "lines-huge.jsonl", "loop.json", "nothing.json", "zero.json"):
        assert name in told
    assert "folder.json" not in told
    assert "circle" not in told


def test_a_rule_file_in_a_folder_that_can_t_be_read_is_not_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
    """A pack that is missing in silence would be warnings that are missing."""
    os.mkdir("rules")
    Path("rules/good.yaml").write_text("format: caveat/rules-1\npack: good\ntitle: Good\nrules: []\n", encoding="utf-8")
    for make, name in ((fifo, "fifo.yaml"), (nothing, "nothing.yaml"), (loop, "loop.yml"), (huge, "huge.json")):
        make(f"rules/{name}")
        code, told = outcome("check p.json --rules X", "rules", capsys)
        assert (code, f"rules/{name}" in told) == (2, True)
        os.unlink(f"rules/{name}")


@pytest.mark.parametrize("make", [fifo, nothing, loop, huge])
def test_a_configuration_that_can_t_be_read_is_not_passed_over(
    make: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    """It may say to fail where nothing else says so."""
    make("caveat.toml")
    code, told = outcome("check p.json", "", capsys)
    assert (code, "caveat.toml" in told) == (2, True)
    assert outcome("check p.json --no-config --fail-on never", "", capsys)[0] == 0


@pytest.mark.parametrize("key", ["paths", "rules", "schema", "waivers", "baseline", "output"])
def test_a_path_that_no_file_can_have_is_refused_in_a_configuration(
    key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("caveat.toml").write_text(f'{key} = "a\\u0000b"\n', encoding="utf-8")
    code, told = outcome("check p.json", "", capsys)
    assert (code, "caveat.toml:1: `" in told, r"a\u0000b" in told) == (2, True, True)


def test_what_the_base_of_a_test_of_rules_names_is_read_like_any_other_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rules = '{"format": "caveat/rules-1", "pack": "x", "title": "X", "rules": [%s]}'
    rule = '{"id": "a", "title": "A", "when": [{"match": "owner", "as": "o"}], "severity": "low", "warn": {%s}}'
    Path("x.json").write_text(rules % rule % '"message": "m", "advice": "a"', encoding="utf-8")
    tests = '{"format": "caveat/rule-tests-1", "pack": "x", "base": "%s", "today": "2026-01-01", "cases": [%s]}'
    for base in (r"a\u0000b", r"\ud800", "a" * 300, "gone", "/dev/zero", fifo("base.fifo"), huge("base.huge")):
        Path("x.test.json").write_text(tests % (base, '{"name": "n", "patch": {}, "silent": ["a"]}'), encoding="utf-8")
        assert outcome("rules test X", "x.test.json", capsys)[0] == 2, base
