"""JUnit XML, as continuous integration shows the outcome of tests: each proposal a suite, each rule a test of it.

A rule fails where it has a warning that counts for --fail-on, and passes where it has none or only lesser ones (which
the suite's output lists); where all of its warnings are waived it is skipped, with the reasons. A proposal that could
not be checked is an error. Valid under the schemas in use: that of Jenkins, and that of Ant's report task.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from checker.errors import Problem
from checker.quoting import counted
from checker.report import Failure, Finding, ProposalResult, Run, Status
from checker.reporters import Options, words
from checker.reporters.display import harmless
from checker.rulebook.model import Rule

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
_END = "</testsuites>\n"
_CAN_BE_CHECKED = "the proposal can be checked"


@dataclass(frozen=True, slots=True)
class _Case:
    """A test. outcome: what it is but passed (`failure`, `error` or `skipped`), as an XML element."""

    name: str
    outcome: str = ""
    element: str = ""


def render(run: Run, results: Iterable[ProposalResult], options: Options) -> Iterator[str]:
    """Yield a suite for each proposal."""
    rules = sorted(run.rulebook.warning_rules(), key=lambda rule: (rule.pack, rule.id))
    yield _HEAD
    for number, result in enumerate(results):
        yield _suite(number, result, rules, run, options)
    yield _END


def failure(failure: Failure) -> str:
    """Return a suite whose only test is an error: that the command could not do its work."""
    case = _Case("caveat can run", "error", _element("error", "failed", failure.problems))
    return (
        _HEAD + _written(0, "caveat", "caveat", "1970-01-01", [case], {"exit code": str(int(failure.exit_code))}) + _END
    )


def _suite(number: int, result: ProposalResult, rules: Sequence[Rule], run: Run, options: Options) -> str:
    passed = ""
    if result.status is Status.CHECKED:
        counting = [finding for finding in result.warnings if _counts(finding, options)]
        lesser = [one for one in result.warnings if one.waived is None and one not in counting]
        cases = [_case(name, result, counting, run) for name in _names(rules, result)]
        passed = "\n\n".join(_told(finding, result, run) for finding in lesser)
    else:
        cases = [_Case(_CAN_BE_CHECKED, "error", _element("error", result.status, result.errors))]
    about = {
        "title": result.title or "",
        "status": result.status,
        "rules": run.rulebook.digest,
        "engine": run.engine,
    }
    notices = "\n".join(_one_line(notice) for notice in result.notices)
    document = words.document(result)
    return _written(number, document, result.id or document, run.today.isoformat(), cases, about, passed, notices)


def _written(
    number: int,
    name: str,
    group: str,
    day: str,
    cases: Sequence[_Case],
    properties: dict[str, str],
    output: str = "",
    errors: str = "",
) -> str:
    """Return a suite. Its times are made up (no time, at the start of the day): the same input gives the same bytes."""
    count = {kind: sum(case.outcome == kind for case in cases) for kind in ("failure", "error", "skipped")}
    lines = [
        f"  <testsuite name={_attribute(name)} package={_attribute(group)} id={_attribute(str(number))}"
        f' timestamp="{day}T00:00:00" hostname="localhost" tests="{len(cases)}" failures="{count["failure"]}"'
        f' errors="{count["error"]}" skipped="{count["skipped"]}" time="0">',
        "    <properties>",
        *(f"      <property name={_attribute(key)} value={_attribute(value)}/>" for key, value in properties.items()),
        "    </properties>",
    ]
    for case in cases:
        start = f'    <testcase classname={_attribute(group)} name={_attribute(case.name)} time="0"'
        lines.append(f"{start}>{case.element}</testcase>" if case.element else f"{start}/>")
    lines += [f"    <system-out>{escape(output)}</system-out>", f"    <system-err>{escape(errors)}</system-err>"]
    return "\n".join([*lines, "  </testsuite>\n"])


def _names(rules: Sequence[Rule], result: ProposalResult) -> list[str]:
    """Return the ids of the rules in force; those that only a result knows, such as one that was read, come last."""
    return list(dict.fromkeys([rule.id for rule in rules] + [finding.rule for finding in result.warnings]))


def _case(name: str, result: ProposalResult, counting: Sequence[Finding], run: Run) -> _Case:
    failing = [finding for finding in counting if finding.rule == name]
    if failing:
        first = failing[0].message
        message = first if len(failing) == 1 else f"{counted(len(failing), 'warning')}, the first: {first}"
        text = "\n\n".join(_told(finding, result, run) for finding in failing)
        attributes = f"message={_attribute(message)} type={_attribute(failing[0].severity)}"
        return _Case(name, "failure", f"<failure {attributes}>{escape(text)}</failure>")
    found = [finding for finding in result.warnings if finding.rule == name]
    if found and all(finding.waived is not None for finding in found):
        text = "\n\n".join(_told(finding, result, run) for finding in found)
        return _Case(name, "skipped", f"<skipped>{escape(text)}</skipped>")
    return _Case(name)


def _counts(finding: Finding, options: Options) -> bool:
    least = options.fail_on
    return finding.waived is None and least is not None and finding.severity.rank <= least.rank


def _told(finding: Finding, result: ProposalResult, run: Run) -> str:
    lines = [f"{words.place(result, finding.line, finding.column)} {finding.rule} ({finding.severity})"]
    lines.append(finding.message)
    if finding.waived is not None:
        lines.append(f"Waived: {words.waiver(finding.waived)}")
    if finding.advice:
        lines.append(f"To do: {finding.advice}")
    lines += [f"Why: {words.statement(name, run)}" for name in finding.cites]
    return "\n".join(harmless(line) for line in lines)


def _element(name: str, kind: str, problems: Sequence[Problem]) -> str:
    """Return an element that tells problems: the first in its message, all of them in its text."""
    text = "\n".join(_one_line(problem) for problem in problems)
    attributes = f"message={_attribute(problems[0].message)} type={_attribute(kind)}"
    return f"<{name} {attributes}>{escape(text)}</{name}>"


def _one_line(problem: Problem) -> str:
    return harmless(str(problem))


def _attribute(text: str) -> str:
    return quoteattr(harmless(text))
