"""Does a value fit its JSON Schema, and if it doesn't, why not?

jsonschema-rs decides; only what it refuses is handed to the far slower `jsonschema` package for the reasons.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from checker.errors import Problem
from checker.validation.verdict import Verdict

if TYPE_CHECKING:
    from checker.validation.explanations import Explainer


class SchemaValidator:
    """Validates values against one schema of draft 2020-12. Nothing is ever fetched.

    Raises ValueError where the schema is not valid, or refers to anything outside itself.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._verdict = Verdict(schema)

    def accepts(self, instance: object) -> bool:
        """Return whether `instance`, any JSON value, fits the schema."""
        return self._verdict.accepts(instance)

    def problems(self, instance: object) -> list[Problem]:
        """Return every reason why `instance` does not fit, in the order of the document; empty where it does.

        Problems have a pointer, no line and column. There are at most about a hundred; the last one then says how
        many more there are.
        """
        return [] if self.accepts(instance) else self._explainer.explain(instance)

    @cached_property
    def _explainer(self) -> Explainer:
        # Here and not above: it imports jsonschema, which takes longer than a check and is seldom needed.
        from checker.validation.explanations import Explainer

        return Explainer(self._schema)
