"""The pictures of docs/reviewers.md can be made by the script, and are those that the page shows."""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

from docs.generate_pictures import FOLDER, HEIGHT, PAGE, PICTURES, WAIVER, WIDTH, pictures, terminal

NAMES = sorted(f"{picture.name}.png" for picture in PICTURES)


@pytest.fixture(scope="module")
def made(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    pictures(browser, folder)
    return folder


def size(picture: bytes) -> tuple[int, int]:
    """Return width and height of a PNG."""
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def different_bytes(picture: bytes) -> int:
    """Return how many different values the pixels of a PNG are made of; a blank picture has very few."""
    data = b"".join(
        picture[found.end() : found.end() + struct.unpack(">I", picture[found.start() - 4 : found.start()])[0]]
        for found in re.finditer(rb"IDAT", picture)
    )
    return len(set(zlib.decompress(data)))


def test_the_page_shows_the_pictures_that_there_are_and_says_what_is_in_them() -> None:
    shown = re.findall(r"!\[([^\]]*)\]\(pictures/([^)]+)\)", PAGE.read_text(encoding="utf-8"))
    assert sorted(name for _, name in shown) == NAMES == sorted(path.name for path in FOLDER.iterdir())
    assert all(len(text) > 20 for text, _ in shown)


def test_each_command_that_is_pictured_is_one_of_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    run = [WAIVER, *(picture.command for picture in PICTURES)]
    assert [command for command in run if f"$ caveat {command}" not in page] == []


def test_the_script_makes_each_picture_and_none_is_blank(made: Path) -> None:
    assert sorted(path.name for path in made.iterdir()) == NAMES
    for path in made.iterdir():
        picture = path.read_bytes()
        width, height = size(picture)
        assert (width, height >= HEIGHT) == (WIDTH, True), path.name
        assert different_bytes(picture) > 100, path.name


def test_a_terminal_is_pictured_in_its_colours_and_says_where_it_is_cut(browser: Any) -> None:
    page = browser.new_page()
    printed = "\x1b[1m\x1b[31mHIGH:\x1b[0m plain\n\x1b[31m\x1b[1mGRAVE\x1b[0m\n" + "more\n" * 99
    page.set_content(terminal("check <a>", printed))
    colors = page.locator("pre *").evaluate_all("all => all.map(one => [one.textContent, getComputedStyle(one).color])")
    assert "$ caveat check <a>" in page.inner_text("pre")
    assert page.inner_text("pre").endswith("more\n…")
    for word in ("HIGH:", "GRAVE"):
        assert [color for text, color in colors if text == word][-1] == "rgb(224, 108, 117)", "bold text is red, too"
    page.close()
