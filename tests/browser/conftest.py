"""The report in headless Chromium.

A browser is no part of what caveat needs, so that these tests are collected only where there is one: Playwright of the
extra `browser`, and `chromium` on the path. Where CAVEAT_BROWSER is set, as in `.ci/run`, a missing one is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HERE = find_spec("playwright") is not None and find_spec("axe_playwright_python") is not None and CHROMIUM is not None
collect_ignore = [] if HERE or os.environ.get("CAVEAT_BROWSER") else ["test_report.py", "test_pictures.py"]

# Nothing of a browser's own leaves the machine. As root there is no sandbox; what it shows is ours.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "these tests need `chromium` on the path"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages as files, by name."""
    from tests.browser.pages import PAGES

    folder = tmp_path_factory.mktemp("pages")
    files = {name: folder / f"{name}.html" for name in PAGES}
    for name, make in PAGES.items():
        files[name].write_text(make(), encoding="utf-8")
    return files
