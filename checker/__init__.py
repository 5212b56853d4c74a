"""caveat: checks proposals for data sharing against published guidance.

What stands here is the public interface; everything else may change. Names are imported when they are first used, so
that `import checker` alone, and whatever needs only `__version__`, costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # type checkers take it for true; importing `typing` would cost more than all else here
if TYPE_CHECKING:
    from checker.check import Checker
    from checker.document import Limits
    from checker.errors import Problem, Refused, RulesRefused, UsageRefused
    from checker.report import Finding, ProposalResult, Status
    from checker.rulebook.model import Severity

__version__ = "0.1.0"

__all__ = [
    "Checker",
    "Finding",
    "Limits",
    "Problem",
    "ProposalResult",
    "Refused",
    "RulesRefused",
    "Severity",
    "Status",
    "UsageRefused",
    "__version__",
]

_HOMES = {
    "Checker": "checker.check",
    "Limits": "checker.document",
    "Problem": "checker.errors",
    "Refused": "checker.errors",
    "RulesRefused": "checker.errors",
    "UsageRefused": "checker.errors",
    "Finding": "checker.report",
    "ProposalResult": "checker.report",
    "Status": "checker.report",
    "Severity": "checker.rulebook.model",
}


if not TYPE_CHECKING:  # which would take any name for one that is there

    def __getattr__(name: str) -> object:
        """Import a public name from the module that defines it (PEP 562)."""
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(home), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(globals() | _HOMES)
