"""The waiver file: everything that is wrong with it is told at once, and a new waiver leaves the rest untouched."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.rulebook.model import Source
from checker.waiver_file import lengthened, load_waivers, parse_waivers
from checker.waivers import Waiver, WaiversRefused

YAML = Path("w.yaml")
ITEM = """\
  - rule: no-champion
    proposal: mobility-2026
    reason: It is known.
    approver: Board
    granted_on: 2026-03-01
    expires: 2027-03-01
"""
WHOLE = f"format: caveat/waivers-1\nwaivers:\n{ITEM}"
NEW = Waiver("no-owner", "p", None, "It is known.", "Board", date(2026, 1, 1), date(2026, 2, 1), Source("w", 1, 1))


def refused(text: str, path: Path = YAML) -> list[str]:
    with pytest.raises(WaiversRefused) as found:
        parse_waivers(path, text.encode())
    return [f"{problem.line}:{problem.column} {problem.keyword}" for problem in found.value.problems]


def test_a_waiver_is_read_with_its_place_and_its_days() -> None:
    (waiver,) = parse_waivers(YAML, WHOLE.encode()).entries
    assert waiver == Waiver(
        "no-champion", "mobility-2026", None, "It is known.", "Board", date(2026, 3, 1), date(2027, 3, 1),
        Source("w.yaml", 3, 5),
    )  # fmt: skip


def test_the_same_may_be_written_in_json() -> None:
    text = """{"format": "caveat/waivers-1", "waivers": [{"rule": "r", "proposal": "p", "key": "k", "reason": "x",
               "approver": "a", "granted_on": "2026-03-01", "expires": "2026-03-01"}]}"""
    (waiver,) = parse_waivers(Path("w.json"), text.encode()).entries
    assert (waiver.rule, waiver.key, waiver.expires) == ("r", "k", date(2026, 3, 1))


@pytest.mark.parametrize("name", ["rule", "proposal", "reason", "approver", "granted_on", "expires"])
def test_all_but_the_key_are_required(name: str) -> None:
    lines = [line for line in WHOLE.splitlines() if f" {name}:" not in line]
    text = "\n".join(lines).replace("    proposal", "  - proposal") if name == "rule" else "\n".join(lines)
    assert refused(text) == ["3:5 required"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("no-champion", "no-*", "3:11 pattern"),
        ("mobility-2026", '"*"', "4:15 pattern"),
        ("mobility-2026", "mobility-?", "4:15 pattern"),
        ("It is known.", '" "', "5:13 pattern"),
        ("2026-03-01", "1 March", "7:17 format"),
        ("2027-03-01", "2026-02-28", "8:14 waiver-period"),
        ("    reason:", "    cause:", "3:5 required"),
        ("It is known.", "!!python/name:os.system x", "5:13 tag"),
        ("It is known.", "&a x", "5:13 anchor"),
        ("It is known.", "*a", "5:13 alias"),
        ("approver: Board", "reason: again", "6:5 duplicate-key"),
        ("waivers-1", "waivers-2", "1:9 const"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_column(old: str, new: str, told: str) -> None:
    assert told in refused(WHOLE.replace(old, new, 1))


def test_everything_that_is_wrong_is_told_at_once_with_the_nearest_name() -> None:
    with pytest.raises(WaiversRefused) as found:
        parse_waivers(YAML, (WHOLE + ITEM).replace("reason", "raeson").encode())
    assert [problem.hint for problem in found.value.problems if problem.keyword == "unknown-property"] == [
        "did you mean `reason`?"
    ] * 2


@pytest.mark.parametrize("wildcard", ["no-*", '"*"', "*", "*-owner"])
def test_a_wildcard_is_refused_with_the_reason_however_it_is_written(wildcard: str) -> None:
    with pytest.raises(WaiversRefused, match=r"wildcards are not allowed|without `\*`"):
        parse_waivers(YAML, WHOLE.replace("no-champion", wildcard).encode())


def test_a_file_that_is_not_there_is_refused_with_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(WaiversRefused, match="caveat waivers add"):
        load_waivers(tmp_path / "gone.yaml")


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        f"# ours\n{WHOLE}  # the last\n",
        WHOLE.rstrip("\n"),
        WHOLE.replace("  - rule", "- rule").replace("    ", "  "),
        "format: caveat/waivers-1\nwaivers: []  # none yet\n",
        "waivers:\n  - {rule: r, proposal: p, reason: x, approver: a, granted_on: 2026-01-01, expires: 2026-01-01}\n"
        "  # granted in May\n".replace("waivers:", "format: caveat/waivers-1\nwaivers:"),
        "\ufeff" + WHOLE,
    ],
)
def test_a_new_waiver_is_put_at_the_end_and_nothing_else_is_touched(text: str) -> None:
    longer = lengthened(YAML, text.encode(), NEW)
    kept = text.removeprefix("\ufeff").replace(" []  # none yet", "").rstrip("\n")
    assert longer.startswith(kept)
    before = parse_waivers(YAML, text.encode()).entries
    *same, added = parse_waivers(YAML, longer.encode()).entries
    assert same == list(before)
    assert (added.rule, added.proposal, added.expires) == (NEW.rule, NEW.proposal, NEW.expires)


def test_a_new_file_begins_with_its_format() -> None:
    text = lengthened(YAML, b"", NEW)
    assert text.startswith("format: caveat/waivers-1\nwaivers:\n  - rule: no-owner\n")
    assert len(parse_waivers(YAML, text.encode()).entries) == 1


def test_a_json_file_stays_json() -> None:
    text = lengthened(Path("w.json"), lengthened(Path("w.json"), b"", NEW).encode(), NEW)
    assert len(parse_waivers(Path("w.json"), text.encode()).entries) == 2


@pytest.mark.parametrize(
    "text",
    [
        f"waivers:\n{ITEM}format: caveat/waivers-1\n",
        "{format: caveat/waivers-1, waivers: []}\n",
        "format: caveat/waivers-1\nwaivers: [{rule: r, proposal: p, reason: x, approver: a, granted_on: 2026-01-01, "
        "expires: 2026-01-01}]\n",
    ],
)
def test_a_file_that_is_written_in_another_way_is_left_alone(text: str) -> None:
    with pytest.raises(WaiversRefused, match="way it is written"):
        lengthened(YAML, text.encode(), NEW)


_TEXTS = st.text(min_size=1).filter(lambda text: text.strip())


@given(reason=_TEXTS, approver=_TEXTS)
def test_whatever_the_texts_are_they_come_back_or_the_file_is_left_alone(reason: str, approver: str) -> None:
    waiver = Waiver("r", "p", "key", reason, approver, NEW.granted_on, NEW.expires, NEW.source)
    try:
        text = lengthened(YAML, WHOLE.encode(), waiver)
    except WaiversRefused:
        assert not (reason + approver).isprintable()
        return
    added = parse_waivers(YAML, text.encode()).entries[-1]
    assert (added.reason, added.approver) == (reason, approver)
