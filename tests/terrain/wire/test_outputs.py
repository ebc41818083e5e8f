"""Every output that can be asked for, made of a small map."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from procgen.errors import Cancelled
from procgen.kit.wire.call import Call
from procgen.runtime.recipe import Recipe
from procgen.terrain.ground.layers import LAYERS, layers
from procgen.terrain.heightmap import Heightmap
from procgen.terrain.wire.outputs import OUTPUTS, AnyExporter, encode, layers_of, output_kind, output_number
from procgen.v1.terrain_pb2 import TerrainOutput
from tests.terrain.controls.worlds import generated

SIZE = 65


def made(*exporters: AnyExporter, side: int = SIZE) -> Heightmap:
    """Hills and a sea, with the layers that some exporters need."""
    heights = generated(0, 0, side, side) - np.float32(600.0)
    found = layers(heights, 30.0, 0.0, layers_of(exporters)).arrays
    return Heightmap(heights, 30.0, 0.0, Recipe("terrain", {"seed": "5"}), None, found)


def test_the_contract_and_the_exporters_name_the_same_outputs() -> None:
    named = {output_kind(number) for number in TerrainOutput.values()} - {None}
    assert named == set(OUTPUTS)
    assert [output_kind(output_number(kind)) for kind in OUTPUTS] == list(OUTPUTS)
    assert output_kind(0) is None  # type: ignore[arg-type]
    assert output_kind(999) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", OUTPUTS)
def test_every_output_is_made_and_described(kind: str) -> None:
    exporter = OUTPUTS[kind]
    side = next(side for side in (SIZE, 64, 256) if not exporter.size_violations(side, side))
    heightmap = made(exporter, side=side)
    data, artifact = encode(exporter, heightmap, Call("test"))
    again, _ = encode(exporter, heightmap, Call("test"))
    assert data == again
    assert artifact.kind == kind
    assert artifact.size_bytes == len(data) > 0
    assert artifact.file_name.startswith(heightmap.name)
    assert bool(artifact.sidecar_json) == bool(artifact.sidecar_name)


def test_file_names_differ() -> None:
    suffixes = [exporter.suffix for exporter in OUTPUTS.values()]
    assert len(set(suffixes)) == len(suffixes)


def test_splat_pictures_are_the_layer_itself() -> None:
    exporters = [OUTPUTS["splat0_png"], OUTPUTS["splat1_png"]]
    heightmap = made(*exporters)
    pictures = [
        np.asarray(Image.open(io.BytesIO(encode(exporter, heightmap, Call("test"))[0]))) for exporter in exporters
    ]
    np.testing.assert_array_equal(np.concatenate(pictures, axis=-1), heightmap.layers["splat"])
    assert (heightmap.layers["splat"].sum(axis=-1, dtype=np.int64) == 255).all()


def test_only_layers_that_are_needed_are_named() -> None:
    assert layers_of([OUTPUTS["png16"], OUTPUTS["glb"]]) == set()
    assert layers_of([OUTPUTS["wetness_png"], OUTPUTS["glb"]]) == {"wetness"}
    assert layers_of([OUTPUTS["layers_exr"]]) == set(LAYERS) - {"lake_number"}


@pytest.mark.parametrize("kind", ["hillshade_png", "png16", "layers_exr", "splat0_png", "glb"])
def test_what_takes_time_can_be_stopped(kind: str) -> None:
    exporter = OUTPUTS[kind]
    heightmap = made(exporter)
    call = Call("test")
    call.cancel()
    with pytest.raises(Cancelled):
        encode(exporter, heightmap, call)
