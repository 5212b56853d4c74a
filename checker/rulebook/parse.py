"""The tree of a rule file -> forms. The structure is checked already; here, words that mean nothing are refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from decimal import Decimal
from typing import Final, cast

from checker.pointer import split
from checker.rulebook.forms import (
    AnyForm,
    ConditionForm,
    CountForm,
    DeriveForm,
    FileForm,
    Literal,
    MatchForm,
    NoneForm,
    OperandForm,
    ParameterName,
    RuleForm,
    TestForm,
    WarnForm,
    Written,
)
from checker.rulebook.model import FieldOf, Operator, Presence, Reference, Severity, Source, Template
from checker.rulebook.problems import Problems
from checker.rulebook.reference_data import parse_parameter, parse_table
from checker.rulebook.source import Node
from checker.rulebook.words import operand, reference, template

_PARTS: Final = ("parameters", "tables", "rules")
_HEADER: Final = ("format", "pack", "title", "guidance")
_PART_DEPTH: Final = 2
_PRESENCE_OPERATORS: Final = {
    (Operator.EQUAL, Presence.PRESENT): Operator.PRESENT,
    (Operator.EQUAL, Presence.ABSENT): Operator.ABSENT,
    (Operator.NOT, Presence.PRESENT): Operator.ABSENT,
    (Operator.NOT, Presence.ABSENT): Operator.PRESENT,
}


def parse_file(tree: Node, refused: Iterable[str], problems: Problems) -> FileForm:
    """Return the form of a rule file; tables and parameters in which something was refused are left out.

    Of a rule, the keys in which something was refused are left out, and all of it where that leaves no conditions.

    refused: the JSON Pointers of what is wrong with the file's structure.
    """
    places = [tuple(split(pointer)) for pointer in refused]
    tops = {place[:_PART_DEPTH] for place in places}
    rules = tree.entries["rules"].items if "rules" in tree.entries else []
    sound = [
        _sound(node, {place[2] for place in places if place[2:] and place[:2] == ("rules", str(index))})
        for index, node in enumerate(rules)
    ]
    parameter_forms = {
        name: parse_parameter(name, node, problems)
        for name, node in _entries(tree, "parameters").items()
        if ("parameters", name) not in tops
    }
    table_forms = {
        name: parse_table(name, node, problems)
        for name, node in _entries(tree, "tables").items()
        if ("tables", name) not in tops
    }
    parameters = [form for form in parameter_forms.values() if form]
    tables = [form for form in table_forms.values() if form]
    unsure = {name for part in ("parameters", "tables") for name in _entries(tree, part)}
    unsure -= {form.name.value for form in parameters} | {form.name.value for form in tables}
    pack = tree.entries.get("pack", tree)
    parser = _Rules(pack.text, problems)
    return FileForm(
        path=tree.path,
        pack=Written(pack.text, pack.place),
        title=_text(tree, "title") or "",
        guidance=_texts(tree, "guidance"),
        parameters=tuple(parameters),
        tables=tuple(tables),
        rules=tuple(parser.rule(node) for node in sound if node),
        complete=bool(tree.entries) and all(_names_nothing_else(top) for top in tops),
        unsure=frozenset(unsure.union(*(_underived(*pair) for pair in zip(rules, sound, strict=True)))),
    )


def _sound(rule: Node, refused: Set[str]) -> Node | None:
    """Return a rule without the keys in which something was refused; None where nothing is left that can be checked."""
    entries = {key: node for key, node in rule.entries.items() if key not in refused or (key == "id" and node.text)}
    return Node(rule.path, entries, rule.line, rule.column) if {"id", "when"} <= entries.keys() else None


def _names_nothing_else(top: tuple[str, ...]) -> bool:
    """Whether what was refused there, in the header or in one part, or missing at all, can't have made a name known."""
    return not top or top[0] in _HEADER or (len(top) == _PART_DEPTH and top[0] in _PARTS)


def _underived(rule: Node, sound: Node | None) -> Set[str]:
    """Return the facts that a rule would have derived, had it not been refused."""
    return _entries(rule, "derive").keys() - (_entries(sound, "derive").keys() if sound else set())


def unreadable_file(path: str) -> FileForm:
    """Return the form that stands for a file of which nothing is known."""
    nowhere = Written("", Source(path, 1, 1))
    return FileForm(path, nowhere, "", (), (), (), (), complete=False, unsure=frozenset())


def _entries(node: Node, key: str) -> dict[str, Node]:
    return node.entries[key].entries if key in node.entries else {}


def _text(node: Node, key: str) -> str | None:
    return node.entries[key].text if key in node.entries else None


def _texts(node: Node, key: str) -> tuple[Written[str], ...]:
    items = node.entries[key].items if key in node.entries else []
    return tuple(Written(item.text, item.place) for item in items)


