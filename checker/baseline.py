"""A baseline: the warnings that were there when somebody began to count. Only what is new counts in a check with it.

A warning is known by the proposal's id and its fingerprint. The warnings of mandatory rules are never part of it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from checker.errors import Problem, Refused, RulesRefused
from checker.quoting import counted, name
from checker.reading import is_missing
from checker.report import Finding, Json, ProposalResult, Status, Waived
from checker.rulebook.source import read_bytes, read_tree
from checker.rulebook.structure import structure_problems
from checker.steps import digest

FORMAT = "caveat/baseline-1"
DEFAULT_NAME = "caveat.baseline.json"
_MAX_BYTES = 256 * 1024 * 1024

Entries: TypeAlias = Mapping[str, Mapping[str, Json]]
"""By the id of a proposal and the fingerprint of a warning: its rule, key and message."""


class BaselineRefused(Refused):
    """A baseline can't be used, made or written."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A baseline file: its path, the digest of its bytes, and what it holds."""

    path: str
    digest: str
    entries: Entries

    def has(self, proposal: str | None, finding: Finding) -> bool:
        """Whether a warning about a proposal was there already."""
        return finding.fingerprint in self.entries.get(proposal or "", {})


class Comparing:
    """The step that takes the warnings of a baseline out of account. Built once; immutable.

    mandatory: the ids of the rules whose warnings always count.
    """

    def __init__(self, baseline: Baseline, mandatory: Collection[str]) -> None:
        self._baseline = baseline
        self._mandatory = frozenset(mandatory)
        self._known = Waived(f"It is in the baseline {baseline.path}.")

    def __call__(self, document: bytes, result: ProposalResult) -> ProposalResult:
        """Return the result, those of its warnings marked that were there already and are not waived by other means."""
        known = [one for one in result.warnings if self._baseline.has(result.id, one)]
        if not known:
            return result
        mandatory = [finding for finding in known if finding.rule in self._mandatory]
        marked = {finding.fingerprint for finding in known if finding.rule not in self._mandatory}
        warnings = tuple(
            replace(finding, waived=self._known)
            if finding.waived is None and finding.fingerprint in marked
            else finding
            for finding in result.warnings
        )
        return replace(result, warnings=warnings, notices=(*result.notices, *self._notices(mandatory)))

    def _notices(self, mandatory: Iterable[Finding]) -> Iterable[Problem]:
        for rule in sorted({finding.rule for finding in mandatory}):
            message = f"The rule {name(rule)} is mandatory: its warnings count, though they are in the baseline."
            hint = "`caveat baseline update` takes them out of it."
            yield Problem(message, "baseline-mandatory", hint=hint, path=self._baseline.path)


def load_baseline(path: Path) -> Baseline:
    """Return the baseline that a file holds. Raises BaselineRefused with everything that is wrong with it."""
    return parse_baseline(path, read_baseline(path))


def read_baseline(path: Path) -> bytes:
    """Return what is in the file of a baseline. Raises BaselineRefused."""
    if is_missing(path):
        hint = "`caveat baseline create` makes it."
        raise BaselineRefused([Problem("There is no such baseline.", "missing-path", path=str(path), hint=hint)])
    with _refusing(path):
        return read_bytes(path, _MAX_BYTES)


def parse_baseline(path: Path, data: bytes) -> Baseline:
    """Return the baseline that the bytes of a file hold; raises BaselineRefused, see `load_baseline`."""
    with _refusing(path):
        tree = read_tree(path.with_suffix(".json"), data)
        problems = structure_problems(tree, "baseline")
        if problems:
            raise RulesRefused(problems)
    return Baseline(str(path), digest(data), tree.plain()["proposals"])


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Let what refuses the content of a file, as it would a rule file's, refuse the baseline by its name."""
    try:
        yield
    except RulesRefused as refused:
        raise BaselineRefused(replace(problem, path=str(path)) for problem in refused.problems) from None


def entries_of(results: Iterable[ProposalResult], mandatory: Collection[str]) -> dict[str, dict[str, Json]]:
    """Return what a baseline of some results holds: their warnings in force, but for those of mandatory rules.

    Raises BaselineRefused where a proposal could not be checked: a baseline without its warnings would be wrong.
    """
    entries: dict[str, dict[str, Json]] = {}
    problems = []
    for result in results:
        if result.status is not Status.CHECKED or result.id is None:
            hint = f"`caveat check {result.path}` says why; mend it, or leave it out."
            message = f"`{result.path}` could not be checked, so there is no baseline of it."
            problems.append(Problem(message, "unchecked", hint=hint))
            continue
        found = entries.setdefault(result.id, {})
        for finding in result.warnings:
            if finding.waived is None and finding.rule not in mandatory:
                found[finding.fingerprint] = {
                    "rule": finding.rule, "key": finding.key, "message": finding.message,
                }  # fmt: skip
    if problems:
        raise BaselineRefused(problems)
    return entries


def written(entries: Entries) -> str:
    """Return the text of a baseline file, sorted so that changes of it are easy to read."""
    proposals = {
        proposal: dict(sorted(warnings.items(), key=lambda item: (item[1]["rule"], item[1]["key"], item[0])))
        for proposal, warnings in sorted(entries.items())
    }
    return json.dumps({"format": FORMAT, "proposals": proposals}, indent=2, ensure_ascii=False) + "\n"


def summarized(entries: Entries) -> str:
    """Say how much a baseline holds."""
    warnings = sum(len(warnings) for warnings in entries.values())
    return f"{counted(warnings, 'warning')} about {counted(len(entries), 'proposal')}"
