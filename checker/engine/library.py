"""The C functions of durable_rules, imported and driven so that they work: sessions, never `Host` and its threads.

The one place that imports the library. It is not safe to use from two threads at a time, whatever the rule set: callers
hold `LOCK`.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from threading import RLock
from typing import Any, TypeAlias

import orjson

from checker.engine.compile import WARM_UP_FACT, RuleSetText, trigger
from checker.engine.layout import Bits
from checker.errors import Problem, RulesRefused

LOCK = RLock()

_SESSION = "0"
_MALLOPT_TRIM_THRESHOLD, _MALLOPT_TOP_PAD, _MALLOPT_MMAP_THRESHOLD = -1, -2, -3


_SERIALS = re.compile(r'"id":"([0-9]+)"')

WrittenFact: TypeAlias = tuple[Bits, str]
"""The patterns that a fact may match, and its text."""

Action: TypeAlias = tuple[str, list[str]]
"""The name of a rule, and the serial numbers, in writing, of the trigger and of the facts that it matched."""


class LibraryMissing(Exception):
    """durable_rules can't be imported; the text is one line that says why."""


def load_library() -> Any:
    """Return the C module. Raises LibraryMissing.

    On Python 3.13 the module refers to a function that Python no longer has and that we never reach, so it is bound
    lazily: `dlopen` would refuse it otherwise.
    """
    flags = sys.getdlopenflags() if hasattr(sys, "getdlopenflags") else None
    try:
        if flags is not None:
            sys.setdlopenflags(os.RTLD_LAZY)
        module = importlib.import_module("durable_rules_engine")
    except ImportError as error:
        raise LibraryMissing(str(error).splitlines()[0]) from None
    finally:
        if flags is not None:
            sys.setdlopenflags(flags)
    return module


def library_version() -> str:
    """Return the version of the installed package, or "unknown"."""
    try:
        return version("durable_rules")
    except PackageNotFoundError:
        return "unknown"


def keep_session_memory() -> None:
    """Tell the C library to keep freed memory: a session needs the same again for the next proposal.

    Without it, glibc hands the memory back after each proposal and asks for it anew, which takes most of the time. It
    is a hint: where there is no `mallopt`, nothing happens.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    mallopt(_MALLOPT_MMAP_THRESHOLD, 1 << 30)
    mallopt(_MALLOPT_TRIM_THRESHOLD, (1 << 31) - 1)
    mallopt(_MALLOPT_TOP_PAD, 64 << 20)


class RuleSet:
    """One compiled rule set in the library, with one session that is deleted after each run.

    patterns: the bits of its patterns. strata: those of its rules, and of what its flags are about, by stratum.
    samples: facts of every type that the rules read, to try them with: some errors of the library appear only when
        facts arrive. Raises RulesRefused where they do.
    """

    def __init__(
        self,
        library: Any,
        name: str,
        text: RuleSetText,
        patterns: Bits,
        strata: Mapping[int, tuple[Bits, Mapping[str, Bits]]],
        samples: Sequence[WrittenFact],
    ) -> None:
        self._library = library
        self._patterns = patterns
        self._strata = strata
        self._handle = library.create_ruleset(name, orjson.dumps(text.definition).decode())
        # A session may only be deleted after an action has completed in one, and only where there is one.
        self._has_session = True
        self._actions(library.assert_fact(self._handle, WARM_UP_FACT))
        self.end_session()
        self._try(samples)

    def _try(self, samples: Sequence[WrittenFact]) -> None:
        try:
            self.assert_facts(samples, self._patterns)
            for serial, (stratum, (rules, _)) in enumerate(sorted(self._strata.items()), start=1_000_000):
                self.trigger(stratum, serial, 0, rules)
        except self._library.error as error:
            raise RulesRefused([Problem(f"The rules engine does not accept these rules: {error}.", "engine")]) from None
        finally:
            self.end_session()

    def assert_facts(self, facts: Iterable[WrittenFact], wanted: Bits) -> list[Action]:
        """Add those of some facts that one of the wanted patterns may match, and return what follows."""
        wanted &= self._patterns
        texts = [text for bits, text in facts if bits & wanted]
        if not texts:
            return []
        self._has_session = True
        return self._actions(self._library.assert_facts(self._handle, f"[{','.join(texts)}]"))

    def trigger(self, stratum: int, serial: int, there: Bits, wanted: Bits) -> list[Action]:
        """Let the rules of a stratum run, if any of the wanted ones is among them, and return what follows.

        there: the patterns that some fact may match, for the flags.
        """
        rules, flags = self._strata.get(stratum, (0, {}))
        if not wanted & rules:
            return []
        self._has_session = True
        own = {name: there & bit != 0 for name, bit in flags.items()}
        return self._actions(self._library.assert_fact(self._handle, trigger(stratum, serial, own)))

    def _actions(self, asserted: tuple[int, int]) -> list[Action]:
        actions: list[Action] = []
        state = asserted[1]
        started = self._library.start_action_for_state(self._handle, state)
        message: str | None = started[1] if started else None
        while message is not None:
            # {"rule":{"g":{"id":"7",...},"p0":{"id":"1",...},...}}: the facts in the order of the patterns.
            actions.append((message[2 : message.index('"', 2)], _SERIALS.findall(message)))
            message = self._library.complete_and_start_action(self._handle, state)
        return actions

    def end_session(self) -> None:
        """Forget all facts, if there are any: a run may have failed before it came to this rule set."""
        if self._has_session:
            self._has_session = False
            self._library.delete_state(self._handle, _SESSION)

    def close(self) -> None:
        """Free the rule set; it can't be used any more."""
        self._library.delete_ruleset(self._handle)
