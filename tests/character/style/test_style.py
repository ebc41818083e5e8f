from __future__ import annotations

import numpy as np
import pytest

from procgen.character.mesh.build import build
from procgen.character.mesh.model import Material, Texture
from procgen.character.style import STYLES
from tests.character.people_in_clothes import HEAVY, MAN, PEOPLE, WOMAN, body, suit


def figure(name: str, style: str) -> dict[str, float]:
    character = build(body(PEOPLE[name]), style=STYLES[style])
    vertices = character.parts[0].surfaces[0].vertices
    place = character.skeleton.place
    height = float(vertices[:, 1].max())
    return {
        "low": float(vertices[:, 1].min()),
        "head": (height - float(place("Head")[1])) / height,
        "legs": float(place("LeftUpperLeg")[1]) / height,
        "shoulders": float(place("LeftUpperArm")[0] - place("RightUpperArm")[0]) / height,
    }


@pytest.mark.parametrize("name", PEOPLE)
def test_styles_change_proportions_as_they_say(name: str) -> None:
    real, heroic, chibi = (figure(name, style) for style in ("realistic", "heroic", "chibi"))
    assert chibi["head"] > 1.6 * real["head"] > 1.6 * heroic["head"]
    assert chibi["legs"] < 0.8 * real["legs"] < 0.8 * heroic["legs"]
    assert heroic["shoulders"] > 1.02 * real["shoulders"]
    for found in (real, heroic, chibi):
        assert found["low"] == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("style", ["heroic", "chibi"])
def test_clothes_follow(style: str) -> None:
    """What lies at a body vertex before lies at the same one afterwards, for the same weights."""
    template = suit()
    person = body(HEAVY)
    character = build(person, [template], style=STYLES[style])
    dressed = character.parts[1].surfaces[0]
    plain = build(person, [template])
    skin, plain_skin = character.parts[0].surfaces[0].vertices, plain.parts[0].surfaces[0].vertices
    cloth, plain_cloth = dressed.vertices, plain.parts[1].surfaces[0].vertices
    gaps = []
    for surface, fabric in ((plain_skin, plain_cloth), (skin, cloth)):
        chosen = fabric[::40]
        gaps.append(np.linalg.norm(chosen[:, None] - surface[None, ::3], axis=2).min(axis=1))
    assert np.median(np.abs(gaps[1] - gaps[0])) < 0.006


@pytest.mark.parametrize("style", ["heroic", "chibi"])
def test_triangles_are_not_turned_inside_out(style: str) -> None:
    character = build(body(WOMAN), style=STYLES[style])
    skin = character.parts[0].surfaces[0]
    triangles = skin.topology.triangles[0].astype(int)
    corners = skin.vertices[triangles].astype(np.float64)
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    facing = (across * skin.normals[triangles].sum(axis=1)).sum(axis=1)
    assert np.mean(facing > 0) > 0.985


def test_faces_move_as_much_as_heads_grow() -> None:
    real, chibi = (build(body(MAN), style=STYLES[name]) for name in ("realistic", "chibi"))
    assert chibi.morph_gain["jawOpen"] == pytest.approx(
        STYLES["chibi"].head_scale * real.morph_gain["jawOpen"], rel=0.1
    )


def test_facets_are_flat_few_and_plain() -> None:
    materials = {
        "skin": Material(build(body()).materials["skin"].slot, Texture(b"skin")),
        "eyes": Material(build(body()).materials["eyes"].slot, Texture(b"eyes")),
    }
    character = build(body(WOMAN), [suit()], materials, style=STYLES["faceted"])
    for part in character.parts:
        for surface in part.surfaces:
            (triangles,) = surface.topology.triangles
            assert len(np.unique(triangles)) == triangles.size, "no vertex is shared"
            corners = surface.vertices[triangles.astype(int)].astype(np.float64)
            across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
            normals = surface.normals[triangles.astype(int)].astype(np.float64)
            np.testing.assert_array_equal(normals[:, 0], normals[:, 1])
            length = np.linalg.norm(across, axis=1)
            flat = (across * normals[:, 0]).sum(axis=1)
            np.testing.assert_allclose(flat[length > 1e-9], length[length > 1e-9], rtol=1e-3)
    assert sum(surface.topology.triangles[0].shape[0] for surface in character.parts[0].surfaces) < 3500
    assert character.materials["skin"].base_colour is None
    assert character.materials["eyes"].base_colour == Texture(b"eyes"), "an eye without its iris is dead"
    morphs = character.parts[0].surfaces[0].topology.morphs
    assert morphs is not None
    assert "jawOpen" in morphs.names
