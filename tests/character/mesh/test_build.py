from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from procgen.character.body.shape import Shape
from procgen.character.mesh.build import build
from procgen.character.mesh.model import Material, Texture
from procgen.character.mesh.morphs import face_targets, target_gains
from procgen.character.mesh.normals import Incidence, face_normals, vertex_normals
from procgen.character.mesh.part import Slot
from procgen.character.mesh.topology import body_topology, exported_vertices
from procgen.character.mesh.update import posed, update
from tests.character.people_in_clothes import BASIS, MAN, PEOPLE, WOMAN, body, suit


def test_vertex_normals_are_sums_of_face_normals() -> None:
    vertices, faces = body().vertices, BASIS.faces[BASIS.body_faces]
    slow = np.zeros_like(vertices, np.float64)
    flat = face_normals(vertices, faces)
    for corner in range(4):
        np.add.at(slow, faces[:, corner], flat)
    used = np.unique(faces)
    slow[used] /= np.linalg.norm(slow[used], axis=1, keepdims=True)
    fast = vertex_normals(vertices, Incidence.of(faces, len(vertices)))
    np.testing.assert_allclose(fast[used], slow[used], atol=2e-4)
    np.testing.assert_array_equal(
        fast[np.setdiff1d(np.arange(len(vertices)), used)], [[0, 1, 0]] * (len(vertices) - len(used))
    )


@pytest.mark.parametrize("name", PEOPLE)
def test_feet_stand_on_the_floor_and_soles_lift(name: str) -> None:
    person = body(PEOPLE[name])
    bare, dressed = build(person), build(person, [suit()])
    for character in (bare, dressed):
        low = min(float(surface.vertices[:, 1].min()) for part in character.parts for surface in part.surfaces)
        assert low == pytest.approx(0.0, abs=2e-3)
        np.testing.assert_array_equal(character.skeleton.place("Root"), [0, 0, 0])


def test_surfaces_agree_with_their_topologies() -> None:
    character = build(body(WOMAN), [suit()])
    assert [part.name for part in character.parts] == ["Body", "suit"]
    assert [surface.slot for surface in character.parts[0].surfaces] == ["skin", "eyes", "mouth"]
    for part in character.parts:
        for surface in part.surfaces:
            topology = surface.topology
            assert len(surface.vertices) == len(surface.normals) == len(topology.source) == topology.counts[0]
            assert (topology.weights.astype(int).sum(axis=1) == 65535).all()
            assert not topology.joints[topology.weights == 0].any()
            np.testing.assert_allclose(np.linalg.norm(surface.normals, axis=1), 1, atol=1e-4)
            assert surface.slot in character.materials


def test_lashes_come_with_their_material_unless_something_brings_lashes() -> None:
    lashes = {"lashes": Material(Slot("lash", "lashes", alpha="mask"), Texture(b"picture"))}
    with_lashes = build(body(), materials=lashes)
    assert with_lashes.parts[0].surfaces[-1].slot == "lashes"
    assert "lashes" not in build(body()).materials


def test_names_must_differ() -> None:
    with pytest.raises(ValueError, match="not unique"):
        build(body(), [suit(), suit()])


def test_tangents_lie_in_the_surface_and_point_along_u() -> None:
    materials = {"skin": Material(Slot("skin", "skin"), normal=Texture(b"picture"))}
    skin = build(body(), materials=materials).parts[0].surfaces[0]
    assert skin.tangents is not None
    tangent, normal = skin.tangents[:, :3].astype(np.float64), skin.normals.astype(np.float64)
    np.testing.assert_allclose(np.linalg.norm(tangent, axis=1), 1, atol=1e-4)
    assert np.abs((tangent * normal).sum(axis=1)).max() < 1e-3
    assert set(np.unique(skin.tangents[:, 3])) <= {-1.0, 1.0}
    # Against finite differences: on nearly every triangle u grows along the tangents, and -v along the bitangents.
    triangles = skin.topology.triangles[0].astype(np.int64)
    uv, place = skin.topology.uv.astype(np.float64), skin.vertices.astype(np.float64)
    edge = np.stack([place[triangles[:, k]] - place[triangles[:, 0]] for k in (1, 2)], axis=1)
    step = np.stack([uv[triangles[:, k]] - uv[triangles[:, 0]] for k in (1, 2)], axis=1)
    good = np.abs(np.linalg.det(step)) > 1e-9
    along = np.linalg.solve(step[good], edge[good])  # rows: d place / du, d place / dv
    bitangent = np.cross(normal, tangent) * skin.tangents[:, 3:]
    corner = triangles[good][:, 0]
    for direction, wanted in ((along[:, 0], tangent[corner]), (-along[:, 1], bitangent[corner])):
        cosine = (direction * wanted).sum(axis=1) / np.linalg.norm(direction, axis=1)
        assert np.quantile(cosine, 0.02) > 0.7


