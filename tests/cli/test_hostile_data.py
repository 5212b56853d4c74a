"""Rule files and whatever else offices and authors write: data within bounds, which runs, opens and calls nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from checker.cli.entry import run
from tests.built_once import build_once

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "typical.json"

RULES = """\
format: caveat/rules-1
pack: x
title: X
guidance: [leaflet]
rules:
  - {id: a, title: A, when: [{match: owner, as: o}], severity: low, cites: [LF-01], warn: {message: m, advice: n}}
"""
GUIDANCE = """\
format: caveat/guidance-1
id: leaflet
title: A leaflet
source: {title: A leaflet}
statements:
  - {id: LF-01, locator: "1.1", text: Say who owns it.}
"""
TESTS = """\
format: caveat/rule-tests-1
pack: x
base: in/p.json
today: 2026-11-22
cases:
  - {name: n, patch: {}, silent: [a]}
"""
WAIVERS = """\
format: caveat/waivers-1
waivers: []
"""
BASELINE = '{"format": "caveat/baseline-1", "proposals": {}}'

READ_AS_YAML = {
    "rules": ("x.yaml", "check in/p.json --rules x.yaml"),
    "rules to list": ("x.yaml", "rules list --rules x.yaml"),
    "guidance": ("guidance/leaflet.yaml", "check in/p.json --rules x.yaml"),
    "tests of rules": ("x.test.yaml", "rules test x.test.yaml"),
    "waivers": ("w.yaml", "check in/p.json --waivers w.yaml"),
    "waivers to list": ("w.yaml", "waivers list --waivers w.yaml"),
}
READ_AS_JSON = {
    "rules": ("y.json", "check in/p.json --rules y.json"),
    "tests of rules": ("x.test.json", "rules test x.test.json"),
    "waivers": ("w.json", "check in/p.json --waivers w.json"),
    "a baseline": ("b.json", "check in/p.json --baseline b.json"),
    "a saved report": ("r.json", "replay r.json"),
    "a schema": ("s.json", "check in/p.json --schema s.json"),
}

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, after in zip("abcdefghi", "bcdefghij", strict=True)
)
MORE_THAN_JSON = {
    "aliases that multiply": (LAUGHS, "is an alias"),
    "an alias of itself": ("a: &a [*a]\n", "is an alias"),
    "an anchor": ("a: &a 1\n", "is an anchor"),
    "a tag that calls": ("a: !!python/object/apply:os.system [touch called]\n", "is a tag"),
    "a tag that makes": ("a: !!python/object/new:os.system [touch called]\n", "is a tag"),
    "a tag that names": ("a: !!python/name:os.system\n", "is a tag"),
    "a tag of its own": ("%TAG ! tag:yaml.org,2002:python/\n---\na: !module:os\n", "is a tag"),
    "a tag that reads": ("a: !include /etc/passwd\n", "is a tag"),
    "a binary": ("a: !!binary aGVsbG8=\n", "is a tag"),
    "a merge key": ("a: {<<: {b: 1}}\n", "merges mappings"),
    "a key twice": ("a: 1\na: 2\n", "is there twice"),
    "a key twice in other words": ("a: 1\n\"\\x61\": 2\n", "is there twice"),
    "a key that is a list": ("? [a]\n: 1\n", "a key is text"),
    "several documents": ("a: 1\n---\nb: 2\n", "one document"),
    "a number beyond all bounds": ("a: 1e999999999\n", "a number has at most"),
    "many digits": (f"a: {'9' * 100_000}\n", "a number has at most"),
    "depth": ("a: " + "[" * 100_000, "deep"),
    "depth by indentation": ("\n".join(" " * level + "a:" for level in range(500)), "deep"),
    "a list as the document": ("[a, b]\n", ""),
    "nothing": ("", "the file is empty"),
    "control characters": ("a: \x1b[2J\n", "U+001B"),
}  # fmt: skip
NOT_JSON = {
    "a key twice": '{"a": 1, "a": 2}',
    "a key twice under an escape": '{"a": 1, "\\u0061": 2}',
    "NaN": '{"a": NaN}',
    "a number beyond all bounds": '{"a": 1e999}',
    "depth": '{"a": ' + "[" * 100_000,
    "depth that is closed": '{"a": ' + "[" * 500 + "]" * 500 + "}",
    "a cut file": '{"a": ',
    "trailing bytes": '{"a": 1} x',
    "a list": "[]",
    "a text": '"a"',
    "nothing": "",
    "YAML": "a: 1\n",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    build_once(monkeypatch)
    (tmp_path / "guidance").mkdir()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "p.json").write_bytes(EXAMPLE.read_bytes())
    for name, text in (("x.yaml", RULES), ("guidance/leaflet.yaml", GUIDANCE), ("x.test.yaml", TESTS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def refused(file: str, command: str, content: str | bytes, capsys: pytest.CaptureFixture[str]) -> str:
    """Write a file, run a command that has to refuse it, and return what is told."""
    Path(file).write_bytes(content.encode() if isinstance(content, str) else content)
    code = run(command.split())
    printed = capsys.readouterr()
    assert code == 2, printed
    assert printed.out == ""
    assert "bug" not in printed.err
    assert file in printed.err
    assert printed.err.isprintable() or not set(printed.err) & {"\x1b", "\x00"}
    assert len(printed.err) < 20_000
    assert not os.path.exists("called")
    return printed.err


def test_the_files_are_fine_as_long_as_nobody_meddles_with_them(capsys: pytest.CaptureFixture[str]) -> None:
    """So that what follows is refused for what is in it, and for nothing else."""
    assert run(["rules", "test", "x.test.yaml"]) in (0, 1)
    Path("w.yaml").write_text(WAIVERS, encoding="utf-8")
    Path("b.json").write_text(BASELINE, encoding="utf-8")
    command = "check in/p.json --rules x.yaml --waivers w.yaml --baseline b.json"
    assert run(command.split()) == 0


@pytest.mark.parametrize("evil", MORE_THAN_JSON)
@pytest.mark.parametrize("place", READ_AS_YAML)
def test_what_yaml_has_beyond_plain_data_is_refused(place: str, evil: str, capsys: pytest.CaptureFixture[str]) -> None:
    content, reason = MORE_THAN_JSON[evil]
    told = refused(*READ_AS_YAML[place], content, capsys)
    assert reason in told
    assert f"{READ_AS_YAML[place][0]}:" in told


@pytest.mark.parametrize("evil", NOT_JSON)
@pytest.mark.parametrize("place", READ_AS_JSON)
def test_what_is_no_strict_json_is_refused(place: str, evil: str, capsys: pytest.CaptureFixture[str]) -> None:
    if (place == "a schema" and "key twice" in evil) or (
        place == "a schema" and evil in ("NaN", "a number beyond all bounds")
    ):
        return  # schemas are trusted
    refused(*READ_AS_JSON[place], NOT_JSON[evil], capsys)


@pytest.mark.parametrize(
    ("place", "content"), [*product(READ_AS_YAML, [b"\xff\xfe", b"a: \xe9\n", b"\x00", b"a: 1\n\x80"])]
)
def test_what_is_no_text_in_utf8_is_refused(place: str, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    refused(*READ_AS_YAML[place], content, capsys)


@pytest.mark.parametrize(
    "text",
    [
        "a = [" * 100_000, "[" + "a." * 10_000 + "a]\n", "paths = 1\npaths = 2\n", "[set]\n[set]\n", "a = nan\n",
        "a = " + "9" * 10_000 + "\n", "a = \"\\ud800\"\n", "a = '\x00'\n",
        "\ufeff\ufeffpaths = 'a'\n", "a" * 100_000, "=",
        "fail-on = {inf = inf}\n", "paths = [" + "'a'," * 3 + "[[]]]\n", "rules = {__import__ = 'os'}\n",
    ],
)  # fmt: skip
def test_a_configuration_that_is_no_plain_toml_of_settings_is_refused(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused("caveat.toml", "check in/p.json", text, capsys)


def rules_with(when: str, message: str = "m") -> str:
    return RULES.replace("[{match: owner, as: o}]", when).replace("message: m", f"message: {json.dumps(message)}")


def test_what_any_expands_to_is_bounded(capsys: pytest.CaptureFixture[str]) -> None:
    """Eight times two alternatives are 256 combinations; forty times, as many as nobody could ever count."""
    one = "{any: [[{match: owner}], [{match: partner}]]}"
    for times in (8, 40):
        told = refused("x.yaml", "check in/p.json --rules x.yaml", rules_with(f"[{', '.join([one] * times)}]"), capsys)
        assert "x.yaml:6:5: the rule `a` has more than 128 combinations of alternatives" in told
    nested = "{match: owner}"
    for _ in range(25):
        nested = f"{{any: [[{nested}], [{nested.replace('owner', 'partner')}]]}}" if len(nested) < 100_000 else nested
    assert "combinations" in refused("x.yaml", "check in/p.json --rules x.yaml", rules_with(f"[{nested}]"), capsys)


@pytest.mark.parametrize(
    "placeholder", ["o.__class__", "o.__init__.__globals__", "o!r", "o:>99999999", "o[0]", "0", ""]
)
def test_a_message_can_say_the_names_of_facts_and_nothing_else(
    placeholder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(
        "x.yaml", "check in/p.json --rules x.yaml", rules_with("[{match: owner, as: o}]", f"{{{placeholder}}}"), capsys
    )


def test_a_name_of_guidance_can_t_lead_out_of_the_folders_of_guidance(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("../p", "/etc/passwd", "..", ".", "a/b", "a\\\\b", "leaflet.yaml", "file:leaflet"):
        text = RULES.replace("[leaflet]", f'["{name}"]')
        assert "guidance" in refused("x.yaml", "check in/p.json --rules x.yaml", text, capsys)


PROGRAM = """
import json, sys
from checker.cli.entry import run
import checker.check, checker.ruletests.suite, checker.waiver_file, checker.reporters.text, yaml, checker.workers
run(["check", "in/p.json", "--today", "2026-11-22", "--no-config"])  # whatever is read once is read now
run(["check", "in/p.json", "--rules", "x.yaml", "--today", "2026-11-22", "--no-config"])
seen = []
def hook(event, arguments):
    if event.split(".")[0] in ("socket", "subprocess", "os", "ctypes", "shutil", "urllib", "ftplib", "http", "pty"):
        seen.append([event, str(arguments[:1])])
    elif event in ("open", "exec", "compile", "import"):
        seen.append([event, str(arguments[0])])
