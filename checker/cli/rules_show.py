"""`caveat rules show`: what one rule says, and the guidance that it rests on."""

from __future__ import annotations

from collections.abc import Iterator

import click

from checker.cli import completion
from checker.cli.failures import reported_in
from checker.cli.group import EXIT_CODES
from checker.cli.options import debug_option, make_checker, rules_option
from checker.cli.outputs import Target
from checker.discovery import shown_path
from checker.errors import Problem, UsageRefused, did_you_mean
from checker.report import Json
from checker.reporters.display import harmless, padded, wrap
from checker.rulebook.model import Parameter, Rule, Rulebook, Statement
from checker.rulebook.trace import cited_statements
from checker.rulebook.wording import wording

_WIDTH = 100
_HANGING = " " * 4


@click.command(epilog=EXIT_CODES)
@click.argument("id", metavar="ID", shell_complete=completion.rule_ids)
@rules_option
@click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@debug_option
def command(id: str, rules: tuple[str, ...], format: str) -> int:
    """Show a rule; ID may also be an earlier id of it."""
    with reported_in([Target(format, None)]):
        rulebook = make_checker(rules, engine="reference").rulebook
        found = _as_json(_find(id, rulebook), rulebook)
        if format == "json":
            from checker.reporters.dump import dump

            click.echo(dump(found, indent=True))
        else:
            click.echo("\n".join(_lines(found)))
        return 0


def _find(id: str, rulebook: Rulebook) -> Rule:
    for rule in rulebook.rules:
        if id == rule.id or id in rule.aliases:
            return rule
    known = [name for rule in rulebook.rules for name in (rule.id, *rule.aliases)]
    hint = did_you_mean(id, known) or "`caveat rules list` shows all of them"
    raise UsageRefused([Problem(f"There is no rule `{id}`.", "unknown-rule", hint=hint)])


def _as_json(rule: Rule, rulebook: Rulebook) -> Json:
    return {
        "format": "caveat/rule-1",
        "id": rule.id,
        "title": rule.title,
        "pack": rule.pack,
        "severity": rule.severity,
        "conditions": _conditions(rule, rulebook),
        "message": rule.warn.message.written if rule.warn else None,
        "advice": rule.warn.advice.written if rule.warn else None,
        "cites": [_statement(rulebook.statements[name]) for name in cited_statements(rule, rulebook)],
        "parameters": [_parameter(rulebook.parameters[name]) for name in rule.parameters],
        "tags": list(rule.tags),
        "aliases": list(rule.aliases),
        "mandatory": rule.mandatory,
        "source": {"path": shown_path(rule.source.path), "line": rule.source.line, "column": rule.source.column},
    }


def _conditions(rule: Rule, rulebook: Rulebook) -> Json:
    found = wording(rule, rulebook)
    return {
        "subjects": list(found.subjects),
        "requirements": [
            {"text": requirement.text, "alternatives": list(requirement.alternatives)}
            for requirement in found.requirements
        ],
        "definitions": list(found.definitions),
    }


def _statement(statement: Statement) -> Json:
    return {
        "id": statement.id, "guidance": statement.guidance, "locator": statement.locator, "text": statement.text
    }  # fmt: skip


def _parameter(parameter: Parameter) -> Json:
    return {"name": parameter.name, "value": _plain(parameter.value), "description": parameter.description}


def _plain(value: object) -> object:
    """Return a value that JSON has: exact decimals and dates as they are written."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, bool | int | str) else str(value)


def _lines(found: Json) -> Iterator[str]:
    title = f"{found['id']}: {found['title']}" if found["title"] else found["id"]
    yield from wrap(harmless(title), _WIDTH, rest=_HANGING)
    yield ""
    yield from _labelled("Severity", str(found["severity"] or "none: it derives facts and warns nobody"))
    yield from _labelled("Pack", found["pack"])
    yield from _condition_lines(found["conditions"], "Warns of" if found["severity"] else "Holds for")
    for label in ("message", "advice"):
        if found[label]:
            yield from _labelled(label.title(), found[label])
    for number, cited in enumerate(found["cites"]):
        text = f"{cited['id']} ({cited['guidance']} {cited['locator']}): {cited['text']}"
        yield from _labelled("" if number else "Guidance", text)
    for number, parameter in enumerate(found["parameters"]):
        text = f"{parameter['name']} = {parameter['value']}: {parameter['description']}"
        yield from _labelled("" if number else "Parameters", text)
    for label in ("tags", "aliases"):
        if found[label]:
            yield from _labelled(label.title(), ", ".join(found[label]))
    if found["mandatory"]:
        yield from _labelled("Mandatory", "it can't be ignored or waived")
    source = found["source"]
    yield from _labelled("Source", f"{source['path']}:{source['line']}")


def _condition_lines(conditions: Json, label: str) -> Iterator[str]:
    for number, subject in enumerate(conditions["subjects"]):
        yield from _labelled("" if number else label, f"with {subject}" if number else subject)
    for number, requirement in enumerate(conditions["requirements"]):
        yield from _labelled("" if number else "Where", f"and {requirement['text']}" if number else requirement["text"])
        for alternative in requirement["alternatives"]:
            yield from wrap(harmless(alternative), _WIDTH, first=padded("", 12) + "- ")
    for number, definition in enumerate(conditions["definitions"]):
        yield from _labelled("" if number else "Meaning", definition)


def _labelled(label: str, text: str) -> list[str]:
    return wrap(harmless(text), _WIDTH, first=padded(label, 12))
