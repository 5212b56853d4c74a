"""Several processes: the same results in the same order, and what breaks costs one proposal."""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from time import sleep

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.batch import check_documents
from checker.documents import Document
from checker.report import ProposalResult, Status
from checker.workers import check_all, chunks
from checker.workers.chunks import MOST_BYTES, MOST_DOCUMENTS
from checker.workers.worker import Worker
from tests.workers.faults import FaultyChecker, lines

ROOT = Path(__file__).parents[2]
GOOD = {"id": "good", "warn": ["high"]}


def check(*values: object, workers: int = 2, timeout: float = 600, memory: int | None = None) -> list[ProposalResult]:
    return list(check_all(FaultyChecker(), lines(*values), workers=workers, timeout=timeout, memory=memory))


def statuses(results: list[ProposalResult]) -> list[str]:
    return [result.status.value for result in results]


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    yield
    assert multiprocessing.active_children() == []


@settings(max_examples=15)
@given(
    st.lists(st.sampled_from([GOOD, {"id": "b"}, {}, {"x": "x" * 30000}]), max_size=3 * MOST_DOCUMENTS),
    st.integers(1, 4),
)
def test_the_results_are_the_same_in_the_same_order_for_any_number_of_workers(
    values: list[object], workers: int
) -> None:
    documents = lines(*[value for value in values if isinstance(value, dict)])
    alone = list(check_documents(FaultyChecker(), documents))
    assert list(check_all(FaultyChecker(), documents, workers=workers)) == alone


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("kill", "SIGKILL"), ("segfault", "SIGSEGV"), ("exit", "exit code 3")],
)
def test_a_worker_that_dies_costs_one_undecided_entry_that_names_the_document(fault: str, reason: str) -> None:
    results = check(GOOD, {"fault": fault}, GOOD, {"id": "last"})
    assert statuses(results) == ["checked", "undecided", "checked", "checked"]
    died = results[1]
    assert (died.path, died.index) == ("p.jsonl", 1)
    assert died.errors[0].keyword == "worker-died"
    assert reason in died.errors[0].message
    assert died.errors[0].line == 2


def test_many_deaths_cost_as_many_entries_and_no_more() -> None:
    values = [GOOD if number % 3 else {"fault": "exit"} for number in range(30)]
    results = check(*values)
    assert statuses(results) == ["checked" if number % 3 else "undecided" for number in range(30)]


def test_a_document_that_takes_too_long_is_stopped_and_the_others_are_checked() -> None:
    results = check(GOOD, {"fault": "hang"}, GOOD, timeout=2)
    assert statuses(results) == ["checked", "undecided", "checked"]
    assert results[1].errors[0].keyword == "timeout"
    assert "2 seconds" in results[1].errors[0].message


def test_memory_that_runs_out_costs_one_undecided_entry() -> None:
    results = check(GOOD, {"fault": "memory"}, GOOD, memory=1 << 40)
    assert statuses(results) == ["checked", "undecided", "checked"]
    assert results[1].errors[0].keyword == "out-of-memory"


def test_workers_that_never_begin_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing hangs, and nothing passes for checked."""
    monkeypatch.setattr("checker.workers.worker._prepare", lambda memory: os._exit(4))
    results = check(GOOD, GOOD, workers=2)
    assert statuses(results) == ["undecided", "undecided"]
    assert "exit code 4" in results[0].errors[0].message


def test_a_bug_in_a_worker_is_raised_and_not_taken_for_a_result() -> None:
    with pytest.raises(ZeroDivisionError, match="a bug") as raised:
        check(GOOD, {"fault": "bug"})
    assert "in a worker process" in raised.value.__notes__[0]


def test_a_file_that_can_t_be_read_has_its_entry() -> None:
    from checker.discovery import Source
    from checker.errors import Problem

    broken = Document(Source("b.json", "b.json"), 0, b"", Problem("Locked.", "unreadable-file"))
    (result,) = check_all(FaultyChecker(), [broken], workers=1)
    assert result.status is Status.UNREADABLE


def test_no_more_documents_are_read_than_there_is_work_for() -> None:
    """So memory does not grow with the number of documents."""
    read = 0

    def endless() -> Iterator[Document]:
        nonlocal read
        while True:
            read += 1
            yield lines(GOOD)[0]

    results = check_all(FaultyChecker(), endless(), workers=2)
    for _ in range(5 * MOST_DOCUMENTS):
        next(results)
    assert read <= (5 + 2 * 2 + 3) * MOST_DOCUMENTS
    results.close()  # type: ignore[attr-defined]  # it is a generator


def test_what_stops_taking_results_leaves_no_process() -> None:
    results = check_all(FaultyChecker(), lines(*[GOOD] * 500), workers=2)
    next(results)
    assert multiprocessing.active_children()
    results.close()  # type: ignore[attr-defined]  # it is a generator


def test_a_small_run_stays_in_this_process_and_a_large_one_does_not() -> None:
    results = check_all(FaultyChecker(), lines(*[GOOD] * MOST_DOCUMENTS))
    next(results)
    assert multiprocessing.active_children() == []
    results = check_all(FaultyChecker(), lines(*[GOOD] * (MOST_DOCUMENTS + 1)))
    next(results)
    assert multiprocessing.active_children()
    results.close()  # type: ignore[attr-defined]  # it is a generator


def test_chunks_are_bounded_in_documents_and_in_bytes() -> None:
    big = Document(lines(GOOD)[0].source, 0, b"x" * (MOST_BYTES + 1))
    small = lines(GOOD)[0]
    found = list(chunks([small, big, small, *[small] * MOST_DOCUMENTS]))
    assert [len(chunk) for chunk in found] == [1, 1, MOST_DOCUMENTS, 1]


def test_in_this_process_too_what_takes_too_long_is_stopped() -> None:
    results = list(check_documents(FaultyChecker(), lines(GOOD, {"fault": "hang"}, GOOD), timeout=2))
    assert statuses(results) == ["checked", "undecided", "checked"]


def test_a_time_limit_that_something_swallows_is_still_one() -> None:
    class Swallowing(FaultyChecker):
        def check(self, document: bytes) -> ProposalResult:
            try:
                return super().check(document)
            except BaseException:
                return super().check(b'{"id": "x"}')

    assert statuses(list(check_documents(Swallowing(), lines({"fault": "hang"}), timeout=0.3))) == ["undecided"]


@pytest.mark.parametrize("when", ["at once", "at the end"])
def test_a_time_limit_that_passes_just_before_or_after_a_check_ends_no_run(
    when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The alarm is heard a little after it was set off: here, where it is set, and where it is given up."""
    original = signal.setitimer

    def setitimer(which: int, seconds: float) -> None:
        original(which, 0)
        if (seconds == 0) == (when == "at the end"):
            os.kill(os.getpid(), signal.SIGALRM)

    monkeypatch.setattr(signal, "setitimer", setitimer)
    handler = signal.getsignal(signal.SIGALRM)
    results = list(check_documents(FaultyChecker(), lines(GOOD, GOOD), timeout=600))
    assert statuses(results) == ["undecided" if when == "at once" else "checked"] * 2
    assert signal.getsignal(signal.SIGALRM) is handler


