"""Flat rules to the subset of durable_rules that can be trusted.

What is emitted, and nothing else: every rule begins with the trigger of its stratum, then the positive patterns, then
all negations; a pattern is one flat `$and` of its type's marker, constant tests and joins to patterns before; where it
has a join, a last test that is always true follows. The library is wrong, or crashes, outside of this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from checker.engine.codes import Codes
from checker.engine.layout import ORDERINGS, FactLayout, Side, asked_side
from checker.engine.normal import ConstantTest, Join, Lack, Pattern, SelfTest
from checker.engine.room import MOST_FIELDS, Load, Room, Tests
from checker.errors import Problem, RulesRefused
from checker.facts import Vocabulary
from checker.rulebook.model import Operator, Rule

MOST_PATTERNS = 13
"""Positive patterns in a rule, besides the trigger."""
MOST_JOINS = 28
"""Joins in one pattern."""
MOST_NEGATIONS = 60
"""Negations in a rule."""

_TRIGGER = "g"
_ALWAYS_DIFFERENT = "z"
_NUMBERS = {
    Operator.NOT: "$neq",
    Operator.LT: "$lt",
    Operator.LTE: "$lte",
    Operator.GT: "$gt",
    Operator.GTE: "$gte",
}


@dataclass(frozen=True, slots=True, eq=False)
class Conjunction:
    """What the compiler takes: patterns to match, in joining order; `stratum` says when; `rule` is for messages.

    flags: names of fields of the trigger that have to be 0.
    """

    rule: Rule
    stratum: int
    positives: tuple[Pattern, ...]
    negatives: tuple[Pattern, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """All of them, the positive ones first."""
        return self.positives + self.negatives


@dataclass(slots=True)
class RuleSetText:
    """One rule set for the library.

    definition: its rules, to be written as JSON; conjunction N is called `rN`, its positive patterns `p0`, `p1`, ...
    rules: those conjunctions. flags: by stratum that it has rules of, those that they ask the trigger for.
    """

    definition: dict[str, Any] = field(default_factory=dict)
    rules: list[Conjunction] = field(default_factory=list)
    flags: dict[int, set[str]] = field(default_factory=dict)


WARM_UP_RULE = "warmup"
WARM_UP_FACT = '{"id":"0","warmup":1}'


def trigger(stratum: int, serial: int, flags: Mapping[str, bool]) -> str:
    """Return the text of the fact that lets the rules of a stratum run."""
    fields = "".join(f',"{name}":{flag:d}' for name, flag in flags.items())
    return f'{{"id":"{serial}","g{stratum}":1,"{_ALWAYS_DIFFERENT}":2{fields}}}'


def rule_name(number: int) -> str:
    """Return what the conjunction with this number is called in the library."""
    return f"r{number}"


def alias(position: int) -> str:
    """Return what the positive pattern at `position` is called in its rule."""
    return f"p{position}"


class Layouts:
    """The layouts of all fact types of a rulebook, shared by its rule sets, and the codes of its constants."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.codes = Codes.empty()
        self._vocabulary = vocabulary
        self._layouts: dict[str, FactLayout] = {}

    def of(self, fact_type: str) -> FactLayout:
        """Return the layout of a fact type."""
        if fact_type not in self._layouts:
            marker = f"t{len(self._layouts)}"
            self._layouts[fact_type] = FactLayout(marker, fact_type, self._vocabulary)
        return self._layouts[fact_type]

    def __iter__(self) -> Iterator[tuple[str, FactLayout]]:
        return iter(self._layouts.items())


def compile_rule_sets(conjunctions: Sequence[Conjunction], layouts: Layouts) -> list[RuleSetText]:
    """Return as few rule sets as hold all conjunctions within the library's limits.

    Their order of rules means nothing. Raises RulesRefused where one rule alone is beyond a limit.
    """
    compiled: list[RuleSetText] = []
    rooms: list[Room] = []
    for number, conjunction in enumerate(conjunctions):
        _refuse_if_too_large(conjunction)
        load = _load(conjunction, layouts)
        index = next((index for index, room in enumerate(rooms) if room.takes(load)), None)
        if index is None:
            index = len(rooms)
            rooms.append(Room())
            compiled.append(RuleSetText({WARM_UP_RULE: {"all": [{_TRIGGER: {"$and": [{WARM_UP_RULE: 1}]}}]}}))
            if not rooms[index].takes(load):
                message = f"the rule `{conjunction.rule.id}` has too many conditions of one kind of fact"
                _refuse(conjunction.rule, "rule-too-large", message)
        rooms[index].add(load)
        _add_rule(compiled[index], number, conjunction, load)
    return compiled


