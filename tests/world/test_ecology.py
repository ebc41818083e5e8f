"""Plants follow the learned table: which ones, where and how large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import ModelUnavailable
from procgen.terrain.ground.biomes import Biome
from procgen.world.chance import Float64Array
from procgen.world.ecology import CONDITIONS, Ecology, conditions, distance_from
from procgen.world.herbs import HERBS
from procgen.world.land import make_land
from procgen.world.parameters import WorldParameters
from procgen.world.place import Land, Prop
from procgen.world.plan import Plan, make_plan
from procgen.world.scatter import scatter
from procgen.world.trees import TREES
from tests.figures import figure
from tests.world.small_world import MODEL, plain_land, store

TEXTS = ("hills", "cold mountains", "mediterranean hills", "a desert", "tropical hills", "savanna")


@lru_cache(maxsize=1)
def ecology() -> Ecology:
    return Ecology.load(store())


@lru_cache(maxsize=8)
def grown(text: str) -> tuple[Land, Plan, tuple[Prop, ...]]:
    """Land where nobody lives, its plan, and its plants alone."""
    parameters = WorldParameters(text=text, seed=40, side_m=500.0, settlement="none", props=1200)
    plan = make_plan(parameters)
    land = make_land(parameters, store(), plan=plan, model=MODEL)
    props = scatter(land, None, parameters, store(), plan=plan)
    return land, plan, tuple(prop for prop in props if prop.kind in ecology().species)


def places(props: Sequence[Prop]) -> tuple[Float64Array, Float64Array]:
    return np.array([prop.x_m for prop in props]), np.array([prop.z_m for prop in props])


def divergence(counted: Float64Array, expected: Float64Array) -> float:
    """Kullback-Leibler, nats, of counts to a distribution."""
    share = counted / counted.sum()
    some = share > 0.0
    return float(np.sum(share[some] * np.log(share[some] / expected[some])))


def test_plants_follow_the_table_given_slope_moisture_height_and_biome() -> None:
    """Among plants in alike places, species are as frequent as the table says that they are there."""
    ours, anywhere, weights = [], [], []
    marginal = ecology().table.distribution(["species"])
    for text in TEXTS:
        land, plan, plants = grown(text)
        x, z = places(plants)
        known = conditions(land, plan, x, z)
        codes = ecology().growth(land, plan, x, z).codes
        # The table's own word: here nothing is left out that is rare.
        (told,) = ecology().table.nade.log_conditionals(codes, [ecology().table.schema.names.index("species")])
        counted = np.eye(len(ecology().species))[[ecology().species.index(prop.kind) for prop in plants]]
        moist = known["moisture"] > np.median(known["moisture"])
        group = known["biome"].astype(int) * 8 + (known["slope_deg"] > 8.0) * 4 + moist * 2 + (known["water_m"] < 200.0)
        for each in np.unique(group):
            chosen = group == each
            if chosen.sum() >= 40:
                counts = counted[chosen].sum(axis=0)
                ours.append(divergence(counts, np.exp(told[chosen]).mean(axis=0)))
                anywhere.append(divergence(counts, marginal))
                weights.append(int(chosen.sum()))
    mine, blind = float(np.average(ours, weights=weights)), float(np.average(anywhere, weights=weights))
    figure("species of plants to the table given where they stand, KL", mine, "nats", "< 0.25")
    figure("the same to the table without conditions", blind, "nats", "> 0.8")
    assert len(weights) >= 12
    assert mine < 0.25
    assert blind > 0.8


def test_every_species_of_the_table_has_a_shape_and_none_is_beside_it() -> None:
    assert set(ecology().species) == ({*TREES, *HERBS} - {"lily_pads"})


def test_species_without_a_shape_are_refused_and_named() -> None:
    table = ecology().table
    columns = tuple(
        replace(column, values=("yew", *column.values[1:])) if column.name == "species" else column
        for column in table.schema.columns
    )
    other = object.__new__(type(table))
    other.name, other.schema, other.nade = table.name, replace(table.schema, columns=columns), table.nade
    with pytest.raises(ModelUnavailable, match="yew"):
        Ecology(other)
    other.schema = replace(table.schema, columns=columns[:3])
    with pytest.raises(ModelUnavailable, match="moisture"):
        Ecology(other)


def test_reeds_grow_at_water_and_nothing_on_ice() -> None:
    water = np.full((120, 120), np.nan, np.float32)
    water[:, :30] = 12.0
    heights = np.full((120, 120), 12.4, np.float32)
    heights[:, :30] = 10.0
    land = plain_land(heights, water)
    land = replace(land, moisture=np.full_like(land.moisture, 0.95))
    plan = make_plan(WorldParameters(text="hills"))
    near, far = (np.array([x]) for x in (62.0, 230.0))
    middle = np.array([100.0])
    reed = ecology().species.index("reed")
    by_water, inland = (ecology().growth(land, plan, x, middle).shares[0, reed] for x in (near, far))
    assert by_water > 5.0 * inland
    icy = replace(land, biome=np.full_like(land.biome, int(Biome.ICE)))
    nothing = ecology().growth(icy, plan, far, middle)
    assert nothing.density[0] == 0.0
    assert nothing.shares.sum() == 0.0


def test_many_places_at_once_are_as_each_alone() -> None:
    land, plan, plants = grown("hills")
    x, z = places(plants[:70])
    together = ecology().growth(land, plan, x, z)
    for number in (0, 33, 69):
        alone = ecology().growth(land, plan, x[number : number + 1], z[number : number + 1])
        assert np.array_equal(alone.shares[0], together.shares[number])
        assert alone.density[0] == together.density[number]
    assert np.allclose(together.shares.sum(axis=1), 1.0)


def test_conditions_are_the_tables_columns() -> None:
    land, plan, plants = grown("cold mountains")
    known = conditions(land, plan, *places(plants))
    assert tuple(known) == CONDITIONS
    warmth = known["temperature_c"]
    # Height and warmth agree as they do in nature.
    assert np.allclose(np.diff(warmth), -6.5 * np.diff(known["height_m"]) / 1000.0, atol=1e-6)


def test_plants_are_as_large_as_the_table_says_and_larger_where_they_thrive() -> None:
    names = ecology().table.schema.names
    codes = np.full((900, len(names)), -1, np.int64)
    moisture = names.index("moisture")
    codes[300:600, moisture] = ecology().table.schema.columns[moisture].encode(0.2)
    codes[600:, moisture] = ecology().table.schema.columns[moisture].encode(0.6)
    spruce = np.full(900, ecology().species.index("spruce"))
    sizes = ecology().sizes(codes, spruce, np.random.default_rng(1).random((900, 2)))
    anywhere, dry, moist = np.exp(np.log(sizes).reshape(3, 300).mean(axis=1))
    assert anywhere == pytest.approx(1.0, abs=0.12)
    assert moist > 1.05 * dry


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), share=st.floats(0.0, 0.02))
def test_distances_to_water_are_exact(seed: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    wet = rng.random((37, 41)) < share
    row, column = rng.integers(0, 37, 50).astype(np.float64), rng.integers(0, 41, 50).astype(np.float64)
    found = distance_from(wet, 2.0, 2.0 * column, 2.0 * row)
    there = np.argwhere(wet)
    if not len(there):
        assert (found == 240.0).all()
        return
    gap = np.hypot(row[:, None] - there[:, 0], column[:, None] - there[:, 1]).min(axis=1)
    assert np.allclose(found, np.minimum(2.0 * gap, 240.0))
