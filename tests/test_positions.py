"""What positions and pointers promise: the place of any value in the text, whatever the text looks like."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.document import Limits, parse, read
from checker.pointer import escape, join, resolve, split
from checker.positions import line_and_column, locate

KEYS = st.text(alphabet='a~/01"\\é😀\n\x01\x7f{}[]:, ', max_size=4)
VALUES = st.recursive(
    st.none() | st.integers(-9, 99) | st.floats(allow_nan=False, allow_infinity=False) | KEYS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=25,
)
SPACES = st.sampled_from(["", " ", "\n", "\r", "\r\n", "\t", " \r\n\r \n"])


def written(
    value: Any, pointer: str, space: Iterator[str], ascii_only: bool, text: str = ""
) -> tuple[str, dict[str, int]]:
    """The slow oracle: write a value piece by piece, and note where each value in it begins."""
    places = {pointer: len(text)}
    if not isinstance(value, dict | list):
        return text + json.dumps(value, ensure_ascii=ascii_only), places
    members = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    text += ("{" if isinstance(value, dict) else "[") + next(space)
    for index, (key, item) in enumerate(members):
        text += ("," if index else "") + next(space)
        if isinstance(value, dict):
            text += json.dumps(key, ensure_ascii=ascii_only) + next(space) + ":" + next(space)
        text, inner = written(item, join(pointer, key), space, ascii_only, text)
        text += next(space)
        places |= inner
    return text + ("}" if isinstance(value, dict) else "]"), places


def slow_place(text: str, offset: int) -> tuple[int, int]:
    """The other oracle: count characters one by one."""
    line = column = 1
    for index in range(offset):
        ends = text[index] == "\n" or (text[index] == "\r" and text[index + 1 : index + 2] != "\n")
        line, column = (line + 1, 1) if ends else (line, column + 1)
    return line, column


@given(VALUES, st.lists(SPACES, min_size=7, max_size=7), st.booleans(), st.booleans(), st.data())
def test_locate_agrees_with_a_slow_oracle(
    value: Any, spaces: list[str], ascii_only: bool, mark: bool, data: st.DataObject
) -> None:
    def space() -> Iterator[str]:
        while True:
            yield from spaces

    text, offsets = written(value, "", space(), ascii_only, spaces[0])
    expected = {pointer: slow_place(text, offset) for pointer, offset in offsets.items()}
    encoded = text.encode("utf-8-sig" if mark else "utf-8")
    assert repr(parse(encoded)) == repr(value)
    assert locate(encoded, expected) == expected
    some = data.draw(st.sets(st.sampled_from(sorted(expected))))
    absent = {pointer + extra for pointer in some for extra in ("/zz", "/99", "/-")} - set(expected)
    assert locate(encoded, some | absent) == {pointer: expected[pointer] for pointer in some}
    for pointer in expected:
        resolve(value, pointer)
    for pointer in absent:
        with pytest.raises(LookupError):
            resolve(value, pointer)


@given(VALUES, st.sampled_from([b"", b"\xef\xbb\xbf", b"\n \r\n\t"]), st.sampled_from([b"", b"\n"]), st.data())
def test_the_faster_way_through_an_indented_document_finds_the_same_places(
    value: Any, before: bytes, after: bytes, data: st.DataObject
) -> None:
    encoded = orjson.dumps(value, option=orjson.OPT_INDENT_2)
    encoded = before + encoded + after
    assert read(encoded) == (value, True)
    pointers = sorted(written(value, "", iter(lambda: "", None), False, "")[1])
    some = data.draw(st.sets(st.sampled_from(pointers)))
    absent = {pointer + extra for pointer in some for extra in ("/zz", "/99", "/-", "/01", "/~")} | {"a", "/\ud800"}
    assert locate(encoded, some | absent, indented=True) == locate(encoded, some | absent)
    assert locate(encoded, pointers, indented=True) == locate(encoded, pointers)


@pytest.mark.parametrize(
    "text", [b'{"a":1}', b'{\n    "a": 1\n}', b'{\n  "a": [1, 2]\n}', b'{\n\t"a": 1\n}', b'{"a": {"b": [\n]}}']
)
def test_a_document_that_is_indented_otherwise_is_not_taken_for_an_indented_one(text: bytes) -> None:
    assert not read(text)[1]


@given(st.text(alphabet="a\r\né", max_size=12))
def test_lines_end_with_either_sign_or_both_together(text: str) -> None:
    offsets = range(len(text) + 1)
    assert line_and_column(text, offsets) == {offset: slow_place(text, offset) for offset in offsets}
    for offset in offsets:
        assert line_and_column(text, [offset]) == {offset: slow_place(text, offset)}


def test_columns_count_characters_and_no_byte_order_mark() -> None:
    data = b"\xef\xbb\xbf" + '{"😀é": [1,\n  "é", {"a/b~": 7}]}'.encode()
    pointers = ["", "/😀é", "/😀é/0", "/😀é/1", "/😀é/2/a~1b~0"]
    assert locate(data, pointers) == dict(zip(pointers, [(1, 1), (1, 8), (1, 9), (2, 3), (2, 17)], strict=True))


def test_keys_are_compared_after_their_escapes() -> None:
    data = b'{"\\u0061": 1, "a ": 2, "\\"": 3, "\\\\": {"}": 4}}'
    assert locate(data, ["/a", "/a ", '/"', "/\\/}"]) == {
        "/a": (1, 12),
        "/a ": (1, 21),
        '/"': (1, 30),
        "/\\/}": (1, 45),
    }


def test_what_is_absent_or_no_pointer_is_left_out() -> None:
    data = b'{"a": [1, "x"], "b": {}, "c": []}'
    absent = ["/d", "/a/2", "/a/-", "/a/00", "/a/-1", "/a/1/x", "/b/", "/c/0", "a", "/a~2", "/~", "#/a"]
    assert locate(data, [*absent, "/a/1"]) == {"/a/1": (1, 11)}
    assert locate(data, []) == {}


@pytest.mark.parametrize("depth", [5, 6, 7, 8, 50, 20_000])
def test_no_nesting_is_too_deep(depth: int) -> None:
    data = (
        b'{"skipped": '
        + b'[{"a":' * depth
        + b'"]"'
        + b"}]" * depth
        + b', "b": '
        + b"[" * depth
        + b"7"
        + b"]" * depth
        + b"}"
    )
    parse(data, Limits(max_depth=2 * depth + 1))
    column = 12 + 8 * depth + 3 + 7 + 1
    assert locate(data, ["/b", "/b" + "/0" * depth]) == {"/b": (1, column), "/b" + "/0" * depth: (1, column + depth)}


@given(st.lists(KEYS), KEYS)
def test_join_and_split_are_each_others_inverse(tokens: list[str], key: str) -> None:
    assert split(join("", *tokens)) == tokens
    assert split("/" + escape(key)) == [key]
    assert join("/a", 0, "b/c~") == "/a/0/b~1c~0"


@pytest.mark.parametrize(
    ("pointer", "value"), [("", {"a": [1, {"": 2}], "~1": 3}), ("/a/1/", 2), ("/~01", 3), ("/a/0", 1)]
)
def test_resolve_follows_rfc_6901(pointer: str, value: Any) -> None:
    assert resolve({"a": [1, {"": 2}], "~1": 3}, pointer) == value


@pytest.mark.parametrize(
    "pointer", ["/b", "/a/2", "/a/-", "/a/01", "/a/-1", "/a/+1", "/a/\u0661", "/a/" + "9" * 5000, "/a/0/x"]
)
def test_resolve_of_what_is_absent_is_a_lookup_error(pointer: str) -> None:
    with pytest.raises(LookupError):
        resolve({"a": [1, 2]}, pointer)


@pytest.mark.parametrize("pointer", ["a", "/~", "/~2"])
def test_resolve_of_what_is_no_pointer_is_a_value_error(pointer: str) -> None:
    with pytest.raises(ValueError, match="JSON Pointer"):
        resolve({"a": 1}, pointer)
