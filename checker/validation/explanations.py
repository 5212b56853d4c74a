"""Why a value does not fit its schema: `jsonschema` finds the reasons, `checker.validation.phrases` puts them in words.

jsonschema and jsonschema-rs differ in corners (a `$` in a pattern, multiples of a decimal fraction, formats), so
jsonschema walks through schema and value, but jsonschema-rs decides about single values here as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from referencing import Registry

from checker.errors import Problem
from checker.validation.branches import relevant_errors
from checker.validation.fault import Fault
from checker.validation.phrases import pointer, problem_of
from checker.validation.verdict import UNIQUE_KEYWORD, Verdict, repetitions

PROBLEMS_SHOWN = 100
ERRORS_SOUGHT = 10_000  # a hostile document could hold millions

SINGLE_KEYWORDS = (
    "format", "enum", "const", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum",
    "exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties",
)  # fmt: skip
# About one value, only the first of these is worth telling: a number in place of a date has no pattern either.
ONE_OF_THESE = ("type", "format", "enum", "const", "pattern", "minLength", "maxLength")

Schema = Mapping[str, Any]
Errors = Iterator[ValidationError]


class Explainer:
    """Explains what one schema refuses."""

    def __init__(self, schema: Schema) -> None:
        self._verdicts: dict[tuple[str, int], tuple[object, Verdict]] = {}
        keywords = {keyword: self._single(keyword) for keyword in SINGLE_KEYWORDS}
        keywords |= {
            "type": _type,
            "required": _required,
            "properties": _properties,
            "patternProperties": self._pattern_properties,
            "additionalProperties": self._additional_properties,
            UNIQUE_KEYWORD: _unique,
        }
        validator = extend(Draft202012Validator, keywords)  # type: ignore[no-untyped-call]  # as in its stubs
        self._validator = validator(schema, registry=Registry())  # an empty registry: nothing is fetched

    def explain(self, instance: object) -> list[Problem]:
        """Return why `instance`, which was refused, does not fit: at least one problem, whatever it is."""
        try:
            errors = _one_for_each_value(_in_document_order(instance, self._errors(instance)))
            problems = _first_problems(errors)
        except (RecursionError, ValueError):  # nested beyond Python's limits, or no JSON value at all
            problems = []
        except BaseException as error:
            # A RecursionError after its way through a library of jsonschema's in Rust; it can't be imported.
            if type(error).__name__ != "PanicException":
                raise
            problems = []
        return problems or [Problem("the document does not fit its schema; no closer reason was found", "schema", "")]

    def _errors(self, instance: object) -> list[ValidationError]:
        return list(islice(self._validator.iter_errors(instance), ERRORS_SOUGHT))

    def _verdict(self, keyword: str, value: object) -> Verdict:
        key = (keyword, id(value))
        if key not in self._verdicts:
            self._verdicts[key] = (value, Verdict({keyword: value}))  # keeping the value keeps its id its own
        return self._verdicts[key][1]

    def _single(self, keyword: str) -> Any:
        def check(validator: Any, value: object, instance: object, schema: Schema) -> Errors:
            if self._verdict(keyword, value).refuses(instance):
                yield ValidationError(keyword)

        return check

    def _matches(self, pattern: str, name: object) -> bool:
        return isinstance(name, str) and self._verdict("pattern", pattern).accepts(name)

    def _pattern_properties(self, validator: Any, patterns: Schema, instance: object, schema: Schema) -> Errors:
        if isinstance(instance, dict):
            for pattern, subschema in patterns.items():
                for name, value in instance.items():
                    if self._matches(pattern, name):
                        yield from _member(validator, name, value, subschema)

    def _additional_properties(self, validator: Any, subschema: Any, instance: object, schema: Schema) -> Errors:
        if not isinstance(instance, dict):
            return
        patterns = schema.get("patternProperties", {})
        for name, value in instance.items():
            if name in schema.get("properties", {}) or any(self._matches(pattern, name) for pattern in patterns):
                continue
            if subschema is False:
                yield ValidationError("additionalProperties", path=[name])
            else:
                yield from validator.descend(value, subschema, path=name)


def _type(validator: Any, types: str | Sequence[str], instance: object, schema: Schema) -> Errors:
    """Like jsonschema's own, but without spelling out the value, which may be huge."""
    if not any(validator.is_type(instance, name) for name in ([types] if isinstance(types, str) else types)):
        yield ValidationError("type")


def _required(validator: Any, names: Sequence[str], instance: object, schema: Schema) -> Errors:
    """Like jsonschema's own, but with the missing name in the error."""
    if isinstance(instance, dict):
        yield from (ValidationError("required", validator_value=name) for name in names if name not in instance)


def _properties(validator: Any, properties: Schema, instance: object, schema: Schema) -> Errors:
    if isinstance(instance, dict):
        for name, subschema in properties.items():
            if name in instance:
                yield from _member(validator, name, instance[name], subschema)


def _member(validator: Any, name: str, value: object, subschema: object) -> Errors:
    """Like jsonschema's own, which forgets the place of a value that the schema `false` refuses."""
    if subschema is False:
        yield ValidationError("schema", path=[name], validator="schema", instance=value, schema=False)
    else:
        yield from validator.descend(value, subschema, path=name)


def _unique(validator: Any, name: str, instance: object, schema: Schema) -> Errors:
    yield from (ValidationError(UNIQUE_KEYWORD, path=[place, name]) for place, _ in repetitions(instance, name))


def _in_document_order(instance: Any, errors: Iterable[ValidationError]) -> list[ValidationError]:
    places: dict[int, dict[object, int]] = {}

    def order(error: ValidationError) -> list[int]:
        holder, numbers = instance, []
        for step in error.absolute_path:
            if isinstance(holder, dict):
                if id(holder) not in places:
                    places[id(holder)] = {name: place for place, name in enumerate(holder)}
                numbers.append(places[id(holder)][step])
            else:
                numbers.append(int(step))
            holder = holder[step]
        return numbers

    return sorted(errors, key=order)


def _one_for_each_value(errors: Iterable[ValidationError]) -> list[ValidationError]:
    kept: list[ValidationError] = []
    for _, group in groupby(errors, key=lambda error: list(error.absolute_path)):
        members = list(group)
        rivals = [error for error in members if error.validator in ONE_OF_THESE]
        best = min(rivals, key=lambda error: ONE_OF_THESE.index(str(error.validator)), default=None)
        kept.extend(error for error in members if error is best or error not in rivals)
    return kept


def _first_problems(errors: Sequence[ValidationError]) -> list[Problem]:
    problems: dict[Problem, None] = {}  # a set that keeps its order
    for number, error in enumerate(errors):
        if len(problems) >= PROBLEMS_SHOWN:
            more = len(errors) - number
            at_least = "at least " if len(errors) >= ERRORS_SOUGHT else ""
            problems[Problem(f"and {at_least}{more} more", "more", pointer([]))] = None
            break
        problems |= {problem_of(Fault.of(relevant)): None for relevant in relevant_errors(error)}
    return list(problems)
