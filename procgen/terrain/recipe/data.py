"""The terrain training pack: reading it, giving the sea a floor, and drawing augmented samples.

Format of the folder (``procgen train terrain_* --data DIR``): ``manifest.json`` with a list ``patches`` (each with
``id``, ``shard``, ``index``, ``dx_m``, ``label`` and ``group``), ``split.json`` with lists of ids under ``train``,
``validation`` and ``test`` and a ``weights`` table, and the shards: npz files with ``lo``, ``hi``, ``offset``,
``scale`` and ``water``, whose heights are stored as a zig-zag coded two-dimensional difference.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.ndimage import distance_transform_edt, gaussian_filter

from procgen.terrain.conditions import Frame
from procgen.terrain.landforms import ANY_LANDFORM, LANDFORM_NAMES, landform_label
from procgen.terrain.parameters import Sketch, TerrainParameters
from procgen.terrain.recipe.labels import known_label
from procgen.terrain.representation import (
    PLAN_CELL,
    FloatArray,
    cell_means,
    plan_base,
    roughness,
)

BoolArray = npt.NDArray[np.bool_]

FINE_SHARE = 0.45
"""Of samples that come from the pack of fine land, where there is one."""
_SEA_FLOOR_SHARE = 0.3
"""Depth of the invented sea floor as a share of the land's relief..."""
_SEA_FLOOR_REACH_PX = 40.0
"""...approached exponentially with the distance from the shore."""


@dataclass(frozen=True, slots=True)
class Patch:
    """One real elevation patch."""

    id: str
    heights: FloatArray
    """(256, 256) metres; row 0 is north; the sea has an invented floor below zero."""
    surface: FloatArray
    """(256, 256) metres, as measured: the sea is flat."""
    metres_per_pixel: float
    landform: str
    source: str
    group: str
    """The region that it is of; a region is in one split only."""
    weight: float
    step_m: float
    """Heights are stored as multiples of it above the offset."""


class TerrainPack:
    """Lazy reader of the pack."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
        self._split: dict[str, Any] = json.loads((folder / "split.json").read_text("utf-8"))
        self._records = {record["id"]: record for record in manifest["patches"]}
        self._shards: dict[str, dict[str, npt.NDArray[Any]]] = {}

    def _shard(self, name: str) -> dict[str, npt.NDArray[Any]]:
        if name not in self._shards:
            with np.load(self.folder / name, allow_pickle=False) as data:
                self._shards[name] = {key: data[key] for key in data.files}
        return self._shards[name]

    def patch(self, patch_id: str) -> Patch:
        """Decode one patch. Raises KeyError for an unknown id."""
        record = self._records[patch_id]
        shard, i = self._shard(record["shard"]), record["index"]
        zigzag = shard["lo"][i].astype(np.uint16) | (shard["hi"][i].astype(np.uint16) << 8)
        difference = (zigzag >> 1) ^ (np.uint16(0) - (zigzag & 1))
        q = difference.cumsum(0, dtype=np.uint16).cumsum(1, dtype=np.uint16)
        surface = (shard["offset"][i] + shard["scale"][i] * q.astype(np.float32)).astype(np.float32)
        water = np.unpackbits(shard["water"][i]).reshape(surface.shape).astype(bool)
        sea = water & (surface <= 1.0) if record["sea_frac"] > 0.0 else np.zeros_like(water)
        return Patch(
            id=patch_id,
            heights=with_sea_floor(surface, sea),
            surface=surface,
            metres_per_pixel=float(record["dx_m"]),
            landform=record["label"],
            source=record["source"],
            group=record["group"],
            weight=float(self._split["weights"][patch_id]),
            step_m=float(shard["scale"][i]),
        )

    def ids(self, split: str) -> list[str]:
        return list(self._split[split])

    def patches(self, split: str) -> list[Patch]:
        """All patches of ``train``, ``validation`` or ``test``."""
        return [self.patch(patch_id) for patch_id in self.ids(split)]


def packs_of(data: Path, fine: Path | None) -> list[TerrainPack]:
    """The pack, and the one of fine land where there is one."""
    return [TerrainPack(folder) for folder in (data, fine) if folder is not None]


def mixed(packs: Sequence[TerrainPack], split: str) -> list[Patch]:
    """Patches of a split of one or two packs, weighted so that each has its share of what is drawn."""
    shares = (1.0,) if len(packs) == 1 else (1.0 - FINE_SHARE, FINE_SHARE)
    found: list[Patch] = []
    for pack, share in zip(packs, shares, strict=True):
        patches = pack.patches(split)
        scale = share / sum(patch.weight for patch in patches)
        found += [replace(patch, weight=scale * patch.weight) for patch in patches]
    return found


def with_sea_floor(surface: FloatArray, sea: BoolArray) -> FloatArray:
    """Replace a flat sea by a floor that falls away from the shore.

    A network that must learn an exactly flat area wastes capacity on it and leaves ripples; with a floor, the shore
    is an ordinary crossing of height zero, and clamping at the sea level afterwards makes the sea flat again.

    Args:
        surface: (h, w) metres.
        sea: (h, w), true where the sea is.

    Returns:
        (h, w) metres.
    """
    if not sea.any() or sea.all():
        return surface
    land = surface[~sea]
    depth_m = _SEA_FLOOR_SHARE * max(float(np.percentile(land, 98)), 20.0)
    distance = distance_transform_edt(sea)
    # The farthest parts are smoothed, so that the floor has no creases along the medial axis.
    smooth = gaussian_filter(distance, 6.0)
    distance = np.where(distance < 12.0, distance, smooth + (distance - smooth) * np.exp(-(distance - 12.0) / 12.0))
    floor = -depth_m * (1.0 - np.exp(-distance / _SEA_FLOOR_REACH_PX))
    return np.asarray(np.where(sea, floor, surface), np.float32)


def relief_m(heights: FloatArray) -> float:
    """First to 99th percentile, metres, at least one."""
    low, high = np.percentile(heights, (1.0, 99.0))
    return max(float(high - low), 1.0)


def frame_of(heights: FloatArray, metres_per_pixel: float) -> Frame:
    """The frame whose mean and relief are those of the heights themselves."""
    return Frame(float(heights.mean()), relief_m(heights), metres_per_pixel)


def dihedral(field: FloatArray, code: int) -> FloatArray:
    """One of the eight turns and mirror images of a field."""
    turned = np.rot90(field, code & 3)
    return np.ascontiguousarray(turned[:, ::-1] if code & 4 else turned)


def _area_matrix(size: int, cells: int) -> npt.NDArray[np.float32]:
    """(cells, size) weights that average ``size`` pixels into ``cells`` equal intervals."""
    edges = np.linspace(0.0, size, cells + 1)
    left, right = edges[:-1, None], edges[1:, None]
    pixel = np.arange(size)[None]
    overlap = np.clip(np.minimum(right, pixel + 1) - np.maximum(left, pixel), 0.0, None)
    return np.asarray(overlap * cells / size, np.float32)


class Picks:
    """Draws numbers of things by their weights."""

    def __init__(self, weights: npt.NDArray[np.float64]) -> None:
        self._cumulative = np.cumsum(weights / weights.sum())

    def __call__(self, rng: np.random.Generator) -> int:
        return min(int(np.searchsorted(self._cumulative, rng.random())), len(self._cumulative) - 1)


class _Sampler:
    def __init__(self, patches: list[Patch]) -> None:
        self.patches = patches
        self._picks = Picks(np.array([p.weight for p in patches]))

    def pick(self, rng: np.random.Generator) -> Patch:
        return self.patches[self._picks(rng)]

    @staticmethod
    def label(patch: Patch, rng: np.random.Generator) -> int:
        return ANY_LANDFORM if rng.random() < 0.1 else landform_label(known_label(patch.landform))

    @staticmethod
    def loosen(frame: Frame, looseness: float, rng: np.random.Generator) -> Frame:
        """Move the frame away from the heights' own statistics, by ``looseness``."""
        shift = 0.6 * looseness * float(rng.standard_normal()) * frame.scale_m
        stretch = float(np.exp(0.35 * looseness * rng.standard_normal()))
        return Frame(frame.mean_m + shift, frame.relief_m * stretch, frame.metres_per_pixel)


