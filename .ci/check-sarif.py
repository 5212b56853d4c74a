"""Let Microsoft's SARIF multitool validate logs of all kinds: `check-sarif.py MULTITOOL FOLDER`, from the checkout.

The logs are written into FOLDER. What the multitool finds is printed; where that is an error, the exit code is 1.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))

from checker.errors import Problem  # noqa: E402  # found through the line above, as all below
from checker.report import Exit, Failure  # noqa: E402
from checker.reporters import Options, reporter  # noqa: E402
from tests.hostile_strings import HOSTILE_STRINGS, hostile_results  # noqa: E402
from tests.samples import CLEAN, RESULTS, RUN  # noqa: E402


def write_logs(folder: Path) -> None:
    """Write a log of each kind into a folder."""
    examples = CHECKOUT / "examples"
    typical = (examples / "typical.json").read_text(encoding="utf-8").replace("\n", " ")
    (folder / "lines.jsonl").write_text(f'{{"id": 1}}\n\n{typical}\n{{\n', encoding="utf-8")
    check("examples", CHECKOUT, "examples", folder=folder)
    check("json lines", folder, "lines.jsonl", folder=folder)
    check("beside the working folder", CHECKOUT / "docs", "../examples", folder=folder)
    check("elsewhere", folder, str(examples), folder=folder)
    sarif = reporter("sarif")
    hostile = [result for text in HOSTILE_STRINGS.values() for result in hostile_results(text)]
    failure = Failure(Exit.REFUSED, (Problem("There is no rule `a`.", "unknown-rule", hint="did you mean `b`?"),))
    logs = {
        "no proposals": sarif.render(RUN, [], Options()),
        "clean": sarif.render(RUN, [CLEAN], Options()),
        "waived and unreadable": sarif.render(RUN, RESULTS, Options()),
        "hostile": sarif.render(RUN, hostile, Options()),
        "failure": iter([sarif.failure(failure)]),
    }
    for name, log in logs.items():
        (folder / f"{name}.sarif").write_text("".join(log), encoding="utf-8")


def check(name: str, where: Path, *paths: str, folder: Path) -> None:
    """Check proposals in a working folder, as users do."""
    command = [sys.executable, "-m", "checker", "check", *paths, "--output", str(folder / f"{name}.sarif"), "-q"]
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(command, cwd=where, env=environment, check=False)
    assert done.returncode in (1, 3), done.returncode


def errors(multitool: str, log: Path) -> int:
    """Validate a log, print what is found by rule and level, and return how many errors there are."""
    report = log.with_suffix(".validation")
    command = [multitool, "validate", str(log), "--output", str(report), "--level", "Error;Warning;Note"]
    environment = os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert report.exists(), done.stdout + done.stderr
    [run] = json.loads(report.read_text(encoding="utf-8-sig"))["runs"]
    assert not run["invocations"][0].get("toolExecutionNotifications"), run["invocations"]
    found = Counter((result["ruleId"], result.get("level", "warning")) for result in run.get("results", ()))
    print(f"{log.name}: {', '.join(f'{number} {level} {rule}' for (rule, level), number in sorted(found.items()))}")
    for result in run.get("results", ()):
        if result.get("level") == "error":
            print(json.dumps(result, indent=2))
    return sum(number for (_, level), number in found.items() if level == "error")


if __name__ == "__main__":
    target = Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    write_logs(target)
    sys.exit(sum(errors(sys.argv[1], log) for log in sorted(target.glob("*.sarif"))) > 0)
