"""The Checker: what becomes of one document, its options, and that it fails closed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import checker.engine.durable
from checker.check import Checker
from checker.cli.entry import run
from checker.document import Limits
from checker.engine.library import LibraryMissing
from checker.errors import Problem, Refused, RulesRefused, Undecided, UsageRefused
from checker.report import Severity, Status
from tests.schema_examples import PROPOSAL_SCHEMA, complete, minimal
from tests.small_rules import TODAY, as_bytes, findings, proposal, rule_file, warning

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.json"))
PARTNERS = [{"match": "partner", "as": "p"}]


@pytest.fixture(scope="module")
def built_in() -> Checker:
    return Checker(today=TODAY)


# What becomes of a document


def test_a_valid_proposal_is_checked(built_in: Checker) -> None:
    result = built_in.check(as_bytes(proposal(title="A  proposal")))
    assert (result.status, result.id, result.title, result.errors) == (Status.CHECKED, "p", "A proposal", ())
    assert result.warnings
    assert (result.path, result.index) == ("", 0)


@pytest.mark.parametrize(
    ("document", "line", "column"),
    [
        (b"", 1, 1),
        (b"{", 1, 2),
        (b'{"a": 1,\n "a": 2}', 2, 2),
        (b'{"title": "\xff"}', 1, 12),
        (b'[1,\n\n "\\ud800"]', 3, 3),
        (b'{"a": 1e400}', 1, 7),
    ],
)
def test_what_is_no_json_is_unreadable_and_says_where(
    built_in: Checker, document: bytes, line: int, column: int
) -> None:
    result = built_in.check(document)
    assert (result.status, result.id, result.title, result.warnings) == (Status.UNREADABLE, None, None, ())
    assert [(error.line, error.column) for error in result.errors] == [(line, column)]
    assert all(error.message.endswith(".") and error.keyword for error in result.errors)


def test_limits_are_kept(tmp_path: Path) -> None:
    rules = [rule_file(tmp_path, warning("One", PARTNERS))]
    small = Checker(rules, today=TODAY, engine="reference", limits=Limits(max_bytes=10))
    result = small.check(as_bytes(minimal()))
    assert (result.status, result.errors[0].keyword) == (Status.UNREADABLE, "too-large")
    flat = Checker(rules, today=TODAY, engine="reference", limits=Limits(max_depth=2))
    assert flat.check(as_bytes(minimal())).status is Status.UNREADABLE


INVALID = """\
{
  "format": "caveat/proposal-1", "id": "p",
  "partners": [
    {"id": "a", "name": "A", "group": "pubic_entity"},
    {"id": "b", "name": "B", "group": "public_entity", "rolls": []}
  ]
}
"""


def test_an_invalid_proposal_has_errors_with_pointer_line_column_and_hint_and_no_warnings(built_in: Checker) -> None:
    result = built_in.check(INVALID.encode())
    assert (result.status, result.id, result.title, result.warnings) == (Status.INVALID, "p", None, ())
    found = {(error.keyword, error.pointer, error.line, error.column) for error in result.errors}
    assert found == {
        ("required", "", 1, 1),
        ("enum", "/partners/0/group", 4, 39),
        ("unknown-property", "/partners/1/rolls", 5, 65),
    }
    assert {error.pointer: error.hint for error in result.errors}["/partners/1/rolls"] == "did you mean `roles`?"


@pytest.mark.parametrize("document", [b"[]", b"null", b"1", b'"text"', b"true", b"{}", b'{"id": 5}', b'{"id": ["x"]}'])
def test_json_that_is_no_proposal_is_invalid(built_in: Checker, document: bytes) -> None:
    result = built_in.check(document)
    assert (result.status, result.id) == (Status.INVALID, None)
    assert all(error.line == 1 and error.column for error in result.errors)
    assert result.errors


def test_the_same_id_twice_is_invalid_at_the_second(built_in: Checker) -> None:
    partner = minimal()["partners"][0]
    result = built_in.check(as_bytes(proposal(partners=[partner, partner])))
    assert result.status is Status.INVALID
    assert [error.pointer for error in result.errors] == ["/partners/1/id"]


class Failing:
    """An engine that does not finish."""

    name = "failing"

    def run(self, facts: object) -> Any:
        raise Undecided("the rules engine failed: out of memory")


def test_a_failure_of_the_engine_is_undecided_and_never_clean(tmp_path: Path) -> None:
    checker = Checker([rule_file(tmp_path, warning("One", PARTNERS))], today=TODAY, engine="reference")
    vars(checker)["_engine"] = Failing()
    result = checker.check(as_bytes(minimal()))
    assert (result.status, result.id, result.warnings) == (Status.UNDECIDED, "p", ())
    assert [(error.keyword, error.line) for error in result.errors] == [("undecided", 1)]
    assert "out of memory" in result.errors[0].message


def test_an_undecided_proposal_gives_exit_code_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(as_bytes(complete()))
    monkeypatch.setattr("checker.engine.reference.ReferenceEngine.run", Failing.run)
    assert run(["check", str(path), "--engine", "reference", "--format", "json", "--fail-on", "never"]) == 3
    report = json.loads(capsys.readouterr().out)
    assert report["summary"]["undecided"] == 1
    assert report["summary"]["checked"] == 0


def test_an_error_of_durable_rules_is_undecided() -> None:
    checker = Checker(today=TODAY, engine="durable")
    engine: Any = checker._engine
    failure = engine._failure

    def failing(*arguments: object) -> Any:
        raise failure("Could not assert fact, error code: 302")

    before = checker.check(as_bytes(minimal()))
    for rule_set in engine._program.rule_sets:
        rule_set.assert_facts = failing
    assert checker.check(as_bytes(minimal())).status is Status.UNDECIDED
    assert checker.check(as_bytes(minimal())) == before, "and the next proposal is checked as ever"


# Used again and again, from several threads, in any process


def test_a_checker_forgets_what_it_has_checked(built_in: Checker) -> None:
    documents = [path.read_bytes() for path in EXAMPLES] + [b"{", b"{}", as_bytes(minimal())]
    first = [built_in.check(document) for document in documents]
    assert [built_in.check(document) for document in reversed(documents)] == first[::-1]


@pytest.mark.parametrize("engine", ["durable", "reference"])
def test_threads_that_share_a_checker_get_what_each_would_get_alone(engine: str) -> None:
    documents = [*(path.read_bytes() for path in EXAMPLES), b"{", INVALID.encode(), as_bytes(minimal())] * 4
    alone = [Checker(today=TODAY, engine=engine).check(document) for document in documents[: len(documents) // 4]] * 4
    shared = Checker(today=TODAY, engine=engine)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(shared.check, documents)) == alone


def test_two_checkers_in_two_threads_do_not_disturb_each_other() -> None:
    documents = [path.read_bytes() for path in EXAMPLES] * 3
    checkers = [Checker(today=TODAY, select=[pack]) for pack in ("safeguards", "stakeholders")]
    alone = [[checker.check(document) for document in documents] for checker in checkers]
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda one: [one.check(document) for document in documents], checkers)) == alone


REPORTS_OF_BOTH_ENGINES = """
from checker.cli.entry import run
for engine in ("durable", "reference"):
    assert run(["check", "examples", "--format", "json", "--today", "2026-11-22", "--engine", engine]) == 1
