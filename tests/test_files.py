"""A file appears whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from checker.files import whole_file


def write(path: Path, text: str) -> None:
    with whole_file(str(path)) as file:
        file.write(text)


def test_what_was_there_stays_until_the_new_file_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("old", encoding="utf-8")
    with whole_file(str(path)) as file:
        file.write("new")
        file.flush()
        assert path.read_text(encoding="utf-8") == "old"
    assert path.read_text(encoding="utf-8") == "new"
    assert os.listdir(tmp_path) == ["report.txt"]


def fail_halfway(path: Path, error: type[BaseException]) -> None:
    with whole_file(str(path)) as file:
        file.write("half")
        raise error


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_an_error_leaves_everything_as_it_was(tmp_path: Path, error: type[BaseException]) -> None:
    old = tmp_path / "old.txt"
    old.write_text("old", encoding="utf-8")
    for path in (old, tmp_path / "new.txt"):
        with pytest.raises(error):
            fail_halfway(path, error)
    assert os.listdir(tmp_path) == ["old.txt"]
    assert old.read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failure_at_the_very_end_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "report.txt"
    path.write_text("old", encoding="utf-8")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(OSError, match="No space"):
        write(path, "new")
    assert os.listdir(tmp_path) == ["report.txt"]
    assert path.read_text(encoding="utf-8") == "old"


def test_the_file_is_on_the_disk_before_it_gets_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def noted(name: str) -> None:
        original = getattr(os, name)

        def call(*arguments: object) -> None:
            calls.append(name)
            original(*arguments)

        monkeypatch.setattr(os, name, call)

    noted("fsync")
    noted("replace")
    write(tmp_path / "report.txt", "new")
    assert calls[:2] == ["fsync", "replace"]


def test_a_link_stays_a_link_and_its_target_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "r.txt", tmp_path / "link.txt"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    write(link, "new")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"


def test_an_existing_file_keeps_its_permissions_and_a_new_one_has_the_usual_ones(tmp_path: Path) -> None:
    old, new, usual = (tmp_path / name for name in ("old.txt", "new.txt", "usual.txt"))
    old.write_text("old", encoding="utf-8")
    old.chmod(0o640)
    usual.write_text("", encoding="utf-8")
    write(old, "x")
    write(new, "x")
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert new.stat().st_mode == usual.stat().st_mode


def test_a_file_that_must_not_be_written_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.txt"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everything, whatever the permissions say
    with pytest.raises(PermissionError):
        write(path, "new")
    assert path.read_text(encoding="utf-8") == "old"


def test_a_device_is_written_to_and_not_replaced() -> None:
    write(Path("/dev/null"), "x")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_a_folder_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write(tmp_path / "no" / "r.txt", "x")


def test_text_is_utf8_with_plain_line_ends_and_halves_of_surrogate_pairs_are_escaped(tmp_path: Path) -> None:
    write(tmp_path / "r.txt", "ü\n\ud800")
    assert (tmp_path / "r.txt").read_bytes() == "ü\n\\ud800".encode()
