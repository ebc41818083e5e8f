"""Updates: what they say, laid over the file that was sent before, is the file of the new shape."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from procgen.character.body.shape import Shape
from procgen.character.people.person import Person, StyleChoice, Worn
from procgen.character.people.rounding import rounded
from procgen.character.wire.messages import person_message, shape_message
from procgen.character.wire.outputs import Sitting
from procgen.character.wire.request import Output
from procgen.character.wire.update import Updates
from procgen.errors import InvalidFields
from procgen.runtime.checkpoint import go_on
from procgen.v1 import character_pb2
from tests.character.wire.character_people import STUDIO, drawn, somebody

Floats = npt.NDArray[np.float32]
Meshes = dict[tuple[str, int], tuple[Floats, Floats]]

DRESSED = somebody(
    outfit=(Worn("tshirt"), Worn("skirt"), Worn("sneaker")), hair=Worn("bob"), style=StyleChoice("heroic", 0.5)
)
NOSE = {"modifiers": {"nose_hump": 0.8, "eye_scale": -0.3}}
TALLER = {"height": 0.75, "weight": 0.7}


def moved(person: Person, change: dict[str, Any]) -> Person:
    modifiers = change.get("modifiers", person.shape.modifiers)
    macro = replace(person.shape.macro, **{name: value for name, value in change.items() if name != "modifiers"})
    return rounded(replace(person, shape=Shape(macro, modifiers)))


def in_file(person: Person, lod: int) -> tuple[Meshes, Floats]:
    """Positions and normals of every primitive of the GLB, and the places of the joints."""
    (file,) = Sitting(drawn(person), STUDIO, go_on).files((Output("slim", lod=lod, texture_px=0, clips=False),), "x")
    length = struct.unpack_from("<I", file.data, 12)[0]
    tree = json.loads(file.data[20 : 20 + length])
    binary = file.data[28 + length :]

    def rows(number: int, width: int) -> Floats:
        accessor = tree["accessors"][number]
        view = tree["bufferViews"][accessor["bufferView"]]
        start = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
        return np.frombuffer(binary, "<f4", accessor["count"] * width, start).reshape(-1, width).copy()

    meshes = {}
    for node in tree["nodes"]:
        for number, part in enumerate(tree["meshes"][node["mesh"]]["primitives"] if "mesh" in node else []):
            attributes = part["attributes"]
            meshes[node["name"], number] = rows(attributes["POSITION"], 3), rows(attributes["NORMAL"], 3)
    bindings = rows(tree["skins"][0]["inverseBindMatrices"], 16)
    return meshes, -bindings[:, 12:15]


def request(before: Person, after: Person, lod: int = 0) -> character_pb2.UpdateRequest:
    return character_pb2.UpdateRequest(before=person_message(before), shape=shape_message(after.shape), lod=lod)


def laid_over(meshes: Meshes, joints: Floats, update: character_pb2.UpdateResponse) -> tuple[Meshes, Floats]:
    meshes = {key: (places.copy(), normals.copy()) for key, (places, normals) in meshes.items()}
    for part in update.parts:
        places, normals = meshes[part.part, part.primitive]
        vertices = np.frombuffer(part.vertices_u16, "<u2") if part.vertices_u16 else np.arange(len(places))
        places[vertices] = np.frombuffer(part.positions_f32, "<f4").reshape(-1, 3)
        normals[vertices] = np.frombuffer(part.normals_i8, np.int8).reshape(-1, 3).astype(np.float32) / 127
    return meshes, np.frombuffer(update.joints_f32, "<f4").reshape(-1, 3) if update.joints_f32 else joints


@pytest.mark.parametrize("change", [NOSE, TALLER], ids=["nose", "taller"])
@pytest.mark.parametrize(
    ("person", "lod"),
    [(somebody(), 0), (DRESSED, 0), (DRESSED, 2), (replace(somebody(), style=StyleChoice("faceted")), 0)],
    ids=["plain", "dressed", "dressed-lod2", "faceted"],
)
def test_an_update_makes_the_old_file_the_new_one(person: Person, lod: int, change: dict[str, Any]) -> None:
    after = moved(person, change)
    old, joints = in_file(person, lod)
    wanted, wanted_joints = in_file(after, lod)
    update = Updates(STUDIO).update(request(person, after, lod))
    got, got_joints = laid_over(old, joints, update)
    assert list(got) == list(wanted)
    for key, (places, normals) in wanted.items():
        np.testing.assert_allclose(got[key][0], places, atol=2.5e-6)
        np.testing.assert_allclose(got[key][1], normals, atol=5e-3)
    np.testing.assert_allclose(got_joints, wanted_joints, atol=2.5e-6)
    assert max(np.abs(old[key][0] - wanted[key][0]).max() for key in old) > 1e-4


def test_a_slider_of_the_face_sends_the_face_alone() -> None:
    update = Updates(STUDIO).update(request(DRESSED, moved(DRESSED, NOSE)))
    (body,) = (part for part in update.parts if part.part == "Body")
    assert {part.part for part in update.parts} <= {"Body", "brows_arched", "lashes", "eyes", "mouth"}
    assert 0 < len(body.vertices_u16) // 2 < 1500
    assert not update.joints_f32
    assert update.ByteSize() < 30_000


def test_nothing_moves_where_nothing_changes() -> None:
    update = Updates(STUDIO).update(request(DRESSED, DRESSED))
    assert not update.parts
    assert not update.joints_f32


def test_a_dragged_slider_leads_to_where_one_step_leads() -> None:
    updates = Updates(STUDIO)
    meshes, joints = in_file(DRESSED, 0)
    now = DRESSED
    for weight in (0.5, 0.6, 0.7):
        after = moved(now, {"weight": weight})
        meshes, joints = laid_over(meshes, joints, updates.update(request(now, after)))
        now = after
    wanted, wanted_joints = in_file(now, 0)
    for key, (places, _) in wanted.items():
        np.testing.assert_allclose(meshes[key][0], places, atol=5e-6)
    np.testing.assert_allclose(joints, wanted_joints, atol=5e-6)


def test_what_is_kept_answers_as_what_is_new_does() -> None:
    updates = Updates(STUDIO)
    after = moved(DRESSED, NOSE)
    first = updates.update(request(DRESSED, after)).SerializeToString(deterministic=True)
    assert updates.update(request(DRESSED, after)).SerializeToString(deterministic=True) == first
    assert Updates(STUDIO).update(request(DRESSED, after)).SerializeToString(deterministic=True) == first


def test_shapes_that_can_not_be_are_refused_for_new_and_for_kept_persons() -> None:
    updates = Updates(STUDIO)
    bad = request(DRESSED, moved(DRESSED, {"age_years": -1.0, "muscle": float("nan"), "modifiers": {"tail": 1.0}}), 9)
    wanted = {"shape.age_years", "shape.muscle", "shape.modifiers", "lod"}
    for _ in range(2):
        with pytest.raises(InvalidFields) as caught:
            updates.update(bad)
        assert {violation.field for violation in caught.value.violations} >= wanted
        updates.update(request(DRESSED, moved(DRESSED, NOSE)))
    with pytest.raises(InvalidFields) as caught:
        updates.update(request(replace(DRESSED, hair=Worn("wig")), DRESSED))
    assert {violation.field for violation in caught.value.violations} == {"before.hair.kind"}
