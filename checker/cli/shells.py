"""Completion in bash, zsh and fish: the scripts that shells read, and what they are told while somebody types.

click does most of it. Here is what it lacks: in bash, words with `=` (`--severity RULE=LEVEL`, `--select=NAMES`), which
bash takes apart; no space after `PARAMETER=`; and silence, whatever goes wrong. Whoever imports this registers it.
"""

from __future__ import annotations

from os import environ, fsencode
from typing import ClassVar

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    split_arg_string,
)

# `compopt -o nospace`: what ends with `=` goes on. `default`: bash completes the path itself.
_BASH = """\
# Completion of caveat in bash (4.4 or later).
%(complete_func)s() {
    local type value
    COMPREPLY=()
    while IFS=',' read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain)
                COMPREPLY+=("$value")
                [[ $value == *= ]] && compopt -o nospace
                ;;
        esac
    done < <(COMP_LINE="$COMP_LINE" COMP_POINT="$COMP_POINT" COMP_WORDBREAKS="$COMP_WORDBREAKS" \\
        %(complete_var)s=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

# `compset -P`: in `--output=FILE`, the path begins after the first `=`.
_ZSH = """\
#compdef %(prog_name)s
# Completion of caveat in zsh.
%(complete_func)s() {
    local type value description
    local -a response whole begun
    response=("${(@f)$(COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) \\
        %(complete_var)s=zsh_complete ${words[1]} 2>/dev/null)}")
    for type value description in $response; do
        case $type in
            dir|file)
                [[ ${words[CURRENT]} == --*=* ]] && compset -P 1 '*='
                _path_files -f
                ;;
            plain)
                [[ $description == _ ]] && description='' || description=":$description"
                if [[ $value == *= ]]; then
                    begun+=("$value$description")
                else
                    whole+=("$value$description")
                fi
                ;;
        esac
    done
    (( $#whole )) && _describe -V unsorted whole -U
    (( $#begun )) && _describe -V unsorted begun -U -S ''
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""

# Only the first comma ends the type.
_FISH = """\
# Completion of caveat in fish.
function %(complete_func)s
    set -l words (commandline -cp)
    set -l current (commandline -ct)
    for item in (%(complete_var)s=fish_complete COMP_WORDS="$words" COMP_CWORD="$current" %(prog_name)s 2>/dev/null)
        set -l parts (string split -m 1 "," -- $item)
        switch $parts[1]
            case dir
                __fish_complete_directories $parts[2]
            case file
                __fish_complete_path $parts[2]
            case plain
                echo $parts[2]
        end
    end
end
complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""


class _Silent(ShellComplete):
    """Offers nothing where the line so far, or what it names, can't be understood."""

    def complete(self) -> str:
        try:
            return super().complete()
        except Exception:  # a shell would show it in the middle of the line
            return ""


class Bash(_Silent, BashComplete):
    """Completion in bash."""

    source_template: ClassVar[str] = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the cursor, and the one that ends there, as caveat will get them."""
        line = fsencode(environ["COMP_LINE"])[: int(environ["COMP_POINT"])].decode(errors="ignore")
        words = split_arg_string(line)
        return (words[1:], "") if line[-1:].isspace() else (words[1:-1], words[-1])

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """Return what bash is to put in place of what follows the last character at which it breaks words."""
        items = super().get_completions(args, incomplete)
        if "=" not in environ["COMP_WORDBREAKS"]:
            lead = _option(incomplete)
            return [CompletionItem(lead + item.value, item.type, item.help) for item in items]
        value = incomplete.removeprefix(_option(incomplete))
        broken = value[: value.rfind("=") + 1]
        return [CompletionItem(item.value.removeprefix(broken), item.type, item.help) for item in items]


class _Whole(_Silent):
    """Offers whole words: in `--select=NAMES`, with what stands before the value."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        items = super().get_completions(args, incomplete)
        lead = _option(incomplete)
        return [CompletionItem(lead + item.value, item.type, item.help) for item in items]


class Zsh(_Whole, ZshComplete):
    """Completion in zsh."""

    source_template: ClassVar[str] = _ZSH

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Escape the colon at which `_describe` takes value and description apart."""
        description = " ".join((item.help or "_").split())
        return f"{item.type}\n" + item.value.replace(":", r"\:") + f"\n{description}"


class Fish(_Whole, FishComplete):
    """Completion in fish."""

    source_template: ClassVar[str] = _FISH

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Return a line as the script above takes it apart; versions of click differ in theirs."""
        description = " ".join((item.help or "").split())
        return f"{item.type},{item.value}\t{description}" if description else f"{item.type},{item.value}"


def _option(word: str) -> str:
    """Return `--select=` of `--select=no-`, and nothing of any other word."""
    name, sign, _ = word.partition("=")
    return f"{name}=" if sign and name.startswith("-") else ""


SHELLS = {"bash": Bash, "zsh": Zsh, "fish": Fish}

for _one in SHELLS.values():
    add_completion_class(_one)
