"""Which section of a proposal a warning belongs to."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from checker import Checker
from checker.report import Run
from checker.sections import WHOLE, Sections
from tests.samples import FINDING, RUN


@cache
def sections() -> Sections:
    checker = Checker(engine="reference")
    return Sections(Run(checker.rulebook, checker.engine_name, checker.today, checker.sections))


def test_a_warning_belongs_to_the_section_that_it_points_into() -> None:
    assert sections().of(replace(FINDING, pointer="/stakeholders/2/concerns/0")) == "stakeholders"
    assert sections().of(replace(FINDING, pointer="/x~1y/2")) == "x/y"


@pytest.mark.parametrize(
    ("rule", "section"),
    [("no-leads", "leadership"), ("purpose-not-stated", "purpose"), ("public-resistance-likely", "stakeholders")],
)
def test_a_warning_about_the_whole_proposal_belongs_where_its_answer_is_written(rule: str, section: str) -> None:
    assert sections().of(replace(FINDING, rule=rule, pointer="")) == section


def test_a_warning_of_which_nothing_is_known_belongs_to_the_proposal_as_a_whole() -> None:
    assert sections().of(replace(FINDING, rule="unknown", pointer="")) == WHOLE
    assert sections().title(WHOLE) == "The proposal as a whole"


def test_sections_have_the_titles_and_the_order_of_the_format_and_what_it_does_not_know_comes_last() -> None:
    known = Sections(RUN)
    assert known.title("data") == "Data"
    assert known.title("x") == "x"
    assert sorted(["x", "data", "stakeholders", WHOLE], key=known.order) == [WHOLE, "stakeholders", "data", "x"]
