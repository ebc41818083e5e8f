"""Cloth, leather and metal for what is worn: tiles of the texture domain, in grey, for slots to tint.

A slot names a class of material, and of cloth a weave. One tile of each is made when it is first needed and kept for
all of the process that have the same models; all that is worn shares it, and colours come from the slots, so that
recolouring costs nothing. What is patterned has two colours and so a picture of its own.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.character.mesh.part import PLAIN, Colour, Slot
from procgen.character.motifs import motif
from procgen.runtime.store import ModelStore
from procgen.texture.generate import generate
from procgen.texture.maps.normals import encode_normals, normals
from procgen.texture.maps.srgb import to_linear, to_srgb
from procgen.texture.parameters import TextureParameters

Picture = npt.NDArray[np.uint8]

TILE_PX = 512
_MODEL: Final = "gan"
"""Style seeds were chosen among the looks of this network."""
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


def weaving_models(store: ModelStore) -> dict[str, str]:
    """SHA-256 by name of the models that weave."""
    weaver = store.generators("texture")[0]
    return {
        entry.name: entry.sha256
        for entry in store.entries.values()
        if entry.domain == "texture" and entry.generator == weaver
    }


_KEPT: Final = 2 * len(WEAVES)
"""Tiles of the process: those of two sets of models, while one takes the place of the other."""
_KEPT_TILES: Final[OrderedDict[tuple[_Weave, frozenset[str]], Tile]] = OrderedDict()
_KEPT_LOCK: Final = Lock()


def _kept(weave: _Weave, store: ModelStore, make: Callable[[], Tile]) -> Tile:
    """The tile of a weave by a store's models: as it was made before, for another store or another service."""
    entries = [entry for entry in store.entries.values() if (entry.domain, entry.generator) == ("texture", _MODEL)]
    key = weave, frozenset(digest for entry in entries for digest in entry.digests)
    with _KEPT_LOCK:
        found = _KEPT_TILES.get(key)
    if found is None:
        found = make()
    with _KEPT_LOCK:
        found = _KEPT_TILES.setdefault(key, found)
        _KEPT_TILES.move_to_end(key)
        while len(_KEPT_TILES) > _KEPT:
            _KEPT_TILES.popitem(last=False)
    return found


class Cloth:
    """Tiles of one store's texture models, made once.

    Args:
        store: the models.
    """

    def __init__(self, store: ModelStore) -> None:
        self._store = store
        self._tiles: dict[str, Tile] = {}
        self._patterned: OrderedDict[tuple[object, ...], Tile] = OrderedDict()
        self._lock = Lock()

    def of(self, slot: Slot) -> tuple[Tile, bool] | None:
        """The tile of a slot, and whether the slot's colour is still to tint it; None where it has none.

        Raises:
            ModelUnavailable: a network of the texture domain is missing or damaged.
        """
        tile = self.tile(slot.texture)
        if tile is None:
            return None
        if slot.weave != PLAIN:
            tile = self._woven(slot.weave)
        if slot.second is None:
            return tile, True
        key = (slot.weave, slot.pattern, slot.colour, slot.second)
        with self._lock:
            found = self._patterned.get(key)
            if found is None:
                found = replace(tile, albedo=_patterned(tile.albedo, slot.pattern, slot.colour, slot.second))
                self._patterned[key] = found
            self._patterned.move_to_end(key)
            while len(self._patterned) > _PATTERNED_KEPT:
                self._patterned.popitem(last=False)
        return found, False

    def picture(self, slot: Slot) -> Picture:
        """What a cloth looks like, (side, side, 3) uint8 sRGB.

        Raises:
            ModelUnavailable: a network of the texture domain is missing or damaged.
            ValueError: the slot is of no cloth.
        """
        found = self.of(slot)
        if found is None:
            raise ValueError(f"{slot.texture!r} is no cloth")
        tile, tint = found
        return _dyed(tile.albedo, to_linear(np.asarray(slot.colour, np.float32))) if tint else tile.albedo

    def _woven(self, weave: str) -> Tile:
        with self._lock:
            found = self._tiles.get(f"fabric/{weave}")
            if found is None:
                found = self._tiles[f"fabric/{weave}"] = _LOOMS[weave]()
            return found

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
                found = self._tiles[name] = _kept(weave, self._store, lambda: self._made(weave))
            return found

    def _made(self, weave: _Weave) -> Tile:
        surface = generate(
            TextureParameters(
                TILE_PX,
                TILE_PX,
                model=_MODEL,
                material=weave.material,
                style_seed=weave.style_seed,
                metres_per_tile=TILE_M,
            ),
            self._store,
        ).surface
        grey = surface.albedo @ np.array([0.2126, 0.7152, 0.0722], np.float32)
        grey = 1.0 + (grey / max(float(grey.mean()), 1e-3) - 1.0) * weave.contrast
        rough = surface.roughness / max(float(surface.roughness.mean()), 1e-3)
        rough = np.clip(0.85 * (1.0 + (rough - 1.0) * weave.roughness), 0.0, 1.0)
        return _tile(grey, surface.height * np.float32(weave.relief), np.ones_like(rough), rough)


