"""Documents that readers of JSON disagree about or break on, by category, each with what becomes of it here.

The categories are those of the field: RFC 8259 and what it leaves open (bytes before and after the text, encodings,
numbers, duplicate keys, surrogates, depth), and the ways in which files get damaged. The documents are our own.
"""

from __future__ import annotations

from dataclasses import dataclass

ACCEPTED = ""


@dataclass(frozen=True)
class Torture:
    """A document. keyword: of the first problem, or ACCEPTED. line, column: where that is. words: part of its sentence.

    standard: what an independent strict reader says, where that is not the same: True if it accepts the document.
    """

    category: str
    data: bytes
    keyword: str = ACCEPTED
    line: int = 1
    column: int = 1
    words: str = ""
    standard: bool | None = None


def _of(category: str, *rows: tuple[bytes | str, str, int, int, str]) -> list[Torture]:
    return [
        Torture(category, data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data, *rest)
        for data, *rest in rows
    ]  # type: ignore[arg-type]  # the rest of a row is what a Torture takes, in that order


def _fine(category: str, *documents: bytes | str) -> list[Torture]:
    return _of(category, *((document, ACCEPTED, 1, 1, "") for document in documents))


BOM = b"\xef\xbb\xbf"

UTF8 = _of(
    "bytes that are no UTF-8",
    (b'["\x80"]', "encoding", 1, 3, "0x80"),  # a continuation with nothing before it
    (b'["\xbf"]', "encoding", 1, 3, "0xBF"),
    (b'["\xc3"]', "encoding", 1, 3, "0xC3"),  # a beginning with nothing after it
    (b'["\xe2\x82"]', "encoding", 1, 3, "0xE2"),
    (b'["\xf0\x9f\x98"]', "encoding", 1, 3, "0xF0"),
    (b'["\xc0\xaf"]', "encoding", 1, 3, "0xC0"),  # a slash in two bytes, three, four: more than it takes
    (b'["\xe0\x80\xaf"]', "encoding", 1, 3, "0xE0"),
    (b'["\xf0\x80\x80\xaf"]', "encoding", 1, 3, "0xF0"),
    (b'["\xc1\xbf"]', "encoding", 1, 3, "0xC1"),
    (b'["\xed\xa0\x80"]', "encoding", 1, 3, "0xED"),  # halves of a surrogate pair, one and both
    (b'["\xed\xbf\xbf"]', "encoding", 1, 3, "0xED"),
    (b'["\xed\xa0\xbd\xed\xb8\x80"]', "encoding", 1, 3, "0xED"),
    (b'["\xf4\x90\x80\x80"]', "encoding", 1, 3, "0xF4"),  # beyond the last character
    (b'["\xf5\x80\x80\x80"]', "encoding", 1, 3, "0xF5"),
    (b'["\xfe\xff"]', "encoding", 1, 3, "0xFE"),
    (b'["\xff"]', "encoding", 1, 3, "0xFF"),
    (b'{"\xe9": 1}', "encoding", 1, 3, "0xE9"),  # Latin-1, in a key
    (b"[\n\n  1, \xe9]", "encoding", 3, 6, "0xE9"),
    (b"\xff", "encoding", 1, 1, "0xFF"),
    ('["\u00e9\u00e9'.encode() + b'\xff"]', "encoding", 1, 5, "0xFF"),
) + _fine(
    "bytes that are no UTF-8",
    '["\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff"]',
    '["\ufffe\ufdd0\U0001ffff"]',  # no characters, and yet text
    '["e\u0301\u200d\u202e\u2028\u2029"]',
    '{"\u00e9": 1, "e\u0301": 2}',  # they look alike, and are two keys
)

