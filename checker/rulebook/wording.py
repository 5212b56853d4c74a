"""The conditions of a rule in words, for people who read no rule files.

What is said follows the meaning of the conditions strictly: a match whose fact decides what the rule warns of is "each
...", any other match is "there is ...". A derived fact is spoken of by the titles of the rules that derive it, and
`Wording.definitions` says what those mean. Names of properties and codes stand in backticks, as in messages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checker.facts import Origin
from checker.rulebook.model import (
    AnyOf,
    Condition,
    Count,
    FieldOf,
    Match,
    NoneOf,
    Operator,
    Rule,
    Rulebook,
    Test,
)
from checker.rulebook.nouns import Names, article, plural
from checker.rulebook.relations import quoted, words_for
from checker.rulebook.subjects import derivations, in_order, names_needed, names_that_tell_apart


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something that has to hold; where there are `alternatives`, at least one of them."""

    text: str
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """What a rule warns of (`subjects`), what has to hold for that, and what the derived facts in both mean."""

    subjects: tuple[str, ...]
    requirements: tuple[Requirement, ...]
    definitions: tuple[str, ...]


def wording(rule: Rule, rulebook: Rulebook) -> Wording:
    """Return the conditions of a rule in words."""
    sentences = _Sentences(rule, rulebook)
    definitions = tuple(_definition(deriving, rulebook) for deriving in derivations(rule, rulebook))
    return Wording(tuple(sentences.subjects()), tuple(sentences.requirements()), definitions)


def sentence(condition: Condition, rule: Rule, rulebook: Rulebook, names: Names) -> str:
    """Return one condition of a rule in words, its facts called what `names` calls them."""
    return _Sentences(rule, rulebook, names).sentence(condition)


def _definition(rule: Rule, rulebook: Rulebook) -> str:
    """Return in one sentence when a rule derives its facts, and what these tell."""
    sentences = _Sentences(rule, rulebook)
    text = f"{_title(rule)} holds for {', with '.join(sentences.subjects())}"
    requirements = [
        " ".join([requirement.text, "; or ".join(requirement.alternatives)]).rstrip()
        for requirement in sentences.requirements()
    ]
    text += f", where {', and '.join(requirements)}" if requirements else ""
    told = sorted(set(sentences.told()))
    return f"{text}; there, {_and(told)}." if told else f"{text}."


def _title(rule: Rule) -> str:
    return f"“{rule.title or rule.id}”"


