"""One worker process, seen from both sides.

A worker writes into memory that it shares with its parent which document it is at and since when. So the parent knows
which one to blame where the worker dies or takes too long, without a message for each document.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext
from time import monotonic
from typing import Any, Final, TypeAlias

from checker.batch import check_document
from checker.documents import Document
from checker.report import ProposalResult
from checker.steps import Checks

_PLACE, _SINCE = 0, 1
_SET_PARENT_DEATH_SIGNAL: Final = 1

Answer: TypeAlias = list[ProposalResult] | Exception


class Worker:
    """A process that checks chunks of documents, as its parent sees it.

    It is forked, so that it has the checker of its parent, rules compiled and all; nobody else uses that copy. What
    goes through the pipe are values of our own (pickled), between processes of our own.
    """

    def __init__(self, context: ForkContext, checker: Checks, memory: int | None, others: Iterable[Connection]) -> None:
        """Start the process. others: the parent's ends of other workers' pipes. Raises OSError."""
        self.connection, end = context.Pipe()
        self._state: Any = context.RawArray("d", 2)
        # A worker that keeps its parent's end of a pipe open would keep the worker at the other end alive.
        inherited = [self.connection, *others]
        self._process = context.Process(target=_work, args=(end, self._state, checker, memory, inherited), daemon=True)
        with _without_interrupts():
            self._process.start()
        end.close()

    def send(self, documents: Sequence[Document]) -> None:
        """Give the worker, which has to be idle, documents to check; where it has died, that shows when it answers."""
        self._state[_PLACE], self._state[_SINCE] = -1, 0
        with suppress(BrokenPipeError, ConnectionResetError):
            self.connection.send(documents)

    def answer(self) -> Answer | None:
        """Return the results of the documents that were sent, what was raised instead, or None if the worker died."""
        try:
            answer: Answer = self.connection.recv()
        except (EOFError, OSError):  # the latter where it died in the middle of its answer
            return None
        return answer

    @property
    def place(self) -> int | None:
        """Which of the documents that were sent the worker is at, or was at when it died; None before the first."""
        place = int(self._state[_PLACE])
        return None if place < 0 else place

    def is_late(self, timeout: float) -> bool:
        """Whether the document that the worker is at has taken longer than `timeout` seconds."""
        since = self._state[_SINCE]
        return bool(since and monotonic() - since > timeout)

    def end(self, patience: float = 0) -> str:
        """Stop the process, after waiting so many seconds for it to end itself, and return how it ended, in words."""
        self.connection.close()
        if patience:
            self._process.join(patience)
        self._process.kill()
        self._process.join()
        code = self._process.exitcode or 0
        self._process.close()
        return _ending(code)


def _ending(code: int) -> str:
    if code >= 0:
        return f"it ended with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return f"it was ended by {name}"


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Hold Ctrl-C back while a worker starts, until the worker has said that it is none of its business."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(
    connection: Connection, state: Any, checker: Checks, memory: int | None, inherited: Iterable[Connection]
) -> None:
    """Check what comes through the pipe until it is closed: what runs in the worker."""
    _prepare(memory)
    if _is_orphan():
        return
    for other in inherited:
        other.close()
    while True:
        try:
            documents = connection.recv()
        except (EOFError, ConnectionResetError):
            return
        answer = _answer(documents, state, checker)
        state[_SINCE] = 0
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.send(answer)


def _answer(documents: Sequence[Document], state: Any, checker: Checks) -> Answer:
    results = []
    try:
        for place, document in enumerate(documents):
            state[_SINCE] = monotonic()  # first: so no document has ever had the time of the one before it
            state[_PLACE] = place
            results.append(check_document(checker, document))
    except Exception as error:
        return _portable(error)
    return results


def _prepare(memory: int | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted as well, and ends its workers
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    if sys.platform == "linux":  # elsewhere a worker whose parent is killed ends when it has checked its chunk
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if memory is not None:
        import resource

        most = resource.getrlimit(resource.RLIMIT_AS)[1]  # what was set for this process from outside holds on
        memory = memory if most == resource.RLIM_INFINITY else min(memory, most)
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _is_orphan() -> bool:
    """Whether the parent ended before this process could ask to end with it."""
    parent = multiprocessing.parent_process()
    return parent is None or os.getppid() != parent.pid


def _portable(error: Exception) -> Exception:
    """Return an exception that can be raised in the parent: a bug is told there, not lost here."""
    error.add_note(f"in a worker process:\n{''.join(traceback.format_exception(error))}")
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
