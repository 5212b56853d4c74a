"""Many proposals in several processes: faster, and a crash or a hang costs one proposal and not the run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from os import cpu_count
from typing import Final

from checker.batch import check_documents
from checker.documents import Document
from checker.report import ProposalResult
from checker.steps import Checks
from checker.workers.chunks import chunks

DEFAULT_TIMEOUT: Final = 30.0
"""Seconds that one proposal may take."""


def check_all(
    checker: Checks,
    documents: Iterable[Document],
    *,
    workers: int | None = None,
    timeout: float | None = DEFAULT_TIMEOUT,
    memory: int | None = None,
) -> Iterator[ProposalResult]:
    """Check documents and yield the results in the same order, whatever the number of workers.

    workers: how many processes to use at most; 0 for this one alone. None: as many as there are processors, but this
        one alone where all documents fit into one chunk, for which it does not pay to start others.
    timeout: the seconds after which a proposal is undecided. memory: the bytes of address space that a worker may use.
    Where the system can't fork, all is done in this process.
    """
    parts = chunks(documents)
    first = next(parts, [])
    second = next(parts, [])
    if workers == 0 or (workers is None and not second) or not _can_fork():
        return check_documents(checker, chain(first, second, *parts), timeout=timeout)
    from checker.workers.pool import check_in_pool

    return check_in_pool(
        checker,
        chain([part for part in (first, second) if part], parts),
        workers=workers or available_processors(),
        timeout=timeout,
        memory=memory,
    )


def available_processors() -> int:
    """Return how many processors this process may use."""
    try:
        from os import sched_getaffinity
    except ImportError:
        return cpu_count() or 1
    return len(sched_getaffinity(0)) or 1


def _can_fork() -> bool:
    import multiprocessing

    return "fork" in multiprocessing.get_all_start_methods()
