"""A ground that is being looked at: what is given, and what has been worked out of it so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from procgen.runtime.checkpoint import Checkpoint
from procgen.terrain.ground.flow import FloatArray
from procgen.terrain.ground.parameters import GroundParameters
from procgen.terrain.rivers import Carved

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """What the functions that work something out read, each of which does so when it is first asked.

    Attributes:
        heights: (depth, width) metres.
        spacing: metres per pixel.
        sea_level_m: height of the sea.
        wanted: names of layers.
        parameters: climate, rivers, lakes and erosion.
        checkpoint: called after each piece of work.
        rivers: the world's, on the same pixels; None where water is worked out on this map alone.
    """

    heights: FloatArray
    spacing: float
    sea_level_m: float
    wanted: frozenset[str]
    parameters: GroundParameters
    checkpoint: Checkpoint
    rivers: Carved | None
    _known: dict[Any, Any] = field(default_factory=dict)

    def once(self, key: object, make: Callable[[], Made]) -> Made:
        """What is known by a key; made first where nothing is."""
        if key not in self._known:
            self._known[key] = make()
            self.checkpoint()
        made: Made = self._known[key]
        return made

    def forget(self, key: object, *unless: str) -> None:
        """Give memory back where none of some layers is wanted."""
        if self.wanted.isdisjoint(unless):
            self._known.pop(key, None)


def kept(make: Callable[[Survey], Made]) -> Callable[[Survey], Made]:
    """A function whose result a survey keeps, by the function itself."""

    @wraps(make)
    def once(survey: Survey) -> Made:
        return survey.once(once, lambda: make(survey))

    return once
