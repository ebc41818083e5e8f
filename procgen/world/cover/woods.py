"""Where the trees of woods stand, and how much shade they give.

The learned table says which trees grow where and how densely; woods have edges and clearings, whose places are noise,
and as much of the ground as the description says. Trees stand on a jittered grid, each place taken in proportion to
the density there; of two that would stand in one another, the later drawn goes.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.terrain.ground.fields import smoothstep
from procgen.world.chance import Float64Array, smooth_noise, uniforms
from procgen.world.cover.grown import Woods
from procgen.world.cover.site import GROWTH_M, NOISE_M, CoverSite
from procgen.world.ground_height import ground_at
from procgen.world.land import nearest_value, side_m
from procgen.world.place import FloatArray
from procgen.world.prop_models import RADIUS_M, SHAPES
from procgen.world.trees import TREES

MOST_PER_KM2: Final = 50_000
_CLEAR_M: Final = 1.2
"""From a trunk to roads and walls, at least, beyond its own radius."""
_GRID_M: Final = 2.6
_TOUCH: Final = 0.62
"""Of the sum of two trees' radii: how near they stand, at least."""
_WOODED: Final = 0.85
"""Share of the ground with woods: 1 - exp(-this times the plan's density)."""
_NOISES: Final = {
    "world/cover/woods": (110.0, 1.0),
    "world/cover/edges": (37.0, 0.55),
    "world/cover/ragged": (11.0, 0.25),
}
"""Where woods are: sizes in metres, and weights."""
_OUTSIDE: Final = 0.015
"""Density of single trees outside woods, over that in them."""
_RARE: Final = 0.03
"""Share of all trees below which a kind does not stand in woods."""
_STEEPEST_DEG: Final = 38.0
_SCALES: Final = (0.65, 1.4)


def wooded_share(site: CoverSite, seed: int) -> FloatArray:
    """(side, side) how much of a wood each pixel lies in, 0 to 1: forests with soft edges and clearings."""
    share = 1.0 - math.exp(-_WOODED * max(site.plan.forest, 0.0))
    if share <= 0.0:
        return np.zeros((len(site.z_m), len(site.x_m)), np.float32)
    broad = site.mixed(seed, _NOISES)
    level = site.level(seed, _NOISES, broad, 1.0 - share)
    wooded = smoothstep(level - 0.16, level + 0.16, broad)
    wooded *= smoothstep(0.95, 0.75, site.noise(seed, "world/cover/clearings", 26.0))
    return site.fine(wooded, NOISE_M) * site.away_from_people


