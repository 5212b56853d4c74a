"""The rules engine: compiled rules in, matches out."""

from __future__ import annotations

from datetime import date
from typing import Final

from checker.engine.interface import Engine
from checker.errors import Problem, UsageRefused, did_you_mean
from checker.rulebook.model import Rulebook

CHOICES: Final = ("auto", "durable", "reference")


def build_engine(rulebook: Rulebook, today: date, choice: str = "auto") -> tuple[Engine, tuple[str, ...]]:
    """Return an engine for a rulebook, and what the user should be told about it, a line each.

    choice: "durable" is durable_rules; "reference" is our own plain evaluator, slower and independent of it; "auto" is
        durable_rules, or the reference where durable_rules can't be imported.
    Raises UsageRefused for another choice, and where "durable" was asked for and can't be imported; RulesRefused where
    a rule is too large for durable_rules.
    """
    if choice not in CHOICES:
        message = f"`{choice}` is no engine: choose {', '.join(CHOICES[:-1])} or {CHOICES[-1]}"
        raise UsageRefused([Problem(message, "unknown-engine", hint=did_you_mean(choice, CHOICES))])
    if choice == "reference":
        return _reference(rulebook, today), ()
    from checker.engine.library import LibraryMissing

    try:
        from checker.engine.durable import DurableEngine

        return DurableEngine(rulebook, today), ()
    except LibraryMissing as error:
        reason = f"durable_rules can't be imported ({error})"
        if choice == "durable":
            hint = "install it, which needs a C compiler and the Python headers, or use `--engine reference`"
            raise UsageRefused([Problem(reason, "engine-missing", hint=hint)]) from None
        return _reference(rulebook, today), (f"{reason}; the reference engine checks instead, slower but the same",)


def _reference(rulebook: Rulebook, today: date) -> Engine:
    from checker.engine.reference import ReferenceEngine

    return ReferenceEngine(rulebook, today)
