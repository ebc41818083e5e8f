from __future__ import annotations

import io

import numpy as np
import OpenEXR
import pytest

from procgen.runtime.recipe import Recipe
from procgen.texture.exporters import EXPORTERS, ExportOptions
from procgen.texture.maps import normals, occlusion, to_linear
from tests.texture.exporters import samples


@pytest.mark.parametrize("half", [True, False])
@pytest.mark.parametrize("opacity", [True, False])
def test_openexr_reads_every_map(half: bool, opacity: bool) -> None:
    material = samples.material(opacity=opacity)
    data = EXPORTERS["maps_exr"].encode(material, ExportOptions(half_floats=half))
    with OpenEXR.File(io.BytesIO(data), separate_channels=True) as file:
        header, channels = (
            dict(file.header()),
            {name: channel.pixels.copy() for name, channel in file.channels().items()},
        )
    surface = material.surface
    light, normal = to_linear(surface.albedo), normals(surface.height)
    expected = {
        "height": material.height_m,
        "roughness": surface.roughness,
        "metallic": surface.metallic,
        "occlusion": occlusion(surface.height),
        "mask.moss": material.masks["moss"],
        **{f"albedo.{channel}": light[..., index] for index, channel in enumerate("RGB")},
        **{f"normal.{channel}": normal[..., index] for index, channel in enumerate("XYZ")},
    }
    if surface.opacity is not None:
        expected["opacity"] = surface.opacity
    if surface.translucency is not None:
        expected["translucency"] = surface.translucency
    assert set(channels) == set(expected)
    for name, values in expected.items():
        kind = np.float16 if half and name != "height" else np.float32
        assert channels[name].dtype == kind
        np.testing.assert_array_equal(channels[name], values.astype(kind))
    assert Recipe.from_json(header["procgen:recipe"]) == material.recipe
    assert header["procgen:metres_per_pixel"] == material.metres_per_pixel
    assert header["procgen:height_min_m"] == float(material.height_m.min())
