"""The table of concerns for each group of stakeholders."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest

from checker.report import Run
from checker.rulebook.model import Table
from checker.stakeholders import Concern, ConcernState, Stakeholder
from tests.reporters.html.reading import of_class, rows, shown, words
from tests.samples import CLEAN, RULEBOOK, RULES, RUN

SVG = "{http://www.w3.org/2000/svg}"
COLUMNS = ("group", "code", "statement")
CELLS = (("public", "privacy_loss", "S-1"), ("private_company", "revenue_loss", "S-2"), ("public", "safety", "S-3"))
RESIDENTS = Stakeholder(
    "residents", "Residents", "public",
    (Concern("privacy_loss", ConcernState.ADDRESSED), Concern("legal_uncertainty", ConcernState.PLANNED),
     Concern("privacy_loss", ConcernState.OPEN)),
)  # fmt: skip
VISITORS = Stakeholder("visitors", "Visitors", "public", (Concern("privacy_loss", ConcernState.SET_ASIDE),))


def with_table(columns: tuple[str, ...] = COLUMNS, cells: tuple[tuple[str, ...], ...] = CELLS) -> Run:
    table = Table("typical_concern", columns, cells, RULES[0].source)
    return replace(RUN, rulebook=replace(RULEBOOK, tables={"typical_concern": table}))


def matrices(*stakeholders: Stakeholder, run: Run | None = None) -> list[Element]:
    return of_class(shown([replace(CLEAN, stakeholders=stakeholders)], run or with_table()), "matrix")


def test_every_usual_concern_has_a_row_and_then_those_beyond_with_a_column_for_each_stakeholder() -> None:
    (matrix,) = matrices(RESIDENTS, VISITORS)
    assert rows(next(matrix.iter("table"))) == [
        ["Concern", "Residents", "Visitors"],
        ["Privacy loss", "Open Addressed", "Set aside"],
        ["Safety", "Not considered", "Not considered"],
        ["Legal uncertainty beyond the usual", "Planned", "Not considered"],
    ]
    assert "1 of the 2 concerns that this group usually has is not considered." in words(matrix)


@pytest.mark.parametrize(
    ("concerns", "said"),
    [
        ((), "None of the 2 concerns that this group usually has is considered."),
        (("privacy_loss", "safety"), "Every concern that this group usually has is considered."),
    ],
)
def test_how_many_usual_concerns_are_missing_is_said_in_words(concerns: tuple[str, ...], said: str) -> None:
    recorded = tuple(Concern(code, ConcernState.OPEN) for code in concerns)
    (matrix,) = matrices(replace(VISITORS, concerns=recorded))
    assert said in words(matrix)


def test_each_state_has_a_shape_of_its_own_beside_its_word() -> None:
    every = tuple(Concern(f"c{number}", state) for number, state in enumerate(ConcernState))
    (matrix,) = matrices(replace(RESIDENTS, concerns=every))
    shapes = {words(one): next(one.iter(f"{SVG}use")).get("href") for one in of_class(matrix, "state")}
    assert {word.lower() for word in shapes} == {state.value for state in ConcernState}
    assert len(set(shapes.values())) == len(shapes)


def test_there_is_a_matrix_for_each_group_that_has_a_stakeholder_in_the_order_of_the_proposal() -> None:
    company = Stakeholder("c", "Company", "private_company")
    assert [words(next(one.iter("h3"))) for one in matrices(company, RESIDENTS)] == ["Private company", "Public"]


def test_a_group_without_usual_and_recorded_concerns_says_that_none_is_on_record() -> None:
    (matrix,) = matrices(Stakeholder("n", "Neighbours", "civil_society"))
    assert "No concern is on record for Neighbours." in words(matrix)


@pytest.mark.parametrize("run", [RUN, with_table(("code", "kind"), (("a", "b"),))])
def test_other_rules_need_no_such_table(run: Run) -> None:
    (matrix,) = matrices(VISITORS, run=run)
    assert rows(next(matrix.iter("table")))[1:] == [["Privacy loss", "Set aside"]]


def test_without_stakeholders_there_is_no_matrix() -> None:
    assert matrices() == []


def test_what_a_table_has_no_room_for_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.reporters.html.matrix.WIDEST", 1)
    monkeypatch.setattr("checker.reporters.html.matrix.LONGEST", 2)
    (matrix,) = matrices(RESIDENTS, VISITORS)
    assert [len(row) for row in rows(next(matrix.iter("table")))] == [2, 2, 2]
    assert "no room for 1 stakeholder and 1 kind of concern more" in words(matrix)
