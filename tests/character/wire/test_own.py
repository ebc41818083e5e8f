"""Garments of users in requests: sent ahead, worn in every file, reported on, and named where they are wrong."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.character.people.person import Worn
from procgen.character.wire.messages import person_message
from procgen.character.wire.outputs import Sitting
from procgen.character.wire.own import read_own, report_message
from procgen.character.wire.request import read_request
from procgen.errors import InvalidFields, Violation
from procgen.formats.gltf import read_glb
from procgen.kit.wire.artifacts import sha256
from procgen.runtime.checkpoint import go_on
from procgen.served import product_of
from procgen.v1 import character_pb2
from tests.character.wardrobe.own.clothes import as_glb, tunic
from tests.character.wire.character_people import STUDIO, somebody

GLB = as_glb(*tunic())


def _request(**said: object) -> character_pb2.CharacterRequest:
    STUDIO.blobs.put(sha256(GLB), len(GLB), 0, GLB)
    person = person_message(somebody())
    person.outfit.add(kind="tshirt")
    garment = character_pb2.OwnGarment(**{"sha256": sha256(GLB), "name": "wrap", **said})
    request = character_pb2.CharacterRequest(person=person, own_garments=[garment])
    request.outputs.add(kind="slim", texture_px=512, clips=False)
    return request


def test_it_is_worn_in_place_of_what_it_covers_and_fits() -> None:
    wanted = read_request(_request(), STUDIO)
    sitting = Sitting(wanted.drawn, STUDIO, go_on, wanted.own)
    (file,) = sitting.files(wanted.outputs, "x")
    tree, _ = read_glb(file.data)
    names = [node["name"] for node in tree["nodes"] if "mesh" in node]
    assert "own_wrap" in names
    material = next(each for each in tree["materials"] if each["name"] == "own_wrap")
    assert "baseColorTexture" in material["pbrMetallicRoughness"]
    found = report_message(wanted.own[0], sitting.figure.body)
    assert found.crossings == found.crossing_triangles == 0
    assert found.scale == 1.0
    assert not found.lowered_arms
    assert not found.moved_m
    assert found.hidden_vertices > 500
    assert Worn("tshirt").kind in [piece.kind for piece in wanted.drawn.person.outfit]


def test_the_recipe_names_the_file() -> None:
    wanted = read_request(_request(layer=3, colour_rgb=0x204060), STUDIO)
    sitting = Sitting(wanted.drawn, STUDIO, go_on, wanted.own)
    assert sitting.recipe.request["own_garments"] == [
        {"sha256": sha256(GLB), "name": "wrap", "layer": 3, "colour_rgb": 0x204060}
    ]
    assert "own_garments" not in Sitting(wanted.drawn, STUDIO, go_on).recipe.request
    colour = wanted.own[0].garment.template.slots[0].colour
    assert np.allclose(colour, np.array([0x20, 0x40, 0x60]) / 255, atol=1e-3)


def test_batches_carry_the_file() -> None:
    assert product_of("/procgen.v1.CharacterService/Generate").blobs(_request()) == (sha256(GLB),)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"sha256": ""}, "sha256"),
        ({"sha256": "0" * 64}, "sha256"),
        ({"sha256": "../x"}, "sha256"),
        ({"name": "a b"}, "name"),
        ({"layer": 9}, "layer"),
        ({"colour_rgb": 1 << 24}, "colour_rgb"),
    ],
)
def test_what_is_wrong_is_named(said: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidFields) as caught:
        read_request(_request(**said), STUDIO)
    assert [each.field for each in caught.value.violations] == [f"own_garments[0].{field}"]


def test_bad_files_and_too_many_are_named() -> None:
    bad = b"v 0 0 0\nf 1 1 1\n"
    STUDIO.blobs.put(sha256(bad), len(bad), 0, bad)
    found: list[Violation] = []
    garment = character_pb2.OwnGarment(sha256=sha256(bad))
    assert read_own([garment], STUDIO, found) == ()
    assert found[0].field == "own_garments[0].sha256"
    found.clear()
    assert read_own([garment] * 5, STUDIO, found) == ()
    assert found[0].field == "own_garments"
    found.clear()
    twice = [_request().own_garments[0]] * 2
    assert len(read_own(twice, STUDIO, found)) == 1
    assert found[0].field == "own_garments[1].name"
