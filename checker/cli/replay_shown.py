"""What `caveat replay` found, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from checker.quoting import counted
from checker.replay import Deviation, Input, Replay
from checker.report import Finding, Json, ProposalResult
from checker.reporters.display import harmless, padded, wrap
from checker.saved import SavedReport

_WIDTH = 100
_LABEL = 14
_HANGING = " " * 4


def lines(saved: SavedReport, replay: Replay) -> Iterator[str]:
    """Yield the answer first, then the inputs, then how the outcome differs."""
    yield from wrap(harmless(_answer(replay)), _WIDTH)
    made = f"{saved.path}, made by caveat {saved.version}, as of {saved.today}"
    yield from wrap(harmless(made), _WIDTH, rest=_HANGING)
    yield ""
    yield "Inputs"
    for name, state in replay.inputs.items():
        yield padded(f"  {name.capitalize()}", _LABEL) + state
    for name, (was, now) in replay.parameters.items():
        yield harmless(f"{' ' * _LABEL}{name} was {was}, is {now}")
    yield padded("  Documents", _LABEL) + _counted_documents(replay)
    for (path, index), state in replay.documents.items():
        if state is not Input.SAME:
            yield harmless(f"{' ' * _LABEL}{path}{f', line {index + 1}' if index else ''}: {state}")
    if replay.deviations:
        yield ""
        yield "What differs (- was, + is)"
        for deviation in replay.deviations:
            for line in _deviation_lines(deviation):
                margin = line[: len(line) - len(line.lstrip())]
                yield from wrap(harmless(line.lstrip()), _WIDTH, first=margin, rest=f"{margin}  ")
    was, now = replay.exit_codes
    yield ""
    yield f"Exit code of the check: {int(was)}" + ("" if was == now else f" then, {int(now)} now")


def _answer(replay: Replay) -> str:
    changed = replay.changed_inputs
    named = f"{', '.join(changed[:-1])} and {changed[-1]}" if len(changed) > 1 else "".join(changed)
    if replay.is_same:
        return f"The outcome is the same, though {named} changed." if changed else "The outcome is the same."
    if changed:
        return f"The outcome is not the same. What changed: {named}."
    return "The outcome is not the same, and no input changed: this may be a bug in caveat, please report it."


def _counted_documents(replay: Replay) -> str:
    states = list(replay.documents.values())
    return ", ".join(f"{states.count(state)} {state}" for state in Input if state in states) or "none"


def _deviation_lines(deviation: Deviation) -> Iterator[str]:
    path, index = deviation.place
    yield f"  {path}{f', line {index + 1}' if index else ''}"
    was, now = deviation.was, deviation.now
    if was is None or now is None or was.status is not now.status:
        yield f"    - {_status(was)}"
        yield f"    + {_status(now)}"
        if was is None or now is None:
            return
    for sign, findings in (("-", deviation.gone), ("+", deviation.new)):
        for finding in findings:
            yield f"    {sign} {_named(finding)}: {finding.message}"
    for old, new, names in deviation.changed:
        yield f"    ~ {_named(new)}: {', '.join(_changed_field(old, new, name) for name in names)}"
    for sign, result, other in (("-", was, now), ("+", now, was)):
        for problem in (*result.errors, *result.notices):
            if problem not in (*other.errors, *other.notices):
                yield f"    {sign} {problem.message}"


def _status(result: ProposalResult | None) -> str:
    return "not there" if result is None else f"{result.status}, {counted(len(result.warnings), 'warning')}"


def _named(finding: Finding) -> str:
    return f"{finding.severity} {finding.rule} ({finding.key})"


def _changed_field(old: Finding, new: Finding, name: str) -> str:
    was, now = old.as_json()[name], new.as_json()[name]
    if name == "waived":
        return "no longer waived" if now is None else "waived now" if was is None else "waived in another way"
    return f"{name} was {was}, is {now}" if isinstance(now, int | str) else f"other {name}"


def as_json(replay: Replay) -> Json:
    """Return it as plain values."""
    was, now = replay.exit_codes
    return {
        "format": "caveat/replay-1",
        "same": replay.is_same,
        "inputs": {name: state.value for name, state in replay.inputs.items()},
        "parameters": {name: {"was": old, "is": new} for name, (old, new) in replay.parameters.items()},
        "documents": [
            {"path": path, "index": index, "state": state.value} for (path, index), state in replay.documents.items()
        ],
        "differences": [
            {
                "path": deviation.place[0],
                "index": deviation.place[1],
                "was": None if deviation.was is None else deviation.was.as_json(),
                "is": None if deviation.now is None else deviation.now.as_json(),
            }
            for deviation in replay.deviations
        ],
        "exit_codes": {"was": int(was), "is": int(now)},
    }
