"""Texts that come from outside: what is refused, and how they are quoted to a model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from procgen.errors import InvalidFields, Violation

CLAUSE_CHARACTERS = 400
PLAYER_CHARACTERS = 1000

_TURNS = (
    "\u202a",
    "\u202b",
    "\u202c",
    "\u202d",
    "\u202e",
    "\u2066",
    "\u2067",
    "\u2068",
    "\u2069",
    "\u200e",
    "\u200f",
    "\u061c",
)
_SPECIAL = re.compile(r"<\|[^|<>]{0,40}\|>|</?s>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>", re.IGNORECASE)


def refuse(violations: Iterable[Violation]) -> None:
    """Raise what was found.

    Raises:
        InvalidFields: there is something.
    """
    found = list(violations)
    if found:
        raise InvalidFields(found)


def text_faults(field: str, text: str, most: int, *, lines: bool = False, least: int = 0) -> list[Violation]:
    """What is wrong with a text from outside.

    Args:
        field: what to call it.
        text: as it came.
        most: characters allowed.
        lines: whether line breaks and tabs may be in it.
        least: characters needed.
    """
    found = []
    if len(text) > most:
        found.append(Violation.of(field, f"{len(text)} characters: {text[:20]}", f"at most {most} characters"))
    if len(text.strip()) < least:
        found.append(Violation.of(field, repr(text), f"at least {least} visible character{'s' if least > 1 else ''}"))
    # Looking at more than is allowed would let a hostile text cost time.
    odd = sorted({letter for letter in text[: most + 1] if _odd(letter, lines)})
    if odd:
        shown = " ".join(f"U+{ord(letter):04X}" for letter in odd[:8])
        kind = "line breaks, tabs and visible characters" if lines else "visible characters on one line"
        found.append(Violation.of(field, shown, f"{kind}; no controls, no direction overrides"))
    return found


def _odd(letter: str, lines: bool) -> bool:
    if letter in _TURNS:
        return True
    if letter in "\n\t\r":
        return not lines
    return unicodedata.category(letter) in {"Cc", "Cs", "Cn", "Co"} or letter in "\u2028\u2029"


def player_text(text: str, field: str = "player_text") -> str:
    """What a player said, composed and on one line.

    Raises:
        InvalidFields: it is too long, or holds controls.
    """
    refuse(text_faults(field, text, PLAYER_CHARACTERS, lines=True))
    return " ".join(unicodedata.normalize("NFC", text).split())


def quoted(text: str) -> str:
    """A text as data in a prompt: on one line between quotes, without what chat templates take for their own marks."""
    plain = _SPECIAL.sub(" ", "".join(" " if _odd(letter, False) else letter for letter in text))
    return '"' + " ".join(plain.replace('"', "'").split()) + '"'
