"""Single utterances of the corpus: what players say for an act, alone or after something that was said to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from procgen.dialogue.reading.acts import ACTS

_CELLS: Final = 3


@dataclass(frozen=True, slots=True)
class Said:
    """An utterance.

    Attributes:
        acts: of `reading.acts.ACTS`; several where it does several things at once.
        answered: what the NPC said last; may be empty.
        text: what the player says.
    """

    acts: tuple[str, ...]
    answered: str
    text: str


def read_said(text: str, name: str, problems: list[str]) -> list[Said]:
    """The utterances of a file, one a line: acts joined by "+", what was answered before, the words; tabs between.

    Args:
        text: of the file.
        name: of the file, for problems.
        problems: gets what is wrong, each with its line.
    """
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.split("\t")
        acts = tuple(cells[0].split("+"))
        unknown = [act for act in acts if act not in ACTS]
        if len(cells) != _CELLS or not cells[-1].strip():
            problems.append(f"{name}:{number}: {line[:60]!r}; 'acts TAB answered TAB words' is expected")
        elif unknown:
            problems.append(f"{name}:{number}: acts {', '.join(unknown)}; of {', '.join(ACTS)} are expected")
        else:
            found.append(Said(acts, cells[1], cells[2]))
    return found


def twice(said: Iterable[Said]) -> list[str]:
    """What stands twice, after the same words."""
    seen: set[tuple[str, str]] = set()
    found = []
    for each in said:
        key = (each.answered.casefold(), each.text.casefold())
        if key in seen:
            found.append(f"{each.text[:60]!r} stands twice")
        seen.add(key)
    return found
