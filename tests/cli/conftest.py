"""The command line with a stand-in for the Checker, run in this process."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from checker.cli.entry import run
from tests.samples import StubChecker


@dataclass
class Outcome:
    """What a command did."""

    status: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)


Caveat = Callable[..., Outcome]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def caveat(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Caveat:
    """Run the command with arguments (and standard input) in `folder`."""
    module = ModuleType("checker.check")
    module.Checker = StubChecker  # type: ignore[attr-defined]  # a module made here has no declared attributes
    monkeypatch.setitem(sys.modules, "checker.check", module)
    for name in ("NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def caveat(*arguments: str, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = run(arguments)
        return Outcome(status, *capsys.readouterr())

    return caveat


def write(folder: Path, **documents: Any) -> None:
    """Write NAME=value as NAME.json."""
    for name, value in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")
