"""Waivers: warnings that somebody accepted, for a reason and for a time.

`Waiving` is the only place where a waiver takes effect. One that does not (expired, not yet in force, for an unknown or
a mandatory rule, for a warning that is not there) hides nothing and is told as a notice of the proposal that it names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from checker.errors import Problem, Refused, did_you_mean
from checker.quoting import name, printable
from checker.report import Finding, ProposalResult, Status, Waived
from checker.rulebook.model import Rule, Source


class WaiversRefused(Refused):
    """A waiver file can't be used, or can't be changed as it was asked for."""


class State(StrEnum):
    """What a waiver is on a certain day; only one that is `IN_FORCE` takes effect."""

    IN_FORCE = "in force"
    NOT_YET = "not yet in force"
    EXPIRED = "expired"
    UNKNOWN_RULE = "unknown rule"
    MANDATORY = "mandatory rule"


@dataclass(frozen=True, slots=True)
class Waiver:
    """One entry of a waiver file.

    rule: a rule's id or an earlier one of it. proposal: the proposal's id.
    key: that of the warning; None for all warnings of the rule about the proposal.
    granted_on, expires: the first and the last day on which it is in force.
    source: where it stands in the file.
    """

    rule: str
    proposal: str
    key: str | None
    reason: str
    approver: str
    granted_on: date
    expires: date
    source: Source

    def state(self, rules: Mapping[str, Rule], today: date) -> State:
        """Return what it is today. rules: all rules that can warn, by their ids and earlier ids."""
        rule = rules.get(self.rule)
        if rule is None:
            return State.UNKNOWN_RULE
        if rule.mandatory:
            return State.MANDATORY
        if today < self.granted_on:
            return State.NOT_YET
        return State.EXPIRED if today > self.expires else State.IN_FORCE


@dataclass(frozen=True, slots=True)
class Waivers:
    """A waiver file: its path, the digest of its bytes, and what it holds."""

    path: str
    digest: str
    entries: tuple[Waiver, ...]


class Waiving:
    """The step that takes waived warnings out of account. Built once; immutable.

    rules: all rules that can warn, by their ids and earlier ids, those too that were not selected.
    selected: the ids of the rules that can warn in this run.
    """

    def __init__(
        self, waivers: Iterable[Waiver], rules: Mapping[str, Rule], selected: Collection[str], today: date
    ) -> None:
        self._rules = rules
        self._selected = frozenset(selected)
        self._today = today
        self._of_proposal: dict[str, list[Waiver]] = {}
        for waiver in waivers:
            self._of_proposal.setdefault(waiver.proposal, []).append(waiver)

    def __call__(self, document: bytes, result: ProposalResult) -> ProposalResult:
        """Return the result with its waived warnings marked, and a notice for each waiver that takes no effect."""
        waivers = self._of_proposal.get(result.id or "")
        if not waivers or result.status is not Status.CHECKED:
            return result
        in_force = [waiver for waiver in waivers if self.state(waiver) is State.IN_FORCE]
        warnings = tuple(self._waived(finding, in_force) for finding in result.warnings)
        notices = [told for waiver in waivers if (told := self.notice(waiver, result.warnings)) is not None]
        return replace(result, warnings=warnings, notices=(*result.notices, *notices))

    def state(self, waiver: Waiver) -> State:
        """Return what a waiver is on the day of this run."""
        return waiver.state(self._rules, self._today)

    def covers(self, waiver: Waiver, finding: Finding) -> bool:
        """Whether a waiver is about a warning of its proposal."""
        rule = self._rules.get(waiver.rule)
        return rule is not None and rule.id == finding.rule and waiver.key in (None, finding.key)

    def notice(self, waiver: Waiver, warnings: Iterable[Finding]) -> Problem | None:
        """Return why a waiver takes no effect on the warnings of its proposal, or None where it does."""
        rule = name(waiver.rule)
        match self.state(waiver):
            case State.UNKNOWN_RULE:
                message = f"There is no rule {rule} that warns, so its waiver hides nothing."
                return notice(waiver, "waiver-unknown-rule", message, did_you_mean(waiver.rule, self._rules))
            case State.MANDATORY:
                message = f"The rule {rule} is mandatory, so its waiver hides nothing."
                return notice(waiver, "waiver-mandatory", message, "Remove the waiver, and clear the warning.")
            case State.NOT_YET:
                message = f"The waiver of {rule} hides nothing before {waiver.granted_on}."
                return notice(waiver, "waiver-not-yet", message, "`granted_on` is the first day on which it does.")
            case State.EXPIRED:
                message = f"The waiver of {rule} expired on {waiver.expires}, so it hides nothing."
                hint = (
                    f"Ask the approver ({printable(waiver.approver)}) whether it is to be granted again, or remove it."
                )
                return notice(waiver, "waiver-expired", message, hint)
            case State.IN_FORCE:
                return self._unused(waiver, list(warnings))

    def _unused(self, waiver: Waiver, warnings: list[Finding]) -> Problem | None:
        rule = self._rules[waiver.rule]
        if rule.id not in self._selected or any(self.covers(waiver, finding) for finding in warnings):
            return None
        keys = [finding.key for finding in warnings if finding.rule == rule.id]
        if waiver.key is None or not keys:
            message = f"The waiver of {name(waiver.rule)} is not used: the rule does not warn about this proposal."
            return notice(waiver, "waiver-unused", message, "Remove it.")
        message = f"The waiver of {name(waiver.rule)} is not used: no warning of it has the key {name(waiver.key)}."
        hint = did_you_mean(waiver.key, keys) or f"There is {', '.join(map(name, dict.fromkeys(keys)))}."
        return notice(waiver, "waiver-unused", message, hint)

    def _waived(self, finding: Finding, in_force: Iterable[Waiver]) -> Finding:
        """Return the warning as waived by the waiver that lasts longest, or as it is."""
        covering = [waiver for waiver in in_force if self.covers(waiver, finding)]
        if not covering:
            return finding
        last = max(covering, key=lambda waiver: waiver.expires)
        return replace(finding, waived=Waived(last.reason, last.approver, last.expires))


def notice(waiver: Waiver, keyword: str, message: str, hint: str | None) -> Problem:
    """Return what is to be told about a waiver, with its place in the file."""
    place = waiver.source
    return Problem(message, keyword, line=place.line, column=place.column, hint=hint, path=place.path)
