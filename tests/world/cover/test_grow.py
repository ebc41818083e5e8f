"""What grows on the ground of a world."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from procgen.errors import Cancelled
from procgen.world.cover.grow import grow_cover
from procgen.world.cover.grown import Cover
from procgen.world.cover.kinds import KINDS
from procgen.world.cover.woods import MOST_PER_KM2
from procgen.world.crops import CROPS
from procgen.world.footprints import rectangle_distance
from procgen.world.ground_height import ground_at
from procgen.world.ground_paint import centres_m
from procgen.world.land import side_m, water_height
from procgen.world.parameters import WorldParameters
from procgen.world.place import Place, Prop
from procgen.world.trees import TREES
from tests.world.small_world import SMALL, settlement_of, small_place, store

AREA_KM2 = 0.32 * 0.32


def _grown(parameters: WorldParameters = SMALL, place: Place | None = None) -> Cover:
    at = place or small_place()
    cover = grow_cover(at.land, at.settlement, at.props, parameters, store())
    assert cover is not None
    return cover


@pytest.fixture(scope="module")
def cover() -> Cover:
    return _grown()


def test_a_meadow_has_the_plants_of_a_meadow(cover: Cover) -> None:
    area = AREA_KM2 * 1e6
    assert sum(layer.count(area) for layer in cover.layers) > 100_000 * AREA_KM2
    names = {layer.kind for layer in cover.layers}
    assert {"meadow_grass", "tall_grass", "daisy", "undergrowth"} <= names


def test_the_same_request_grows_the_same(cover: Cover) -> None:
    again = _grown()
    assert [layer.density.tobytes() for layer in again.layers] == [layer.density.tobytes() for layer in cover.layers]
    assert again.woods.x_m.tobytes() == cover.woods.x_m.tobytes()
    other = _grown(dataclasses.replace(SMALL, part_seeds={"props": 99}))
    assert other.woods.x_m.tobytes() != cover.woods.x_m.tobytes()


def test_nothing_grows_in_water_houses_and_crops(cover: Cover) -> None:
    place = small_place()
    settlement = settlement_of(place)
    side = len(cover.layers[0].density)
    x, z = np.meshgrid(*centres_m(place.land, side))
    wet = ~np.isnan(water_height(place.land, x, z))
    built = np.min([rectangle_distance(each, x, z) for each in settlement.buildings], axis=0) < 0.2
    for layer in cover.layers:
        assert not layer.density[wet].any(), layer.kind
        assert not layer.density[built].any(), layer.kind
    patch = Prop("wheat", 160.0, 0.0, 160.0, 0.0, 1.0, 2.0)
    assert patch.kind in CROPS
    sown = _grown(place=dataclasses.replace(place, props=(patch,)))
    among = np.hypot(x - 160.0, z - 160.0) < 2.0
    assert not any(layer.density[among].any() for layer in sown.layers)


def test_trees_stand_on_dry_ground_clear_of_houses_and_of_one_another(cover: Cover) -> None:
    place, woods = small_place(), cover.woods
    assert len(woods) > 20
    assert set(woods.kinds) <= set(TREES)
    assert np.isnan(water_height(place.land, woods.x_m, woods.z_m)).all()
    assert np.allclose(woods.y_m, ground_at(place.land, woods.x_m, woods.z_m), atol=1e-3)
    for building in settlement_of(place).buildings:
        away = rectangle_distance(building, woods.x_m.astype(np.float64), woods.z_m.astype(np.float64))
        assert away.min() > 0.5
    places = np.stack([woods.x_m, woods.z_m], axis=1)
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) + 10.0 * np.eye(len(places))
    assert apart.min() > 0.5


def test_woods_grow_with_the_description() -> None:
    place = small_place()
    counts = [
        len(_grown(dataclasses.replace(SMALL, text=text), place).woods)
        for text in ("no forest", "a village", "a village in a deep forest")
    ]
    assert counts[0] < 0.4 * counts[1]
    assert counts[1] < 0.8 * counts[2]
    assert max(counts) <= MOST_PER_KM2 * AREA_KM2 * 1.1


def test_a_primeval_forest_has_as_many_trees_as_there_can_be() -> None:
    """Evenly: where more would stand, some are left out everywhere."""
    place = small_place()
    wild = dataclasses.replace(place, settlement=None, props=())
    woods = _grown(dataclasses.replace(SMALL, text="a dense primeval forest"), wild).woods
    most = round(MOST_PER_KM2 * side_m(place.land)[0] * side_m(place.land)[1] / 1e6)
    assert 0.8 * most < len(woods) <= most
    dense = _grown(dataclasses.replace(SMALL, text="a dense forest"), wild).woods
    usual = _grown(dataclasses.replace(SMALL, text="a forest"), wild).woods
    assert len(usual) < 0.75 * len(dense) < 0.6 * len(woods)


def test_grass_is_thin_below_trees(cover: Cover) -> None:
    east, _ = side_m(small_place().land)
    (grass,) = (layer for layer in cover.layers if layer.kind == "meadow_grass")
    (leaves,) = (layer for layer in cover.layers if layer.kind == "undergrowth")
    side = len(grass.density)
    u, v = (np.minimum((at / east * side).astype(int), side - 1) for at in (cover.woods.x_m, cover.woods.z_m))
    assert grass.density[v, u].mean() < 0.75 * grass.density[grass.density > 0].mean()
    assert leaves.density[v, u].mean() > 1.5 * leaves.density.mean()


def test_as_much_grows_as_is_asked_for(cover: Cover) -> None:
    assert grow_cover(small_place().land, None, (), dataclasses.replace(SMALL, cover=0.0), store()) is None
    half = _grown(dataclasses.replace(SMALL, cover=0.5))
    area = AREA_KM2 * 1e6
    whole, less = (sum(layer.count(area) for layer in each.layers) for each in (cover, half))
    assert 0.4 < less / whole < 0.6
    assert len(half.woods) < len(cover.woods)


def test_growing_stops_when_asked_to() -> None:
    place = small_place()

    def stop() -> None:
        raise Cancelled()

    with pytest.raises(Cancelled):
        grow_cover(place.land, place.settlement, place.props, SMALL, store(), checkpoint=stop)


def test_hedges_stand_around_fields_and_nowhere_else(cover: Cover) -> None:
    place = small_place()
    patches = np.array([(prop.x_m, prop.z_m) for prop in place.props if prop.kind in CROPS])
    assert len(patches)
    hedges = [layer for layer in cover.layers if KINDS[layer.kind].hedge]
    assert hedges
    grown = np.max([layer.density for layer in hedges], axis=0) > 0
    x, z = np.meshgrid(*centres_m(place.land, len(grown)))
    away = np.min(np.hypot(x[..., None] - patches[:, 0], z[..., None] - patches[:, 1]), axis=-1)
    # Beside patches of 4.2 m, up to the corners of the strip.
    assert grown.sum() > 20
    assert away[grown].min() > 2.1
    assert away[grown].max() < 6.8
    wild = _grown(place=dataclasses.replace(place, props=()))
    assert not any(KINDS[layer.kind].hedge for layer in wild.layers)
