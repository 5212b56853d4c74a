"""Which configuration is meant, what it says, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.config import find_configuration, read_configuration
from checker.errors import UsageRefused


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, two levels below `tmp_path`."""
    inner = tmp_path / "outer" / "inner"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    return inner


def found_in(folder: Path) -> tuple[str, object] | None:
    found = find_configuration(folder)
    return found and (found.path.as_posix(), found.settings)


def test_where_there_is_none_nothing_is_in_force(folder: Path) -> None:
    assert found_in(folder) is None


def test_the_nearest_one_holds_and_nothing_is_taken_from_one_above(folder: Path) -> None:
    (folder / "caveat.toml").write_text("a = 1")
    (folder.parent / "caveat.toml").write_text("b = 2")
    assert found_in(folder) == ("caveat.toml", {"a": 1})
    assert found_in(folder.parent) == ("../caveat.toml", {"b": 2})


def test_it_is_called_by_its_way_from_the_working_folder(folder: Path) -> None:
    (folder.parent.parent / "caveat.toml").write_text("a = 1")
    assert found_in(folder) == ("../../caveat.toml", {"a": 1})


def test_pyproject_counts_only_with_a_table_for_caveat(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    (folder.parent / "pyproject.toml").write_text("[project]\nname = 'x'\n[tool.caveat]\na = 1\n")
    assert found_in(folder) == ("../pyproject.toml", {"a": 1})


def test_caveat_toml_wins_over_pyproject_beside_it_even_if_it_is_empty(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.caveat]\na = 1\n")
    (folder / "caveat.toml").write_text("")
    assert found_in(folder) == ("caveat.toml", {})


@pytest.mark.parametrize("is_worktree", [False, True])
def test_the_search_ends_at_the_top_of_a_repository(folder: Path, is_worktree: bool) -> None:
    """`.git` is a folder, or a file in a worktree."""
    (folder.parent.parent / "caveat.toml").write_text("a = 1")
    if is_worktree:
        (folder.parent / ".git").write_text("gitdir: elsewhere")
    else:
        (folder.parent / ".git").mkdir()
    assert found_in(folder) is None
    (folder.parent / "caveat.toml").write_text("b = 2")
    assert found_in(folder) == ("../caveat.toml", {"b": 2})


def test_a_folder_called_caveat_toml_is_none(folder: Path) -> None:
    (folder / "caveat.toml").mkdir()
    assert found_in(folder) is None


def test_each_setting_has_its_line_whatever_way_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "caveat.toml"
    path.write_text(
        '# a = 0\na = 1\n"b" = [\n  1,\n]\nset . x = 2\n'
        "[severity]\n'one-rule' = 'low' # c = 3\n[ other ] # x\ninline = {d = 4}\n"
    )
    found = read_configuration(path)
    lines = [found.line(*names) for names in (("a",), ("b",), ("set", "x"), ("severity", "one-rule"), ("other",))]
    assert lines == [2, 3, 6, 8, 9]
    assert found.line("other", "inline", "d") == 10, "what holds it, where its own line is not known"
    assert found.line("c") is None


def test_lines_in_pyproject_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("[project]\na = 1\n\n[tool.caveat]\na = 2\n[tool.caveat.set]\nx = 3\n[tool.other]\na = 4\n")
    found = read_configuration(path)
    assert (found.line("a"), found.line("set"), found.line("set", "x")) == (5, 6, 7)


def test_a_number_with_a_fraction_is_kept_as_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "caveat.toml").write_text("a = 0.50")
    assert read_configuration(tmp_path / "caveat.toml").settings == {"a": "0.50"}


@pytest.mark.parametrize(
    ("content", "message", "line", "column"),
    [
        (b"a = 1\nb = high\n", "this is no TOML: Invalid value.", 2, 5),
        (b'a = "x', "this is no TOML: Unterminated string.", None, None),
        (b"a = " + b"1" * 5000, "this is no TOML: Exceeds the limit (4300 digits)", None, None),
        (b"a = " + b"[" * 5000, "the configuration can't be used: it is nested too deeply", None, None),
        (b"a = '\xff'", "the configuration can't be used: it is no UTF-8 text", None, None),
        (b"#" * (1 << 20) + b"\n", "the configuration can't be used: it is larger than 1048576 bytes", None, None),
    ],
    ids=["syntax", "end", "digits", "deep", "encoding", "large"],
)
def test_what_is_no_configuration_is_refused_with_the_place(
    tmp_path: Path, content: bytes, message: str, line: int | None, column: int | None
) -> None:
    path = tmp_path / "caveat.toml"
    path.write_bytes(content)
    with pytest.raises(UsageRefused) as refused:
        read_configuration(path)
    [problem] = refused.value.problems
    assert problem.message.startswith(message)
    assert (problem.path, problem.line, problem.column) == (str(path), line, column)


def test_a_table_for_caveat_that_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\ncaveat = 3\n")
    with pytest.raises(UsageRefused, match=r"`tool\.caveat` is no table"):
        read_configuration(tmp_path / "pyproject.toml")


def test_one_that_is_not_there_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "caveat.toml").write_text("")
    with pytest.raises(UsageRefused) as refused:
        read_configuration(tmp_path / "caveta.toml")
    assert refused.value.problems[0].hint == "did you mean `caveat.toml`?"


def test_lines_of_a_hostile_length_take_no_time(tmp_path: Path) -> None:
    """The patterns that look for names don't go back and forth: a second is far more than they need."""
    (tmp_path / "caveat.toml").write_text(f"{'a.' * 200}a = 1\nb = '{'c' * 500_000}'\n# {'d ' * 250_000}\n")
    assert read_configuration(tmp_path / "caveat.toml").line("b") == 2
