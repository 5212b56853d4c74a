"""What a shell offers for a half-written command line: ids of rules, packs, tags, parameters.

Whatever goes wrong meanwhile, nothing is offered and nothing is said: somebody is in the middle of typing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps

import click
from click.shell_completion import CompletionItem

from checker.rulebook.model import Rule, Rulebook, Severity

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _from_rulebook(offered: Callable[[Rulebook, str], Iterable[CompletionItem]]) -> Complete:
    """Make a `shell_complete` of a function from the rules and what is written to what may be meant."""

    @wraps(offered)
    def complete(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        try:
            items = offered(_rulebook(context), incomplete)
            return [item for item in items if item.value.startswith(incomplete)]
        except Exception:  # rules that are refused, a file that can't be read
            return []

    return complete


@_from_rulebook
def rule_ids(rulebook: Rulebook, _incomplete: str) -> Iterable[CompletionItem]:
    """Offer the ids of rules that warn, with their titles."""
    return map(_rule_item, rulebook.warning_rules())


@_from_rulebook
def packs(rulebook: Rulebook, incomplete: str) -> Iterable[CompletionItem]:
    """Offer packs, also as the last of several with commas between."""
    return _listed([CompletionItem(pack.name, help=pack.title) for pack in rulebook.packs.values()], incomplete)


@_from_rulebook
def rule_names(rulebook: Rulebook, incomplete: str) -> Iterable[CompletionItem]:
    """Offer ids, packs and tags, also as the last of several with commas between."""
    items = {rule.id: _rule_item(rule) for rule in rulebook.warning_rules()}
    items |= {tag: CompletionItem(tag, help="a tag") for rule in rulebook.warning_rules() for tag in rule.tags}
    items |= {pack.name: CompletionItem(pack.name, help=f"Pack: {pack.title}") for pack in rulebook.packs.values()}
    return _listed([items[name] for name in sorted(items)], incomplete)


@_from_rulebook
def parameters(rulebook: Rulebook, _incomplete: str) -> Iterable[CompletionItem]:
    """Offer PARAMETER=, with the value that it has."""
    for parameter in rulebook.parameters.values():
        yield CompletionItem(f"{parameter.name}=", help=f"{parameter.description} ({parameter.value})")


@_from_rulebook
def severities(rulebook: Rulebook, incomplete: str) -> Iterable[CompletionItem]:
    """Offer RULE=, and RULE=LEVEL where the rule is written."""
    rule, sign, _ = incomplete.partition("=")
    if sign:
        return [CompletionItem(f"{rule}={severity}") for severity in Severity]
    return [CompletionItem(f"{one.id}=", help=one.title) for one in rulebook.warning_rules()]


def _rule_item(rule: Rule) -> CompletionItem:
    return CompletionItem(rule.id, help=f"{rule.severity}: {rule.title}")


def _listed(items: Iterable[CompletionItem], incomplete: str) -> list[CompletionItem]:
    """Return items that continue a list with commas, without those that are in it already."""
    before = incomplete.rpartition(",")[0]
    given = before.split(",")
    lead = f"{before}," if "," in incomplete else ""
    return [CompletionItem(f"{lead}{item.value}", help=item.help) for item in items if item.value not in given]


def _rulebook(context: click.Context) -> Rulebook:
    """Return the rules that the line asks for so far, or the configuration, or the built-in ones."""
    from checker.cli.options import make_checker

    return make_checker(context.params.get("rules") or (), engine="reference").rulebook
