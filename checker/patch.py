"""Changes to a proposal: JSON Merge Patch (RFC 7396), and of JSON Patch (RFC 6902) `add`, `remove` and `replace`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from checker.pointer import resolve, split


def merged(target: Any, patch: Any) -> Any:
    """Return `target` with a merge patch applied; neither is changed. null removes a key."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


def patched(document: Any, operations: Iterable[Mapping[str, Any]]) -> Any:
    """Return a copy of the document with the operations of a JSON Patch (`op`, `path`, `value`) applied in order.

    Raises what `apply` raises.
    """
    result = deepcopy(document)
    for operation in operations:
        result = apply(result, operation["op"], operation["path"], deepcopy(operation.get("value")))
    return result


def apply(document: Any, operation: str, pointer: str, value: Any) -> Any:
    """Return the document after one operation, which may change it in place.

    Raises LookupError where there is nothing to change, ValueError where `pointer` is no JSON Pointer.
    """
    tokens = split(pointer)
    if not tokens:
        if operation == "remove":
            raise LookupError("the whole document can't be removed")
        return value
    if operation != "add":
        resolve(document, pointer)
    parent = resolve(document, pointer.rpartition("/")[0])
    token = tokens[-1]
    if isinstance(parent, dict):
        if operation == "remove":
            del parent[token]
        else:
            parent[token] = value
    elif isinstance(parent, list):
        _change_list(parent, operation, token, value)
    else:
        raise LookupError(f"nothing can be put at {pointer!r}: what is around it is neither an object nor a list")
    return document


def _change_list(items: list[Any], operation: str, token: str, value: Any) -> None:
    if operation == "add":
        index = len(items) if token == "-" else _index(token)
        if index > len(items):
            raise LookupError(f"the list has {len(items)} items, so nothing can be added at {index}")
        items.insert(index, value)
    elif operation == "remove":
        del items[int(token)]
    else:
        items[int(token)] = value


def _index(token: str) -> int:
    if not (token.isascii() and token.isdecimal() and len(token) < 10 and str(int(token)) == token):
        raise LookupError(f"`{token}` is no position in a list")
    return int(token)
