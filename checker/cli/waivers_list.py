"""`caveat waivers list`: what is waived, and how long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from checker.cli.decisions import waiver_file_options
from checker.cli.failures import reported_in
from checker.cli.group import EXIT_CODES
from checker.cli.options import current_day, debug_option, make_checker
from checker.cli.outputs import Target
from checker.quoting import counted
from checker.report import Exit, Json
from checker.reporters.display import harmless, padded, wrap
from checker.waiver_file import load_waivers
from checker.waivers import State, Waiver

_LABEL = 13
_WIDTH = 100


@click.command(epilog=EXIT_CODES)
@waiver_file_options
@click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@debug_option
def command(file: Path, rules: tuple[str, ...], today: date | None, format: str) -> int:
    """List the waivers of a file, each with its state.

    A waiver is in force, not yet in force, expired, or for a rule that is unknown or mandatory; only in the first case
    does it take effect. Whether it is used only `caveat waivers audit` can tell, which checks the proposals.
    """
    with reported_in([Target(format, None)]):
        day = today or current_day()
        waivers = load_waivers(file)
        known = make_checker(rules, engine="reference").known_rules
        states = [(waiver, waiver.state(known, day)) for waiver in waivers.entries]
        if format == "json":
            from checker.reporters.dump import dump

            entries = [as_json(waiver) | {"state": state.value} for waiver, state in states]
            click.echo(dump({"format": "caveat/waivers-list-1", "waivers": entries}, indent=True))
        else:
            click.echo("\n".join(_lines(waivers.path, states, day)))
        return Exit.CLEAN


def as_json(waiver: Waiver) -> Json:
    """Return a waiver as plain values, with its place in the file."""
    return {
        "rule": waiver.rule,
        "proposal": waiver.proposal,
        "key": waiver.key,
        "reason": waiver.reason,
        "approver": waiver.approver,
        "granted_on": waiver.granted_on.isoformat(),
        "expires": waiver.expires.isoformat(),
        "path": waiver.source.path,
        "line": waiver.source.line,
        "column": waiver.source.column,
    }


def _lines(path: str, states: list[tuple[Waiver, State]], today: date) -> Iterator[str]:
    yield harmless(f"{path}: {counted(len(states), 'waiver')}, as of {today}")
    for waiver, state in states:
        yield ""
        yield harmless(f"{waiver.rule}, about {waiver.proposal}")
        place = waiver.source
        rows = [
            ("State", _in_words(waiver, state, today)),
            ("Key", waiver.key or "any: all warnings of this rule about this proposal"),
            ("Reason", waiver.reason),
            ("Approver", f"{waiver.approver}, on {waiver.granted_on}"),
            ("Place", f"{place.path}:{place.line}:{place.column}"),
        ]
        for label, text in rows:
            yield from wrap(harmless(text), _WIDTH, first=padded(f"  {label}", _LABEL))


def _in_words(waiver: Waiver, state: State, today: date) -> str:
    match state:
        case State.IN_FORCE:
            days = (waiver.expires - today).days
            return (
                f"in force until {waiver.expires}, for {counted(days, 'more day')}" if days else "in force until today"
            )
        case State.NOT_YET:
            return f"not in force before {waiver.granted_on}"
        case State.EXPIRED:
            return f"expired on {waiver.expires}: it hides nothing any more"
        case State.UNKNOWN_RULE:
            return "there is no such rule: it hides nothing"
        case State.MANDATORY:
            return "the rule is mandatory: it hides nothing"
