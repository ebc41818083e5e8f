"""Which plants grow where: the learned table "ecology", asked about all places of a world at once.

Places whose conditions lie in the same states of the table are one: each such condition costs one row of the network,
however many places share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from procgen.errors import ModelUnavailable
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.store import ModelStore
from procgen.table.schema import UNKNOWN, CodeArray, Column
from procgen.table.table import Table, load_table
from procgen.terrain.ground.biomes import Biome
from procgen.terrain.ground.soil import soil_moisture
from procgen.world.chance import Float64Array
from procgen.world.ground_height import ground_at
from procgen.world.herbs import HERBS
from procgen.world.land import ground_parameters, nearest_value
from procgen.world.place import Land
from procgen.world.plan import Plan
from procgen.world.trees import TREES

ECOLOGY: Final = "ecology"
"""Name of the table."""
CONDITIONS: Final = ("biome", "height_m", "slope_deg", "moisture", "temperature_c", "water_m")
"""The table's columns that a place has."""
_NATURAL_LAPSE_C_PER_KM: Final = 6.5
_SHRUNK: Final = 10.0
"""A world is a small country: a metre to its waters stands for so many of the table's."""
_WATER_REACH_M: Final = 240.0
_BANK_M: Final = 8.0
"""From fresh water to where the ground is no wetter for it."""
_RAREST: Final = 0.08
"""A species with a smaller share than this of the commonest one's does not grow there. Below lies what a network gives
to plants that never grow in such a place."""


@dataclass(frozen=True, slots=True, eq=False)
class Growth:
    """What would grow at places."""

    shares: Float64Array
    """(places, species) the table's distribution of species; 0 everywhere where nothing grows."""
    density: Float64Array
    """(places,) plants in 100 m², as the table expects them."""
    codes: CodeArray
    """(places, columns) the conditions as states of the table."""


class Ecology:
    """The table, and the plants of it that there are shapes of.

    Args:
        table: the learned table "ecology".

    Raises:
        ModelUnavailable: it lacks a column that is needed, or names a species that has no shape.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        names = table.schema.names
        missing = [name for name in (*CONDITIONS, "species", "size_m", "per_100_m2") if name not in names]
        if missing:
            raise ModelUnavailable(f"table {table.name} lacks columns: {', '.join(missing)}", "Restore its file.")
        self._index: Mapping[str, int] = MappingProxyType({name: index for index, name in enumerate(names)})
        self.species = tuple(str(value) for value in self._column("species").values)
        """In the order of the table's states."""
        unknown = sorted(set(self.species) - {*TREES, *HERBS})
        if unknown:
            raise ModelUnavailable(f"species without a shape: {', '.join(unknown)}", "Add them to the world's plants.")

    @classmethod
    def load(cls, store: ModelStore) -> Ecology:
        """The packaged one. Raises ModelUnavailable as the constructor does, or where its file is missing."""
        return cls(load_table(store, ECOLOGY))

    def growth(
        self, land: Land, plan: Plan, x_m: Float64Array, z_m: Float64Array, checkpoint: Checkpoint = go_on
    ) -> Growth:
        """What would grow at places of a world.

        Args:
            land: with earthworks.
            plan: has the climate.
            x_m: (places,) east.
            z_m: (places,) south.
            checkpoint: called every few milliseconds.
        """
        codes = self._codes(conditions(land, plan, x_m, z_m))
        kinds, which = _distinct(codes, self.table.schema.states)
        wanted = [self._index["species"], self._index["per_100_m2"]]
        species, density = self.table.nade.log_conditionals(kinds, wanted, checkpoint)
        shares = np.exp(species)[:, : len(self.species)]
        shares[shares < _RAREST * shares.max(axis=1, keepdims=True)] = 0.0
        shares /= shares.sum(axis=1, keepdims=True)
        middles = _middles(self._column("per_100_m2"))
        expected = (np.exp(density)[:, : len(middles)] * middles).sum(axis=1)
        # Ice and water are no biomes of the table.
        alive = kinds[:, self._index["biome"]] != UNKNOWN
        return Growth((shares * alive[:, None])[which], (expected * alive)[which], codes)

    def sizes(
        self, codes: CodeArray, species: npt.NDArray[np.int64], draws: Float64Array, checkpoint: Checkpoint = go_on
    ) -> Float64Array:
        """How large plants are, over the usual size of their species: (plants,), drawn given species and conditions.

        Args:
            codes: (plants, columns) the conditions where they stand.
            species: (plants,) places among :attr:`species`.
            draws: (plants, 2) numbers from 0 to 1.
            checkpoint: called every few milliseconds.
        """
        column, own = self._index["size_m"], self._index["species"]
        known = codes.copy()
        known[:, own] = species
        kinds, which = _distinct(known, self.table.schema.states)
        usual = np.full((len(self.species), known.shape[1]), UNKNOWN, np.int64)
        usual[:, own] = np.arange(len(self.species))
        here, anywhere = (
            np.exp(self.table.nade.log_conditionals(each, [column], checkpoint)[0]) for each in (kinds, usual)
        )
        size = self._column("size_m")
        middles = _middles(size)
        mean = np.exp((anywhere[:, : len(middles)] * np.log(middles)).sum(axis=1))
        ends = np.cumsum(here[:, : len(middles)], axis=1)[which]
        state = np.minimum((ends <= draws[:, :1] * ends[:, -1:]).sum(axis=1), len(middles) - 1)
        low = np.concatenate([np.asarray(size.values, np.float64), size.edges[:-1]])
        high = np.concatenate([np.asarray(size.values, np.float64), size.edges[1:]])
        drawn: Float64Array = (low[state] + draws[:, 1] * (high[state] - low[state])) / mean[species]
        return drawn

    def _column(self, name: str) -> Column:
        return self.table.schema.columns[self._index[name]]

    def _codes(self, values: Mapping[str, Float64Array]) -> CodeArray:
        """(places, columns) states, unknown where a place does not tell."""
        count = len(values["height_m"])
        codes = np.full((count, len(self._index)), UNKNOWN, np.int64)
        for name in CONDITIONS:
            column = self._column(name)
            codes[:, self._index[name]] = (
                _biomes(column, values[name]) if name == "biome" else _states(column, values[name])
            )
        return codes


