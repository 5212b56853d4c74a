"""`caveat new`: a proposal to start from."""

from __future__ import annotations

import json
import os

import click

from checker.cli.failures import reported_in
from checker.cli.group import EXIT_CODES
from checker.cli.options import debug_option
from checker.cli.outputs import Target, open_target
from checker.cli.streams import tell
from checker.cli.types import OutputFile
from checker.errors import Problem, UsageRefused
from checker.report import Exit
from checker.resources import schema_file
from checker.skeleton import skeleton


@click.command(epilog=EXIT_CODES)
@click.option(
    "--output", type=OutputFile(), metavar="FILE", default="-", help="Where to write it. Default: standard output."
)
@click.option("--id", "id", metavar="ID", default="my-proposal", show_default=True, help="The id of the proposal.")
@click.option("--title", metavar="TITLE", default="", help="What the proposal is called.")
@debug_option
def command(output: str, id: str, title: str) -> int:
    """Write a proposal to start from.

    It has every section and property of the format, all of them empty. The `note` in each of its objects says what
    belongs there; notes are ignored, and can stay or go. Fill in what you know, and ask `caveat check` what is missing.
    """
    target = Target("text", None if output == "-" else output)
    with reported_in([target]):
        proposal = _valid_skeleton(id, title)
        if target.path is not None:
            _refuse_existing(target.path)
        from checker.reporters.dump import dump

        with open_target(target, replaces=b"") as write:
            write(dump(proposal, indent=True) + "\n")
        if target.path is not None:
            tell(f"{target.path} is written. Fill it in, and see what is missing: caveat check {output}")
        return Exit.CLEAN


def _valid_skeleton(id: str, title: str) -> dict[str, object]:
    """Return the skeleton; raises UsageRefused where the id or the title are not allowed in a proposal."""
    from checker.validation import SchemaValidator

    schema = json.loads(schema_file("proposal").read_bytes())
    proposal = skeleton(schema, id, title)
    problems = SchemaValidator(schema).problems(proposal)
    if problems:
        raise UsageRefused(
            Problem(f"--{(problem.pointer or '').strip('/')}: {problem.message}", "usage", hint=problem.hint)
            for problem in problems
        )
    return proposal


def _refuse_existing(path: str) -> None:
    if os.path.lexists(path):
        hint = "Name another file with --output, or remove this one first."
        raise UsageRefused([Problem(f"`{path}` is there already.", "output", hint=hint)])