_PATTERNED_KEPT: Final = 32
"""Pictures of what is patterned: of two or three people who are dressed alike."""
_UP, _RIGHT = np.meshgrid(np.arange(TILE_PX), np.arange(TILE_PX), indexing="ij")
"""Rows and columns of the pixels of a tile."""


def _speckle(seed: int, size: tuple[int, int], soft: int) -> npt.NDArray[np.float64]:
    """Noise of unit deviation on a torus, blurred over some pixels."""
    noise = np.random.default_rng(seed).standard_normal(size)
    for axis in (0, 1):
        if size[axis] > 1:
            noise = sum((np.roll(noise, step, axis) for step in range(-soft, soft + 1)), np.zeros(size))
    return np.asarray(noise / max(float(noise.std()), 1e-9))


def _tile(
    grey: npt.NDArray[np.floating],
    relief_px: npt.NDArray[np.float32],
    occlusion: npt.NDArray[np.floating],
    rough: npt.NDArray[np.floating],
) -> Tile:
    """A tile from a grey about 1, heights in pixels, and what lies open and how rough it is, 0 to 1."""
    bright = np.clip(grey / np.quantile(grey, 0.98), 0.0, 1.0)
    return Tile(
        _bytes(np.repeat(bright[..., None], 3, axis=2)),
        encode_normals(normals(relief_px)).astype(np.uint8),
        _bytes(np.stack([occlusion, rough, np.ones_like(rough)], axis=2)),
    )


def _made_tile(
    height: npt.NDArray[np.float64], grey: npt.NDArray[np.float64], relief_px: float, rough: npt.NDArray[np.float64]
) -> Tile:
    """A tile from heights, 0 to 1, a grey about 1, how high it is in pixels, and a factor of its roughness."""
    return _tile(grey, (height * relief_px).astype(np.float32), 0.8 + 0.2 * height, np.clip(rough, 0, 1))