def test_a_worker_that_dies_in_the_middle_of_its_answer_costs_no_more_than_one_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Such as by the hand of a system that is short of memory."""
    parent, original = os.getpid(), Connection._send  # type: ignore[attr-defined]  # not declared

    def half(self: Connection, data: bytes) -> None:
        if os.getpid() != parent and len(data) > 3000:  # two documents; one alone goes well
            os.write(self.fileno(), data[: len(data) // 2])
            os._exit(5)
        original(self, data)

    monkeypatch.setattr(Connection, "_send", half)
    results = check(*[{"id": "a", "warn": ["high"] * 5, "title": "x" * 2000}] * 2, workers=1)
    assert statuses(results) == ["checked", "undecided"]
    assert results[1].errors[0].keyword == "worker-died"


def test_no_document_is_blamed_for_the_time_of_the_one_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker may go on between the look at its time and its end."""
    original = Worker.is_late
    looks = []

    def is_late(self: Worker, timeout: float) -> bool:
        looks.append(self.place)
        if len(looks) == 1:
            while self.place != 1:  # the first one took too long, and the worker goes on with the second
                sleep(0.01)
            return True
        return original(self, timeout)

    monkeypatch.setattr(Worker, "is_late", is_late)
    assert statuses(check(GOOD, {"id": "b", "seconds": 3}, GOOD, workers=1)) == ["checked"] * 3
    assert len(looks) > 1


ORPHAN = """
import os, sys, time
from checker.workers import check_all, worker
from tests.workers.faults import FaultyChecker, lines
prepare = worker._prepare
def late(memory):
    parent = os.getppid()
    print(os.getpid(), flush=True)
    while os.getppid() == parent:
        time.sleep(0.01)
    prepare(memory)
worker._prepare = late
list(check_all(FaultyChecker(), lines({"fault": "hang"}), workers=1))
"""


def test_a_worker_whose_parent_was_killed_while_it_started_ends() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ORPHAN], env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE
    ) as program:
        assert program.stdout
        descriptor = os.pidfd_open(int(program.stdout.readline()))
        program.kill()
    ended, _, _ = select.select([descriptor], [], [], 60)
    if not ended:
        signal.pidfd_send_signal(descriptor, signal.SIGKILL)
    os.close(descriptor)
    assert ended, "the worker still runs"


PROGRAM = """
import sys
from checker.workers import check_all
from tests.workers.faults import FaultyChecker, lines
print(list(check_all(FaultyChecker(), lines({"id": "a"}, {"fault": "announce", "file": sys.argv[1]}), workers=1)))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_when_the_parent_ends_for_whatever_reason_its_workers_end(number: signal.Signals, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "at-work")
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "at-work")],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    )
    worker = int((tmp_path / "at-work").read_text(encoding="utf-8"))  # waits until the worker says so
    descriptor = os.pidfd_open(worker)
    program.send_signal(number)
    program.communicate()
    ended, _, _ = select.select([descriptor], [], [], 60)
    os.close(descriptor)
    assert ended, "the worker still runs"
