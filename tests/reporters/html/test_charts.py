"""The charts, read as what they are: SVG."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from checker.reporters.html.charts import Bar, columns, stacked

SVG = "{http://www.w3.org/2000/svg}"


def bars(chart: str) -> list[tuple[str, float, float]]:
    """Return the class, width and height of each bar."""
    drawing = ElementTree.fromstring(chart)
    return [
        (one.attrib["class"], float(one.attrib["width"]), float(one.attrib["height"]))
        for one in drawing.iter(f"{SVG}rect")
    ]


def test_columns_are_as_high_as_their_numbers_are_large() -> None:
    chart = columns("Warnings", [Bar("High", 10, "high"), Bar("Low", 5, "low"), Bar("None", 0, "clean")])
    heights = [height for _, _, height in bars(chart)]
    assert heights[0] == 2 * heights[1] > 0 == heights[2]


def test_the_name_of_a_chart_says_all_of_its_numbers() -> None:
    chart = ElementTree.fromstring(columns("Warnings", [Bar("High", 10, "high"), Bar("Low", 5, "low")]))
    assert chart.attrib["role"] == "img"
    assert [one.text for one in chart.iter(f"{SVG}title")] == ["Warnings: high 10, low 5"]
    assert [one.text for one in chart.iter(f"{SVG}text")] == ["10", "High", "5", "Low"]


def test_the_parts_of_a_bar_are_as_wide_as_their_numbers_and_apart_from_each_other() -> None:
    (high, wide, _), (low, half, _) = bars(stacked([("high", 50), ("medium", 0), ("low", 25)], 100))
    assert (high, low) == ("fill-high", "fill-low")
    assert wide == pytest.approx(500, abs=5)
    assert half == pytest.approx(250, abs=5)


def test_one_among_very_many_can_still_be_seen() -> None:
    assert bars(stacked([("critical", 1), ("low", 99_999)], 100_000))[0][1] >= 1


@pytest.mark.parametrize("longest", [0, 1])
def test_nothing_is_an_empty_bar(longest: int) -> None:
    assert bars(stacked([("high", 0)], longest)) == []
