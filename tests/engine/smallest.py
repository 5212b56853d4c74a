"""The smallest part of a program that shows something: Hypothesis leaves out what it can, again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st

from checker.facts import Fact, ReadFact
from checker.rulebook.model import AnyOf, Condition, Derive, FieldOf, Match, Operand, Presence, Rule, Template, Test
from tests.engine.generate import Program

NUMBERS = st.integers(0, 99)

Keep = Callable[[], bool]
"""Says whether the next part stays; each call is about another part."""

SEARCH = settings(
    max_examples=2000,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def smallest(program: Program, shows: Callable[[Program], bool]) -> Program:
    """Return a part of `program` that still shows what the whole does, with little or nothing to leave out."""

    @st.composite
    def parts(draw: st.DrawFn) -> Program:
        """Draw programs that have all of the parts, mostly: the simpler, the fewer."""
        return _part(program, lambda: draw(NUMBERS) > 0)

    return find(parts(), shows, settings=SEARCH)


def described(program: Program) -> str:
    """Return the rules and the facts of a program, a line each, for people."""
    return "\n".join(_lines(program))


def _lines(program: Program) -> Iterator[str]:
    for number, stratum in enumerate(program.rulebook.strata):
        for rule in stratum:
            yield f"stratum {number}, rule {rule.id}:"
            yield from (f"    {part}" for part in (*rule.when, *rule.derive))
    for table in program.rulebook.tables.values():
        yield from (f"row of {table.name}: {dict(zip(table.columns, row, strict=True))}" for row in table.rows)
    for fact in program.facts:
        yield f"fact {fact.type} at {fact.pointer}: {dict(fact.values)}"


def _part(program: Program, keep: Keep) -> Program:
    """Return a valid program of those parts that stay."""
    rules = {rule.id: part for rule in program.rulebook.rules if keep() and (part := _rule(rule, keep)).when}
    rulebook = replace(
        program.rulebook,
        rules=tuple(rules.values()),
        strata=tuple(tuple(rules[one.id] for one in some if one.id in rules) for some in program.rulebook.strata),
        tables={
            name: replace(table, rows=tuple(row for row in table.rows if keep()))
            for name, table in program.rulebook.tables.items()
        },
    )
    return replace(program, rulebook=rulebook, facts=tuple(_facts(program, keep)))


def _facts(program: Program, keep: Keep) -> Iterator[Fact]:
    """Yield the facts that stay: not without the one around them, nor without what their type promises."""
    left_out = [fact.pointer for fact in program.facts if fact.pointer and not keep()]
    for fact in program.facts:
        if any(f"{fact.pointer}/".startswith(f"{pointer}/") for pointer in left_out):
            continue
        if isinstance(fact, ReadFact):
            yield fact
            continue
        fields = program.rulebook.vocabulary[fact.type].fields
        promised = {name for name, of in fields.items() if name == "key" or of.always or of.reference}
        values = {name: value for name, value in fact.values.items() if name in promised or keep()}
        yield Fact(fact.type, values, fact.pointer)


def _rule(rule: Rule, keep: Keep) -> Rule:
    when = _conditions(rule.when, frozenset(), keep)
    names = _names(when)
    warn = rule.warn
    if warn is not None:
        message = tuple(part for part in warn.message.parts if isinstance(part, str) or part.name in names)
        at = warn.at if warn.at is not None and warn.at.name in names else None
        warn = replace(warn, message=Template(message), at=at)
    return replace(rule, when=when, warn=warn, derive=tuple(_derive(one, names, keep) for one in rule.derive if keep()))


def _derive(derive: Derive, names: frozenset[str], keep: Keep) -> Derive:
    values = {field: operand for field, operand in derive.values.items() if _bound(operand, names) and keep()}
    return replace(derive, values=values, at=derive.at if derive.at and derive.at.name in names and keep() else None)


def _conditions(conditions: Sequence[Condition], outer: frozenset[str], keep: Keep) -> tuple[Condition, ...]:
    kept = [condition for condition in conditions if keep()]
    names = outer | _names(kept)
    parts: list[Condition] = []
    for condition in kept:
        if isinstance(condition, AnyOf):
            alternatives = [_conditions(one, names, keep) for one in condition.alternatives if keep()]
            if any(alternatives):
                parts.append(AnyOf(tuple(one for one in alternatives if one)))
        else:
            tests = (_test(test, names, keep) for test in condition.where if keep())
            parts.append(replace(condition, where=tuple(test for test in tests if test is not None)))
    return tuple(parts)


def _test(test: Test, names: frozenset[str], keep: Keep) -> Test | None:
    """Return a test of what is bound, None where nothing is left that it compares with."""
    bound = [one for one in test.operands if _bound(one, names)]
    kept = tuple(one for one in bound if len(bound) == 1 or keep())
    return replace(test, operands=kept) if kept or not test.operands else None


def _names(conditions: Sequence[Condition]) -> frozenset[str]:
    return frozenset(one.name for one in conditions if isinstance(one, Match) and one.name)


def _bound(operand: Operand | Presence, names: frozenset[str]) -> bool:
    return not isinstance(operand, FieldOf) or operand.name in names
