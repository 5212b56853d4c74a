"""A checker that fails as a document tells it to; what real documents do only where there is a bug."""

from __future__ import annotations

import ctypes
import faulthandler
import json
import os
import signal
import threading
from pathlib import Path

from checker.discovery import Source
from checker.documents import Document
from checker.report import ProposalResult
from tests.samples import StubChecker


class FaultyChecker(StubChecker):
    """{"fault": "kill" | "segfault" | "hang" | "memory" | "exit" | "bug"} does so; what else there is, is checked.

    {"seconds": ...} takes as long as that.
    """

    def check(self, document: bytes) -> ProposalResult:
        match json.loads(document).get("fault"):
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case "segfault":
                faulthandler.disable()  # the test runner's own, which would tell of it at length
                ctypes.string_at(0)
            case "hang":
                threading.Event().wait()
            case "memory":
                bytearray(1 << 42)
            case "exit":
                os._exit(3)
            case "bug":
                raise ZeroDivisionError("a bug")
            case "announce":  # for tests that have to know that a worker is at work
                Path(json.loads(document)["file"]).write_text(str(os.getpid()), encoding="utf-8")
                threading.Event().wait()
        threading.Event().wait(json.loads(document).get("seconds", 0))
        return super().check(document)


def lines(*values: object) -> list[Document]:
    """Return documents that say these things, as the lines of a file."""
    source = Source("p.jsonl", "p.jsonl")
    return [Document(source, index, json.dumps(value).encode()) for index, value in enumerate(values)]
