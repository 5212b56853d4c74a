"""One patch for all grave warnings: verified, and with marks for everything that only the proposers can say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checker.explain import clear_all as module
from checker.explain.case import Case
from checker.explain.clear_all import clear_all
from checker.explain.guide import MARK, TODO, TODO_ID
from checker.pointer import resolve, split
from checker.report import Status
from checker.rulebook.model import Severity
from tests.explain.cases import EXAMPLES, after, builtin, checked, example, guide, small
from tests.small_rules import as_bytes, proposal, warning


def texts(value: Any) -> list[str]:
    """Return all texts in a JSON value."""
    if isinstance(value, dict | list):
        return [text for one in (value.values() if isinstance(value, dict) else value) for text in texts(one)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_patch_clears_what_it_promises_and_brings_nothing_that_it_does_not_tell(path: Path) -> None:
    case = Case(builtin(), path.read_bytes())
    proposed = clear_all(case, Severity.HIGH, guide())
    result = case.checker.check(as_bytes(after(case, proposed.patch)))
    assert result.status is Status.CHECKED
    grave = [one for one in result.warnings if one.severity.rank <= Severity.HIGH.rank]
    assert {one.fingerprint for one in grave} == {one.fingerprint for one in (*proposed.left, *proposed.new)}
    before = [one for one in case.result.warnings if one.severity.rank <= Severity.HIGH.rank]
    assert len(before) == len(proposed.cleared) + len(proposed.left)
    assert not proposed.left and not proposed.new


def test_even_all_warnings_can_be_cleared_at_once() -> None:
    proposed = clear_all(checked(example("minimal")), Severity.LOW, guide())
    assert proposed.cleared and not proposed.left
    assert all(one.rule == "stakeholder-group-mismatch" for one in proposed.new)


def test_every_value_that_nobody_has_stated_is_listed_and_marked_in_the_patched_proposal() -> None:
    case = checked(example("minimal"))
    proposed = clear_all(case, Severity.MEDIUM, guide())
    listed = {blank.pointer for blank in proposed.blanks}
    assert listed
    for pointer in listed:
        value = resolve(proposed.proposal, pointer)
        *around, name = split(pointer)
        is_marked = isinstance(value, str) and value.startswith((TODO, TODO_ID))
        if not is_marked:
            parent = resolve(proposed.proposal, "".join(f"/{token}" for token in around))
            assert parent[f"{MARK}{name}"].startswith(TODO)
    known = {*texts(case.proposal), *texts(case.checker.schema)}
    new = [text for text in texts(proposed.proposal) if text not in known and not text.startswith((TODO, TODO_ID))]
    assert new == [], "words that neither the proposal nor the schema has, and that are no blanks"


def test_a_value_that_was_chosen_among_several_names_the_others() -> None:
    case = checked(example("typical"))
    proposed = clear_all(case, Severity.CRITICAL, guide())
    (blank,) = proposed.blanks
    assert blank.pointer == "/stakeholders/0/concerns/0/response/status"
    assert blank.what.endswith("It could also be addressed, accepted, dismissed or not_applicable.")


def test_what_stands_in_the_proposal_as_a_todo_already_is_no_new_blank() -> None:
    document = example("typical")
    document["purpose"]["use_case"] = "TODO: ask the ministry"
    proposed = clear_all(checked(document), Severity.CRITICAL, guide())
    assert "/purpose/use_case" not in {blank.pointer for blank in proposed.blanks}


def test_nothing_is_taken_out_or_redefined_and_what_needs_that_is_left(tmp_path: Path) -> None:
    document = proposal(stakeholders=[{"id": "r", "group": "public"}])
    case = small(tmp_path, document, warning("W", [{"match": "stakeholder", "as": "s", "where": {"group": "public"}}]))
    proposed = clear_all(case, Severity.LOW, guide())
    assert (proposed.patch, [one.rule for one in proposed.left]) == ([], ["rule-0"])


def test_the_search_ends_where_it_would_take_too_many_checks_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_TRIALS", 3)
    proposed = clear_all(checked(example("typical")), Severity.LOW, guide())
    assert not proposed.complete
    assert proposed.left


def test_a_proposal_without_grave_warnings_needs_no_patch() -> None:
    proposed = clear_all(checked(example("good-practice")), Severity.LOW, guide())
    assert (proposed.patch, proposed.cleared, proposed.left) == ([], (), ())
