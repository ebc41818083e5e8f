"""What lies below: one walks from before the building to the deepest room, and the ground has a hole just there."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from procgen.world.buildings import STYLES, Site, build
from procgen.world.checks import problems
from procgen.world.footprints import in_axes
from procgen.world.ground_height import ground_at
from procgen.world.ground_mesh import ground_mesh
from procgen.world.land import make_land
from procgen.world.life.navigation import NavigationMesh, navigation_mesh
from procgen.world.manifest import settlement_record
from procgen.world.parameters import WorldParameters
from procgen.world.parts import Callbacks
from procgen.world.place import Building, Place, Underground
from procgen.world.plan import make_plan
from procgen.world.points import points_of
from procgen.world.settlement import USES, make_settlement
from procgen.world.text import understand
from procgen.world.underground.descent import TALL_M, WIDE_M, descent_of
from procgen.world.underground.draw import draw_rooms
from procgen.world.underground.kinds import KINDS
from procgen.world.underground.model import build_below
from procgen.world.underground.record import deepest_place
from tests.world.small_world import MODEL, settlement_of, store
from tests.world.underground.small_below import CAVE, place_above
from tests.world.walker import Triangles, Walker, corners_of, triangles_of, turned_leaf

DEEP_M = 5.0


def walked_into(use: str, seed: int) -> tuple[Walker, tuple[float, float, float], float]:
    """Somebody before a building, its deepest room, and where its front is."""
    kind = USES[use]
    width, depth, height = kind.width_m[0], kind.depth_m[0], kind.height_m[0]
    building = Building(use, use, 0.0, 0.0, 0.0, width, depth, height, 0.0, 0.0, depth / 2 + 1.2)
    under = Underground(use, use, draw_rooms(use, seed, store(), Callbacks()), DEEP_M, np.zeros((0, 2), np.int32))
    below = build_below(under, building, STYLES["stone"], 1.0, seed)
    above = build(building, STYLES["stone"], Site(0.2, 0.0, False), seed, descent_of(building, DEEP_M, 1.0))
    front = depth / 2
    corners = [
        (x, 0.0, z) for x, z in ((-3.0, front - 1.2), (-3.0, front + 4.0), (3.0, front + 4.0), (3.0, front - 1.2))
    ]
    ground: Triangles = np.array([corners[:3], [corners[0], *corners[2:]]])
    found = [triangles_of(above, open_doors=True), ground]
    found += [corners_of(model) for model in below.models]
    found += [turned_leaf(leaf) for leaf in below.leaves]
    return Walker(np.concatenate(found), cell_m=0.2, below=True), below.deepest, front


@pytest.mark.parametrize("use", KINDS)
def test_one_walks_from_before_the_door_to_the_deepest_room(use: str) -> None:
    walker, deepest, front = walked_into(use, 3)
    seen = walker.reached(0.0, front + 2.0)
    assert walker.comes_near(seen, *deepest)
    # One walks on the floor below, and nowhere outside of it: no gap leads into the rock.
    lowest = walker.low[1] + 0.2 * float(np.flatnonzero(seen.any(axis=(0, 2)))[0])
    assert lowest > -DEEP_M - 1.2


def caves() -> Place:
    """A settlement with a cave."""
    return place_above("cave")


def entrance() -> tuple[Underground, Building]:
    (under,) = settlement_of(caves()).underground
    return under, next(each for each in settlement_of(caves()).buildings if each.name == under.of)


def test_a_sentence_gets_its_cave() -> None:
    under, building = entrance()
    assert building.use == under.kind == "cave"
    assert settlement_of(caves()).missing == ()
    assert problems(caves()) == []
    (said,) = settlement_record(settlement_of(caves()), caves().land.recipe)["underground"]
    assert said["of"] == building.name
    assert len(said["tiles"]) == len(under.tiles)
    (point,) = [point for point in points_of(caves()) if point["kind"] == "depth"]
    assert [point[key] for key in ("x_m", "y_m", "z_m")] == [said["deepest"][key] for key in ("x_m", "y_m", "z_m")]


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("a hamlet by a cavern", "cave"),
        ("a castle with a dungeon", "dungeon"),
        ("a monastery over catacombs", "crypt"),
        ("a mine shaft in the mountains", "mine"),
    ],
)
def test_words_are_heard(text: str, use: str) -> None:
    said = understand(text)
    assert use in said.uses
    assert said.unknown == ()


def test_mining_camps_have_a_mine() -> None:
    assert "mine" in KINDS
    assert make_plan(WorldParameters(text="a mining camp")).uses == ("mine",)


def test_ground_is_open_over_the_way_and_nowhere_beyond_the_building() -> None:
    under, building = entrance()
    land = caves().land
    descent = descent_of(building, under.depth_m, land.metres_per_pixel)
    mesh = ground_mesh(caves())
    middles = mesh.positions[mesh.triangles].astype(np.float64)
    x, z = in_axes(building, middles[..., 0], middles[..., 2])
    # Of the ground, nothing crosses the room that the way takes.
    inside = (np.abs(x) < WIDE_M / 2) & (z < descent.head_z) & (z > descent.edge_z)
    floor = np.array([descent.floor_y(float(each)) for each in z.ravel()]).reshape(z.shape) + building.floor_m
    crosses = inside & (middles[..., 1] > floor + 0.05) & (middles[..., 1] < floor + TALL_M)
    assert not crosses.any()
    # The hole's edge lies below the building.
    rows, columns = np.meshgrid(*(np.arange(-1, 2),) * 2, indexing="ij")
    around = under.holes[:, None] + np.stack([rows.ravel(), columns.ravel()], axis=1)[None]
    x, z = in_axes(building, *(around[..., axis].astype(np.float64) * land.metres_per_pixel for axis in (1, 0)))
    assert len(under.holes) > 8
    assert np.abs(x).max() < building.width_m / 2
    assert np.abs(z).max() < building.depth_m / 2
    places = np.array([(building.x_m, building.z_m)])
    assert float(ground_at(land, places[:, 0], places[:, 1])[0]) == pytest.approx(building.floor_m, abs=0.01)


def nearest(mesh: NavigationMesh, place: npt.NDArray[np.float64]) -> int:
    """The polygon that is nearest to a place."""
    far = []
    for outline in mesh.polygons:
        points = mesh.points_m[list(outline)]
        step = np.roll(points, -1, axis=0) - points
        off = place - points
        share = np.clip((off * step).sum(axis=1) / np.maximum((step**2).sum(axis=1), 1e-9), 0.0, 1.0)
        to_side = float(np.linalg.norm(off - share[:, None] * step, axis=1).min())
        inside = (step[:, 0] * off[:, 2] - step[:, 2] * off[:, 0] >= 0.0).all()
        far.append(abs(float(points[:, 1].mean() - place[1])) if inside else to_side)
    return int(np.argmin(far))


def test_navigation_joins_the_deepest_room_to_the_street() -> None:
    mesh = navigation_mesh(caves())
    under, building = entrance()
    deepest = np.array(deepest_place(under, building, caves().land.metres_per_pixel))
    middles = np.array([mesh.points_m[list(outline)].mean(axis=0) for outline in mesh.polygons])
    # Neighbours share two points; links join what lies near their ends.
    by_edge: dict[frozenset[int], list[int]] = {}
    for number, outline in enumerate(mesh.polygons):
        for one, other in zip(outline, (*outline[1:], outline[0]), strict=True):
            by_edge.setdefault(frozenset((one, other)), []).append(number)
    beside: dict[int, set[int]] = {}
    for pair in by_edge.values():
        for one in pair:
            beside.setdefault(one, set()).update(pair)
    for ends in mesh.links:
        near = [nearest(mesh, end) for end in ends]
        beside.setdefault(near[0], set()).add(near[1])
        beside.setdefault(near[1], set()).add(near[0])
    settlement = settlement_of(caves())
    middle = float(ground_at(caves().land, settlement.x_m, settlement.z_m))
    start = nearest(mesh, np.array((settlement.x_m, middle, settlement.z_m)))
    seen, waiting = {start}, deque([start])
    while waiting:
        for to in beside.get(waiting.popleft(), ()):
            if to not in seen:
                seen.add(to)
                waiting.append(to)
    goal = int(np.argmin(np.linalg.norm(middles - deepest, axis=1)))
    assert np.linalg.norm(middles[goal] - deepest) < 2.5
    assert goal in seen


def test_rooms_hang_on_the_seed_alone() -> None:
    one, same, other = (draw_rooms("crypt", seed, store(), Callbacks()) for seed in (5, 5, 6))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_coarse_ground_tells_that_nothing_leads_down() -> None:
    coarse = replace(CAVE, metres_per_pixel=4.0)
    _, settlement = make_settlement(make_land(coarse, store(), model=MODEL), coarse, store())
    assert settlement is not None
    assert settlement.underground == ()
    assert "cave" in settlement.missing