class _Rules:
    """Parses the rules of one pack."""

    def __init__(self, pack: str, problems: Problems) -> None:
        self._pack = pack
        self._problems = problems

    def rule(self, node: Node) -> RuleForm:
        entries = node.entries
        severity = _text(node, "severity")
        return RuleForm(
            id=Written(entries["id"].text, entries["id"].place),
            pack=self._pack,
            source=node.place,
            title=_text(node, "title") or "",
            severity=Severity(severity) if severity else None,
            cites=_texts(node, "cites"),
            tags=tuple(tag.value for tag in _texts(node, "tags")),
            mandatory="mandatory" in entries and entries["mandatory"].value is True,
            since=_text(node, "since"),
            aliases=_texts(node, "aliases"),
            when=self._conjunction(entries["when"]),
            warn=self._warn(entries["warn"]) if "warn" in entries else None,
            derive=self._derive(_entries(node, "derive")),
        )

    def _conjunction(self, node: Node) -> tuple[ConditionForm, ...]:
        return tuple(self._condition(item) for item in node.items)

    def _condition(self, node: Node) -> ConditionForm:
        entries = node.entries
        if "any" in entries:
            return AnyForm(tuple(self._conjunction(item) for item in entries["any"].items))
        kind = next(kind for kind in ("match", "none", "count") if kind in entries)
        fact = Written(entries[kind].text, entries[kind].place)
        where = tuple(test for field, given in _entries(node, "where").items() for test in self._tests(field, given))
        if kind == "none":
            return NoneForm(fact, where)
        if kind == "count":
            return CountForm(fact, where, self._bound(entries.get("at_least")), self._bound(entries.get("at_most")))
        name = entries.get("as")
        return MatchForm(fact, Written(name.text, name.place) if name else None, where)

    def _bound(self, node: Node | None) -> Written[int | ParameterName] | None:
        if node is None:
            return None
        value = ParameterName(node.value[1:]) if isinstance(node.value, str) else cast(int, node.value)
        return Written(value, node.place)

    def _tests(self, field: str, node: Node) -> list[TestForm]:
        """Return one test per operator; a value alone means equal."""
        if not node.entries:
            return self._test(Written(field, node.key_place), Operator.EQUAL, node)
        tests = []
        for operator, given in node.entries.items():
            tests += self._test(Written(field, node.key_place), Operator(operator), given)
        return tests

    def _test(self, field: Written[str], operator: Operator, node: Node) -> list[TestForm]:
        items = node.items or [node]
        operands = tuple(found for item in items if (found := self._operand(item)) is not None)
        if len(operands) < len(items):
            return []  # what is wrong with it is among the problems
        if operator not in (Operator.IN, Operator.NOT_IN) and isinstance(presence := operands[0].value, Presence):
            if (operator, presence) not in _PRESENCE_OPERATORS:
                message = f"`{presence}` is neither greater nor less than anything"
                self._problems.add(operands[0].source, "type", message)
                return []
            return [TestForm(field, _PRESENCE_OPERATORS[operator, presence], ())]
        return [TestForm(field, operator, operands)]

    def _operand(self, node: Node) -> Written[OperandForm] | None:
        value = node.value
        assert isinstance(value, str | bool | int | Decimal)  # the schema allows nothing else
        form = self._problems.attempt(node.place, "reference", lambda: operand(value))
        return None if form is None else Written(form, node.place)

    def _warn(self, node: Node) -> WarnForm:
        entries = node.entries
        return WarnForm(
            message=self._template(entries["message"]),
            advice=self._template(entries["advice"]),
            at=self._reference(entries.get("at")),
            cites=self._field_of(entries.get("cites")),
        )

    def _template(self, node: Node) -> Written[Template]:
        parsed = self._problems.attempt(node.place, "placeholder", lambda: template(node.text))
        return Written(parsed or Template(()), node.place)

    def _reference(self, node: Node | None) -> Written[Reference] | None:
        return None if node is None else Written(reference(node.text), node.place)

    def _field_of(self, node: Node | None) -> Written[FieldOf] | None:
        if node is None:
            return None
        meant = reference(node.text[1:])
        return Written(FieldOf(meant.name, meant.field or ""), node.place)

    def _derive(self, entries: Mapping[str, Node]) -> tuple[DeriveForm, ...]:
        """Return what a rule derives; `at` is the place of all of it."""
        at = self._reference(entries.get("at"))
        facts = {fact: node for fact, node in entries.items() if fact != "at"}
        return tuple(DeriveForm(Written(fact, node.key_place), self._values(node), at) for fact, node in facts.items())

    def _values(self, node: Node) -> tuple[tuple[str, Written[OperandForm]], ...]:
        values = [(field, self._value(given)) for field, given in node.entries.items()]
        return tuple((field, value) for field, value in values if value is not None)

    def _value(self, node: Node) -> Written[OperandForm] | None:
        """Return a value of `derive`, where `present` and `absent` are words like any other."""
        found = self._operand(node)
        if found is not None and isinstance(found.value, Presence):
            return Written(Literal(found.value.value), found.source)
        return found
