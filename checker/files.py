"""Writing files so that each appears whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic, sleep
from typing import TextIO

_LONGEST_WAIT = 1.0
"""Seconds for another process that is about to replace a file; that takes it a thousandth of one."""


class Changed(OSError):
    """A file does not hold any more what it held when it was read, and was left as it is."""

    def __init__(self) -> None:
        super().__init__(errno.ESTALE, "It has just been changed, and is left as it is now; please try again")


@contextmanager
def whole_file(path: str, *, replaces: bytes | None = None) -> Iterator[TextIO]:
    """Open `path` for writing UTF-8 text; the file appears, complete, when the block ends without an error.

    Until then whatever was there stays as it is. A link stays a link, and its target is replaced; an existing file
    keeps its permissions. What can't be replaced (a device, a FIFO) is written to directly. Raises OSError.

    replaces: what the new content was made of, b"" where there was no file. Raises Changed where it holds something
    else in the end: what somebody else has written meanwhile is not lost.
    """
    target = os.path.realpath(path)
    if os.path.exists(target) and not os.path.isfile(target):
        with os.fdopen(_open_device(target), "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            yield file
        return
    permissions = _permissions(target)
    folder, name = os.path.split(target)
    # Created with O_EXCL under a name that nobody can guess; the process's umask applies to a new file as always.
    temporary = os.path.join(folder, f".{name[:100]}.{os.urandom(8).hex()}.tmp")
    try:  # from before it is created: who interrupts the call is heard when it has done its work
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            if permissions is not None:
                os.chmod(temporary, permissions)
            yield file
            file.flush()
            os.fsync(descriptor)
        if replaces is None:
            os.replace(temporary, target)
        else:
            _replace_unless_changed(temporary, target, replaces)
    except BaseException:
        with suppress(OSError):  # what was in the way first is what to tell
            os.unlink(temporary)
        raise
    _sync_folder(folder)


def _replace_unless_changed(temporary: str, target: str, before: bytes) -> None:
    with _alone_in(os.path.dirname(target)):
        try:
            with open(target, "rb") as file:
                found = file.read(len(before) + 1)
        except FileNotFoundError:
            found = b""
        if found != before:
            raise Changed
        os.replace(temporary, target)


@contextmanager
def _alone_in(folder: str) -> Iterator[None]:
    """Let no other process do the same in a folder, where the system knows such locks.

    Who holds the lock for longer is somebody else, such as the program `flock` that this one was started by.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        end = monotonic() + _LONGEST_WAIT
        while monotonic() < end:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                sleep(0.005)
            except OSError:  # no locks in this file system
                break
        yield
    finally:
        os.close(descriptor)


def _open_device(target: str) -> int:
    """Open what can't be replaced; a FIFO that no program reads from is an error, and not waited for."""
    try:
        descriptor = os.open(target, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        if error.errno == errno.ENXIO:
            raise OSError(errno.ENXIO, "No program reads from it") from None
        raise
    os.set_blocking(descriptor, True)
    return descriptor


def _permissions(target: str) -> int | None:
    """Return the permissions to keep, None for a new file; raises PermissionError where writing is not allowed."""
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        return None
    if not os.access(target, os.W_OK):
        raise PermissionError(13, "Permission denied", target)
    return stat.S_IMODE(mode)


def _sync_folder(folder: str) -> None:
    """Make the new name last through a power failure, where the system can do that for folders."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
