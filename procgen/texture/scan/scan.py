"""A scan at the sizes that are asked for, and as the search sees it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.texture.classical.torus import blur, luminance, resize
from procgen.texture.maps.normals import height_from_slopes
from procgen.texture.material import FloatArray, Surface
from procgen.texture.scan.appearance import FINE, SEARCH_PX, Appearance
from procgen.texture.scan.finer import finer
from procgen.texture.scan.packed import Pixels, Shorts
from procgen.texture.sizes import NATURAL_PX, SCANNED

VECTOR: Final = 4
"""Numbers of an appearance vector: what is left of all maps without much loss."""
_SHARES: Final = (0.55, 0.35, 0.1)
"""Of colour, relief and roughness in how different two places are."""
_RELIEF_PX: Final = 12.0
"""Forms of the relief wider than this, pixels of the search, don't count: scans lean and bulge as they were taken."""
GUIDE_BLUR_PX: Final = 3.0
BROAD: Final = (0, 1, 2, 5, 6)
"""Maps of which broad tones change over slowly: relief has none, for its slopes are integrated."""
BROAD_PX: Final = 4.0
_EVEN: Final = 1e-3
_STEEPEST: Final = 8.0
FULL_PX: Final = SCANNED[-1] * NATURAL_PX
"""Pixels of a natural piece up to which scans of fewer get grain of their own."""
UNITS: Final = np.array([1.0, 1.0, 1.0, _STEEPEST, _STEEPEST, 1.0, 1.0], np.float32) / np.float32(32767.0)
"""What a step of each map of a stack is worth."""