def conditions(land: Land, plan: Plan, x_m: Float64Array, z_m: Float64Array) -> dict[str, Float64Array]:
    """What places are like, by the table's columns :data:`CONDITIONS`: (places,) each.

    A world shows several zones within few metres: heights are told as those at which it would be as cold in nature.
    Banks of rivers and lakes are soaked, and their slope is not known (NaN): the table's are taken over 25 m and more,
    and a bank is narrow.

    Args:
        land: with earthworks.
        plan: has the climate.
        x_m: (places,) east.
        z_m: (places,) south.
    """
    climate = ground_parameters(plan)
    height = ground_at(land, x_m, z_m)
    lapse = climate.lapse_c_per_km
    warmth = climate.sea_level_temperature_c - lapse * np.maximum(height - land.sea_level_m, 0.0) / 1000.0
    wetness = nearest_value(land.moisture, land, x_m, z_m).astype(np.float64)
    slope = nearest_value(land.slope_deg, land, x_m, z_m).astype(np.float64)
    fresh = land.water & (land.water_m > land.sea_level_m)
    if fresh.any():
        away = distance_from(fresh, land.metres_per_pixel, x_m, z_m)
        wetness = np.maximum(wetness, np.minimum(2.0 - away / (0.5 * _BANK_M), 1.0))
        slope[away < 0.5 * _BANK_M] = np.nan
    return {
        "biome": nearest_value(land.biome, land, x_m, z_m).astype(np.float64),
        "height_m": np.maximum(height, 0.0) * (lapse / _NATURAL_LAPSE_C_PER_KM),
        "slope_deg": slope,
        "moisture": soil_moisture(climate.rainfall_mm, warmth, wetness),
        "temperature_c": warmth,
        "water_m": _SHRUNK * distance_from(land.water, land.metres_per_pixel, x_m, z_m),
    }


def distance_from(wet: npt.NDArray[np.bool_], spacing: float, x_m: Float64Array, z_m: Float64Array) -> Float64Array:
    """(places,) distance from the nearest of some grid points, metres, to half a spacing; no more than 240 m.

    Args:
        wet: (rows, columns) which grid points: those with water.
        spacing: of the grid, metres.
        x_m: (places,) east.
        z_m: (places,) south.
    """
    reach = round(_WATER_REACH_M / spacing)
    away = scipy.ndimage.distance_transform_edt(~wet) if wet.any() else np.full(wet.shape, reach)
    row = np.clip(np.rint(z_m / spacing), 0, wet.shape[0] - 1).astype(np.int64)
    column = np.clip(np.rint(x_m / spacing), 0, wet.shape[1] - 1).astype(np.int64)
    return np.asarray(np.minimum(away[row, column], reach) * spacing)


def _biomes(column: Column, numbers: Float64Array) -> CodeArray:
    names = [biome.name.lower() for biome in Biome]
    state = np.full(max(Biome) + 1, UNKNOWN, np.int64)
    for biome, name in zip(Biome, names, strict=True):
        if name in column.values:
            state[biome] = column.values.index(name)
    return np.asarray(state[numbers.astype(np.int64)])


def _states(column: Column, values: Float64Array) -> CodeArray:
    """States of numbers; those beyond the table's least and greatest are as these, and NaN is unknown."""
    number = np.clip(values, column.edges[0], column.edges[-1])
    place = np.searchsorted(column.edges, number, side="right") - 1
    states = len(column.values) + np.clip(place, 0, column.bins - 1)
    for state, value in enumerate(column.values):
        states[number == value] = state
    states[np.isnan(values)] = UNKNOWN
    return states.astype(np.int64)


def _middles(column: Column) -> Float64Array:
    """Of the states that are numbers: their middle."""
    edges = np.asarray(column.edges)
    return np.concatenate([np.asarray(column.values, np.float64), (edges[:-1] + edges[1:]) / 2.0])


def _distinct(codes: CodeArray, states: tuple[int, ...]) -> tuple[CodeArray, npt.NDArray[np.int64]]:
    """Different rows, and which of them each row is."""
    key = np.zeros(len(codes), np.int64)
    for index, count in enumerate(states):
        if (codes[:, index] != codes[0, index]).any():
            key = key * (count + 1) + codes[:, index] + 1
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    return codes[first], which
