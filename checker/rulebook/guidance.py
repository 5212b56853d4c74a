"""Guidance files: the statements that rules cite."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from checker.errors import RulesRefused
from checker.rulebook.files import GUIDANCE_FOLDER, guidance_file, guidance_names, is_guidance_name
from checker.rulebook.forms import FileForm
from checker.rulebook.model import Guidance, Source, Statement
from checker.rulebook.problems import Problems
from checker.rulebook.source import Node, read_bytes, read_tree
from checker.rulebook.structure import structure_problems


class GuidanceShelf:
    """The guidance that rule files ask for; each file is read once."""

    def __init__(self, folders: Sequence[Path], problems: Problems) -> None:
        """`folders` are searched after the `guidance` folder beside the rule file."""
        self._folders = tuple(folders)
        self._problems = problems
        self._read: dict[Path, dict[str, Statement]] = {}
        self._places: dict[str, Source] = {}
        self.contents: dict[Path, bytes] = {}
        self.publications: dict[str, Guidance] = {}

    @property
    def statements(self) -> dict[str, Statement]:
        """Every statement that was read, by its id."""
        return {name: statement for statements in self._read.values() for name, statement in statements.items()}

    def of(self, form: FileForm) -> dict[str, Statement] | None:
        """Return the statements that the rules of a file may cite, or None where some of its guidance can't be read."""
        folders = (Path(form.path).parent / GUIDANCE_FOLDER, *self._folders)
        statements: dict[str, Statement] = {}
        complete = True
        for name in form.guidance:
            if not is_guidance_name(name.value):  # which the structure of the file is refused for
                complete = False
                continue
            path = guidance_file(name.value, folders)
            if path is None:
                self._problems.unknown(name.source, "guidance", name.value, guidance_names(folders))
                complete = False
            elif self._statements(path):
                statements.update(self._read[path.resolve()])
            else:
                complete = False
        return statements if complete else None

    def _statements(self, path: Path) -> dict[str, Statement]:
        """Return the statements of a guidance file; none where it is refused."""
        key = path.resolve()
        if key not in self._read:
            self._read[key] = {}
            try:
                self.contents[path] = read_bytes(path)
                tree = read_tree(path, self.contents[path])
            except RulesRefused as error:
                self._problems.extend(error.problems)
                return {}
            problems = structure_problems(tree, "guidance")
            self._problems.extend(problems)
            if not problems:
                self._read[key] = self._parse(path, tree)
        return self._read[key]

    def _parse(self, path: Path, tree: Node) -> dict[str, Statement]:
        name = tree.entries["id"]
        if name.text != path.stem:
            message = f"the guidance is called `{name.text}`, and its file `{path.name}`"
            self._problems.add(name.place, "guidance", message, "give both the same name")
        self.publications[name.text] = _publication(tree)
        statements = {}
        for node in tree.entries["statements"].items:
            statement = _statement(node, name.text)
            place = node.entries["id"].place
            if statement.id in self._places:
                first = self._places[statement.id]
                message = f"there is a statement `{statement.id}` already ({first.path}:{first.line})"
                self._problems.add(place, "duplicate-statement", message)
            self._places.setdefault(statement.id, place)
            statements[statement.id] = statement
        return statements


def _publication(tree: Node) -> Guidance:
    source = {key: value.text for key, value in tree.entries["source"].entries.items()}
    return Guidance(
        tree.entries["id"].text, tree.entries["title"].text, source["title"], source.get("publisher"), source.get("url")
    )


def _statement(node: Node, guidance: str) -> Statement:
    texts = {key: value.text for key, value in node.entries.items()}
    return Statement(texts["id"], texts["locator"], texts["text"], texts.get("shows", ""), guidance)
