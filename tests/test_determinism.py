"""The same input gives the same bytes, whatever is around it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.batch import check_documents
from checker.check import Checker
from checker.discovery import Source
from checker.documents import Document
from checker.report import ProposalResult
from tests.proposals import TODAY, random_proposal
from tests.test_random_proposals import written

ROOT = Path(__file__).parents[1]
FORMATS = ["text", "json", "jsonl"]


def report(folder: Path, format: str, *arguments: str, **environment: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "checker", "check", *arguments, "--format", format, "--today", "2026-11-22"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    return done.stdout


@pytest.fixture
def proposals(tmp_path: Path) -> Path:
    """The examples, and something of every kind that can't be checked."""
    folder = tmp_path / "somewhere"
    shutil.copytree(ROOT / "examples", folder / "p", ignore=shutil.ignore_patterns("*.md"))
    (folder / "p" / "broken.json").write_text('{"a": NaN', encoding="utf-8")
    (folder / "p" / "invalid.json").write_text('{"format": "x", "titel": 1}', encoding="utf-8")
    (folder / "p" / "lines.jsonl").write_bytes(b"\n".join(written(random_proposal(Random(seed))) for seed in range(20)))
    return folder


@pytest.mark.parametrize("format", FORMATS)
def test_hash_seed_locale_and_time_zone_change_nothing(proposals: Path, format: str) -> None:
    expected = report(proposals, format, "p", PYTHONHASHSEED="0", LC_ALL="C", TZ="UTC")
    assert expected == report(proposals, format, "p", PYTHONHASHSEED="4711", LC_ALL="C.UTF-8", TZ="Asia/Tokyo")


@pytest.mark.parametrize("format", FORMATS)
def test_the_working_folder_and_the_number_of_workers_change_nothing(
    proposals: Path, format: str, tmp_path: Path
) -> None:
    expected = report(proposals, format, "p", "--workers", "0")
    shutil.copytree(proposals, tmp_path / "elsewhere")
    assert expected == report(tmp_path / "elsewhere", format, "p", "--workers", "2")


@pytest.mark.parametrize("format", FORMATS)
def test_the_order_of_arguments_changes_nothing(proposals: Path, format: str) -> None:
    names = [f"p/{path.name}" for path in sorted((proposals / "p").iterdir())]
    expected = report(proposals, format, *names)
    assert expected == report(proposals, format, *reversed(names))
    if format != "json":  # which holds what was asked for, so that it can be replayed
        assert expected == report(proposals, format, "p")


CHECKER = Checker(today=TODAY)


def findings(seed: int) -> ProposalResult:
    return CHECKER.check(written(random_proposal(Random(seed))))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5000), st.lists(st.integers(0, 5000), max_size=4))
def test_what_was_checked_before_changes_no_finding(seed: int, others: list[int]) -> None:
    alone = findings(seed)
    for other in others:
        findings(other)
    assert findings(seed) == alone


def document(name: str, seed: int) -> Document:
    return Document(Source(name, name), 0, written(random_proposal(Random(seed))))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 5000), min_size=1, max_size=4), st.integers(0, 5000), st.integers(0, 4))
def test_adding_a_proposal_to_a_batch_changes_no_other_s_findings(seeds: list[int], added: int, place: int) -> None:
    """Wherever it is added, and though it may have the same id or be the same proposal."""
    documents = [document(f"{seed}.json", seed) for seed in seeds]
    more = document("added.json", added)
    before = list(check_documents(CHECKER, documents))
    after = list(check_documents(CHECKER, [*documents[:place], more, *documents[place:]]))
    assert [result for result in after if result.path != "added.json"] == before
    assert len(after) == len(before) + 1
