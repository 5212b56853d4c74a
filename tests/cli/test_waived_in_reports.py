"""A warning that was set aside is told as such in every format, with the reason; it is hidden in none."""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path

import pytest

from checker.cli.entry import run
from checker.reporters import FORMATS

ROOT = Path(__file__).parents[2]
REASON = "Told in the yearly report"
WAIVER = f"""
format: caveat/waivers-1
waivers:
  - rule: people-at-risk-without-assessment
    proposal: energy-support
    reason: {REASON}
    approver: Review board
    granted_on: 2026-11-01
    expires: 2026-12-31
"""


Reports = dict[str, str]
"""What each format says, by its name."""


def reports(folder: Path, waiver: str, *more: str) -> Reports:
    """Return the reports of a run in a folder that has a waiver file."""
    (folder / "caveat.waivers.yaml").write_text(waiver, encoding="utf-8")
    with chdir(folder):
        check([name for name in FORMATS if name != "text"], *more)
        check(["text"], "--verbose", *more)
        return {name: Path(name).read_bytes().decode() for name in FORMATS}


def check(formats: list[str], *more: str) -> None:
    written = [word for name in formats for word in ("--format", name, "--output", name)]
    assert run(["check", str(ROOT / "examples" / "typical.json"), *written, "--today", "2026-11-22", *more]) == 1


@pytest.fixture(scope="module")
def waived(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    return reports(tmp_path_factory.mktemp("waived"), WAIVER)


@pytest.fixture(scope="module")
def not_waived(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    return reports(tmp_path_factory.mktemp("not-waived"), WAIVER, "--no-waivers")


@pytest.fixture(scope="module")
def expired(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    return reports(tmp_path_factory.mktemp("expired"), WAIVER.replace("2026-12-31", "2026-11-21"))


@pytest.mark.parametrize("format", FORMATS)
def test_a_waived_warning_is_in_the_report_with_its_reason_and_approver(
    waived: Reports, not_waived: Reports, format: str
) -> None:
    told = waived[format]
    assert "people-at-risk-without-assessment" in told
    assert REASON in told
    assert "Review board" in told
    assert REASON not in not_waived[format]


@pytest.mark.parametrize("format", FORMATS)
def test_a_waiver_that_has_expired_is_told_and_hides_nothing(expired: Reports, format: str) -> None:
    assert "expired" in expired[format]
    assert REASON not in expired[format]
