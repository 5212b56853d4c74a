"""Each input of a run has a digest of its own, which changes with that input and with no other."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from checker import Checker
from checker.inputs import INPUTS, inputs, tool_digest
from checker.report import Json
from checker.resources import rules_folder, schema_file

BUILTIN = rules_folder()


def of(rules: Path = BUILTIN, schema: Path | None = None, **options: Any) -> Json:
    return inputs(Checker([rules], schema=schema, engine="reference", **options).rulebook, schema, None, None)


def changed(before: Json, after: Json) -> list[str]:
    return [name for name in INPUTS if before[name] != after[name]]


@pytest.fixture(scope="module")
def usual() -> Json:
    return of()


def test_the_same_inputs_have_the_same_digests(usual: Json) -> None:
    assert of() == usual
    assert list(usual) == list(INPUTS)
    assert (usual["waivers"], usual["baseline"]) == (None, None)


def test_a_parameter_changes_the_digest_of_parameters_alone(usual: Json) -> None:
    assert changed(usual, of(parameters={"min_owner_staff_fte": 0.75})) == ["parameters"]


def test_a_rule_file_changes_the_digest_of_rules_alone(usual: Json, tmp_path: Path) -> None:
    same, other = (shutil.copytree(BUILTIN, tmp_path / name) for name in ("same", "other"))
    with (other / "leadership.yaml").open("ab") as file:
        file.write(b"# another\n")
    assert changed(usual, of(same)) == []
    assert changed(usual, of(other)) == ["rules"]


def test_a_schema_changes_the_digest_of_the_schema_alone(usual: Json, tmp_path: Path) -> None:
    other = tmp_path / "proposal.schema.json"
    other.write_bytes(schema_file("proposal").read_bytes() + b"\n")
    assert changed(usual, of(schema=other)) == ["schema"]


def test_the_digest_of_the_tool_is_that_of_its_code() -> None:
    assert tool_digest().startswith("sha256:")
    assert tool_digest() == tool_digest.__wrapped__()
