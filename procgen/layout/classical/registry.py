"""The classical generators by name, and how one is asked for a layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.layout.classical.agents import village
from procgen.layout.classical.bsp import dungeon
from procgen.layout.classical.canvas import Task
from procgen.layout.classical.cellular import cave
from procgen.layout.classical.draws import Draws
from procgen.layout.classical.fields import biomes
from procgen.layout.classical.finish import finish
from procgen.layout.classical.growth import city
from procgen.layout.classical.join import costs
from procgen.layout.classical.squarified import interior
from procgen.layout.kinds import STYLES
from procgen.layout.parameters import LayoutParameters
from procgen.layout.rules import Problem, problems
from procgen.layout.tiles import TileArray

_TRIES: Final = 12
_FIELD: Final = {"fixed": "fixed", "symmetry": "symmetry", "entrances": "entrances", "locks": "locks"}


@dataclass(frozen=True, slots=True)
class ClassicalModel:
    """A generator that needs no weights."""

    name: str
    kinds: tuple[str, ...]
    draw: Callable[[Task], TileArray]
    """From a task to a map that need not be valid yet."""

    def make(self, parameters: LayoutParameters) -> tuple[TileArray, str]:
        """A valid layout and its style.

        Args:
            parameters: free of :func:`procgen.layout.parameters.violations`; the kind one of this model's.

        Raises:
            InvalidFields: if the constraints leave no way that it finds in several tries; says which.
        """
        found: tuple[Problem, ...] = ()
        for attempt in range(_TRIES):
            draws = Draws(parameters.seed, f"layout/{self.name}/{parameters.kind}/{attempt}")
            drawn, style = self._drawn(parameters, draws)
            # Uneven costs, so that ways cut through rock wind.
            uneven = 1 + (4 * draws.field(*drawn.shape)).astype(np.int64)
            tiles = finish(drawn, parameters, draws, costs(drawn) * uneven)
            found = problems(tiles, parameters)
            if not found:
                return tiles, style
        raise InvalidFields(
            [
                Violation(
                    _FIELD.get(problem.rule, "fixed"),
                    str(problem),
                    f"constraints that agree; {_TRIES} layouts were tried",
                )
                for problem in found
            ]
        )

    def sketch(self, parameters: LayoutParameters, attempt: int) -> TileArray:
        """A map that need not be valid, of the style and density alone: no regard to fixed tiles, entrances, locks.

        Args:
            parameters: the kind one of this model's.
            attempt: another one, another map.
        """
        draws = Draws(parameters.seed, f"layout/{self.name}/{parameters.kind}/sketch/{attempt}")
        return self._drawn(parameters, draws)[0]

    def _drawn(self, parameters: LayoutParameters, draws: Draws) -> tuple[TileArray, str]:
        style, density = draws.choice(STYLES[parameters.kind]), draws.uniform()
        # Drawn in one position, then turned and mirrored: the sea may lie anywhere.
        turned, east, south = draws.chance(0.5), draws.chance(0.5), draws.chance(0.5)
        task = Task(
            parameters.depth if turned else parameters.width,
            parameters.width if turned else parameters.depth,
            density if parameters.density is None else parameters.density,
            parameters.style or style,
            draws,
        )
        drawn = self.draw(task)
        drawn = drawn.T if turned else drawn
        return drawn[:: -1 if south else 1, :: -1 if east else 1], task.style


CLASSICAL_MODELS: Final[Mapping[str, ClassicalModel]] = MappingProxyType(
    {
        model.name: model
        for model in (
            ClassicalModel("bsp", ("dungeon",), dungeon),
            ClassicalModel("cellular", ("cave",), cave),
            ClassicalModel("agents", ("village",), village),
            ClassicalModel("growth", ("city",), city),
            ClassicalModel("squarified", ("interior",), interior),
            ClassicalModel("fields", ("biomes",), biomes),
        )
    }
)


def classical_for(kind: str) -> ClassicalModel:
    """The classical generator of a kind."""
    return next(model for model in CLASSICAL_MODELS.values() if kind in model.kinds)
