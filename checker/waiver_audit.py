"""Which waivers somebody has to look at: before they expire, and when they are of no use any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from checker.errors import Problem, did_you_mean
from checker.quoting import counted, name, printable
from checker.report import Finding, ProposalResult, Status
from checker.waivers import State, Waiver, Waiving, notice

_ELSEWHERE = "Name the folder that holds it, too, or remove the waiver."


@dataclass(slots=True)
class _Seen:
    """What was found about the proposals with one id: several files may hold revisions of the same."""

    checked: bool = False
    warnings: list[Finding] = field(default_factory=list)


def audit(
    waivers: Iterable[Waiver], waiving: Waiving, results: Iterable[ProposalResult], *, today: date, within: int
) -> list[Problem]:
    """Return what is to be looked at, in the order of the waiver file.

    results: those of all proposals that the waivers are about, before a waiver took effect or after.
    within: a waiver that expires in at most so many days is told too.
    """
    seen: dict[str, _Seen] = {}
    for result in results:
        if result.id is not None:
            here = seen.setdefault(result.id, _Seen())
            here.checked |= result.status is Status.CHECKED
            here.warnings += result.warnings
    return list(chain.from_iterable(_of_one(waiver, waiving, seen, today, within) for waiver in waivers))


def _of_one(waiver: Waiver, waiving: Waiving, seen: dict[str, _Seen], today: date, within: int) -> Iterator[Problem]:
    state = waiving.state(waiver)
    days = (waiver.expires - today).days
    if state is State.IN_FORCE and days <= within:
        when = "today is its last day" if days == 0 else f"in {counted(days, 'day')}"
        message = f"The waiver of {name(waiver.rule)} expires on {waiver.expires}: {when}."
        hint = f"Ask the approver ({printable(waiver.approver)}) whether it is to be granted for longer."
        yield notice(waiver, "waiver-expires-soon", message, hint)
    about = seen.get(waiver.proposal)
    if about is None:
        message = f"The waiver of {name(waiver.rule)} is for {name(waiver.proposal)}, which is none of these proposals."
        yield notice(waiver, "waiver-unknown-proposal", message, did_you_mean(waiver.proposal, seen) or _ELSEWHERE)
    elif not about.checked:
        message = f"The waiver of {name(waiver.rule)} could not be audited: {name(waiver.proposal)} was not checked."
        yield notice(waiver, "waiver-unchecked", message, None)
    if state in (State.IN_FORCE, State.NOT_YET) and not (about and about.checked):
        return
    found = waiving.notice(waiver, about.warnings if about else [])
    if found is not None and state is not State.NOT_YET:
        yield found