RECIPE_PREFIX: Final = "scan "


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a scan comes from."""

    name: str
    material: str
    """Its class; empty where nobody says."""
    publisher: str
    licence: str
    source: str
    """Where its files were taken from."""
    sha256: str
    """Of its files."""
    guessed: tuple[str, ...] = ()
    """What it lacked, or what was mended."""

    @property
    def recipe_name(self) -> str:
        """What recipes call it among the models."""
        return f"{RECIPE_PREFIX}{self.name}"


def stacked(pixels: Pixels) -> Shorts:
    """(rows, columns, 7) colour sRGB-encoded, slopes to the right and down, roughness, metallic, in :data:`UNITS`."""
    stack = np.empty((*pixels.shape, 7), np.int16)
    for channel, field in enumerate(
        (*np.moveaxis(pixels.albedo, -1, 0), None, None, pixels.roughness, pixels.metallic)
    ):
        if field is not None:
            np.multiply(field, np.float32(32767.0 / 255.0), out=stack[..., channel], casting="unsafe")
    for channel, slopes in enumerate(pixels.slopes, 3):
        stack[..., channel] = np.clip(slopes, -_STEEPEST, _STEEPEST) * (1.0 / UNITS[channel])
    return stack


def normalised(field: FloatArray) -> FloatArray:
    """Of zero mean and variance 1; zeros where it is even."""
    centred = field - np.float32(field.mean(dtype=np.float64))
    spread = float(centred.std(dtype=np.float64))
    return np.asarray(centred / np.float32(spread) if spread > _EVEN else centred * 0.0, np.float32)


def guide_of(albedo: FloatArray, height: FloatArray, blur_px: float) -> FloatArray:
    """(rows, columns, 2) what a guide and a scan are compared by: forms of tone and of relief, whatever their scale."""
    return np.stack([normalised(blur(luminance(albedo), blur_px)), normalised(blur(height, blur_px))], axis=-1)


class Scan:
    """A scan, with what is made of it when it is first needed.

    Args:
        origin: where it comes from.
        pixels: its maps, square.
        tiles: whether it goes on at its opposite edge: down, across.
    """

    def __init__(self, origin: Origin, pixels: Pixels, tiles: tuple[bool, bool]) -> None:
        self.origin, self.tiles = origin, tiles
        whole = stacked(pixels)
        self.side_px = len(whole)
        self._sized: dict[int, Shorts] = {self.side_px: whole}
        self._appearance: Appearance | None = None
        self._broad: Shorts | None = None
        self._lock = threading.RLock()

    @property
    def size_bytes(self) -> int:
        """About what it takes in memory, when all is made."""
        return 20 * max(self.side_px, FULL_PX) ** 2 + 40 * (SEARCH_PX * FINE) ** 2

    def stack(self, side: int) -> Shorts:
        """Its maps as :func:`stacked`, of so many pixels a side: reduced by area, or with grain of its own where it has
        fewer.

        It is always made of the same other one, whatever was asked for before: that of twice the side, or of half.
        """
        with self._lock:
            if side not in self._sized:
                if side % 2 == 0 and side // 2 >= self.side_px:
                    self._sized[side] = finer(self.stack(side // 2))
                else:
                    other = self.stack(2 * side) if 2 * side < self.side_px else self._sized[self.side_px]
                    parts = [resize(part.astype(np.float32), side, side) for part in np.moveaxis(other, -1, 0)]
                    self._sized[side] = np.clip(np.rint(np.stack(parts, axis=-1)), -32767, 32767).astype(np.int16)
            return self._sized[side]

    def surface(self, side: int) -> Surface:
        """The scan itself."""
        return surface_of(self.stack(side) * UNITS)

    @property
    def broad(self) -> Shorts:
        """(SEARCH_PX, SEARCH_PX, 5) broad tones of the maps :data:`BROAD`, as :func:`stacked`."""
        with self._lock:
            if self._broad is None:
                small = self.stack(SEARCH_PX)[..., BROAD].astype(np.float32)
                self._broad = blur(small, BROAD_PX).astype(np.int16)
            return self._broad

    @property
    def mean_colour(self) -> FloatArray:
        """(3,) sRGB-encoded."""
        return np.asarray(self.stack(SEARCH_PX)[..., :3].mean(axis=(0, 1), dtype=np.float64) * UNITS[:3], np.float32)

    @cached_property
    def upright(self) -> bool:
        """Whether its grain runs down: it changes less that way than across."""
        colour = self.stack(SEARCH_PX)[..., :3] * UNITS[:3]
        down, across = (float(np.square(np.diff(colour, axis=axis)).mean(dtype=np.float64)) for axis in (0, 1))
        return down < across

    @property
    def appearance(self) -> Appearance:
        """What the search sees."""
        with self._lock:
            if self._appearance is None:
                fine = self.stack(SEARCH_PX * FINE) * UNITS
                small = self.stack(SEARCH_PX) * UNITS
                height = height_from_slopes(small[..., 3], small[..., 4])
                guide = guide_of(small[..., :3], height, GUIDE_BLUR_PX)
                self._appearance = Appearance(vectors(fine), self.tiles, guide)
            return self._appearance


def surface_of(maps: FloatArray, checkpoint: Checkpoint = go_on) -> Surface:
    """A surface of (rows, columns, 7) maps; the height is that of the slopes."""
    # First, while nothing is there beside the maps: it takes the most memory.
    height = height_from_slopes(maps[..., 3], maps[..., 4], checkpoint=checkpoint)
    return Surface(
        albedo=np.ascontiguousarray(maps[..., :3]),
        height=height,
        roughness=np.ascontiguousarray(maps[..., 5]),
        metallic=np.ascontiguousarray(maps[..., 6]),
    )


def vectors(maps: FloatArray) -> FloatArray:
    """(rows, columns, VECTOR) appearance vectors of (rows, columns, 7) maps, of a total variance of 1: the directions
    in which all maps together vary most.
    """
    height = height_from_slopes(maps[..., 3], maps[..., 4])
    relief = height - blur(height, _RELIEF_PX * FINE)
    parts = ((maps[..., :3], _SHARES[0]), (relief[..., None], _SHARES[1]), (maps[..., 5:6], _SHARES[2]))
    weighted = []
    for part, share in parts:
        centred = part - part.mean(axis=(0, 1), dtype=np.float64).astype(np.float32)
        variance = float(np.square(centred).sum(axis=-1).mean(dtype=np.float64))
        weighted.append(centred * np.float32(np.sqrt(share / variance) if variance > _EVEN**2 else 0.0))
    flat = np.concatenate(weighted, axis=-1).reshape(-1, 5)
    covariance = np.einsum("ni,nj->ij", flat[::7], flat[::7]) / len(flat[::7])
    values, directions = np.linalg.eigh(covariance.astype(np.float64))
    kept = directions[:, np.argsort(values)[::-1][:VECTOR]].astype(np.float32)
    return np.ascontiguousarray((flat @ kept).reshape(*maps.shape[:2], VECTOR))
