"""Tiles of a region fit at their borders, whichever are made and in whatever order."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from procgen.table.table import load_table
from procgen.world.chance import part_seed
from procgen.world.checks import problems
from procgen.world.ground_paint import noise
from procgen.world.land import make_land
from procgen.world.names import Namer
from procgen.world.people import make_people
from procgen.world.place import NOBODY, Land, Place
from procgen.world.region import outline as outlines
from procgen.world.region.ground import region_ground
from procgen.world.region.outline import region_outline
from procgen.world.region.tile import region_roads_of
from tests.world.region.small_region import SMALL, TILES, Tile, natural, neighbours, settled, store, tile

FIELDS = ("heights_m", "water_m", "slope_deg", "moisture", "biome")
ALL = [(column, row) for row in range(TILES) for column in range(TILES)]


def border(one: Tile, other: Tile, first: Land, second: Land, name: str) -> tuple[npt.NDArray[np.float32], ...]:
    """A field along the border that two tiles share, as each has it."""
    a, b = getattr(first, name), getattr(second, name)
    return (a[:, -1], b[:, 0]) if other[0] > one[0] else (a[-1], b[0])


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("built", [False, True])
def test_neighbours_have_the_same_ground_on_their_border(name: str, built: bool) -> None:
    for one, other in neighbours():
        first, second = (settled(*each)[0] if built else natural(*each) for each in (one, other))
        here, there = border(one, other, first, second, name)
        assert here.tobytes() == there.tobytes(), (one, other)


def test_a_river_crosses_a_border_at_one_level() -> None:
    crossed = 0
    for one, other in neighbours():
        first, second = natural(*one), natural(*other)
        water, beyond = border(one, other, first, second, "water_m")
        inland = water > first.sea_level_m
        np.testing.assert_array_equal(inland, beyond > second.sea_level_m)
        crossed += bool(inland.any())
    assert crossed, "no river crosses a border in this region: another seed would"


def test_roads_meet_at_borders() -> None:
    """Each road that leaves a tile goes on in the next, at the same place and level, and both lie on the ground."""
    ends: dict[tuple[float, float], list[tuple[float, float]]] = {}
    for column, row in ALL:
        land, settlement = settled(column, row)
        assert land.region is not None
        for stub in land.region.stubs:
            assert settlement is not None
            # A path goes on where a road would be too steep.
            points = np.concatenate([road.points_m[[0, -1]] for road in settlement.roads])
            off = np.abs(points.astype(np.float64) - (stub.x_m, stub.y_m, stub.z_m)).max(axis=1)
            assert off.min() < 0.1, (column, row, stub.side)
            grid = round(stub.z_m / land.metres_per_pixel), round(stub.x_m / land.metres_per_pixel)
            assert abs(float(land.heights_m[grid]) - stub.y_m) < 0.1
            place = land.region.x_m + stub.x_m, land.region.z_m + stub.z_m
            ends.setdefault(place, []).append((stub.y_m, float(points[off.argmin(), 1])))
    assert len(ends) == len(region_roads_of(region_ground(SMALL, store())).crossings) >= 3
    for met in ends.values():
        assert len(met) == 2
        assert met[0] == met[1]


def test_tiles_are_sound() -> None:
    for column, row in ALL:
        land, settlement = settled(column, row)
        assert problems(Place("", land, settlement, ())) == []


def test_a_tile_is_the_same_alone_and_in_another_order() -> None:
    """Whatever was planned before is forgotten, and its neighbour is asked for first."""
    before = natural(1, 1)
    outlines._outline.cache_clear()
    make_land(tile(2, 1), store())
    after = make_land(tile(1, 1), store())
    for name in FIELDS:
        assert getattr(after, name).tobytes() == getattr(before, name).tobytes()
    assert after.region == before.region


def test_what_lies_beyond_the_region_goes_on() -> None:
    """The land at the region's edge is as rough as elsewhere: nothing is repeated or flat there."""
    edge = np.concatenate([natural(0, row).slope_deg[:-1, 0] for row in range(TILES)])
    inner = np.concatenate([natural(1, row).slope_deg[:-1, 0] for row in range(TILES)])
    assert 0.2 < (edge.mean() + 0.5) / (inner.mean() + 0.5) < 5.0


