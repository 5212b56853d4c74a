"""Says whether a value fits a schema fast, and why not in full.

It works as the product's own validator does, and is not it: what caveat writes is not judged by caveat.
"""

from __future__ import annotations

from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator


class Schema:
    """A JSON Schema of draft 2020-12; the formats of texts count.

    jsonschema-rs decides, since jsonschema takes a hundred times as long; what does not fit, jsonschema explains.
    """

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._decides = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)

    def validate(self, value: Any) -> None:
        """Raise unless a value fits."""
        if not self._decides.is_valid(value):
            explains = Draft202012Validator(self._schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
            explains.validate(value)
            raise AssertionError("jsonschema-rs refuses what jsonschema accepts")