MARKS = _of(
    "byte order marks and other encodings",
    (BOM, "empty", 1, 1, "empty"),
    (BOM + b" \n", "empty", 1, 1, "empty"),
    (BOM + BOM + b"[]", "syntax", 1, 1, "byte order mark"),
    (b" " + BOM + b"[]", "syntax", 1, 2, "byte order mark"),
    (b"[]" + BOM, "syntax", 1, 3, "byte order mark"),
    (b"[" + BOM + b"]", "syntax", 1, 2, "byte order mark"),
    (b"\xef\xbb[]", "encoding", 1, 1, "0xEF"),
    (b"\xef\xbb\xbf\xff", "encoding", 1, 1, "0xFF"),
    ("[1]".encode("utf-16"), "encoding", 1, 1, "UTF-16"),
    ("[1]".encode("utf-16-le"), "encoding", 1, 1, "UTF-16"),
    ("[1]".encode("utf-16-be"), "encoding", 1, 1, "UTF-16"),
    ("[1]".encode("utf-32"), "encoding", 1, 1, "UTF-32"),
    ("[1]".encode("utf-32-le"), "encoding", 1, 1, "UTF-32"),
    ("[1]".encode("utf-32-be"), "encoding", 1, 1, "UTF-32"),
    (b"\x2b\x2f\x76\x38-[]", "syntax", 1, 1, ""),  # UTF-7
    (b"\x1f\x8b\x08\x00", "encoding", 1, 2, "0x8B"),  # gzip
    (b"PK\x03\x04", "syntax", 1, 1, ""),  # zip, and so .docx and .xlsx
    (b"%PDF-1.7", "syntax", 1, 1, ""),
) + _fine("byte order marks and other encodings", BOM + b"[]", BOM + b' {"a": 1}', '["\ufeff"]')

DEPTH = _of(
    "depth",
    ("[" * 65 + "]" * 65, "too-deep", 1, 65, "64"),
    ('{"a":' * 65 + "1" + "}" * 65, "too-deep", 1, 321, "64"),
    ('[{"a":' * 33 + "1" + "}]" * 33, "too-deep", 1, 193, "64"),
    ("[" * 1_000_000, "too-deep", 1, 65, "64"),
    ('{"a":' * 1_000_000, "too-deep", 1, 321, "64"),
    ("[\n" * 100_000, "too-deep", 65, 1, "64"),
    ('[{"":' * 50_000, "too-deep", 1, 161, "64"),
    ("[[],[[]],[[[" + "[" * 64, "too-deep", 1, 73, "64"),
    ("[" * 64 + "{" + "}" + "]" * 64, "too-deep", 1, 65, "64"),
    ("]" * 100_000, "syntax", 1, 1, "`]`"),
) + _fine("depth", "[" * 64 + "]" * 64, '{"a":' * 64 + "1" + "}" * 64, "[" + "[]," * 1000 + "[]]")
DEPTH = [
    Torture(one.category, one.data, one.keyword, one.line, one.column, one.words, one.data.count(b"[") < 67)
    if one.keyword == "too-deep" and one.data.rstrip().endswith((b"]", b"}"))
    else one
    for one in DEPTH
]

NUMBERS = _of(
    "numbers",
    *[
        (f"[{literal}]", "number", 1, 2, "")
        for literal in (
            "1e400", "-1e400", "1e999999999", "1e-400", "1E+309", "1e-999999999999999999999", "1" + "0" * 400,
            "-" + "9" * 20, "18446744073709551616", "-9223372036854775809", "9" * 100_000, "0." + "1" * 100_000,
            "9007199254740993.0", "0.1234567890123456789", "1.7976931348623159e308", "2.5e-324", "123123e100000",
        )
    ],
    ("[01]", "syntax", 1, 2, "zero"),
    ("[-01]", "syntax", 1, 2, "zero"),
    ("[00]", "syntax", 1, 2, "zero"),
    ("[-00]", "syntax", 1, 2, "zero"),
    ("[+1]", "syntax", 1, 2, "plus"),
    ("[.5]", "syntax", 1, 2, "point"),
    ("[-.5]", "syntax", 1, 2, "point"),
    ("[1.]", "syntax", 1, 2, "point"),
    ("[1.e1]", "syntax", 1, 2, "point"),
    ("[1e]", "syntax", 1, 2, "e"),
    ("[1e+]", "syntax", 1, 2, "e"),
    ("[1E-]", "syntax", 1, 2, "e"),
    ("[1e1.5]", "syntax", 1, 2, ""),
    ("[1e1e1]", "syntax", 1, 2, ""),
    ("[-]", "syntax", 1, 2, "sign"),
    ("[--1]", "syntax", 1, 2, ""),
    ("[- 1]", "syntax", 1, 2, ""),
    ("[1-2]", "syntax", 1, 2, ""),
    ("[1 2]", "syntax", 1, 4, "comma"),
    ("[1 000]", "syntax", 1, 4, "comma"),
    ("[0x10]", "syntax", 1, 2, "decimal"),
    ("[0b1]", "syntax", 1, 2, ""),
    ("[1_000]", "syntax", 1, 2, ""),
    ("[1f]", "syntax", 1, 2, ""),
    ("[1L]", "syntax", 1, 2, ""),
    ("[NaN]", "syntax", 1, 2, "NaN"),
    ("[-NaN]", "syntax", 1, 2, "NaN"),
    ("[Infinity]", "syntax", 1, 2, "Infinity"),
    ("[-Infinity]", "syntax", 1, 2, "Infinity"),
    ("[inf]", "syntax", 1, 2, ""),
    ("[\uff11]", "syntax", 1, 2, ""),  # a full-width digit
    ("[1\u0663]", "syntax", 1, 2, ""),  # an Arabic-Indic one
    ("[\u00bd]", "syntax", 1, 2, ""),
    ("[1,5]x", "syntax", 1, 6, ""),
) + _fine(
    "numbers",
    "0", "-0", "[0e0]", "[0e400]", "[-0.0e-400]", "[1e00]", "[1E+05]", "[1.10]", "[5e-324]", "[1e308]",
    "[18446744073709551615]", "[-9223372036854775808]", "[1.7976931348623157e308]", "[0." + "0" * 300 + "]",
    "[100000000000000000000.0]",
)  # fmt: skip

