"""A user's garment follows every body, crosses none, hides what it covers, and says what is wrong with it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.body.basis import packaged_basis
from procgen.character.body.macro import Macro
from procgen.character.body.shape import Shape, make_body, plain_body
from procgen.character.mesh.build import build
from procgen.character.wardrobe.own import OwnMesh, Placing, bind, read_mesh, report
from procgen.character.wardrobe.own.binding import neutral
from procgen.character.wardrobe.own.mesh import MOST_TRIANGLES, MOST_VERTICES
from procgen.character.wardrobe.own.skin import edges_of, skin_of, skin_triangles
from procgen.errors import InvalidFields
from tests.character.wardrobe.own.clothes import Floats, Ints, as_glb, as_obj, tunic

BASIS = packaged_basis()


def test_on_the_neutral_body_it_lies_as_it_was_made() -> None:
    vertices, uv, triangles = tunic()
    garment = bind(OwnMesh(vertices, uv, triangles), BASIS, "own", 2, "mesh")
    character = build(plain_body(BASIS), [garment.template])
    surface = next(part for part in character.parts if part.name == "own").surfaces[0]
    shown = surface.vertices[surface.topology.triangles[0]].reshape(-1, 3)
    apart = np.abs(shown[:, None] - vertices[None, ::7]).sum(axis=2).min(axis=0)
    assert np.quantile(apart, 0.95) < 2e-4
    assert np.quantile(apart, 0.99) < 1e-3  # round the armpits, where it lay in the skin, neighbours follow
    assert apart.max() < 0.006


@pytest.mark.parametrize(
    "macro",
    [
        Macro(sex=0.0, age_years=25, weight=0.3),
        Macro(sex=1.0, age_years=60, weight=1.0),
        Macro(sex=0.0, age_years=45, weight=0.9, height=0.3),
        Macro(sex=1.0, age_years=30, muscle=1.0, height=0.75),
    ],
)
def test_it_fits_every_body_without_crossing(macro: Macro) -> None:
    garment = bind(OwnMesh(*tunic()), BASIS, "own", 2, "mesh")
    found = report(garment, make_body(Shape(macro), BASIS))
    assert found.crossings == found.crossing_triangles == 0
    assert found.vertices == len(tunic()[0])


def test_skin_below_is_hidden_and_no_other() -> None:
    garment = bind(OwnMesh(*tunic()), BASIS, "own", 2, "mesh")
    height = plain_body(BASIS).vertices[garment.template.hides, 1]
    assert len(height) > 500
    assert height.min() > 0.74
    assert height.max() < 1.32


def _tight(vertices: Floats) -> Floats:
    """The tunic brought in until a good part of it lies in the trunk."""
    return vertices * np.array([0.9, 1, 0.9], np.float32)


def test_what_lies_in_the_neutral_body_is_brought_out_smoothly() -> None:
    vertices, uv, triangles = tunic()
    tight = _tight(vertices)
    garment = bind(OwnMesh(tight, uv, triangles), BASIS, "own", 2, "mesh")
    assert garment.placing == Placing()  # its size is right: it is moved where it must be
    assert 0.1 * len(tight) < garment.settled < 0.95 * len(tight)
    assert 0.004 < garment.settled_m < 0.05
    for sex in (0.0, 0.5, 1.0):
        found = report(garment, make_body(Shape(Macro(sex=sex, age_years=40)), BASIS))
        assert found.crossings == found.crossing_triangles == 0
    fitted = garment.template.fit(plain_body(BASIS))
    raw = bind(OwnMesh(vertices, uv, triangles), BASIS, "own", 2, "mesh").template.fit(plain_body(BASIS))
    assert np.linalg.norm(fitted - raw, axis=1).max() < 0.06
    bends = [_bend(each, triangles) for each in (tight, fitted)]
    assert bends[1] < 1.5 * bends[0]  # nothing is torn out in spikes


def _bend(vertices: Floats, triangles: Ints) -> float:
    """The 99th percentile of the lengths of edges over what is usual."""
    edges = edges_of(triangles)
    length = np.linalg.norm(np.diff(vertices[edges], axis=1)[:, 0], axis=1)
    return float(np.quantile(length, 0.99) / np.median(length))


def test_layers_stay_in_order() -> None:
    vertices, uv, triangles = tunic()
    inner = _tight(vertices)
    outward = (vertices - inner) / np.linalg.norm(vertices - inner, axis=1, keepdims=True)
    both = np.concatenate([inner, inner + np.float32(0.004) * outward])
    garment = bind(
        OwnMesh(both, np.tile(uv, (2, 1)), np.concatenate([triangles, triangles + len(inner)])), BASIS, "own", 2, "mesh"
    )
    body = plain_body(BASIS)
    height = skin_of(body).heights(garment.template.fit(body))[0]
    assert (height[len(inner) :] > height[: len(inner)]).mean() > 0.98


def test_what_was_made_for_another_body_is_laid_on_the_neutral_one() -> None:
    vertices, uv, triangles = tunic()
    small = (vertices - np.array([0, 0.02, 0], np.float32)) * np.float32(0.9)
    garment = bind(OwnMesh(small, uv, triangles), BASIS, "own", 2, "mesh")
    assert 1.02 < garment.placing.scale * garment.placing.wide < 1.2
    found = report(garment, plain_body(BASIS))
    assert found.crossings == found.crossing_triangles == 0
    assert found.placing == garment.placing


def test_lowered_arms_are_seen() -> None:
    wearer = neutral(BASIS)
    chosen = np.zeros(len(BASIS.vertices), bool)
    up = wearer.stance.body.vertices[wearer.skin][:, 1]
    chosen[wearer.skin] = (up > 0.95) & (up < 1.3)  # the trunk, and the lower arms
    triangles = skin_triangles(BASIS)
    triangles = triangles[chosen[triangles].all(axis=1)][::5]
    for lowered, skin in ((True, wearer.lowered), (False, wearer.upright)):
        shell = skin.body.vertices + 0.01 * skin.body.normals
        used, corners = np.unique(triangles, return_inverse=True)
        mesh = OwnMesh(shell[used], np.zeros((len(used), 2), np.float32), corners.reshape(-1, 3).astype(np.int64))
        assert bind(mesh, BASIS, "own", 2, "mesh").placing == Placing(lowered=lowered)


def test_what_lies_inside_the_body_is_told() -> None:
    """A board through the waist can't be brought out; nor is it torn apart."""
    corners = np.array([[x, 1.15, z] for x in (-0.3, 0.3) for z in (-0.3, 0.3)], np.float32)
    board = OwnMesh(corners, np.zeros((4, 2), np.float32), np.array([[0, 1, 2], [1, 3, 2]]))
    garment = bind(board, BASIS, "own", 2, "mesh")
    assert report(garment, plain_body(BASIS)).crossing_triangles == 2
    assert garment.settled_m < 0.061


