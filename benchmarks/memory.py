"""The memory of a process that checks many proposals: `python -m benchmarks.memory`.

Prints the resident memory in MB after so many proposals, of which no two follow each other that are the same. It needs
Linux.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.corpus import proposal
from checker.check import Checker

DIFFERENT = 100
"""How many proposals are made; they are checked again and again."""


def resident_megabytes() -> float:
    """Return the resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def measured(engine: str, numbers: Sequence[int]) -> Iterator[float]:
    """Yield the resident memory, in MB, after each of these numbers of proposals."""
    checker = Checker(engine=engine)
    documents = [proposal(seed) for seed in range(DIFFERENT)]
    done = 0
    for number in numbers:
        for index in range(done, number):
            checker.check(documents[index % DIFFERENT])
        done = number
        gc.collect()
        yield resident_megabytes()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("numbers", nargs="*", type=int, default=[300, 2_000, 20_000], help="after how many proposals")
    parser.add_argument("--engine", default="durable", choices=("durable", "reference"))
    parser.add_argument("--json", action="store_true", help="print a JSON list of the figures")
    given = parser.parse_args()
    numbers = sorted(given.numbers)
    figures = []
    for number, megabytes in zip(numbers, measured(given.engine, numbers), strict=True):
        figures.append(megabytes)
        if not given.json:
            print(f"{number:>9,} proposals  {megabytes:7.1f} MB", flush=True)
    if given.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
