"""scripts/start.py sets up and runs; where it can't, it says in one line why, and what to do."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
import sysconfig
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "scripts" / "start.py"


@pytest.fixture
def start(tmp_path: Path) -> ModuleType:
    """The script, in a checkout of its own whose name has a space."""
    checkout = tmp_path / "a checkout"
    (checkout / "scripts").mkdir(parents=True)
    shutil.copy(SCRIPT, checkout / "scripts")
    for name in ("setup.cfg", "pyproject.toml"):
        shutil.copy(ROOT / name, checkout)
    specification = importlib.util.spec_from_file_location("start", checkout / "scripts" / "start.py")
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture
def compiler(tmp_path: Path) -> Path:
    """A folder for stand-ins of programs."""
    folder = tmp_path / "programs"
    folder.mkdir()
    return folder


# As pip writes it: read by a shell it starts Python, whose path may have spaces; read by Python it is a string.
HEAD = """#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import sys
"""


def program(path: Path, body: str) -> Path:
    """Write a stand-in for a program, in Python."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{HEAD.replace('{python}', sys.executable)}{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def stand_in_environment(start: ModuleType, pip: str = "pass", caveat: str = "print(sys.argv[1:])") -> None:
    """Put programs in place of those of `.venv`, so that nothing is downloaded."""
    program(Path(start.PYTHON), pip)
    program(Path(start.PROGRAMS) / "caveat", caveat)


