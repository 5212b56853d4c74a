"""A warning that was set aside is told as such in every format, with the reason; it is hidden in none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

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


def report(folder: Path, format: str, *arguments: str) -> str:
    command = ["check", str(ROOT / "examples" / "typical.json"), "--format", format, "--today", "2026-11-22"]
    done = subprocess.run(
        [sys.executable, "-m", "checker", *command, *arguments, *(["-v"] if format == "text" else [])],
        cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    return done.stdout.decode()


@pytest.mark.parametrize("format", FORMATS)
def test_a_waived_warning_is_in_the_report_with_its_reason_and_approver(tmp_path: Path, format: str) -> None:
    (tmp_path / "caveat.waivers.yaml").write_text(WAIVER, encoding="utf-8")
    told = report(tmp_path, format)
    assert "people-at-risk-without-assessment" in told
    assert REASON in told
    assert "Review board" in told
    assert REASON not in report(tmp_path, format, "--no-waivers")


@pytest.mark.parametrize("format", FORMATS)
def test_a_waiver_that_has_expired_is_told_and_hides_nothing(tmp_path: Path, format: str) -> None:
    (tmp_path / "caveat.waivers.yaml").write_text(WAIVER.replace("2026-12-31", "2026-11-21"), encoding="utf-8")
    told = report(tmp_path, format)
    assert "expired" in told
    assert REASON not in told
