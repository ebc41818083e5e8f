"""All maps as floats in one OpenEXR file."""

from __future__ import annotations

import numpy as np

from procgen.formats.exr import Plane, write_exr
from procgen.texture.exporters.planes import NAMES, Planes
from procgen.texture.maps import to_linear

_COLOURS = "RGB"
_AXES = "XYZ"


def maps_exr(planes: Planes) -> bytes:
    """Write every map into one file, for tools that compose: Blender, Houdini, Nuke.

    Returns:
        An OpenEXR file, scan lines, ZIP compression, 16-bit floats or, without ``half_floats``, 32-bit ones; channels
        ``albedo.R`` ``.G`` ``.B`` (linear light, as OpenEXR has it), ``normal.X`` ``.Y`` ``.Z`` (-1 to 1, OpenGL),
        ``height`` (32 bits, metres), ``roughness``, ``metallic``, ``occlusion``, ``opacity`` and ``translucency`` where
        there are such, and ``mask.NAME`` for each of the material's masks. Attributes ``procgen:recipe`` (string,
        JSON), ``procgen:material``, ``procgen:metres_per_pixel``, ``procgen:height_min_m`` and ``procgen:height_max_m``
        (double).
    """
    material, options = planes.material, planes.options
    kind = np.float16 if options.half_floats else np.float32
    level = planes.level(*(name for name in NAMES if name != "height"))
    channels: dict[str, Plane] = {"height": np.ascontiguousarray(material.height_m, np.float32)}
    light = to_linear(level["albedo"])
    for index in range(3):
        channels[f"albedo.{_COLOURS[index]}"] = light[..., index].astype(kind)
        channels[f"normal.{_AXES[index]}"] = level["normal"][..., index].astype(kind)
    for name in ("roughness", "metallic", "occlusion", "opacity", "translucency"):
        if name in level:
            channels[name] = level[name].astype(kind)
    for name, mask in material.masks.items():
        channels[f"mask.{name}"] = mask.astype(kind)
    options.checkpoint()
    low, high = planes.range_m
    return write_exr(
        channels,
        {
            "procgen:recipe": material.recipe.to_json(),
            "procgen:material": material.material,
            "procgen:metres_per_pixel": np.array([material.metres_per_pixel], np.float64),
            "procgen:height_min_m": np.array([low], np.float64),
            "procgen:height_max_m": np.array([high], np.float64),
        },
    )