STRINGS = _of(
    "strings and escapes",
    *[(b'["' + bytes([code]) + b'"]', "syntax", 1, 3, "") for code in range(32)],
    *[
        (f'["\\{letter}"]', "syntax", 1, 3, "backslash")
        for letter in "acdeghijklmopqsvwxyzABFNRTU0189'`.- "
    ],
    ('["\\u"]', "syntax", 1, 3, "four digits"),
    ('["\\u123"]', "syntax", 1, 3, "four digits"),
    ('["\\u12g4"]', "syntax", 1, 3, "four digits"),
    ('["\\u+123"]', "syntax", 1, 3, "four digits"),
    ('["\\u 123"]', "syntax", 1, 3, "four digits"),
    ('["\\u{41}"]', "syntax", 1, 3, "four digits"),
    ('["\\u00\uff11\uff11"]', "syntax", 1, 3, "four digits"),
    ('["\\\n"]', "syntax", 1, 3, ""),
    ("['a']", "syntax", 1, 2, "single quote"),
    ("[\u201ca\u201d]", "syntax", 1, 2, "quote"),
    ("[`a`]", "syntax", 1, 2, ""),
    ('["a" "b"]', "syntax", 1, 6, "comma"),
    ('["""]', "syntax", 1, 4, ""),
    ('[a"]', "syntax", 1, 2, ""),
) + _fine(
    "strings and escapes",
    r'["\"\\\/\b\f\n\r\t\u0000\u001f\u00E9\uABCD\uabcd"]', '["\x7f\x80\x9f"]', '[""]', '{"": ""}', '["\\u0022\\u005c"]',
    '["' + "a" * 100_000 + '"]',
)  # fmt: skip

SURROGATES = _of(
    "halves of surrogate pairs",
    ('["\\ud800"]', "surrogate", 1, 3, "ud800"),
    ('["\\uDFFF"]', "surrogate", 1, 3, "uDFFF"),
    ('["\\udbff"]', "surrogate", 1, 3, "udbff"),
    ('["\\udc00"]', "surrogate", 1, 3, "udc00"),
    ('["\\ude00\\ud83d"]', "surrogate", 1, 3, "ude00"),  # the pair the wrong way round
    ('["\\ud83d\\ud83d\\ude00"]', "surrogate", 1, 3, "ud83d"),
    ('["\\ud83d\\ude00\\ude00"]', "surrogate", 1, 15, "ude00"),
    ('["\\ud83dx\\ude00"]', "surrogate", 1, 3, "ud83d"),
    ('["\\ud83d \\ude00"]', "surrogate", 1, 3, "ud83d"),
    ('["\\ud83d\\\\ude00"]', "surrogate", 1, 3, "ud83d"),
    ('["\\ud83d\\n"]', "surrogate", 1, 3, "ud83d"),
    ('["\\ud83d\\u0041"]', "surrogate", 1, 3, "ud83d"),
    ('{"\\ud800": 1}', "surrogate", 1, 3, "ud800"),
    ('{"a":\n"b\\ud800"}', "surrogate", 2, 3, "ud800"),
    ('["\\ud83d', "syntax", 1, 2, "closing"),
    ('["\\ud83d\\"]', "syntax", 1, 2, "closing"),
    ('["\\ud83d\\u"]', "syntax", 1, 9, "four digits"),
) + _fine(
    "halves of surrogate pairs", '["\\ud83d\\ude00"]', '["\\uDBFF\\uDFFF"]', '["\\ud7ff\\ue000"]', '["\\\\ud800"]'
)

