from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from PIL import Image

from procgen.character.exporters import ExportOptions, encode
from procgen.character.game.atlas import chart_of, make_atlas
from procgen.character.game.merge import MESH, SHARES, merge
from procgen.character.game.ragdoll import JOINTS, ragdoll
from procgen.character.game.springs import PREFIX, sprung
from procgen.character.materials import Pictures
from procgen.character.mesh.build import BODY_SLOTS, build
from procgen.character.mesh.model import Character
from procgen.character.portrait.figure import posed
from tests.character.exporters.reader import Glb
from tests.character.people_in_clothes import MAN, PEOPLE, body, suit
from tests.tools import validate_glb

SIDE = 512
RED, WEAVE = (200, 30, 30), 64


def plain(colour: tuple[int, ...], side: int = 64) -> np.ndarray:
    return np.broadcast_to(np.array(colour, np.uint8), (side, side, len(colour))).copy()


def weave() -> np.ndarray:
    """A tile whose left half is dark."""
    tile = plain(RED, WEAVE)
    tile[:, : WEAVE // 2] //= 4
    return tile


@cache
def dressed() -> Character:
    """Somebody in a suit that hangs as a gown does."""
    return build(body(MAN), [replace(suit(), name="gown")], name="Somebody", lods=True)


@cache
def pictures() -> dict[str, Pictures]:
    found = {name: Pictures(material.slot) for name, material in dressed().materials.items()}
    found["skin"] = Pictures(BODY_SLOTS["skin"], plain((220, 170, 150)), tint=False)
    found["suit"] = Pictures(
        suit().slots[0], weave(), plain((128, 128, 255), WEAVE), plain((255, 128, 0), WEAVE), tint=False
    )
    return found


@cache
def merged(triangles: int = 12_000) -> Character:
    return merge(sprung(dressed()), pictures(), SIDE, triangles=triangles)


def base(character: Character) -> np.ndarray:
    texture = character.materials["opaque"].base_colour
    assert texture is not None
    return np.asarray(Image.open(io.BytesIO(texture.data)))


@pytest.mark.parametrize("triangles", [5_000, 12_000])
def test_levels_keep_to_their_budgets(triangles: int) -> None:
    surfaces = merged(triangles).parts[0].surfaces
    counts = [sum(len(surface.topology.triangles[level]) for surface in surfaces) for level in range(4)]
    assert counts[0] <= triangles
    assert counts == sorted(counts, reverse=True)
    for count, share in zip(counts[1:], SHARES[1:], strict=True):
        assert count <= max(1.05 * triangles * share, 800), "as far as forms can be simplified"


def test_one_draw_call_and_no_vertex_more_than_indices_reach() -> None:
    (part,) = merged().parts
    assert part.name == MESH
    assert [surface.slot for surface in part.surfaces] == ["opaque"], "nothing that is cut or clear is worn"
    for surface in part.surfaces:
        for triangles, count in zip(surface.topology.triangles, surface.topology.counts, strict=True):
            assert triangles.max() < count


def test_every_surface_shows_what_it_showed() -> None:
    (surface,) = merged().parts[0].surfaces
    topology, picture = surface.topology, base(merged())
    corners = topology.triangles[0]
    middle = (topology.uv[corners].mean(axis=1) * SIDE).astype(int)
    shown = picture[middle[:, 1], middle[:, 0], :3].astype(int)
    known = [(220, 170, 150), RED, tuple(part // 4 for part in RED)]
    known += [tuple(round(255 * part) for part in slot.slot.colour) for slot in dressed().materials.values()]
    apart = np.abs(shown[:, None] - np.array(known)).max(axis=2).min(axis=1)
    # Between the two halves of the weave lie pixels of both.
    assert (apart <= 3).mean() > 0.95
    red = (np.abs(shown - RED).max(axis=1) <= 3).sum()
    dark = (np.abs(shown - np.array(RED) // 4).max(axis=1) <= 3).sum()
    assert 0.6 < red / dark < 1.6, "the tile repeats as it did"


def test_a_chart_of_what_repeats_is_a_block_however_often_it_does() -> None:
    surfaces = [surface for part in dressed().parts for surface in part.surfaces if surface.slot == "suit"]
    chart = chart_of("suit", surfaces, strands=False)
    assert np.ptp(surfaces[0].topology.uv, axis=0).max() > 4
    assert (chart.high - chart.low).max() < 3
    assert 0.2 < chart.metres < 0.45, "the suit's tiles are 0.3 m wide"


def test_a_finer_atlas_shows_no_tile_larger_than_it_is() -> None:
    surfaces = [surface for part in dressed().parts for surface in part.surfaces if surface.slot == "suit"]
    atlas = make_atlas([chart_of("suit", surfaces, strands=False)], pictures(), 1024)
    assert atlas.rectangles["suit"].scale_px == (WEAVE, WEAVE)


def test_normals_of_every_level_look_the_way_its_triangles_do() -> None:
    (surface,) = merged().parts[0].surfaces
    for triangles, normals in zip(surface.topology.triangles, surface.level_normals, strict=True):
        corners = surface.vertices[triangles]
        face = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        large = np.linalg.norm(face, axis=1) > 1e-6
        agree = np.einsum("tca,ta->tc", normals[triangles[large]], face[large]) > 0
        assert agree.mean() > 0.94
        np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1, atol=1e-4)


@pytest.mark.parametrize("face_shapes", [True, False])
def test_the_file_is_valid_and_says_its_levels(face_shapes: bool) -> None:
    data = encode(merged(), ExportOptions("game", face_shapes=face_shapes, mass_kg=80.0))
    assert [each for each in validate_glb(data)["issues"]["messages"] if each["severity"] < 2] == []
    file = Glb(data)
    first = file.node(f"{MESH}_LOD0")
    levels = first["extensions"]["MSFT_lod"]["ids"]
    assert [file.tree["nodes"][number]["name"] for number in levels] == [f"{MESH}_LOD{level}" for level in (1, 2, 3)]
    assert not set(levels) & set(file.tree["scenes"][0]["nodes"]), "who does not know the extension shows one level"
    shapes = ["targets" in mesh["primitives"][0] for mesh in file.tree["meshes"]]
    assert shapes == ([True, True, False, False] if face_shapes else [False] * 4)
    for mesh in file.tree["meshes"]:
        for primitive in mesh["primitives"]:
            positions = file.array(primitive["attributes"]["POSITION"])
            assert file.array(primitive["indices"]).max() < len(positions)


def test_morph_targets_move_the_same_places() -> None:
    skin = dressed().parts[0].surfaces[0]
    (surface,) = merge(dressed(), pictures(), SIDE, triangles=80_000).parts[0].surfaces
    for target in ("jawOpen", "mouthSmileLeft", "viseme_aa"):
        moved = []
        for each in (skin, surface):
            morphs = each.topology.morphs
            assert morphs is not None
            number = morphs.names.index(target)
            entries = slice(morphs.start[number], morphs.start[number + 1])
            assert (np.diff(morphs.vertex[entries].astype(int)) > 0).all()
            moved.append({tuple(np.round(place, 5)) for place in each.vertices[morphs.vertex[entries]]})
        assert moved[0] <= moved[1], "beside the skin's, those of teeth and brows"


def test_chains_go_from_the_hips_to_the_hem_and_carry_cloth() -> None:
    character = sprung(dressed())
    assert character.springs
    names = character.skeleton.names
    gown = next(part for part in character.parts if part.name == "gown")
    hem = min(surface.vertices[:, 1].min() for surface in gown.surfaces)
    for spring in character.springs:
        heights = [character.skeleton.place(joint)[1] for joint in spring.joints]
        assert heights == sorted(heights, reverse=True)
        assert heights[-1] > hem - 1e-4
        assert all(joint.startswith(PREFIX) for joint in spring.joints)
    first = min(names.index(joint) for joint in character.springs[0].joints)
    for surface in gown.surfaces:
        weights = surface.topology.weights.astype(int)
        assert (weights.sum(axis=1) == 65535).all()
        held = np.where(surface.topology.joints >= first, weights, 0).sum(axis=1)
        low = surface.vertices[:, 1] < hem + 0.1
        assert (held[low] > 0.5 * 65535).all()
        assert not held[surface.vertices[:, 1] > character.skeleton.place("Hips")[1]].any()


def test_at_rest_springs_change_no_place() -> None:
    for one, other in zip(
        *(posed(each, {}, "no such clip", 0.0)[0] for each in (dressed(), sprung(dressed()))), strict=True
    ):
        np.testing.assert_allclose(one.vertices, other.vertices, atol=1e-5)


def test_who_wears_nothing_that_hangs_stays_as_it_is() -> None:
    character = build(body(MAN), [suit()])
    assert sprung(character) is character


@pytest.mark.parametrize("who", PEOPLE)
def test_a_ragdoll_weighs_what_the_body_weighs(who: str) -> None:
    character = build(body(PEOPLE[who]))
    parts = ragdoll(character, 70.0)
    assert sum(part["mass_kg"] for part in parts) == pytest.approx(70.0, abs=0.01)
    assert {part["joint"] for part in parts} < {capsule.joint for capsule in character.colliders}
    assert len(parts) == 15
    placed: set[str] = set()
    for part in parts:
        assert part.get("parent", "Hips") in placed | {"Hips"}
        placed.add(part["joint"])
    # A thigh is about seven times as heavy as a forearm.
    masses = {part["joint"]: part["mass_kg"] for part in parts}
    assert 6 < masses["LeftUpperLeg"] / masses["LeftLowerArm"] < 14
    assert set(JOINTS) | {"Hips"} == set(masses)