def _linen() -> Tile:
    """Threads over and under, thicker here and there."""
    slubs = 0.5 * _speckle(1, (TILE_PX // 4, 1), 0) + 0.5 * _speckle(2, (1, TILE_PX // 4), 0)
    slubs = np.repeat(np.repeat(slubs, 4, 0), 4, 1) + 0.5 * _speckle(3, (TILE_PX, TILE_PX), 2)
    weave = np.where(
        (_UP // 4 + _RIGHT // 4) % 2, np.sin(np.pi * (_UP % 4 + 0.5) / 4), np.sin(np.pi * (_RIGHT % 4 + 0.5) / 4)
    )
    return _made_tile(weave, 1.0 + 0.05 * slubs + 0.07 * (weave - 0.6), 0.7, np.full(weave.shape, 0.95))


def _wool() -> Tile:
    """Felted: hairs and lumps, no threads."""
    lumps = 0.6 * _speckle(4, (TILE_PX, TILE_PX), 3) + 0.5 * _speckle(5, (TILE_PX, TILE_PX), 10)
    height = np.clip(0.5 + 0.2 * lumps, 0, 1)
    return _made_tile(
        height, 1.0 + 0.06 * lumps + 0.03 * _speckle(6, (TILE_PX, TILE_PX), 0), 1.6, np.full(height.shape, 1.0)
    )


def _twill() -> Tile:
    ribs = 0.5 + 0.5 * np.sin(2 * np.pi * (_UP + _RIGHT) / 8)
    return _made_tile(
        ribs, 0.94 + 0.13 * ribs + 0.02 * _speckle(7, (TILE_PX, TILE_PX), 1), 1.0, np.full(ribs.shape, 0.9)
    )


def _knit() -> Tile:
    """Columns of stitches that look like a V each."""
    across = (_RIGHT % 16 - 7.5) / 8
    stitch = 0.5 + 0.5 * np.cos(2 * np.pi * ((_UP - np.abs(across) * 9) / 16))
    height = np.clip(stitch * (1 - np.abs(across) ** 4) ** 0.5 * (1 - np.exp(-((across / 0.12) ** 2))), 0, 1)
    return _made_tile(height, 0.78 + 0.3 * height, 3.2, np.full(height.shape, 1.0))


def _velvet() -> Tile:
    """Pile, lighter where it was stroked."""
    stroked = _speckle(8, (TILE_PX, TILE_PX), 14)
    return _made_tile(
        np.clip(0.5 + 0.15 * stroked, 0, 1), 1.0 + 0.07 * stroked, 0.5, np.clip(0.72 + 0.06 * stroked, 0, 1)
    )


def _silk() -> Tile:
    """Smooth and shining, with the finest of threads."""
    threads = np.repeat(_speckle(9, (TILE_PX, 1), 1), TILE_PX, 1)
    return _made_tile(np.clip(0.5 + 0.1 * threads, 0, 1), 1.0 + 0.02 * threads, 0.25, np.full(threads.shape, 0.6))


def _quilted() -> Tile:
    """Lozenges stuffed with wool, and their seams."""
    seam = np.minimum(np.abs(((_UP + _RIGHT) / 64) % 1 - 0.5), np.abs(((_UP - _RIGHT) / 64) % 1 - 0.5)) * 2
    height = np.sqrt(np.clip(seam, 0, 1))
    return _made_tile(
        height, 0.86 + 0.15 * height + 0.02 * _speckle(10, (TILE_PX, TILE_PX), 1), 9.0, np.full(height.shape, 0.95)
    )


def _fur() -> Tile:
    """Hairs that lie downwards in tufts."""
    tufts = _speckle(11, (TILE_PX, TILE_PX), 7)
    hairs = np.random.default_rng(12).standard_normal((TILE_PX, TILE_PX))
    hairs = sum((np.roll(hairs, step, 0) for step in range(18)), np.zeros_like(hairs))
    hairs /= hairs.std()
    height = np.clip(0.5 + 0.16 * hairs + 0.16 * tufts, 0, 1)
    return _made_tile(height, 0.95 + 0.13 * hairs + 0.1 * tufts, 3.0, np.full(height.shape, 1.0))


_LOOMS: Mapping[str, Callable[[], Tile]] = {
    "linen": _linen,
    "wool": _wool,
    "twill": _twill,
    "knit": _knit,
    "velvet": _velvet,
    "silk": _silk,
    "quilted": _quilted,
    "fur": _fur,
}
"""By :attr:`Slot.weave`; the plain one comes from the texture domain."""


def _patterned(grey: Picture, pattern: str, ground: Colour, second: Colour) -> Picture:
    """Two colours on a weave, mixed as light is."""
    share = motif(pattern, len(grey))[..., None]
    one, other = (to_linear(np.asarray(colour, np.float32)) for colour in (ground, second))
    return _dyed(grey, one + (other - one) * share)


def _dyed(grey: Picture, colour: npt.NDArray[np.float32]) -> Picture:
    """A grey in a colour of light, linear."""
    return _bytes(to_srgb(to_linear(grey.astype(np.float32) / 255) * colour))


def _bytes(values: npt.NDArray[np.floating]) -> Picture:
    return np.asarray(np.clip(values * 255.0 + 0.5, 0, 255), np.uint8)
