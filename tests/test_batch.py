"""Many documents: read within bounds, each with its own entry."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from checker.batch import check_documents
from checker.discovery import Source, discover
from checker.documents import documents
from checker.report import ProposalResult, Status
from tests.samples import StubChecker

BOUND = 60


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*paths: str, stdin: bytes | None = None) -> list[ProposalResult]:
    stream = None if stdin is None else io.BytesIO(stdin)
    return list(check_documents(StubChecker(), documents(discover(paths), max_bytes=BOUND, standard_input=stream)))


def outcome(results: list[ProposalResult]) -> list[tuple[int, str | None, str]]:
    return [(result.index, result.id, result.status.value) for result in results]


def messages(results: list[ProposalResult]) -> list[str]:
    return [error.message for result in results for error in result.errors]


def test_a_broken_document_has_its_own_entry_and_the_others_are_checked(folder: Path) -> None:
    (folder / "a.json").write_text("{", encoding="utf-8")
    (folder / "b.json").write_text("{}", encoding="utf-8")
    (folder / "c.json").write_text('{"id": "c"}', encoding="utf-8")
    results = check(".")
    assert [result.path for result in results] == ["a.json", "b.json", "c.json"]
    assert outcome(results) == [(0, None, "unreadable"), (0, None, "invalid"), (0, "c", "checked")]


def test_the_same_id_may_stand_in_two_proposals(folder: Path) -> None:
    for name in "ab":
        (folder / f"{name}.json").write_text('{"id": "same"}', encoding="utf-8")
    assert outcome(check(".")) == [(0, "same", "checked")] * 2


def test_each_line_of_json_lines_is_a_proposal_with_the_line_as_its_index(folder: Path) -> None:
    (folder / "a.jsonl").write_bytes(b'{"id": "a"}\n\n  \r\n{"id": "d", "warn": ["high"]}\r\n{bad\n{"id": "f"}')
    results = check("a.jsonl")
    assert outcome(results) == [(0, "a", "checked"), (3, "d", "checked"), (4, None, "unreadable"), (5, "f", "checked")]
    assert results[1].warnings[0].line == 4
    assert (results[2].errors[0].line, results[2].errors[0].column) == (5, 1)


def test_a_line_that_is_too_long_is_an_entry_and_the_next_line_is_checked(folder: Path) -> None:
    fits = b'{"id": "x"}'.ljust(BOUND)
    lines = [fits, fits + b" ", b"x" * 1000, b" " * 1000, b'{"id": "e"}']
    for end in (b"\n", b"\r\n"):
        (folder / "a.jsonl").write_bytes(end.join(lines))
        results = check("a.jsonl")
        assert [(result.index, result.status.value) for result in results] == [
            (0, "checked"), (1, "unreadable"), (2, "unreadable"), (3, "unreadable"), (4, "checked"),
        ]  # fmt: skip
        assert [result.errors[0].line for result in results[1:4]] == [2, 3, 4]


def test_json_lines_are_read_one_by_one() -> None:
    class Endless(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            assert size == BOUND + 1
            return b'{"id": "x"}\n'

    results = check_documents(StubChecker(), documents([Source("-", "-")], max_bytes=BOUND, standard_input=Endless()))
    assert [next(results).index for _ in range(3)] == [0, 1, 2]


@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_json_lines_without_any_proposal_are_not_passed_over_in_silence(folder: Path, content: bytes) -> None:
    (folder / "a.jsonl").write_bytes(content)
    results = check("a.jsonl")
    assert messages(results) == ["There is no proposal in it: every line is blank."]
    assert (results[0].errors[0].line, results[0].errors[0].column) == (1, 1)


def test_the_bound_on_a_file_is_exact_and_a_larger_one_is_not_read(folder: Path) -> None:
    (folder / "a.json").write_bytes(b'{"id": "a"}'.ljust(BOUND))
    (folder / "b.json").write_bytes(b'{"id": "b"}'.ljust(BOUND + 1))
    results = check(".")
    assert outcome(results) == [(0, "a", "checked"), (0, None, "unreadable")]
    assert messages(results) == ["The file has 61 bytes; at most 60 are read."]


@pytest.mark.parametrize("name", ["pipe.json", "pipe.jsonl"])
def test_a_fifo_is_refused_without_waiting_for_a_writer(name: str) -> None:
    os.mkfifo(name)
    results = check(".")
    assert messages(results) == ["This is no ordinary file."]
    assert "caveat check -" in (results[0].errors[0].hint or "")


def test_a_device_is_refused() -> None:
    assert messages(check("/dev/zero")) == ["This is no ordinary file."]


def test_a_file_that_vanished_or_leads_nowhere_is_an_entry(folder: Path) -> None:
    Path("gone.json").symlink_to("nothing")
    (folder / "a.json").write_text("{}", encoding="utf-8")
    sources = discover(["."])
    os.unlink("a.json")
    results = list(check_documents(StubChecker(), documents(sources, max_bytes=BOUND)))
    assert messages(results) == ["The file can't be read: No such file or directory."] * 2


@pytest.mark.parametrize(
    ("stdin", "expected"),
    [
        (b'{"id": "a"}', [(0, "a", "checked")]),
        (b'{"id": "a"}\n\n', [(0, "a", "checked")]),
        (b'{\n "id": "a"\n}\n', [(0, "a", "checked")]),
        (b'\n\n{\n "id": "a"\n}\n', [(0, "a", "checked")]),
        (b'{"id": "a"}\n{"id": "b"}\n', [(0, "a", "checked"), (1, "b", "checked")]),
        (b'{"id": "a"}\n\n{"id":\n', [(0, "a", "checked"), (2, None, "unreadable")]),
        (b'{"id":\n{"id": "b"}\n', [(0, None, "unreadable")]),
        (b"", [(0, None, "unreadable")]),
        (b" " * (BOUND + 1), [(0, None, "unreadable")]),
        (b"{\n" + b" " * BOUND + b"}", [(0, None, "unreadable")]),
        (b"[" * BOUND, [(0, None, "unreadable")]),
    ],
)
def test_standard_input_is_json_lines_where_its_first_line_is_a_whole_value(
    stdin: bytes, expected: list[tuple[int, str | None, str]]
) -> None:
    results = check("-", stdin=stdin)
    assert outcome(results) == expected
    assert {result.path for result in results} == {"-"}


def test_closed_standard_input_is_an_entry() -> None:
    assert messages(check("-")) == ["Standard input is closed."]


def test_a_source_that_discovery_could_not_open_is_unreadable() -> None:
    from checker.errors import Problem

    (result,) = check_documents(
        StubChecker(), documents([Source("p", "p", Problem("Locked.", "unreadable-file"))], max_bytes=BOUND)
    )
    assert result.status is Status.UNREADABLE
