"""One proposal: document -> validation -> facts -> engine -> warnings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from checker.document import Limits, read
from checker.engine import build_engine
from checker.engine.interface import Match
from checker.errors import DocumentRefused, Problem, RulesRefused, Undecided, UsageRefused, did_you_mean
from checker.facts import Fact, Vocabulary
from checker.findings import Warnings
from checker.naming import one_line
from checker.positions import locate
from checker.reading import read_within
from checker.report import ProposalResult, Status
from checker.resources import rules_folder, schema_file
from checker.rulebook.load import load_rulebook
from checker.rulebook.model import Rule, Rulebook, Severity
from checker.rulebook.reading import fields_read
from checker.rulebook.select import select as selected
from checker.rulebook.source import MAX_BYTES
from checker.validation import SchemaValidator
from checker.vocabulary import ProposalFacts, Schema, require

BUILTIN = "builtin"
"""The word that stands for the built-in policy packs where rule files are given."""


_LONGEST_REASON = 300
"""Characters of what another library says."""


@dataclass(frozen=True, slots=True)
class Examination:
    """A check with what it was made of, for whoever has to explain it.

    document: the proposal as it was read; None where it could not be read.
    facts: those that the rules ask for; matches: see `Engine.run`. Both are empty unless the status is `checked`.
    """

    result: ProposalResult
    document: Any = None
    facts: Sequence[Fact] = ()
    matches: Sequence[Match] = ()


class Checker:
    """Checks proposals against the rules of policy packs. Built once, immutable, then `check` is a function.

    It may be used from several threads: the rules engine serves one at a time, and the others wait. Nothing is shared
    with other processes; after a fork, build a new one.

    ::

        from checker import Checker

        checker = Checker()
        for warning in checker.check(Path("proposal.json").read_bytes()).warnings:
            print(warning.severity, warning.message)
    """

    def __init__(
        self,
        rules: Sequence[str | Path] | None = None,
        *,
        schema: Path | None = None,
        parameters: Mapping[str, object] | None = None,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        severities: Mapping[str, str] | None = None,
        today: date | None = None,
        engine: str = "auto",
        limits: Limits | None = None,
    ) -> None:
        """Load and compile the rules.

        rules: rule files and folders of them; "builtin" stands for the built-in packs, which are also the default.
        schema: the file of another JSON Schema for proposals than the built-in one, with its `x-fact` annotations.
        parameters: values for the packs' parameters, by name: numbers, lists, or the text that `--set` takes.
        select, ignore: rule ids, packs or tags; nothing selected means all rules.
        severities: another severity ("critical", "high", "medium", "low") for a rule, by its id or an earlier one.
        today: the date that rules compare with; by default the current date in UTC, read now and kept.
        engine: "auto", "durable" or "reference", see `checker.engine.build_engine`.
        limits: how large a document may be.

        Raises RulesRefused with all problems of all rule files, UsageRefused for a wrong engine and for a schema that
        can't be used, TypeError for one text where several are due: it would be taken letter by letter.
        """
        for name, given in (("rules", rules), ("select", select), ("ignore", ignore)):
            if isinstance(given, str | Path):
                raise TypeError(f"`{name}` is a list: [{str(given)!r}]")
        definition, vocabulary, self._validator = _schema_parts(schema) if schema else _built_in_schema_parts()
        self.schema: Schema = definition
        self.sections: Mapping[str, str] = _sections(definition)
        rulebook = load_rulebook(
            _rule_paths(rules), vocabulary, parameters=parameters, guidance_folders=[rules_folder() / "guidance"]
        )
        self.known_rules: Mapping[str, Rule] = {
            name: rule for rule in rulebook.warning_rules() for name in (rule.id, *rule.aliases)
        }
        """All rules that can warn, by their ids and earlier ids, those too that are not selected."""
        self.rulebook: Rulebook = selected(_with_severities(rulebook, severities or {}), select, ignore)
        self.today: date = _day(today or datetime.now(UTC))
        self.notes: tuple[str, ...]
        self._engine, self.notes = build_engine(self.rulebook, self.today, engine)
        self._facts = ProposalFacts(definition, fields_read(self.rulebook))
        self._warnings = Warnings(self.rulebook)
        self._limits = limits or Limits()
        self._built = True

    def __setattr__(self, name: str, value: object) -> None:
        self._refuse_change(name)
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        self._refuse_change(name)
        super().__delattr__(name)

    def _refuse_change(self, name: str) -> None:
        if "_built" in vars(self):
            raise AttributeError(f"a Checker is not changed: `{name}` is given when another one is built", name=name)

    @property
    def engine_name(self) -> str:
        """What reports call the engine that runs, with its version."""
        return self._engine.name

    def check(self, document: bytes) -> ProposalResult:
        """Return what is to be said about a proposal; `path` and `index` are left for the caller to fill in.

        document: the bytes of a JSON file. Whatever they are, this returns: a document that can't be read or is
        invalid, or that the engine could not finish, has its own status and errors, and no warnings.
        """
        return self.examine(document).result

    def examine(self, document: bytes) -> Examination:
        """Check a proposal, see `check`, and return the result with the facts and matches that it was made of."""
        try:
            proposal, indented = read(document, self._limits)
        except DocumentRefused as refused:
            return Examination(ProposalResult("", 0, None, Status.UNREADABLE, refused.problems))
        problems = [] if self._validator.accepts(proposal) else self._validator.problems(proposal)
        if problems:
            result = ProposalResult("", 0, _id(proposal), Status.INVALID, _located(problems, document))
            return Examination(result, proposal)
        title = one_line(proposal["title"])
        facts = self._facts.read(proposal)
        try:
            matches = self._engine.run(facts)
        except Undecided as undecided:
            problem = Problem(str(undecided), "undecided", "", 1, 1, undecided.hint)
            result = ProposalResult("", 0, proposal["id"], Status.UNDECIDED, (problem,), title=title)
            return Examination(result, proposal)
        warnings, notices = self._warnings.found(document, proposal, facts, matches, indented)
        result = ProposalResult("", 0, proposal["id"], Status.CHECKED, (), warnings, title=title, notices=notices)
        return Examination(result, proposal, facts, matches)


def _day(given: date) -> date:
    """Return the date, also of a datetime, which is a date for the type checker but can't be compared with one."""
    return given.date() if isinstance(given, datetime) else given


