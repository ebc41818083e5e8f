"""Every output that can be asked for, made of a small map."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from procgen.errors import Cancelled
from procgen.runtime.recipe import Recipe
from procgen.services.call import Call
from procgen.services.terrain_outputs import OUTPUTS, encode, layer_arrays, size_violations
from procgen.services.terrain_service import output_kind, output_number
from procgen.terrain.ground.parameters import GroundParameters
from procgen.terrain.heightmap import Heightmap
from procgen.v1.terrain_pb2 import TerrainOutput
from tests.terrain.controls.worlds import generated

SIZE = 65


@pytest.fixture(scope="module")
def heightmap() -> Heightmap:
    heights = generated(0, 0, SIZE, SIZE) - np.float32(600.0)
    return Heightmap(heights, 30.0, 0.0, Recipe("terrain", {"seed": "5"}))


def test_the_contract_and_the_exporters_name_the_same_outputs() -> None:
    named = {output_kind(number) for number in TerrainOutput.values()} - {None}
    assert named == set(OUTPUTS)
    assert [output_kind(output_number(kind)) for kind in OUTPUTS] == list(OUTPUTS)
    assert output_kind(0) is None  # type: ignore[arg-type]
    assert output_kind(999) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", OUTPUTS)
def test_every_output_is_made_and_described(heightmap: Heightmap, kind: str) -> None:
    exporter = OUTPUTS[kind]
    side = next(side for side in (SIZE, 64, 256) if not size_violations(exporter, side, side))
    if side != SIZE:
        heightmap = replace(heightmap, heights=generated(0, 0, side, side))
    arrays = layer_arrays([exporter], heightmap, GroundParameters(), Call("test"))
    data, artifact = encode(exporter, heightmap, arrays, Call("test"))
    again, _ = encode(exporter, heightmap, arrays, Call("test"))
    assert data == again
    assert artifact.kind == kind
    assert artifact.size_bytes == len(data) > 0
    assert artifact.file_name.startswith(heightmap.name)
    assert bool(artifact.sidecar_json) == bool(artifact.sidecar_name)


def test_file_names_differ(heightmap: Heightmap) -> None:
    suffixes = [exporter.suffix for exporter in OUTPUTS.values()]
    assert len(set(suffixes)) == len(suffixes)


def test_splat_pictures_sum_to_whole_pixels(heightmap: Heightmap) -> None:
    exporters = [OUTPUTS["splat0_png"], OUTPUTS["splat1_png"]]
    arrays = layer_arrays(exporters, heightmap, GroundParameters(), Call("test"))
    pictures = [
        np.asarray(Image.open(io.BytesIO(encode(exporter, heightmap, arrays, Call("test"))[0])), np.int64)
        for exporter in exporters
    ]
    assert (sum(picture.sum(axis=-1) for picture in pictures) == 255).all()


def test_layers_are_made_only_where_asked(heightmap: Heightmap) -> None:
    assert layer_arrays([OUTPUTS["png16"], OUTPUTS["glb"]], heightmap, GroundParameters(), Call("test")) == {}
    assert set(layer_arrays([OUTPUTS["wetness_png"]], heightmap, GroundParameters(), Call("test"))) == {"wetness"}


def test_layers_can_be_stopped(heightmap: Heightmap) -> None:
    call = Call("test")
    call.cancel()
    with pytest.raises(Cancelled):
        layer_arrays([OUTPUTS["layers_exr"]], heightmap, GroundParameters(), call)
