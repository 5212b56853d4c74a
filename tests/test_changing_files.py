"""Between the search of a folder and the reading of a file anything may happen; each costs that one entry."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.batch import check_documents
from checker.discovery import discover
from checker.documents import documents
from checker.report import ProposalResult, Status
from tests.built_once import build_once
from tests.samples import StubChecker

BOUND = 1000


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    build_once(monkeypatch)
    (tmp_path / "p").mkdir()
    for name in "abc":
        (tmp_path / "p" / f"{name}.json").write_text(f'{{"id": "{name}"}}', encoding="utf-8")
    return tmp_path


def instead(make: Callable[[str], object]) -> Callable[[], None]:
    """Return what puts something else in the place of the file `p/b.json`."""

    def change() -> None:
        os.unlink("p/b.json")
        make("p/b.json")

    return change


def check(change: Callable[[], object]) -> list[ProposalResult]:
    sources = discover(["p"])
    change()
    return list(check_documents(StubChecker(), documents(sources, max_bytes=BOUND)))


CHANGES: dict[str, tuple[Callable[[], object], str]] = {
    "it vanishes": (lambda: os.unlink("p/b.json"), "No such file or directory"),
    "it becomes a folder": (instead(os.mkdir), "Is a directory"),
    "it becomes a FIFO": (instead(os.mkfifo), "This is no ordinary file."),
    "it becomes a device": (instead(lambda path: os.symlink("/dev/zero", path)), "This is no ordinary file."),
    "it becomes a link to itself": (instead(lambda path: os.symlink("b.json", path)), "Too many levels"),
    "it becomes a link to nothing": (instead(lambda path: os.symlink("gone", path)), "No such file or directory"),
    "it grows beyond the bound": (lambda: os.truncate("p/b.json", 1 << 30), "The file has 1,073,741,824 bytes"),
    "it is emptied": (lambda: os.truncate("p/b.json", 0), ""),
    "it is cut": (lambda: os.truncate("p/b.json", 5), ""),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_becomes_of_a_file_the_others_are_checked(what: str) -> None:
    change, reason = CHANGES[what]
    a, b, c = check(change)
    assert (a.status, b.status, c.status) == (Status.CHECKED, Status.UNREADABLE, Status.CHECKED)
    assert reason in b.errors[0].message


def test_a_folder_that_vanishes_costs_the_entries_of_its_files() -> None:
    Path("p/sub").mkdir()
    shutil.copy("p/a.json", "p/sub/d.json")
    results = check(lambda: shutil.rmtree("p/sub"))
    assert [one.status.value for one in results] == ["checked", "checked", "checked", "unreadable"]


def test_a_file_that_is_replaced_is_read_as_it_is_now_and_not_as_a_mixture() -> None:
    """It is opened once, and everything is asked of what was opened."""
    Path("new.json").write_text('{"id": "new", "warn": ["high"]}', encoding="utf-8")
    _, b, _ = check(lambda: os.replace("new.json", "p/b.json"))
    assert (b.id, len(b.warnings)) == ("new", 1)


def test_a_file_that_grows_while_it_is_read_is_read_within_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    fstat = os.fstat

    def growing(descriptor: int) -> os.stat_result:
        found = fstat(descriptor)
        os.truncate("p/b.json", BOUND + 1)
        return found

    monkeypatch.setattr(os, "fstat", growing)
    _, b, _ = check(lambda: None)
    (error,) = b.errors
    assert (error.keyword, error.line, error.column) == ("too-large", 1, 1)


@pytest.mark.parametrize(
    "name", [b"\xff\xfe", b"a\nb", b"a\r", b"\x1b[2J", b"::error::a", b"\xe2\x80\xae", b"-", b" ", b"a" * 250]
)
def test_whatever_the_name_of_a_file_it_is_checked_and_its_name_forges_nothing(
    name: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    from checker.cli.entry import run

    shutil.rmtree("p")
    os.mkdir(b"p")
    with open(b"p/" + name + b".json", "wb") as file:
        file.write(b"{}")
    for format in ("text", "json", "github", "csv", "sarif"):
        assert run(["check", "p", "--no-config", "--format", format]) == 3
        printed = capsys.readouterr().out.replace("\r\n", "\n")  # which ends the lines of CSV
        printed.encode("utf-8")
        assert not {"\x1b", "\r", "\u202e"} & set(printed)
        assert "bug" not in printed
        if format == "github":
            assert all(line.startswith("::error file=p/") for line in printed.splitlines() if "::error" in line)
        elif format == "text":
            assert "b.json" not in printed.splitlines() and "::error::a.json" not in printed.splitlines()
