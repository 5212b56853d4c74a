"""The commands: they parse options, build the parts and hand over. Only here does anything exit."""

from checker.cli.entry import main

__all__ = ["main"]
