"""What the reading of a document promises: strict, exact, with the place and the remedy of every mistake."""

from __future__ import annotations

import json
import random
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.diagnosis import Expected, syntax_mistake
from checker.document import DEFAULT_LIMITS, Limits, parse
from checker.errors import DocumentRefused, Problem
from checker.exact_numbers import exact
from checker.quoting import printable
from checker.scanner import MOST_PROBLEMS, scan

WHOLE_NUMBERS = st.integers(min_value=-(2**63), max_value=2**64 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE_NUMBERS | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=25,
)
STYLES: tuple[dict[str, Any], ...] = (
    {},
    {"indent": 2},
    {"indent": "\t", "ensure_ascii": False},
    {"separators": (",", ":"), "ensure_ascii": False},
)


def exactly(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Any:
    return scan(data.removeprefix(b"\xef\xbb\xbf"), limits.max_depth, limits.max_nodes)


def problems(data: bytes, limits: Limits = DEFAULT_LIMITS) -> tuple[Problem, ...]:
    with pytest.raises(DocumentRefused) as refusal:
        parse(data, limits)
    return refusal.value.problems


def problem(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Problem:
    found = problems(data, limits)
    assert len(found) == 1
    return found[0]


def outcome(read: Any, data: bytes) -> tuple[str, str]:
    """Return a value with its types spelled out (2, 2.0 and True differ, so do 0.0 and -0.0), or the refusal."""
    try:
        return "accepted", repr(read(data))
    except DocumentRefused as refusal:
        return "refused", str(refusal)


@given(value=VALUES, style=st.sampled_from(STYLES), mark=st.booleans())
def test_any_value_in_any_style_is_read_as_json_reads_it(value: Any, style: dict[str, Any], mark: bool) -> None:
    data = json.dumps(value, **style).encode("utf-8-sig" if mark else "utf-8")
    assert repr(parse(data)) == repr(json.loads(data))
    assert repr(exactly(data)) == repr(json.loads(data))


@pytest.mark.parametrize(
    "text",
    [
        "0", "-0", "-0.0", "1e5", "1E+2", "1.50", "5e-324", "1.7976931348623157e308", "0.3333333333333333", "0e9",
        "18446744073709551615", "-9223372036854775808", "0.1000000000000000000000", "123456789012345680000.0",
        "true", "false", "null", '""', '"\\u00e9\\/\\n"', '"\\ud83d\\ude00"', '"\\\\ud800"', '"\x7f\u2028"',
        '"\\u003a:"',
        "[]", "{}", " \t\r\n[ ] \t\r\n", '{"": ""}', '{"a":{"a":1},"b":{"a":1}}',
        '["1e400"]', '["12345678901234567890"]',
        '{"a": "\\u003a", "\\u003A": 1}', '["+49-30-123456789012"]', '"\ufeff"', '"\\u0000"',
    ],
)  # fmt: skip
def test_unusual_but_valid_json_is_accepted(text: str) -> None:
    assert repr(parse(text.encode())) == repr(json.loads(text)) == repr(exactly(text.encode()))


@pytest.mark.parametrize(
    ("data", "line", "column", "keyword", "words", "hint"),
    [
        (b"", 1, 1, "empty", "is empty", "begins with"),
        (b" \n\t", 1, 1, "empty", "is empty", "begins with"),
        (b'{} "x"', 1, 4, "syntax", "over", "remove"),
        (b"{}\n{}", 2, 1, "syntax", "second document", ".jsonl"),
        (b"{} // done", 1, 4, "syntax", "comment", "remove"),
        (b"\xff\xfe{\x00}\x00", 1, 1, "encoding", "UTF-16", "UTF-8"),
        ("[1]".encode("utf-16-be"), 1, 1, "encoding", "UTF-16", "UTF-8"),
        ("[1]".encode("utf-32"), 1, 1, "encoding", "UTF-32", "UTF-8"),
        ("[1]".encode("utf-32-le"), 1, 1, "encoding", "UTF-32", "UTF-8"),
        ('{\n"é": "caf'.encode() + b'\xe9"}', 2, 10, "encoding", "0xE9 .* is é", "UTF-8"),
        (b'"\xed\xa0\x80"', 1, 2, "encoding", "0xED", "UTF-8"),
        (b'"\xc0\x80"', 1, 2, "encoding", "0xC0", "UTF-8"),
        (b"{'a': 1}", 1, 2, "syntax", "single quote", "double quotes"),
        ("{“a”: 1}".encode(), 1, 2, "syntax", "quote of another kind", "double quotes"),
        (b'{"a": 1,\n}', 1, 8, "syntax", "comma stands before the closing `}`", "remove the comma"),
        (b"[1, ]", 1, 3, "syntax", "comma stands before the closing `]`", "remove the comma"),
        (b"[1,,2]", 1, 4, "syntax", "comma", "remove the comma"),
        (b"[,]", 1, 2, "syntax", "comma", "remove the comma"),
        (b'{"a": 1 # why\n}', 1, 9, "syntax", "comment", "remove"),
        (b"[1, /* two */ 2]", 1, 5, "syntax", "comment", "remove"),
        (b"[None]", 1, 2, "syntax", "None", "write null"),
        (b'{"a": True}', 1, 7, "syntax", "True", "write true"),
        (b"[False]", 1, 2, "syntax", "False", "write false"),
        (b"[NaN]", 1, 2, "syntax", "NaN", "leave the property out"),
        (b"[-Infinity]", 1, 2, "syntax", "-Infinity", "leave the property out"),
        (b"[01]", 1, 2, "syntax", "needless zero", "remove"),
        (b"[-012]", 1, 2, "syntax", "needless zero", "remove"),
        (b"[+1]", 1, 2, "syntax", "plus sign", "remove"),
        (b"[.5]", 1, 2, "syntax", "before its point", "0"),
        (b"[1.]", 1, 2, "syntax", "after its point", "digit"),
        (b"[1.e5]", 1, 2, "syntax", "after its point", "digit"),
        (b"[1e]", 1, 2, "syntax", "after its e", None),
        (b"[-]", 1, 2, "syntax", "sign", None),
        (b"[0x1F]", 1, 2, "syntax", "decimal digits", "decimal"),
        (b"[1_000]", 1, 2, "syntax", "1_000 is not a number", "quotes"),
        (b"[2026-03-01]", 1, 2, "syntax", "date 2026-03-01", "double quotes"),
        (b"\x00", 1, 1, "syntax", "code 0", "UTF-8"),
        (b"[1, \x00]", 1, 5, "syntax", "code 0", "UTF-8"),
        (b"[1, \xef\xbb\xbf2]", 1, 5, "syntax", "byte order mark", "remove"),
        (b"\xef\xbb\xbf\xef\xbb\xbf{}", 1, 1, "syntax", "byte order mark", "remove"),
        (b"[\xc2\xa01]", 1, 2, "syntax", r"space of an unusual kind .*\\u00a0", "ordinary space"),
        (b"[\x0c1]", 1, 2, "syntax", "space of an unusual kind", "ordinary space"),
        (b'["a\nb"]', 1, 4, "syntax", "line break", r"\\n"),
        (b'["a\tb"]', 1, 4, "syntax", "tab", r"\\t"),
        (b'["\x00"]', 1, 3, "syntax", "invisible", r"\\u0000"),
        (b'["C:\\data"]', 1, 5, "syntax", "backslash stands before d", r"\\\\"),
        (b'["\\u12G4"]', 1, 3, "syntax", "four digits", None),
        (b'["\\', 1, 2, "syntax", "no closing double quote", "closing"),
        (b'["abc', 1, 2, "syntax", "no closing double quote", "closing"),
        (b'["x \\ud800 y"]', 1, 5, "surrogate", r"\\ud800", "character itself"),
        (b'["\\ud83d\\ude00\\\\\\udc00\\ud800"]', 1, 17, "surrogate", r"\\udc00", "character itself"),
        (b'{"a": [1', 1, 9, "syntax", r"`\[` at line 1, column 7 is not closed", "lost"),
        (b'{"a"', 1, 5, "syntax", "`{` at line 1, column 1 is not closed", "lost"),
        (b'{"a" 1}', 1, 6, "syntax", "colon is missing", "key"),
        (b'{"a"}', 1, 5, "syntax", "no value", "key"),
        (b'{"a" = 1}', 1, 6, "syntax", "equals sign", "colon"),
        (b"{a: 1}", 1, 2, "syntax", "key `a` is not in double quotes", "double quotes"),
        (b"{1: 1}", 1, 2, "syntax", "key `1` is not in double quotes", "double quotes"),
        (b'{"a": b}', 1, 7, "syntax", "word b is not in double quotes", "double quotes"),
        (b'{"a": 1]', 1, 8, "syntax", "`{` was opened last, at line 1, column 1", "`}`"),
        (b'{"a": 1\n "b": 2}', 2, 2, "syntax", 'comma is missing before `"b"`', "put a comma"),
        (b"[1; 2]", 1, 3, "syntax", "semicolon", "commas"),
        (b"<html>", 1, 1, "syntax", "HTML", "JSON"),
        (b"]", 1, 1, "syntax", "`]` where a value is expected", None),
        (b"[@]", 1, 2, "syntax", "`@` where a value", None),
    ],
)
def test_each_mistake_has_its_place_its_sentence_and_its_remedy(
    data: bytes, line: int, column: int, keyword: str, words: str, hint: str | None
) -> None:
    found = problems(data)[0]
    assert (found.line, found.column) == (line, column)
    assert found.keyword == keyword
    assert re.search(words, found.message), found.message
    assert found.hint is None if hint is None else re.search(hint, found.hint or "")


@pytest.mark.parametrize(
    ("text", "line", "column", "first"),
    [
        ('{"a": 1, "a": 1}', 1, 10, "line 1, column 2"),
        ('{"a": 1,\r\n "\\u0061": 2}', 2, 2, "line 1, column 2"),
        ('{"b": {"é": 1,\r"é": {"x": [1, 2]}}}', 2, 1, "line 1, column 8"),
        ('[{"a": ":"}, {"": 1, "": 2}]', 1, 22, "line 1, column 15"),
    ],
)
def test_a_key_twice_in_one_object_is_refused_and_both_places_are_named(
    text: str, line: int, column: int, first: str
) -> None:
    found = problem(text.encode())
    assert (found.keyword, found.line, found.column) == ("duplicate-key", line, column)
    assert first in found.message


def test_an_escaped_colon_does_not_hide_a_lost_key() -> None:
    assert problem(b'{"a": 1, "a": "\\u003a"}').keyword == "duplicate-key"


def test_text_of_the_document_in_a_message_is_printable_and_short() -> None:
    key = "\u202e\x1b{earlier}" + "x" * 500
    found = problem(json.dumps({key: 1})[:-1].encode() + b"," + json.dumps({key: 2})[1:].encode())
    assert "\\u202e\\u001b{earlier}xx" in found.message
    assert "line 1, column 2" in found.message
    assert found.message.isprintable()
    assert len(found.message) < 160
    assert printable("a\nb\U000e0001") == "a\\nb\\U000e0001"
    assert len(printable("\n" * 70)) <= 61


@pytest.mark.parametrize(
    "literal",
    [
        "1e400", "-1e400", "1e-400", "0.49999999999999999999", "0.10000000000000000001", "9007199254740993.0",
        "18446744073709551616", "-9223372036854775809", "1" + "0" * 40, "1" * 5000, "1e99999999999999999999",
        "4.9e-324", "1.7976931348623159e308", "123456789012345678e0",
    ],
)  # fmt: skip
@pytest.mark.parametrize("frame", ["%s", "[1, %s]", '{"a": %s, "b": "\\u00e9"}', "[\n%s\n]"])
def test_a_number_that_would_be_rounded_is_refused(literal: str, frame: str) -> None:
    assert problem((frame % literal).encode()).keyword == "number"


@given(st.from_regex(r"-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?", fullmatch=True))
def test_an_accepted_number_is_the_decimal_that_is_written(literal: str) -> None:
    data = f"[{literal}]".encode()
    kind, _ = outcome(exactly, data)
    assert outcome(parse, data) == outcome(exactly, data)
    if kind == "accepted":
        assert Decimal(repr(parse(data)[0])) == Decimal(literal)
    else:
        assert exact(literal) is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_python_writes_for_a_float_is_accepted(value: float) -> None:
    assert repr(parse(f'{{"\\u00e9": {value!r}}}'.encode())["é"]) == repr(value)


def test_all_mistakes_after_which_reading_can_go_on_are_told_together() -> None:
    found = problems(b'{"a": 1e400, "a": "\\ud800",\n "b": 0.49999999999999999999,}')
    assert [each.keyword for each in found] == ["number", "duplicate-key", "surrogate", "number", "syntax"]
    assert len(problems(b"{" + b'"a":1,' * 1000 + b'"a":1}')) == MOST_PROBLEMS


def test_a_document_that_is_too_large_is_refused_before_it_is_read() -> None:
    found = problem(b"\xff" * 11, Limits(max_bytes=10))
    assert (found.keyword, found.line, found.column) == ("too-large", 1, 1)
    assert parse(b"[" + b" " * 8 + b"]", Limits(max_bytes=10)) == []


@pytest.mark.parametrize("limit", [0, 1, 2, 63, 64, 300, 2000])
@pytest.mark.parametrize("padding", [0, 70_000])
def test_depth_is_limited_exactly(limit: int, padding: int) -> None:
    limits = Limits(max_depth=limit)
    space = b" " * padding
    parse(space + b"[" * limit + (b"1" if limit == 0 else b"") + b"]" * limit, limits)
    parse(space + b'{"a":' * limit + b"1" + b"}" * limit, limits)
    for opening, closing in ((b"[", b"]"), (b'[{"a":[', b"]}]")):
        times = limit // len(closing) + 1
        found = problem(space + opening * times + closing * times, limits)
        assert (found.keyword, found.line) == ("too-deep", 1)


def test_a_hundred_thousand_brackets_are_refused_at_the_first_that_is_too_deep() -> None:
    for data, column in ((b"[" * 100_000, 65), (b"[" * 100_000 + b"]" * 100_000, 65), (b'{"a":' * 100_000, 321)):
        found = problem(data)
        assert (found.keyword, found.column) == ("too-deep", column)


@pytest.mark.parametrize(("data", "nodes"), [(b"1", 1), (b"[]", 1), (b"[1,2]", 3), (b'{"a":{"b":","},"c":[[]]}', 5)])
def test_the_number_of_values_is_limited_exactly(data: bytes, nodes: int) -> None:
    assert parse(data, Limits(max_nodes=nodes)) == json.loads(data)
    assert problem(data, Limits(max_nodes=nodes - 1)).keyword == "too-many-values"


SEED_DOCUMENTS = (
    json.dumps({"a": [1, 2.5, "x:,é😀", None, True], "b": {"c": {}, "d": [[]]}}, indent=2).encode(),
    json.dumps({"é": "\\ud800", "k": -0.0, "n": 12345678901234567, "t": "\n\t\"'"}, ensure_ascii=False).encode(),
    b'\xef\xbb\xbf{"id":"m-1","x":1e5,"y":1.50,"z":[{"a":1},{"a":"\\u003a"}],"\\u0061":0.3333333333333333}',
)
PIECES = (
    b'"', b"\\", b"\\u003a", b"\\ud800", b"{", b"}", b"[", b"]", b",", b":", b"0", b"9" * 17, b"e5", b"E-400",
    b".", b"-",
    b"\n", b"\r", b"\x00", b"\xff", b"\xef\xbb\xbf", b'"a":1,', b"null", b"NaN", b"//", b" ", b"\xc3\xa9", b"1e400,",
)  # fmt: skip


@given(st.sampled_from(SEED_DOCUMENTS), st.integers(0, 2**32), st.integers(1, 4))
@settings(max_examples=1500)
def test_the_fast_and_the_exact_reading_agree_on_damaged_documents(document: bytes, seed: int, damages: int) -> None:
    chance = random.Random(seed)
    data = bytearray(document)
    for _ in range(damages):
        start = chance.randrange(len(data) + 1)
        choice = chance.randrange(4)
        if choice == 0 and start < len(data):
            data[start] = chance.randrange(256)
        elif choice == 1:
            del data[start : start + chance.randrange(1, 4)]
        elif choice == 2:
            end = start + chance.randrange(1, 20)
            data[start:start] = data[start:end]
        else:
            data[start:start] = chance.choice(PIECES)
    assert outcome(parse, bytes(data)) == outcome(exactly, bytes(data))


@given(st.binary(max_size=12) | st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join))
@settings(max_examples=1000)
def test_any_bytes_are_either_read_or_refused_with_a_place(data: bytes) -> None:
    """And what is read, json reads as well."""
    try:
        value = parse(data)
    except DocumentRefused as refusal:
        for each in refusal.problems:
            assert (each.line or 0) >= 1
            assert (each.column or 0) >= 1
            assert each.message.isprintable()
            assert each.message.endswith(".") or ":" in each.message
    else:
        assert repr(value) == repr(json.loads(data))


@given(st.text(alphabet="{}[],:\"'\\ax1-+.eN#/;=<\n\r\t \x00\ufeff\xa0é", max_size=6), st.sampled_from(Expected))
def test_a_sentence_is_found_for_any_character_at_any_place(text: str, expected: Expected) -> None:
    opened = 0 if text[:1] in ("{", "[") else None
    for offset in range(len(text) + 1):
        assert syntax_mistake(text, offset, expected, opened).message
