"""caveat: checks proposals for data sharing against published guidance."""

__version__ = "0.1.0"
