"""The same input gives the same bytes, whatever is around it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
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
REPORTS = ("--format", "text", "--output", "-", "--format", "json", "--output", "r.json",
           "--format", "jsonl", "--output", "r.jsonl")  # fmt: skip


def reports(folder: Path, *arguments: str, **environment: str) -> dict[str, bytes]:
    """Return what a process of its own writes in each format."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "checker", "check", *arguments, *REPORTS, "--today", "2026-11-22"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert done.stdout
    files = {name: (folder / f"r.{name}").read_bytes() for name in ("json", "jsonl")}
    return {"text": done.stdout, **files}


@pytest.fixture
def proposals(tmp_path: Path) -> Path:
    """The examples, and something of every kind that can't be checked."""
    folder = tmp_path / "somewhere"
    shutil.copytree(ROOT / "examples", folder / "p", ignore=shutil.ignore_patterns("*.md"))
    (folder / "p" / "broken.json").write_text('{"a": NaN', encoding="utf-8")
    (folder / "p" / "invalid.json").write_text('{"format": "x", "titel": 1}', encoding="utf-8")
    (folder / "p" / "lines.jsonl").write_bytes(b"\n".join(written(random_proposal(Random(seed))) for seed in range(20)))
    return folder


def test_hash_seed_locale_and_time_zone_change_nothing(proposals: Path) -> None:
    expected = reports(proposals, "p", PYTHONHASHSEED="0", LC_ALL="C", TZ="UTC")
    assert expected == reports(proposals, "p", PYTHONHASHSEED="4711", LC_ALL="C.UTF-8", TZ="Asia/Tokyo")


def test_the_working_folder_and_the_number_of_workers_change_nothing(proposals: Path, tmp_path: Path) -> None:
    shutil.copytree(proposals, tmp_path / "elsewhere")
    expected = reports(proposals, "p", "--workers", "0")
    assert expected == reports(tmp_path / "elsewhere", "p", "--workers", "2")


def test_the_order_of_arguments_changes_nothing(proposals: Path) -> None:
    names = [f"p/{path.name}" for path in sorted((proposals / "p").iterdir())]
    expected = reports(proposals, *names)
    assert expected == reports(proposals, *reversed(names))
    # The JSON report holds what was asked for, so that it can be replayed.
    assert without_json(expected) == without_json(reports(proposals, "p"))


def without_json(found: dict[str, bytes]) -> dict[str, bytes]:
    return {name: report for name, report in found.items() if name != "json"}


@cache
def checker() -> Checker:
    return Checker(today=TODAY)


def findings(seed: int) -> ProposalResult:
    return checker().check(written(random_proposal(Random(seed))))


@settings(max_examples=60)
@given(st.integers(0, 5000), st.lists(st.integers(0, 5000), max_size=4))
def test_what_was_checked_before_changes_no_finding(seed: int, others: list[int]) -> None:
    alone = findings(seed)
    for other in others:
        findings(other)
    assert findings(seed) == alone


def document(name: str, seed: int) -> Document:
    return Document(Source(name, name), 0, written(random_proposal(Random(seed))))


@settings(max_examples=30)
@given(st.lists(st.integers(0, 5000), min_size=1, max_size=4), st.integers(0, 5000), st.integers(0, 4))
def test_adding_a_proposal_to_a_batch_changes_no_other_s_findings(seeds: list[int], added: int, place: int) -> None:
    """Wherever it is added, and though it may have the same id or be the same proposal."""
    documents = [document(f"{seed}.json", seed) for seed in seeds]
    more = document("added.json", added)
    before = list(check_documents(checker(), documents))
    after = list(check_documents(checker(), [*documents[:place], more, *documents[place:]]))
    assert [result for result in after if result.path != "added.json"] == before
    assert len(after) == len(before) + 1
