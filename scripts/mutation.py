"""Do the tests notice when the code is changed? mutmut changes it a little, in one place at a time, and runs its tests.

    python3 scripts/mutation.py GROUP [SAMPLE]

in an environment with `pip install -e ".[mutation]"`. GROUP is one of those below. SAMPLE: how many mutants of each
module are tried, drawn at random but always the same ones; without it, all are. Everything is done in a copy, in
`build/mutation/GROUP`; there `mutmut show NAME` tells what a mutant changed. What came of it: docs/reliability.md.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
MUTMUT = Path(sys.executable).with_name("mutmut")
RANDOM_PROGRAMS = "20"  # of each sort in the tests of the engine; with as many as usual, it would take days
NOTICED = ("killed", "timeout", "segfault")

GROUPS: dict[str, tuple[list[str], list[str]]] = {  # modules below checker/, and the tests below tests/ that hold them
    "facts": (
        ["facts", "vocabulary"],
        ["test_vocabulary", "test_proposal_schema", "test_naming", "test_skeleton"],
    ),
    "validation": (
        ["validation/branches", "validation/explanations", "validation/fault", "validation/hints", "validation/phrases",
         "validation/verdict", "validation/__init__"],
        ["test_validation", "test_proposal_schema"],
    ),
    "report": (
        ["findings", "report", "reporters/dump", "reporters/json*", "reporters/text*", "reporters/words"],
        ["test_report", "test_findings", "test_naming", "test_saved", "reporters/test_formats", "reporters/test_text",
         "reporters/test_text_batch", "reporters/test_text_excerpt"],
    ),
    "compiler": (
        ["engine/codes", "engine/absence", "engine/columns", "engine/combinations", "engine/compile",
         "engine/conditions", "engine/derive", "engine/index", "engine/layout", "engine/normal", "engine/order",
         "engine/program", "engine/relevance", "engine/rewrite", "engine/room", "engine/scopes", "engine/selection",
         "engine/simplify", "engine/unroll", "engine/views"],
        ["engine/test_reference", "engine/test_durable", "engine/test_durable_texts", "engine/test_combinations",
         "engine/test_agreement"],
    ),
}  # fmt: skip


def main(group: str, sample: int | None = None) -> None:
    """Try the mutants of a group, and print how many of each module are noticed and the names of the others."""
    modules, tests = GROUPS[group]
    folder = ROOT / "build" / "mutation" / group
    prepare(folder, modules, tests)
    first = modules[0].replace("/", ".")
    run = ("run", "--max-children", "1")
    mutmut(folder, *run, f"checker.{first}.*__mutmut_1")  # tries a few, and makes them all
    tried = drawn(list(outcomes(folder)), sample)
    mutmut(folder, *run, *tried)
    show(outcomes(folder), set(tried))


def prepare(folder: Path, modules: list[str], tests: list[str]) -> None:
    """Copy the checkout, with a configuration for mutmut."""
    shutil.rmtree(folder, ignore_errors=True)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    (folder / "conftest.py").write_text(QUICK_TESTS_FIRST, encoding="utf-8")
    settings = {
        "source_paths": ["checker"],
        "only_mutate": [f"checker/{module}.py" for module in modules],
        "also_copy": sorted(path.name for path in folder.iterdir() if path.name not in ("checker", "tests")),
        "pytest_add_cli_args": ["-p", "no:cacheprovider", "--hypothesis-seed=0"],
        "pytest_add_cli_args_test_selection": [f"tests/{test}.py" for test in tests],
    }
    with open(folder / "pyproject.toml", "a", encoding="utf-8") as file:
        file.write("\n[tool.mutmut]\n")
        file.writelines(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())


QUICK_TESTS_FIRST = '''
"""Most mutants are noticed by any test, so that the quickest one is tried first."""
import json
from pathlib import Path


def pytest_collection_modifyitems(items):
    measured = Path("mutmut-stats.json")
    seconds = json.loads(measured.read_text())["duration_by_test"] if measured.exists() else {}
    items.sort(key=lambda item: seconds.get(item.nodeid, 0))
'''


def mutmut(folder: Path, *arguments: str) -> str:
    """Run mutmut and return what it printed, without its progress."""
    environment = os.environ | {"CAVEAT_PROGRAMS": RANDOM_PROGRAMS}
    command = [MUTMUT, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
    return done.stdout


def outcomes(folder: Path) -> dict[str, str]:
    """Return what became of each mutant: "killed", "survived", "not checked" ..."""
    lines = mutmut(folder, "results", "--all", "true").splitlines()
    return dict(line.strip().rsplit(": ", 1) for line in lines if "__mutmut_" in line)  # type: ignore[misc]  # two parts each


def drawn(names: list[str], sample: int | None) -> list[str]:
    """Return the mutants to try: of each module all of them, or as many as there are to be in the sample."""
    modules = defaultdict(list)
    for name in names:
        modules[module_of(name)].append(name)
    random = Random(0)
    return sorted(
        name
        for members in modules.values()
        for name in (members if sample is None else random.sample(members, min(sample, len(members))))
    )


def module_of(name: str) -> str:
    """Return the module of a mutant, which is called like `checker.facts.xǁFactǁget__mutmut_1`."""
    return name.rpartition(".")[0]


def show(found: dict[str, str], tried: set[str]) -> None:
    """Print the figures of each module, and each mutant that no test noticed."""
    for module in sorted({module_of(name) for name in found}):
        mutants = [name for name in found if module_of(name) == module]
        chosen = [name for name in mutants if name in tried]
        noticed = sum(found[name] in NOTICED for name in chosen)
        print(f"{module}: {len(mutants)} mutants, {len(chosen)} tried, {noticed} noticed")
    for name in sorted(tried):
        if found[name] not in NOTICED:
            print(f"{found[name]}: {name}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else None)
