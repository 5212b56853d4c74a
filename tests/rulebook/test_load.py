"""Which files are loaded, parameters, guidance, and the digest."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from checker.errors import Problem, RulesRefused
from checker.facts import Vocabulary
from checker.rulebook.load import load_rulebook
from tests.rulebook.conftest import GUIDANCE, Load, rule_file, warning_rule

PARAMETERS = """\
parameters:
  share: {default: 0.5, description: d}
  codes: {default: [safety], description: d}
  years: {default: [1, 2], description: d}
"""


def test_a_folder_means_its_rule_files_without_their_tests(load: Load, tmp_path: Path) -> None:
    """YAML and JSON directly in it; tests, hidden files and other folders are left out."""
    (tmp_path / "deeper").mkdir()
    for name in ("a.test.yaml", "a.test.json", ".hidden.yaml", "notes.txt", "deeper/b.yaml"):
        (tmp_path / name).write_text("no rules\n")
    as_json = json.dumps(
        {
            "format": "caveat/rules-1", "pack": "j", "title": "J",
            "rules": [{"id": "j", "when": [{"match": "owner"}], "derive": {"x": {}}}],
        }
    )  # fmt: skip
    texts = {"b.yml": warning_rule("[{match: owner}]", id="b").replace("pack: pack", "pack: b"), "c.json": as_json}
    rulebook = load(texts | {"a.yaml": warning_rule("[{match: owner}]")})
    assert [rule.id for rule in rulebook.rules] == ["a-rule", "b", "j"]
    assert list(rulebook.packs) == ["pack", "b", "j"]


def test_a_file_that_is_named_twice_is_loaded_once(tmp_path: Path, load: Load, vocabulary: Vocabulary) -> None:
    """By its folder and by itself is the same file."""
    load({"a.yaml": warning_rule("[{match: owner}]")})
    rulebook = load_rulebook([tmp_path, tmp_path / "a.yaml"], vocabulary)
    assert len(rulebook.rules) == 1


def test_no_rule_file_is_an_error(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Nothing succeeds silently: an empty folder, no path, a path that is not there."""
    (tmp_path / "a.yaml").touch()
    (tmp_path / "empty").mkdir()
    for paths, keyword in (([tmp_path / "empty"], "no-files"), ([], "no-files"), ([tmp_path / "b.yaml"], "not-found")):
        with pytest.raises(RulesRefused) as refused:
            load_rulebook(paths, vocabulary)
        assert [problem.keyword for problem in refused.value.problems] == [keyword]
    assert refused.value.problems[0].hint == "did you mean `a.yaml`?"


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("share", "0.75", Decimal("0.75")),
        ("share", "2", 2),
        ("share", 0.1, Decimal("0.1")),
        ("codes", "safety, privacy_loss", ("safety", "privacy_loss")),
        ("codes", ["privacy_loss"], ("privacy_loss",)),
        ("codes", "", ()),
        ("years", "3,4.5", (3, Decimal("4.5"))),
    ],
)
def test_a_parameter_can_be_set(name: str, given: object, value: object, load: Load) -> None:
    """As an option has it, or as a value; the default stays on record."""
    rulebook = load({"pack.yaml": rule_file(PARAMETERS)}, parameters={name: given})
    assert rulebook.parameters[name].value == value
    assert rulebook.parameters["share"].default == Decimal("0.5")


@pytest.mark.parametrize(
    ("name", "given", "problem"),
    [
        ("shar", "1", Problem("there is no parameter `shar`", "unknown-parameter", hint="did you mean `share`?")),
        ("share", "much", Problem("`share` can't be set: `much` is no number", "parameter")),
        ("share", True, Problem("`share` can't be set: `True` is no number", "parameter")),
        ("codes", 5, Problem("`codes` can't be set: it is a list", "parameter")),
        ("codes", [5], Problem("`codes` can't be set: it is a list of texts", "parameter")),
        ("years", "1,x", Problem("`years` can't be set: `x` is no number", "parameter")),
    ],
)
def test_a_parameter_that_does_not_fit_is_refused(name: str, given: object, problem: Problem, load: Load) -> None:
    """Another type, or an unknown name."""
    with pytest.raises(RulesRefused) as refused:
        load({"pack.yaml": rule_file(PARAMETERS)}, parameters={name: given})
    assert refused.value == RulesRefused([problem])


