"""Write `docs/pictures/`: what docs/reviewers.md shows, as it looks in a terminal and in a browser.

Run `python -m docs.generate_pictures` from the top of the repository, with the extra `browser` installed and Chromium
on the path. Each command is one of the page; it is run in a folder with the files that the page has made by then.
Pictures of other machines differ in their fonts, so a test makes them anew and compares no bytes.
"""

from __future__ import annotations

import html
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
PAGE = ROOT / "docs" / "reviewers.md"

WIDTH, HEIGHT = 1000, 760
_COLUMNS = "96"
_LINES = 44
_COLORS = {"31": "#e06c75", "33": "#e5c07b", "32": "#98c379", "35": "#d78be0", "36": "#56b6c2"}
_ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")
_REVISION = re.compile(r"<!-- part: (\S+)<(\S+) -->\n```json\n(.*?)```", re.DOTALL)
_TERMINAL = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #1e222a; color: #dfe3ea; font: 14px/1.4 "DejaVu Sans Mono", monospace; }
pre { margin: 0; padding: 20px 24px; white-space: pre-wrap; }
.prompt { color: #98c379; } i { font-style: normal; opacity: .65; }
</style><pre>%s</pre>"""


@dataclass(frozen=True)
class Picture:
    """A picture: of what a command prints, or of the page that it writes as `shows` (FILE, or FILE#ID further down)."""

    name: str
    command: str
    shows: str | None = None


TODAY = "--today 2026-11-22"
LATER = "--today 2026-12-06"
WAIVER = (
    "waivers add --rule people-at-risk-without-assessment --proposal energy-support "
    '--reason "The assessment is done by 15 January; no data move before" --approver "Review board" '
    f"--granted-on 2026-12-06 --expires 2027-01-31 {LATER}"
)
PICTURES = (
    Picture("check", f"check examples/typical.json {TODAY}"),
    Picture("page", f"check examples/typical.json {TODAY} --output first.html", "first.html"),
    Picture("explain", f"explain examples/typical.json {TODAY} --rule people-at-risk-without-assessment --clear"),
    Picture(
        "letter",
        f'letter examples/typical.json {TODAY} --office "Review office" --reply-by 2026-12-15 --output letter.html',
        "letter.html",
    ),
    Picture("diff", f"diff examples/typical.json revision.json {LATER}"),
    Picture("decision", f"check revision.json {LATER} --output decision.html", "decision.html"),
    Picture("concerns", f"check revision.json {LATER} --output decision.html", "decision.html#p1-concerns"),
)


def pictures(browser: Any, folder: Path) -> None:
    """Write all pictures into a folder. browser: a Chromium of Playwright."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", reduced_motion="reduce")
    with tempfile.TemporaryDirectory() as place:
        _prepare(Path(place))
        for picture in PICTURES:
            if picture.name == "decision":
                _run(WAIVER, Path(place))
            printed = _run(picture.command, Path(place))
            if picture.shows is None:
                file, part = Path(place, f"{picture.name}.terminal.html"), ""
                file.write_text(terminal(picture.command, printed), encoding="utf-8")
            else:
                name, _, part = picture.shows.partition("#")
                file = Path(place, name)
            page.goto(f"{file.as_uri()}#{part}")
            page.screenshot(path=folder / f"{picture.name}.png", full_page=picture.shows is None)
    page.close()


def _prepare(place: Path) -> None:
    """Put the examples into a folder, and the new version of the proposal that the page shows."""
    shutil.copytree(ROOT / "examples", place / "examples")
    found = _REVISION.search(PAGE.read_text(encoding="utf-8"))
    assert found, "the page shows a new version of the proposal"
    whole = json.loads((place / found[2]).read_bytes()) | json.loads(found[3])
    (place / found[1]).write_text(json.dumps(whole, indent=2), encoding="utf-8")


def _run(command: str, place: Path) -> str:
    """Run caveat as on a terminal, and return what it prints."""
    words = shlex.split(command)
    colors = ["--color", "always"] if words[0] in ("check", "explain") else []
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": _COLUMNS, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "checker", *words, *colors],
        cwd=place, env=environment, text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def terminal(command: str, printed: str) -> str:
    """Return a page that looks like a terminal in which the command was run; `…` stands for what has no room."""
    lines = printed.splitlines()
    shown = "\n".join([*lines[:_LINES], "…"] if len(lines) > _LINES else lines)
    return _TERMINAL % f'<span class="prompt">$</span> caveat {html.escape(command)}\n{"".join(_spans(shown))}'


def _spans(text: str) -> Iterator[str]:
    """Yield text with the colours of a terminal as markup."""
    open_tags: list[str] = []
    position = 0
    for found in _ESCAPE.finditer(text):
        yield html.escape(text[position : found.start()])
        position = found.end()
        for code in found[1].split(";"):
            if code in ("", "0"):
                yield "".join(f"</{tag}>" for tag in reversed(open_tags))
                open_tags.clear()
            elif code in ("1", "2"):
                open_tags.append("b" if code == "1" else "i")
                yield f"<{open_tags[-1]}>"
            elif code in _COLORS:
                open_tags.append("span")
                yield f'<span style="color:{_COLORS[code]}">'
    yield html.escape(text[position:])
    yield "".join(f"</{tag}>" for tag in reversed(open_tags))


def main() -> None:
    """Write the pictures into docs/pictures/."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import CHROMIUM, FLAGS

    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        pictures(browser, FOLDER)
        browser.close()


if __name__ == "__main__":
    main()