def _refuse_if_too_large(conjunction: Conjunction) -> None:
    joins = max((sum(isinstance(test, Join) for test in pattern.tests) for pattern in conjunction.patterns), default=0)
    nones = len(conjunction.negatives) + len(conjunction.flags)
    for size, limit, what in (
        (len(conjunction.positives), MOST_PATTERNS, "conditions that have to hold together"),
        (joins, MOST_JOINS, "comparisons with other facts in one condition"),
        (nones, MOST_NEGATIONS, "conditions of the kind `none`"),
    ):
        if size > limit:
            message = f"the rule `{conjunction.rule.id}` has {size} {what}; {limit} is the most"
            _refuse(conjunction.rule, "rule-too-large", message)


def _refuse(rule: Rule, keyword: str, message: str) -> NoReturn:
    source = rule.source
    hint = "let another rule derive a fact from some of them"
    raise RulesRefused([Problem(message, keyword, line=source.line, column=source.column, path=source.path, hint=hint)])


def _load(conjunction: Conjunction, layouts: Layouts) -> Load:
    """Return the rule as the library reads it. Raises RulesRefused where its facts would have too many fields."""
    seen: Counter[str] = Counter()
    patterns: list[tuple[str, Tests]] = []
    for pattern in conjunction.patterns:
        patterns.append((pattern.fact, _tests(pattern, conjunction.positives, layouts, seen[pattern.fact])))
        seen[pattern.fact] += 1
    for pattern in conjunction.patterns:
        if layouts.of(pattern.fact).width > MOST_FIELDS:
            message = (
                f"up to the rule `{conjunction.rule.id}`, more than {MOST_FIELDS} fields of `{pattern.fact}` are used"
            )
            _refuse(conjunction.rule, "rule-too-large", message)
    return Load(conjunction.stratum, conjunction.flags, patterns)


def _add_rule(target: RuleSetText, number: int, conjunction: Conjunction, load: Load) -> None:
    flags = [{flag: 0} for flag in load.flags]
    patterns: list[dict[str, Any]] = [{_TRIGGER: {"$and": [{f"g{load.stratum}": 1}, *flags]}}]
    for position, (_, tests) in enumerate(load.patterns):
        negated = position >= len(conjunction.positives)
        patterns.append({f"n{position}$not" if negated else alias(position): {"$and": tests}})
    # dist 0: one fact may be matched by several patterns of a rule.
    target.definition[rule_name(number)] = {"dist": 0, "all": patterns}
    target.rules.append(conjunction)
    target.flags.setdefault(load.stratum, set()).update(load.flags)


def _tests(pattern: Pattern, positives: Sequence[Pattern], layouts: Layouts, twin: int) -> list[dict[str, Any]]:
    """Return the tests of one pattern. `twin` counts the patterns of the same type before it in the rule.

    Each of them gets a test of its own, because patterns that share all their tests are not told apart.
    """
    layout = layouts.of(pattern.fact)
    tests: list[dict[str, Any]] = [{layout.marker: 1}]
    if twin:
        tests.append({"$neq": {layout.marker: -twin}})
    joins: list[dict[str, Any]] = []
    for test in pattern.tests:
        match test:
            case ConstantTest():
                tests += _constant_test(test, layout, layouts.codes)
            case SelfTest() | Lack():
                tests.append({layout.computed(test): 1})
            case Join():
                tests += _guard(test, layout)
                joins.append(_join(test, layout, layouts.of(positives[test.position].fact)))
    if joins:
        joins.append({"$neq": {layout.marker: {_TRIGGER: _ALWAYS_DIFFERENT}}})
    return tests + joins


def _constant_test(test: ConstantTest, layout: FactLayout, codes: Codes) -> list[dict[str, Any]]:
    name = layout.column(test.field, Side.ASKING)
    if test.operator is Operator.ABSENT:
        return [{name: Side.ASKING.value}]
    if test.operator is Operator.PRESENT:
        return [{"$gte": {name: 0}}]
    assert test.value is not None
    code = layout.code(test.field, test.value, codes)
    if test.operator is Operator.EQUAL:
        return [{name: code}]
    guard = [{"$gte": {name: 0}}] if test.operator in ORDERINGS else []
    return [*guard, {_NUMBERS[test.operator]: {name: code}}]


def _guard(test: Join, layout: FactLayout) -> list[dict[str, Any]]:
    """An absent field is neither before nor after anything."""
    if test.operator not in ORDERINGS:
        return []
    return [] if layout.always(test.field) else [{"$gte": {layout.column(test.field, Side.ASKING): 0}}]


def _join(test: Join, layout: FactLayout, other: FactLayout) -> dict[str, Any]:
    name = layout.column(test.field, Side.ASKING)
    operand = {alias(test.position): other.column(test.other, asked_side(test.operator))}
    return {name: operand} if test.operator is Operator.EQUAL else {_NUMBERS[test.operator]: {name: operand}}
