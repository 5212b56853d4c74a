"""The order of evaluation: who asks for `none` or `count` of a fact comes after everyone who derives it."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.rulebook.model import AnyOf, Condition, Match, Rule, Source


@dataclass(frozen=True, slots=True)
class Need:
    """A fact that a rule asks for; `complete` where it asks `none` or `count`, and so needs all of them at once."""

    fact: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Cycle:
    """Rules that would each have to finish before the other.

    steps: each rule with what it needs from the next one; the last one needs its fact from the first.
    """

    steps: tuple[tuple[Rule, Need], ...]

    @property
    def source(self) -> Source:
        """Where the first of the rules stands."""
        return self.steps[0][0].source

    def __str__(self) -> str:
        chain = [f"{rule.id} ({'none or count of ' if need.complete else ''}{need.fact})" for rule, need in self.steps]
        return " -> ".join([*chain, self.steps[0][0].id])


def needs(rule: Rule) -> frozenset[Need]:
    """Return the facts that a rule asks for, inside of `any` too."""
    return frozenset(_needs(rule.when))


def _needs(conditions: Sequence[Condition]) -> Iterator[Need]:
    for condition in conditions:
        if isinstance(condition, AnyOf):
            for alternative in condition.alternatives:
                yield from _needs(alternative)
        else:
            yield Need(condition.fact, not isinstance(condition, Match))


def stratify(rules: Sequence[Rule]) -> tuple[tuple[Rule, ...], ...]:
    """Return the rules in as few strata as possible, each in the order given.

    Within a stratum, facts may be derived in circles. The rules must be free of cycles through `none` or `count`: see
    `negative_cycles`.
    """
    wanted = {rule.id: needs(rule) for rule in rules}
    levels = {rule.id: 0 for rule in rules}
    fact_levels: dict[str, int] = defaultdict(int)
    changed = True
    while changed:
        changed = False
        for rule in rules:
            derived = (need for need in wanted[rule.id] if need.fact in fact_levels)
            level = max((fact_levels[need.fact] + need.complete for need in derived), default=0)
            if level > levels[rule.id]:
                levels[rule.id] = level
                changed = True
            for derive in rule.derive:
                if derive.fact not in fact_levels or fact_levels[derive.fact] < levels[rule.id]:
                    fact_levels[derive.fact] = levels[rule.id]
                    changed = True
    strata: list[list[Rule]] = [[] for _ in range(max(levels.values(), default=-1) + 1)]
    for rule in rules:
        strata[levels[rule.id]].append(rule)
    return tuple(tuple(stratum) for stratum in strata)


def negative_cycles(rules: Sequence[Rule]) -> list[Cycle]:
    """Return cycles through `none` or `count`: a shortest one for each rule that closes one, and no rule set twice."""
    providers: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        for derive in rule.derive:
            providers[derive.fact].append(rule)
    wanted = {rule.id: sorted(needs(rule), key=lambda need: (need.fact, need.complete)) for rule in rules}
    cycles: dict[frozenset[str], Cycle] = {}
    for rule in rules:
        for need in wanted[rule.id]:
            if need.complete:
                steps = _way_back(rule, need, providers, wanted)
                if steps:
                    cycles.setdefault(frozenset(step.id for step, _ in steps), Cycle(steps))
    return list(cycles.values())


def _way_back(
    start: Rule, first: Need, providers: Mapping[str, Sequence[Rule]], wanted: Mapping[str, Sequence[Need]]
) -> tuple[tuple[Rule, Need], ...]:
    """Return the shortest chain of needs from `start`, through `first`, back to it; empty where there is none."""
    queue: deque[tuple[tuple[Rule, Need], ...]] = deque([((start, first),)])
    seen = {first.fact}
    while queue:
        steps = queue.popleft()
        for provider in providers.get(steps[-1][1].fact, ()):
            if provider.id == start.id:
                return steps
            for need in wanted[provider.id]:
                if need.fact not in seen:
                    seen.add(need.fact)
                    queue.append((*steps, (provider, need)))
    return ()