def test_heights_tell_sides() -> None:
    body = plain_body(BASIS)
    skin = skin_of(body)
    on_it = body.vertices[skin.triangles[::97]].mean(axis=1)
    for height in (-0.003, 0.003):
        found, near, normal = skin.heights(on_it + np.float32(height) * skin.normals[::97])
        assert np.abs(found).max() < 0.003 + 1e-5  # other skin may be nearer, as between fingers
        assert np.quantile(np.abs(found - height), 0.75) < 1e-4
        assert (np.sign(found) == np.sign(height)).mean() > 0.98
        assert (near == np.arange(len(skin.triangles))[::97]).mean() > 0.7
        assert np.abs(np.linalg.norm(normal, axis=1) - 1).max() < 1e-5


def test_obj_and_glb_give_the_same_mesh() -> None:
    vertices, uv, triangles = tunic()
    text, binary = read_mesh(as_obj(vertices, triangles), "mesh"), read_mesh(as_glb(vertices, uv, triangles), "mesh")
    assert np.abs(np.sort(text.vertices, axis=0) - np.sort(binary.vertices, axis=0)).max() < 2e-6
    assert len(text.triangles) == len(binary.triangles)
    assert binary.albedo is not None
    assert binary.albedo[0, 0].tolist() == [200, 40, 40]


def test_nodes_move_meshes() -> None:
    vertices, uv, triangles = tunic()
    nodes = [{"children": [1], "scale": [0.01, 0.01, 0.01]}, {"mesh": 0, "translation": [0, 5, 0]}]
    moved = read_mesh(as_glb(vertices * 100, uv, triangles, nodes=nodes), "mesh")
    assert np.allclose(moved.vertices, vertices + np.array([0, 0.05, 0]), atol=1e-5)


