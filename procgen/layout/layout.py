"""The result of the layout domain."""

from __future__ import annotations

from dataclasses import dataclass

from procgen.layout.flow.plan import FlowMap
from procgen.layout.tiles import TileArray
from procgen.runtime.recipe import Recipe


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A tile map whose hard constraints hold: :mod:`procgen.layout.rules` names them."""

    tiles: TileArray
    """(depth, width)."""
    kind: str
    style: str
    """What the generator was told, or chose."""
    recipe: Recipe
    bits_per_tile: float | None = None
    """How unexpected the learned generator found it; None of a classical one."""
    metres_per_tile: float = 2.0
    flow: FlowMap | None = None
    """Where the rooms and passages of a flow graph lie, if it was made after one."""

    @property
    def name(self) -> str:
        """A file name without ending: the domain and the start of the recipe's hash."""
        return f"{self.recipe.domain}-{self.recipe.sha256[:12]}"
