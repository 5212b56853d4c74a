"""`caveat rules trace`: from the statements of the guidance to the rules that rest on them, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from checker.cli.failures import reported_in
from checker.cli.group import EXIT_CODES
from checker.cli.options import debug_option, make_checker, rules_option
from checker.cli.outputs import Target
from checker.errors import Problem, UsageRefused
from checker.report import Exit, Json
from checker.reporters.display import harmless, padded, wrap
from checker.reporters.markup import cell, link, prose
from checker.rulebook.model import Rulebook
from checker.rulebook.trace import Trace, trace

_WIDTH = 100
_INDENT = " " * 4


@click.command(epilog=EXIT_CODES)
@rules_option
@click.option("--format", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@debug_option
def command(rules: tuple[str, ...], format: str) -> int:
    """Show which rules rest on each statement of the guidance, and which statements each rule rests on.

    Ends with exit code 1 where a statement is cited by no rule. Rules that cite no statement are listed for
    information only.
    """
    with reported_in([Target("json" if format == "json" else "text", None)]):
        rulebook = make_checker(rules, engine="reference").rulebook
        if not rulebook.statements:
            hint = "Name the guidance that the rules encode in the rule file: `guidance: [name]`."
            raise UsageRefused([Problem("These rules name no guidance.", "no-guidance", hint=hint)])
        found = trace(rulebook)
        if format == "json":
            from checker.reporters.dump import dump

            click.echo(dump(_as_json(found, rulebook), indent=True))
        else:
            click.echo("\n".join((_as_markdown if format == "markdown" else _as_text)(found, rulebook)))
        return Exit.WARNINGS if found.uncited else Exit.CLEAN


def _as_json(found: Trace, rulebook: Rulebook) -> Json:
    rules = {rule.id: rule for rule in rulebook.rules}
    return {
        "format": "caveat/trace-1",
        "guidance": [
            {
                "id": guidance.id,
                "title": guidance.title,
                "source": {"title": guidance.source_title, "publisher": guidance.publisher, "url": guidance.url},
            }
            for guidance in rulebook.guidance.values()
        ],
        "statements": [
            {
                "id": statement.id,
                "guidance": statement.guidance,
                "locator": statement.locator,
                "text": statement.text,
                "rules": list(found.rules_of[statement.id]),
            }
            for statement in rulebook.statements.values()
        ],
        "rules": [
            {"id": id, "pack": rules[id].pack, "severity": rules[id].severity, "title": rules[id].title, "cites": cited}
            for id, cited in ((id, list(cited)) for id, cited in found.statements_of.items())
        ],
        "uncited": list(found.uncited),
        "without_cites": list(found.without_cites),
    }


def _as_text(found: Trace, rulebook: Rulebook) -> Iterator[str]:
    for guidance in rulebook.guidance.values():
        yield from wrap(harmless(f"{guidance.title} ({guidance.id})"), _WIDTH, rest=_INDENT)
        if guidance.url:
            yield harmless(guidance.url)
        yield ""
        for statement in rulebook.statements.values():
            if statement.guidance == guidance.id:
                text = f"{statement.id} ({statement.locator}): {statement.text}"
                yield from wrap(harmless(text), _WIDTH, rest=_INDENT)
                rules = ", ".join(found.rules_of[statement.id]) or "no rule cites this statement"
                yield from wrap(rules, _WIDTH, first=f"{_INDENT}-> ")
        yield ""
    yield "Rules"
    longest = max(map(len, found.statements_of), default=0)
    for rule, cited in found.statements_of.items():
        yield from wrap(", ".join(cited) or "none", _WIDTH, first=padded(f"  {rule}", longest + 4))
    yield ""
    yield from _summary(found)


def _as_markdown(found: Trace, rulebook: Rulebook) -> Iterator[str]:
    for guidance in rulebook.guidance.values():
        yield from [f"## {link(guidance.title, guidance.url) if guidance.url else prose(guidance.title)}", ""]
        yield from ["| statement | place | what it says | rules |", "| --- | --- | --- | --- |"]
        for statement in rulebook.statements.values():
            if statement.guidance == guidance.id:
                rules = _codes(found.rules_of[statement.id]) or "**none**"
                yield f"| {statement.id} | {cell(statement.locator)} | {cell(statement.text)} | {rules} |"
        yield ""
    yield from ["## Rules", "", "| rule | pack | severity | statements |", "| --- | --- | --- | --- |"]
    rules_by_id = {rule.id: rule for rule in rulebook.rules}
    for id, cited in found.statements_of.items():
        rule = rules_by_id[id]
        yield f"| `{id}` | {rule.pack} | {rule.severity} | {', '.join(cited) or 'none'} |"
    yield ""
    yield from _summary(found)


def _summary(found: Trace) -> Iterator[str]:
    cited = len(found.rules_of) - len(found.uncited)
    yield f"{cited} of {len(found.rules_of)} statements are cited by some rule."
    if found.uncited:
        yield from wrap(f"Cited by no rule: {', '.join(found.uncited)}.", _WIDTH)
    if found.without_cites:
        text = f"Rules that cite no statement (for information): {', '.join(found.without_cites)}."
        yield from wrap(text, _WIDTH)


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
