"""`caveat waivers add`: one more waiver at the end of the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from checker.cli import completion
from checker.cli.decisions import waiver_file_options
from checker.cli.failures import reported_in
from checker.cli.group import EXIT_CODES
from checker.cli.job import Job
from checker.cli.options import CheckerOptions, current_day, debug_option, make_checker
from checker.cli.outputs import Target, open_target
from checker.cli.streams import tell
from checker.cli.types import Day
from checker.errors import Problem, UsageRefused, did_you_mean
from checker.quoting import name
from checker.reading import is_missing
from checker.report import Exit, Finding
from checker.rulebook.model import Source
from checker.rulebook.source import read_bytes
from checker.waiver_file import lengthened, parse_waivers
from checker.waivers import State, Waiver

_SHORTEST_FINGERPRINT = 6


@dataclass(frozen=True, slots=True)
class _Named:
    """Which warning is meant."""

    rule: str | None
    proposal: str | None
    key: str | None


@click.command(epilog=EXIT_CODES)
@click.option("--rule", metavar="ID", shell_complete=completion.rule_ids, help="The rule whose warning is accepted.")
@click.option("--proposal", metavar="ID", help="The id of the proposal that it is about.")
@click.option("--key", metavar="KEY", help="The key of the warning; without it, all warnings of the rule are meant.")
@click.option(
    "--warning",
    nargs=2,
    metavar="FINGERPRINT PROPOSAL",
    help="Instead of --rule, --proposal and --key: the fingerprint of a warning (or how it begins) and the file that "
    "it is about.",
)
@click.option("--reason", metavar="TEXT", help="Why it is accepted.")
@click.option("--approver", metavar="NAME", help="Who accepted it: a person or a board.")
@click.option("--expires", type=Day(), metavar="DATE", help="The last day of the waiver.")
@click.option("--granted-on", type=Day(), metavar="DATE", help="The first day of the waiver (default: today).")
@waiver_file_options
@debug_option
def command(
    file: Path,
    rules: tuple[str, ...],
    today: date | None,
    rule: str | None,
    proposal: str | None,
    key: str | None,
    warning: tuple[str, str] | None,
    reason: str | None,
    approver: str | None,
    expires: date | None,
    granted_on: date | None,
) -> int:
    """Put a waiver at the end of a waiver file, which is made where there is none.

    What stands in the file stays as it is, comments included. A waiver for a rule that is unknown or mandatory, or one
    that is there already, is refused.
    """
    with reported_in([Target("text", None)]):
        day = today or current_day()
        named = (
            _from_warning(warning, rules, day, _Named(rule, proposal, key)) if warning else _Named(rule, proposal, key)
        )
        if not (named.rule and named.proposal and reason and approver and expires):
            given = {"--rule": named.rule, "--proposal": named.proposal}
            raise _missing({**given, "--reason": reason, "--approver": approver, "--expires": expires})
        place = Source(str(file), 1, 1)
        waiver = Waiver(named.rule, named.proposal, named.key, reason, approver, granted_on or day, expires, place)
        data = b"" if is_missing(file) else read_bytes(file)
        _refuse_without_effect(waiver, file, data, rules, day)
        text = lengthened(file, data, waiver)
        with open_target(Target("text", str(file)), replaces=data) as write:
            write(text)
        tell(f"{file}: {_told(waiver)}")
        return Exit.CLEAN


def _from_warning(warning: tuple[str, str], rules: tuple[str, ...], today: date, named: _Named) -> _Named:
    """Return the rule, proposal and key of the one warning with a fingerprint. Raises UsageRefused."""
    if named != _Named(None, None, None):
        raise UsageRefused(
            [Problem("--warning stands for --rule, --proposal and --key.", "usage", hint="Leave those out.")]
        )
    fingerprint, path = warning
    if len(fingerprint) < _SHORTEST_FINGERPRINT:
        message = (
            f"{name(fingerprint)} is too short: give at least {_SHORTEST_FINGERPRINT} characters of a fingerprint."
        )
        raise UsageRefused([Problem(message, "usage")])
    results = list(Job.prepare([path], CheckerOptions(rules=rules, today=today)).results())
    found = [(one, finding) for one in results for finding in one.warnings if _begins(finding, fingerprint)]
    if len(found) != 1:
        amount = "No warning" if not found else "More than one warning"
        hint = f"`caveat check {path} --format json` shows the fingerprint of each warning."
        raise UsageRefused(
            [
                Problem(
                    f"{amount} of {name(path)} has a fingerprint that begins with {name(fingerprint)}.",
                    "unknown-warning",
                    hint=hint,
                )
            ]
        )
    result, finding = found[0]
    alike = sum((one.rule, one.key) == (finding.rule, finding.key) for one in result.warnings)
    if alike > 1:
        tell(f"note: this rule has {alike} warnings with this key, and the waiver is for all of them")
    return _Named(finding.rule, result.id, finding.key)


def _begins(finding: Finding, fingerprint: str) -> bool:
    return finding.fingerprint.startswith(fingerprint)


def _missing(options: dict[str, object]) -> UsageRefused:
    missing = [option for option, value in options.items() if not value]
    hint = "A waiver says what is accepted, why, by whom and until when; `caveat waivers add --help` shows the options."
    return UsageRefused(
        Problem(f"{option} is missing.", "usage", hint=None if number else hint)
        for number, option in enumerate(missing)
    )


def _refuse_without_effect(waiver: Waiver, file: Path, data: bytes, rules: tuple[str, ...], today: date) -> None:
    """Raise UsageRefused for a waiver that would never hide anything, or that is there already."""
    known = make_checker(rules, engine="reference").known_rules
    state = waiver.state(known, today)
    problems = []
    if state is State.UNKNOWN_RULE:
        hint = did_you_mean(waiver.rule, known) or "`caveat rules list` shows all of them"
        problems.append(Problem(f"There is no rule {name(waiver.rule)} that warns.", "unknown-rule", hint=hint))
    elif state is State.MANDATORY:
        problems.append(
            Problem(f"The rule {name(waiver.rule)} is mandatory: its warnings can't be waived.", "mandatory")
        )
    elif state is State.EXPIRED:
        message = f"The waiver would have expired already, on {waiver.expires}."
        problems.append(Problem(message, "waiver-expired", hint="--expires is its last day"))
    for other in parse_waivers(file, data).entries if data else ():
        same = (other.rule, other.proposal, other.key) == (waiver.rule, waiver.proposal, waiver.key)
        if same and other.granted_on <= waiver.expires and waiver.granted_on <= other.expires:
            message = f"The same is waived already, from {other.granted_on} to {other.expires}."
            hint = "Change the dates there, or give dates that don't overlap with these."
            place = other.source
            problems.append(
                Problem(message, "duplicate-waiver", line=place.line, column=place.column, path=place.path, hint=hint)
            )
    if problems:
        raise UsageRefused(problems)


def _told(waiver: Waiver) -> str:
    which = f"{waiver.rule} about {waiver.proposal}" + (f" ({waiver.key})" if waiver.key else "")
    return f"{which} is waived from {waiver.granted_on} to {waiver.expires}."