def _refused(data: bytes) -> str:
    with pytest.raises(InvalidFields) as caught:
        bind(read_mesh(data, "mesh"), BASIS, "own", 2, "mesh")
    (violation,) = caught.value.violations
    assert violation.field == "mesh"
    return f"{violation.value} {violation.allowed}"


def test_bad_meshes_are_named() -> None:
    vertices, uv, triangles = tunic()
    assert "OBJ" in _refused(b"nothing of the kind")
    assert "neither" in _refused(b"\xff\xfe\x00")
    assert "line 3" in _refused(b"v 0 0 0\nv 1 0 0\nf 1 2 9\n")
    assert "metres" in _refused(as_obj(vertices * 100, triangles))
    assert "neutral body" in _refused(as_obj(vertices + np.float32(1.5), triangles))
    assert "no number" in _refused(as_obj(vertices, triangles).replace(b"v ", b"v nan ", 1))
    assert "area" in _refused(b"v 0 1 0\nv 0 1 0\nv 0 1 0\nf 1 2 3\n")
    assert "extensionsRequired" in _refused(as_glb(vertices, uv, triangles, extensionsRequired=["KHR_draco"]))
    assert "one another" in _refused(as_glb(vertices, uv, triangles, nodes=[{"children": [0]}]))
    assert "triangles" in _refused(
        as_glb(vertices, uv, triangles, meshes=[{"primitives": [{"attributes": {"POSITION": 0}, "mode": 1}]}])
    )
    views = [{"buffer": 0, "byteOffset": 10**9, "byteLength": 4}] * 4
    assert "buffer" in _refused(as_glb(vertices, uv, triangles, bufferViews=views))
    assert "GLB" in _refused(as_glb(vertices, uv, triangles)[:60])
    assert "texture coordinates" in _refused(as_glb(vertices, uv[:-1], triangles))
    assert "line 1" in _refused(b"vt\nv 0 0 0\n")


def test_small_files_make_no_large_meshes() -> None:
    vertices, uv, triangles = tunic()
    twice = [{"children": [each + 1] * 2} for each in range(30)] + [{"mesh": 0}]
    assert "one another" in _refused(as_glb(vertices, uv, triangles, nodes=twice))
    one = {"attributes": {"POSITION": 0, "TEXCOORD_0": 1}, "indices": 2}
    many = -(-MOST_TRIANGLES // len(triangles))
    assert len(vertices) * many < MOST_VERTICES
    assert f"{MOST_TRIANGLES} triangles" in _refused(
        as_glb(vertices, uv, triangles, meshes=[{"primitives": [one] * many}])
    )


def test_coordinates_of_pictures_may_be_one_number() -> None:
    mesh = read_mesh(b"v 0 1 0\nv 1 1 0\nv 0 2 0\nvt 0.25\nvt 0.5 0.75\nf 1/1 2/2 3/1\n", "mesh")
    assert mesh.uv.tolist() == [[0.25, 1.0], [0.5, 0.25], [0.25, 1.0]]


def test_the_first_picture_is_taken() -> None:
    vertices, uv, triangles = tunic()
    plain: dict[str, object] = {}
    pictured = {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}
    one = {"attributes": {"POSITION": 0, "TEXCOORD_0": 1}, "indices": 2}
    for order in ((plain, pictured, plain), (pictured, plain, plain)):
        primitives = [{**one, "material": number} for number in range(3)]
        mesh = read_mesh(
            as_glb(vertices, uv, triangles, materials=list(order), meshes=[{"primitives": primitives}]), "mesh"
        )
        assert mesh.albedo is not None
        assert mesh.albedo[0, 0].tolist() == [200, 40, 40]


@settings(max_examples=25, deadline=None)
@given(st.integers(12, 2000), st.binary(min_size=1, max_size=8))
def test_no_damaged_file_does_more_than_be_refused(place: int, patch: bytes) -> None:
    data = bytearray(as_glb(*tunic()))
    data[place : place + len(patch)] = patch
    try:
        read_mesh(bytes(data), "mesh")
    except InvalidFields as refused:
        assert refused.violations[0].field == "mesh"
