"""Solids, and the buildings and props that are made of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from procgen.world import kinds
from procgen.world.buildings import OVERHANG_M, STYLE_OF_BIOME, STYLES, Site, build
from procgen.world.herbs import HERBS
from procgen.world.meshes import SLOTS, Mesh, Model, Sculptor, icosphere, numbers, open_edges, tangents
from procgen.world.place import Building
from procgen.world.plants import PLANTS
from procgen.world.prop_models import FLOATING, KINDS, RADIUS_M, SHAPES, prop_model
from procgen.world.settlement import USES
from procgen.world.text import lexicon, understand
from procgen.world.things import THINGS

# Leaves, fronds and blades are sheets, seen from both sides.
WITH_SHEETS = {
    *("coconut_palm", "date_palm", "tree_fern", "willow", "fern", "reed", "poppy", "marram", "fescue", "feather_grass"),
    *("maize", "wheat"),
}
SHEETS = ("glass", "pane")
"""Panes of windows are seen from one side, or from both, and bound nothing."""
SOLID = [slot for slot in SLOTS if slot not in SHEETS]
USE_NAMES = (*USES, "somewhere else")


def _building(use: str = "house", **other: float) -> Building:
    measures = {"width_m": 9.0, "depth_m": 7.0, "height_m": 2.9, **other}
    return Building(f"the {use}", use, 0.0, 0.0, 0.0, turn_deg=0.0, door_x_m=0.0, door_z_m=5.0, **measures)


def _volume_m3(model: Model) -> float:
    """By the divergence theorem; positive where surfaces face outwards."""
    total = 0.0
    for mesh in model.meshes.values():
        a, b, c = np.moveaxis(mesh.positions[mesh.triangles].astype(np.float64), 1, 0)
        total += float(np.sum(a * np.cross(b, c))) / 6.0
    return total


def _is_sound(mesh: Mesh) -> bool:
    lengths = np.sqrt(np.sum(mesh.normals.astype(np.float64) ** 2, axis=1))
    numbers_ = np.concatenate([mesh.positions, mesh.normals, mesh.uv_m], axis=1)
    used = np.unique(mesh.triangles)
    return bool(
        np.isfinite(numbers_).all() and np.allclose(lengths[used], 1.0, atol=1e-3) and used.max() < len(mesh.positions)
    )


def _facing_share(mesh: Mesh) -> float:
    """Share of the triangles that face the way that their normals say."""
    a, b, c = np.moveaxis(mesh.positions[mesh.triangles].astype(np.float64), 1, 0)
    flat = np.cross(b - a, c - a)
    area = np.sqrt(np.sum(flat**2, axis=1))
    agrees = np.sum(flat * mesh.normals[mesh.triangles].mean(axis=1), axis=1) > 0.0
    return float(agrees[area > 1e-8].mean())


coordinate = st.floats(-20.0, 20.0, allow_nan=False).map(lambda value: round(value, 2))
extent = st.floats(0.05, 10.0).map(lambda value: round(value, 2))


@settings(max_examples=30)
@given(low=st.tuples(coordinate, coordinate, coordinate), size=st.tuples(extent, extent, extent), turn=coordinate)
def test_a_box_has_its_volume_wherever_it_is_put(
    low: tuple[float, float, float], size: tuple[float, float, float], turn: float
) -> None:
    sculptor = Sculptor()
    sculptor.push((3.0, -2.0, 5.0), turn * 18.0)
    high = tuple(a + b for a, b in zip(low, size, strict=True))
    sculptor.box("paint", low, (high[0], high[1], high[2]))
    sculptor.pop()
    model = sculptor.model("box")
    assert open_edges(model) == 0
    assert _volume_m3(model) == pytest.approx(size[0] * size[1] * size[2], rel=1e-3)


@settings(max_examples=30)
@given(start=st.tuples(coordinate, coordinate, coordinate), end=st.tuples(coordinate, coordinate, coordinate))
def test_a_beam_is_as_long_as_its_ends_are_apart(
    start: tuple[float, float, float], end: tuple[float, float, float]
) -> None:
    length = float(np.linalg.norm(np.subtract(end, start)))
    assume(length > 0.1)
    sculptor = Sculptor()
    sculptor.beam("wood", start, end, 0.2, 0.3)
    model = sculptor.model("beam")
    assert open_edges(model) == 0
    assert _volume_m3(model) == pytest.approx(0.06 * length, rel=1e-3)


@settings(max_examples=20)
@given(radii=st.lists(st.floats(0.1, 3.0), min_size=2, max_size=5), sides=st.integers(3, 12), is_tipped=st.booleans())
def test_a_column_is_closed_and_faces_outwards(radii: list[float], sides: int, *, is_tipped: bool) -> None:
    sculptor = Sculptor()
    radii = [*radii, 0.0] if is_tipped else radii
    sculptor.column("foliage", [(0.1 * i, float(i), 0.0) for i in range(len(radii))], radii, sides)
    model = sculptor.model("column")
    assert open_edges(model) == 0
    pieces = np.array(radii)
    area = sides / 2.0 * np.sin(2.0 * np.pi / sides)
    frustums = area / 3.0 * (pieces[:-1] ** 2 + pieces[:-1] * pieces[1:] + pieces[1:] ** 2)
    assert _volume_m3(model) == pytest.approx(float(frustums.sum()), rel=1e-2)


def test_an_icosphere_is_round_and_closed() -> None:
    points, triangles = icosphere(2)
    assert (len(points), len(triangles)) == (162, 320)
    assert np.allclose(np.sum(points**2, axis=1), 1.0)
    white = np.full((162, 3), 255, np.uint8)
    ball = Mesh(
        points.astype(np.float32),
        points.astype(np.float32),
        points[:, :2].astype(np.float32),
        white,
        triangles.astype(np.uint32),
    )
    assert open_edges(Model("ball", {"paint": ball})) == 0
    assert _facing_share(ball) == 1.0


def test_an_open_surface_is_found_out() -> None:
    sculptor = Sculptor()
    sculptor.face("paint", [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)])
    assert open_edges(sculptor.model("sheet")) == 4


def test_numbers_follow_seed_stream_and_place_alone() -> None:
    first = numbers(7, "a", 100)
    assert np.array_equal(first[:10], numbers(7, "a", 10))
    assert 0.0 <= first.min() < 0.1
    assert 0.9 < first.max() < 1.0
    assert not np.array_equal(first, numbers(8, "a", 100))
    assert not np.array_equal(first, numbers(7, "b", 100))


def test_tangents_run_with_u_and_up_is_against_v() -> None:
    sculptor = Sculptor()
    sculptor.box("wall", (-1, 0, -2), (3, 2, 1))
    sculptor.column("wall", [(9, 0, 0), (9, 3, 0)], [1.0, 0.6], 9)
    mesh = sculptor.model("m").meshes["wall"]
    along = tangents(mesh)
    used = np.unique(mesh.triangles)
    assert np.allclose(np.sum(along[used, :3] ** 2, axis=1), 1.0, atol=1e-4)
    assert np.allclose(np.sum(along[used, :3] * mesh.normals[used], axis=1), 0.0, atol=1e-4)
    a, b, c = np.moveaxis(mesh.positions[mesh.triangles], 1, 0)
    up = np.cross(mesh.normals, along[:, :3])[mesh.triangles[:, 0]]
    for other, corner in ((b, 1), (c, 2)):
        grown = mesh.uv_m[mesh.triangles[:, corner], 1] - mesh.uv_m[mesh.triangles[:, 0], 1]
        assert np.all(np.sign(np.round(np.sum(up * (other - a), axis=1), 2)) * np.sign(np.round(grown, 2)) <= 0)


@pytest.mark.parametrize("kind", KINDS)
def test_props_are_sound_closed_and_stand_in_the_ground(kind: str) -> None:
    for shape in range(SHAPES[kind]):
        model = prop_model(kind, shape)
        assert all(_is_sound(mesh) for mesh in model.meshes.values())
        assert model.triangle_count < 5000
        low, high = model.bounds_m()
        # What floats has its water line at 0.
        assert low[1] <= (0.01 if kind in FLOATING else 0.0) < high[1]
        if kind not in WITH_SHEETS:
            # Leaves are cards upon what is closed.
            solid = Model(model.name, {slot: mesh for slot, mesh in model.meshes.items() if slot != "leaves"})
            assert open_edges(solid) == 0
            # A bush is all leaves.
            assert solid.meshes or kind in HERBS
            if not solid.meshes:
                continue
            assert _volume_m3(solid) > 0.0
            assert min(_facing_share(mesh) for mesh in solid.meshes.values()) > 0.97


def test_things_fit_into_the_circle_that_is_their_own() -> None:
    for kind in THINGS:
        for shape in range(SHAPES[kind]):
            positions = np.concatenate([mesh.positions for mesh in prop_model(kind, shape).meshes.values()])
            assert float(np.hypot(positions[:, 0], positions[:, 2]).max()) <= RADIUS_M[kind] + 0.06, kind
    # Crowns and low branches may touch.
    for kind in set(PLANTS) - {"spruce", "larch", "cypress"}:
        positions = np.concatenate([mesh.positions for mesh in prop_model(kind, 0).meshes.values()])
        low = positions[positions[:, 1] < 1.0]
        assert float(np.quantile(np.hypot(low[:, 0], low[:, 2]), 0.9)) <= RADIUS_M[kind] + 0.3, kind


@pytest.mark.parametrize("style", STYLES)
def test_buildings_are_closed_within_their_footprint_and_reach_into_the_ground(style: str) -> None:
    drop = 1.7
    for number, use in enumerate(USE_NAMES):
        sizes = USES.get(use, USES["house"])
        width, depth, height = (sum(span) / 2 for span in (sizes.width_m, sizes.depth_m, sizes.height_m))
        building = _building(use, width_m=width, depth_m=depth, height_m=height)
        built = build(building, STYLES[style], Site(drop, 0.8, number % 2 == 0), seed=3)
        for model in (built.shell, built.inside, *(leaf.model for leaf in built.leaves)):
            assert model is not None
            assert all(_is_sound(mesh) for mesh in model.meshes.values())
            assert open_edges(model, SOLID) == 0, (use, model.name)
        low, high = built.shell.bounds_m()
        assert low[1] < -drop - 0.2, use
        assert high[1] > 2.5
        assert built.triangle_count < 16000, use
        for slot in ("wall", "stone"):
            mesh = built.shell.meshes.get(slot)
            if mesh is not None:
                # Steps stand before the front.
                assert np.abs(mesh.positions[:, 0]).max() <= width / 2 + 0.2, (use, slot)
                assert mesh.positions[:, 2].min() >= -depth / 2 - 0.5
        if use != "mill" and "roof" in built.shell.meshes:
            assert np.abs(built.shell.meshes["roof"].positions[:, 0]).max() <= width / 2 + OVERHANG_M
            assert built.shell.meshes["roof"].positions[:, 2].min() >= -depth / 2 - OVERHANG_M


def test_houses_differ_from_one_another_and_not_from_themselves() -> None:
    one, two = _building("house"), Building("another", "house", 0, 0, 0, 9.0, 7.0, 2.9, 0.0, 0.0, 5.0)
    site = Site(0.5, 0.0, False)

    def drawn(building: Building, seed: int) -> list[bytes]:
        built = build(building, STYLES["timber"], site, seed)
        assert built.inside is not None
        meshes = [*built.shell.meshes.values(), *built.inside.meshes.values()]
        return [mesh.positions.tobytes() + mesh.colours.tobytes() for mesh in meshes]

    assert drawn(one, 3) == drawn(one, 3)
    assert drawn(one, 3) != drawn(two, 3)
    assert drawn(one, 3) != drawn(one, 4)


def test_every_style_is_somewhere_at_home() -> None:
    words = {understand(term).style for term in lexicon().vocabulary()}
    assert {*STYLE_OF_BIOME.values(), *words, *(kind.style for kind in kinds.KINDS.values())} == {*STYLES, ""}


def test_the_door_is_where_the_road_leads() -> None:
    left = build(_building(), STYLES["timber"], Site(0.0, -2.5, False), 3)
    right = build(_building(), STYLES["timber"], Site(0.0, 2.5, False), 3)
    # The step before the door is all of stone that stands out in front.
    for built, wanted in ((left, -2.5), (right, 2.5)):
        stone = built.shell.meshes["stone"].positions
        step = stone[stone[:, 2] > 3.52]
        assert float(step[:, 0].mean()) == pytest.approx(wanted, abs=0.1)
