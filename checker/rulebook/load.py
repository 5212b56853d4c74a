"""Rule files -> a rulebook that is ready for an engine, or everything that is wrong with them at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from checker.errors import RulesRefused
from checker.facts import Vocabulary
from checker.rulebook.check import RuleChecker
from checker.rulebook.files import rule_files
from checker.rulebook.forms import FileForm, TableForm
from checker.rulebook.guidance import GuidanceShelf
from checker.rulebook.inference import facts_with_places, infer
from checker.rulebook.lookup import Lookup
from checker.rulebook.model import Pack, Parameter, Rulebook, Source, Table
from checker.rulebook.parse import parse_file, unreadable_file
from checker.rulebook.problems import Problems
from checker.rulebook.reference_data import set_parameters
from checker.rulebook.source import read_bytes, read_tree
from checker.rulebook.strata import negative_cycles, stratify
from checker.rulebook.structure import structure_problems


def load_rulebook(
    paths: Sequence[Path],
    vocabulary: Vocabulary,
    *,
    parameters: Mapping[str, object] | None = None,
    guidance_folders: Sequence[Path] = (),
) -> Rulebook:
    """Return the rules of files and folders, checked against the facts that proposals have.

    vocabulary: the facts that are read from a proposal.
    parameters: values that replace defaults: text as an option has it ("0.75"; "a,b" for a list), a number, or a list.
    guidance_folders: where guidance is looked for that no `guidance` folder beside the rule file has.

    Raises RulesRefused with every problem of every file: path, line, column, and the nearest known name.
    """
    problems = Problems()
    contents: dict[Path, bytes] = {}
    forms = _read_forms(rule_files(paths), contents, problems)
    shelf = GuidanceShelf(guidance_folders, problems)
    rulebook = _check(forms, vocabulary, parameters or {}, shelf, problems)
    if problems:
        raise RulesRefused(problems.sorted())
    files = contents | shelf.contents
    return replace(rulebook, digest=_digest(files, rulebook.parameters), files_digest=_digest(files, {}))


def _read_forms(files: Iterable[Path], contents: dict[Path, bytes], problems: Problems) -> list[FileForm]:
    """Return the forms of the files, and put the bytes of those that can be read into `contents`."""
    forms = []
    for path in files:
        try:
            contents[path] = read_bytes(path)
            tree = read_tree(path, contents[path])
        except RulesRefused as error:
            problems.extend(error.problems)
            forms.append(unreadable_file(str(path)))
        else:
            found = structure_problems(tree, "rules")
            problems.extend(found)
            if any(problem.keyword == "more" for problem in found):
                forms.append(unreadable_file(str(path)))  # where the others are is not known
            else:
                forms.append(parse_file(tree, [problem.pointer or "" for problem in found], problems))
    return forms


def _check(
    forms: Sequence[FileForm],
    vocabulary: Vocabulary,
    overrides: Mapping[str, object],
    shelf: GuidanceShelf,
    problems: Problems,
) -> Rulebook:
    """Return the rulebook of some files, without its digest; whatever is wrong is added to `problems`."""
    _refuse_duplicates(forms, problems)
    certain = all(form.complete for form in forms)
    unsure = frozenset().union(*(form.unsure for form in forms)) if certain else None
    parameter_forms = [parameter for form in forms for parameter in form.parameters]
    parameters, wrong_overrides = set_parameters(parameter_forms, overrides, unsure)
    problems.extend(wrong_overrides)
    tables = {table.name.value: table for form in forms for table in form.tables}
    rule_forms = [rule for form in forms for rule in form.rules]
    types, untyped = infer(
        vocabulary, [table for form in forms for table in form.tables], rule_forms, parameters, problems
    )
    lookup = Lookup(
        types, parameters, tables, None, unsure, frozenset(untyped), facts_with_places(rule_forms), problems
    )
    rules = [
        checker.rule(rule)
        for form in forms
        for checker in [RuleChecker(replace(lookup, statements=shelf.of(form)))]
        for rule in form.rules
    ]
    for cycle in negative_cycles(rules):
        message = f"a rule would have to finish before it can begin: {cycle}"
        problems.add(cycle.source, "cycle", message, "`none` and `count` need all facts of a kind to be known before")
    if problems:
        return Rulebook((), (), {})
    for (fact, field), source in untyped.items():
        problems.add(source, "type", f"the type of `{fact}.{field}` can't be told: it only ever comes from itself")
    return Rulebook(
        rules=tuple(rules),
        strata=stratify(rules),
        vocabulary=types,
        tables={name: _table(table) for name, table in tables.items()},
        parameters=parameters,
        statements=shelf.statements,
        guidance=shelf.publications,
        packs={form.pack.value: Pack(form.pack.value, form.title, form.pack.source) for form in forms},
    )


def _refuse_duplicates(forms: Iterable[FileForm], problems: Problems) -> None:
    """Add a problem for each pack, parameter, and rule id (earlier ones included) that is there already."""
    names: dict[tuple[str, str], Source] = {}
    for form in forms:
        written = [("pack", form.pack)] if form.complete and form.pack.value else []
        written += [("parameter", parameter.name) for parameter in form.parameters]
        written += [("rule", name) for rule in form.rules for name in (rule.id, *rule.aliases)]
        for kind, name in written:
            first = names.setdefault((kind, name.value), name.source)
            if first is not name.source:
                place = f"{first.path}:{first.line}:{first.column}"
                problems.add(name.source, f"duplicate-{kind}", f"there is a {kind} `{name.value}` already, at {place}")


def _table(form: TableForm) -> Table:
    rows = tuple(tuple(cell.value for cell in row) for row in form.rows)
    return Table(form.name.value, form.columns, rows, form.name.source)


def _digest(contents: Mapping[Path, bytes], parameters: Mapping[str, Parameter]) -> str:
    """Return a digest that is the same wherever the files lie, and in whatever order they are named."""
    files = sorted((path.name, hashlib.sha256(data).hexdigest()) for path, data in contents.items())
    values = sorted((name, str(parameter.value)) for name, parameter in parameters.items())
    return "sha256:" + hashlib.sha256(json.dumps([files, values]).encode()).hexdigest()
