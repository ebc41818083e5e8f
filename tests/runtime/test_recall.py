"""A recipe is found in every kind of file that procgen writes, whichever way it stands there."""

from __future__ import annotations

import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.received import here, receive, show_nothing
from procgen.runtime.recall import recall
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.served import all_services
from procgen.v1 import layout_pb2, sound_pb2, terrain_pb2

RECIPE = Recipe("terrain", {"seed": "7", "landform": 'al"pine', "relief_m": 300.0}, {"coarse": "0" * 64})

TEXTS = {
    "itself": RECIPE.to_json(),
    "a sidecar": json.dumps({"metres_per_pixel": 30.0, "recipe": json.loads(RECIPE.to_json())}, indent=1),
    "text in JSON": json.dumps({"extras": {"procgen": RECIPE.to_json()}}),
    "a resource of Godot": f"[resource]\nmetadata/procgen_recipe = {json.dumps(RECIPE.to_json())}\n",
    "another order": json.dumps(dict(reversed(list(json.loads(RECIPE.to_json()).items())))),
    "after another version": '{"code_version": "0.0.1"} ' + RECIPE.to_json(),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("around", [b"", b"\x89PNG\r\n\x1a\n\xff\xfe{\x00{{", zlib.compress(b"noise" * 400)])
def test_it_is_found_whatever_is_around_it(text: str, around: bytes) -> None:
    assert recall(around + text.encode() + around) == RECIPE


@given(st.binary(max_size=2000))
def test_files_without_one_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidFields, match="without a recipe"):
        recall(data)


def test_a_changed_recipe_is_none() -> None:
    with pytest.raises(InvalidFields):
        recall(RECIPE.to_json().replace('"7"', '"8"').encode())


def test_deep_nesting_is_refused_and_no_more() -> None:
    with pytest.raises(InvalidFields):
        recall(b"{" * 100_000 + b'"code_version"')


REQUESTS = {
    "/procgen.v1.TerrainService/Generate": terrain_pb2.TerrainRequest(
        seed=7,
        width_px=64,
        depth_px=64,
        model="noise-fbm",
        outputs=[
            terrain_pb2.TERRAIN_OUTPUT_PNG16,
            terrain_pb2.TERRAIN_OUTPUT_R16,
            terrain_pb2.TERRAIN_OUTPUT_EXR,
            terrain_pb2.TERRAIN_OUTPUT_GLB,
            terrain_pb2.TERRAIN_OUTPUT_GEOTIFF,
            terrain_pb2.TERRAIN_OUTPUT_TERRAIN3D_REGION_RES,
        ],
    ),
    "/procgen.v1.SoundService/GenerateSound": sound_pb2.SoundRequest(
        seed=3, effect="footstep", outputs=["wav", "flac", "ogg", "opus", "json"]
    ),
    "/procgen.v1.LayoutService/Generate": layout_pb2.LayoutRequest(
        seed=2,
        kind="cave",
        width=16,
        depth=16,
        model="cellular",
        outputs=[
            layout_pb2.LAYOUT_OUTPUT_PNG,
            layout_pb2.LAYOUT_OUTPUT_TMJ,
            layout_pb2.LAYOUT_OUTPUT_TMX,
            layout_pb2.LAYOUT_OUTPUT_GODOT_TSCN,
        ],
    ),
}


@pytest.mark.parametrize("path", REQUESTS)
def test_files_of_domains_bring_their_recipe(path: str) -> None:
    method = all_services(ModelStore(), BlobStore()).method(path)
    made = receive(here(method.handler, REQUESTS[path], show_nothing))
    lost = []
    for artifact, data in zip(made.result.artifacts, made.files, strict=True):
        try:
            found = recall(artifact.sidecar_json.encode() or data)
        except InvalidFields:
            lost.append(artifact.kind)
        else:
            assert found == made.recipe
    # The palette that goes with tile maps is the same for all of them.
    assert set(lost) <= {"tiles_png"}
