"""Whole runs of `caveat check` over much: how long they take, and how much memory their largest process has.

    python -m benchmarks.scale folder [--files 2000] [--workers 1 2]
    python -m benchmarks.scale lines [--numbers 1000 100000 1000000] [--workers 2]

`folder` checks a folder of made-up proposals; each number of workers in turn, several rounds, the median of each, with
the time that one process needs to read and parse the same files. `lines` checks ever longer files of JSON Lines. The
memory is the peak of the resident memory of any one process of the run, in MiB. It needs Linux.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import orjson

from benchmarks.corpus import proposal

ROUNDS = 5
SMALL = Path(__file__).parents[1] / "examples" / "minimal.json"
"""What each line is, under ids of their own: what is kept of a proposal has nothing to do with its size."""

_RUN = """
import json, resource, subprocess, sys, time
begin = time.perf_counter()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
elapsed = time.perf_counter() - begin
print(json.dumps([code, elapsed, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024]))
"""
"""Runs a command, and prints its exit code, the seconds and the peak in MiB: of all of its processes, the largest."""


def checked(path: Path, workers: int) -> tuple[float, float]:
    """Return the seconds and the peak in MiB of `caveat check` of a file or folder, in the quietest report."""
    command = [sys.executable, "-m", "checker", "check", str(path), "--workers", str(workers), "-q", "--no-config"]
    done = subprocess.run([sys.executable, "-c", _RUN, *command], capture_output=True, text=True, check=True)
    code, elapsed, peak = json.loads(done.stdout)
    if code not in (0, 1):
        raise SystemExit(f"`caveat check` ended with {code}: {done.stderr}")
    return elapsed, peak


def parsed(folder: Path) -> float:
    """Return the seconds that it takes to read all files of a folder and to parse them with orjson."""
    begin = perf_counter()
    for file in sorted(folder.iterdir()):
        orjson.loads(file.read_bytes())
    return perf_counter() - begin


def measure_folder(folder: Path, files: int, workers: list[int]) -> None:
    """Print a line per number of workers for a folder with so many files."""
    for number in range(files):
        (folder / f"{number:06}.json").write_bytes(proposal(number))
    floor: list[float] = []
    runs: dict[int, list[tuple[float, float]]] = {number: [] for number in workers}
    for _ in range(ROUNDS):
        floor.append(parsed(folder))
        for number in workers:
            runs[number].append(checked(folder, number))
    size = sum(file.stat().st_size for file in folder.iterdir()) / files
    print(f"{files:,} files of {size:,.0f} bytes; to read and parse them: {median(floor):.2f} s")
    for number, figures in runs.items():
        elapsed = median(seconds for seconds, _ in figures)
        peak = max(megabytes for _, megabytes in figures)
        print(
            f"{number} workers: {elapsed:.2f} s, {elapsed / files * 1e6:,.0f} us per proposal, "
            f"{elapsed / median(floor):.1f} times that; {peak:.1f} MiB"
        )


def measure_lines(folder: Path, numbers: list[int], workers: int) -> None:
    """Print a line per number of proposals in one file of JSON Lines."""
    small = json.loads(SMALL.read_bytes())
    for number in sorted(numbers):
        path = folder / "proposals.jsonl"
        with path.open("wb") as lines:
            for index in range(number):
                lines.write(orjson.dumps({**small, "id": f"proposal-{index}"}) + b"\n")
        elapsed, peak = checked(path, workers)
        print(
            f"{number:>9,} proposals, {path.stat().st_size / 1e6:,.0f} MB: {elapsed:,.1f} s, {peak:.1f} MiB", flush=True
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(dest="kind", required=True)
    folder = kinds.add_parser("folder")
    folder.add_argument("--files", type=int, default=2_000)
    folder.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    lines = kinds.add_parser("lines")
    lines.add_argument("--numbers", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    lines.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with TemporaryDirectory() as place:
        if given.kind == "folder":
            measure_folder(Path(place), given.files, given.workers)
        else:
            measure_lines(Path(place), given.numbers, given.workers)


if __name__ == "__main__":
    main()