def _rule_paths(rules: Sequence[str | Path] | None) -> list[Path]:
    given = (BUILTIN,) if rules is None else rules
    return [rules_folder() if str(rule) == BUILTIN else Path(rule) for rule in given]


@cache
def _built_in_schema_parts() -> tuple[Schema, Vocabulary, SchemaValidator]:
    """Return the parts of the built-in schema, which all Checkers share: it comes with the package."""
    return _schema_parts(schema_file("proposal"))


def _schema_parts(path: Path) -> tuple[Schema, Vocabulary, SchemaValidator]:
    """Return a schema of proposals, the facts it speaks of, and what validates by it. Raises UsageRefused."""
    try:
        definition = json.loads(read_within(path, MAX_BYTES))
        if not isinstance(definition, dict):
            raise ValueError("it is no JSON object")
        validator = SchemaValidator(definition)
        vocabulary = ProposalFacts(definition).vocabulary
        require(definition, "title")
        return definition, vocabulary, validator
    except OSError as error:
        problem = Problem(f"The schema `{path}` can't be read: {error.strerror or error}.", "missing-path")
    except json.JSONDecodeError as error:
        problem = Problem(f"The schema `{path}` is no JSON: {error}.", "syntax")
    except (ValueError, RecursionError) as error:
        hint = "`caveat` needs a JSON Schema of draft 2020-12 with its own marks: begin with a copy of the built-in one"
        problem = Problem(f"The schema `{path}` can't be used: {_first_line(error)}.", "schema", hint=hint)
    raise UsageRefused([problem])


def _sections(schema: Schema) -> dict[str, str]:
    """Return what the schema calls the top-level properties of a proposal, in its order."""
    properties = schema.get("properties", {})
    return {name: one["title"] for name, one in properties.items() if isinstance(one, dict) and "title" in one}


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:_LONGEST_REASON]


def _with_severities(rulebook: Rulebook, severities: Mapping[str, str]) -> Rulebook:
    """Return the rulebook with other severities for some rules. Raises RulesRefused for unknown rules and levels."""
    known = {name: rule.id for rule in rulebook.warning_rules() for name in (rule.id, *rule.aliases)}
    levels = [level.value for level in Severity]
    problems = [
        Problem(f"There is no rule `{name}` that warns.", "unknown-rule", hint=did_you_mean(name, known))
        for name in severities
        if name not in known
    ]
    problems += [
        Problem(
            f"The severity of `{name}` can't be `{level}`, only {', '.join(levels[:-1])} or {levels[-1]}.",
            "unknown-severity",
            hint=did_you_mean(level, levels),
        )
        for name, level in severities.items()
        if level not in levels
    ]
    if problems:
        raise RulesRefused(problems)
    new = {known[name]: Severity(level) for name, level in severities.items()}

    def changed(rules: Sequence[Rule]) -> tuple[Rule, ...]:
        return tuple(replace(rule, severity=new[rule.id]) if rule.id in new else rule for rule in rules)

    return replace(
        rulebook, rules=changed(rulebook.rules), strata=tuple(changed(stratum) for stratum in rulebook.strata)
    )


def _located(problems: Sequence[Problem], document: bytes) -> tuple[Problem, ...]:
    """Return the problems with line and column: of their place, or of what contains it where there is no such place."""
    around = {one.pointer: _prefixes(one.pointer) for one in problems if one.pointer is not None}
    places = locate(document, {pointer for prefixes in around.values() for pointer in prefixes})
    located = []
    for problem in problems:
        prefixes = around[problem.pointer] if problem.pointer is not None else [""]
        line, column = next((places[prefix] for prefix in prefixes if prefix in places), (1, 1))
        located.append(replace(problem, line=line, column=column))
    return tuple(located)


def _prefixes(pointer: str) -> list[str]:
    """Return a pointer and those of everything that contains it, the innermost first."""
    tokens = pointer.split("/")
    return ["/".join(tokens[:length]) for length in range(len(tokens), 0, -1)]


def _id(proposal: Any) -> str | None:
    """Return the id of an invalid proposal, where it has one that can be shown."""
    found = proposal.get("id") if isinstance(proposal, dict) else None
    return one_line(found) if isinstance(found, str) else None
