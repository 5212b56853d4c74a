"""What is installed is what is in the checkout: no package forgotten, no dependency undeclared."""

from __future__ import annotations

import ast
import re
import sys
from configparser import ConfigParser
from pathlib import Path

import checker

ROOT = Path(__file__).parents[1]
SETUP = ConfigParser()
SETUP.read(ROOT / "setup.cfg", encoding="utf-8")

# What is imported under another name than it is installed by.
INSTALLED_BY = {"yaml": "pyyaml", "durable_rules_engine": "durable-rules", "markdown_it": "markdown-it-py"}


def requirements(section: str, option: str) -> dict[str, str]:
    """Return name -> version condition of a list in setup.cfg; names as pip compares them."""
    lines = [line for line in SETUP[section][option].splitlines() if line and "[" not in line]
    pairs = [re.fullmatch(r"([\w-]+)(.*)", line) for line in lines]
    return {pair[1].lower().replace("_", "-"): pair[2] for pair in pairs if pair}


def imported_by(*folders: str) -> set[str]:
    """Return the packages outside of Python and of this project that the modules in some folders import."""
    found: set[str] = set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {name.name for name in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    found.add(node.module)
    names = (
        {name.partition(".")[0] for name in found}
        - sys.stdlib_module_names
        - {"checker", "docs", "fuzz", "tests", "_typeshed"}
    )
    return {INSTALLED_BY.get(name, name.replace("_", "-")) for name in names}


def test_every_package_of_the_checkout_is_installed() -> None:
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "checker").rglob("*.py")}
    packages = {".".join(folder.parts) for folder in folders}
    data = {"checker.rules", "checker.rules.guidance", "checker.schemas"}
    assert set(SETUP["options"]["packages"].split()) == packages | data


def test_nothing_but_checker_lands_at_the_top_of_site_packages() -> None:
    assert {package.partition(".")[0] for package in SETUP["options"]["packages"].split()} == {"checker"}
    assert "py_modules" not in SETUP["options"]


def test_all_data_is_installed() -> None:
    """Each file of rules/ and schemas/ has an ending that is installed."""
    patterns = dict(SETUP["options.package_data"])
    for package, folder in {"checker.rules": "rules", "checker.rules.guidance": "rules/guidance"}.items():
        assert {path.suffix for path in (ROOT / folder).iterdir() if path.is_file()} == {".py", ".yaml"}
        assert patterns[package] == "*.yaml"
    assert {path.suffix for path in (ROOT / "schemas").iterdir() if path.is_file()} == {".py", ".json"}
    assert patterns["checker.schemas"] == "*.json"
    templates = (ROOT / "checker" / "reporters" / "html" / "templates").iterdir()
    installed = {pattern.strip("* ") for pattern in patterns["checker.reporters.html.templates"].split(",")}
    assert {path.suffix for path in templates if path.is_file()} == {".py", *installed}


def test_what_is_imported_is_required_and_nothing_else() -> None:
    """durable_rules is imported by name only where it is used, in engine/library.py."""
    assert imported_by("checker") | {"durable-rules"} == set(requirements("options", "install_requires"))


def test_what_the_tests_import_is_in_the_extra_for_them() -> None:
    """mypy is run by the tests, as a command; pytest-xdist runs them, on several processors."""
    needed, extra = requirements("options", "install_requires"), requirements("options.extras_require", "test")
    in_browser = requirements("options.extras_require", "browser")
    assert (imported_by("tests") - {"setuptools"}) | {"mypy"} <= {*needed, *extra, *in_browser}
    assert set(extra) - {"mypy", "pytest-xdist"} <= imported_by("tests")
    assert set(in_browser) == imported_by("tests/browser") & set(in_browser)


def test_the_lower_bounds_are_those_that_are_tried() -> None:
    lines = (ROOT / ".ci" / "lowest-versions.txt").read_text(encoding="utf-8").splitlines()
    tried = {name.lower(): version for name, _, version in (line.partition("==") for line in lines if "==" in line)}
    declared = requirements("options", "install_requires")
    for extra in ("test", "browser"):
        declared |= requirements("options.extras_require", extra)
    bounds = {name: condition.lstrip("=>") for name, condition in declared.items()}
    assert set(bounds) == set(tried)
    for name, bound in bounds.items():
        assert re.fullmatch(rf"{re.escape(bound)}(\.0)*", tried[name]), (name, bound, tried[name])


def test_the_version_is_written_in_one_place() -> None:
    assert SETUP["metadata"]["version"] == "attr: checker.__version__"
    assert re.fullmatch(r"\d+\.\d+\.\d+", checker.__version__)
