"""Set caveat up in this checkout and run it; needs nothing but Python and a C compiler.

    python3 scripts/start.py check examples/    any `caveat` command
    python3 scripts/start.py test               the tests; what follows is handed to pytest

The first run makes an environment in `.venv`, later ones use it. Written so that a Python that is too old for caveat
can still read it, and say so.
"""

import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile

OLDEST_PYTHON = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENVIRONMENT = os.path.join(ROOT, ".venv")
MARKER = os.path.join(ENVIRONMENT, "caveat-set-up.json")
LOG = os.path.join(ENVIRONMENT, "caveat-set-up.log")
PROGRAMS = os.path.join(ENVIRONMENT, "Scripts" if os.name == "nt" else "bin")
PYTHON = os.path.join(PROGRAMS, "python")

REMEDIES = {
    "compiler": {
        "apt-get": "sudo apt-get install build-essential",
        "dnf": "sudo dnf install gcc",
        "apk": "apk add build-base",
        "xcode-select": "xcode-select --install",
        "": "install a C compiler, or name yours in the environment variable CC",
    },
    "headers": {
        "apt-get": "sudo apt-get install python3-dev",
        "dnf": "sudo dnf install python3-devel",
        "apk": "apk add python3-dev",
        "": "install the development package of your Python",
    },
    "venv": {
        "apt-get": "sudo apt-get install python3-venv",
        "": "install the `venv` and `ensurepip` modules of your Python",
    },
}


class SetUpFailed(Exception):
    """What is in the way, and what to do about it: one line for the user."""


def main(arguments: "list[str]") -> int:
    """Set up what is missing, run the command, and return its exit code; 2 where it can't be run."""
    testing = arguments[:1] == ["test"]
    try:
        require_python()
        set_up("test" if testing else "")
    except SetUpFailed as failure:
        print(f"start: {failure}", file=sys.stderr)
        return 2
    if testing:
        return run([PYTHON, "-m", "pytest", *arguments[1:]], folder=ROOT)
    return run([os.path.join(PROGRAMS, "caveat"), *arguments])


def run(command: "list[str]", folder: "str | None" = None) -> int:
    """Run a command and return its exit code; an interruption is the command's to answer."""
    with subprocess.Popen(command, cwd=folder) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue


def require_python() -> None:
    """Raise SetUpFailed where this Python is too old, or can't make environments."""
    if sys.version_info < OLDEST_PYTHON:
        needed, here = (".".join(map(str, version)) for version in (OLDEST_PYTHON, sys.version_info[:3]))
        raise SetUpFailed(f"caveat needs Python {needed} or later, and this is {here}: run the script with a later one")
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise SetUpFailed(f"Python's module `{module}` is missing: {remedy('venv')}")


def set_up(extra: str) -> None:
    """Make `.venv` and install caveat into it, unless that is done. Raises SetUpFailed."""
    wanted = fingerprint()
    found = read_marker()
    current = found.get("fingerprint") == wanted and os.path.exists(PYTHON)
    extras = set(found.get("extras", [])) if current else set()
    if current and {extra} <= extras | {""}:
        return
    print(f"start: setting up {ENVIRONMENT}, once; this takes about a minute", file=sys.stderr)
    lacking = missing_for_building()
    if lacking:
        print(f"start: {lacking}; going on, in case there is a built durable-rules", file=sys.stderr)
    if not current:
        make_environment()
    extras |= {extra} - {""}
    install(extras, lacking)
    write_marker({"fingerprint": wanted, "extras": sorted(extras)})


def make_environment() -> None:
    """Make `.venv`; one that an earlier run made is emptied first, somebody else's is not."""
    options = ["--clear"] if os.path.exists(MARKER) else []
    made = subprocess.run(
        [sys.executable, "-m", "venv", *options, ENVIRONMENT], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if made.returncode:
        raise SetUpFailed(f"{ENVIRONMENT} can't be made: {last_lines(made.stdout)}")
    write_marker({})


def install(extras: "set[str]", lacking: "str | None") -> None:
    """Install caveat, editable, with what it needs; pip's words go to a file. Raises SetUpFailed."""
    target = f"{ROOT}[{','.join(sorted(extras))}]" if extras else ROOT
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--editable", target]
    with open(LOG, "wb") as log:
        failed = subprocess.call(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
    if failed:
        with open(LOG, "rb") as log:
            raise SetUpFailed(f"{lacking or why(log.read())} (all that pip said: {LOG})")


def why(output: bytes) -> str:
    """Return why pip failed, as far as what it said tells."""
    offline = b"Retrying (" in output
    hint = "; it could not reach the package index: is there a network, or a proxy to be named?" if offline else ""
    return f"pip could not install what caveat needs: {last_lines(output)}{hint}"


def missing_for_building() -> "str | None":
    """Say what durable-rules lacks to be built, which comes as C source only, with the remedy; None for nothing."""
    if os.name == "nt":  # Where its compiler is, only the compiler's own tools know.
        return None
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
    if shutil.which(compiler[0]) is None or not compiles(compiler, "int main(void) { return 0; }"):
        return f"no C compiler that works ({compiler[0]}), and durable-rules has to be compiled: {remedy('compiler')}"
    if not compiles(compiler, "#include <Python.h>"):
        return f"no Python headers (Python.h), and durable-rules has to be compiled: {remedy('headers')}"
    return None


def compiles(compiler: "list[str]", text: str) -> bool:
    """Return whether a compiler takes a C text."""
    paths = sysconfig.get_paths()
    includes = [f"-I{paths[name]}" for name in ("include", "platinclude")]
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "probe.c")
        with open(source, "w", encoding="utf-8") as file:
            file.write(f"#include <stdio.h>\n{text}\n")
        command = [*compiler, *includes, "-c", source, "-o", os.path.join(folder, "probe.o")]
        return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def remedy(lacking: str) -> str:
    """Return how to get what is missing on this machine, told by the installer that it has."""
    return next(text for tool, text in REMEDIES[lacking].items() if not tool or shutil.which(tool))


def fingerprint() -> str:
    """Return a digest of what decides whether an environment still fits: this Python, this folder, the dependencies."""
    digest = hashlib.sha256(repr((sys.version, sys.base_prefix, ROOT)).encode())
    for name in ("setup.cfg", "pyproject.toml"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def read_marker() -> "dict[str, object]":
    """Return what an earlier run has left, or nothing where it can't be told."""
    try:
        with open(MARKER, encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_marker(content: "dict[str, object]") -> None:
    """Leave word for the next run."""
    with open(MARKER, "w", encoding="utf-8") as file:
        json.dump(content, file)


def last_lines(output: bytes) -> str:
    """Return what a failed command said in the end, as one line: its last errors, or its last words."""
    lines = [line.strip() for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return " ".join((errors or lines)[-2:]) or "it said nothing"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
