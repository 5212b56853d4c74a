"""Files are read within bounds, and only ordinary ones."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from checker.reading import NotOrdinary, TooLarge, is_missing, names_in, ordinary_file, read_within


def read_characters() -> int:
    """Return how many bytes this process has read so far."""
    fields = dict(line.split(": ") for line in Path("/proc/self/io").read_text(encoding="ascii").splitlines())
    return int(fields["rchar"])


def test_the_bound_is_exact(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 10)
    assert read_within(tmp_path / "a", 10) == b"x" * 10
    with pytest.raises(TooLarge) as raised:
        read_within(tmp_path / "a", 9)
    assert raised.value.size == 10


@pytest.mark.skipif(not os.path.exists("/proc/self/io"), reason="what a process has read is told by /proc")
def test_of_a_file_of_a_gigabyte_nothing_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    os.truncate(tmp_path / "a", 1 << 30)
    before = read_characters()
    with pytest.raises(TooLarge):
        read_within(tmp_path / "a", 1 << 24)
    assert read_characters() - before < 10_000


def test_a_file_that_says_it_is_empty_and_is_not_is_read_within_the_bound() -> None:
    """As those in /proc are, or one that grows meanwhile."""
    assert os.stat("/proc/self/status").st_size == 0
    assert read_within("/proc/self/status", 1 << 20)
    with pytest.raises(TooLarge) as raised:
        read_within("/proc/self/status", 10)
    assert raised.value.size is None


def test_a_fifo_a_device_and_a_socket_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        for path in (tmp_path / "fifo", "/dev/zero", "/dev/null", tmp_path / "socket"):
            with pytest.raises(OSError), ordinary_file(path):
                pass
    for path in (tmp_path / "fifo", "/dev/zero", "/dev/null"):
        with pytest.raises(NotOrdinary):
            read_within(path, 10)


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "a" * 300, "gone", "gone/a", "folder", "loop"])
def test_what_can_t_be_opened_is_an_error_of_the_system_and_no_descriptor_stays_open(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(OSError) as raised:
        read_within(f"{tmp_path}/{name}", 10)
    assert raised.value.strerror
    assert len(os.listdir("/proc/self/fd")) == before


def test_only_what_is_certainly_not_there_is_missing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "nowhere").symlink_to("gone")
    (tmp_path / "loop").symlink_to("loop")
    missing = {name: is_missing(f"{tmp_path}/{name}") for name in ("file", "gone", "file/a", "nowhere", "loop", "a\0")}
    assert missing == {"file": False, "gone": True, "file/a": True, "nowhere": True, "loop": False, "a\0": False}


def test_the_names_in_what_is_no_folder_are_none(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert names_in(tmp_path) == ["file"]
    assert names_in(tmp_path / "file") == names_in(tmp_path / "gone") == []
