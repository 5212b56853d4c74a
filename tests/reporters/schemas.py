"""The published schemas of the formats that have one."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from tests.json_schema import Schema

DATA = Path(__file__).parents[1] / "data"


def validate_sarif(log: Any) -> None:
    """Raise unless a log is valid under the schema of OASIS, the formats of its texts included."""
    _sarif().validate(log)


def validate_junit(root: etree._Element) -> None:
    """Raise unless a report is valid under the schema that Jenkins uses."""
    _junit().assertValid(root)


@cache
def _sarif() -> Schema:
    return Schema(json.loads((DATA / "sarif-2.1.0.schema.json").read_text(encoding="utf-8")))


@cache
def _junit() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(DATA / "jenkins-junit.xsd"))
