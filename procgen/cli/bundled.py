"""Where the program of the standalone bundle begins (`tools/bundle` makes it).

It has no Python beside it: the program is its own interpreter. What starts processes in this package does so by
``sys.executable -m module``; this is where that is understood, for modules of procgen alone.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
from typing import Final

from procgen.cli.absent import stand_in

_LIBRARIES = "LD_LIBRARY_PATH"
_ORIGINAL = "LD_LIBRARY_PATH_ORIG"
"""Where the program's loader keeps what it changed."""
_ANEW: Final = "PYINSTALLER_RESET_ENVIRONMENT"
"""Tells the loader of a program that is started from here to set its libraries anew."""
_ELSEWHERE = "Install procgen with Python for it; docs/install.md says how."


def start() -> int:
    """Do what the command line asks for; returns the exit code."""
    multiprocessing.freeze_support()
    if getattr(sys, "frozen", False):
        _give_back_libraries()
        stand_in()
    from procgen.cli.app import fail, main  # noqa: PLC0415

    module, arguments = asked_module(sys.argv[1:])
    if module and not (module + ".").startswith("procgen."):
        return fail(f"-m takes a module of procgen, not {module!r}", "`procgen --help` lists the commands.", 2)
    try:
        if module in ("", "procgen"):
            return main(arguments)
        sys.argv = [module, *arguments]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except ModuleNotFoundError as error:
        # Training and evaluation stay out of the bundle, with the libraries that they need.
        if error.name is None or not (error.name + ".").startswith(("procgen.", "torch.", "sklearn.", "onnx.")):
            raise
        return fail(f"the standalone bundle has no {error.name}, which this needs", _ELSEWHERE, 1)
    return 0


def asked_module(arguments: list[str]) -> tuple[str, list[str]]:
    """The module that ``-m`` names, empty where there is none, and the arguments behind it.

    ``-P``, by which an interpreter keeps the folder that it starts in out of its path, is always so here.
    """
    rest = arguments[1:] if arguments[:1] == ["-P"] else arguments
    if rest[:1] == ["-m"] and len(rest) > 1:
        return rest[1], rest[2:]
    return "", arguments


def _give_back_libraries() -> None:
    """Programs of the system that are started from here, such as a browser, load the system's own libraries.

    This program itself, as the worker of a batch or a server, loads those of the bundle again.
    """
    os.environ[_ANEW] = "1"
    before = os.environ.pop(_ORIGINAL, None)
    if before is None:
        os.environ.pop(_LIBRARIES, None)
    else:
        os.environ[_LIBRARIES] = before


if __name__ == "__main__":
    sys.exit(start())
