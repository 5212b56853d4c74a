"""scripts/mutation.py takes hours and is run by hand: what it names is there, and its samples are always the same."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MUTATION = runpy.run_path(str(ROOT / "scripts" / "mutation.py"))


@pytest.mark.parametrize("group", MUTATION["GROUPS"])
def test_each_module_and_each_test_of_a_group_is_there(group: str) -> None:
    modules, tests = MUTATION["GROUPS"][group]
    assert all(list((ROOT / "checker").glob(f"{module}.py")) for module in modules)
    assert all((ROOT / "tests" / f"{test}.py").is_file() for test in tests)


def test_each_module_of_the_compiler_and_of_validation_is_in_its_group() -> None:
    """Its name would otherwise have to be added by hand, and nobody would miss it."""
    engines = {
        "__init__",
        "durable",
        "interface",
        "library",
        "reference",
        "reference_plan",
    }  # they run what is compiled
    for group, folder, others in (("compiler", "engine", engines), ("validation", "validation", set())):
        there = {
            f"{folder}/{path.stem}" for path in (ROOT / "checker" / folder).glob("*.py") if path.stem not in others
        }
        assert set(MUTATION["GROUPS"][group][0]) == there


def test_a_sample_takes_as_many_of_each_module_and_always_the_same() -> None:
    names = [f"checker.{module}.x_f__mutmut_{number}" for module in ("big", "small") for number in range(50)][:53]
    drawn = MUTATION["drawn"]
    sample = drawn(names, 10)
    assert [MUTATION["module_of"](name) for name in sample] == ["checker.big"] * 10 + ["checker.small"] * 3
    assert set(sample) < set(names) and len(set(sample)) == 13
    assert drawn(names, 10) == sample
    assert drawn(names, None) == sorted(names)
