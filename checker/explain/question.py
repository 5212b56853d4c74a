"""What somebody asks about a proposal, and the answer."""

from __future__ import annotations

from dataclasses import dataclass

from checker.errors import Problem, UsageRefused
from checker.explain.case import Case
from checker.explain.clear import clear
from checker.explain.clear_all import clear_all
from checker.explain.explanation import Explanation, explained, rule_called, with_fingerprint
from checker.explain.guide import Guide
from checker.explain.why_not import why_not
from checker.patch import patched
from checker.report import Json, ProposalResult
from checker.rulebook.model import Severity


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: of all warnings, where neither `warning` nor `rule` says of which.

    warning: a fingerprint or the beginning of one. rule, why_not: ids of rules, or earlier ones.
    clear: whether to say what clears each warning. clear_all: one patch for all warnings of this severity or graver.
    """

    warning: str | None = None
    rule: str | None = None
    why_not: str | None = None
    clear: bool = False
    clear_all: Severity | None = None

    def answer(self, case: Case, result: ProposalResult) -> Explanation:
        """Return the answer; where the proposal could not be checked, what is known of it. Raises UsageRefused.

        result: what the check says, as it is told: with the path, and lines counted in the file.
        """
        if not case.is_checked:
            return Explanation(result)
        if self.why_not is not None:
            return Explanation(result, why_not=why_not(case, rule_called(case.rulebook, self.why_not)))
        if self.clear_all is not None:
            return Explanation(result, proposed=clear_all(case, self.clear_all, Guide(case.checker.schema)))
        chosen, rule = case.warnings, None
        if self.warning is not None:
            chosen = [with_fingerprint(case, self.warning)]
        elif self.rule is not None:
            rule = rule_called(case.rulebook, self.rule).id
            chosen = [(finding, match) for finding, match in case.warnings if finding.rule == rule]
        guide = Guide(case.checker.schema)
        warnings = (
            explained(case, finding, match, clear(case, finding, guide) if self.clear else None)
            for finding, match in chosen
        )
        return Explanation(result, tuple(warnings), rule)


def patch_of(explanation: Explanation) -> list[Json]:
    """Return the JSON Patch of an answer. Raises UsageRefused where there is none, or it is not clear which."""
    if explanation.proposed is not None:
        return explanation.proposed.patch
    if len(explanation.warnings) != 1:
        number = len(explanation.warnings) or "no"
        hint = "choose one with --warning, or ask for one patch for all with --clear --all"
        raise UsageRefused([Problem(f"A patch is for one warning; {number} are chosen.", "no-patch", hint=hint)])
    (one,) = explanation.warnings
    if one.clearing is None or not one.clearing.ways:
        message = "No set of changes was found that clears this warning."
        raise UsageRefused([Problem(message, "no-patch", hint=one.finding.advice)])
    return one.clearing.ways[0].patch


def patched_by(case: Case, explanation: Explanation) -> object:
    """Return the proposal with that patch applied."""
    return patched(case.proposal, patch_of(explanation))
