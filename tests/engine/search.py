"""A longer search for a program that evaluators differ on: `python -m tests.engine.search FIRST COUNT`.

COUNT random programs of each sort, from the seed FIRST on, are evaluated by durable_rules, by the reference and by
clingo. Prints how many there were and what their matches rest on. Ends with 1 at the first difference, and with the
smallest part of the program that shows it.
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from tests.engine.agreement import SORTS, agreed
from tests.engine.features import features

EVERY = 250
"""After how many seeds a line says how far it is."""


def search(first: int, count: int) -> int:
    """Compare, print the figures, and return the exit code."""
    used: Counter[str] = Counter()
    programs = matches = 0
    began = time.monotonic()
    for seed in range(first, first + count):
        for sort in SORTS:
            try:
                program, found = agreed(sort, seed)
            except AssertionError as difference:
                print(difference)
                return 1
            programs, matches = programs + 1, matches + len(found)
            used.update(features(program, found))
        if (seed - first + 1) % EVERY == 0:
            print(f"up to seed {seed}: {programs:,} programs agree, {time.monotonic() - began:.0f} s", flush=True)
    print(f"{programs:,} programs with {matches:,} matches: durable_rules, the reference and clingo agree on all")
    for feature, times in sorted(used.items()):
        print(f"{times:>8,}  {feature}")
    return 0


if __name__ == "__main__":
    sys.exit(search(*map(int, sys.argv[1:3])))