def test_the_plan_is_the_same_for_all_tiles_and_spacings() -> None:
    first = region_outline(SMALL)
    assert region_outline(tile(2, 1)) is first
    assert region_outline(replace(SMALL, metres_per_pixel=8.0)) is first
    outlines._outline.cache_clear()
    again = region_outline(SMALL)
    assert again is not first
    assert (again.sites, again.names) == (first.sites, first.names)
    assert again.sketch_m.tobytes() == first.sketch_m.tobytes()
    assert region_outline(replace(SMALL, seed=6)).names != first.names
    one, other = region_ground(SMALL, store()), region_ground(replace(SMALL, text="a fishing village"), store())
    assert one.around_m.tobytes() != other.around_m.tobytes()


def test_what_the_sentence_speaks_of_is_in_one_tile() -> None:
    outline = region_outline(SMALL)
    main = outline.sites[0]
    assert main.main
    assert main.kind == "fishing_village"
    assert not any(each.main for each in outline.sites[1:])
    assert len({(each.column, each.row) for each in outline.sites}) == len(outline.sites)
    _, settlement = settled(main.column, main.row)
    assert settlement is not None
    assert (settlement.name, settlement.kind) == (main.name, main.kind)
    assert settlement.piers
    wild = [each for each in ALL if outline.site_in(*each) is None]
    assert wild
    for each in wild:
        _, settlement = settled(*each)
        assert settlement is None or (settlement.kind, settlement.buildings) == (NOBODY, ())


def test_a_region_without_people_has_none() -> None:
    outline = region_outline(replace(SMALL, text="a deep forest", settlement="none", region_tiles=4))
    assert outline.sites == ()
    assert len(set(outline.names)) == 16


def test_names_differ_between_tiles() -> None:
    outline = region_outline(replace(SMALL, region_tiles=16))
    assert len(set(outline.names)) == 256
    tempers = load_table(store(), "roles")
    names: list[str] = []
    for column, row in ALL:
        land, settlement = settled(column, row)
        people = make_people(land, settlement, 4, part_seed(tile(column, row), "people"), tempers)
        assert bool(people) == (settlement is not None and settlement.kind != NOBODY)
        names += [person.name for person in people]
    assert len(set(names)) == len(names) > 4


def test_seeds_of_what_grows_and_lives_differ_between_tiles() -> None:
    for part in ("settlement", "props", "people", "dialogue"):
        assert len({part_seed(tile(*each), part) for each in ALL}) == len(ALL)
    for part in ("terrain", "materials"):
        assert len({part_seed(tile(*each), part) for each in ALL}) == 1
    asked = replace(SMALL, part_seeds={"props": 9, "terrain": 9})
    assert part_seed(asked, "terrain") == 9
    assert part_seed(asked, "props") != part_seed(replace(asked, column=1), "props")


def test_noise_goes_on_from_tile_to_tile() -> None:
    whole = noise((40, 80), 8.5, "test")
    east = noise((40, 40), 8.5, "test", (40.0, 0.0))
    # Pictures are made larger by whole pixels: not much more than half a one off.
    near = np.abs(whole[:, 40:] - east)
    assert near.mean() < 0.25 * np.abs(whole[:, 40:] - whole[:, :40]).mean()
    land = natural(1, 2)
    seed, x, z = land.in_noise(3, np.zeros(1), np.zeros(1))
    assert land.region is not None
    assert (seed, float(x[0]), float(z[0])) == (natural(0, 0).in_noise(4, x, z)[0], 256.0, 512.0)


def test_a_taken_name_is_told_apart() -> None:
    """The name of a tile's settlement is none of its buildings'."""
    outline = region_outline(SMALL)
    namer = Namer(1, "test")
    assert namer.numbered(outline.names[0]) == outline.names[0]
    assert namer.numbered(outline.names[0]) == f"{outline.names[0]} 2"


def test_large_regions_keep_natural_heights() -> None:
    """What is sixteen times as wide is not sixteen times as high."""
    small = region_outline(replace(SMALL, text="a village under a volcano", side_m=1000.0, region_tiles=2))
    large = region_outline(replace(SMALL, text="a village under a volcano", side_m=1000.0, region_tiles=16))
    assert small.volcano_m is not None
    assert large.volcano_m is not None
    assert large.volcano_m[3] < 5.5 * small.volcano_m[3]
    assert math.isclose(large.grid.side_m, 8.0 * small.grid.side_m)
