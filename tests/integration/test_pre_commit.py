"""The hook for pre-commit, in a scratch repository that uses this checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.network


def git(folder: Path, *arguments: str) -> str:
    named = ["-c", "user.name=A test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *named, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def pre_commit(folder: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PRE_COMMIT_HOME": str(home), "PRE_COMMIT_COLOR": "never"}
    command = [sys.executable, "-m", "pre_commit", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with this checkout as it is, also where nothing is committed yet or there is no repository."""
    folder = tmp_path_factory.mktemp("hooks") / "caveat"
    left_out = shutil.ignore_patterns(
        ".git", ".venv*", "__pycache__", "*.egg-info", "build", "dist", ".*_cache", "tests"
    )
    shutil.copytree(ROOT, folder, ignore=left_out)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "All")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps the environment of the hook, which takes a while to build."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def repository(tmp_path: Path, hooks: Path) -> Path:
    """A repository of proposals, good so far, which checks them before each commit; and of other JSON."""
    (tmp_path / "proposals").mkdir()
    shutil.copy(ROOT / "examples" / "good-practice.json", tmp_path / "proposals")
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "proposals" / "README.md").write_text("Our proposals")
    (tmp_path / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {hooks}\n    rev: {git(hooks, 'rev-parse', 'HEAD')}\n"
        "    hooks:\n      - id: caveat\n        files: ^proposals/\n"
    )
    (tmp_path / "caveat.toml").write_text("today = 2026-11-22\n")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    return tmp_path


def test_the_definition_of_the_hook_is_valid(home: Path) -> None:
    done = pre_commit(ROOT, home, "validate-manifest", ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout


def test_a_good_proposal_passes(repository: Path, home: Path) -> None:
    """Of the other files, none is taken for a proposal."""
    done = pre_commit(repository, home, "run", "--all-files", "--verbose")
    assert done.returncode == 0, done.stdout
    assert "Proposals  1: 1 checked" in done.stdout or "No warnings." in done.stdout


def test_a_proposal_with_grave_warnings_is_stopped_and_they_are_shown(repository: Path, home: Path) -> None:
    shutil.copy(ROOT / "examples" / "typical.json", repository / "proposals")
    git(repository, "add", "--all")
    done = pre_commit(repository, home, "run")
    assert done.returncode == 1
    assert "- exit code: 1" in done.stdout
    assert "proposals/typical.json:1:1" in done.stdout


def test_the_configuration_of_the_repository_holds(repository: Path, home: Path) -> None:
    shutil.copy(ROOT / "examples" / "typical.json", repository / "proposals")
    with (repository / "caveat.toml").open("a") as file:
        file.write('fail-on = "never"\n')
    git(repository, "add", "--all")
    assert pre_commit(repository, home, "run").returncode == 0