class _Sentences:
    """Puts the conditions of one rule into words."""

    def __init__(self, rule: Rule, rulebook: Rulebook, names: Names | None = None) -> None:
        self._rule = rule
        self._rulebook = rulebook
        self._names = names or Names(rule, rulebook)
        matches = in_order([condition for condition in rule.when if isinstance(condition, Match)])
        others = [condition for condition in rule.when if not isinstance(condition, Match)]
        telling = names_needed(matches, names_that_tell_apart(rule))
        self._subjects = [match for match in matches if match.name in telling]
        self._rest: list[Condition] = [*(match for match in matches if match.name not in telling), *others]

    def subjects(self) -> Iterator[str]:
        """Yield what the rule warns of, or derives facts for: the proposal as a whole where nothing tells more."""
        if not self._subjects:
            yield "the proposal"
        for match in self._subjects:
            yield self._subject(match)

    def requirements(self) -> Iterator[Requirement]:
        """Yield what else has to hold."""
        for condition in self._rest:
            if isinstance(condition, AnyOf):
                yield Requirement(
                    "at least one of these holds:",
                    tuple(self._conjunction(alternative) for alternative in condition.alternatives),
                )
            else:
                yield Requirement(self.sentence(condition))

    def told(self) -> Iterator[str]:
        """Yield what the derived facts tell: `status` is the `status` of that measure. The rest goes without saying."""
        for derive in self._rule.derive:
            for field, operand in derive.values.items():
                told = Test(field, Operator.EQUAL, (operand,))
                if self._names.fact_with_key(operand) != field and not self._names.is_about_the_proposal(
                    derive.fact, told
                ):
                    yield f"{quoted(field)} {self._names.relation(derive.fact, told)}"

    def _conjunction(self, conditions: Sequence[Condition]) -> str:
        matches = [condition for condition in conditions if isinstance(condition, Match)]
        others = [condition for condition in conditions if not isinstance(condition, Match)]
        self._names.enter(matches)
        sentences = [self.sentence(condition) for condition in [*in_order(matches), *others]]
        return "; and ".join(sentences) or "nothing has to be looked at"

    def sentence(self, condition: Condition) -> str:
        """Return what a condition asks."""
        match condition:
            case Match() if self._holds_of_known(condition):
                return self._of_known(condition)
            case Match():
                return self._there_is(condition)
            case NoneOf() if self._holds_of_known(condition):
                return self._of_known(condition, negated=True)
            case NoneOf():
                return self._there_is_none(condition)
            case Count():
                return self._so_many(condition)
            case AnyOf():
                alternatives = (self._conjunction(alternative) for alternative in condition.alternatives)
                return f"either {', or '.join(alternatives)}"

    def _subject(self, match: Match) -> str:
        names = self._names
        called = names.called(match.name)
        if names.type(match.fact).single:
            tests = [f"its {names.field_test(match.fact, test)}" for test in match.where]
            return f"the proposal{called}{', if ' if tests else ''}{', and '.join(tests)}"
        if names.type(match.fact).origin is Origin.DERIVED:
            return f"each case{called} in which {self._derived(match.fact, match.where)}"
        around = self._the_one_around(match)
        if around is not None:
            return f"{around}{called}"
        return f"each {names.noun(match.fact)}{called}{self._which(match.fact, match.where)}"

    def _there_is(self, match: Match) -> str:
        names = self._names
        if names.type(match.fact).origin is Origin.DERIVED:
            return self._derived(match.fact, match.where)
        if names.type(match.fact).single:
            tests = [f"the proposal's {names.field_test(match.fact, test)}" for test in match.where]
            return ", and ".join(tests) or "there is a proposal"
        noun = article(names.noun(match.fact))
        return f"there is {noun}{names.called(match.name)}{self._which(match.fact, match.where)}"

    def _there_is_none(self, condition: NoneOf) -> str:
        if self._names.type(condition.fact).origin is Origin.DERIVED:
            return self._derived(condition.fact, condition.where, negated=True)
        which = self._which(condition.fact, condition.where, negated=True)
        return f"there is no {self._names.noun(condition.fact)}{which}"

    def _so_many(self, count: Count) -> str:
        if count.at_least == count.at_most:
            number = f"exactly {count.at_least}"
        else:
            bounds = [f"at least {count.at_least}"] if count.at_least is not None else []
            bounds += [f"at most {count.at_most}"] if count.at_most is not None else []
            number = " and ".join(bounds)
        if self._names.type(count.fact).origin is Origin.DERIVED:
            times = "time" if (count.at_most or count.at_least) == 1 else "times"
            return f"{self._derived(count.fact, count.where)}, {number} {times}"
        which = self._which(count.fact, count.where)
        return f"the number of {plural(self._names.noun(count.fact))}{which} is {number}"

    def _derived(self, fact: str, where: Sequence[Test], *, negated: bool = False) -> str:
        """Return that derived facts hold: “A measure protects a data set” holds for that data set."""
        titles = [_title(rule) for rule in self._rulebook.rules for one in rule.derive if one.fact == fact]
        if len(titles) == 1:
            text = f"{titles[0]} {'does not hold' if negated else 'holds'}"
        elif negated:
            text = f"neither {' nor '.join(titles)} holds"
        else:
            text = f"{' or '.join(titles)} holds"
        telling = [test for test in where if not self._names.is_about_the_proposal(fact, test)]
        things = [thing for thing in map(self._names.thing_itself, telling) if thing]
        tests = [self._names.field_test(fact, test) for test in telling if not self._names.thing_itself(test)]
        case = f" in {'any' if negated else 'a'} case{_whose(tests)}" if tests else ""
        return text + (f" for {_and(things)}" if things else "") + case

    def _holds_of_known(self, condition: Match | NoneOf) -> bool:
        """Whether a condition asks again of a fact that the rule has at hand, and not of another one."""
        return self._names.type(condition.fact).unique and any(
            self._is_key_of_same(condition, test) for test in condition.where
        )

    def _of_known(self, condition: Match | NoneOf, *, negated: bool = False) -> str:
        """Return what such a condition asks: that data set is one whose `personal` is `true`."""
        same = next(test for test in condition.where if self._is_key_of_same(condition, test))
        tests = [self._names.field_test(condition.fact, test) for test in condition.where if test is not same]
        verb = "is not" if negated else "is"
        return f"{self._names.thing_itself(same)} {verb} one{_whose(tests)}"

    def _is_key_of_same(self, condition: Match | NoneOf, test: Test) -> bool:
        is_key = test.field == "key" and test.operator is Operator.EQUAL
        return is_key and self._names.fact_with_key(test.operands[0]) == condition.fact

    def _the_one_around(self, match: Match) -> str | None:
        """Return "the stakeholder of that concern" where a match asks just for that."""
        if len(match.where) != 1 or match.where[0].field != "key" or match.where[0].operator is not Operator.EQUAL:
            return None
        operand = match.where[0].operands[0]
        if not isinstance(operand, FieldOf) or operand.field != match.fact:
            return None
        if self._names.type(self._names.facts[operand.name]).around != match.fact:
            return None
        return f"the {self._names.noun(match.fact)} of {self._names.known(operand.name)}"

    def _which(self, fact: str, where: Sequence[Test], *, negated: bool = False) -> str:
        """Return which facts are meant: " of that stakeholder whose `code` is `safety`"."""
        names = self._names
        around = names.type(fact).around
        owner = next((test for test in where if test.field == around and names.thing_itself(test)), None)
        text = ""
        if owner is not None:
            text = f" of {names.thing_itself(owner)}"
        elif around is not None and names.is_item(fact):
            text = f" of {f'any {names.noun(around)}' if negated else article(names.noun(around))}"
        rest = [test for test in where if test is not owner]
        values = [test for test in rest if names.is_item(fact) and test.field == "value"]
        others = [names.field_test(fact, test) for test in rest if test not in values]
        return (
            text + (f" that {_and([names.relation(fact, test) for test in values])}" if values else "") + _whose(others)
        )


def _and(parts: Sequence[str]) -> str:
    return words_for(parts, "and")


def _whose(tests: Sequence[str]) -> str:
    return f" whose {', and whose '.join(tests)}" if tests else ""
