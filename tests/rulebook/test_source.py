"""Reading files: what YAML and JSON mean here, and what of YAML is refused."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from checker.errors import RulesRefused
from checker.rulebook.source import Node, read_bytes, read_tree


def read(text: str | bytes, name: str = "file.yaml") -> Node:
    return read_tree(Path(name), text.encode() if isinstance(text, str) else text)


def value_of(text: str) -> object:
    return read(f"a: {text}\n").entries["a"].value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("True", "True"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("'1'", "1"),
        ('"true"', "true"),
        ("007", "007"),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        ("0x1F", "0x1F"),
        ("2026-03-01", "2026-03-01"),
        ("12", 12),
        ("-3", -3),
        ("1.0", 1),
        ("1e3", 1000),
        ("0.5", Decimal("0.5")),
        ("0.500", Decimal("0.5")),
        ("0.1", Decimal("0.1")),
        ("1000000000000", 10**12),
        ("-0.000001", Decimal("-0.000001")),
    ],
)
def test_scalars_mean_what_they_look_like(text: str, value: object) -> None:
    """Only true and false are booleans, quotes make text, and numbers are exact."""
    found = value_of(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "keyword", "line", "column"),
    [
        ("a: &x 1\n", "anchor", 1, 4),
        ("a: 1\nb: *x\n", "alias", 2, 4),
        ("a: !!str 1\n", "tag", 1, 4),
        ("a: !python/object:os.system x\n", "tag", 1, 4),
        ("<<: {a: 1}\n", "merge-key", 1, 1),
        ("a: 1\nb: {c: 1, c: 2}\n", "duplicate-key", 2, 11),
        ("a: 1\n5: 2\n", "key", 2, 1),
        ("true: 2\n", "key", 1, 1),
        ("? [a]\n: 2\n", "key", 1, 3),
        ("a: 1\n---\nb: 2\n", "several-documents", 2, 1),
        ("a: [1\n", "syntax", 2, 1),
        ("a: é\x01\n", "syntax", 1, 5),
        ("", "syntax", 1, 1),
        ("# nothing\n", "syntax", 1, 1),
        ("a: 0.1234567\n", "number", 1, 4),
        ("a: 1e13\n", "number", 1, 4),
        ("a: 1e999999999999999999999\n", "number", 1, 4),
        ("a: 0.10000000000000000000000000000001\n", "number", 1, 4),
        (f"a: {'9' * 5000}\n", "number", 1, 4),
        ("[" * 65, "too-deep", 1, 65),
        (b"a: 1\nb: \xe9\xff", "encoding", 2, 4),
    ],
)
def test_what_is_no_plain_data_is_refused_with_its_place(
    text: str | bytes, keyword: str, line: int, column: int
) -> None:
    """Nothing is constructed, expanded or guessed."""
    with pytest.raises(RulesRefused) as refused:
        read(text)
    found = [(problem.keyword, problem.line, problem.column, problem.path) for problem in refused.value.problems]
    assert found == [(keyword, line, column, "file.yaml")]


def test_a_hundred_thousand_brackets_are_too_deep_whoever_sees_it_first() -> None:
    """We, or the library, whose own limit depends on its version."""
    with pytest.raises(RulesRefused) as refused:
        read("[" * 100_000)
    assert [problem.keyword for problem in refused.value.problems] == ["too-deep"]


@pytest.mark.parametrize(
    ("text", "keyword", "line", "column"),
    [
        ('{"a": NaN}', "syntax", 1, 1),
        ('{"a": 1,\n "a": 2}', "duplicate-key", 2, 2),
        ("{a: 1}", "syntax", 1, 2),
        ('{"a":\n 1e99}', "number", 2, 2),
        ('{"a": 1} x', "syntax", 1, 10),
        ('{"a":\n "x\\ud800"}', "surrogate", 2, 2),
        ('{"\\udc00": 1}', "surrogate", 1, 2),
        ("[" * 100_000, "too-deep", 1, 1),
    ],
)
def test_json_is_read_as_json(text: str, keyword: str, line: int, column: int) -> None:
    """A file that ends in .json is held to JSON, and to the same limits."""
    with pytest.raises(RulesRefused) as refused:
        read(text, "file.json")
    found = [(problem.keyword, problem.line, problem.column) for problem in refused.value.problems]
    assert found == [(keyword, line, column)]


def test_json_gives_the_same_values_and_places_as_yaml() -> None:
    """JSON is only another way to write the same tree."""
    text = '{"a":\n  [1, 2.5, "\\u00e9", null, true],\n\n "b": {"c": "x,{}[]:"}}'
    trees = read(text, "file.json"), read(text, "file.yaml")
    assert trees[0].plain() == trees[1].plain()
    for pointer in ("", "/a", "/a/0", "/a/1", "/a/2", "/a/4", "/b", "/b/c"):
        one, other = (tree.find(pointer) for tree in trees)
        assert (one.line, one.column, one.key_line, one.key_column) == (
            (other.line, other.column, other.key_line, other.key_column)
        ), pointer


def test_json_keeps_characters_beyond_the_basic_plane() -> None:
    """A surrogate pair is one character."""
    assert read('{"a": "\\ud83d\\ude00"}', "file.json").entries["a"].value == "\U0001f600"


def test_every_problem_of_a_file_is_told() -> None:
    """One anchor, one alias and one duplicate key make three problems."""
    with pytest.raises(RulesRefused) as refused:
        read("a: &x 1\nb: *x\na: 2\n")
    assert [problem.keyword for problem in refused.value.problems] == ["anchor", "alias", "duplicate-key"]


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    """The limit itself is allowed, one byte more is not."""
    path = tmp_path / "large.yaml"
    path.write_bytes(b"x" * 11)
    assert read_bytes(path, 11) == b"x" * 11
    with pytest.raises(RulesRefused, match="larger than 10 bytes"):
        read_bytes(path, 10)


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    """The operating system's reason is told."""
    with pytest.raises(RulesRefused, match="no such file"):
        read_bytes(tmp_path / "missing.yaml")


def test_columns_are_counted_in_code_points() -> None:
    """An emoji before it counts as one."""
    assert read("{\U0001f600: 1, b: 2}\n").entries["b"].key_column == 8
