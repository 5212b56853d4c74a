"""`caveat completion`: the script that lets a shell complete commands, options and the ids of rules."""

from __future__ import annotations

import click

from checker.cli.group import EXIT_CODES
from checker.cli.options import debug_option

NAMES = ("bash", "zsh", "fish")


@click.command(epilog=EXIT_CODES)
@click.argument("shell", type=click.Choice(NAMES), metavar="bash|zsh|fish")
@debug_option
def command(shell: str) -> int:
    """Write the script that completes caveat in a shell.

    It completes commands, options and their values: ids of rules, packs, tags and parameters, those of your own rules
    too where --rules or a configuration names them.

    \b
    Bash, in ~/.bashrc:
      eval "$(caveat completion bash)"
    Zsh, in ~/.zshrc, below `compinit`:
      eval "$(caveat completion zsh)"
    Fish, once:
      caveat completion fish > ~/.config/fish/completions/caveat.fish
    """
    from checker.cli.entry import COMPLETE_VARIABLE, caveat
    from checker.cli.shells import SHELLS

    click.echo(SHELLS[shell](caveat, {}, "caveat", COMPLETE_VARIABLE).source(), nl=False)
    return 0
