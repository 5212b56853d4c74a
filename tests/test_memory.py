"""A check leaves nothing behind: the memory of a process does not grow with the proposals that it has checked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST_GROWTH = 1.0
"""Megabytes, over 2,000 proposals. A session that is not freed takes some 100 KB: 200 MB.

Before the process grows, what is kept fills what was free in it, some 0.8 MB: 1 KB for each proposal are seen.
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_memory_does_not_grow_with_the_number_of_proposals() -> None:
    """In a process of its own, which has done nothing before. The first proposals fill what is kept for all."""
    program = [sys.executable, "-m", "benchmarks.memory", "--json", "100", "2100"]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    first, last = json.loads(done.stdout)
    assert last - first < MOST_GROWTH
