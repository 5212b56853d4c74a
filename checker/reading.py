"""Reading files within bounds, and ordinary files only: nothing blocks, and nothing goes on for ever."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

_CHUNK = 1 << 16


class NotOrdinary(OSError):
    """A FIFO, a device or a socket: to read it could block, or never end."""

    def __init__(self) -> None:
        super().__init__(errno.EINVAL, "This is no ordinary file")


class TooLarge(OSError):
    """A file is larger than what is read of it; `size` is in bytes, None where that is not known."""

    def __init__(self, size: int | None) -> None:
        super().__init__(errno.EFBIG, "File too large")
        self.size = size


@contextmanager
def ordinary_file(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Open a file for reading; that never blocks. Raises OSError: NotOrdinary where it is none, and no folder."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except ValueError:  # a character with the code 0, or half of a surrogate pair
        raise OSError(errno.EINVAL, "No file can have such a name") from None
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(mode):
            raise NotOrdinary
        file = os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise
    with file:
        yield file


def read_within(path: str | os.PathLike[str], max_bytes: int) -> bytes:
    """Return the content of a file. Raises OSError: TooLarge, before anything is read, where it has more bytes."""
    with ordinary_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > max_bytes:
            raise TooLarge(size)
        content = file.read(size)
        while len(content) <= max_bytes and (more := file.read(_CHUNK)):  # it has grown, or did not tell its size
            content += more
    if len(content) > max_bytes:
        raise TooLarge(None)
    return content


def read_up_to(file: BinaryIO, count: int) -> bytes:
    """Return the next bytes of a file, at most `count`. Memory is taken for what there is, not for what may be."""
    pieces = []
    while count > 0 and (piece := file.read(min(count, _CHUNK))):
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)


def is_missing(path: str | os.PathLike[str]) -> bool:
    """Whether nothing is there under a name. What can't be looked at, in a locked folder, is not known to be missing:
    whoever tries to read it is told why that fails."""
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def names_in(folder: str | os.PathLike[str]) -> list[str]:
    """Return the names in a folder; none where it can't be read."""
    try:
        return os.listdir(folder)
    except OSError:
        return []