@dataclass(frozen=True, slots=True)
class CoarseSample:
    """A place as coarse cells, in the frame it is conditioned on."""

    cells: FloatArray
    """(32, 32) frame units."""
    plan: FloatArray
    """(4, 4) frame units."""
    log_roughness: FloatArray
    """(4, 4)."""
    frame: Frame
    looseness: float
    label: int


class CellSampler(_Sampler):
    """Whole or cropped patches as coarse cells, turned and mirrored."""

    def __init__(self, patches: list[Patch], cells: int = 32) -> None:
        super().__init__(patches)
        self.cells = cells
        self._matrices: dict[int, npt.NDArray[np.float32]] = {}

    def _cells(self, crop: FloatArray) -> FloatArray:
        size = crop.shape[0]
        if size not in self._matrices:
            self._matrices[size] = _area_matrix(size, self.cells)
        m = self._matrices[size]
        return np.asarray(m @ crop @ m.T, np.float32)

    def sample(self, rng: np.random.Generator) -> CoarseSample:
        """One place."""
        patch = self.pick(rng)
        side = patch.heights.shape[0]
        crop = side if rng.random() < 0.4 else int(rng.integers(5 * side // 8, side + 1))
        row, col = rng.integers(0, side - crop + 1, 2)
        heights = dihedral(patch.heights[row : row + crop, col : col + crop], int(rng.integers(8)))
        spacing = patch.metres_per_pixel * crop / side
        looseness = 0.0 if rng.random() < 0.25 else float(rng.random())
        frame = self.loosen(frame_of(heights, spacing), looseness, rng)
        cells = np.asarray((self._cells(heights) - frame.mean_m) / frame.scale_m, np.float32)
        plan = cell_means(cells, PLAN_CELL)
        rough = roughness(cells - plan_base(plan))
        return CoarseSample(cells, plan, rough, frame, looseness, self.label(patch, rng))


def earth(patches: list[Patch]) -> list[Patch]:
    """Those that are not of the Moon."""
    return [patch for patch in patches if not patch.landform.startswith("lunar")]


def like(patch: Patch, model: str, seed: int, sketch: Sketch | None = None) -> TerrainParameters:
    """A request under the conditions of a real patch: its mean height, relief and spacing, and its landform, where that
    can be asked for.
    """
    frame = frame_of(patch.heights, patch.metres_per_pixel)
    return TerrainParameters(
        width_px=patch.heights.shape[1],
        depth_px=patch.heights.shape[0],
        seed=seed,
        metres_per_pixel=patch.metres_per_pixel,
        model=model,
        landform=patch.landform if patch.landform in LANDFORM_NAMES else "",
        mean_height_m=frame.mean_m,
        relief_m=frame.relief_m,
        wander=0.0,
        sketch=sketch,
    )
