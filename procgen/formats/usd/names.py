"""Names of prims: what USD takes, and none twice."""

from __future__ import annotations

import re
from typing import Final

_OTHER: Final = re.compile(r"[^A-Za-z0-9_]+")


def identifier(name: str) -> str:
    """A name of letters, digits and "_" that does not begin with a digit."""
    plain = _OTHER.sub("_", name).strip("_") or "unnamed"
    return f"_{plain}" if plain[0].isdigit() else plain


class Names:
    """The names that were given below one prim."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def new(self, name: str) -> str:
        """A name that none has yet: with a number behind it where it is needed."""
        plain = identifier(name)
        found, number = plain, 1
        while found in self._taken:
            number += 1
            found = f"{plain}_{number}"
        self._taken.add(found)
        return found
