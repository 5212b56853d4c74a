"""The documents of tests/torture.py: each is accepted or refused as it says, by place and sentence, and never crashes.

An independent strict reader, made of the standard library's, agrees wherever it can.
"""

from __future__ import annotations

import json
import math
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from checker.document import parse
from checker.errors import DocumentRefused
from tests.torture import ACCEPTED, ALL, Torture

CATEGORIES = {category: list(found) for category, found in groupby(ALL, lambda one: one.category)}
WHOLE = '{"a": [1, -2.5e3, "x\\n\u00e9\\ud83d\\ude00", true, false, null], "b": {"": []}}'.encode()


class NotStrict(ValueError):
    """What the standard library accepts, and a strict reader does not."""


def strictly(data: bytes) -> Any:
    """Return the JSON value in `data`, by the standard library alone. Raises ValueError or RecursionError."""
    if data[:3] == b"\xef\xbb\xbf":
        data = data[3:]
    value = json.loads(
        data.decode("utf-8"), parse_int=_whole, parse_float=_float, parse_constant=_constant, object_pairs_hook=_object
    )
    json.dumps(value, ensure_ascii=False).encode("utf-8")  # halves of surrogate pairs can't be encoded
    return value


def _whole(literal: str) -> int:
    if len(literal) > 30 or not -(2**63) <= int(literal) < 2**64:
        raise NotStrict(literal[:40])
    return int(literal)


def _float(literal: str) -> float:
    value = float(literal)
    if not math.isfinite(value) or Decimal(repr(value)) != Decimal(literal):
        raise NotStrict(literal[:40])
    return value


def _constant(literal: str) -> None:
    raise NotStrict(literal)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise NotStrict("a key stands twice")
    return dict(pairs)


def shown(one: Torture) -> str:
    return repr(one.data[:60])


@pytest.mark.parametrize("category", CATEGORIES)
def test_each_document_is_accepted_or_refused_with_line_column_and_a_sentence(category: str) -> None:
    for one in CATEGORIES[category]:
        try:
            parse(one.data)
        except DocumentRefused as refused:
            first = refused.problems[0]
            assert (first.keyword, first.line, first.column) == (one.keyword, one.line, one.column), shown(one)
            assert one.words in first.message, (first.message, shown(one))
            assert first.message.isprintable(), shown(one)
            assert len(first.message) < 300, shown(one)
        else:
            assert one.keyword == ACCEPTED, shown(one)


@pytest.mark.parametrize("category", CATEGORIES)
def test_an_independent_strict_reader_agrees(category: str) -> None:
    """Except that it knows no bounds: what is refused for its depth or size alone, it may accept."""
    for one in CATEGORIES[category]:
        try:
            value = strictly(one.data)
        except (ValueError, RecursionError, ArithmeticError):
            assert one.keyword != ACCEPTED, shown(one)
            assert not one.standard, shown(one)
        else:
            if one.keyword == ACCEPTED:
                assert repr(parse(one.data)) == repr(value), shown(one)
            else:
                assert one.standard, shown(one)


def test_every_category_has_documents_on_both_sides() -> None:
    for category, found in CATEGORIES.items():
        assert {one.keyword == ACCEPTED for one in found} == {True, False}, category
    assert len(ALL) > 300


def test_a_document_that_was_cut_off_is_refused_wherever_that_was() -> None:
    """Not one beginning of a document passes for the whole."""
    assert parse(WHOLE) == json.loads(WHOLE)
    for length in range(len(WHOLE)):
        with pytest.raises(DocumentRefused) as refused:
            parse(WHOLE[:length])
        assert refused.value.problems[0].line == 1
        with pytest.raises(ValueError):
            strictly(WHOLE[:length])


@pytest.mark.parametrize("code", range(256))
def test_any_byte_after_a_document_or_before_it_is_white_space_or_refused(code: int) -> None:
    byte = bytes([code])
    for data in (WHOLE + byte, byte + WHOLE, WHOLE[:6] + byte + WHOLE[6:]):
        try:
            assert parse(data) == json.loads(WHOLE)
            assert byte in b" \t\r\n"
        except DocumentRefused:
            assert byte not in b" \t\r\n"


def test_a_folder_full_of_them_costs_no_other_proposal_and_is_no_bug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each has its own entry: unreadable where it is refused, and no proposal where it is JSON."""
    from checker.cli.entry import run

    monkeypatch.chdir(tmp_path)
    chosen = [one for one in ALL if len(one.data) < 1_000_000]
    for number, one in enumerate(chosen):
        Path(f"t{number:04}.json").write_bytes(one.data)
    example = Path(__file__).parents[1] / "examples" / "complete.json"
    Path("z.json").write_bytes(example.read_bytes())
    assert run(["check", ".", "--format", "json", "--fail-on", "never", "--today", "2026-11-22"]) == 3
    *entries, last = json.loads(capsys.readouterr().out)["proposals"]
    expected = ["unreadable" if one.keyword else "invalid" for one in chosen]
    assert [entry["status"] for entry in entries] == expected
    assert [entry["errors"][0]["line"] for entry in entries if entry["status"] == "unreadable"] == [
        one.line for one in chosen if one.keyword
    ]
    assert last["status"] == "checked"
