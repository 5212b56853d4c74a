"""End-to-end cases: each file in tests/scenarios is a command, what it is given, and what it must say and return.

A scenario is a text file of sections, each begun by a line such as `== stdout ==`:

    what the scenario promises, in a sentence
    == file examples/a.json ==      any number of files; the command runs in the folder that holds them
    == stdin ==                     optional
    == command ==                   arguments as a shell has them, without `caveat`
    == stdout ==
    == stderr ==
    == status ==                    the exit code
    == output report.json ==        any number: a file that the command must leave behind, with this content

`python -m tests.test_scenarios` writes what the commands really say into the scenarios; read the difference before you
commit it.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from checker import __version__
from tests.command import caveat
from tests.reporters.schemas import validate_sarif
from tests.samples import validate_line, validate_report

ROOT = Path(__file__).parents[1]
SCENARIOS = sorted((ROOT / "tests" / "scenarios").glob("*.scenario"))
WITHOUT_SCHEMA = ("caveat/baseline-1", "caveat/diff-1")  # the first is validated whenever it is read
_SECTION = re.compile(r"^== (.+) ==\n", re.MULTILINE)
_RULE_FILE = re.compile(re.escape(str(ROOT)) + r"/rules/([\w.-]+):\d+")
_VERSION = re.compile(rf'"(version|semanticVersion)": "{re.escape(__version__)}"')
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Scenario:
    """A scenario: its promise, and the text of each section by its name."""

    promise: str
    sections: dict[str, str]

    @classmethod
    def parse(cls, text: str) -> Scenario:
        promise, *rest = _SECTION.split(text)
        return cls(promise, dict(zip(rest[::2], rest[1::2], strict=True)))

    def __str__(self) -> str:
        return self.promise + "".join(f"== {name} ==\n{text}" for name, text in self.sections.items())

    def named(self, kind: str) -> dict[str, str]:
        """Return the sections of a kind, such as `file`, by what follows in their heading."""
        prefix = f"{kind} "
        return {name.removeprefix(prefix): text for name, text in self.sections.items() if name.startswith(prefix)}

    def run(self) -> Scenario:
        """Run the command and return the scenario as it would have to be to pass."""
        with tempfile.TemporaryDirectory() as folder:
            for name, text in self.named("file").items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
            stdin = self.sections.get("stdin", "").encode()
            done = caveat(shlex.split(self.sections["command"]), Path(folder), environment, stdin)
            seen = {
                "stdout": _steady(done.stdout),
                "stderr": _steady(done.stderr),
                "status": f"{done.returncode}\n",
                **{f"output {name}": _steady(Path(folder, name).read_bytes()) for name in self.named("output")},
            }
        return Scenario(self.promise, {**self.sections, **seen})


def _steady(output: bytes) -> str:
    """Replace what is different in another version of the product or of its rules, and in another place.

    Every line ends as in a scenario; what a format demands of line ends has tests of its own.
    """
    text = _VERSION.sub(r'"\1": "VERSION"', output.decode().replace("\r\n", "\n"))
    text = _RULE_FILE.sub(r"ROOT/rules/\1:LINE", text)
    return _DIGEST.sub("sha256:" + "0" * 64, text)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_the_command_says_and_returns_what_the_scenario_promises(path: Path) -> None:
    scenario = Scenario.parse(path.read_text(encoding="utf-8"))
    assert str(scenario.run()) == str(scenario)


def test_there_are_scenarios_and_each_says_what_it_promises() -> None:
    assert SCENARIOS
    assert all(Scenario.parse(path.read_text(encoding="utf-8")).promise.strip() for path in SCENARIOS)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_json_report_in_a_scenario_is_valid_under_its_schema(path: Path) -> None:
    scenario = Scenario.parse(path.read_text(encoding="utf-8"))
    reports = [scenario.sections["stdout"], *scenario.named("output").values()]
    for report in reports:
        if report.startswith('{\n  "$schema"'):
            validate_sarif(json.loads(report))
        elif report.startswith("{\n"):
            document = json.loads(report)
            if document["format"] not in WITHOUT_SCHEMA:
                validate_report(document)
        elif report.startswith("{"):
            for line in report.splitlines():
                validate_line(json.loads(line))


def test_what_a_scenario_expects_decides_whether_it_passes() -> None:
    scenario = Scenario.parse("Promise\n== command ==\nchek\n== stdout ==\n== stderr ==\n== status ==\n0\n")
    assert scenario.run() != scenario
    assert scenario.run().sections["status"] == "2\n"


if __name__ == "__main__":
    for scenario_path in SCENARIOS:
        current = Scenario.parse(scenario_path.read_text(encoding="utf-8"))
        scenario_path.write_text(str(current.run()), encoding="utf-8")
