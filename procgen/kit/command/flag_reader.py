"""Flags that hold a name and a value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from procgen.errors import InvalidFields, Violation


@dataclass(slots=True)
class FlagReader:
    """Reads flags and remembers all that are wrong, so that they are told together."""

    wrong: list[Violation] = field(default_factory=list)

    def check(self) -> None:
        """Raises InvalidFields that names every flag that could not be read."""
        if self.wrong:
            raise InvalidFields(self.wrong)

    def pairs(self, texts: Iterable[str] | None, flag: str, allowed: str) -> list[tuple[str, str]]:
        """NAME=VALUE of each text."""
        found = []
        for text in texts or ():
            name, equals, value = text.partition("=")
            if equals and name.strip() and value.strip():
                found.append((name.strip(), value.strip()))
            else:
                self.wrong.append(Violation.of(flag, repr(text), allowed))
        return found

    def numbers(self, texts: Iterable[str] | None, flag: str, example: str) -> dict[str, float]:
        """NAME=NUMBER of each text; later ones win."""
        allowed = f"NAME=NUMBER, such as {example}"
        found = {}
        for name, value in self.pairs(texts, flag, allowed):
            try:
                found[name] = float(value)
            except ValueError:
                self.wrong.append(Violation.of(flag, f"{name}={value}", allowed))
        return found
