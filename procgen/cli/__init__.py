"""The command line: one module per command; prints, parses, and calls the rest."""

from __future__ import annotations

import importlib
import sys
import threading

from procgen.runtime.priority import give_way

BACKGROUND = "--background"
"""The flag of commands that work at low priority."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command line; returns its exit code (see :mod:`procgen.errors` for the codes).

    Args:
        arguments: what follows the program's name; those of the process if None.
    """
    if BACKGROUND in (sys.argv[1:] if arguments is None else arguments):
        _load_in_background()
    # All commands and what they need take seconds to import, so not before the priority is known.
    from procgen.cli.app import main as run  # noqa: PLC0415

    return run(arguments)


def _load_in_background() -> None:
    """Import all commands at low priority, and keep that of the main thread, which on Linux could not be raised again.

    An editor that starts a server beside itself would drop frames otherwise.
    """

    def load() -> None:
        give_way()
        importlib.import_module("procgen.cli.app")

    thread = threading.Thread(target=load)
    thread.start()
    thread.join()
