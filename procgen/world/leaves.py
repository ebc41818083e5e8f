"""Leaves of trees: cards with opacity on the crowns, and the one picture that they are cut from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.runtime.catalog import packaged_assets
from procgen.runtime.pictures import read_picture
from procgen.texture.foliage import SPECIES_NAMES
from procgen.world.meshes import Doubles, Mesh, Model, cross, numbers
from procgen.world.trees import TREES

_FRONDS: Final = ("coconut_palm", "date_palm", "tree_fern")
_BUSHES: Final = ("dwarf_willow", "gorse", "heather", "juniper", "lavender")
LEAFY: Final = tuple(sorted({*TREES, *_BUSHES} & {*SPECIES_NAMES} - {*_FRONDS}))
"""Trees and bushes whose crowns are cards; each has a tile of the picture, in this order."""
COLUMNS, ROWS = 8, 4
TILE_PX: Final = 128
"""The picture's sides are powers of two, as engines wish."""
LEAVES_FILE: Final = "world_leaves.png"
_NEEDLES: Final = ("spruce", "larch", "scots_pine", "stone_pine", "cypress")
_DENSE: Final = ("spruce", "larch", "cypress")
"""Crowns that nobody looks through: cards lie on them, where they fill the others."""
_CARDS: Final = ((1.9, 1.0), (0.85, 1.35), (0.4, 2.1))
"""By level: cards on a square metre of the crown's surface, and their size over the nearest ones'."""
_MOST_CARDS: Final = (340, 150, 64)
_DENSITY: Final[Mapping[str, float]] = MappingProxyType(
    {"scots_pine": 3.2, "stone_pine": 2.6, "birch": 1.8, "spruce": 1.5, "larch": 1.5, "cypress": 1.4, "acacia": 2.2,
     "gorse": 8.0, "heather": 11.0, "juniper": 9.0, "dwarf_willow": 10.0, "lavender": 16.0}
)  # fmt: skip
"""Where a crown has little surface, or its leaves are small."""
_LONG: Final[Mapping[str, float]] = MappingProxyType({"willow": 1.9})
_INNERMOST: Final = 0.6
"""How far in cards of an open crown stand, over the way from its middle to its surface."""
_INSIDE: Final = 0.42
"""Light on the innermost cards, over that on the outer ones: leaves shade what lies within."""
_HANGS: Final[Mapping[str, float]] = MappingProxyType(
    {"willow": 5.0, "birch": 0.9, "heather": -1.2, "lavender": -2.5, "juniper": -1.2, "gorse": -0.6}
)
"""How much further downwards than outwards branches point; upwards, if less than nothing."""
_SIZE_M: Final[Mapping[str, float]] = MappingProxyType(
    {"spruce": 0.95, "larch": 0.8, "scots_pine": 0.6, "stone_pine": 0.65, "cypress": 0.55, "olive": 0.7, "willow": 1.1,
     "oak": 1.15, "beech": 1.1, "fig": 1.2, "teak": 1.3, "gorse": 0.5, "heather": 0.36, "juniper": 0.5,
     "dwarf_willow": 0.34, "lavender": 0.5}
)  # fmt: skip
_USUAL_SIZE_M: Final = 0.95
_CORE: Final = 0.85
"""Light within a crown, over that on its leaves."""


