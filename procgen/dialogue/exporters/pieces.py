"""What several text formats share: variables in texts, and the game's tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from procgen.dialogue.scene.graph import Scene

GAME_TAG: Final = "tag:"
"""Begins a tag of the game's that could be taken for one of ours."""
_OWN_TAGS: Final = ("id:", "line:", "speaker:", "mood:", "intent:", "procgen:", GAME_TAG)
_PLACE: Final = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


def shown(scene: Scene) -> frozenset[str]:
    """Variables that a text may show as "{gold}": numbers and texts that the scene declares. All other braces are
    plain text, for the game to fill.
    """
    return frozenset(v.name for v in scene.variables if not isinstance(v.start, bool))


def with_variables(
    text: str, known: frozenset[str], plain: Callable[[str], str], variable: Callable[[str], str]
) -> str:
    """The text with known variables written by `variable`, and all between by `plain`."""
    pieces = []
    at = 0
    for found in _PLACE.finditer(text):
        if found[1] in known:
            pieces += [plain(text[at : found.start()]), variable(found[1])]
            at = found.end()
    return "".join([*pieces, plain(text[at:])])


def game_tags(tags: Iterable[str]) -> list[str]:
    """The game's tags so that none is taken for one of ours; without `GAME_TAG` they are as they were."""
    return [GAME_TAG + tag if tag.startswith(_OWN_TAGS) else tag for tag in tags]
