"""An explanation of a proposal: what is told of which of its warnings, and how that looks as JSON."""

from __future__ import annotations

from dataclasses import dataclass, replace

from checker.engine.interface import Match
from checker.errors import Problem, UsageRefused, did_you_mean
from checker.explain.case import Case
from checker.explain.clear import Clearing
from checker.explain.clear_all import Proposed
from checker.explain.reasons import Reason
from checker.explain.why import why
from checker.explain.why_not import WhyNot
from checker.quoting import counted
from checker.report import Finding, Json, ProposalResult, Run
from checker.rulebook.model import Rule, Rulebook, Statement

FORMAT = "caveat/explanation-1"

_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Explained:
    """A warning with what it rests on. clearing: None where nobody asked how to clear it."""

    finding: Finding
    reasons: tuple[Reason, ...]
    guidance: tuple[Statement, ...]
    clearing: Clearing | None = None

    def as_json(self) -> Json:
        finding = self.finding
        found: Json = {
            "rule": finding.rule,
            "pack": finding.pack,
            "severity": finding.severity.value,
            "pointer": finding.pointer,
            "line": finding.line,
            "column": finding.column,
            "key": finding.key,
            "message": finding.message,
            "advice": finding.advice,
            "fingerprint": finding.fingerprint,
            "reasons": [reason.as_json() for reason in self.reasons],
            "guidance": [
                {"id": one.id, "guidance": one.guidance, "locator": one.locator, "text": one.text}
                for one in self.guidance
            ],
        }
        return found if self.clearing is None else {**found, "clear": self.clearing.as_json()}


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was asked about a proposal.

    warnings: the gravest first. rule: the one whose warnings were asked for. why_not, proposed: where those were.
    """

    result: ProposalResult
    warnings: tuple[Explained, ...] = ()
    rule: str | None = None
    why_not: WhyNot | None = None
    proposed: Proposed | None = None

    def as_json(self, run: Run) -> Json:
        """Return the JSON form, which `schemas/explanation.schema.json` describes."""
        about = {name: value for name, value in run.as_json().items() if name in ("tool", "rules", "engine", "today")}
        proposal = {
            name: value
            for name, value in self.result.as_json().items()
            if name in ("path", "index", "id", "status", "digest", "errors")
        }
        found: Json = {"format": FORMAT, **about, "proposal": proposal}
        if self.why_not is not None:
            return {**found, "why_not": self.why_not.as_json()}
        if self.proposed is not None:
            return {**found, "clear_all": self.proposed.as_json()}
        return {**found, "warnings": [one.as_json() for one in self.warnings]}


def explained(case: Case, finding: Finding, match: Match, clearing: Clearing | None = None) -> Explained:
    """Return a warning of a case with its proof; its line is that in the file."""
    statements = case.rulebook.statements
    guidance = tuple(statements[name] for name in finding.cites if name in statements)
    placed = replace(finding, line=case.place(finding.pointer).line)
    return Explained(placed, why(case, match), guidance, clearing)


def with_fingerprint(case: Case, given: str) -> tuple[Finding, Match]:
    """Return the warning with a fingerprint, of which the beginning is enough where only one begins so.

    Raises UsageRefused where none or several do.
    """
    known = {finding.fingerprint: (finding, match) for finding, match in case.warnings}
    if given in known:
        return known[given]
    found = [name for name in known if given and name.startswith(given)]
    if len(found) == 1:
        return known[found[0]]
    if found:
        named = ", ".join(f"{name} ({known[name][0].rule})" for name in found[:_MOST_NAMED])
        more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        message = f"`{given}` is the beginning of the fingerprints of {counted(len(found), 'warning')}."
        raise UsageRefused([Problem(message, "ambiguous-warning", hint=f"give more of one of these: {named}{more}")])
    how = f"{counted(len(known), 'warning')}; `caveat check -v` shows their fingerprints" if known else "no warnings"
    hint = did_you_mean(given, known) or f"this proposal has {how}"
    raise UsageRefused(
        [Problem(f"No warning of this proposal has the fingerprint `{given}`.", "unknown-warning", hint=hint)]
    )


def rule_called(rulebook: Rulebook, given: str) -> Rule:
    """Return the rule with an id, or that had it once. Raises UsageRefused where no rule that warns has it."""
    rules = list(rulebook.warning_rules())
    for rule in rules:
        if given == rule.id or given in rule.aliases:
            return rule
    known = [name for rule in rules for name in (rule.id, *rule.aliases)]
    hint = did_you_mean(given, known) or "`caveat rules list` shows all of them"
    raise UsageRefused([Problem(f"There is no rule `{given}` that warns.", "unknown-rule", hint=hint)])
