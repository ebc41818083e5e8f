"""Lines of two backends side by side, to be judged blind: the same persons, moods, facts and seeds for both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.recipe.requests import line_request
from procgen.dialogue.request import LineRequest
from procgen.dialogue.speak import speak
from procgen.errors import Failed, InvalidFields
from procgen.formats.page import rendered

_TRIES: Final = 8
"""Requests for each pair that is wanted; of those both write alike nothing can be judged."""
Backend = tuple[str, LanguageModel | None]


@dataclass(frozen=True, slots=True)
class Pair:
    """A request and what two backends wrote.

    Attributes:
        asked: who speaks, what the line does, the mood, and facts.
        texts: of both, in the order of their names.
        names: of the backends.
    """

    asked: str
    texts: tuple[str, str]
    names: tuple[str, str]


def _never() -> None:
    pass


def pairs(backends: Sequence[Backend], seed: int, count: int, stop: Callable[[], None] = _never) -> list[Pair]:
    """At most so many requests for which two backends write different lines; fewer where they agree too often."""
    (one, first), (other, second) = backends
    found: list[Pair] = []
    for number in range(_TRIES * count):
        if len(found) >= count:
            break
        request = line_request(seed + 20, number)
        try:
            texts = speak(request, first, stop).text, speak(request, second, stop).text
        except (InvalidFields, Failed):
            continue
        if texts[0] != texts[1]:
            found.append(Pair(_asked(request), texts, (one, other)))
    return found


def _asked(request: LineRequest) -> str:
    persona, situation = request.persona, request.situation
    nature = " ".join(filter(None, (situation.mood, *persona.traits, persona.age, persona.role)))
    facts = "".join(f', told: "{fact.text}"' for fact in request.facts)
    return f"{persona.name}, {nature}, {situation.world.setting}: {request.intent}{facts}"


def swapped(count: int, seed: int) -> list[bool]:
    """Of each pair whether the second stands first on the page."""
    return [bool(side) for side in np.random.default_rng([seed, 7]).integers(0, 2, count)]


def pairs_html(found: Sequence[Pair], seed: int) -> str:
    """A page of the pairs, sides by the seed: which would a writer keep? Names are hidden until pointed at."""
    rows = []
    for pair, swap in zip(found, swapped(len(found), seed), strict=True):
        lines = list(zip(pair.texts, pair.names, strict=True))
        rows.append((pair.asked, lines[::-1] if swap else lines))
    return rendered(__name__, rows=rows)