DUPLICATES = _of(
    "keys that stand twice",
    ('{"a":1,"a":1}', "duplicate-key", 1, 8, "column 2"),
    ('{"a":1,"\\u0061":1}', "duplicate-key", 1, 8, "column 2"),
    ('{"\\u0061":1,"a":1}', "duplicate-key", 1, 13, "column 2"),
    ('{"\\u00e9":1,"\u00e9":1}', "duplicate-key", 1, 13, "column 2"),
    ('{"\\u00E9":1,"\\u00e9":1}', "duplicate-key", 1, 13, "column 2"),
    ('{"\U0001f600":1,"\\ud83d\\ude00":1}', "duplicate-key", 1, 8, "column 2"),
    ('{"\\/":1,"/":1}', "duplicate-key", 1, 9, "column 2"),
    ('{"\\n":1,"\\u000a":1}', "duplicate-key", 1, 9, "column 2"),
    ('{"":1,"":1}', "duplicate-key", 1, 7, "column 2"),
    ('{"\\u0000":1,"\\u0000":1}', "duplicate-key", 1, 13, "column 2"),
    ('{"a":1,"b":2,"c":{},"a":{"b":1}}', "duplicate-key", 1, 21, "column 2"),
    ('[{"a":{"b":1,"c":2,\n"b":3}}]', "duplicate-key", 2, 1, "column 8"),
    ('{"a":":","a":1}', "duplicate-key", 1, 10, "column 2"),
    ('{"__proto__":1,"__proto__":{"a":1}}', "duplicate-key", 1, 16, "column 2"),
    ("{" + ",".join(f'"{n}":1' for n in range(10_000)) + ',"5000":1}', "duplicate-key", 1, 88892, "5000"),
) + _fine(
    "keys that stand twice",
    '{"a":1,"A":1}', '{"a":{"a":{"a":1}}}', '[{"a":1},{"a":1}]', '{"a":1,"a ":1}', '{"1":1,"1.0":1,"01":1}',
    '{"\\\\u0061":1,"a":1}', '{"__proto__":1,"constructor":1}', '{"K":1,"\u212a":1}',
)  # fmt: skip

TRAILING = _of(
    "bytes after the end, and several documents",
    ("{}{}", "syntax", 1, 3, "second document"),
    ("{} {}", "syntax", 1, 4, "second document"),
    ("[]\n[]", "syntax", 2, 1, "second document"),
    ("1 2", "syntax", 1, 3, "over"),
    ('""""', "syntax", 1, 3, ""),
    ("{},", "syntax", 1, 3, ""),
    ("[]]", "syntax", 1, 3, ""),
    ("{}}", "syntax", 1, 3, ""),
    ("nulll", "syntax", 1, 1, ""),
    ("null1", "syntax", 1, 1, ""),
    ("{};", "syntax", 1, 3, ""),
    ("{}#", "syntax", 1, 3, "comment"),
    ("{}//", "syntax", 1, 3, "comment"),
    ("{}/**/", "syntax", 1, 3, "comment"),
    ("[]\x00", "syntax", 1, 3, "over"),
    ("[]" + "\x00" * 100_000, "syntax", 1, 3, "over"),
    ("[]\x1a", "syntax", 1, 3, ""),  # the end of a file in CP/M
    ("[]\x0b", "syntax", 1, 3, "over"),
    ("[]\x0c", "syntax", 1, 3, "over"),
    ("[]\u00a0", "syntax", 1, 3, "over"),
    ("[]\u2028", "syntax", 1, 3, ""),
    ("[]\u3000", "syntax", 1, 3, "over"),
    ("[]\u200b", "syntax", 1, 3, ""),
    (b"[]\xff", "encoding", 1, 3, "0xFF"),
    ("\x00[]", "encoding", 1, 1, "UTF-16"),
    (")]}'\n[]", "syntax", 1, 1, ""),  # what servers put before JSON, so that it is no script
    ("for(;;);[]", "syntax", 1, 1, ""),
    ("callback([])", "syntax", 1, 1, ""),
    ("<!DOCTYPE html>", "syntax", 1, 1, "HTML"),
    ("---\na: 1\n", "syntax", 1, 1, ""),
) + _fine("bytes after the end, and several documents", "[]\n", "[]\r\n\t ", " \n[]", "[]" + " \n" * 100_000, "\r[]\r")