def test_the_value_in_force_is_what_rules_compare_with(load: Load) -> None:
    """A set value that a field never has is refused where the rule uses it."""
    text = warning_rule("[{match: concern, where: {code: {in: $codes}}}]") + PARAMETERS
    with pytest.raises(RulesRefused, match=r"`savety` \(from `\$codes`\)"):
        load({"pack.yaml": text}, parameters={"codes": "savety"})


def test_guidance_beside_the_file_goes_before_the_built_in_one(
    tmp_path: Path, load: Load, vocabulary: Vocabulary
) -> None:
    """The built-in folder is asked only for what is not beside the rule file."""
    built_in = tmp_path / "built-in"
    built_in.mkdir()
    (built_in / "leaflet.yaml").write_text("refused")
    (built_in / "book.yaml").write_text(GUIDANCE.replace("leaflet", "book").replace("LF-", "BK-"))
    text = warning_rule("[{match: owner}]").replace("[leaflet]", "[leaflet, book]")
    rulebook = load({"pack.yaml": text}, guidance_folders=[built_in])
    assert sorted(rulebook.statements) == ["BK-01", "BK-02", "LF-01", "LF-02"]
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "pack.yaml").write_text(text)
    rulebook = load_rulebook([alone / "pack.yaml"], vocabulary, guidance_folders=[tmp_path / "guidance", built_in])
    assert len(rulebook.statements) == 4


@pytest.mark.parametrize(
    ("old", "new", "keyword", "line", "column"),
    [
        ("LF-02", "LF-01", "duplicate-statement", 7, 10),
        ("text: Ask", "txt: Ask", "required", 7, 5),
        ("id: leaflet", "id: leaflets", "guidance", 2, 5),
    ],
)
def test_guidance_that_cannot_be_right_is_refused(
    old: str, new: str, keyword: str, line: int, column: int, load: Load, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    """With its place; and rules that cite it are not blamed."""
    load({"pack.yaml": warning_rule("[{match: owner}]").replace("severity", "cites: [LF-01]\n    severity")})
    path = tmp_path / "guidance" / "leaflet.yaml"
    path.write_text(GUIDANCE.replace(old, new))
    with pytest.raises(RulesRefused) as refused:
        load_rulebook([tmp_path], vocabulary)
    problems = [problem for problem in refused.value.problems if problem.keyword == keyword]
    assert [(problem.path, problem.line, problem.column) for problem in problems] == [(str(path), line, column)]
    assert {problem.path for problem in refused.value.problems} == {str(path)}


def test_the_digest_knows_contents_and_parameters_but_not_places(
    load: Load, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    """The same files elsewhere have the same digest; another content, guidance or value has another one."""
    text = rule_file(PARAMETERS)
    digest = load({"pack.yaml": text}).digest
    assert digest.startswith("sha256:")
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "guidance").mkdir(parents=True)
    (elsewhere / "guidance" / "leaflet.yaml").write_text(GUIDANCE)
    (elsewhere / "pack.yaml").write_text(text)
    assert load_rulebook([elsewhere / "pack.yaml"], vocabulary).digest == digest
    others = {
        load({"pack.yaml": text}, parameters={"share": "0.6"}).digest,
        load({"pack.yaml": text + "# more\n"}).digest,
    }
    (elsewhere / "guidance" / "leaflet.yaml").write_text(GUIDANCE + "# more\n")
    others.add(load_rulebook([elsewhere], vocabulary).digest)
    assert len(others | {digest}) == 4


def test_the_order_of_files_changes_nothing_but_the_order_of_rules(
    load: Load, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    """Strata hold the same rules, and the digest is the same."""
    load({"a.yaml": warning_rule("[{none: x}]"), "b.yaml": rule_file(
        "rules: [{id: b, when: [{match: owner}], derive: {x: {}}}]\n", "b")})  # fmt: skip
    paths = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    one, other = load_rulebook(paths, vocabulary), load_rulebook(paths[::-1], vocabulary)
    assert one.digest == other.digest
    assert [[rule.id for rule in stratum] for stratum in one.strata] == [["b"], ["a-rule"]]
    assert one.strata == other.strata


def test_an_accepted_file_does_not_load_the_slow_validator() -> None:
    """Reasons are needed for refused files only."""
    import subprocess
    import sys

    program = (
        "import sys; from pathlib import Path; from checker.rulebook.source import read_tree;"
        "from checker.rulebook.structure import structure_problems;"
        "tree = read_tree(Path('a.yaml'), b'{format: caveat/rules-1, pack: p, title: P, rules: [{id: a,"
        " when: [{match: x}], derive: {y: {}}}]}');"
        "assert structure_problems(tree, 'rules') == []; assert 'jsonschema' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