def leafed(model: Model, kind: str, shape: int, level: int) -> Model:
    """A tree with cards of leaves: they take the place of its crown, or lie on one that is dense and becomes dark.

    Args:
        model: with a crown of closed solids, green, among its ``foliage``.
        kind: one of :data:`LEAFY`.
        shape: which of its kind's; another one has other cards.
        level: 0 from near to 2 from afar: fewer and larger cards.
    """
    mesh = model.meshes["foliage"]
    corners = mesh.positions[mesh.triangles].astype(np.float64)
    colours = mesh.colours.astype(np.float64)
    green = (colours[:, 1] > 1.08 * colours[:, 0]) & (colours[:, 1] > 1.1 * colours[:, 2])
    crown = np.asarray(green[mesh.triangles].all(axis=1), np.bool_)
    if not crown.any():
        return model
    corners, faces = corners[crown], mesh.triangles[crown]
    area = np.linalg.norm(cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2.0
    per_m2, larger = _CARDS[level]
    count = int(np.clip(per_m2 * _DENSITY.get(kind, 1.0) * area.sum(), 12, _MOST_CARDS[level]))
    draw = numbers(shape, f"world/leaves/{kind}/{level}", 9 * count).reshape(count, 9)
    # One after the other over the surface, so that no side is bare.
    ends = np.cumsum(area)
    face = np.minimum(np.searchsorted(ends, (np.arange(count) + draw[:, 0]) / count * ends[-1]), len(area) - 1)
    one, two = np.sqrt(draw[:, 1]), draw[:, 2]
    weights = np.stack([1.0 - one, one * (1.0 - two), one * two], axis=1)
    at = np.einsum("nk,nki->ni", weights, corners[face])
    outward = unit(mesh.normals[faces[face]].astype(np.float64).mean(axis=1))
    needles, dense = kind in _NEEDLES, kind in _DENSE
    low, high = corners[..., 1].min(), corners[..., 1].max()
    middle = np.array([*(corners[..., axis].mean() for axis in range(3))])
    deep = np.zeros(count) if dense else draw[:, 7] ** 1.5
    at = middle + (at - middle) * (1.0 - (1.0 - _INNERMOST) * deep)[:, None]
    stray = draw[:, 3:6] * 2.0 - 1.0
    hangs = _HANGS.get(kind, 0.12 if needles else -0.25)
    along = unit(outward + (0.45 if needles else 0.85) * stray - np.array((0.0, hangs, 0.0)))
    across = unit(cross(along, unit(draw[:, 6:9] * 2.0 - 1.0 + (np.array((0.0, 2.0, 0.0)) if needles else 0.0))))
    size = _SIZE_M.get(kind, _USUAL_SIZE_M) * larger * (0.75 + 0.5 * draw[:, 0])
    length = size * _LONG.get(kind, 1.0)
    foot, tip = at - along * (0.3 * length)[:, None], at + along * (0.7 * length)[:, None]
    half = across * (0.5 * size)[:, None]
    positions = np.stack([foot - half, foot + half, tip + half, tip - half], axis=1)
    light = 0.62 + 0.38 * np.clip((at[:, 1] - low) / max(high - low, 0.1), 0.0, 1.0)
    light *= (0.9 + 0.2 * draw[:, 8]) * (1.0 - (1.0 - _INSIDE) * deep)
    # The foot of a spray lies among others. One light for the whole card would show that it is flat.
    lights = light[:, None] * np.array((0.72, 0.72, 1.0, 1.0))
    # A crown is lit as the round body that it is: light from the side of its middle, and more from above.
    round_ = unit(positions - (middle - np.array((0.0, 0.3 * (high - low), 0.0))))
    normals = unit(outward[:, None] + (0.0, 0.35, 0.0)) if dense else unit(round_ + 0.35 * outward[:, None])
    leaves = Mesh(
        positions.reshape(-1, 3).astype(np.float32),
        np.broadcast_to(normals, positions.shape).reshape(-1, 3).astype(np.float32),
        np.tile(tile_uv(kind), (count, 1)).astype(np.float32),
        np.clip(np.rint(lights * 255.0), 0, 255).astype(np.uint8).reshape(-1, 1).repeat(3, axis=1),
        (np.arange(count)[:, None] * 4 + np.array([0, 1, 2, 0, 2, 3])).reshape(-1, 3).astype(np.uint32),
    )
    meshes = {**model.meshes, "leaves": leaves}
    if dense:
        shaded = np.rint(np.where(green[:, None], colours * _CORE, colours)).astype(np.uint8)
        meshes["foliage"] = Mesh(mesh.positions, mesh.normals, mesh.uv_m, shaded, mesh.triangles)
    elif crown.all():
        del meshes["foliage"]
    else:
        meshes["foliage"] = _without(mesh, crown)
    return Model(model.name, MappingProxyType(meshes))


def _without(mesh: Mesh, gone: npt.NDArray[np.bool_]) -> Mesh:
    """A mesh less some of its triangles, and the corners that were theirs alone."""
    kept = mesh.triangles[~gone]
    used, renumbered = np.unique(kept, return_inverse=True)
    return Mesh(
        mesh.positions[used],
        mesh.normals[used],
        mesh.uv_m[used],
        mesh.colours[used],
        renumbered.reshape(kept.shape).astype(np.uint32),
    )


def unit(vectors: Doubles) -> Doubles:
    """Vectors (..., 3) brought to length 1."""
    return np.asarray(vectors / np.maximum(np.sqrt(np.sum(vectors**2, axis=-1, keepdims=True)), 1e-9))


def tile_uv(kind: str) -> npt.NDArray[np.float64]:
    """(4, 2) corners of a kind's tile in the picture: foot left and right, tip right and left; v down."""
    row, column = divmod(LEAFY.index(kind), COLUMNS)
    left, right = (column + 0.01) / COLUMNS, (column + 0.99) / COLUMNS
    top, bottom = (row + 0.01) / ROWS, (row + 0.995) / ROWS
    return np.array([(left, bottom), (right, bottom), (right, top), (left, top)])


def place_of(kind: str) -> tuple[slice, slice]:
    """Rows and columns of a kind's tile in the picture."""
    row, column = divmod(LEAFY.index(kind), COLUMNS)
    return slice(row * TILE_PX, (row + 1) * TILE_PX), slice(column * TILE_PX, (column + 1) * TILE_PX)


@lru_cache(maxsize=1)
def _sprays() -> npt.NDArray[np.uint8]:
    """The tiles of all kinds, as `procgen.world.recipe.leaves` draws them: half a second each.

    Raises:
        Failed: the file is missing or damaged.
    """
    pixels = read_picture(packaged_assets() / LEAVES_FILE, (ROWS * TILE_PX, COLUMNS * TILE_PX))
    pixels.flags.writeable = False
    return pixels


def spray(kind: str) -> npt.NDArray[np.uint8]:
    """(TILE_PX, TILE_PX, 4) three branches of a tree fanned out from the middle of the lower edge, sRGB and opacity."""
    return _sprays()[place_of(kind)]


def leaf_picture(kinds: Collection[str]) -> npt.NDArray[np.uint8]:
    """(rows * TILE_PX, COLUMNS * TILE_PX, 4) the tiles of some kinds in their places; the others' stay empty."""
    whole = np.zeros_like(_sprays())
    for kind in LEAFY:
        if kind in kinds:
            whole[place_of(kind)] = spray(kind)
    return whole
