"""Which documents a run is about."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from checker.discovery import discover
from checker.errors import UsageRefused


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def make(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("{}", encoding="utf-8")


def names(*paths: str) -> list[str]:
    return [source.name for source in discover(paths)]


def refusal(*paths: str) -> list[tuple[str, str | None]]:
    with pytest.raises(UsageRefused) as refused:
        discover(paths)
    return [(problem.message, problem.hint) for problem in refused.value.problems]


def test_a_folder_is_searched_with_its_subfolders_for_the_endings_of_proposals() -> None:
    make("p/b.json", "p/a/z.JSONL", "p/a/y.ndjson", "p/notes.md", "p/json", "p/c.json/d.json")
    assert names("p") == ["p/a/y.ndjson", "p/a/z.JSONL", "p/b.json", "p/c.json/d.json"]


def test_paths_come_sorted_in_whatever_order_they_are_given() -> None:
    make("b.json", "a/c.json", "a-b.json", "p10.json", "p9.json")
    assert names("p9.json", "b.json", "a", "p10.json", "a-b.json") == sorted(
        ["p9.json", "b.json", "a/c.json", "p10.json", "a-b.json"]
    )


def test_the_working_folder_can_be_given() -> None:
    make("a.json", "sub/b.json")
    assert names(".") == names("./") == names(os.getcwd()) == ["a.json", "sub/b.json"]


def test_only_what_begins_with_a_dot_is_skipped_and_only_inside_of_folders() -> None:
    make("p/.hidden/a.json", "p/.b.json", "p/_c.json", "p/node_modules/d.json")
    assert names("p") == ["p/_c.json", "p/node_modules/d.json"]
    assert names("p/.b.json", "p/.hidden") == ["p/.b.json", "p/.hidden/a.json"]


def test_a_file_is_checked_once_however_often_it_is_given() -> None:
    make("p/a.json")
    Path("link.json").symlink_to("p/a.json")
    assert names("p/a.json", "./p/../p/a.json", "p", os.path.abspath("p"), "-", "-") == ["-", "p/a.json"]
    assert names("p", "link.json") == ["link.json"]


def test_links_that_lead_in_circles_end_the_search() -> None:
    make("p/a.json")
    Path("p/loop").symlink_to(".")
    Path("p/up").symlink_to("..")
    Path("p/self.json").symlink_to("self.json")
    assert names("p") == ["p/a.json", "p/self.json"]


def test_a_linked_folder_is_searched() -> None:
    make("elsewhere/a.json", "p/b.json")
    Path("p/linked").symlink_to("../elsewhere")
    assert names("p") == ["p/b.json", "p/linked/a.json"]


def test_what_lies_outside_of_the_working_folder_is_named_as_it_was_given(folder: Path) -> None:
    make("../there/a.json", "b.json")
    assert names("../there") == ["../there/a.json"]
    assert names(str(folder.parent / "there")) == [f"{folder.parent}/there/a.json"]
    assert names(str(folder / "b.json")) == ["b.json"]


def test_a_name_that_is_no_utf8_is_shown_escaped_and_can_still_be_opened() -> None:
    os.mkdir("p")
    with open(b"p/\xff.json", "w", encoding="utf-8") as file:
        file.write("{}")
    (source,) = discover(["p"])
    assert source.name == r"p/\xff.json"
    assert os.path.exists(source.path)


def test_a_folder_without_any_proposal_is_refused() -> None:
    make("p/notes.md")
    ((message, hint),) = refusal("p")
    assert message == "There is no proposal in the folder `p`."
    assert ".jsonl" in (hint or "")


def test_every_path_that_does_not_exist_is_named_with_the_nearest_one_that_does() -> None:
    make("examples/mobility.json")
    assert refusal("exampels/mobility.json", "examples/mobilty.json", "zzz") == [
        ("`exampels/mobility.json` does not exist.", "did you mean `examples/mobility.json`?"),
        ("`examples/mobilty.json` does not exist.", "did you mean `examples/mobility.json`?"),
        ("`zzz` does not exist.", None),
    ]


def test_a_link_to_nothing_is_refused_as_such() -> None:
    Path("a.json").symlink_to("gone.json")
    assert refusal("a.json") == [("`a.json` is a link to a file that does not exist.", None)]


def test_reports_of_the_run_itself_are_left_out_of_folders() -> None:
    make("a.json", "report.json")
    assert [source.name for source in discover(["."], leave_out={os.path.realpath("report.json")})] == ["a.json"]


def test_a_folder_that_cannot_be_read_is_an_entry_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    make("p/a.json", "p/locked/b.json")
    scandir = os.scandir

    def refuse_locked(path: str) -> object:
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse_locked)
    readable, locked = discover(["p"])
    assert (readable.name, locked.name) == ("p/a.json", "p/locked")
    assert locked.problem
    assert locked.problem.message == "The folder can't be read: Permission denied."
