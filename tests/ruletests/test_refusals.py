"""What is wrong with a file of tests is refused, with its place and the nearest name."""

from __future__ import annotations

import pytest

from checker import RulesRefused
from checker.ruletests.outcome import run_suites
from checker.ruletests.suite import load_suites
from tests.ruletests.conftest import OFTEN, SELDOM, Folder, with_cases

CASE = "  - name: A case\n    {}\n    silent: [seldom]\n"

REFUSED: list[tuple[str, str, tuple[int, int], str | None]] = [
    (with_cases(SELDOM, OFTEN).replace("pack: reviews", "pack: review"), "unknown-pack", (2, 7), "`reviews`"),
    (with_cases(OFTEN.replace("[seldom]", "[seldmo]")), "unknown-rule", (8, 14), "`seldom`"),
    (with_cases(SELDOM.replace("{seldom:", "{seldon:")), "unknown-rule", (8, 13), "`seldom`"),
    (with_cases(SELDOM, SELDOM), "duplicate-case", (9, 11), None),
    (with_cases(SELDOM, base="bases.json"), "base", (3, 7), None),
    (with_cases(SELDOM).replace("2026-11-22", "2026-13-01"), "type", (4, 8), "YYYY-MM-DD"),
    (with_cases(SELDOM).replace("today: 2026-11-22\n", ""), "required", (5, 5), None),
    (with_cases(SELDOM + "    silent: [seldom]\n"), "duplicate-rule", (9, 14), None),
    (with_cases(OFTEN + "    parameters: {longst: 7}\n"), "unknown-parameter", (9, 17), "`longest`"),
    (with_cases(OFTEN + "    parameters: {longest: [7]}\n"), "parameter", (9, 17), None),
    (with_cases(CASE.format("patch: [{op: remove, path: /titel}]")), "patch", (7, 32), None),
    (with_cases(CASE.format("patch: [{op: move, path: /title}]")), "enum", (7, 18), "add"),
    (with_cases(CASE.format("patch: {title: 5}")), "proposal", (6, 5), None),
    (with_cases(CASE.format('patch: {title: "\\ud800"}')), "syntax", (7, 23), None),
    (with_cases(CASE.format("patch: {x: 0.12345678901234567890}")), "number", (7, 16), None),
    (with_cases(CASE.format("pach: {}")), "unknown-property", (7, 5), "`patch`"),
    ("format: caveat/rules-1\n", "const", (1, 9), None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "keyword", "place", "hint"), REFUSED)
def test_what_is_wrong_is_refused_with_its_place(
    folder: Folder, text: str, keyword: str, place: tuple[int, int], hint: str | None
) -> None:
    with pytest.raises(RulesRefused) as refused:
        run_suites(load_suites([folder(text)], engine="reference"))
    found = {(one.keyword, one.line, one.column): one for one in refused.value.problems}
    assert (keyword, *place) in found, found
    problem = found[keyword, *place]
    assert (problem.path or "").endswith("reviews.test.yaml")
    assert hint is None or hint in f"{problem.message} {problem.hint}"


def test_a_folder_without_tests_is_refused(folder: Folder) -> None:
    place = folder(with_cases(SELDOM))
    (place / "reviews.test.yaml").unlink()
    with pytest.raises(RulesRefused, match=r"no tests \(\*\.test\.yaml\)"):
        load_suites([place])


def test_a_path_that_is_no_file_of_tests_is_refused_with_the_one_beside_it(folder: Folder) -> None:
    place = folder(with_cases(SELDOM))
    with pytest.raises(RulesRefused, match=r"did you mean `reviews\.test\.yaml`"):
        load_suites([place / "reviews.yaml"])
    with pytest.raises(RulesRefused, match=r"did you mean `reviews\.test\.yaml`"):
        load_suites([place / "review.test.yaml"])
    with pytest.raises(RulesRefused, match="no tests are given"):
        load_suites([])


def test_the_base_may_stand_in_the_file(folder: Folder) -> None:
    """And is checked like any other proposal."""
    place = folder(with_cases(SELDOM, base="{proposal: {title: A proposal}}"))
    with pytest.raises(RulesRefused, match="the proposal of this case is invalid: the document has no `format`"):
        run_suites(load_suites([place]))
