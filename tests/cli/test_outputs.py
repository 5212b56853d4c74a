"""Which report goes where."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.cli.outputs import Target, open_target, pair
from checker.cli.streams import OutputRefused
from checker.errors import UsageRefused


@pytest.mark.parametrize(
    ("formats", "outputs", "targets"),
    [
        ([], [], [("text", None)]),
        (["json"], [], [("json", None)]),
        ([], ["r.json"], [("json", "r.json")]),
        ([], ["-"], [("text", None)]),
        (["json"], ["r.data"], [("json", "r.data")]),
        (["json"], ["r.txt"], [("json", "r.txt")]),
        (["json", "text"], ["a", "-"], [("json", "a"), ("text", None)]),
        (["text", "json"], ["r.json"], [("json", "r.json"), ("text", None)]),
        (["json", "text"], ["r.json"], [("json", "r.json"), ("text", None)]),
        (["json"], ["a.json", "b.txt"], [("json", "a.json"), ("text", "b.txt")]),
        ([], ["a.json", "b.jsonl"], [("json", "a.json"), ("jsonl", "b.jsonl")]),
        (
            ["github"],
            ["a.sarif", "b.xml", "c.md"],
            [("sarif", "a.sarif"), ("junit", "b.xml"), ("markdown", "c.md"), ("github", None)],
        ),
    ],
)
def test_formats_and_outputs_find_each_other(
    formats: list[str], outputs: list[str], targets: list[tuple[str, str | None]]
) -> None:
    assert pair(formats, outputs) == tuple(Target(*target) for target in targets)


@pytest.mark.parametrize(
    ("formats", "outputs"),
    [
        (["json", "text"], []),
        ([], ["report"]),
        (["json", "text"], ["report"]),
        (["json"], ["a.json", "report"]),
        (["json", "jsonl", "text"], ["r.json"]),
        (["json", "json"], ["r", "r"]),
        (["text"], ["-", "-"]),
    ],
)
def test_what_leaves_a_question_open_is_refused(formats: list[str], outputs: list[str]) -> None:
    with pytest.raises(UsageRefused):
        pair(formats, outputs)


def test_what_goes_wrong_elsewhere_while_a_report_is_written_is_not_blamed_on_it(tmp_path: Path) -> None:
    target = Target("json", str(tmp_path / "r.json"))
    with pytest.raises(OSError, match="elsewhere"), open_target(target) as write:
        write("{")
        raise OSError("elsewhere")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(OutputRefused, match="can't be written"), open_target(Target("json", str(tmp_path))) as write:
        write("{")
