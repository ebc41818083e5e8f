"""What ``procgen generate`` takes from the style of the project that it writes into."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from procgen.errors import InvalidFields, Violation
from procgen.kit.command.output import note
from procgen.style import find_style, fitting_flags, read_style

VARIABLE: Final = "PROCGEN_STYLE"
"""Environment variable that names a style, or "none"."""


def defaults_for(arguments: Sequence[str]) -> dict[str, Any] | None:
    """What the flags of a command line have as defaults by the project's style; None without a style.

    Args:
        arguments: of `procgen generate`, with that word.

    Raises:
        Failed, InvalidFields: the style that is there is none.
    """
    path = style_at(_place(arguments))
    if path is None:
        return None
    try:
        flags = fitting_flags(read_style(path), {each[2:].partition("=")[0] for each in arguments if each[:2] == "--"})
    except InvalidFields as error:
        raise InvalidFields(
            [Violation(f"{path}: {each.field}", each.value, each.allowed) for each in error.violations]
        ) from None
    if len(arguments) > 1 and flags.get(arguments[1]):
        note(f"fits the style {path}; {VARIABLE}=none leaves it out")
    return {"generate": flags}


def style_at(folder: Path) -> Path | None:
    """The style that files in a folder fit: the one that VARIABLE names, or the project's; None without."""
    named = os.environ.get(VARIABLE, "")
    if named == "none":
        return None
    return Path(named) if named else find_style(folder.resolve())


def _place(arguments: Sequence[str]) -> Path:
    """Where a command writes, as far as it says so."""
    for at, argument in enumerate(arguments):
        if argument == "--out" and at + 1 < len(arguments):
            return Path(arguments[at + 1])
        if argument.startswith("--out="):
            return Path(argument.partition("=")[2])
    return Path.cwd()