STRUCTURE = _of(
    "structure",
    ("", "empty", 1, 1, "empty"),
    (" ", "empty", 1, 1, "empty"),
    ("[,]", "syntax", 1, 2, "comma"),
    ("[1,]", "syntax", 1, 3, "comma"),
    ("[,1]", "syntax", 1, 2, "comma"),
    ("[1,,2]", "syntax", 1, 4, "comma"),
    ("{,}", "syntax", 1, 2, ""),
    ('{"a":1,}', "syntax", 1, 7, "comma"),
    ('{"a":1,,"b":2}', "syntax", 1, 8, ""),
    ('{"a"}', "syntax", 1, 5, "value"),
    ('{"a":}', "syntax", 1, 6, ""),
    ('{"a"::1}', "syntax", 1, 6, ""),
    ('{"a",1}', "syntax", 1, 5, ""),
    ('{"a"=1}', "syntax", 1, 5, "equals"),
    ("{:1}", "syntax", 1, 2, ""),
    ("{1:1}", "syntax", 1, 2, "quotes"),
    ("{null:1}", "syntax", 1, 2, "quotes"),
    ("{[]:1}", "syntax", 1, 2, ""),
    ("{a:1}", "syntax", 1, 2, "quotes"),
    ("{'a':1}", "syntax", 1, 2, "quote"),
    ("[1:2]", "syntax", 1, 3, ""),
    ("[}", "syntax", 1, 2, ""),
    ("{]", "syntax", 1, 2, ""),
    ("[1}", "syntax", 1, 3, ""),
    ('{"a":1]', "syntax", 1, 7, ""),
    ("[[1],", "syntax", 1, 6, "not closed"),
    ("[1;2]", "syntax", 1, 3, "semicolon"),
    ("[True]", "syntax", 1, 2, "True"),
    ("[FALSE]", "syntax", 1, 2, ""),
    ("[Null]", "syntax", 1, 2, ""),
    ("[None]", "syntax", 1, 2, "None"),
    ("[nil]", "syntax", 1, 2, ""),
    ("[undefined]", "syntax", 1, 2, ""),
    ("[tru]", "syntax", 1, 2, ""),
    ("[truee]", "syntax", 1, 2, ""),
    ("[nul]", "syntax", 1, 2, ""),
    ("[a]", "syntax", 1, 2, "quotes"),
    ("[...[]]", "syntax", 1, 2, ""),
    ("[1 /* a */]", "syntax", 1, 4, "comment"),
    ("[1 # a\n]", "syntax", 1, 4, "comment"),
    ("[\x0c]", "syntax", 1, 2, "space"),
    ("[\u00a0]", "syntax", 1, 2, "space"),
    ("[\u2060]", "syntax", 1, 2, ""),
    ("\\u005b]", "syntax", 1, 1, ""),
    ("@[]", "syntax", 1, 1, ""),
) + _fine(
    "structure", "null", "true", "false", '""', "0", "[]", "{}", "[null]", "[[],{}]", '{"a":[{"b":null}]}',
    "\t[\r\n]\n ",
    '["[","]","{","}",",",":"]',
)  # fmt: skip

SIZES = _of(
    "more than anybody reads",
    ("[" + "0," * 1_000_000 + "0]", "too-many-values", 1, 2_000_000, "1,000,000"),
    (b" " * (16 * 1024 * 1024 + 1), "too-large", 1, 1, "16,777,216"),
    (b"[" + b" " * (16 * 1024 * 1024) + b"]", "too-large", 1, 1, "16,777,216"),
) + _fine("more than anybody reads", "[" + "0," * 999_998 + "0]", b"[" + b" " * (16 * 1024 * 1024 - 2) + b"]")
SIZES = [Torture(*vars(one).values()) if not one.keyword else Torture(one.category, one.data, one.keyword, one.line,
         one.column, one.words, one.data.startswith(b"[")) for one in SIZES]  # fmt: skip

ALL = [*UTF8, *MARKS, *DEPTH, *NUMBERS, *STRINGS, *SURROGATES, *DUPLICATES, *TRAILING, *STRUCTURE, *SIZES]
