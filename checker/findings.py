"""Matches to warnings: where each points, what it says, and what it is known by.

A rule warns once per distinct value of what its `message` and `at` use, not once per way of matching. Which of several
ways a warning shows as its reason depends on the document alone: the one that comes first in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, TypeAlias

from checker.engine.interface import Match
from checker.errors import Problem
from checker.facts import Fact
from checker.naming import Naming
from checker.origins import Origins
from checker.pointer import pointer_order
from checker.positions import locate
from checker.report import Evidence, Finding, in_order
from checker.rulebook.model import FieldOf, Reference, Rule, Rulebook, Template
from checker.rulebook.model import Match as MatchCondition

_Place: TypeAlias = tuple[int, str | None]
"""The position of a fact in a match, and a field of it or None for the fact itself."""


MOST_OF_A_RULE = 1_000
"""Warnings of one rule about one proposal; nobody reads more, and a hostile proposal could bring millions."""


class Warnings:
    """Makes the warnings of a rulebook. Built once; immutable."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._vocabulary = rulebook.vocabulary
        self._wordings = {rule.id: _Wording(rule) for rule in rulebook.warning_rules()}

    def found(
        self,
        data: bytes,
        document: Mapping[str, Any],
        facts: Sequence[Fact],
        matches: Sequence[Match],
        indented: bool = False,
    ) -> tuple[tuple[Finding, ...], tuple[Problem, ...]]:
        """Return the warnings for a proposal, in the order of reports, and what has to be said about them.

        data, document: the proposal as it was written, and as it was read. facts: those that were read from it.
        matches: all of its rules, those that derive facts included. indented: whether `data` is known to be, see
        `document.read`; lines and columns are then found sooner.
        Of one rule there are at most MOST_OF_A_RULE, the first ones in the document; the notices say of which rules
        there would be more.
        """
        made, notices = self._made(data, document, facts, matches, indented)
        return tuple([finding for finding, _ in made]), notices

    def with_matches(
        self, data: bytes, document: Mapping[str, Any], facts: Sequence[Fact], matches: Sequence[Match]
    ) -> Sequence[tuple[Finding, Match]]:
        """Return the same as `found`, each warning with the match that it is made of."""
        return self._made(data, document, facts, matches, indented=False)[0]

    def _made(
        self,
        data: bytes,
        document: Mapping[str, Any],
        facts: Sequence[Fact],
        matches: Sequence[Match],
        indented: bool,
    ) -> tuple[Sequence[tuple[Finding, Match]], tuple[Problem, ...]]:
        naming = Naming(document, facts, self._vocabulary)
        origins = Origins(document, matches)
        chosen = self._chosen(matches, naming, origins)
        if not chosen:
            return (), ()
        notices: tuple[Problem, ...] = ()
        if len(chosen) > MOST_OF_A_RULE:
            chosen, notices = _bounded(chosen, origins)
        positions = locate(data, {said.pointer for said in chosen}, indented)
        made = [(_finding(said, positions[said.pointer], naming, origins), said.match) for said in chosen]
        behind = {id(finding): match for finding, match in made}
        ordered = in_order(finding for finding, _ in made)
        told_apart = _with_distinct_fingerprints(ordered)
        return [(finding, behind[id(first)]) for first, finding in zip(ordered, told_apart, strict=True)], notices

    def places(
        self, document: Mapping[str, Any], facts: Sequence[Fact], matches: Sequence[Match]
    ) -> list[tuple[str, str]]:
        """Return no more than the rule and the pointer of each warning that `found` would make, in no order."""
        chosen = self._chosen(matches, Naming(document, facts, self._vocabulary), Origins(document, matches))
        return [(said.match.rule.id, said.pointer) for said in chosen]

    def _chosen(self, matches: Iterable[Match], naming: Naming, origins: Origins) -> Collection[_Said]:
        """Return what is said: of the matches that say the same, the first one in the document."""
        chosen: dict[tuple[object, ...], _Said] = {}
        for match in matches:
            wording = self._wordings.get(match.rule.id)
            if wording is not None:
                said = _said(match, wording, naming, origins)
                other = chosen.get(said.identity)
                if other is None or origins.order_of_match(match) < origins.order_of_match(other.match):
                    chosen[said.identity] = said
        return chosen.values()


class _Wording:
    """What a rule says, its names replaced by positions in a match."""

    __slots__ = ("advice", "advice_places", "at", "cites", "distinguishing", "message", "message_places")

    def __init__(self, rule: Rule) -> None:
        assert rule.warn is not None
        conditions = (one for one in rule.when if isinstance(one, MatchCondition))
        positions = {one.name: position for position, one in enumerate(conditions) if one.name}

        def place(reference: Reference | FieldOf) -> _Place:
            return positions[reference.name], reference.field

        def places(template: Template) -> tuple[_Place, ...]:
            return tuple(place(reference) for reference in template.references)

        self.at = place(rule.warn.at) if rule.warn.at is not None else None
        self.message, self.message_places = _format(rule.warn.message), places(rule.warn.message)
        self.advice, self.advice_places = _format(rule.warn.advice), places(rule.warn.advice)
        self.cites = place(rule.warn.cites) if rule.warn.cites is not None else None
        # Which parts of the message tell the warning from others at the same place.
        self.distinguishing = tuple(
            number for number, one in enumerate(self.message_places) if self.at is None or one[0] != self.at[0]
        )


