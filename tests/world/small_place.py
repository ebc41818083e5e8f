"""A small made-up world with one of everything, for tests of what worlds look like."""

from __future__ import annotations

import numpy as np

from procgen.runtime.recipe import Recipe
from procgen.texture.terrain_layers import BIOMES
from procgen.world.ground_height import height_at
from procgen.world.place import Building, Land, Person, Place, Prop, Road, Settlement, Talk
from procgen.world.prop_models import FLOATING, KINDS, SHAPES

SPACING_M = 2.0
SIDE_PX = 101
SEA_M = 10.0
USES = ("house", "inn", "hall", "shop", "barn", "chapel", "smithy", "mill", "boathouse")


def _land(biome: str) -> Land:
    """A bay in the south, a hill in the north-west, a lake in the north-east and a river from there into the bay."""
    row, column = np.mgrid[0:SIDE_PX, 0:SIDE_PX] * SPACING_M
    side = (SIDE_PX - 1) * SPACING_M
    heights = 16.0 + 3.0 * np.sin(row / 37.0) + 2.0 * np.cos(column / 23.0)
    heights += 34.0 * np.exp(-((column - 25.0) ** 2 + (row - 25.0) ** 2) / 1500.0)
    shore = row - (side - 62.0 + 9.0 * np.sin(column / 22.0))
    heights -= np.where(shore > -25.0, (shore + 25.0) * 0.25, 0.0)
    course_m = 152.0 + 10.0 * np.sin(row / 20.0)
    away = np.abs(column - course_m)
    level = np.maximum(SEA_M, 17.0 - row * 0.055)
    valley = np.clip((away - 4.0) / 16.0, 0.0, 1.0)
    heights = np.where(away < 20.0, np.minimum(heights, level + 1.2) * (1 - valley) + heights * valley, heights)
    heights = np.where(away < 4.0, level - 1.2, heights)
    lake = np.hypot(column - 160.0, row - 18.0)
    heights = np.where(lake < 26.0, np.minimum(heights, 17.0 + 0.35 * (lake - 20.0)), heights)
    heights = heights.astype(np.float32)
    water = np.full(heights.shape, np.nan, np.float32)
    water[away < 4.0] = level[away < 4.0]
    water[(lake < 22.0) & (heights < 17.0)] = 17.0
    sea = (heights < SEA_M) & (shore > -20.0)
    water[sea] = SEA_M
    dz, dx = np.gradient(heights, SPACING_M)
    slope = np.degrees(np.arctan(np.hypot(dx, dz))).astype(np.float32)
    numbers = np.full(heights.shape, BIOMES.index(biome), np.uint8)
    numbers[(column < 60.0) & (row < 90.0)] = BIOMES.index("temperate_forest" if biome == "grassland" else biome)
    numbers[sea] = BIOMES.index("sea")
    numbers[~np.isnan(water) & ~sea] = BIOMES.index("lake")
    moisture = np.full(heights.shape, 0.5, np.float32)
    recipe = Recipe("terrain", {"seed": 1})
    return Land(heights, SPACING_M, water, slope, numbers, moisture, SEA_M, recipe)


def _level(land: Land, x: float, z: float, half: float) -> float:
    """Level the ground around a place, with a slope towards what lies beyond; returns its height."""
    floor = float(height_at(land.heights_m, SPACING_M, x, z))
    row, column = np.mgrid[0:SIDE_PX, 0:SIDE_PX] * SPACING_M
    share = np.clip((np.maximum(np.abs(column - x), np.abs(row - z)) - half) / 5.0, 0.0, 1.0)
    land.heights_m[:] = floor * (1.0 - share) + land.heights_m * share
    return floor


