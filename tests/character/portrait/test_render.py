"""Pictures of a sphere and of cards whose right answers are known."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from procgen.character.portrait.camera import Camera
from procgen.character.portrait.render import _settled, png, render, sheet
from procgen.character.portrait.scene import Look, Piece, Scene, fetch
from procgen.character.portrait.shade import to_display
from procgen.texture.maps.srgb import to_linear


def sphere(radius: float = 0.5, look: Look | None = None, rings: int = 32) -> Piece:
    """A unit-normal sphere about the origin."""
    lat, lon = np.meshgrid(np.linspace(0, np.pi, rings), np.linspace(0, 2 * np.pi, 2 * rings), indexing="ij")
    normals = np.stack([np.sin(lat) * np.sin(lon), np.cos(lat), np.sin(lat) * np.cos(lon)], axis=-1).reshape(-1, 3)
    index = np.arange(rings * 2 * rings).reshape(rings, 2 * rings)
    a, b, c, d = index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]
    triangles = np.concatenate([np.stack(t, axis=-1).reshape(-1, 3) for t in ((a, b, c), (a, c, d))])
    uv = np.stack([lon / (2 * np.pi), lat / np.pi], axis=-1).reshape(-1, 2)
    return Piece(
        (normals * radius).astype(np.float32),
        normals.astype(np.float32),
        uv.astype(np.float32),
        triangles,
        look or Look(),
    )


def card(z: float, look: Look, half: float = 1.0) -> Piece:
    """A square that faces the viewer."""
    vertices = np.array([[-half, -half, z], [half, -half, z], [half, half, z], [-half, half, z]], np.float32)
    uv = np.array([[0, 1], [1, 1], [1, 0], [0, 0]], np.float32)
    normals = np.tile(np.array([[0, 0, 1]], np.float32), (4, 1))
    return Piece(vertices, normals, uv, np.array([[0, 1, 2], [0, 2, 3]]), look)


CAMERA = Camera((0.0, 0.0, 0.0), 2.0)


def test_a_sphere_covers_its_disc_and_nothing_else() -> None:
    picture = render([sphere()], CAMERA, 120, 120, transparent=True)
    y, x = np.mgrid[0:120, 0:120]
    radius = np.hypot(x - 59.5, y - 59.5)
    # The lens sees the outline a little larger than the middle plane: by 1 / cos of half the angle it fills.
    assert (picture[..., 3][radius < 29] == 255).all()
    assert (picture[..., 3][radius > 32] == 0).all()


def test_the_key_light_comes_from_the_upper_right() -> None:
    picture = render([sphere()], CAMERA, 100, 100).astype(int)
    assert picture[35, 65].sum() > picture[65, 35].sum() + 100


def test_the_camera_goes_round() -> None:
    red = Piece(*_fields(sphere(0.2)), Look(colour=(1.0, 0.05, 0.05)))
    moved = Piece(red.vertices + np.array([0.6, 0, 0], np.float32), red.normals, red.uv, red.triangles, red.look)
    front = render([moved], CAMERA, 60, 60, transparent=True)[..., 3]
    left = render([moved], Camera((0, 0, 0), 2.0, azimuth_deg=90), 60, 60, transparent=True)[..., 3]
    assert np.flatnonzero(front.any(axis=0)).mean() > 40  # at the right of the picture
    assert abs(np.flatnonzero(left.any(axis=0)).mean() - 29.5) < 1  # before the viewer


def _fields(piece: Piece) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    return piece.vertices, piece.normals, piece.uv, piece.triangles


def test_cut_away_parts_show_what_lies_behind() -> None:
    hole = np.full((8, 8, 4), 255, np.uint8)
    hole[2:6, 2:6, 3] = 0
    hole[..., :3] = (255, 0, 0)
    picture = render(
        [card(0.2, Look(albedo=hole, alpha=True)), card(-0.2, Look(colour=(0.02, 0.02, 1.0)))], CAMERA, 64, 64
    )
    assert picture[32, 32, 2] > 2 * picture[32, 32, 0]
    assert picture[5, 32, 0] > 2 * picture[5, 32, 2]


def test_glass_only_adds_light() -> None:
    plain = render([card(0.0, Look(colour=(0.2, 0.2, 0.2)))], CAMERA, 32, 32).astype(int)
    behind = render([card(0.0, Look(colour=(0.2, 0.2, 0.2))), card(0.1, Look(opacity=0.1))], CAMERA, 32, 32).astype(int)
    assert (behind >= plain).all()
    assert behind.sum() > plain.sum()


def test_something_in_the_way_of_the_light_throws_a_shadow() -> None:
    lit = render([card(0.0, Look())], CAMERA, 64, 64).astype(int)
    towards = np.array([0.55, 0.65, 0.75]) / np.linalg.norm([0.55, 0.65, 0.75])
    ball = sphere(0.2)
    above = Piece(ball.vertices + (towards * 0.9).astype(np.float32), ball.normals, ball.uv, ball.triangles, ball.look)
    shaded = render([card(0.0, Look()), above], CAMERA, 64, 64).astype(int)
    assert shaded[32, 32].sum() < lit[32, 32].sum() - 100


def test_metal_takes_the_colour_of_its_reflection() -> None:
    gold = render([sphere(look=Look((1.0, 0.7, 0.2), metallic=1.0, roughness=0.3))], CAMERA, 64, 64).astype(int)
    assert gold[32, 32, 0] > gold[32, 32, 2] * 1.3


def test_a_normal_map_bends_the_light() -> None:
    flat = np.full((4, 4, 3), (128, 128, 255), np.uint8)
    up = np.full((4, 4, 3), (128, 218, 218), np.uint8)
    pictures = [
        render([card(0.0, Look((0.2, 0.2, 0.2), normal=bend))], CAMERA, 32, 32).astype(int)[16, 16].sum()
        for bend in (flat, up)
    ]
    plain = render([card(0.0, Look((0.2, 0.2, 0.2)))], CAMERA, 32, 32).astype(int)[16, 16].sum()
    assert abs(pictures[0] - plain) <= 6
    assert pictures[1] > pictures[0] + 15  # the key light stands high: +Y up catches more of it


def test_same_scene_same_bytes() -> None:
    pictures = [png(render([sphere()], CAMERA, 48, 48)) for _ in range(2)]
    assert pictures[0] == pictures[1]
    assert Image.open(io.BytesIO(pictures[0])).size == (48, 48)


def test_fetch_is_bilinear_and_repeats() -> None:
    picture = np.array([[[0], [255]], [[0], [255]]], np.uint8)
    values = fetch(picture, np.array([[0.25, 0.5], [0.75, 0.5], [0.5, 0.5], [1.75, 3.5]], np.float32))[:, 0]
    assert values == pytest.approx([0.0, 1.0, 0.5, 1.0])


def test_display_curve_rises_and_stays_in_range() -> None:
    light = np.linspace(0, 40, 4001, dtype=np.float32)
    shown = to_display(np.repeat(light[:, None], 3, axis=1))
    assert (np.diff(shown, axis=0) >= -1e-6).all()
    assert shown[0] == pytest.approx([0, 0, 0], abs=1e-3)
    assert shown[-1].max() <= 1.0
    orange = to_display(np.array([[0.9, 0.45, 0.2], [9.0, 4.5, 2.0]], np.float32))
    assert np.ptp(orange[1]) < np.ptp(orange[0])  # what is very bright pales
    assert to_linear(np.array([0.0, 0.5, 1.0], np.float32)) == pytest.approx([0.0, 0.21404, 1.0], abs=1e-4)


def test_pixels_are_settled_inside_of_things_that_are_no_strands() -> None:
    things = np.zeros((4, 6, 2), np.int32)
    things[:, 4:] = 1
    things[1, 0, 1] = -1
    settled = _settled(things, np.array([False, False]))
    assert settled.tolist() == [
        [False, True, True, False, False, True],  # below lies a pixel that shows two things; at the right an outline
        [False, False, True, False, False, True],
        [False, True, True, False, False, True],
        [True, True, True, False, False, True],
    ]
    assert not _settled(things, np.array([True, False]))[:, :4].any()
    assert _settled(things[..., :1], np.array([False, False]))[1].tolist() == [True, True, True, False, False, True]


@pytest.mark.parametrize("samples", [1, 2, 3])
def test_rays_are_spared_without_changing_an_outline(samples: int) -> None:
    pieces = [sphere(0.45), card(-0.3, Look(), 0.62)]
    picture = render(pieces, CAMERA, 40, 30, samples=samples, transparent=True)
    row, column = (each.ravel() for each in np.mgrid[0 : 30 * samples, 0 : 40 * samples])
    towards = CAMERA.directions(40 * samples, 30 * samples, column, row)
    hits = Scene(pieces).trace(np.tile(CAMERA.eye, (len(towards), 1)), towards)
    met = np.zeros(len(towards))
    met[hits.ray] = 1
    cover = met.reshape(30, samples, 40, samples).mean(axis=(1, 3))
    assert 0 < cover.mean() < 1
    np.testing.assert_allclose(picture[..., 3], np.round(cover * 255), atol=1)


def test_rays_go_through_the_pixels_from_the_upper_left() -> None:
    corner, middle = CAMERA.directions(100, 50, np.array([0, 50]), np.array([0, 25]))
    np.testing.assert_allclose(np.linalg.norm([corner, middle], axis=1), 1.0, atol=1e-6)
    np.testing.assert_allclose(CAMERA.eye, [0, 0, CAMERA.distance_m], atol=1e-6)
    # The picture is 4 m wide and 2 m high at the target.
    at_target = CAMERA.eye + corner * (CAMERA.distance_m / -corner[2])
    np.testing.assert_allclose(at_target, [-1.98, 0.98, 0.0], atol=1e-4)


def test_one_scene_serves_many_pictures() -> None:
    scene = Scene([sphere()])
    pictures = [render(each, CAMERA, 40, 40) for each in (scene, [sphere()], scene)]
    assert (pictures[0] == pictures[1]).all()
    assert (pictures[0] == pictures[2]).all()


def test_glass_is_seen_before_things_and_not_behind_them() -> None:
    scene = Scene([card(0.0, Look()), card(0.2, Look(opacity=0.1), 0.5), card(-0.2, Look(opacity=0.1))])
    origins = np.array([[0.0, 0.0, 2.0], [0.8, 0.0, 2.0]], np.float32)
    towards = np.tile(np.array([[0, 0, -1]], np.float32), (2, 1))
    hits = scene.trace(origins, towards)
    assert hits.piece.tolist() == [0, 0]
    glass = scene.clear(origins, towards, hits)
    assert glass.ray.tolist() == [0]
    assert glass.distance == pytest.approx([1.8], abs=1e-5)
    assert not len(Scene([card(0.0, Look())]).clear(origins, towards, hits).ray)


def test_rays_pass_what_is_cut_away_until_something_lies_nearer() -> None:
    hole = np.full((8, 8, 4), 255, np.uint8)
    hole[2:6, 2:6, 3] = 0
    cut = Look(albedo=hole, alpha=True)
    scene = Scene([card(0.4, cut), card(0.2, cut, 0.1), card(0.0, Look()), card(-0.2, cut)])
    origins = np.array([[0.0, 0.0, 2.0], [0.9, 0.0, 2.0], [0.09, 0.0, 2.0]], np.float32)
    hits = scene.trace(origins, np.tile(np.array([[0, 0, -1]], np.float32), (3, 1)))
    assert hits.piece.tolist() == [2, 0, 1]
    assert hits.distance == pytest.approx([2.0, 1.6, 1.8], abs=1e-4)


def test_a_corner_sees_less_of_the_sky_than_an_open_place() -> None:
    floor, wall = card(0.0, Look(), 1.0), card(0.0, Look(), 0.5)
    turned = wall.vertices[:, [2, 1, 0]] + np.array([0.02, 0, 0.5], np.float32)
    scene = Scene([floor, Piece(turned, wall.normals[:, [2, 1, 0]], wall.uv, wall.triangles)])
    near, far = (
        scene.openness(scene.trace(np.array([[x, 0, 0.4]], np.float32), np.array([[0, 0, -1]], np.float32)))[0, 0]
        for x in (-0.05, -0.9)
    )
    assert 0 < near <= far <= 1


def test_trace_finds_the_nearest_of_many_cards() -> None:
    scene = Scene([card(z, Look()) for z in (0.3, -0.2, 0.1)])
    hits = scene.trace(np.array([[0, 0, 2]], np.float32), np.array([[0, 0, -1]], np.float32))
    assert hits.piece.tolist() == [0]
    assert hits.distance == pytest.approx([1.7], abs=1e-4)


def test_a_sheet_holds_every_picture() -> None:
    pictures = [np.full((10, 6, 3), value, np.uint8) for value in (10, 20, 30)]
    page = sheet(pictures, columns=2, gap_px=2)
    assert page.shape == (2 * 12 + 2, 2 * 8 + 2, 3)
    assert [page[5, 4, 0], page[5, 12, 0], page[17, 4, 0], page[17, 12, 0]] == [10, 20, 30, 245]
