"""Several workers: chunks of documents go out, results come back in the order of the documents.

No more chunks are under way than twice as many as there are workers, so memory does not grow with the number of
documents. A worker that dies or takes too long is replaced; the document that it was at is undecided, and the others of
its chunk are checked by the next worker that is free.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from multiprocessing.connection import wait

from checker.batch import too_slow, undecided
from checker.documents import Document
from checker.errors import Problem, UsageRefused
from checker.report import ProposalResult
from checker.steps import Checks
from checker.workers.worker import Worker

_LONGEST_WAIT = 1.0
"""Seconds after which the time that workers take is looked at."""

_PATIENCE = 1.0
"""Seconds that a worker which has closed its pipe has for ending, so that its exit code says why."""

_MOST_FALSE_STARTS = 3


def check_in_pool(
    checker: Checks,
    chunks: Iterator[Sequence[Document]],
    *,
    workers: int,
    timeout: float | None,
    memory: int | None = None,
) -> Iterator[ProposalResult]:
    """Check chunks of documents with so many workers, and yield the results in order.

    An exception in a worker, which is a bug, is raised here. Whatever ends this, no worker is left.
    """
    pool = _Pool(checker, workers, timeout, memory)
    try:
        under_way: deque[_Chunk] = deque()
        while True:
            while len(under_way) < 2 * workers and (documents := next(chunks, None)) is not None:
                chunk = _Chunk(documents)
                under_way.append(chunk)
                pool.waiting.append(chunk)
            if not under_way:
                return
            pool.hand_out()
            if under_way[0].is_done:
                for result in under_way.popleft().results():
                    yield result
                    pool.look(0)  # so that no worker waits for what is done with results
            else:
                pool.look(_LONGEST_WAIT)
    finally:
        pool.end()


class _Chunk:
    """Documents, and the results that there are of them."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self._results: list[ProposalResult | None] = [None] * len(documents)
        self.false_starts = 0

    @property
    def is_done(self) -> bool:
        return None not in self._results

    @property
    def left(self) -> list[int]:
        """Which documents have no result yet."""
        return [number for number, result in enumerate(self._results) if result is None]

    def document(self, number: int) -> Document:
        return self._documents[number]

    def add(self, number: int, result: ProposalResult) -> None:
        self._results[number] = result

    def results(self) -> Iterator[ProposalResult]:
        return (result for result in self._results if result is not None)


class _Pool:
    """The workers, the chunk that each of them has, and the chunks that wait for one."""

    def __init__(self, checker: Checks, workers: int, timeout: float | None, memory: int | None) -> None:
        self.waiting: deque[_Chunk] = deque()
        self._checker = checker
        self._most = workers
        self._timeout = timeout
        self._memory = memory
        self._context = multiprocessing.get_context("fork")
        self._idle: list[Worker] = []
        self._busy: dict[Worker, tuple[_Chunk, list[int]]] = {}

    def hand_out(self) -> None:
        """Give the chunks that wait to workers that have nothing to do; more of them are started as needed."""
        while self.waiting and (self._idle or len(self._busy) < self._most):
            worker = self._idle.pop() if self._idle else self._start()
            chunk = self.waiting.popleft()
            left = chunk.left
            self._busy[worker] = chunk, left
            worker.send([chunk.document(number) for number in left])

    def look(self, seconds: float) -> None:
        """Wait at most so long until some worker has answered; take what came, and stop what takes too long."""
        by_connection = {worker.connection: worker for worker in self._busy}
        for connection in wait(list(by_connection), seconds):
            self._take(by_connection[connection])  # type: ignore[index]  # `wait` returns what it was given
        if self._timeout is not None:
            for worker in [worker for worker in self._busy if worker.is_late(self._timeout)]:
                self._lose(worker, too_late=True)
        self.hand_out()

    def _take(self, worker: Worker) -> None:
        answer = worker.answer()
        if isinstance(answer, Exception):
            raise answer
        if answer is None:
            self._lose(worker)
            return
        chunk, numbers = self._busy.pop(worker)
        for number, result in zip(numbers, answer, strict=True):
            chunk.add(number, result)
        self._idle.append(worker)

    def _lose(self, worker: Worker, *, too_late: bool = False) -> None:
        """Give up a worker and the document that it is at; what else it had waits for another one."""
        chunk, numbers = self._busy.pop(worker)
        ending = worker.end(patience=0 if too_late else _PATIENCE)
        place = worker.place  # only now: until its end it goes on
        went_on = too_late and self._timeout is not None and not worker.is_late(self._timeout)
        if (place is None or went_on) and chunk.false_starts < _MOST_FALSE_STARTS:
            chunk.false_starts += 1  # it died before it had begun, or between two documents: none of them is to blame
        else:
            number = numbers[place or 0]
            chunk.add(number, self._given_up(chunk.document(number), ending, too_late=too_late))
        if not chunk.is_done:
            self.waiting.appendleft(chunk)

    def _given_up(self, document: Document, ending: str, *, too_late: bool) -> ProposalResult:
        if too_late and self._timeout is not None:
            return too_slow(document, self._timeout)
        message = f"The process that checked this died: {ending}."
        hint = "Check this proposal by itself; if that fails too, please report it as a bug."
        return undecided(document, Problem(message, "worker-died", hint=hint))

    def _start(self) -> Worker:
        others = [worker.connection for worker in (*self._idle, *self._busy)]
        try:
            return Worker(self._context, self._checker, self._memory, others)
        except OSError as error:
            problem = Problem(
                f"A worker process can't be started: {error.strerror or error}.",
                "workers",
                hint="Use fewer with --workers, or 0 for none.",
            )
            raise UsageRefused([problem]) from error

    def end(self) -> None:
        """Stop all workers."""
        for worker in (*self._idle, *self._busy):
            worker.end()
