"""What may not be read or written is told as such, and keeps nothing else from being checked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WAIVER = "--rule a --proposal b --reason c --approver d --expires 2999-01-01"

READ = {
    "a proposal": ("check secret.json", 3),
    "one proposal of two": ("check p.json secret.json --fail-on never", 3),
    "a folder": ("check locked", 3),
    "a proposal in a locked folder": ("check locked/p.json", 3),
    "a folder with a locked folder": ("check . --fail-on never", 3),
    "a proposal to explain": ("explain secret.json", 3),
    "a proposal for a letter": ("letter locked/p.json", 3),
    "the old side": ("diff locked/p.json p.json", 3),
    "the new side": ("diff p.json secret.json", 3),
    "a proposal for a baseline": ("baseline create secret.json", 2),
    "a rule file": ("check p.json --rules secret.yaml", 2),
    "a rule file in a locked folder": ("check p.json --rules locked/rules.yaml", 2),
    "a folder of rules": ("rules list --rules locked", 2),
    "a test of rules": ("rules test secret.test.yaml", 2),
    "a test of rules in a locked folder": ("rules test locked/a.test.yaml", 2),
    "a folder of tests of rules": ("rules test locked", 2),
    "waivers": ("check p.json --waivers secret.yaml", 2),
    "waivers in a locked folder": ("check p.json --waivers locked/waivers.yaml", 2),
    "waivers to list": ("waivers list --waivers locked/waivers.yaml", 2),
    "waivers to audit": ("waivers audit p.json --waivers secret.yaml", 2),
    "waivers to lengthen": (f"waivers add --waivers locked/waivers.yaml {WAIVER}", 2),
    "a baseline": ("check p.json --baseline secret.json", 2),
    "a baseline in a locked folder": ("check p.json --baseline locked/baseline.json", 2),
    "a baseline to update": ("baseline update p.json --baseline locked/baseline.json", 2),
    "a schema": ("check p.json --schema secret.json", 2),
    "a configuration": ("check p.json --config locked/caveat.toml", 2),
    "a saved report": ("replay locked/report.json", 2),
}
WRITTEN = {
    "a report": "check p.json --output locked/r.json",
    "a report in the place of one": "check p.json --output fixed.json",
    "a letter": "letter p.json --output locked/r.txt",
    "an explanation": "explain p.json --output locked/r.json",
    "a patched proposal": "explain p.json --clear --all --patched locked/r.json",
    "a new proposal": "new --output locked/r.json",
    "a baseline": "baseline create p.json --baseline locked/r.json",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str]]:
    """Run all of the commands, in one process that permissions hold for, and return what each says."""
    folder = tmp_path_factory.mktemp("unreadable")
    (folder / "locked").mkdir()
    for name in ("p.json", "secret.json", "locked/p.json"):
        (folder / name).write_bytes((ROOT / "examples" / "good-practice.json").read_bytes())
    for name in ("secret.yaml", "secret.test.yaml", "locked/rules.yaml", "fixed.json"):
        (folder / name).write_text("untouched", encoding="utf-8")
    for name in ("secret.json", "secret.yaml", "secret.test.yaml", "locked"):
        (folder / name).chmod(0)
    (folder / "fixed.json").chmod(0o400)
    commands = {name: command for name, (command, _) in READ.items()} | WRITTEN
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tests.without_privileges"],
            cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, input="\n".join(commands.values()),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    finally:
        (folder / "locked").chmod(0o700)
    if "can't be dropped" in done.stderr:
        pytest.skip("this system does not let root give up its privileges, so nothing is unreadable")
    assert done.returncode == 0, done.stderr
    assert sorted(os.listdir(folder / "locked")) == ["p.json", "rules.yaml"]
    assert (folder / "fixed.json").read_text(encoding="utf-8") == "untouched"
    outcomes = (json.loads(line) for line in done.stdout.splitlines())
    return {name: (code, text) for name, (code, text) in zip(commands, outcomes, strict=True)}


@pytest.mark.parametrize("place", READ)
def test_what_may_not_be_read_is_named_with_the_reason(place: str, told: dict[str, tuple[int, str]]) -> None:
    code, text = told[place]
    assert code == READ[place][1], text
    said = " ".join(text.split())  # lines may be wrapped anywhere
    assert "ermission denied" in said or "says why" in said, text
    assert "secret" in text or "locked" in text
    assert "bug" not in text


def test_the_others_are_checked(told: dict[str, tuple[int, str]]) -> None:
    assert "1 checked, 1 unreadable" in told["one proposal of two"][1]
    for name in ("locked", "secret.json"):
        assert name in told["a folder with a locked folder"][1]


@pytest.mark.parametrize("place", WRITTEN)
def test_what_may_not_be_written_is_named_with_the_reason(place: str, told: dict[str, tuple[int, str]]) -> None:
    code, text = told[place]
    assert (code, "can't be written: Permission denied." in text) == (2, True), text