def small_place(biome: str = "grassland", *, settled: bool = True) -> Place:
    """A world 200 m a side.

    Args:
        biome: of most of its land.
        settled: whether somebody lives there.
    """
    land = _land(biome)
    if not settled:
        return Place("Nowhere", land, None, _props(land))
    buildings = []
    spots = [(48, 92, 100), (66, 86, 40), (90, 72, 10), (118, 84, -30), (124, 110, 190), (58, 118, 60), (84, 122, 150)]
    spots += [(36, 112, 90), (104, 136, 0)]
    for use, (x, z, turn) in zip(USES, spots, strict=True):
        width, depth = {"chapel": (8.0, 15.0), "hall": (13.0, 9.0), "barn": (8.0, 11.0), "smithy": (11.0, 7.0)}.get(
            use, (9.0, 7.0)
        )
        floor = _level(land, x, z, max(width, depth) / 2 + 1.0)
        if use == "boathouse":
            floor = SEA_M + 0.9
        angle = np.radians(turn)
        reach = depth / 2 + 1.2
        height = {"inn": 5.4, "chapel": 5.0, "hall": 4.0, "barn": 3.6}.get(use, 2.8)
        buildings.append(
            Building(
                f"the {use}",
                use,
                float(x),
                float(z),
                floor,
                width,
                depth,
                height,
                float(turn),
                x + reach * float(np.sin(angle)),
                z + reach * float(np.cos(angle)),
            )
        )
    west = np.stack([np.linspace(2, 198, 60), np.zeros(60), 100 + 5 * np.sin(np.linspace(0, 6, 60))], axis=1)
    west[:, 1] = height_at(land.heights_m, SPACING_M, west[:, 0], west[:, 2])
    over_river = np.abs(west[:, 0] - 152.0 - 10.0 * np.sin(west[:, 2] / 20.0)) < 9.0
    west[over_river, 1] = 15.2
    path = np.stack([np.linspace(90, 104, 20), np.zeros(20), np.linspace(101, 140, 20)], axis=1)
    path[:, 1] = height_at(land.heights_m, SPACING_M, path[:, 0], path[:, 2])
    pier = np.array([(88.0, SEA_M + 0.9, 138.0), (88.0, SEA_M + 0.9, 168.0)])
    roads = (
        Road("road", west.astype(np.float32), 4.0, over_river),
        Road("path", path.astype(np.float32), 1.6, np.zeros(20, np.bool_)),
    )
    piers = (Road("pier", pier.astype(np.float32), 2.4, np.ones(2, np.bool_)),)
    settlement = Settlement("Saltmere", "village", 88.0, 100.0, 60.0, tuple(buildings), roads, piers)
    people = (
        Person(
            "person-01",
            "Ada Thorn",
            "merchant",
            "female",
            31,
            ("cheerful",),
            "the house",
            "the shop",
            (),
            92.0,
            float(height_at(land.heights_m, SPACING_M, 92.0, 104.0)),
            104.0,
            40.0,
            "people/person-01.glb",
        ),
        Person(
            "person-02",
            "Bram Oake",
            "smith",
            "male",
            55,
            ("gruff",),
            "the house",
            "the smithy",
            (),
            96.0,
            float(height_at(land.heights_m, SPACING_M, 96.0, 103.0)),
            103.0,
            -60.0,
            "people/person-02.glb",
        ),
    )
    talk = (
        Talk(
            "person-01", "person-02", "greet", "Good day, Bram Oake. Will you be at the inn?", ("Bram Oake", "the inn")
        ),
        Talk("person-02", "", "bark", "The smithy keeps me busy.", ("the smithy",)),
    )
    recipes = {"terrain": land.recipe}
    return Place("Saltmere Bay", land, settlement, _props(land), people, talk, recipes)


def _props(land: Land) -> tuple[Prop, ...]:
    """Every shape of every kind, in rows; what floats on the bay."""
    props = []
    column = 0
    for kind in KINDS:
        for shape in range(SHAPES[kind]):
            if kind in FLOATING:
                x, z, y = 12.0 + 6.0 * (column % 30), 188.0 + 5.0 * (column // 30 % 2), SEA_M
            else:
                x, z = 6.0 + 6.5 * (column % 22), 30.0 + 7.0 * (column // 22)
                y = float(height_at(land.heights_m, SPACING_M, x, z))
            # Where a prop stands decides its shape: a centimetre more or less reaches each.
            step = next(
                step
                for step in range(8 * SHAPES[kind])
                if (round((x + 0.01 * step) * 100.0) * 31 + round(z * 100.0)) % SHAPES[kind] == shape
            )
            props.append(Prop(kind, x + 0.01 * step, y, z, 37.0 * shape, 1.0 + 0.1 * shape, 0.5))
            column += 1
    return tuple(props)
