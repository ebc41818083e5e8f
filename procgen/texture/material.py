"""The result of the texture domain: one seamless tile of a surface."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from procgen.runtime.recipe import Recipe

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """The maps that all others follow from. Each continues at the opposite edge, in both directions.

    Rows run down (v), columns to the right (u); row 0 is the upper edge of the picture.
    """

    albedo: FloatArray
    """(rows, columns, 3) base colour, sRGB-encoded, 0 to 1."""
    height: FloatArray
    """(rows, columns) height of the relief in pixels: 1 is as high as a pixel is wide, so that slopes need no unit.
    Any zero."""
    roughness: FloatArray
    """(rows, columns) perceptual roughness as in glTF, linear, 0 to 1."""
    metallic: FloatArray
    """(rows, columns) linear, 0 to 1."""
    opacity: FloatArray | None = None
    """(rows, columns) linear, 0 to 1, of decals and foliage; None where nothing shows through."""
    translucency: FloatArray | None = None
    """(rows, columns) linear, 0 to 1: share of light that goes through, of foliage; None where none does."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.height.shape[0], self.height.shape[1]


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """A surface with its size in the world, and how it was made."""

    surface: Surface
    metres_per_pixel: float
    """Pixels are square; a tile is ``columns * metres_per_pixel`` wide."""
    recipe: Recipe
    material: str
    """Its class, one of :data:`procgen.texture.classes.CLASS_NAMES`; empty where an example was followed."""
    masks: dict[str, FloatArray] = field(default_factory=dict)
    """(rows, columns) 0 to 1: where moss, snow, water and the like lie, by the layer's name."""

    @property
    def height_m(self) -> FloatArray:
        """(rows, columns) metres."""
        return self.surface.height * np.float32(self.metres_per_pixel)

    @property
    def metres_per_tile(self) -> tuple[float, float]:
        """Width and height of the tile."""
        rows, columns = self.surface.shape
        return columns * self.metres_per_pixel, rows * self.metres_per_pixel

    @property
    def name(self) -> str:
        """A file name without ending: the domain and the start of the recipe's hash."""
        return f"{self.recipe.domain}-{self.recipe.sha256[:12]}"
