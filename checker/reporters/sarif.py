"""SARIF 2.1.0, the interchange format of static analysis (OASIS): one run, a result for each warning, as results come.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. Nothing in it depends on the clock or the machine: the
same input gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from checker import __version__
from checker.errors import Problem
from checker.report import Excerpt, Failure, Finding, Json, ProposalResult, Run, Summary, Waived
from checker.reporters import Options, words
from checker.reporters.display import harmless
from checker.reporters.dump import dump
from checker.reporters.sarif_rules import LEVELS, RANKS, descriptor

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "caveat/v1"
"""The name of our fingerprints: with another way to make them, it would be v2."""

_BASE = "SRCROOT"
_CUT = "…"
_DRIVE = re.compile(r"[A-Za-z]:/")
_PLACEHOLDER_OR_LINK = re.compile(r"\{(?=\d)|\](?=\()")
_END = "\n    }\n  ]\n}"  # of a run, of the runs, and of the log
_MARGIN = " " * 8


def render(run: Run, results: Iterable[ProposalResult], options: Options) -> Iterator[str]:
    """Yield the log piece by piece; it is whole only after the last one."""
    rules = [descriptor(rule, run.rulebook) for rule in run.rulebook.warning_rules()]
    indices = {rule["id"]: number for number, rule in enumerate(rules)}
    about: Json = {"today": run.today.isoformat(), "engine": run.engine, "rulesDigest": run.rulebook.digest}
    head = _log({**_tool(run.version, rules), **_conventions(), "properties": about})
    yield head.removesuffix(_END) + ',\n      "results": ['
    summary = Summary()
    notifications: list[Json] = []
    separator = "\n"
    for result in results:
        summary.add(result)
        notifications.extend(_notifications(result))
        texts = [_indented(_result(finding, result, indices)) for finding in result.warnings]
        yield "".join([separator, ",\n".join(texts)] if texts else [])
        separator = ",\n" if texts else separator
    yield ("\n      ]" if separator != "\n" else "]") + _invocations(summary, notifications, options) + _END + "\n"


def failure(failure: Failure) -> str:
    """Return a log whose invocation did not succeed, and why."""
    invocation = {
        "executionSuccessful": False,
        "exitCode": int(failure.exit_code),
        "toolConfigurationNotifications": [_notification("error", one, one.path) for one in failure.problems],
    }
    return _log({**_tool(__version__, []), **_conventions(), "invocations": [invocation], "results": []}) + "\n"


def _log(run: Json) -> str:
    return dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=True)


def _tool(version: str, rules: list[Json]) -> Json:
    driver = {"name": "caveat", "version": version, "semanticVersion": version, "rules": rules}
    return {"tool": {"driver": driver}}


def _conventions() -> Json:
    text = "The folder in which caveat was run; all paths are relative to it."
    return {
        "columnKind": "unicodeCodePoints",
        "defaultEncoding": "utf-8",
        "originalUriBaseIds": {_BASE: {"description": {"text": text}}},
    }


def _result(finding: Finding, result: ProposalResult, indices: Mapping[str, int]) -> Json:
    found: Json = {"ruleId": finding.rule}
    if finding.rule in indices:
        found["ruleIndex"] = indices[finding.rule]
    advice = f" To do: {finding.advice}" if finding.advice else ""
    return found | {
        "level": LEVELS[finding.severity],
        "rank": RANKS[finding.severity],
        "message": {"text": _plain(finding.message + advice)},
        "locations": [_location(result.path, finding.line, finding.column, finding.excerpt) | _logical(finding)],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "suppressions": [] if finding.waived is None else [_suppression(finding.waived)],
        "properties": {
            "severity": finding.severity,
            "pack": finding.pack,
            "proposal": harmless(result.id or ""),
            "index": result.index,
            "advice": harmless(finding.advice),
            "cites": list(finding.cites),
        },
    }


def _plain(text: str) -> str:
    """Return a text message (§3.11.3) without link, `[text](address)`, and placeholder, `{0}`: a space breaks them."""
    return _PLACEHOLDER_OR_LINK.sub(r"\g<0> ", harmless(text))


def _suppression(waived: Waived) -> Json:
    properties = {"approver": waived.approver, "expires": waived.expires and waived.expires.isoformat()}
    return {
        "kind": "external",
        "status": "accepted",
        "justification": harmless(waived.reason),
        "properties": {name: harmless(value) for name, value in properties.items() if value},
    }


def _logical(finding: Finding) -> Json:
    """Return the place in the proposal itself: what it is called, and the JSON Pointer to it."""
    place = {"name": harmless(finding.key)}
    if finding.pointer:
        place["fullyQualifiedName"] = harmless(finding.pointer)
    return {"logicalLocations": [place]}


def _location(path: str, line: int | None, column: int | None, excerpt: Excerpt | None = None) -> Json:
    place: Json = {"artifactLocation": _artifact(path)}
    if line is not None:
        place["region"] = {"startLine": line, **({"startColumn": column} if column else {})}
        if excerpt is not None:
            place |= _quoted(line, column or 1, excerpt)
    return {"physicalLocation": place}


def _artifact(path: str) -> Json:
    """Return a URI (RFC 3986): relative to the working folder, absolute only where the path was given so."""
    uri = quote(path, safe="/", errors="backslashreplace")
    if path.startswith("/"):
        return {"uri": f"file://{uri}"}
    if _DRIVE.match(path):
        return {"uri": f"file:///{path[:2]}{uri[4:]}"}
    return {"uri": uri, "uriBaseId": _BASE}


def _quoted(line: int, column: int, excerpt: Excerpt) -> Json:
    """Return the region with its text, and the lines around it, as far as the excerpt has them uncut."""
    marked = excerpt.lines[excerpt.marked]
    if excerpt.start != column - 1 or excerpt.end <= excerpt.start or marked.endswith(_CUT):
        return {}
    text = marked[excerpt.start : excerpt.end]
    region = {"startLine": line, "startColumn": column, "endColumn": excerpt.end + 1, "snippet": {"text": text}}
    if len(excerpt.lines) == 1 or any(one.endswith(_CUT) for one in excerpt.lines):
        return {"region": region}
    last = excerpt.first + len(excerpt.lines) - 1
    around = {"startLine": excerpt.first, "endLine": last, "snippet": {"text": "\n".join(excerpt.lines)}}
    return {"region": region, "contextRegion": around}


def _notifications(result: ProposalResult) -> Iterator[Json]:
    for problem in result.errors:
        yield _notification("error", problem, result.path)
    for notice in result.notices:
        yield _notification("warning", notice, notice.path or result.path)


def _notification(level: str, problem: Problem, path: str | None) -> Json:
    hint = f" ({problem.hint})" if problem.hint else ""
    found: Json = {
        "descriptor": {"id": problem.keyword},
        "level": level,
        "message": {"text": _plain(problem.message + hint)},
    }
    if path is not None:
        found["locations"] = [_location(path, problem.line, problem.column)]
    return found


def _invocations(summary: Summary, notifications: list[Json], options: Options) -> str:
    """Return the end of the run: what became of it. A run of which a proposal could not be checked has no success."""
    code = summary.exit_code(options.fail_on)
    invocation = {
        "executionSuccessful": not summary.unchecked,
        "exitCode": int(code),
        "exitCodeDescription": words.reason(code, summary, options.fail_on),
        "toolExecutionNotifications": notifications,
    }
    return f',\n      "invocations": [\n{_indented(invocation)}\n      ]'


def _indented(value: Json) -> str:
    return _MARGIN + dump(value, indent=True).replace("\n", "\n" + _MARGIN)
