"""Nasty strings, by name, and results that hold one of them wherever a report can show text.

One list for all formats: whatever takes text from a proposal to a terminal, a spreadsheet, a browser or the log of a CI
system is tried with each of them, and what it wrote is read back by an independent reader of that format.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from checker.errors import Problem
from checker.pointer import join
from checker.report import Excerpt, ProposalResult, Waived
from tests.samples import FINDING, INVALID, WARNED

HOSTILE_STRINGS = {
    # terminals
    "cursor": "a\x1b[2J\x1b]0;title\x07b",
    "c1 controls": "a\x9b31m\x85b",
    "every control": "a" + "".join(map(chr, range(32))) + "\x7fb",
    "direction of reading": "\u202eevil\u2066\u200f",
    "line ends": "a\nWarnings  none\r\nb\u2028c\u2029d\ve\ff",
    "lines by spaces": f"a{' ' * 120}caveat: note: all is well{' ' * 97}No warnings.",
    # encodings
    "half a surrogate pair": "a\ud800b",
    "bytes that are no text": "a\udcff\udc80b",
    "zero": "\0",
    "no characters": "a\ufffe\uffff\U0010ffffb",
    "marks of byte order": "\ufeffa\ufeffb",
    "nothing to see": "\u200b\u2060\u00ad \u3000",
    "other scripts": "Behörde 交通 العربية 👩‍👩‍👧",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 \U0001f600",
    "combining": "e" + "\u0301" * 50,
    # workflow commands
    "command": "::error file=a,line=1::b",
    "command on a line": "a\n::add-mask::b\r::stop-commands::c",
    "commands after spaces": " \u3000\u00a0::error::a ::warning file=a::b",
    "commands wherever a line breaks": "x::error::" * 300,
    "older command": "a ##[error]b ##vso[task.setvariable variable=a]b",
    "escapes of commands": "a%0A::error::b%25%3A%2C",
    "ends of properties": "a,line=2::b",
    # spreadsheets
    "formula": '=HYPERLINK("http://evil.example","a")',
    "formula after spaces": " \t\n=1+1",
    "formula, plus": "+1+cmd|' /C calc'!A0",
    "formula, minus": "-2+3",
    "formula, at": "@SUM(1)",
    "formula, full width": "＝1+1",
    "formula in another cell": 'a;=1+1;"=1+2',
    "apostrophe": "'=1",
    "apostrophes": "''a; 'b",
    "cells": 'a,b;c\td"e""f',
    # other languages
    "quotes": "a \"quote\" and 'another'",
    "json": '"}],"r":[{"x":1}]',
    "shell": "no such; rm -rf / `id` $(id)",
    "template": "{s} {0.field} {{}} $today $$ %s ${{ secrets.TOKEN }}",
    "template of a page": "{{ 7*7 }}{% include 'page.js' %}{# #}",
    "null": "null",
    "true": "true",
    "number": "1e300",
    "date": "2026-11-22",
    # markup
    "script": "<script>alert(1)</script>",
    "end of a script": "</script><script>alert(1)</script>",
    "end of a style": "</style><style>*{display:none}</style>",
    "comment": "<!-- --!> <![CDATA[ ]]>",
    "image": '<img src=x onerror="alert(1)">',
    "end of an element": "]]></failure></system-out>--><b>",
    "entities": "&lt;b&gt; &#64;a &amp; &nbsp; &#x3c;script&#x3e;",
    "attribute": "\" onmouseover='alert(1)' x=\"",
    "link": "[a](http://evil.example) ![b](http://evil.example/i.png) [c]: http://evil.example",
    "link of a message": "[a](1) {0} {{1}} {999999999999}",
    "escaped link": "[a\\](http://evil.example) \\[b](2)",
    "address of a script": "javascript:alert(1) //example.org",
    "address": "http://evil.example www.evil.example a@evil.example mailto:a@evil.example",
    "mentions": "@everyone @org/team #1 org/repo#2 GH-3 !4 &5 ~6",
    "emphasis": "**a** __b__ ~~c~~ *d _e",
    "code": "`a` ``b`` ```c `d",
    "markup in code": "`<b>` ``<i>`` `",
    "code fence": "```\n@everyone\n```",
    "open code": "` <b>@everyone</b> [a](b) `c` ` x`",
    "table": "a | b \\| c \\\\| d |",
    "heading": "# a",
    "rule": "---",
    "underline": "===",
    "list": "- a",
    "numbered list": "1. a",
    "quote": "> a",
    "details": "</summary></details><details open>",
    "backslashes": "\\a\\\\b\\ \\u0022 \\n",
    # size
    "long": "words " * 5000,
    "long without spaces": "x" * 30000,
}

IN_DOCUMENTS = {name: text for name, text in HOSTILE_STRINGS.items() if not re.search("[\ud800-\udfff]", text)}
"""Those that the text of a document can be: JSON with half of a surrogate pair is refused."""

each_string = pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in HOSTILE_STRINGS.items()])
each_string_in_documents = pytest.mark.parametrize(
    "text", [pytest.param(text, id=name) for name, text in IN_DOCUMENTS.items()]
)


def hostile_results(text: str) -> tuple[ProposalResult, ...]:
    """Return a proposal with a warning, a waived warning and a notice, and one with an error, full of this text."""
    warning = replace(
        FINDING, pointer=join("/stakeholders", text), key=text, message=text, advice=text, excerpt=_excerpt(text)
    )
    problem = Problem(text, "unknown-property", f"/{text}", 3, 5, text)
    notice = Problem(text, "waiver-expired", hint=text, path=f"{_file(text)}.yaml", line=1)
    waived = replace(warning, waived=Waived(text, text, date(2027, 3, 1)))
    path = f"{_file(text)}.json"
    return (
        replace(WARNED, path=path, id=text, title=text, warnings=(warning, waived), notices=(notice,)),
        replace(INVALID, path=path, id=text, title=text, errors=(problem,)),
    )


def _file(text: str) -> str:
    """Return a name that a file can have: without zero byte, half of a surrogate pair as an escape, not too long."""
    return f"p/{text[:200]}".replace("\0", "").encode("utf-8", "backslashreplace").decode()


def _excerpt(text: str) -> Excerpt:
    line = f'"name": "{text[:100]}"'
    return Excerpt(83, ("{", line, "}"), 1, 8, len(line))