sys.addaudithook(hook)
for command in sys.argv[1:]:
    seen.append(["run", command, run(command.split())])
print("\\n" + json.dumps(seen))
"""


def test_a_hostile_rule_file_runs_nothing_opens_nothing_and_calls_nobody(folder: Path) -> None:
    """As the interpreter itself tells: each file that is opened, each program, socket and piece of code."""
    hostile = {
        "tagged.yaml": "a: !!python/object/apply:os.system [touch called]\n",
        "including.yaml": "a: !include /etc/passwd\n",
        "laughing.yaml": LAUGHS,
        "reading.yaml": RULES.replace("[leaflet]", '["../../../../etc/passwd"]'),
        "calling.yaml": rules_with("[{match: owner, as: o}]", "{o.__class__.__mro__}"),
        "fetching.yaml": RULES.replace("pack: x", "$schema: http://127.0.0.1:9/x\npack: x"),
        "linking.yaml": GUIDANCE.replace("title: A leaflet}", 'title: A, url: "http://127.0.0.1:9/x"}'),
    }
    for name, text in hostile.items():
        (folder / name).write_text(text, encoding="utf-8")
    commands = [f"check in/p.json --rules {name} --today 2026-11-22 --no-config" for name in hostile]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *commands],
        env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    events = json.loads(done.stdout.splitlines()[-1])
    assert [event[2] for event in events if event[0] == "run"] == [2] * len(hostile)
    opened = {event[1] for event in events if event[0] == "open" and not event[1].isdecimal()}
    inside = {
        os.path.basename(path) for path in opened if not path.startswith((str(ROOT), sys.prefix, sys.base_prefix))
    }
    assert inside <= {*hostile, "p.json", "leaflet.yaml"}, inside
    others = {event[0] for event in events} - {"run", "open", "import", "exec", "compile", "os.listdir", "os.scandir"}
    assert others == set()
    assert not (folder / "called").exists()