def test_an_old_python_is_told_in_one_line(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    assert start.main(["--version"]) == 2
    said = capfd.readouterr().err
    assert said == "start: caveat needs Python 3.11 or later, and this is 3.9.18: run the script with a later one\n"


def test_an_old_python_can_read_the_script() -> None:
    """Python 3.6 is the oldest that is still met: its syntax is enough."""
    compile(SCRIPT.read_text(encoding="utf-8"), str(SCRIPT), "exec", dont_inherit=True, _feature_version=6)


def test_a_python_without_venv_is_told_in_one_line(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "ensurepip" else find(name))
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    assert start.main(["--version"]) == 2
    said = capfd.readouterr().err
    assert said == "start: Python's module `ensurepip` is missing: sudo apt-get install python3-venv\n"


def test_a_missing_compiler_is_named_with_the_remedy(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "/nonexistent/cc -pthread")
    said = start.missing_for_building()
    assert said.startswith("no C compiler that works (/nonexistent/cc), and durable-rules has to be compiled: ")
    assert "\n" not in said


def test_a_compiler_that_does_not_compile_is_none(
    start: ModuleType, compiler: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a Mac without the command line tools, where `cc` is there and asks for them."""
    monkeypatch.setenv("CC", str(program(compiler / "cc", "sys.exit(1)")))
    assert "no C compiler that works" in start.missing_for_building()


def test_missing_headers_are_named_with_the_remedy(
    start: ModuleType, compiler: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in = "source = open(next(word for word in sys.argv if word.endswith('.c'))).read()\n"
    monkeypatch.setenv("CC", str(program(compiler / "cc", stand_in + "sys.exit('Python.h' in source)")))
    monkeypatch.setattr(shutil, "which", lambda name: name if name in ("dnf", os.environ["CC"]) else None)
    said = start.missing_for_building()
    assert said == (
        "no Python headers (Python.h), and durable-rules has to be compiled: sudo dnf install python3-devel"
    )


def test_headers_that_are_really_not_there_are_noticed(
    start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = {"include": str(tmp_path), "platinclude": str(tmp_path)}
    monkeypatch.setattr(sysconfig, "get_paths", lambda: nowhere)
    monkeypatch.delenv("CPATH", raising=False)
    assert start.missing_for_building().startswith("no Python headers (Python.h)")


def test_nothing_is_missing_where_this_was_built(start: ModuleType) -> None:
    assert start.missing_for_building() is None


def test_without_a_compiler_the_failure_is_one_line_and_not_what_pip_said(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CC", "/nonexistent/cc")
    monkeypatch.setattr(start, "make_environment", lambda: None)
    stand_in_environment(start, pip="print('error: command failed\\n' * 500); sys.exit(1)")
    assert start.main(["check", "examples"]) == 2
    said = capfd.readouterr()
    assert said.out == ""
    *before, last = said.err.splitlines()
    assert len(before) == 2
    assert "no C compiler that works (/nonexistent/cc)" in before[1]
    assert last.startswith("start: no C compiler that works (/nonexistent/cc)")
    assert last.endswith(f"(all that pip said: {start.LOG})")
    assert "command failed" in Path(start.LOG).read_text(encoding="utf-8")


def test_without_a_network_the_last_errors_of_pip_are_told_in_one_line(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "make_environment", lambda: None)
    words = ["WARNING: Retrying (Retry(total=4))", "ERROR: Could not find a version of click"]
    words += ["ERROR: No matching distribution"]
    stand_in_environment(start, pip=f"print(*{words!r}, sep=chr(10)); sys.exit(1)")
    assert start.main(["check", "examples"]) == 2
    last = capfd.readouterr().err.splitlines()[-1]
    assert last == (
        "start: pip could not install what caveat needs: ERROR: Could not find a version of click "
        "ERROR: No matching distribution; it could not reach the package index: is there a network, or a proxy to be "
        f"named? (all that pip said: {start.LOG})"
    )


def test_arguments_and_exit_code_are_handed_on(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "make_environment", lambda: None)
    stand_in_environment(start, caveat="print(sys.argv[1:]); sys.exit(3)")
    assert start.main(["check", "a file.json", "--fail-on", "low"]) == 3
    assert capfd.readouterr().out == "['check', 'a file.json', '--fail-on', 'low']\n"


def test_the_second_run_installs_nothing(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "make_environment", lambda: None)
    stand_in_environment(start)
    start.main(["--version"])
    stand_in_environment(start, pip="sys.exit(1)")
    capfd.readouterr()
    assert start.main(["--version"]) == 0
    assert capfd.readouterr() == ("['--version']\n", "")


def test_a_changed_dependency_or_python_is_installed_again(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(start, "make_environment", lambda: made.append(1))
    stand_in_environment(start)
    start.main(["--version"])
    with (Path(start.ROOT) / "setup.cfg").open("a") as file:
        file.write("# another dependency\n")
    start.main(["--version"])
    monkeypatch.setattr(sys, "version", "3.99")
    start.main(["--version"])
    assert len(made) == 3


def test_the_tests_get_what_they_need_and_the_rest_stays(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(start, "make_environment", lambda: made.append(1))
    log = "open(sys.argv[0] + '.said', 'a').write(' '.join(sys.argv[1:]) + chr(10))"
    stand_in_environment(start, pip=log)
    start.main(["--version"])
    start.main(["test", "-k", "a word"])
    start.main(["--version"])
    said = Path(f"{start.PYTHON}.said").read_text(encoding="utf-8").splitlines()
    install = "-m pip install --disable-pip-version-check --editable"
    assert said == [f"{install} {start.ROOT}", f"{install} {start.ROOT}[test]", "-m pytest -k a word"]
    assert made == [1]
    assert json.loads(Path(start.MARKER).read_text(encoding="utf-8"))["extras"] == ["test"]


def test_an_environment_that_somebody_else_made_is_not_emptied(
    start: ModuleType, compiler: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real `venv` is at work here, only that it puts no pip into what it makes, which takes seconds."""
    call = f"[{sys.executable!r}, *sys.argv[1:], '--without-pip']"
    monkeypatch.setattr(
        sys, "executable", str(program(compiler / "python", f"import subprocess; sys.exit(subprocess.call({call}))"))
    )
    kept = Path(start.ENVIRONMENT) / "kept.txt"
    kept.parent.mkdir()
    kept.write_text("mine", encoding="utf-8")
    start.make_environment()
    assert kept.exists()
    start.make_environment()
    assert not kept.exists(), "the second time it is ours"
