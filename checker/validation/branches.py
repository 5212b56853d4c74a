"""Where a value fits none of several alternatives (anyOf, oneOf): which one was meant, and why it doesn't fit."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, groupby

from jsonschema.exceptions import ValidationError

from checker.validation.fault import Fault
from checker.validation.hints import near_property

UNKNOWN_PROPERTY = "additionalProperties"


def relevant_errors(error: ValidationError) -> list[ValidationError]:
    """Return the errors that are worth telling in place of `error`: itself, unless it stands for alternatives."""
    if error.validator not in ("anyOf", "oneOf") or not error.context:
        return [error]
    alternatives = _alternatives(error)
    fitting = [errors for errors in alternatives if not any(_is_direct(each, "type") for each in errors)]
    if not fitting:
        return [_united(error, alternatives, "type")]
    if all(_is_direct(each, "const", "enum") for each in chain.from_iterable(fitting)):
        return [_united(error, fitting, "enum", "const")]
    meant = min(fitting, key=_distance)
    return list(chain.from_iterable(relevant_errors(each) for each in meant))


def _alternatives(error: ValidationError) -> list[list[ValidationError]]:
    return [list(errors) for _, errors in groupby(error.context, key=lambda each: each.relative_schema_path[0])]


def _is_direct(error: ValidationError, *keywords: str) -> bool:
    """Return whether the error is about the value itself (nothing inside it) and of one of these keywords."""
    return not error.relative_path and error.validator in keywords


def _united(
    error: ValidationError, alternatives: Sequence[Sequence[ValidationError]], keyword: str, *others: str
) -> ValidationError:
    """Return one error of `keyword` that allows what all alternatives allow under it or under `others`."""
    allowed: list[object] = []
    for each in chain.from_iterable(alternatives):
        if _is_direct(each, keyword, *others):
            values = each.validator_value if isinstance(each.validator_value, list) else [each.validator_value]
            allowed.extend(value for value in values if value not in allowed)
    return ValidationError(
        keyword, validator=keyword, validator_value=allowed, instance=error.instance, schema=error.schema,
        path=error.absolute_path,
    )  # fmt: skip


def _distance(errors: Sequence[ValidationError]) -> tuple[bool, int, int, int]:
    """Return how far a value is from an alternative, comparable.

    Another `const` (a kind that differs) is farthest; then what goes wrong at the value itself and not inside it; then
    what is no mere slip of the pen.
    """
    other_kind = any(error.validator == "const" and len(error.relative_path) == 1 for error in errors)
    slips = sum(near_property(Fault.of(error)) is not None for error in errors if error.validator == UNKNOWN_PROPERTY)
    return other_kind, -min(map(_depth, errors)), len(errors) - slips, len(errors)


def _depth(error: ValidationError) -> int:
    """Return how deep inside the value the error is; an unknown property is an error of the object that holds it."""
    return len(error.relative_path) - (error.validator == UNKNOWN_PROPERTY)
