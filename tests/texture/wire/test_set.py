"""Sets of materials: what a member is made of."""

from __future__ import annotations

import pytest
from google.protobuf import json_format

from procgen.errors import InvalidFields
from procgen.kit.wire.blobs import BlobStore
from procgen.runtime.store import ModelStore
from procgen.texture.generate import generate
from procgen.texture.terrain_layers import LAYERS
from procgen.texture.wire.set import TextureSet, lay_over, read_set, set_recipe
from procgen.v1 import texture_pb2

MODELS = ("noise", "quilting", "random-phase")
SHARED = {"width_px": 64, "height_px": 64, "seed": 10, "model": "noise"}


def read(**fields: object) -> TextureSet:
    return read_set(texture_pb2.TextureSetRequest(**{"shared": SHARED, **fields}), MODELS, BlobStore())  # type: ignore[arg-type]


def test_a_set_without_members_is_all_layers_of_a_terrain() -> None:
    members = read(biome="boreal_forest").members
    assert [member.name for member in members] == list(LAYERS)
    assert [member.parameters.seed for member in members] == list(range(10, 18))
    assert len({(member.parameters.material) for member in members}) == len(members)
    assert members[0].parameters.weather["moss"] > 0.0, "rocks of the taiga are mossy"


def test_a_member_wins_over_the_set_and_the_set_over_the_layer() -> None:
    shared = {**SHARED, "weather": {"wetness": 0.2}, "look": {"palette_rgb": [1, 2, 3]}}
    members = [
        {"layer": "mud", "texture": {"seed": 4, "material": "ground", "look": {"palette_rgb": [7]}}},
        {"layer": "mud"},
    ]
    first, second = read(shared=shared, members=members).members
    assert (first.parameters.seed, first.parameters.material) == (4, "ground")
    assert len(first.parameters.look["palette"]) == 1
    assert len(second.parameters.look["palette"]) == 3
    assert second.parameters.material == LAYERS["mud"].material
    assert first.parameters.weather["wetness"] == pytest.approx(0.2)


def test_lists_are_replaced_and_messages_laid_over() -> None:
    under = texture_pb2.TextureRequest(outputs=[1, 2], look={"contrast": 2.0, "hue_deg": 5.0})
    lay_over(under, texture_pb2.TextureRequest(outputs=[3], look={"contrast": 0.0}))
    assert list(under.outputs) == [3]
    assert (under.look.contrast, under.look.hue_deg) == (0.0, 5.0)


def test_files_are_named_for_their_layers() -> None:
    members = read(
        shared={**SHARED, "file_name": "valley"}, members=[{"layer": "rock"}, {"texture": {"material": "moss"}}]
    )
    assert [member.file_name for member in members.members] == ["valley-rock", "valley-1"]


def test_what_all_members_have_wrong_is_said_once() -> None:
    with pytest.raises(InvalidFields) as caught:
        read(
            shared={"width_px": 31, "height_px": 64, "weather": {"snow": 9}},
            members=[{"layer": "rock"}, {"layer": "sand"}],
        )
    assert [each.field for each in caught.value.violations] == ["shared.width_px", "shared.weather.snow"]


@pytest.mark.parametrize("biome", ["", "desert", "temperate_rainforest"])
def test_a_recipe_read_back_is_the_same_set(biome: str) -> None:
    store = ModelStore(threads=1)
    members = [
        {"layer": "mud", "texture": {"weather": {"wetness": 0.0}}},
        {"layer": "rock", "texture": {"weather": {"moss": 0.0}, "look": {"palette_strength": 0.0}}},
        {"texture": {"material": "brick"}},
    ]
    wanted = read(biome=biome, members=members)
    materials = [generate(member.parameters, store) for member in wanted.members]
    recipe = set_recipe(wanted, materials)
    request = json_format.ParseDict(dict(recipe.request), texture_pb2.TextureSetRequest())
    again = read_set(request, MODELS, BlobStore())
    assert set_recipe(again, [generate(member.parameters, store) for member in again.members]) == recipe
