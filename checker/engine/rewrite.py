"""The rules of a rulebook as the engine gets them: flat, and with as few facts to match as possible.

One rewriting after the other, none of which changes what matches (but see `views.py` for what only derives).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from checker.engine.absence import Absences
from checker.engine.normal import FlatCount, FlatRule, flatten
from checker.engine.order import in_joining_order
from checker.engine.simplify import simplified
from checker.engine.unroll import unrolled
from checker.engine.views import find_views, with_views
from checker.facts import Fact
from checker.rulebook.model import Rulebook


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The outcome.

    rules: with their strata, and whether they are one of several that a rule became. counts: what has to be counted,
    with the stratum. views: the ids of the rules that have no work to do any more.
    """

    rules: Sequence[tuple[FlatRule, int, bool]]
    counts: Sequence[tuple[FlatCount, int]]
    views: frozenset[str]


def rewritten(rulebook: Rulebook, today: date, rows: Mapping[str, Sequence[Fact]]) -> Rewritten:
    """Return the rules of a rulebook for the engine. `rows`: those of its tables.

    Raises RulesRefused where a rule has too many alternatives.
    """
    vocabulary = rulebook.vocabulary
    flattened = [(stratum, *flatten(rule, today)) for stratum, some in enumerate(rulebook.strata) for rule in some]
    absences = Absences(vocabulary)
    flat_rules = [[absences.applied(simplified(one, vocabulary)) for one in flat] for _, flat, _ in flattened]
    counts = [(count, stratum) for stratum, _, some in flattened for count in some]
    counted_types = (pattern.fact for count, _ in counts for pattern in (*count.positives, *count.counted))
    views = find_views(flat_rules, counted_types, vocabulary)
    unneeded = frozenset(view.rule.id for view in views.values() if view.suffices)
    rules: list[tuple[FlatRule, int, bool]] = []
    for (stratum, _, _), alternatives in zip(flattened, flat_rules, strict=True):
        needed = [with_views(flat, views) for flat in alternatives if flat.rule.id not in unneeded]
        final = [in_joining_order(absences.applied(one)) for flat in needed for one in unrolled(flat, rows, vocabulary)]
        rules += [(flat, stratum, len(final) > 1) for flat in final]
    return Rewritten(rules, counts, unneeded)
