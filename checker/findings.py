"""Matches to warnings: where each points, what it says, and what it is known by.

A rule warns once per distinct value of what its `message` and `at` use, not once per way of matching. Which of several
ways a warning shows as its reason depends on the document alone: the one that comes first in it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from checker.engine.interface import Match
from checker.facts import Fact, Vocabulary
from checker.naming import Naming, place_of_field
from checker.origins import DocumentOrder, Origins
from checker.pointer import resolve
from checker.positions import locate
from checker.report import Evidence, Finding, in_order
from checker.rulebook.model import Match as MatchCondition
from checker.rulebook.model import Reference, Template, Warn


@dataclass(frozen=True, slots=True)
class _Said:
    """A match of a rule that warns: the facts by their names, and what its warning is distinguished by."""

    match: Match
    warn: Warn
    named: Mapping[str, Fact]
    pointer: str
    order: tuple[DocumentOrder, ...]


def findings(
    data: bytes, document: Mapping[str, Any], facts: Sequence[Fact], matches: Sequence[Match], vocabulary: Vocabulary
) -> tuple[Finding, ...]:
    """Return the warnings for a proposal, in the order of reports.

    data, document: the proposal as it was written, and read. facts: those that were read from it. matches: of its rules.
    """
    return _Findings(document, facts, matches, vocabulary).written(data)


class _Findings:
    def __init__(
        self, document: Mapping[str, Any], facts: Sequence[Fact], matches: Sequence[Match], vocabulary: Vocabulary
    ) -> None:
        self._document = document
        self._matches = matches
        self._naming = Naming(document, facts, vocabulary)
        self._origins = Origins(document, matches)

    def written(self, data: bytes) -> tuple[Finding, ...]:
        chosen: dict[tuple[object, ...], _Said] = {}
        for match in self._matches:
            if match.rule.warn is not None:
                said = self._said(match, match.rule.warn)
                key = (match.rule.id, said.pointer, *self._used(said))
                if key not in chosen or said.order < chosen[key].order:
                    chosen[key] = said
        positions = locate(data, {said.pointer for said in chosen.values()})
        written = in_order(self._finding(said, positions[said.pointer]) for said in chosen.values())
        return tuple(_with_distinct_fingerprints(written))

    def _said(self, match: Match, warn: Warn) -> _Said:
        conditions = (one for one in match.rule.when if isinstance(one, MatchCondition))
        named = {one.name: fact for one, fact in zip(conditions, match.facts, strict=True) if one.name}
        return _Said(match, warn, named, self._at(warn.at, named), self._origins.order_of_match(match))

    def _at(self, at: Reference | None, named: Mapping[str, Fact]) -> str:
        if at is None:
            return ""
        pointer = self._origins.pointer(named[at.name])
        if at.field is not None:
            try:
                resolve(self._document, place := place_of_field(pointer, at.field))
                return place
            except LookupError:
                pass
        return pointer

    def _used(self, said: _Said) -> Iterable[object]:
        """What the message uses: facts as such, and values of their fields."""
        for reference in said.warn.message.references:
            fact = said.named[reference.name]
            yield id(fact) if reference.field is None else self._naming.text(fact, reference.field)

    def _finding(self, said: _Said, position: tuple[int, int]) -> Finding:
        rule, warn = said.match.rule, said.warn
        key = self._key(said)
        assert rule.severity is not None
        return Finding(
            rule=rule.id,
            pack=rule.pack,
            severity=rule.severity,
            pointer=said.pointer,
            line=position[0],
            column=position[1],
            key=key,
            message=self._filled(warn.message, said.named),
            advice=self._filled(warn.advice, said.named),
            cites=self._cites(said),
            fingerprint=self._fingerprint(said, key),
            because=tuple(Evidence(fact.type, fact.pointer) for fact in self._origins.read_facts(said.match)),
        )

    def _key(self, said: _Said) -> str:
        at = said.warn.at
        return self._naming.key(said.named[at.name]) if at else f"proposal {self._document['id']}"

    def _filled(self, template: Template, named: Mapping[str, Fact]) -> str:
        return "".join(part if isinstance(part, str) else self._shown(part, named) for part in template.parts)

    def _shown(self, reference: Reference, named: Mapping[str, Fact]) -> str:
        fact = named[reference.name]
        return self._naming.label(fact) if reference.field is None else self._naming.text(fact, reference.field)

    def _cites(self, said: _Said) -> tuple[str, ...]:
        cites = list(said.match.rule.cites)
        if said.warn.cites is not None:
            cites.append(str(said.named[said.warn.cites.name].values[said.warn.cites.field]))
        return tuple(dict.fromkeys(cites))

    def _fingerprint(self, said: _Said, key: str) -> str:
        """Made of the rule, the proposal's id, the key of the place and what else tells the warning from others."""
        others = [
            self._naming.key(said.named[one.name])
            if one.field is None
            else self._naming.text(said.named[one.name], one.field)
            for one in said.warn.message.references
            if said.warn.at is None or one.name != said.warn.at.name
        ]
        field = said.warn.at.field or "" if said.warn.at else ""
        parts = (said.match.rule.id, self._document["id"], key, field, *others)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _with_distinct_fingerprints(ordered: Iterable[Finding]) -> Iterator[Finding]:
    """Number the warnings that nothing but their position tells apart, so that none is lost where they are compared."""
    seen: Counter[str] = Counter()
    for finding in ordered:
        seen[finding.fingerprint] += 1
        number = seen[finding.fingerprint]
        yield finding if number == 1 else replace(finding, fingerprint=f"{finding.fingerprint}.{number}")
