"""Plants, stones and things: what grows and lies where, none on another, none on roads, in houses or in water.

Plants and stones are blue noise of varying density (dart throwing in an order that is drawn by weight, Efraimidis and
Spirakis 2006): the denser a place, the nearer to one another they may stand. Which species stands where, how densely
and how large is the learned table's (:mod:`procgen.world.ecology`); what the description says of woods and rocks, and
glades, weigh it. Stones and dead wood go by rule.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.runtime.store import ModelStore
from procgen.table.schema import CodeArray
from procgen.terrain.ground.biomes import Biome
from procgen.world.chance import Float64Array, part_seed, smooth_noise, uniforms
from procgen.world.clutter import clutter
from procgen.world.ecology import Ecology
from procgen.world.farmland import farmland
from procgen.world.ground_height import ground_at
from procgen.world.ground_use import Free
from procgen.world.land import nearest_value, side_m, water_height
from procgen.world.lilies import lilies
from procgen.world.parameters import WorldParameters
from procgen.world.parts import Callbacks
from procgen.world.place import NOBODY, Land, Prop, Settlement
from procgen.world.plan import Plan, make_plan
from procgen.world.plants import DEAD_WOOD, PLANTS, STONES
from procgen.world.prop_models import FLOATING, KINDS, RADIUS_M
from procgen.world.trees import TREES

PROPS: Final = KINDS
"""Every kind there is."""
_CLUTTER_SHARE: Final = 0.4
"""Of all props that are things people made, at most."""
_CROPS_SHARE: Final = 0.15
"""Of all props that are crops, at most, where the description says nothing of fields."""
_LILIES_SHARE: Final = 0.04
_CANDIDATES: Final = 16
"""Places looked at for each plant that is wanted."""
_MOST_CANDIDATES: Final = 60_000
_EDGE_M: Final = 2.0
_B = Biome
_SIZES: Final = (0.65, 1.4)
"""Least and greatest scale of a plant."""


@dataclass(frozen=True, slots=True)
class _Lying:
    """What lies about without growing."""

    amount: float
    """Of all stones, or of all dead wood."""
    steepest_deg: float
    scale: tuple[float, float]


_LYING: Final[Mapping[str, _Lying]] = MappingProxyType(
    {
        "boulder": _Lying(0.6, 55.0, (0.6, 1.7)),
        "rock_cluster": _Lying(0.4, 50.0, (0.7, 1.4)),
        "dead_tree": _Lying(0.35, 35.0, (0.7, 1.1)),
        "log": _Lying(0.35, 14.0, (0.8, 1.1)),
        "stump": _Lying(0.3, 22.0, (0.8, 1.1)),
    }
)
_STONES: Final[Mapping[Biome, float]] = MappingProxyType(
    {_B.BEACH: 0.2, _B.BARE_ROCK: 0.55, _B.ICE: 0.18, _B.TUNDRA: 0.3, _B.COLD_STEPPE: 0.12, _B.DESERT: 0.26}
)
"""How many stones there are, where plants of the usual density count 1."""
_OTHER_STONES: Final = 0.1
_DEAD_WOOD: Final = 0.14
"""For each living tree."""
_USUAL_FOREST: Final = 0.8
"""How wooded a world is whose description says nothing of it: as the table has it."""
_USUAL_PER_100_M2: Final = 3.5
_GROVES: Final = 4.0
"""How much more trees stand where there are groves: the exponent of noise of about -1 to 1."""
_DENSEST: Final = 16.0
"""In groves, over the usual density, at most."""
_NEAR_M: Final = 260.0
_FAR_SHARE: Final = 0.3
"""What is far from a settlement stands this much thinner: a number of props is given, and people see what is near."""


def scatter(
    land: Land,
    settlement: Settlement | None,
    parameters: WorldParameters,
    store: ModelStore,
    callbacks: Callbacks | None = None,
    plan: Plan | None = None,
) -> tuple[Prop, ...]:
    """Strew plants, stones and things.

    Args:
        land: with earthworks.
        settlement: that lies on it, if any.
        parameters: of the world; the part "props" has its seed.
        store: where models come from.
        callbacks: how to watch and stop the work.
        plan: of the parameters, where it has been made before.

    Returns:
        At most ``parameters.props``, things first, then crops; fewer only where there is no room for more.

    Raises:
        InvalidFields: names every parameter that can't be accepted.
        ModelUnavailable: the table "ecology" is missing or damaged.
        Cancelled, DeadlinePassed: whatever ``callbacks.checkpoint`` raised.
    """
    callbacks = callbacks or Callbacks()
    plan = plan or make_plan(parameters)
    wanted = int(parameters.props)
    if wanted == 0:
        return ()
    seed = part_seed(parameters, "props")
    free = Free(land, settlement)
    callbacks.report("props", 0.0)
    things = clutter(land, settlement, free, seed, round(_CLUTTER_SHARE * wanted), callbacks.checkpoint)
    callbacks.report("props", 0.3)
    most = round(_CROPS_SHARE * min(2.0 * plan.fields, 2.5) * wanted)
    crops = farmland(land, settlement, free, plan, seed, most, callbacks.checkpoint)
    floating = lilies(land, free, plan, seed, min(round(_LILIES_SHARE * wanted), wanted - len(things) - len(crops)))
    field = _Field(land, settlement, plan, seed, Ecology.load(store))
    plants = field.strew(wanted - len(things) - len(crops) - len(floating), free, callbacks)
    return (*things, *crops, *floating, *plants)


class _Field:
    """What would like to grow where."""

    def __init__(self, land: Land, settlement: Settlement | None, plan: Plan, seed: int, ecology: Ecology) -> None:
        self.land, self.settlement, self.plan, self.seed = land, settlement, plan, seed
        self.ecology = ecology
        self.kinds = (*ecology.species, *_LYING)

    def strew(self, wanted: int, free: Free, callbacks: Callbacks) -> list[Prop]:
        if wanted <= 0:
            return []
        land = self.land
        east, south = side_m(land)
        count = min(_CANDIDATES * wanted + 2000, _MOST_CANDIDATES)
        draws = uniforms(self.seed, "world/scatter/places", 6 * count).reshape(count, 6)
        x = _EDGE_M + draws[:, 0] * (east - 2.0 * _EDGE_M)
        z = _EDGE_M + draws[:, 1] * (south - 2.0 * _EDGE_M)
        # A third of the places lies near water, or else hardly any would.
        x, z = self._pulled_to_water(x, z, draws)
        callbacks.checkpoint()
        affinity, codes = self._affinity(x, z, callbacks)
        density = affinity.sum(axis=1)
        alive = density > 1e-6
        x, z, draws, affinity, density = x[alive], z[alive], draws[alive], affinity[alive], density[alive]
        codes = codes[alive]
        if not len(x):
            return []
        # One species for each place, in proportion.
        level = draws[:, 2] * density
        species = (np.cumsum(affinity, axis=1) <= level[:, None]).sum(axis=1)
        species = np.minimum(species, len(self.kinds) - 1)
        density *= self._near_people(x, z)
        keys = np.log(np.maximum(draws[:, 3], 1e-300)) / density
        order = np.argsort(-keys, kind="stable")
        area = east * south * float(np.minimum(density, 1.0).mean())
        spacing = 0.75 * math.sqrt(area / wanted)
        made: list[Prop] = []
        left = order.tolist()
        scale = self._scales(codes, species, draws[:, 4], callbacks)
        turn = 360.0 * draws[:, 5]
        packed = 0.75 / np.sqrt(np.clip(density, 0.05, _DENSEST))
        for round_number in range(5):
            waiting = []
            for number, index in enumerate(left):
                if number % 512 == 0:
                    callbacks.checkpoint()
                if len(made) == wanted:
                    break
                kind = self.kinds[int(species[index])]
                size = round(float(scale[index]), 3)
                radius = round(RADIUS_M[kind] * size, 3)
                px, pz = round(float(x[index]), 3), round(float(z[index]), 3)
                gap = spacing * float(packed[index]) * 0.6**round_number
                if free.room(px, pz, radius, gap if kind not in STONES else 0.6 * gap):
                    free.take(px, pz, radius)
                    made.append(Prop(kind, px, 0.0, pz, round(float(turn[index]), 2), size, radius))
                else:
                    waiting.append(index)
            left = waiting
            if len(made) == wanted:
                break
            callbacks.report("props", 0.3 + 0.7 * len(made) / wanted)
        # All at once: heights of one place cost as much as those of all.
        heights = ground_at(land, [prop.x_m for prop in made], [prop.z_m for prop in made])
        return [replace(prop, y_m=y) for prop, y in zip(made, heights.tolist(), strict=True)]

    def _pulled_to_water(
        self, x: Float64Array, z: Float64Array, draws: Float64Array
    ) -> tuple[Float64Array, Float64Array]:
        """Every sixth place is put a few metres from inland water's edge."""
        land = self.land
        inland = land.water & (land.water_m > land.sea_level_m)
        edge = np.zeros_like(inland)
        edge[1:-1, 1:-1] = inland[1:-1, 1:-1] & ~(
            inland[:-2, 1:-1] & inland[2:, 1:-1] & inland[1:-1, :-2] & inland[1:-1, 2:]
        )
        row, column = np.nonzero(edge)
        if not row.size:
            return x, z
        chosen = np.arange(len(x)) % 6 == 0
        pick = (draws[chosen, 0] * row.size).astype(np.int64)
        angle, far = 2.0 * math.pi * draws[chosen, 1], land.metres_per_pixel * (1.0 + 2.0 * draws[chosen, 3])
        east, south = side_m(land)
        x, z = x.copy(), z.copy()
        x[chosen] = np.clip(column[pick] * land.metres_per_pixel + far * np.cos(angle), _EDGE_M, east - _EDGE_M)
        z[chosen] = np.clip(row[pick] * land.metres_per_pixel + far * np.sin(angle), _EDGE_M, south - _EDGE_M)
        return x, z

    def _affinity(self, x: Float64Array, z: Float64Array, callbacks: Callbacks) -> tuple[Float64Array, CodeArray]:
        """(places, kinds) how much of each kind belongs to each place, and the places' conditions."""
        land, plan = self.land, self.plan
        grown = self.ecology.growth(land, plan, x, z, callbacks.checkpoint)
        callbacks.checkpoint()
        slope = np.asarray(nearest_value(land.slope_deg, land, x, z), np.float64)
        biome = np.asarray(nearest_value(land.biome, land, x, z), np.int64)
        affinity = np.zeros((len(x), len(self.kinds)))
        plants = grown.shares * (grown.density / _USUAL_PER_100_M2)[:, None]
        # Trees stand in groves, each kind mostly among its own; what the description says of woods weighs them.
        seed, at_x, at_z = land.in_noise(self.seed, x, z)
        wood = np.exp(_GROVES * smooth_noise(seed, "world/scatter/wood", at_x / 60.0, at_z / 60.0))
        wood = np.minimum(wood / wood.mean(), _DENSEST)
        wood *= (plan.forest / _USUAL_FOREST) ** 2 / wood.mean()
        trees = np.zeros(len(x))
        for number, kind in enumerate(self.ecology.species):
            if kind in TREES and plants[:, number].any():
                stand = smooth_noise(seed, f"world/scatter/{kind}", at_x / 60.0, at_z / 60.0)
                plants[:, number] *= wood * np.clip(1.0 + 1.2 * stand, 0.1, 2.0)
                trees += plants[:, number]
        affinity[:, : plants.shape[1]] = plants
        rocky = np.full(len(Biome), _OTHER_STONES)
        rocky[[int(each) for each in _STONES]] = list(_STONES.values())
        stones = rocky[biome] * plan.rocks * (0.4 + np.clip(slope / 25.0, 0.0, 1.2))
        for number, (kind, lying) in enumerate(_LYING.items(), plants.shape[1]):
            among = stones if kind in STONES else _DEAD_WOOD * trees
            room = np.clip((lying.steepest_deg - slope) / (0.3 * lying.steepest_deg), 0.0, 1.0)
            affinity[:, number] = lying.amount * among * room
        affinity[~np.isnan(water_height(land, x, z))] = 0.0
        return affinity, grown.codes

    def _scales(
        self, codes: CodeArray, species: npt.NDArray[np.int64], draws: Float64Array, callbacks: Callbacks
    ) -> Float64Array:
        """(places,) sizes: of plants by the table, of others by rule."""
        scale = np.empty(len(species))
        count = len(self.ecology.species)
        grows = species < count
        own = uniforms(self.seed, "world/scatter/size", len(species))
        sizes = self.ecology.sizes(
            codes[grows], species[grows], np.stack([draws, own], axis=1)[grows], callbacks.checkpoint
        )
        scale[grows] = np.clip(sizes, *_SIZES)
        for number, lying in enumerate(_LYING.values(), count):
            low, high = lying.scale
            chosen = species == number
            scale[chosen] = low + draws[chosen] * (high - low)
        return scale

    def _near_people(self, x: Float64Array, z: Float64Array) -> Float64Array:
        if self.settlement is None or self.settlement.kind == NOBODY:
            return np.ones(len(x))
        far = np.hypot(x - self.settlement.x_m, z - self.settlement.z_m)
        return np.asarray(_FAR_SHARE + (1.0 - _FAR_SHARE) * np.exp(-((far / _NEAR_M) ** 2)))


def kinds_of(props: Sequence[Prop]) -> dict[str, int]:
    """How many there are of each kind, the commonest first."""
    names, counts = np.unique([prop.kind for prop in props], return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return {str(names[index]): int(counts[index]) for index in order}


__all__ = ["DEAD_WOOD", "FLOATING", "PLANTS", "PROPS", "STONES", "TREES", "kinds_of", "scatter"]
