"""Microseconds per proposal, as a ratio to `orjson.loads` of the same bytes in the same run.

    python -m benchmarks.speed [--packs leadership,stakeholders] [--proposals 200] [FILE ...]

Without files, over made-up proposals as registries hold them (`corpus.py`). One process, one thread; the fastest of
several rounds each, taken in turn, because other work on the machine can only slow a round down.
"""

from __future__ import annotations

import argparse
import gc
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter

import orjson

from benchmarks.corpus import proposal
from checker.check import Checker

ROUNDS = 9
TODAY = date(2026, 11, 22)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--packs", default="leadership,stakeholders", help="packs to check with; `all` for all")
    parser.add_argument("--proposals", type=int, default=200, help="how many made-up proposals")
    options = parser.parse_args()
    select = () if options.packs == "all" else tuple(options.packs.split(","))
    checker = Checker(select=select, today=TODAY)
    print(f"engine {checker.engine_name}; packs {options.packs}; {len(list(checker.rulebook.warning_rules()))} rules")
    if options.files:
        for file in options.files:
            measure(file.name, [file.read_bytes()] * 20, checker)
    else:
        measure("made-up proposals", [proposal(seed) for seed in range(options.proposals)], checker)


def measure(name: str, documents: Sequence[bytes], checker: Checker) -> None:
    """Print one line for some documents."""
    warnings = [len(checker.check(document).warnings) for document in documents]
    gc.collect()
    gc.freeze()
    floor, checked = fastest((orjson.loads, checker.check), documents)
    size = sum(map(len, documents)) / len(documents)
    print(
        f"{name}: {size:,.0f} bytes, {sum(warnings) / len(warnings):.1f} warnings each; "
        f"orjson.loads {floor:.1f} us, check {checked:.1f} us per proposal: ratio {checked / floor:.1f}"
    )


def fastest(functions: Sequence[Callable[[bytes], object]], documents: Sequence[bytes]) -> list[float]:
    """Return for each function the microseconds per document in its fastest round."""
    best = [float("inf")] * len(functions)
    for _ in range(ROUNDS):
        for place, function in enumerate(functions):
            begin = perf_counter()
            for document in documents:
                function(document)
            best[place] = min(best[place], (perf_counter() - begin) / len(documents) * 1e6)
    return best


if __name__ == "__main__":
    main()
