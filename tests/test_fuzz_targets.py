"""What fuzzing looks for holds for what it begins with, and for damaged copies of that; the long search is by hand."""

from __future__ import annotations

from random import Random

import pytest

from fuzz.seeds import seeds
from fuzz.targets import TARGETS

DAMAGED = 40


def damaged(data: bytes, rng: Random) -> bytes:
    """Return bytes with some of them removed, doubled or replaced."""
    content = bytearray(data)
    for _ in range(rng.choice((1, 2, 8))):
        place = rng.randrange(len(content) + 1)
        part = content[place : place + rng.choice((1, 1, 4, 30))]
        content[place : place + len(part)] = rng.choice(
            (b"", bytes(part * 2), bytes([rng.randrange(256)]), b'"', b"null")
        )
    return bytes(content)


@pytest.mark.parametrize("target", TARGETS)
def test_the_promises_hold_for_all_seeds(target: str) -> None:
    found = list(seeds(target))
    assert found
    for seed in found:
        TARGETS[target](seed)


@pytest.mark.parametrize("target", TARGETS)
def test_the_promises_hold_for_damaged_seeds(target: str) -> None:
    rng = Random(target)
    found = [seed for seed in seeds(target) if len(seed) < 6000]
    for _ in range(DAMAGED):
        TARGETS[target](damaged(rng.choice(found), rng))


def test_a_broken_promise_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuzz.targets.parse", lambda data, limits: {"another": "value"})
    with pytest.raises(AssertionError):
        TARGETS["document"](b"[]")
