"""Tests of rules and the rules that they test, loaded together."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from checker.check import Checker
from checker.errors import Problem, RulesRefused, did_you_mean
from checker.reading import is_missing, names_in
from checker.rulebook.files import ENDINGS, rule_files, unreadable_folder
from checker.rulebook.model import Rule, Rulebook
from checker.rulebook.problems import Problems
from checker.ruletests.model import Case, CaseFile, Explanation, Settings
from checker.ruletests.read import read_case_file


@dataclass(frozen=True, slots=True)
class Suite:
    """The tests in one folder.

    rules: those that are tested; the rulebook may have more, which they need. checkers: for the settings of each case.
    """

    rulebook: Rulebook
    rules: tuple[Rule, ...]
    cases: tuple[Case, ...]
    explanations: tuple[Explanation, ...]
    checkers: Mapping[Settings, Checker]


def load_suites(
    paths: Sequence[Path], further_rules: Sequence[str | Path] = (), *, engine: str = "auto"
) -> list[Suite]:
    """Return the tests that `paths` name: files of tests, and folders with all of theirs.

    further_rules: rule files, folders or "builtin": rules that those in the folder of the tests need.
    engine: what runs the cases, see `Checker`.

    Raises RulesRefused where there are no tests, or with all that is wrong with them or with the rules.
    """
    return [_load(folder, files, further_rules, engine) for folder, files in _by_folder(paths).items()]


def _by_folder(paths: Iterable[Path]) -> dict[Path, list[Path] | None]:
    """Return the files of tests to run in each folder, None for all of them."""
    wanted: dict[Path, list[Path] | None] = {}
    problems = []
    for path in paths:
        if os.path.isdir(path):
            wanted[path] = None
            try:
                if not _case_files(path):
                    message = "there are no tests (*.test.yaml) in this folder"
                    problems.append(Problem(message, "no-tests", path=str(path)))
            except OSError as error:
                problems.append(unreadable_folder(path, error))
        elif is_missing(path):
            problems.append(Problem("there is no such file or folder", "not-found", path=str(path), hint=_near(path)))
        elif not _is_case_file(path):
            beside = path.with_name(f"{path.stem}.test{path.suffix}")
            hint = f"did you mean `{beside.name}`?" if os.path.exists(beside) else None
            message = "the name of a file of tests ends in .test.yaml or .test.json"
            problems.append(Problem(message, "no-tests", path=str(path), hint=hint))
        elif (files := wanted.setdefault(path.parent, [])) is not None and path not in files:
            files.append(path)
    if not wanted and not problems:
        problems.append(Problem("no tests are given", "no-tests"))
    if problems:
        raise RulesRefused(problems)
    return wanted


def _near(path: Path) -> str | None:
    return did_you_mean(path.name, [name for name in names_in(path.parent) if _is_case_file(Path(name))])


def _case_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if _is_case_file(path) and not os.path.isdir(path))


def _is_case_file(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS and path.stem.lower().endswith(".test") and not path.name.startswith(".")


def _load(folder: Path, named: list[Path] | None, further_rules: Sequence[str | Path], engine: str) -> Suite:
    problems = Problems()
    read = [read_case_file(path, problems) for path in named or _case_files(folder)]
    files = [file for file in read if file is not None]
    own = rule_files([folder])
    rules = [*own, *further_rules]
    rulebook = Checker(rules, engine="reference").rulebook
    for file in files:
        _check_names(file, rulebook, problems)
    checkers = {
        settings: checker
        for file in files
        for settings in file.parameter_sources
        if (checker := _checker(rules, settings, file, engine, problems)) is not None
    }
    if problems:
        raise RulesRefused(problems.sorted())
    return Suite(
        rulebook,
        tuple(_tested(rulebook, files, None if named else own)),
        tuple(case for file in files for case in file.cases),
        tuple(one for file in files for one in file.equivalent),
        checkers,
    )


def _tested(rulebook: Rulebook, files: Iterable[CaseFile], all_of: Iterable[Path] | None) -> Iterator[Rule]:
    """Yield the rules of the packs that the tests name, or all rules of some files, whether or not they have tests."""
    packs = {file.pack for file in files}
    paths = None if all_of is None else {str(path) for path in all_of}
    for rule in rulebook.rules:
        if rule.pack in packs if paths is None else rule.source.path in paths:
            yield rule


def _check_names(file: CaseFile, rulebook: Rulebook, problems: Problems) -> None:
    if file.pack not in rulebook.packs:
        problems.unknown(file.pack_source, "pack", file.pack, rulebook.packs)
    warning = [rule.id for rule in rulebook.warning_rules()]
    every = [rule.id for rule in rulebook.rules]
    for case in file.cases:
        for expectation in case.expected:
            if expectation.rule in every and expectation.rule not in warning:
                message = f"the rule `{expectation.rule}` warns nobody"
                problems.add(expectation.source, "silent-rule", message, "test a rule that uses what it derives")
            elif expectation.rule not in warning:
                problems.unknown(expectation.source, "rule", expectation.rule, warning)
    for explanation in file.equivalent:
        if explanation.rule not in every:
            problems.unknown(explanation.source, "rule", explanation.rule, every)


def _checker(
    rules: Sequence[str | Path], settings: Settings, file: CaseFile, engine: str, problems: Problems
) -> Checker | None:
    """Return a Checker with the settings of a case; what is wrong with its parameters has the case's place."""
    try:
        return Checker(rules, parameters=json.loads(settings.parameters), today=settings.today, engine=engine)
    except RulesRefused as refused:
        source = file.parameter_sources[settings]
        problems.extend(
            problem if problem.path else replace(problem, path=source.path, line=source.line, column=source.column)
            for problem in refused.problems
        )
        return None
