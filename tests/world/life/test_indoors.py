"""Ways in houses, beside somebody who walks through their triangles on another grid."""

from __future__ import annotations

import pytest

from procgen.world.life.indoors import Indoors
from tests.world.buildings.test_rooms import built
from tests.world.walker import Walker, triangles_of


@pytest.mark.parametrize(
    ("use", "style"), [("house", "timber"), ("inn", "stone"), ("smithy", "boards"), ("house", "felt")]
)
def test_ways_lead_where_one_can_walk(use: str, style: str) -> None:
    made, house = built(use, style, 2)
    inside = Indoors(made, house, (house.door_x_m, house.door_z_m))
    walker = Walker(triangles_of(made, open_doors=True))
    seen = walker.reached(house.door_x_m, house.depth_m / 2 + 2.0)
    known = {spot.kind for spot in made.spots} - {"lamp", "lookout", "stairs"}
    assert {spot.kind for spot in inside.spots} == {*known, "floor"}
    for number in range(len(inside.spots)):
        way = inside.way(number)
        assert abs(way[0] - (house.door_x_m, way[0][1], house.door_z_m)).max() < 0.2
        for x, y, z in way[1:]:
            assert walker.comes_near(seen, x, y - 0.05, z, 0.25), (number, x, y, z)


def test_one_goes_from_room_to_room_without_going_out() -> None:
    made, house = built("inn", "timber", 1)
    inside = Indoors(made, house, (house.door_x_m, house.door_z_m))
    floors = [number for number, spot in enumerate(inside.spots) if spot.kind == "table"]
    way = inside.way(floors[1], floors[0])
    assert (abs(way[:, 2]) < house.depth_m / 2).all()
    assert tuple(way[-1]) == pytest.approx((inside.spots[floors[1]].x_m, way[-1][1], inside.spots[floors[1]].z_m))
