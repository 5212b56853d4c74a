"""The GitHub Action: what a runner would do with action.yml, step by step.

A runner puts the values of inputs in place of `${{ ... }}`, in `env` and elsewhere, and hands `run` to bash.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker.reporters import FORMATS
from tests.documents import blocks

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
[_PYTHON, INSTALL, CHECK] = STEPS


class Runner:
    """A scratch repository, and what a runner knows of itself."""

    def __init__(self, folder: Path) -> None:
        self.workspace = folder / "work space"
        self.temp = folder / "temp"
        self.output = folder / "output"
        for path in (self.workspace, self.temp):
            path.mkdir()

    def run(self, step: dict[str, Any], **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run a step with inputs, written with `_` for `-`."""
        given = {name: spec.get("default", "") for name, spec in ACTION["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        known = {f"inputs.{name}": value for name, value in given.items()}
        known |= {"github.action_path": str(ROOT), "steps.python.outputs.python-path": sys.executable}

        def filled(text: str) -> str:
            return re.sub(r"\$\{\{ *([\w.-]+) *\}\}", lambda match: known[match[1]], text)

        self.output.write_text("")
        environment = {name: filled(value) for name, value in step.get("env", {}).items()}
        surroundings = {"PATH": os.environ["PATH"], "RUNNER_TEMP": str(self.temp), "GITHUB_OUTPUT": str(self.output)}
        pip_settings = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        assert step["shell"] == "bash"
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", filled(step["run"])],
            cwd=self.workspace / filled(step.get("working-directory", ".")),
            env=pip_settings | surroundings | environment,
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip

    def install(self, program: str) -> None:
        """Put a program where the action installs caveat."""
        path = self.temp / "caveat" / "bin" / "caveat"
        path.parent.mkdir(parents=True)
        path.write_text(f"#!/bin/sh\n{program}\n")
        path.chmod(0o755)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


@pytest.fixture
def installed(runner: Runner) -> Runner:
    """A runner where the caveat of this checkout is installed, and two proposals lie in the repository."""
    runner.install(f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -P -m checker "$@"')
    for name in ("good-practice", "typical"):
        (runner.workspace / f"{name} a").mkdir()
        shutil.copy(ROOT / "examples" / f"{name}.json", runner.workspace / f"{name} a")
    return runner


@pytest.mark.parametrize(("paths", "code"), [("good-practice a", 0), ("typical a", 1), ("gone", 2)])
def test_the_step_fails_as_caveat_does_and_tells_the_exit_code(installed: Runner, paths: str, code: int) -> None:
    done = installed.run(CHECK, paths=paths, format="text")
    assert done.returncode == code, done.stderr
    assert installed.output.read_text() == f"exit-code={code}\n"


def test_several_paths_stand_on_lines_of_their_own(installed: Runner) -> None:
    done = installed.run(CHECK, paths="good-practice a\n\ntypical a/typical.json\n", format="text", fail_on="never")
    assert done.returncode == 0, done.stderr
    assert "Proposals  2: 2 checked" in done.stdout


def test_without_inputs_the_configuration_of_the_repository_holds(installed: Runner) -> None:
    (installed.workspace / "caveat.toml").write_text('paths = "typical a"\nfail-on = "never"\n')
    done = installed.run(CHECK, format="text")
    assert done.returncode == 0, done.stderr
    assert "Proposals  1: 1 checked" in done.stdout


def test_a_working_directory_is_where_paths_begin(installed: Runner) -> None:
    assert installed.run(CHECK, paths="typical.json", working_directory="typical a", format="text").returncode == 1


def test_every_input_reaches_caveat_as_one_argument(runner: Runner) -> None:
    runner.install("printf '%s\\n' \"$@\"")
    done = runner.run(
        CHECK,
        paths="a b\n-c",
        rules="builtin\nmy rules",
        select="x,y",
        ignore="z",
        fail_on="low",
        sarif_file="s t.sarif",
    )
    assert done.stdout.splitlines() == [
        "check", "--format", "github", "--output", "-", "--format", "sarif", "--output", "s t.sarif",
        "--rules", "builtin", "--rules", "my rules", "--select", "x,y", "--ignore", "z", "--fail-on", "low",
        "--", "a b", "-c",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", [name for name in ACTION["inputs"] if name not in ("python-version", "working-directory")]
)
def test_no_input_is_run_as_a_script(runner: Runner, name: str) -> None:
    """Titles of branches and files in a pull request may come from anybody."""
    runner.install("printf '%s\\n' \"$@\"")
    hostile = "$(touch hacked) `touch hacked`; touch hacked #\" ' \\"
    done = runner.run(CHECK, **{name.replace("-", "_"): hostile})
    assert done.returncode == 0, done.stderr
    assert hostile in done.stdout.splitlines()
    assert list(runner.workspace.iterdir()) == []


def test_no_expression_stands_in_a_script() -> None:
    """Elsewhere an expression is a value; in `run` it would be read as a script."""
    assert [step["name"] for step in STEPS if "${{" in step.get("run", "")] == []


def test_every_input_is_used_and_every_input_used_is_declared() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(ACTION["inputs"])


def documented(needed: str) -> list[Any]:
    """Return the YAML in docs/integration.md that holds a word."""
    page = ROOT / "docs" / "integration.md"
    return [yaml.safe_load(block.text) for block in blocks(page) if block.language == "yml" and needed in block.text]


def test_the_workflows_in_the_documentation_give_inputs_that_there_are() -> None:
    [workflow, steps] = documented("uses: example/caveat@")
    used = [step for step in (*workflow["jobs"]["check"]["steps"], *steps) if "caveat" in step["uses"]]
    assert len(used) == 2
    assert {name for step in used for name in step["with"]} <= set(ACTION["inputs"])


def test_the_documentation_describes_every_input() -> None:
    text = (ROOT / "docs" / "integration.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| ((?:`[\w-]+`(?:, )?)+) \|", text, re.MULTILINE)
    assert {name for cell in named for name in re.findall(r"`([\w-]+)`", cell)} == set(ACTION["inputs"])


def test_the_hook_in_the_documentation_is_one_that_there_is() -> None:
    [configuration] = documented("hooks:")
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in configuration["repos"][0]["hooks"]] == [hook["id"] for hook in hooks]


@pytest.mark.network
def test_the_workflow_in_the_documentation_is_valid(tmp_path: Path) -> None:
    [workflow, _] = documented("uses: example/caveat@")
    path = tmp_path / "workflow.json"
    path.write_text(json.dumps({("on" if name is True else name): value for name, value in workflow.items()}))
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.network
def test_the_action_is_valid_under_the_schema_of_actions() -> None:
    """That which check-jsonschema brings along."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.network
def test_the_action_installs_its_own_checkout_and_checks_with_it(runner: Runner) -> None:
    """Both steps as they stand there, with the formats that they ask for."""
    shutil.copy(ROOT / "examples" / "typical.json", runner.workspace)
    done = runner.run(INSTALL)
    assert done.returncode == 0, done.stdout + done.stderr
    known = {"format": "github", "sarif_file": "r.sarif"} if "sarif" in FORMATS else {"format": "text"}
    assert runner.run(CHECK, paths="typical.json", **known).returncode == 1
