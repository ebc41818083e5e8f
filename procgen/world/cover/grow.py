"""Growing the cover of a world: density maps of its plants, and its woods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.store import ModelStore
from procgen.terrain.ground.biomes import Biome
from procgen.terrain.ground.fields import smoothed, smoothstep
from procgen.terrain.ground.splat import Material
from procgen.world.chance import part_seed
from procgen.world.cover.grown import FULL, Cover, CoverLayer
from procgen.world.cover.kinds import KINDS, CoverKind
from procgen.world.cover.site import GROWTH_M, NOISE_M, CoverSite, cover_site
from procgen.world.cover.woods import grow_woods
from procgen.world.land import side_m
from procgen.world.parameters import WorldParameters
from procgen.world.place import FloatArray, Land, Prop, Settlement
from procgen.world.plan import make_plan

_LEAST_PLANTS_PER_KM2: Final = 500
"""Of a kind; fewer are not worth a map."""
_STEPS: Final = 15
"""Densities above none that a map tells apart: more make files larger, and no meadow fuller."""
_CLEAR_M: Final = (0.1, 0.6)
"""Beyond roads, walls and water: where plants begin, and where they stand as elsewhere."""
_TRODDEN_M: Final = (0.1, 1.5)
"""The same for plants that are trodden down."""


def grow_cover(
    land: Land,
    settlement: Settlement | None,
    props: tuple[Prop, ...],
    parameters: WorldParameters,
    store: ModelStore,
    checkpoint: Checkpoint = go_on,
    splat: npt.NDArray[np.uint8] | None = None,
) -> Cover | None:
    """Grow what covers the ground.

    Args:
        land: with earthworks.
        settlement: that lies on it, if any.
        props: that stand on it.
        parameters: of the world; ``cover`` is the share of nature's density, and the part "props" has the seed.
        store: where the table "ecology" is.
        checkpoint: called every few ten milliseconds.
        splat: of :func:`procgen.world.ground_paint.splat_of`, where that is known already.

    Returns:
        The cover, without layers that are all but empty; None where none is asked for.

    Raises:
        InvalidFields: names every parameter that can't be accepted.
        ModelUnavailable: the table is missing or damaged.
    """
    amount = float(parameters.cover)
    if amount <= 0.0:
        return None
    seed = part_seed(parameters, "props")
    site = cover_site(land, settlement, props, make_plan(parameters), store, checkpoint, splat)
    woods, shade = grow_woods(site, amount, seed, checkpoint)
    layers = []
    area_km2 = side_m(land)[0] * side_m(land)[1] / 1e6
    biomes = np.zeros((len(Biome), *site.growth_shape), np.float32)
    every = max(round(GROWTH_M / land.metres_per_pixel), 1)
    rows, columns = site.growth_shape
    for biome in Biome:
        # Shares of biomes around each place, so that they pass into one another.
        here = (land.biome == int(biome)).astype(np.float32)
        if here.any():
            biomes[biome] = smoothed(here, every)[::every, ::every][:rows, :columns]
    for name, kind in KINDS.items():
        checkpoint()
        layer = _layer(site, name, kind, biomes, shade, amount, seed)
        least = 1.0 if kind.hedge else _LEAST_PLANTS_PER_KM2 * area_km2
        if layer is not None and layer.count(area_km2 * 1e6) >= least:
            layers.append(layer)
    return Cover(seed & 0x7FFFFFFF, tuple(layers), woods)


def _layer(
    site: CoverSite,
    name: str,
    kind: CoverKind,
    biomes: FloatArray,
    shade: FloatArray,
    amount: float,
    seed: int,
) -> CoverLayer | None:
    """The map of one kind, or None where it grows nowhere."""
    if kind.hedge and not site.hedged.any():
        return None
    coarse = _wanted(site, kind, biomes) * np.float32(amount)
    if float(coarse.max()) <= 0.0:
        return None
    per_m2: FloatArray = np.asarray(site.fine(coarse, GROWTH_M), np.float32)
    if kind.hedge:
        per_m2 *= site.hedged
    else:
        per_m2 *= _ground(site, kind.ground)
        edge = 4.0 * shade * (1.0 - shade)
        per_m2 *= np.float32(kind.sun) * (1.0 - shade) + np.float32(kind.shade) * shade + np.float32(kind.edge) * edge
    if kind.patch_m > 0.0:
        noises = {f"world/cover/{name}": (kind.patch_m, 1.0), f"world/cover/{name}/fine": (kind.patch_m / 2.7, 0.5)}
        rough = site.mixed(seed, noises)
        level = site.level(seed, noises, rough, 1.0 - kind.patched)
        patches = smoothstep(level - 0.25, level + 0.25, rough)
        # Patches gather what grows there, in part.
        per_m2 *= site.fine(patches, NOISE_M) / np.float32(max(kind.patched, 0.05) ** 0.5)
    begins, whole = _TRODDEN_M if kind.trodden else _CLEAR_M
    per_m2 *= smoothstep(begins, whole, site.free_m)
    per_m2[site.planted] = 0.0
    # Hedges take too little of the land to be found among the densest thousandth.
    full = float(per_m2.max() if kind.hedge else np.quantile(per_m2, 0.999))
    if full <= 1e-4:
        return None
    steps = np.rint(np.clip(per_m2 / full, 0.0, 1.0) * _STEPS).astype(np.uint8)
    density = steps * np.uint8(FULL // _STEPS)
    return CoverLayer(name, round(full, 4), density)


def _wanted(site: CoverSite, kind: CoverKind, biomes: FloatArray) -> FloatArray:
    """(rows, columns) plants on a square metre at the places of the site's growth."""
    if kind.species:
        if kind.species not in site.ecology.species:
            return np.zeros(site.growth_shape, np.float32)
        number = site.ecology.species.index(kind.species)
        table = site.growth.density / 100.0 * site.growth.shares[:, number] * kind.patch
        return np.asarray(table.reshape(site.growth_shape), np.float32)
    wanted = np.zeros(site.growth_shape, np.float32)
    for biome, per_m2 in kind.biomes.items():
        wanted += np.float32(per_m2) * biomes[biome]
    return wanted


def _ground(site: CoverSite, grows_on: Mapping[Material, float]) -> npt.NDArray[np.float32]:
    """(side, side) how well plants grow on what is painted there, 0 to 1."""
    share = np.zeros(site.painted.shape[:2], np.float32)
    for material, worth in grows_on.items():
        share += site.painted[..., int(material)] * np.float32(worth / 255.0)
    return smoothstep(0.12, 0.75, share)
