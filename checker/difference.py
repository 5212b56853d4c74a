"""What changed in the warnings between two revisions of a proposal, or two reports.

Warnings are matched by their fingerprints, which stay when a proposal is reordered. A fingerprint holds the proposal's
id: where that changed, warnings are matched by their rule, the key of their place, and what they say.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from checker.causes import Cause, Causes, Look, Mark
from checker.changes import Change, Revisions, partners
from checker.document import parse
from checker.report import Finding, ProposalResult, Status
from checker.rulebook.model import Severity
from checker.steps import Checks

_Marking: TypeAlias = Callable[[Iterable[Finding]], list[Mark]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A warning in both revisions."""

    old: Finding
    new: Finding


@dataclass(frozen=True, slots=True)
class Difference:
    """Two results of one proposal, compared. `old` or `new` is None where only the other one is there.

    resolved, added: warnings that are only in the old, or only in the new result, by their marks, in order.
    unchanged: those in both.
    """

    old: ProposalResult | None
    new: ProposalResult | None
    resolved: Mapping[Mark, Finding] = field(default_factory=dict)
    added: Mapping[Mark, Finding] = field(default_factory=dict)
    unchanged: tuple[Pair, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether both could be checked; otherwise there is nothing to compare."""
        return all(result is None or result.status is Status.CHECKED for result in (self.old, self.new))

    @property
    def is_renamed(self) -> bool:
        """Whether the proposal has another id than before."""
        return self.old is not None and self.new is not None and self.old.id != self.new.id

    @property
    def waived_since(self) -> list[Pair]:
        """The warnings in both that are waived now and were not."""
        return [pair for pair in self.unchanged if pair.old.waived is None and pair.new.waived is not None]

    @property
    def no_longer_waived(self) -> list[Pair]:
        """The warnings in both that were waived and are not now."""
        return [pair for pair in self.unchanged if pair.old.waived is not None and pair.new.waived is None]

    @property
    def decided_alike(self) -> list[Pair]:
        """The warnings in both that count, or don't, as before."""
        return [pair for pair in self.unchanged if (pair.old.waived is None) == (pair.new.waived is None)]

    def worse(self, severity: Severity | None) -> list[Finding]:
        """Return the warnings that count now and did not before, of this severity or graver; none for None."""
        came = [*self.added.values(), *(pair.new for pair in self.no_longer_waived)]
        return [
            one for one in came if one.waived is None and severity is not None and one.severity.rank <= severity.rank
        ]


@dataclass(frozen=True, slots=True)
class Explained:
    """A difference with what the documents say about it.

    changes: those of the proposal; None where its documents are not at hand.
    causes: of `resolved` and `added`, in their order; empty where nothing can be said.
    """

    difference: Difference
    changes: Sequence[Change] | None = None
    resolved: Sequence[Cause] = ()
    added: Sequence[Cause] = ()

    @property
    def other_changes(self) -> list[Change]:
        """The changes that made no warning come or go, as far as is known."""
        named = {change.number for cause in (*self.resolved, *self.added) for change in cause.changes}
        return [change for change in self.changes or () if change.number not in named]


def paired(
    old: Sequence[ProposalResult], new: Sequence[ProposalResult]
) -> Iterator[tuple[ProposalResult | None, ProposalResult | None]]:
    """Pair the results of two runs by id and path, then by id, then by path; two single ones belong together anyway."""
    if len(old) == len(new) == 1:
        yield old[0], new[0]
        return
    pairs = partners(old, new, lambda one: one.id and (one.id, _place(one)), lambda one: one.id, _place)
    for number, result in enumerate(old):
        yield result, new[pairs[number]] if number in pairs else None
    came = set(range(len(new))) - set(pairs.values())
    for number in sorted(came):
        yield None, new[number]


def difference(old: ProposalResult | None, new: ProposalResult | None) -> Difference:
    """Compare two results of one proposal; one of them is there."""
    found = Difference(old, new)
    if not found.is_complete:
        return found
    marks = _marking(old, new)
    before, after = _marked(old, marks), _marked(new, marks)
    return Difference(
        old,
        new,
        {key: finding for key, finding in before.items() if key not in after},
        {key: finding for key, finding in after.items() if key not in before},
        tuple(Pair(finding, after[key]) for key, finding in before.items() if key in after),
    )


def explained(found: Difference, before: bytes | None, after: bytes | None, checks: Checks | None) -> Explained:
    """Return a difference with the changes between the documents, and which of them caused what.

    before, after: the documents of both results, which `parse` accepts; None where they are not at hand.
    checks: what checks revisions in between as the results were checked; None where causes can't be proven.
    """
    if before is None or after is None or not found.is_complete:
        return Explained(found)
    revisions = Revisions.of(parse(before), parse(after))
    causes = Causes(revisions, None if checks is None else _look(checks, _marking(found.old, found.new)))
    return Explained(
        found,
        revisions.changes,
        [causes.of(finding, mark, came=False) for mark, finding in found.resolved.items()],
        [causes.of(finding, mark, came=True) for mark, finding in found.added.items()],
    )


def _look(checks: Checks, marks: _Marking) -> Look:
    def look(document: object) -> frozenset[Mark] | None:
        result = checks.check(json.dumps(document).encode())
        return frozenset(marks(result.warnings)) if result.status is Status.CHECKED else None

    return look


def _marking(old: ProposalResult | None, new: ProposalResult | None) -> _Marking:
    """Return what gives the warnings of a revision the marks that they are matched by."""
    if old is None or new is None or old.id == new.id:
        return lambda findings: [finding.fingerprint for finding in findings]
    ids = {f"proposal {result.id}" for result in (old, new)}
    return lambda findings: _likenesses(findings, ids)


def _likenesses(findings: Iterable[Finding], ids: set[str]) -> list[Mark]:
    """Return marks without the proposal's id; what is said twice is numbered."""
    seen: Counter[str] = Counter()
    marks = []
    for finding in findings:
        mark = "\0".join([finding.rule, "" if finding.key in ids else finding.key, finding.message])
        seen[mark] += 1
        marks.append(f"{mark}\0{seen[mark]}")
    return marks


def _marked(result: ProposalResult | None, marks: _Marking) -> dict[Mark, Finding]:
    return {} if result is None else dict(zip(marks(result.warnings), result.warnings, strict=True))


def _place(result: ProposalResult) -> tuple[str, int]:
    return result.path, result.index
