"""`caveat rules list`: a table of the rules."""

from __future__ import annotations

import click

from checker.cli import completion
from checker.cli.failures import reported_in
from checker.cli.group import EXIT_CODES
from checker.cli.options import debug_option, make_checker, rules_options, separated
from checker.cli.outputs import Target
from checker.errors import Problem, UsageRefused, did_you_mean
from checker.report import Json
from checker.reporters.display import harmless, padded, width
from checker.rulebook.model import Rule, Rulebook


@click.command(epilog=EXIT_CODES)
@rules_options
@click.option(
    "--pack",
    "packs",
    multiple=True,
    metavar="NAMES",
    callback=separated,
    shell_complete=completion.packs,
    help="Only these packs; repeatable, comma-separated.",
)
@click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@debug_option
def command(rules: tuple[str, ...], select: tuple[str, ...], packs: tuple[str, ...], format: str) -> int:
    """List the rules: id, severity, pack, title."""
    with reported_in([Target(format, None)]):
        rulebook = make_checker(rules, select=select, engine="reference").rulebook
        _refuse_unknown(packs, rulebook)
        listed = sorted((rule for rule in rulebook.warning_rules() if not packs or rule.pack in packs), key=_order)
        if not listed:
            hint = "`caveat rules list` shows all of them"
            raise UsageRefused([Problem("No rule is selected.", "no-rule", hint=hint)])
        if format == "json":
            from checker.reporters.dump import dump

            found = {"format": "caveat/rules-list-1", "rules": [_as_json(rule) for rule in listed]}
            click.echo(dump(found, indent=True))
        else:
            click.echo(_table(listed))
        return 0


def _order(rule: Rule) -> tuple[str, int, str]:
    return (rule.pack, rule.severity.rank if rule.severity else 0, rule.id)


def _refuse_unknown(packs: tuple[str, ...], rulebook: Rulebook) -> None:
    problems = [
        Problem(f"There is no pack `{pack}`.", "unknown-pack", hint=did_you_mean(pack, rulebook.packs))
        for pack in packs
        if pack not in rulebook.packs
    ]
    if problems:
        raise UsageRefused(problems)


def _as_json(rule: Rule) -> Json:
    return {"id": rule.id, "severity": rule.severity, "pack": rule.pack, "title": rule.title, "tags": list(rule.tags)}


def _table(rules: list[Rule]) -> str:
    rows = [("ID", "SEVERITY", "PACK", "TITLE")]
    rows += [(rule.id, str(rule.severity), rule.pack, harmless(rule.title)) for rule in rules]
    columns = [max(width(row[column]) for row in rows) for column in range(3)]
    return "\n".join("  ".join([*map(padded, row[:3], columns), row[3]]).rstrip() for row in rows)
