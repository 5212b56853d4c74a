"""Patches do what their RFCs say."""

from __future__ import annotations

from typing import Any

import pytest

from checker.patch import apply, merged

# The examples of RFC 7396, appendix A.
MERGES: list[tuple[Any, Any, Any]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]

# From RFC 6902, appendix A, and section 4.
OPERATIONS: list[tuple[Any, str, str, Any, Any]] = [
    ({"foo": "bar"}, "add", "/baz", "qux", {"foo": "bar", "baz": "qux"}),
    ({"foo": ["bar", "baz"]}, "add", "/foo/1", "qux", {"foo": ["bar", "qux", "baz"]}),
    ({"foo": ["bar"]}, "add", "/foo/1", "qux", {"foo": ["bar", "qux"]}),
    ({"foo": ["bar"]}, "add", "/foo/-", ["abc"], {"foo": ["bar", ["abc"]]}),
    ({"foo": "bar"}, "add", "/foo", 1, {"foo": 1}),
    ({"baz": "qux", "foo": "bar"}, "remove", "/baz", None, {"foo": "bar"}),
    ({"foo": ["bar", "qux"]}, "remove", "/foo/0", None, {"foo": ["qux"]}),
    ({"foo": "bar"}, "replace", "/foo", None, {"foo": None}),
    ({"foo": [1, 2]}, "replace", "/foo/1", 3, {"foo": [1, 3]}),
    ({"/": 9, "~1": 10}, "replace", "/~01", 11, {"/": 9, "~1": 11}),
    ({"foo": "bar"}, "replace", "", [1], [1]),
]

IMPOSSIBLE: list[tuple[Any, str, str]] = [
    ({"foo": "bar"}, "add", "/baz/bat"),
    ({"foo": "bar"}, "add", "/foo/bat"),
    ({"foo": "bar"}, "remove", "/baz"),
    ({"foo": "bar"}, "replace", "/baz"),
    ({"foo": [1]}, "add", "/foo/2"),
    ({"foo": [1]}, "add", "/foo/01"),
    ({"foo": [1]}, "add", "/foo/x"),
    ({"foo": [1]}, "remove", "/foo/1"),
    ({"foo": [1]}, "remove", "/foo/-"),
    ({"foo": [1]}, "remove", ""),
]


@pytest.mark.parametrize(("target", "patch", "result"), MERGES)
def test_a_merge_patch_does_what_rfc_7396_says(target: Any, patch: Any, result: Any) -> None:
    before = repr(target)
    assert merged(target, patch) == result
    assert repr(target) == before


@pytest.mark.parametrize(("document", "operation", "pointer", "value", "result"), OPERATIONS)
def test_an_operation_does_what_rfc_6902_says(
    document: Any, operation: str, pointer: str, value: Any, result: Any
) -> None:
    assert apply(document, operation, pointer, value) == result


@pytest.mark.parametrize(("document", "operation", "pointer"), IMPOSSIBLE)
def test_a_change_of_what_is_not_there_is_an_error(document: Any, operation: str, pointer: str) -> None:
    with pytest.raises(LookupError):
        apply(document, operation, pointer, 1)