def test_visemes_are_sums_of_units() -> None:
    targets = face_targets(BASIS)
    assert len(targets) == 52 + 15
    assert len(targets["viseme_sil"][0]) == 0
    total = np.zeros((len(BASIS.vertices), 3))
    for unit, share in (("jawOpen", 0.36), ("mouthFunnel", 0.5), ("mouthPucker", 0.3)):
        vertex, shift = targets[unit]
        total[vertex] += share * shift.astype(np.float64)
    vertex, shift = targets["viseme_O"]
    np.testing.assert_allclose(total[vertex], shift, atol=1e-6)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_blink_closes_this_faces_eyes(name: str) -> None:
    person = body(PEOPLE[name])
    vertex, shift = face_targets(BASIS)["eyeBlinkLeft"]
    gain = target_gains(person)["eyeBlinkLeft"]
    lids = vertex < 13380
    vertex, shift = vertex[lids], shift[lids] * gain
    upper = int(np.argmin(shift[:, 1]))
    closed = person.vertices[vertex].astype(np.float64)
    closed = closed + shift
    still = np.linalg.norm(shift, axis=1) < 0.25 * np.linalg.norm(shift[upper])
    near = np.abs(closed[still][:, 0] - closed[upper, 0]) < 0.004
    gap = closed[upper, 1] - closed[still][near][:, 1]
    assert np.abs(gap).min() < 0.002


def test_an_update_carries_exactly_what_changed() -> None:
    old, new = posed(body(MAN)), posed(body(Shape(MAN.macro, {**MAN.modifiers, "nose_hump": -0.4})))
    change = update(old, new, BASIS)
    assert set(change.surfaces) == {"skin"}
    skin = change.surfaces["skin"]
    assert 0 < len(skin.vertices) < 2000
    assert len(change.joints) == 0
    topology = body_topology(BASIS, "skin")
    assert topology is not None
    patched = old.vertices[topology.source]
    patched[skin.vertices] = skin.positions
    np.testing.assert_allclose(patched, new.vertices[topology.source], atol=2e-6)
    # It names the vertices of the file's primitive.
    np.testing.assert_allclose(build(body(MAN)).parts[0].surfaces[0].vertices, old.vertices[topology.source], atol=1e-6)
    assert update(old, old, BASIS).surfaces == {}


def test_normals_of_skin_and_helpers_are_those_of_the_whole_mesh() -> None:
    person = body(WOMAN)
    whole = vertex_normals(person.vertices, Incidence.of(BASIS.faces, len(BASIS.vertices)))
    np.testing.assert_array_equal(person.normals, whole)
    shown = exported_vertices(BASIS)
    np.testing.assert_array_equal(person.skin_normals[shown, :3], whole[shown])


def test_templates_lie_where_their_binding_says() -> None:
    person, plain = body(WOMAN), suit()
    random = np.random.default_rng(5)
    count = len(plain.uv)
    bind = random.integers(0, len(BASIS.vertices), (count, 4)).astype(np.int32)
    weight = random.dirichlet(np.ones(4), count).astype(np.float32)
    weight[: count // 2, 3] = 0
    lifted = replace(
        plain,
        bind_vertex=bind,
        bind_weight=weight,
        lift=random.normal(size=count).astype(np.float32),
        offset=random.normal(size=(count, 3)).astype(np.float32),
        scale_pair=(10, 4000),
        scale_rest_m=0.7,
    )
    normal = (person.normals[bind] * weight[..., None]).sum(axis=1)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    scale = np.linalg.norm(person.vertices[10] - person.vertices[4000]) / 0.7
    wanted = (person.vertices[bind] * weight[..., None]).sum(axis=1) + normal * lifted.lift[:, None]
    np.testing.assert_allclose(lifted.fit(person), wanted + lifted.offset * scale, atol=2e-5)
    np.testing.assert_array_equal(plain.fit(person), person.vertices[plain.bind_vertex[:, 0]])