"""


def test_the_report_has_the_same_bytes_whatever_the_hash_seed() -> None:
    reports = [
        subprocess.run(
            [sys.executable, "-c", REPORTS_OF_BOTH_ENGINES], cwd=ROOT, capture_output=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "4242")
    ]  # fmt: skip
    assert len(set(reports)) == 1
    assert b'"engine": "durable"' in reports[0] and b'"engine": "reference"' in reports[0]


# Options


def refusal(expected: type[Refused], **options: Any) -> tuple[Problem, ...]:
    with pytest.raises(expected) as refused:
        Checker(**{"today": TODAY, "engine": "reference", **options})
    return refused.value.problems


def test_rules_are_files_and_folders_and_builtin_adds_the_built_in_packs(tmp_path: Path) -> None:
    path = rule_file(tmp_path, warning("Mine", PARTNERS))
    document = as_bytes(minimal())
    mine = Checker([path], today=TODAY, engine="reference").check(document).warnings
    assert {finding.rule for finding in mine} == {"rule-0"}
    assert Checker([tmp_path], today=TODAY, engine="reference").check(document).warnings == mine
    built_in = Checker(today=TODAY, engine="reference").check(document).warnings
    assert Checker(["builtin"], today=TODAY, engine="reference").check(document).warnings == built_in
    both = Checker(["builtin", str(tmp_path)], today=TODAY, engine="reference").check(document).warnings
    assert set(both) == {*built_in, *mine}


def test_an_empty_list_of_rules_is_refused_and_not_taken_for_the_built_in_ones() -> None:
    assert [problem.keyword for problem in refusal(RulesRefused, rules=[])] == ["no-files"]


def test_rules_that_do_not_exist_are_refused(tmp_path: Path) -> None:
    (problem,) = refusal(RulesRefused, rules=[tmp_path / "gone.yaml"])
    assert problem.path == str(tmp_path / "gone.yaml")


def test_parameters_replace_defaults(tmp_path: Path) -> None:
    conditions = [{"match": "partner", "as": "p", "where": {"costs.staff_fte": {"gt": "$most"}}}]
    parameters = {"most": {"default": 1, "description": "Staff at most"}}
    rules = rule_file(tmp_path, warning("Many", conditions), parameters=parameters)
    document = minimal()
    document["partners"][0]["costs"] = {"staff_fte": 1.5}
    assert len(findings(rules, document)) == 1
    assert findings(rules, document, parameters={"most": "2"}) == ()
    assert findings(rules, document, parameters={"most": 1.5}) == ()
    (problem,) = refusal(RulesRefused, rules=[rules], parameters={"mots": 2})
    assert (problem.keyword, problem.hint) == ("unknown-parameter", "did you mean `most`?")
    assert refusal(RulesRefused, rules=[rules], parameters={"most": "many"})


def test_select_and_ignore_leave_rules_out(tmp_path: Path) -> None:
    tagged = {**warning("Two", PARTNERS), "tags": ["odd"]}
    rules = rule_file(tmp_path, warning("One", PARTNERS), tagged)

    def messages(**options: Any) -> list[str]:
        return [finding.message for finding in findings(rules, minimal(), **options)]

    assert messages() == ["One", "Two"]
    assert messages(select=["rule-0"]) == ["One"]
    assert messages(select=["odd"]) == ["Two"]
    assert messages(select=["small"], ignore=["odd"]) == ["One"]
    assert [one.keyword for one in refusal(RulesRefused, rules=[rules], select=["ood"])] == ["unknown-rule"]
    assert [one.keyword for one in refusal(RulesRefused, rules=[rules], ignore=["small"])] == ["no-rules"]


def test_severities_replace_those_of_the_rules_by_id_or_earlier_id(tmp_path: Path) -> None:
    rules = rule_file(tmp_path, {**warning("One", PARTNERS), "aliases": ["rule-before"]}, warning("Two", PARTNERS))

    def levels(**severities: str) -> list[tuple[str, Severity]]:
        options = {name.replace("_", "-"): level for name, level in severities.items()}
        return [(one.message, one.severity) for one in findings(rules, minimal(), severities=options)]

    assert levels() == [("One", Severity.HIGH), ("Two", Severity.HIGH)]
    assert levels(rule_0="low") == [("Two", Severity.HIGH), ("One", Severity.LOW)]
    assert levels(rule_before="critical") == [("One", Severity.CRITICAL), ("Two", Severity.HIGH)]


def test_wrong_severities_are_all_refused_with_the_rule_named(tmp_path: Path) -> None:
    rules = rule_file(tmp_path, warning("One", PARTNERS), {"when": PARTNERS, "derive": {"found": {"id": "$p.key"}}})
    problems = refusal(RulesRefused, rules=[rules], severities={"rule-0": "hihg", "rule-9": "low", "rule-1": "low"})
    assert [(one.keyword, one.message, one.hint) for one in problems] == [
        ("unknown-rule", "There is no rule `rule-9` that warns.", "did you mean `rule-0`?"),
        ("unknown-rule", "There is no rule `rule-1` that warns.", "did you mean `rule-0`?"),
        ("unknown-severity", "The severity of `rule-0` can't be `hihg`, only critical, high, medium or low.",
         "did you mean `high`?"),
    ]  # fmt: skip


@pytest.mark.parametrize("engine", ["durable", "reference"])
def test_today_is_the_day_that_dates_are_compared_with(tmp_path: Path, engine: str) -> None:
    conditions = [{"match": "proposal", "as": "p", "where": {"submitted_on": {"gt": "$today"}}}]
    rules = rule_file(tmp_path, warning("Early", conditions))
    document = as_bytes(proposal(submitted_on="2026-03-01"))

    def warnings(today: date) -> int:
        return len(Checker([rules], today=today, engine=engine).check(document).warnings)

    assert [warnings(date(2026, 2, 28)), warnings(date(2026, 3, 1)), warnings(date(2026, 3, 2))] == [1, 0, 0]
    assert warnings(datetime(2026, 2, 28, 23, 59, tzinfo=UTC)) == 1, "a datetime stands for its day"


def test_without_a_day_it_is_today_in_utc() -> None:
    before = datetime.now(UTC).date()
    checker = Checker(engine="reference")
    assert before <= checker.today <= datetime.now(UTC).date()


# Schemas


def write(path: Path, content: Any) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


UNUSABLE = {
    "no-object": [],
    "text": "",
    "marks-no-facts": {},
    "marks-no-facts-either": {name: value for name, value in PROPOSAL_SCHEMA.items() if name != "x-fact"},
    "no-schema": {**PROPOSAL_SCHEMA, "type": "objekt"},
    "wrong-mark": {**PROPOSAL_SCHEMA, "x-fact": 5},
    "no-properties": {"x-fact": "proposal"},
    "no-title": {**PROPOSAL_SCHEMA, "required": ["format", "id", "partners"]},
    "elsewhere": {**PROPOSAL_SCHEMA, "$ref": "https://example.org/schema"},
    "nowhere": {**PROPOSAL_SCHEMA, "properties": {"id": {"$ref": "#/$defs/gone"}}},
    "deep": "[" * 100_000,
    "no-utf8": "\udcff",
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_schema_that_can_not_be_used_is_refused_with_the_reason(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "schema.json"
    content = UNUSABLE[name]
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_bytes(text.encode(errors="surrogateescape"))
    (problem,) = refusal(UsageRefused, schema=path)
    assert problem.message.startswith(f"The schema `{path}` ")
    assert problem.message.endswith(".")
    document = write(tmp_path / "p.json", minimal())
    assert run(["check", str(document), "--schema", str(path)]) == 2
    assert "bug" not in capsys.readouterr().err


def test_a_schema_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (problem,) = refusal(UsageRefused, schema=tmp_path / "gone.json")
    assert problem.keyword == "missing-path"
    document = write(tmp_path / "p.json", minimal())
    assert run(["check", str(document), "--schema", str(tmp_path / "gone.json")]) == 2
    assert run(["check", str(document), "--schema", str(tmp_path)]) == 2
    assert "can't be read" in capsys.readouterr().err


def test_another_schema_brings_other_fields(tmp_path: Path) -> None:
    schema = json.loads(json.dumps(PROPOSAL_SCHEMA))
    schema["properties"]["budget"] = {"type": ["number", "null"]}
    path = write(tmp_path / "schema.json", schema)
    rules = rule_file(tmp_path, warning("Dear", [{"match": "proposal", "where": {"budget": {"gt": 5}}}]))
    assert len(findings(rules, proposal(budget=6), schema=path)) == 1
    assert findings(rules, proposal(budget=5), schema=path) == ()
    assert [problem.keyword for problem in refusal(RulesRefused, rules=[rules])] == ["unknown-field"]


# The choice of an engine


@pytest.fixture
def without_durable_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Any:
        raise LibraryMissing("No module named 'durable_rules_engine'")

    monkeypatch.setattr(checker.engine.durable, "load_library", missing)


def test_without_durable_rules_the_reference_engine_checks_and_one_note_says_so(
    without_durable_rules: None, built_in: Checker
) -> None:
    replaced = Checker(today=TODAY)
    (note,) = replaced.notes
    assert "durable_rules can't be imported (No module named 'durable_rules_engine')" in note
    assert replaced.engine_name.startswith("reference")
    assert replaced.check(as_bytes(complete())) == built_in.check(as_bytes(complete()))


def test_the_note_is_told_once_on_standard_error(
    without_durable_rules: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = write(tmp_path / "p.json", minimal())
    assert run(["check", str(document), str(document), "--format", "json", "--fail-on", "never"]) == 0
    printed = capsys.readouterr()
    assert printed.err.count("\n") == 1
    assert printed.err.startswith("caveat: note: ")
    assert json.loads(printed.out)["engine"].startswith("reference")


def test_asked_for_durable_rules_nothing_else_checks(
    without_durable_rules: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (problem,) = refusal(UsageRefused, engine="durable")
    assert problem.keyword == "engine-missing"
    assert problem.hint
    assert "--engine reference" in problem.hint
    document = write(tmp_path / "p.json", minimal())
    assert run(["check", str(document), "--engine", "durable"]) == 2


def test_a_library_that_can_not_be_imported_is_missing() -> None:
    """In a process of its own: a C extension is imported once."""
    code = (
        "import sys; sys.modules['durable_rules_engine'] = None\n"
        "from checker import Checker\n"
        "checker = Checker(); print(checker.engine_name.split()[0], len(checker.notes))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["reference", "1"]


@pytest.mark.parametrize("engine", ["durable", "reference", "auto"])
def test_an_engine_that_is_there_needs_no_note(engine: str) -> None:
    assert Checker(today=TODAY, engine=engine, select=["leadership"]).notes == ()


def test_an_unknown_engine_is_refused_with_the_nearest_one() -> None:
    (problem,) = refusal(UsageRefused, engine="refrence")
    assert (problem.keyword, problem.hint) == ("unknown-engine", "did you mean `reference`?")