def _format(template: Template) -> str:
    """Return a template for the operator `%`."""
    return "".join(part.replace("%", "%%") if isinstance(part, str) else "%s" for part in template.parts)


@dataclass(slots=True)
class _Said:
    """A match of a rule that warns, where the warning points, and what fills its message.

    identity: what is the same for all ways of matching that give the same warning.
    """

    match: Match
    wording: _Wording
    pointer: str
    shown: tuple[str, ...]
    identity: tuple[object, ...]


def _said(match: Match, wording: _Wording, naming: Naming, origins: Origins) -> _Said:
    facts = match.facts
    pointer = _pointer(wording.at, facts, naming, origins)
    shown = tuple([naming.shown(facts[position], field) for position, field in wording.message_places])
    # A fact as such is more than its label, which other facts may share.
    used = [id(facts[position]) for position, field in wording.message_places if field is None]
    return _Said(match, wording, pointer, shown, (match.rule.id, pointer, shown, *used))


def _bounded(chosen: Iterable[_Said], origins: Origins) -> tuple[Collection[_Said], tuple[Problem, ...]]:
    """Return no more than MOST_OF_A_RULE of each rule, and a notice for each rule that there are more of."""
    by_rule: dict[str, list[_Said]] = {}
    for said in chosen:
        by_rule.setdefault(said.match.rule.id, []).append(said)
    kept: list[_Said] = []
    notices: list[Problem] = []
    for rule, all_said in sorted(by_rule.items()):
        if len(all_said) > MOST_OF_A_RULE:
            message = f"The rule `{rule}` warns {len(all_said):,} times; only the first {MOST_OF_A_RULE:,} are shown."
            hint = "Mend what these are about, and check again."
            notices.append(Problem(message, "too-many-warnings", hint=hint))
        first = sorted(all_said, key=lambda said: (pointer_order(said.pointer), origins.order_of_match(said.match)))
        kept += first[:MOST_OF_A_RULE]
    return kept, tuple(notices)


def _pointer(at: _Place | None, facts: Sequence[Fact], naming: Naming, origins: Origins) -> str:
    if at is None:
        return ""
    fact, field = facts[at[0]], at[1]
    pointer = origins.pointer(fact)
    if field is not None and naming.has(fact, field):
        return f"{pointer}/{field.replace('.', '/')}"
    return pointer


def _finding(said: _Said, position: tuple[int, int], naming: Naming, origins: Origins) -> Finding:
    rule, wording, facts = said.match.rule, said.wording, said.match.facts
    key = naming.key(facts[wording.at[0]]) if wording.at is not None else f"proposal {naming.proposal_id}"
    advice = tuple([naming.shown(facts[place], field) for place, field in wording.advice_places])
    assert rule.severity is not None
    return Finding(
        rule=rule.id,
        pack=rule.pack,
        severity=rule.severity,
        pointer=said.pointer,
        line=position[0],
        column=position[1],
        key=key,
        message=wording.message % said.shown,
        advice=wording.advice % advice,
        cites=_cites(said),
        fingerprint=_fingerprint(said, key, naming),
        because=tuple([Evidence(fact.type, fact.pointer) for fact in origins.read_facts(said.match)]),
    )


def _cites(said: _Said) -> tuple[str, ...]:
    cites = said.match.rule.cites
    if said.wording.cites is None:
        return cites
    position, field = said.wording.cites
    own = said.match.facts[position].get(field or "")
    return tuple(dict.fromkeys((*cites, str(own))))


def _fingerprint(said: _Said, key: str, naming: Naming) -> str:
    """Made of the rule, the proposal's id, the key of the place and what else tells the warning from others."""
    field = said.wording.at[1] or "" if said.wording.at is not None else ""
    parts = [said.match.rule.id, naming.proposal_id, key, field]
    for number in said.wording.distinguishing:
        position, used = said.wording.message_places[number]
        parts.append(naming.key(said.match.facts[position]) if used is None else said.shown[number])
    return sha256("\0".join(parts).encode()).hexdigest()[:32]


def _with_distinct_fingerprints(ordered: Iterable[Finding]) -> Iterator[Finding]:
    """Number the warnings that nothing but their position tells apart, so that none is lost where they are compared."""
    seen: Counter[str] = Counter()
    for finding in ordered:
        seen[finding.fingerprint] += 1
        number = seen[finding.fingerprint]
        yield finding if number == 1 else replace(finding, fingerprint=f"{finding.fingerprint}.{number}")
