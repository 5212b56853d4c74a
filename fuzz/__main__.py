"""Fuzz one target: `python -m fuzz TARGET [--seconds 600]`, with atheris installed (`pip install -e ".[fuzz]"`).

Begins with the seeds (the examples, the packs, and what is in fuzz/findings/) and keeps what reaches new code in a
folder of its own, which is printed. Ends with the input that broke a promise, or when the time is up.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
import tempfile
from pathlib import Path

from fuzz.seeds import seeds


def main() -> None:
    """Parse the command line, write the seeds, and hand over to the fuzzer, which exits by itself."""
    import atheris

    import checker

    with atheris.instrument_imports(include=["checker"]):
        # Modules that are imported only when they are needed would not be seen otherwise.
        for module in pkgutil.walk_packages(checker.__path__, "checker."):
            if module.name != "checker.__main__":
                importlib.import_module(module.name)
        from fuzz.targets import TARGETS

    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("target", choices=list(TARGETS))
    parser.add_argument("--seconds", type=int, default=600, help="how long to look")
    options = parser.parse_args()
    corpus = Path(tempfile.mkdtemp(prefix=f"caveat-fuzz-{options.target}-"))
    for number, seed in enumerate(seeds(options.target)):
        (corpus / f"seed-{number}").write_bytes(seed)
    print(f"The corpus is in {corpus}", file=sys.stderr)
    arguments = [sys.argv[0], str(corpus), f"-max_total_time={options.seconds}", "-max_len=16384", "-timeout=30"]
    atheris.Setup(arguments, TARGETS[options.target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
