"""One thing that a schema refuses, with everything that is needed to put it in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError


@dataclass(frozen=True, slots=True)
class Fault:
    """A value that one keyword of a schema refuses.

    path: where it is; an unknown property is at its own place, a missing one at that of the object that lacks it.
    keyword: the keyword of JSON Schema, or "schema" where the schema allows nothing at all.
    expected: what the schema has under that keyword; for "required" the name that is missing.
    given: the value that the schema was applied to; for an unknown property the object that holds it.
    schema: the schema that has the keyword.
    """

    path: list[str | int]
    keyword: str
    expected: Any
    given: Any
    schema: Mapping[str, Any]

    @classmethod
    def of(cls, error: ValidationError) -> Fault:
        """Return the fault that an error of jsonschema stands for."""
        return cls(
            path=list(error.absolute_path),
            keyword=error.validator if isinstance(error.validator, str) else "schema",
            expected=error.validator_value,
            given=error.instance,
            schema=error.schema if isinstance(error.schema, Mapping) else {},
        )

    @property
    def properties(self) -> Mapping[str, Any]:
        """The properties that the schema knows."""
        properties: Mapping[str, Any] = self.schema.get("properties", {})
        return properties

    @property
    def is_misspelt_date(self) -> bool:
        """Whether it is about how a date is written: dates have a pattern and a length beside their format."""
        return self.schema.get("format") == "date" and self.keyword in ("format", "pattern", "minLength", "maxLength")

    @property
    def noun(self) -> str | None:
        """What an object of this schema is called, from the schema's title: partner, data set."""
        return str(self.schema["title"]).lower() if self.properties and "title" in self.schema else None
