"""What others may build upon: the names that `checker` exports, their types, and that importing it costs nothing."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import checker

ROOT = Path(__file__).parents[1]

SNIPPET = """
from datetime import date
from pathlib import Path

from checker import Checker, Finding, Limits, Problem, ProposalResult, RulesRefused, Severity, Status

def gravest(document: bytes) -> list[Finding]:
    try:
        checker = Checker(["builtin", Path("mine")], select=["safeguards"], today=date(2026, 11, 22), limits=Limits())
    except RulesRefused as refused:
        problems: tuple[Problem, ...] = refused.problems
        raise SystemExit(str(problems)) from None
    result: ProposalResult = checker.check(document)
    if result.status is not Status.CHECKED:
        return []
    return [warning for warning in result.warnings if warning.severity is Severity.CRITICAL]
"""


def test_the_public_names_are_these() -> None:
    assert sorted(checker.__all__) == [
        "Checker", "Finding", "Limits", "Problem", "ProposalResult", "Refused", "RulesRefused", "Severity", "Status",
        "UsageRefused", "__version__",
    ]  # fmt: skip


@pytest.mark.parametrize("name", checker.__all__)
def test_each_public_name_can_be_imported_and_is_listed(name: str) -> None:
    assert getattr(checker, name) is not None
    assert name in dir(checker)


def test_a_checker_is_immutable() -> None:
    """Whoever sets its day, say, is told; a report would name that day, and rules compare with another."""
    made = checker.Checker(engine="reference")
    for name in ("today", "rulebook", "notes", "limits"):
        with pytest.raises(AttributeError, match=f"`{name}`"):
            setattr(made, name, None)
        with pytest.raises(AttributeError):
            delattr(made, name)


@pytest.mark.parametrize("name", ["rules", "select", "ignore"])
def test_one_text_where_a_list_is_due_is_refused_and_not_taken_letter_by_letter(name: str) -> None:
    with pytest.raises(TypeError, match=rf"`{name}` is a list: \['leadership'\]"):
        checker.Checker(**{name: "leadership"})


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Chequer'"):
        _ = checker.Chequer


def test_importing_checker_imports_nothing_heavy() -> None:
    """Not even its own modules: what only asks for the version pays for nothing else."""
    code = "import sys; before = {*sys.modules}; import checker; checker.__version__; print(*{*sys.modules} - before)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(run.stdout.split())
    assert "checker" in loaded
    assert [name for name in loaded if name.startswith("checker.")] == []
    assert not loaded & {"yaml", "orjson", "jsonschema", "jsonschema_rs", "click", "durable_rules_engine", "json", "re"}


def test_a_checker_is_built_without_what_only_refused_documents_need() -> None:
    """The jsonschema package takes longer to import than a proposal to check."""
    code = "import sys; from checker import Checker; Checker(); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not set(run.stdout.split()) & {"jsonschema", "referencing", "click"}


@pytest.mark.parametrize(
    ("change", "complaints"),
    [
        (("", ""), []),
        (("return []", "return result.status"), ["return-value"]),
        (("checker.check(document)", "checker.check('text')"), ["arg-type"]),
        (("import Checker,", "import Checker, Chequer,"), ["attr-defined"]),
    ],
)
def test_the_strict_type_check_knows_the_public_names(
    change: tuple[str, str], complaints: list[str], tmp_path: Path
) -> None:
    """Right use passes, and a wrong type or name is noticed."""
    assert (ROOT / "checker" / "py.typed").is_file()
    snippet = tmp_path / "snippet.py"
    snippet.write_text(SNIPPET.replace(*change), encoding="utf-8")
    options = ["--strict", "--follow-imports=silent", "--config-file=", f"--cache-dir={tmp_path.parent / 'mypy'}"]
    run = subprocess.run(
        [sys.executable, "-m", "mypy", *options, str(snippet)], capture_output=True, text=True, cwd=ROOT
    )
    assert re.findall(r"error: .*\[([a-z-]+)\]$", run.stdout, re.MULTILINE) == complaints, run.stdout + run.stderr
