"""The house is built as docs/architecture.md says: every import points down its list, and nothing goes around."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.exhaustive

ROOT = Path(__file__).parents[1]
LONGEST_MODULE = 350
# Longer than that, each with the reason; to be taken out of here with the reason.
LONGER: dict[str, str] = {}

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "checker").rglob("*.py"))
}


def rooms() -> list[str]:
    """Return the modules and packages of the list in docs/architecture.md, from top to bottom."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    lines = text.partition("```\n")[2].partition("```")[0].splitlines()
    names = [name for line in lines for name in re.findall(r"(?<![\w/])checker/[\w/.]+", line.split("  ")[0])]
    return [name.removesuffix(".py").removesuffix("/").replace("/", ".").removesuffix(".__init__") for name in names]


ROOMS = rooms()


def room(module: str) -> str | None:
    """Return the room that a module belongs to: the one of the longest name that it begins with."""
    if module == "checker":
        return module if module in ROOMS else None
    fitting = [name for name in ROOMS if name != "checker" and (module == name or module.startswith(f"{name}."))]
    return max(fitting, key=len, default=None)


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def imported(module: str, *, only_when_loaded: bool = False) -> Iterator[str]:
    """Yield what a module imports, anywhere in it or only what is imported when the module itself is."""
    nodes: list[ast.AST] = [tree(module)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, f"{module}: imports are absolute"
            for name in node.names:
                inner = f"{node.module}.{name.name}"
                yield inner if inner in MODULES else node.module
        elif only_when_loaded and (isinstance(node, ast.FunctionDef) or _is_for_types_only(node)):
            continue
        nodes.extend(ast.iter_child_nodes(node))


def _is_for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def importers(name: str) -> set[str]:
    """Return the modules that import a package or something in it."""
    return {module for module in MODULES if any(f"{found}.".startswith(f"{name}.") for found in imported(module))}


def test_every_module_has_its_place_in_the_list() -> None:
    assert [module for module in MODULES if room(module) is None] == [], "add these to the list in docs/architecture.md"


def test_the_list_names_nothing_that_is_not_there() -> None:
    assert [name for name in ROOMS if name not in MODULES] == []
    assert len(ROOMS) == len(set(ROOMS))


@pytest.mark.parametrize("module", [module for module in MODULES if module != "checker"])
def test_every_import_points_down_the_list(module: str) -> None:
    """`checker` itself is left out: it names the public interface, and imports it only when it is used."""
    own = room(module)
    assert own is not None
    upwards = [
        found
        for found in imported(module)
        if found in MODULES and found != "checker" and ROOMS.index(room(found) or "") < ROOMS.index(own)
    ]
    assert upwards == []


def test_no_module_needs_itself_to_be_loaded() -> None:
    graph = {
        module: {found for found in imported(module, only_when_loaded=True) if found in MODULES} for module in MODULES
    }
    loaded: set[str] = set()
    while ready := {module for module in graph if module not in loaded and graph[module] <= loaded}:
        loaded |= ready
    assert sorted(set(graph) - loaded) == [], "these import each other in a circle"


def test_only_one_module_knows_durable_rules() -> None:
    names = ("durable_rules_engine", "durable")
    knowing = {module for module, path in MODULES.items() if f'"{names[0]}"' in path.read_text(encoding="utf-8")}
    assert knowing == {"checker.engine.library"}
    assert not importers(names[0]) | importers(names[1])


def test_the_engine_reads_the_model_of_rules_and_nothing_else_of_rule_files() -> None:
    found = {name for module in MODULES if room(module) == "checker.engine" for name in imported(module)}
    assert {name for name in found if name.startswith("checker.rulebook")} == {"checker.rulebook.model"}


def test_the_command_line_is_known_to_nobody_below_it() -> None:
    assert {room(module) for module in importers("checker.cli")} <= {"checker.__main__", "checker.cli"}


def test_only_the_command_line_knows_click() -> None:
    """The text report takes `click.style` for the colours of a terminal: a function from text to text, no more."""
    below = {module for module in importers("click") if room(module) != "checker.cli"}
    assert below <= {"checker.reporters.text_parts"}


def test_reporters_see_reports_only() -> None:
    """And the rules that a report is about: SARIF tells the conditions of each in words, and the guidance behind it."""
    found = {name for module in MODULES if room(module) == "checker.reporters" for name in imported(module)}
    own = {name for name in found if name in MODULES and room(name) != "checker.reporters"}
    assert own <= {
        "checker",
        "checker.discovery",
        "checker.errors",
        "checker.pointer",
        "checker.quoting",
        "checker.report",
        "checker.rulebook.model",
        "checker.sections",
        "checker.stakeholders",
        "checker.rulebook.trace",
        "checker.rulebook.wording",
    }


def test_the_core_reads_no_environment() -> None:
    """What a check depends on is handed to the Checker; only the clock has a default there, read once."""
    core = ROOMS[ROOMS.index("checker.check") :]
    assert [
        module
        for module, path in MODULES.items()
        if room(module) in core and re.search(r"\b(environ|getenv|getcwd)\b", path.read_text(encoding="utf-8"))
    ] == []


def test_a_reader_can_hold_a_module_in_the_head() -> None:
    lengths = {module: len(path.read_text(encoding="utf-8").splitlines()) for module, path in MODULES.items()}
    assert {module for module, length in lengths.items() if length > LONGEST_MODULE} <= set(LONGER)
