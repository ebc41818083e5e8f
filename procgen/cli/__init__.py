"""The command line: one module per command; prints, parses, and calls the rest."""

from procgen.cli.app import main

__all__ = ["main"]
