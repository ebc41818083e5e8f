"""Cloth, leather and metal for what is worn: tiles of the texture domain, in grey, for slots to tint.

A slot names a class of material. One tile of each class is made when it is first needed and kept; all that is worn
shares it, and colours come from the slots, so that recolouring costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt

from procgen.runtime.store import ModelStore
from procgen.texture.generate import generate
from procgen.texture.maps.normals import encode_normals, normals
from procgen.texture.parameters import TextureParameters

Picture = npt.NDArray[np.uint8]

TILE_PX = 512
TILE_M = 0.5
"""Width of a tile as wearables' texture coordinates have it."""


@dataclass(frozen=True, slots=True)
class _Weave:
    """How a class of material is made for wearing.

    Attributes:
        material: class of the texture domain.
        style_seed: which material of the class.
        contrast: of the grey, as a factor on the tile's own.
        relief: of the normals, as a factor on the tile's own.
        roughness: share of the tile's own variation of roughness that is kept.
    """

    material: str
    style_seed: int
    contrast: float = 0.5
    relief: float = 0.5
    roughness: float = 0.5


WEAVES: Mapping[str, _Weave] = {
    "fabric": _Weave("fabric", 3, 0.4, 0.35),
    "leather": _Weave("leather", 2, 0.9, 1.0),
    "metal": _Weave("metal", 3, 0.6, 0.5),
    "chainmail": _Weave("chainmail", 0, 0.9, 1.5),
    "rubber": _Weave("rubber", 0, 0.5, 0.7),
    "plastic": _Weave("plastic", 3, 0.4, 0.4),
    "wood": _Weave("wood", 2, 0.9, 0.6),
}
"""By ``Slot.texture``."""


@dataclass(frozen=True, eq=False)
class Tile:
    """A seamless tile, (side, side, 3) uint8 each.

    Attributes:
        albedo: grey, sRGB, bright: to be multiplied by a slot's colour.
        normal: tangent space, +Y up.
        orm: occlusion, roughness over its mean, metallic: to be multiplied by a slot's factors.
    """

    albedo: Picture
    normal: Picture
    orm: Picture


class Cloth:
    """Tiles of one store's texture models, made once.

    Args:
        store: the models.
    """

    def __init__(self, store: ModelStore) -> None:
        self._store = store
        self._tiles: dict[str, Tile] = {}
        self._lock = Lock()

    def tile(self, name: str) -> Tile | None:
        """The tile of a slot's texture, or None for a name that is no class of cloth.

        Raises:
            ModelUnavailable: a network of the texture domain is missing or damaged.
        """
        weave = WEAVES.get(name)
        if weave is None:
            return None
        with self._lock:
            found = self._tiles.get(name)
            if found is None:
                found = self._tiles[name] = self._made(weave)
            return found

    def _made(self, weave: _Weave) -> Tile:
        surface = generate(
            TextureParameters(
                TILE_PX,
                TILE_PX,
                # Style seeds were chosen among the network's looks.
                model="gan",
                material=weave.material,
                style_seed=weave.style_seed,
                metres_per_tile=TILE_M,
            ),
            self._store,
        ).surface
        grey = surface.albedo @ np.array([0.2126, 0.7152, 0.0722], np.float32)
        grey = 1.0 + (grey / max(float(grey.mean()), 1e-3) - 1.0) * weave.contrast
        bright = np.clip(grey / np.quantile(grey, 0.98), 0.0, 1.0)
        rough = surface.roughness / max(float(surface.roughness.mean()), 1e-3)
        rough = np.clip(0.85 * (1.0 + (rough - 1.0) * weave.roughness), 0.0, 1.0)
        open_sky = np.ones_like(rough)
        return Tile(
            _bytes(np.repeat(bright[..., None], 3, axis=2)),
            encode_normals(normals(surface.height * np.float32(weave.relief))).astype(np.uint8),
            _bytes(np.stack([open_sky, rough, np.ones_like(rough)], axis=2)),
        )


def _bytes(values: npt.NDArray[np.floating]) -> Picture:
    return np.asarray(np.clip(values * 255.0 + 0.5, 0, 255), np.uint8)