def grow_woods(site: CoverSite, amount: float, seed: int, checkpoint: Checkpoint = go_on) -> tuple[Woods, FloatArray]:
    """Place the trees of woods.

    Args:
        site: what the ground is like.
        amount: 0 to 1: share of the trees that nature has.
        seed: of the part.
        checkpoint: called every few ten milliseconds.

    Returns:
        The trees, and (side, side) how much each pixel of the density maps lies in woods, 0 to 1.
    """
    wooded = wooded_share(site, seed)
    checkpoint()
    land, ecology = site.land, site.ecology
    trees = [number for number, name in enumerate(ecology.species) if name in TREES]
    # (rows, columns) trees on a square metre, as the table has them.
    table = site.growth.density / 100.0 * site.growth.shares[:, trees].sum(axis=1)
    per_m2 = site.fine(table.reshape(site.growth_shape).astype(np.float32), GROWTH_M)
    stands = per_m2 * (np.float32(_OUTSIDE) + np.float32(1.0 - _OUTSIDE) * wooded)
    # The canopy closes where trees stand densely: a savanna's single trees shade little.
    shade = np.asarray(wooded * smoothstep(0.002, 0.012, per_m2), np.float32)
    east, south = side_m(land)
    # The table's density is the usual one; a forest that is said to be dense is denser, too, and not only larger.
    stands *= np.float32(amount * max(site.plan.forest, 1.0))
    if land.region is not None:
        # The same at the same place, whatever else there is in a tile.
        stands = np.minimum(stands, np.float32(MOST_PER_KM2 / 1e6))
    columns, rows = int(east / _GRID_M), int(south / _GRID_M)
    draws = uniforms(seed, "world/cover/trees", 7 * rows * columns).reshape(rows * columns, 7)
    checkpoint()
    number = np.arange(rows * columns)
    x = (number % columns + draws[:, 0]) * (east / columns)
    z = (number // columns + draws[:, 1]) * (south / rows)
    u = np.minimum((x / east * len(site.x_m)).astype(np.int64), len(site.x_m) - 1)
    v = np.minimum((z / south * len(site.z_m)).astype(np.int64), len(site.z_m) - 1)
    taken = draws[:, 2] < stands[v, u] * (east / columns) * (south / rows)
    taken &= site.free_m[v, u] > _CLEAR_M
    taken &= np.asarray(nearest_value(land.slope_deg, land, x, z)) < _STEEPEST_DEG
    chosen = np.flatnonzero(taken)
    if not len(chosen):
        return _none(), shade
    x, z, draws, free = x[chosen], z[chosen], draws[chosen], site.free_m[v[chosen], u[chosen]]
    checkpoint()
    coarse = site.growth_at(x, z)
    species = _species(site, seed, trees, coarse, x, z, draws[:, 3])
    names = [ecology.species[index] for index in trees]
    scale = np.clip(
        ecology.sizes(site.growth.codes[coarse], np.asarray(trees)[species], draws[:, 4:6], checkpoint), *_SCALES
    )
    radius = np.array([RADIUS_M[name] for name in names])[species] * scale
    kept = (free > radius + _CLEAR_M) & _apart(x, z, radius)
    most = round(MOST_PER_KM2 * east * south / 1e6)
    if land.region is None and np.count_nonzero(kept) > most:
        # Those with the luckiest draws, over the chance that each had: everywhere the same share.
        luck = np.where(kept, draws[:, 2] / stands[v[chosen], u[chosen]], np.inf)
        kept[np.argpartition(luck, most)[most:]] = False
    if not kept.any():
        return _none(), shade
    x, z, species, scale, draws = x[kept], z[kept], species[kept], scale[kept], draws[kept]
    used, kind = np.unique(species, return_inverse=True)
    shapes = np.array([SHAPES[names[index]] for index in used])[kind]
    woods = Woods(
        tuple(names[index] for index in used),
        kind.astype(np.uint8),
        np.minimum(draws[:, 6] * shapes, shapes - 1).astype(np.uint8),
        x.astype(np.float32),
        ground_at(land, x, z).astype(np.float32),
        z.astype(np.float32),
        (360.0 * np.mod(draws[:, 6] * 97.0, 1.0)).astype(np.float32),
        scale.astype(np.float32),
    )
    return woods, shade


def _none() -> Woods:
    numbers = np.zeros(0, np.float32)
    return Woods((), np.zeros(0, np.uint8), np.zeros(0, np.uint8), *(numbers,) * 5)


def _species(
    site: CoverSite, seed: int, trees: list[int], coarse: npt.NDArray[np.int64], x: Float64Array, z: Float64Array,
    draw: Float64Array,
) -> npt.NDArray[np.int64]:  # fmt: skip
    """(places,) one of ``trees`` for each place, each kind mostly among its own."""
    shares = site.growth.shares[coarse][:, trees].copy()
    for column, index in enumerate(trees):
        if shares[:, column].any():
            noise_seed, at_x, at_z = site.land.in_noise(seed, x, z)
            purpose = f"world/cover/stand/{site.ecology.species[index]}"
            stand = smooth_noise(noise_seed, purpose, at_x / 70.0, at_z / 70.0)
            shares[:, column] *= np.clip(1.0 + 1.4 * stand, 0.05, 2.4)
    # A few trees of a kind would cost as many draw calls as its wood.
    shares[:, shares.mean(axis=0) < _RARE * shares.sum(axis=1).mean()] = 0.0
    ends = np.cumsum(shares, axis=1)
    return np.asarray(np.minimum((ends <= draw[:, None] * ends[:, -1:]).sum(axis=1), len(trees) - 1))


def _apart(x: Float64Array, z: Float64Array, radius: Float64Array) -> npt.NDArray[np.bool_]:
    """(trees,) whether each stands clear of all that come before it and stay."""
    kept = np.ones(len(x), np.bool_)
    pairs = scipy.spatial.cKDTree(np.stack([x, z], axis=1)).query_pairs(
        2.0 * _TOUCH * float(radius.max()), output_type="ndarray"
    )
    if not len(pairs):
        return kept
    first, second = pairs.min(axis=1), pairs.max(axis=1)
    near = np.hypot(x[first] - x[second], z[first] - z[second]) < _TOUCH * (radius[first] + radius[second])
    first, second = first[near], second[near]
    order = np.lexsort((first, second))
    for one, other in zip(first[order].tolist(), second[order].tolist(), strict=True):
        # Ordered by the later tree: whether an earlier one stays is settled before it counts.
        if kept[one]:
            kept[other] = False
    return kept
